"""Which sentences of a fact tell its statement, and which may only touch on it.

Two sentences of one fact have some fact in common; the statement chosen for it may tell more, or
another part of it. A reader who counts on a statement counts on those who tell that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from accord.compare.amounts import can_both_be
from accord.compare.claims import ANNOUNCING, lines_of
from accord.compare.evidence import by_others, on_other_days
from accord.compare.facts import CountOrigins, rows_of
from accord.compare.pairs import Pairs
from accord.compare.phrases import Phrase, stems_of_deed
from accord.compare.statements import Phrasing
from accord.records import Clause, Fact, Passage, Quantity, Reading


@dataclass(frozen=True, slots=True)
class Certainty:
    """What speaks for a sentence's telling a statement. Figures in docs/benchmarks.md."""

    told: float = 0.7  # what counts as telling it, of the score of the two sentences and, added to that ...
    words: float = 0.7  # ... the share of the statement's words that the sentence has, by rarity
    deed: float = 0.2  # ... that it has what the statement claims was done, or a word of its stem
    apart: float = -0.15  # ... that it has nothing of what is claimed: the two may share another fact
    touched: float = 0.15  # the share of the words of a claim, names aside, that counts as having some of it
    beside: float = 0.3  # the share of its words that a second sentence of one article must have


@dataclass(frozen=True, slots=True)
class _Voucher:
    """A sentence of another article under a fact, by its number."""

    claims: bool  # whether it has words of what the statement claims
    worth: float
    fact: int
    sentence: Passage


def doubt_evidence(
    facts: Sequence[Fact],
    readings: Sequence[Reading],
    pairs: Pairs,
    phrasing: Phrasing,
    *,
    count_origins: CountOrigins,
    settings: Certainty = Certainty(),
) -> tuple[Fact, ...]:
    """The facts with those of their evidence marked as unsure that may only touch on the statement.

    Two sentences have one fact in common as far as nothing shows a second: where they stand under
    several, they are sure for those whose claims both have words of, or for the one that they
    have most of. Articles and origins count who is sure to tell it, and the weight with them. Facts
    with no such article besides their own come last.
    """
    row = rows_of(readings, pairs)
    doubts: list[set[Passage]] = [set() for _ in facts]
    vouchers: defaultdict[frozenset[Passage], list[_Voucher]] = defaultdict(list)  # by the two sentences
    for number, fact in enumerate(facts):
        statement = phrasing.phrase(fact.statement)
        home = statement.sentence.passage
        for passage in fact.evidence:
            if passage.touches(fact.statement):
                continue
            sentence = phrasing.phrase(passage)
            share = statement.borne_out(sentence)
            if passage.article == home.article:
                told = share >= settings.beside  # they have no score
            else:
                deed = statement.deed in sentence.deeds or statement.deed_stem in sentence.stems
                claims = deed or _share_claimed(statement, sentence, phrasing) >= settings.touched
                worth = pairs.score(row[home], row[passage]) + settings.words * share
                worth += settings.deed if deed else 0.0 if claims else settings.apart
                told = worth >= settings.told and (claims or not _reports(statement))
                vouchers[frozenset((home, passage))].append(_Voucher(claims, worth, number, passage))
            if not told or _tells_otherwise(statement, sentence, phrasing):
                doubts[number].add(passage)
    for of_two in vouchers.values():
        best = max(of_two, key=lambda v: (v.claims, v.worth, -v.fact))
        for voucher in of_two:
            if voucher is not best and not voucher.claims:
                doubts[voucher.fact].add(voucher.sentence)
    weighed = [_with_doubts(f, unsure, count_origins) for f, unsure in zip(facts, doubts, strict=True)]
    return tuple(sorted(weighed, key=lambda f: (not f.shared, -f.weight, f.evidence)))


def _with_doubts(fact: Fact, unsure: set[Passage], count_origins: CountOrigins) -> Fact:
    if not unsure:
        return fact
    fact = replace(fact, unsure=tuple(p for p in fact.evidence if p in unsure))
    articles, origins = len({p.article for p in fact.sure}), count_origins(fact.sure)
    lost = (fact.origins - origins + fact.articles - articles) / 2
    return replace(fact, articles=articles, origins=origins, weight=round(fact.weight - lost, 4))


def _share_claimed(statement: Phrase, sentence: Phrase, phrasing: Phrasing) -> float:
    """The share of the words of what a statement claims that a sentence has: 1 where it claims nothing."""
    claim = statement.claim
    if claim is None:
        return 1.0
    agent = None if statement.doers else claim.agent  # a person's title says nothing of what they did
    roles = [phrasing.stems(r) & statement.matter for r in (agent, claim.patient) if r]
    claimed = stems_of_deed(claim).union(*roles)
    return statement.weight(claimed & sentence.stems) / statement.weight(claimed)


def _reports(statement: Phrase) -> bool:
    """Whether a statement is of what somebody says: whoever speaks elsewhere may say something else."""
    return statement.claim is not None and statement.claim is not statement.main


