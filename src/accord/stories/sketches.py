"""What grouping keeps of an article: a few kilobytes that a store can hold."""

from __future__ import annotations

import json
import math
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

import numpy as np

from accord.records import ArticleId, Reading, Sentence
from accord.stories.duplicates import PLACES, sign
from accord.text import words

VERSION = 2  # of the form of the bytes


@dataclass(frozen=True, slots=True)
class Sketch:
    """One article as grouping sees it; nothing else of the article is looked at."""

    article: ArticleId
    outlet: str | None
    url: str | None
    day: date | None  # of publication
    moment: datetime | None  # of publication, aware, UTC; None when the hour is not stated
    terms: tuple[str, ...]  # the weightiest first; none has a line break in it
    # Their weights before rarity, little-endian float32: those of all terms in the whole text, then
    # those among title and first sentences, then those as a name or figure (0 where it is none).
    weights: bytes
    signature: bytes  # of `duplicates.sign`, little-endian

    @property
    def place(self) -> tuple[date, float, str]:
        """By time, then id, undated ones last: the order in which a batch is told."""
        if self.day is None:
            return date.max, 0.0, self.article
        return self.day, self.moment.timestamp() if self.moment else 0.0, self.article


@dataclass(frozen=True, slots=True)
class Sketching:
    """What weighs in an article. Each value was measured by `evals.grouping` and lies on a flat stretch."""

    opening_sentences: int = 4
    title: float = 10.0  # a title's word counts like so many in the text
    opening_title: float = 2.0  # the same among the first sentences
    lead: float = 2.0  # how much more a first sentence's word counts than one far down
    lead_fades: float = 3.0  # sentences after which that has dropped to a third
    early: float = 3.0  # sentences after which a name met first counts a third as much more
    terms: int = 160  # kept, by weight and rarity


def sketch(reading: Reading, *, settings: Sketching = Sketching()) -> Sketch:
    """The sketch of one article; of one without sentences the title is all that is known."""
    article = reading.article
    prose = [s for s in reading.sentences if s.block not in ("furniture", "headline")]
    title = _title_terms(reading, prose)
    full = _count(prose, title, settings.title, lambda k: 1 + settings.lead * _fading(k, settings))
    opening = _count(prose[: settings.opening_sentences], title, settings.opening_title, lambda _: 1.0)
    names = _names(reading, prose, settings)
    weights = {
        term: (_damped(n), _damped(opening[term]) if term in opening else 0.0, names.get(term, 0.0))
        for term, n in full.items()
    }
    weightiest = sorted(weights, key=lambda t: (-(weights[t][0] + weights[t][1]) * rarity(t), t))
    kept = weightiest[: settings.terms]
    published = article.published
    signature = sign(" ".join((article.title or "", article.text)) if not prose else article.text)
    return Sketch(
        article=article.id,
        outlet=article.outlet.value if article.outlet else None,
        url=article.url,
        day=published.day if published else None,
        moment=published.moment if published else None,
        terms=tuple(kept),
        weights=np.array([weights[t] for t in kept], "<f4").T.tobytes(),
        signature=signature.astype("<u4").tobytes(),
    )


def to_bytes(sketch: Sketch) -> bytes:
    """A sketch to be stored: a version byte, the signature; then deflated a line of JSON, weights, terms."""
    fields = [
        sketch.article,
        sketch.outlet,
        sketch.url,
        sketch.day.isoformat() if sketch.day else None,
        sketch.moment.astimezone(UTC).isoformat() if sketch.moment else None,
        len(sketch.terms),
    ]
    packed = json.dumps(fields).encode() + b"\n" + sketch.weights + "\n".join(sketch.terms).encode()
    return bytes([VERSION]) + sketch.signature + zlib.compress(packed, 6)


