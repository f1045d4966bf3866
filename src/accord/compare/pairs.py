"""How likely two sentences of two articles report the same fact.

Pairs that have something in common are screened out of all pairs by likeness of meaning
and shared rare words. Each of them gets a row of features (words, numbers, names, days,
who did what to whom, surroundings, place) and a score from boosted trees fitted on
annotated events. See docs/models.md for data, figures and limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.compare.traits import Indices, Line, Traits, find_traits
from accord.compare.trees import Floats, Trees
from accord.records import Cast, Reading

FEATURES = (
    "cosine",
    "cosine of surroundings",
    "cosine of neighbours",
    "cosine below best, less",
    "cosine below best, more",
    "cosine above mean, less",
    "cosine above mean, more",
    "shared rarity",
    "shared rarity of all",
    "shared rarity of the shorter",
    "shared rarity below best, less",
    "shared rarity below best, more",
    "rarest shared",
    "terms shared",
    "neighbouring words shared",
    "numbers shared",
    "numbers apart",
    "names shared",
    "names shared of all",
    "days shared",
    "predicates shared",
    "predicates shared, one negated",
    "deeds shared with who did them",
    "deeds shared with whom they were done to",
    "deeds shared, roles exchanged",
    "distance in place",
    "place, first",
    "place, second",
    "length, shorter",
    "length, longer",
    "quoted",
)
_FAR = 20  # places beyond are alike


@dataclass(frozen=True, slots=True)
class Screening:
    """Which pairs are looked at closely."""

    likeness: float = 0.38  # cosine and share of rare words, together
    most: int = 60  # of the pairs of a sentence with later articles, the likeliest


class Beside(NamedTuple):
    """All pairs told from each of their lines: those of line n stand from `starts[n]` to `starts[n + 1]`."""

    starts: Indices
    line: Indices
    other: Indices
    scores: NDArray[np.float64]


def _starts(line: Indices, lines: int) -> Indices:
    """Where each line begins in a column that ascends, and the end."""
    return np.searchsorted(line, np.arange(lines + 1))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Scores of the likely pairs of a story's sentences, each once; lines are told by number."""

    lines: tuple[Line, ...]
    left: Indices  # the lower line of each pair, ascending
    right: Indices
    scores: Floats
    cosines: Floats
    vectors: Floats  # of the lines, unit length

    @cached_property
    def beside(self) -> Beside:
        """The pairs of each line, in text order, with scores as they are compared: in double precision."""
        # first with those before a line, in their order, then with those after it
        line, other = np.concatenate((self.right, self.left)), np.concatenate((self.left, self.right))
        order = np.argsort(line, kind="stable")
        scores = np.concatenate((self.scores, self.scores)).astype(np.float64)
        return Beside(_starts(line[order], len(self.lines)), line[order], other[order], scores[order])

    @cached_property
    def near(self) -> tuple[dict[int, float], ...]:
        """For each line, the lines of other articles that it is paired with, and the scores."""
        starts, _, other, scores = (column.tolist() for column in self.beside)
        return tuple(dict(zip(other[a:b], scores[a:b], strict=True)) for a, b in pairwise(starts))

    def best_first(self, least: float) -> list[list[int]]:
        """For each line, those that it is paired with at so high a score or higher, the highest first."""
        _, line, other, scores = self.beside
        enough = scores >= least
        line, other = line[enough], other[enough]
        order = np.lexsort((-scores[enough], line))  # which leaves those that score alike in text order
        starts, ranked = _starts(line, len(self.lines)).tolist(), other[order].tolist()
        return [ranked[a:b] for a, b in pairwise(starts)]

    def score(self, one: int, other: int) -> float:
        """0 where the two were not worth a look."""
        return self.near[one].get(other, 0.0)

    def cosine(self, one: int, other: int) -> float:
        return float(self.vectors[one] @ self.vectors[other])

    def best(self) -> Floats:
        """The highest score of each line."""
        return np.array([max(row.values(), default=0.0) for row in self.near], np.float32)

    def likely(
        self, score: float, cosine: float, among: NDArray[np.bool_] | None = None
    ) -> Iterator[tuple[int, int]]:
        """Pairs that score or resemble enough, in text order; of the lines marked in `among` alone."""
        enough = (self.scores >= score) | (self.cosines >= cosine)
        if among is not None:
            enough &= among[self.left] & among[self.right]
        kept = np.nonzero(enough)[0]
        yield from zip(self.left[kept].tolist(), self.right[kept].tolist(), strict=True)


class Rows(NamedTuple):
    """Pairs with their features."""

    left: Indices
    right: Indices
    features: Floats  # (pairs, features)


def score_pairs(readings: Sequence[Reading], cast: Cast, trees: Trees) -> Pairs:
    """Score the pairs of sentences that stand in two articles of one story and have much in common."""
    traits = find_traits(readings, cast)
    found = list(feature_rows(traits))
    if not found:
        none, nothing = np.zeros(0, np.intp), np.zeros(0, np.float32)
        return Pairs(traits.lines, none, none, nothing, nothing, traits.vectors)
    left, right, features = (np.concatenate(part) for part in zip(*found, strict=True))
    return Pairs(traits.lines, left, right, trees(features), features[:, 0].copy(), traits.vectors)


