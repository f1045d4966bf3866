"""The interface as an application, to be mounted under a path of the desk."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware import Middleware

from accord import __version__
from accord.api import adding, agreements, keeping, news, problems, reading
from accord.api.answers import Slashes
from accord.api.problems import Problem
from accord.api.work import AtOnce, Worker
from accord.dossier import render_ledger_schema
from accord.dossier.schema import render_schema
from accord.library import Library

_ABOUT = """Everything the store has, and everything that can be put into it.

Offsets are code points into an article's text as taken in. Lists come in parts: `next` is the
address of the next one. Answers carry an `ETag`; with `If-None-Match` an unchanged one is not
sent again. What goes wrong is told as `application/problem+json` (RFC 9457). Keys in a path are
percent-encoded whole, slashes too. A desk that asks for a token wants it here as
`Authorization: Bearer TOKEN`."""


@dataclass(frozen=True)
class Shared:
    """What all routes share."""

    library: Library
    worker: Worker
    now: Callable[[], datetime]


def create_api(
    library: Library,
    worker: Worker | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    server: str = "/api",
) -> FastAPI:
    """The application. It asks for no token: whoever mounts it stands before it with the desk's guard.

    `server` is where it is mounted, for its description.
    """
    app = FastAPI(
        title="Accord",
        version=__version__,
        description=_ABOUT,
        openapi_url="/openapi.json",
        docs_url=None,  # those pages fetch their script from another host
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(Slashes)],
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.shared = Shared(library, worker or AtOnce(library), now)
    problems.install(app)
    for part in (reading, news, agreements, keeping, adding):
        app.include_router(part.router)
    app.openapi = lambda: _described(app, server)  # type: ignore[method-assign]
    return app


def _described(app: FastAPI, server: str) -> dict[str, Any]:
    """The OpenAPI document, with the dossier's JSON Schema among its schemas."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            servers=[{"url": server}],
        )
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas |= _named("Problem", Problem.model_json_schema())
        schemas |= _named("Dossier", json.loads(render_schema()))
        schemas |= _named("Ledger", json.loads(render_ledger_schema()))
        app.openapi_schema = made
    return app.openapi_schema


def _named(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A schema and its definitions, as schemas of the document under names of their own."""

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                k: v.replace("#/$defs/", f"#/components/schemas/{name}-") if k == "$ref" else moved(v)
                for k, v in value.items()
            }
        return [moved(v) for v in value] if isinstance(value, list) else value

    parts = {f"{name}-{part}": moved(own) for part, own in schema.pop("$defs", {}).items()}
    schema.pop("$schema", None)
    return {name: moved(schema), **parts}
