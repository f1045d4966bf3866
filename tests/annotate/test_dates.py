"""Times: the table in cases/dates.txt, and what must hold of all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from accord.annotate import days
from accord.annotate.clauses import find_clauses
from accord.annotate.dates import compatible, find_periods, grain
from accord.records import Article, ArticleId, Block, Passage, Period, Published

PRINTED = Published(date(2025, 10, 22), None, "record")
Make = Callable[..., Article]


def cases() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in (Path(__file__).parent / "cases" / "dates.txt").read_text("utf-8").splitlines():
        if line.startswith("  "):
            found[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            found.append((line, []))
    return found


def told(period: Period, text: str) -> str:
    ends = [str(end) if end else "-" for end in (period.first, period.last)]
    days_told = ends[:1] if ends[0] == ends[1] != "-" else ends
    return " | ".join((period.passage.of(text), *days_told, period.anchor))


@pytest.mark.parametrize(
    ("text", "expected"), cases(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_case(text: str, expected: list[str], article: Make, parsed: Callable[[str], Doc]) -> None:
    made = article(text, published=PRINTED)
    found = find_periods(made, clauses=find_clauses(made, parsed(text)))
    assert [told(p, text) for p in found] == expected


def test_without_an_anchor_only_what_is_stated_has_days(article: Make) -> None:
    text = "They met on Wednesday, on Oct. 20, last week and in 2014."
    found = find_periods(article(text))
    assert [(p.passage.of(text), p.anchor, p.first) for p in found] == [
        ("Wednesday", "unresolved", None),
        ("Oct. 20", "unresolved", None),
        ("last week", "unresolved", None),
        ("2014", "stated", date(2014, 1, 1)),
    ]


def test_an_anchor_of_the_story_is_told(article: Make) -> None:
    [found] = find_periods(article("They met on Wednesday."), anchor=date(2025, 10, 23), anchored="story")
    assert (found.first, found.anchor) == (date(2025, 10, 22), "story")


def test_an_anchor_given_goes_before_the_publication_day(article: Make) -> None:
    [found] = find_periods(article("They met on Wednesday.", published=PRINTED), anchor=date(2025, 10, 15))
    assert found.first == date(2025, 10, 15)


def test_furniture_is_not_read(article: Make) -> None:
    text = "They met on Wednesday.\ndate 2025-10-22 + 16 px"
    blocks = (Block("body", 0, 22), Block("furniture", 23, len(text)))
    assert len(find_periods(article(text, blocks=blocks, published=PRINTED))) == 1


def test_typographic_marks_keep_offsets(article: Make) -> None:
    text = "“We leave tomorrow,” Marel said\u00a0on Monday – Vorn’s day."
    found = find_periods(article(text, published=PRINTED))
    assert [(p.passage.of(text), p.first) for p in found] == [
        ("tomorrow", date(2025, 10, 21)),
        ("Monday", date(2025, 10, 20)),
    ]


def period(first: date | None, last: date | None) -> Period:
    return Period(Passage(ArticleId("a"), 0, 1), first, last, "stated" if first or last else "unresolved")


def test_unlike_grain_is_no_conflict() -> None:
    friday, week = (
        period(date(2025, 10, 24), date(2025, 10, 24)),
        period(date(2025, 10, 22), date(2025, 10, 26)),
    )
    assert compatible(friday, week)
    assert not compatible(friday, period(date(2025, 10, 23), date(2025, 10, 23)))
    assert compatible(friday, period(None, date(2025, 10, 24)))
    assert not compatible(friday, period(None, date(2025, 10, 23)))
    assert compatible(friday, period(None, None))


def test_grain() -> None:
    day = date(2025, 1, 1)
    ends = [day, date(2025, 1, 7), date(2025, 1, 31), date(2025, 12, 31), date(2026, 12, 31)]
    assert [grain(period(day, end)) for end in ends] == ["day", "week", "month", "year", "longer"]
    assert grain(period(None, day)) == "open"
    assert grain(period(None, None)) == "unknown"


pieces = st.sampled_from(
    "on in the since by until Monday Friday, last next this week month year May 22 2014 Oct. -  , . “ ” ' "
    "two days ago later early within hours today tomorrow between and to 31 February 29".split(" ")
)


@given(st.lists(pieces, max_size=14), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_periods_lie_in_their_text_in_order(words: list[str], anchor: date) -> None:
    text = " ".join(words)
    made = Article(
        ArticleId("a"), "a.txt", None, None, None, None, text, (Block("body", 0, len(text)),), "en",
        Published(anchor, None, "record"),
    )  # fmt: skip
    found = find_periods(made)
    for one in found:
        assert 0 <= one.passage.start < one.passage.end <= len(text)
        assert (one.anchor == "unresolved") == (one.first is None and one.last is None)
        if one.first and one.last:
            assert one.first <= one.last
    assert all(a.passage.end <= b.passage.start for a, b in pairwise(found))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_a_bare_weekday_is_that_weekday_within_a_week(anchor: date, number: int) -> None:
    past, ahead = days.weekday(number, anchor, "past"), days.weekday(number, anchor, "future")
    assert past.weekday() == ahead.weekday() == number
    assert -7 < (past - anchor).days <= 0 <= (ahead - anchor).days < 7
    assert days.weekday(number, anchor, None) in (past, ahead)
    assert abs((days.weekday(number, anchor, None) - anchor).days) <= 3


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(days.SLACK)), st.integers(1, 30))
def test_a_looser_hedge_holds_the_sharper_one(anchor: date, unit: str, count: int) -> None:
    sharp = days.ago((count, count), unit, "", anchor)
    loose = days.ago((count, count), unit, "about", anchor)
    assert loose[0] <= sharp[0] <= sharp[1] <= loose[1]


def test_the_seeds(shared: Path, article: Make) -> None:
    """Days behind and ahead, and a vague one, are as a reader has them."""
    text = (shared / "seeds" / "000.txt").read_text("utf-8")
    found = {p.passage.of(text): p for p in find_periods(article(text, published=PRINTED))}
    assert found["Wednesday"].first == date(2025, 10, 22)
    assert found["Thursday"].first == date(2025, 10, 23)
    assert found["Friday"].first == date(2025, 10, 24)
    ago = found["about a week ago"]
    assert ago.first is not None and ago.last is not None
    assert ago.first <= date(2025, 10, 13) and date(2025, 10, 17) <= ago.last
