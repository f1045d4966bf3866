"""What a sentence asserts otherwise is no evidence for a statement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accord.compare.assertions import opposites
from accord.compare.statements import Phrasing

AGAINST = [  # a statement, and what does not back it
    ("Vane declined to discuss the harbour tolls.", "Vane led the talks on the harbour tolls."),
    ("Orla Vane did not travel to Sarro.", "Orla Vane signed the treaty in Sarro."),
    ("The council strengthened the dam.", "The council weakened the dam."),
    ("The council accepted the plan.", "The council rejected the plan."),
    ("The governor will sign the bill.", "The governor signed the bill."),
    ("The governor signed the bill.", "The governor will sign the bill."),
    ("Tarn Lines sued Orla Vane.", "Orla Vane sued Tarn Lines."),
    ("The court convicted the captain.", "The court acquitted the captain."),
    ("The minister approved the loan.", "The minister did not approve the loan."),
    ("Vane met the families of the miners.", "Vane met the premier on Monday."),
]
WITH = [
    ("The council strengthened the dam.", "The dam was strengthened by the council."),
    ("The governor signed the bill.", "The bill was signed by the governor on Friday."),
    ("Tarn Lines sued Orla Vane.", "Orla Vane was sued by Tarn Lines."),
    ("Orla Vane did not travel to Sarro.", "Orla Vane stayed away from Sarro and refused to travel."),
    ("The minister approved the loan.", "The minister, who had not spoken for days, approved the loan."),
    ("Vane met the families of the miners.", "Vane met the miners and their families in Sarro."),
    ("Vane declined to discuss the harbour tolls.", "Vane would not discuss the harbour tolls."),
]


def _otherwise(story: Callable, one: str, other: str) -> bool:  # type: ignore[type-arg]
    told = story([one, other])
    first, second = (r.sentences[0].passage for r in told.readings)
    return Phrasing(told.readings).tells_otherwise(second, first, strict=True)


@pytest.mark.parametrize(("statement", "sentence"), AGAINST)
def test_another_deed_backs_nothing(story: Callable, statement: str, sentence: str) -> None:  # type: ignore[type-arg]
    assert _otherwise(story, statement, sentence)


@pytest.mark.parametrize(("statement", "sentence"), WITH)
def test_the_same_deed_in_other_words(story: Callable, statement: str, sentence: str) -> None:  # type: ignore[type-arg]
    assert not _otherwise(story, statement, sentence)


def test_a_denial_that_others_do_not_tell_is_not_the_statement(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "Orla Vane, the minister who led the harbour talks, declined to discuss the tolls.",
            "The harbour talks were led by the minister, Orla Vane.",
            "Orla Vane, the minister, led the harbour talks.",
        ]
    )
    for fact in told.facts:
        assert "declined" not in told.exact(fact.statement)


def test_opposites_go_both_ways() -> None:
    table = opposites()
    assert all(verb in table[other] for verb, others in table.items() for other in others)
    assert not any(verb in others for verb, others in table.items())
