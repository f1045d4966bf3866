"""One GET and what can go wrong with it; every server is on the loopback."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord import __version__
from accord.errors import FetchError
from accord.fetch import Fetcher, Stopped, as_utf8
from accord.urls import is_public, parse_url, same_page

from .conftest import QUICK
from .server import Server, drip, redirect, reset, respond, silent


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    fetcher = Fetcher(QUICK, resolve=lambda host, port: ["127.0.0.1"])
    yield fetcher
    fetcher.stop()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def failure(fetcher: Fetcher, url: str) -> FetchError:
    began = time.monotonic()
    with pytest.raises(FetchError) as told:
        fetcher.get(url)
    assert time.monotonic() - began < 4, "nothing hangs"
    return told.value


def test_a_page_and_what_the_server_is_told(server: Server, fetcher: Fetcher) -> None:
    server.routes["/a"] = respond(b"<p>x", ETag='"1"', Last_Modified="Tue, 04 Mar 2031 10:00:00 GMT")
    server.routes["/robots.txt"] = respond(b"User-agent: *\nDisallow: /no\n", "text/plain", Set_Cookie="a=b")
    got = fetcher.get(server.url("/a#part"))
    assert (got.status, got.body, got.content_type, got.charset) == (200, b"<p>x", "text/html", "utf-8")
    assert got.url == server.url("/a") and got.moved is None
    fetcher.get(server.url("/a"), etag=got.etag, last_modified=got.last_modified)
    first, second = server.asked("/a")
    assert first.headers["user-agent"] == f"Accord/{__version__}"
    assert not {"cookie", "referer", "authorization", "if-none-match"} & first.headers.keys()
    assert second.headers["if-none-match"] == '"1"' and "cookie" not in second.headers
    assert len(server.asked("/robots.txt")) == 1


@pytest.mark.parametrize("packed", ["gzip", "x-gzip", "deflate", "identity", "raw deflate", "two members"])
def test_what_is_packed_is_unpacked(server: Server, fetcher: Fetcher, packed: str) -> None:
    body = b"<p>" + b"words " * 5000
    squeeze = zlib.compressobj(wbits=-15)
    sent = {
        "deflate": zlib.compress(body),
        "identity": body,
        "raw deflate": squeeze.compress(body) + squeeze.flush(),
        "two members": gzip.compress(body[:100]) + gzip.compress(body[100:]) + b"\0\0",
    }.get(packed, gzip.compress(body))
    coding = {"raw deflate": "deflate", "two members": "gzip"}.get(packed, packed)
    server.routes["/a"] = respond(sent, Content_Encoding=coding)
    assert fetcher.get(server.url("/a")).body == body


BAD = {
    "status": (respond(b"", status="500 Internal Server Error"), "error .HTTP 500."),
    "not there": (respond(b"", status="404 Not Found"), "not there"),
    "gone": (respond(b"", status="410 Gone"), "gone for good"),
    "unasked 304": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "which was not asked"),
    "part": (respond(b"x", status="206 Partial Content"), "HTTP 206"),
    "too large": (respond(b"x" * 400_000), "too large"),
    "announced": (HEAD + b"Content-Length: 99999999999\r\n\r\nx", "too large"),
    "bomb": (respond(gzip.compress(b"0" * 200_000_000), Content_Encoding="gzip"), "too large"),
    "packed twice": (respond(b"x", Content_Encoding="gzip, gzip"), "not asked for"),
    "brotli": (respond(b"x", Content_Encoding="br"), "not asked for"),
    "damaged": (respond(b"\x1f\x8bnonsense", Content_Encoding="gzip"), "damaged"),
    "cut off gzip": (respond(gzip.compress(b"a" * 9999)[:-9], Content_Encoding="gzip"), "cut off"),
    "cut off": (HEAD + b"Content-Length: 100\r\n\r\nabc", "HTTP"),
    "cut off chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nabc", "HTTP"),
    "bad chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", "HTTP"),
    "bad status line": (b"ICY 200 OK\r\n\r\n", "HTTP"),
    "nonsense": (b"\0\1\2\3" * 100 + b"\r\n\r\n", "HTTP"),
    "long header": (HEAD + b"X: " + b"x" * 500_000 + b"\r\n\r\n", "HTTP|broke"),
    "nothing": (b"", "HTTP|broke"),
    "reset": (reset(), "broke"),
    "reset within": (reset(HEAD + b"Content-Length: 100\r\n\r\nabc"), "broke"),
    "to a script": (redirect("javascript:alert(1)"), "nothing is fetched"),
    "to a file": (redirect("file:///etc/passwd"), "nothing is fetched"),
    "with a password": (redirect("http://a:b@h.example/"), "password"),
    "to itself": (redirect("/a"), "circle"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_answers(server: Server, fetcher: Fetcher, name: str) -> None:
    server.routes["/a"], reason = BAD[name]
    told = failure(fetcher, server.url("/a"))
    with pytest.raises(FetchError, match=reason):
        raise told


def test_servers_without_end(server: Server, fetcher: Fetcher) -> None:
    server.routes |= {
        "/silent": silent(server),
        "/silent-body": silent(server, HEAD + b"Content-Length: 100\r\n\r\nabc"),
        "/slow-headers": drip(server, HEAD, b"X"),
        "/slow-body": drip(server, HEAD + b"\r\n", b"x"),
        "/endless-headers": drip(server, HEAD, b"X-A: 1\r\n" * 50, 0.0001),
        "/endless-body": drip(server, HEAD + b"\r\n", b"x" * 4096, 0.0001),
        "/endless-100": drip(server, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        "/endless-redirects": lambda c, r: c.sendall(redirect(f"/endless-redirects?{time.monotonic()}")),
    }
    for path in list(server.routes):
        told = failure(fetcher, server.url(path))
        assert told.location, path
    server.routes |= {f"/r{n}": redirect(f"/r{n + 1}") for n in range(20)}
    assert "more than 5 times" in failure(fetcher, server.url("/r0")).reason


# ---------------------------------------------------------------- where it may go


PRIVATE = """127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
    255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: ::127.0.0.1""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1", "0x7f.0.0.1"])
