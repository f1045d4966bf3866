"""How likely two sentences of two articles report the same fact.

Every pair of sentences gets a row of features (likeness of meaning, rare words,
numbers, people and days shared, place in the article) and a score from boosted trees
fitted on annotated events. See docs/models.md for data, figures and limits.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from accord.compare.trees import Floats, Trees
from accord.records import BlockKind, Cast, Reading, Sentence
from accord.text import plain, words

FEATURES = (
    "cosine",
    "shared rarity",
    "shared rarity of all",
    "shared rarity of the shorter",
    "rarest shared",
    "terms shared",
    "neighbouring words shared",
    "numbers shared",
    "numbers apart",
    "persons shared",
    "persons shared of all",
    "days shared",
    "predicates shared",
    "predicates shared, one negated",
    "rank by cosine, left",
    "rank by cosine, right",
    "rank by rarity, left",
    "rank by rarity, right",
    "cosine above mean, left",
    "cosine above mean, right",
    "distance in place",
    "place, first",
    "place, second",
    "length, shorter",
    "length, longer",
    "quoted",
)
COMPARED: frozenset[BlockKind] = frozenset({"headline", "dek", "body", "caption"})
T = TypeVar("T")
USUAL = 75  # sentences of three reports: a word is no less rare because a story is told in three lines
_FAR = 20  # ranks and places beyond are alike


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as one of a story's sentences: number of the reading, number in the reading."""

    reading: int
    sentence: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Scores of all sentence pairs of a story; 0 within one article."""

    lines: tuple[Line, ...]
    scores: Floats  # (lines, lines), symmetric
    cosines: Floats


@dataclass(slots=True, eq=False)
class _Page:
    """What features are made of, for one article; one row a sentence."""

    lines: list[Line]
    vectors: Floats
    terms: list[frozenset[int]]
    bigrams: list[frozenset[int]]
    numbers: list[frozenset[int]]
    persons: list[frozenset[int]]
    days: list[frozenset[int]]
    asserted: list[frozenset[int]]
    negated: list[frozenset[int]]
    lengths: Floats
    quoted: Floats


def sentences_compared(reading: Reading) -> list[int]:
    """The numbers of the sentences that can carry a fact."""
    return [n for n, s in enumerate(reading.sentences) if s.block in COMPARED and len(s.terms) >= 2]


class _Vocabulary(dict[object, int]):
    def __missing__(self, key: object) -> int:
        self[key] = len(self)
        return self[key]


def score_pairs(readings: Sequence[Reading], cast: Cast, trees: Trees) -> Pairs:
    """Score every pair of sentences that stand in two articles of one story."""
    pages = _pages(readings, cast)
    lines = tuple(line for page in pages for line in page.lines)
    scores = np.zeros((len(lines), len(lines)), np.float32)
    cosines = np.zeros_like(scores)
    starts = np.cumsum([0, *(len(page.lines) for page in pages)])
    rarity = _rarity(pages)
    for a, left in enumerate(pages):
        for b, right in enumerate(pages[:a]):
            if not left.lines or not right.lines:
                continue
            rows = pair_features(left, right, rarity)
            block = trees(rows.reshape(-1, rows.shape[-1])).reshape(rows.shape[:2])
            here, there = slice(starts[a], starts[a + 1]), slice(starts[b], starts[b + 1])
            scores[here, there], scores[there, here] = block, block.T
            cosines[here, there], cosines[there, here] = rows[..., 0], rows[..., 0].T
    return Pairs(lines, scores, cosines)


def feature_rows(readings: Sequence[Reading], cast: Cast) -> list[tuple[Line, Line, Floats]]:
    """Every pair with its features, for training."""
    pages = _pages(readings, cast)
    rarity = _rarity(pages)
    found = []
    for a, left in enumerate(pages):
        for right in pages[:a]:
            rows = pair_features(left, right, rarity)
            found += [(x, y, rows[i, j]) for i, x in enumerate(left.lines) for j, y in enumerate(right.lines)]
    return found


def _rarity(pages: Sequence[_Page]) -> Floats:
    """Inverse document frequency of each term, counted over the story's sentences (Spärck Jones, 1972)."""
    counts = Counter(term for page in pages for terms in page.terms for term in terms)
    total = max(sum(len(page.lines) for page in pages), USUAL)
    weights = np.zeros(max(counts, default=-1) + 1, np.float32)
    for term, count in counts.items():
        weights[term] = min(math.log((total + 1) / count), 6.0)
    return weights


def _pages(readings: Sequence[Reading], cast: Cast) -> list[_Page]:
    terms, grams, numbers, people, days, deeds = (_Vocabulary() for _ in range(6))
    pages = []
    for number, reading in enumerate(readings):
        kept = sentences_compared(reading)
        persons = _by_sentence(reading, [
            (m.passage.start, cast.of[key].id)
            for m in reading.mentions
            if (key := (reading.article.id, m.entity)) in cast.of
        ])  # fmt: skip
        amounts = _by_sentence(reading, [
            (q.passage.start, (q.low, q.high)) for q in reading.quantities
        ])  # fmt: skip
        dates = _by_sentence(reading, [
            (p.passage.start, (p.first, p.last))
            for p in reading.periods
            if p.first and p.last and (p.last - p.first).days < 32
        ])  # fmt: skip
        clauses = _by_sentence(reading, [
            (c.passage.start, (c.predicate, c.negated or c.modality == "denied")) for c in reading.clauses
        ])  # fmt: skip
        text = reading.article.text
        forms = [[w.form for w in words(text, *_bounds(reading.sentences[n]))] for n in kept]
        pages.append(
            _Page(
                lines=[Line(number, n) for n in kept],
                vectors=reading.vectors[np.array(kept, np.intp)],
                terms=[frozenset(terms[t] for t in reading.sentences[n].terms) for n in kept],
                bigrams=[frozenset(grams[g] for g in pairwise(f)) for f in forms],
                numbers=[frozenset(numbers[x] for x in amounts[n]) for n in kept],
                persons=[frozenset(people[x] for x in persons[n]) for n in kept],
                days=[frozenset(days[x] for x in dates[n]) for n in kept],
                asserted=[frozenset(deeds[p] for p, no in clauses[n] if not no) for n in kept],
                negated=[frozenset(deeds[p] for p, no in clauses[n] if no) for n in kept],
                lengths=np.array([len(f) for f in forms], np.float32),
                quoted=np.array(
                    ['"' in plain(text[slice(*_bounds(reading.sentences[n]))]) for n in kept], np.float32
                ),
            )
        )
    return pages


