"""The lineage drawn with characters."""

from __future__ import annotations

from dataclasses import replace

from accord.dossier.tree import draw_tree
from accord.dossier.view import View
from accord.records import Account, ArticleId, Dossier, Edge, EdgeKind, Lineage


def drawn(dossier: Dossier, *edges: tuple[EdgeKind, int, int | str, float]) -> tuple[str, ...]:
    account = dossier.accounts[0]
    ids = account.story.articles
    made = tuple(
        Edge(kind, ids[a], on if isinstance(on, str) else ids[on], (), share) for kind, a, on, share in edges
    )
    one: Account = replace(account, lineage=Lineage(made, tuple((a,) for a in ids)))
    view = View(replace(dossier, accounts=(one,)))
    numbers = {f"{view.sheet(a).number} {view.sheet(a).name}": f"@{n}" for n, a in enumerate(ids)}
    lines = []
    for line in draw_tree(one, view):
        for name, short in numbers.items():
            line = line.replace(name, short)
        lines.append(line)
    return tuple(lines)


def test_a_chain_and_a_branch(rich_dossier: Dossier) -> None:
    assert drawn(rich_dossier, ("reprints", 1, 0, 0.92), ("shares passages", 2, 1, 0.2)) == (
        "@0",
        "└─ reprint, 92% ── @1",
        "   └─ shared words, 20% ── @2",
    )
    assert drawn(rich_dossier, ("reprints", 1, 0, 0.92), ("credits", 2, 0, 0.1)) == (
        "@0",
        "├─ reprint, 92% ── @1",
        "└─ credit ── @2",
    )


def test_an_article_hangs_under_the_one_it_owes_most(rich_dossier: Dossier) -> None:
    lines = drawn(rich_dossier, ("quotes the same rendering", 2, 0, 0.0), ("reprints", 2, 1, 0.7))
    assert lines == ("@1", "└─ reprint, 70% ── @2")


def test_a_circle_is_drawn_once(rich_dossier: Dossier) -> None:
    lines = drawn(rich_dossier, ("credits", 0, 1, 0.1), ("credits", 1, 0, 0.1))
    assert sorted(line[-2:] for line in lines) == ["@0", "@1"]


def test_nothing_to_draw(rich_dossier: Dossier) -> None:
    assert drawn(rich_dossier) == ()
    assert drawn(rich_dossier, ("credits", 0, "somebody", 0.1)) == ()
    # which of the two had the words from the other, if any, nobody can tell
    assert drawn(rich_dossier, ("quotes the same rendering", 1, 0, 0.0)) == ()


def test_ids_alone_tell_articles_from_sources(rich_dossier: Dossier) -> None:
    assert ArticleId("somebody") not in rich_dossier.accounts[0].story.articles
