"""Quantities of one unit that cannot both be true."""

from __future__ import annotations

from collections.abc import Iterator

from accord.compare.amounts import can_both_be
from accord.compare.conflicts.counts import Matters, counted_thing, is_update, same_setting, sides_of
from accord.compare.conflicts.lookup import Lookup
from accord.compare.conflicts.settings import ConflictFinding
from accord.records import Conflict, Passage, Quantity


def find_numbers(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Quantities of one unit that cannot both be true, in sentences that tell the same."""
    matters = Matters()
    for left, right in page.near(settings.counted, page.counted):
        for a, b in _left_over(page, left, right):
            if not same_setting(page, (a, left), (b, right)) or is_update(page, (a, left), (b, right)):
                continue
            if page.modality(a) == page.modality(b):  # else: what was to be and what came of it
                matters.file((a, left), (b, right))
    for matter in matters.found:
        yield Conflict("number", counted_thing(page, matter[0][0]), sides_of(page, matter))


def _left_over(page: Lookup, left: Passage, right: Passage) -> list[tuple[Quantity, Quantity]]:
    """The one quantity of a unit that each of two sentences has and the other does not.

    Where two are left on a side nobody says which is meant.
    """
    ours, theirs = page.counted(left), page.counted(right)
    found = []
    for unit in {q.unit for q in ours} & {q.unit for q in theirs}:
        mine, its = ([q for q in side if q.unit == unit] for side in (ours, theirs))
        # of any unit: "received 19 of its own" gives no unit for its 19
        only_mine = [q for q in mine if not any(can_both_be(q, x) for x in page.quantities(right))]
        only_its = [q for q in its if not any(can_both_be(q, x) for x in page.quantities(left))]
        if len(only_mine) == len(only_its) == 1:
            a, b = only_mine[0], only_its[0]
            # where the other article gives this number too, it tells of two things
            if not page.tells(a, right.article) and not page.tells(b, left.article):
                found.append((a, b))
    return found
