"""What answers have in common: JSON of rows, pages of lists, entity tags."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import quote, unquote, urlencode

from fastapi import Depends, Path, Query, Request, Response
from msgspec import to_builtins
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from accord.dossier.to_json import dump_json

T = TypeVar("T")
MOST: Final = 200  # entries of a page
NO_NULL: Final = r"^[^\x00]*$"  # no database keeps it
ADDRESS: Final = r"^https?://[!-~]+$"

Text = Annotated[str, StringConstraints(max_length=500, pattern=NO_NULL)]
Key = Annotated[
    str,
    Path(max_length=2000, description="As a list gives it, percent-encoded whole, slashes too."),
    AfterValidator(unquote),  # `Slashes` left them encoded
]


class Strict(BaseModel):
    """Refuses what is not asked for."""

    model_config = ConfigDict(extra="forbid")


class Listing(BaseModel, Generic[T]):
    """A part of a list; `next` is the address of the one after it, null at the end."""

    items: list[T]
    offset: int
    next: str | None


class Paging:
    """Which part of a list was asked for."""

    def __init__(
        self,
        request: Request,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
        offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> None:
        self.request = request
        self.limit = limit
        self.offset = offset

    def answer(self, read: Callable[[int, int], Sequence[object]]) -> Response:
        """The part that `read(limit, offset)` gives, with the address of the next one (RFC 8288)."""
        rows = read(self.limit + 1, self.offset)
        following = None
        if len(rows) > self.limit:
            given = [
                (k, v) for k, v in self.request.query_params.multi_items() if k not in ("limit", "offset")
            ]
            query = [*given, ("limit", str(self.limit)), ("offset", str(self.offset + self.limit))]
            following = f"{quote(self.request.url.path)}?{urlencode(query)}"
        told = {"items": to_builtins(rows[: self.limit]), "offset": self.offset, "next": following}
        response = answer(self.request, told)
        if following:
            response.headers["link"] = f'<{following}>; rel="next"'
        return response


Page = Annotated[Paging, Depends(Paging)]


def answer(request: Request, content: object, *, status: int = 200, tag: str | None = None) -> Response:
    """Rows as JSON. A client that has the same already is told so (RFC 9110, 13.1.2)."""
    return file(request, dump_json(to_builtins(content)), "application/json", status=status, tag=tag)


def file(
    request: Request,
    text: str,
    media: str,
    *,
    name: str | None = None,
    status: int = 200,
    tag: str | None = None,
) -> Response:
    """A text as an answer; `name`: to be kept as a file of that name (letters, digits, hyphens, dots)."""
    body = text.encode()
    headers = {"cache-control": "private, no-cache"}
    if request.method == "GET" and status == 200:
        headers["etag"] = tag or entity_tag(body)
        if matches(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
    if name:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(body, status, media_type=media, headers=headers)


def entity_tag(*parts: object) -> str:
    told = hashlib.sha256()
    for part in parts:
        told.update(part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass"))
        told.update(b"\0")
    return f'"{told.hexdigest()[:24]}"'


def matches(request: Request, tag: str) -> bool:
    """Whether the client has this already."""
    given = [t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")]
    return tag in given or "*" in given


class Slashes:
    """Keeps an encoded slash of a key apart from those between the steps of a path.

    Servers decode a path before it is routed. It is decoded anew here, with ``%2F`` and ``%25``
    left for `Key` to decode.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        raw = scope.get("raw_path")
        if scope["type"] == "http" and raw:
            told = raw.decode("latin-1").replace("%25", "%2525")
            for slash in ("%2F", "%2f"):
                told = told.replace(slash, "%252F")
            scope = {**scope, "path": unquote(told)}
        await self.app(scope, receive, send)
