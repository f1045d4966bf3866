"""Counts that a later report carries on, where nobody was wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from accord.compare.conflicts.counts import (
    MORE_THAN,
    TIMES,
    Count,
    by_two,
    count_at,
    counted_thing,
    is_update,
    of_one_count,
    when_published,
)
from accord.compare.conflicts.lookup import Lookup, count_of
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import Matters
from accord.records import Quantity, Update

_NEXT = Decimal("1.1")  # times a round number: as far as it may stand for one that is known


def find_updates(page: Lookup, *, settings: ConflictFinding = ConflictFinding()) -> tuple[Update, ...]:
    """Counts that a later report carries on: "at least 10" at noon, "14" at night. Empty: none was found.

    Only where one of the two tells that it counts so far, and both tell of the same thing.
    """
    matters = Matters(count_of)
    for left, right in page.near(1.0, page.counted, settings.counted, ever=True):
        for a in page.counted(left):
            for b in page.counted(right):
                if a.low == b.low or a.unit in TIMES:
                    continue  # years are rounded, not counted on
                if (page.vague(a) or page.vague(b)) and page.both_true(a, b):
                    continue  # "hundreds", "527": the same, counted
                one, other = count_at(a, left), count_at(b, right)
                if _told_exactly(page, one, other) or (_bounded_first(a, b) and page.both_true(a, b)):
                    continue
                if page.tells(a, right.article) and page.tells(b, left.article):
                    continue  # who gives both had both from the first
                if by_two(page, one, other):
                    continue
                if is_update(page, one, other) and of_one_count(page, one, other, settings):
                    matters.file(one, other)

    def when(count: Count) -> tuple[date, datetime]:
        published = page.by_id[count.sentence.article].article.published
        return when_published(published) if published else (date.max, datetime.max.replace(tzinfo=UTC))

    found = []
    for matter in matters.found:
        order = sorted(matter, key=lambda count: (*when(count), count.value.low or 0))
        found.append(
            Update(
                counted_thing(page, order[0].value), matters.sides(page, order, lambda a, b: a.low == b.low)
            )
        )
    return tuple(found)


def _bounded_first(a: Quantity, b: Quantity) -> bool:
    """Whether the lesser of two numbers has a bound above: "about half", then "at least half"."""
    less = min(a, b, key=lambda q: q.low or q.high or 0)
    return less.high is not None


def _told_exactly(page: Lookup, a: Count, b: Count) -> bool:
    """Whether one is a round number for the other: "more than 500", "527"."""
    return any(
        MORE_THAN.match(page.exact(x.at))
        and x.value.low is not None
        and x.value.low < (y.value.low or 0) < _NEXT * x.value.low
        for x, y in ((a, b), (b, a))
    )
