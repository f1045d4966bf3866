"""Facts: what two or more articles report, and what one alone does."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.compare.pairs import Line, Pairs
from accord.compare.trees import Floats
from accord.records import Fact, Mention, Passage, Reading, Sentence, Utterance
from accord.text import plain

CountOrigins = Callable[[Sequence[Passage]], int]

QUOTING = 0.6  # a sentence of which so much is an utterance's words is there to quote

# Sentences that open so lean on the sentence before and make poor statements.
_LEANING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|its|their|but|and|so|yet|also|instead|there|then|here"
    r"|meanwhile|however|in addition|i|we|you|our|my)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FactGrouping:
    """How facts are put together from scored pairs."""

    worst: float = 0.9  # and no score with a sentence of the group is below this share of it
    company: float = 1.0  # a sentence joins when its mean score with the group is this share of the floor
    overlap: float = 0.8  # two groups are one fact when they share this much of the smaller
    alone: float = 0.5  # below this share of the floor with every other sentence, one alone reports it
    alone_most: int = 10  # sentences an article may show as its own: its readers have the article itself
    lead_most: int = 5


def group_facts(
    readings: Sequence[Reading],
    pairs: Pairs,
    *,
    floor: float,
    utterances: Sequence[Utterance],
    count_origins: CountOrigins,
    settings: FactGrouping = FactGrouping(),
) -> tuple[Fact, ...]:
    """Groups of sentences of two or more articles that report the same, by weight.

    The best pair opens a group; sentences join while they go with the group as a
    whole, so a chain of half-alike sentences does not become one fact. A sentence may
    stand in several. Pairs of sentences that quote the same of `utterances` are left
    to those. Empty: nothing is shared.
    """
    scores = np.where(_same_words(readings, pairs.lines, utterances), 0, pairs.scores)
    groups = _merged(_groups(pairs.lines, scores, floor, settings), settings)
    facts = [_fact(readings, pairs, group, count_origins) for group in groups]
    return tuple(sorted(facts, key=lambda f: (-f.weight, f.evidence)))


def _quoted_share(passage: Passage, quoted: Collection[Passage]) -> float:
    inside = sum(
        max(0, min(passage.end, q.end) - max(passage.start, q.start))
        for q in quoted
        if q.article == passage.article
    )
    return inside / max(1, passage.end - passage.start)


def _same_words(
    readings: Sequence[Reading], lines: Sequence[Line], utterances: Sequence[Utterance]
) -> NDArray[np.bool_]:
    """Which pairs of sentences quote one utterance: told there, they make no fact."""
    row = {(x.reading, x.sentence): n for n, x in enumerate(lines)}
    number = {r.article.id: n for n, r in enumerate(readings)}
    starts = [[s.passage.start for s in r.sentences] for r in readings]
    same = np.zeros((len(lines), len(lines)), bool)
    for utterance in utterances:
        if utterance.wording == "single":
            continue
        quoting: Counter[int] = Counter()
        for passage in (p for r in utterance.renderings for p in r.passages):
            reading = number[passage.article]
            sentence = max(0, bisect_right(starts[reading], passage.start) - 1)
            if (reading, sentence) in row:
                quoting[row[reading, sentence]] += passage.end - passage.start
        rows = [
            n
            for n, size in quoting.items()
            for whole in [readings[lines[n].reading].sentences[lines[n].sentence].passage]
            if size > QUOTING * (whole.end - whole.start)
        ]
        same[np.ix_(rows, rows)] = True
    return same


def _merged(groups: Sequence[list[int]], settings: FactGrouping) -> list[list[int]]:
    """Groups that mostly hold the same sentences made one, in the order of the first."""
    merged: list[set[int]] = []
    for group in groups:
        members = set(group)
        for other in merged:
            if len(members & other) >= settings.overlap * min(len(members), len(other)):
                other |= members
                break
        else:
            merged.append(members)
    return [sorted(g) for g in merged]


def _groups(lines: Sequence[Line], scores: Floats, floor: float, settings: FactGrouping) -> list[list[int]]:
    reading = np.array([line.reading for line in lines])
    rows, columns = np.nonzero(np.triu(scores >= floor))
    order = np.argsort(-scores[rows, columns], kind="stable")
    covered: set[tuple[int, int]] = set()
    groups: list[list[int]] = []
    for a, b in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if (a, b) in covered:
            continue
        group = [a, b]
        total = scores[a] + scores[b]
        counted = (reading != reading[a]).astype(np.float32) + (reading != reading[b])
        while True:
            mean = np.where(counted > 0, total / np.maximum(counted, 1), 0)
            linked = (scores[group] >= floor).any(axis=0)
            worst = np.where(reading[group][:, None] != reading[None], scores[group], np.float32(1)).min(
                axis=0
            )
            mean[~linked | (worst < settings.worst * floor)] = 0
            mean[group] = 0
            best = int(mean.argmax())
            if mean[best] < settings.company * floor:
                break
            group.append(best)
            total = total + scores[best]
            counted = counted + (reading != reading[best])
        group.sort()
        covered.update((x, y) for x in group for y in group if reading[x] != reading[y])
        groups.append(group)
    distinct = [set(g) for g in groups]
    return [g for n, g in enumerate(groups) if not any(distinct[n] < other for other in distinct)]


def _fact(
    readings: Sequence[Reading], pairs: Pairs, group: Sequence[int], count_origins: CountOrigins
) -> Fact:
    lines = [pairs.lines[n] for n in group]
    evidence = tuple(sorted(readings[x.reading].sentences[x.sentence].passage for x in lines))
    articles = len({p.article for p in evidence})
    origins = count_origins(evidence)
    within = pairs.scores[np.ix_(group, group)]
    fit = within.sum(axis=1) / np.maximum((within > 0).sum(axis=1), 1)
    best = max(range(len(group)), key=lambda n: (clearness(readings, lines[n]) + float(fit[n]), -n))
    place = sum(1 / (1 + 0.2 * line.sentence) for line in lines) / len(lines)
    weight = origins + 0.5 * (articles - origins) + math.log(len(group)) / 2 + place + float(within.max()) / 2
    return Fact(
        readings[lines[best].reading].sentences[lines[best].sentence].passage,
        evidence,
        articles,
        origins,
        round(weight, 4),
    )


def clearness(readings: Sequence[Reading], line: Line) -> float:
    """How well a sentence stands by itself, about 0 to 1: short, whole, no pronoun to look up, few quotes."""
    reading = readings[line.reading]
    sentence = reading.sentences[line.sentence]
    text = sentence.passage.of(reading.article.text)
    length = len(text.split())
    value = 1.0 - abs(min(length, 60) - 18) / 45
    value -= 0.5 * bool(_LEANING.match(text)) + 0.3 * (text.count('"') + text.count("“") > 0)
    value -= 0.3 * any(
        m.form == "pronoun" and m.passage.start < sentence.passage.start + 25
        for m in _mentions(reading, sentence)
    )
    value -= 0.4 * (text[-1] not in ".!?”\"'’" and sentence.block == "body")
    value -= 0.15 * (sentence.block in ("headline", "caption"))
    return value


def _mentions(reading: Reading, sentence: Sentence) -> list[Mention]:
    return [m for m in reading.mentions if sentence.passage.covers(m.passage)]


def facts_alone(
    readings: Sequence[Reading],
    pairs: Pairs,
    shared: Sequence[Fact],
    *,
    floor: float,
    quoted: Collection[Passage],
    settings: FactGrouping = FactGrouping(),
) -> tuple[Fact, ...]:
    """What a single article reports: its sentences that nothing elsewhere comes near, in text order.

    Only sentences of substance (a name, a number or a day in them), quotations aside;
    of each article the `settings.alone_most` that stand best by themselves.
    """
    told = {p for fact in shared for p in fact.evidence}
    best = pairs.scores.max(axis=1, initial=0)
    facts = []
    for number, reading in enumerate(readings):
        if len(readings) == 1:
            break
        found = []
        for n, line in enumerate(pairs.lines):
            sentence = reading.sentences[line.sentence] if line.reading == number else None
            if sentence is None or sentence.block not in ("body", "dek") or sentence.passage in told:
                continue
            if best[n] >= settings.alone * floor or _quoted_share(sentence.passage, quoted) > 0.4:
                continue
            if len(sentence.terms) >= 4 and _has_substance(reading, sentence):
                found.append((clearness(readings, line), sentence.passage))
        kept = sorted(sorted(found, reverse=True)[: settings.alone_most], key=lambda x: x[1])
        facts += [Fact(passage, (passage,), 1, 1, round(value, 4)) for value, passage in kept]
    return tuple(facts)


def _has_substance(reading: Reading, sentence: Sentence) -> bool:
    named = {e.id for e in reading.entities if e.named}
    return (
        any(
            m.entity in named and m.form == "name" and sentence.passage.covers(m.passage)
            for m in reading.mentions
        )
        or any(sentence.passage.covers(q.passage) for q in reading.quantities)
        or any(sentence.passage.covers(p.passage) for p in reading.periods)
    )


def choose_lead(
    readings: Sequence[Reading], pairs: Pairs, facts: Sequence[Fact], settings: FactGrouping = FactGrouping()
) -> tuple[Fact, ...]:
    """The story in at most five lines: weighty facts that do not repeat each other, weightiest first.

    Where nothing is shared, the first sentences of the first article.
    """
    row = {_passage(readings, line): n for n, line in enumerate(pairs.lines)}
    vectors = np.array([readings[x.reading].vectors[x.sentence] for x in pairs.lines], np.float32)
    chosen: list[Fact] = []
    for fact in facts:
        near = [row[c.statement] for c in chosen]
        vector = vectors[row[fact.statement]]
        repeats = near and float((vectors[near] @ vector).max()) > 0.7
        overlaps = any(len(set(c.evidence) & set(fact.evidence)) * 2 >= len(fact.evidence) for c in chosen)
        if not repeats and not overlaps:
            chosen.append(fact)
        if len(chosen) == settings.lead_most:
            break
    if not chosen:
        first = [line for line in pairs.lines if line.reading == 0]
        body = [x for x in first if readings[0].sentences[x.sentence].block == "body"] or first
        chosen = [
            Fact(passage, (passage,), 1, 1, 0.0)
            for line in body[: min(3, settings.lead_most)]
            for passage in [_passage(readings, line)]
        ]
    return tuple(chosen)


def _passage(readings: Sequence[Reading], line: Line) -> Passage:
    return readings[line.reading].sentences[line.sentence].passage


def title_of(readings: Sequence[Reading], lead: Sequence[Fact]) -> str:
    """The headline that is nearest to what all articles say; the lead's first line where none has one."""
    titled = [r for r in readings if r.article.title]
    if not titled:
        texts = {r.article.id: r.article.text for r in readings}
        return plain(lead[0].statement.of(texts[lead[0].statement.article])) if lead else ""
    centre = np.sum([r.vectors.mean(axis=0) for r in readings if len(r.vectors)], axis=0)

    def nearness(reading: Reading) -> float:
        rows = [n for n, s in enumerate(reading.sentences) if s.block == "headline"] or [0]
        return float(reading.vectors[rows].mean(axis=0) @ centre) if len(reading.vectors) else -1.0

    return max(titled, key=nearness).article.title or ""
