"""The acts in one sentence: what does or undoes a commitment, who is said to act, and whether it is done.

Modality follows `accord.annotate`'s clauses (Karttunen 1971; FactBank): what is willed, agreed or
demanded is not done.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from accord.agreements.parties import Named
from accord.agreements.subjects import Subject
from accord.agreements.wording import forms
from accord.ledger_records import PartyId, Polarity, Telling
from accord.records import Clause, Modality

_NOT: Final = re.compile(
    r"\b(?:not|n't|no|none|never|nobody|nothing|neither|nor|without|hardly)\b|n't\b|\bcannot\b"
)
_WISHED: Final = re.compile(
    r"\b(?:ensure[sd]?|ensuring|make sure|see to it|hopes?|hoped|wish\w*|whether)\b[^.;]*$"
)
# "seeks to recover": not done, but for "began to leave", "forced to open"
_INFINITIVE: Final = re.compile(
    r"(?<!began )(?<!begun )(?<!start )(?<!starts )(?<!started )(?<!continue )(?<!continued "
    r")(?<!managed )(?<!had )"
    r"(?<!forced )(?<!able )(?<!yet )\bto\W+(?:\w+ly\W+)?$"
)
_PASSIVE: Final = re.compile(r"\b(?:is|are|was|were|been|being|be|get|got)\W+(?:\w+ly\W+)?$")
# a noun that names an act tells of it being done only with such words: "the withdrawal is completed"
_HAPPENS: Final = re.compile(
    r"\b(?:took place|taken place|happened|held|began|begun|start\w*|under way|resum\w+|continu\w+|"
    r"complet\w+|finish\w+|"
    r"end(?:s|ed)|carried out|went ahead|made|given|received|concluded|reached|arrived|unloaded|"
    r"opened|came)\b"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence with what is known of it. Places count from its beginning."""

    text: str  # plain, lower-case
    clauses: tuple[tuple[int, int, Clause], ...]
    named: tuple[Named, ...]
    source: Telling  # who tells it
    quoted: bool  # whether it is somebody's words or claim
    span: tuple[int, int] = (0, 0)  # of the sentence, where it is but a part of one

    def part(self, start: int, end: int) -> Scene:
        """A stretch of the sentence as a scene of its own."""
        clauses = tuple(
            (max(s - start, 0), min(e, end) - start, c) for s, e, c in self.clauses if s < end and e > start
        )
        named = tuple(
            Named(n.start - start, n.end - start, n.id)
            for n in self.named
            if start <= n.start and n.end <= end
        )
        return replace(self, text=self.text[start:end], clauses=clauses, named=named, span=(start, end))