def from_bytes(raw: bytes) -> Sketch:
    """The sketch that `to_bytes` made; ValueError for bytes of another version or broken ones."""
    if not raw or raw[0] != VERSION:
        raise ValueError(f"a sketch of version {VERSION} was expected, not of {raw[0] if raw else 'none'}")
    start = 1 + 4 * PLACES
    try:
        packed = zlib.decompress(raw[start:])
        head = packed.index(b"\n") + 1
        article, outlet, url, day, moment, many = json.loads(packed[:head])
        told = head + 12 * many  # three weights of four bytes
        terms = tuple(packed[told:].decode().split("\n")) if many else ()
        if len(terms) != many:
            raise ValueError(f"{len(terms)} terms where {many} were expected")
        return Sketch(
            ArticleId(article),
            outlet,
            url,
            date.fromisoformat(day) if day else None,
            datetime.fromisoformat(moment) if moment else None,
            terms,
            packed[head:told],
            raw[1:start],
        )
    except (zlib.error, ValueError, TypeError) as exc:
        raise ValueError(f"a broken sketch: {exc}") from exc


# ---------------------------------------------------------------- words and their rarity

# Articles alone cannot tell a rare word from a common one. So they stand before a background of
# imagined articles in which the word of rank r occurs in `BACKGROUND` times 1 - exp(-SPREAD / r)
# of them (Zipf's law for texts of some 500 words).
BACKGROUND = 1000.0
SPREAD = 100.0


def usual(term: str) -> float:
    """In how many of the imagined articles a term occurs."""
    return _background().get(term, 0.0)


def rarity(term: str) -> float:
    """Inverse document frequency of a term in the background alone."""
    return math.log((BACKGROUND + 1) / (usual(term) + 0.5))


@cache
def _background() -> Mapping[str, float]:
    return {word: BACKGROUND * (1 - math.exp(-SPREAD / rank)) for word, rank in _ranks().items()}


@cache
def _ranks() -> Mapping[str, int]:
    """English words, the most frequent first.

    Taken from the vocabulary of bert-base-uncased (Devlin et al., NAACL 2019; Apache-2.0),
    which is sorted by frequency in Wikipedia and books.
    """
    lines = (files("accord.stories") / "data" / "common_words.txt").read_text("utf-8").split()
    return {word: rank for rank, word in enumerate(lines, 1)}


def _damped(count: float) -> float:
    return round(1 + math.log(max(count, 1.0)), 3)


def _fading(sentence: int, settings: Sketching) -> float:
    return math.exp(-sentence / settings.lead_fades)


def _count(
    sentences: Sequence[Sentence], title: Sequence[str], title_weight: float, weight: Callable[[int], float]
) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    for k, sentence in enumerate(sentences):
        worth = weight(k)
        for term in sentence.terms:
            counts[term] += worth
    for term in title:
        counts[term] += title_weight
    return counts


def _names(reading: Reading, prose: Sequence[Sentence], settings: Sketching) -> dict[str, float]:
    """Words of names, and figures, among the terms of the text: more for those met often and early.

    A capital within a sentence makes a name. The first word of a sentence is one when it is
    elsewhere; headlines are left out, for many capitalise every word.
    """
    text = reading.article.text
    inner: dict[str, list[int]] = {}  # by form: the sentences in which it is a name
    first: list[tuple[str, int]] = []
    for k, sentence in enumerate(prose):
        for n, word in enumerate(words(text, sentence.passage.start, sentence.passage.end)):
            initial = text[word.start]
            if initial.isupper() or initial.isdigit():
                form = word.form.removesuffix("'s")
                if n or initial.isdigit():
                    inner.setdefault(form, []).append(k)
                else:
                    first.append((form, k))
    for form, k in first:
        if form in inner:
            inner[form].append(k)
    return {
        form: round(1 + math.log(len(places)) + math.exp(-min(places) / settings.early), 3)
        for form, places in inner.items()
    }


FUNCTION_WORDS = 100  # the most frequent words of a language are nearly all of this kind


def _title_terms(reading: Reading, prose: Sequence[Sentence]) -> list[str]:
    """Terms of the headline, where the text has one, or of the record's title.

    A title that is no part of the text has no lemmas: a word of it stands for the term of the
    text, or the common word, that it inflects.
    """
    headline = [term for s in reading.sentences if s.block == "headline" for term in s.terms]
    if headline or not reading.article.title:
        return headline
    known: Collection[str] = {term for s in prose for term in s.terms}
    forms = [word.form.removesuffix("'s") for word in words(reading.article.title)]
    return [
        next((stem for stem in _stems(form) if stem in known or stem in _ranks()), form)
        for form in forms
        if _ranks().get(form, FUNCTION_WORDS) >= FUNCTION_WORDS
    ]


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
