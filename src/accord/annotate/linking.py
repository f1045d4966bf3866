"""Which content, cue and source belong together, from what the attribution model says of a window.

The model marks where cues begin. Every piece then points to the cue that its words hang
on, or to none, so that contents are told apart, and put together again where a cue
splits them, in one choice; each cue points to the two ends of its source, or to none.
Pointing by a bilinear form is after Dozat and Manning, Deep biaffine attention for
neural dependency parsing, ICLR 2017.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.annotate.windows import Window

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]
Span = tuple[int, int]  # half-open; pieces here, offsets in `Attribution`

KEY = 128  # width of a key or query
# Columns of `Scores.tags`: outside, begins or goes on, of a cue and of a content; hangs on no cue
CUE, CONTENT, NO_CUE = slice(0, 3), slice(3, 6), 9
_NEAREST, _STEPS = 6, 16  # distances told apart one by one; kinds of distance on each side
DISTANCES = 2 * _STEPS
_ENDS = 6  # best beginnings and ends of a source that are paired
_LONGEST = 60  # pieces of a source
_NEVER, _LEAST = -1e4, 1e-5
_PARAGRAPH = -0.3  # what it costs a content to go on in the next paragraph


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of one window, a row a piece."""

    tags: Floats  # (pieces, 10) logits
    keys: Floats  # (pieces, 5 * KEY): content, its cue, source's first piece, its last, their cue
    near: Floats  # (DISTANCES, 3): what distance adds, by `distances`; the same for all windows


@dataclass(frozen=True, slots=True)
class Linking:
    """How the scores are read: best on articles held out from training.

    `cue`, `floor` and `content` were chosen of six settings on either half of PolNeAR dev, for the
    network that ships; the other half has the same figures with them (docs/benchmarks.md).
    """

    cue: float = 0.06  # least chance that a cue begins here, to be considered
    goes_on: float = 0.5  # least chance that a piece goes on with the cue before it
    floor: float = 0.06  # least sureness of an attribution
    content: float = 0.8  # weight of "is content" beside "hangs on this cue"
    change: float = 2.5  # cost, in logarithms, of passing from one cue's content to another's, or to none
    opening: float = 2.0  # how much cheaper that is where a content is sure to begin
    stretch: float = 1.2  # sureness, summed over its pieces, of a stretch of content


@dataclass(frozen=True, slots=True)
class Attribution:
    """Content, cue and source as offsets into the text."""

    content: tuple[Span, ...]
    cue: Span
    source: Span | None
    score: float
    set_off: bool = False  # the page prints the content apart, as the speaker's own words (`set_off`)


def distances(ahead: NDArray[np.int64]) -> NDArray[np.int64]:
    """Signed distances in classes: exact when small, then by logarithm; 0 to 31."""
    size = np.abs(ahead).astype(np.float32)
    far = _NEAREST - 1 + np.log2(np.maximum(size / _NEAREST, 1)) * 2.2
    kind = np.where(size < _NEAREST, size, far).clip(max=_STEPS - 1).astype(np.int64)
    return kind + _STEPS * (ahead < 0)


def link(window: Window, scores: Scores, settings: Linking = Linking()) -> list[Attribution]:
    """The attributions of a window in order of their cues."""
    anchors, sure, goes_on = _cues(window, scores, settings)
    if not anchors:
        return []
    at = np.array(anchors)
    content, cue, first, last, source = np.split(scores.keys, 5, axis=1)
    places = np.arange(len(window.ids))
    near = scores.near[distances(places[:, None] - at[None, :])]
    hangs = content @ cue[at].T / np.sqrt(KEY) + near[..., 0]
    hangs = np.concatenate([scores.tags[:, NO_CUE, None], hangs], axis=1)
    ends = [_until(a, goes_on) for a in anchors]
    alive = np.ones(len(anchors) + 1, bool)
    while True:
        # without the cues that have too little to them: their words may hang on another
        shares = _softmax(np.where(alive, hangs, _NEVER))
        column = _columns(window, scores, shares, settings)
        found: dict[int, tuple[list[Span], float]] = {}
        for k in np.flatnonzero(alive[1:]).tolist():
            stretches = _stretches(window, column == k + 1, (anchors[k], ends[k]), shares[:, k + 1], settings)
            hold = [shares[a:b, k + 1].mean() for a, b in stretches]
            found[k] = stretches, float(sure[k] * np.mean(hold)) if hold else 0.0
        weak = [k for k, (_, score) in found.items() if score < settings.floor]
        if not weak:
            break
        alive[[k + 1 for k in weak]] = False
    begins = (first @ source[at].T / np.sqrt(KEY) + near[..., 1]).T
    stops = (last @ source[at].T / np.sqrt(KEY) + near[..., 2]).T
    out = []
    for k, (stretches, score) in found.items():
        spans = tuple((int(window.start[a]), int(window.end[b - 1])) for a, b in stretches)
        named = int(window.start[anchors[k]]), int(window.end[ends[k] - 1])
        out.append(Attribution(spans, named, _source(window, begins[k], stops[k]), score))
    return out


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    shares: Floats = raised / raised.sum(-1, keepdims=True)
    return shares


