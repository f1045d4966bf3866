"""Facts: what two or more articles report, and what one alone does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from accord.compare.pairs import Line, Pairs
from accord.compare.statements import Phrasing, choose_statement, clearness
from accord.compare.trees import Floats
from accord.compare.utterances import FUNCTION_WORDS
from accord.records import Conflict, Fact, Passage, Reading, Sentence, Utterance
from accord.text import plain, words

LONGEST_TITLE = 120  # characters of a sentence that stands in for a headline
CountOrigins = Callable[[Sequence[Passage]], int]

QUOTING = 0.6  # a sentence of which so much is an utterance's words is there to quote


@dataclass(frozen=True, slots=True)
class FactGrouping:
    """How facts are put together from scored pairs."""

    worst: float = 0.5  # no two sentences of a group score below this share of the floor
    borne_out: float = 0.15  # share of a statement's words, by rarity, that a sentence told for it must have
    sure: float = 1.3  # unless it scores so many times the floor: the same in other words
    one_statement: float = 0.45  # two groups with statements so alike are one fact
    joins: float = 0.4  # share of its statement's words that a sentence of the second must then have
    clear: float = 0.5  # what reading well by itself weighs against an article that bears it out
    alone: float = 1.0  # below this share of the floor with every other sentence, one alone reports it
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

    Every sentence of a group goes with the one that opens it and with the others, so a
    chain of half-alike sentences does not become one fact. A sentence may stand in
    several. Groups of nothing but speech, or whose sentences all quote one of
    `utterances`, are left to those. Empty: nothing is shared.
    """
    phrasing = Phrasing(readings)
    clear = [clearness(readings[x.reading].sentences[x.sentence].passage, phrasing) for x in pairs.lines]
    groups = _groups(pairs.lines, pairs.scores, clear, floor, settings)
    told = [t for group in groups if (t := _told(readings, pairs, group, phrasing, floor, settings))]
    facts = [_fact(t, phrasing, count_origins) for t in _joined(told, phrasing, settings)]
    facts = [fact for fact in facts if fact.articles > 1 and not _retells(fact, utterances)]
    return tuple(sorted(facts, key=lambda f: (-f.weight, f.evidence)))


def _retells(fact: Fact, utterances: Sequence[Utterance]) -> bool:
    """Whether all sentences of a fact quote one utterance: it is told there."""
    return any(
        all(any(sentence.touches(p) for r in u.renderings for p in r.passages) for sentence in fact.evidence)
        for u in utterances
        if u.wording != "single"
    )


def _groups(
    lines: Sequence[Line], scores: Floats, clear: Sequence[float], floor: float, settings: FactGrouping
) -> list[list[int]]:
    """Groups of sentences, the one that states the fact first.

    A fact is a star: a sentence that many articles bear out and that reads well by
    itself, with all that go with it and with each other. A sentence whose closest
    counterpart is in a group has found its fact and opens none of its own.
    """
    if not lines:
        return []
    reading = np.array([line.reading for line in lines])
    support = np.zeros(len(lines), np.float32)
    for number in set(reading.tolist()):
        best = np.where(reading[None] == number, scores, 0).max(axis=1)
        support += np.where(best >= floor, best, 0)
    order = np.argsort(-(support + settings.clear * np.array(clear, np.float32)), kind="stable")
    closest = scores.argmax(axis=1)
    settled: set[int] = set()
    groups: list[list[int]] = []
    covered: set[tuple[int, int]] = set()

    def gather(centre: int) -> None:
        group = [centre]
        for n in np.argsort(-scores[centre], kind="stable").tolist():
            if scores[centre, n] < floor:
                break
            others = [m for m in group if reading[m] != reading[n]]
            if scores[n, others].min() >= settings.worst * floor:
                group.append(n)
        settled.add(centre)
        settled.update(n for n in group if int(closest[n]) in group)
        covered.update((a, b) for a in group for b in group)
        groups.append(group)

    for centre in order.tolist():
        if centre not in settled and support[centre] > 0:
            gather(centre)
    # a sentence that tells two facts has found one; a sure counterpart elsewhere shows the other
    for centre in order.tolist():
        sure = np.nonzero(scores[centre] >= settings.sure * floor)[0].tolist()
        if any((centre, n) not in covered for n in sure):
            gather(centre)
    return groups


@dataclass(frozen=True, slots=True)
class _Told:
    statement: Passage
    scores: Mapping[Passage, float]  # of each sentence that tells it, with the one that opened the group


def _told(
    readings: Sequence[Reading],
    pairs: Pairs,
    group: Sequence[int],
    phrasing: Phrasing,
    floor: float,
    settings: FactGrouping,
) -> _Told | None:
    passages = [_passage(readings, pairs.lines[n]) for n in group]
    scores = dict(zip(passages, [1.0, *pairs.scores[group[0], group[1:]].tolist()], strict=True))
    statement = choose_statement(sorted(scores), phrasing)
    if statement is None:
        return None
    kept = {
        passage: score
        for passage, score in scores.items()
        if (phrasing.borne_out(statement, passage) >= settings.borne_out or score >= settings.sure * floor)
        and not phrasing.counts_otherwise(passage, statement)
    }
    return _Told(statement, kept)


