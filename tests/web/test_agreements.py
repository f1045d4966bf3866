"""Agreements in the desk: a monitor's walk-through in a browser, and what each page answers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.testclient import TestClient
from tests.web.conftest import HERE, PATIENCE_MS, AtOnce, Served
from tests.web.test_browser import findings

from accord.library import Library
from accord.monitoring import Monitor
from accord.records import StoryId
from accord.store import open_store
from accord.store.rows import AgreementId
from accord.store.sql import SqlStore
from accord.web import make_app

FILE = (Path(__file__).resolve().parents[2] / "examples" / "lowen-accord.yaml").read_text("utf-8")
PHONE = {"width": 360, "height": 740}
ID = AgreementId("teskar-valley-accord")
Go = Callable[..., Page]


@pytest.fixture(scope="module")
def kept(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """A store that all tests of this module share; each adds what it looks at."""
    path = tmp_path_factory.mktemp("agreements") / "store.sqlite"
    shutil.copy(filled, path)
    with open_store(f"sqlite:///{path}") as store:
        yield store


@pytest.fixture(scope="module")
def monitor(kept: SqlStore) -> Monitor:
    """With the example's own file, following the two stories that tell of it."""
    monitor = Monitor(Library(kept))
    monitor.keep(FILE, who="Ada Orr", why="by hand", stories=told_stories(kept))
    return monitor


@pytest.fixture(scope="module")
def served(kept: SqlStore, monitor: Monitor) -> Iterator[Served]:
    running = Served(make_app(monitor.library, AtOnce(monitor.library)))
    yield running
    running.stop()


