"""What the stages hand to each other. Imports nothing of ours.

Offsets are half-open ``[start, end)`` counts of code points into ``Article.text``,
which is never rewritten. Collections are tuples in text order. Days are `date`,
moments are aware `datetime` in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NewType

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

ArticleId = NewType("ArticleId", str)
EntityId = NewType("EntityId", str)  # unique within one article, e.g. "e7"
PersonId = NewType("PersonId", str)  # unique within one story, e.g. "p3"; see `Cast`
StoryId = NewType("StoryId", str)

Vectors = NDArray[np.float32]


class Passage(Struct, frozen=True, order=True, gc=False):
    """Where something stands, so that a reader can check it."""

    article: ArticleId
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def covers(self, other: Passage) -> bool:
        return self.article == other.article and self.start <= other.start and other.end <= self.end

    def touches(self, other: Passage) -> bool:
        return self.article == other.article and self.start < other.end and other.start < self.end


# ---------------------------------------------------------------- ingest

BlockKind = Literal["headline", "dek", "byline", "dateline", "caption", "heading", "body", "furniture"]
ReadFrom = Literal[
    "text", "record", "page"
]  # the article's text, a field of its record, metadata of its page


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled stretch of the text; blocks do not overlap, blanks between them are in none."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A value an article states about itself, and where it was read."""

    value: str
    read_from: ReadFrom
    passage: Passage | None = None  # only when read from the text


@dataclass(frozen=True, slots=True)
class Published:
    """The day an article came out, and where that was read."""

    day: date
    moment: datetime | None  # when the hour is stated too
    read_from: ReadFrom
    passage: Passage | None = None  # only when read from the text


@dataclass(frozen=True, slots=True)
class Article:
    id: ArticleId  # the record's own id, else a digest of outlet, url and text: same input, same id
    location: str  # path as given, with ":LINE" for a record of several
    outlet: Stated | None
    byline: Stated | None
    title: str | None  # the headline; it need not stand in the text when a record carries it
    url: str | None
    text: str  # as taken in, never rewritten
    blocks: tuple[Block, ...]
    language: str  # BCP 47; "und" when it cannot be told
    published: Published | None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input, or a part of one, that could not be used, and why."""

    location: str
    stage: Literal["read", "annotate", "group", "compare"]
    reason: str


# ---------------------------------------------------------------- one article, read

EntityKind = Literal["person", "organisation", "place", "group"]
MentionForm = Literal["name", "nominal", "pronoun"]
QuotationKind = Literal["direct", "indirect", "mixed"]
Modality = Literal["happened", "planned", "possible", "denied"]


@dataclass(frozen=True, slots=True)
class Sentence:
    passage: Passage
    paragraph: int  # counted from 0 over the article
    block: BlockKind
    terms: tuple[str, ...]  # lower-case lemmas of the content words, in text order, repeats kept
    leaning: float = 0.0  # log odds, by the reading model, that it leans on a source which it credits


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something an article names."""

    id: EntityId
    kind: EntityKind
    name: str  # the fullest form in the article, or the description of an unnamed source
    named: bool  # False: "a U.S. official", known by description only
    titles: tuple[str, ...] = ()  # "vice president", "prime minister of israel", lower case
    aliases: tuple[str, ...] = ()  # other forms in the article
    office_of: EntityId | None = None  # "Vale's office" is kept apart from Vale


@dataclass(frozen=True, slots=True)
class Mention:
    passage: Passage
    entity: EntityId
    form: MentionForm


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words or a claim that an article attributes to a source (attribution, after PolNeAR)."""

    content: tuple[Passage, ...]  # several where a cue splits it; marks included
    source: tuple[Passage, ...]  # the words on the page that name the source; empty: none given
    cue: tuple[Passage, ...]  # "said", "according to"; empty where only punctuation says so
    kind: QuotationKind
    speaker: EntityId | None  # whom we take the source to be
    score: float = 1.0  # 0 to 1, ranks only
    inner: tuple[Quotation, ...] = ()  # what the content in turn attributes: "X said that Y had promised"


@dataclass(frozen=True, slots=True)
class Period:
    """A time the article speaks of; both days included."""

    passage: Passage
    first: date | None  # None where open, or not resolved
    last: date | None
    anchor: Literal["stated", "published", "story", "unresolved"]  # what a relative day was counted from


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its bounds: "more than 5 billion" has a low and no high."""

    passage: Passage
    low: Decimal | None
    high: Decimal | None
    unit: str  # "dollar", "person", "percent", the counted noun's lemma, or ""


