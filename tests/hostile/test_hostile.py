"""Articles written to do harm, through every face: nothing of theirs runs, and nothing leaves.

A face is whatever shows their words: dossiers, exports, digests, the interface, the desk's
pages. Each gives its outputs by name with their media type; what is asked of a type is asked of
every output of it.
"""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
from lxml import etree
from markdown_it import MarkdownIt
from playwright.sync_api import Browser
from starlette.testclient import TestClient
from tests.hostile.made import PAYLOADS, record, write_inputs
from tests.web.conftest import AtOnce, Served

from accord.api import create_api
from accord.digests import parse_since, read_digest
from accord.digests import render as render_digest
from accord.dossier import render
from accord.errors import AgreementError, StoreError
from accord.exports import render_person, safe_name, story_file, write_archive
from accord.library import Library
from accord.monitoring import Monitor
from accord.records import StoryId
from accord.store import open_store
from accord.store.rows import AgreementId, Query
from accord.web import make_app
from accord.web.pages import address

Output = tuple[str, str, bytes]  # what it is, its media type, the bytes


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A store that has taken in all of it."""
    folder = tmp_path_factory.mktemp("hostile")
    count = write_inputs(folder / "inputs")
    assert count >= 80
    store = open_store(f"sqlite:///{folder / 'store.sqlite'}")
    library = Library(store)
    added = library.add([folder / "inputs"])
    assert len(added.new) >= len(PAYLOADS)
    library.tell_stale()
    yield library
    store.close()


def stories(library: Library) -> list[StoryId]:
    return [row.id for row in library.store.stories(limit=100)]


# ---------------------------------------------------------------- faces


def dossiers(library: Library) -> Iterator[Output]:
    media = {"text": "text/plain", "md": "text/markdown", "html": "text/html", "json": "application/json"}
    media |= {"csv": "text/csv", "annotations": "application/json", "schema-org": "application/json"}
    for id in stories(library):
        dossier = library.dossier(id)
        for format, of in media.items():
            text = render(dossier, format)  # type: ignore[arg-type]
            yield f"dossier {id} {format}", of, text.encode()


def digests(library: Library) -> Iterator[Output]:
    now = max(row.changed for row in library.store.stories(limit=100))
    store = library.store
    store.save_search(PAYLOADS[0]["payload"] + "\r\nBcc: all@leak.invalid", Query("bridge"), at=now)
    saved = store.searches()[0]
    since = parse_since("24h", now)
    media = {"md": "text/markdown", "html": "text/html", "eml": "message/rfc822"}
    media |= {"atom": "application/atom+xml", "json": "application/json"}
    for name, query in ((None, None), (saved.name, saved.query)):
        made = read_digest(store, since=since, until=now, query=query, name=name)
        assert made.stories
        for format, of in media.items():
            text = render_digest(made, format, base="http://127.0.0.1:1")  # type: ignore[arg-type]
            yield f"digest {bool(name)} {format}", of, text.encode()


def persons(library: Library) -> Iterator[Output]:
    for row in library.store.persons(limit=5):
        page = library.store.person_page(row.key)
        for format, of in (("json", "application/json"), ("csv", "text/csv"), ("md", "text/markdown")):
            yield f"person {format}", of, render_person(page, format).encode()  # type: ignore[arg-type]


def interface(library: Library) -> Iterator[Output]:
    client = TestClient(create_api(library))
    paths = ["/", "/stories", "/articles?limit=200", "/persons", "/outlets?limit=200", "/events", "/searches"]
    paths += [f"/search?q={quote(c['payload'].encode('utf-8', 'replace'))[:400]}" for c in PAYLOADS]
    rows = [*library.store.newest_articles(limit=200)]
    paths += [f"/articles/{quote(row.id.encode('utf-8', 'replace'), safe='')}" for row in rows]
    for id in stories(library):
        paths += [f"/stories/{quote(id, safe='')}{rest}" for rest in ("", "/dossier", "/utterances")]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in (200, 404, 422), f"{path}: {answer.text}"
        assert not set(answer.headers) & {"set-cookie", "x-injected", "bcc"}
        media = answer.headers["content-type"].partition(";")[0].replace("problem+json", "json")
        yield f"GET {path}", media, answer.content


HOSTILE_FILE = """\
accord-agreement: 1
name: {payload}
signed: 2024-05-20
parties:
  - {{id: orrin, name: {payload}, also: [Tessa Vale, {payload}]}}
  - {{id: ostrel, name: {payload}}}
