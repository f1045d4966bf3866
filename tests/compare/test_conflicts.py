"""Conflicts: a table of pairs of reports, and what differs in them, if anything does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accord.compare.conflicts import find_updates

# the reports, and the kind of conflict with a value of each side; None: there is none
CASES = [
    (
        "another word in one utterance",
        "“We want no quarrel with a client state,” President Ode Marlin of Sarro said on Monday.",
        "“We want no quarrel with a vassal state,” said Ode Marlin, the president of Sarro, on Monday.",
        ("wording", "client state", "vassal state"),
    ),
    (
        "a comma is no other word",
        "“We want no quarrel, now or ever,” President Ode Marlin of Sarro said on Monday.",
        "“We want no quarrel now or ever,” President Ode Marlin of Sarro said on Monday.",
        None,
    ),
    (
        "a spelling is no other word",
        "“We honour our neighbours and their harbours,” President Ode Marlin of Sarro said.",
        "“We honor our neighbors and their harbors,” President Ode Marlin of Sarro said.",
        None,
    ),
    (
        "another number",
        "Lowen released 31 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        "Lowen released 24 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        ("number", "31", "24"),
    ),
    (
        "a rounded number",
        "The council of Sarro voted $1.4 billion for the new harbour wall on Friday.",
        "The council of Sarro voted $1.375 billion for the new harbour wall on Friday.",
        None,
    ),
    (
        "a bound is no other number",
        "The storm left more than 20 houses in Velm without a roof on Friday.",
        "The storm left 26 houses in Velm without a roof on Friday.",
        None,
    ),
    (
        "a number that was to be, and what came of it",
        "Lowen will release 31 Tarskan soldiers at the Orrow Bridge on Wednesday.",
        "Lowen released 24 Tarskan soldiers at the Orrow Bridge on Wednesday.",
        None,
    ),
    (
        "what one rules out and another tells as possible",
        "The force for the strait was discussed in Velm. “There will be no Norwegian involvement in the "
        "force,” the prime minister's office said.",
        "The make-up of the force for the strait was discussed in Velm, with Norway and Peru mentioned as "
        "potential members of the force.",
        ("outcome", "no Norwegian involvement", "Norway and Peru mentioned"),
    ),
    (
        "another day",
        "The Sarro parliament approved the harbour treaty on Tuesday.",
        "The Sarro parliament approved the harbour treaty on Thursday.",
        ("date", "Tuesday", "Thursday"),
    ),
    (
        "a coarser day",
        "The Sarro parliament approved the harbour treaty on Tuesday.",
        "The Sarro parliament approved the harbour treaty this week.",
        None,
    ),
    (
        "other years of one term",
        "Orla Vane, who led the Sarro harbour board from 2004 to 2016, died on Friday at 80.",
        "Orla Vane, who headed the Sarro harbour board from 2003 to 2015, died on Friday at 80.",
        ("date", "2004 to 2016", "2003 to 2015"),
    ),
    (
        "a term told to its middle",
        "Orla Vane, who led the Sarro harbour board from 2004 to 2016, died on Friday at 80.",
        "Orla Vane, who led the Sarro harbour board from 2004 to 2010 as its deputy, died on Friday at 80.",
        None,
    ),
    (
        "a beginning in other words",
        "The dispute over the Orrow Bridge tolls in Sarro dates back to January.",
        "The dispute over the Orrow Bridge tolls in Sarro started in March.",
        ("date", "January", "March"),
    ),
]


@pytest.mark.parametrize(("left", "right", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_case(
    story: Callable,  # type: ignore[type-arg]
    left: str,
    right: str,
    expected: tuple[str, str, str] | None,
) -> None:
    told = story([left, right], [date(2031, 5, 9)] * 2)
    found = [(c.kind, *(s.value for s in c.sides)) for c in told.conflicts]
    if expected is None:
        assert found == []
        return
    assert len(found) == 1
    kind, *values = found[0]
    assert kind == expected[0]
    assert all(any(want in value for value in values) for want in expected[1:])


def test_a_count_that_grows_by_the_day_is_an_update(story: Callable) -> None:  # type: ignore[type-arg]
    texts = [
        "Fourteen trucks had crossed the Orrow Bridge by noon, the council said.",
        "Twenty-six trucks had crossed the Orrow Bridge by nightfall, the council said.",
    ]
    assert story(texts, [date(2031, 5, 6), date(2031, 5, 7)]).conflicts == ()


def test_each_side_leads_to_its_words(ferry) -> None:  # type: ignore[no-untyped-def]
    assert {c.kind for c in ferry.conflicts} == {"wording", "number"}
    for conflict in ferry.conflicts:
        assert len(conflict.sides) >= 2
        for side in conflict.sides:
            assert side.evidence
            assert all(side.value in ferry.exact(p) for p in side.evidence)


def test_a_count_that_went_on_is_an_update_and_no_conflict(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "At least 10 people were killed in the fire at the mill in Orrow on Monday, police said.",
        "The fire at the mill in Orrow on Monday killed 14 people, police said.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    (update,) = find_updates(told.readings, told.cast, told.pairs)
    assert [side.value for side in update.sides] == ["At least 10", "14"]
    assert told.conflicts == ()
    swapped = story(texts[::-1], [date(2031, 5, 7), date(2031, 5, 6)])
    (update,) = find_updates(swapped.readings, swapped.cast, swapped.pairs)
    assert [side.value for side in update.sides] == ["At least 10", "14"]


def test_two_plain_counts_are_no_update(story: Callable) -> None:  # type: ignore[type-arg]
    texts = (
        "Lowen released 31 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
        "Lowen released 24 Tarskan soldiers at the Orrow Bridge on Wednesday morning.",
    )
    told = story(texts, [date(2031, 5, 6), date(2031, 5, 7)])
    assert find_updates(told.readings, told.cast, told.pairs) == ()
