from __future__ import annotations

from collections.abc import Callable

import pytest

from accord.compare.wire import Agency, find_wire, known_agencies
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
    found = find_wire(made, agencies=[*known_agencies(), Agency("Lowen News Agency", ("LNA",))])
    assert found is not None and found.value == "Lowen News Agency"


def test_no_form_stands_for_two_agencies() -> None:
    names = [name for agency in known_agencies() for name in agency.names]
    assert len(names) == len(set(names))