@dataclass(frozen=True, slots=True)
class Clause:
    """Who did what to whom, as asserted."""

    passage: Passage  # the clause
    predicate: str  # lemma: "meet"
    agent: Passage | None  # head phrase of the subject (of the by-phrase in a passive)
    patient: Passage | None
    negated: bool
    modality: Modality


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One article with all that was found in it."""

    article: Article
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    quotations: tuple[Quotation, ...]
    periods: tuple[Period, ...]
    quantities: tuple[Quantity, ...]
    clauses: tuple[Clause, ...]
    vectors: Vectors  # one row a sentence, unit length

    def entity(self, entity_id: EntityId) -> Entity:
        return next(e for e in self.entities if e.id == entity_id)


# ---------------------------------------------------------------- one story, compared


@dataclass(frozen=True, slots=True)
class Story:
    id: StoryId
    articles: tuple[ArticleId, ...]


StoryChange = Literal["opened", "joined", "merged", "split", "moved"]


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """A change to the stories, and why. No article changes its story without one.

    *opened* and *joined*: a new article. *merged*: `others` went into `story`. *split*: `articles`
    left `story` for a new one in `others`. *moved*: `articles` came into `story` from one in `others`.
    """

    kind: StoryChange
    story: StoryId
    others: tuple[StoryId, ...]
    articles: tuple[ArticleId, ...]  # whose story this sets
    reason: str
    by_user: bool = False  # a correction, which grouping never undoes


@dataclass(frozen=True, slots=True)
class Person:
    """One entity under one name through all articles of a story (an organisation or a place too)."""

    id: PersonId
    kind: EntityKind
    name: str
    named: bool
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who in a story."""

    persons: tuple[Person, ...]
    of: Mapping[tuple[ArticleId, EntityId], Person]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two renderings part: the words of each side, either of which may be empty."""

    left: Passage
    right: Passage
    weighty: bool  # a changed noun, verb, number or negation, not a comma or an article


@dataclass(frozen=True, slots=True)
class Rendering:
    """The form in which one article, or several word for word, print an utterance."""

    passages: tuple[Passage, ...]  # every place that prints this form, pieces in text order
    kind: QuotationKind
    differences: tuple[Difference, ...] = ()  # against the first rendering of the utterance


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing said on one occasion, in all its renderings."""

    speaker: Person | None
    wording: Literal["same", "differs", "single"]
    renderings: tuple[Rendering, ...]
    origins: int
    retold: tuple[Passage, ...] = ()  # indirect speech of articles that do not print the words


@dataclass(frozen=True, slots=True)
class Opening:
    """The "he" or "she" that a statement opens with, and the name of whom it means."""

    passage: Passage
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the articles report, with every sentence that reports it."""

    statement: Passage  # the clearest of the sentences (or its clearest part)
    evidence: tuple[Passage, ...]
    articles: int  # that tell it, those of which it is unsure not counted; origins alike
    origins: int
    weight: float  # ranks facts within a story
    opening: Opening | None = None  # where the statement opens with a pronoun that can be told
    unsure: tuple[Passage, ...] = ()  # of the evidence: sentences that may only touch on it

    @property
    def sure(self) -> tuple[Passage, ...]:
        """The evidence that tells the statement, as far as it can be made out."""
        return tuple(p for p in self.evidence if p not in self.unsure)

    @property
    def shared(self) -> bool:
        """Whether two articles or more are sure to tell it."""
        return self.articles > 1


ConflictKind = Literal["number", "date", "place", "person", "outcome", "wording", "sequence"]


@dataclass(frozen=True, slots=True)
class Side:
    value: str  # cut from the text
    evidence: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    kind: ConflictKind
    about: str  # a few words, made of words of the reports
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """A count that went on: later reports give more of the same thing, and nobody was wrong."""

    about: str  # a few words, made of words of the reports
    sides: tuple[Side, ...]  # from the earliest figure to the latest


CreditKind = Literal["outlet", "agency", "anonymous", "document", "spokesperson", "social"]


@dataclass(frozen=True, slots=True)
class Credit:
    """A sentence in which an article leans on someone else's report."""

    source: str  # as printed; of "her office" and "her post", whose it is
    kind: CreditKind
    evidence: tuple[Passage, ...]  # whole sentences
    source_passage: Passage  # in the sentence, or before it: what "it" takes up in "it said"


