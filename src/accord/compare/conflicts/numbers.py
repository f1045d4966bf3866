"""Quantities of one thing that cannot both be true: counts, sums, tallies of votes, ages."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from functools import cache
from itertools import pairwise, product

from accord.compare.conflicts.ages import person_aged
from accord.compare.conflicts.counts import (
    TWICE,
    Count,
    alike,
    count_at,
    counted_thing,
    doers,
    is_update,
    of_one_count,
    of_other_doers,
)
from accord.compare.conflicts.lookup import Lookup, count_of
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import Matters, Slot, clause_around, told_by_one
from accord.records import Conflict, Passage, Quantity


def find_numbers(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Quantities of one thing that cannot both be true, in sentences that tell the same."""
    matters = Matters(count_of)

    @cache
    def told(sentence: Passage) -> dict[Hashable, list[Count]]:
        """The counts of a sentence by what they are, and whether it came to be."""
        found: dict[Hashable, list[Count]] = {}
        for q in page.counted(sentence):
            found.setdefault((count_of(q), page.modality(q)), []).append(count_at(q, sentence))
        return found

    @cache
    def by_deed(sentence: Passage) -> dict[str, list[Count]]:
        """The persons counted in a sentence, by what they did or suffered."""
        found: dict[str, list[Count]] = {}
        for q in page.counted(sentence):
            if q.unit == "person" and page.deed(q):
                found.setdefault(page.deed(q), []).append(count_at(q, sentence))
        return found

    for left, right in page.near(1.0, page.counted, settings.one_fact):
        for one, other in _left_over(page, left, right) or _of_deeds(page, by_deed(left), by_deed(right)):
            if of_one_count(page, one, other, settings) and not is_update(page, one, other):
                matters.file(one, other)
        ours, theirs = told(left), told(right)
        for count in ours.keys() & theirs.keys():
            for one, other in product(ours[count], theirs[count]):
                if not of_other_doers(page, one, other):
                    matters.second(one, other)
    for left, right in page.near(1.0, page.quantities, settings.one_report):
        for one, other in _beside_agreed(page, left, right):
            matters.file(one, other)
    for matter in matters.found:
        sides = matters.sides(page, matter, page.both_true)
        if len(sides) > 1 and not told_by_one(sides):
            yield Conflict("number", counted_thing(page, matter[0].value), sides)


_GREAT = 1000  # a number from which two that are alike are one, and not two small counts


def _beside_agreed(page: Lookup, left: Passage, right: Passage) -> Iterator[tuple[Count, Count]]:
    """The one great number of each of two sentences of one fact, beside another that both give alike.

    "Cases fell to 4,200 from 11,600 in 2019", "5,900 cases, half of the 11,600 of 2019": what a
    figure is compared with tells of what it is one, where it does not say so itself.
    """
    ours, theirs = (
        [q for q in page.quantities(s) if (q.low or 0) >= _GREAT and q.high is not None]
        for s in (left, right)
    )
    agreed = [(a, b) for a in ours for b in theirs if a.low == a.high == b.low == b.high]
    if len(ours) != 2 or len(theirs) != 2 or len(agreed) != 1 or page.other_days(left, right):
        return
    (same,) = agreed
    a, b = (next(q for q in side if q not in same) for side in (ours, theirs))
    low, high = sorted(float(q.low or 0) for q in (a, b))
    units = {q.unit for q in (a, b, *same)} - {""}
    if len(units) > 1 or high > TWICE * low or page.both_true(a, b):
        return
    told = page.told_bare(a, right.article) or page.told_bare(b, left.article)
    if not told and page.modality(a) == page.modality(b):
        yield count_at(a, left), count_at(b, right)


def _left_over(page: Lookup, left: Passage, right: Passage) -> list[tuple[Count, Count]]:
    """The one quantity of a thing that each of two sentences has and the other does not.

    Where a side has another of its kind nobody says which is meant. Where the sentences count two things or
    more and agree on none, they tell of two occasions: a season's figures and a match's.
    """
    # of any unit: "received 19 of its own" gives no unit for its 19
    ours, theirs = page.unmatched(left, right), page.unmatched(right, left)
    if not (ours and theirs):
        return []
    like = [(a, b) for a in ours for b in theirs if alike(page, a, b) and not _of_persons(page, a, b)]
    if len({a.unit for a, _ in like}) > 1 and not _agree(page, left, right):
        # but the dead and the injured of one disaster are counted otherwise by all
        like = [(a, b) for a, b in like if a.unit == "person" and page.deed(a) == page.deed(b) != ""]
    found = []
    for a, b in like:
        only = sum(a is x for x, _ in like) == sum(b is y for _, y in like) == 1
        as_many = sum(q.unit == a.unit for q in page.quantities(left)) == sum(
            q.unit == b.unit for q in page.quantities(right)
        )
        # where the other article gives this number too, it tells of two things
        one, other = count_at(a, left), count_at(b, right)
        if not only:
            continue
        if (as_many and not _told_of_both(page, one, other)) or _of_one_doer(page, one, other):
            found.append((one, other))
    return found


