"""The account rendered: text, Markdown, HTML, JSON, CSV, JSON-LD; annotated articles as a page; ledgers."""

from __future__ import annotations

from typing import Literal

from accord.dossier.annotation_html import render_annotations
from accord.dossier.ledger_schema import render_ledger_schema
from accord.dossier.ledgers import ChangesFormat, LedgerFormat, render_changes, render_ledger
from accord.dossier.schema import render_schema
from accord.dossier.to_annotations import render_web_annotations
from accord.dossier.to_csv import render_csv
from accord.dossier.to_html import render_html
from accord.dossier.to_json import render_json
from accord.dossier.to_markdown import render_markdown
from accord.dossier.to_schema_org import render_schema_org
from accord.dossier.to_text import render_text
from accord.records import Dossier

Format = Literal["text", "md", "html", "json", "csv", "annotations", "schema-org"]

__all__ = [
    "ChangesFormat",
    "Format",
    "LedgerFormat",
    "render",
    "render_annotations",
    "render_changes",
    "render_csv",
    "render_html",
    "render_json",
    "render_ledger",
    "render_ledger_schema",
    "render_markdown",
    "render_schema",
    "render_schema_org",
    "render_text",
    "render_web_annotations",
]


def render(dossier: Dossier, format: Format, *, width: int = 88, colour: bool = False) -> str:
    """The dossier in one of its forms, ending with a newline.

    `width` (in terminal cells) and `colour` concern "text" alone. Every form but those of JSON
    shows control characters as their pictures; JSON carries all texts as taken in.
    """
    match format:
        case "text":
            return render_text(dossier, width=width, colour=colour)
        case "md":
            return render_markdown(dossier)
        case "html":
            return render_html(dossier)
        case "json":
            return render_json(dossier)
        case "csv":
            return render_csv(dossier)
        case "annotations":
            return render_web_annotations(dossier)
        case "schema-org":
            return render_schema_org(dossier)
