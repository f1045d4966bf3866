"""Comparing grows less than with the square of the articles: in calls, which other work makes no more of."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

from evals.scale import read_story

from accord.compare.trees import Trees, load_trees
from accord.pipeline import tell
from accord.records import Reading, Story, StoryId


def _calls(readings: Sequence[Reading], trees: Trees) -> int:
    """How many functions are called while a story is told."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    story = Story(StoryId("made up"), tuple(r.article.id for r in readings))
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        tell(story, readings, trees)
    finally:
        sys.setprofile(before)
    return calls


def test_three_times_the_articles_are_far_less_than_nine_times_the_work() -> None:
    readings, trees = read_story(9), load_trees("pairs")
    tell(Story(StoryId("made up"), (readings[0].article.id,)), readings[:1], trees)  # word lists are loaded
    few, many = _calls(readings[:3], trees), _calls(readings, trees)
    power = math.log(many / few) / math.log(3)
    assert power < 1.5, f"{few} calls for 3 articles, {many} for 9: articles to the power {power:.2f}"
