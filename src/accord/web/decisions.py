"""A person decides about a commitment: the form for it, with what the rules propose beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accord.dossier.ledger_view import LedgerView
from accord.errors import AgreementError
from accord.ledger_records import Commitment, CommitmentId, Override
from accord.monitoring import settable
from accord.store.rows import AgreementRow
from accord.web import texts
from accord.web.agreements import id_of
from accord.web.forms import checked_form, text_of, token_of
from accord.web.pages import address, page, render

if TYPE_CHECKING:
    from accord.web.app import Desk


def form(request: Request) -> Response:
    return _form(request)


def _asked(request: Request) -> tuple[AgreementRow, Commitment]:
    desk: Desk = request.app.state.desk
    row = desk.library.store.agreement(id_of(request))
    wanted = CommitmentId(request.path_params["commitment"])
    found = [c for c in desk.monitor.agreement(row.id).commitments if c.id == wanted]
    if not found:
        raise HTTPException(404)
    return row, found[0]


def _form(request: Request, wrong: str = "", given: Any = None) -> Response:
    desk: Desk = request.app.state.desk
    row, commitment = _asked(request)
    ledger = desk.monitor.last_ledger(row.id)
    view = LedgerView(ledger) if ledger else None
    entry = view.by_id.get(commitment.id) if view else None
    content = render(
        "agreement_decide.html.j2",
        row=row,
        commitment=commitment,
        view=view,
        entry=entry,
        states=settable(commitment),
        day=ledger.day if ledger else desk.now().date(),
        standing=commitment.overrides[-1] if commitment.overrides else None,
        given={k: given.get(k, "") if given else "" for k in ("state", "when", "who", "why", "score")},
        wrong=wrong,
        token=token_of(request),
    )
    what = view.what(commitment) if view else commitment.promise
    title = f"{texts.DECIDE}: {what}"
    return page(
        request, content, title=title, here="agreements", style="ledger.css", status=400 if wrong else 200
    )


async def decide(request: Request) -> Response:
    sent = await checked_form(request)
    return await run_in_threadpool(_decide, request, sent)


def _decide(request: Request, sent: FormData) -> Response:
    desk: Desk = request.app.state.desk
    row, commitment = _asked(request)
    who, why = text_of(sent, "who", 100), text_of(sent, "why", 1000)
    state, score = text_of(sent, "state"), text_of(sent, "score")
    withdraws = text_of(sent, "withdraw") != ""
    try:
        when = date.fromisoformat(text_of(sent, "when"))
    except ValueError:
        return _form(request, texts.CHOOSE_DAY, sent)
    if not (who and why):
        return _form(request, texts.WHO_AND_WHY, sent)
    states = {str(s): s for s in settable(commitment)}
    if not withdraws and state not in states:
        return _form(request, texts.CHOOSE_STATE, sent)
    decision = Override(
        when,
        who,
        why,
        None if withdraws else states[state],
        int(score) if score in ("0", "1", "2", "3") and not withdraws else None,
    )
    try:
        desk.monitor.decide(row.id, commitment.id, decision)
    except AgreementError as exc:  # someone took the commitment out meanwhile
        return _form(request, exc.reason, sent)
    return RedirectResponse(f"{address('agreement', row.id)}#c-{commitment.id}", 303)
