"""Quantities of one thing that cannot both be true: counts, sums, tallies of votes, ages."""

from __future__ import annotations

from collections.abc import Iterator

from accord.compare.conflicts.counts import (
    Count,
    alike,
    count_at,
    counted_thing,
    is_update,
    of_one_count,
)
from accord.compare.conflicts.lookup import Lookup, count_of
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import Matters
from accord.records import Conflict, Passage


def find_numbers(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Quantities of one thing that cannot both be true, in sentences that tell the same."""
    matters = Matters(count_of)
    for left, right in page.near(settings.counted, page.counted, settings.one_fact):
        for one, other in _left_over(page, left, right):
            if of_one_count(page, one, other, settings) and not is_update(page, one, other):
                matters.file(one, other)
    for matter in matters.found:
        yield Conflict("number", counted_thing(page, matter[0].value), matters.sides(page, matter))


def _left_over(page: Lookup, left: Passage, right: Passage) -> list[tuple[Count, Count]]:
    """The one quantity of a thing that each of two sentences has and the other does not.

    Where two are left on a side nobody says which is meant.
    """
    # of any unit: "received 19 of its own" gives no unit for its 19
    ours = [q for q in page.counted(left) if not any(page.both_true(q, x) for x in page.quantities(right))]
    theirs = [q for q in page.counted(right) if not any(page.both_true(q, x) for x in page.quantities(left))]
    like = [(a, b) for a in ours for b in theirs if alike(page, a, b)]
    found = []
    for a, b in like:
        only = sum(a is x for x, _ in like) == sum(b is y for _, y in like) == 1
        # where the other article gives this number too, it tells of two things
        if only and not page.tells(a, right.article) and not page.tells(b, left.article):
            found.append((count_at(a, left), count_at(b, right)))
    return found