class Acts:
    """The acts of a scene that do or undo a commitment, and what it says of each."""

    def __init__(
        self, scene: Scene, subject: Subject, owes: frozenset[PartyId], rivals: frozenset[PartyId]
    ) -> None:
        self.scene, self.subject, self.owes = scene, subject, owes
        self.text = scene.text
        self.elsewhere = False  # whether the only acts are a rival's
        self.done = [m for m in subject.does.finditer(self.text) if self._acts(m)]
        if rivals and self.done:
            own = [m for m in self.done if not (a := self.actors(m)) or a & owes or not a & rivals]
            self.elsewhere = not own
            self.done = own
        self.undone = [m for m in subject.undoes.finditer(self.text) if self._acts(m)]
        self.kept = subject.kept.search(self.text)
        self.stays = subject.stays.search(self.text)
        self.about = subject.about.search(self.text)

    def actors(self, match: re.Match[str]) -> frozenset[PartyId]:
        """The parties that are said to act; empty where the sentence does not say.

        Names right before the act, else the agent of its clause or the by-phrase of a passive, else
        the last name before it.
        """
        named = self.scene.named
        before = [n for n in named if n.end <= match.start()]
        if before and re.fullmatch(
            r"(?:['’]s)?\W*(?:\w+\W+){0,3}", self.text[before[-1].end : match.start()]
        ):
            if not _PASSIVE.search(self.text[before[-1].end : match.start()]):
                return self._joined(before)
        by = re.match(r"\W+(?:\w+\W+){0,6}?by\W+(?:the\W+)?", self.text[match.end() :])
        passive = _PASSIVE.search(self.text[: match.start()])
        if passive:
            after = [n for n in named if by and match.end() + by.end() == n.start]
            return frozenset({after[0].id}) if after else frozenset()
        clause = self._clause(match)
        if clause is not None and clause.agent is not None:
            start = next(s for s, _, c in self.scene.clauses if c is clause) - clause.passage.start
            inside = [
                n
                for n in named
                if clause.agent.start + start <= n.start and n.end <= clause.agent.end + start
            ]
            if inside:
                return frozenset(n.id for n in inside)
        return self._joined(before) if before else frozenset()

    def _joined(self, named: Sequence[Named]) -> frozenset[PartyId]:
        """The last of the names with those that "and" joins to it."""
        out = {named[-1].id}
        for left, right in zip(named[-2::-1], named[:0:-1], strict=False):
            if not re.fullmatch(r"\W*(?:and|,|nor|or)\W+(?:the\W+)?", self.text[left.end : right.start]):
                break
            out.add(left.id)
        return frozenset(out)

    def _acts(self, match: re.Match[str]) -> bool:
        """Whether the words are told as an act: not "the freed soldiers", "an advance team"."""
        if re.match(r"\s+(?:team|group|list|plan)\b", self.text[match.end() :]):
            return False
        if self.subject.nouns.fullmatch(match.group()):
            return True
        first = match.group().split()[0]
        if re.search(r"\b(?:the|its|their|his|an?|all)\W+$", self.text[: match.start()]):
            return False
        known = {
            w
            for s, e, c in self.scene.clauses
            if s <= match.start() and match.end() <= e
            for w in forms(c.predicate.split()[0])
        }
        return first in known or " " in match.group() or not first.endswith(("ed", "en", "s", "ing"))

    def _clause(self, match: re.Match[str]) -> Clause | None:
        """The smallest clause around the words whose predicate they are, else the smallest around them."""
        holding = [(e - s, c) for s, e, c in self.scene.clauses if s <= match.start() and match.end() <= e]
        first = match.group().split()[0]
        own = [(size, c) for size, c in holding if first in forms(c.predicate.split()[0])]
        ranked = sorted(own or holding, key=lambda pair: pair[0])
        return ranked[0][1] if ranked else None

    def _status(self, match: re.Match[str]) -> tuple[Modality, bool]:
        clause = self._clause(match)
        if clause is None:
            return "happened", bool(_NOT.search(self.text[: match.start()]))
        if clause.modality == "happened" and _WISHED.search(self.text[: match.start()]):
            return "planned", clause.negated
        if clause.modality == "happened" and _INFINITIVE.search(self.text[: match.start()]):
            return "planned", clause.negated
        return clause.modality, clause.negated

    def _negated(self, match: re.Match[str]) -> bool:
        """Whether the words before the act, in its part of the sentence, or its clause say no."""
        start = (
            max(self.text.rfind(mark, 0, match.start()) for mark in (",", ";", ":", " but ", " while ")) + 1
        )
        near = self.text[start : match.start()]
        return bool(_NOT.search(near))

    def _direction(self, after: int = 0, before: int | None = None) -> Polarity:
        """Whether a wish, an order or a plan is for the act or against it."""
        end = len(self.text) if before is None else before
        for undo in (*self.undone, *([self.stays] if self.stays else [])):
            if after <= undo.start() < end:
                stopped = re.search(
                    r"\b(?:stop|halt|end|cease|refrain|without)\b|\bnot\b", self.text[after : undo.start()]
                )
                does = self.subject.verbs.search(self.text, after, undo.start())
                if not (stopped or does):
                    return "against"
                return "for"
        return "for"

    def _involved(self) -> bool:
        return bool(self.done or self.undone or self.kept or self.stays or self.about)

    def _takes_place(self, match: re.Match[str]) -> bool:
        """Whether an act is told by its verb, or by its name with a word for taking place."""
        verb = self.subject.verbs.fullmatch(match.group()) is not None
        clause = self._clause(match) if verb else None
        if clause is not None and match.group().split()[0] in forms(clause.predicate.split()[0]):
            return True
        named = self.subject.nouns.fullmatch(match.group()) is not None
        return (verb and not named) or bool(_HAPPENS.search(self.text))
