from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import make_article

from accord.annotate.quote_marks import find_marked
from accord.annotate.windows import CLS, SEP, WIDTH, Window, cut_windows, paragraphs_of
from accord.records import Article, Block

Make = Callable[..., Article]
PIECES = st.sampled_from(
    ["Orr", " said", " the", ".", "\n", "“", "”", " ", "İstanbul", "é", "日本", "x" * 300, "?", " A."]
)


def cut(article: Article) -> list[Window]:
    paragraphs = paragraphs_of(article)
    marked = find_marked(article.text, [(start, end) for start, end, _ in paragraphs])
    return cut_windows(article.text, paragraphs, marked)


def words(window: Window, text: str) -> list[str]:
    return [text[a:b] for a, b in zip(window.start, window.end, strict=True) if a >= 0]


def test_a_window_is_a_paragraph_and_furniture_stays_out(article: Make) -> None:
    text = "Rain fell.\nShare this\nThe dam held.\n"
    blocks = (Block("headline", 0, 10), Block("furniture", 11, 21), Block("body", 22, 35))
    first, second = cut(article(text, blocks=blocks))
    assert words(first, text) == ["Rain", "fell", "."]
    assert words(second, text) == ["The", "dam", "held", "."]
    assert (first.ids[0], first.ids[-1]) == (CLS, SEP)
    assert set(first.features[1:-1, 2]) == {1}
    assert set(second.features[1:-1, 2]) == {0}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Orr said:\n“It rained,” and left.\n", 1),
        ("Orr went on. “It rained.\n“It poured,” he said.\n", 1),
        ("Orr spoke.\n“It rained.”\n", 1),
        ("Orr spoke.\n“It rained,” he said.\n", 2),
        ("Orr spoke.\nIt rained.\n", 2),
        ("Orr spoke.\n" + "“It rained and rained and rained and rained all day.”\n" * 40, 3),
    ],
)
def test_quotations_that_run_on_share_a_window(article: Make, text: str, count: int) -> None:
    assert len(cut(article(text))) == count


def test_case_and_marks_are_told(article: Make) -> None:
    text = "Orr told UN envoys “Leave 3 ships”.\n"
    (window,) = cut(article(text))
    seen = dict(zip(words(window, text), window.features[1:-1, :2].tolist(), strict=True))
    assert seen["Orr"] == [1, 0]
    assert seen["UN"] == [2, 0]
    assert seen["told"] == [0, 0]
    assert seen["Leave"] == [1, 1]
    assert seen["3"] == [3, 1]


def test_a_long_paragraph_is_cut_behind_a_full_stop(article: Make) -> None:
    text = "The boats came back to the harbour before noon. " * 60 + "\n"
    windows = cut(article(text))
    assert len(windows) > 1
    for window in windows:
        assert len(window.ids) <= WIDTH
        assert words(window, text)[-1] == "."


def test_no_prose_no_window(article: Make) -> None:
    assert cut(article("\n \n", blocks=())) == []


@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_piece_stands_in_the_text_once_and_in_order(text: str) -> None:
    at = 0
    for window in cut(make_article(text)):
        assert 2 < len(window.ids) <= WIDTH
        assert len(window.ids) == len(window.features) == len(window.start) == len(window.end)
        for start, end in zip(window.start.tolist(), window.end.tolist(), strict=True):
            if start >= 0:
                assert at <= start < end <= len(text)
                at = start
