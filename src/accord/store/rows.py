"""What the store takes and gives beside the records of the stages: flat rows, quick to read.

Days are `date`, moments aware `datetime` in UTC. What is called words is cut from the articles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NewType

from accord.records import Account, Article, ArticleId, EntityKind, Passage, StoryId

RawId = NewType("RawId", str)  # a digest of the kind and the bytes
Kind = Literal["text", "html", "json"]
EventKind = Literal["opened", "joined", "merged", "split", "moved", "revised"]


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes as they came in."""

    id: RawId
    location: str
    kind: Kind
    raw: bytes
    retrieved: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """A `StoryEvent` with when and by whom, or that an article was *revised*; a story is their sum."""

    kind: EventKind
    story: StoryId
    articles: tuple[ArticleId, ...]
    reason: str
    others: tuple[StoryId, ...] = ()
    who: str = "machine"
    at: datetime | None = None  # set by the store's caller
    number: int = 0  # given by the store, ascending

    @property
    def target(self) -> StoryId:
        """The story that its articles are in afterwards; see `StoryEvent`."""
        return self.others[0] if self.kind == "split" else self.story


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list."""

    id: ArticleId
    title: str | None
    outlet: str | None
    url: str | None
    day: date  # of publication, else of arrival
    dated: bool  # whether it states that day
    moment: datetime
    added: datetime
    language: str
    letters: int
    version: int
    story: StoryId | None
    unread: str | None  # why it was not read


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article's text."""

    number: int  # counted from 1
    raw: RawId
    location: str
    retrieved: datetime
    added: datetime
    changes: tuple[str, ...]  # against the version before, in plain words
    article: Article


