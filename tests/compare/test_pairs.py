"""What is looked up of a story's pairs, held against the plain way of finding it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from accord.compare.pairs import Pairs
from accord.compare.traits import Line


def _pairs(seed: int, lines: int = 30, articles: int = 6) -> Pairs:
    """Pairs as the screening leaves them: each once, by their lower line; equal scores among them."""
    rng = np.random.default_rng(seed)
    of = np.sort(rng.integers(0, articles, lines))
    a, b = np.nonzero(np.triu(of[:, None] != of[None, :]) & (rng.random((lines, lines)) < 0.4))
    scores = (rng.integers(0, 11, len(a)) / 10).astype(np.float32)
    found = tuple(Line(int(n), at) for at, n in enumerate(of))
    return Pairs(found, a, b, scores, scores, np.eye(lines, dtype=np.float32))


def test_the_pairs_of_a_line_stand_in_text_order() -> None:
    for seed in range(5):
        pairs = _pairs(seed)
        plain: list[dict[int, float]] = [{} for _ in pairs.lines]
        for a, b, score in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.scores.tolist(), strict=True):
            plain[a][b] = plain[b][a] = score
        assert [list(row.items()) for row in pairs.near] == [sorted(row.items()) for row in plain]


def test_the_highest_scores_come_first_and_equal_ones_in_text_order() -> None:
    for seed in range(5):
        pairs = _pairs(seed)
        expected = [
            [n for _, n in sorted((-score, n) for n, score in row.items() if score >= 0.5)]
            for row in pairs.near
        ]
        assert pairs.best_first(0.5) == expected


def test_a_story_without_pairs_has_none_for_any_line() -> None:
    pairs = _pairs(0)
    none, nothing = np.zeros(0, np.intp), np.zeros(0, np.float32)
    empty = replace(pairs, left=none, right=none, scores=nothing, cosines=nothing)
    assert empty.near == ({},) * len(pairs.lines)
    assert empty.best_first(0.5) == [[]] * len(pairs.lines)