phases: [{{id: 1, name: {payload}}}]
commitments:
  - id: bridge
    who: orrin
    to: ostrel
    promise: {promise}
    kind: act
    phase: 1
    text: {payload}
    words: [bridge, reopened]
    overrides: [{{when: 2024-05-21, who: {payload}, why: {payload}, state: met, score: 2}}]
  - {{id: night, who: ostrel, promise: {payload}, kind: duty, after: bridge}}
"""


@pytest.fixture(scope="module")
def agreements(library: Library) -> list[AgreementId]:
    """Agreements that say what the payloads say, each following all stories."""
    monitor = Monitor(library)
    kept = []
    for case in PAYLOADS[::6]:
        payload = case["payload"].encode("utf-8", "replace").decode().replace("\0", " ").strip() or "x"
        quoted = json.dumps(payload)
        text = HOSTILE_FILE.format(payload=quoted, promise=json.dumps(f"reopen the bridge {payload}"))
        try:
            row = monitor.keep(text, who=payload, why=payload, stories=stories(library), source=payload)
        except AgreementError:  # not every character can stand in YAML
            continue
        kept.append(row.id)
    assert len(kept) > 5
    return kept


def agreement_paths(agreements: list[AgreementId]) -> list[str]:
    rest = ("", "/changes", "/stories", "/edit", "/versions", "/decide/bridge")
    return ["/agreements", *(f"/agreement/{id}{end}" for id in agreements for end in rest)]


def test_nothing_of_an_agreement_is_markup(library: Library, agreements: list[AgreementId]) -> None:
    client = TestClient(make_app(library, AtOnce(library)), base_url="http://127.0.0.1")
    seen = ""
    for path in agreement_paths(agreements):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        check(path, "text/html", answer.content)
        seen += answer.text
    assert "&lt;script&gt;" in seen or "&#34;" in seen
    files = {"ledger.html": "text/html", "ledger.md": "text/markdown", "ledger.csv": "text/csv"}
    files |= {"ledger.json": "application/json", "changes.md": "text/markdown", "changes.html": "text/html"}
    for id in agreements:
        for name, media in files.items():
            answer = client.get(f"/agreement/{id}/{name}")
            assert re.fullmatch(
                r'(attachment|inline); filename="[\w.-]+"', answer.headers["content-disposition"]
            )
            check(f"{id} {name}", media, answer.content)


def desk_paths(library: Library) -> list[str]:
    """Addresses of the desk's pages; what they show is theirs."""

    def key(text: str) -> str:
        return quote(text.encode("utf-8", "replace"), safe="")

    paths = ["/", "/stories", "/people", "/outlets", "/corrections", "/add"]
    paths += [f"/story/{key(id)}{rest}" for id in stories(library) for rest in ("", "/correct")]
    paths += ["/digest", "/digest?since=2d"]
    for row in library.store.newest_articles(limit=200)[::4]:
        paths += [f"/article/{key(row.id)}", f"/beside/{key(row.id)}"]
    paths += [address("person", row.key) for row in library.store.persons(limit=20)]
    paths += [address("outlet", row.name) for row in library.store.outlets(limit=200)]
    paths += [f"/search?q={key(c['payload'])[:400]}" for c in PAYLOADS[::4]]
    return paths


def desk(library: Library) -> Iterator[Output]:
    client = TestClient(make_app(library, AtOnce(library)), base_url="http://127.0.0.1")
    for path in desk_paths(library):
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        yield f"GET {path}", "text/html", answer.content


FACES: dict[str, Callable[[Library], Iterator[Output]]] = {
    "dossiers": dossiers,
    "digests": digests,
    "persons": persons,
    "interface": interface,
    "desk": desk,
}


# ---------------------------------------------------------------- what is asked of each type


