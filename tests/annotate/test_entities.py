"""Who is who in one article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from accord.annotate.entities import find_entities
from accord.records import Article, Block, Entity, Mention

CASES = Path(__file__).parent / "cases" / "entities.txt"


def cases() -> list[tuple[str, str, list[list[str]]]]:
    """Name, text and expected lines of each case."""
    out = []
    for case in CASES.read_text("utf-8").split("===\n"):
        head, text = case.split("\n", 1)
        text, _, expected = text.partition("\n---\n")
        out.append((head.strip("# "), text, [line.split(" | ") for line in expected.strip().splitlines()]))
    return out


@pytest.mark.parametrize(("name", "text", "expected"), cases(), ids=[case[0] for case in cases()])
def test_case(
    name: str,
    text: str,
    expected: list[list[str]],
    article: Callable[..., Article],
    parsed: Callable[[str], Doc],
) -> None:
    entities, mentions = find_entities(article(text), parsed(text))
    for line in expected:
        if line[0] == "absent":
            assert line[1] not in {entity.name for entity in entities}
            continue
        wanted, kind, places = line
        found = [entity for entity in entities if entity.name == wanted]
        assert len(found) == 1, [entity.name for entity in entities]
        assert found[0].kind == kind
        printed = [m.passage.of(text) for m in mentions if m.entity == found[0].id]
        assert printed == places.split("; ")


def found(text: str, article: Callable[..., Article], parsed: Callable[[str], Doc]) -> dict[str, Entity]:
    return {entity.name: entity for entity in find_entities(article(text), parsed(text))[0]}


def test_titles_are_lower_case_and_say_the_country(
    article: Callable[..., Article], parsed: Callable[[str], Doc]
) -> None:
    text = (
        "U.S. Vice President Ada Kestrel met Gov. Bruno Halvard and Clara Ostrow, a spokeswoman for the port."
    )
    entities = found(text, article, parsed)
    assert entities["Ada Kestrel"].titles == ("vice president of united states",)
    assert entities["Bruno Halvard"].titles == ("governor",)
    assert entities["Clara Ostrow"].titles == ("spokeswoman for the port",)


def test_an_office_leads_to_its_holder(article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    entities = found("Ada Kestrel spoke. Kestrel's office denied it.", article, parsed)
    assert entities["Ada Kestrel's office"].office_of == entities["Ada Kestrel"].id
    assert entities["Ada Kestrel"].office_of is None


def test_an_unnamed_holder_is_not_named(
    article: Callable[..., Article], parsed: Callable[[str], Doc]
) -> None:
    entities = found("The prime minister of Denmark resigned on Monday.", article, parsed)
    holder = next(e for e in entities.values() if e.kind == "person")
    assert not holder.named
    assert holder.titles == ("prime minister of denmark",)


def test_furniture_is_passed_over(article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    text = "Ada Kestrel spoke on Monday.\nBruno Halvard writes for us\n"
    blocks = (Block("body", 0, 28), Block("furniture", 29, len(text) - 1))
    entities, mentions = find_entities(article(text, blocks=blocks), parsed(text))
    assert [e.name for e in entities] == ["Ada Kestrel"]
    assert all(m.passage.end <= 28 for m in mentions)


def test_nobody(article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    for text in ("", "\n", "It rained."):
        assert find_entities(article(text), parsed(text)) == ((), ())


SENTENCES = [
    "President Ada Kestrel met Bruno Halvard.",
    "Mr. Halvard's office said he agreed.",
    "“No,” said the Danish leader.",
    "KESTREL FLIES TO PARIS",
    "Kestrel and her husband, Arthur Kestrel Jr., left;",
    "the U.S. Senate (USS) — in Marlow — refused.\n",
    "The ministry's spokesman, Bin Kadir, 45, of Tarsk, did not.",
    "'s Prime Minister",
    "Sen. (R-Ky.)",
]


@given(st.lists(st.sampled_from(SENTENCES), max_size=6).map(" ".join))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_there(
    article: Callable[..., Article], parsed: Callable[[str], Doc], text: str
) -> None:
    entities, mentions = find_entities(article(text), parsed(text))
    ids = [entity.id for entity in entities]
    assert len(ids) == len(set(ids))
    assert {m.entity for m in mentions} == set(ids)
    assert all(0 <= m.passage.start < m.passage.end <= len(text) for m in mentions)
    assert all(not m.passage.of(text)[0].isspace() for m in mentions)
    assert [m.passage.start for m in mentions] == sorted(m.passage.start for m in mentions)
    assert all(e.office_of is None or e.office_of in ids for e in entities)
    assert all(title == title.lower() for e in entities for title in e.titles)


def names_of(mentions: tuple[Mention, ...], text: str) -> list[str]:
    return [m.passage.of(text) for m in mentions if m.form == "name"]


def test_a_line_break_ends_a_name(article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    text = "A report by Ada Kestrel\nBruno Halvard spoke on Monday."
    _, mentions = find_entities(article(text), parsed(text))
    assert "Ada Kestrel" in names_of(mentions, text)
    assert "Bruno Halvard" in names_of(mentions, text)
