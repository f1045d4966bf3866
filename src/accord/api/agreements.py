"""Routes of agreements under way: the list, the file in its versions, the ledger, event records."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from accord.api.answers import Key, Listing, Page, answer, file
from accord.api.problems import problem, refusals
from accord.api.reading import shared
from accord.dossier import ChangesFormat, LedgerFormat, render_changes, render_ledger
from accord.dossier.to_json import json_line
from accord.exports import MEDIA, safe_name
from accord.monitoring import Monitor
from accord.store import rows
from accord.store.rows import AgreementId

router = APIRouter()
Day = Annotated[
    date | None, Query(description="The ledger on this day; else on the latest day of the coverage.")
]
_NO_DAY = "neither the agreement's file nor a report states any day; give one"


class AgreementView(BaseModel):
    """An agreement with all versions of its file; `text` is YAML, the last version's is the current one."""

    agreement: rows.AgreementRow
    versions: list[rows.AgreementVersion]


def _monitor(request: Request) -> Monitor:
    return Monitor(shared(request).library)


@router.get(
    "/agreements", response_model=Listing[rows.AgreementRow], tags=["agreements"], responses=refusals(422)
)
def agreements(request: Request, page: Page) -> Response:
    """Agreements that are kept, the last changed first."""
    found = shared(request).library.store.agreements()
    return page.answer(lambda limit, offset: found[offset : offset + limit])


@router.get(
    "/agreements/{agreement}",
    response_model=AgreementView,
    tags=["agreements"],
    responses=refusals(404, 422),
)
def agreement(request: Request, agreement: Key) -> Response:
    """An agreement, the stories it follows, and its file in all versions: who saved each, and why."""
    store = shared(request).library.store
    id = AgreementId(agreement)
    return answer(request, {"agreement": store.agreement(id), "versions": store.agreement_versions(id)})


@router.get(
    "/agreements/{agreement}/ledger",
    tags=["agreements"],
    response_class=Response,
    responses={
        200: {
            "description": "The ledger.",
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Ledger"}},
                **{MEDIA[f]: {"schema": {"type": "string"}} for f in ("text", "md", "html", "csv")},
            },
        },
        **refusals(404, 409, 422),
    },
)
def ledger(
    request: Request,
    agreement: Key,
    day: Day = None,
    format: LedgerFormat = "json",
    download: Annotated[bool, Query(description="As a file to be kept.")] = False,
) -> Response:
    """Each commitment with its state, its evidence and its history, as `accord agreement show` has it."""
    told = _monitor(request).ledger(AgreementId(agreement), day)
    if told is None:
        return problem(409, _NO_DAY)
    name = f"{safe_name(agreement)}-ledger.{'txt' if format == 'text' else format}" if download else None
    return file(request, render_ledger(told, format), MEDIA[format], name=name)


@router.get(
    "/agreements/{agreement}/changes",
    tags=["agreements"],
    response_class=Response,
    responses={
        200: {
            "description": "What changed.",
            "content": {MEDIA[f]: {"schema": {"type": "string"}} for f in ("text", "md", "html")},
        },
        **refusals(404, 409, 422),
    },
)
def agreement_changes(
    request: Request,
    agreement: Key,
    first: Annotated[date | None, Query(description="After this day; else in the week before.")] = None,
    last: Annotated[date | None, Query(description="Up to this day; else the latest.")] = None,
    format: ChangesFormat = "md",
) -> Response:
    """What changed between two days: states, new evidence, what is due next."""
    told = _monitor(request).developments(AgreementId(agreement), first, last)
    if told is None:
        return problem(409, _NO_DAY)
    return file(request, render_changes(told, format), MEDIA[format])


@router.get(
    "/agreements/{agreement}/events",
    tags=["agreements"],
    response_class=Response,
    responses={
        200: {
            "description": "One JSON object a line.",
            "content": {"application/jsonl": {"schema": {"type": "string"}}},
        },
        **refusals(404, 422),
    },
)
def agreement_events(request: Request, agreement: Key, day: Day = None) -> Response:
    """Event records after PLOVER, as `accord agreement events` prints them."""
    rows = _monitor(request).event_rows(AgreementId(agreement), day)
    return file(request, "".join(map(json_line, rows)), "application/jsonl")
