"""The page in a browser, as its reader uses it: mouse, keyboard, phone, dark, paper, no script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accord.dossier import render_html
from accord.records import Dossier

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def files(
    tmp_path_factory: pytest.TempPathFactory, harbour: Dossier, rich_dossier: Dossier, empty_dossier: Dossier
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    dossiers = {"harbour": harbour, "rich": rich_dossier, "empty": empty_dossier}
    for name, dossier in dossiers.items():
        (folder / f"{name}.html").write_text(render_html(dossier), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in dossiers}


Opened = Callable[..., Page]


@pytest.fixture
def opened(visit: Callable[..., Page], files: dict[str, Path]) -> Opened:
    """Open one of the pages."""
    return lambda name="harbour", at="", **options: visit(files[name], at, **{"viewport": DESK, **options})


def lit(page: Page) -> str:
    """The words highlighted now."""
    return page.evaluate("[...document.querySelectorAll('.p.on')].map(e => e.textContent).join('')")


def in_view(page: Page, selector: str) -> bool:
    return page.evaluate(
        """s => { const b = document.querySelector(s).getBoundingClientRect();
                  return b.top >= 0 && b.bottom <= innerHeight && b.left >= 0 && b.right <= innerWidth; }""",
        selector,
    )


def test_click_opens_the_passage_in_its_article(opened: Opened) -> None:
    page = opened()
    page.locator(".lead .st", has_text="Marek Dunn will meet").click()
    assert lit(page) == "Foreign secretary Marek Dunn will meet Vale in Tarsk on Friday."
    assert in_view(page, ".p.on")
    sheet = page.locator(".sheet.open")
    expect(sheet).to_have_count(1)
    expect(sheet).to_contain_text("Harbour Wire")
    expect(sheet).to_contain_text("14 May 2031, read from the text")
    expect(page.locator(".count")).to_have_text("1 of 2")
    page.get_by_role("button", name="Next passage").click()
    assert lit(page).startswith("Dunn was expected to arrive on Thursday")
    expect(page.locator(".sheet.open")).to_contain_text("Lowen Courier")
    assert page.url.endswith("#" + page.locator(".p.on").get_attribute("id"))


def test_keyboard_alone(opened: Opened) -> None:
    page = opened()
    statement = page.locator(".lead .st").nth(2)
    statement.focus()
    page.keyboard.press("Enter")
    assert lit(page) == "Some 3,900 dockers went back to work on Tuesday."
    assert page.evaluate("document.activeElement.matches('.sheet.open')")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".count")).to_have_text("3 of 3")
    page.keyboard.press("Escape")
    expect(page.locator(".sheet.open")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.querySelectorAll('.lead .st')[2]")
    assert "#a" not in page.url


def test_back_closes_the_article(opened: Opened) -> None:
    page = opened()
    page.locator(".lead .st").first.click()
    page.locator(".lead .st").nth(1).click()
    assert "Dunn will meet" in lit(page)
    page.go_back()
    expect(page.locator(".sheet.open")).to_have_count(0)


def test_side_by_side_wordings_are_walked_together(opened: Opened) -> None:
    page = opened()
    expect(page.locator("mark.weighty")).to_have_text(["a client port", "in Tarsk a vassal port"])
    page.locator(".differs .st").first.click()
    expect(page.locator(".count")).to_have_text("1 of 3")
    assert "client port" in lit(page)
    page.get_by_role("button", name="Next passage").click()
    assert "vassal port" in lit(page)


def test_address_of_a_passage_opens_it(opened: Opened) -> None:
    page = opened()
    page.locator(".conflict .st").first.click()
    fragment = page.evaluate("location.hash")
    words = lit(page)
    again = opened(at=fragment)
    assert lit(again) == words
    assert in_view(again, ".p.on")
    again.keyboard.press("Escape")
    expect(again.locator(".sheet.open")).to_have_count(0)


def test_without_script_links_lead_to_the_articles(opened: Opened) -> None:
    page = opened(java_script_enabled=False, reduced_motion="reduce")
    page.locator(".lead .st").nth(1).click()
    target = page.locator(".p:target")
    expect(target).to_have_text("Foreign secretary Marek Dunn will meet Vale in Tarsk on Friday.")
    expect(target).to_be_in_viewport()
    expect(page.locator(".tools")).to_be_hidden()
    assert target.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 232, 148)"


@pytest.mark.parametrize("name", ["harbour", "rich", "empty"])
def test_phone_has_no_sideways_scroll(opened: Opened, name: str) -> None:
    page = opened(name, viewport=PHONE)
    for fold in page.locator("details").all():
        fold.evaluate("e => { e.open = true; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    links = page.locator(".sheets a")
    for index in range(links.count()):
        links.nth(index).evaluate("e => e.click()")
        pane = page.evaluate("(e => [e.scrollWidth, e.clientWidth])(document.getElementById('sources'))")
        assert pane[0] <= pane[1]
        page.keyboard.press("Escape")


def test_phone_article_covers_the_account(opened: Opened) -> None:
    page = opened(viewport=PHONE)
    before = page.locator(".lead .st").nth(1)
    before.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    before.click()
    pane = page.get_by_role("dialog")
    expect(pane).to_be_visible()
    assert pane.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert page.evaluate("document.querySelector('main').inert")
    assert in_view(page, ".p.on")
    for _ in range(8):  # the focus stays within
        page.keyboard.press("Tab")
        assert page.evaluate("document.getElementById('sources').contains(document.activeElement)")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert not page.evaluate("document.querySelector('main').inert")
    assert page.evaluate("scrollY") == at


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_all_articles_are_one_press_away(opened: Opened, size: dict[str, int]) -> None:
    page = opened(viewport=size)
    page.locator(".lead .st").first.click()
    page.get_by_role("button", name="All articles").click()
    expect(page.locator(".list h2")).to_be_in_viewport()
    page.locator(".sheets a").nth(3).click()
    expect(page.locator(".sheet.open")).to_contain_text("What the second phase")
    expect(page.locator(".walk")).to_be_hidden()
    expect(page.locator(".sheet.open .out")).to_have_count(0)  # its address was no web address


def test_wrong_address_is_left_alone(opened: Opened) -> None:
    for fragment in ("#%", "#a9-1-2", "#a1-x", "#s1-said"):
        expect(opened(at=fragment).locator(".sheet.open")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(
    opened: Opened, scheme: str, hard_to_read: Callable[[Page], list[str]]
) -> None:
    page = opened("rich", color_scheme=scheme, reduced_motion="reduce")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(253, 252, 249)", "dark": "rgb(23, 23, 23)"}[scheme]
    page.locator(".differs .st").first.click()
    assert hard_to_read(page) == []


def test_first_screen_tells_the_story_and_its_differences(opened: Opened) -> None:
    page = opened()
    for selector in (".title", ".score", ".lead .claim:last-child"):
        assert in_view(page, selector), selector
    expect(page.locator(".score")).to_contain_text("3 independent origins")
    page.locator(".score a", has_text="differences").click()
    expect(page.locator("#s1-differ")).to_be_in_viewport()


def test_paper_has_footnotes_and_no_articles(opened: Opened) -> None:
    page = opened()
    page.locator(".lead .st").first.click()
    page.emulate_media(media="print")
    expect(page.locator(".notes li").first).to_be_visible()
    expect(page.locator(".tools")).to_be_hidden()
    expect(page.locator(".sheet.open")).to_be_hidden()
    expect(page.locator(".lead sup").first).to_be_visible()
    expect(page.locator(".list")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_hostile_words_do_nothing(opened: Opened) -> None:
    page = opened("rich")
    assert page.title() == "Dossier: 2 stories"
    page.locator("#s2 .st", has_text="Astral").first.click()
    assert lit(page).startswith("Astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 😀👩‍👩‍👧 before the <img src=x")
    assert lit(page).endswith("passage & after.")


def test_fifty_articles_stay_quick(browser: Browser, large_dossier: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(render_html(large_dossier), encoding="utf-8")
    page = browser.new_page(viewport=DESK)
    page.goto(path.as_uri())
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360  # the matrix scrolls by itself
    page.set_viewport_size(DESK)
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    took = page.evaluate(
        """() => { const t = performance.now(); document.querySelectorAll('.facts .st')[5].click();
                   document.body.offsetHeight; return performance.now() - t; }"""
    )
    page.close()
    assert loaded < 5000 and took < 500  # about 500 and 30 on two slow cores
