"""Where things stand in the page's two small drawings: who depends on whom, and when.

Coordinates are in user units of an SVG of `Drawing.width` by `Drawing.height`; the
templates draw, this module only places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Final

from accord.dossier import labels
from accord.dossier.leaning import source_key
from accord.dossier.sheets import one_line
from accord.dossier.view import View
from accord.records import Account, Edge, EdgeKind, Modality, Moment

WIDTH: Final = 672
_ROW: Final = 28
_PAD: Final = 8  # inside the frame of an origin
_GAP: Final = 10  # between two frames
_CAPTION: Final = 16  # height of "one origin"
_SOURCE_RIGHT: Final = 205  # sources end here
_ARTICLE_LEFT: Final = 300
_ARTICLE_RIGHT: Final = 548
_BULGE: Final = 90  # how far the longest arc swings out beyond the shortest
_NAME: Final = 28  # characters that fit a column at 13 units
_SOURCES: Final = 10  # that are drawn
_WINDOW: Final = timedelta(days=21)  # to either side of the middle of the timeline


@dataclass(frozen=True, slots=True)
class Node:
    x: int
    y: int
    text: str
    number: int | None = None  # of an article; None for a source outside


@dataclass(frozen=True, slots=True)
class Frame:
    """Articles of one origin; a caption only where there are several."""

    y: int
    height: int
    caption: str


@dataclass(frozen=True, slots=True)
class Line:
    kind: EdgeKind
    path: str
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    left: int
    right: int
    sources: tuple[Node, ...]
    articles: tuple[Node, ...]
    frames: tuple[Frame, ...]
    lines: tuple[Line, ...]
    articles_left_out: int  # without any tie that is drawn
    sources_left_out: int


def draw_lineage(account: Account, view: View) -> Drawing | None:
    """Sources on the left, articles framed by origin on the right; None when nothing depends on anything.

    Articles without a tie that is drawn are left out and counted, so that the drawing of a large story
    shows its ties and not its size.
    """
    credited, unseen = _credited(account, view)
    tied = {a for _, by in credited for a in by} | {
        a for e in account.lineage.edges if view.knows(e.on) for a in (e.article, e.on)
    }
    groups = [g for g in view.origins(account) if len(g) > 1 or any(s.article.id in tied for s in g)]
    if not account.lineage.edges or not groups:
        return None

    articles: list[Node] = []
    frames: list[Frame] = []
    where: dict[str, int] = {}
    y = 1
    for sheets in groups:
        caption = labels.ONE_ORIGIN if len(sheets) > 1 else ""
        top, y = y, y + _PAD + (_CAPTION if caption else 0)
        for sheet in sheets:
            where[sheet.article.id] = y + _ROW // 2
            articles.append(Node(_ARTICLE_LEFT, y + _ROW // 2, _short(sheet.name), sheet.number))
            y += _ROW
        y += _PAD
        frames.append(Frame(top, y - top, caption))
        y += _GAP
    height = y - _GAP + 1

    sources, lines = _sources(credited, where, height)
    ties = {
        (e.article, str(e.on)): e
        for e in reversed(view.ties(account))
        if e.article in where and e.on in where
    }
    longest = max((1, *(abs(where[a] - where[b]) for a, b in ties)))
    for (article, on), edge in reversed(ties.items()):
        here, there = where[article], where[on]
        bulge = _ARTICLE_RIGHT + 24 + _BULGE * abs(here - there) // longest
        path = f"M{_ARTICLE_RIGHT} {there} C{bulge} {there} {bulge} {here} {_ARTICLE_RIGHT + 2} {here}"
        label = "" if edge.kind == "credits" or not edge.share else labels.share(edge.share)
        middle = (_ARTICLE_RIGHT + 3 * bulge) // 4 + 6
        lines.append(Line(edge.kind, path, label, middle, (here + there) // 2))
    return Drawing(
        WIDTH,
        max(height, len(sources) * _ROW + 2),
        _ARTICLE_LEFT,
        _ARTICLE_RIGHT,
        tuple(sources),
        tuple(articles),
        tuple(frames),
        tuple(lines),
        sum(len(g) for g in account.lineage.origins) - len(articles),
        unseen,
    )


Credited = tuple[str, tuple[str, ...]]  # a source, and the articles that credit it


def _credited(account: Account, view: View) -> tuple[list[Credited], int]:
    """The sources outside that the most articles credit, with the most passages; how many stay out."""
    groups: dict[tuple[str, str], list[Edge]] = {}
    for edge in account.lineage.edges:
        if not view.knows(edge.on):
            groups.setdefault(source_key(edge.on, edge.article), []).append(edge)
    ranked = sorted(
        groups.values(), key=lambda g: (-len({e.article for e in g}), -sum(len(e.passages) for e in g))
    )
    credited: list[Credited] = [
        (g[0].on, tuple(dict.fromkeys(e.article for e in g))) for g in ranked[:_SOURCES]
    ]
    return credited, len(ranked) - len(credited)


def _sources(
    credited: Sequence[Credited], where: dict[str, int], height: int
) -> tuple[list[Node], list[Line]]:
    """Each source as near as can be to the articles that credit it."""
    wanted = sorted((sum(where[a] for a in by) / len(by), name, by) for name, by in credited)
    room = max(height, len(wanted) * _ROW + 2)
    nodes: list[Node] = []
    lines: list[Line] = []
    y = 0
    for index, (ideal, name, by) in enumerate(wanted):
        latest = room - (len(wanted) - index) * _ROW + _ROW // 2 - 1
        y = min(max(y + _ROW if nodes else _ROW // 2 + 1, int(ideal)), latest)
        nodes.append(Node(_SOURCE_RIGHT, y, _short(one_line(name))))
        middle = (_SOURCE_RIGHT + _ARTICLE_LEFT) // 2
        for article in by:
            there = where[article]
            path = f"M{_SOURCE_RIGHT + 13} {y} C{middle} {y} {middle} {there} {_ARTICLE_LEFT - 2} {there}"
            lines.append(Line("credits", path, "", middle, (y + there) // 2))
    return nodes, lines


def _short(name: str) -> str:
    return name if len(name) <= _NAME else name[: _NAME - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Bar:
    """A moment on the timeline's strip, in percent of its width."""

    x: float
    width: float
    modality: Modality


def place_moments(moments: Sequence[Moment]) -> tuple[Bar | None, ...]:
    """One bar a moment, all on one scale; None for a moment far from the others.

    The scale covers the weeks around the middle moment: a founding a century ago would
    else press all that happened this week into one point. A single day has no scale.
    """
    if not moments:
        return ()
    middle = date.fromordinal(median_low(m.first.toordinal() for m in moments))
    near = [m for m in moments if abs(m.first - middle) <= _WINDOW and abs(m.last - middle) <= _WINDOW]
    if not near:
        return (None,) * len(moments)
    start = min(m.first for m in near)
    span = (max(m.last for m in near) - start).days + 1
    if span < 2:
        return (None,) * len(moments)
    return tuple(
        Bar(
            round(100 * (m.first - start).days / span, 2),
            round(100 * ((m.last - m.first).days + 1) / span, 2),
            m.modality,
        )
        if m in near
        else None
        for m in moments
    )
