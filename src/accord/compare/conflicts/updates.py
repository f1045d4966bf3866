"""Counts that a later report carries on, where nobody was wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from accord.compare.conflicts.counts import (
    Count,
    Matters,
    counted_thing,
    is_update,
    same_setting,
    sides_of,
    when_published,
)
from accord.compare.conflicts.lookup import Lookup
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.pairs import Pairs
from accord.records import Cast, Reading, Update


def find_updates(
    readings: Sequence[Reading],
    cast: Cast,
    pairs: Pairs,
    *,
    settings: ConflictFinding = ConflictFinding(),
) -> tuple[Update, ...]:
    """Counts that a later report carries on: "at least 10" at noon, "14" at night. Empty: none was found.

    Only where one of the two tells that it counts so far, and both tell of the same thing.
    """
    page = Lookup(readings, cast, pairs)
    matters = Matters()
    for left, right in page.near(settings.counted, page.counted):
        for a in page.counted(left):
            for b in page.counted(right):
                if a.unit != b.unit or a.low == b.low or page.modality(a) != page.modality(b):
                    continue
                told = (a, left), (b, right)
                if same_setting(page, *told) and is_update(page, *told):
                    matters.file(*told)

    def when(count: Count) -> tuple[date, datetime]:
        published = page.by_id[count[1].article].article.published
        return when_published(published) if published else (date.max, datetime.max.replace(tzinfo=UTC))

    found = []
    for matter in matters.found:
        order = sorted(matter, key=lambda count: (*when(count), count[0].low or 0))
        found.append(Update(counted_thing(page, order[0][0]), sides_of(page, order)))
    return tuple(found)
