"""Boosted decision trees, read from a file and evaluated with numpy.

Trained with scikit-learn (`evals/train_pairs.py`), which is not needed to use them.
Friedman, Greedy function approximation, Annals of Statistics 29(5), 2001.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MOST_LEAVES = 16  # of a tree: the leaves that a row may still reach are bits of a word
_BLOCK = 8192  # rows looked at together, so that what is worked on stays in the cache
# Of each set of leaves that are ruled out, the first that is not; none is never asked for.
_FIRST_LEFT = np.array([(~n & (n + 1)).bit_length() - 1 for n in range(2**MOST_LEAVES)], np.uint8)

_Node = tuple[int, np.float32, np.uint16]  # feature, threshold, the leaves that going right rules out
_TOGETHER = 4  # trees whose leaves are looked up together: so many words fit in one of 64 bits
_Table = tuple[int, NDArray[np.uint64]]  # feature, the leaves ruled out by its place among the thresholds


@dataclass(frozen=True, eq=False)
class Trees:
    """All nodes of all trees in flat arrays; a leaf is its own left and right child."""

    features: tuple[str, ...]
    floor: float  # the score from which a pair counts, fitted with the trees
    base: float
    depth: int
    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: Floats

    def __call__(self, rows: Floats) -> Floats:
        """The score of each row, 0 to 1. `rows` is (n, features).

        No row walks down a tree: what a feature's value rules out among a tree's leaves is looked up,
        and the first leaf left is the row's (Lucchese et al., QuickScorer, SIGIR 2015).
        """
        total = np.full(len(rows), self.base, np.float32)
        thresholds, trees = self._by_leaves
        for start in range(0, len(rows), _BLOCK):
            columns = np.ascontiguousarray(rows[start : start + _BLOCK].T)
            # of each value, how many thresholds of its feature lie below it
            above = [np.searchsorted(t, column) for t, column in zip(thresholds, columns, strict=True)]
            part = total[start : start + _BLOCK]
            out, more = np.empty(len(part), np.uint64), np.empty(len(part), np.uint64)
            for tables, values in trees:
                out.fill(0)
                for feature, ruled_out in tables:
                    # "clip" only spares numpy a second look at the places, which are all there
                    np.bitwise_or(out, ruled_out.take(above[feature], out=more, mode="clip"), out=out)
                leaves = _FIRST_LEFT.take(out.view(np.uint16).reshape(-1, _TOGETHER))
                for tree, of_leaf in enumerate(values):
                    part += of_leaf.take(leaves[:, tree])
        return (1 / (1 + np.exp(-total))).astype(np.float32)

    @cached_property
    def _by_leaves(self) -> tuple[list[Floats], list[tuple[list[_Table], list[Floats]]]]:
        """The thresholds of each feature, and of every few trees their tables and the values of their leaves.

        A table tells, by how many thresholds lie below a value, which leaves of the trees are ruled out.
        """
        found: list[tuple[list[_Node], list[float]]] = []
        for root in self.roots.tolist():
            nodes: list[_Node] = []
            leaves: list[float] = []
            self._walk(root, nodes, leaves)
            found.append((nodes, leaves))
        thresholds = [
            np.unique(np.array([t for nodes, _ in found for f, t, _ in nodes if f == feature], np.float32))
            for feature in range(len(self.features))
        ]
        trees: list[tuple[list[_Table], list[Floats]]] = []
        for first in range(0, len(found), _TOGETHER):
            together = found[first : first + _TOGETHER]
            tables: dict[int, NDArray[np.uint16]] = {}
            for tree, (nodes, _) in enumerate(together):
                for feature, threshold, left_leaves in nodes:
                    known = thresholds[feature]
                    table = tables.setdefault(feature, np.zeros((len(known) + 1, _TOGETHER), np.uint16))
                    table[int(np.searchsorted(known, threshold)) + 1 :, tree] |= left_leaves
            trees.append(
                (
                    [(feature, table.view(np.uint64).ravel()) for feature, table in tables.items()],
                    [np.array(leaves, np.float32) for _, leaves in together],
                )
            )
        return thresholds, trees

    def _walk(self, node: int, nodes: list[_Node], leaves: list[float]) -> int:
        """Adds what is below a node, and which leaves these are, as bits."""
        left, right = int(self.left[node]), int(self.right[node])
        if left == node:
            if len(leaves) == MOST_LEAVES:
                raise ValueError(f"a tree has more than {MOST_LEAVES} leaves")
            leaves.append(float(self.value[node]))
            return 1 << (len(leaves) - 1)
        below = self._walk(left, nodes, leaves)
        nodes.append((int(self.feature[node]), self.threshold[node], np.uint16(below)))
        return below | self._walk(right, nodes, leaves)

    @classmethod
    def from_json(cls, text: str) -> Trees:
        """Of at most `MOST_LEAVES` leaves each."""
        raw = json.loads(text)
        return cls(
            features=tuple(raw["features"]),
            floor=raw["floor"],
            base=raw["base"],
            depth=raw["depth"],
            roots=np.asarray(raw["roots"], np.int32),
            feature=np.asarray(raw["feature"], np.int32),
            threshold=np.asarray(raw["threshold"], np.float32),
            left=np.asarray(raw["left"], np.int32),
            right=np.asarray(raw["right"], np.int32),
            value=np.asarray(raw["value"], np.float32),
        )


def load_trees(name: str) -> Trees:
    """The trees of ``data/NAME.json`` in this package."""
    return Trees.from_json((files("accord.compare") / "data" / f"{name}.json").read_text("utf-8"))