def _of_one_doer(page: Lookup, one: Count, other: Count) -> bool:
    """Whether both are told of what one person named did, and neither article tells the other's of him."""
    named = doers(page, one)
    if len(named) != 1 or named != doers(page, other):
        return False
    return not any(
        count_of(q) == count_of(x.value) and named & page.parties(page.home(q.passage))
        for x, article in ((one, other.at.article), (other, one.at.article))
        for q in page.by_id[article].quantities
    )


def _of_deeds(
    page: Lookup, ours: dict[str, list[Count]], theirs: dict[str, list[Count]]
) -> Iterator[tuple[Count, Count]]:
    """The persons whom each of two sentences counts by one deed, once: the dead apart from the injured."""
    for deed in ours.keys() & theirs.keys():
        if len(ours[deed]) == len(theirs[deed]) == 1:
            (one,), (other,) = ours[deed], theirs[deed]
            if not _told_of_both(page, one, other) and not page.both_true(one.value, other.value):
                yield one, other


def _told_of_both(page: Lookup, one: Count, other: Count) -> bool:
    """Whether one of the two articles gives both numbers."""
    return page.tells(one.value, other.at.article) or page.tells(other.value, one.at.article)


def _agree(page: Lookup, left: Passage, right: Passage) -> bool:
    """Whether two sentences give one number of one unit alike."""
    return any(
        a.unit == b.unit and page.both_true(a, b) for a in page.counted(left) for b in page.counted(right)
    )


def _of_persons(page: Lookup, a: Quantity, b: Quantity) -> bool:
    """Whether one is the age of a person named: `ages.find_ages` holds those against each other."""
    return person_aged(page, a) is not None or person_aged(page, b) is not None


# ---------------------------------------------------------------- tallies

_BETWEEN = re.compile(r"\s?[-‐‑–—]\s?|\sto\s")
_ALIKE = 0.05  # of all votes, by which two tallies of one vote may differ; another chamber has other numbers


def find_tallies(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Votes or scores of which both numbers differ: "61-38" and "64-36"."""
    matters: Matters[_Tally] = Matters(lambda t: (t[0].low, t[1].low))
    for left, right in page.near(settings.counted, lambda s: _tallies(page, s), settings.one_fact):
        ours, theirs = _tallies(page, left), _tallies(page, right)
        if len(ours) != 1 or len(theirs) != 1 or page.other_days(left, right):
            continue
        (a,), (b,) = ours, theirs
        told = [page.tells(q, right.article) for q in a] + [page.tells(q, left.article) for q in b]
        if not any(told) and _like_tallies(a, b):
            matters.file(*(Slot(t, _whole(t), s) for t, s in ((a, left), (b, right))))
    for matter in matters.found:
        yield Conflict("number", clause_around(page, matter[0].at), matters.sides(page, matter))


_Tally = tuple[Quantity, Quantity]


def _tallies(page: Lookup, sentence: Passage) -> list[_Tally]:
    text = page.by_id[sentence.article].article.text
    exact = [q for q in page.quantities(sentence) if q.low is not None and q.low == q.high]
    return [(a, b) for a, b in pairwise(exact) if _BETWEEN.fullmatch(text, a.passage.end, b.passage.start)]


def _whole(tally: _Tally) -> Passage:
    return Passage(tally[0].passage.article, tally[0].passage.start, tally[1].passage.end)


def _like_tallies(a: _Tally, b: _Tally) -> bool:
    ours, theirs = (sum(float(q.low or 0) for q in tally) for tally in (a, b))
    if a[0].unit == "percent":
        return False  # all shares come to a hundred: that they sum alike tells nothing
    return a[0].unit == b[0].unit and abs(ours - theirs) <= _ALIKE * max(ours, theirs)
