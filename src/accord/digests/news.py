"""What came into the store since a moment, from the rows of the store to records of a digest.

New is what no article says that was there before: a fact or an utterance whose articles all came
in since, a difference that had no second side before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from accord.records import Article, ArticleId, Conflict, Fact, Passage, StoryId, Utterance
from accord.store import Store
from accord.store.rows import ArticleRow, Correction, Event, Query, StoryPage, StoryRow

LISTED: Final = 5  # facts and utterances of a story; the story has the rest
STORIES: Final = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A passage that supports something, with its words and where they stand."""

    passage: Passage
    words: str
    outlet: str | None
    title: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A fact or an utterance that is new, or that several articles tell only now."""

    kind: Literal["fact", "utterance"]
    words: str
    speaker: str | None
    shared_since: bool  # one article alone told it before
    articles: int
    origins: int
    evidence: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A side of a difference."""

    words: str
    evidence: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Differing:
    kind: str
    about: str
    sides: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class StoryNews:
    """What is new in one story."""

    story: StoryRow
    opened: bool  # all of its articles came in since
    articles: tuple[ArticleRow, ...]  # that came in since
    pieces: tuple[Piece, ...]
    left_out: int  # further facts and utterances that are new
    differences: tuple[Differing, ...]
    changes: tuple[Event, ...]  # merged, split, moved, revised


@dataclass(frozen=True, slots=True)
class Digest:
    since: datetime
    until: datetime
    name: str | None  # of the saved search it is of
    opened: tuple[StoryNews, ...]
    developed: tuple[StoryNews, ...]
    corrections: tuple[Correction, ...]  # made or undone since
    more: bool  # further stories changed than are listed

    @property
    def empty(self) -> bool:
        return not (self.opened or self.developed or self.corrections)

    @property
    def stories(self) -> tuple[StoryNews, ...]:
        return self.opened + self.developed


# ---------------------------------------------------------------- from the store


def read_digest(
    store: Store,
    *,
    since: datetime,
    until: datetime,
    query: Query | None = None,
    name: str | None = None,
    tell: Callable[[StoryId], object] = lambda _: None,
) -> Digest:
    """The digest of all stories, or of those with a new article that the query finds.

    `tell` is called for stories of which what is told is stale.
    """
    if query is None:
        rows = store.changed_since(since, limit=STORIES + 1)
    else:
        hits = [h for h in store.search(query, limit=1000) if h.story]
        new = {a.id for a in store.article_rows({h.article for h in hits}) if a.added > since}
        rows = store.story_rows(dict.fromkeys(h.story for h in hits if h.story and h.article in new))
    for row in rows[:STORIES]:
        if row.stale:
            tell(row.id)
    pages = [store.story_page(row.id) for row in rows[:STORIES]]
    corrections = () if query else store.corrections()
    return plan_digest(pages, corrections, since=since, until=until, name=name, more=len(rows) > STORIES)


def parse_since(text: str, now: datetime) -> datetime:
    """A moment from ``yesterday``, ``today``, ``2024-05-21``, ``2024-05-21T08:00`` or ``24h``.

    Days begin at midnight where `now` is; so do times without a zone. Raises `ValueError`.
    """
    told = text.strip()
    zone = now.tzinfo
    if told in ("today", "yesterday"):
        day = now.date() - timedelta(days=told == "yesterday")
        return datetime.combine(day, time(), zone)
    if told[-1:] in ("h", "d") and told[:-1].isascii() and told[:-1].isdigit() and len(told) < 6:
        count = int(told[:-1])
        return now - (timedelta(hours=count) if told[-1] == "h" else timedelta(days=count))
    try:
        day_only = len(told) == 10
        moment = (
            datetime.combine(date.fromisoformat(told), time()) if day_only else datetime.fromisoformat(told)
        )
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(UTC)  # a moment at the ends of the calendar has no other zone
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is no day or moment such as yesterday, 2024-05-21, 2024-05-21T08:00 or 24h"
        ) from None
    return moment


# ---------------------------------------------------------------- from rows to news


def plan_digest(
    pages: Iterable[StoryPage],
    corrections: Iterable[Correction] = (),
    *,
    since: datetime,
    until: datetime,
    name: str | None = None,
    more: bool = False,
) -> Digest:
    """The news of the stories; those of which nothing is new are left out.

    Stories that most origins tell come first. A correction counts when made or undone since.
    """
    news = [n for page in pages if (n := story_news(page, since))]
    news.sort(key=lambda n: (-(n.story.origins or 0), -n.story.articles, n.story.id))
    return Digest(
        since,
        until,
        name,
        tuple(n for n in news if n.opened),
        tuple(n for n in news if not n.opened),
        tuple(c for c in corrections if any(at and at > since for at in (c.at, c.undone))),
        more,
    )


