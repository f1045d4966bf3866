"""The watch against a server that misbehaves: nothing hangs, nothing is lost, nothing comes twice."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accord import library
from accord.discovery import NoFeed, find_feed
from accord.fetch import Fetcher
from accord.ingest import parse_input
from accord.library import Library
from accord.records import Article, Failure
from accord.rounds import Watching, state_of
from accord.store import open_store
from accord.store.rows import ArticleRow, Feed
from accord.store.sql import SqlStore
from accord.watching import RoundReport, Watch, add_pages

from .server import Server, article, drip, entry, redirect, reset, respond, rss, silent

NOW = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)
XML = "application/rss+xml"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles are taken in, but not read: what is found in them is tested elsewhere, and takes time."""

    def skip(articles: Sequence[Article], **_: object) -> Iterator[Failure]:
        return (Failure(a.location, "annotate", "not read here") for a in articles)

    monkeypatch.setattr(library.pipeline, "read_all", skip)
    parse_input("warm.html", article(0), "html")  # loading the parser is no part of what is measured


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        yield opened


@pytest.fixture
def watch(store: SqlStore, fetcher: Fetcher, clock: Clock) -> Watch:
    settings = Watching(at_once=8, settle_s=0.05)
    return Watch(Library(store, now=clock), fetcher, settings, now=clock)


def follow(watch: Watch, *locations: str, kind: str = "feed") -> None:
    for location in locations:
        watch.store.save_feed(Feed(location, kind, NOW))


def counts(report: RoundReport) -> tuple[int, int]:
    return len(report.added.new), len(report.added.changed)


def versions(store: SqlStore, url: str) -> int:
    (row,) = [a for a in kept(store) if a.url == url]
    return row.version


def kept(store: SqlStore) -> tuple[ArticleRow, ...]:
    return store.article_rows(row[0] for row in store.db.rows("SELECT id FROM articles"))


def misbehaving(server: Server) -> dict[str, tuple[bytes | Callable[..., None], str]]:
    """What the feed of each host answers, and what a reader is told of it ("": it is used)."""
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
    )
    many = (entry(n, link=f"http://many.example:{server.port}/{n % 2}?{n}") for n in range(1200))
    whole = rss([entry(1), entry(2)])
    return {
        "silent": (silent(server), "silent"),
        "slow-headers": (drip(server, HEAD, b"X"), "complete|silent"),
        "slow-body": (drip(server, HEAD + b"\r\n<rss>", b"<a/>"), "complete"),
        "endless-body": (drip(server, HEAD + b"\r\n<rss>", b"<a/>" * 2000, 0.0001), "too large|complete"),
        "endless-headers": (drip(server, HEAD, b"X: 1\r\n" * 50, 0.0001), "HTTP|complete|broke"),
        "cut-off": (HEAD + b"Content-Length: 9999\r\n\r\n" + whole, "HTTP"),
        "reset": (reset(HEAD), "broke"),
        "nothing": (b"", "HTTP|broke"),
        "bad-status-line": (b"HTTP/9.9 OK 200\r\n\r\n", "HTTP"),
        "nonsense": (os.urandom(2000) + b"\r\n\r\n", "HTTP"),
        "empty": (respond(b"", XML), "empty"),
        "page": (respond(article(7)), "web page"),
        "picture": (respond(b"\x89PNG\r\n" + bytes(500), "image/png"), "no feed"),
        "circle": (redirect("/feed"), "circle"),
        "far": (lambda c, r: c.sendall(redirect(f"/feed?{time.monotonic()}")), "times"),
        "private": (redirect("http://10.0.0.1/feed"), "private"),
        "script": (redirect("javascript:alert(1)"), "javascript"),
        "unasked-304": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "not asked"),
        "busy": (respond(b"", status="429 Too Many", Retry_After="7200"), "fewer requests"),
        "error": (respond(b"x", status="500 Oh"), "HTTP 500"),
        "gone": (respond(b"x", status="410 Gone"), "no longer watched"),
        "gzip-bomb": (respond(gzip.compress(bytes(50_000_000)), XML, Content_Encoding="gzip"), "too large"),
        "entity-bomb": (respond(bomb + b"]><rss><channel><title>&j;</title></channel></rss>", XML), ""),
        "external": (
            respond(b'<!DOCTYPE rss SYSTEM "http://10.0.0.1/x"><rss><channel/></rss>', XML),
            "",
        ),
        "deep": (respond(b"<rss><channel>" + b"<a>" * 60_000, XML), "cut off"),
        "huge": (respond(rss(many), XML), "too large|^$"),
        "javascript": (respond(rss([entry(1, link="javascript:alert(1)")]), XML), ""),
        "bidi": (respond(rss([], "A\u202egpj.exe"), XML), ""),
        "wrong-encoding": (
            respond(rss([], "Caf\xe9").decode().encode("cp1252"), XML + "; charset=utf-8"),
            "",
        ),
        "cookie": (respond(rss([]), XML, Set_Cookie="id=" + "x" * 3000), ""),
        "wrong-type": (respond(rss([]), "image/gif"), ""),
        "robots": (respond(whole, XML), "robots.txt"),
    }


