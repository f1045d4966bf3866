"""What tests share: articles and parses of invented text, and where the outside data lies."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from spacy.tokens import Doc

from accord import pipeline
from accord.annotate.reading import read
from accord.library import Library
from accord.records import Article, ArticleId, Block, Dossier, Reading

# The same examples in every run, so that a run fails for a change and not by chance;
# HYPOTHESIS_PROFILE=thorough looks for new ones.
hypothesis.settings.register_profile("fast", derandomize=True, deadline=None)  # machines are noisy
hypothesis.settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

SHARED = Path(__file__).resolve().parents[2] / "shared"
COVERAGE = Path(__file__).resolve().parents[1] / "examples" / "lowen-accord"


def make_article(text: str, **fields: object) -> Article:
    """An article of body paragraphs (one a line), unless `blocks` or other fields say otherwise."""
    blocks, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            blocks.append(Block("body", at + lead, at + len(line.rstrip())))
        at += len(line)
    defaults: dict[str, object] = {
        "id": ArticleId("a1"),
        "location": "a1.txt",
        "outlet": None,
        "byline": None,
        "title": None,
        "url": None,
        "text": text,
        "blocks": tuple(blocks),
        "language": "en",
        "published": None,
    }
    return Article(**{**defaults, **fields})  # type: ignore[arg-type]


@pytest.fixture
def article() -> Callable[..., Article]:
    return make_article


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Doc]:
    """Parse a text as the pipeline does."""
    return lambda text: read(make_article(text)).doc


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with other people's data; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared data folder is not beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def coverage_read() -> tuple[Reading, ...]:
    """The bundled example coverage, read once for all tests."""
    articles, failures = pipeline.take_in([COVERAGE])
    assert failures == ()
    readings = tuple(pipeline.read_all(articles))
    assert all(isinstance(r, Reading) for r in readings)
    return readings  # type: ignore[return-value]


@pytest.fixture(scope="session")
def coverage(coverage_read: tuple[Reading, ...]) -> Dossier:
    """What `accord brief` makes of the bundled example coverage."""
    return pipeline.compile_dossier(coverage_read, [r.article for r in coverage_read])


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory, coverage_read: tuple[Reading, ...]) -> Path:
    """A store (SQLite) that holds the bundled example, told; tests that write work on a copy of it."""
    from unittest.mock import patch

    from accord.store import open_store

    path = tmp_path_factory.mktemp("store") / "example.sqlite"
    known = {r.article.id: r for r in coverage_read}
    store = open_store(f"sqlite:///{path}")
    with patch("accord.library.pipeline.read_all", lambda articles, **_: (known[a.id] for a in articles)):
        library = Library(store)
        added = library.add([COVERAGE])
    assert len(added.new) == len(coverage_read)
    library.tell_stale()
    store.close()
    return path


@pytest.fixture
def example_library(example_store: Path, tmp_path: Path) -> Iterator[Library]:
    """A store of its own that holds the bundled example."""
    from accord.store import open_store

    for part in example_store.parent.glob("example.sqlite*"):
        shutil.copy(part, tmp_path / part.name)
    store = open_store(f"sqlite:///{tmp_path / 'example.sqlite'}")
    yield Library(store)
    store.close()


# ---------------------------------------------------------------- a browser

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PATIENCE_MS = 20_000  # a browser on a busy machine stands still for ten seconds at times


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium on this machine: the page is not tried in a browser")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()
