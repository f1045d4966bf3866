"""Outlets: what each reported alone, first, and from whom it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from accord.dossier.sheets import one_line
from accord.store.rows import Told
from accord.web import texts
from accord.web.home import entries
from accord.web.pages import address, key_of, number_in, page, render

if TYPE_CHECKING:
    from accord.web.app import Desk

A_PAGE: Final = 60
_LISTED: Final = 20


def outlets(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    offset = number_in(request, "from", most=1_000_000)
    rows = desk.kept.get(
        ("outlets", offset),
        lambda: desk.library.store.outlets(limit=A_PAGE + 1, offset=offset),
        for_s=10,
    )
    content = render(
        "outlets.html.j2", rows=rows[:A_PAGE], more=len(rows) > A_PAGE, offset=offset, step=A_PAGE
    )
    return page(request, content, title=texts.OUTLETS, here="outlets")


def told_address(told: Told) -> str:
    return address("article", told.article, at=f"{told.start}-{told.start + len(told.words)}") + "#at"


def outlet(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    name = key_of(request)
    found = desk.library.store.outlet_page(name, limit=_LISTED)
    content = render("outlet.html.j2", outlet=found, first=entries(found.first), told_address=told_address)
    return page(request, content, title=one_line(name), here="outlets")
