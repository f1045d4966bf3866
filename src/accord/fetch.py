"""The only module on the network: one GET, bounded in time and size, to where it may go.

    get ─ host held? ─ robots.txt ─ turn of the host ─ resolve ─ check ─ connect ─ read ─ unpack
     ▲                                                                              │
     └───────────────────────── next hop of a redirect ─────────────────────────────┘

Nothing is taken on trust: the address is checked on the socket's way (a name that is resolved
anew for the check and for the connection can be made to differ), every read has a deadline,
and every byte is counted before and after it is unpacked. No cookies, no referrer, no
credentials, no proxy: a proxy would resolve the names itself.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpcore2
from protego import Protego

from accord import __version__
from accord.errors import FetchError
from accord.urls import host_of, is_public, is_within, origin_of, parse_allowed, parse_url

AGENT = "Accord"  # the name that a robots.txt may speak to
FEEDS = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
PAGES = "text/html, application/xhtml+xml, text/plain;q=0.8, application/json;q=0.5, */*;q=0.1"

_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_BUSY = (429, 503)  # the host asks to be left alone
_OF_NO_USE = (400, 401, 402, 403, 405, 406, 410, 414, 451)  # asking again will not help
_SLICE_S = 0.2  # how long a stop may have to wait for a silent server
_DAY_S = 86_400.0
_LONGEST_VALIDATOR = 500  # characters of an ETag that are sent back
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.I)


@dataclass(frozen=True, slots=True)
class Fetching:
    """How pages and feeds are fetched. Times in seconds, sizes in bytes once unpacked."""

    connect_s: float = 10.0
    silence_s: float = 20.0  # without one byte
    total_s: float = 60.0  # for one page, its redirects included, waiting for the host's turn not
    feed_bytes: int = 5_000_000  # news feeds have some 50 kB; feedparser takes 6 s for 5 MB
    page_bytes: int = 5_000_000  # as for a page on the disk, see `accord.inputs.Limits`
    robots_bytes: int = 512_000  # RFC 9309 asks for 500 KiB at least
    redirects: int = 5
    pause_s: float = 2.0  # between two requests to a host; its Crawl-delay counts when it is longer
    longest_pause_s: float = 60.0  # of a Crawl-delay
    held_s: float = 300.0  # how long a host that is busy, and does not say until when, is left alone
    robots_kept_s: float = 3_600.0  # RFC 9309: no longer than a day
    allow: tuple[str, ...] = ()  # hosts and networks that may be private: "news.intern", "10.1.0.0/16"
    contact: str = ""  # a page or an address that servers are told, as part of the User-Agent


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered."""

    asked: str
    url: str  # where it came from in the end
    status: int  # 200, or 304 where the caller had a validator
    body: bytes = field(repr=False)
    content_type: str  # without parameters, lower case; "" when not told
    charset: str | None
    etag: str | None
    last_modified: str | None
    moved: str | None = None  # where the address asked for leads for good, by redirects that say so


class Stopped(Exception):
    """The fetcher was stopped; nothing is known of the page."""


