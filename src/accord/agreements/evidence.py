"""Which passages tell something of which commitment, who tells it, and what they tell.

A sentence is evidence of a commitment when it has an act that does or undoes it together with what
it is about, and a role comes out of it (`roles`). Where two parties owe alike ("both release
prisoners"), it goes to the one that is said to act.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from accord.agreements.grades import grade_evidence
from accord.agreements.parties import Parties, speaker_of
from accord.agreements.roles import WHOLLY, Scene, Told, partly, role_of
from accord.agreements.subjects import Subject, count_words, subject_of
from accord.agreements.wording import low, stem
from accord.names import fold
from accord.records import (
    Agreement,
    Commitment,
    Evidence,
    Passage,
    PartyId,
    Quotation,
    Reading,
    Sentence,
    Telling,
)

READ: Final = frozenset({"headline", "dek", "caption", "body"})  # kinds of blocks that tell something
REACH: Final = 3  # sentences back to which "such involvement" may refer


class Scenes:
    """Sentences of readings, each with who tells it and which parties it names."""

    def __init__(self, agreement: Agreement, readings: Sequence[Reading]) -> None:
        self.parties = Parties(agreement)
        self._owners = self.parties.owners(readings)

    def scene(self, reading: Reading, sentence: Sentence) -> Scene:
        p = sentence.passage
        text = p.of(reading.article.text)
        clauses = tuple(
            (c.passage.start - p.start, c.passage.end - p.start, c)
            for c in reading.clauses
            if c.passage.start >= p.start and c.passage.end <= p.end
        )
        quotation = speaker_of(reading, self._core(reading, p))
        return Scene(
            low(text), clauses, self.parties.find(text), self.telling(reading, quotation), quotation is not None
        )

    def _core(self, reading: Reading, passage: Passage) -> Passage:
        """The sentence without the words that attribute it: "..., the mission said"."""
        parts = [
            part
            for q in reading.quotations
            for part in q.content
            if part.touches(passage)
        ]
        if not parts:
            return passage
        longest = max(parts, key=lambda part: min(part.end, passage.end) - max(part.start, passage.start))
        core = Passage(passage.article, max(longest.start, passage.start), min(longest.end, passage.end))
        return core if 2 * (core.end - core.start) > passage.end - passage.start else passage

    def telling(self, reading: Reading, quotation: Quotation | None) -> Telling:
        if quotation is None:
            outlet = reading.article.outlet
            return Telling("outlet", outlet.value if outlet else reading.article.location.rsplit("/", 1)[-1])
        entity = next((e for e in reading.entities if e.id == quotation.speaker), None)
        printed = " ".join(" ".join(s.of(reading.article.text) for s in quotation.source).split())
        name = entity.name if entity is not None else printed
        owner = self._owners.get(fold(name)) or self.parties.of(name) or self.parties.of(printed)
        if owner is None and entity is not None:
            owner = next(filter(None, (self.parties.of(t.title()) for t in entity.titles)), None)
        return self.parties.telling(name or "a source that is not named", owner)


def read_sentence(scenes: Scenes, reading: Reading, sentence: Sentence, commitment: Commitment) -> Told | None:
    """What one sentence tells of a commitment that it is known to be about."""
    return role_of(scenes.scene(reading, sentence), subject_of(commitment), commitment.who)
