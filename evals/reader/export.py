"""The trained network as the file that ships: an ONNX graph with weights in int8.

Matrices are quantized by column, embeddings by row, activations as they come (dynamic
quantization). The graph is written out by hand with ONNX Runtime's fused operators
(com.microsoft) where these are faster on a CPU than the plain ones that PyTorch exports:
four times as fast in all. Its fused SkipLayerNormalization is slower than the two it replaces.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from accord.annotate.linking import KEY
from accord.annotate.windows import FEATURES
from evals.reader.examples import Vocabulary
from evals.reader.network import HEADS, HIDDEN, Network

Floats = NDArray[np.float32]
FUSED = "com.microsoft"


class Graph:
    """Nodes and weights, gathered; methods give back the name of what they add."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, values: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], out: str, domain: str = "", **settings: object) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [out], domain=domain, **settings))
        return out

    def split(self, given: str, outs: list[str]) -> list[str]:
        self.nodes.append(helper.make_node("Split", [given], outs, axis=2, num_outputs=len(outs)))
        return outs

    def linear(self, given: str, weight: Floats, bias: Floats, out: str) -> str:
        values, scale = _quantized(weight.T, axis=0)
        names = [
            self.weight(f"{out}.weight", values),
            self.weight(f"{out}.scale", scale.ravel()),
            self.weight(f"{out}.bias", bias),
        ]
        inputs = [given, names[0], names[1], "", names[2]]
        return self.node("DynamicQuantizeMatMul", inputs, out, FUSED)

    def normed(self, given: str, skipped: str, weight: Floats, bias: Floats, out: str) -> str:
        names = [self.weight(f"{out}.weight", weight), self.weight(f"{out}.bias", bias)]
        both = self.node("Add", [given, skipped], f"{out}.sum")
        return self.node("LayerNormalization", [both, *names], out, axis=-1, epsilon=1e-12)


def shipped(folder: Path) -> dict[str, Floats]:
    """The weights of ``reader.onnx`` by the names that `Network` gives them, layers only, in float."""
    model = onnx.load(str(folder / "reader.onnx"))
    given = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
    found: dict[str, Floats] = {}
    for name, values in given.items():
        number, _, part = name.removeprefix("layer").partition(".")
        if not (name.startswith("layer") and number.isdigit()):
            continue
        part, _, which = part.partition(".")
        at = f"layers.{number}.{ {'middle': 'norm1', 'x': 'norm2'}.get(part, part) }.{which}"
        if values.dtype == np.int8:
            found[at] = (values.astype(np.float32) * given[f"{name.removesuffix('weight')}scale"]).T
        elif which != "scale":
            found[at] = values
    return found


def _quantized(values: Floats, axis: int) -> tuple[NDArray[np.int8], Floats]:
    scale = np.abs(values).max(axis, keepdims=True) / 127
    scale[scale == 0] = 1
    return np.round(values / scale).astype(np.int8), scale.astype(np.float32)


def export(network: Network, words: Vocabulary, folder: Path) -> None:
    """Write ``reader.onnx`` and ``reader.json`` (labels, and what distance adds) into the folder."""
    given = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    graph = Graph()
    x = _embedded(graph, given)
    low = x
    for number in range(network.shape.layers):
        x = layer(graph, given, x, number)
        low = x if number + 1 == network.shape.grammar_from else low
    graph.node("Identity", [low], "states")
    graph.linear(low, given["grammar.weight"], given["grammar.bias"], "labels")
    evenly = KEY**-0.25  # of the scale 1 / sqrt(KEY), half on each side
    graph.linear(low, given["arcs.weight"] * evenly, given["arcs.bias"] * evenly, "arcs.both")
    key, query = graph.split("arcs.both", ["arcs.key", "arcs.query"])
    graph.node("Transpose", [key], "arcs.turned", perm=[0, 2, 1])
    graph.node("MatMul", [query, "arcs.turned"], "arcs")
    graph.node("MatMul", [x, graph.weight("tags.weight", given["tags.weight"].T)], "tags.bare")
    graph.node("Add", ["tags.bare", graph.weight("tags.bias", given["tags.bias"])], "tags")
    graph.linear(x, given["keys.weight"], given["keys.bias"], "keys")

    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, [1, "pieces"])
        for name in ("ids", "places", *FEATURES)
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "pieces", width])
        for name, width in (
            ("tags", 10),
            ("keys", 5 * KEY),
            ("labels", len(given["grammar.bias"])),
            ("arcs", "pieces"),
            ("states", HIDDEN),
        )
    ]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "reader", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)],
        ir_version=9,
    )
    onnx.save(model, str(folder / "reader.onnx"))
    rest = {
        "tags": words.tags,
        "dependencies": words.dependencies,
        "names": words.names,
        "near_cue": [[round(float(v), 5) for v in row] for row in given["near_cue.weight"]],
        "near_head": [round(float(v), 5) for v in given["near_head.weight"][:, 0]],
    }
    (folder / "reader.json").write_text(json.dumps(rest, indent=1) + "\n", encoding="utf-8")


def _embedded(graph: Graph, given: dict[str, Floats]) -> str:
    values, scale = _quantized(given["word.weight"], axis=1)
    graph.node("Gather", [graph.weight("word.weight", values), "ids"], "word.int8")
    graph.node("Cast", ["word.int8"], "word.whole", to=TensorProto.FLOAT)
    graph.node("Gather", [graph.weight("word.scale", scale), "ids"], "word.scales")
    graph.node("Mul", ["word.whole", "word.scales"], "word")
    x = "word"
    for name, weight in [
        ("places", given["place.weight"]),
        *((name, given[f"features.{n}.weight"]) for n, name in enumerate(FEATURES)),
    ]:
        graph.node("Gather", [graph.weight(f"{name}.weight", weight), name], f"{name}.rows")
        if name == FEATURES[-1]:
            break
        x = graph.node("Add", [x, f"{name}.rows"], f"{name}.sum")
    return graph.normed(x, f"{FEATURES[-1]}.rows", given["norm.weight"], given["norm.bias"], "x")


def layer(graph: Graph, given: dict[str, Floats], x: str, number: int) -> str:
    """Add a transformer layer, weights of `Layer` named ``layers.NUMBER...``; gives back its output."""

    def weights(part: str) -> tuple[Floats, Floats]:
        return given[f"layers.{number}.{part}.weight"], given[f"layers.{number}.{part}.bias"]

    at = f"layer{number}"
    parts = graph.split(
        graph.linear(x, *weights("qkv"), f"{at}.qkv"), [f"{at}.query", f"{at}.key", f"{at}.value"]
    )
    graph.node("MultiHeadAttention", parts, f"{at}.seen", FUSED, num_heads=HEADS)
    graph.linear(f"{at}.seen", *weights("out"), f"{at}.out")
    graph.normed(f"{at}.out", x, *weights("norm1"), f"{at}.middle")
    graph.linear(f"{at}.middle", *weights("up"), f"{at}.up")
    graph.node("Gelu", [f"{at}.up"], f"{at}.bent", FUSED)
    graph.linear(f"{at}.bent", *weights("down"), f"{at}.down")
    return graph.normed(f"{at}.down", f"{at}.middle", *weights("norm2"), f"{at}.x")
