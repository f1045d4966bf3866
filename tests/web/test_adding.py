"""Adding from the desk: kept first, read in a process of its own; and the seeds, as a reader meets them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from starlette.testclient import TestClient
from tests.watch.server import Server, article, respond

from accord.fetch import Fetching
from accord.library import Library
from accord.store import open_store
from accord.web import make_app
from accord.web.workshop import Workshop

HERE = "http://127.0.0.1"
REPORT = (
    "The ferry Adela sank off Ostrel on Monday. “We lost a ship,” harbour master Mara Vale said on Tuesday.\n"
)


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[TestClient]:
    """A desk with its real worker, over an empty store. It may fetch from this machine."""
    address = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with open_store(address) as store:
        app = make_app(Library(store), Workshop(address, fetching=Fetching(pause_s=0, allow=("127.0.0.1",))))
        with TestClient(app, base_url=HERE, follow_redirects=False) as client:
            yield client


def token_of(client: TestClient) -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get("/add").text)
    assert found
    return found[1]


def added(client: TestClient) -> str:
    """The page on adding, when all that was asked for is done."""
    until = time.monotonic() + 120
    while "data-busy" in (html := client.get("/add").text) and time.monotonic() < until:
        time.sleep(0.3)
    return html


def test_files_are_kept_and_read_by_the_worker(at_work: TestClient) -> None:
    sent = [
        ("files", ("../ferry.txt", REPORT.encode())),
        ("files", ("broken.json", b'{"text": ')),
        ("files", ("empty.txt", b"")),
    ]
    answer = at_work.post("/add", data={"token": token_of(at_work)}, files=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/add")
    store = at_work.app.state.desk.library.store  # type: ignore[attr-defined]
    assert store.counts().raws >= 1  # whatever becomes of the worker
    html = added(at_work)
    assert "1 new article" in html and "ferry.txt" in html and "broken.json" in html
    assert ".." not in html.replace("...", "")
    (story,) = store.stories()
    assert not story.stale
    page = at_work.get(f"/story/{story.id}").text
    assert "We lost a ship" in page and "Mara Vale" in page
    again = at_work.post("/add", data={"token": token_of(at_work)}, files=sent[:1])
    assert again.status_code == 303

    site = Server()  # the worker has its model by now, so pages are read in no time
    site.routes["/ferry"] = respond(article(1))
    for path in ("/ferry", "/none"):
        asked = {"token": token_of(at_work), "address": site.url(path)}
        assert at_work.post("/add", data=asked).status_code == 303
    html = added(at_work)
    site.close()
    assert site.url("/ferry") in html and html.count("1 new article") == 2
    assert site.url("/none") in html and "404" in html


def test_pages_of_this_machine_are_refused_unless_they_are_allowed(bare: TestClient) -> None:
    site = Server()
    bare.post("/add", data={"token": token_of(bare), "address": site.url("/ferry")})
    assert "private" in added(bare)
    assert site.requests == []
    site.close()


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "a b", "ftp://a.example/x", ""]
)
def test_only_web_addresses_are_fetched(bare: TestClient, address: str) -> None:
    answer = bare.post("/add", data={"token": token_of(bare), "address": address})
    assert answer.status_code == 400


def test_both_wordings_of_the_seeds_stand_beside_each_other(
    shared: Path, tmp_path: Path, browser: Browser, serve_app: Callable[..., str]
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        library = Library(store)
        library.add(sorted((shared / "seeds").glob("00?.txt")))
        library.tell_stale()
        url = serve_app(make_app(library, Workshop("")))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{url}/story/{store.stories()[0].id}")
        sides = page.locator(".utterance.differs", has_text="vassal").locator(".side")
        expect(sides).to_have_count(2)
        expect(sides.filter(has_text="client")).to_have_count(1)
        left, right = (sides.nth(n).bounding_box() for n in (0, 1))
        assert left and right and left["y"] == right["y"]
        assert left["x"] + left["width"] < right["x"]
        page.close()