def _bounds(sentence: Sentence) -> tuple[int, int]:
    return sentence.passage.start, sentence.passage.end


def _by_sentence(reading: Reading, items: Iterable[tuple[int, T]]) -> list[list[T]]:
    """The items of each sentence, by where they start."""
    starts = [s.passage.start for s in reading.sentences]
    found: list[list[T]] = [[] for _ in starts]
    for start, item in items:
        at = bisect_right(starts, start) - 1
        if at >= 0 and start < reading.sentences[at].passage.end:
            found[at].append(item)
    return found


def _shared(left: Sequence[frozenset[int]], right: Sequence[frozenset[int]]) -> Floats:
    """How many members each set on the left shares with each on the right."""
    common = sorted(frozenset().union(*left) & frozenset().union(*right))
    return _incidence(left, common) @ _incidence(right, common).T


def _incidence(sets: Sequence[frozenset[int]], columns: Sequence[int]) -> Floats:
    place = {column: n for n, column in enumerate(columns)}
    table = np.zeros((len(sets), len(columns)), np.float32)
    for row, members in enumerate(sets):
        for member in members:
            if member in place:
                table[row, place[member]] = 1
    return table


def _ranks(values: Floats) -> Floats:
    """Rank of each value in its row, 0 the greatest; ties by place."""
    order = np.argsort(-values, axis=1, kind="stable")
    ranks = np.empty_like(values)
    np.put_along_axis(ranks, order, np.arange(values.shape[1], dtype=np.float32)[None], axis=1)
    return np.minimum(ranks, _FAR)


def _sizes(sets: Sequence[frozenset[int]]) -> Floats:
    return np.array([len(members) for members in sets], np.float32)


def _sums(sets: Sequence[frozenset[int]], weights: Floats) -> Floats:
    return np.array([weights[list(members)].sum() if members else 0 for members in sets], np.float32)


def pair_features(left: _Page, right: _Page, rarity: Floats) -> Floats:
    """The features of all pairs of two articles: (sentences left, sentences right, features)."""
    shape = (len(left.lines), len(right.lines))
    cosine = left.vectors @ right.vectors.T
    common = sorted(frozenset().union(*left.terms) & frozenset().union(*right.terms))
    ours, theirs = _incidence(left.terms, common), _incidence(right.terms, common)
    weights = rarity[common]
    shared = ((ours * weights) @ theirs.T).astype(np.float32)
    sum_left, sum_right = _sums(left.terms, rarity)[:, None], _sums(right.terms, rarity)[None]
    rarest = np.zeros(shape, np.float32)
    for row in range(shape[0]):
        rarest[row] = (ours[row] * weights * theirs).max(axis=1, initial=0)
    numbers = _shared(left.numbers, right.numbers)
    n_left, n_right = _sizes(left.numbers)[:, None], _sizes(right.numbers)[None]
    persons = _shared(left.persons, right.persons)
    p_left, p_right = _sizes(left.persons)[:, None], _sizes(right.persons)[None]
    place_left = np.arange(shape[0], dtype=np.float32)[:, None]
    place_right = np.arange(shape[1], dtype=np.float32)[None]
    columns: list[NDArray[Any]] = [
        cosine,
        shared,
        shared / (sum_left + sum_right - shared + 1e-6),
        shared / np.maximum(np.minimum(sum_left, sum_right), np.float32(1e-6)),
        rarest,
        ours @ theirs.T,
        _shared(left.bigrams, right.bigrams),
        numbers,
        np.where((n_left > 0) & (n_right > 0), n_left + n_right - 2 * numbers, 0),
        persons,
        persons / (p_left + p_right - persons + 1e-6),
        _shared(left.days, right.days),
        _shared(left.asserted, right.asserted) + _shared(left.negated, right.negated),
        _shared(left.asserted, right.negated) + _shared(left.negated, right.asserted),
        _ranks(cosine),
        _ranks(cosine.T).T,
        _ranks(shared),
        _ranks(shared.T).T,
        cosine - cosine.mean(axis=1, keepdims=True),
        cosine - cosine.mean(axis=0, keepdims=True),
        np.abs(place_left / max(1, shape[0] - 1) - place_right / max(1, shape[1] - 1)),
        np.minimum(np.minimum(place_left, place_right), _FAR),
        np.minimum(np.maximum(place_left, place_right), 2 * _FAR),
        np.minimum(left.lengths[:, None], right.lengths[None]),
        np.maximum(left.lengths[:, None], right.lengths[None]),
        left.quoted[:, None] + right.quoted[None],
    ]
    return np.stack([np.broadcast_to(c, shape) for c in columns], axis=-1).astype(np.float32)
