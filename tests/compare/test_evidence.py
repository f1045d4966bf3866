"""How well a sentence must tell a statement, given what speaks against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accord.compare.evidence import Bearing, least_strength
from accord.compare.statements import Phrasing

SLUICE = "Ada Lowe, the reeve of Hollin, opened the old sluice on Monday."


@pytest.mark.parametrize(
    ("statement", "other", "least"),
    [
        (SLUICE, "The old sluice was opened on Monday by Ada Lowe, the reeve of Hollin.", "weak"),
        (SLUICE, "Ada Lowe is the reeve of Hollin. She opened the old sluice.", "weak"),
        (SLUICE, "Ben Tarn, a miller of Hollin, opened a sluice on Monday.", "weak_in_doubt"),
        (SLUICE, "On Friday Ada Lowe opened the old sluice again.", "weak_in_doubt"),
        ("The sluice took 40 barges.", "Barges went through the sluice.", "weak_in_doubt"),
        ("Barges went through the sluice.", "The sluice took 40 barges.", "weak"),
        ("Ada Lowe will open the sluice.", "Ada Lowe opened a sluice by the mill.", "weak_otherwise"),
        ("Ada Lowe did not open the sluice.", "Ada Lowe came to the sluice.", "weak_otherwise"),
        ("The crews of Hollin held a feast.", "The fair of Hollin ended.", "weak_in_common"),
    ],
)
def test_what_speaks_against_a_sentence_as_evidence(
    story: Callable,  # type: ignore[type-arg]
    statement: str,
    other: str,
    least: str,
) -> None:
    told = story([statement, other], [date(2031, 5, 6), date(2031, 5, 11)])
    phrasing = Phrasing(told.readings, cast=told.cast)
    one, two = (phrasing.phrase(r.sentences[-1].passage) for r in told.readings)
    assert least_strength(one, two) == getattr(Bearing(), least)


@pytest.mark.parametrize(
    ("statement", "other"),
    [
        ("Ada Lowe did not come to the fair.", "Ada Lowe denied having a goat."),
        ("The reeve of Hollin did not come.", "A clerk of the reeve of Hollin denied it."),
        ("The crew counts 40 men.", "Correction: An earlier report gave the crew of the ship as 60 men."),
        ("The crew counts 40 men.", "This article has been updated: the crew counts 40 men."),
    ],
)
def test_some_are_no_evidence_however_alike(story: Callable, statement: str, other: str) -> None:  # type: ignore[type-arg]
    told = story([statement, other])
    phrasing = Phrasing(told.readings, cast=told.cast)
    one, two = (phrasing.phrase(r.sentences[0].passage) for r in told.readings)
    assert least_strength(one, two) > 2  # of a pair and of shared words


def test_what_an_article_says_of_itself_states_nothing(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "The crew of the barge counts 40 men.\n\nAn earlier version of this report said 60.",
            "The crew of the barge counts 40 men.\n\nClarification: An owner was named.",
        ]
    )
    phrasing = Phrasing(told.readings)
    for reading in told.readings:
        crew, note = (phrasing.phrase(s.passage) for s in reading.sentences)
        assert phrasing.options(crew) and not phrasing.options(note)
