import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from accord.dossier import render_markdown
from accord.dossier.sheets import one_line
from accord.dossier.to_markdown import escape
from accord.records import Dossier

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


class Shape(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [v for k, v in attrs if k == "id" and v]
        self.hrefs += [v for k, v in attrs if k == "href" and v]

    def handle_data(self, data: str) -> None:
        self.text += data


MARKS = st.sampled_from(" ab1.)#*_`[]()<>&|~+-=:!\\$\"'{}^\t")


@given(st.text(MARKS | st.characters(codec="utf-8"), min_size=1))
def test_escaped_words_come_out_as_they_are(words: str) -> None:
    shape = Shape(MARKDOWN.render(escape(words)))
    assert shape.text.strip() == one_line(words)
    assert shape.tags <= {"p"}


@pytest.mark.parametrize("name", ["harbour", "rich_dossier", "empty_dossier"])
def test_links_lead_to_quoted_passages(name: str, request: pytest.FixtureRequest) -> None:
    dossier = request.getfixturevalue(name)
    text = render_markdown(dossier)
    text.encode("utf-8")
    shape = Shape(MARKDOWN.render(text))
    inner = [h[1:] for h in shape.hrefs if h.startswith("#")]
    assert set(inner) <= set(shape.ids)
    assert len(shape.ids) == len(set(shape.ids))
    assert all(h.startswith(("#", "http://", "https://")) for h in shape.hrefs)
    assert shape.tags <= set("h1 h2 h3 p a ul li strong em blockquote table thead tbody tr th td br".split())
    quoted = re.findall(r"^> ", text, re.M)
    assert len(quoted) == len({i for i in shape.ids if i.startswith("e")})


def test_statements_with_their_evidence(harbour: Dossier) -> None:
    shape = Shape(MARKDOWN.render(render_markdown(harbour)))
    text = " ".join(shape.text.split())
    assert "Foreign secretary Marek Dunn will meet Vale in Tarsk on Friday. (2 articles, 2 origins)" in text
    assert "[2 Harbour Wire ¶6 · 1 Lowen Courier ¶2]" in text
    assert (
        "wording differs (3 articles, 2 origins), differs in “a client port” / “in Tarsk a vassal port”"
        in text
    )


def test_hostile_words_stay_words(rich_dossier: Dossier) -> None:
    shape = Shape(MARKDOWN.render(render_markdown(rich_dossier)))
    assert "# not a heading *not bold* [not](javascript:alert(1)) `code` | pipe ~~strike~~ 1." in shape.text
    assert "<script>document.title = 'owned'</script>" in shape.text
    assert "s" not in shape.tags and "script" not in shape.tags
