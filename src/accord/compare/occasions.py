"""Times tied to what a clause tells: the raw matter of a timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from accord.records import Article, Block, Clause, Modality, Passage, Period, Reading, Sentence
from accord.text import plain

# A day beside one of these is the day of a report, not of what it reports.
_REPORTING = frozenset(
    "say tell report add note state write tweet remark comment reply respond argue claim insist acknowledge "
    "observe quote cite describe ask post repeat stress explain speak talk suggest warn joke concede "
    "complain maintain continue begin_by call think believe know deny confirm reiterate".split()
)
_EXPECTING = frozenset("expect schedule slate anticipate".split())  # what is expected for a day has not come
_TOLD_IN = frozenset(("headline", "dek", "body", "caption", "heading"))


@dataclass(frozen=True, slots=True)
class Dated:
    """A time tied to a clause of a sentence."""

    first: date
    last: date
    period: Period
    clause: Clause
    sentence: Sentence
    index: int  # of the sentence in its article
    modality: Modality
    anchor: Literal["stated", "published", "story"]

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def meets(self, other: Dated) -> bool:
        return self.first <= other.last and other.first <= self.last


def find_dated(reading: Reading, latest: date | None) -> Iterator[Dated]:
    """The dated clauses of a reading, in text order.

    Left out is what is denied or not so, what dates a report ("said on Monday"), its source or a dateline,
    the words of a speech, and a day that only names something ("Monday's storm"; "the 17 March Brigade";
    "the 1976 law", where that is a year or more before `latest`, the day of the story).
    """
    today = reading.article.published.day if reading.article.published else latest
    text = plain(reading.article.text)
    elsewhere = _of_another_time(reading, text, today)
    for period in reading.periods:
        days = days_of(period)
        if days is None or period.anchor == "unresolved" or period in elsewhere:
            continue
        clause = _clause_of(reading, period)
        if clause is None or clause.negated or clause.modality == "denied" or clause.predicate in _REPORTING:
            continue
        if any(s.covers(period.passage) for q in reading.quotations for s in q.source):
            continue  # "according to a poll published on Monday"
        index = next((i for i, s in enumerate(reading.sentences) if s.passage.covers(period.passage)), None)
        block = _block_of(reading.article, period.passage)
        if index is None or block is None or _spoken(reading, text, block, clause, period):
            continue
        if _names(text, period.passage, old=latest is not None and (latest - days[1]).days > 366):
            continue
        modality = clause.modality
        words = text[period.passage.start : period.passage.end].lower()
        if period.first is None and not _GIVES_DAY.search(words):
            days = _unit_of(words, days[1]), days[1]  # "until 1994", "by May 2003"
        if modality != "happened" and _PAST.match(words):
            continue  # "vowed to stay, earlier on Tuesday": the day of the vow
        if modality == "happened" and _TO_COME.match(words) and days[1] > (today or days[1]):
            modality = "planned"  # "dropped out of a debate later this month"
            days = max(days[0], today) if today else days[0], days[1]
        if modality == "happened" and (
            clause.predicate in _EXPECTING or (today is not None and days[0] > today)
        ):
            modality = "planned"  # "the talks begin on Monday"
        if modality == "happened" and today is not None and days[0] <= today < days[1]:
            days = days[0], today  # "hired a lawyer this week", told on its Wednesday
        yield Dated(*days, period, clause, reading.sentences[index], index, modality, period.anchor)


def _of_another_time(reading: Reading, text: str, today: date | None) -> frozenset[Period]:
    """Weekdays that a report of days long past speaks of: "Sunday" after "Sept. 14" and "Sept. 15".

    They were counted from the day of publication, and that is not what they mean. Two such days in a
    row make it a report of that time, until words tell of the days around publication again.
    """
    found: list[Period] = []
    past = 0
    for period in sorted(reading.periods, key=lambda p: p.passage):
        days = days_of(period)
        if days is None or today is None:
            continue
        if period.anchor == "stated":
            past += days[0] == days[1] and (today - days[1]).days > _LONG_PAST
        elif past >= 2 and _WEEKDAY.fullmatch(text, period.passage.start, period.passage.end):
            found.append(period)
        else:
            past = 0
    return frozenset(found)


_PAST = re.compile(
    r"(?:earlier|last|late last|yesterday|the previous|a (?:day|week|month|year) (?:ago|earlier))\b"
)
_TO_COME = re.compile(r"(?:later (?:this|in|on)|next|the coming|tomorrow)\b")
_GIVES_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)|day|night|week|noon|end\b|tomorrow")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)")
_YEAR = re.compile(r"\b\d{4}$")
_LONG_PAST = 60  # days
_WEEKDAY = re.compile(
    r"(?:late |early )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night))?",
    re.IGNORECASE,
)


def days_of(period: Period) -> tuple[date, date] | None:
    """First and last day; a deadline is its last day. What has gone on since some day is on no day."""
    if period.last is None:
        return None
    return (period.first or period.last, period.last)


def _unit_of(words: str, last: date) -> date:
    """The first day of the month or year that words without a day name, of the last day of it."""
    following = last + timedelta(days=1) if last < date.max else last
    if following.day != 1:
        return last
    if _MONTH.search(words):
        return last.replace(day=1)
    return last.replace(month=1, day=1) if _YEAR.search(words) and following.month == 1 else last


def _block_of(article: Article, words: Passage) -> Block | None:
    """The block of the report itself that holds the words: the day in a dateline is that of the report."""
    return next((b for b in article.blocks if b.kind in _TOLD_IN and b.start <= words.start < b.end), None)


def _clause_of(reading: Reading, period: Period) -> Clause | None:
    """The smallest clause around a time."""
    around = [c for c in reading.clauses if c.passage.covers(period.passage)]
    return min(around, key=lambda c: c.passage.end - c.passage.start, default=None)


def _spoken(reading: Reading, text: str, block: Block, clause: Clause, period: Period) -> bool:
    """Whether someone's own words tell it; a quoted phrase within a report's sentence is the report's."""
    if text.count('"', block.start, clause.passage.start) % 2 == 1:
        return True
    return any(
        q.kind == "direct" and any(p.covers(clause.passage) for p in q.content) for q in reading.quotations
    ) or (text[clause.passage.start] == '"' and text.count('"', block.start, period.passage.start) % 2 == 1)


_NAMING = re.compile(r"\b(?:the|a|an|its|their|his|her|our|\w+'s|\d+|of)\s$", re.IGNORECASE)
_NAMED = re.compile(
    r"\s(?!(?:and|or|to|by|in|on|at|for|when|after|before|with|from|as|that|who|of)\b)(?P<word>[A-Za-z])"
)


_OWNING = re.compile(r"'s?\s\w")
_THE = re.compile(r"the (?=\d)", re.IGNORECASE)


def _names(text: str, words: Passage, *, old: bool) -> bool:
    """Whether a time stands before a noun and tells which it is: a proper name, or one of old."""
    if _OWNING.match(text, words.end):
        # "the toll of Monday's storm rose": nobody says when it rose; "at Monday's hearing": on Monday
        return not text.endswith((" at ", " during "), max(0, words.start - 8), words.start)
    the = _THE.match(text, words.start)
    before = the or _NAMING.search(text, max(0, words.start - 20), words.start)
    after = _NAMED.match(text, words.end)
    return before is not None and after is not None and (old or after["word"].isupper())
