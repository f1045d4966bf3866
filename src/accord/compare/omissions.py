"""What most independent reports tell and one article leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    own: dict[ArticleId, list[int]] = {r.article.id: [] for r in readings}
    for n, line in enumerate(pairs.lines):
        own[readings[line.reading].article.id].append(n)
    found: list[Omission] = []
    for reading in readings:
        article = reading.article.id
        mine = own[article]
        if not mine:
            continue
        left_out = []
        for fact in facts:
            widely = fact.origins >= settings.origins and fact.origins > settings.share * len(lineage.origins)
            if not widely or any(p.article == article for p in fact.evidence):
                continue
            told = [row[p] for p in fact.evidence if p in row]
            near = any(pairs.score(a, b) >= settings.score * floor for a in told for b in mine)
            like = (pairs.vectors[told] @ pairs.vectors[mine].T).max(initial=0) >= settings.cosine
            if told and not near and not like and not _too_early(reading, fact.evidence, readings):
                left_out.append(fact)
        left_out.sort(key=lambda f: -f.weight)
        found += [Omission(article, fact) for fact in left_out[: settings.most]]
    return tuple(found)


def _too_early(reading: Reading, evidence: Sequence[Passage], readings: Sequence[Reading]) -> bool:
    """Whether an article came out before the day on which any other reported something."""
    if reading.article.published is None:
        return False
    tellers = {p.article for p in evidence}
    days = [r.article.published.day for r in readings if r.article.id in tellers and r.article.published]
    return bool(days) and reading.article.published.day < min(days)
