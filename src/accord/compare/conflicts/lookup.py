"""What is looked up of the sentences of a story while its conflicts are found."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

import numpy as np

from accord.compare.amounts import VAGUE, can_both_be, too_vague
from accord.compare.claims import TELLING, one_deed
from accord.compare.conflicts.quantities import as_told, counting
from accord.compare.pairs import Pairs
from accord.compare.trees import Floats
from accord.compare.wordings import FUNCTION_WORDS
from accord.nations import nation
from accord.records import (
    ArticleId,
    Cast,
    Clause,
    EntityKind,
    Mention,
    Modality,
    Passage,
    Period,
    Person,
    Quantity,
    Reading,
    Sentence,
)
from accord.text import words

# Deeds of telling, and verbs too general to be a deed.
SAYING = TELLING | frozenset(
    """think believe know
    be have do make take get go come see want give let keep put""".split()
)


# What may stand next to any number, and says nothing of what it counts.
_NO_MATTER = FUNCTION_WORDS | frozenset(
    """said says about after before around over under least most more less nearly almost some many
    million millions billion billions trillion trillions hundred hundreds thousand thousands dozen dozens
    people""".split()
)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_INFINITIVE = re.compile(r"(?:not\s)?to\s", re.IGNORECASE)  # says neither that it was nor that it was not
_TODAY = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|last night|ago)\b"
)
_WEEK = re.compile(r"\b(?:this|last|past|next|coming|same) week\b", re.IGNORECASE)
_SOME_YEAR = re.compile(r"\b(?:this|last|past|next|coming) (?:year|season)\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day")
_GERUND = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )\bnot \w+ing\b", re.IGNORECASE)
_WEEK_DAYS = 7  # days of publication, beyond which two reports are of two times
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)\b", re.IGNORECASE)
_TO = re.compile(r"\s+to\s")
# Before and after a number of a part, or of what comes on top.
_OF_OTHERS = re.compile(
    r"\b(?:another|additional|further|other|remaining|first|last|final|opening|next"
    r"|of (?:which|whom|them))\s$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\s(?:\w+\s)?(?:more|others?|prior|previous|past|later|earlier|ago"
    r"|of (?:them|those|these|whom|which|the|its|his|her))\b"
)


class _Standing(Protocol):
    @property
    def passage(self) -> Passage: ...


T = TypeVar("T", bound=_Standing)


class _InPlace(Generic[T]):
    """What stands in an article, by where it begins."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = sorted(items, key=lambda item: item.passage.start)
        self._starts = [item.passage.start for item in self._items]

    def within(self, passage: Passage) -> list[T]:
        """All that a passage covers, in text order."""
        first, last = (bisect_left(self._starts, at) for at in (passage.start, passage.end))
        return [item for item in self._items[first:last] if passage.covers(item.passage)]


