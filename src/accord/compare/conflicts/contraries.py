"""Deeds told as done in one article and as not done, or as their contrary, in another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from accord.compare.claims import denies, opposites, speaks_of_undone
from accord.compare.conflicts.lookup import Lookup, stems
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import as_line, deed_told, same_parties, supposed
from accord.records import Clause, Conflict, Passage, Side

_AND = re.compile(r"\band\s$")
_OPEN = frozenset({"planned", "possible"})


def find_contraries(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Clauses of two sentences of one fact, of which only one can be so.

    The deed is one, and only one of the two denies it; or the deeds are contraries, as to approve and
    to reject, done by one party to one thing. What was to be and what came of it are none, nor is
    one speech quoted at two lengths.
    """
    used: set[Passage] = set()
    met = page.meeting(1.0, lambda s: _marks(page, s), lambda s: _sought(page, s), settings.one_fact)
    for left, right in met:
        if {left, right} & used:
            continue
        for a, b in product(page.clauses(left), page.clauses(right)):
            if not (_denied(page, a, b, settings) or _opposed(page, a, b)):
                continue
            if page.cosine(left, right) < settings.one_speech and not page.other_days(left, right):
                used |= {left, right}
                sides = Side(page.exact(a.passage), (left,)), Side(page.exact(b.passage), (right,))
                yield Conflict("outcome", as_line(page.exact(a.passage)), sides)
                break


def _marks(page: Lookup, sentence: Passage) -> Iterator[tuple[str, str]]:
    """The deeds of a sentence as denied or not, and the verbs of what it does not deny."""
    for clause in page.clauses(sentence):
        if deed := deed_told(clause):
            yield "denied" if denies(clause) else "told", deed
        if not denies(clause):
            yield "verb", _verb(clause)


def _sought(page: Lookup, sentence: Passage) -> Iterator[tuple[str, str]]:
    """Of such marks, those without which another sentence is no contrary of this one."""
    for clause in page.clauses(sentence):
        if deed := deed_told(clause):
            yield "told" if denies(clause) else "denied", deed
        if not denies(clause):
            yield from (("verb", verb) for verb in opposites().get(_verb(clause), ()))


def _verb(clause: Clause) -> str:
    return clause.predicate.split()[0]


def _denied(page: Lookup, a: Clause, b: Clause, settings: ConflictFinding) -> bool:
    if denies(a) == denies(b) or not deed_told(a) or deed_told(a) != deed_told(b):
        return False
    told, no = (b, a) if denies(a) else (a, b)
    if speaks_of_undone(page.exact(told.passage)):
        return False  # "cannot be allowed", "failed to", and whatever else says no
    if _AND.search(page.before(no.passage)) and not speaks_of_undone(page.exact(no.passage)):
        return False  # denied by what stands before "and" alone: "barred from landing and moored"
    if any(supposed(page, c) for c in (a, b)):
        return False
    if a.modality != b.modality and not {a.modality, b.modality} <= _OPEN:
        return False
    if page.score(a.passage, b.passage) < settings.one_outcome or not same_parties(page, a, b):
        return False
    common = stems(page.exact(a.passage)) & stems(page.exact(b.passage))
    return len(common - stems(a.predicate)) >= 2


def _opposed(page: Lookup, a: Clause, b: Clause) -> bool:
    ours, theirs = _verb(a), _verb(b)
    if theirs not in opposites().get(ours, ()) or denies(a) or denies(b):
        return False
    if not a.modality == b.modality == "happened" or page.quoted(a.passage) or page.quoted(b.passage):
        return False
    return all(
        x is not None and y is not None and stems(page.exact(x)) & stems(page.exact(y))
        for x, y in ((a.agent, b.agent), (a.patient, b.patient))
    )
