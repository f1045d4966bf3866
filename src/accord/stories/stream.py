"""Articles to stories as they come: each gets a story at once, and every later change is an event.

    sketch ─ add ─► the story most like it, or a new one ─► opened, joined
                      │ after some articles, and when asked
                      ▼
                    settle: stories that new articles touch are linked anew ─► merged, split, moved

Nothing changes without an event. What a user has merged, split or moved is left as it is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from accord.errors import GroupingError
from accord.records import ArticleId, StoryEvent, StoryId
from accord.stories.index import Likeness, Rows, TermIndex, Weighting
from accord.stories.linkage import link
from accord.stories.sketches import Sketch


@dataclass(frozen=True, slots=True)
class Grouping:
    """How alike articles must be to tell one event. Measured by `evals.grouping`."""

    floor: float = 0.13  # mean likeness that joins two groups
    lone: float = 0.2  # the same for two lone articles, of which less is known
    # Two groups of `grown` articles or more are told apart where the likeness between
    # them is under this share of the likeness within them: two fights of one boxer are
    # as alike as two loose reports of one fight, but each is more alike to itself.
    apart: float = 0.65
    # The same for a smaller group and one that has grown: a lone article that is much less like
    # a story's articles than they are like each other tells of something else.
    stray: float = 0.42
    grown: int = 3
    weighting: Weighting = field(default=Weighting())
    sampled: int = 16  # articles of a story that a new one is measured against
    kept: int = 12  # articles that one is remembered to be like
    settle_every: int = 256  # articles between two settlings
    piece: int = 240  # articles that are linked anew together, while the stream runs
    whole: int = 1500  # the same when everything is settled
    # Live articles. Beyond them the stories that nothing has joined for longest fall out, in the
    # articles' own time; a story's size counts for `grace` days at each doubling.
    live: int = 100_000
    grace: float = 7.0


COPY = 0.6  # resemblance from which a reason names the article as a copy
_SMALL = 8  # articles of a story that is linked anew whenever one joins
_PROMISING = 4  # stories that a new article is measured against


@dataclass(slots=True, eq=False)
class _Live:
    """A story that articles can still join."""

    id: StoryId
    rows: list[int] = field(default_factory=list)  # of its articles, in the order they came
    last: float = 0.0  # the latest day of its articles
    held: bool = False  # corrected by a user: settling leaves it alone


class StoryStream:
    """The live stories of a stream of articles.

    The same sketches in the same order give the same stories and events. Articles may come late
    or without a date. `restore` puts back what a store has kept.
    """

    def __init__(self, settings: Grouping = Grouping()) -> None:
        self.settings = settings
        self._index = TermIndex(settings.weighting)
        self._stories: dict[StoryId, _Live] = {}
        self._story: dict[int, _Live] = {}  # by row
        self._row: dict[ArticleId, int] = {}
        self._article: dict[int, ArticleId] = {}  # by row
        self._came: dict[int, int] = {}  # by row: how many articles had come before
        self._day: dict[int, float] = {}  # by row; of an undated article the latest day seen when it came
        self._near: dict[int, tuple[NDArray[np.int64], Likeness]] = {}  # by row: what it was found like
        self._fresh: dict[_Live, None] = {}  # stories that articles joined since the last settling
        self._count = 0  # articles that ever came
        self._clock = 0.0  # latest day seen

    @classmethod
    def restore(
        cls,
        assignments: Iterable[tuple[Sketch, StoryId]],
        *,
        held: Iterable[StoryId] = (),
        settings: Grouping = Grouping(),
    ) -> StoryStream:
        """The stream as it was when these articles, in the order they came, had these stories.

        `held` are the stories that a user has corrected. What each article was found like is not
        kept: it is looked for again, among all that came before it, when its story is settled.
        """
        stream = cls(settings)
        for sketch, story_id in assignments:
            stream.follow(sketch, story_id)
        for story_id in held:
            if story_id in stream._stories:
                stream._stories[story_id].held = True
        return stream

    def follow(self, sketch: Sketch, story_id: StoryId) -> None:
        """Take an article whose story was decided elsewhere; one that is live already stays as it is."""
        if sketch.article in self._row:
            return
        story = self._stories.get(story_id)
        if story is None:
            story = self._stories[story_id] = _Live(story_id)
        self._put(self._index.add(sketch), sketch, story)
        if self._count % self.settings.settle_every == 0:
            self._fresh = {}

    # ------------------------------------------------------------ looking

    def __len__(self) -> int:
        """Live articles."""
        return len(self._row)

    def story_of(self, article: ArticleId) -> StoryId | None:
        """The story of a live article; None when it never came or its story has fallen out."""
        row = self._row.get(article)
        return None if row is None else self._story[row].id

    @property
    def stories(self) -> dict[StoryId, tuple[ArticleId, ...]]:
        """The live stories with their articles in the order they came."""
        return {s.id: tuple(self._article[r] for r in s.rows) for s in self._stories.values()}

    # ------------------------------------------------------------ articles come

    def add(self, sketch: Sketch) -> tuple[StoryEvent, ...]:
        """Give an article its story: the one that it is most like on average, else a new one.

        The first event tells which; events after it are changes to other articles' stories, for
        every so often the stories around the newest articles are settled. An article that is
        live already stays where it is: no event.
        """
        if sketch.article in self._row:
            return ()
        row = self._index.add(sketch)
        near, likeness = self._look_around(row)
        story, mean = self._best(row, near, likeness)
        if story is None:
            story = self._open(sketch.article)
            event = StoryEvent("opened", story.id, (), (sketch.article,), "like no live story")
        else:
            event = StoryEvent("joined", story.id, (), (sketch.article,), self._why(row, story, mean))
        self._put(row, sketch, story)
        self._remember(row, near, likeness)
        if self._count % self.settings.settle_every:
            return (event,)
        changes = self._settle([s for s in self._fresh if self._has_grown(s)], self.settings.piece)
        self._let_go()
        return (event, *changes)

    def _has_grown(self, story: _Live) -> bool:
        """Whether a story is small, or has grown by about a quarter at one of the last articles.

        So a large story is not linked anew for each article that joins it.
        """
        since = self._count - self.settings.settle_every
        now = before = len(story.rows)
        while before and self._came[story.rows[before - 1]] >= since:
            before -= 1
        return now <= _SMALL or _quarters(now) > _quarters(before)

    def _look_around(self, row: int) -> tuple[Rows, Likeness]:
        near = self._index.propose(row)
        return near, self._index.measure(row, near)

    def _best(self, row: int, near: Rows, likeness: Likeness) -> tuple[_Live | None, float]:
        """The story whose articles are most like one on average, if that reaches the floor."""
        promising: dict[_Live, None] = {}
        for k in np.argsort(-likeness, kind="stable").tolist():
            if likeness[k] < self.settings.floor or len(promising) == _PROMISING:
                break
            promising[self._story[int(near[k])]] = None
        if not promising:
            return None, 0.0
        samples = [self._sample(story).tolist() for story in promising]
        known = dict(zip(near.tolist(), likeness.tolist(), strict=True))
        unknown = [r for sample in samples for r in sample if r not in known]
        if unknown:
            rest = self._index.measure(row, np.array(unknown))
            known.update(zip(unknown, rest.tolist(), strict=True))
        best: tuple[_Live | None, float] = None, 0.0
        for story, sample in zip(promising, samples, strict=True):
            mean = sum(known[r] for r in sample) / len(sample)
            if (
                mean >= (self.settings.lone if len(story.rows) == 1 else self.settings.floor)
                and mean > best[1]
            ):
                best = story, mean
        return best

    def _sample(self, story: _Live) -> Rows:
        """Some articles that stand for a story: of a large one the first and the latest."""
        most, rows = self.settings.sampled, story.rows
        return np.array(rows if len(rows) <= most else rows[: most // 3] + rows[most // 3 - most :])

    def _why(self, row: int, story: _Live, mean: float) -> str:
        sample = self._sample(story)
        same = self._index.resemblance(row, sample)
        k = int(same.argmax())
        if same[k] >= COPY:
            return f"{100 * same[k]:.0f} % of its runs of words are those of {self._article[int(sample[k])]}"
        return f"likeness {mean:.2f} to its articles"

    def _open(self, article: ArticleId) -> _Live:
        """A new story, named after the article that opens it."""
        n, story_id = 0, _digest(article)
        while story_id in self._stories:  # the article opened a story before, which has gone on without it
            n += 1
            story_id = _digest(f"{article}\n{n}")
        story = self._stories[story_id] = _Live(story_id)
        return story

    def _put(self, row: int, sketch: Sketch, story: _Live) -> None:
        self._row[sketch.article] = row
        self._article[row] = sketch.article
        self._came[row] = self._count
        self._count += 1
        if sketch.day:
            self._clock = max(self._clock, float(sketch.day.toordinal()))
        self._day[row] = float(sketch.day.toordinal()) if sketch.day else self._clock
        self._story[row] = story
        story.rows.append(row)
        story.last = max(story.last, self._day[row])
        self._fresh[story] = None

    def _remember(self, row: int, near: Rows, likeness: Likeness) -> tuple[Rows, Likeness]:
        alike = np.flatnonzero(likeness >= self.settings.floor)
        nearest = alike[np.argsort(-likeness[alike], kind="stable")[: self.settings.kept]]
        self._near[row] = near[nearest], likeness[nearest]
        return self._near[row]

    def _neighbours(self, row: int) -> tuple[Rows, Likeness]:
        """What an article was found like when it came; looked for again where that was not kept."""
        if row in self._near:
            return self._near[row]
        near, likeness = self._look_around(row)
        before = np.array([self._came[r] < self._came[row] for r in near.tolist()], dtype=bool)
        return self._remember(row, near[before], likeness[before])

    def _let_go(self) -> None:
        """Let the quietest stories fall out when there are more articles than `live`."""
        most = self.settings.live
        if len(self._row) <= most:
            return

        def stays(story: _Live) -> tuple[float, int]:
            grace = self.settings.grace * math.log2(len(story.rows))
            return story.last + grace, self._came[story.rows[0]]

        gone: list[int] = []
        for story in sorted(self._stories.values(), key=stays):
            if len(self._row) - len(gone) <= most * 0.95:
                break
            gone += story.rows
            self._drop(story)
        for row in gone:
            del self._row[self._article.pop(row)], self._story[row], self._came[row], self._day[row]
            self._near.pop(row, None)
        self._index.remove(gone)

    def _drop(self, story: _Live) -> None:
        del self._stories[story.id]
        self._fresh.pop(story, None)

    # ------------------------------------------------------------ what a user corrects

    def merge(self, a: StoryId, b: StoryId, reason: str) -> StoryEvent:
        """Make two stories one, which keeps the id of the older. Settling never undoes it."""
        one, other = sorted((self._known(a), self._known(b)), key=self._age)
        if one is other:
            raise GroupingError(f"{a}: a story cannot be merged with itself")
        articles = tuple(self._article[r] for r in other.rows)
        self._move(other.rows, one)
        one.held = True
        return StoryEvent("merged", one.id, (other.id,), articles, reason, True)

    def split(self, story: StoryId, articles: Sequence[ArticleId], reason: str) -> StoryEvent:
        """Give some articles of a story one of their own. Settling never undoes it."""
        old = self._known(story)
        rows = sorted({self._row_of(a, old) for a in articles}, key=self._came.__getitem__)
        if not rows or len(rows) == len(old.rows):
            raise GroupingError(f"{story}: some of its articles must be split off, and some stay")
        new = self._open(self._article[rows[0]])
        self._move(rows, new)
        old.held = new.held = True
        return StoryEvent("split", story, (new.id,), tuple(self._article[r] for r in rows), reason, True)

    def move(self, article: ArticleId, story: StoryId, reason: str) -> StoryEvent:
        """Put an article into another story. Settling never undoes it.

        A story that is left without articles is no more.
        """
        new = self._known(story)
        row = self._row_of(article, None)
        old = self._story[row]
        if old is new:
            raise GroupingError(f"{article}: it is in that story already")
        self._move([row], new)
        old.held = new.held = True
        return StoryEvent("moved", new.id, (old.id,), (article,), reason, True)

    def _known(self, story: StoryId) -> _Live:
        if story not in self._stories:
            raise GroupingError(f"{story}: no live story has this id")
        return self._stories[story]

    def _row_of(self, article: ArticleId, story: _Live | None) -> int:
        row = self._row.get(article)
        if row is None or (story is not None and self._story[row] is not story):
            raise GroupingError(f"{article}: no such article is in {story.id if story else 'a live story'}")
        return row

    def _age(self, story: _Live) -> int:
        return self._came[story.rows[0]]

    def _move(self, rows: Sequence[int], to: _Live) -> None:
        """Put rows into a story; those that they leave empty are dropped."""
        left = {self._story[row]: None for row in rows}
        moved = set(rows)
        for row in rows:
            self._story[row] = to
        to.rows = sorted({*to.rows, *moved}, key=self._came.__getitem__)
        for story in left:
            story.rows = [r for r in story.rows if r not in moved or story is to]
            if not story.rows:
                self._drop(story)
        for story in (to, *left):
            if story.rows:
                story.last = max(self._day[r] for r in story.rows)

    # ------------------------------------------------------------ what later articles show

    def settle(self) -> tuple[StoryEvent, ...]:
        """Link all live stories anew, each with those it is near to; what changes, as events.

        Articles that came early were placed by what was known then. Groups are joined by average
        linkage, save those that are told apart because each is much more alike within itself
        than the two are to each other (after the relative closeness of Karypis, Han and Kumar,
        Chameleon, IEEE Computer 32(8), 1999). A group keeps the id of the oldest of the stories
        that have most of their articles in it. Stories that a user has corrected take no part.
        """
        return self._settle(list(self._stories.values()), self.settings.whole)

    def _settle(self, stories: Sequence[_Live], most: int) -> tuple[StoryEvent, ...]:
        self._fresh = {}
        events: list[StoryEvent] = []
        for piece in self._pieces(stories, most):
            events += self._relink(piece, most)
        return tuple(events)

    def _pieces(self, stories: Sequence[_Live], most: int) -> list[list[_Live]]:
        """The stories and those near to them, in sets of `most` articles at most; the nearest go together.

        While a set is not full this is exact: groups on average `floor` alike have two articles
        that are.
        """
        ties: dict[tuple[_Live, _Live], float] = {}
        todo = {story: None for story in stories if not story.held}
        for story in todo:
            for row in story.rows[-most:]:
                for other_row, likeness in zip(*(a.tolist() for a in self._neighbours(row)), strict=True):
                    other = self._story.get(other_row)
                    # a row that was given anew since is another article's
                    if other is None or other.held or self._came[other_row] > self._came[row]:
                        continue
                    if other is not story:
                        ties[story, other] = max(likeness, ties.get((story, other), 0.0))
        parent: dict[_Live, _Live] = {}
        size: dict[_Live, int] = {}

        def find(story: _Live) -> _Live:
            while parent.setdefault(story, story) is not story:
                story = parent[story]
            return story

        for story in todo:
            find(story)
        for (a, b), _ in sorted(ties.items(), key=lambda t: (-t[1], self._age(t[0][0]), self._age(t[0][1]))):
            x, y = find(a), find(b)
            together = sum(size.get(s, min(len(s.rows), most // 2)) for s in (x, y))
            if x is not y and together <= most:
                parent[y], size[x] = x, together
        pieces: dict[_Live, list[_Live]] = {}
        for story in sorted(parent, key=self._age):
            pieces.setdefault(find(story), []).append(story)
        return [piece for piece in pieces.values() if sum(len(s.rows) for s in piece) > 1]

    def _relink(self, stories: Sequence[_Live], most: int) -> list[StoryEvent]:
        """Group the articles of some stories anew. Of a story too large for that a sample stands for all."""
        large = [s for s in stories if len(s.rows) > most // 2]
        rows = np.concatenate([self._sample(s) if s in large else np.array(s.rows) for s in stories])
        likeness = self._index.measure_all(rows)
        s = self.settings
        groups = [
            sorted(group, key=lambda k: self._came[int(rows[k])])
            for group in link(
                likeness, floor=s.floor, lone=s.lone, apart=s.apart, stray=s.stray, grown=s.grown
            )
        ]
        groups.sort(key=lambda group: self._came[int(rows[group[0]])])
        where = {int(rows[k]): g for g, group in enumerate(groups) for k in group}
        place = {int(row): k for k, row in enumerate(rows)}

        home: dict[_Live, int] = {}
        for story in stories:
            votes = Counter(where[r] for r in story.rows if r in where)
            first = where[next(r for r in story.rows if r in where)]
            home[story] = max(votes, key=lambda g: (votes[g], g == first, -g))
        keeper: dict[int, _Live] = {}
        for story in sorted(stories, key=self._age):
            keeper.setdefault(home[story], story)

        events: list[StoryEvent] = []

        def between(left: Iterable[int], right: Iterable[int]) -> float:
            pair = np.ix_([place[r] for r in left if r in place], [place[r] for r in right if r in place])
            return float(likeness[pair].mean())

        for story in stories:
            if story in large:
                continue
            parts: dict[int, list[int]] = {}
            for row in story.rows:
                if where[row] != home[story]:
                    parts.setdefault(where[row], []).append(row)
            for g, part in parts.items():
                stay = [r for r in story.rows if where[r] == home[story]]
                left = between(part, stay)
                articles = tuple(self._article[r] for r in part)
                if g in keeper:
                    into = keeper[g]
                    rest = [int(rows[k]) for k in groups[g] if int(rows[k]) not in part] or part
                    reason = (
                        f"likeness {between(part, rest):.2f} to its articles, {left:.2f} to those it leaves"
                    )
                    events.append(StoryEvent("moved", into.id, (story.id,), articles, reason))
                else:
                    into = keeper[g] = self._open(articles[0])
                    reason = f"likeness {left:.2f} to the articles that stay"
                    events.append(StoryEvent("split", story.id, (into.id,), articles, reason))
                self._move(part, into)
        for story in stories:
            into = keeper[home[story]]
            if story is not into:
                articles = tuple(self._article[r] for r in story.rows)
                reason = f"likeness {between(story.rows, into.rows):.2f} between their articles"
                events.append(StoryEvent("merged", into.id, (story.id,), articles, reason))
                self._move(story.rows, into)
        return events


def _quarters(size: int) -> int:
    """How many times one article must grow by a quarter to be so many."""
    return int(math.log(max(1, size)) / math.log(1.25))


def _digest(name: str) -> StoryId:
    return StoryId(sha256(name.encode()).hexdigest()[:12])