def test_a_round_among_servers_that_misbehave(
    watch: Watch, store: SqlStore, server: Server, clock: Clock
) -> None:
    bad = misbehaving(server)
    assert len(bad) >= 20
    server.routes |= {f"{host}.example/feed": answer for host, (answer, _) in bad.items()}
    server.routes["robots.example/robots.txt"] = respond(b"User-agent: *\nDisallow: /", "text/plain")
    server.routes["good.example/feed"] = respond(rss([entry(n) for n in range(3)]), XML)
    server.routes |= {f"good.example/{n}": respond(article(n)) for n in range(3)}
    good = server.url("/feed", "good.example")
    feeds = {host: server.url("/feed", f"{host}.example") for host in bad}
    follow(watch, *feeds.values(), good)
    began = time.monotonic()
    first = watch.round()
    assert time.monotonic() - began < 20
    assert counts(first) == (3, 0), first.failures
    told = {failure.location: failure.reason for failure in first.failures}
    for host, (_, reason) in bad.items():
        if reason and not reason.endswith("^$"):
            with pytest.raises(AssertionError, match=reason):
                raise AssertionError(told.get(feeds[host]))
    assert good not in told
    titles = {feed.location: feed.title for feed in store.feeds()}
    assert titles[feeds["wrong-encoding"]] == "Café" and titles[feeds["bidi"]] == "Agpj.exe"
    assert not any("cookie" in request.headers for request in server.requests)
    # at once again: who failed is left alone, who is well is asked, nothing comes twice
    before = len(server.requests)
    second = watch.round()
    assert counts(second) == (0, 0) and second.resting >= 20
    asked = {r.host for r in server.requests[before:]} - {"many.example"}
    assert len(asked) <= 12 and "good.example" in asked
    # a day later they are asked again, save the one that is gone; the busy one had its wish
    clock.pass_by(hours=1)
    watch.round()
    assert len(server.asked("/feed")) and not [
        r for r in server.requests[before:] if r.host in ("busy.example", "gone.example")
    ]
    assert {row.version for row in kept(store)} == {1}


def test_dates_and_titles_that_change_make_nothing_new(
    watch: Watch, store: SqlStore, server: Server, clock: Clock
) -> None:
    follow(watch, server.url("/feed"))
    server.routes |= {f"/{n}": respond(article(n)) for n in range(2)}
    for hour in range(4):
        date = f"Tue, 04 Mar 2031 1{hour}:00:00 GMT"
        items = [entry(n, date=date, title=f"Title {hour}") for n in range(2)]
        server.routes["/feed"] = respond(rss(items), XML)
        assert counts(watch.round()) == ((2, 0) if hour == 0 else (0, 0))
        clock.pass_by(minutes=30)
    assert len(kept(store)) == 2
    assert len(server.asked("/0")) <= 5


def test_a_changed_article_becomes_a_version(
    watch: Watch, store: SqlStore, server: Server, clock: Clock
) -> None:
    follow(watch, server.url("/feed"))
    server.routes |= {"/feed": respond(rss([entry(1)]), XML), "/1": respond(article(1))}
    assert counts(watch.round()) == (1, 0)
    server.routes["/1"] = respond(article(1, "Two tugs were sent on Wednesday, the harbour master added."))
    assert counts(watch.round()) == (0, 0), "the feed says nothing new, and an hour has not passed"
    clock.pass_by(hours=1)
    assert counts(watch.round()) == (0, 1), "looked at again by itself"
    server.routes["/feed"] = respond(rss([entry(1, title="Updated")]), XML)
    server.routes["/1"] = respond(article(1, "Three tugs were sent on Thursday, it was said there."))
    clock.pass_by(minutes=11)
    assert counts(watch.round()) == (0, 1), "looked at because the feed says something new"
    assert versions(store, server.url("/1")) == 3


