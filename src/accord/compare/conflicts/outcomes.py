"""What one article says there is not, or will not be, and another tells as done, planned or possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from accord.compare.claims import denies
from accord.compare.conflicts.lookup import Lookup, parties_in
from accord.compare.conflicts.settings import ConflictFinding
from accord.records import Clause, Conflict, Reading, Side


@dataclass(frozen=True, slots=True)
class _Act:
    clause: Clause
    about: frozenset[str]  # nations, persons and bodies that take part


def find_outcomes(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """ "There will be no X part", where another article tells of X taking part.

    What is denied of one deed is `contraries.find_contraries`'s.
    """
    acts = [act for reading in page.readings for act in _acts(page, reading)]
    named: Counter[str] = Counter()
    total = sum(len(r.sentences) for r in page.readings)
    for reading in page.readings:
        for sentence in reading.sentences:
            named.update(parties_in(page, reading, sentence.passage))
    asserted = [act for act in acts if not denies(act.clause)]
    for no in acts:
        if not denies(no.clause) or not _of_existence(no.clause):
            continue
        rare = {p for p in no.about if named[p] <= max(3, settings.rare * total)}
        best: tuple[float, _Act] | None = None
        for yes in asserted:
            here, there = no.clause.passage.article, yes.clause.passage.article
            if here == there or not rare & yes.about or page.long_apart(here, there):
                continue
            score = _counterpart(page, no, yes, settings)
            if score and (best is None or score > best[0]):
                best = (score, yes)
        if best is not None:
            yes = best[1]
            sides = [_told(page, no.clause), _told(page, yes.clause)]
            yield Conflict("outcome", _about(page, no, yes), tuple(sides))


def _counterpart(page: Lookup, no: _Act, yes: _Act, settings: ConflictFinding) -> float:
    """How well a clause answers a denial; 0 where it does not."""
    if page.cosine(no.clause.passage, yes.clause.passage) < settings.near:
        return 0.0
    context = float(page.topic(no.clause.passage) @ page.topic(yes.clause.passage))
    return context if context >= settings.context else 0.0


def _of_existence(clause: Clause) -> bool:
    """ "There will be no X part" answers any clause in which X takes part."""
    return clause.agent is None and clause.predicate.startswith("be ")


def _acts(page: Lookup, reading: Reading) -> Iterator[_Act]:
    for clause in reading.clauses:
        parties: set[str] = set()
        for passage in (clause.agent, clause.patient):
            if passage is not None:
                parties |= parties_in(page, reading, passage)
        if parties:
            yield _Act(clause, frozenset(parties))


def _told(page: Lookup, clause: Clause) -> Side:
    sentence = page.sentence(clause.passage)
    return Side(page.exact(clause.passage), (sentence.passage if sentence else clause.passage,))


def _about(page: Lookup, no: _Act, yes: _Act) -> str:
    named = no.clause.patient if no.clause.agent is None else no.clause.passage
    words_of = page.exact(named or no.clause.passage)
    return " ".join(words_of.split()[:8])
