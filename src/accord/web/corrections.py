"""What readers put right: the list of it, and how it is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from accord.web import texts
from accord.web.forms import token_of
from accord.web.pages import page, render

if TYPE_CHECKING:
    from accord.web.app import Desk


def corrections(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    content = render(
        "corrections.html.j2",
        corrections=tuple(reversed(desk.library.store.corrections())),
        token=token_of(request),
    )
    return page(request, content, title=texts.CORRECTIONS, here="corrections")
