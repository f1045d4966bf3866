"""Articles to stories: a story is one event, told by one article or several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from accord.records import Article, ArticleId, Reading, Story, StoryId
from accord.stories.likeness import Weighting, measure_likeness
from accord.stories.linkage import link


@dataclass(frozen=True, slots=True)
class Grouping:
    """How alike articles must be to tell one event. Measured by `evals.grouping`."""

    # Mean likeness that joins two groups. Best for a day's feed 0.13; a little more keeps two
    # lone articles of one field apart (97 of 100 pairs), and three of one event have 0.2 and up.
    floor: float = 0.15
    # Two groups of `grown` articles or more are told apart where the likeness between
    # them is under this share of the likeness within them: two fights of one boxer are
    # as alike as two loose reports of one fight, but each is more alike to itself.
    apart: float = 0.65  # mean F1 .939 at 0.55, .945 at 0.6, .949 at 0.65, .944 at 0.7
    grown: int = 3
    weighting: Weighting = field(default=Weighting())


def group_articles(readings: Sequence[Reading], *, settings: Grouping = Grouping()) -> tuple[Story, ...]:
    """The stories that the articles tell; every article is in exactly one.

    An article like no other is a story of its own, so an empty result means that no
    article was given. Stories and the articles in them stand by publication day, then
    by id, unknown days last. The order of `readings` changes nothing. A story's id is
    a digest of its articles' ids: it changes when an article joins.

    Groups are joined by average linkage, save those that are told apart because each is
    much more alike within itself than the two are to each other (after the relative
    closeness of Karypis, Han and Kumar, Chameleon, IEEE Computer 32(8), 1999). Takes
    memory for a few numbers per pair of articles: 5,000 articles are some 300 MB.
    """
    ordered = sorted(readings, key=lambda r: (r.article.id, r.article.location))
    groups = link(
        measure_likeness(ordered, settings.weighting),
        floor=settings.floor,
        apart=settings.apart,
        grown=settings.grown,
    )
    told = [sorted((ordered[i].article for i in group), key=_place) for group in groups]
    told.sort(key=lambda articles: _place(articles[0]))
    return tuple(Story(_story_id(a.id for a in articles), tuple(a.id for a in articles)) for articles in told)


def _place(article: Article) -> tuple[date, ArticleId]:
    return (article.published.day if article.published else date.max, article.id)


def _story_id(ids: Iterable[ArticleId]) -> StoryId:
    return StoryId(sha256("\n".join(sorted(ids)).encode()).hexdigest()[:12])
