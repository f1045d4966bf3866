"""What each sentence of a story has that can be held against other sentences."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from accord.compare.trees import Floats
from accord.records import BlockKind, Cast, Clause, Passage, Reading
from accord.text import plain, words

COMPARED: frozenset[BlockKind] = frozenset({"headline", "dek", "body", "caption"})
USUAL = 75  # sentences of three reports: a word is no less rare because a story is told in three lines
_FEW = 8  # members of a line that are held against each other all at once
T = TypeVar("T")
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as one of a story's sentences: number of the reading, number in the reading."""

    reading: int
    sentence: int


class Kind:
    """One kind of trait: which lines have which members."""

    def __init__(self, of: Sequence[Sequence[Hashable]], numbers: dict[Hashable, int] | None = None) -> None:
        """Members get numbers; those of two kinds that are held against each other share `numbers`."""
        numbers = {} if numbers is None else numbers
        # numbered in the order of the text, so that sums over them come out the same in every run
        self.of = [frozenset(numbers.setdefault(m, len(numbers)) for m in members) for members in of]
        self.sizes = np.array([len(members) for members in self.of], np.float32)
        self.most = max(map(len, self.of), default=0)
        # one a row where they are few, the rest filled up with -1
        self._rows = np.full((len(self.of), min(self.most, _FEW)), -1, np.int32)
        for row, members in enumerate(self.of if self.most <= _FEW else ()):
            self._rows[row, : len(members)] = list(members)

    def shared(self, a: Indices, b: Indices, other: Kind | None = None) -> Floats:
        """How many members each line of `a` has in common with the one of `b`, which has them of `other`."""
        other = other or self
        found = np.zeros(len(a), np.float32)
        able = np.nonzero((self.sizes[a] > 0) & (other.sizes[b] > 0))[0]
        if self.most > _FEW or other.most > _FEW:
            ours, theirs = self.of, other.of
            found[able] = [
                len(ours[x] & theirs[y]) for x, y in zip(a[able].tolist(), b[able].tolist(), strict=True)
            ]
            return found
        for column in range(self.most):
            able = able[self.sizes[a[able]] > column]
            if not len(able):
                break
            mine = self._rows[a[able], column]
            found[able] += (other._rows[b[able]] == mine[:, None]).sum(axis=1)
        return found


class Terms(Kind):
    """The words of each line, with how rare they are in the story."""

    def __init__(self, of: Sequence[Sequence[Hashable]]) -> None:
        super().__init__(of)
        holders: defaultdict[int, list[int]] = defaultdict(list)
        for line, members in enumerate(self.of):
            for member in members:
                holders[member].append(line)
        # inverse document frequency, counted over the story's sentences (Spärck Jones, 1972)
        total = max(len(self.of), USUAL)
        self.rarity: Floats = np.array(
            [min(math.log((total + 1) / len(holders[m])), 6.0) for m in range(len(holders))], np.float32
        )
        self.weights: Floats = np.array(  # of each line
            [self.rarity[list(members)].sum() for members in self.of], np.float32
        )
        # what one line alone has is shared by none
        self._holders = {
            m: (lines, np.array(lines, np.intp)) for m, lines in holders.items() if len(lines) > 1
        }

    def tables(self, rows: range, columns: range) -> tuple[list[int], Floats, Floats]:
        """The terms that both sides have, and which line of each side has which: 1 or 0.

        `columns` reach to the last line.
        """
        ours = frozenset().union(*(self.of[row] for row in rows)) & self._holders.keys()
        common = sorted(m for m in ours if self._holders[m][0][-1] >= columns.start)
        column_of = {member: column for column, member in enumerate(common)}
        left = np.zeros((len(rows), len(common)), np.float32)
        right = np.zeros((len(common), len(columns)), np.float32)
        for n, row in enumerate(rows):
            left[n, [column_of[m] for m in self.of[row] if m in column_of]] = 1
        for column, member in enumerate(common):
            lines, holders = self._holders[member]
            right[column, holders[bisect_left(lines, columns.start) :] - columns.start] = 1
        return common, left, right


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """A row a line, in the order of the readings."""

    lines: tuple[Line, ...]
    starts: tuple[int, ...]  # where each reading begins, and the end
    vectors: Floats
    around: Floats  # of the sentence with the one before and the one after, unit length
    terms: Terms
    bigrams: Kind
    numbers: Kind
    names: Kind
    days: Kind
    asserted: Kind  # predicates of what is told to be so,
    negated: Kind  # and not to be so
    done_by: Kind  # predicate and who does it
    done_to: Kind  # predicate and whom or what it is done to
    lengths: Floats  # words
    quoted: Floats  # 1: there is a quotation mark in it
    places: Floats  # sentences before it in the article
    depths: NDArray[np.float64]  # the same by the article's length: 0 its first sentence, 1 its last


def sentences_compared(reading: Reading) -> list[int]:
    """The numbers of the sentences that can carry a fact."""
    return [n for n, s in enumerate(reading.sentences) if s.block in COMPARED and len(s.terms) >= 2]


