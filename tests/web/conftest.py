"""A desk over the bundled example, read once; served to a client, and to a browser."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.testclient import TestClient

from accord import pipeline
from accord.library import Library
from accord.records import Reading
from accord.store import open_store
from accord.store.sql import SqlStore
from accord.web import make_app, workshop

COVERAGE = Path(__file__).resolve().parents[2] / "examples" / "lowen-accord"
PATIENCE_MS = 20_000
HERE = "http://127.0.0.1"


class AtOnce(workshop.Workshop):
    """Does what is asked for here and now, by the library itself, so that no process is started."""

    def __init__(self, library: Library) -> None:
        super().__init__("")
        self._library = library

    def _submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:
        future: Future[Any] = Future()
        workshop._library = self._library
        try:
            future.set_result(work(*args))
        except Exception as exc:
            future.set_exception(exc)
        self._done()
        return future


def _fill(path: Path, paths: Sequence[Path], readings: Sequence[Reading]) -> Path:
    by_text = {r.article.text: r for r in readings}
    with pytest.MonkeyPatch.context() as patch, open_store(f"sqlite:///{path}") as store:
        patch.setattr(pipeline, "read_all", lambda articles, **_: [by_text[a.text] for a in articles])
        library = Library(store)
        library.add(paths)
        library.tell_stale()
    return path


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, coverage_read: Sequence[Reading]) -> Path:
    """A store with the bundled example, told; its readings are those that all tests share."""
    return _fill(tmp_path_factory.mktemp("desk") / "store.sqlite", [COVERAGE], coverage_read)


@pytest.fixture(scope="session")
def filled_with_few(tmp_path_factory: pytest.TempPathFactory, coverage_read: Sequence[Reading]) -> Path:
    """A store with four articles of the example, two stories, that are told anew in no time."""
    names = ("menrow-examiner-accord", "verrin-courier-accord", "ostrel-morning-post-kestel")
    paths = [COVERAGE / f"{name}.txt" for name in (*names, "menrow-examiner-regatta")]
    return _fill(tmp_path_factory.mktemp("few") / "store.sqlite", paths, coverage_read)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A copy of the store, which a test may change; of the one with few articles where it is marked so."""
    few = request.node.get_closest_marker("usefixtures")
    name = "filled_with_few" if few and "few" in few.args else "filled"
    path = tmp_path / "store.sqlite"
    shutil.copy(request.getfixturevalue(name), path)
    with open_store(f"sqlite:///{path}") as opened:
        yield opened


@pytest.fixture
def few() -> None:
    """Marks tests for which four articles are enough."""


@pytest.fixture
def library(store: SqlStore) -> Library:
    return Library(store)


@pytest.fixture
def app(library: Library) -> Starlette:
    return make_app(library, AtOnce(library))


@pytest.fixture
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[TestClient]:
    """A desk over an empty store."""
    with open_store(f"sqlite:///{tmp_path / 'bare.sqlite'}") as store:
        library = Library(store)
        app = make_app(library, AtOnce(library))
        with TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
            yield client


class Served:
    """A desk that a browser can reach."""

    def __init__(self, app: Starlette) -> None:
        config = uvicorn.Config(app, port=0, log_level="error", lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.url = f"{HERE}:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def serve_app() -> Iterator[Callable[[Starlette], str]]:
    """Serve an application; gives its address."""
    running: list[Served] = []

    def serve(app: Starlette) -> str:
        running.append(Served(app))
        return running[-1].url

    yield serve
    for one in running:
        one.stop()


@pytest.fixture
def served(app: Starlette) -> Iterator[Served]:
    running = Served(app)
    yield running
    running.stop()


@pytest.fixture
def look(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Open an address of the desk; nothing may be complained about or asked of another host."""
    contexts = []
    complaints: list[str] = []

    def go(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if "404" not in m.text else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((served.url, "data:")) else complaints.append(r.url),
        )
        page.goto(served.url + path)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []
