"""Articles placed one by one, each in the story that it is most like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from accord.records import ArticleId, StoryId
from accord.stories.sketches import Sketch


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """A change; the articles named are in `story` from then on."""

    kind: Literal["opened", "joined", "merged", "split", "moved"]
    story: StoryId
    others: tuple[StoryId, ...]
    articles: tuple[ArticleId, ...]
    reason: str


class StoryStream:
    """Stories in memory."""

    def __init__(self, *, floor: float = 0.15) -> None:
        self._floor = floor
        self._sketches: dict[ArticleId, Sketch] = {}
        self._story_of: dict[ArticleId, StoryId] = {}
        self._members: dict[StoryId, list[ArticleId]] = defaultdict(list)
        self._holders: dict[str, dict[ArticleId, float]] = defaultdict(dict)

    def restore(self, assignments: Iterable[tuple[Sketch, StoryId]]) -> None:
        for sketch, story in assignments:
            self._put(sketch, story)

    def add(self, sketch: Sketch) -> tuple[StoryEvent, ...]:
        if sketch.article in self._story_of:
            return ()
        likeness: dict[ArticleId, float] = defaultdict(float)
        for term, weight in sketch.weights:
            for article, its in self._holders[term].items():
                likeness[article] += weight * its
        totals: dict[StoryId, float] = defaultdict(float)
        for article, alike in likeness.items():
            totals[self._story_of[article]] += alike
        means = {story: total / len(self._members[story]) for story, total in totals.items()}
        story = max(means, key=lambda s: (means[s], s), default=None)
        if story is None or means[story] < self._floor:
            story = StoryId(sha256(sketch.article.encode()).hexdigest()[:12])
            self._put(sketch, story)
            return (StoryEvent("opened", story, (), (sketch.article,), "no story is like it"),)
        reason = f"most like this story ({means[story]:.2f})"
        self._put(sketch, story)
        return (StoryEvent("joined", story, (), (sketch.article,), reason),)

    def _put(self, sketch: Sketch, story: StoryId) -> None:
        self._sketches[sketch.article] = sketch
        self._story_of[sketch.article] = story
        self._members[story].append(sketch.article)
        for term, weight in sketch.weights:
            self._holders[term][sketch.article] = weight