EdgeKind = Literal["reprints", "shares passages", "quotes the same rendering", "credits"]


@dataclass(frozen=True, slots=True)
class Edge:
    """One article's dependence on another article, or on a source that is no article here."""

    kind: EdgeKind
    article: ArticleId
    on: ArticleId | str  # an article of the story, or the name of the source credited
    passages: tuple[tuple[Passage, Passage | None], ...]  # what they share: here, there
    share: float  # of `article`'s words, 0 to 1
    folds: bool = False  # for this the two count as one origin


@dataclass(frozen=True, slots=True)
class Edit:
    """Where a later version of an article parts from the earlier one; None: nothing stands there."""

    before: Passage | None
    after: Passage | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One page read twice: a later version of an article under the same address, no copy of it."""

    article: ArticleId
    earlier: ArticleId
    changes: tuple[Edit, ...]  # empty: the same words


@dataclass(frozen=True, slots=True)
class Lineage:
    """Who depends on whom. Articles of one origin stand together in `origins`."""

    edges: tuple[Edge, ...]
    origins: tuple[tuple[ArticleId, ...], ...]
    revisions: tuple[Revision, ...] = ()  # versions of one article are one origin
    # Pairs that a user says are independent, whatever they share: never one origin.
    unfolded: tuple[tuple[ArticleId, ArticleId], ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One day of a story that goes on: what came out, and what of it was not told before."""

    day: date
    articles: tuple[ArticleId, ...]
    facts: tuple[Fact, ...]  # first reported on this day; of the first day all are
    utterances: tuple[Utterance, ...]  # first printed on this day
    conflicts: tuple[Conflict, ...]  # of which a side is first told on this day


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the timeline: when something happened or is expected, not when it was reported."""

    first: date
    last: date
    words: Passage  # the words the day was read from
    statement: Passage
    evidence: tuple[Passage, ...]
    modality: Modality
    anchor: Literal["stated", "published", "story"]


@dataclass(frozen=True, slots=True)
class Omission:
    """A fact that most origins report, and an article in which nothing like it was found."""

    article: ArticleId
    fact: Fact


@dataclass(frozen=True, slots=True)
class Account:
    """One story, told from all its articles."""

    story: Story
    title: str
    lead: tuple[Fact, ...]  # at most five lines
    cast: Cast
    facts: tuple[Fact, ...]  # of two or more articles, by weight
    alone: tuple[Fact, ...]  # what a single article reports, in text order
    utterances: tuple[Utterance, ...]
    conflicts: tuple[Conflict, ...]
    credits: tuple[Credit, ...]
    lineage: Lineage
    timeline: tuple[Moment, ...]
    chapters: tuple[Chapter, ...] = ()  # by day; empty when the articles are of one day
    updates: tuple[Update, ...] = ()
    omissions: tuple[Omission, ...] = ()  # by article, weightiest first
    notes: tuple[str, ...] = ()  # what could not be resolved, in plain words


@dataclass(frozen=True, slots=True)
class Dossier:
    """The product: articles as taken in, one account a story, and what could not be read."""

    articles: tuple[Article, ...]
    accounts: tuple[Account, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def article(self, article_id: ArticleId) -> Article:
        return next(a for a in self.articles if a.id == article_id)

    def exact(self, passage: Passage) -> str:
        """The words a passage stands for."""
        return passage.of(self.article(passage.article).text)
