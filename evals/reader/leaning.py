"""Fit the branch that says which sentences lean on a source, on the annotated events.

    python -m evals.reader.leaning SHARED

Needs what ``pip install -e .[train]`` adds. Writes ``leaning.onnx`` into the package, fitted
on all 50 events, and ``evals/data/leanings.json``: for each sentence what a branch fitted
without a fifth of the events says of it, since what ships has seen them all. That file is what
`evals.events` gives the readings, so that no figure comes from a branch that knows the answer.

The two last layers of the reading model are fitted once more, on the states of the layer below.
Takes a quarter of an hour on one core.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn
from torch.nn import functional as F

from accord.annotate.leaning import Floats, own_pieces
from accord.annotate.reading import read
from accord.records import CreditKind
from evals.events import LEANINGS, Event, fold_of, load_events, parse_address
from evals.reader.export import FUSED, Graph, layer, shipped
from evals.reader.network import HIDDEN, Layer

PACKAGE = Path(__file__).parents[2] / "src" / "accord" / "annotate" / "data"
KINDS: tuple[CreditKind, ...] = ("outlet", "agency", "anonymous", "document", "spokesperson", "social")
FIRST, LAST = 4, 6  # the reader's layers that are fitted once more
LOOKS, WIDTH = 4, 128  # ways to weigh the pieces of a sentence; width of the layer over them


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is fitted. Settings of a first try, kept."""

    epochs: int = 5
    rate: float = 5e-4
    warm: float = 0.1
    decay: float = 0.05
    pieces: int = 2500  # a batch
    hidden: float = 0.1  # share of pieces whose states are left out
    kinds: float = 0.3  # weight of telling the kind of source beside telling whether there is one
    averaged_from: float = 0.5  # share of the steps after which weights are averaged


@dataclass(frozen=True, slots=True)
class Example:
    """A window of an article with its sentences."""

    event: int
    states: Tensor  # (pieces, HIDDEN), in half precision
    own: Tensor  # (sentences, pieces) which pieces are whose
    credited: Tensor  # (sentences, 1 + kinds): at all, and by kind
    at: tuple[tuple[str, int, int], ...]  # event, article, sentence of the reading


class Branch(nn.Module):
    def __init__(self, given: dict[str, Floats]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(0.1) for _ in range(FIRST, LAST))
        for number, one in enumerate(self.layers, FIRST):
            at = f"layers.{number}."
            mine = {n.removeprefix(at): torch.tensor(v) for n, v in given.items() if n.startswith(at)}
            one.load_state_dict(mine)
        self.dropout = nn.Dropout(0.1)
        self.looks = nn.Linear(HIDDEN, LOOKS)
        self.middle = nn.Linear(HIDDEN * (LOOKS + 1), WIDTH)
        self.odds = nn.Linear(WIDTH, 1 + len(KINDS))

    def forward(self, states: Tensor, mask: Tensor, own: Sequence[Tensor], hidden: float) -> Tensor:
        """Log odds of all sentences of all windows in order, (sentences, 1 + kinds)."""
        x = states
        if self.training:
            x = x * (torch.rand(x.shape[:2]) > hidden)[..., None]
        for one in self.layers:
            x = one(x, mask[:, None, None, :])
        looks = self.looks(x)
        seen = []
        for row, pieces in enumerate(own):
            size = pieces.shape[1]
            weighed = looks[row, :size].T[None] + (pieces.float()[:, None, :] - 1) * 1e4
            best = weighed.softmax(-1) @ x[row, :size]  # (sentences, LOOKS, HIDDEN)
            mean = (pieces.float() @ x[row, :size]) / pieces.sum(1, keepdim=True)
            seen.append(torch.cat([best.flatten(1), mean], 1))
        said: Tensor = self.odds(self.dropout(F.gelu(self.middle(torch.cat(seen)))))
        return said


def examples(events: Sequence[Event]) -> Iterator[Example]:
    for number, event in enumerate(events):
        kinds: dict[tuple[int, int], set[str]] = {}
        for source in event.gold["attributed_sources"]:
            kinds.setdefault(parse_address(source["at"]), set()).add(source["kind"])
        for index, reading in enumerate(event.readings):
            page = read(reading.article, states=True)
            passages = [s.passage for s in reading.sentences]
            for window, states in zip(page.windows, page.states, strict=True):
                numbers, own = own_pieces(window, passages)
                if not numbers:
                    continue
                rows = []
                for n in numbers:
                    at = event.addresses(index, passages[n].start, passages[n].end)
                    here = set().union(*(kinds.get(a, set()) for a in at))
                    rows.append([float(bool(here)), *(float(kind in here) for kind in KINDS)])
                yield Example(
                    number,
                    torch.from_numpy(states).half(),
                    torch.from_numpy(own),
                    torch.tensor(rows),
                    tuple((event.id, index, n) for n in numbers),
                )


def batches(found: Sequence[Example], room: int, rng: random.Random) -> list[list[Example]]:
    groups: list[list[Example]] = [[]]
    for example in sorted(found, key=lambda e: len(e.states) * (1 + rng.random() / 8)):
        if groups[-1] and (len(groups[-1]) + 1) * len(example.states) > room:
            groups.append([])
        groups[-1].append(example)
    rng.shuffle(groups)
    return groups


def _said(branch: Branch, group: Sequence[Example], recipe: Recipe) -> Tensor:
    states = nn.utils.rnn.pad_sequence([e.states.float() for e in group], batch_first=True)
    sizes = torch.tensor([len(e.states) for e in group])
    mask = torch.arange(states.shape[1])[None] < sizes[:, None]
    with torch.autocast("cpu", torch.bfloat16, enabled=branch.training):
        said: Tensor = branch(states, mask, [e.own for e in group], recipe.hidden)
    return said.float()


