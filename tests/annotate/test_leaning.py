from __future__ import annotations

from collections.abc import Callable

import numpy as np

from accord.annotate import read_articles
from accord.annotate.leaning import own_pieces
from accord.annotate.reading import read
from accord.records import Article, Passage

LEANS = (
    "The dam will close in May, the Harbour Post reported on Monday, citing a person close to the council."
)
TELLS = "The dam is made of stone."
MORE = "\n\nRain fell on the valley. Ann Vale, the mayor of Ostrel, walked along the wall."


def test_a_sentence_that_credits_leans_more_than_one_that_tells(article: Callable[..., Article]) -> None:
    (reading,) = read_articles([article(f"{LEANS} {TELLS}")])
    leans, tells = (s.leaning for s in reading.sentences)
    assert leans > 0 > tells


def test_what_follows_in_another_paragraph_changes_nothing(article: Callable[..., Article]) -> None:
    (short,) = read_articles([article(f"{LEANS} {TELLS}")])
    (long,) = read_articles([article(f"{LEANS} {TELLS}{MORE}")])
    assert [s.leaning for s in long.sentences][: len(short.sentences)] == [s.leaning for s in short.sentences]


def test_pieces_of_a_window_by_sentence(article: Callable[..., Article]) -> None:
    page = read(article(f"{TELLS} {TELLS}"), states=True)
    (window,) = page.windows
    halves = [
        Passage(page.article.id, 0, len(TELLS)),
        Passage(page.article.id, len(TELLS) + 1, 2 * len(TELLS) + 1),
    ]
    elsewhere = Passage(page.article.id, 900, 950)
    numbers, own = own_pieces(window, [*halves, elsewhere])
    assert numbers == [0, 1]
    assert not (own[0] & own[1]).any()
    assert np.array_equal(own.any(0), window.start >= 0)


def test_states_come_only_where_asked_for(article: Callable[..., Article]) -> None:
    assert all(not states.size for states in read(article(LEANS)).states)
    (window,), (states,) = (
        getattr(read(article(LEANS), states=True), name) for name in ("windows", "states")
    )
    assert states.shape == (len(window.ids), 384)
