"""The desk as an application: its routes, what its pages share, and what is shown of errors."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from accord.errors import NotStored, SettingsError, StoreBusy
from accord.monitoring import Monitor
from accord.web import (
    adding,
    agreements,
    articles,
    corrections,
    decisions,
    digest,
    home,
    ledgers,
    login,
    outlets,
    persons,
    searching,
    stories,
)
from accord.web.guard import Guard, Sessions, TooLarge, is_loopback, usable_token
from accord.web.pages import Kept, make_ready, page, render, static_file
from accord.web.visits import Visits
from accord.web.workshop import Workshop

if TYPE_CHECKING:
    from accord.fetch import Fetching
    from accord.library import Library

log = logging.getLogger("accord.web")


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Desk:
    """What all pages share."""

    library: Library
    workshop: Workshop
    token: str | None = None
    now: Callable[[], datetime] = _utc_now
    has_api: bool = False
    sessions: Sessions = field(default_factory=Sessions)
    kept: Kept = field(default_factory=Kept)
    visits: Visits = field(init=False)
    monitor: Monitor = field(init=False)
    added: adding.Log = field(default_factory=lambda: adding.Log())

    def __post_init__(self) -> None:
        self.visits = Visits(self.library.store)
        self.monitor = Monitor(self.library)


def help_page(request: Request) -> Response:
    from accord.web import texts

    return page(request, render("help.html.j2"), title=texts.HELP_TITLE, here="help")


def static(request: Request) -> Response:
    found = static_file(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return Response(
        found[0], media_type=found[1], headers={"cache-control": "public, max-age=31536000, immutable"}
    )


def _error(request: Request, status: int) -> Response:
    from accord.web import texts

    title, hint = texts.ERRORS.get(status, texts.ERRORS[500 if status >= 500 else 400])
    if request.url.path.startswith("/api/"):
        return PlainTextResponse(title + "\n", status)
    return page(request, render("error.html.j2", heading=title, hint=hint), title=title, status=status)


def _http_error(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    return _error(request, exc.status_code)


def _failed(status: int) -> Callable[[Request, Exception], Response]:
    return lambda request, _: _error(request, status)


def _bug(request: Request, exc: Exception) -> Response:
    log.error("a page failed: %s", request.url.path, exc_info=exc)
    return _error(request, 500)


def routes(api: Any | None) -> Sequence[BaseRoute]:
    post = ["POST"]
    made: list[BaseRoute] = [
        Route("/", home.home),
        Route("/seen", home.seen, methods=post),
        Route("/digest", digest.digest),
        Route("/stories", home.all_stories),
        Route("/story/{id}", stories.story),
        Route("/story/{id}/state", stories.state),
        Route("/story/{id}/dossier.{form}", stories.dossier),
        Route("/story/{id}/correct", corrections.form),
        Route("/story/{id}/correct", corrections.correct, methods=post),
        Route("/article/{key:path}", articles.article),
        Route("/article-outlet/{key:path}", corrections.set_outlet, methods=post),
        Route("/beside/{key:path}", articles.beside),
        Route("/people", persons.people),
        Route("/person/{key:path}", persons.person),
        Route("/outlets", outlets.outlets),
        Route("/outlet/{key:path}", outlets.outlet),
        Route("/search", searching.search),
        Route("/searches", searching.save, methods=post),
        Route("/searches/{number:int}/remove", searching.remove, methods=post),
        Route("/corrections", corrections.corrections),
        Route("/corrections/{number:int}/undo", corrections.undo, methods=post),
        Route("/agreements", agreements.agreements),
        Route("/agreements", agreements.create, methods=post),
        Route("/agreements/new", agreements.new),
        Route("/agreements/draft", agreements.draft, methods=post),
        Route("/agreement/{id}", ledgers.ledger),
        Route("/agreement/{id}/state", ledgers.state),
        Route("/agreement/{id}/changes", ledgers.changes),
        Route("/agreement/{id}/ledger.{form}", ledgers.file),
        Route("/agreement/{id}/changes.{form}", ledgers.changes_file),
        Route("/agreement/{id}/events.jsonl", ledgers.events),
        Route("/agreement/{id}/agreement.yaml", agreements.yaml),
        Route("/agreement/{id}/edit", agreements.edit),
        Route("/agreement/{id}/edit", agreements.save, methods=post),
        Route("/agreement/{id}/versions", agreements.versions),
        Route("/agreement/{id}/stories", agreements.stories),
        Route("/agreement/{id}/stories", agreements.follow, methods=post),
        Route("/agreement/{id}/decide/{commitment}", decisions.form),
        Route("/agreement/{id}/decide/{commitment}", decisions.decide, methods=post),
        Route("/add", adding.form),
        Route("/add", adding.add, methods=post),
        Route("/login", login.form),
        Route("/login", login.log_in, methods=post),
        Route("/logout", login.log_out, methods=post),
        Route("/help", help_page),
        Route("/static/{digest}/{name}", static),
    ]
    if api is not None:
        made.append(Mount("/api", api))
    return made


def make_app(
    library: Library,
    workshop: Workshop,
    *,
    token: str | None = None,
    hosts: Iterable[str] = (),
    abroad: bool = False,
    api: Any | None = None,
    now: Callable[[], datetime] = _utc_now,
) -> Starlette:
    """The desk over a library.

    `token` is asked for when set; `hosts` are names it answers to beside localhost; `abroad`
    says that it may be reached by addresses of this machine; `api` is mounted under /api.
    """
    desk = Desk(library, workshop, token, now, api is not None)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> Any:
        make_ready()
        if library.store.waiting():
            workshop.take_in()
        yield
        desk.visits.close()
        workshop.close()

    app = Starlette(
        routes=routes(api),
        lifespan=lifespan,
        middleware=[Middleware(Guard, sessions=desk.sessions, token=token, hosts=hosts, abroad=abroad)],
        exception_handlers={
            HTTPException: _http_error,
            NotStored: _failed(404),
            StoreBusy: _failed(503),
            TooLarge: _failed(413),
            ValueError: _bug,
            Exception: _bug,
        },
    )
    app.state.desk = desk
    workshop._done = desk.kept.forget_lists
    return app


def serve(
    library: Library,
    store_address: str,
    *,
    host: str,
    port: int,
    token: str | None = None,
    hosts: Iterable[str] = (),
    fetching: Fetching | None = None,
    api: Callable[[Workshop], Any] | None = None,
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve until stopped. Elsewhere than on a loopback address a token must be given.

    Raises `SettingsError` where the token is missing or too short, or the address cannot be used.
    """
    import socket

    import uvicorn

    abroad = not is_loopback(host)
    if abroad and token is None:
        raise SettingsError(f"to be reached at {host}, the desk needs a token")
    if token is not None and not usable_token(token):
        raise SettingsError("a token has 16 characters at least")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as exc:
            raise SettingsError(f"{host} port {port} cannot be used ({exc.strerror})") from exc
        workshop = Workshop(store_address, fetching=fetching)
        app = make_app(
            library,
            workshop,
            token=token,
            hosts=(*hosts, *([] if not abroad else [host])),
            abroad=abroad,
            api=api(workshop) if api else None,
        )
        name = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, date_header=True
        )
        ready(f"http://{name}:{listening.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listening])
