"""What every request passes first: the host's name, the size, the log-in; and the headers of every answer.

Against: pages of other sites that send forms or read answers (CSRF, DNS rebinding), readers
without the token, bodies without end, and foreign text that would be markup.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script and no style but our files, no other host, no frame, no plugin.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # without any, browsers say "Origin: null" of our own forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
FORM_BYTES: Final = 256 * 1024
UPLOAD_BYTES: Final = 32 * 1024 * 1024
AGREEMENT_BYTES: Final = 6 * 1024 * 1024  # a file in a form, percent-encoded
_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_OPEN: Final = ("/login", "/static/")
_SESSION_S: Final = 30 * 24 * 3600
_SESSIONS: Final = 1000
_LEAST_TOKEN: Final = 16  # characters
READER: Final = "accord_reader"


class TooLarge(Exception):
    """A body is larger than its address takes."""


class Sessions:
    """Who has logged in; forgotten when the desk ends."""

    def __init__(self) -> None:
        self._until: dict[bytes, float] = {}

    def open(self) -> str:
        """A new session's secret, for the cookie."""
        now = time.monotonic()
        self._until = {k: t for k, t in self._until.items() if t > now}
        while len(self._until) >= _SESSIONS:
            del self._until[next(iter(self._until))]
        secret = secrets.token_urlsafe(32)
        self._until[_digest(secret)] = now + _SESSION_S
        return secret

    def knows(self, secret: str) -> bool:
        return self._until.get(_digest(secret), 0.0) > time.monotonic()

    def close(self, secret: str) -> None:
        self._until.pop(_digest(secret), None)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def same(given: str, right: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(_digest(given), _digest(right))


def is_loopback(host: str) -> bool:
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def usable_token(token: str) -> bool:
    return len(token) >= _LEAST_TOKEN and token.isprintable() and not token.isspace()


def form_token(reader: str) -> str:
    """What a form must carry; only pages shown to the reader's own browser can tell it."""
    return hashlib.sha256(b"form\0" + reader.encode()).hexdigest()


def session_cookie(port: int | None) -> str:
    """One a port, since browsers send a host's cookies to all of its ports."""
    return f"accord_session_{port or 0}"


class Guard:
    """Stands before the pages and the interface alike.

    `token`: asked for when set. `hosts`: names the desk answers to besides addresses and
    localhost; an address other than a loopback one is answered only with `abroad`.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        sessions: Sessions,
        token: str | None,
        hosts: Iterable[str] = (),
        abroad: bool = False,
    ) -> None:
        self.app = app
        self.sessions = sessions
        self.token = token
        self.hosts = frozenset(h.casefold() for h in hosts)
        self.abroad = abroad

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # no web sockets here
        headers = Headers(scope=scope)
        path: str = scope["path"]
        reader, fresh = self._reader(headers)
        scope.setdefault("state", {})["reader"] = reader
        limit = UPLOAD_BYTES if path in ("/add", "/api/articles") else FORM_BYTES
        if path.startswith("/agreement"):
            limit = AGREEMENT_BYTES

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
                out.setdefault("cache-control", "private, no-cache")
                if fresh and not path.startswith(("/static/", "/api/")):
                    cookie = f"{READER}={reader}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"
                    out.append("set-cookie", cookie + self._secure(scope))
            await send(message)

        refused = self._refused(scope, headers, limit)
        if refused is not None:
            await refused(scope, receive, dressed)
            return
        await self.app(scope, _bounded(receive, limit), dressed)

    def _refused(self, scope: Scope, headers: Headers, limit: int) -> Response | None:
        """The answer to a request that goes no further; None when it may."""
        path: str = scope["path"]
        if not self._known_host(headers.get("host", "")):
            return _plain(421, "This desk is not known under that name.")
        if scope["method"] not in _SAFE and not _own_form(headers):
            return _plain(403, "The request did not come from a page of this desk.")
        try:
            if int(headers.get("content-length") or 0) > limit:
                return _plain(413, "What was sent is larger than this desk takes.")
        except ValueError:
            return _plain(400, "The request's length is not a number.")
        if self.token is None or path.startswith(_OPEN) or self._logged_in(scope, headers):
            return None
        if path.startswith("/api/") or scope["method"] not in _SAFE:
            return JSONResponse(
                {"detail": "this desk asks for a token"}, 401, headers={"WWW-Authenticate": "Bearer"}
            )
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = path + ("?" + query if query else "")
        return RedirectResponse("/login?next=" + quote(wanted, safe=""), 303)

    def _known_host(self, header: str) -> bool:
        """Whether the request was sent to a name of ours; another name that leads here is an attack."""
        try:
            host = urlsplit("//" + header).hostname or ""
        except ValueError:
            return False
        if host in self.hosts or is_loopback(host):
            return True
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return self.abroad

    def _logged_in(self, scope: Scope, headers: Headers) -> bool:
        assert self.token is not None
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer" and same(given.strip(), self.token):
            return True
        server = scope.get("server")
        return self.sessions.knows(cookies(headers).get(session_cookie(server and server[1]), ""))

    def _reader(self, headers: Headers) -> tuple[str, bool]:
        """The reader's secret, which tells one browser from another, and whether it is new."""
        known = cookies(headers).get(READER, "")
        if 20 <= len(known) <= 64 and known.replace("-", "").replace("_", "").isalnum() and known.isascii():
            return known, False
        return secrets.token_urlsafe(24), True

    def _secure(self, scope: Scope) -> str:
        return "; Secure" if scope.get("scheme") == "https" else ""


def cookies(headers: Headers) -> dict[str, str]:
    try:
        parsed = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in parsed.items()}


def _own_form(headers: Headers) -> bool:
    """Whether a browser says that a page of ours sent this; a program other than a browser says nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None or (origin == "null" and site == "same-origin"):
        return True
    try:
        return urlsplit(origin).netloc == headers.get("host", "") != ""
    except ValueError:
        return False


def _bounded(receive: Receive, limit: int) -> Receive:
    got = 0

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > limit:
            raise TooLarge
        return message

    return bounded


def _plain(status: int, text: str) -> Response:
    return Response(text + "\n", status, media_type="text/plain; charset=utf-8")
