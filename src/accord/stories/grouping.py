"""A batch of articles to stories: the stream, in the order of the articles' own time, settled at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accord.records import Article, ArticleId, Reading, Story
from accord.stories.sketches import sketch
from accord.stories.stream import Grouping, StoryStream


def group_articles(readings: Sequence[Reading], *, settings: Grouping = Grouping()) -> tuple[Story, ...]:
    """The stories that the articles tell; every article is in exactly one.

    The same as adding the articles to a `StoryStream` by time, then id, undated ones last, and
    settling it; so the order of `readings` changes nothing. An article like no other is a
    story of its own, so an empty result means that no article was given. Stories and the
    articles in them stand by publication day, then by id, unknown days last. A story is
    named after its first article: it keeps its id when others join.
    """
    stream = StoryStream(settings)
    for one in sorted(map(sketch, readings), key=lambda s: s.place):
        stream.add(one)
    stream.settle()
    by_id = {r.article.id: r.article for r in readings}
    told = [
        (story, sorted((by_id[a] for a in articles), key=_place))
        for story, articles in stream.stories.items()
    ]
    told.sort(key=lambda pair: _place(pair[1][0]))
    return tuple(Story(story, tuple(a.id for a in articles)) for story, articles in told)


def _place(article: Article) -> tuple[date, ArticleId]:
    return (article.published.day if article.published else date.max, article.id)
