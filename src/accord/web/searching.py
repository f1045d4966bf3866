"""Search over articles, quotations and facts, and searches that are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accord.dossier.sheets import shown
from accord.store.rows import Hit, Query
from accord.web import texts
from accord.web.forms import checked_form, text_of, token_of
from accord.web.pages import address, number_in, page, render

if TYPE_CHECKING:
    from accord.web.app import Desk

A_PAGE: Final = 20
_LONGEST: Final = 300  # characters of what is searched for
_KINDS: Final = ("article", "quotation", "fact")


def _query(given: Mapping[str, Any], kinds: list[str]) -> tuple[Query, str]:
    """What is searched for, and a field that cannot be used with the reason, else ""."""

    def text(name: str) -> str:
        return " ".join(str(given.get(name, "")).split())[:_LONGEST]

    days: dict[str, date | None] = {}
    wrong = ""
    for name in ("first", "last"):
        try:
            days[name] = date.fromisoformat(text(name)) if text(name) else None
        except ValueError:
            days[name], wrong = None, f"{text(name)} {texts.BAD_DAY}."
    chosen: Any = tuple(k for k in _KINDS if k in kinds)
    query = Query(
        shown(text("q")),  # echoed in its field
        text("person") or None,
        text("outlet") or None,
        days["first"],
        days["last"],
        chosen if len(chosen) < len(_KINDS) else (),
    )
    return query, wrong


def query_string(query: Query) -> str:
    """The query as the address of the search page has it."""
    given = {
        "q": query.words,
        "person": query.person,
        "outlet": query.outlet,
        "first": query.first,
        "last": query.last,
    }
    pairs = [(k, str(v)) for k, v in given.items() if v]
    return urlencode(pairs + [("kind", k) for k in query.kinds])


def _asked(query: Query) -> bool:
    return bool(query.words or query.person or query.outlet or query.first or query.last)


def marked(hit: Hit) -> Markup:
    """The excerpt with the words found in it marked."""

    def parts() -> Iterator[str]:
        at = 0
        for start, end in hit.marks:
            yield str(escape(shown(hit.excerpt[at:start])))
            yield f"<mark>{escape(shown(hit.excerpt[start:end]))}</mark>"
            at = end
        yield str(escape(shown(hit.excerpt[at:])))

    return Markup("".join(parts()))


def hit_address(hit: Hit) -> str:
    """The article, opened where a quotation or fact stands."""
    if hit.kind == "article":
        return address("article", hit.article)
    return address("article", hit.article, at=f"{hit.start}-{hit.start + max(1, len(hit.excerpt))}") + "#at"


def search(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    query, wrong = _query(request.query_params, request.query_params.getlist("kind"))
    offset = number_in(request, "from", most=10_000)
    store = desk.library.store
    asked = _asked(query) and not wrong
    hits = store.search(query, limit=A_PAGE + 1, offset=offset) if asked else ()
    content = render(
        "search.html.j2",
        query=query,
        kinds=query.kinds or _KINDS,
        asked=asked,
        wrong=wrong,
        hits=hits[:A_PAGE],
        marked=marked,
        hit_address=hit_address,
        base="/search?" + query_string(query) + "&",
        more=len(hits) > A_PAGE,
        offset=offset,
        step=A_PAGE,
        saved=[(s, "/search?" + query_string(s.query)) for s in store.searches()],
        token=token_of(request),
    )
    return page(request, content, title=query.words or texts.SEARCH, here="search", query=query.words)


async def save(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    form = await checked_form(request)
    query, wrong = _query(form, [str(k) for k in form.getlist("kind")])
    name = text_of(form, "name", 100)
    if wrong or not name or not _asked(query):
        raise HTTPException(400)
    desk.library.store.save_search(name, query, at=desk.now())
    return RedirectResponse("/search?" + query_string(query), 303)


async def remove(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    await checked_form(request)
    desk.library.store.drop_search(request.path_params["number"])
    return RedirectResponse("/search", 303)
