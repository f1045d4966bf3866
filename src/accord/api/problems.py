"""What goes wrong, told as RFC 9457 problem details."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from accord.dossier.to_json import dump_json
from accord.errors import AccordError, NotStored, StoreBusy, StoreError

log = logging.getLogger("accord.api")
MEDIA: Final = "application/problem+json"


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    where: str  # "query.limit", "body.who"
    what: str


class Problem(BaseModel):
    """Why a request was not carried out (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] = []


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an operation's description says of the ways in which it can be refused."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA: {"schema": schema}},
        }
        for status in statuses
    }


def problem(
    status: int,
    detail: str | None = None,
    errors: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "errors": [{"where": e.where, "what": e.what} for e in errors],
    }
    if detail:
        told["detail"] = detail
    return Response(dump_json(told), status, media_type=MEDIA, headers=dict(headers or {}))


def install(app: FastAPI) -> None:
    """Every refusal of the application becomes a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(AccordError, _refused)
    app.add_exception_handler(Exception, _bug)


def _invalid(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, RequestValidationError)
    faults = [Fault(where=".".join(str(step) for step in e["loc"]), what=str(e["msg"])) for e in exc.errors()]
    return problem(422, "the request does not have the form that is described", faults)


def _http(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    detail = exc.detail if exc.detail != HTTPStatus(exc.status_code).phrase else None
    return problem(exc.status_code, detail, headers=exc.headers)


def _refused(_: Request, exc: Exception) -> Response:
    match exc:
        case NotStored():
            return problem(404, str(exc))
        case StoreBusy():
            return problem(503, str(exc), headers={"Retry-After": "5"})
        case StoreError():
            return problem(409, str(exc))
    return problem(422, str(exc))


def _bug(request: Request, exc: Exception) -> Response:
    log.error("a request failed: %s %s", request.method, request.url.path, exc_info=exc)
    return problem(500)