def find_traits(readings: Sequence[Reading], cast: Cast) -> Traits:
    lines: list[Line] = []
    starts = [0]
    columns: dict[str, list[list[Hashable]]] = defaultdict(list)
    lengths: list[int] = []
    quoted: list[bool] = []
    for number, reading in enumerate(readings):
        kept = sentences_compared(reading)
        lines += [Line(number, n) for n in kept]
        starts.append(len(lines))
        text = reading.article.text
        for name, of in _members(reading, cast).items():
            columns[name] += [of[n] for n in kept]
        for n in kept:
            sentence = reading.sentences[n]
            forms = [w.form for w in words(text, sentence.passage.start, sentence.passage.end)]
            columns["terms"].append(list(sentence.terms))
            columns["bigrams"].append(list(pairwise(forms)))
            lengths.append(len(forms))
            quoted.append('"' in plain(sentence.passage.of(text)))
    numbers: tuple[dict[Hashable, int], ...] = {}, {}  # of what is done, and with who does it or to whom
    width = max((r.vectors.shape[1] for r in readings if r.vectors.ndim == 2), default=0)
    vectors = np.array([readings[x.reading].vectors[x.sentence] for x in lines], np.float32)
    vectors = vectors.reshape(len(lines), width)
    places = np.array([n for a, b in pairwise(starts) for n in range(b - a)], np.float32)
    counts = np.diff(starts)
    return Traits(
        lines=tuple(lines),
        starts=tuple(starts),
        vectors=vectors,
        around=_around(vectors, starts),
        terms=Terms(columns["terms"]),
        bigrams=Kind(columns["bigrams"]),
        numbers=Kind(columns["numbers"]),
        names=Kind(columns["names"]),
        days=Kind(columns["days"]),
        asserted=Kind(columns["asserted"], numbers[0]),
        negated=Kind(columns["negated"], numbers[0]),
        done_by=Kind(columns["done by"], numbers[1]),
        done_to=Kind(columns["done to"], numbers[1]),
        lengths=np.array(lengths, np.float32),
        quoted=np.array(quoted, np.float32),
        places=places,
        depths=places / np.repeat(np.maximum(counts - 1, 1), counts),
    )


def _members(reading: Reading, cast: Cast) -> dict[str, list[list[Hashable]]]:
    """Names, numbers, days and deeds of each sentence."""
    known = [
        (m.passage, cast.of[key].id)
        for m in reading.mentions
        if (key := (reading.article.id, m.entity)) in cast.of
    ]
    found = {
        "names": by_sentence(reading, [(p.start, person) for p, person in known]),
        "numbers": by_sentence(reading, [(q.passage.start, (q.low, q.high)) for q in reading.quantities]),
        "days": by_sentence(reading, [
            (p.passage.start, (p.first, p.last))
            for p in reading.periods
            if p.first and p.last and (p.last - p.first).days < 32
        ]),
    }  # fmt: skip
    starts = [p.start for p, _ in known]

    def who(passage: Passage) -> Hashable:
        """Someone of the cast named in the phrase, else its last word."""
        at = bisect_right(starts, passage.end - 1) - 1
        if at >= 0 and known[at][0].touches(passage):
            return known[at][1]
        return plain(passage.of(reading.article.text)).lower().split()[-1][:6]

    clauses = [(c.passage.start, c) for c in reading.clauses]
    deeds = by_sentence(reading, clauses)
    found["asserted"] = [[c.predicate for c in row if not _denied(c)] for row in deeds]
    found["negated"] = [[c.predicate for c in row if _denied(c)] for row in deeds]
    found["done by"] = [[(c.predicate, who(c.agent)) for c in row if c.agent] for row in deeds]
    found["done to"] = [[(c.predicate, who(c.patient)) for c in row if c.patient] for row in deeds]
    return found  # type: ignore[return-value]


def _denied(clause: Clause) -> bool:
    return clause.negated or clause.modality == "denied"


def by_sentence(reading: Reading, items: Iterable[tuple[int, T]]) -> list[list[T]]:
    """The items of each sentence, by where they start."""
    starts = [s.passage.start for s in reading.sentences]
    found: list[list[T]] = [[] for _ in starts]
    for start, item in items:
        at = bisect_right(starts, start) - 1
        if at >= 0 and start < reading.sentences[at].passage.end:
            found[at].append(item)
    return found


def _around(vectors: Floats, starts: Sequence[int]) -> Floats:
    """Each vector with half of the one before and of the one after in its article, unit length."""
    summed = vectors.copy()
    for a, b in pairwise(starts):
        if a == b:
            continue  # an article without a sentence
        summed[a + 1 : b] += vectors[a : b - 1] / 2
        summed[a : b - 1] += vectors[a + 1 : b] / 2
    norms = np.linalg.norm(summed, axis=1, keepdims=True)
    around: Floats = summed / np.maximum(norms, np.float32(1e-6))
    return around