def feature_rows(traits: Traits, screening: Screening = Screening()) -> Iterator[Rows]:
    """The pairs worth a look, those of each article with all later ones together."""
    for number in range(len(traits.starts) - 2):
        rows = range(traits.starts[number], traits.starts[number + 1])
        columns = range(traits.starts[number + 1], traits.starts[-1])
        if rows and columns:
            yield _features(traits, number, rows, columns, screening)


def _features(traits: Traits, number: int, rows: range, columns: range, screening: Screening) -> Rows:
    here, there = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
    cosine: Floats = traits.vectors[here] @ traits.vectors[there].T
    members, ours, theirs = traits.terms.tables(rows, columns)
    weighed: Floats = ours * traits.terms.rarity[members]
    shared: Floats = weighed @ theirs
    sums = traits.terms.weights
    of_all: Floats = shared / np.maximum(sums[here, None] + sums[None, there] - shared, np.float32(1e-6))
    i, j = _screened(cosine + of_all, screening)
    a, b = i + rows.start, j + columns.start
    firsts = np.array(traits.starts[number + 1 : -1]) - columns.start
    counts = np.diff(traits.starts[number + 1 :])
    firsts, counts = firsts[counts > 0], counts[counts > 0]
    article = np.repeat(np.arange(len(firsts)), counts)[j]

    def below_best(table: Floats) -> tuple[Floats, Floats]:
        in_row = np.maximum.reduceat(table, firsts, axis=1)[i, article] - table[i, j]
        in_column = table.max(axis=0)[j] - table[i, j]
        return np.minimum(in_row, in_column), np.maximum(in_row, in_column)

    in_row = cosine[i, j] - (np.add.reduceat(cosine, firsts, axis=1) / counts)[i, article]
    in_column = cosine[i, j] - cosine.mean(axis=0)[j]

    numbers, names = traits.numbers.shared(a, b), traits.names.shared(a, b)
    n_a, n_b = traits.numbers.sizes[a], traits.numbers.sizes[b]
    together = names / np.maximum(traits.names.sizes[a] + traits.names.sizes[b] - names, np.float32(1))
    asserted, negated, by, to = traits.asserted, traits.negated, traits.done_by, traits.done_to
    columns_of = (
        cosine[i, j],
        np.einsum("ij,ij->i", traits.around[a], traits.around[b]),
        _neighbours(cosine, i, j, firsts),
        *below_best(cosine),
        np.minimum(in_row, in_column),
        np.maximum(in_row, in_column),
        shared[i, j],
        of_all[i, j],
        shared[i, j] / np.maximum(np.minimum(sums[a], sums[b]), np.float32(1e-6)),
        *below_best(shared),
        _rarest(weighed, theirs, i, j),
        (ours @ theirs)[i, j],
        traits.bigrams.shared(a, b),
        numbers,
        np.where((n_a > 0) & (n_b > 0), n_a + n_b - 2 * numbers, 0),
        names,
        together,
        traits.days.shared(a, b),
        asserted.shared(a, b) + negated.shared(a, b),
        asserted.shared(a, b, negated) + negated.shared(a, b, asserted),
        by.shared(a, b),
        to.shared(a, b),
        by.shared(a, b, to) + to.shared(a, b, by),
        np.abs(traits.depths[a] - traits.depths[b]),
        np.minimum(np.minimum(traits.places[a], traits.places[b]), _FAR),
        np.minimum(np.maximum(traits.places[a], traits.places[b]), 2 * _FAR),
        np.minimum(traits.lengths[a], traits.lengths[b]),
        np.maximum(traits.lengths[a], traits.lengths[b]),
        traits.quoted[a] + traits.quoted[b],
    )
    return Rows(a, b, np.stack(columns_of, axis=-1).astype(np.float32))


def _screened(likeness: Floats, screening: Screening) -> tuple[Indices, Indices]:
    """The cells that are likely enough, of each row at most so many."""
    floor = np.full((len(likeness), 1), screening.likeness, np.float32)
    if likeness.shape[1] > screening.most:
        floor = np.maximum(floor, -np.partition(-likeness, screening.most, axis=1)[:, screening.most, None])
    i, j = np.nonzero(likeness >= floor)
    return i, j


def _rarest(weighed: Floats, theirs: Floats, i: Indices, j: Indices) -> Floats:
    """The rarity of the rarest term that each pair shares."""
    found = np.zeros(len(i), np.float32)
    for row in range(len(weighed)):
        terms, cells = np.nonzero(weighed[row])[0], np.nonzero(i == row)[0]
        if len(terms) and len(cells):
            found[cells] = (weighed[row, terms, None] * theirs[np.ix_(terms, j[cells])]).max(axis=0)
    return found


def _neighbours(cosine: Floats, i: Indices, j: Indices, firsts: Indices) -> Floats:
    """The sum of the cosines of the sentences before and of those after, 0 where there are none."""
    begins = np.zeros(cosine.shape[1] + 1, bool)
    begins[firsts], begins[-1] = True, True
    before = (i > 0) & ~begins[j]
    after = (i + 1 < len(cosine)) & ~begins[j + 1]
    found = np.zeros(len(i), np.float32)
    found[before] += cosine[i[before] - 1, j[before] - 1]
    found[after] += cosine[i[after] + 1, j[after] + 1]
    return found
