"""Boosted decision trees, read from a file and evaluated with numpy.

Trained with scikit-learn (`evals/train_pairs.py`), which is not needed to use them.
Friedman, Greedy function approximation, Annals of Statistics 29(5), 2001.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
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
        """The score of each row, 0 to 1. `rows` is (n, features)."""
        total = np.full(len(rows), self.base, np.float32)
        every = np.arange(len(rows))
        for root in self.roots:
            node = np.full(len(rows), root, np.int32)
            for _ in range(self.depth):
                stays = rows[every, self.feature[node]] <= self.threshold[node]
                node = np.where(stays, self.left[node], self.right[node])
            total += self.value[node]
        return (1 / (1 + np.exp(-total))).astype(np.float32)

    @classmethod
    def from_json(cls, text: str) -> Trees:
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