@dataclass(frozen=True, slots=True)
class Made:
    """A version as it came from a raw input."""

    number: int
    current: bool  # no later one is kept
    article: Article


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with all its versions, the current one last."""

    row: ArticleRow
    versions: tuple[Version, ...]

    @property
    def article(self) -> Article:
        return self.versions[-1].article


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story in a list."""

    id: StoryId
    title: str
    statement: str  # the headline statement, cut from `statement_article`
    statement_article: ArticleId | None
    articles: int
    outlets: int
    origins: int | None  # None until it has been told
    first_day: date
    last_day: date
    newest: ArticleRow | None  # its newest article
    changed: datetime
    stale: bool  # what is told of it is older than its articles
    weight: float  # ranks stories of a day
    days: tuple[tuple[date, int], ...] = ()  # how many articles came out on which day
    told: datetime | None = None  # when what is told of it was made; None until it has been told


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A story with what is told of it and its articles' current texts, in order of publication."""

    row: StoryRow
    account: Account | None  # None until it has been told
    told: datetime | None
    articles: tuple[Article, ...]
    rows: tuple[ArticleRow, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """Where an utterance is printed."""

    article: ArticleId
    outlet: str | None
    moment: datetime
    kind: str
    words: str
    start: int


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that someone is reported to have said, with every wording."""

    story: StoryId
    story_title: str
    number: int  # of the utterance in its story
    words: str
    wording: str  # same, differs, single
    articles: int
    origins: int
    moment: datetime  # of the first article that prints it
    prints: tuple[Print, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    key: str  # stands in addresses
    name: str
    kind: EntityKind
    named: bool
    utterances: int
    stories: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    row: PersonRow
    said: tuple[Said, ...]  # newest first


@dataclass(frozen=True, slots=True)
class Told:
    """A statement in a list."""

    story: StoryId
    story_title: str
    article: ArticleId
    start: int
    words: str
    moment: datetime
    weight: float


@dataclass(frozen=True, slots=True)
class OutletRow:
    name: str
    articles: int
    stories: int
    last: datetime


@dataclass(frozen=True, slots=True)
class OutletPage:
    row: OutletRow
    alone: tuple[Told, ...]  # what no other article reports, newest first
    first: tuple[StoryRow, ...]  # stories of several outlets that it was the first to report
    takes_from: tuple[tuple[str, int], ...]  # outlets and sources, with how many of its articles
    taken_by: tuple[tuple[str, int], ...]
    newest: tuple[ArticleRow, ...]


CorrectionKind = Literal[
    "merge stories",
    "split story",
    "move article",
    "join utterances",
    "part utterance",
    "join facts",
    "part fact",
    "set speaker",
    "set name",
    "set outlet",
    "count apart",
]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader put right. It wins over the machine until it is undone."""

    kind: CorrectionKind
    who: str
    why: str
    subject: Mapping[str, Any] = field(default_factory=dict)  # by kind, see `accord.corrections`
    story: StoryId | None = None  # None: it holds everywhere
    at: datetime | None = None
    number: int = 0
    undone: datetime | None = None
    undone_by: str | None = None
    undone_why: str | None = None


AgreementId = NewType("AgreementId", str)  # letters, digits and hyphens, made of its first name


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement that is kept."""

    id: AgreementId
    name: str
    version: int  # of its file
    added: datetime
    changed: datetime
    stories: tuple[StoryId, ...]  # that it follows, as they were named; some may have been merged


@dataclass(frozen=True, slots=True)
class AgreementVersion:
    """A version of an agreement's file: who saved it, and why."""

    number: int  # counted from 1
    at: datetime
    who: str
    why: str
    text: str  # YAML, as it was saved
    source: str | None = None  # the agreement's own words, where it was drafted from them


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed or folder that is watched; `state` is the watch's own (validators, errors, pauses)."""

    location: str
    kind: str
    added: datetime
    title: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WatchedEntry:
    """What the watch knows of one article that a feed names, or of one file of a folder."""

    location: str  # names the article: its address or path
    feed: str  # the location of the feed that named it first
    id: str  # as the feed gives it
    url: str | None  # where it is now
    mark: str  # a digest of what the feed said last, or of the file
    state: Literal["waiting", "taken", "left"]
    first_seen: datetime
    due: datetime | None  # when it is to be looked at next; None: when the feed says something new
    looked: datetime | None = None
    tries: int = 0  # failures in a row
    unchanged: int = 0  # looks in a row that found nothing new
    words: str | None = None  # a digest of the text that was taken in last
    etag: str | None = None
    last_modified: str | None = None
    reason: str | None = None  # why the last look brought nothing
    record: str | None = None  # what the feed itself holds of the article, until its page is had


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. Words must all occur; those between double quotes in that order."""

    words: str = ""
    person: str | None = None  # a part of the speaker's name
    outlet: str | None = None
    first: date | None = None
    last: date | None = None
    kinds: tuple[Literal["article", "quotation", "fact"], ...] = ()  # empty: all


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, best first; `excerpt` is cut from it, `marks` are the words found in it."""

    kind: Literal["article", "quotation", "fact"]
    article: ArticleId
    story: StoryId | None
    entry: int | None  # number of the utterance or fact in its story
    start: int
    title: str
    excerpt: str
    marks: tuple[tuple[int, int], ...]  # half-open, into the excerpt
    day: date
    outlet: str | None
    person: str | None
    score: float


@dataclass(frozen=True, slots=True)
class SavedSearch:
    number: int
    name: str
    query: Query
    saved: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that `store check` found to be wrong."""

    where: str  # article a1, story s1, ...
    what: str


@dataclass(frozen=True, slots=True)
class Counts:
    articles: int
    unread: int
    stories: int
    raws: int
    waiting: int
    stale: int
    corrections: int
    feeds: int


def passages_of(account: Account) -> tuple[Passage, ...]:
    """Every passage that an account leads to."""
    found: list[Passage] = []
    for fact in (*account.lead, *account.facts, *account.alone):
        found += (fact.statement, *fact.evidence)
    for utterance in account.utterances:
        for rendering in utterance.renderings:
            found += rendering.passages
            found += [p for d in rendering.differences for p in (d.left, d.right)]
    for conflict in account.conflicts:
        found += [p for side in conflict.sides for p in side.evidence]
    for credit in account.credits:
        found += (*credit.evidence, credit.source_passage)
    for edge in account.lineage.edges:
        found += [p for pair in edge.passages for p in pair if p is not None]
    for moment in account.timeline:
        found += (moment.words, moment.statement, *moment.evidence)
    return tuple(found)
