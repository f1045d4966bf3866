"""What one article rules out or denies, and another tells as done, planned or possible."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from accord.compare.claims import denies
from accord.compare.conflicts.lookup import SAYING, Lookup, parties_in, stems
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import supposed
from accord.records import Clause, Conflict, Reading, Side


@dataclass(frozen=True, slots=True)
class _Act:
    clause: Clause
    about: frozenset[str]  # nations, persons and bodies that take part


def find_outcomes(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """What one article rules out or denies, and another tells as done, planned or possible."""
    acts = [act for reading in page.readings for act in _acts(page, reading)]
    named: Counter[str] = Counter()
    total = sum(len(r.sentences) for r in page.readings)
    for reading in page.readings:
        for sentence in reading.sentences:
            named.update(parties_in(page, reading, sentence.passage))
    asserted = [act for act in acts if not denies(act.clause)]
    of_deed: defaultdict[str, list[_Act]] = defaultdict(list)
    for act in asserted:
        of_deed[act.clause.predicate].append(act)
    for no in acts:
        if not denies(no.clause) or _to_an_end(page, no.clause):
            continue
        rare = {p for p in no.about if named[p] <= max(3, settings.rare * total)}
        best: tuple[float, _Act] | None = None
        for yes in asserted if _of_existence(no.clause) else of_deed[no.clause.predicate]:
            if yes.clause.passage.article == no.clause.passage.article or not rare & yes.about:
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
    same_deed = no.clause.predicate == yes.clause.predicate and no.clause.predicate not in SAYING
    if not same_deed and not _of_existence(no.clause):
        return 0.0
    cosine = page.cosine(no.clause.passage, yes.clause.passage)
    if same_deed:
        # the deed must have been done to like things
        if supposed(page, no.clause) or supposed(page, yes.clause):
            return 0.0
        common = stems(page.exact(no.clause.passage)) & stems(page.exact(yes.clause.passage))
        return cosine if cosine >= settings.alike and len(common) >= 3 else 0.0
    if cosine < settings.near:
        return 0.0
    context = float(page.topic(no.clause.passage) @ page.topic(yes.clause.passage))
    return context if context >= settings.context else 0.0


_TO = re.compile(r"to\s", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:not?|never|nobody|nothing|neither)\b|n['’]t\b", re.IGNORECASE)
# Right before an infinitive these deny it; before "him to keep the title" they deny something else.
_UNWILLING = re.compile(r"\b(?:not|(?:declin|refus|fail|unable|unwilling|neglect)\w*)\s$", re.IGNORECASE)


def _to_an_end(page: Lookup, clause: Clause) -> bool:
    """Whether a deed is that for which another was done: "stopped him to keep the title"."""
    told = page.exact(clause.passage)
    if not _TO.match(told) or _DENIAL.search(told):
        return False
    text, start = page.by_id[clause.passage.article].article.text, clause.passage.start
    return _UNWILLING.search(text, max(0, start - 12), start) is None


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
