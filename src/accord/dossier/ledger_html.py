"""A ledger as one page that needs nothing else, in the look of the dossier's."""

from __future__ import annotations

from typing import Final

from accord.dossier import labels, ledger_view
from accord.dossier.ledger_graph import Graph, draw_waiting
from accord.dossier.ledger_view import LedgerView
from accord.dossier.markup import dress, environment
from accord.dossier.to_html import CITES_SHOWN, Page
from accord.dossier.view import LISTED, NAMED, first
from accord.ledger_records import Developments, Entry, Evidence, Ledger, State

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


GLOBALS: Final = {
    "first": first,
    "CITES_SHOWN": CITES_SHOWN,
    "LISTED": LISTED,
    "NAMED": NAMED,
    "PASSAGES_SHOWN": PASSAGES_SHOWN,
}
LOOK: Final = ("page.css", "ledger.css", "pane.js", "page.js")


def render_ledger_html(ledger: Ledger) -> str:
    """The ledger as a self-contained page; its policy forbids every fetch and every script but its own."""
    return _render(LedgerPage(LedgerView(ledger)), "ledger_body.html.j2")


def render_changes_html(told: Developments) -> str:
    """What changed after a day, as such a page."""
    return _render(ChangesPage(told), "changes_body.html.j2")


def _render(page: LedgerPage, body: str) -> str:
    look = dress(*LOOK)
    template = environment().get_template("ledger.html.j2", globals=GLOBALS)
    text = template.render(
        page=page, body=body, t=labels, lw=ledger_view, style=look.style, script=look.script, csp=look.csp
    )
    return text.rstrip("\n") + "\n"


class LedgerPage(Page):
    """What the template asks for."""

    decide_label = ""

    def __init__(self, ledger: LedgerView) -> None:
        super().__init__(ledger.view)
        self.ledger = ledger

    @property
    def title(self) -> str:
        return f"{ledger_view.LEDGER}: {self.ledger.title}"

    @property
    def eyebrow(self) -> str:
        return f"{ledger_view.LEDGER}, {labels.day(self.ledger.ledger.day)}"

    @property
    def waiting(self) -> Graph | None:
        return draw_waiting(self.ledger)

    def decide_href(self, entry: Entry) -> str:
        """Where a person can decide about a commitment; "" in a page that stands alone."""
        return ""

    def entry_href(self, entry: Entry) -> str:
        """Where the commitment's own entry stands; "" where the page has none."""
        return f"#c-{entry.commitment.id}"

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


class ChangesPage(LedgerPage):
    """What changed, in the look of the ledger."""

    def __init__(self, told: Developments) -> None:
        super().__init__(LedgerView(told.ledger))
        self.developments = told

    @property
    def title(self) -> str:
        return f"{ledger_view.CHANGES}: {self.ledger.title}"

    @property
    def eyebrow(self) -> str:
        return self.ledger.between(self.developments.first)

    def entry_href(self, entry: Entry) -> str:
        return ""
