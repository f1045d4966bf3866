"""Days, and terms of years, that cannot both be those of one deed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from itertools import product

from accord.compare.claims import TELLING
from accord.compare.conflicts.lookup import Lookup, apart, parties_in
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import Matters, Slot, clause_around, deed_told, of_one_deed, told_by_one
from accord.records import ArticleId, Conflict, Passage, Period, Side
from accord.text import words


def find_days(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Days given for one deed that cannot both be right."""

    def day_of_deed(period: Period) -> tuple[str, date | None, date | None]:
        clause = page.clause(period.passage)
        return deed_told(clause) if clause else "", period.first, period.last

    matters: Matters[Period] = Matters(day_of_deed)
    for left, right in page.near(1.0, page.days, settings.one_fact):
        for a, b in product(page.days(left), page.days(right)):
            if day_of_deed(a) == day_of_deed(b) != ("", a.first, a.last):
                matters.second(Slot(a, a.passage, left), Slot(b, b.passage, right))
        if page.other_counts(left, right):
            continue  # so many on one day and so many on another
        for a, b in product(page.days(left), page.days(right)):
            if not page.two_days(a, b):
                continue
            if not of_one_deed(page, a.passage, b.passage) and not _of_one_saying(page, a, b):
                continue
            if _of_other_grains(a, b):
                continue
            if _own_news(page, a, b) or _own_news(page, b, a):
                continue
            if _among(a, page.periods(right)) or _among(b, page.periods(left)):
                continue
            # each article tells of both days: of two deeds
            if not (_day_also_told(page, a, right.article) and _day_also_told(page, b, left.article)):
                matters.file(Slot(a, a.passage, left), Slot(b, b.passage, right))
    for matter in matters.found:
        sides = matters.sides(page, matter)
        if not told_by_one(sides):
            yield Conflict("date", clause_around(page, matter[0].at), sides)


def find_terms(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Years from which to which someone did or was something, told otherwise at both ends."""
    used: set[Passage] = set()
    for left, right in page.near(settings.one_term, page.terms):
        ours, theirs = page.terms(left), page.terms(right)
        if len(ours) != 1 or len(theirs) != 1 or {left, right} & used:
            continue
        a, b = ours[0], theirs[0]
        if apart(a, b) or a.first == b.first or a.last == b.last:
            continue
        if not parties_in(page, page.by_id[left.article], left) & parties_in(
            page, page.by_id[right.article], right
        ):
            continue
        if _day_also_told(page, a, right.article) or _day_also_told(page, b, left.article):
            continue
        used |= {left, right}
        sides = (Side(page.exact(p.passage), (s,)) for p, s in ((a, left), (b, right)))
        yield Conflict("date", clause_around(page, a.passage), tuple(sides))


_WORDS = 5  # in a row, from which two quote the same


def _of_one_saying(page: Lookup, a: Period, b: Period) -> bool:
    """Whether two times are told of one person's saying of the same words: "said in May that".

    Words that a speaker quotes again another year are told apart by nothing here: few do.
    """
    clauses = page.clause(a.passage), page.clause(b.passage)
    speakers = [
        page.meant(c.agent) if c and c.agent and c.predicate in TELLING else frozenset() for c in clauses
    ]
    if len(speakers[0]) != 1 or speakers[0] != speakers[1]:
        return False
    ours, theirs = ([w.form for w in words(page.exact(page.home(p.passage)))] for p in (a, b))
    match = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    return match.size >= _WORDS


_FRESH, _LATER = 7, 14  # days before publication, and after it


def _own_news(page: Lookup, period: Period, other: Period) -> bool:
    """Whether one tells as done and new what the other has on a day long after the first was published."""
    published = page.by_id[period.passage.article].article.published
    if published is None or period.last is None or other.first is None:
        return False
    clause = page.clause(period.passage)
    done = clause is None or clause.modality == "happened"
    fresh = 0 <= (published.day - period.last).days <= _FRESH
    return done and fresh and (other.first - published.day).days > _LATER


_YEARLY, _WEEKLY = 360, 7  # days between first and last


def _of_other_grains(a: Period, b: Period) -> bool:
    """Whether one is a year and the other a week or less: they are told of two occasions.

    Who tells the day tells what is new, and the year is that of what lies behind it: "received last
    week", "the closure last year".
    """
    shorter, longer = sorted((p.last - p.first).days for p in (a, b) if p.first and p.last)
    return shorter < _WEEKLY and longer >= _YEARLY


def _day_also_told(page: Lookup, period: Period, article: ArticleId) -> bool:
    return _among(period, page.by_id[article].periods)


def _among(period: Period, periods: Sequence[Period]) -> bool:
    """Whether a time is told, also as that up to which or from which something was: "through Friday"."""
    return any(
        (p.first or p.last) is not None
        and (p.first is None or p.first == period.first)
        and (p.last is None or p.last == period.last)
        for p in periods
    )