def test_an_article_whose_address_changes_is_not_fetched_as_a_new_one(
    watch: Watch, store: SqlStore, server: Server, clock: Clock
) -> None:
    follow(watch, server.url("/feed"))
    server.routes |= {"/feed": respond(rss([entry(1, link="/old")]), XML), "/old": respond(article(1))}
    assert counts(watch.round()) == (1, 0)
    server.routes |= {"/feed": respond(rss([entry(1, link="/new")]), XML), "/new": respond(article(1))}
    clock.pass_by(hours=1)
    assert counts(watch.round()) == (0, 0)
    assert len(store.entries([server.url("/old"), server.url("/new")])) == 1


def test_conditional_requests(watch: Watch, store: SqlStore, server: Server, clock: Clock) -> None:
    follow(watch, server.url("/feed"))

    def answer(body: bytes, type: str) -> Callable[..., None]:
        def answered(connection, request) -> None:  # type: ignore[no-untyped-def]
            if request.headers.get("if-none-match") == '"1"':
                connection.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
            else:
                connection.sendall(respond(body, type, ETag='"1"'))

        return answered

    server.routes |= {"/feed": answer(rss([entry(1)]), XML), "/1": answer(article(1), "text/html")}
    assert counts(watch.round()) == (1, 0)
    clock.pass_by(hours=2)
    second = watch.round()
    assert counts(second) == (0, 0) and second.failures == () and second.unchanged == 1
    assert "if-none-match" in server.asked("/feed")[1].headers
    assert "if-none-match" in server.asked("/1")[1].headers
    assert store.entries([server.url("/1")])[server.url("/1")].etag == '"1"'


def test_pages_that_fail_are_tried_again_and_then_left(
    watch: Watch, store: SqlStore, server: Server, clock: Clock
) -> None:
    follow(watch, server.url("/feed"))
    server.routes |= {
        "/feed": respond(rss([entry(n) for n in (1, 2, 3)]), XML),
        "/1": respond(b"", status="500 Oh"),
    }
    server.routes["/2"] = respond(b"%PDF-1.4", "application/pdf")
    server.routes["/3"] = redirect("/")
    server.routes["/"] = respond(article(9))
    first = watch.round()
    assert counts(first) == (0, 0)
    reasons = {f.location.rsplit("/", 1)[-1]: f.reason for f in first.failures}
    assert "500" in reasons["1"] and "application/pdf" in reasons["2"] and "front page" in reasons["3"]
    server.routes["/1"] = respond(article(1))
    assert counts(watch.round()) == (0, 0), "not at once"
    clock.pass_by(minutes=16)
    assert counts(watch.round()) == (1, 0)
    assert len(server.asked("/2")) == 1


def test_the_feed_s_own_text_where_the_page_cannot_be_had(
    watch: Watch, store: SqlStore, server: Server, clock: Clock
) -> None:
    text = "<p>The harbour was closed, the minister said.</p><p>Ships wait outside it.</p>"
    content = f'<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[{text}]]></content:encoded>'
    item = entry(1).replace("</item>", f"{content}</item>")
    server.routes |= {"/feed": respond(rss([item]), XML), "/1": respond(b"", status="403 Forbidden")}
    follow(watch, server.url("/feed"))
    assert counts(watch.round()) == (1, 0)
    (row,) = kept(store)
    assert (row.url, row.outlet, row.title) == (server.url("/1"), "The Herald", "Report 1")
    assert row.dated


def test_two_feeds_with_one_article(watch: Watch, server: Server) -> None:
    feeds = [server.url("/feed"), server.url("/feed2")]
    follow(watch, *feeds)
    server.routes |= {"/feed": respond(rss([entry(1, guid="a")]), XML), "/1": respond(article(1))}
    server.routes["/feed2"] = respond(rss([entry(1, guid="b", link="/1?utm_source=two")]), XML)
    assert counts(watch.round()) == (1, 0)
    assert len([r for r in server.requests if r.path.startswith("/1")]) == 1


def test_a_host_with_many_pages_does_not_hold_up_the_round(
    store: SqlStore, fetcher: Fetcher, clock: Clock, server: Server
) -> None:
    watch = Watch(Library(store, now=clock), fetcher, Watching(pages=2), now=clock)
    follow(watch, server.url("/feed"))
    server.routes["/feed"] = respond(rss([entry(n) for n in range(5)]), XML)
    server.routes |= {f"/{n}": respond(article(n)) for n in range(5)}
    taken = [watch.round() for _ in range(3)]
    assert [counts(t)[0] for t in taken] == [2, 2, 1]
    assert [t.postponed for t in taken] == [3, 1, 0]


