"""Whom the pronoun means that a statement opens with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accord.compare.openings import name_openings
from accord.records import Fact


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("She said that the ferry would be sold to a yard.", "Ada Lowe"),
        ("On Tuesday she sold the ferry to a yard in Sarro.", "Ada Lowe"),
        ("But she also sold the ferry to a yard in Sarro.", "Ada Lowe"),
        ("Even as she sold the ferry, the council bought a barge.", None),
        ("She “should be made to leave the ferry,” the clerk said.", None),
        ("She sold it, Ada Lowe said, to a yard in Sarro on Monday.", None),
        ("It was sold to a yard in Sarro on Monday.", None),
        ("The ferry was sold to a yard in Sarro on Monday.", None),
    ],
)
def test_an_opening_is_told(story: Callable, sentence: str, name: str | None) -> None:  # type: ignore[type-arg]
    told = story(
        [f"Mayor Ada Lowe came to the harbour of Velm on Monday. {sentence}", "Gulls flew over Sarro."]
    )
    passage = told.readings[0].sentences[1].passage
    assert told.exact(passage) == sentence
    (fact,) = name_openings([Fact(passage, (passage,), 1, 1, 1.0)], told.readings, told.cast)
    assert (fact.opening.name if fact.opening else None) == name
    if fact.opening:
        assert told.exact(fact.opening.passage).lower() == "she"
        assert passage.covers(fact.opening.passage)


def test_one_without_a_name_is_not_told(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        ["A clerk came to the harbour on Monday. She sold the ferry to a yard.", "Gulls flew over Sarro."]
    )
    passage = told.readings[0].sentences[1].passage
    (fact,) = name_openings([Fact(passage, (passage,), 1, 1, 1.0)], told.readings, told.cast)
    assert fact.opening is None
