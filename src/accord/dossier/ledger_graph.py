"""What waits for what, drawn: boxes in columns, an arrow from what comes first to what waits for it.

Columns are the longest ways from what waits for nothing (layering after Sugiyama et al. 1981); within
one, boxes stand near what they wait for. Where two wait for each other, as parties may read it
differently, the arrow that would go back is drawn below, dashed.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from accord.dossier.ledger_view import LedgerView
from accord.dossier.sheets import one_line
from accord.ledger_records import CommitmentId, State

_LETTERS: Final = 22  # of a line in a box
_LINES: Final = 4
_WIDE, _LINE, _PAD = 168, 16, 10
_GAP_X, _GAP_Y, _EDGE = 44, 18, 8
_MOST: Final = 40  # boxes; more are no drawing that anyone reads
_FITS: Final = 1000  # pixels that can be shrunk to a page and still be read


@dataclass(frozen=True, slots=True)
class Box:
    """A commitment, or words of a report that something waits for. Places in pixels."""

    x: int
    y: int
    height: int
    lines: tuple[str, ...]
    state: State | None  # None: words of a report

    @property
    def texts(self) -> tuple[tuple[int, str], ...]:
        """Each line with the height of its baseline."""
        return tuple((self.y + _PAD + 12 + n * _LINE, line) for n, line in enumerate(self.lines))


@dataclass(frozen=True, slots=True)
class Arrow:
    path: str
    told: bool  # by a report; else the agreement's file says so
    back: bool  # against the others


@dataclass(frozen=True, slots=True)
class Graph:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = _WIDE

    @property
    def long(self) -> bool:
        return self.width > _FITS


def draw_waiting(view: LedgerView) -> Graph | None:
    """The graph of the ledger's preconditions; None where nothing waits, or too much for a drawing."""
    told: dict[tuple[str, str], bool] = {}  # (first, waits): whether a report says so
    for p in view.ledger.preconditions:
        key = (str(p.on), str(p.waits))
        told[key] = told.get(key, False) or p.passage is not None
    names = list(dict.fromkeys(name for pair in told for name in pair))
    if not told or len(names) > _MOST:
        return None
    order = {str(e.commitment.id): n for n, e in enumerate(view.ledger.entries)}
    names.sort(key=lambda name: (order.get(name, len(order)), name))
    back = _backward(names, told)
    forward = _without_detours([pair for pair in told if pair not in back], told)
    level = _levels(names, forward)
    columns: dict[int, list[str]] = defaultdict(list)
    for name in names:
        columns[level[name]].append(name)
    lines = {name: _lines(name, view) for name in names}
    heights = {name: 2 * _PAD + _LINE * len(lines[name]) for name in names}
    tallest = max(_height(column, heights) for column in columns.values())
    place: dict[str, tuple[int, int]] = {}
    for n in sorted(columns):
        column = _near(columns[n], forward, place)
        y = _EDGE + (tallest - _height(column, heights)) // 2
        for name in column:
            place[name] = (_EDGE + n * (_WIDE + _GAP_X), y)
            y += heights[name] + _GAP_Y
    states = {str(e.commitment.id): e.state for e in view.ledger.entries}
    boxes = tuple(Box(*place[name], heights[name], lines[name], states.get(name)) for name in names)
    below = tallest + _EDGE + (28 if back else 0)
    arrows = [
        Arrow(_curve(place[a], place[b], heights[a], heights[b]), told[a, b], False) for a, b in forward
    ] + [
        Arrow(_under(place[a], place[b], heights[a], heights[b], below), told[a, b], True)
        for a, b in sorted(back)
    ]
    width = _EDGE * 2 + len(columns) * _WIDE + (len(columns) - 1) * _GAP_X
    return Graph(width, below + _EDGE, boxes, tuple(arrows))


def _lines(name: str, view: LedgerView) -> tuple[str, ...]:
    entry = view.by_id.get(CommitmentId(name))
    text = view.what(entry.commitment) if entry else f"“{one_line(name)}”"
    return tuple(
        textwrap.wrap(text, _LETTERS, max_lines=_LINES, placeholder=" …", break_on_hyphens=False)
    ) or ("…",)


def _backward(names: Sequence[str], pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs that close a circle, as a walk in the order of the names meets them."""
    after: dict[str, list[str]] = defaultdict(list)
    for first, then in sorted(pairs):
        after[first].append(then)
    found: set[tuple[str, str]] = set()
    state = dict.fromkeys(names, 0)  # 1: on the way, 2: left
    for start in names:
        if state[start]:
            continue
        state[start] = 1
        way = [(start, iter(after[start]))]
        while way:
            name, rest = way[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                way.pop()
            elif state[following] == 1:
                found.add((name, following))
            elif state[following] == 0:
                state[following] = 1
                way.append((following, iter(after[following])))
    return found


def _without_detours(
    pairs: Sequence[tuple[str, str]], told: Mapping[tuple[str, str], bool]
) -> list[tuple[str, str]]:
    """Without the arrows of the file that others lead to as well: from phase 1 to phase 3, past 2."""
    after: dict[str, set[str]] = defaultdict(set)
    for first, then in pairs:
        after[first].add(then)

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        rest = [start]
        while rest:
            for name in after[rest.pop()] - seen:
                seen.add(name)
                rest.append(name)
        return seen

    beyond = {name: reached(name) for name in list(after)}
    return [
        (a, b)
        for a, b in pairs
        if told[a, b] or not any(b in beyond.get(other, ()) for other in after[a] - {b})
    ]


def _levels(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way to each from one that waits for nothing; `pairs` have no circle."""
    level = dict.fromkeys(names, 0)
    for _ in names:
        for first, then in pairs:
            level[then] = max(level[then], level[first] + 1)
    waits = {then for _, then in pairs}
    for name in names:  # what waits for nothing stands right before what waits for it
        following = [level[then] for first, then in pairs if first == name]
        if name not in waits and following:
            level[name] = min(following) - 1
    return level


def _near(
    column: Sequence[str], pairs: Sequence[tuple[str, str]], place: Mapping[str, tuple[int, int]]
) -> list[str]:
    """The boxes of a column by the middle of what they wait for."""

    def middle(name: str) -> float:
        ys = [place[a][1] for a, b in pairs if b == name and a in place]
        return sum(ys) / len(ys) if ys else 0.0

    return sorted(column, key=middle)


def _height(column: Sequence[str], heights: Mapping[str, int]) -> int:
    return sum(heights[name] for name in column) + _GAP_Y * (len(column) - 1)


def _curve(a: tuple[int, int], b: tuple[int, int], high_a: int, high_b: int) -> str:
    x1, y1 = a[0] + _WIDE, a[1] + high_a // 2
    x2, y2 = b[0] - 3, b[1] + high_b // 2
    bend = max((x2 - x1) // 2, 24)
    return f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"


def _under(a: tuple[int, int], b: tuple[int, int], high_a: int, high_b: int, low: int) -> str:
    x1, y1 = a[0] + _WIDE // 2, a[1] + high_a
    x2, y2 = b[0] + _WIDE // 2, b[1] + high_b + 3
    return f"M{x1} {y1} C{x1} {low} {x2} {low} {x2} {y2}"
