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
    assert (
        "7 Le Détroit, French, Le port rouvre: language fr (French) is not analysed  (not analysed)" in text
    )
    assert "not used in any story" not in text  # told once


def test_long_lists_end_with_a_count(large_dossier: Dossier) -> None:
    text = render_text(large_dossier, width=200, colour=False)
    shared = text[text.index("WHAT IS SHARED") : text.index("WHERE REPORTS DIFFER")]
    assert shared.count("•") == 15
    assert "180 more in the HTML page and JSON." in shared  # 5 of 200 stand in the lead
    assert "185 more in the HTML page and JSON." in text[text.index("WHO REPORTS WHAT") :]


def test_matrix_columns_stand_under_their_numbers(harbour: Dossier) -> None:
    lines = render_text(harbour, width=60, colour=False).split("\n")
    head = next(i for i, line in enumerate(lines) if re.fullmatch(r" +1  2  3  4", line))
    columns = [lines[head].index(n) for n in "1234"]
    for row in lines[head + 1 : head + 6]:
        assert [row[c] for c in columns if row[c] not in "●·"] == []
        assert len(row) == columns[-1] + 1


def test_matrix_too_wide_for_the_terminal_says_so(large_dossier: Dossier) -> None:
    text = render_text(large_dossier, width=88, colour=False)
    assert "50 columns are too many for this width: see the HTML page." in text


def test_each_side_of_a_difference_stands_in_its_sentence(harbour: Dossier) -> None:
    text = " ".join(render_text(harbour, width=200, colour=False).split())
    assert "• Number: dockers who returned to work on Tuesday a About 4,200 (1 article, 1 origin)" in text
    assert "[1 Lowen Courier ¶3] About 4,200 dockers returned to work on Tuesday" in text


@pytest.mark.parametrize("width", [-1, 1, 39, 41, 61, 500])
def test_any_width_serves(harbour: Dossier, width: int) -> None:
    assert "WHO SAID WHAT" in render_text(harbour, width=width, colour=False)