def fit(found: Sequence[Example], given: dict[str, Floats], recipe: Recipe, seed: int) -> Branch:
    """The branch after the last step, its weights averaged over the later ones."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    branch = Branch(given)
    optimizer = torch.optim.AdamW(branch.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = math.ceil(len(batches(found, recipe.pieces, rng)) * recipe.epochs)
    mean: dict[str, Tensor] = {}
    members = step = 0
    branch.train()
    while step < steps:
        for group in batches(found, recipe.pieces, rng)[: steps - step]:
            for part in optimizer.param_groups:
                part["lr"] = recipe.rate * min((step + 1) / (recipe.warm * steps), (steps - step) / steps)
            said, truth = _said(branch, group, recipe), torch.cat([e.credited for e in group])
            loss = F.binary_cross_entropy_with_logits(said[:, 0], truth[:, 0])
            loss = loss + recipe.kinds * F.binary_cross_entropy_with_logits(said[:, 1:], truth[:, 1:])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step > recipe.averaged_from * steps:
                members += 1
                for name, value in branch.state_dict().items():
                    mean[name] = mean.get(name, value.clone()) + (value - mean.get(name, value)) / members
    branch.load_state_dict(mean)
    return branch.eval()


def odds(branch: Branch, found: Sequence[Example], recipe: Recipe) -> dict[tuple[str, int, int], float]:
    """Of each sentence, from its highest window."""
    said: dict[tuple[str, int, int], float] = {}
    for example in found:
        with torch.no_grad():
            rows = _said(branch, [example], recipe)[:, 0].tolist()
        for at, value in zip(example.at, rows, strict=True):
            said[at] = max(said.get(at, -math.inf), value)
    return said


def export(branch: Branch, path: Path) -> None:
    """Inputs: ``states`` (1, pieces, HIDDEN), ``own`` (sentences, pieces) of 0 and 1; output: ``odds``."""
    given = {name: value.detach().numpy() for name, value in branch.state_dict().items()}
    graph = Graph()
    x = "states"
    for number in range(LAST - FIRST):
        x = layer(graph, given, x, number)
    one = graph.weight("one", np.array(1, np.float32))
    graph.node("MatMul", [x, graph.weight("looks.weight", given["looks.weight"].T)], "looks.bare")
    graph.node("Add", ["looks.bare", graph.weight("looks.bias", given["looks.bias"])], "looks")
    graph.node("Transpose", ["looks"], "looks.turned", perm=[0, 2, 1])  # (1, LOOKS, pieces)
    graph.node("Sub", ["own", one], "others")
    graph.node("Mul", ["others", graph.weight("never", np.array(1e4, np.float32))], "others.never")
    graph.node("Unsqueeze", ["others.never", graph.weight("axis", np.array([1], np.int64))], "others.each")
    graph.node("Add", ["looks.turned", "others.each"], "weighed")  # (sentences, LOOKS, pieces)
    graph.node("Softmax", ["weighed"], "shares", axis=-1)
    graph.node("MatMul", ["shares", x], "best")
    graph.node("Flatten", ["best"], "best.flat", axis=1)
    graph.node("ReduceSum", ["own", graph.weight("last", np.array([1], np.int64))], "sizes", keepdims=1)
    graph.node("Div", ["own", "sizes"], "evenly")
    graph.node("Squeeze", [x, graph.weight("first", np.array([0], np.int64))], "pieces")
    graph.node("MatMul", ["evenly", "pieces"], "mean")
    graph.node("Concat", ["best.flat", "mean"], "seen", axis=1)
    middle = [graph.weight(f"middle.{n}", given[f"middle.{n}"]) for n in ("weight", "bias")]
    graph.node("Gemm", ["seen", *middle], "middle", transB=1)
    graph.node("Gelu", ["middle"], "middle.bent", FUSED)
    last = [graph.weight(f"odds.{n}", given[f"odds.{n}"]) for n in ("weight", "bias")]
    graph.node("Gemm", ["middle.bent", *last], "odds", transB=1)

    def shaped(name: str, *shape: int | str) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "leaning",
            [shaped("states", 1, "pieces", HIDDEN), shaped("own", "sentences", "pieces")],
            [shaped("odds", "sentences", 1 + len(KINDS))],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)],
        ir_version=9,
    )
    onnx.save(model, str(path))


def main() -> None:
    shared = Path(sys.argv[1])
    torch.set_num_threads(1)
    started, recipe = time.monotonic(), Recipe()
    found = list(examples(load_events(shared)))
    print(f"{len(found)} windows, {time.monotonic() - started:.0f} s", flush=True)
    given = shipped(PACKAGE)
    said: dict[tuple[str, int, int], float] = {}
    for fold in range(5):
        branch = fit([e for e in found if fold_of(e.event) != fold], given, recipe, fold)
        said |= odds(branch, [e for e in found if fold_of(e.event) == fold], recipe)
        print(f"fold {fold}, {time.monotonic() - started:.0f} s", flush=True)
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for (event, article, sentence), value in sorted(said.items()):
        rows.setdefault(event, {}).setdefault(str(article), {})[str(sentence)] = round(value, 2)
    LEANINGS.write_text(json.dumps(rows, separators=(",", ":")) + "\n", "utf-8")
    export(fit(found, given, recipe, 5), PACKAGE / "leaning.onnx")
    print(f"wrote leaning.onnx, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