@pytest.fixture
def go(browser: Browser, served: Served) -> Iterator[Go]:
    """Open an address of the desk; nothing may be complained about or asked of another host."""
    contexts = []
    complaints: list[str] = []

    def opened(path: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if "400" not in m.text else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith(served.url) else complaints.append(r.url))
        page.goto(served.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def client(kept: SqlStore, monitor: Monitor) -> Iterator[TestClient]:
    app = make_app(monitor.library, AtOnce(monitor.library))
    with TestClient(app, base_url=HERE, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def told_stories(store: SqlStore) -> list[StoryId]:
    """Those that tell of the accord: all but the regatta."""
    return [row.id for row in store.stories() if "Cup" not in row.title]


def form_token(client: TestClient, path: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get(path).text)
    assert found
    return found[1]


# ---------------------------------------------------------------- the walk-through


def test_a_monitor_walks_through(go: Go, kept: SqlStore) -> None:
    """Draft, edit, override with a reason, see the history, export."""
    page = go("/")
    page.get_by_role("link", name="Lowen, Tarsk exchange prisoners").first.click()
    page.get_by_role("link", name="Draft an agreement from this story").click()
    text = page.get_by_role("textbox", name="The agreement's file")
    drafted = text.input_value()
    assert "accord-agreement: 1" in drafted and "exact:" in drafted
    expect(page.get_by_role("status")).to_contain_text("not saved yet")
    # edit, and a slip on the way: nothing is lost
    name = re.search(r"^name: (.*)$", drafted, re.M)
    assert name
    wrong = drafted.replace(name[0], "name: Prisoners of Teskar", 1).replace("kind: act", "kind: deed", 1)
    text.fill(wrong)
    page.get_by_label("Your name").fill("Ines Vale")
    page.get_by_label("Why", exact=True).fill("looked through")
    page.get_by_role("button", name="Save").click()
    line = wrong[: wrong.index("kind: deed")].count("\n") + 1
    expect(page.get_by_role("alert").filter(has_text="Nothing was saved")).to_contain_text(f"Line {line}:")
    assert text.input_value() == wrong
    assert page.evaluate("getSelection().toString()").strip() == "kind: deed"
    text.fill(wrong.replace("kind: deed", "kind: act", 1))
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Prisoners of Teskar")
    # the evidence opens beside the ledger
    statement = page.locator(".told .st").first
    words = statement.inner_text()
    statement.click()
    expect(page.locator("#sources .sheet.open #at")).to_have_text(words)
    page.keyboard.press("Escape")
    # decide, with a reason
    entry = page.locator("article.entry").filter(has=page.locator(".told")).first
    what = entry.locator("h3").inner_text()
    was = entry.locator(".meta .state").first.inner_text().split()[-1]
    state = "broken" if was != "broken" else "disputed"
    entry.get_by_role("link", name="Decide").click()
    page.get_by_role("radio", name=state).check()
    page.get_by_label("Why", exact=True).first.fill("I was at the bridge.")
    page.get_by_label("Score").select_option("1")
    page.get_by_role("button", name="Decide so").click()
    entry = page.locator("article.entry").filter(has_text=what)
    expect(entry.locator(".decided")).to_contain_text("Ines Vale")  # the name was kept in the browser
    expect(entry.locator(".decided")).to_contain_text("The rules propose:")
    # the history tells the rule, and the decision after it
    lines = entry.locator("ol.history > li")
    expect(lines.last).to_contain_text("I was at the bridge.")
    assert lines.count() > 1 and lines.first.inner_text().count(".") >= 1
    # the versions of the file
    page.get_by_role("link", name="Versions of the file").click()
    expect(page.locator(".saved")).to_have_count(2)
    expect(page.locator(".saved ins").first).to_contain_text("overrides:")
    # export
    page.get_by_role("link", name="Ledger", exact=True).click()
    files = {}
    for label in ("JSON", "CSV", "Markdown", "events after PLOVER", "the file (YAML)"):
        with page.expect_download() as download:
            page.locator(".exports").get_by_role("link", name=label).click()
        files[label] = Path(download.value.path()).read_bytes().decode()
    told = json.loads(files["JSON"])
    one = next(c for c in told["commitments"] if c["state"] == state)
    assert one["override"]["why"] == "I was at the bridge." and one["pam_score"] == 1
    assert one["proposal"] != state
    assert files["CSV"].count("\r\n") == len(told["commitments"]) + 1
    assert files["Markdown"].startswith("# Prisoners of Teskar")
    assert all("event_type" in json.loads(line) for line in files["events after PLOVER"].splitlines())
    assert "I was at the bridge." in files["the file (YAML)"]
    # withdraw
    page.locator("article.entry").filter(has_text=what).get_by_role("link", name="Decide").click()
    page.get_by_text("Withdraw the decision").first.click()
    form = page.locator("details form")
    form.get_by_label("Why").fill("it was another bridge")
    form.get_by_role("button", name="Withdraw the decision").click()
    entry = page.locator("article.entry").filter(has_text=what)
    expect(entry.locator(".decided")).to_have_count(0)


PAGES = ("", "/changes?from=2026-03-10", "/stories", "/edit", "/versions", "/decide/crossing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_read_by_all(go: Go, scheme: str) -> None:
    page = go("/agreements", color_scheme=scheme, reduced_motion="reduce")
    amiss = {"/agreements": findings(page)}
    for rest in PAGES if scheme == "light" else ("", "/decide/crossing"):  # colours are what differs
        page.goto(page.url.split("/agreement")[0] + f"/agreement/{ID}{rest}")
        amiss[rest] = findings(page)
    assert {path: found for path, found in amiss.items() if found} == {}


def test_nothing_is_wider_than_a_phone(go: Go) -> None:
    page = go("/agreements", viewport=PHONE)
    wide = []
    for path in ("/agreements", "/agreements/new", *(f"/agreement/{ID}{rest}" for rest in PAGES)):
        page.goto(re.sub(r"(?<=\d)/.*", "", page.url) + path)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path)
    assert wide == []


def test_the_ledger_by_keyboard_and_without_script(go: Go) -> None:
    page = go(f"/agreement/{ID}")
    page.locator(".told .st").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sources .sheet.open #at")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.told .st')")
    bare = go(f"/agreement/{ID}", java_script_enabled=False)
    bare.locator(".told .st").first.click()
    expect(bare.locator("#at")).to_be_visible()


# ---------------------------------------------------------------- what the pages answer


def test_the_ledger_shows_all_it_knows(client: TestClient) -> None:
    text = client.get(f"/agreement/{ID}").text
    for words in (
        "6 commitments: 2 pending, 1 under way, 3 met",
        "States over time",
        "Positions side by side",
        "What waits for what",
        'class="waiting"',
        "It is reported as done as promised",
        "corroborated",
    ):
        assert words in text, words
    early = client.get(f"/agreement/{ID}?day=2026-03-10").text
    assert "6 commitments: 6 pending" in early
    assert client.get(f"/agreement/{ID}?day=soon").status_code == 404
    assert client.get("/agreement/nothing").status_code == 404


def test_a_second_view_is_ready(
    client: TestClient, monitor: Monitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"/agreement/{ID}")
    monkeypatch.setattr(Monitor, "ledger", lambda *_: pytest.fail("made anew"))
    assert client.get(f"/agreement/{ID}").content == first.content
    tag = first.headers["etag"]
    assert client.get(f"/agreement/{ID}", headers={"if-none-match": tag}).status_code == 304
    assert client.get(f"/agreement/{ID}/state").json() == {"stale": False, "told": True}


def test_what_changed_between_two_days(client: TestClient) -> None:
    text = client.get(f"/agreement/{ID}/changes?from=2026-03-11&to=2026-03-12").text
    assert "After 11 March 2026, up to 12 March 2026" in text
    assert text.count('<li class="claim"><span class="gutter">12 March 2026') == 2
    file = client.get(f"/agreement/{ID}/changes.md?from=2026-03-11")
    assert "**met**" in file.text and "attachment" in file.headers["content-disposition"]
    page = client.get(f"/agreement/{ID}/changes.html?from=2026-03-11")
    assert "sha256-" in page.headers["content-security-policy"]


def test_two_who_save_at_once_lose_nothing(client: TestClient, monitor: Monitor) -> None:
    row = monitor.keep(FILE.replace("Teskar Valley", "Twice saved"), who="Ada", why="first")
    path = f"/agreement/{row.id}/edit"
    sent = {"token": form_token(client, path), "after": "1", "who": "Ines", "why": "a day"}
    theirs = FILE.replace("Teskar Valley", "Their")
    mine = FILE.replace("Teskar Valley", "My")
    assert client.post(path, data=sent | {"text": theirs}).status_code == 303
    answer = client.post(path, data=sent | {"text": mine})
    assert answer.status_code == 400 and "Someone saved another version" in answer.text
    assert "name: My accord" in answer.text and 'name="after" value="2"' in answer.text
    assert client.post(path, data=sent | {"text": mine, "after": "2"}).status_code == 303
    assert [v.text for v in monitor.store.agreement_versions(row.id)][1:] == [theirs, mine]
    versions = client.get(f"/agreement/{row.id}/versions").text
    assert "name: Their accord</del>" in versions and "name: My accord</ins>" in versions


def test_stories_are_followed_and_left(client: TestClient, monitor: Monitor) -> None:
    row = monitor.keep(FILE.replace("Teskar Valley", "Lone"), who="Ada", why="first")
    path = f"/agreement/{row.id}/stories"
    assert "It follows no story yet" in client.get(f"/agreement/{row.id}").text
    offered = re.findall(r'name="story" value="(\w+)"', client.get(path).text)
    assert set(offered) == set(told_stories(monitor.store))  # type: ignore[arg-type]
    token = form_token(client, path)
    assert client.post(path, data={"token": token, "story": offered[0]}).status_code == 303
    assert monitor.stories(row.id) == (offered[0],)
    assert f"/agreement/{row.id}" in client.get(f"/story/{offered[0]}").text
    assert client.post(path, data={"token": token, "story": "none"}).status_code == 404
    assert client.post(path, data={"token": token, "leave": offered[0]}).status_code == 303
    assert monitor.stories(row.id) == ()


def test_words_that_are_pasted_become_a_draft(client: TestClient) -> None:
    words = (
        "Under the Sorn accord, Pell will withdraw its troops from the Sorn valley by 20 May 2031.\n\n"
        "Pell shall release 30 prisoners of Orsk."
    )
    token = form_token(client, "/agreements")
    answer = client.post("/agreements/draft", data={"token": token, "source": words})
    assert "promise: withdraw its troops" in answer.text and "Sorn valley by 20 May 2031" in answer.text
    nothing = client.post("/agreements/draft", data={"token": token, "source": "The sea was calm."})
    assert "Nothing that is promised was found" in nothing.text


def test_a_draft_anew_adds_and_takes_nothing_away(client: TestClient, monitor: Monitor) -> None:
    row = monitor.keep(
        FILE.replace("Teskar Valley", "Redrafted"), who="Ada", why="x", stories=told_stories(monitor.store)
    )
    text = client.get(f"/agreement/{row.id}/edit?redraft=1").text
    assert "was added below, not saved yet" in text
    assert "# as Tarsk reads it; the text does not say so" in text
    assert monitor.store.agreement(row.id).version == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"state": "met", "who": "", "why": "x"}, "Please say who you are and why."),
        ({"state": "holding", "who": "a", "why": "x"}, "Please choose a state."),
        ({"state": "met", "who": "a", "why": "x", "when": "soon"}, "Please give a day"),
    ],
)
def test_a_decision_that_is_not_whole_is_sent_back(
    client: TestClient, monitor: Monitor, given: dict[str, str], said: str
) -> None:
    path = f"/agreement/{ID}/decide/monitors"
    sent = {"token": form_token(client, path), "when": "2026-03-12", **given}
    answer = client.post(path, data=sent)
    assert answer.status_code == 400 and said in answer.text
    assert client.post(path, data=sent | {"token": "0" * 64}).status_code == 403
    assert client.get(f"/agreement/{ID}/decide/nothing").status_code == 404
    assert monitor.store.agreement(ID).version == 1