def _cues(window: Window, scores: Scores, settings: Linking) -> tuple[list[int], Floats, Mask]:
    """Where cues begin, how surely, and which pieces go on with one."""
    shares = _softmax(scores.tags[:, CUE])
    begins, goes_on = shares[:, 1].copy(), shares[:, 2]
    begins[window.start < 0] = 0
    goes_on[window.start < 0] = 0
    anchors: list[int] = []
    for i in np.flatnonzero(begins > settings.cue).tolist():
        if (
            anchors
            and i - anchors[-1] <= 3
            and bool(((begins + goes_on)[anchors[-1] + 1 : i + 1] > 0.5).all())
        ):
            if begins[i] > begins[anchors[-1]]:  # two beginnings of one cue
                anchors[-1] = i
            continue
        anchors.append(i)
    return anchors, begins[anchors], goes_on > settings.goes_on


def _until(anchor: int, goes_on: Mask) -> int:
    end = anchor + 1
    while end < len(goes_on) and goes_on[end]:
        end += 1
    return end


def _columns(window: Window, scores: Scores, shares: Floats, settings: Linking) -> NDArray[np.int64]:
    """For each piece the column of the cue that it hangs on, 0 for none: the best path through all pieces.

    Passing from one cue to another costs something (Viterbi, IEEE Transactions on
    Information Theory 1967), so that a content is no patchwork.
    """
    tags = _softmax(scores.tags[:, CONTENT])
    gain = np.log(np.maximum(shares, _LEAST))
    gain[:, 0] += settings.content * np.log(np.maximum(tags[:, 0], _LEAST))
    gain[:, 1:] += settings.content * np.log(np.maximum(1 - tags[:, 0], _LEAST))[:, None]
    marks = window.start < 0
    gain[marks, 0] = 0
    gain[marks, 1:] = _PARAGRAPH
    costs = np.maximum(settings.change - settings.opening * tags[:, 1], 0.2).tolist()
    rows = gain.tolist()
    width = len(rows[0])
    best = rows[0]
    came: list[list[int]] = []  # for each piece, the column before it on the best path to each column
    for row, cost in zip(rows[1:], costs[1:], strict=True):
        top = max(best)
        leader, other = best.index(top), top - cost
        came.append([k if best[k] >= other else leader for k in range(width)])
        best = [max(value, other) + more for value, more in zip(best, row, strict=True)]
    path = [best.index(max(best))]
    for step in reversed(came):
        path.append(step[path[-1]])
    column = np.array(path[::-1])
    column[marks] = 0
    return column


def _stretches(window: Window, own: Mask, cue: Span, share: Floats, settings: Linking) -> list[Span]:
    """The stretches of content, over the ends of paragraphs, but for stray pieces."""
    own[cue[0] : cue[1]] = False
    places = np.flatnonzero(own).tolist()
    spans: list[list[int]] = []
    for i in places:
        if spans and (window.start[spans[-1][1] : i] < 0).all():
            spans[-1][1] = i + 1
        else:
            spans.append([i, i + 1])
    weights = [float(share[a:b].sum()) for a, b in spans]
    return [
        (a, b)
        for (a, b), weight in zip(spans, weights, strict=True)
        if weight >= settings.stretch or weight == max(weights)
    ]


def _source(window: Window, begins: Floats, stops: Floats) -> Span | None:
    """The likeliest two ends of a source; the first piece of the window stands for none."""
    best, size = None, begins[0] + stops[0]
    lasts = np.argsort(stops[1:])[-_ENDS:] + 1
    for a in (np.argsort(begins[1:])[-_ENDS:] + 1).tolist():
        for b in lasts.tolist():
            if (
                a <= b < a + _LONGEST
                and begins[a] + stops[b] > size
                and window.start[a] >= 0 <= window.start[b]
            ):
                best, size = (int(window.start[a]), int(window.end[b])), begins[a] + stops[b]
    return best
