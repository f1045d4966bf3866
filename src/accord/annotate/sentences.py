"""Sentences of an article, outside page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

from accord.records import Article, Block, Passage, Sentence
from accord.text import DOUBLE_CLOSE, DOUBLE_OPEN

# The parser takes the full stop of these for the end of a sentence now and then.
_ABBREVIATIONS = re.compile(
    r"(?:^|[\s(“\"'‘])(?:Mr|Mrs|Ms|Dr|Prof|Gov|Sen|Sens|Rep|Reps|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Rev|Hon|St|Mt|Ft"
    r"|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z]|U\.S|U\.N|U\.K|[A-Z]\.[A-Z])\.$"
)
# "calling for Ariz. Gov. Jan Vale to resign": a state's short form before a title goes on.
_STATE = re.compile(
    r"\b(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev"
    r"|N\.[CDHJMY]|Okla|Ore|Pa|R\.I|S\.[CD]|Tenn|Tex|Va|Vt|Wash|Wis|W\.Va|Wyo)\.$"
)
_TITLE = re.compile(r"(?:Gov|Sen|Rep|Lt|Atty|Attorney|Secretary|Republican|Democrat|Supreme|House|Senate)\b")
# “Why not?” Ms. Orel said: the question mark ends the quotation, not the sentence.
_TAG = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){0,4}(?:said|says|asked|asks|added|adds|continued|told|wrote|tweeted|posted|replied"
    r"|answered|responded|shouted|yelled|cried|exclaimed|joked|quipped|wondered|demanded|recalled)\b"
)
# He lives in the U.S. She does not: words that begin sentences and no names after these abbreviations.
_ENDS_HERE = re.compile(
    r"\b(?:[ap]\.m|[A-Z]\.[A-Z]|Inc|Corp|Co|Ltd|Jr|Sr)\.\s+"
    r"(?=(?:The|He|She|It|They|We|But|And|In|On|At|This|That|These|Those|There|His|Her|Its|Their|After|Before)\s)"
    # "... came. $4 million": behind a word that is no abbreviation, before a figure or a mark that opens
    r"|\b[a-z]{3,}[.!?][)\]]?\s+(?=[$€£“\"'‘(\[]+\w)"
)
_LEFT_BEHIND = re.compile(r"(?<=[.!?])\s+[“\"'‘(\[]$")
_SIGNS = "\n\r\v\f\x85\u2028\u2029"  # of a new line
_BREAKS = dict.fromkeys(map(ord, _SIGNS), "\n")
_NO_BREAKS = dict.fromkeys(map(ord, _SIGNS), " ")
_OPENING = frozenset("([$€£'\"‘" + DOUBLE_OPEN)
_CLOSING = frozenset("'’)]" + '"' + DOUBLE_CLOSE)
CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_WEAK = frozenset({"be", "have", "do", "say", "tell", "will", "would", "can", "could", "may", "might"})


def text_to_parse(article: Article) -> str:
    """The text as the parser should see it, character for character as long, so offsets stay true.

    A line break inside a block is a blank, as a machine wrapped the line there; one between
    blocks is a newline, whichever sign the text has for it, and ends a sentence.
    """
    pieces, at = [], 0
    for block in article.blocks:
        pieces += [
            article.text[at : block.start].translate(_BREAKS),
            article.text[block.start : block.end].translate(_NO_BREAKS),
        ]
        at = block.end
    return "".join(pieces) + article.text[at:].translate(_BREAKS)


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
            start, end = max(spans[i].start_char, block.start), min(spans[i].end_char, block.end)
            for first, last in _cut(article.text, start, end):
                _append(article.text, pieces, first, last)
            i += 1
        found.extend(_sentence(article, doc, block, paragraph, start, end) for start, end in pieces)
    return tuple(found)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of what the parser took for one sentence, blanks at their ends left out."""
    for match in _ENDS_HERE.finditer(text, start, end):
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, end)


def _append(text: str, pieces: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a piece, or join it to the one before where the parser split amiss."""
    if pieces:
        before = text[pieces[-1][0] : pieces[-1][1]]
        if (left := _LEFT_BEHIND.search(before)) and not text[start - 1].isspace():
            # an opening mark that stayed with the sentence before
            pieces[-1] = pieces[-1][0], pieces[-1][0] + left.start()
            start, before = pieces[-1][0] + left.end() - 1, before[: left.start()]
        if _belongs(before, text, start, end):
            pieces[-1] = (pieces[-1][0], end)
            return
        if (
            text[start] in _CLOSING
            and text[start + 1 : start + 2].isspace()
            and before.count(text[start]) % 2
        ):
            # a closing mark that fell to the next sentence
            pieces[-1] = (pieces[-1][0], start + 1)
            pieces.extend(_trimmed(text, start + 1, end))
            return
    pieces.append((start, end))


def _belongs(before: str, text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` goes on with the sentence before it."""
    if not any(map(str.isalnum, before)) or not any(map(str.isalnum, text[start:end])):
        return True  # a mark or a bullet alone
    if text[start].islower() or text[start] in "-–—―":
        return True
    if before[-1].isalnum() or before[-1] in ",;-–—―":  # cut short, a bracket or a name in marks after it
        return text[start].isalnum() or text[start] in _OPENING
    if _STATE.search(before) and _TITLE.match(text, start):
        return True
    if _ABBREVIATIONS.search(before) and text[start].isalnum():
        return not _ENDS_HERE.search(
            f"{before} {text[start:end]} ", max(0, len(before) - 6), len(before) + 12
        )
    return before[-1] in _CLOSING and before[-2:-1] in ("?", "!") and bool(_TAG.match(text, start, end))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without the blanks at its ends; none when there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


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