def test_a_feed_that_moves_for_good(watch: Watch, store: SqlStore, server: Server) -> None:
    follow(watch, server.url("/old"))
    server.routes |= {"/old": redirect("/feed", "301 Moved"), "/feed": respond(rss([]), XML)}
    watch.round()
    assert state_of(store.feeds()[0]).url == server.url("/feed")
    watch.round()
    assert (len(server.asked("/old")), len(server.asked("/feed"))) == (1, 2)


def test_folders(watch: Watch, store: SqlStore, tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    follow(watch, str(folder), kind="folder")
    (folder / "a.html").write_bytes(article(1))
    (folder / "b.txt").write_text(
        "The bridge at Verrin was opened on Monday, the mayor said.\n\nIt is long.\n"
    )
    (folder / "c.pdf").write_bytes(b"%PDF")
    assert counts(watch.round()) == (2, 0)
    assert counts(watch.round()) == (0, 0)
    os.utime(folder / "a.html")
    (folder / "d.txt").write_text("The road to Lowen is closed again, drivers told the radio on Friday.\n")
    assert counts(watch.round()) == (1, 0)
    (folder / "b.txt").unlink()
    assert counts(watch.round()) == (0, 0) and len(kept(store)) == 3
    folder.rename(tmp_path / "elsewhere")
    assert "no such folder" in watch.round().failures[0].reason


def test_a_feed_is_found_by_its_page(server: Server, fetcher: Fetcher) -> None:
    link = '<link rel=alternate type="application/rss+xml" href="/feed{}">'
    page = "<!doctype html><html><head>{}</head><body>x</body></html>"
    server.routes |= {
        "/feed1": respond(rss([])),
        "/none": respond(page.format("").encode()),
        "/one": respond(page.format(link.format(1)).encode()),
        "/two": respond(page.format(link.format(1) + link.format(2)).encode()),
    }
    assert find_feed(fetcher, server.url("/one"))[0] == server.url("/feed1")
    assert find_feed(fetcher, server.url("/feed1"))[1].title == "The Herald"
    for path, told in (("/none", "names no feed"), ("/two", "feed2")):
        with pytest.raises(NoFeed, match=told):
            find_feed(fetcher, server.url(path))


def test_pages_are_added_by_their_address(store: SqlStore, server: Server, fetcher: Fetcher) -> None:
    shelf = Library(store)
    server.routes |= {"/1": respond(article(1)), "/2": respond(b"<html></html>")}
    added = add_pages(shelf, fetcher, [server.url("/1"), server.url("/2"), server.url("/3"), "http://"])
    assert len(added.new) == 1 and sum(f.stage == "read" for f in added.failures) == 3
    assert add_pages(shelf, fetcher, [server.url("/1")]).known == 1


def test_a_page_cannot_pass_for_another_site_s(store: SqlStore, server: Server, fetcher: Fetcher) -> None:
    shelf = Library(store)
    claim = b'<link rel="canonical" href="http://herald.example/1"></head>'
    server.routes |= {
        "herald.example/1": respond(article(1)),
        "evil.example/1": respond(article(1, "It was a hoax, the minister said.").replace(b"</head>", claim)),
    }
    urls = [server.url("/1", "herald.example"), server.url("/1", "evil.example")]
    added = add_pages(shelf, fetcher, urls)
    assert len(added.new) == 2 and added.changed == ()
    assert sorted(a.url or "" for a in store.article_rows(added.new)) == sorted(urls)


def test_the_busy_host_is_asked_nothing_more_in_a_round(
    watch: Watch, store: SqlStore, server: Server, clock: Clock
) -> None:
    follow(watch, server.url("/feed"))
    server.routes["/feed"] = respond(rss([entry(n) for n in range(9)]), XML)
    busy = respond(b"", status="503 Busy", Retry_After="60")
    server.routes |= {f"/{n}": busy for n in range(9)}
    report = watch.round()
    assert len(report.failures) == 1
    assert len([r for r in server.requests if r.path[1:].isdigit()]) == 1
    assert len(store.entries_due(clock.now + timedelta(hours=1))) == 9, "none is lost"