class _Tags(HTMLParser):
    """Every element and attribute of a page, and what lies in style and script."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self._in = tag if tag in self.raw else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.raw[self._in].append(data)


FORBIDDEN = {"iframe", "object", "embed", "base", "math", "img", "video", "audio", "template", "frame"}


def check_html(text: str) -> None:
    tags = _Tags()
    tags.feed(text)
    assert not {tag for tag, _ in tags.seen} & FORBIDDEN
    assert "leak.invalid" not in "".join(tags.raw["style"] + tags.raw["script"])
    assert "owned" not in "".join(tags.raw["style"] + tags.raw["script"])
    for tag, attributes in tags.seen:
        if (tag, attributes) == ("link", {"rel": "icon", "href": "data:,"}):
            continue  # ours: asks for no icon
        assert not any(name.startswith(("on", "hx-on")) for name in attributes), (tag, attributes)
        for name in ("href", "src", "action", "formaction", "xlink:href", "poster"):
            value = (attributes.get(name) or "").strip()
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", value, re.I)
            if scheme:
                assert (tag, name) == ("a", "href"), (tag, attributes)
                assert scheme[1].lower() in ("http", "https"), value
        if tag == "meta":
            assert (attributes.get("http-equiv") or "").lower() in ("", "content-security-policy")
        assert "url(" not in (attributes.get("style") or "")
        assert tag not in ("script", "link") or "leak.invalid" not in str(attributes)
    check_shown(text)


def check_shown(text: str) -> None:
    """No control character, no character that is none, nothing that turns the line about for good."""
    amiss = {c for c in text if (ord(c) < 32 and c not in "\t\n\r") or 0x7F <= ord(c) < 0xA0}
    amiss |= {
        c for c in text if 0xD800 <= ord(c) < 0xE000 or (ord(c) & 0xFFFE == 0xFFFE and ord(c) < 0x10000)
    }
    assert amiss == set()


def check_markdown(text: str) -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    tags = _Tags()
    tags.feed(page)
    assert not {t for t, _ in tags.seen} & (FORBIDDEN | {"script", "style", "svg", "form", "meta", "link"})
    for tag, attributes in tags.seen:
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        href = attributes.get("href") or ""
        assert re.match(r"#|https?://", href) or not href, href
    check_shown(text)


def check_csv(text: str) -> None:
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    for value in (value for row in rows for value in row):
        first = value.lstrip("\u200b\u2060\ufeff\u00ad\u200c\u200d \t\r\n")[:1]
        assert first not in ("=", "+", "-", "@", "＝", "＋", "－", "＠"), value
    check_shown(text)


def check_json(text: str) -> None:
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def check_mail(raw: bytes) -> None:
    raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert sorted(name.lower() for name in mail.keys()) == [
        "content-type", "date", "from", "message-id", "mime-version", "subject", "x-unsent",
    ]  # fmt: skip
    parts = list(mail.iter_parts())
    assert [p.get_content_type() for p in parts] == ["text/plain", "text/html"]
    check_html(parts[1].get_content())
    check_markdown(parts[0].get_content())
    assert not mail.defects


def check_atom(raw: bytes) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    feed = etree.fromstring(raw, parser)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert b"<!DOCTYPE" not in raw
    known = {"feed", "title", "id", "updated", "author", "name", "entry", "link", "content"}
    assert {etree.QName(e).localname for e in feed.iter()} <= known
    for content in feed.iter("{*}content"):
        check_html(content.text or "")
    for link in feed.iter("{*}link"):
        assert link.get("href").startswith("http://127.0.0.1:1/story/")


def check(name: str, media: str, raw: bytes) -> None:
    if media == "message/rfc822":
        return check_mail(raw)
    if media == "application/atom+xml":
        return check_atom(raw)
    text = raw.decode("utf-8")
    {
        "text/html": check_html,
        "text/markdown": check_markdown,
        "text/csv": check_csv,
        "text/plain": check_shown,
        "application/json": check_json,
    }[media](text)


# ---------------------------------------------------------------- tests


@pytest.mark.parametrize("face", FACES)
def test_nothing_of_theirs_is_markup(library: Library, face: str) -> None:
    outputs = list(FACES[face](library))
    assert outputs
    for name, media, raw in outputs:
        try:
            check(name, media, raw)
        except AssertionError as exc:
            raise AssertionError(f"{name}: {exc}") from exc


def test_the_payloads_are_there_to_be_seen(library: Library) -> None:
    """What is checked would pass if all had been dropped on the way."""
    text = "".join(raw.decode() for _, media, raw in dossiers(library) if media == "application/json")
    pages = "".join(raw.decode() for _, media, raw in dossiers(library) if media == "text/html")
    assert sum(json.dumps(c["payload"], ensure_ascii=False)[1:-1] in text for c in PAYLOADS) > 50
    assert "&lt;script&gt;window.owned=1" in pages


def test_texts_are_kept_as_they_came(library: Library) -> None:
    """Escaping is the faces' work: the store keeps every character that any of them can carry."""
    kept = 0
    for number, case in enumerate(PAYLOADS, 1):
        text = record(number, case)["text"]
        query = Query(outlet=f"Post {number} {case['payload']}", kinds=("article",))
        if re.search("[\ud800-\udfff]", text):
            with pytest.raises(StoreError, match="half of a character"):
                library.store.search(query)
        elif found := library.store.search(query, limit=1):
            assert library.store.article(found[0].article).text == text
            kept += 1
    assert kept > 50


