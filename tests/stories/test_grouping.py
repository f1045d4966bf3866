"""Batches of invented reports: a flood at Ostmere and two strikes, one at Tarsk and one at Velden."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stories.conftest import DAY, REPORTS, read, siblings

from accord.records import Reading
from accord.stories import Grouping, group_articles


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


def test_a_story_keeps_its_id_when_others_join(reports: dict[str, Reading]) -> None:
    two = [reports["strike-1"], reports["strike-2"]]
    (story,) = group_articles(two)
    among_others = {s.id for s in group_articles(list(reports.values()))}
    assert story.id in among_others
    assert group_articles(two[:1])[0].id == story.id
    assert group_articles([reports["bakery"]])[0].id != story.id


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


def test_two_events_of_a_kind_are_told_apart() -> None:
    pair = siblings()
    apart = {frozenset(f"{place}-{n}" for n in range(4)) for place in ("tarsk", "velden")}
    assert told(pair) == apart
    assert len(told(pair, apart=0.0)) == 1, "the case is too easy: the floor alone tells them apart"


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_article_order_does_not_change_the_stories(rng: random.Random) -> None:
    shuffled = [read(name, text) for name, text in REPORTS.items()]
    expected = group_articles(shuffled)
    rng.shuffle(shuffled)
    assert group_articles(shuffled) == expected
