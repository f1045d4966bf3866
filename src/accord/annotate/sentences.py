"""Sentences of an article, outside page furniture."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span

from accord.records import Article, Block, Passage, Sentence
from accord.text import DOUBLE_CLOSE

# The parser takes the full stop of these for the end of a sentence now and then.
_ABBREVIATIONS = re.compile(
    r"(?:^|[\s(“\"'‘])(?:Mr|Mrs|Ms|Dr|Prof|Gov|Sen|Sens|Rep|Reps|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Rev|Hon|St|Mt|Ft"
    r"|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z]|U\.S|U\.N|U\.K|[A-Z]\.[A-Z])\.$"
)
# “Why not?” Ms. Orel said: the question mark ends the quotation, not the sentence.
_TAG = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){0,4}(?:said|asked|added|continued|told|wrote|tweeted|replied|says)\b"
)
_CLOSING = set("'’)]" + '"' + DOUBLE_CLOSE)
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_WEAK = frozenset({"be", "have", "do", "say", "tell", "will", "would", "can", "could", "may", "might"})


def find_sentences(article: Article, doc: Doc) -> tuple[Sentence, ...]:
    """The sentences of all blocks that are not furniture, in text order.

    A sentence never crosses a block; blanks at its ends are left out. `paragraph`
    counts blocks of text, not furniture. No sentence means the article has no prose.
    """
    blocks = [block for block in article.blocks if block.kind != "furniture"]
    found: list[Sentence] = []
    spans = list(doc.sents)
    at = 0
    for paragraph, block in enumerate(blocks):
        while at < len(spans) and spans[at].end_char <= block.start:
            at += 1
        pieces: list[tuple[int, int]] = []
        i = at
        while i < len(spans) and spans[i].start_char < block.end:
            start, end = _trim(
                article.text, max(spans[i].start_char, block.start), min(spans[i].end_char, block.end)
            )
            if start < end:
                _append(article.text, pieces, start, end)
            i += 1
        found.extend(_sentence(article, doc, block, paragraph, start, end) for start, end in pieces)
    return tuple(found)


def _append(text: str, pieces: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a piece, or join it to the one before where the parser split amiss."""
    if pieces:
        before = text[pieces[-1][0] : pieces[-1][1]]
        stray = all(c in _CLOSING for c in text[start:end])
        cut_short = before[-1].isalnum() or before[-1] in ",;-–—―" or _ABBREVIATIONS.search(before)
        asked = before[-1] in _CLOSING and before[-2:-1] in ("?", "!") and _TAG.match(text, start, end)
        if (
            stray
            or (cut_short and text[start].isalnum())
            or text[start].islower()
            or text[start] in "-–—―"
            or asked
        ):
            pieces[-1] = (pieces[-1][0], end)
            return
        if (
            text[start] in _CLOSING
            and text[start + 1 : start + 2].isspace()
            and before.count(text[start]) % 2
        ):
            # a closing mark that fell to the next sentence
            pieces[-1] = (pieces[-1][0], start + 1)
            start, end = _trim(text, start + 1, end)
            if start >= end:
                return
    pieces.append((start, end))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _sentence(article: Article, doc: Doc, block: Block, paragraph: int, start: int, end: int) -> Sentence:
    span = doc.char_span(start, end, alignment_mode="expand")
    terms = _terms(span) if span is not None else ()
    return Sentence(Passage(article.id, start, end), paragraph, block.kind, terms)


def _terms(span: Span) -> tuple[str, ...]:
    return tuple(
        lemma
        for token in span
        if token.pos_ in CONTENT and (lemma := token.lemma_.lower()) not in _WEAK and lemma[0].isalnum()
    )