def story_news(page: StoryPage, since: datetime) -> StoryNews | None:
    """What is new in a story since the moment; None: nothing."""
    fresh = tuple(row for row in page.rows if row.added > since)
    new = {row.id for row in fresh}
    old = {row.id for row in page.rows} - new
    changes = tuple(e for e in page.events if e.at and e.at > since and e.kind not in ("opened", "joined"))
    if not fresh and not changes:
        return None
    pieces: list[Piece] = []
    differences: list[Differing] = []
    if page.account is not None and fresh:
        known = {a.id: a for a in page.articles}
        account = page.account
        # what is told may be older than the articles: what it leads to must still be here
        facts = (*account.lead, *account.facts, *account.alone) if old else account.lead
        pieces += [
            piece for fact in dict.fromkeys(facts) if (piece := _fact_piece(fact, old, known)) is not None
        ]
        pieces += [
            piece for said in account.utterances if (piece := _said_piece(said, old, known)) is not None
        ]
        differences = [
            _differing(conflict, known)
            for conflict in account.conflicts
            if _is_new(conflict, old) and _present(_evidence(conflict), known)
        ]
    shown = _chosen(pieces)
    return StoryNews(page.row, not old, fresh, shown, len(pieces) - len(shown), tuple(differences), changes)


def _chosen(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The facts and utterances that most origins tell, in the order of the account."""
    kept: list[Piece] = []
    for kind in ("fact", "utterance"):
        own = [(n, p) for n, p in enumerate(pieces) if p.kind == kind]
        own.sort(key=lambda pair: -pair[1].origins)
        kept += [p for _, p in sorted(own[:LISTED], key=lambda pair: pair[0])]
    return tuple(kept)


def _fact_piece(fact: Fact, old: Collection[ArticleId], known: dict[ArticleId, Article]) -> Piece | None:
    passages = tuple(dict.fromkeys((fact.statement, *fact.sure)))
    if not _present(passages, known):
        return None
    before = {p.article for p in passages} & set(old)
    if len(before) > 1 or (before and not fact.shared) or before == {p.article for p in passages}:
        return None
    words = fact.statement.of(known[fact.statement.article].text)
    return Piece("fact", words, None, bool(before), fact.articles, fact.origins, _places(passages, known))


def _said_piece(said: Utterance, old: Collection[ArticleId], known: dict[ArticleId, Article]) -> Piece | None:
    passages = tuple(p for r in said.renderings for p in r.passages)
    articles = {p.article for p in passages}
    before = articles & set(old)
    if len(before) > 1 or (before and before == articles) or not _present(passages, known):
        return None
    first = said.renderings[0].passages
    words = " … ".join(p.of(known[p.article].text) for p in first if p.article == first[0].article)
    speaker = said.speaker.name if said.speaker else None
    places = _places(passages, known)
    return Piece("utterance", words, speaker, bool(before), len(articles), said.origins, places)


def _is_new(conflict: Conflict, old: Collection[ArticleId]) -> bool:
    before = [side for side in conflict.sides if any(p.article in old for p in side.evidence)]
    return len(before) < 2


def _evidence(conflict: Conflict) -> tuple[Passage, ...]:
    return tuple(p for side in conflict.sides for p in side.evidence)


def _differing(conflict: Conflict, known: dict[ArticleId, Article]) -> Differing:
    sides = tuple(Part(side.value, _places(side.evidence, known)) for side in conflict.sides)
    return Differing(conflict.kind, conflict.about, sides)


def _present(passages: Iterable[Passage], known: dict[ArticleId, Article]) -> bool:
    return all(p.article in known and p.end <= len(known[p.article].text) for p in passages)


def _places(passages: Iterable[Passage], known: dict[ArticleId, Article]) -> tuple[Place, ...]:
    """The first passage of each article."""
    out: dict[ArticleId, Place] = {}
    for passage in passages:
        article = known[passage.article]
        outlet = article.outlet.value if article.outlet else None
        out.setdefault(
            article.id, Place(passage, passage.of(article.text), outlet, article.title, article.url)
        )
    return tuple(out.values())
