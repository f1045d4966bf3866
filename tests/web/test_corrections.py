"""What readers put right by forms: it wins, is shown beside what the machine had, and can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from accord.library import Library
from accord.records import Account, StoryId
from accord.store.rows import Correction

pytestmark = pytest.mark.usefixtures("few")
BY = {"who": "Ada", "why": "it is plain to see"}


@pytest.fixture
def main_story(library: Library) -> StoryId:
    return max(library.store.stories(), key=lambda row: row.articles).id


@pytest.fixture
def other_story(library: Library) -> StoryId:
    return min(library.store.stories(), key=lambda row: row.articles).id


def account_of(library: Library, story: StoryId) -> Account:
    account = library.store.account(story)
    assert account is not None
    return account


def made(library: Library) -> Correction:
    (correction,) = library.store.corrections()
    assert (correction.who, correction.why) == ("Ada", "it is plain to see")
    assert correction.at is not None
    return correction


@pytest.fixture
def form(look: Callable[..., Page], main_story: StoryId) -> Page:
    """The correction form of the story, in a browser, with who and why filled in."""
    page = look(f"/story/{main_story}")
    page.get_by_role("link", name="Correct", exact=True).click()
    page.get_by_label("Your name").fill(BY["who"])
    page.get_by_label("Why").fill(BY["why"])
    return page


def corrected(page: Page) -> None:
    """What is shown beside what the machine had."""
    section = page.locator("section[aria-labelledby=corrected]")
    expect(section).to_contain_text("Ada: it is plain to see")
    expect(section).to_contain_text("The machine had it")


def undo(page: Page, library: Library) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + "/corrections")
    page.locator("summary", has_text="Undo").first.click()
    page.get_by_label("Your name").fill("Bea")
    page.get_by_label("Why").fill("it was not")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".corrected .gone")).to_contain_text("Bea: it was not")
    assert library.store.corrections(undone=False) == ()


def test_merge_and_undo(form: Page, library: Library, main_story: StoryId, other_story: StoryId) -> None:
    assert form.locator("#others option").evaluate_all("os => os.map(o => o.value)") == [other_story]
    form.get_by_label("Other story").fill(f"http://desk.example/story/{other_story}#s1-said")
    form.get_by_role("button", name="Merge with another story").click()
    corrected(form)
    assert len(library.store.stories()) == 1
    one = library.store.stories()[0]
    assert one.articles == 4 and not one.stale
    undo(form, library)
    assert sorted(row.articles for row in library.store.stories()) == [1, 3]


def test_split(form: Page, library: Library, main_story: StoryId) -> None:
    form.get_by_label("Kestel wins vote").first.check()
    form.get_by_role("button", name="Make them a story of their own").click()
    expect(form.locator("h1, h2.title").first).to_be_visible()
    assert sorted(row.articles for row in library.store.stories()) == [1, 1, 2]
    assert made(library).kind == "split story"
    form.goto(form.url.split("/story/")[0] + f"/story/{main_story}")
    corrected(form)
    undo(form, library)
    assert sorted(row.articles for row in library.store.stories()) == [1, 3]


def test_articles_counted_apart(form: Page, library: Library, main_story: StoryId) -> None:
    for box in form.locator("input[name=article]").all()[:2]:
        box.check()
    form.get_by_role("button", name="Count them as independent of each other").click()
    corrected(form)
    apart = made(library)
    assert apart.kind == "count apart"
    pair = tuple(sorted(apart.subject["articles"]))
    assert account_of(library, main_story).lineage.unfolded == (pair,)
    undo(form, library)


def test_move_an_article(form: Page, library: Library, other_story: StoryId) -> None:
    form.get_by_label("Kestel wins vote").first.check()
    form.get_by_label("Other story").fill(other_story)
    form.get_by_role("button", name="Move them to the other story").click()
    corrected(form)
    assert sorted(row.articles for row in library.store.stories()) == [2, 2]
    undo(form, library)
    assert sorted(row.articles for row in library.store.stories()) == [1, 3]


def test_join_and_part_utterances(form: Page, library: Library, main_story: StoryId) -> None:
    before = account_of(library, main_story).utterances
    boxes = form.locator("input[name=utterance]")
    expect(boxes).to_have_count(len(before))
    boxes.nth(0).check()
    boxes.nth(1).check()
    form.get_by_role("button", name="They are one utterance").click()
    corrected(form)
    assert len(account_of(library, main_story).utterances) == len(before) - 1
    library.store.touch_story(main_story, at=library._now())  # it survives being made anew
    library.tell_stale()
    assert len(account_of(library, main_story).utterances) == len(before) - 1
    form.get_by_role("link", name="Correct", exact=True).click()
    expect(form.get_by_label("Your name")).to_have_value("Ada")  # asked for once in a browser
    form.get_by_label("Why").fill("they are two")
    form.locator("section[aria-labelledby=c-said] .parts-of summary").first.click()
    form.locator("input[name^=utterance-]").first.check()
    form.get_by_role("button", name="These were said on another occasion").first.click()
    form.wait_for_url("**/story/*#corrected")
    assert len(account_of(library, main_story).utterances) == len(before)


def test_join_and_part_facts(form: Page, library: Library, main_story: StoryId) -> None:
    before = account_of(library, main_story).facts
    form.locator("input[name=fact]").nth(0).check()
    form.locator("input[name=fact]").nth(1).check()
    form.get_by_role("button", name="They are one fact").click()
    corrected(form)
    assert len(account_of(library, main_story).facts) == len(before) - 1
    form.get_by_role("link", name="Correct", exact=True).click()
    form.get_by_label("Why").fill("one of them is not")
    form.locator("section[aria-labelledby=c-facts] summary").first.click()
    form.locator("input[name^=fact-]").first.check()
    form.get_by_role("button", name="These tell something else").first.click()
    form.wait_for_url("**/story/*#corrected")
    assert [c.kind for c in library.store.corrections()] == ["join facts", "part fact"]
    after = account_of(library, main_story)
    assert not any("could not be carried out" in note for note in after.notes)
    assert {*after.facts, *after.alone} != {*before}


def test_set_a_speaker(form: Page, library: Library, main_story: StoryId) -> None:
    form.locator("input[name=utterance]").nth(0).check()
    form.get_by_label("Speaker", exact=True).fill("Mara Test")
    form.get_by_role("button", name="Set their speaker").click()
    corrected(form)
    expect(form.locator(".voice", has_text="Mara Test")).to_have_count(1)
    assert made(library).subject["had"]
    undo(form, library)
    form.goto(form.url.split("/corrections")[0] + f"/story/{main_story}")
    expect(form.locator(".voice", has_text="Mara Test")).to_have_count(0)


def test_set_a_name_everywhere(form: Page, library: Library, main_story: StoryId) -> None:
    form.get_by_label("Name as it stands").fill("Joram Kestel")
    form.get_by_label("Right name").fill("Yoram Kestel")
    form.get_by_role("button", name="Set the name").click()
    corrected(form)
    expect(form.locator(".voice", has_text="Yoram Kestel")).to_have_count(1)
    assert made(library).story is None


def test_set_an_outlet(look: Callable[..., Page], library: Library, main_story: StoryId) -> None:
    article = library.store.members(main_story)[0]
    page = look(f"/article/{article}")
    page.get_by_label("Outlet", exact=True).fill("The Test Gazette")
    page.get_by_label("Your name").fill(BY["who"])
    page.get_by_label("Why").fill(BY["why"])
    page.get_by_role("button", name="Set its outlet").click()
    page.wait_for_load_state()
    expect(page.locator(".eyebrow a")).to_have_text("The Test Gazette")
    made(library)
    page.goto("/".join(page.url.split("/")[:3]) + f"/story/{main_story}")
    corrected(page)
    expect(page.locator(".sheets")).to_contain_text("The Test Gazette")
    undo(page, library)
    assert library.store.article_rows([article])[0].outlet != "The Test Gazette"


# ---------------------------------------------------------------- what cannot be


def send(client: TestClient, story: StoryId, **fields: object) -> tuple[int, str]:
    path = f"/story/{story}/correct"
    token = re.search(r'name="token" value="(\w+)"', client.get(path).text)
    assert token
    answer = client.post(path, data={"token": token[1], **BY, **fields})  # type: ignore[dict-item]
    said = re.search(r'role="alert">([^<]+)<', answer.text)
    return answer.status_code, said[1] if said else ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "choose what is to be put right"),
        ({"kind": "set speaker", "speaker": "A"}, "Nothing was chosen"),
        ({"kind": "set speaker", "speaker": " ", "utterance": "0-9@x"}, "field was left empty"),
        ({"kind": "join facts", "fact": "0-9@nowhere"}, "not there any more"),
        ({"kind": "join utterances", "utterance": "9-0@x"}, "not there any more"),
        ({"kind": "split story"}, "choose articles"),
        ({"kind": "split story", "article": "nowhere"}, "choose articles"),
        ({"kind": "merge stories", "other": "nowhere"}, "no other story"),
        ({"kind": "merge stories", "other": "HERE"}, "this story itself"),
        ({"kind": "set name", "name": "A"}, "field was left empty"),
        ({"kind": "set name", "name": "A", "to": "B", "why": ""}, "who you are and why"),
        ({"kind": "drop everything"}, "choose what is to be put right"),
    ],
)
def test_what_cannot_be_put_right_says_why(
    client: TestClient, library: Library, main_story: StoryId, fields: dict[str, str], said: str
) -> None:
    given = {k: main_story if v == "HERE" else v for k, v in fields.items()}
    status, told = send(client, main_story, **given)
    assert status == 400 and said in told
    assert library.store.corrections() == ()


def test_all_articles_cannot_be_split_off(client: TestClient, library: Library, main_story: StoryId) -> None:
    everything = list(library.store.members(main_story))
    status, told = send(client, main_story, kind="split story", article=everything)
    assert status == 400 and "must stay" in told
    assert library.store.corrections() == ()


def test_the_enter_key_presses_no_button(form: Page, library: Library) -> None:
    form.get_by_label("Why").press("Enter")
    expect(form.get_by_label("Why")).to_be_focused()
    assert library.store.corrections() == ()
