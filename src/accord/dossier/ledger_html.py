"""A ledger as one page that needs nothing else, in the look of the dossier's."""

from __future__ import annotations

from typing import Final

from accord.dossier import labels, ledger_view
from accord.dossier.ledger_view import LedgerView
from accord.dossier.markup import dress, environment
from accord.dossier.to_html import Page
from accord.dossier.view import LISTED, NAMED, first
from accord.records import Evidence, Ledger, State

PASSAGES_SHOWN: Final = 2  # of one role and grade, before the rest folds up
MARKS: Final[dict[State, str]] = {  # a class for each state, and a sign for those who see no colours
    "pending": "○",
    "under way": "◐",
    "met": "●",
    "overdue": "◷",
    "broken": "✕",
    "disputed": "⇄",
    "holding": "●",
    "no evidence": "·",
    "superseded": "–",
}


def render_ledger_html(ledger: Ledger) -> str:
    """The ledger as a self-contained page; its policy forbids every fetch and every script but its own."""
    look = dress("page.css", "ledger.css", "page.js")
    page = LedgerPage(LedgerView(ledger))
    template = environment().get_template(
        "ledger.html.j2",
        globals={
            "first": first,
            "CITES_SHOWN": 14,
            "LISTED": LISTED,
            "NAMED": NAMED,
            "PASSAGES_SHOWN": PASSAGES_SHOWN,
        },
    )
    text = template.render(
        page=page, t=labels, w=ledger_view, style=look.style, script=look.script, csp=look.csp
    )
    return text.rstrip("\n") + "\n"


class LedgerPage(Page):
    """What the template asks for."""

    def __init__(self, ledger: LedgerView) -> None:
        super().__init__(ledger.view)
        self.ledger = ledger

    @property
    def title(self) -> str:
        return f"{ledger_view.LEDGER}: {self.ledger.title}"

    def state_class(self, state: State) -> str:
        return state.replace(" ", "-")

    def mark(self, state: State) -> str:
        return MARKS[state]

    def unlike(self, evidence: tuple[Evidence, ...]) -> tuple[tuple[Evidence, tuple[Evidence, ...]], ...]:
        """Passages in other words each, with those that print the same."""
        groups: dict[tuple[str, str], list[Evidence]] = {}
        for e in evidence:
            groups.setdefault((self.view.line(e.passage), self.ledger.teller(e)), []).append(e)
        return tuple((found[0], tuple(found)) for found in groups.values())
