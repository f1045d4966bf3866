"""Times that a text speaks of, as first and last day.

What counts as a time expression follows TIMEX3 (Pustejovsky et al. 2003; TempEval-3,
UzZaman et al. 2013), less its durations ("for three weeks") and sets ("every Friday"),
which are on no day. The value is a pair of days instead of a TIMEX string, so that
expressions of unlike grain can be held against each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from accord.annotate import absolute_times, relative_times
from accord.annotate.tense import sentence
from accord.annotate.time_words import Place, Rule, When
from accord.records import Article, Clause, Passage, Period
from accord.text import plain

Grain = Literal["day", "week", "month", "year", "longer", "open", "unknown"]

_BLANKS = str.maketrans("\n\r\t", "   ")


def find_periods(
    article: Article,
    *,
    clauses: Sequence[Clause] = (),
    anchor: date | None = None,
    anchored: Literal["published", "story"] = "published",
) -> tuple[Period, ...]:
    """Every time expression outside page furniture, with the first and last day it may mean.

    Relative days are counted from the publication day, or from `anchor` where one is given
    ("story": the day was taken from other articles). In a quotation whose sentence names the
    day it was said, they are counted from that day. Without either they are kept
    with no days and the anchor "unresolved"; so are expressions that hang on another event
    ("two days earlier", "that night"). A bare weekday is the nearest on the side that its clause
    looks to, the anchor included; `clauses` of the article help to tell which that is, and where it stays
    open the nearest of both sides is taken. "since" and "by" leave
    one side open and are part of the words. Empty where the text names no time.
    """
    if anchor is None:
        anchored = "published"
        anchor = article.published.day if article.published else None
    text = plain(article.text).translate(_BLANKS)
    found: list[Period] = []
    for block in article.blocks:
        if block.kind == "furniture":
            continue
        for start, end, when in _bounded(
            text,
            _ranges(
                text,
                _expressions(text, block.start, block.end, anchor, clauses if block.kind == "body" else ()),
            ),
        ):
            label: Literal["stated", "published", "story", "unresolved"] = "unresolved"
            if when.first is not None or when.last is not None:
                label = "stated" if when.stated else anchored
            found.append(Period(Passage(article.id, start, end), when.first, when.last, label))
    return tuple(sorted(found, key=lambda p: p.passage))


def grain(period: Period) -> Grain:
    """How fine a period is. "open" has one end only, "unknown" was not resolved."""
    if period.first is None or period.last is None:
        return "unknown" if period.first is period.last else "open"
    length = (period.last - period.first).days + 1
    if length == 1:
        return "day"
    return "week" if length <= 7 else "month" if length <= 31 else "year" if length <= 366 else "longer"


def compatible(a: Period, b: Period) -> bool:
    """Whether one time can be meant by both: they share a day, or either is not resolved.

    "Friday" and "later in the week" are compatible, and so are "2014" and "May 2014".
    """
    if grain(a) == "unknown" or grain(b) == "unknown":
        return True
    return (a.first or date.min) <= (b.last or date.max) and (b.first or date.min) <= (a.last or date.max)


# ---------------------------------------------------------------- expressions, ranges, bounds

_Found = tuple[int, int, When]


def _expressions(
    text: str, low: int, high: int, anchor: date | None, clauses: Sequence[Clause]
) -> list[_Found]:
    """Expressions of one block, the leftmost and longest first, none overlapping."""
    matches = sorted(
        (
            (match, rule)
            for pattern, rule in (*absolute_times.RULES, *relative_times.RULES)
            for match in pattern.finditer(text, low, high)
        ),
        key=lambda pair: (pair[0].start(), -pair[0].end()),
    )
    kept: list[tuple[Place, re.Match[str], Rule, When]] = []
    at = low
    for match, rule in matches:
        if match.start() < at:
            continue
        place = Place(text, match.start(), match.end(), low, high, anchor, _around(clauses, *match.span()))
        when = rule(match, place)
        if when is not None:
            kept.append((place, match, rule, when))
            at = match.end()
    spoken = [_day_of_speaking(place, [(p, w) for p, _, _, w in kept]) for place, *_ in kept]
    return [
        (place.start, place.end, (rule(match, replace(place, anchor=day)) or when) if day else when)
        for (place, match, rule, when), day in zip(kept, spoken, strict=True)
    ]


def _around(clauses: Sequence[Clause], start: int, end: int) -> tuple[Clause, ...]:
    """The clauses that hold ``[start, end)``, the smallest first."""
    holding = (c for c in clauses if c.passage.start <= start and end <= c.passage.end)
    return tuple(sorted(holding, key=lambda c: (c.passage.end - c.passage.start, c.passage, c.predicate)))


def _day_of_speaking(place: Place, others: Sequence[tuple[Place, When]]) -> date | None:
    """The day that the sentence around a quotation gives for it: '"... tomorrow," he said on Monday'."""
    if not place.quoted():
        return None
    opening = place.text.rfind('"', place.low, place.start)
    closing = place.text.find('"', place.end, place.high)
    if closing < 0:
        return None
    left, _ = sentence(place.text, opening, opening, place.low, place.high)
    _, right = sentence(place.text, closing, closing + 1, place.low, place.high)
    if place.text[closing - 1] in ".!?":
        right = closing
    for other, when in others:
        around = left <= other.start < opening or closing < other.end <= right
        if around and when.first is not None and when.first == when.last and not other.quoted():
            return when.first
    return None


_TO = re.compile(r" ?- ?| (?:to|through|thru|until|till) ")
_FROM = re.compile(r"(?:from|between) $", re.IGNORECASE)


def _ranges(text: str, found: list[_Found]) -> list[_Found]:
    """Two expressions read as one: "from Monday to Wednesday", "between March 3 and March 9", "2016-2020"."""
    joined: list[_Found] = []
    for start, end, when in found:
        if joined:
            left, left_end, first = joined[-1]
            opened = _FROM.search(text, max(0, left - 8), left)
            gap = text[left_end:start]
            if _TO.fullmatch(gap) or (gap == " and " and opened and opened.group().lower() == "between "):
                span = _span(first, when)
                if span is not None:
                    joined[-1] = opened.start() if opened else left, end, span
                    continue
        joined.append((start, end, when))
    return joined


def _span(a: When, b: When) -> When | None:
    if a.first is None or b.last is None:
        return None
    first, last = a.first, b.last
    if first > last and b.stated and not a.stated:  # "Oct. 30 to Nov. 3, 2019"
        first = first.replace(year=last.year, day=min(first.day, 28 if first.month == 2 else first.day))
    if first > last and not b.stated and (first - last).days < 7:
        last += timedelta(days=7)  # "Friday to Sunday", the Sunday being ahead
    return When(first, last, b.stated) if first <= last else None


_BOUND = re.compile(
    r"(?:(?P<since>(?:ever )?since|as of|starting|beginning)"
    r"|(?P<by>by|until|till|no later than|through|up to)"
    r"|(?P<before>before|prior to)|(?P<after>after)) (?:the )?$",
    re.IGNORECASE,
)
_AN_END = re.compile(r"(?:the )?(?:end|close) of", re.IGNORECASE)
_ENDS_PHRASE = re.compile(r"\s*(?:[.,;:!?)\"]|$)")


def _bounded(text: str, found: list[_Found]) -> list[_Found]:
    """Expressions with "since", "by", "until" before them: one side open, the word among their words."""
    bounded: list[_Found] = []
    for start, end, when in found:
        match = _BOUND.search(text, max(0, start - 20), start)
        word_inside = match and (match.start() == 0 or not text[match.start() - 1].isalnum())
        if match and word_inside and text[end : end + 2] != "'s":
            phrase_ends = _ENDS_PHRASE.match(text, end)
            first, last = when.first, when.last
            if match["since"]:
                start, when = match.start(), When(first, None, when.stated)
            elif match["by"]:
                start, when = match.start(), When(None, last, when.stated)
            elif match["before"] and phrase_ends:
                if not _AN_END.match(text, start):  # "before the end of the month" is within it
                    last = first - timedelta(days=1) if first else None
                start, when = match.start(), When(None, last, when.stated)
            elif match["after"] and phrase_ends:
                start, when = match.start(), When(first, None, when.stated)
        bounded.append((start, end, when))
    return bounded
