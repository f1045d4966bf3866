"""Records of agreements under way: what was promised, what is told of it, and the ledger of it.

Beside `records`, which holds what the other stages exchange.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NewType

from accord.records import Article, ArticleId, Failure, Lineage, Passage

PartyId = NewType("PartyId", str)  # unique within one agreement, as its file has it
CommitmentId = NewType("CommitmentId", str)  # the same

DutyKind = Literal["act", "duty"]  # something to be done once, or a standing duty
EvidenceRole = Literal[
    "performs", "breaches", "denies", "promises", "demands", "conditions", "postpones", "disputes", "orders"
]
Polarity = Literal["for", "against", "open"]  # as told, is the commitment kept or to be kept?
Grade = Literal["alleged", "corroborated", "verified"]
State = Literal[
    "pending",
    "under way",
    "met",
    "overdue",
    "broken",
    "disputed",
    "holding",
    "no evidence",  # a standing duty of which nothing has been told yet
    "superseded",
]
Stance = Literal["wants", "rejects", "offers"]
SourceKind = Literal["party", "verifier", "authority", "mediator", "other", "outlet"]


@dataclass(frozen=True, slots=True)
class Party:
    """A party to an agreement, a mediator, or a mechanism that verifies."""

    id: PartyId
    name: str
    also: tuple[str, ...] = ()  # other names, and people who speak for it


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    name: str
    after: tuple[str, ...] = ()  # phases that come first


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage as an agreement file keeps it."""

    article: ArticleId
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Override:
    """What a person decided about a commitment. It stands from its day until the next one."""

    when: date
    who: str
    why: str
    state: State | None  # None: the proposal of the rules stands again
    score: int | None = None  # 0 to 3, after the Peace Accords Matrix


@dataclass(frozen=True, slots=True)
class Commitment:
    """Who promised what to whom: a line of an agreement."""

    id: CommitmentId
    who: tuple[PartyId, ...]  # empty: not said
    promise: str
    kind: DutyKind
    to: tuple[PartyId, ...] = ()
    phase: str | None = None
    due: date | None = None  # the last day
    quantity: Decimal | None = None
    unit: str = ""
    after: tuple[CommitmentId, ...] = ()  # what has to be done first
    words: tuple[str, ...] = ()  # further words that tell of it
    text: str = ""  # the words of the agreement
    evidence: tuple[Cited, ...] = ()  # where it was read
    drafted: str = ""  # the name under which a draft proposed it
    superseded: date | None = None  # from this day something else is in its place
    superseded_by: CommitmentId | None = None
    overrides: tuple[Override, ...] = ()  # in the order of their days


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as its file has it."""

    name: str
    signed: date | None
    parties: tuple[Party, ...]
    mediators: tuple[Party, ...]
    verifiers: tuple[Party, ...]  # mechanisms that the agreement lets verify
    phases: tuple[Phase, ...]
    commitments: tuple[Commitment, ...]
    proposed: tuple[str, ...] = ()  # every name a draft has proposed, also those a person took out


@dataclass(frozen=True, slots=True)
class Telling:
    """Who tells something: a source that an article quotes, or the article itself."""

    kind: SourceKind
    name: str
    party: PartyId | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that tells something of a commitment."""

    commitment: CommitmentId
    passage: Passage
    role: EvidenceRole
    polarity: Polarity
    source: Telling
    day: date | None  # when it was published
    happened: date | None = None  # the day it tells of, where it says so
    by: PartyId | None = None  # which party is said to act
    amount: Decimal | None = None  # of the commitment's quantity
    whole: bool = True  # told as done in full; False: begun, in part, "the first"
    grade: Grade = "alleged"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of state, with the rule that made it."""

    day: date
    before: State | None
    after: State
    rule: str
    why: str  # in plain words
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment as the ledger has it on its day."""

    commitment: Commitment
    state: State  # the override's where there is one
    proposal: State  # of the rules
    since: date | None
    evidence: tuple[Evidence, ...]
    history: tuple[Change, ...]
    last: date | None  # the day of the latest evidence
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """What someone wants, rejects or offers, in the words of a report."""

    who: str
    party: PartyId | None
    stance: Stance
    commitment: CommitmentId
    passage: Passage
    day: date | None


@dataclass(frozen=True, slots=True)
class Precondition:
    """Something that waits for something else."""

    waits: CommitmentId
    on: CommitmentId | str  # a commitment, or words of a report
    passage: Passage | None  # None: the agreement's file says so


@dataclass(frozen=True, slots=True)
class Violation:
    """A reported act against a commitment, with the grade of its evidence."""

    day: date | None
    party: str  # its name, or "" where none is said to act
    entry: Entry
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Findings:
    """What articles tell of an agreement, before any day is looked at."""

    evidence: tuple[Evidence, ...]  # not graded yet
    lineage: Lineage  # of the articles: which of them are one origin


@dataclass(frozen=True, slots=True)
class Ledger:
    """The commitments of an agreement on a day, with the evidence for each state."""

    agreement: Agreement
    day: date
    entries: tuple[Entry, ...]
    positions: tuple[Position, ...]
    preconditions: tuple[Precondition, ...]
    articles: tuple[Article, ...]
    failures: tuple[Failure, ...] = ()

    def article(self, article_id: ArticleId) -> Article:
        return next(a for a in self.articles if a.id == article_id)

    def exact(self, passage: Passage) -> str:
        return passage.of(self.article(passage.article).text)

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Reported acts against commitments, by day and party."""
        agreement = self.agreement
        bodies = (*agreement.parties, *agreement.mediators, *agreement.verifiers)
        names = {p.id: p.name for p in bodies}
        found = [
            Violation(e.happened or e.day, names.get(e.by, "") if e.by else "", entry, e)
            for entry in self.entries
            for e in entry.evidence
            if e.role == "breaches"
        ]
        return tuple(sorted(found, key=lambda v: (v.day or date.min, v.party, v.evidence.passage)))


@dataclass(frozen=True, slots=True)
class Developments:
    """What changed between two days; the first not included, the second, the ledger's own, included."""

    first: date
    ledger: Ledger
    changes: tuple[tuple[Entry, Change], ...]  # by day
    fresh: tuple[tuple[Entry, tuple[Evidence, ...]], ...]  # new evidence of those that did not change
    coming: tuple[Entry, ...]  # not done, and due within a week of the last day