def test_the_loopback_is_refused_however_it_is_written(server: Server, host: str) -> None:
    fetcher = Fetcher(replace(QUICK, allow=()))
    told = failure(fetcher, f"http://{host}:{server.port}/a")
    assert ("private" in told.reason or "not known" in told.reason) and server.requests == []


def test_a_redirect_does_not_lead_to_where_one_may_not_go(server: Server, fetcher: Fetcher) -> None:
    fetcher = Fetcher(QUICK, resolve=lambda host, port: [host])
    server.routes["/a"] = redirect(f"http://127.0.0.2:{server.port}/b")
    server.routes["/c"] = redirect("http://[::1]/b")
    for path in ("/a", "/c"):
        told = failure(fetcher, server.url(path))
        assert "private" in told.reason and told.lasting
    assert {r.path for r in server.requests} == {"/robots.txt", "/a", "/c"}


def test_a_name_that_changes_its_mind_gains_nothing(server: Server) -> None:
    """What is checked is what is connected to: a name is looked up once for both, each time."""
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["127.0.0.2"]

    fetcher = Fetcher(QUICK, resolve=resolve)
    assert "private" in failure(fetcher, server.url("/a", "rebind.example")).reason
    assert [r.path for r in server.requests] == ["/robots.txt"] and len(looked_up) == 2
    mixed = Fetcher(QUICK, resolve=lambda host, port: ["10.255.255.1", "127.0.0.1", "::1"])
    server.routes["/a"] = respond(b"x")
    assert mixed.get(server.url("/a", "mixed.example")).body == b"x"  # the allowed one of its addresses


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" HTTP://Herald.Example:80/a b?x=ü#f ", "http://herald.example/a%20b?x=%C3%BC"),
        ("https://bücher.example", "https://xn--bcher-kva.example/"),
        ("//h.example/%zz", "https://h.example/%zz"),
        ("../c", "https://base.example/c"),
    ],
)
def test_addresses_are_made_uniform(text: str, url: str) -> None:
    assert parse_url(text, "https://base.example/a/b") == url
    assert parse_url(url) == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "ftp://h.example/",
        "http://h.example:99999/",
        "http://h.example:0/",
        "http://[::1",
        "http://a b/",
        "http://h.example\\@evil.example/",
        "data:text/html,x",
        "http://" + "a" * 300,
    ],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError):
        parse_url(text)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_is_told_to_be_none(text: str) -> None:
    try:
        url = parse_url(text, "http://h.example/")
    except ValueError:
        return
    assert url.isascii() and url.startswith(("http://", "https://")) and parse_url(url) == url


