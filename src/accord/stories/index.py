"""Articles by their terms: which of many are like a given one, without looking at them all.

Inverted lists of the weightiest terms propose candidates, the rarest terms first, until a
budget of list entries is spent; so the time for one article does not grow with their number.
What is proposed is then measured exactly.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accord.stories.duplicates import PLACES
from accord.stories.sketches import BACKGROUND, Sketch, usual

Rows = NDArray[np.int64]
Likeness = NDArray[np.float32]

_NEXT_TO_NOTHING = 1e-4
_NOTHING = 0  # the term that pads a short row; its weights are nought


@dataclass(frozen=True, slots=True)
class Weighting:
    """What makes articles alike. Each value was measured by `evals.grouping` and lies on a flat stretch."""

    opening: float = 0.3  # share of title and first sentences; the full text has the rest
    # Names and figures count this much besides: they tell two events of a kind apart.
    names: float = 0.04
    nameless: float = 0.15  # their likeness where an article has none
    far: float = 0.8  # likeness left to articles whose days lie far apart; never a gate,
    # for events go on and dates are misread
    far_days: float = 30.0
    listed: int = 64  # terms of an article by which it can be proposed
    entries: int = 4000  # of inverted lists looked through for one article
    proposed: int = 24  # articles that are measured exactly


class TermIndex:
    """The live articles in rows; a row stays the article's until `remove`, and is given anew later.

    Rarity is counted among the live articles before a background of imagined ones
    (`sketches.usual`), at the moment of asking: so what is answered depends on the articles
    that are in, not on the order in which they came.
    """

    def __init__(self, weighting: Weighting = Weighting(), width: int = 160) -> None:
        self.weighting = weighting
        self._width = width
        self._terms: dict[str, int] = {"": _NOTHING}
        self._unused: list[int] = []  # numbers of terms that no article has any more
        self._lists: list[array[int]] = [array("i")]
        self._usual = np.zeros(1024, np.float32)  # by term: imagined articles with it
        self._held = np.zeros(1024, np.int32)  # by term: live articles with it
        self._log = np.zeros(1024, np.float32)  # by term: logarithm of both together
        self._slot = np.zeros(1024, np.int16)  # by term: its place in the row asked about, else 0
        self._top = 0  # rows in use are below
        self._free: list[int] = []
        self._removed: list[int] = []  # rows that lists still name
        self._came = 0
        self._live = 0
        self._ids = np.zeros((1024, width), np.int32)
        self._weights = np.zeros((1024, 3, width), np.float32)
        self._days = np.full(1024, np.nan)
        self._order = np.full(1024, -1, np.int64)  # when each came; -1 when it is gone
        self._signatures = np.zeros((1024, PLACES), np.uint32)
        self._score = np.zeros(1024, np.float32)
        self._mark = np.zeros(1024, np.int64)

    def __len__(self) -> int:
        return self._live

    # ------------------------------------------------------------ coming and going

    def add(self, sketch: Sketch) -> int:
        """The row of an article that comes in."""
        row = self._free.pop() if self._free else self._top
        if row == self._top:
            self._top += 1
            if row == len(self._ids):
                for name in ("_ids", "_weights", "_days", "_order", "_signatures", "_score", "_mark"):
                    setattr(self, name, _longer(getattr(self, name)))
        n = min(len(sketch.terms), self._width)
        ids: list[int] = []
        self._ids[row, n:], self._weights[row, :, n:] = _NOTHING, 0
        if n:
            known = self._terms
            ids = [known[t] if t in known else self._term(t) for t in sketch.terms[:n]]
            self._ids[row, :n] = ids
            self._weights[row, :, :n] = np.frombuffer(sketch.weights, "<f4").reshape(3, -1)[:, :n]
            self._hold(self._ids[row, :n], 1)
        self._days[row] = sketch.day.toordinal() if sketch.day else np.nan
        self._signatures[row] = np.frombuffer(sketch.signature, "<u4")
        self._order[row] = self._came
        self._came += 1
        self._live += 1
        lists = self._lists
        for term in ids[: self.weighting.listed]:
            lists[term].append(row)
        return row

    def _term(self, term: str) -> int:
        """The number of a term that comes in."""
        if self._unused:
            number = self._unused.pop()
        else:
            number = len(self._lists)
            self._lists.append(array("i"))
            if number == len(self._held):
                for name in ("_held", "_usual", "_log", "_slot"):
                    setattr(self, name, _longer(getattr(self, name)))
        self._terms[term] = number
        self._held[number], self._usual[number] = 0, usual(term)
        return number

    def _hold(self, ids: NDArray[np.int32], more: int) -> None:
        self._held[ids] += more
        self._log[ids] = np.log(self._held[ids] + self._usual[ids] + np.float32(0.5))

    def remove(self, rows: Iterable[int]) -> None:
        """Let articles go. Their rows must not be asked for any more."""
        for row in rows:
            ids = self._ids[row]
            self._hold(ids[ids != _NOTHING], -1)
            self._order[row] = -1
            self._live -= 1
            self._removed.append(row)
        if len(self._removed) > max(1024, self._live // 4):
            self._sweep()

    def _sweep(self) -> None:
        """Take removed rows out of the lists, and terms out that no article has."""
        gone = self._order < 0
        for number, rows in enumerate(self._lists):
            if rows:
                here = np.frombuffer(rows, np.int32)
                kept = here[~gone[here]]
                if kept.size < here.size:
                    del here
                    self._lists[number] = array("i", kept.tobytes())
        for term in [t for t, number in self._terms.items() if t and not self._held[number]]:
            self._unused.append(self._terms.pop(term))
        self._free += reversed(self._removed)
        self._removed = []

    # ------------------------------------------------------------ likeness

    def _rarity(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Inverse document frequency of terms."""
        rarity: NDArray[np.float32] = np.float32(math.log(self._live + BACKGROUND + 1)) - self._log[ids]
        return rarity

    def propose(self, row: int) -> Rows:
        """Other articles that share rare terms with one, some `Weighting.proposed` of them, none twice."""
        ids = self._ids[row, : self.weighting.listed]
        ids = ids[ids != _NOTHING]
        rarity = self._rarity(ids)
        worth = rarity**2 * self._weights[row, :2, : ids.size].sum(axis=0)
        left = self.weighting.entries
        order = np.argsort(self._held[ids], kind="stable")
        looked: list[int] = []
        lists: list[array[int]] = []
        for k, term in zip(order.tolist(), ids[order].tolist(), strict=True):
            holders = self._lists[term]
            if len(holders) < 2:
                continue
            looked.append(k)
            lists.append(holders if len(holders) <= left else holders[-left:])
            left -= len(holders)
            if left <= 0:
                break
        if not lists:
            return np.zeros(0, np.int64)
        every = np.frombuffer(b"".join(lists), np.int32).astype(np.int64)
        score = self._score
        np.add.at(score, every, np.repeat(worth[looked], [len(one) for one in lists]))
        places = np.arange(every.size)
        self._mark[every] = places
        once = every[self._mark[every] == places]
        once = once[(once != row) & (self._order[once] >= 0)]
        scores = score[once]
        score[every] = 0
        most = self.weighting.proposed
        if once.size > most:
            least = np.partition(scores, once.size - most)[once.size - most]
            once = once[scores >= least]
        found: Rows = once[np.argsort(self._order[once])][-2 * most :]
        return found

    def measure(self, row: int, rows: Rows) -> Likeness:
        """How alike one article is to each of others, 0 to 1 (tf-idf cosines, Salton and Buckley 1988)."""
        w = self.weighting
        ids = self._ids[row]
        mine = self._weights[row] * self._rarity(ids)
        theirs_ids = self._ids[rows]
        theirs = self._weights[rows] * self._rarity(theirs_ids)[:, None, :]
        slot = self._slot
        slot[ids] = np.arange(1, self._width + 1)
        slot[_NOTHING] = 0
        places = slot[theirs_ids]
        slot[ids] = 0
        which, column = np.nonzero(places)
        products = theirs[which, :, column] * mine.T[places[which, column] - 1]
        dots = np.stack([np.bincount(which, products[:, c], rows.size) for c in range(3)], axis=1)
        norms = np.einsum("rcw,rcw->rc", theirs, theirs) * (mine**2).sum(axis=1)
        cosines = dots / np.sqrt(np.maximum(norms, 1e-9))
        named = np.where(norms[:, 2] > 0, cosines[:, 2], w.nameless)
        likeness = (1 - w.opening) * cosines[:, 0] + w.opening * cosines[:, 1] + w.names * named
        nearness = _nearness(self._days[row] - self._days[rows], w) / (1 + w.names)
        found: Likeness = (likeness * nearness).astype(np.float32)
        return found

    def measure_all(self, rows: Rows) -> Likeness:
        """Pair by pair, a row and a column for each of the rows given."""
        w = self.weighting
        theirs = self._ids[rows]
        terms, local = np.unique(theirs, return_inverse=True)
        local = local.reshape(theirs.shape)
        weights = self._weights[rows] * self._rarity(theirs)[:, None, :]
        norms = np.sqrt(np.maximum(np.einsum("rcw,rcw->rc", weights, weights), 1e-9))
        shared = np.bincount(local.ravel(), minlength=terms.size) > 1
        shared[terms == _NOTHING] = False
        column = np.cumsum(shared) - 1
        keep = shared[local]
        which = np.nonzero(keep)[0]
        total = np.zeros((rows.size, rows.size), np.float32)
        for part, share in enumerate((1 - w.opening, w.opening, w.names)):
            dense = np.zeros((rows.size, int(shared.sum())), np.float32)
            dense[which, column[local[keep]]] = (weights[:, part] / norms[:, part, None])[keep]
            total += np.float32(share) * (dense @ dense.T)
        unnamed = norms[:, 2] <= _NEXT_TO_NOTHING
        total += w.names * w.nameless * (unnamed[:, None] | unnamed)
        days = self._days[rows]
        nearness = _nearness(np.subtract.outer(days, days), w) / (1 + w.names)
        likeness: Likeness = (total * nearness).astype(np.float32)
        return likeness

    def resemblance(self, row: int, rows: Rows) -> NDArray[np.float64]:
        """Jaccard likeness of the words of one article and of others, estimated."""
        same: NDArray[np.float64] = (self._signatures[rows] == self._signatures[row]).mean(axis=1)
        return same


def _longer(old: NDArray[Any]) -> NDArray[Any]:
    new = np.zeros((2 * len(old), *old.shape[1:]), old.dtype)
    new[: len(old)] = old
    return new


def _nearness(gaps: NDArray[np.float64], w: Weighting) -> NDArray[np.float64]:
    near = w.far + (1 - w.far) * np.exp(-np.maximum(np.abs(gaps) - 1, 0) / w.far_days)
    return np.where(np.isnan(gaps), 1.0, near)
