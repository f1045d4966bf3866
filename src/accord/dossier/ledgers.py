"""The ledger of an agreement, and what changed in it, in one of their forms."""

from __future__ import annotations

from typing import Literal

from accord.dossier.ledger_data import render_ledger_csv, render_ledger_json
from accord.dossier.ledger_html import render_changes_html, render_ledger_html
from accord.dossier.ledger_text import (
    render_changes_markdown,
    render_changes_text,
    render_ledger_markdown,
    render_ledger_text,
)
from accord.ledger_records import Developments, Ledger

LedgerFormat = Literal["text", "md", "html", "json", "csv"]
ChangesFormat = Literal["text", "md", "html"]


def render_ledger(ledger: Ledger, format: LedgerFormat, *, width: int = 88, colour: bool = False) -> str:
    """The ledger in one of its forms, ending with a newline; `width` and `colour` concern "text" alone."""
    match format:
        case "text":
            return render_ledger_text(ledger, width=width, colour=colour)
        case "md":
            return render_ledger_markdown(ledger)
        case "html":
            return render_ledger_html(ledger)
        case "json":
            return render_ledger_json(ledger)
        case "csv":
            return render_ledger_csv(ledger)


def render_changes(
    told: Developments, format: ChangesFormat, *, width: int = 88, colour: bool = False
) -> str:
    """What changed between two days in one of its forms, as `render_ledger` gives them."""
    match format:
        case "text":
            return render_changes_text(told, width=width, colour=colour)
        case "md":
            return render_changes_markdown(told)
        case "html":
            return render_changes_html(told)
