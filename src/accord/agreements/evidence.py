"""Which passages tell something of which commitment, who tells it, and what they tell.

A sentence is evidence of a commitment when it has an act that does or undoes it together with what
it is about, and a role comes out of it (`roles`). Where two parties owe alike ("both release
prisoners"), it goes to the one that is said to act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from accord.agreements.acts import Scene
from accord.agreements.parties import Parties, speaker_of
from accord.agreements.roles import WHOLLY, Told, role_of
from accord.agreements.subjects import Subject, subject_of
from accord.agreements.wording import low, stem
from accord.ledger_records import Agreement, Commitment, Evidence, PartyId, Telling
from accord.names import fold
from accord.records import Passage, Quotation, Reading, Sentence

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
            low(text),
            clauses,
            self.parties.find(text),
            self.telling(reading, quotation),
            quotation is not None,
        )

    def _core(self, reading: Reading, passage: Passage) -> Passage:
        """The sentence without the words that attribute it: "..., the mission said"."""
        parts = [part for q in reading.quotations for part in q.content if part.touches(passage)]
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


def read_sentence(
    scenes: Scenes, reading: Reading, sentence: Sentence, commitment: Commitment
) -> Told | None:
    """What one sentence tells of a commitment that it is known to be about."""
    return role_of(scenes.scene(reading, sentence), subject_of(commitment), commitment.who)


def find_evidence(
    readings: Sequence[Reading],
    agreement: Agreement,
    *,
    anchor: date | None = None,
) -> tuple[Evidence, ...]:
    """All that the readings tell of the agreement's commitments, not graded yet, by day and text.

    `anchor` is the day of articles that state none; without it their evidence has no day and tells
    nothing of the time. The order of the readings changes nothing.
    """
    readings = sorted(readings, key=lambda r: r.article.id)
    finder = _Finder(agreement, readings, anchor)
    found = [e for reading in readings for e in finder.of(reading)]
    found.sort(key=lambda e: (e.day or date.min, e.passage, e.commitment))
    return tuple(found)


class _Finder:
    def __init__(self, agreement: Agreement, readings: Sequence[Reading], anchor: date | None) -> None:
        self._agreement = agreement
        self._scenes = Scenes(agreement, readings)
        self._anchor = anchor
        self._subjects = {c.id: subject_of(c) for c in agreement.commitments}
        self._cited = {
            c.id: frozenset(Passage(e.article, e.start, e.end) for e in c.evidence)
            for c in agreement.commitments
        }
        self._rivals = {c.id: self._rivals_of(c) for c in agreement.commitments}

    def _rivals_of(self, commitment: Commitment) -> frozenset[PartyId]:
        """Who else owes an act of the same kind about the same things."""
        own = self._subjects[commitment.id]
        return frozenset(
            party
            for c in self._agreement.commitments
            if c.id != commitment.id and self._subjects[c.id].actions == own.actions
            for party in c.who
        ) - frozenset(commitment.who)

    def of(self, reading: Reading) -> Iterator[Evidence]:
        recent: list[tuple[Sentence, Scene, Evidence]] = []
        for number, sentence in enumerate(reading.sentences):
            if sentence.block not in READ:
                continue
            scene = self._scenes.scene(reading, sentence)
            before = self._before(reading, number) if _OF_THEM.search(scene.text) else ""
            found = [
                e
                for c in self._agreement.commitments
                if (e := self._tell(reading, sentence, scene, c, before))
            ]
            if not found:
                found = self._referring(reading, sentence, scene, recent)
            yield from found
            recent = [r for r in recent if number - reading.sentences.index(r[0]) < REACH]
            recent += [(sentence, scene, e) for e in found]

    def _before(self, reading: Reading, number: int) -> str:
        """The sentence before, where it stands in the same paragraph."""
        here, there = reading.sentences[number], reading.sentences[max(number - 1, 0)]
        same = number > 0 and here.paragraph == there.paragraph
        return low(there.passage.of(reading.article.text)) if same else ""

    def _tell(
        self, reading: Reading, sentence: Sentence, scene: Scene, commitment: Commitment, before: str
    ) -> Evidence | None:
        subject = self._subjects[commitment.id]
        cited = sentence.passage in self._cited[commitment.id]
        referring = bool(before and subject.about.search(before) and subject.verbs.search(scene.text))
        if not (cited or referring or _concerns(scene.text, subject, commitment, scene)):
            return None
        told = role_of(scene, subject, commitment.who, self._rivals[commitment.id])
        if told is None and cited:  # the agreement's file says that it was read here
            told = Told("promises", "for", "the file cites it", (0, 0), None, True)
        return self._evidence(reading, sentence, scene, commitment, told) if told is not None else None

    def _referring(
        self,
        reading: Reading,
        sentence: Sentence,
        scene: Scene,
        recent: Sequence[tuple[Sentence, Scene, Evidence]],
    ) -> list[Evidence]:
        """ "There will be no Orsk involvement": in what the sentences before spoke of, with Orsk."""
        if not _REFERS.search(scene.text):
            return []
        names = _names(sentence.passage.of(reading.article.text))
        for earlier, _, evidence in reversed(recent):
            if names & _names(earlier.passage.of(reading.article.text)):
                commitment = next(c for c in self._agreement.commitments if c.id == evidence.commitment)
                told = role_of(scene, self._subjects[commitment.id], commitment.who)
                if told is not None:
                    return [self._evidence(reading, sentence, scene, commitment, told)]
        return []

    def _evidence(
        self, reading: Reading, sentence: Sentence, scene: Scene, commitment: Commitment, told: Told
    ) -> Evidence:
        article = reading.article
        day = article.published.day if article.published else self._anchor
        role, polarity, owes = told.role, told.polarity, commitment.who
        start = sentence.passage.start + told.within[0]
        act = Passage(article.id, start + told.at[0], start + told.at[1])
        inner = speaker_of(reading, act) if act.start < act.end else None
        source = self._scenes.telling(reading, inner) if inner is not None else scene.source
        if role == "promises" and polarity == "against" and source.party not in (None, *owes):
            role = "demands"  # what is not one's own to do one can only want
        amount = _amount(reading, sentence, commitment, self._subjects[commitment.id], told.within)
        whole = told.whole
        if role == "performs" and polarity == "for" and commitment.quantity is not None:
            whole = amount >= commitment.quantity if amount is not None else bool(WHOLLY.search(scene.text))
        return Evidence(
            commitment.id,
            sentence.passage,
            role,
            polarity,
            source,
            day,
            _happened(reading, sentence, day) if role in ("performs", "breaches") else None,
            told.by if told.by in self._scenes.parties.ids else None,
            amount,
            whole,
        )


_OF_THEM: Final = re.compile(r"\bof them\b")
_REFERS: Final = re.compile(r"\b(?:involvement|participation|presence|contribution|role|part|troops)\b")


def _names(text: str) -> frozenset[str]:
    """The first five letters of each capitalised word: enough to know "Orsk" in "Orskan"."""
    return frozenset(m.group().lower()[:5] for m in re.finditer(r"(?<=\w\s)[A-Z]\w{3,}", text))


def _concerns(text: str, subject: Subject, commitment: Commitment, scene: Scene) -> bool:
    """Whether a sentence is about a commitment at all: an act of its kind, apart from it what it is about.

    Things that other words stand for ("troops" for "soldiers") count where a word of the promise, a
    name in it or a party that owes it stands there too.
    """
    patterns = (subject.does, subject.undoes, subject.stays, subject.kept)
    acts = [m.span() for p in patterns for m in p.finditer(text)]
    about = list(subject.about.finditer(text))
    own = {stem(m.group()) for m in subject.own.finditer(text)}
    if not acts:
        return len(own) >= 2 and bool(own & subject.objects) and bool(about)
    apart = [m for m in about if any(m.end() <= s or e <= m.start() for s, e in acts)]
    if not apart:  # the act is named by what it is about: "talks", "the crossing"
        return bool(about) and len(own) > 1
    if "truce" in subject.actions:  # whose it is need not be said
        return True
    return bool(own) or bool(commitment.words) or any(n.id in commitment.who for n in scene.named)


def _amount(
    reading: Reading, sentence: Sentence, commitment: Commitment, subject: Subject, within: tuple[int, int]
) -> Decimal | None:
    """How many of what the commitment counts are told of; of "fifteen of the 120" the fifteen."""
    if commitment.quantity is None:
        return None
    start, end = (
        sentence.passage.start + within[0],
        sentence.passage.start + (within[1] or len(reading.article.text)),
    )
    text = reading.article.text
    counted = {stem(low(commitment.unit))} if commitment.unit else set()
    told: list[Decimal] = []
    if of_them := re.search(r"(\S+) of them\b", low(text[start : min(end, sentence.passage.end)])):
        return read_count(of_them.group(1))
    for quantity in reading.quantities:
        p = quantity.passage
        if not (sentence.passage.covers(p) and start <= p.start < end):
            continue
        words = {stem(w) for w in re.findall(r"[a-z-]+", low(text[p.start : p.end + 32]))}
        if not (stem(quantity.unit) in counted or counted & words or subject.about.search(quantity.unit)):
            continue
        if re.search(
            r"\b(?:[a-z]+|\d+) of (?:the |his |her |its |their |all )?$", low(text[start : p.start])
        ):
            part = read_count(text[start : p.start])
            return part
        if quantity.low is not None and quantity.low == quantity.high:
            told.append(quantity.low)
    return commitment.quantity if commitment.quantity in told else next(iter(told), None)


_COUNTS: Final = {
    word: Decimal(n)
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty""".split()
    )
}


def read_count(text: str) -> Decimal | None:
    """The last number of a text, in figures or as a word up to twenty."""
    found = re.findall(r"\d[\d,.]*|[a-z]+", low(text))
    for word in reversed(found):
        if word in _COUNTS:
            return _COUNTS[word]
        if word[0].isdigit():
            return Decimal(word.replace(",", "").rstrip("."))
    return None


def _happened(reading: Reading, sentence: Sentence, day: date | None) -> date | None:
    """The single day in the sentence that lies before the report, the last where there are several."""
    days = [
        p.first
        for p in reading.periods
        if sentence.passage.covers(p.passage) and p.first is not None and p.first == p.last
    ]
    past = [d for d in days if day is None or d <= day]
    return max(past, default=None)
