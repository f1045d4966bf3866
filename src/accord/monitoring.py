"""Agreements kept in a store: drafted, edited, decided upon, and the ledger of each.

    stories ─ readings ─ draft ─► a file, which a person edits ─► version 1, 2, ... in the store
                   │                                                  │
                   └──── stories that it follows ─ find ─► findings ──┴─► ledger on any day

The file's text is the truth. What takes time, finding what the articles tell of the commitments, is
kept with a mark of the file, the stories and the stages it was made from, and is made anew when that
changes; a ledger on any day is quickly entered from it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from accord import pipeline, stamps
from accord.agreements.events import find_events
from accord.agreements.files import SETTABLE, add_override, format_agreement, merge_draft, parse_agreement
from accord.agreements.ledgers import compare_days
from accord.corrections import correct_outlet, correct_readings, correct_speakers
from accord.dossier.ledger_data import event_rows
from accord.errors import NotStored, StoreError
from accord.ingest import parse_input
from accord.ledger_records import Agreement, Commitment, Developments, Findings, Ledger, Override, State
from accord.library import Library
from accord.records import Article, Failure, Reading, StoryId
from accord.store.rows import AgreementId, AgreementRow, Correction, Query, StoryRow
from accord.store.serial import dump, load

PASTED: Final = "pasted text"  # the location of an agreement's own words
_WEEK: Final = timedelta(days=7)
_OFFERED: Final = 8  # stories that may be of the agreement
_FOUND: Final = 60  # entries of the index looked at for each two parties

SKELETON: Final = """\
accord-agreement: 1
name: Name of the agreement
# signed: 2031-05-14
parties:
  - id: first
    name: First party
    also: []  # other names, and people who speak for it
  - id: second
    name: Second party
