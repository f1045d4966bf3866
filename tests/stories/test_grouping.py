"""Invented events: a flood at Ostmere and two strikes, one at Tarsk and one at Velden."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.records import Article, ArticleId, Passage, Published, Reading, Sentence
from accord.stories import Grouping, group_articles

DAY = date(2031, 5, 6)

REPORTS = {
    "flood-1": "The river Asel burst its banks at Ostmere on Tuesday. Some 400 people were brought to "
    "safety. Mayor Ilse Brandt said the dam at Korn had held. Rescue crews used boats to reach the old town.",
    "flood-2": "Boats took 380 residents out of Ostmere after the Asel flooded the old town. "
    "The dam upstream at Korn was sound, said Mayor Brandt. More rain is expected.",
    "flood-3": "Ostmere's old town stood under water when the river Asel rose by two metres. "
    "Rescue crews evacuated residents, Ilse Brandt said. The Korn dam held.",
    "strike-1": "Dock workers at Tarsk walked out over wages on Monday. The union Port Voice wants eight "
    "percent more. Operator Seaway called the strike reckless. Forty ships are waiting outside the harbour.",
    "strike-2": "Forty ships lay idle off Tarsk as dockers struck for higher wages. Port Voice, their union, "
    "asks for eight percent. Seaway, which runs the harbour, offered three.",
    "bakery": "A bakery in Pell has made the largest loaf in the country. It weighed ninety kilograms and "
    "was eaten by schoolchildren within an hour.",
}


def read(name: str, text: str, day: date | None = DAY, title: str | None = None) -> Reading:
    """A reading with the fields that grouping looks at; terms are the plain words."""
    spans = [m.span() for m in re.finditer(r"[^.]+\.", text)]
    sentences = tuple(
        Sentence(Passage(ArticleId(name), s, e), 0, "body", tuple(re.findall(r"\w+", text[s:e].lower())))
        for s, e in spans
    )
    article = Article(
        id=ArticleId(name),
        location=f"{name}.txt",
        outlet=None,
        byline=None,
        title=title,
        url=None,
        text=text,
        blocks=(),
        language="en",
        published=Published(day, None, "record") if day else None,
    )
    return Reading(article, sentences, (), (), (), (), (), (), np.zeros((len(spans), 384), np.float32))


@pytest.fixture(scope="module")
def reports() -> dict[str, Reading]:
    return {name: read(name, text) for name, text in REPORTS.items()}


def told(readings: list[Reading], **fields: float) -> set[frozenset[str]]:
    return {frozenset(map(str, s.articles)) for s in group_articles(readings, settings=Grouping(**fields))}


def test_several_stories_and_an_article_alone(reports: dict[str, Reading]) -> None:
    assert told(list(reports.values())) == {
        frozenset({"flood-1", "flood-2", "flood-3"}),
        frozenset({"strike-1", "strike-2"}),
        frozenset({"bakery"}),
    }


@pytest.mark.parametrize("pair", [("flood-1", "flood-3"), ("strike-1", "strike-2")])
def test_two_reports_of_one_event_are_one_story(reports: dict[str, Reading], pair: tuple[str, str]) -> None:
    assert len(group_articles([reports[name] for name in pair])) == 1


@pytest.mark.parametrize("pair", [("flood-1", "strike-1"), ("strike-2", "bakery"), ("flood-2", "bakery")])
def test_two_unrelated_articles_are_two_stories(reports: dict[str, Reading], pair: tuple[str, str]) -> None:
    assert len(group_articles([reports[name] for name in pair])) == 2


def test_no_articles_are_no_stories() -> None:
    assert group_articles([]) == ()


def test_one_article_is_a_story(reports: dict[str, Reading]) -> None:
    (story,) = group_articles([reports["bakery"]])
    assert story.articles == ("bakery",)


def test_articles_stand_by_day_then_id(reports: dict[str, Reading]) -> None:
    late = read("a-late", REPORTS["flood-1"], DAY + timedelta(days=1))
    undated = read("a-undated", REPORTS["flood-1"], None)
    (story,) = group_articles([undated, late, reports["flood-3"], reports["flood-2"]])
    assert story.articles == ("flood-2", "flood-3", "a-late", "a-undated")


def test_id_follows_the_articles_and_nothing_else(reports: dict[str, Reading]) -> None:
    two = [reports["strike-1"], reports["strike-2"]]
    (story,) = group_articles(two)
    among_others = {s.id for s in group_articles(list(reports.values()))}
    assert story.id in among_others
    assert group_articles(two[:1])[0].id != story.id


def test_an_article_without_text_is_known_by_its_title(reports: dict[str, Reading]) -> None:
    bare = read(
        "bare", "", title="Ostmere flooded as river Asel bursts banks, Mayor Brandt says Korn dam held"
    )
    assert frozenset({"flood-1", "flood-2", "flood-3", "bare"}) in told([*reports.values(), bare])


def test_articles_with_neither_text_nor_title_stay_apart() -> None:
    assert len(group_articles([read("x", ""), read("y", "")])) == 2


def test_days_are_no_gate(reports: dict[str, Reading]) -> None:
    misdated = read("misdated", REPORTS["flood-2"], DAY - timedelta(days=900))
    assert len(group_articles([reports["flood-1"], reports["flood-3"], misdated])) == 1


def _siblings() -> list[Reading]:
    """Two strikes of a kind: what differs are the names, places and numbers."""
    frame = (
        "Dock workers at {place} walked out over wages on {day}. The union {union} demands {rise} "
        "percent more. {boss}, who runs the harbour for {firm}, called the strike reckless. {ships} ships "
        "wait outside the harbour."
    )
    tarsk = {"place": "Tarsk", "union": "Port Voice", "firm": "Seaway", "boss": "Odo Kranz", "rise": "eight"}
    velden = {
        "place": "Velden",
        "union": "Quay Front",
        "firm": "Norline",
        "boss": "Mira Sand",
        "rise": "twelve",
    }
    extras = [
        "Talks resume soon.",
        "Crews slept aboard.",
        "Prices rose at markets.",
        "The minister urged calm.",
    ]
    return [
        read(f"{values['place'].lower()}-{n}", frame.format(day=day, ships=ships, **values) + " " + extras[n])
        for values, day, ships in ((tarsk, "Monday", "Forty"), (velden, "Friday", "Ninety"))
        for n in range(4)
    ]


def test_two_events_of_a_kind_are_told_apart() -> None:
    siblings = _siblings()
    apart = {frozenset(f"{place}-{n}" for n in range(4)) for place in ("tarsk", "velden")}
    assert told(siblings) == apart
    assert len(told(siblings, apart=0.0)) == 1, "the case is too easy: the floor alone tells them apart"


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_article_order_does_not_change_the_stories(rng: random.Random) -> None:
    shuffled = [read(name, text) for name, text in REPORTS.items()]
    expected = group_articles(shuffled)
    rng.shuffle(shuffled)
    assert group_articles(shuffled) == expected
