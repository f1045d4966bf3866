"""What each sentence of a story has that can be held against other sentences."""

from __future__ import annotations

import math
from bisect import bisect_right
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
T = TypeVar("T")
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as one of a story's sentences: number of the reading, number in the reading."""

    reading: int
    sentence: int


class Kind:
    """One kind of trait: which lines have which members."""

    def __init__(self, of: Sequence[Sequence[Hashable]]) -> None:
        numbers: dict[Hashable, int] = {}
        self.named = [frozenset(members) for members in of]
        # numbered in the order of the text, so that sums over them come out the same in every run
        self.of = [frozenset(numbers.setdefault(m, len(numbers)) for m in members) for members in of]
        holders: list[list[int]] = [[] for _ in numbers]
        for line, members in enumerate(self.of):
            for member in members:
                holders[member].append(line)
        self.counts = [len(lines) for lines in holders]
        self._last = [lines[-1] for lines in holders]
        # what one line alone has is shared by none
        self._holders = {m: np.array(lines, np.intp) for m, lines in enumerate(holders) if len(lines) > 1}
        self.sizes = np.array([len(members) for members in self.of], np.float32)

    def tables(self, rows: range, columns: range) -> tuple[list[int], Floats, Floats]:
        """The members that both sides have, and which line of each side has which: 1 or 0."""
        ours = frozenset().union(*(self.of[row] for row in rows))
        common = sorted(m for m in ours if self._last[m] >= columns.start)
        left = np.zeros((len(rows), len(common)), np.float32)
        right = np.zeros((len(common), len(columns)), np.float32)
        for column, member in enumerate(common):
            holders = self._holders[member]
            right[column, holders[np.searchsorted(holders, columns.start) :] - columns.start] = 1
            first, last = np.searchsorted(holders, (rows.start, rows.stop))
            left[holders[first:last] - rows.start, column] = 1
        return common, left, right

    def shared(self, rows: range, columns: range) -> Floats:
        """How many members each row has in common with each column; columns reach to the last line."""
        _, left, right = self.tables(rows, columns)
        return left @ right


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """A row a line, in the order of the readings."""

    lines: tuple[Line, ...]
    starts: tuple[int, ...]  # where each reading begins, and the end
    vectors: Floats
    around: Floats  # of the sentence with the one before and the one after, unit length
    terms: Kind
    rarity: Floats  # of each term
    weights: Floats  # of each line: the rarity of its terms, summed
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
    terms = Kind(columns["terms"])
    rarity = _rarity(terms)
    width = max((r.vectors.shape[1] for r in readings if r.vectors.ndim == 2), default=0)
    vectors = np.array([readings[x.reading].vectors[x.sentence] for x in lines], np.float32)
    vectors = vectors.reshape(len(lines), width)
    return Traits(
        lines=tuple(lines),
        starts=tuple(starts),
        vectors=vectors,
        around=_around(vectors, starts),
        terms=terms,
        rarity=rarity,
        weights=np.array([rarity[list(members)].sum() for members in terms.of], np.float32),
        bigrams=Kind(columns["bigrams"]),
        numbers=Kind(columns["numbers"]),
        names=Kind(columns["names"]),
        days=Kind(columns["days"]),
        asserted=Kind(columns["asserted"]),
        negated=Kind(columns["negated"]),
        done_by=Kind(columns["done by"]),
        done_to=Kind(columns["done to"]),
        lengths=np.array(lengths, np.float32),
        quoted=np.array(quoted, np.float32),
        places=np.array([n for a, b in pairwise(starts) for n in range(b - a)], np.float32),
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


def _rarity(terms: Kind) -> Floats:
    """Inverse document frequency of each term, counted over the story's sentences (Spärck Jones, 1972)."""
    total = max(len(terms.of), USUAL)
    return np.array([min(math.log((total + 1) / n), 6.0) for n in terms.counts], np.float32)


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
