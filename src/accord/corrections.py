"""What readers put right, applied to what the machine found. Records in, records out.

By kind, what a correction's `subject` holds:

    merge stories     stories: [id, id]; the older keeps its id
    split story       story: id, articles: [id, ...]; those leave for a story of their own
    move article      article: id, story: id
    join utterances   anchors: [anchor, anchor]; join facts: the same
    part utterance    anchors: [anchor, ...]; these leave for an utterance of their own; part fact: the same
    set speaker       anchors: [anchor], name: who said it
    set name          name: as it stands, to: as it should
    set outlet        article: id, name
    count apart       articles: [id, ...]; none of them is of one origin with another

An anchor is ``{"article", "start", "end", "words"}``: a passage with the words it holds, so that
it is found again in a later version of the text. What is not found any more is told, not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal, TypeVar

from accord.compare.lineage import count_origins
from accord.compare.pieces import Piece
from accord.compare.wordings import find_differences
from accord.errors import AccordError
from accord.records import (
    Account,
    Article,
    ArticleId,
    Cast,
    Entity,
    EntityId,
    Fact,
    Passage,
    Person,
    PersonId,
    Reading,
    Rendering,
    Stated,
    Utterance,
)
from accord.store.rows import Correction
from accord.text import words

T = TypeVar("T", Fact, Utterance)
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "merge stories": ("stories",),
    "split story": ("story", "articles"),
    "move article": ("article", "story"),
    "join utterances": ("anchors",),
    "part utterance": ("anchors",),
    "join facts": ("anchors",),
    "part fact": ("anchors",),
    "set speaker": ("anchors", "name"),
    "set name": ("name", "to"),
    "set outlet": ("article", "name"),
    "count apart": ("articles",),
}


class CorrectionError(AccordError):
    """A correction that says nothing that could be done."""


def anchor_of(passage: Passage, text: str) -> dict[str, Any]:
    """What a correction keeps of a passage."""
    return {
        "article": passage.article,
        "start": passage.start,
        "end": passage.end,
        "words": passage.of(text),
    }


def check_correction(correction: Correction) -> None:
    """Raise `CorrectionError` where a field is missing or cannot be one."""
    if not correction.who.strip():
        raise CorrectionError("a correction says who made it")
    fields = _FIELDS.get(correction.kind)
    if fields is None:
        raise CorrectionError(f"there is no correction called {correction.kind!r}")
    subject = correction.subject
    for field in fields:
        value = subject.get(field)
        if field in ("stories", "articles", "anchors"):
            if not isinstance(value, list | tuple) or not value:
                raise CorrectionError(f"{correction.kind}: {field} must be a list that is not empty")
        elif not isinstance(value, str) or not value.strip():
            raise CorrectionError(f"{correction.kind}: {field} must be given")
    for anchor in subject.get("anchors", ()):
        whole = isinstance(anchor, Mapping) and isinstance(anchor.get("words"), str) and anchor["words"]
        if not whole or not isinstance(anchor.get("article"), str):
            raise CorrectionError(f"{correction.kind}: an anchor has article, start, end and words")
        if not all(isinstance(anchor.get(k), int) for k in ("start", "end")):
            raise CorrectionError(f"{correction.kind}: start and end of an anchor are numbers")
    two = {
        "merge stories": "stories",
        "join utterances": "anchors",
        "join facts": "anchors",
        "count apart": "articles",
    }
    if correction.kind in two and len(set(map(str, subject[two[correction.kind]]))) < 2:
        raise CorrectionError(f"{correction.kind}: two must be given")


def find_anchor(anchor: Mapping[str, Any], texts: Mapping[ArticleId, str]) -> Passage | None:
    """Where the words of an anchor stand now, in a text that may have changed.

    Where they stand in several places, the one nearest to where they stood, if no other is nearly
    as near. None: nowhere, or nobody can tell where.
    """
    article = ArticleId(anchor["article"])
    text, told, start = texts.get(article), anchor["words"], anchor["start"]
    if text is None:
        return None
    if text[start : anchor["end"]] == told:
        return Passage(article, start, anchor["end"])
    places, at = [], text.find(told)
    while at >= 0:
        places.append(at)
        at = text.find(told, at + 1)
    places.sort(key=lambda place: abs(place - start))
    if not places or (len(places) > 1 and abs(places[1] - start) < 2 * abs(places[0] - start)):
        return None
    at = places[0]
    return Passage(article, at, at + len(told))


# ---------------------------------------------------------------- before a story is told


def correct_outlet(article: Article, corrections: Sequence[Correction]) -> Article:
    """The article with the outlet that a reader has given it, the last one said."""
    for correction in reversed(corrections):
        if correction.kind == "set outlet" and correction.subject["article"] == article.id:
            return replace(article, outlet=Stated(correction.subject["name"], "record"))
    return article


def correct_readings(readings: Sequence[Reading], corrections: Sequence[Correction]) -> list[Reading]:
    """The readings with the outlets that readers have given, since origins depend on them."""
    corrected = []
    for reading in readings:
        article = correct_outlet(reading.article, corrections)
        corrected.append(reading if article is reading.article else replace(reading, article=article))
    return corrected


def correct_speakers(readings: Sequence[Reading], corrections: Sequence[Correction]) -> list[Reading]:
    """The readings with the speakers and names that readers have set: for what is made of readings alone.

    An account has them set after it is told (`correct_account`).
    """
    by_id = {reading.article.id: reading for reading in readings}
    texts = {id: reading.article.text for id, reading in by_id.items()}
    for correction in corrections:
        subject = correction.subject
        if correction.kind == "set name":
            for id, reading in by_id.items():
                by_id[id] = _renamed(reading, subject["name"], subject["to"])
        elif correction.kind == "set speaker":
            for anchor in subject["anchors"]:
                place = find_anchor(anchor, texts)
                if place is not None:
                    by_id[place.article] = _spoken(by_id[place.article], place, subject["name"])
    return [by_id[reading.article.id] for reading in readings]


def _renamed(reading: Reading, name: str, to: str) -> Reading:
    if not any(_folded(e.name) == _folded(name) for e in reading.entities):
        return reading
    entities = tuple(replace(e, name=to) if _folded(e.name) == _folded(name) else e for e in reading.entities)
    return replace(reading, entities=entities)


def _spoken(reading: Reading, place: Passage, name: str) -> Reading:
    """The reading with another speaker of what stands at the place."""
    known = [e.id for e in reading.entities if _folded(e.name) == _folded(name)]
    speaker = known[0] if known else EntityId(f"set: {name}")
    entities = reading.entities if known else (*reading.entities, Entity(speaker, "person", name, True))
    quotations = tuple(
        replace(q, speaker=speaker) if any(part.touches(place) for part in q.content) else q
        for q in reading.quotations
    )
    return replace(reading, entities=entities, quotations=quotations)


def independent_pairs(corrections: Sequence[Correction]) -> tuple[tuple[ArticleId, ArticleId], ...]:
    """Pairs of articles that a reader knows to be independent, whatever they share."""
    return tuple(
        (ArticleId(a), ArticleId(b))
        for correction in corrections
        if correction.kind == "count apart"
        for a, b in combinations(dict.fromkeys(correction.subject["articles"]), 2)
    )


# ---------------------------------------------------------------- after


def correct_account(
    account: Account, corrections: Sequence[Correction], texts: Mapping[ArticleId, str]
) -> Account:
    """The account with the corrections in the order they were made; what could not be done is noted."""
    work = _Work(account, texts)
    for correction in corrections:
        work.apply(correction)
    return work.account


@dataclass(slots=True)
class _Work:
    account: Account
    texts: Mapping[ArticleId, str]

    def apply(self, correction: Correction) -> None:
        subject = correction.subject
        if correction.kind == "set name":
            self._rename(subject["name"], subject["to"])
            return
        if correction.kind not in (
            "join utterances",
            "part utterance",
            "join facts",
            "part fact",
            "set speaker",
        ):
            return  # carried out where stories and outlets are kept
        anchors = [find_anchor(a, self.texts) for a in subject["anchors"]]
        places = [a for a in anchors if a is not None]
        done = len(places) == len(anchors) and self._carried_out(correction, places)
        if not done:
            lost = subject["anchors"][0]["words"]
            note = (
                f"The correction “{correction.kind}” by {correction.who} could not be carried out: “{lost}”"
                " is not found where it was made."
            )
            self.account = replace(self.account, notes=(*self.account.notes, note))

    def _carried_out(self, correction: Correction, places: Sequence[Passage]) -> bool:
        if correction.kind == "set speaker":
            return self._set_speaker(places[0], correction.subject["name"])
        if correction.kind == "join utterances":
            return self._join_utterances(places)
        if correction.kind == "part utterance":
            return self._part_utterance(places)
        if correction.kind == "join facts":
            return self._join_facts(places)
        return self._part_fact(places)

    def _origins(self, passages: Sequence[Passage]) -> int:
        return count_origins(passages, self.account.lineage)

    # ------------------------------------------------ persons

    def _rename(self, name: str, to: str) -> None:
        """Give everyone of that name another; two that have one name then are one person."""
        known = {_folded(p.name): p for p in self.account.cast.persons}
        target = known.get(_folded(to))

        def renamed(person: Person) -> Person:
            if _folded(person.name) != _folded(name):
                return person
            if target is not None:
                return target
            return replace(person, name=to, named=True, aliases=(*person.aliases, person.name))

        self._each_person(renamed)
        self._each_opening(name, target.name if target else to)

    def _each_person(self, renamed: Callable[[Person], Person]) -> None:
        cast = self.account.cast
        persons = tuple({p.id: p for p in map(renamed, cast.persons)}.values())
        self.account = replace(
            self.account,
            cast=Cast(persons, {at: renamed(p) for at, p in cast.of.items()}),
            utterances=tuple(
                replace(u, speaker=renamed(u.speaker)) if u.speaker else u for u in self.account.utterances
            ),
        )

    def _each_opening(self, name: str, to: str) -> None:
        """Say of each statement that opens with the pronoun of someone renamed whom it means now."""

        def renamed(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
            return tuple(
                replace(f, opening=replace(f.opening, name=to))
                if f.opening and _folded(f.opening.name) == _folded(name)
                else f
                for f in facts
            )

        told = self.account
        self.account = replace(
            told, lead=renamed(told.lead), facts=renamed(told.facts), alone=renamed(told.alone)
        )

    def _set_speaker(self, place: Passage, name: str) -> bool:
        utterance = _holding(self.account.utterances, place)
        if utterance is None:
            return False
        cast = self.account.cast
        person = next((p for p in cast.persons if _folded(name) in map(_folded, (p.name, *p.aliases))), None)
        if person is None:
            person = Person(PersonId(f"c{len(cast.persons) + 1}"), "person", name, True)
            self.account = replace(self.account, cast=Cast((*cast.persons, person), cast.of))
        self._put_utterances({utterance: (replace(utterance, speaker=person),)})
        return True

    # ------------------------------------------------ utterances

    def _put_utterances(self, instead: Mapping[Utterance, tuple[Utterance, ...]]) -> None:
        self.account = replace(self.account, utterances=_put(self.account.utterances, instead))

    def _join_utterances(self, places: Sequence[Passage]) -> bool:
        found = [_holding(self.account.utterances, place) for place in places]
        utterances = list(dict.fromkeys(u for u in found if u is not None))
        if None in found:
            return False
        if len(utterances) > 1:
            speaker = next((u.speaker for u in utterances if u.speaker and u.speaker.named), None)
            joined = self._utterance(
                [r for u in utterances for r in u.renderings], speaker or utterances[0].speaker
            )
            self._put_utterances({utterances[0]: (joined,), **dict.fromkeys(utterances[1:], ())})
        return True

    def _part_utterance(self, places: Sequence[Passage]) -> bool:
        utterance = _holding(self.account.utterances, places[0])
        if utterance is None:
            return False
        articles = {place.article for place in places}
        stay = [_without(r, articles) for r in utterance.renderings]
        go = [_without(r, {p.article for p in r.passages} - articles) for r in utterance.renderings]
        left = [r for r in stay if r.passages], [r for r in go if r.passages]
        if all(left):
            parted = tuple(self._utterance(renderings, utterance.speaker) for renderings in left)
            self._put_utterances({utterance: parted})
        return True

    def _utterance(self, renderings: Sequence[Rendering], speaker: Person | None) -> Utterance:
        """Renderings as one utterance, the longest first, the others shown against it."""
        ordered = sorted(renderings, key=lambda r: -len(self._pieces(r)[0].words) if r.passages else 0)
        first = ordered[0]
        shown = [replace(first, differences=())]
        for rendering in ordered[1:]:
            differences = find_differences(self._pieces(first), self._pieces(rendering))
            shown.append(replace(rendering, differences=differences))
        printed = [p for r in shown for p in r.passages]
        wording: Literal["same", "differs", "single"] = "single"
        if len({p.article for p in printed}) > 1:
            wording = "differs" if any(d.weighty for r in shown for d in r.differences) else "same"
        return Utterance(speaker, wording, tuple(shown), self._origins(printed))

    def _pieces(self, rendering: Rendering) -> list[Piece]:
        """The pieces that the first article of a rendering prints."""
        article = rendering.passages[0].article
        return [
            Piece(p, tuple(words(self.texts[article], p.start, p.end)), 0, 0, 0, 0, None, "direct")
            for p in rendering.passages
            if p.article == article
        ]

    # ------------------------------------------------ facts

    def _all_facts(self) -> tuple[Fact, ...]:
        return self.account.facts + self.account.alone

    def _put_facts(self, instead: Mapping[Fact, tuple[Fact, ...]]) -> None:
        facts = _put(self._all_facts(), instead)
        lead = _put(self.account.lead, {old: new[:1] for old, new in instead.items()})
        self.account = replace(
            self.account,
            lead=lead,
            facts=tuple(f for f in facts if len({p.article for p in f.evidence}) > 1),
            alone=tuple(f for f in facts if len({p.article for p in f.evidence}) == 1),
        )

    def _join_facts(self, places: Sequence[Passage]) -> bool:
        found = [_telling(self._all_facts(), place) for place in places]
        facts = list(dict.fromkeys(f for f in found if f is not None))
        if None in found:
            return False
        if len(facts) > 1:
            best = max(facts, key=lambda f: (f.articles, f.weight))
            evidence = tuple(sorted({p for f in facts for p in f.evidence}))
            unsure = {p for f in facts for p in f.unsure}.difference(*(f.sure for f in facts))
            joined = self._fact(best, best.statement, evidence, sum(f.weight for f in facts), unsure)
            self._put_facts({best: (joined,), **{f: () for f in facts if f != best}})
        return True

    def _part_fact(self, places: Sequence[Passage]) -> bool:
        fact = _telling(self._all_facts(), places[0])
        if fact is None:
            return False
        go = tuple(p for p in fact.evidence if any(p.touches(place) for place in places))
        stay = tuple(p for p in fact.evidence if p not in go)
        if go and stay:
            share = fact.weight / len(fact.evidence)
            keeps = any(p.touches(fact.statement) for p in stay)
            ours, theirs = (fact.statement, go[0]) if keeps else (stay[0], fact.statement)
            kept = self._fact(fact, ours, stay, share * len(stay), fact.unsure)
            left = self._fact(fact, theirs, go, share * len(go), fact.unsure)
            self._put_facts({fact: (kept, left)})
        return True

    def _fact(
        self,
        was: Fact,
        statement: Passage,
        evidence: tuple[Passage, ...],
        weight: float,
        unsure: Collection[Passage],
    ) -> Fact:
        """A fact made of another, which explains how its statement opens where that is the same."""
        opening = was.opening if statement == was.statement else None
        doubted = tuple(p for p in evidence if p in unsure and not p.touches(statement))
        fact = Fact(statement, evidence, 0, 0, weight, opening, doubted)
        articles = len({p.article for p in fact.sure})
        return replace(fact, articles=articles, origins=self._origins(fact.sure))


def _put(items: Sequence[T], instead: Mapping[T, tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(new for item in items for new in instead.get(item, (item,)))


def _holding(utterances: Iterable[Utterance], place: Passage) -> Utterance | None:
    """The utterance that the passage is printed in, the one with most of it."""
    overlap: dict[Utterance, int] = defaultdict(int)
    for utterance in utterances:
        for passage in (p for r in utterance.renderings for p in r.passages if p.touches(place)):
            overlap[utterance] += min(passage.end, place.end) - max(passage.start, place.start)
    return max(overlap, key=lambda u: overlap[u], default=None)


def _telling(facts: Iterable[Fact], place: Passage) -> Fact | None:
    """The fact whose statement or evidence the passage is; a statement's own fact goes first."""
    found = [f for f in facts if any(p.touches(place) for p in (f.statement, *f.evidence))]
    return next((f for f in found if f.statement.touches(place)), found[0] if found else None)


def _without(rendering: Rendering, articles: set[ArticleId]) -> Rendering:
    passages = tuple(p for p in rendering.passages if p.article not in articles)
    return replace(rendering, passages=passages)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
