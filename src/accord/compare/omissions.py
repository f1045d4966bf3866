"""What most independent reports tell and one article leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from accord.compare.pairs import Pairs
from accord.records import Fact, Lineage, Omission, Passage, Reading


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

    An article that came out on an earlier day than all that report a fact could not know of it. Empty
    where a story has fewer than three articles, or nothing is left out.
    """
    if len(readings) < 3:
        return ()
    row = {readings[line.reading].sentences[line.sentence].passage: n for n, line in enumerate(pairs.lines)}
    wide = [
        (fact, {p.article for p in fact.evidence}, _near(fact, pairs, row, floor, settings))
        for fact in sorted(facts, key=lambda f: -f.weight)
        if fact.origins >= settings.origins and fact.origins > settings.share * len(lineage.origins)
    ]
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
            and not _too_early(reading, fact.evidence, readings)
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


def _too_early(reading: Reading, evidence: Sequence[Passage], readings: Sequence[Reading]) -> bool:
    """Whether an article came out before the day on which any other reported something."""
    if reading.article.published is None:
        return False
    tellers = {p.article for p in evidence}
    days = [r.article.published.day for r in readings if r.article.id in tellers and r.article.published]
    return bool(days) and reading.article.published.day < min(days)
