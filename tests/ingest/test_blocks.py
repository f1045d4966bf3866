"""Each case is a text with its labels, `kind | line`; a ¶ is a line break inside a block."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.ingest import parse_input
from accord.ingest.blocks import label_blocks

CASES = sorted((Path(__file__).parent / "cases" / "blocks").glob("*.txt"))


def read_case(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text("utf-8").splitlines()
    return [(kind, text.replace("¶", "\n")) for kind, text in (line.split(" | ", 1) for line in lines)]


def lay_out(labelled: list[tuple[str, str]], gap: str) -> str:
    """The text of a case; a dateline opens the paragraph after it."""
    pieces = []
    for kind, text in labelled:
        pieces += [text, " " if kind == "dateline" else gap]
    return "".join(pieces)


def labels(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in label_blocks(text, title)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n"], ids=["lf", "crlf"])
def test_labels(path: Path, gap: str) -> None:
    expected = read_case(path)
    assert labels(lay_out(expected, gap)) == expected


def test_indented_lines_and_no_blank_lines_between() -> None:
    expected = read_case(CASES[[case.stem for case in CASES].index("masthead_and_tail")])
    assert labels(lay_out(expected, " \n    ")) == expected


BODY = "The accord entered into force on Tuesday, officials of both countries said."


@pytest.mark.parametrize(
    ("first", "title", "kind"),
    [
        ("Accord enters into force", "Accord enters into force", "headline"),
        ("ACCORD ENTERS INTO FORCE", "Accord enters into force", "headline"),
        ("Two premiers sign in the rain", "Accord enters into force", "dek"),
        ("Accord enters into force", None, "headline"),
        ("A premier signs the accord after a long night in Port Amel.", None, "body"),
        ("Premier Signs Accord After Long Night in Port Amel.", None, "headline"),
        ("Officials: Accord entered into force Tuesday.", None, "headline"),  # told again below
        ("TARSK CITY, April 28, 2031", "Accord enters into force", "dateline"),
        ("Amel, 28 April 2031", "Accord enters into force", "dateline"),
        ("Politics | 28 April 2031", "Accord enters into force", "furniture"),
        ("7 July 2031", "Accord enters into force", "furniture"),
        ("Updated 12 / 19 / 2031 2: 48: 40 PM ET", "Accord enters into force", "furniture"),
        ("Breaking news", None, "furniture"),
    ],
)
def test_first_line(first: str, title: str | None, kind: str) -> None:
    assert labels(f"{first}\n{BODY}\n{BODY}", title)[0] == (kind, first)


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("WASHINGTON —", "The accord holds for now."),
        ("PORT AMEL, Lowen (AP) -", "The accord holds for now."),
        ("BERKELEY HEIGHTS, N.J. --", "The accord holds for now."),
        ("PORT AMEL/TARSK CITY, March 3 (Reuters) -", "The accord holds for now."),
        ("Port Amel (AP) –", "The accord holds for now."),
        ("(Reuters) -", "The accord holds for now."),
        ("(CNN)", "The accord holds for now."),
        ("", "Monday night's talks - the longest so far - ended at dawn."),
        ("", "RENA MOND, HOST: The accord holds for now."),
        ("", "IMF officials praised the accord - and left."),
        ("", "The accord — signed on Monday — holds."),
        ("", "LPA-TUC officials praised the accord and left."),
        ("", "A - B is no dateline, and neither is this."),
    ],
)
def test_dateline_is_cut_off_the_first_paragraph(dateline: str, rest: str) -> None:
    expected = [("dateline", dateline), ("body", rest)] if dateline else [("body", rest)]
    text = f"{dateline} {rest}".strip()
    assert labels(f"{text}\n\n{text}", "Another title") == [*expected, ("body", text)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Home | Nation | Port Amel | Business | Letters", "furniture"),
        ("Home · Nation · Today’s paper", "furniture"),
        ("Home\tNation\tSport", "furniture"),
        ("| Home | Nation | Sport |", "furniture"),
        ("Home > Nation > Accord", "furniture"),
        ("Lowen | 12 | 4", "body"),  # of a table
        ("Lowen\t12\t4", "body"),
        ("The accord | the war | the peace", "body"),
        ("<post id='12'/>", "furniture"),
        ("© Amel Courier 2031", "furniture"),
        ("© Amel Courier", "caption"),  # a picture's, here
        ("© Reuters / Ivo Lund The hall in Port Amel before the signing", "caption"),
        ("AFP Crowds on the square in front of the hall", "caption"),
        ("GETTY Crowds on the square in front of the hall", "caption"),
        ("AP:Associated Press Crowds on the square before the hall", "caption"),
        ("AFP said so.", "body"),
        ("Pictured, the hall in which the accord was signed", "caption"),
        ("The hall is pictured before the accord was signed", "caption"),
        ("The hall is pictured in every book on the accord.", "body"),
        ("Source: Lowen Office of Figures", "caption"),
        ("Credit Ivo Lund/Lowen Press Agency", "caption"),
        ("Credit unions opened their doors.", "body"),
        ("MOST READ IN NEWS Two premiers, one umbrella TEN DAYS in Port Amel", "furniture"),
        ("“NOT A RETREAT”", "heading"),
        ("“Not a retreat”", "body"),
        ("Newsletter: The Morning Tide, every weekday at six", "furniture"),
        ("Correction, March 12: An earlier version misstated the number of judges.", "body"),
        ("By Mira Holt at the Orrow Locks", "byline"),
    ],
)
def test_a_line_between_paragraphs(line: str, kind: str) -> None:
    assert labels(f"{BODY}\n\n{line}\n\n{BODY}", "Another title")[1] == (kind, line)


def test_the_last_line_says_whose_the_page_is() -> None:
    assert labels(f"{BODY}\n\n© Amel Courier", "Another title")[-1] == ("furniture", "© Amel Courier")


def test_a_dash_without_blanks_ends_a_dateline() -> None:
    assert labels("PORT AMEL—The accord holds for now.", "Another title")[0] == ("dateline", "PORT AMEL—")


def test_nothing_but_blanks_has_no_blocks() -> None:
    assert label_blocks(" \n\u00a0\n\t") == ()


def test_short_lines_alone_are_body() -> None:
    assert labels("Accord signed") == [("body", "Accord signed")]


def test_a_full_line_of_the_head_is_not_joined_to_the_next() -> None:
    text = (
        "Accord between Lowen and Tarsk enters into force after long talks in\nPort Amel\n"
        "By Mira Holt in Port Amel and Sem Adler in the city of Tarsk Harbour\n"
        "Published March 4, 2031 at 16:10 | Updated March 5, 2031 at 09:25\n\n"
        "The accord between Lowen and Tarsk holds, the two premiers said on\n"
        "Wednesday after a night of talks that had begun with reproach and\n"
        "ended with a walk along the harbour wall of Port Amel in the rain,\n"
        "which nobody had foreseen and which a band from Tarsk City played to."
    )
    assert [(kind, line[:13]) for kind, line in labels(text)] == [
        ("headline", "Accord betwee"),
        ("byline", "By Mira Holt "),
        ("furniture", "Published Mar"),
        ("body", "The accord be"),
    ]
    ((made,), _) = parse_input("a.txt", text.encode(), "text")
    assert made.title == "Accord between Lowen and Tarsk enters into force after long talks in Port Amel"


LINES = st.one_of(
    st.sampled_from([line for path in CASES for _, line in read_case(path)]),
    st.text(max_size=60),
    st.text(alphabet="ab .\"'()[]/-—–:?!\u00a0\u2028\x0b\r\n12©", max_size=40),
)


@given(st.lists(LINES, max_size=12), st.one_of(st.none(), st.text(max_size=40)))
def test_blocks_are_ordered_apart_and_trimmed(lines: list[str], title: str | None) -> None:
    text = "\n".join(lines)
    blocks = label_blocks(text, title)
    for block in blocks:
        piece = text[block.start : block.end]
        assert 0 <= block.start < block.end <= len(text)
        assert piece and piece == piece.strip()
    for before, after in itertools.pairwise(blocks):
        assert before.end <= after.start
    inside = "".join(text[block.start : block.end] for block in blocks)
    assert "".join(inside.split()) == "".join(text.split())  # no character is in no block
