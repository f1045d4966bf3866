"""Quoted stretches of the articles of a story, cut at the ends of sentences: what utterances are made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from accord.records import Article, Cast, Passage, Person, Quotation, QuotationKind, Reading
from accord.text import Word, plain, words


@dataclass(frozen=True)
class Piece:
    """A quoted stretch within one sentence, without its marks."""

    passage: Passage
    words: tuple[Word, ...]
    reading: int
    sentence: int  # number of its sentence in the reading; -1 outside all of them
    quotation: int  # number of the run of speech in the reading, most often of the quotation
    stretch: int  # pieces of one stretch between marks share this number
    speaker: Person | None
    kind: QuotationKind
    unclaimed: bool = False  # in marks, but no quotation was found there
    unmarked: bool = False  # printed without marks, word for word what another article has in marks

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return tuple(w.form for w in self.words)


_NO_NAMES = frozenset("i we you one it both some others all many".split())
_RELAYED = re.compile(r"\b(?:cit|quot)(?:es?|ed|ing)\b")
_DATELINE = re.compile(r"\([A-Z]\w+\)")
_BEHIND = re.compile(r"\b(?:after|before|during|until|since) $")
# What a body or a paper does when words in marks are its own.
_SPEECH = re.compile(
    r":|according|\b(?:said|sa(?:y|ys|ying)|read(?:s|ing)?|stat|wr(?:it|ote)|add|announc|not(?:es?|ed|ing)\b|warn|"
    r"claim|call|demand|promis|vow|deni|deny|declar|describ|explain|insist|urg|argu|accus|conclud|confirm|report|"
    r"reveal|suggest|stress|tell|told|tweet|post|began\b|continu|respon|repl|ask|chant|shout|yell|proclaim|cry|"
    r"cri|dismiss|imply|impli|alleg|admit|pledg|recommend|advis|propos|predict|defend|prais|condemn|critici|vote|"
    r"issu|releas|publish|found|find|show|labell?|dubb|nam|refer|welcom|reject|oppos|complain|caution|"
    r"acknowledg|believ|expect|hope|think|thought|fear|boast|joke|express|appeal|rul)"
)
_RELATIVE = frozenset(("who", "whom", "which", "that"))


def find_pieces(readings: Sequence[Reading], cast: Cast) -> list[Piece]:
    """The quoted stretches of all articles, cut at the ends of sentences, each once."""
    pieces: list[Piece] = []
    for number, reading in enumerate(readings):
        text, taken = reading.article.text, set[tuple[int, int]]()
        ends = [s.passage.end for s in reading.sentences]
        shortest_first = sorted(
            range(len(reading.quotations)),
            key=lambda n: sum(p.end - p.start for p in reading.quotations[n].content),
        )
        stretches = [
            (n, reading.quotations[n].kind, stretch)
            for n in shortest_first
            for stretch in quoted_stretches(text, reading.quotations[n])
        ]
        runs = _runs_of_speech(text, reading.quotations, stretches)
        # marks that no quotation accounts for: what they hold counts where another article prints it too
        stretches += [
            (len(reading.quotations) + n, "direct", stretch)
            for n, stretch in enumerate(marked_stretches(reading.article))
        ]
        for n, kind, (start, end) in stretches:
            quotation = reading.quotations[n] if n < len(reading.quotations) else None
            if quotation is not None and kind != "direct":
                within = innermost(quotation, start, end, text)
                kind = kind if within is quotation else within.kind
                speaker = speaker_of(within, reading, cast)
            else:
                speaker = speaker_of(quotation, reading, cast)
            cuts = [start, *(e for e in ends if start < e < end), end]
            for a, b in pairwise(cuts):
                piece = tuple(words(text, a, b))
                if not piece or any(s < piece[-1].end and piece[0].start < e for s, e in taken):
                    continue
                if (kind == "mixed" or quotation is None) and is_name(text, piece):
                    continue
                if kind == "mixed" and len(piece) < 3:
                    continue
                taken.add((piece[0].start, piece[-1].end))
                passage = Passage(reading.article.id, *_with_stop(text, piece, b))
                home, run = _sentence_of(reading, piece[0].start), runs.get((n, start), n)
                pieces.append(
                    Piece(passage, piece, number, home, run, start, speaker, kind, quotation is None)
                )
    return sorted(pieces, key=lambda p: (p.reading, p.passage.start))


_MOST_BETWEEN = 12  # words of report, the cue and the source aside, within one run of speech


def _runs_of_speech(
    text: str,
    quotations: Sequence[Quotation],
    stretches: Sequence[tuple[int, QuotationKind, tuple[int, int]]],
) -> dict[tuple[int, int], int]:
    """Where a quotation's stretches are no run of speech: by a number and a start, another number.

    "“It is late,” she said before she turned to what had kept the crew on the quay all night, the
    “wretched ice”" prints two things said, though one cue serves for both. A new sentence goes on.
    Numbers below zero are no quotation's.
    """
    found: dict[tuple[int, int], int] = {}
    for n, quotation in enumerate(quotations):
        own = sorted(stretch for number, _, stretch in stretches if number == n)
        aside = [*quotation.cue, *quotation.source]
        run = n
        for (_, end), (start, _) in pairwise(own):
            between = sum(not any(p.start <= w.start < p.end for p in aside) for w in words(text, end, start))
            if between > _MOST_BETWEEN and text[start].islower():
                run = -1 - len(found)
            if run != n:
                found[n, start] = run
    return found


def speaker_of(quotation: Quotation | None, reading: Reading, cast: Cast) -> Person | None:
    if quotation is None or quotation.speaker is None:
        return None
    person = cast.of.get((reading.article.id, quotation.speaker))
    if person is None or not quotation.source or not quotation.cue:
        return person
    dateline = person.kind != "person" and _DATELINE.search(quotation.source[0].of(reading.article.text))
    if (dateline or person.kind == "place") and (named := _named_in(quotation, reading, cast)):
        return named  # "Tarn, Velm (AP) President Ada Orr said"
    return None if _is_nobody(person, quotation, reading) else person


def _is_nobody(person: Person, quotation: Quotation, reading: Reading) -> bool:
    """Whether what was taken for the speaker is none: a heading, a pronoun alone, or who relays the words."""
    text = reading.article.text
    source, cue = quotation.source[0], quotation.cue[-1].of(text).lower()
    exact = source.of(text)
    if not person.named and person.name.lower() in _NO_NAMES:
        return True  # "says one"
    if _RELAYED.search(cue):
        return True  # "Tarnwire cited the harbour office": its words are the office's
    if person.kind == "person":
        return False
    if cue == ":" and exact.isupper():
        return True  # "MOVE OF THE RACE: ..."
    if person.named:
        return False
    if _BEHIND.search(text[max(0, source.start - 8) : source.start]) and not exact.endswith("s"):
        return True  # "after the finish in Velm said": who says so was named before
    return person.kind == "organisation" and not _SPEECH.search(cue)


def _named_in(quotation: Quotation, reading: Reading, cast: Cast) -> Person | None:
    """The last person named within the words for a source."""
    found = [
        person
        for m in reading.mentions
        if m.form == "name" and any(p.covers(m.passage) for p in quotation.source)
        for person in [cast.of.get((reading.article.id, m.entity))]
        if person is not None and person.kind == "person"
    ]
    return found[-1] if found else None


def innermost(quotation: Quotation, start: int, end: int, text: str) -> Quotation:
    """Whose words a stretch is: in ““We shall go,” he said, according to a clerk” his, not the clerk's.

    What a relative clause quotes in passing ("she said that the owners, who had called it
    safe, were “wrong”") is hers.
    """
    for inner in quotation.inner:
        aside = inner.source and inner.source[0].of(text).lower() in _RELATIVE
        if inner.source and not aside and any(p.start <= start and end <= p.end for p in inner.content):
            return innermost(inner, start, end, text)
    return quotation


def _sentence_of(reading: Reading, at: int) -> int:
    n = bisect_right(reading.sentences, at, key=lambda s: s.passage.start) - 1
    return n if n >= 0 and at < reading.sentences[n].passage.end else -1


def marked_stretches(article: Article) -> list[tuple[int, int]]:
    """All stretches of body text in double quotation marks, marks left out."""
    return [
        (block.start + m.start(1), block.start + m.end(1))
        for block in article.blocks
        if block.kind == "body"
        for m in re.finditer(r'(?<!\w)"([^"]+)"', plain(article.text[block.start : block.end]))
    ]


_SMALL = frozenset("a an the and or but of to in on for at by with from".split())
_BEFORE_NAME = re.compile(
    r"(?:\b(?:a|an|the|this|that|its|their|his|her|our)|\w's?(?=\s+(?:former|new|old)))"
    r"\s+(?:(?:former|new|old)\s+)?['\"]$",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"[,.]?['\"]\s(?!(?:and|or|but|that|which|who|to|of|in|on|at|for|by|with|from|as|is|was|were|if|when|than|the)\b)\w"
)
_NAME_MOST = 6  # words


def is_name(text: str, piece: Sequence[Word]) -> bool:
    """Whether words in marks name something and are no speech: "Meet the Mayor", the "pay first" rule."""
    if len(piece) > _NAME_MOST:
        return False
    if all(text[w.start].isupper() or w.form in _SMALL for w in piece):
        return True
    start, end = piece[0].start, piece[-1].end
    before, after = plain(text[max(0, start - 20) : start]), plain(text[end : end + 12])
    return bool(_BEFORE_NAME.search(before) and _AFTER_NAME.match(after))


def _with_stop(text: str, piece: Sequence[Word], limit: int) -> tuple[int, int]:
    """The stretch from the first word to the last with what stops it (“… is.”, “… here,”).

    A bracket before it comes along where it is closed within: “[The mayor] is gone”.
    """
    start, end = piece[0].start, piece[-1].end
    while end < limit and text[end] in ".,!?…;:)]":
        end += 1
    closing = {"[": "]", "(": ")"}.get(text[start - 1 : start])
    if closing and closing in text[start:end]:
        start -= 1
    return start, end


_MARKED = re.compile(r"(?<!\w)(?:\"([^\"]+)\"|'((?:[^']|(?<=\w)'(?=\w))+)')(?!\w)")


def quoted_stretches(text: str, quotation: Quotation) -> list[tuple[int, int]]:
    """The stretches of a quotation that stand in marks, as offsets, marks left out."""
    found: list[tuple[int, int]] = []
    for passage in quotation.content:
        exact = plain(passage.of(text))
        if quotation.kind == "direct":
            lead = len(exact) - len(exact.lstrip("\"' "))
            tail = len(exact.rstrip("\"' "))
            inner = [m.span(1) for m in re.finditer(r'([^"]+)', exact[:tail]) if m.start() >= lead]
            found += [(passage.start + a, passage.start + b) for a, b in inner]
        else:
            found += [
                (passage.start + m.start(m.lastindex or 0), passage.start + m.end(m.lastindex or 0))
                for m in _MARKED.finditer(exact)
            ]
            found += _left_open(exact, passage)
    return found


def _left_open(exact: str, passage: Passage) -> list[tuple[int, int]]:
    """Words behind a mark that nothing closes, where a passage opens with it: one was forgotten."""
    if exact.count('"') != 1 or not exact.startswith('"'):
        return []
    end = len(exact.rstrip())
    return [(passage.start + 1, passage.start + end)] if exact[end - 1 : end] in tuple(".!?…") else []
