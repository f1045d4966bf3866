"""How a page is made: templates, addresses, the shell around each page, and pages kept ready."""

from __future__ import annotations

import hashlib
import struct
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from accord.dossier import labels, ledger_view
from accord.dossier.sheets import one_line, shown, web_address
from accord.records import Passage
from accord.web import texts
from accord.web.guard import form_token

_KEPT_BYTES: Final = 64 * 1024 * 1024  # of pages kept ready
_MAKERS: Final = 2  # things made at a time: more would hold each other up, and all that is ready
_PACKING: Final = 4  # of zlib's levels: the next ones pack these pages a tenth smaller in twice the time
_STATIC: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
# Style sheets and scripts by the name under which they are served: the dossier's look, then ours.
_MADE_OF: Final = {
    "desk.css": ("dossier:base.css", "web:desk.css"),
    "story.css": ("dossier:base.css", "dossier:page.css", "web:desk.css"),
    "ledger.css": (
        "dossier:base.css",
        "dossier:page.css",
        "dossier:ledger.css",
        "web:desk.css",
        "web:ledger.css",
    ),
    "article.css": ("dossier:base.css", "dossier:annotations.css", "web:desk.css", "web:article.css"),
    "desk.js": ("dossier:pane.js", "web:desk.js"),
}


# ---------------------------------------------------------------- addresses


def address(kind: str, key: str, **query: object) -> str:
    """The path of an article, person, ... under any key: `/article/a%2F1?at=3-9`."""
    path = _path(kind, key)
    given = urlencode({name: value for name, value in query.items() if value not in (None, "")})
    return path + ("&" if "?" in path else "?") + given if given else path


@lru_cache(maxsize=8192)
def _path(kind: str, key: str) -> str:
    if not key.strip(".") or "\n" in key:  # browsers fold such a step of a path away; no route has a new line
        return f"/{kind}/?" + urlencode({"key": key})
    return f"/{kind}/{quote(key, safe='')}"


def key_of(request: Request) -> str:
    return str(request.path_params.get("key") or request.query_params.get("key", ""))


def passage_address(passage: Passage) -> str:
    """The page of the article, opened at the passage."""
    path = _path("article", passage.article)
    return f"{path}{'&' if '?' in path else '?'}at={passage.start}-{passage.end}#at"


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
        "lw": ledger_view,
        "address": address,
        "static": static_address,
    }
    return made


def make_ready() -> None:
    """Compile the templates, so that the first page is as quick as those after it."""
    own = PackageLoader("accord.web", "templates").list_templates()
    for name in (*own, "story.html.j2", "parts.html.j2", "lineage.svg.j2"):
        environment().get_template(name)


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


@dataclass(frozen=True, slots=True)
class Ready:
    """The content of a page as it is sent, with a digest of it; made once for all readers."""

    body: bytes
    digest: str
    packed: bytes  # deflated, to stand in the middle of a stream

    @classmethod
    def of(cls, content: str) -> Ready:
        body = content.encode("utf-8", "replace")
        return cls(body, hashlib.sha256(body).hexdigest(), _deflated(body))

    def __len__(self) -> int:
        return len(self.body) + len(self.packed)


def _deflated(part: bytes, *, last: bool = False) -> bytes:
    """A part of a deflate stream that refers to no other part (RFC 1951, a full flush at its end)."""
    packer = zlib.compressobj(_PACKING, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def _gzipped(before: bytes, ready: Ready, after: bytes) -> bytes:
    """The whole page as gzip (RFC 1952), of which the long part was packed before.

    What is the reader's own is packed apart from what articles say, so that the size of the page
    tells nothing of the form's token.
    """
    check = zlib.crc32(after, zlib.crc32(ready.body, zlib.crc32(before)))
    size = (len(before) + len(ready.body) + len(after)) & 0xFFFF_FFFF
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    end = struct.pack("<II", check, size)
    return head + _deflated(before) + ready.packed + _deflated(after, last=True) + end


_SPLIT: Final = "\0"  # no text that is shown holds one


def page(
    request: Request,
    content: Markup | Ready,
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
    around = environment().get_template("layout.html.j2").render(shell=shell, content=Markup(_SPLIT))
    before, after = around.encode("utf-8", "replace").split(_SPLIT.encode(), 1)
    if not isinstance(content, Ready):
        body = before + content.encode("utf-8", "replace") + after
        return answer(request, body, hashlib.sha256(body).hexdigest()[:24], status)
    tag = hashlib.sha256(before + after + content.digest.encode()).hexdigest()[:24]
    if _takes_gzip(request):
        packed = _gzipped(before, content, after)
        return answer(request, packed, tag + "-gz", status, {"content-encoding": "gzip"})
    return answer(request, before + content.body + after, tag, status)


def _takes_gzip(request: Request) -> bool:
    """Whether the browser says so; one that gives it the weight 0 refuses it (RFC 9110, 12.5.3)."""
    for given in request.headers.get("accept-encoding", "").split(","):
        name, _, weight = given.replace(" ", "").partition(";q=")
        if name.lower() in ("gzip", "*"):
            return weight.strip("0.") != "" if weight else True
    return False


def answer(
    request: Request, body: bytes, tag: str, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    tag = f'"{tag}"'
    own = {"vary": "Accept-Encoding", **(headers or {})}
    if status != 200 or request.method not in ("GET", "HEAD"):
        return HTMLResponse(body, status, headers=own)
    known = (t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(","))
    if tag in known:
        return Response(status_code=304, headers={"etag": tag, "vary": "Accept-Encoding"})
    return HTMLResponse(body, headers={"etag": tag, **own})


class Kept:
    """Things that take time to make, by what they were made of; the least used go first."""

    def __init__(self, most: int = _KEPT_BYTES, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[Any, ...], tuple[float, int, Any]] = OrderedDict()
        self._making: dict[tuple[Any, ...], threading.Lock] = {}
        self._of_thread = threading.local()
        self._turns = threading.Semaphore(_MAKERS)
        self._size = 0

    def get(
        self, key: tuple[Any, ...], make: Callable[[], Any], *, for_s: float, size: Callable[[Any], int] = len
    ) -> Any:
        """What is kept under the key and no older than `for_s` seconds, else what `make` makes.

        What many ask for at once is made by the first of them.
        """
        held = self._known(key, for_s)
        if held is not None:
            return held[2]
        with self._turn():
            return self._make(key, make, for_s, size)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Before any lock of a key, and kept while something else is made for what is being made."""
        if getattr(self._of_thread, "turn", False):
            yield
            return
        with self._turns:
            self._of_thread.turn = True
            try:
                yield
            finally:
                self._of_thread.turn = False

    def _make(
        self, key: tuple[Any, ...], make: Callable[[], Any], for_s: float, size: Callable[[Any], int]
    ) -> Any:
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            try:
                held = self._known(key, for_s)
                if held is not None:
                    return held[2]
                made = make()
                with self._lock:
                    self._drop(key)
                    self._held[key] = (self._clock(), size(made), made)
                    self._size += self._held[key][1]
                    while self._size > self._most and len(self._held) > 1:
                        self._drop(next(iter(self._held)))
                return made
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _known(self, key: tuple[Any, ...], for_s: float) -> tuple[float, int, Any] | None:
        with self._lock:
            held = self._held.get(key)
            if held is None or self._clock() - held[0] > for_s:
                return None
            self._held.move_to_end(key)
            return held

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._size = 0

    def forget_lists(self) -> None:
        """Make anew what is kept for a moment; a story's page is kept as long as the story stays as it is."""
        with self._lock:
            for key in [k for k in self._held if k[0] != "story"]:
                self._drop(key)

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
