"""Quantities: the table in cases/numbers.txt, and what must hold of all of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from tests.conftest import make_article

from accord.annotate.numbers import _LINK, _ORDINAL, compatible, find_quantities
from accord.annotate.numerals import value
from accord.annotate.reading import read
from accord.records import Article, ArticleId, Block, Passage, Quantity


def cases() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in (Path(__file__).parent / "cases" / "numbers.txt").read_text("utf-8").splitlines():
        if line.startswith("  "):
            found[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            found.append((line, []))
    return found


@pytest.fixture(scope="module")
def docs() -> dict[str, Doc]:
    texts = [text for text, _ in cases()]
    return {text: read(make_article(text)).doc for text in texts}


def told(quantity: Quantity, text: str) -> str:
    ends = [f"{end.normalize():f}" if end is not None else "-" for end in (quantity.low, quantity.high)]
    return " | ".join((quantity.passage.of(text), *ends, quantity.unit)).rstrip()


@pytest.mark.parametrize(
    ("text", "expected"), cases(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_case(text: str, expected: list[str], article: Callable[..., Article], docs: dict[str, Doc]) -> None:
    assert [told(q, text) for q in find_quantities(article(text), docs[text])] == expected


def test_furniture_is_not_read(article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    text = "Ten ships sailed.\nBe part of it for $5 a month"
    blocks = (Block("body", 0, 17), Block("furniture", 18, len(text)))
    assert [q.unit for q in find_quantities(article(text, blocks=blocks), parsed(text))] == ["ship"]


def quantity(low: str | None, high: str | None, unit: str = "") -> Quantity:
    at = Passage(ArticleId("a"), 0, 1)
    return Quantity(at, Decimal(low) if low else None, Decimal(high) if high else None, unit)


def exact(words: str) -> Quantity:
    number = value(words)
    assert number is not None
    return quantity(str(number), str(number))


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        (exact("1.4 billion"), exact("1.375 billion"), True),
        (exact("1.4 billion"), exact("1.3 billion"), False),
        (exact("1,375"), exact("1,400"), False),
        (exact("800,000"), exact("800,400"), True),
        (exact("800,000"), exact("820,000"), False),
        (exact("40"), exact("43"), False),
        (exact("5.7 billion"), quantity("5E+9", None), True),
        (exact("4"), quantity("5", None), False),
        (quantity(None, "20"), quantity("10", None), True),
        (quantity(None, "20"), quantity("30", None), False),
        (quantity("14", "18"), exact("16"), True),
    ],
)
def test_rounding_is_no_conflict(a: Quantity, b: Quantity, agree: bool) -> None:
    assert compatible(a, b) is compatible(b, a) is agree


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1,375", "1375"),
        ("5.7 billion", "5.7E+9"),
        ("2.5m", "2.5E+6"),
        ("a hundred", "100"),
        ("two hundred and six", "206"),
        ("twenty-one", "21"),
        ("two dozen", "24"),
        ("three thousand five hundred", "3500"),
        ("one hundred thousand", "100000"),
    ],
)
def test_value(words: str, number: str) -> None:
    assert value(words) == Decimal(number)


def test_words_that_make_no_number() -> None:
    assert value("two ten") is None


@given(st.integers(0, 10**12))
def test_written_figures_keep_their_value(number: int) -> None:
    assert value(f"{number:,}") == number
    assert value(str(number)) == number


words = st.sampled_from(
    "more than 5 - to and between 1,400 $ million half of a 2014 % people were killed , . up dozens".split()
)


@settings(deadline=None, max_examples=40)
@given(st.lists(words, max_size=12))
def test_quantities_lie_in_their_text(parts: list[str]) -> None:
    text = " ".join(parts)
    made = Article(
        ArticleId("a"), "a", None, None, None, None, text, (Block("body", 0, len(text)),), "en", None
    )
    for one in find_quantities(made, read(made).doc):
        assert 0 <= one.passage.start < one.passage.end <= len(text)
        assert one.low is not None or one.high is not None
        assert one.low is None or one.high is None or one.low <= one.high


def test_no_more_figures_than_a_number_has() -> None:
    assert value("123,456,789,012,345") == Decimal("123456789012345")
    assert value("9" * 40) is None


@pytest.mark.parametrize("unit", ["a", ".", "9", "1,", "a@", "a."])
def test_a_long_word_takes_no_long_time(unit: str) -> None:
    text = unit * (60_000 // len(unit)) + " people came."
    started = process_time()
    for pattern in (_LINK, _ORDINAL):
        assert not any(match.group().isalpha() for match in pattern.finditer(text))
    assert process_time() - started < 2  # milliseconds; by the square of the length it was a minute
