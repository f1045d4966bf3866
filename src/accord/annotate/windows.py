"""An article cut into windows of word pieces, the form in which our own model reads it.

A window is a paragraph, or a part of a long one: attributions seldom reach further (one in
a hundred in PolNeAR), and so no paragraph is read otherwise for what stands around it. Only
quotations that run on share a window: paragraphs that stand wholly in quotation marks, or are
announced, or follow a mark left open, with the one before them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from accord.annotate import models
from accord.annotate.quote_marks import Marked
from accord.records import Article, BlockKind

WIDTH = 224  # pieces a window holds, CLS and SEP among them
CLS, SEP, MASK = 101, 102, 103  # its first piece; its last; in place of another
_KINDS: dict[BlockKind, int] = {
    "headline": 1,
    "dek": 2,
    "heading": 2,
    "caption": 3,
    "byline": 3,
    "dateline": 3,
}
Paragraph = tuple[int, int, BlockKind]  # half-open offsets
FEATURES = ("case", "quoted", "kind")
SIZES = (4, 2, 4)  # how many values each feature has


@dataclass(frozen=True, slots=True)
class Window:
    """The pieces of one paragraph or several, one row a piece; CLS begins it, SEP ends each paragraph."""

    ids: NDArray[np.int64]
    features: NDArray[np.int64]  # (pieces, 3), see FEATURES
    start: NDArray[np.int64]  # offsets into the text; -1 at CLS and SEP
    end: NDArray[np.int64]


_tokenizer = cache(models.word_pieces)


def paragraphs_of(article: Article) -> list[Paragraph]:
    """The blocks of text in order, furniture left out."""
    return [(b.start, b.end, b.kind) for b in article.blocks if b.kind != "furniture"]


def cut_windows(text: str, paragraphs: Sequence[Paragraph], marked: Sequence[Marked]) -> list[Window]:
    """The windows of the paragraphs in their order; none for one without a word or sign.

    `marked` are the stretches of the text in quotation marks.
    """
    if not paragraphs:
        return []
    quoted = np.zeros(len(text) + 1, np.int64)
    for stretch in marked:
        quoted[stretch.start : stretch.end] = 1
    encodings = _tokenizer().encode_batch([text[s:e] for s, e, _ in paragraphs], add_special_tokens=False)
    groups: list[list[_Part]] = []
    size = 0
    before: Paragraph | None = None
    for paragraph, encoding in zip(paragraphs, encodings, strict=True):
        if not encoding.ids:
            continue
        bounds = np.array(encoding.offsets, np.int64) + paragraph[0]
        ids = np.array(encoding.ids, np.int64)
        features = np.empty((len(ids), len(FEATURES)), np.int64)
        features[:, 0] = [_case(text[a:b]) for a, b in bounds.tolist()]
        features[:, 1] = quoted[bounds[:, 0]]
        features[:, 2] = _KINDS.get(paragraph[2], 0)
        runs_on = before is not None and _runs_on(text, before, paragraph, marked, quoted)
        for first, last in _parts(encoding.tokens, WIDTH - 2):
            part = ids[first:last], features[first:last], bounds[first:last]
            if runs_on and first == 0 and size + last + 1 <= WIDTH:
                groups[-1].append(part)
                size += last + 1
            else:
                groups.append([part])
                size = last - first + 2
        before = paragraph
    return [_window(group) for group in groups]


_Part = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]  # ids, features, bounds


def _runs_on(
    text: str,
    before: Paragraph,
    paragraph: Paragraph,
    marked: Sequence[Marked],
    quoted: NDArray[np.int64],
) -> bool:
    start, end, _ = paragraph
    if not quoted[start]:
        return find_announcement(text, before[0], before[1]) is not None
    last = bisect_right(marked, before[1], key=lambda m: m.end) - 1
    left_open = last >= 0 and marked[last].end == before[1] and not marked[last].closed
    if left_open or text[before[0] : before[1]].rstrip()[-1:] == ":":
        return True
    return bool(quoted[start:end].all()) or not any(
        text[i].isalnum() for i in (np.flatnonzero(quoted[start:end] == 0) + start).tolist()
    )


def find_announcement(text: str, start: int, end: int) -> int | None:
    """Where the word of saying stands with which, and a colon, a paragraph ends; None without one.

    What it announces is the next paragraph, in marks or set off without any.
    """
    if text[start:end].rstrip()[-1:] != ":":
        return None
    found = _announcing().search(text, start, end)
    return found.start() if found else None


@cache
def _announcing() -> re.Pattern[str]:
    said = (files("accord.annotate") / "data" / "announcing_words.txt").read_text("utf-8").splitlines()
    return re.compile(rf"\b(?:{'|'.join(said)})(?:\s+(?:that|this|(?:on|in)\s+(?:an?\s+)?\w+))?\s*:\s*\Z")


def _case(piece: str) -> int:
    if piece.islower():
        return 0
    if piece[0].isdigit():
        return 3
    if not piece[0].isupper():
        return 0
    return 2 if len(piece) > 1 and piece.isupper() else 1


def _parts(tokens: Sequence[str], room: int) -> Iterator[tuple[int, int]]:
    """The paragraph whole, or cut behind the last full stop that fits, else behind the last word."""
    first = 0
    while len(tokens) - first > room:
        last = first + room
        cut = next((i for i in range(last, first + room // 3, -1) if tokens[i - 1] in ".?!"), 0)
        cut = cut or next((i for i in range(last, first + 1, -1) if not tokens[i].startswith("##")), last)
        yield first, cut
        first = cut
    yield first, len(tokens)


def _window(parts: Sequence[_Part]) -> Window:
    ids: list[NDArray[np.int64]] = [np.array([CLS])]
    features = [np.zeros((1, len(FEATURES)), np.int64)]
    bounds = [np.full((1, 2), -1, np.int64)]
    for part in parts:
        ids += [part[0], np.array([SEP])]
        features += [part[1], features[0]]
        bounds += [part[2], bounds[0]]
    place = np.concatenate(bounds)
    return Window(np.concatenate(ids), np.concatenate(features), place[:, 0], place[:, 1])
