"""How far each sentence leans on a source that the article credits: a branch of the reading model.

"..., the paper said", "according to a person familiar with the talks". Two layers over the
states from which the reader's grammar is read, and a look at each sentence as a whole; how
they were fitted and how well they do is in docs/models.md. `accord.compare.credits` weighs
this beside what stands around a phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from accord.annotate.windows import Window
from accord.records import Passage

Floats = NDArray[np.float32]
_UNREAD = 0.0  # log odds of a sentence that stands in no window: nothing is known


class Leaning:
    """The branch, ready to run on one thread."""

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.enable_mem_pattern = False
        model = files("accord.annotate") / "data" / "leaning.onnx"
        self._session = onnxruntime.InferenceSession(
            model.read_bytes(), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, states: Floats, own: NDArray[np.bool_]) -> Floats:
        """Log odds of each sentence of a window: states (pieces, 384), its own pieces (sentences, pieces)."""
        given = {"states": states[None], "own": own.astype(np.float32)}
        odds: Floats = self._session.run(["odds"], given)[0][:, 0]
        return odds


@cache
def leaning() -> Leaning:
    return Leaning()


def find_leaning(
    windows: Sequence[Window], states: Sequence[Floats], sentences: Sequence[Passage]
) -> list[float]:
    """The log odds of each sentence, of its highest window, to two places."""
    found = [-np.inf] * len(sentences)
    for window, state in zip(windows, states, strict=True):
        numbers, own = own_pieces(window, sentences)
        if numbers:
            for number, odds in zip(numbers, leaning()(state, own).tolist(), strict=True):
                found[number] = max(found[number], odds)
    return [round(odds, 2) if np.isfinite(odds) else _UNREAD for odds in found]


def own_pieces(window: Window, sentences: Sequence[Passage]) -> tuple[list[int], NDArray[np.bool_]]:
    """The sentences that a window has two pieces or more of, by number, and which pieces are whose."""
    begins = np.array([s.start for s in sentences], np.int64)
    ends = np.array([s.end for s in sentences], np.int64)
    real = window.start >= 0
    own = real & (window.start < ends[:, None]) & (window.end > begins[:, None])
    numbers = np.flatnonzero(own.sum(1) > 1)
    return numbers.tolist(), own[numbers]
