"""Slots: where sentences give a value, and when two of them are filled for one thing.

All finders of values work alike: two sentences of two articles that tell the same, each with a
value of one kind that the other does not have, and words around both that make them values of one
thing: the same deed of the same parties, or the same words next to them. What makes two values
incompatible is each kind's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from operator import eq
from typing import Generic, TypeVar

from accord.compare.claims import one_deed
from accord.compare.conflicts.lookup import SAYING, Lookup, parties_in, stems
from accord.records import Clause, Passage, Side

V = TypeVar("V")
_BESIDE = 60  # characters on either side of a value, in which the thing it is of may be named


@dataclass(frozen=True, slots=True)
class Slot(Generic[V]):
    """A value with where it stands, and the sentence that gives it."""

    value: V
    at: Passage
    sentence: Passage


class Matters(Generic[V]):
    """Slots put together that are filled for one thing."""

    def __init__(self, key: Callable[[V], Hashable]) -> None:
        self.key = key  # values of one key are the same
        self.found: list[list[Slot[V]]] = []
        self._home: dict[Hashable, int] = {}
        self._seconds: defaultdict[Passage, set[Passage]] = defaultdict(set)

    def second(self, one: Slot[V], other: Slot[V]) -> None:
        """Two slots of one thing with one value: where one is a side's, the other's sentence bears it out."""
        self._seconds[one.at].add(other.sentence)
        self._seconds[other.at].add(one.sentence)

    def file(self, one: Slot[V], other: Slot[V]) -> None:
        """Two slots of one thing put with what else is told of it."""
        keys = self.key(one.value), self.key(other.value)
        home = min((self._home[k] for k in keys if k in self._home), default=len(self.found))
        if home == len(self.found):
            self.found.append([])
        self.found[home] += [one, other]
        for key in keys:
            self._home[key] = min(self._home.get(key, home), home)

    def sides(
        self, page: Lookup, matter: Sequence[Slot[V]], one: Callable[[V, V], bool] = eq
    ) -> tuple[Side, ...]:
        """Each value with the sentences that give it, in the order in which they were put together.

        Values that are `one` stand on one side: "around $1 million" with "$1 million".
        """
        sides: dict[Hashable, tuple[Slot[V], set[Passage]]] = {}
        side_of: dict[Hashable, Hashable] = {}
        for slot in matter:
            key = self.key(slot.value)
            if key not in sides:
                asked = key, page.exact(slot.at)  # as printed: "dozens" is not "at least 24"
                if asked not in side_of:
                    alike = (k for k, (first, _) in sides.items() if one(first.value, slot.value))
                    side_of[asked] = next(alike, key)
                key = side_of[asked]
            told = sides.setdefault(key, (slot, set()))[1]
            told |= {slot.sentence} | self._seconds[slot.at]
        return tuple(Side(page.exact(s.at), tuple(sorted(told))) for s, told in sides.values())


def deed_told(clause: Clause) -> str:
    """The predicate that stands for all that report the same deed; empty where it is none to speak of."""
    return "" if clause.predicate in SAYING else one_deed(clause.predicate)


def of_one_deed(page: Lookup, left: Passage, right: Passage) -> bool:
    """Whether two values stand in clauses of one deed, both done, both to come, or both denied."""
    a, b = page.clause(left), page.clause(right)
    if a is None or b is None or not deed_told(a) or deed_told(a) != deed_told(b):
        return False
    if a.negated != b.negated or against(page, a, b) or _told_otherwise(page, a, b):
        return False
    return same_parties(page, a, b) or len(page.around(left, _BESIDE) & page.around(right, _BESIDE)) >= 2


_TELLING = frozenset(
    """confirm admit reveal disclose acknowledge insist warn argue suggest explain mention deny stress
    declare post""".split()
)


def _told_otherwise(page: Lookup, a: Clause, b: Clause) -> bool:
    """Whether two deeds of telling are not known to tell the same: "confirmed the loss", "confirmed that"."""
    if deed_told(a).split()[0] not in _TELLING:
        return False
    done_to = _roles(page, a, b)[1]
    return not done_to[0] & done_to[1]


def same_parties(page: Lookup, a: Clause, b: Clause) -> bool:
    """Whether what is done by whom and to whom has words in common, and nothing speaks against it."""
    if against(page, a, b):
        return False
    if any(ours & theirs for ours, theirs in _roles(page, a, b)):
        return True
    common = stems(page.exact(a.passage)) & stems(page.exact(b.passage))
    return len(common - stems(a.predicate)) >= 2


def against(page: Lookup, a: Clause, b: Clause) -> bool:
    """Whether something tells two deeds of one kind apart: who did it, to whom, and whether it came yet."""
    if {a.modality, b.modality} == {"happened", "planned"}:
        return True  # what was to be and what came of it
    _, done_to = _roles(page, a, b)
    if all(done_to) and 2 * len(done_to[0] & done_to[1]) < min(map(len, done_to)):
        return True  # one award is no other
    if _some_of(page, a) != _some_of(page, b):
        return True
    if _persons_apart(page, a, b):
        return True
    doers = [parties_in(page, page.by_id[c.passage.article], c.agent) if c.agent else set() for c in (a, b)]
    return (all(doers) and not doers[0] & doers[1]) or _themes_apart(page, a, b)


_SOME_OF = re.compile(r"(?:some|part|parts|most|many|several|half|all|another)\b", re.IGNORECASE)


def _some_of(page: Lookup, clause: Clause) -> str:
    """The word that says of how much of a thing something was done: "restored some services"."""
    found = _SOME_OF.match(page.exact(clause.patient)) if clause.patient else None
    return found[0].lower() if found else ""


def _persons_apart(page: Lookup, a: Clause, b: Clause) -> bool:
    """Whether two clauses name human beings, and none of them is the same.

    Of one family ("the president's daughters", "President Marlin") they may be told in passing; not
    where they did it, or where it was done to them.
    """
    persons = page.persons(a.passage), page.persons(b.passage)
    if not all(persons) or persons[0] & persons[1]:
        return False
    taking_part = [
        frozenset().union(*(page.persons(role) for role in (c.agent, c.patient) if role)) for c in (a, b)
    ]
    return not page.surnames(persons[0]) & page.surnames(persons[1]) or all(taking_part)


def _roles(page: Lookup, a: Clause, b: Clause) -> list[tuple[set[str], set[str]]]:
    """The words of both doers, and of both to whom it was done; what is part of the predicate aside."""
    return [
        (
            stems(page.exact(x)) - stems(a.predicate) if x else set(),
            stems(page.exact(y)) - stems(b.predicate) if y else set(),
        )
        for x, y in ((a.agent, b.agent), (a.patient, b.patient))
    ]


def _themes_apart(page: Lookup, a: Clause, b: Clause) -> bool:
    """Whether what came to be in one, and was brought about in the other, are two.

    "The vote took place", "talks were held".
    """
    if a.predicate == b.predicate:
        return False
    for one, other in ((a, b), (b, a)):
        if (
            one.patient is None
            and one.agent is not None
            and other.agent is None
            and other.patient is not None
        ):
            ours, theirs = stems(page.exact(one.agent)), stems(page.exact(other.patient))
            if ours and theirs and not ours & theirs:
                return True
    return False


# What is said to be supposed, and by the article to be neither so nor not so.
_SUPPOSED = re.compile(
    r"\b(?:rumou?r|claim|allegation|suggestion|speculation|report|idea|notion|whether|if|unless|den(?:y|ie[sd])"
    r"|doubt|dismiss|discount|reject|refute|dispute|(?:falsely|wrongly|incorrectly) \w+)"
    r"(?:e?s|e?d|ing)?\b[^.;]{0,20}$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"whether\b|(?:if|unless)\b(?:(?!,\s).)*$", re.IGNORECASE)
_SAID_IF = re.compile(r"\b(?:whether|if|unless)\b[^,;:]*$", re.IGNORECASE)
_THEN = re.compile(r"then\b", re.IGNORECASE)  # "if they agree then it will": of what comes of it
_OF_WHAT_KIND = re.compile(r"(?:that|which|who)\s(?:can|could|may|might|would)\b", re.IGNORECASE)
_NOT_ALONE = re.compile(r"(?:\bnot|n['’]t)\s(?:only|just|merely|simply|also)\b", re.IGNORECASE)
_IRREAL = re.compile(r"\b(?:would|could|might|should)(?:\s+not|n['’]t)?(?:\s+have|['’]ve)\b", re.IGNORECASE)


def supposed(page: Lookup, clause: Clause) -> bool:
    """Whether a clause is what somebody supposes or asks, or what would have been, and not told as so.

    "Plans that could harm" asserts no harm: it tells of what kind they are. Nor does "not only" deny,
    and "did not also" denies it of something else.
    """
    sentence = page.sentence(clause.passage)
    if sentence is None:
        return True
    before = Passage(clause.passage.article, sentence.passage.start, clause.passage.start)
    told = page.exact(clause.passage)
    return bool(
        _SUPPOSED.search(page.exact(before))
        or (_SAID_IF.search(page.exact(before)) and not _THEN.match(told))
        or _OF_WHAT_KIND.match(told)
        or _ASKED.match(told)
        or _NOT_ALONE.search(told)
        or _IRREAL.search(told)
    )


def told_by_one(sides: Sequence[Side]) -> bool:
    """Whether an article gives two of the values: it tells of two things, or of one that changed."""
    told = [{p.article for p in side.evidence} for side in sides]
    return any(one & other for one, other in combinations(told, 2))


# Words on which what a difference is about neither begins nor ends.
_LINKS = frozenset("that which who as when and but then if to for reportedly while after before so".split())
_JOINING = frozenset(("and", "but", "while"))
_DANGLING = frozenset(
    """a an the in on at from since by to of for until with and or but that as his her its their was
    were is are had has have been be""".split()
)


def clause_around(page: Lookup, value: Passage, most: int = 10) -> str:
    """What a value is told of: the words of its clause without it, as far as a line will hold."""
    clause, sentence = page.clause(value), page.sentence(value)
    around = clause.passage if clause else value
    if sentence is not None and (clause is None or clause.agent is None or clause.agent.start < around.start):
        around = Passage(around.article, sentence.passage.start, around.end)
    before = page.exact(Passage(around.article, around.start, value.start)).split()
    after = page.exact(Passage(around.article, value.end, around.end)).split()
    before = _nearest_part(before)
    if before and before[-1].lower() in _DANGLING:
        before.pop()
    if len(before) > most:
        before = before[-most:]
    if before and after:
        before.append("…")
    told = as_line(" ".join(before + after[: max(2, most - len(before))]), most + 3)
    return told or page.exact(value)


def _nearest_part(before: Sequence[str]) -> list[str]:
    """The words before a value from where a part of its clause begins that stands by itself.

    "Struck the bridge, injuring | 25 people", "struck the bridge and | 25 people were hurt".
    """
    for at in range(len(before), 0, -1):
        joined = before[at - 1].lower() in _JOINING
        comma = before[at - 1].endswith((",", ";"))
        if joined or (comma and (at == len(before) or before[at].endswith("ing"))):
            return list(before[at:])
        if comma:
            break
    return list(before)


def as_line(text: str, most: int = 10) -> str:
    """The first words of a text, which neither begin nor end on a word of grammar alone."""
    told = re.sub(r"\s+(?=[,;.])", "", text).split()[:most]
    while told and told[0].lower() in _LINKS:
        told = told[1:]
    while told and told[-1].lower() in _DANGLING | _LINKS | {"…", "using", "including", "plus"}:
        told.pop()
    return " ".join(told).strip(" ,;:–—-.([")