Resolve = Callable[[str, int], Iterable[str]]  # host, port: its IP addresses


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host as the system tells them, in its order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Fetcher:
    """Fetches pages for one process; may be used by several threads.

    A host is asked by one thread at a time, with a pause between requests, and left alone for
    as long as it asks. `stop()` ends what is going on within a moment.
    """

    def __init__(self, settings: Fetching = Fetching(), *, resolve: Resolve = resolve) -> None:
        self.settings = settings
        self.agent = f"{AGENT}/{__version__}" + (f" (+{settings.contact})" if settings.contact else "")
        self._stop = threading.Event()
        self._guard = _Guarded(settings, resolve, self._stop)
        self._tls: ssl.SSLContext | None = None  # made on first use, as it takes a while
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._robots: dict[str, _Robots] = {}

    def stop(self) -> None:
        """End all waiting and reading: threads in `get` raise `Stopped`."""
        self._stop.set()

    def get(
        self,
        url: str,
        *,
        most: int | None = None,
        accept: str = PAGES,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Fetched:
        """What stands at an address; a validator of an earlier answer makes it a question for news.

        `most` is in bytes, without it a page's. Raises `FetchError` with a reason in plain words.
        """
        headers = {"Accept": accept}
        if etag and len(etag) <= _LONGEST_VALIDATOR:
            headers["If-None-Match"] = etag
        if last_modified and len(last_modified) <= _LONGEST_VALIDATOR:
            headers["If-Modified-Since"] = last_modified
        return self._follow(url, headers, self.settings.page_bytes if most is None else most)

    # ------------------------------------------------ redirects, robots, turns

    def _follow(self, asked: str, headers: Mapping[str, str], most: int, *, obey: bool = True) -> Fetched:
        try:
            here = parse_url(asked)
        except ValueError as exc:
            raise FetchError(asked, str(exc), lasting=True) from exc
        seen = [here]
        left_s, for_good, moved = self.settings.total_s, True, None
        while True:
            if obey:
                self._check_robots(here)
            with self._turn(here):
                began = time.monotonic()
                try:
                    answer = self._request(here, headers, most, began + left_s)
                except FetchError as exc:
                    self._hold(here, exc)
                    raise
                left_s -= time.monotonic() - began
            if isinstance(answer, Fetched):
                return replace(answer, asked=asked, moved=moved)
            status, target = answer
            try:
                here = parse_url(target, here)
            except ValueError as exc:
                reason = f"it redirects to where nothing is fetched from: {exc}"
                raise FetchError(asked, reason, status, lasting=True) from exc
            if here in seen:
                raise FetchError(asked, "its redirects go in a circle", status)
            if len(seen) > self.settings.redirects:
                raise FetchError(asked, f"it redirects more than {self.settings.redirects} times", status)
            seen.append(here)
            for_good = for_good and status in _FOR_GOOD
            moved = here if for_good else moved

    def _check_robots(self, url: str) -> None:
        origin = origin_of(url)
        with self._lock:
            rules = self._robots.get(origin)
        if rules is None or rules.until < time.monotonic():
            rules = self._read_robots(url, origin)
            with self._lock:
                self._robots[origin] = rules
                self._hosts.setdefault(host_of(url), _Host()).delay_s = rules.delay_s
        if rules.parsed is not None and not rules.parsed.can_fetch(url, AGENT):
            raise FetchError(url, "the robots.txt of its host asks not to fetch it", lasting=True)

    def _read_robots(self, url: str, origin: str) -> _Robots:
        """The rules of a host. By RFC 9309 one that has none allows all, one that fails forbids all."""
        location = f"{origin}/robots.txt"
        until = time.monotonic() + min(self.settings.robots_kept_s, _DAY_S)
        try:
            answer = self._follow(
                location, {"Accept": "text/plain, */*;q=0.1"}, self.settings.robots_bytes, obey=False
            )
        except FetchError as exc:
            if exc.status is None:  # no answer: the page would get none either
                raise FetchError(url, exc.reason, None, exc.retry_after_s, exc.lasting) from exc
            if 400 <= exc.status < 500 and exc.status != 429:
                return _Robots(until, None, 0.0)
            reason = f"the robots.txt of its host cannot be read ({exc.reason})"
            raise FetchError(url, reason, exc.status, exc.retry_after_s) from exc
        parsed = Protego.parse(answer.body.decode("utf-8", "replace"))
        delay_s = float(parsed.crawl_delay(AGENT) or 0)
        return _Robots(until, parsed, min(max(delay_s, 0.0), self.settings.longest_pause_s))

    @contextmanager
    def _turn(self, url: str) -> Iterator[None]:
        """The right to ask the host, after its pause."""
        with self._lock:
            host = self._hosts.setdefault(host_of(url), _Host())
        while not host.lock.acquire(timeout=_SLICE_S):
            self._stay()
        try:
            left_s = host.held_until - time.monotonic()
            if left_s > 0:
                raise FetchError(url, f"its host asked to be left alone for {left_s:.0f} s", None, left_s)
            while (wait_s := host.next_at - time.monotonic()) > 0:
                self._stop.wait(wait_s)
                self._stay()
            try:
                yield
            finally:
                host.next_at = time.monotonic() + max(self.settings.pause_s, host.delay_s)
        finally:
            host.lock.release()

    def _hold(self, url: str, exc: FetchError) -> None:
        if exc.status in _BUSY:
            wait_s = self.settings.held_s if exc.retry_after_s is None else exc.retry_after_s
            with self._lock:
                host = self._hosts[host_of(url)]
            host.held_until = time.monotonic() + wait_s

    def _stay(self) -> None:
        if self._stop.is_set():
            raise Stopped

    # ------------------------------------------------ one request

    def _request(
        self, url: str, headers: Mapping[str, str], most: int, deadline: float
    ) -> Fetched | tuple[int, str]:
        """The answer, or the status and target of a redirect."""
        self._stay()
        sent: list[tuple[bytes | str, bytes | str]] = [
            *headers.items(),
            ("User-Agent", self.agent),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
        ]
        backend = self._guard.until(deadline)
        if url.startswith("https:") and self._tls is None:
            self._tls = httpcore2.default_ssl_context()  # what this system, or SSL_CERT_FILE, trusts
        wait = {"connect": self.settings.connect_s, "read": self.settings.silence_s}
        wait |= {"write": self.settings.silence_s, "pool": self.settings.silence_s}
        try:
            with (
                httpcore2.ConnectionPool(self._tls, max_connections=1, network_backend=backend) as pool,
                pool.stream("GET", url, headers=sent, extensions={"timeout": wait}) as response,
            ):
                return self._answer(url, response, headers, most)
        except _Refused as exc:
            raise FetchError(url, str(exc), lasting=True) from exc
        except (httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError) as exc:
            self._stay()
            raise FetchError(url, self._told(exc, deadline)) from exc

    def _answer(
        self, url: str, response: httpcore2.Response, sent: Mapping[str, str], most: int
    ) -> Fetched | tuple[int, str]:
        given = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        status = response.status
        if status in _REDIRECTS and "location" in given:
            # a location in raw UTF-8 is against the rules, and common
            return status, _header_text(given["location"])
        kind = given.get("content-type", "")
        charset = _CHARSET.search(kind)
        fetched = Fetched(
            asked=url,
            url=url,
            status=status,
            body=b"",
            content_type=kind.partition(";")[0].strip().lower(),
            charset=charset[1].lower() if charset else None,
            etag=given.get("etag"),
            last_modified=given.get("last-modified"),
        )
        if status == 304 and {"If-None-Match", "If-Modified-Since"} & sent.keys():
            return fetched
        if status != 200:
            raise FetchError(
                url, _status(status), status, _seconds(given.get("retry-after")), status in _OF_NO_USE
            )
        announced = given.get("content-length", "")
        if announced.isdigit() and int(announced[:20]) > most:
            raise FetchError(url, _too_large(most), status, lasting=True)
        body = b"".join(_unpacked(url, response.iter_stream(), given.get("content-encoding", ""), most))
        return replace(fetched, body=body)

    def _told(self, exc: Exception, deadline: float) -> str:
        """What went wrong on the way, in a reader's words."""
        if time.monotonic() >= deadline:
            return f"it was not complete after {self.settings.total_s:g} s"
        if isinstance(exc, httpcore2.ConnectTimeout):
            return f"no connection within {self.settings.connect_s:g} s"
        if isinstance(exc, httpcore2.TimeoutException):
            return f"its server was silent for {self.settings.silence_s:g} s"
        said = " ".join(str(exc).split())[:200]
        if isinstance(exc, httpcore2.ConnectError):
            return f"no connection ({said.lower() or 'refused'})"
        if isinstance(exc, httpcore2.ProtocolError):
            return f"its server does not keep to HTTP ({said})"
        return f"the connection broke ({said.lower() or 'no reason given'})"


@dataclass(slots=True)
class _Host:
    """What is known of a host while the process runs; times by the monotonic clock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    held_until: float = 0.0
    delay_s: float = 0.0  # its Crawl-delay


@dataclass(frozen=True, slots=True)
class _Robots:
    until: float
    parsed: Protego | None  # None: everything is allowed
    delay_s: float


# ---------------------------------------------------------------- where connections may lead, and how long


class _Refused(Exception):
    """An address to which no connection is made."""


class _Guarded(httpcore2.NetworkBackend):
    """Connects only to addresses that are allowed, checked where the connection is made."""

    def __init__(
        self, settings: Fetching, resolve: Resolve, stop: threading.Event, deadline: float = 0.0
    ) -> None:
        self.settings, self.resolve, self.stop, self.deadline = settings, resolve, stop, deadline
        self.hosts, self.networks = parse_allowed(settings.allow)

    def until(self, deadline: float) -> _Guarded:
        return _Guarded(self.settings, self.resolve, self.stop, deadline)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = list(self.resolve(host.strip("[]"), port))
        except (OSError, UnicodeError) as exc:
            raise httpcore2.ConnectError(f"the host {host} is not known") from exc
        allowed = [address for address in addresses if self._may(host, address)]
        if not allowed:
            raise _Refused(
                "its host is on a private or local network, which is only fetched from when the"
                " settings allow it"
            )
        error: Exception = httpcore2.ConnectError("the host has no address")
        for address in allowed:
            left_s = self.deadline - time.monotonic()
            if left_s <= 0:
                raise httpcore2.ConnectTimeout("too late")
            try:
                stream = httpcore2.SyncBackend().connect_tcp(
                    address, port, min(timeout or left_s, left_s), socket_options=socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as exc:
                error = exc
                continue
            peer = str(stream.get_extra_info("server_addr")[0])
            if not self._may(host, peer):  # a check on the fact, whatever the system made of it
                stream.close()
                raise _Refused("the connection led to a private or local network")
            return _Timed(stream, self.deadline, self.stop)
        raise error

    def _may(self, host: str, address: str) -> bool:
        return is_public(address) or host in self.hosts or is_within(address, self.networks)


class _Timed(httpcore2.NetworkStream):
    """A connection that ends at a deadline, however slowly the bytes drip, and when it is stopped."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float, stop: threading.Event) -> None:
        self.stream, self.deadline, self.stop = stream, deadline, stop

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        silent_at = time.monotonic() + (timeout if timeout is not None else _DAY_S)
        while True:
            if self.stop.is_set():
                raise Stopped
            left_s = min(silent_at, self.deadline) - time.monotonic()
            if left_s <= 0:
                raise httpcore2.ReadTimeout("too late")
            try:
                return self.stream.read(max_bytes, min(left_s, _SLICE_S))
            except httpcore2.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self.stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Timed(secured, self.deadline, self.stop)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left_s = self.deadline - time.monotonic()
        return max(min(left_s, timeout if timeout is not None else left_s), 0.001)


# ---------------------------------------------------------------- answers


def _unpacked(url: str, chunks: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """The body as it was before it was packed; never more than `most` bytes are made or read."""
    packed = encoding.strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(url, f"it comes packed as {packed[:40]}, which was not asked for", 200, lasting=True)
    unpack = None if packed in ("", "identity") else _Unpacking(url, packed == "deflate")
    read = made = 0
    for chunk in chunks:
        read += len(chunk)
        for piece in [chunk] if unpack is None else unpack.pieces(chunk):
            made += len(piece)
            if max(read, made) > most:
                raise FetchError(url, _too_large(most), 200, lasting=True)
            yield piece
    if unpack is not None and read and not unpack.complete:
        raise FetchError(url, "it is cut off: what was packed ends too early", 200)


class _Unpacking:
    """gzip or deflate, a bounded piece at a time; gzip may have several members (RFC 1952)."""

    _PIECE = 1 << 16

    def __init__(self, url: str, deflate: bool) -> None:
        self.url, self.deflate = url, deflate
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS if deflate else 16 + zlib.MAX_WBITS)
        self._begun = False

    @property
    def complete(self) -> bool:
        return self._inflate.eof

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            if self._inflate.eof:
                if self.deflate or not packed.startswith(b"\x1f"):
                    return  # padding
                self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                piece = self._inflate.decompress(packed, self._PIECE)
            except zlib.error as exc:
                if self.deflate and not self._begun:  # without the header that RFC 9110 asks for
                    self._inflate, self._begun = zlib.decompressobj(-zlib.MAX_WBITS), True
                    continue
                raise FetchError(self.url, "what is packed in it is damaged", 200) from exc
            self._begun = True
            packed = self._inflate.unconsumed_tail or self._inflate.unused_data
            if piece:
                yield piece


def as_utf8(fetched: Fetched) -> bytes:
    """The body, in UTF-8 where only the server's header tells its encoding.

    Kept alone, such bytes would no longer say what they mean.
    """
    body, charset = fetched.body, fetched.charset
    if (
        charset is None
        or charset in ("utf-8", "utf8")
        or body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    ):
        return body
    if re.search(rb"(?:charset|encoding)\s*=", body[:4096], re.I):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode(charset).encode("utf-8")
        except (LookupError, UnicodeError):
            return body
    return body


def _header_text(value: str) -> str:
    """A header that was read as Latin-1, as UTF-8 where it is that."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _status(status: int) -> str:
    told = {
        304: "its server says it has not changed, which was not asked",
        401: "its server asks for a password",
        402: "its server asks to be paid",
        403: "its server refuses to give it",
        404: "it is not there",
        410: "it is gone for good",
        429: "its server asks for fewer requests",
        451: "it is withheld for legal reasons",
        503: "its server is busy or under repair",
    }
    return f"{told.get(status, 'its server answered with an error')} (HTTP {status})"


def _too_large(most: int) -> str:
    return f"it is too large: more than {most / 1e6:g} MB; it was not read further"


def _seconds(retry_after: str | None) -> float | None:
    """The server's wish, as seconds or as a date (RFC 9110); a day at most."""
    value = (retry_after or "").strip()
    if value.isdecimal() and value.isascii():
        return min(float(value[:9]), _DAY_S)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - datetime.now(UTC)).total_seconds(), 0.0), _DAY_S)