def _joined(told: Sequence[_Told], phrasing: Phrasing, settings: FactGrouping) -> list[_Told]:
    """Groups that ended up with one statement made one; a later one brings what bears the first out."""
    kept: list[_Told] = []
    for one in told:
        for n, other in enumerate(kept):
            if _alike(one.statement, other.statement, phrasing) >= settings.one_statement:
                more = {
                    p: score
                    for p, score in one.scores.items()
                    if phrasing.borne_out(other.statement, p) >= settings.joins
                    and not phrasing.counts_otherwise(p, other.statement)
                }
                kept[n] = _Told(other.statement, {**more, **other.scores})
                break
        else:
            kept.append(one)
    return kept


def _alike(one: Passage, other: Passage, phrasing: Phrasing) -> float:
    """How much two statements say the same: shared words by rarity, of all."""
    ours, theirs = phrasing.stems(one), phrasing.stems(other)
    whole = sum(map(phrasing.rarity, ours | theirs))
    return sum(map(phrasing.rarity, ours & theirs)) / whole if whole else 0.0


def _fact(told: _Told, phrasing: Phrasing, count_origins: CountOrigins) -> Fact:
    evidence = tuple(sorted(told.scores))
    articles = len({p.article for p in evidence})
    origins = count_origins(evidence)
    place = sum(1 / (1 + 0.2 * phrasing.place(p)) for p in evidence) / max(1, len(evidence))
    sure = sum(told.scores.values()) / max(1, len(evidence))
    weight = origins + 0.5 * (articles - origins) + math.log(1 + len(evidence)) / 2 + place + sure / 2
    return Fact(told.statement, evidence, articles, origins, round(weight, 4))


def without_rivals(
    facts: Sequence[Fact],
    conflicts: Sequence[Conflict],
    readings: Sequence[Reading],
    *,
    count_origins: CountOrigins,
) -> tuple[Fact, ...]:
    """The facts without the sentences that a conflict sets against the value they state."""
    texts = {r.article.id: r.article.text for r in readings}
    kept = []
    for fact in facts:
        stated = fact.statement.of(texts[fact.statement.article])
        rivals = {
            passage
            for conflict in conflicts
            for side in conflict.sides
            if conflict.kind != "wording" and re.search(rf"(?<!\w){re.escape(side.value)}(?!\w)", stated)
            for other in conflict.sides
            if other is not side
            for passage in other.evidence
        }
        evidence = tuple(p for p in fact.evidence if p not in rivals)
        articles = len({p.article for p in evidence})
        if articles > 1:
            kept.append(replace(fact, evidence=evidence, articles=articles, origins=count_origins(evidence)))
    return tuple(kept)


def facts_alone(
    readings: Sequence[Reading],
    pairs: Pairs,
    shared: Sequence[Fact],
    *,
    floor: float,
    settings: FactGrouping = FactGrouping(),
) -> tuple[Fact, ...]:
    """What a single article reports: its sentences that nothing elsewhere comes near, in text order.

    Only sentences of substance (a name, a number or a day in them), quotations aside;
    of each article the `settings.alone_most` that stand best by themselves.
    """
    if len(readings) == 1:
        return ()
    phrasing = Phrasing(readings)
    told = {p for fact in shared for p in fact.evidence}
    best = pairs.scores.max(axis=1, initial=0)
    facts = []
    for number, reading in enumerate(readings):
        found = []
        for n, line in enumerate(pairs.lines):
            sentence = reading.sentences[line.sentence] if line.reading == number else None
            if sentence is None or sentence.block not in ("body", "dek") or sentence.passage in told:
                continue
            if best[n] >= settings.alone * floor or phrasing.speech(sentence.passage) > QUOTING:
                continue
            if len(sentence.terms) >= 4 and _has_substance(reading, sentence):
                found.append((clearness(sentence.passage, phrasing), sentence.passage))
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
        near = [row[_sentence(c)] for c in chosen]
        vector = vectors[row[_sentence(fact)]]
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


def _sentence(fact: Fact) -> Passage:
    """The sentence that a statement is or is part of."""
    return next(p for p in fact.evidence if p.covers(fact.statement))


def _passage(readings: Sequence[Reading], line: Line) -> Passage:
    return readings[line.reading].sentences[line.sentence].passage


def title_of(readings: Sequence[Reading], lead: Sequence[Fact]) -> str:
    """The headline that says what all articles say; the lead's first line where none has one.

    The plainest wins: near the middle of all sentences, in words that the other articles
    use too, without a quotation or a colon.
    """
    titled = [r for r in readings if r.article.title]
    if not titled:
        texts = {r.article.id: r.article.text for r in readings}
        stated = lead[0].statement.of(texts[lead[0].statement.article]) if lead else readings[0].article.text
        first = " ".join(stated.split())
        return first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    used = {r.article.id: {w.form for w in words(r.article.text)} for r in readings}
    centre = np.sum([r.vectors.mean(axis=0) for r in readings if len(r.vectors)], axis=0)
    centre = centre / max(float(np.linalg.norm(centre)), 1e-6)

    def plainness(reading: Reading) -> float:
        title = reading.article.title or ""
        rows = [n for n, s in enumerate(reading.sentences) if s.block == "headline"] or [0]
        near = float(reading.vectors[rows].mean(axis=0) @ centre) if len(reading.vectors) else -1.0
        forms = {w.form for w in words(title)} - FUNCTION_WORDS
        others = [known for article, known in used.items() if article != reading.article.id]
        common = sum(form in known for form in forms for known in others) / max(1, len(forms) * len(others))
        return near + common - 0.3 * any(mark in plain(title) for mark in ":\"'")

    return max(titled, key=plainness).article.title or ""