class Lookup:
    """The readings of a story with what the finders look up."""

    def __init__(self, readings: Sequence[Reading], cast: Cast, pairs: Pairs) -> None:
        self.readings = readings
        self.cast = cast
        self.by_id = {r.article.id: r for r in readings}
        self._row = {(x.reading, x.sentence): n for n, x in enumerate(pairs.lines)}
        self._number = {r.article.id: n for n, r in enumerate(readings)}
        self._published = {
            r.article.id: r.article.published.day.toordinal() if r.article.published else None
            for r in readings
        }
        self._pairs = pairs
        self._passages = [readings[x.reading].sentences[x.sentence].passage for x in pairs.lines]
        self._line_of: dict[Passage, int | None] = {p: n for n, p in enumerate(self._passages)}
        self._ends = {r.article.id: [s.passage.end for s in r.sentences] for r in readings}
        self._names = {r.article.id: [m for m in r.mentions if m.form == "name"] for r in readings}
        self._name_starts = {a: [m.passage.start for m in names] for a, names in self._names.items()}
        self._clauses_of = {r.article.id: _InPlace(r.clauses) for r in readings}
        self._periods_of = {r.article.id: _InPlace(r.periods) for r in readings}
        self._quantities_of = {r.article.id: _InPlace(r.quantities) for r in readings}
        self._mentions_of = {r.article.id: _InPlace(r.mentions) for r in readings}
        self._quantities: dict[Passage, list[Quantity]] = {}
        self._counted: dict[Passage, list[Quantity]] = {}
        self._parts: dict[Passage, bool] = {}
        self._sizes: dict[Hashable, int] = {}  # a number for the sizes of the quantities of a sentence
        self._sizes_of: dict[Passage, tuple[int, int]] = {}
        self._unmatched: dict[tuple[int, int], tuple[int, ...]] = {}
        self._told: dict[ArticleId, set[tuple[str, Decimal | None, Decimal | None]]] = {
            r.article.id: {count_of(q) for q in (*r.quantities, *as_told(r.article.text, r.quantities))}
            for r in readings
        }
        self._days: dict[Passage, list[Period]] = {}
        self._deeds: dict[Passage, str] = {}
        self._parties: dict[Passage, frozenset[str]] = {}
        self._asserting: dict[Passage, list[Clause]] = {}
        self._clauses: dict[Passage, Clause | None] = {}
        self._settings: dict[Passage, set[str]] = {}
        self._qualifiers: dict[Passage, set[str]] = {}
        self._named: dict[Passage, frozenset[str]] = {}
        self._name_words: dict[Passage, set[str]] = {}
        self.limits: dict[Passage, set[str]] = {}  # of numbers: the words of the time that they are of
        self._surnames: dict[str, str] = {p.id: p.name.rpartition(" ")[2] for p in cast.persons}
        self._topics: dict[tuple[ArticleId, int], Floats] = {}

    def exact(self, passage: Passage) -> str:
        return passage.of(self.by_id[passage.article].article.text)

    def before(self, passage: Passage, reach: int = 30) -> str:
        """The words of a sentence right before something in it."""
        home = self.sentence(passage)
        start = max(home.passage.start if home else 0, passage.start - reach)
        return self.by_id[passage.article].article.text[start : passage.start]

    def _place(self, passage: Passage) -> int | None:
        """The number of the first sentence that a passage stands in."""
        sentences = self.by_id[passage.article].sentences
        n = bisect_right(self._ends[passage.article], passage.start)
        return n if n < len(sentences) and sentences[n].passage.touches(passage) else None

    def sentence(self, passage: Passage) -> Sentence | None:
        n = self._place(passage)
        return None if n is None else self.by_id[passage.article].sentences[n]

    def home(self, passage: Passage) -> Passage:
        """The sentence that a passage stands in; itself where it stands in none."""
        found = self.sentence(passage)
        return found.passage if found else passage

    def cosine(self, left: Passage, right: Passage) -> float:
        """Of the sentences two passages stand in; 0 where one carries no fact."""
        a, b = self.line(left), self.line(right)
        return self._pairs.cosine(a, b) if a is not None and b is not None else 0.0

    def line(self, passage: Passage) -> int | None:
        """The number, among the lines of the pairs, of the sentence that a passage stands in."""
        if passage not in self._line_of:
            n = self._place(passage)
            self._line_of[passage] = None if n is None else self._row.get((self._number[passage.article], n))
        return self._line_of[passage]

    def score(self, left: Passage, right: Passage) -> float:
        """How likely the sentences two passages stand in tell one fact; 0: not worth a look."""
        a, b = self.line(left), self.line(right)
        return self._pairs.score(a, b) if a is not None and b is not None else 0.0

    def near(
        self, cosine: float, has: Callable[[Passage], object], score: float = 1.0, *, ever: bool = False
    ) -> Iterator[tuple[Passage, Passage]]:
        """Pairs of sentences of two articles that resemble each other and both have something, in order.

        A pair that scores enough as telling one fact need not resemble. Only of articles published within
        a week, unless `ever`.
        """
        having = np.array([bool(has(p)) for p in self._passages], bool)
        for a, b in self._pairs.likely(score, cosine, having):
            left, right = self._passages[a], self._passages[b]
            if ever or not self.long_apart(left.article, right.article):
                yield left, right

    def long_apart(self, one: ArticleId, other: ArticleId) -> bool:
        """Whether two articles were published so long apart that the later tells of what has changed since.

        Polls, primaries and rescues come again, and are told in the same words.
        """
        first, then = self._published[one], self._published[other]
        return first is not None and then is not None and abs(first - then) > _WEEK_DAYS

    def meeting(
        self,
        cosine: float,
        marks: Callable[[Passage], Iterable[Hashable]],
        sought: Callable[[Passage], Iterable[Hashable]],
        score: float = 1.0,
    ) -> Iterator[tuple[Passage, Passage]]:
        """The pairs of `near` of which the first sentence has a mark that the second seeks, within a week.

        Most pairs of a large story meet in nothing: one operation on bits tells it.
        """
        numbers: dict[Hashable, int] = {}

        def bits(found: Iterable[Hashable]) -> int:
            total = 0
            for mark in found:
                total |= 1 << numbers.setdefault(mark, len(numbers))
            return total

        having, seeking = ([bits(of(p)) for p in self._passages] for of in (marks, sought))
        able = np.array([bool(a or b) for a, b in zip(having, seeking, strict=True)], bool)
        for a, b in self._pairs.likely(score, cosine, able):
            left, right = self._passages[a], self._passages[b]
            if having[a] & seeking[b] and not self.long_apart(left.article, right.article):
                yield left, right

    def clause(self, passage: Passage) -> Clause | None:
        """The smallest clause that a passage stands in.

        What stands before "to" belongs to the clause around it: "left last year to return".
        """
        if passage not in self._clauses:
            home = self.sentence(passage)
            before_to = _TO.match(self.by_id[passage.article].article.text, passage.end) is not None
            around = [
                c
                for c in (self._clauses_of[passage.article].within(home.passage) if home else ())
                if c.passage.covers(passage) and not (before_to and c.passage.start == passage.start)
            ]
            self._clauses[passage] = min(around, key=lambda c: c.passage.end - c.passage.start, default=None)
        return self._clauses[passage]

    def days(self, sentence: Passage) -> list[Period]:
        """The times in a sentence that are no longer than a year."""
        if sentence not in self._days:
            self._days[sentence] = [
                p
                for p in self.periods(sentence)
                if p.first is not None
                and p.last is not None
                and p.anchor in ("stated", "published")  # else it was counted from a day that is guessed
                and (p.last - p.first).days <= 366
            ]
        return self._days[sentence]

    def periods(self, sentence: Passage) -> list[Period]:
        """All times in a sentence, open ones and those that could not be led to a day too."""
        return self._periods_of[sentence.article].within(sentence)

    def terms(self, sentence: Passage) -> list[Period]:
        """The spans of years in a sentence of which both ends are told: "from 1967 to 1979"."""
        return [
            p
            for p in self.periods(sentence)
            if p.first is not None
            and p.last is not None
            and (p.last - p.first).days > 366
            and len(_YEAR.findall(self.exact(p.passage))) == 2
        ]

    def quantities(self, sentence: Passage) -> list[Quantity]:
        """The numbers in a sentence."""
        if sentence not in self._quantities:
            text = self.by_id[sentence.article].article.text
            found = self._quantities_of[sentence.article].within(sentence)
            self._quantities[sentence] = as_told(text, found)
        return self._quantities[sentence]

    def counted(self, sentence: Passage) -> list[Quantity]:
        """The numbers in a sentence that say what they count."""
        if sentence not in self._counted:
            text, every = self.by_id[sentence.article].article.text, self.quantities(sentence)
            self._counted[sentence] = counting(text, every, sentence)
        return self._counted[sentence]

    def vague(self, quantity: Quantity) -> bool:
        """Whether a number is a word for an order of magnitude: "dozens"."""
        return quantity.high is None and VAGUE.search(self.exact(quantity.passage)) is not None

    def both_true(self, a: Quantity, b: Quantity) -> bool:
        """Whether two numbers can both be true of one thing."""
        if not can_both_be(a, b):
            return False
        return not (too_vague(self.exact(a.passage), a, b) or too_vague(self.exact(b.passage), b, a))

    def unmatched(self, left: Passage, right: Passage) -> list[Quantity]:
        """The numbers counted in one sentence that are true together with no number in the other.

        That depends on their sizes alone, and many sentences of a story have the same.
        """
        key = self._sizes_in(left)[0], self._sizes_in(right)[1]
        found = self._unmatched.get(key)
        if found is None:
            theirs = self.quantities(right)
            found = self._unmatched[key] = tuple(
                n for n, q in enumerate(self.counted(left)) if not any(self.both_true(q, x) for x in theirs)
            )
        counted = self._counted[left] if found else ()
        return [counted[n] for n in found]

    def _sizes_in(self, sentence: Passage) -> tuple[int, int]:
        """A number for what `both_true` asks of those counted in a sentence, and one for all in it."""
        found = self._sizes_of.get(sentence)
        if found is None:
            counted, every = (
                tuple((q.low, q.high, VAGUE.search(self.exact(q.passage)) is not None) for q in quantities)
                for quantities in (self.counted(sentence), self.quantities(sentence))
            )
            number = self._sizes.setdefault
            found = number(counted, len(self._sizes)), number(every, len(self._sizes))
            self._sizes_of[sentence] = found
        return found

    def deed(self, quantity: Quantity) -> str:
        """The deed that so many did or suffered, by its stem; empty where none is told."""
        if quantity.passage not in self._deeds:
            clause = self.clause(quantity.passage)
            deed = one_deed(clause.predicate) if clause and clause.predicate not in SAYING else ""
            roles = (clause.agent, clause.patient) if clause else ()
            counted = any(role is not None and role.touches(quantity.passage) for role in roles)
            if clause and counted and clause.patient and clause.passage.start >= clause.patient.start:
                # "21 girls abducted in May were released": so many were released, not abducted
                counted = _AUXILIARY.search(self.exact(clause.passage)) is not None
            self._deeds[quantity.passage] = stem(deed) if counted else ""
        return self._deeds[quantity.passage]

    def tells(self, quantity: Quantity, article: ArticleId) -> bool:
        """Whether an article gives a number of just this size and unit."""
        return count_of(quantity) in self._told[article]

    def told_bare(self, quantity: Quantity, article: ArticleId) -> bool:
        """Whether an article gives a number of just this size, of whatever unit."""
        size = quantity.low, quantity.high
        return any((low, high) == size for _, low, high in self._told[article])

    def modality(self, quantity: Quantity) -> Modality:
        """Of the smallest clause that a number stands in."""
        clause = self.clause(quantity.passage)
        return clause.modality if clause else "happened"

    def part(self, quantity: Quantity) -> bool:
        """Whether a number is of a part of what the other may count whole, or comes on top of it."""
        found = self._parts.get(quantity.passage)
        if found is None:
            text, at = self.by_id[quantity.passage.article].article.text, quantity.passage
            before = text[max(0, at.start - 14) : at.start]
            found = self._parts[at] = bool(_OF_OTHERS.search(before) or _PART.match(text, at.end))
        return found

    def qualifiers(self, quantity: Quantity) -> set[str]:
        """What stands between a number and its noun, without endings: "24 | ambulance | crews"."""
        if quantity.passage not in self._qualifiers:
            text, at = self.by_id[quantity.passage.article].article.text, quantity.passage.end
            unit = stem(quantity.unit).rstrip("s")
            before: list[str] = []
            found: set[str] = set()
            for word in words(text, at, min(len(text), at + 60)):
                if stem(word.form).rstrip("s") == unit:
                    found = stems(" ".join(before))
                    break
                before.append(word.form)
            self._qualifiers[quantity.passage] = found
        return self._qualifiers[quantity.passage]

    def setting(self, quantity: Quantity, sentence: Passage) -> set[str]:
        """The words of matter next to a number, without their endings, its unit and size aside."""
        if quantity.passage not in self._settings:
            text = self.by_id[sentence.article].article.text
            start = max(sentence.start, quantity.passage.start - 40)
            end = min(sentence.end, quantity.passage.end + 40)
            near = {
                stem(w.form)
                for w in words(text, start, end)
                if len(w.form) > 3 and not w.form[0].isdigit() and w.form not in _NO_MATTER
            }
            self._settings[quantity.passage] = near - {stem(word) for word in quantity.unit.split()}
        return self._settings[quantity.passage]

    def names(self, passage: Passage) -> Iterator[Mention]:
        """The names in a passage."""
        names, starts = self._names[passage.article], self._name_starts[passage.article]
        for mention in names[bisect_left(starts, passage.start) : bisect_left(starts, passage.end)]:
            if passage.covers(mention.passage):
                yield mention

    def name_words(self, sentence: Passage) -> set[str]:
        """The words of the names in a sentence, without their endings."""
        if sentence not in self._name_words:
            self._name_words[sentence] = stems(" ".join(self.exact(m.passage) for m in self.names(sentence)))
        return self._name_words[sentence]

    def parties(self, sentence: Passage) -> frozenset[str]:
        """Who and what is named in a sentence."""
        if sentence not in self._parties:
            reading = self.by_id[sentence.article]
            self._parties[sentence] = frozenset(parties_in(self, reading, sentence))
        return self._parties[sentence]

    def other_days(self, left: Passage, right: Passage) -> bool:
        """Whether two sentences tell of days, none of which may be the same."""
        ours, theirs = self.days(left), self.days(right)
        return bool(ours and theirs) and all(self.two_days(a, b) for a in ours for b in theirs)

    def other_counts(self, left: Passage, right: Passage) -> bool:
        """Whether two sentences count one kind of thing, and no count of the one may be one of the other."""
        ours, theirs = self.counted(left), self.counted(right)
        counts = [(a, b) for a in ours for b in theirs if a.unit == b.unit]
        return bool(counts) and not any(self.both_true(a, b) and not _far(a.low, b.low) for a, b in counts)

    def two_days(self, a: Period, b: Period) -> bool:
        """Whether two times are apart; words or a weekday that both print were read amiss in one."""
        printed = [self.exact(p.passage).lower() for p in (a, b)]
        if (
            printed[0] == printed[1]
            or any(map(_WEEK.search, printed))
            or all(map(_SOME_YEAR.search, printed))
        ):
            return False  # a week, and the year of a season, are told too loosely
        if self._one_of_some(a) or self._one_of_some(b):
            return False
        if any(_DIGIT.search(p) for p in printed):
            return apart(a, b)
        if any(_TODAY.search(p) for p in printed) and _next_to(a, b):
            return False  # a page's day of publication may be the next one, elsewhere on earth
        return apart(a, b) and not set.intersection(*(set(_WEEKDAY.findall(p)) for p in printed))

    def _one_of_some(self, period: Period) -> bool:
        """Whether another time is told beside a time with "or": "in 2017 or 2018"."""
        text, home = self.by_id[period.passage.article].article.text, self.sentence(period.passage)
        every = [p.passage for p in self.periods(home.passage)] if home else []
        return any(
            text[one.end : other.start] in (" or ", " or in ", " or on ")
            for one, other in pairwise(every)
            if period.passage in (one, other)
        )

    def person(self, mention: Mention) -> Person | None:
        """Whom or what a mention names, under the name it has through the story."""
        return self.cast.of.get((mention.passage.article, mention.entity))

    def kind(self, mention: Mention) -> EntityKind | None:
        person = self.person(mention)
        return person.kind if person else None

    def names_at(self, passage: Passage) -> Iterator[Mention]:
        """The names of persons and bodies of which a passage has a part, as the head of a phrase may."""
        names, starts = self._names[passage.article], self._name_starts[passage.article]
        first = max(0, bisect_left(starts, passage.start) - 1)
        for mention in names[first : bisect_left(starts, passage.end)]:
            if mention.passage.touches(passage) and self.kind(mention) not in (None, "place"):
                yield mention

    def named(self, passage: Passage) -> frozenset[str]:
        """The persons and bodies whom a passage names, by their ids in the story."""
        if passage not in self._named:
            found = (party_of(self, m) for m in self.names_at(passage))
            self._named[passage] = frozenset(p for p in found if p)
        return self._named[passage]

    def persons(self, passage: Passage) -> frozenset[str]:
        """The human beings whom a passage names, by their ids in the story."""
        found = (self.person(m) for m in self.names_at(passage))
        return frozenset(p.id for p in found if p is not None and p.kind == "person")

    def meant(self, passage: Passage) -> frozenset[str]:
        """The human beings whom a passage names, or means by "she" or "the driver", by their ids."""
        found = map(self.person, self._mentions_of[passage.article].within(passage))
        return self.persons(passage) | {p.id for p in found if p is not None and p.kind == "person"}

    def surnames(self, persons: frozenset[str]) -> set[str]:
        """The last words of the names of persons given by their ids."""
        return {self._surnames[p] for p in persons}

    def prints_any(self, persons: frozenset[str], article: ArticleId) -> bool:
        """Whether an article prints the last word of a name of any of them."""
        text = self.by_id[article].article.text
        known = [p for p in self.cast.persons if p.id in persons]
        return any(name.split()[-1] in text for p in known for name in (p.name, *p.aliases) if name.split())

    def clauses(self, sentence: Passage) -> list[Clause]:
        """The clauses of a sentence that assert something: no infinitives, and nothing of saying."""
        if sentence not in self._asserting:
            text = self.by_id[sentence.article].article.text
            self._asserting[sentence] = [
                c
                for c in self._clauses_of[sentence.article].within(sentence)
                if c.predicate not in SAYING
                and not _INFINITIVE.match(text, c.passage.start)
                and not _GERUND.search(self.exact(c.passage))
            ]
        return self._asserting[sentence]

    def quoted(self, passage: Passage) -> bool:
        """Whether a passage stands in what an article quotes word for word."""
        return any(
            c.touches(passage)
            for q in self.by_id[passage.article].quotations
            if q.kind != "indirect"
            for c in q.content
        )

    def around(self, at: Passage, reach: int) -> set[str]:
        """The words of a sentence within so many characters of something in it, without their endings."""
        sentence = self.sentence(at)
        if sentence is None:
            return set()
        text = self.by_id[at.article].article.text
        before = text[max(sentence.passage.start, at.start - reach) : at.start]
        return stems(before) | stems(text[at.end : min(sentence.passage.end, at.end + reach)])

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
    return {party for m in page.names(passage) if (party := party_of(page, m))}


def party_of(page: Lookup, mention: Mention) -> str:
    """The id in the story of who is named, or the nation; empty where that is nobody."""
    land, person = nation(page.exact(mention.passage)), page.person(mention)
    if land is not None:
        return "nation " + land.name
    return person.id if person else ""


def stem(word: str) -> str:
    return word[:5]


def stems(text: str) -> set[str]:
    return {stem(w.form) for w in words(text) if len(w.form) > 3 and w.form not in _NO_MATTER}


def count_of(quantity: Quantity) -> tuple[str, Decimal | None, Decimal | None]:
    return quantity.unit, quantity.low, quantity.high


def _next_to(a: Period, b: Period) -> bool:
    """Whether no day lies between two times."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return (max(a.first, b.first) - min(a.last, b.last)).days <= 1


def _far(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two least numbers are of other orders: "more than 30" and "at least two"."""
    return one is not None and other is not None and max(one, other) > 5 * min(one, other)


def apart(a: Period, b: Period) -> bool:
    """Whether no day of one is a day of the other."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return a.last < b.first or b.last < a.first
