"""The grammar of English time expressions: patterns, and the days each means.

A rule gets a match and its place and returns the days, `NO_DAYS` for a time that cannot be
told from these words alone, or None where the words are no time after all ("may", "USA Today").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from accord.annotate import days
from accord.annotate.numerals import NUMBER, value
from accord.annotate.tense import Cue, outlook, scheduled
from accord.annotate.tense import of as tense_of
from accord.records import Clause


class When(NamedTuple):
    first: date | None
    last: date | None
    stated: bool = False  # the words alone say which days


NO_DAYS = When(None, None)
NO_CUE = Cue(None, False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands, and the day from which it is counted."""

    text: str
    start: int
    end: int
    low: int  # its block
    high: int
    anchor: date | None
    clauses: Sequence[Clause] = ()  # those of its block that hold it, the smallest first

    def cue(self) -> Cue:
        return tense_of(self.text, self.start, self.end, self.low, self.high)

    def tense(self) -> days.Tense:
        return self.cue().tense

    def outlook(self) -> days.Tense:
        """The tense, weighed with what the parse tells of the clause; None where they leave it open."""
        planned = scheduled(self.text, self.low, self.start)
        if planned.close or planned.tense:
            return planned.tense
        return outlook(self.text, self.cue(), self.clauses)

    def nearest_year(self, make: Callable[[int], days.Span | None]) -> days.Span | None:
        """A day or month without a year. "delayed the June 19 vote" may be ahead: the tense is no help."""
        cue = NO_CUE if self.after("the|its|his|her|their|our") else self.cue()
        return days.nearest_year(self.anchor, cue.tense, make, sure=cue.close) if self.anchor else None

    def after(self, words: str) -> bool:
        """Whether it stands right after these words."""
        return bool(
            re.search(rf"\b(?:{words})\s$", self.text[max(self.low, self.start - 40) : self.start], re.I)
        )

    def quoted(self) -> bool:
        return self.text.count('"', self.low, self.start) % 2 == 1


Rule = Callable[[re.Match[str], Place], When | None]


class Rules(list[tuple[re.Pattern[str], Rule]]):
    """Patterns with their rules."""

    def on(self, pattern: str) -> Callable[[Rule], Rule]:
        """Register a rule. Case is free but within ``(?-i:...)``."""
        compiled = re.compile(rf"(?<![\w$€£#/])(?<![A-Za-z]-)(?<!\d[.,]){pattern}(?!\w)", re.IGNORECASE)

        def register(rule: Rule) -> Rule:
            self.append((compiled, rule))
            return rule

        return register


# ---------------------------------------------------------------- words

MONTHS = {
    name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
MONTH = (
    r"(?P<month>(?-i:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?))"
)
DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?![\d,]\d|\.\d|%)"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = r"(?P<weekday>(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))"
ITS_WEEKDAY = (
    r"(?:(?P<weekday>(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.?)),? (?:the )?)?"
)
HOURS = r"(?: (?:morning|afternoon|evening|night))?"
UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade)"
COUNT = rf"(?:(?P<vague>a few|several|many|a couple(?: of)?|(?:the )?few)|(?P<number>an?|{NUMBER}))"
_HEDGES = {
    "about": "about|around|roughly|approximately|some|an estimated",
    "under": "less than|fewer than|under|just under|within",
    "over": "more than|over|at least|well over|just over|longer than",
    "nearly": "nearly|almost|close to",
}
HEDGE = (
    "(?:(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _HEDGES.items()) + "|only|just|exactly) )?"
)
_SOFT_PARTS = {
    "earl": "early",
    "mid": "mid",
    "late": "late",
    "begi": "start",
    "star": "start",
    "middle": "mid",
    "end": "end",
    "close": "end",
    "turn": "start",
}
PART = (
    r"(?:(?P<part>(?:very )?early|mid|late|(?:the )?(?:early|late|final|last) "
    r"(?:days|weeks|months|years|part) of|"
    r"(?:the )?(?:end|close|beginning|start|middle) of)[ -](?:in )?)?"
)


def hedge_in(match: re.Match[str]) -> str:
    return next((name for name in _HEDGES if match[name]), "")


def counts_in(match: re.Match[str], unit: str) -> tuple[float, float] | None:
    """How many are meant, as a range; None where the words make no number."""
    if match["number"]:
        number = 1 if match["number"].lower() in ("a", "an") else value(match["number"])
        return None if number is None else (float(number), float(number))
    word = (match["vague"] or "").lower()
    return days.vague(next((w for w in days.VAGUE_COUNTS if w and w in word), ""), unit)


def month_in(match: re.Match[str]) -> int:
    return MONTHS[match["month"][:3].lower()]


def part_in(match: re.Match[str]) -> str | None:
    words = match["part"]
    if not words:
        return None
    words = words.lower().removeprefix("the ").removeprefix("very ")
    if words.startswith(("final", "last")):
        return "end"
    return next((name for start, name in _SOFT_PARTS.items() if words.startswith(start)), None)


def when_of(span: days.Span | None, *, stated: bool = False) -> When:
    return NO_DAYS if span is None else When(*span, stated)


def one_day(year: int, month: int, day: int) -> days.Span | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None
