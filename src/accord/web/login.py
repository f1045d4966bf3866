"""Logging in with the token, and out."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accord.web import texts
from accord.web.forms import checked_form, token_of
from accord.web.guard import same, session_cookie
from accord.web.pages import page, render

_WRONG_S: Final = 1.0  # a wrong token is answered late


def _next(given: object) -> str:
    """A page of this desk to go to, never one elsewhere."""
    wanted = given if isinstance(given, str) else ""
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if plain and not wanted.startswith("/log") else "/"


def _page(request: Request, wanted: str, wrong: bool = False) -> Response:
    content = render("login.html.j2", token=token_of(request), wanted=wanted, wrong=wrong)
    return page(request, content, title=texts.LOG_IN, status=401 if wrong else 200)


def form(request: Request) -> Response:
    if request.app.state.desk.token is None:
        return RedirectResponse("/", 303)
    return _page(request, _next(request.query_params.get("next")))


async def log_in(request: Request) -> Response:
    sent = await checked_form(request)
    desk = request.app.state.desk
    wanted, given = _next(sent.get("next")), sent.get("secret")
    if desk.token is None:
        return RedirectResponse("/", 303)
    if not isinstance(given, str) or not same(given.strip(), desk.token):
        await asyncio.sleep(_WRONG_S)
        return _page(request, wanted, wrong=True)
    answer = RedirectResponse(wanted, 303)
    answer.set_cookie(
        _cookie(request),
        desk.sessions.open(),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        max_age=30 * 24 * 3600,
    )
    return answer


async def log_out(request: Request) -> Response:
    await checked_form(request)
    request.app.state.desk.sessions.close(request.cookies.get(_cookie(request), ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(_cookie(request))
    return answer


def _cookie(request: Request) -> str:
    server = request.scope.get("server")
    return session_cookie(server and server[1])