def _tells_otherwise(statement: Phrase, sentence: Phrase, phrasing: Phrasing) -> bool:
    """Whether a sentence has another figure, day, deed, stage, outcome or mood, or others did it in it."""
    return (
        phrasing.tells_otherwise(sentence, statement, strict=True)
        or _of_another_count(statement, sentence)
        or _without_its_count(statement, sentence)
        or on_other_days(statement, sentence)
        or by_others(statement, sentence)
        or _by_another(statement, sentence, phrasing)
        or _of_lower_stage(statement, sentence, phrasing)
        or _of_another_mood(statement, sentence, phrasing)
        or _out_before(statement, sentence)
    )


def _of_another_count(statement: Phrase, sentence: Phrase) -> bool:
    """Whether what is claimed was done by or to another number of them: "three", "two of the three"."""
    claim = statement.claim
    if claim is None:
        return False
    ours = _counts_of(statement, claim)
    theirs = [q for clause in sentence.deeds.get(statement.deed, ()) for q in _counts_of(sentence, clause)]
    return bool(ours and theirs) and not any(can_both_be(a, b) for a in ours for b in theirs)


def _without_its_count(statement: Phrase, sentence: Phrase) -> bool:
    """Whether a claim is of a number of somebody or something, and a sentence gives no such number."""
    roles = [r for r in (statement.claim.agent, statement.claim.patient) if r] if statement.claim else []
    ours = [q for q in statement.reading.quantities if any(r.covers(q.passage) for r in roles)]
    theirs = [q for q in sentence.reading.quantities if sentence.passage.covers(q.passage)]
    return any(not any(can_both_be(q, t) for t in theirs) for q in ours)


def _by_another(statement: Phrase, sentence: Phrase, phrasing: Phrasing) -> bool:
    """Whether a sentence tells the claimed deed of others that it names, and of nobody else.

    Of states, bodies and ships too: who of the cast is a person, `by_others` knows.
    """
    claim = statement.claim
    if claim is None or claim.agent is None or not statement.names_in(claim.agent):
        return False
    ours = phrasing.stems(claim.agent)
    theirs = [c.agent for c in sentence.deeds.get(statement.deed, ()) if c.agent]
    return bool(theirs) and all(sentence.names_in(a) and not ours & phrasing.stems(a) for a in theirs)


def _of_lower_stage(statement: Phrase, sentence: Phrase, phrasing: Phrasing) -> bool:
    """Whether a sentence tells only of what comes before the deed: "charged" before "found guilty"."""
    if statement.claim is None:
        return False
    claimed, told = _rungs(phrasing.stems(statement.claim.passage)), _rungs(sentence.stems)
    return any(told[ladder] < rung for ladder, rung in claimed.items() if ladder in told)


def _rungs(stems: Iterable[str]) -> dict[int, int]:
    """The highest rung of each ladder that words stand on."""
    found: dict[int, int] = {}
    for stem in stems:
        for ladder, height in _rungs_of(stem):
            found[ladder] = max(height, found.get(ladder, height))
    return found


@cache
def _rungs_of(stem: str) -> tuple[tuple[int, int], ...]:
    """Where a word stands on the ladders: of each its number and the height."""
    return tuple(
        (ladder, height)
        for ladder, rungs in enumerate(_stages())
        for height, words in enumerate(rungs)
        if stem.startswith(words)
    )


@cache
def _stages() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """data/stages.txt: of each ladder the rungs, of each rung the beginnings of its words."""
    return tuple(tuple(tuple(rung.split()) for rung in line.split("|")) for line in lines_of("stages.txt"))


def _counts_of(phrase: Phrase, clause: Clause) -> list[Quantity]:
    """The number at the head of who does or suffers something."""
    roles = [r for r in (clause.agent, clause.patient) if r]
    return [q for q in phrase.reading.quantities if any(r.start == q.passage.start for r in roles)]


def _of_another_mood(statement: Phrase, sentence: Phrase, phrasing: Phrasing) -> bool:
    """Whether one is of what was done, and the other has that as a plan or a possibility.

    What is declared is not done; and that it was done tells no more of what had been declared.
    """
    claim = statement.claim
    if claim is None or not sentence.clauses:
        return False
    if claim.modality != "happened":
        return all(c.modality == "happened" and c.predicate not in ANNOUNCING for c in sentence.clauses)
    if any(c.modality == "happened" for c in sentence.deeds.get(statement.deed, ())):
        return False

    def common(clause: Clause) -> float:
        """What its deed and whom that is done to have of the statement: not "after a loss" beside it."""
        suffers = clause.patient or clause.agent
        told = stems_of_deed(clause) | (phrasing.stems(suffers) if suffers else frozenset())
        return statement.weight(statement.stems & told)

    nearest = max(sentence.clauses, key=common)
    return nearest.modality != "happened" and common(nearest) > 0


def _out_before(statement: Phrase, sentence: Phrase) -> bool:
    """Whether a sentence's article came out before the day on which a statement has it done."""
    claim, published = statement.claim, sentence.reading.article.published
    if claim is None or claim.modality != "happened" or published is None:
        return False
    inner = [c.passage for c in statement.clauses if c is not claim and claim.passage.covers(c.passage)]
    return any(
        period.first is not None and period.first > published.day
        for period in statement.reading.periods
        if claim.passage.covers(period.passage) and not any(p.covers(period.passage) for p in inner)
    )
