import re

import pytest
from rich.cells import cell_len

from accord.dossier import render_text
from accord.records import Dossier

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("name", ["harbour", "rich_dossier", "empty_dossier"])
@pytest.mark.parametrize("width", [40, 88, 200])
def test_plain_is_plain(name: str, width: int, request: pytest.FixtureRequest) -> None:
    text = render_text(request.getfixturevalue(name), width=width, colour=False)
    text.encode("utf-8")
    assert text.endswith("\n") and not text.endswith("\n\n")
    for line in text.split("\n"):
        assert line == line.rstrip()
        assert cell_len(line) <= width
        assert all(c.isprintable() or c in "\u200d\u200f" for c in line), repr(line)


def test_colour_adds_only_colour(rich_dossier: Dossier) -> None:
    coloured = render_text(rich_dossier, width=88, colour=True)
    assert "\x1b[1m" in coloured
    bare = "\n".join(line.rstrip() for line in ESCAPE.sub("", coloured).split("\n"))
    assert bare == render_text(rich_dossier, width=88, colour=False)


def test_parts_stand_in_order(harbour: Dossier) -> None:
    text = render_text(harbour, width=88, colour=False)
    headings = [line for line in text.split("\n") if line.isupper() and not line.startswith(" ")]
    assert headings == [
        "IN SHORT",
        "WHAT IS SHARED",
        "WHO SAID WHAT",
        "WHERE REPORTS DIFFER",
        "WHO REPORTS WHAT",
        "WHERE IT COMES FROM",
        "TIMELINE",
        "REPORTED BY ONE ARTICLE ONLY",
        "LIMITS",
    ]


def test_statements_carry_counts_and_places(harbour: Dossier) -> None:
    text = " ".join(render_text(harbour, width=200, colour=False).split())
    assert "4 articles · 3 independent origins · 5 shared facts · 3 differences" in text
    assert (
        "Some 3,900 dockers went back to work on Tuesday. (3 articles, 2 origins)"
        " [2 Harbour Wire ¶5; 1 Lowen Courier ¶3; 3 003.txt ¶4]"
    ) in text
    assert "Differs in: “a client port” / “in Tarsk a vassal port”" in text
    assert "16 May 2031 expected: Foreign secretary Marek Dunn will meet Vale" in text
    assert "003.txt shares passages word for word with 2 Harbour Wire (62% of its words)" in text


def test_failures_are_named(rich_dossier: Dossier) -> None:
    text = render_text(rich_dossier, width=200, colour=False)
    assert "reports/broken.jsonl:17: not JSON: expected ',' at column 12" in text
    assert "7 Le Détroit: Le port rouvre  (not used in any story)" in text


@pytest.mark.parametrize("width", [-1, 1, 39, 41, 61, 500])
def test_any_width_serves(harbour: Dossier, width: int) -> None:
    assert "WHO SAID WHAT" in render_text(harbour, width=width, colour=False)
