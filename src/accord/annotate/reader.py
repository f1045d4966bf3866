"""The reading model: one pass of a small encoder serves attribution, grammar and names.

all-MiniLM-L6-v2 (Apache-2.0) with heads of our own, fine-tuned on PolNeAR; how, on what
and how well is in docs/models.md. Weights ship with the package, in int8.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from accord.annotate.linking import Floats, Scores, distances
from accord.annotate.syntax import Labels, Syntax
from accord.annotate.windows import FEATURES, WIDTH, Window


class Reader:
    """The model, ready to run on one thread: articles, not windows, are what to spread over cores."""

    def __init__(self) -> None:
        import onnxruntime

        folder = files("accord.annotate") / "data"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # beyond this the runtime fuses additions with norms, and is slower by a third
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        # as many sizes of window as there are: memory for each of them would be kept
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(
            (folder / "reader.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        rest = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        self.labels = Labels(tuple(rest["tags"]), tuple(rest["dependencies"]), tuple(rest["names"]))
        self._near_cue = np.array(rest["near_cue"], np.float32)
        places = np.arange(WIDTH)
        self._places = places[None, :]
        near_head = np.array(rest["near_head"], np.float32)
        self._near_head = near_head[distances(places[None, :] - places[:, None])]

    def __call__(self, windows: Iterable[Window], *, states: bool = False) -> Iterator[Said]:
        """What the model says of each window; with its states where asked for."""
        outputs = ["tags", "keys", "labels", "arcs", *(["states"] if states else [])]
        for window in windows:
            size = len(window.ids)
            given = {"ids": window.ids[None, :], "places": self._places[:, :size]}
            given |= {name: window.features[None, :, n] for n, name in enumerate(FEATURES)}
            tags, keys, labels, arcs, *more = self._session.run(outputs, given)
            yield Said(
                Scores(tags[0], keys[0], self._near_cue),
                Syntax(labels[0], arcs[0] + self._near_head[:size, :size]),
                more[0][0] if more else np.zeros((size, 0), np.float32),
            )


class Said(NamedTuple):
    """Of one window."""

    scores: Scores
    syntax: Syntax
    states: Floats  # (pieces, 384) of the layer that grammar is read from; (pieces, 0) where not asked for


@cache
def reader() -> Reader:
    return Reader()
