"""Trees from a file against the same trees walked by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from accord.compare.trees import Trees, load_trees

# One split on the first feature at 0.5, its right side split on the second at 2; then a lone leaf.
SMALL = {
    "features": ["cosine", "gap"],
    "floor": 0.5,
    "base": 0.25,
    "depth": 2,
    "roots": [0, 5],
    "feature": [0, 0, 1, 0, 0, 0],
    "threshold": [0.5, 0.0, 2.0, 0.0, 0.0, 0.0],
    "left": [1, 1, 3, 3, 4, 5],
    "right": [2, 1, 4, 3, 4, 5],
    "value": [0.0, -1.0, 0.0, 1.0, 3.0, 0.125],
}


@pytest.mark.parametrize(
    ("row", "leaf"),
    [((0.2, 9.0), -1.0), ((0.5, 9.0), -1.0), ((0.6, 1.0), 1.0), ((0.6, 2.0), 1.0), ((0.6, 2.5), 3.0)],
)
def test_a_row_falls_to_its_leaf(row: tuple[float, float], leaf: float) -> None:
    trees = Trees.from_json(json.dumps(SMALL))
    (score,) = trees(np.asarray([row], np.float32))
    assert score == pytest.approx(1 / (1 + math.exp(-(0.25 + leaf + 0.125))))


def test_rows_are_scored_each_by_itself() -> None:
    trees = load_trees("pairs")
    rows = np.random.default_rng(1).random((50, len(trees.features)), np.float32)
    together = trees(rows)
    assert together.dtype == np.float32
    assert ((together > 0) & (together < 1)).all()
    assert np.array_equal(together, np.concatenate([trees(row[None]) for row in rows]))


def test_no_rows() -> None:
    trees = load_trees("pairs")
    assert trees(np.zeros((0, len(trees.features)), np.float32)).shape == (0,)


def test_the_shipped_trees_are_whole() -> None:
    trees = load_trees("pairs")
    nodes = len(trees.value)
    assert 0 < trees.floor < 1
    assert all(len(column) == nodes for column in (trees.feature, trees.threshold, trees.left, trees.right))
    for column in (trees.left, trees.right, trees.roots):
        assert column.min() >= 0
        assert column.max() < nodes
    assert trees.feature.max() < len(trees.features)
    leaves = trees.left == np.arange(nodes)
    assert (trees.right[leaves] == np.flatnonzero(leaves)).all()
    # from every root, `depth` steps end in a leaf
    reached = trees.roots
    for _ in range(trees.depth):
        reached = np.unique(np.concatenate([trees.left[reached], trees.right[reached]]))
    assert leaves[reached].all()


def test_an_unknown_name() -> None:
    with pytest.raises(FileNotFoundError):
        load_trees("no such trees")


def test_a_tree_of_too_many_leaves_is_refused() -> None:
    inner = 16  # a chain of splits: one leaf more than a row's word has bits
    left = [inner + 1 + n for n in range(inner)] + list(range(inner, 2 * inner + 1))
    right = [n + 1 for n in range(inner)] + list(range(inner, 2 * inner + 1))
    size = 2 * inner + 1
    raw = {**SMALL, "roots": [0], "feature": [0] * size, "threshold": [0.5] * size, "value": [0.0] * size}
    trees = Trees.from_json(json.dumps({**raw, "left": left, "right": right}))
    with pytest.raises(ValueError, match="16 leaves"):
        trees(np.zeros((1, 2), np.float32))
