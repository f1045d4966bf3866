"""Clauses: the table in cases/clauses.txt, and what must hold of all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from tests.conftest import make_article

from accord.annotate.clauses import find_clauses
from accord.annotate.reading import read
from accord.records import Article, ArticleId, Block, Clause


def cases() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in (Path(__file__).parent / "cases" / "clauses.txt").read_text("utf-8").splitlines():
        if line.startswith("  "):
            found[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            found.append((line, []))
    return found


@pytest.fixture(scope="module")
def docs() -> dict[str, Doc]:
    texts = [text for text, _ in cases()]
    return {text: read(make_article(text)).doc for text in texts}


def told(clause: Clause, text: str) -> str:
    roles = [role.of(text) if role else "" for role in (clause.agent, clause.patient)]
    modality = clause.modality + " not" * clause.negated
    return " ".join(" | ".join((clause.predicate, modality, *roles)).split())


@pytest.mark.parametrize(
    ("text", "expected"), cases(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_case(text: str, expected: list[str], article: Callable[..., Article], docs: dict[str, Doc]) -> None:
    found = [told(c, text) for c in find_clauses(article(text), docs[text])]
    for line in expected:
        assert " ".join(line.split()) in found


def test_the_smallest_clause_around_a_day_is_the_one_it_dates(
    article: Callable[..., Article], parsed: Callable[[str], Doc]
) -> None:
    text = "Marel was expected to come on Thursday, officials said, while Vorn said he would leave on Friday."
    clauses = find_clauses(article(text), parsed(text))

    def around(word: str) -> str:
        at = text.index(word)
        covering = [c for c in clauses if c.passage.start <= at < c.passage.end]
        return min(covering, key=lambda c: c.passage.end - c.passage.start).predicate

    assert (around("Thursday"), around("Friday")) == ("come", "leave")


def test_furniture_is_not_read(article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    text = "Vorn resigned.\nBe part of our work."
    blocks = (Block("body", 0, 14), Block("furniture", 15, len(text)))
    assert [c.predicate for c in find_clauses(article(text, blocks=blocks), parsed(text))] == ["resign"]


words = st.sampled_from(
    "Vorn Marel said will not would to that resign resigned met was by no if with , . there be agreed".split()
)


@settings(deadline=None, max_examples=40)
@given(st.lists(words, max_size=14))
def test_clauses_lie_in_their_text(parts: list[str]) -> None:
    text = " ".join(parts)
    made = Article(
        ArticleId("a"), "a", None, None, None, None, text, (Block("body", 0, len(text)),), "en", None
    )
    found = find_clauses(made, read(made).doc)
    assert list(found) == sorted(found, key=lambda c: (c.passage, c.predicate))
    for clause in found:
        for passage in (clause.passage, clause.agent, clause.patient):
            assert passage is None or 0 <= passage.start < passage.end <= len(text)


def test_the_seeds(shared: Path, article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    """The one conflict of outcome: ruled out in one report, possible in the other."""
    conflicts = json.loads((shared / "seeds" / "gold.json").read_text("utf-8"))["conflicts"]
    [outcome] = [c for c in conflicts if c["type"] == "outcome"]
    found = set()
    for name, words in outcome["docs"].items():
        text = (shared / "seeds" / f"{name}.txt").read_text("utf-8")
        start = text.index(words)
        for clause in find_clauses(article(text), parsed(text)):
            if start <= clause.passage.start < start + len(words):
                found.add((clause.negated, clause.modality))
    assert found == {(True, "planned"), (False, "possible")}
