"""What most independent reports tell and one article leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np

from accord.compare.evidence import mean_of_best
from accord.compare.facts import rows_of
from accord.compare.pairs import Pairs
from accord.records import ArticleId, Fact, Lineage, Omission, Passage, Reading


@dataclass(frozen=True, slots=True)
class OmissionFinding:
    """How sure it must be that an article does not tell something.

    A sentence that is missed would make an article seem to leave out what it reports, so an
    article is only said to do so where none of its sentences comes near.
    """

    origins: int = 2  # fewest that report it
    share: float = 0.5  # of the story's origins, more than this
    score: float = 0.4  # of the floor for one fact: no sentence of the article may score as much ...
    cosine: float = 0.55  # ... or be as like a sentence that tells it
    told: float = 0.4  # how likely, at the mean, the others tell what the fact's own sentence tells
    most: int = 5  # of an article; those of most weight


def find_omissions(
    readings: Sequence[Reading],
    pairs: Pairs,
    facts: Sequence[Fact],
    lineage: Lineage,
    *,
    floor: float,
    settings: OmissionFinding = OmissionFinding(),
) -> tuple[Omission, ...]:
    """The facts that most origins report, for each article that has nothing like them, weightiest first.

    Only reports that were out on the day of an article count: of later ones it could not know. Empty
    where a story has fewer than three articles, or nothing is left out.
    """
    if len(readings) < 3:
        return ()
    row = rows_of(readings, pairs)
    wide = [
        (fact, {p.article for p in fact.evidence}, _near(fact, pairs, row, floor, settings))
        for fact in sorted(facts, key=lambda f: -f.weight)
        if fact.origins >= settings.origins and fact.origins > settings.share * len(lineage.origins)
        if _likely(fact, pairs, row) >= settings.told
    ]
    days = {r.article.id: r.article.published.day for r in readings if r.article.published}
    compared = {line.reading for line in pairs.lines}
    found: list[Omission] = []
    for number, reading in enumerate(readings):
        if number not in compared:
            continue
        left_out = (
            fact
            for fact, tellers, near in wide
            if reading.article.id not in tellers
            and near is not None
            and number not in near
            and _known(fact, reading, days, lineage, settings)
        )
        found += [Omission(reading.article.id, fact) for fact in islice(left_out, settings.most)]
    return tuple(found)


def _near(
    fact: Fact, pairs: Pairs, row: Mapping[Passage, int], floor: float, settings: OmissionFinding
) -> set[int] | None:
    """The readings with a sentence that comes near the fact; None where none of its own is compared."""
    told = [row[p] for p in fact.evidence if p in row]
    if not told:
        return None
    least = settings.score * floor
    near = {pairs.lines[n].reading for a in told for n, score in pairs.near[a].items() if score >= least}
    like = (pairs.vectors @ pairs.vectors[told].T).max(axis=1) >= settings.cosine
    return near | {pairs.lines[n].reading for n in np.nonzero(like)[0].tolist()}


def _likely(fact: Fact, pairs: Pairs, row: Mapping[Passage, int]) -> float:
    """How likely the other articles tell what the sentence of a statement tells: the mean of their best."""
    home = next((p for p in fact.evidence if p.covers(fact.statement)), None)
    if home is None or home not in row:
        return 0.0
    compared = (p for p in fact.evidence if p in row)
    return mean_of_best(home, ((p, pairs.score(row[home], row[p])) for p in compared))


def _known(
    fact: Fact, reading: Reading, days: Mapping[ArticleId, date], lineage: Lineage, settings: OmissionFinding
) -> bool:
    """Whether most origins had reported a fact by the day of an article, as far as days are known."""
    day = days.get(reading.article.id)
    tellers = {p.article for p in fact.evidence}
    if day is not None:
        tellers = {a for a in tellers if days.get(a, day) <= day}
    origins = sum(not tellers.isdisjoint(origin) for origin in lineage.origins)
    return origins >= settings.origins and origins > settings.share * len(lineage.origins)
