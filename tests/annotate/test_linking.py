from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.annotate.linking import DISTANCES, KEY, Linking, Scores, distances, link
from accord.annotate.windows import Window

WORDS = "[CLS] Orr said rain fell , Herrin added that it stopped [SEP]".split()


def window(words: list[str] = WORDS) -> Window:
    bounds, at = [], 0
    for word in words:
        inside = word not in ("[CLS]", "[SEP]")
        bounds.append((at, at + len(word)) if inside else (-1, -1))
        at += len(word) + 1 if inside else 0
    place = np.array(bounds, np.int64)
    size = len(words)
    return Window(np.zeros(size, np.int64), np.zeros((size, 3), np.int64), place[:, 0], place[:, 1])


def scores(cues: dict[str, tuple[str, list[str]]], sure: float = 8.0, words: list[str] = WORDS) -> Scores:
    """Each cue with its source ("" for none) and the words that point to it."""
    size = len(words)
    tags = np.full((size, 10), 0.0, np.float32)
    tags[:, 0] = 6
    tags[:, 9] = 4
    keys = np.zeros((size, 5, KEY), np.float32)
    for axis, (cue, (source, content)) in enumerate(cues.items()):
        at = words.index(cue)
        tags[at, 1] = 6 + sure
        keys[at, 1, axis] = keys[at, 4, axis] = np.sqrt(KEY)
        for word in content:
            keys[words.index(word), 0, axis] = 12
            tags[words.index(word), 9] = 0
        parts = source.split() or ["[CLS]"]
        keys[words.index(parts[0]), 2, axis] = keys[words.index(parts[-1]), 3, axis] = 9
    return Scores(tags, keys.reshape(size, -1), np.zeros((DISTANCES, 3), np.float32))


def told(found: list, words: list[str] = WORDS) -> list[tuple[str, ...]]:
    text = " ".join(w for w in words if not w.startswith("["))
    return [
        (
            text[slice(*a.source)] if a.source else "",
            text[slice(*a.cue)],
            " … ".join(text[s:e] for s, e in a.content),
        )
        for a in found
    ]


def test_contents_are_told_apart_by_their_cues() -> None:
    given_ = {"said": ("Orr", ["rain", "fell"]), "added": ("Herrin", ["that", "it", "stopped"])}
    assert told(link(window(), scores(given_))) == [
        ("Orr", "said", "rain fell"),
        ("Herrin", "added", "that it stopped"),
    ]


def test_a_content_split_by_its_cue_is_one() -> None:
    found = told(link(window(), scores({"added": ("Herrin", ["rain", "fell", "it", "stopped"])})))
    assert found == [("Herrin", "added", "rain fell … it stopped")]


def test_a_small_gap_is_taken_with_the_content_unless_another_owns_it() -> None:
    alone = told(link(window(), scores({"said": ("Orr", ["rain", "fell", "Herrin"])})))
    assert alone == [("Orr", "said", "rain fell , Herrin")]


def test_no_source_is_none() -> None:
    assert told(link(window(), scores({"said": ("", ["rain", "fell"])}))) == [("", "said", "rain fell")]


def test_an_unsure_cue_is_left_out_and_its_words_go_to_another() -> None:
    both = {"said": ("Orr", ["rain", "fell"]), "added": ("Herrin", ["that", "it", "stopped"])}
    given_ = scores(both)
    given_.tags[WORDS.index("added"), 1] = 5  # a cue with one chance in four
    given_.keys[WORDS.index("it")] *= 0.2
    assert [t[1] for t in told(link(window(), given_, Linking(floor=0.5)))] == ["said"]


def test_a_cue_without_content_is_none() -> None:
    assert link(window(), scores({"said": ("Orr", [])})) == []


@pytest.mark.parametrize("sign", [1, -1])
def test_distances_grow_with_the_distance_and_know_the_side(sign: int) -> None:
    kinds = distances(sign * np.arange(1, 500))
    assert (np.diff(kinds) >= 0).all()
    assert kinds.min() >= 0
    assert kinds.max() < DISTANCES
    assert set(kinds.tolist()).isdisjoint(distances(-sign * np.arange(1, 500)).tolist())


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_whatever_the_scores_the_spans_stand_in_the_window(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    words = ["[CLS]", *(["word"] * size), "[SEP]"]
    made = Scores(
        rng.normal(0, 3, (size + 2, 10)).astype(np.float32),
        rng.normal(0, 2, (size + 2, 5 * KEY)).astype(np.float32),
        rng.normal(0, 1, (DISTANCES, 3)).astype(np.float32),
    )
    end = int(window(words).end.max())
    for a in link(window(words), made):
        assert a.content
        for start, stop in (*a.content, a.cue, *([a.source] if a.source else [])):
            assert 0 <= start < stop <= end
        assert all(x[1] <= y[0] for x, y in zip(a.content, a.content[1:], strict=False))
        assert 0 <= a.score <= 1
