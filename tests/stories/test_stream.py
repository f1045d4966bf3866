"""The same invented reports, one after the other."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stories.conftest import DAY, REPORTS, read, siblings

from accord.errors import GroupingError
from accord.records import ArticleId, StoryEvent, StoryId
from accord.stories import Grouping, Sketch, StoryStream, group_articles, sketch

SKETCHES = {name: sketch(read(name, text)) for name, text in REPORTS.items()}
AS_SHIPPED = Grouping()


def feed(names: list[str], given: Grouping = AS_SHIPPED) -> tuple[StoryStream, list[StoryEvent]]:
    stream = StoryStream(given)
    return stream, [event for name in names for event in stream.add(SKETCHES[name])]


def groups(stream: StoryStream) -> set[frozenset[str]]:
    return {frozenset(map(str, articles)) for articles in stream.stories.values()}


def replay(events: list[StoryEvent]) -> dict[ArticleId, StoryId]:
    """Which story each article has, by the events alone."""
    held: dict[ArticleId, StoryId] = {}
    for event in events:
        assert event.reason
        target = event.others[0] if event.kind == "split" else event.story
        for article in event.articles:
            if event.kind in ("opened", "joined"):
                assert article not in held
            else:
                assert held[article] == (event.story if event.kind == "split" else event.others[0])
            held[article] = target
    return held


def test_each_article_has_a_story_at_once() -> None:
    stream, _ = feed([])
    for name, one in SKETCHES.items():
        (event,) = stream.add(one)
        assert event.kind in ("opened", "joined") and event.articles == (name,)
        assert stream.story_of(one.article) == event.story


def test_an_article_joins_and_the_id_stays() -> None:
    _, events = feed(["flood-1", "bakery", "flood-2"])
    assert [e.kind for e in events] == ["opened", "opened", "joined"]
    assert events[2].story == events[0].story != events[1].story


def test_a_copy_is_named_in_the_reason() -> None:
    stream, _ = feed(["flood-1"])
    (event,) = stream.add(sketch(read("copy", REPORTS["flood-1"] + " More rain fell.")))
    assert event.kind == "joined" and "flood-1" in event.reason and "%" in event.reason


def test_the_same_article_twice_changes_nothing() -> None:
    stream, _ = feed(["flood-1"])
    assert stream.add(SKETCHES["flood-1"]) == ()
    assert len(stream) == 1


@settings(max_examples=40, deadline=None)
@given(st.permutations(sorted(REPORTS)), st.integers(1, 7))
def test_events_account_for_every_story(names: list[str], every: int) -> None:
    stream, events = feed(names, Grouping(settle_every=every))
    events += stream.settle()
    assert replay(events) == {a: s for s, articles in stream.stories.items() for a in articles}
    batch = group_articles([read(name, REPORTS[name]) for name in names])
    assert groups(stream) == {frozenset(map(str, s.articles)) for s in batch}


def test_what_came_too_early_is_put_right_by_an_event() -> None:
    # the first two reports of either strike look alike until more is known
    early = siblings()
    stream = StoryStream(Grouping(settle_every=1000))
    events = [e for r in early for e in stream.add(sketch(r))]
    assert len(stream.stories) == 1
    later = stream.settle()
    assert groups(stream) == {frozenset(f"{p}-{n}" for n in range(4)) for p in ("tarsk", "velden")}
    assert [e.kind for e in later] == ["split"]
    assert replay([*events, *later])
    assert stream.settle() == ()


def test_two_stories_become_one_under_the_older_id() -> None:
    stream, events = feed(["flood-1", "strike-1", "flood-2"])
    older, younger = events[0].story, events[1].story
    merged = stream.merge(younger, older, "one and the same")
    assert merged == StoryEvent(
        "merged", older, (younger,), (ArticleId("strike-1"),), "one and the same", True
    )
    assert groups(stream) == {frozenset({"flood-1", "strike-1", "flood-2"})}


def test_a_correction_outlives_settling() -> None:
    stream, _ = feed(list(REPORTS))
    flood = stream.story_of(ArticleId("flood-1"))
    strike = stream.story_of(ArticleId("strike-1"))
    assert flood and strike
    split = stream.split(flood, [ArticleId("flood-2")], "another river")
    moved = stream.move(ArticleId("bakery"), strike, "baked for the strikers")
    assert split.by_user and moved.by_user and moved.others
    expected = groups(stream)
    assert {frozenset({"flood-2"}), frozenset({"strike-1", "strike-2", "bakery"})} < expected
    stream.settle()
    assert groups(stream) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.merge(StoryId("none"), s.story_of(ArticleId("bakery")), "why"),
        lambda s: s.merge(s.story_of(ArticleId("bakery")), s.story_of(ArticleId("bakery")), "why"),
        lambda s: s.split(s.story_of(ArticleId("bakery")), [ArticleId("bakery")], "why"),
        lambda s: s.split(s.story_of(ArticleId("bakery")), [], "why"),
        lambda s: s.split(s.story_of(ArticleId("bakery")), [ArticleId("flood-1")], "why"),
        lambda s: s.move(ArticleId("none"), s.story_of(ArticleId("bakery")), "why"),
        lambda s: s.move(ArticleId("bakery"), s.story_of(ArticleId("bakery")), "why"),
    ],
)
def test_a_change_that_cannot_be_made_is_named_and_changes_nothing(change) -> None:  # type: ignore[no-untyped-def]
    stream, _ = feed(list(REPORTS))
    before = stream.stories
    with pytest.raises(GroupingError):
        change(stream)
    assert stream.stories == before


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 14), st.randoms(use_true_random=False))
def test_a_stream_goes_on_after_a_restart_as_if_there_had_been_none(cut: int, rng: random.Random) -> None:
    every = [*SKETCHES.values(), *(sketch(r) for r in siblings())]
    rng.shuffle(every)
    given_settings = Grouping(settle_every=5)
    whole = StoryStream(given_settings)
    for one in every[:cut]:
        whole.add(one)
    kept = [(one, whole.story_of(one.article)) for one in every[:cut]]
    again = StoryStream.restore([(one, story) for one, story in kept if story], settings=given_settings)
    assert again.stories == whole.stories
    for one in every[cut:]:
        assert again.add(one) == whole.add(one)
    assert again.settle() == whole.settle()
    assert again.stories == whole.stories


def test_corrections_are_restored_too() -> None:
    stream, _ = feed(["flood-1", "flood-2", "flood-3"])
    flood = stream.story_of(ArticleId("flood-1"))
    assert flood
    split = stream.split(flood, [ArticleId("flood-2")], "another river")
    kept = [(SKETCHES[name], stream.story_of(ArticleId(name))) for name in ("flood-1", "flood-2", "flood-3")]
    held = (split.story, *split.others)
    again = StoryStream.restore([(a, s) for a, s in kept if s], held=held)
    assert again.settle() == ()
    assert groups(again) == {frozenset({"flood-1", "flood-3"}), frozenset({"flood-2"})}


def test_quiet_stories_fall_out_and_memory_is_bounded() -> None:
    small = Grouping(live=40, settle_every=10)
    stream = StoryStream(small)
    words = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in "lmnrst"]

    def told(n: int) -> Sketch:
        rng = random.Random(n // 2)  # two articles a story
        text = " ".join(rng.sample(words, 30)) + ". " + " ".join(rng.sample(words, 20)) + "."
        return sketch(read(f"a{n}", text, DAY + timedelta(days=n // 4)))

    for n in range(400):
        stream.add(told(n))
        assert len(stream) <= 50
    assert stream.story_of(ArticleId("a0")) is None
    assert stream.story_of(ArticleId("a399")) is not None
    pairs = [stream.story_of(ArticleId(f"a{n}")) for n in range(380, 400)]
    assert all(a == b for a, b in zip(pairs[::2], pairs[1::2], strict=True))


def test_a_late_article_finds_its_story() -> None:
    stream, events = feed(["flood-1", "flood-3", "bakery", "strike-1"])
    (late,) = stream.add(sketch(read("late", REPORTS["flood-2"], DAY - timedelta(days=3))))
    assert late.kind == "joined" and late.story == events[0].story
