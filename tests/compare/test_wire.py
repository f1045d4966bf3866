from __future__ import annotations

from collections.abc import Callable

import pytest

from accord.compare.wire import find_credit_lines, find_wire, known_agencies, parse_agencies
from accord.errors import SettingsError
from accord.records import Article, Passage, Stated

Make = Callable[..., Article]
SIGNOFF = "(Reporting by A. Writer; Editing by B. Desk)"


@pytest.mark.parametrize(
    ("text", "agency", "mark"),
    [
        ("OSTMERE (AP) — The river rose on Tuesday.", "Associated Press", "(AP)"),
        ("Flood at Ostmere\n\nOSTMERE, May 6 (Reuters) - The river rose.", "Reuters", "(Reuters)"),
        (f"The river rose.\n\n{SIGNOFF}", "Reuters", SIGNOFF),
        ("Flood\nBy The Associated Press\nThe river rose.", "Associated Press", "By The Associated Press"),
        ("The river rose.\n\n- AFP", "Agence France-Presse", "- AFP"),
    ],
)
def test_marks_in_the_text(article: Make, text: str, agency: str, mark: str) -> None:
    made = article(text)
    found = find_wire(made)
    assert found is not None and found.passage is not None
    assert (found.value, found.passage.of(text)) == (agency, mark)


@pytest.mark.parametrize(
    "text",
    [
        "The river rose, Reuters reported on Tuesday.",
        "OSTMERE — The river rose. A photographer (AP) was hurt.",
        "The river rose.\n\nThe Associated Press contributed to this report.",
        "The river rose at the PA county line - it fell later.",
        "",
    ],
)
def test_an_agency_named_has_not_written_it(article: Make, text: str) -> None:
    assert find_wire(article(text)) is None


@pytest.mark.parametrize(
    "byline", ["Reuters", "By AFP", "A. Writer, Associated Press", "Ann Writer of The Associated Press"]
)
def test_bylines(article: Make, byline: str) -> None:
    found = find_wire(article("The river rose.", byline=Stated(byline, "record")))
    assert found is not None and found.read_from == "record" and found.passage is None


def test_a_byline_keeps_where_it_was_read(article: Make) -> None:
    at = Passage(article("AFP\nThe river rose.").id, 0, 3)
    found = find_wire(article("AFP\nThe river rose.", byline=Stated("AFP", "text", at)))
    assert found == Stated("Agence France-Presse", "text", at)


def test_furniture_carries_no_mark(article: Make) -> None:
    made = article("The river rose.\nReuters")
    blocks = tuple(type(b)("furniture" if b.start else b.kind, b.start, b.end) for b in made.blocks)
    assert find_wire(made) is not None
    assert find_wire(article("The river rose.\nReuters", blocks=blocks)) is None


def test_other_agencies_can_be_given(article: Make) -> None:
    made = article("TARSK (LNA) — The river rose.")
    assert find_wire(made) is None
    table = parse_agencies('[[agency]]\nname = "Lowen News Agency"\nforms = ["LNA"]', known_agencies())
    found = find_wire(made, agencies=table)
    assert found is not None and found.value == "Lowen News Agency"
    assert find_wire(article("TARSK (AP) — The river rose."), agencies=table) is not None


def test_a_table_extends_an_agency_or_takes_it_out(article: Make) -> None:
    more = '[[agency]]\nname = "Reuters"\nforms = ["RTR"]\n[[agency]]\nname = "dpa"\ndrop = true'
    table = parse_agencies(more, known_agencies())
    for mark in ("RTR", "Reuters"):
        found = find_wire(article(f"TARSK ({mark}) — The river rose."), agencies=table)
        assert found is not None and found.value == "Reuters"
    assert find_wire(article(f"The river rose.\n\n{SIGNOFF}"), agencies=table) is not None
    assert find_wire(article("TARSK (dpa) — The river rose."), agencies=table) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[agency]", "agencies"),
        ('[[agency]]\nforms = ["X"]', "no name"),
        ('[[agency]]\nname = "X"\nforms = "X"', "forms"),
        ('[[agency]]\nname = "X"\nsignoff = "("', "regular expression"),
        ('agency = "X"', r"\[\[agency\]\]"),
        ('[[mark]]\npattern = "via .*"', "source"),
        ("[[mark]]\npattern = 3", "no text"),
    ],
)
def test_what_is_no_table_is_named(text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        parse_agencies(text)


@pytest.mark.parametrize(
    ("line", "source", "kind"),
    [
        ("h/t: The Tarsk Herald.", "The Tarsk Herald", "outlet"),
        ("(h/t Tarsk Herald.)", "Tarsk Herald", "outlet"),
        ("The river is falling again. (h/t Tarsk Herald)", "Tarsk Herald", "outlet"),
        ("The Associated Press contributed to this report.", "The Associated Press", "agency"),
        ("With inputs from Reuters", "Reuters", "agency"),
        ("This article was originally published by The Tarsk Herald.", "The Tarsk Herald", "outlet"),
        ("Republished with permission from Pell Weekly", "Pell Weekly", "outlet"),
    ],
)
def test_lines_that_credit(article: Make, line: str, source: str, kind: str) -> None:
    text = f"Flood at Ostmere\n\nThe river rose.\n\n{line}"
    (found,) = find_credit_lines(article(text))
    assert (found.source, found.kind) == (source, kind)
    assert found.evidence[0].of(text) == line and found.source_passage.of(text) == source


@pytest.mark.parametrize(
    "line",
    [
        "Two companies contributed to this reporting system.",
        "The book was first published in 1931.",
        "He walked with files from the office to the river bank.",
    ],
)
def test_lines_that_do_not_credit(article: Make, line: str) -> None:
    assert find_credit_lines(article(f"The river rose.\n\n{line}")) == ()


def test_no_form_stands_for_two_agencies() -> None:
    names = [name for agency in known_agencies().agencies for name in agency.names]
    assert len(names) == len(set(names))
