"""Who the source of a quotation is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from accord.annotate.entities import find_entities
from accord.annotate.speakers import resolve_speakers
from accord.records import Article, ArticleId, Passage, Quotation

CASES = Path(__file__).parent / "cases" / "speakers.txt"


def cases() -> list[tuple[str, str, list[list[str]]]]:
    """Name, text and lines of "source | cue | speaker | named or unnamed" of each case."""
    out = []
    for case in CASES.read_text("utf-8").split("===\n"):
        head, text = case.split("\n", 1)
        text, _, expected = text.partition("\n---\n")
        out.append((head.strip("# "), text, [line.split(" | ") for line in expected.strip().splitlines()]))
    return out


def quotation(text: str, source: str, cue: str = "") -> Quotation:
    """A quotation of the words that follow the source up to the end of the sentence."""
    start = text.index(source)
    place = Passage(ArticleId("a1"), start, start + len(source))
    at = text.find(cue, start) if cue else -1
    cues = (Passage(ArticleId("a1"), at, at + len(cue)),) if at >= 0 else ()
    said = cues[-1].end if cues else place.end
    content = Passage(ArticleId("a1"), said, max(text.find(".", said), said + 1))
    return Quotation((content,), (place,), cues, "indirect", None)


@pytest.mark.parametrize(("name", "text", "expected"), cases(), ids=[case[0] for case in cases()])
def test_case(
    name: str,
    text: str,
    expected: list[list[str]],
    article: Callable[..., Article],
    parsed: Callable[[str], Doc],
) -> None:
    doc = parsed(text)
    quotations = [quotation(text, source, cue) for source, cue, _, _ in expected]
    entities, mentions = find_entities(article(text), doc)
    resolved, entities, _ = resolve_speakers(article(text), doc, quotations, entities, mentions)
    by_id = {entity.id: entity for entity in entities}

    def told(one: Quotation) -> tuple[str, str]:
        if one.speaker is None:
            return "-", "-"
        return by_id[one.speaker].name, "named" if by_id[one.speaker].named else "unnamed"

    assert [told(one) for one in resolved] == [(speaker, named) for _, _, speaker, named in expected]


def test_without_a_source_there_is_no_speaker(
    article: Callable[..., Article], parsed: Callable[[str], Doc]
) -> None:
    text = "“It is late.”"
    doc = parsed(text)
    bare = Quotation((Passage(ArticleId("a1"), 0, len(text)),), (), (), "direct", None)
    resolved, entities, mentions = resolve_speakers(article(text), doc, [bare], (), ())
    assert resolved == (bare,)
    assert (entities, mentions) == ((), ())


def test_an_unnamed_source_is_mentioned_where_it_stands(
    article: Callable[..., Article], parsed: Callable[[str], Doc]
) -> None:
    text = "A Danish official who asked not to be named said it was late."
    doc = parsed(text)
    source = quotation(text, "A Danish official who asked not to be named")
    _, entities, mentions = resolve_speakers(article(text), doc, [source], *find_entities(article(text), doc))
    (official,) = (entity for entity in entities if not entity.named)
    assert official.name == "a Danish official"
    assert [m.passage.of(text) for m in mentions if m.entity == official.id] == ["A Danish official"]


TEXT = (
    "Ada Kestrel and Bruno Halvard, 45, a lawyer, met. “No,” she said. The ministry's spokesman, who was "
    "there, and others (some 20) disagreed. His office's statement — the second — said: it's late."
    "\n\n(c) The Tarsk Post"
)


@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 40)), max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_stretch_may_be_a_source(
    article: Callable[..., Article], parse_once: Doc, spans: list[tuple[int, int]]
) -> None:
    doc = parse_once
    entities, mentions = find_entities(article(TEXT), doc)
    sources = [Passage(ArticleId("a1"), s, min(s + n, len(TEXT))) for s, n in spans]
    asked = [Quotation((), (source,), (), "indirect", None) for source in sources]
    resolved, after, places = resolve_speakers(article(TEXT), doc, asked, entities, mentions)
    ids = [entity.id for entity in after]
    assert len(ids) == len(set(ids))
    assert after[: len(entities)] == entities
    assert all(q.speaker is None or q.speaker in ids for q in resolved)
    assert {m.entity for m in places} <= set(ids)
    assert all(0 <= m.passage.start < m.passage.end <= len(TEXT) for m in places)
    assert set(mentions) <= set(places)


@pytest.fixture(scope="module")
def parse_once(parsed: Callable[[str], Doc]) -> Doc:
    return parsed(TEXT)
