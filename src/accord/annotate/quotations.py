"""What an article attributes to whom: quotations, reported claims, attitudes.

Attribution after Pareti and PolNeAR (Newell, Margolin and Ruths, LREC 2018): a source,
a cue and a content. A trained model says which words are which and what belongs together
(`reader`, `linking`); quotation marks are paired by rule (`quote_marks`), and what stands
between two of them is not cut; nor are block quotations and the turns of a transcript (`set_off`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from accord.annotate.linking import Attribution, Linking, Span, link
from accord.annotate.quote_marks import Marked, find_marked
from accord.annotate.reader import reader
from accord.annotate.reading import Page
from accord.annotate.set_off import find_turns, with_blocks
from accord.annotate.windows import Paragraph, cut_windows, paragraphs_of
from accord.records import Article, Passage, Quotation, QuotationKind

_EDGES = " \t\r\n\v\f,;:—–-"  # not part of a content at its ends
_CLOSES = frozenset('."”!?')  # what a quotation that another carries on ends with
_OPENS, _MARKS = frozenset('“"'), frozenset('“”"')
_LONG = 5  # words of a stretch in marks that goes on with the quotation before it
_MOSTLY = 0.5  # share of a stretch in marks from which it is taken whole
_FIRST_PERSON = frozenset({"i", "we", "me", "us", "you"})


def find_quotations(page: Page, *, settings: Linking = Linking()) -> tuple[Quotation, ...]:
    """Everything the article attributes to a source, in order of its content.

    Passages of content include the quotation marks; a content that its cue splits, or that
    goes on in the next sentence, has one passage a stretch. `speaker` is left open. Words in
    marks that nobody is said to have said are left out, so is furniture; empty means that
    the article attributes nothing.
    """
    text, marked = page.article.text, page.marked
    found: list[Attribution] = []
    for window, score in zip(page.windows, page.scores, strict=True):
        here = link(window, score, settings)
        found += [_polish(text, attribution, marked, here) for attribution in here]
    paragraphs = paragraphs_of(page.article)
    found = with_blocks(text, found, paragraphs) + find_turns(text, paragraphs)
    found = _carried_on(text, _apart(found), marked)
    records = [_record(page.article, a, marked) for a in found] + _headlines(page, found)
    return tuple(sorted(records, key=lambda quotation: quotation.content))


def find_inner(
    page: Page, quotations: Sequence[Quotation], *, settings: Linking = Linking()
) -> list[tuple[Quotation, ...]]:
    """For each quotation what its own content attributes to someone: "Orr said that Herrin had promised".

    The model marks outermost attributions; a content is therefore read once more as if it
    stood alone, when a word of reporting is in it. First persons are the speaker again, and
    are left out.
    """
    text = page.article.text
    found = [tuple(_printed_in(page, quotation)) for quotation in quotations]
    owner: dict[Paragraph, int] = {}  # the number of the quotation that a stretch of content is of
    for number, quotation in enumerate(quotations):
        for passage in quotation.content:
            start, end = _bare(text, passage.start, passage.end, page.marked)
            words = text[start:end].lower().split()
            if not found[number] and any(
                word in _words() and before not in _FIRST_PERSON for before, word in pairwise(words)
            ):
                owner[start, end, "body"] = number
    if not owner:
        return found
    paragraphs = sorted(owner)
    starts = [start for start, _, _ in paragraphs]
    nested = find_marked(text, [(start, end) for start, end, _ in paragraphs])
    windows = cut_windows(text, paragraphs, nested)
    for window, said in zip(windows, reader()(windows), strict=True):
        for attribution in link(window, said.scores, settings):
            source = attribution.source
            if source is None or text[slice(*source)].lower() in _FIRST_PERSON:
                continue
            polished = _polish(text, attribution, nested, [attribution])
            within = paragraphs[bisect_right(starts, attribution.cue[0]) - 1]
            whole = all(within[0] <= a and b <= within[1] for a, b in (*polished.content, source))
            if polished.content and whole:
                found[owner[within]] += (_record(page.article, polished, nested),)
    return found


# After words in marks: "..., the letter to the council reads".
_READS = re.compile(
    r"""[\s,]*(?P<source>(?:the|a|an|his|her|its|their|one)\s(?:(?!["“”.;]\s)[^"“”;\n]){2,120}?)
    \s(?P<cue>reads|read|says|said|states|stated)\s*,?""",
    re.VERBOSE | re.IGNORECASE,
)


def _printed_in(page: Page, quotation: Quotation) -> Iterator[Quotation]:
    """What a content quotes from a paper that it names behind the words.

    In "“We cannot,” the letter reads, according to the Gazette" the words are the letter's.
    """
    text = page.article.text
    for passage in quotation.content:
        for m in _touching(page.marked, passage.start, passage.end):
            tail = _READS.fullmatch(text, m.end, passage.end) if m.start >= passage.start else None
            if tail:
                score = quotation.score
                inner = Attribution(((m.start, m.end),), tail.span("cue"), tail.span("source"), score)
                yield _record(page.article, inner, page.marked)


def _bare(text: str, start: int, end: int, marked: Sequence[Marked]) -> Span:
    """The stretch without the quotation marks around the whole of it."""
    for m in _touching(marked, start, end):
        if m.start <= start and end <= m.end:
            low, high = m.inner(text)
            return max(start, low), min(end, high)
    return start, end


@cache
def _words() -> frozenset[str]:
    return frozenset((files("accord.annotate") / "data" / "reporting_words.txt").read_text("utf-8").split())


def _polish(
    text: str, attribution: Attribution, marked: Sequence[Marked], all_of: Sequence[Attribution]
) -> Attribution:
    """With stretches in marks whole, and without stops and blanks at the ends of the content."""
    spans = []
    for start, end in attribution.content:
        for m in _touching(marked, start, end):
            shared = min(end, m.end) - max(start, m.start)
            rivals = max((_overlap(other, m) for other in all_of if other is not attribution), default=0)
            taken = any(m.start < b and a < m.end for a, b in (attribution.cue, attribution.source or (0, 0)))
            if shared >= _MOSTLY * (m.end - m.start) and shared > rivals and not taken:
                start, end = min(start, m.start), max(end, m.end)
        start, end = _trimmed(text, start, end)
        if start < end:
            spans.append((start, end))
    return replace(attribution, content=_joined(text, spans))


def _apart(found: Sequence[Attribution]) -> list[Attribution]:
    """Without those whose content lies mostly in that of a surer one."""
    kept: list[Attribution] = []
    for a in sorted(found, key=lambda a: -a.score):
        size = sum(end - start for start, end in a.content)
        shared = sum(
            max(0, min(end, stop) - max(start, first))
            for start, end in a.content
            for other in kept
            for first, stop in other.content
        )
        if size and shared <= _MOSTLY * size:
            kept.append(a)
    return kept


def _touching(marked: Sequence[Marked], start: int, end: int) -> list[Marked]:
    first = bisect_right(marked, start, key=lambda m: m.end)
    last = bisect_left(marked, end, key=lambda m: m.start)
    return list(marked[first:last])


def _overlap(attribution: Attribution, m: Marked) -> int:
    return sum(max(0, min(b, m.end) - max(a, m.start)) for a, b in attribution.content)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _joined(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in text order; those that overlap or that only blanks part are one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and (start <= out[-1][1] or not text[out[-1][1] : start].strip(" \t")):
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return tuple(out)


def _carried_on(text: str, found: Sequence[Attribution], marked: Sequence[Marked]) -> list[Attribution]:
    """With the stretches in marks that go on right where a quotation stopped, in the next paragraph too."""
    out = sorted(found, key=lambda a: a.content)
    ends = {a.content[-1][1]: n for n, a in enumerate(out)}
    taken = sorted(span for a in out for span in _all(a))
    for m in marked:
        if m.single or len(text[m.start : m.end].split()) < _LONG:
            continue
        i = bisect_right(taken, (m.start, len(text)))
        if (i and taken[i - 1][1] > m.start) or (i < len(taken) and taken[i][0] < m.end):
            continue
        before = m.start
        while before and text[before - 1].isspace():
            before -= 1
        if before in ends and text[before - 1] in _CLOSES:
            n = ends[before]
            out[n] = replace(out[n], content=_joined(text, [*out[n].content, (m.start, m.end)]))
            ends[m.end] = n
    return out


def _all(attribution: Attribution) -> list[Span]:
    return [*attribution.content, attribution.cue, *([attribution.source] if attribution.source else [])]


def _headlines(page: Page, found: Sequence[Attribution]) -> list[Quotation]:
    """Words in marks in a headline, with the source that the headline names: "'Never': Orr opposes dam".

    A headline has no room for a cue to each of them.
    """
    out = []
    for start, end, kind in paragraphs_of(page.article):
        if kind not in ("headline", "dek"):
            continue
        here = [a for a in found if start <= a.cue[0] < end]
        named = [a for a in here if a.source]
        taken = [span for a in here for span in _all(a)]
        for m in _touching(page.marked, start, end):
            free = not any(first < m.end and m.start < last for first, last in taken)
            if named and free and " " in page.article.text[m.start : m.end]:
                nearest = min(named, key=lambda a: abs(a.cue[0] - m.start))
                told = replace(nearest, content=((m.start, m.end),))
                out.append(replace(_record(page.article, told, page.marked), cue=()))
    return out


def _record(article: Article, attribution: Attribution, marked: Sequence[Marked]) -> Quotation:
    def passage(span: Span) -> Passage:
        return Passage(article.id, *span)

    return Quotation(
        content=tuple(map(passage, attribution.content)),
        source=(passage(attribution.source),) if attribution.source else (),
        cue=(passage(attribution.cue),),
        kind=_kind(article.text, attribution, marked),
        speaker=None,
        score=round(attribution.score, 3),
    )


def _kind(text: str, attribution: Attribution, marked: Sequence[Marked]) -> QuotationKind:
    """By how many letters of the content stand in marks, a quotation around the whole clause aside.

    Words that the page sets off are their speaker's own without any marks.
    """
    if attribution.set_off:
        return "direct"
    inside = outside = 0
    for start, end in attribution.content:
        covered = 0
        for m in _touching(marked, start, end):
            if not m.start <= attribution.cue[0] < m.end:
                covered += _letters(text, max(start, m.start), min(end, m.end))
        if not covered and text[start] in _OPENS and text[end - 1] in _CLOSES:
            if not any(c in _MARKS for c in text[start + 1 : end]):
                covered = _letters(text, start, end)  # its closing mark was forgotten
        inside += covered
        outside += _letters(text, start, end) - covered
    return "indirect" if not inside else "mixed" if outside else "direct"


def _letters(text: str, start: int, end: int) -> int:
    return sum(map(str.isalnum, text[start:end]))
