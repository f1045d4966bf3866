"""The page as a string; `test_page.py` drives it in a browser."""

import dataclasses
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.dossier import render_html
from accord.dossier.to_html import Page
from accord.dossier.view import View
from accord.records import Dossier, Passage

VOID = {"meta", "link", "br", "col"}


class Shape(HTMLParser):
    """Elements, ids and links of a page; fails on tags that do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.tags: dict[str, int] = {}
        self.attributes: set[str] = set()
        self.texts: dict[str, str] = {}  # of each element with an id
        self._open: list[str | None] = []
        self.feed(html)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes |= {name for name, _ in attrs}
        fields = dict(attrs)
        if fields.get("id"):
            self.ids.append(fields["id"] or "")
        if fields.get("href"):
            self.hrefs.append(fields["href"] or "")
        if tag not in VOID:
            self.stack.append(tag)
            self._open.append(fields.get("id") or fields.get("data-of"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data


@pytest.mark.parametrize("name", ["harbour", "rich_dossier", "empty_dossier"])
def test_page_is_whole(name: str, request: pytest.FixtureRequest) -> None:
    html = render_html(request.getfixturevalue(name))
    html.encode("utf-8")
    shape = Shape(html)
    assert len(shape.ids) == len(set(shape.ids))
    inner = {h[1:] for h in shape.hrefs if h.startswith("#")}
    assert inner <= set(shape.ids)
    outer = {h for h in shape.hrefs if not h.startswith("#")}
    assert all(h.startswith(("http://", "https://")) or h == "data:," for h in outer)
    assert not {"src", "srcset", "style", "action"} & shape.attributes
    assert not [a for a in shape.attributes if a.startswith("on")]
    assert shape.tags["script"] == shape.tags["style"] == shape.tags["h1"] == 1
    assert re.search(r"default-src (&#39;|')none", html)


@pytest.mark.parametrize("name", ["harbour", "rich_dossier"])
def test_links_lead_to_the_exact_words(name: str, request: pytest.FixtureRequest) -> None:
    dossier = request.getfixturevalue(name)
    shape = Shape(render_html(dossier))
    checked = 0
    for href in set(shape.hrefs):
        if match := re.fullmatch(r"#(a(\d+)-(\d+)-(\d+))", href):
            text = dossier.articles[int(match[2]) - 1].text
            words = text[int(match[3]) : int(match[4])]
            cut = shape.texts[match[1]]
            assert len(cut) == len(words)
            assert [c for c in cut if c.isalnum()] == [c for c in words if c.isalnum()]
            checked += 1
    assert checked > 20


def test_each_text_stands_once(harbour: Dossier) -> None:
    html = render_html(harbour)
    furniture = "Support the Courier: become a partner for 5 crowns a month"
    assert html.count(furniture) == 1


def test_heading_levels_skip_none(rich_dossier: Dossier, harbour: Dossier) -> None:
    for dossier in (rich_dossier, harbour):
        levels = [int(n) for n in re.findall(r"<h([1-6])", render_html(dossier))]
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels))


def test_hostile_words_stay_words(rich_dossier: Dossier) -> None:
    html = render_html(rich_dossier)
    assert "&lt;script&gt;document.title" in html
    assert not re.search(r"<(img|b|i)\b[^>]*(onerror|News)", html)
    assert 'javascript:alert(1)"' not in html
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", html)


@given(data=st.data())
def test_crossing_passages_keep_their_words(data: st.DataObject, harbour: Dossier) -> None:
    """However passages nest or cross, each one's spans together hold its words within its lines."""
    article = dataclasses.replace(
        harbour.articles[0], text="abcde fghij\nklmno 😀<&> pqrst\nuvwxy", blocks=()
    )
    n = len(article.text)
    bounds = st.tuples(st.integers(0, n), st.integers(0, n)).filter(lambda b: b[0] < b[1])
    page = Page(View(Dossier((article,), ())))
    passages = {Passage(article.id, *b) for b in data.draw(st.lists(bounds, max_size=6))}
    for passage in passages:
        page.href(passage)
    lines = [str(words) for _, words in page.body(page.sheets[0])]
    shape = Shape("".join(f"<p>{line}</p>" for line in lines))
    for passage in passages:
        want = article.text[passage.start : passage.end].replace("\n", "")
        assert shape.texts.get(f"a1-{passage.start}-{passage.end}", "") == want
    assert len(shape.ids) == len(set(shape.ids))


def test_a_path_of_the_machine_stays_out_of_the_page(harbour: Dossier) -> None:
    moved = dataclasses.replace(
        harbour,
        articles=tuple(
            dataclasses.replace(a, location="/home/someone/" + a.location) for a in harbour.articles
        ),
    )
    assert "/home/someone" not in render_html(moved)


def test_a_matrix_too_large_to_read_is_drawn_in_part(large_dossier: Dossier) -> None:
    html = render_html(large_dossier)
    assert html.count('<table class="matrix') == 1
    assert "185 more shared facts are not drawn here" in html
    shown = View(large_dossier)
    for fact in large_dossier.accounts[0].facts:
        assert Page(shown).href(fact.evidence[0]) in html
