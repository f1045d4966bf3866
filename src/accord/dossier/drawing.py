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
    articles_left_out: int  # that neither depend on another nor credit anyone
    sources_left_out: int


def draw_lineage(account: Account, view: View) -> Drawing | None:
    """Sources on the left, articles framed by origin on the right; None when nothing depends on anything.

    Articles without any tie are left out and counted, so that the drawing of a large story
    shows its ties and not its size.
    """
    tied = {e.article for e in account.lineage.edges} | {
        e.on for e in account.lineage.edges if view.knows(e.on)
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

    sources, lines, unseen = _sources(account, view, where, height)
    ties = {
        (e.article, str(e.on)): e
        for e in reversed(view.ties(account))
        if e.article in where and e.on in where
    }
    longest = max((abs(where[a] - where[b]) for a, b in ties), default=1)
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


def _sources(
    account: Account, view: View, where: dict[str, int], height: int
) -> tuple[list[Node], list[Line], int]:
    """The sources outside, each as near as can be to the articles that credit it.

    Of many, those that the most articles credit, and with the most passages; the last value
    says how many stay out.
    """
    groups: dict[tuple[str, str], list[Edge]] = {}
    for edge in account.lineage.edges:
        if not view.knows(edge.on) and edge.article in where:
            groups.setdefault(source_key(edge.on, edge.article), []).append(edge)
    credited = {edges[0].on: [edge.article for edge in edges] for edges in groups.values()}
    every = len(credited)
    if every > _SOURCES:
        often = {edges[0].on: sum(len(edge.passages) for edge in edges) for edges in groups.values()}
        most = sorted(credited, key=lambda name: (-len(set(credited[name])), -often[name]))[:_SOURCES]
        credited = {name: credited[name] for name in most}
    wanted = sorted((sum(where[a] for a in by) / len(by), name) for name, by in credited.items())
    room = max(height, len(wanted) * _ROW + 2)
    nodes: list[Node] = []
    lines: list[Line] = []
    y = 0
    for index, (ideal, name) in enumerate(wanted):
        latest = room - (len(wanted) - index) * _ROW + _ROW // 2 - 1
        y = min(max(y + _ROW if nodes else _ROW // 2 + 1, int(ideal)), latest)
        nodes.append(Node(_SOURCE_RIGHT, y, _short(one_line(name))))
        middle = (_SOURCE_RIGHT + _ARTICLE_LEFT) // 2
        for article in dict.fromkeys(credited[name]):
            there = where[article]
            path = f"M{_SOURCE_RIGHT + 13} {y} C{middle} {y} {middle} {there} {_ARTICLE_LEFT - 2} {there}"
            lines.append(Line("credits", path, "", middle, (y + there) // 2))
    return nodes, lines, every - len(credited)


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
