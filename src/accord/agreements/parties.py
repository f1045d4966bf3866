"""Who is who: which words name a party, a verifier or a court, and who tells a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from accord.agreements.wording import low
from accord.ledger_records import Agreement, Party, PartyId, Telling
from accord.names import fold, initials
from accord.nations import kindred
from accord.records import Entity, Passage, Quotation, Reading

AUTHORITIES: Final = re.compile(
    r"\b(?:united nations|u\.?n\.?|security council|(?:\w+ )?court(?: of \w+)?|tribunal|judges?|arbitrat\w+|"
    r"arbitration panel|magistrate|justices)\b"
)
_CAPITAL: Final = re.compile(r"[^\W\d_a-z][\w’'-]*")
_OF: Final = r"(?:['’]s|\W+of\W+|\W+)"


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a text that name a party or a verifier."""

    start: int
    end: int
    id: PartyId


class Parties:
    """The bodies of an agreement, found in texts."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self.ids = frozenset(p.id for p in agreement.parties)
        self.verifiers = frozenset(p.id for p in agreement.verifiers)
        self.mediators = frozenset(p.id for p in agreement.mediators)
        self._bodies = (*agreement.parties, *agreement.verifiers, *agreement.mediators)
        self._pattern, self._of = _names(self._bodies)
        self._words: dict[str, PartyId | None] = {}

    @cached_property
    def names(self) -> dict[PartyId, str]:
        return {p.id: p.name for p in self._bodies}

    def find(self, text: str) -> tuple[Named, ...]:
        """Where bodies are named, in text order; "Tarskan" names Tarsk."""
        found = [
            Named(m.start(), m.end(), self._of[_key(m.group())]) for m in self._pattern.finditer(low(text))
        ]
        taken = [(n.start, n.end) for n in found]
        for match in _CAPITAL.finditer(text):
            if any(s < match.end() and match.start() < e for s, e in taken):
                continue
            body = self._by_people(match.group())
            if body is not None:
                found.append(Named(match.start(), match.end(), body))
        return tuple(sorted(found, key=lambda n: n.start))

    def _by_people(self, word: str) -> PartyId | None:
        bare = word.removesuffix("'s").removesuffix("’s")
        if bare not in self._words:
            self._words[bare] = next(
                (
                    p.id
                    for p in self._bodies
                    for name in (p.name, *p.also)
                    if " " not in name and kindred(name, bare)
                ),
                None,
            )
        return self._words[bare]

    def of(self, text: str) -> PartyId | None:
        """The body that a name or a description belongs to: "Tarsk's defence ministry"; the first named."""
        found = self.find(text)
        return found[0].id if found else None

    def telling(self, name: str, owner: PartyId | None) -> Telling:
        """A source by its name, and the body it belongs to where that is known."""
        if owner in self.verifiers:
            return Telling("verifier", name, owner)
        if owner in self.ids:
            return Telling("party", name, owner)
        if owner in self.mediators:
            return Telling("mediator", name, owner)
        return Telling("authority" if AUTHORITIES.search(low(name)) else "other", name)

    def owners(self, readings: Sequence[Reading]) -> dict[str, PartyId]:
        """Folded names of the people and bodies that articles tie to a party.

        "Tarsk's prime minister, Joram Kestel" makes Kestel a voice of Tarsk in every article;
        one tied to two parties is nobody's.
        """
        found: dict[str, set[PartyId]] = {}
        for reading in readings:
            for entity in reading.entities:
                owner = self._owner(entity, reading)
                if owner is not None and entity.named:
                    found.setdefault(fold(entity.name), set()).add(owner)
        return {name: next(iter(ids)) for name, ids in sorted(found.items()) if len(ids) == 1}

    def _owner(self, entity: Entity, reading: Reading) -> PartyId | None:
        for words in (entity.name, *(t.title() for t in entity.titles)):
            if (owner := self.of(words)) is not None:
                return owner
        if entity.kind == "person" and entity.named:
            text = reading.article.text
            family = re.escape(entity.name.split()[-1])
            match = re.search(
                rf"{re.escape(entity.name)}(?:,? of (?:the )?|, )([A-Z]\w+)|([A-Z][\w’']+) (?:\w+ "
                rf"){{1,4}}?{family}",
                text,
            )
            for words in filter(None, match.groups() if match else ()):
                if (owner := self.of(words)) is not None and match and "of" in match.group():
                    return owner
        return None


def _key(words: str) -> str:
    return re.sub(r"\W+", " ", low(words)).strip().removesuffix(" s")


def _names(bodies: Iterable[Party]) -> tuple[re.Pattern[str], dict[str, PartyId]]:
    of: dict[str, PartyId] = {}
    for body in bodies:
        for name in (body.name, *body.also, *initials(body.name)):
            of.setdefault(_key(name), body.id)
            of.setdefault(_key(name).removeprefix("the "), body.id) if name.lower() != "the" else None
    longest = sorted(filter(None, of), key=lambda n: (-len(n), n))
    joined = "|".join(re.escape(n).replace(r"\ ", r"\W+") for n in longest)
    return re.compile(rf"\b(?:{joined})\b" if longest else r"(?!)"), of


def speaker_of(reading: Reading, passage: Passage) -> Quotation | None:
    """The innermost attribution whose content holds most of a passage's words; None for the article's own."""
    best: tuple[int, Quotation] | None = None
    todo = list(reading.quotations)
    while todo:
        quotation = todo.pop()
        todo += quotation.inner
        shared = sum(max(0, min(p.end, passage.end) - max(p.start, passage.start)) for p in quotation.content)
        size = sum(p.end - p.start for p in quotation.content)
        if 2 * shared > passage.end - passage.start and (best is None or size < best[0]):
            best = size, quotation
    return best[1] if best else None
