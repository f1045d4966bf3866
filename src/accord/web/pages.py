"""How a page is made: templates, addresses, the shell around each page, and pages kept ready."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from accord.dossier import labels
from accord.dossier.sheets import one_line, shown, web_address
from accord.records import Passage
from accord.web import texts
from accord.web.guard import form_token

_KEPT_BYTES: Final = 64 * 1024 * 1024  # of pages kept ready
_STATIC: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
# Style sheets and scripts by the name under which they are served: the dossier's look, then ours.
_MADE_OF: Final = {
    "desk.css": ("dossier:base.css", "web:desk.css"),
    "story.css": ("dossier:base.css", "dossier:page.css", "web:desk.css"),
    "article.css": ("dossier:base.css", "dossier:annotations.css", "web:desk.css", "web:article.css"),
    "desk.js": ("web:desk.js",),
}


# ---------------------------------------------------------------- addresses


def address(kind: str, key: str, **query: object) -> str:
    """The path of an article, person, ... under any key: `/article/a%2F1?at=3-9`."""
    given = {name: value for name, value in query.items() if value not in (None, "")}
    if not key.strip("."):  # browsers fold such a step of a path away
        return f"/{kind}/?" + urlencode({"key": key, **given})
    path = f"/{kind}/{quote(key, safe='')}"
    return path + ("?" + urlencode(given) if given else "")


def key_of(request: Request) -> str:
    return str(request.path_params.get("key") or request.query_params.get("key", ""))


def passage_address(passage: Passage) -> str:
    """The page of the article, opened at the passage."""
    return address("article", passage.article, at=f"{passage.start}-{passage.end}") + "#at"


# ---------------------------------------------------------------- templates


@cache
def environment() -> Environment:
    """The desk's templates and those of the dossier that it shares. Every value is escaped."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("accord.web", "templates"), PackageLoader("accord.dossier", "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["line"] = one_line
    made.filters["shown"] = shown
    made.filters["web"] = web_address
    made.globals |= {
        "t": labels,
        "w": texts,
        "address": address,
        "static": static_address,
    }
    return made


def render(template: str, **values: Any) -> Markup:
    return Markup(environment().get_template(template).render(**values))


# ---------------------------------------------------------------- static files


@cache
def static_file(name: str) -> tuple[bytes, str] | None:
    """A style sheet or script as it is served, and its type."""
    parts = _MADE_OF.get(name)
    if parts is None:
        return None
    sources = []
    for part in parts:
        owner, _, file = part.partition(":")
        folder = (
            files("accord.dossier") / "templates" if owner == "dossier" else files("accord.web") / "static"
        )
        sources.append((folder / file).read_text("utf-8"))
    return "\n".join(sources).encode(), _STATIC[name.rpartition(".")[2]]


@cache
def static_address(name: str) -> str:
    """With a digest of the content, so that browsers may keep it for good."""
    found = static_file(name)
    assert found is not None, name
    return f"/static/{hashlib.sha256(found[0]).hexdigest()[:12]}/{name}"


# ---------------------------------------------------------------- a page around its content


@dataclass(frozen=True, slots=True)
class Shell:
    """What surrounds every page, and what its forms need."""

    title: str
    here: str  # which entry of the main navigation this is
    style: str
    token: str  # for forms
    query: str  # what stands in the search field
    guarded: bool  # whether one logs in, and so can log out


def page(
    request: Request,
    content: Markup,
    *,
    title: str,
    here: str = "",
    style: str = "desk.css",
    status: int = 200,
    query: str = "",
) -> Response:
    """The content as a whole page; not sent again to a browser that has it as it is."""
    shell = Shell(
        texts.title(title),
        here,
        style,
        form_token(request.state.reader),
        query,
        bool(request.app.state.desk.token),
    )
    body = (
        environment()
        .get_template("layout.html.j2")
        .render(shell=shell, content=content)
        .encode("utf-8", "replace")
    )
    return answer(request, body, status)


def answer(request: Request, body: bytes, status: int = 200) -> Response:
    tag = '"' + hashlib.sha256(body).hexdigest()[:24] + '"'
    if status == 200 and request.method in ("GET", "HEAD"):
        if tag in (t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers={"etag": tag})
        return HTMLResponse(body, headers={"etag": tag})
    return HTMLResponse(body, status)


class Kept:
    """Things that take time to make, by what they were made of; the least used go first."""

    def __init__(self, most: int = _KEPT_BYTES, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[Any, ...], tuple[float, int, Any]] = OrderedDict()
        self._size = 0

    def get(
        self, key: tuple[Any, ...], make: Callable[[], Any], *, for_s: float, size: Callable[[Any], int] = len
    ) -> Any:
        """What is kept under the key and no older than `for_s` seconds, else what `make` makes."""
        with self._lock:
            held = self._held.get(key)
            if held and self._clock() - held[0] <= for_s:
                self._held.move_to_end(key)
                return held[2]
        made = make()
        with self._lock:
            self._drop(key)
            self._held[key] = (self._clock(), size(made), made)
            self._size += self._held[key][1]
            while self._size > self._most and len(self._held) > 1:
                self._drop(next(iter(self._held)))
        return made

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._size = 0

    def _drop(self, key: tuple[Any, ...]) -> None:
        held = self._held.pop(key, None)
        if held:
            self._size -= held[1]


# ---------------------------------------------------------------- what requests say


def day_in(request: Request, name: str) -> date | None:
    """A day of the query; None where there is none. Raises `ValueError` for what is no day."""
    given = request.query_params.get(name, "").strip()
    return date.fromisoformat(given) if given else None


def number_in(request: Request, name: str, least: int = 0, most: int = 10_000) -> int:
    try:
        return min(max(int(request.query_params.get(name, "")), least), most)
    except ValueError:
        return least


def stamp_of(moment: datetime) -> str:
    """A moment as a machine reads it, for `<time datetime=…>`."""
    return moment.isoformat(timespec="minutes")
