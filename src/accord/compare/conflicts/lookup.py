"""What is looked up of the sentences of a story while its conflicts are found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import numpy as np

from accord.compare.pairs import Pairs
from accord.compare.trees import Floats
from accord.nations import nation
from accord.records import ArticleId, Cast, Mention, Modality, Passage, Period, Quantity, Reading, Sentence
from accord.text import words

# Deeds of telling, and verbs too general to be a deed.
SAYING = frozenset(
    """say tell add note announce report state claim write tweet ask reply think believe know
    be have do make take get go come see want give let keep put""".split()
)


_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


class Lookup:
    """The readings of a story with what the finders look up."""

    def __init__(self, readings: Sequence[Reading], cast: Cast, pairs: Pairs) -> None:
        self.readings = readings
        self.cast = cast
        self.by_id = {r.article.id: r for r in readings}
        self._row = {(x.reading, x.sentence): n for n, x in enumerate(pairs.lines)}
        self._number = {r.article.id: n for n, r in enumerate(readings)}
        self._pairs = pairs
        self._ends = {r.article.id: [s.passage.end for s in r.sentences] for r in readings}
        self._names = {r.article.id: [m for m in r.mentions if m.form == "name"] for r in readings}
        self._name_starts = {a: [m.passage.start for m in names] for a, names in self._names.items()}
        self._quantities: dict[Passage, list[Quantity]] = {}
        self._counted: dict[Passage, list[Quantity]] = {}
        self._told: dict[ArticleId, set[tuple[str, Decimal | None, Decimal | None]]] = {
            r.article.id: {count_of(q) for q in r.quantities} for r in readings
        }
        self._modalities: dict[Passage, Modality] = {}
        self._settings: dict[Passage, set[str]] = {}
        self._topics: dict[tuple[ArticleId, int], Floats] = {}

    def exact(self, passage: Passage) -> str:
        return passage.of(self.by_id[passage.article].article.text)

    def _place(self, passage: Passage) -> int | None:
        """The number of the first sentence that a passage stands in."""
        sentences = self.by_id[passage.article].sentences
        n = bisect_right(self._ends[passage.article], passage.start)
        return n if n < len(sentences) and sentences[n].passage.touches(passage) else None

    def sentence(self, passage: Passage) -> Sentence | None:
        n = self._place(passage)
        return None if n is None else self.by_id[passage.article].sentences[n]

    def cosine(self, left: Passage, right: Passage) -> float:
        """Of the sentences two passages stand in; 0 where one carries no fact."""
        a, b = self.line(left), self.line(right)
        return self._pairs.cosine(a, b) if a is not None and b is not None else 0.0

    def cosines(self, sentences: Sequence[Passage]) -> Floats:
        """Of each with each; 0 where one carries no fact."""
        lines = [self.line(s) for s in sentences]
        vectors = self._pairs.vectors[[n or 0 for n in lines]]
        vectors[[n is None for n in lines]] = 0
        likeness: Floats = vectors @ vectors.T
        return likeness

    def line(self, passage: Passage) -> int | None:
        n = self._place(passage)
        return None if n is None else self._row.get((self._number[passage.article], n))

    def near(self, cosine: float, has: Callable[[Passage], object]) -> Iterator[tuple[Passage, Passage]]:
        """Pairs of sentences of two articles that resemble each other and both have something, in order."""
        passages = [self.readings[x.reading].sentences[x.sentence].passage for x in self._pairs.lines]
        having = [bool(has(p)) for p in passages]
        for a, b in self._pairs.likely(0.0, cosine):
            if having[a] and having[b]:
                yield passages[a], passages[b]

    def terms(self, sentence: Passage) -> list[Period]:
        """The spans of years in a sentence of which both ends are told: "from 1967 to 1979"."""
        return [
            p
            for p in self.by_id[sentence.article].periods
            if sentence.covers(p.passage)
            and p.first is not None
            and p.last is not None
            and (p.last - p.first).days > 366
            and len(_YEAR.findall(self.exact(p.passage))) == 2
        ]

    def quantities(self, sentence: Passage) -> list[Quantity]:
        """The numbers in a sentence."""
        if sentence not in self._quantities:
            every = self.by_id[sentence.article].quantities
            self._quantities[sentence] = [q for q in every if sentence.covers(q.passage)]
        return self._quantities[sentence]

    def counted(self, sentence: Passage) -> list[Quantity]:
        """The numbers in a sentence that say what they count; "billions" is no figure to differ from."""
        if sentence not in self._counted:
            self._counted[sentence] = [
                q
                for q in self.quantities(sentence)
                if q.unit and (q.high is not None or _DIGIT.search(self.exact(q.passage)))
            ]
        return self._counted[sentence]

    def tells(self, quantity: Quantity, article: ArticleId) -> bool:
        """Whether an article gives a number of just this size and unit."""
        return count_of(quantity) in self._told[article]

    def modality(self, quantity: Quantity) -> Modality:
        """Of the smallest clause that a number stands in."""
        if quantity.passage not in self._modalities:
            clauses = self.by_id[quantity.passage.article].clauses
            around = [c for c in clauses if c.passage.covers(quantity.passage)]
            clause = min(around, key=lambda c: c.passage.end - c.passage.start, default=None)
            self._modalities[quantity.passage] = clause.modality if clause else "happened"
        return self._modalities[quantity.passage]

    def setting(self, quantity: Quantity, sentence: Passage) -> set[str]:
        """The words next to a number, without their endings."""
        if quantity.passage not in self._settings:
            text = self.by_id[sentence.article].article.text
            start = max(sentence.start, quantity.passage.start - 40)
            end = min(sentence.end, quantity.passage.end + 40)
            self._settings[quantity.passage] = {
                w.form[:5] for w in words(text, start, end) if len(w.form) > 3 and not w.form[0].isdigit()
            }
        return self._settings[quantity.passage]

    def names(self, passage: Passage) -> Iterator[Mention]:
        """The names in a passage."""
        names, starts = self._names[passage.article], self._name_starts[passage.article]
        for mention in names[bisect_left(starts, passage.start) : bisect_left(starts, passage.end)]:
            if passage.covers(mention.passage):
                yield mention

    def topic(self, passage: Passage) -> Floats:
        """What a passage's paragraph and the one before it are about, as a vector of unit length."""
        home = self.sentence(passage)
        key = passage.article, -1 if home is None else home.paragraph
        if key not in self._topics:
            reading = self.by_id[passage.article]
            near = [
                n
                for n, s in enumerate(reading.sentences)
                if home is not None and home.paragraph - 1 <= s.paragraph <= home.paragraph
            ]
            total = reading.vectors[near].sum(axis=0)
            self._topics[key] = total / max(float(np.linalg.norm(total)), 1e-6)
        return self._topics[key]


def parties_in(page: Lookup, reading: Reading, passage: Passage) -> set[str]:
    """Who is named in a passage; a people stands for its country ("Turkish", "Turkey")."""
    found: set[str] = set()
    for mention in page.names(passage):
        land = nation(mention.passage.of(reading.article.text))
        person = page.cast.of.get((reading.article.id, mention.entity))
        if land is not None:
            found.add("nation " + land.name)
        elif person is not None:
            found.add(person.id)
    return found


def stems(text: str) -> set[str]:
    return {w.form[:5] for w in words(text) if len(w.form) > 3}


def count_of(quantity: Quantity) -> tuple[str, Decimal | None, Decimal | None]:
    return quantity.unit, quantity.low, quantity.high
