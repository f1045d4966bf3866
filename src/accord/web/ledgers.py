"""The ledger of an agreement as a page, what changed in it between two days, and both as files."""

from __future__ import annotations

from concurrent.futures import wait
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from accord.dossier import render_changes, render_ledger
from accord.dossier.ledger_html import GLOBALS, LOOK, ChangesPage, LedgerPage
from accord.dossier.ledger_view import LedgerView
from accord.dossier.markup import dress
from accord.dossier.sheets import one_line
from accord.dossier.to_json import json_line
from accord.ledger_records import Entry, Ledger
from accord.store.rows import AgreementId, AgreementRow
from accord.web import texts
from accord.web.agreements import id_of, plain
from accord.web.pages import Ready, address, day_in, page, render
from accord.web.stories import LivePage

if TYPE_CHECKING:
    from accord.web.app import Desk

_KEPT_S: Final = 600.0
_AT_ONCE: Final = 40  # articles looked through while the page waits: some tenths of a second
_PATIENCE_S: Final = 4.0  # how long a page waits for the worker with more of them
_FORMS: Final = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
}


class LiveLedger(LivePage, LedgerPage):
    """The ledger with addresses of the desk, where a person can decide."""

    decide_label = texts.DECIDE

    def __init__(self, row: AgreementRow, ledger: Ledger) -> None:
        LedgerPage.__init__(self, LedgerView(ledger))
        self.row = row

    def decide_href(self, entry: Entry) -> str:
        return f"{address('agreement', self.row.id)}/decide/{entry.commitment.id}"


class LiveChanges(LivePage, ChangesPage):
    """What changed, each commitment leading to its entry in the ledger."""

    def __init__(self, row: AgreementRow, told: Any) -> None:
        ChangesPage.__init__(self, told)
        self.row = row

    def entry_href(self, entry: Entry) -> str:
        return f"{address('agreement', self.row.id)}#c-{entry.commitment.id}"


def _found(desk: Desk, id: AgreementId) -> bool:
    """Whether what the ledger needs is there; quick work is done at once, more in the workshop."""
    if desk.monitor.ready(id):
        return True
    if desk.monitor.articles(id) <= _AT_ONCE:
        desk.monitor.find(id)
        return True
    wait([desk.workshop.find(id)], timeout=_PATIENCE_S)
    return desk.monitor.ready(id)


def _day(request: Request, name: str = "day") -> date | None:
    try:
        return day_in(request, name)
    except ValueError:
        raise HTTPException(404) from None


# ---------------------------------------------------------------- pages


def ledger(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    row = desk.library.store.agreement(id_of(request))
    day = _day(request)
    found = _found(desk, row.id)
    body = desk.kept.get(
        ("ledger", row.id, row.version, desk.monitor.mark(row.id), found, day),
        lambda: Ready.of(_body(desk, row, found, day)),
        for_s=_KEPT_S if found else 0.0,
    )
    return page(request, body, title=one_line(row.name), here="agreements", style="ledger.css")


def _body(desk: Desk, row: AgreementRow, found: bool, day: date | None) -> Markup:
    told = desk.monitor.ledger(row.id, day) if found else desk.monitor.last_ledger(row.id, day)
    stories = desk.library.store.story_rows(desk.monitor.stories(row.id))
    shared = {"row": row, "found": found, "day": day, "stories": stories, "today": desk.now().date()}
    if told is None:
        return render("agreement_empty.html.j2", **shared)
    return render(
        "agreement_ledger.html.j2",
        page=LiveLedger(row, told),
        body="ledger_body.html.j2",
        forms=tuple(_FORMS),
        **shared,
        **GLOBALS,
    )


def changes(request: Request) -> Response:
    """What changed between two days; without a first one, in the week before the last."""
    desk: Desk = request.app.state.desk
    row = desk.library.store.agreement(id_of(request))
    first, last = _day(request, "from"), _day(request, "to")
    if first and last and last < first:
        first, last = last, first
    found = _found(desk, row.id)
    body = desk.kept.get(
        ("ledger-changes", row.id, row.version, desk.monitor.mark(row.id), found, first, last),
        lambda: Ready.of(_changes_body(desk, row, found, first, last)),
        for_s=_KEPT_S if found else 0.0,
    )
    title = f"{texts.WHAT_CHANGED}: {one_line(row.name)}"
    return page(request, body, title=title, here="agreements", style="ledger.css")


def _changes_body(
    desk: Desk, row: AgreementRow, found: bool, first: date | None, last: date | None
) -> Markup:
    told = desk.monitor.developments(row.id, first, last)
    if told is None:
        return render(
            "agreement_empty.html.j2", row=row, found=found, day=last, stories=(), today=desk.now().date()
        )
    return render(
        "agreement_changes.html.j2",
        row=row,
        page=LiveChanges(row, told),
        body="changes_body.html.j2",
        days=(told.first, told.ledger.day),
        **GLOBALS,
    )


def state(request: Request) -> Response:
    """Whether the ledger shown still holds; asked by its page while it is made anew."""
    desk: Desk = request.app.state.desk
    ready = desk.monitor.ready(id_of(request))
    return JSONResponse({"stale": not ready, "told": ready})


# ---------------------------------------------------------------- files


def file(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    form = request.path_params["form"]
    if form not in _FORMS:
        raise HTTPException(404)
    told = desk.monitor.ledger(id_of(request), _day(request))
    if told is None:
        raise HTTPException(404)
    return _file(request, render_ledger(told, form), form, "ledger")


def changes_file(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    form = request.path_params["form"]
    if form not in ("html", "md"):
        raise HTTPException(404)
    told = desk.monitor.developments(id_of(request), _day(request, "from"), _day(request, "to"))
    if told is None:
        raise HTTPException(404)
    return _file(request, render_changes(told, form), form, "changes")


def events(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    id = id_of(request)
    text = "".join(map(json_line, desk.monitor.event_rows(id, _day(request))))
    headers = {"content-disposition": f'attachment; filename="{plain(id)}-events.jsonl"'}
    return Response(
        text.encode("utf-8", "replace"), media_type="application/jsonl; charset=utf-8", headers=headers
    )


def _file(request: Request, text: str, form: str, what: str) -> Response:
    name = f"{plain(id_of(request))}-{what}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    if form == "html":  # shown, to be printed or kept: under its own policy, which admits its style only
        headers = {
            "content-disposition": f'inline; filename="{name}"',
            "content-security-policy": dress(*LOOK).csp + "; frame-ancestors 'none'",
        }
    return Response(text.encode("utf-8", "replace"), media_type=_FORMS[form], headers=headers)