commitments:
  - id: withdraw
    who: first
    to: second
    promise: withdraw its troops from the valley  # begin with the verb
    kind: act  # or duty: a standing duty
    # due: 2031-06-30
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed file, and what of its sources could not be used."""

    text: str
    failures: tuple[Failure, ...] = ()


_parsed = lru_cache(maxsize=32)(parse_agreement)  # takes a twentieth of a second


@dataclass(frozen=True, slots=True)
class _Gathered:
    agreement: Agreement
    articles: tuple[Article, ...]
    findings: Findings


class Monitor:
    """A library's agreements. Its methods may be called by several threads at once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.store = library.store

    # ------------------------------------------------ proposals

    def draft(self, stories: Sequence[StoryId]) -> Draft | None:
        """A file proposed from what stories tell; None where nothing that is promised was found."""
        proposal = pipeline.draft_from(self._readings(self._now_called(stories)))
        return Draft(format_agreement(proposal)) if proposal else None

    def draft_from_text(self, text: str) -> Draft | None:
        """A file proposed from the agreement's own words, or from any report; runs the models."""
        parsed = parse_input(PASTED, text.encode("utf-8", "replace"), "text")
        readings: list[Reading] = []
        failures = list(parsed.failures)
        for result in pipeline.read_all(parsed.articles):
            if isinstance(result, Failure):
                failures.append(result)
            else:
                readings.append(result)
        proposal = pipeline.draft_from(readings)
        return Draft(format_agreement(proposal), tuple(failures)) if proposal else None

    def redraft(self, id: AgreementId) -> str:
        """The current file with what its stories add to it; what a person changed stays."""
        text = self.store.agreement_version(id).text
        proposal = pipeline.draft_from(self._readings(self.stories(id)))
        return merge_draft(text, proposal, id) if proposal else text

    # ------------------------------------------------ the file

    def agreement(self, id: AgreementId) -> Agreement:
        """The current file, read. Raises `NotStored`."""
        return _parsed(self.store.agreement_version(id).text, id)

    def keep(
        self,
        text: str,
        *,
        who: str,
        why: str,
        id: AgreementId | None = None,
        after: int = 0,
        stories: Sequence[StoryId] = (),
        source: str | None = None,
    ) -> AgreementRow:
        """Save a file: as a new agreement, or as the version of one that follows number `after`.

        Raises `AgreementError` where the file cannot be read; nothing is saved then. Raises
        `StoreError` where another version has come in between. The same text is no new version.
        """
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text and not text.endswith("\n"):
            text += "\n"
        agreement = parse_agreement(text, id or "the file")
        now = self.library.now()
        with self.store.transaction():
            if id is None:
                id = self._new_id(agreement.name)
            same = after and self.store.agreement_version(id).text == text
            if not same:
                self.store.put_agreement(
                    id, agreement.name, text, who=who, why=why, at=now, after=after, source=source
                )
            if stories:
                self.store.follow_stories(id, self._now_called(stories), who=who, at=now)
            return self.store.agreement(id)

    def decide(self, id: AgreementId, commitment: str, decision: Override) -> AgreementRow:
        """Write a person's decision about a commitment into the file, beside all earlier ones."""
        with self.store.transaction():
            now = self.store.agreement_version(id)
            text = add_override(now.text, commitment, decision, id)
            what = decision.state or "decision withdrawn"
            why = f"{commitment}: {what}. {decision.why}"
            return self.keep(text, who=decision.who, why=why, id=id, after=now.number)

    def _new_id(self, name: str) -> AgreementId:
        """Letters, digits and hyphens of the name; a number sets apart what is called the same."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "agreement"
        taken = {row.id for row in self.store.agreements()}
        n = 1
        while (id := AgreementId(slug if n == 1 else f"{slug}-{n}")) in taken:
            n += 1
        return id

    # ------------------------------------------------ the stories it follows

    def stories(self, id: AgreementId) -> tuple[StoryId, ...]:
        """Those that it follows, as they are called now: a merged story is the one it became."""
        return self._now_called(self.store.agreement(id).stories)

    def follow(self, id: AgreementId, story: StoryId, *, who: str) -> None:
        """Let what a story tells count for the agreement. Raises `NotStored`."""
        (story,) = self._now_called([story])
        if self.store.revision(story) is None:
            raise NotStored(f"there is no story {story}")
        self.store.follow_stories(id, [story], who=who, at=self.library.now())

    def leave(self, id: AgreementId, story: StoryId) -> None:
        """Let it count no longer; also a story that was merged into it."""
        (story,) = self._now_called([story])
        named = self.store.agreement(id).stories
        self.store.leave_stories(id, [s for s in named if self.store.became(s) == story])

    def following(self, story: StoryId) -> tuple[AgreementRow, ...]:
        """The agreements that follow a story."""
        return self.store.agreements(story=story)

    def offered(self, id: AgreementId) -> tuple[StoryRow, ...]:
        """Stories that it does not follow, with articles that name two of its parties; the last first."""
        known = set(self.stories(id))
        names = [party.name for party in self.agreement(id).parties]
        found: dict[StoryId, None] = {}
        for pair in combinations(names[:4], 2):
            words = " ".join(f'"{name}"' for name in pair)
            for hit in self.store.search(Query(words, kinds=("article",)), limit=_FOUND):
                if hit.story and hit.story not in known:
                    found[hit.story] = None
        rows = self.store.story_rows(list(found))
        return tuple(sorted(rows, key=lambda row: row.changed, reverse=True)[:_OFFERED])

    def _now_called(self, stories: Sequence[StoryId]) -> tuple[StoryId, ...]:
        return tuple(dict.fromkeys(self.store.became(story) for story in stories))

    # ------------------------------------------------ the ledger

    def mark(self, id: AgreementId) -> str:
        """Names the state of file, stories and stages that findings are made from."""
        stories = sorted((s, self.store.revision(s) or 0) for s in self.stories(id))
        agreement = self.agreement(id)
        undecided = replace(
            agreement, commitments=tuple(replace(c, overrides=()) for c in agreement.commitments)
        )  # a decision changes nothing of what is found
        told = repr((self.library.stamp(stamps.LEDGER), undecided, stories))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]

    def ready(self, id: AgreementId) -> bool:
        """Whether what its ledger needs has been made of its present state."""
        kept = self.store.findings(id)
        return kept is not None and kept[0] == self.mark(id)

    def articles(self, id: AgreementId) -> int:
        """How many articles its stories have."""
        return sum(len(self.store.members(story)) for story in self.stories(id))

    def find(self, id: AgreementId) -> None:
        """Make and keep what its ledger needs, where it is not there; takes time. Raises `NotStored`."""
        self._gather(id)

    def ledger(self, id: AgreementId, day: date | None = None) -> Ledger | None:
        """Its ledger on a day, the latest of its coverage when not given; None when no day is known."""
        found = self._gather(id)
        return pipeline.enter_findings(found.agreement, found.findings, found.articles, day=day)

    def last_ledger(self, id: AgreementId, day: date | None = None) -> Ledger | None:
        """The same from what was found last, in no time, though stories may have changed since."""
        with self.store.snapshot():
            kept = self.store.findings(id)
            articles = self._articles(self.stories(id))
            agreement = self.agreement(id)
        if kept is None:
            return None
        try:
            found = load(Findings, kept[1], f"what was found of agreement {id}")
        except StoreError:  # an older Accord found it
            return None
        known = {a.id for a in articles}
        evidence = tuple(e for e in found.evidence if e.passage.article in known)
        return pipeline.enter_findings(agreement, replace(found, evidence=evidence), articles, day=day)

    def _gather(self, id: AgreementId) -> _Gathered:
        with self.store.snapshot():
            mark = self.mark(id)
            kept = self.store.findings(id)
            agreement = self.agreement(id)
            stories = self.stories(id)
            articles = self._articles(stories)
            fresh = kept is not None and kept[0] == mark
            readings = [] if fresh else self._readings(stories)
            settings = self.library.settings(self._corrections(stories))
        if kept is not None and fresh:
            found = load(Findings, kept[1], f"what was found of agreement {id}")
        else:
            found = pipeline.find_in(agreement, readings, settings)
            self.store.put_findings(id, mark, dump(found))
        return _Gathered(agreement, tuple(articles), found)

    def developments(
        self, id: AgreementId, first: date | None = None, last: date | None = None
    ) -> Developments | None:
        """What changed after a day, up to another or the latest; None when no day is known.

        Without a first day, in the week before the last one.
        """
        ledger = self.ledger(id, last)
        return compare_days(ledger, first or ledger.day - _WEEK) if ledger else None

    def event_rows(self, id: AgreementId, day: date | None = None) -> Iterator[dict[str, Any]]:
        """Event records after PLOVER, each to be written as a line of JSON."""
        ledger = self.ledger(id, day)
        return event_rows(find_events(ledger), ledger) if ledger else iter(())

    def _readings(self, stories: Sequence[StoryId]) -> list[Reading]:
        members = [article for story in stories for article in self.store.members(story)]
        corrections = self._corrections(stories)
        return correct_speakers(correct_readings(self.store.readings(members), corrections), corrections)

    def _articles(self, stories: Sequence[StoryId]) -> list[Article]:
        members = [article for story in stories for article in self.store.members(story)]
        corrections = self._corrections(stories)
        return [correct_outlet(a, corrections) for a in self.store.articles(members)]

    def _corrections(self, stories: Sequence[StoryId]) -> list[Correction]:
        """Those that hold everywhere, and those of the stories."""
        return [
            c
            for c in self.store.corrections(undone=False)
            if c.story is None or self.store.became(c.story) in stories
        ]


def settable(commitment: Commitment) -> tuple[State, ...]:
    """The states that a person can set for a commitment of its kind."""
    never = ("holding",) if commitment.kind == "act" else ("pending", "under way", "met", "overdue")
    return tuple(state for state in SETTABLE if state not in never)
