"""How likely a word in a construction attributes what hangs on it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_DOUBT = 4.0  # occurrences' worth of belief in the construction before the word itself counts


@cache
def _table() -> tuple[dict[tuple[str, str], tuple[int, int]], dict[str, tuple[int, int]]]:
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    frames: dict[str, tuple[int, int]] = {}
    path = files("accord.annotate") / "data" / "cues.tsv"
    if not path.is_file():
        return counts, frames
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            frame, lemma, good, seen = line.split("\t")
            if lemma == "*":
                frames[frame] = int(good), int(seen)
            else:
                counts[lemma, frame] = int(good), int(seen)
    return counts, frames


def rate(lemma: str, frame: str) -> float:
    """Share of a word's occurrences in a construction that attribute, after PolNeAR's training part.

    Rare words lean on what is usual in the construction.
    """
    own, times = _table()[0].get((lemma, frame), (0, 0))
    return (own + _DOUBT * usual(frame)) / (times + _DOUBT)


def usual(frame: str) -> float:
    """The same for a word never seen in the construction."""
    good, seen = _table()[1].get(frame, (0, 0))
    return (good + 0.1) / (seen + 1.0)