def test_no_name_leads_out_of_a_folder(library: Library) -> None:
    archive = io.BytesIO()
    write_archive(library, ["json"], archive)
    for name in zipfile.ZipFile(archive).namelist():
        assert re.fullmatch(r"[a-z]+(\.[a-z]+)+|stories/[a-z0-9-]+(\.[a-z]+)+", name), name
    for case in PAYLOADS:
        name = story_file(StoryId(str(case.get("id", case["payload"]))), "csv")
        assert re.fullmatch(r"[a-z0-9-]{1,80}\.csv", name), name
    assert safe_name("con") != "con"


class _Server:
    """Pages on loopback, and every address that was asked for."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        asked = self.asked = list[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                page = pages.get(self.path)
                self.send_response(200 if page else 404)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(page or b"")

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.at = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def look_at(browser: Browser, at: str, paths: list[str]) -> tuple[list[str], set[str]]:
    """Open each page in a browser; gives what was complained of, and every address that was asked for."""
    asked: set[str] = set()
    told: list[str] = []
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("request", lambda request: asked.add(request.url))
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss())[1])
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda m: told.append(f"{page.url}: {m.text}") if m.type != "log" else None)
    for path in paths:
        page.goto(at + path)
        page.mouse.move(200, 300)
        assert page.evaluate("window.owned") is None, path
        assert page.url == at + path
    context.close()
    return told, asked


def test_nothing_runs_in_a_browser_and_nothing_is_fetched(library: Library, browser: Browser) -> None:
    outputs = [*dossiers(library), *digests(library)]
    pages = {f"/{n}": raw for n, (_, media, raw) in enumerate(outputs) if media == "text/html"}
    pages["/favicon.ico"] = b"none"
    server = _Server(pages)
    try:
        told, asked = look_at(browser, server.at, [p for p in pages if p != "/favicon.ico"])
    finally:
        server.close()
    assert told == []
    assert {u for u in asked if u != "data:,"} <= {server.at + p for p in pages}


def test_nothing_runs_on_the_desk(library: Library, browser: Browser) -> None:
    server = Served(make_app(library, AtOnce(library)))
    paths = [p for p in desk_paths(library) if not p.startswith(("/beside", "/search"))]
    try:
        told, asked = look_at(browser, server.url, paths[::2])
    finally:
        server.stop()
    assert told == []
    assert [u for u in asked if not u.startswith((server.url + "/", "data:"))] == []


def test_all_that_came_in_is_settled(library: Library) -> None:
    counts = library.store.counts()
    assert (counts.waiting, counts.stale) == (0, 0)
    assert counts.articles >= len(PAYLOADS)
    assert library.store.events(after=0), "stories were made of them"
