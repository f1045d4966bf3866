"""What articles say of themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accord.annotate import read_articles
from accord.compare.notes import is_note
from accord.records import Article


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Correction: the bridge has four arches, not five.", True),
        ("Editors’ notes: the name of the miller was put right.", True),
        ("Clarification, 4 May: the harbour board, not the town, owns the crane.", True),
        ("An earlier version of this article said that the bridge had five arches.", True),
        ("This story was originally published in the Varn Courier.", True),
        ("Ida Moss and Per Lund contributed reporting to this article.", True),
        ("The correction of the map took three years: the river had moved.", False),
        ("This report of the board names nobody.", False),
    ],
)
def test_notes_are_told_from_news(text: str, note: bool, article: Callable[..., Article]) -> None:
    (reading,) = read_articles([article(text)])
    assert is_note(reading, reading.sentences[0].passage) is note
