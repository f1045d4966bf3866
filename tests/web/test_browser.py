"""The desk in a browser, as its reader uses it: mouse, keyboard, phone, dark, no script."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

Look = Callable[..., Page]
PHONE = {"width": 360, "height": 740}
SERIOUS = ("serious", "critical")


def findings(page: Page, *rules: str) -> list[str]:
    """What axe finds that is serious; of all its rules, or of some."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    results = Axe().run(page, options=options | ({"runOnly": list(rules)} if rules else {}))
    return [
        f"{v['id']}: {n['html'][:120]}"
        for v in results.response["violations"]
        if v["impact"] in SERIOUS
        for n in v["nodes"]
    ]


def first(page: Page, selector: str) -> str:
    found = page.locator(selector).first.get_attribute("href")
    assert found
    return found


def to_story(page: Page) -> Page:
    page.get_by_role("link", name="Lowen, Tarsk exchange prisoners").first.click()
    page.wait_for_load_state()
    return page


def test_article_opens_beside_the_statement(look: Look) -> None:
    page = to_story(look())
    statement = page.locator(".lead .st").nth(3)
    words = statement.inner_text()
    statement.click()
    sheet = page.locator("#sources .sheet.open")
    expect(sheet.locator("#at")).to_have_text(words)
    expect(sheet.locator("#at")).to_be_in_viewport()
    expect(statement).to_be_in_viewport()
    expect(page.locator(".count")).to_contain_text("1 of ")
    page.get_by_role("button", name="Next passage").click()
    expect(page.locator(".count")).to_contain_text("2 of ")
    expect(sheet.locator("#at")).not_to_have_text(words)
    again = page.url
    page.keyboard.press("Escape")
    expect(page.locator(".sheet.open")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('.lead .st')")
    page.goto("about:blank")
    page.goto(again)  # its address opens it again
    expect(page.locator("#sources .sheet.open #at")).to_be_visible()


def test_wordings_stand_side_by_side(look: Look) -> None:
    page = to_story(look())
    sides = page.locator(".utterance.differs", has_text="antechamber").locator(".side")
    expect(sides).to_have_count(2)
    left, right = (sides.nth(n).bounding_box() for n in (0, 1))
    assert left and right
    assert left["y"] == right["y"] and left["x"] + left["width"] < right["x"]
    expect(sides.nth(1).locator("mark.weighty").first).to_be_visible()


def test_keyboard_alone(look: Look) -> None:
    page = look()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(page.locator(".entry h2 a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/*")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".sheet.open")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".count")).to_contain_text("2 of ")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("prisoners g p")  # letters are letters while one types
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=prisoners+g+p")
    page.locator("body").press("g")
    page.locator("body").press("p")
    page.wait_for_url("**/people")


def test_without_script_links_lead_to_the_article(look: Look) -> None:
    page = to_story(look(java_script_enabled=False))
    words = page.locator(".lead .st").first.inner_text()
    page.locator(".lead .st").first.click()
    page.wait_for_url("**/article/**")
    expect(page.locator("#at")).to_have_text(words.strip("… "))
    expect(page.locator("#at")).to_be_in_viewport()


def test_phone_article_covers_the_story(look: Look) -> None:
    page = to_story(look(viewport=PHONE))
    page.locator(".lead .st").first.click()
    pane = page.get_by_role("dialog")
    expect(pane).to_be_visible()
    assert pane.bounding_box() == {"x": 0, "y": 0, **PHONE}
    for _ in range(6):  # the focus stays within
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('sources').contains(document.activeElement)")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert not page.evaluate("document.getElementById('main').inert")


def test_what_keeps_readers_out_is_found(look: Look) -> None:
    """The check of the next test can fail."""
    page = look("/help")
    assert findings(page) == []
    page.evaluate(
        """() => {
            const pale = document.createElement("p");
            pale.textContent = "Hardly to be seen";
            pale.style.color = "#bbb";
            document.querySelector("main").append(pale, document.createElement("button"));
        }"""
    )
    assert {finding.split(":")[0] for finding in findings(page)} == {"color-contrast", "button-name"}
    assert {finding.split(":")[0] for finding in findings(page, "color-contrast")} == {"color-contrast"}


def test_pages_can_be_used_by_all(look: Look) -> None:
    page = look(color_scheme="light", reduced_motion="reduce")
    home = page.url
    story = first(page, ".entry h2 a")
    page.goto(home + "people")
    person = first(page, ".listed a")
    page.goto(home + "outlets")
    outlet = first(page, ".listed a")
    page.goto(home.rstrip("/") + story)
    article = first(page, ".lead a.st")
    paths = ["/", "/digest", "/stories", "/people", person, "/outlets", outlet, "/search?q=prisoners", "/add"]
    paths += ["/corrections", "/help", story, article, "/nowhere"]
    found: dict[str, list[str]] = {}
    wide: list[str] = []
    for path in paths:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(home.rstrip("/") + path)
        if path == story:
            page.locator(".lead .st").first.click()
            expect(page.locator(".sheet.open")).to_be_visible()
        found[path] = findings(page)
        page.emulate_media(color_scheme="dark")  # in which nothing but colours is another
        found[f"{path}, dark"] = findings(page, "color-contrast")
        page.emulate_media(color_scheme="light")
        if path == story:
            page.keyboard.press("Escape")
        page.set_viewport_size(PHONE)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path)
    assert {path: f for path, f in found.items() if f} == {}
    assert wide == []
