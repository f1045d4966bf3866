"""The reading model while it is trained: MiniLM with heads for attribution and for grammar (PyTorch).

`accord.annotate.linking` and `accord.annotate.syntax` read what it says; `evals.reader.export`
writes it in the form that ships.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from accord.annotate.linking import DISTANCES, KEY, distances
from accord.annotate.windows import SIZES

HIDDEN, FEED_FORWARD, HEADS, PLACES, PIECES = 384, 1536, 12, 512, 30522  # of all-MiniLM-L6-v2
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Shape:
    layers: int = 6
    grammar_from: int = 4  # the layer that grammar is read from: the last ones serve attribution alone
    tags: int = 49
    dependencies: int = 45
    names: int = 35
    dropout: float = 0.1


class Layer(nn.Module):
    """A transformer layer of BERT (Devlin et al., NAACL 2019), without dropout inside the attention."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.up, self.down = nn.Linear(HIDDEN, FEED_FORWARD), nn.Linear(FEED_FORWARD, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, size, _ = x.shape
        q, k, v = self.qkv(x).view(rows, size, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.dropout(self.out(seen.transpose(1, 2).reshape(rows, size, HIDDEN))))
        out: Tensor = self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))
        return out


@dataclass(frozen=True, slots=True)
class Said:
    """What the network says of a batch of windows; logits, a row a piece."""

    tags: Tensor  # (windows, pieces, 10): cue 3, content 3, source 3, "hangs on no cue"
    keys: Tensor  # (windows, pieces, 5 * KEY), see `accord.annotate.linking.Scores`
    grammar: Tensor  # (windows, pieces, tags + dependencies + names + 1)
    arcs: Tensor  # (windows, pieces, pieces): the column is the row's head


class Network(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.word, self.place = nn.Embedding(PIECES, HIDDEN), nn.Embedding(PLACES, HIDDEN)
        self.features = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in SIZES)
        for feature in self.features:
            nn.init.normal_(feature.weight, std=0.02)
        self.norm, self.dropout = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Dropout(shape.dropout)
        self.layers = nn.ModuleList(Layer(shape.dropout) for _ in range(shape.layers))
        self.tags, self.keys = nn.Linear(HIDDEN, 10), nn.Linear(HIDDEN, 5 * KEY)
        self.grammar = nn.Linear(HIDDEN, shape.tags + shape.dependencies + shape.names + 1)
        self.arcs = nn.Linear(HIDDEN, 2 * KEY)
        self.near_cue, self.near_head = nn.Embedding(DISTANCES, 3), nn.Embedding(DISTANCES, 1)
        nn.init.zeros_(self.near_cue.weight)
        nn.init.zeros_(self.near_head.weight)

    def load(self, weights: Path) -> None:
        """Begin with the weights of all-MiniLM-L6-v2, a safetensors file."""
        given = load_file(weights)
        with torch.no_grad():
            self.word.weight.copy_(given["embeddings.word_embeddings.weight"])
            segment = given["embeddings.token_type_embeddings.weight"][0]
            self.place.weight.copy_(given["embeddings.position_embeddings.weight"] + segment)
            self.norm.weight.copy_(given["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(given["embeddings.LayerNorm.bias"])
            for number, layer in enumerate(self.layers):
                for part in ("weight", "bias"):
                    at = f"encoder.layer.{number}"
                    qkv = [given[f"{at}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(qkv))
                    for mine, theirs in (
                        (layer.out, "attention.output.dense"),
                        (layer.norm1, "attention.output.LayerNorm"),
                        (layer.up, "intermediate.dense"),
                        (layer.down, "output.dense"),
                        (layer.norm2, "output.LayerNorm"),
                    ):
                        getattr(mine, part).copy_(given[f"{at}.{theirs}.{part}"])

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> Said:
        x = self.word(ids) + self.place.weight[: ids.shape[1]]
        for number, feature in enumerate(self.features):
            x = x + feature(features[..., number])
        x = self.dropout(self.norm(x))
        low = x
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, mask[:, None, None, :])
            low = x if number == self.shape.grammar_from else low
        key, query = self.arcs(low).float().split(KEY, -1)
        arcs = torch.einsum("wph,wqh->wpq", query, key) / math.sqrt(KEY)
        places = torch.arange(ids.shape[1])
        arcs = arcs + self.near_head(_kinds(places[None, :] - places[:, None]))[..., 0]
        return Said(
            self.tags(x).float(),
            self.keys(x).float(),
            self.grammar(low).float(),
            arcs.masked_fill(~mask[:, None, :], _NEVER),
        )

    def near(self, windows: int) -> Tensor:
        """What distance from a cue adds, the same for each of so many windows, as `link` takes it."""
        return self.near_cue.weight.expand(windows, -1, -1)


def link(said: Said, mask: Tensor, cues: Tensor, near: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Logits for the pieces that begin cues, (windows, cues), -1 where there are fewer.

    `near` is what distance adds, (windows, DISTANCES, 3). Comes back: of each piece for each
    cue, that for none before them (windows, pieces, 1 + cues); of each cue for the first
    piece of its source and for the last (windows, cues, pieces).
    """
    content, cue, first, last, source = said.keys.split(KEY, -1)
    at = cues.clamp(min=0)
    index = at[..., None].expand(-1, -1, KEY)
    places = torch.arange(said.keys.shape[1])
    windows = torch.arange(len(cues))[:, None, None]
    adds = near[windows, _kinds(places[None, :, None] - at[:, None, :])]
    scale = 1 / math.sqrt(KEY)
    hangs = torch.einsum("wph,wch->wpc", content, cue.gather(1, index)) * scale + adds[..., 0]
    hangs = hangs.masked_fill((cues < 0)[:, None, :], _NEVER)
    asks = source.gather(1, index)
    begins = torch.einsum("wph,wch->wcp", first, asks) * scale + adds[..., 1].transpose(1, 2)
    ends = torch.einsum("wph,wch->wcp", last, asks) * scale + adds[..., 2].transpose(1, 2)
    dead = ~mask[:, None, :]
    return (
        torch.cat([said.tags[..., 9:], hangs], -1),
        begins.masked_fill(dead, _NEVER),
        ends.masked_fill(dead, _NEVER),
    )


def _kinds(ahead: Tensor) -> Tensor:
    return torch.from_numpy(distances(ahead.numpy()))
