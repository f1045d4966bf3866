"""The digest as a page: what is new since yesterday, or since another moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from accord.digests import labels as words
from accord.digests import parse_since, read_digest
from accord.digests.news import Place
from accord.web import texts
from accord.web.pages import number_in, page, passage_address, render

if TYPE_CHECKING:
    from accord.web.app import Desk

_FRESH_S: Final = 20.0
_CHOICES: Final = (("24h", texts.LAST_DAY), ("yesterday", texts.YESTERDAY), ("168h", texts.LAST_WEEK))
_SAVED_AS: Final = ("md", "eml", "atom", "json")


def place_address(place: Place) -> str:
    return passage_address(place.passage)


def digest(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    asked = request.query_params.get("since", "").strip()[:40] or "yesterday"
    number = number_in(request, "search", most=2**31)
    now = desk.now()
    store = desk.library.store
    try:
        since = parse_since(asked, now)
    except ValueError:
        raise HTTPException(404) from None
    searches = store.searches()
    saved = next((s for s in searches if s.number == number), None)
    if number and saved is None:
        raise HTTPException(404)
    content = desk.kept.get(
        ("digest", asked, number),
        lambda: render(
            "digest.html.j2",
            digest=read_digest(
                store,
                since=since,
                until=now,
                query=saved.query if saved else None,
                name=saved.name if saved else None,
            ),
            asked=asked,
            number=number,
            choices=_CHOICES,
            searches=searches,
            forms=_SAVED_AS,
            has_api=desk.has_api,
            d=words,
            place_address=place_address,
        ),
        for_s=_FRESH_S,
    )
    return page(request, content, title=texts.DIGEST, here="digest")
