"""How likely a word in a construction attributes what hangs on it.

`data/cues.tsv` counts, for each word and construction, how often annotators took it to
attribute (PolNeAR 1.0, training part; Newell, Margolin and Ruths, LREC 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_DOUBT = 4.0  # occurrences' worth of belief in the construction before the word itself counts

Count = tuple[int, int]  # times attributing, times seen


class Table(NamedTuple):
    """Counts of cues."""

    words: Mapping[tuple[str, str], Count]  # by lemma and construction
    frames: Mapping[str, Count]  # by construction, over its rare words


_instead: list[Table] = []


@contextmanager
def using(table: Table) -> Iterator[None]:
    """Count by another table than the shipped one, to fit and to measure."""
    _instead.append(table)
    try:
        yield
    finally:
        _instead.pop()


def rate(lemma: str, frame: str) -> float:
    """Share of a word's occurrences in a construction that attribute.

    Rare words lean on what is usual in the construction.
    """
    good, seen = _table().words.get((lemma, frame), (0, 0))
    return (good + _DOUBT * usual(frame)) / (seen + _DOUBT)


def usual(frame: str) -> float:
    """The same for a word never seen in the construction."""
    good, seen = _table().frames.get(frame, (0, 0))
    return (good + 0.1) / (seen + 1.0)


def _table() -> Table:
    return _instead[-1] if _instead else shipped()


@cache
def shipped() -> Table:
    """The counts that come with the package."""
    words: dict[tuple[str, str], Count] = {}
    frames: dict[str, Count] = {}
    for line in (files("accord.annotate") / "data" / "cues.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            frame, lemma, good, seen = line.split("\t")
            if lemma == "*":
                frames[frame] = int(good), int(seen)
            else:
                words[lemma, frame] = int(good), int(seen)
    return Table(words, frames)
