"""Statements end where their articles stop agreeing, and never where that would turn them round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from accord.compare.shortening import shorten_statements
from accord.compare.statements import Phrasing
from accord.records import Fact, Passage

PLAIN = "The harbour council shut the old ferry to Velm on Monday after the second leak."


def shortened(story: Callable, sentence: str) -> str:  # type: ignore[type-arg]
    told = story([sentence, PLAIN])
    whole = [r.sentences[0].passage for r in told.readings]
    assert told.exact(whole[0]) == sentence
    fact = Fact(whole[0], (whole[0], *whole[1:]), 2, 2, 1.0)
    (cut,) = shorten_statements([fact], Phrasing(told.readings))
    assert cut.evidence == fact.evidence
    assert whole[0].covers(cut.statement)
    return told.exact(cut.statement)


@pytest.mark.parametrize(
    "tail",
    [
        ", prompting a run on the night buses.",
        ", which had carried bakers and nurses for ninety years.",
        ", and the mayor flew to Sarro.",
        ", while gulls took over the pier.",
        " -- leaving anglers alone on the quay.",
    ],
)
def test_a_tail_of_one_article_goes(story: Callable, tail: str) -> None:  # type: ignore[type-arg]
    told = "The harbour council shut the old ferry to Velm on Monday"
    assert shortened(story, told + tail) == told


@pytest.mark.parametrize(
    "sentence",
    [
        "The harbour council will shut the old ferry to Velm, and unless money comes the buses too.",
        "The harbour council shut the old ferry to Velm on Monday, which the mayor disputed.",
        "The harbour council shut the old ferry to Velm on Monday, but did not sell a single hull.",
        "The harbour council, which meets in a warehouse, shut the old ferry to Velm on Monday.",
        "The old ferry — which carried bakers — to Velm was shut by the harbour council on Monday.",
        "The harbour council shut the old ferry to Velm on Monday, following the second leak.",
        "The council “shut the old ferry to Velm, and good riddance,” a clerk called it.",
    ],
)
def test_what_the_rest_needs_stays(story: Callable, sentence: str) -> None:  # type: ignore[type-arg]
    assert shortened(story, sentence) == sentence


def test_the_name_of_a_gallery_goes(story: Callable) -> None:  # type: ignore[type-arg]
    name = "The night of the storm at Velm "
    shown = ["Ada Lowe carries a sack to the quay.", "Gulls sit on the pier.", "A barge lies on its side."]
    told = story([" ".join(name + s for s in shown), "Ada Lowe carries a sack to the quay."])
    captions = tuple(replace(s, block="caption") for s in told.readings[0].sentences)
    readings = (replace(told.readings[0], sentences=captions), told.readings[1])
    first, second = captions[0].passage, readings[1].sentences[0].passage
    (cut,) = shorten_statements([Fact(first, (first, second), 2, 2, 1.0)], Phrasing(readings))
    assert told.exact(cut.statement) == shown[0]
    (kept,) = shorten_statements([Fact(second, (first, second), 2, 2, 1.0)], Phrasing(readings))
    assert kept.statement == second


def test_a_label_before_it_goes(story: Callable) -> None:  # type: ignore[type-arg]
    assert shortened(story, f"UPDATE: 9 p.m. -- {PLAIN}") == PLAIN


def test_what_one_article_alone_reports_is_whole(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(["The ferry sank on Monday, drawing crowds to the quay.", PLAIN])
    passage: Passage = told.readings[0].sentences[0].passage
    fact = Fact(passage, (passage,), 1, 1, 1.0)
    assert shorten_statements([fact], Phrasing(told.readings)) == (fact,)