def test_tracking_makes_no_other_page() -> None:
    assert same_page("https://h.example/a?utm_source=x&id=3&utm_medium=rss") == "https://h.example/a?id=3"


# ---------------------------------------------------------------- manners


def test_robots_are_obeyed(server: Server, fetcher: Fetcher) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: accord\nCrawl-delay: 0.3\n"
    rules += b"Disallow: /no*\nAllow: /no-but-yes$\n"
    server.routes |= {
        "/robots.txt": respond(rules, "text/plain"),
        "/a": respond(b"x"),
        "/no-but-yes": respond(b"y"),
    }
    began = time.monotonic()
    assert fetcher.get(server.url("/a")).body == b"x"
    assert fetcher.get(server.url("/no-but-yes")).body == b"y"
    assert time.monotonic() - began > 0.3
    told = failure(fetcher, server.url("/no/1"))
    assert "robots.txt" in told.reason and told.lasting and server.asked("/no/1") == []
    server.routes["/a"] = redirect("/no/2")
    assert "robots.txt" in failure(fetcher, server.url("/a")).reason


def test_robots_that_cannot_be_read_forbid_all(server: Server, fetcher: Fetcher) -> None:
    server.routes |= {"/robots.txt": respond(b"", status="500 Oh"), "/a": respond(b"x")}
    told = failure(fetcher, server.url("/a"))
    assert "robots.txt" in told.reason and not told.lasting and server.asked("/a") == []


def test_a_pause_between_requests(server: Server) -> None:
    fetcher = Fetcher(replace(QUICK, pause_s=0.15), resolve=lambda host, port: ["127.0.0.1"])
    server.routes["/a"] = respond(b"x")
    threads = [threading.Thread(target=fetcher.get, args=(server.url("/a"),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = sorted(request.at for request in server.requests)
    assert all(b - a >= 0.14 for a, b in pairwise(times))


@pytest.mark.parametrize(
    ("wish", "low", "high"),
    [
        ("120", 100, 121),
        ("", 20, 31),
        ("nonsense", 20, 31),
        ("99999999999", 86_000, 86_401),
        ("Tue, 01 Jan 2019 00:00:00 GMT", 0, 1),
    ],
)
def test_a_host_that_is_busy_is_left_alone(
    server: Server, fetcher: Fetcher, wish: str, low: int, high: int
) -> None:
    server.routes["/a"] = respond(b"", status="429 Too Many Requests", Retry_After=wish)
    first = failure(fetcher, server.url("/a"))
    assert first.status == 429 and not first.lasting
    if high > 1:
        second = failure(fetcher, server.url("/b"))
        assert second.retry_after_s is not None and low <= second.retry_after_s <= high
        assert server.asked("/b") == []
    assert failure(fetcher, server.url("/a", "other.example")).status == 429  # other hosts are others


def test_moved_for_good_or_for_now(server: Server, fetcher: Fetcher) -> None:
    server.routes |= {
        "/a": redirect("/b", "301 Moved Permanently"),
        "/b": redirect("/c", "308 Permanent Redirect"),
        "/c": redirect("/d"),
        "/d": respond(b"x"),
    }
    got = fetcher.get(server.url("/a"))
    assert (got.url, got.moved) == (server.url("/d"), server.url("/c"))
    assert fetcher.get(server.url("/c")).moved is None


def test_a_stop_is_quick(server: Server) -> None:
    fetcher = Fetcher(replace(QUICK, silence_s=30, total_s=60))
    server.routes |= {"/a": silent(server), "/robots.txt": respond(b"", "text/plain")}
    threading.Timer(0.3, fetcher.stop).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        fetcher.get(server.url("/a"))
    assert time.monotonic() - began < 2


def test_bytes_whose_encoding_only_the_server_tells(server: Server, fetcher: Fetcher) -> None:
    server.routes["/a"] = respond("Łódź".encode("iso-8859-2"), "text/html; charset=ISO-8859-2")
    assert as_utf8(fetcher.get(server.url("/a"))).decode() == "Łódź"
    server.routes["/b"] = respond("Łódź".encode(), "text/html; charset=ISO-8859-2")
    assert as_utf8(fetcher.get(server.url("/b"))).decode() == "Łódź"


def test_no_one_listens(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "no connection" in failure(fetcher, f"http://127.0.0.1:{port}/").reason
