"""How alike two articles are: their words by rarity, their openings, their days.

Sentence vectors were tried beside these and made siblings of a kind more alike, not
reports of one event (best mean BCubed F1 .954 without them, .945 with a tenth of them).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from accord.records import Reading, Sentence
from accord.text import words

Likeness = NDArray[np.float32]
COLUMNS = 4096  # terms taken at a time, to bound memory


@dataclass(frozen=True, slots=True)
class Weighting:
    """What makes articles alike. Each value was measured by `evals.grouping` and lies on a flat stretch."""

    opening: float = 0.3  # share of title and first sentences; the full text has the rest
    opening_sentences: int = 4
    title: float = 10.0  # a title's word counts like so many in the text
    opening_title: float = 2.0  # the same among the first sentences
    lead: float = 2.0  # how much more a first sentence's word counts than one far down
    lead_fades: float = 3.0  # sentences after which that has dropped to a third
    # Two articles alone cannot tell a rare word from a common one. So they stand before a
    # background of imagined articles in which the word of rank r occurs in `background`
    # times 1 - exp(-spread / r) of them (Zipf's law for texts of some 500 words).
    background: float = 1000.0
    spread: float = 100.0
    far: float = 0.8  # likeness left to articles whose days lie far apart; never a gate,
    # for events go on and dates are misread
    far_days: float = 30.0


def measure_likeness(readings: Sequence[Reading], weighting: Weighting = Weighting()) -> Likeness:
    """Pair by pair, from 0 to 1; a row and a column for each article, in the order given.

    An article without sentences is known by its title alone, and one without a title
    too is like no other.
    """
    w = weighting
    texts = [_prose(reading) for reading in readings]
    known = {term for sentences in texts for s in sentences for term in s.terms} | _ranks().keys()
    titles = [_title_terms(r, s, known) for r, s in zip(readings, texts, strict=True)]

    full = [
        _count(sentences, title, w.title, lambda k: 1 + w.lead * float(np.exp(-k / w.lead_fades)))
        for sentences, title in zip(texts, titles, strict=True)
    ]
    opening = [
        _count(sentences[: w.opening_sentences], title, w.opening_title, lambda _: 1.0)
        for sentences, title in zip(texts, titles, strict=True)
    ]
    likeness: Likeness = (1 - w.opening) * _cosines(full, w)
    likeness += w.opening * _cosines(opening, w)
    return likeness * _nearness(readings, w)


def _prose(reading: Reading) -> list[Sentence]:
    return [s for s in reading.sentences if s.block not in ("furniture", "headline")]


def _title_terms(
    reading: Reading, prose: Sequence[Sentence], known: Mapping[str, object] | set[str]
) -> list[str]:
    """Terms of the headline, where the text has one, or of the record's title.

    A title that is no part of the text has no lemmas: a word of it stands for the
    known term that it inflects.
    """
    headline = [term for s in reading.sentences if s.block == "headline" for term in s.terms]
    if headline or not reading.article.title:
        return headline
    forms = [word.form.removesuffix("'s") for word in words(reading.article.title)]
    return [
        next((stem for stem in _stems(form) if stem in known), form)
        for form in forms
        if _ranks().get(form, FUNCTION_WORDS) >= FUNCTION_WORDS
    ]


FUNCTION_WORDS = 100  # the most frequent words of a language are nearly all of this kind


def _stems(form: str) -> Iterator[str]:
    yield form
    for ending, stem in (
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("ed", "e"),
        ("ed", ""),
        ("ing", ""),
        ("ing", "e"),
    ):
        if form.endswith(ending):
            yield form.removesuffix(ending) + stem


def _count(
    sentences: Sequence[Sentence], title: Sequence[str], title_weight: float, weight: Callable[[int], float]
) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for k, sentence in enumerate(sentences):
        for term in sentence.terms:
            counts[term] += weight(k)
    for term in title:
        counts[term] += title_weight
    return counts


@cache
def _ranks() -> dict[str, int]:
    """English words, the most frequent first.

    Taken from the vocabulary of bert-base-uncased (Devlin et al., NAACL 2019; Apache-2.0),
    which is sorted by frequency in Wikipedia and books.
    """
    lines = (files("accord.stories") / "data" / "common_words.txt").read_text("utf-8").split()
    return {word: rank for rank, word in enumerate(lines, 1)}


def _cosines(counts: Sequence[Mapping[str, float]], w: Weighting) -> Likeness:
    """Cosines of tf-idf vectors with a logarithm on the counts (Salton and Buckley 1988)."""
    n = len(counts)
    holders: dict[str, list[int]] = {}
    for i, terms in enumerate(counts):
        for term in terms:
            holders.setdefault(term, []).append(i)
    ranks = _ranks()
    squares = np.zeros(n)
    shared: list[tuple[list[int], list[float]]] = []
    for term, rows in holders.items():
        rank = ranks.get(term)
        usual = w.background * (1 - float(np.exp(-w.spread / rank))) if rank else 0.0
        rarity = float(np.log((n + w.background + 1) / (len(rows) + usual + 0.5)))
        values = [(1 + float(np.log(max(counts[i][term], 1.0)))) * rarity for i in rows]
        squares[rows] += np.square(values)
        if len(rows) > 1:
            shared.append((rows, values))
    total = np.zeros((n, n), np.float32)
    for at in range(0, len(shared), COLUMNS):
        part = shared[at : at + COLUMNS]
        block = np.zeros((n, len(part)), np.float32)
        for column, (rows, values) in enumerate(part):
            block[rows, column] = values
        total += block @ block.T
    norms = np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)
    cosines: Likeness = total / norms[:, None] / norms[None, :]
    return cosines


def _nearness(readings: Sequence[Reading], w: Weighting) -> Likeness:
    days = [r.article.published.day.toordinal() if r.article.published else np.nan for r in readings]
    gaps = np.abs(np.subtract.outer(days, days))
    near = w.far + (1 - w.far) * np.exp(-np.maximum(gaps - 1, 0) / w.far_days)
    factors: Likeness = np.where(np.isnan(gaps), 1.0, near).astype(np.float32)
    return factors
