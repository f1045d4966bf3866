"""Who depends on whom, drawn with characters for a terminal.

1 Ostmere Courier
├─ reprint, 92 % ── 3 Harbour Post
│  └─ shared words, 20 % ── 7 Pell Weekly
└─ credit ── 4 Tarsk Herald
"""

from __future__ import annotations

from collections.abc import Iterator

from accord.dossier import labels
from accord.dossier.view import View
from accord.records import Account, ArticleId, Edge

_RANK = ("reprints", "shares passages", "credits")


def draw_tree(account: Account, view: View) -> tuple[str, ...]:
    """Lines of a tree for each article that others depend on; none when no article depends on another.

    An article hangs under the one it depends on most: the one it was folded with, else a
    reprint, shared words, a credit. Its other ties are told in words below the drawing; so are the
    same quotations, of which neither article need have had them from the other. What depends on
    each other in a circle hangs under the first of them.
    """
    main: dict[ArticleId, Edge] = {}
    ties = [e for e in view.ties(account) if e.kind in _RANK and (e.share or e.kind != "shares passages")]
    for edge in sorted(ties, key=lambda e: (not e.folds, _RANK.index(e.kind), -e.share)):
        if edge.article not in main and not _above(edge.article, ArticleId(edge.on), main):
            main[edge.article] = edge
    below: dict[ArticleId, list[Edge]] = {}
    for edge in sorted(main.values(), key=lambda e: view.sheet(e.article).number):
        below.setdefault(ArticleId(edge.on), []).append(edge)

    def branches(article: ArticleId, lead: str) -> Iterator[str]:
        edges = below.get(article, [])
        for n, edge in enumerate(edges):
            last = n == len(edges) - 1
            tie = labels.tie_name(edge.kind, edge.share)
            if edge.kind != "credits" and edge.share:
                tie += f", {labels.share(edge.share)}"
            yield f"{lead}{'└' if last else '├'}─ {tie} ── {name(edge.article)}"
            yield from branches(edge.article, lead + ("   " if last else "│  "))

    def name(article: ArticleId) -> str:
        sheet = view.sheet(article)
        return f"{sheet.number} {sheet.name}"

    lines: list[str] = []
    for root in sorted((a for a in below if a not in main), key=lambda a: view.sheet(a).number):
        lines += [name(root), *branches(root, "")]
    return tuple(lines)


def _above(article: ArticleId, other: ArticleId, main: dict[ArticleId, Edge]) -> bool:
    """Whether an article is another one, or hangs above it."""
    while True:
        if other == article:
            return True
        if other not in main:
            return False
        other = ArticleId(main[other].on)
