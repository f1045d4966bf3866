"""Near-duplicates of invented texts, made with a seed."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.records import ArticleId
from accord.stories.duplicates import (
    PLACES,
    SHINGLE,
    DuplicateIndex,
    estimate,
    find_duplicates,
    hash_shingles,
    sign,
)

RNG = random.Random(6)
WORDS = ["".join(RNG.choices("abcdefghiklmnoprstuw", k=RNG.randrange(2, 9))) for _ in range(4000)]


def text(seed: int, words: int = 400) -> list[str]:
    return random.Random(seed).choices(WORDS, k=words)


def edited(words: list[str], changes: int, seed: int) -> list[str]:
    rng, out = random.Random(seed), list(words)
    for at in rng.sample(range(len(out)), changes):
        out[at] = rng.choice(WORDS)
    return out


def jaccard(a: list[str], b: list[str]) -> float:
    x, y = ({tuple(w[k : k + SHINGLE]) for k in range(len(w) - SHINGLE + 1)} for w in (a, b))
    return len(x & y) / len(x | y)


def test_shingles_are_runs_of_words_whatever_stands_between() -> None:
    plain = hash_shingles("the river rose by two metres")
    assert len(plain) == 3
    for same in (
        "The river rose, by two metres.",
        "  the RIVER — rose by\ntwo “metres”",
        "the river rose by two metres!?",
    ):
        assert (hash_shingles(same) == plain).all()
    assert not set(hash_shingles("the river fell by two metres")) & set(plain)
    assert set(hash_shingles("and the river rose by two metres")) > set(plain)


def test_apostrophes_of_either_kind_count_for_nothing() -> None:
    assert (hash_shingles("the mayor’s boat has sunk") == hash_shingles("The mayor's boat has sunk")).all()


@pytest.mark.parametrize(
    ("words", "many"), [("", 0), ("…!", 0), ("rose", 1), ("the river", 1), ("à ñ ü ß", 1)]
)
def test_short_texts(words: str, many: int) -> None:
    assert len(hash_shingles(words)) == many


@given(st.text(max_size=300))
def test_any_text_has_a_signature(words: str) -> None:
    signature = sign(words)
    assert signature.shape == (PLACES,) and signature.dtype == np.uint32
    assert estimate(signature, sign(words)) == 1.0


def test_signatures_are_the_same_everywhere() -> None:
    # kept in stores: a change of these numbers asks for another version of the sketches
    assert sign("The river Asel burst its banks at Ostmere on Tuesday.")[:3].tolist() == [
        929713463,
        532231296,
        28035331,
    ]


def test_the_estimate_is_near_the_likeness() -> None:
    for n, changes in enumerate((0, 5, 10, 20, 40)):
        one = text(n)
        other = edited(one, changes, n)
        assert abs(estimate(sign(" ".join(one)), sign(" ".join(other))) - jaccard(one, other)) < 0.13


def test_duplicates_at_eight_tenths_are_found() -> None:
    index = DuplicateIndex()
    originals = {n: text(n) for n in range(150)}
    for n, words in originals.items():
        assert index.add(ArticleId(f"{n}"), sign(" ".join(words))) == ()
    found = tried = 0
    for n, words in originals.items():
        copy = edited(words, 11, n)
        if jaccard(words, copy) >= 0.8:
            tried += 1
            found += any(t.other == f"{n}" for t in index.add(ArticleId(f"copy {n}"), sign(" ".join(copy))))
    assert tried > 80 and found / tried >= 0.98
    assert len(index) == 150 + tried


def test_twins_stand_with_what_came_before() -> None:
    one = text(1)
    made = [("a", one), ("b", text(2)), ("c", one[:380]), ("d", ["The", "End", *one])]
    twins = list(find_duplicates([(ArticleId(n), sign(" ".join(w))) for n, w in made]))
    assert {(t.article, t.other) for t in twins} == {("c", "a"), ("d", "a"), ("d", "c")}
    assert all(0.7 <= t.likeness <= 1 for t in twins)


def test_texts_without_words_are_no_twins() -> None:
    empty = [(ArticleId(n), sign("")) for n in "ab"]
    assert list(find_duplicates(empty)) == []
