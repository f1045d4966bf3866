"""A stretch of an article, and what is asked of it when a fact is stated and held against others."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accord.compare.amounts import can_both_be
from accord.compare.claims import (
    claim_clause,
    deed_of,
    deeds_of,
    main_clause,
    speaks_of_undone,
    tells_undone,
)
from accord.compare.notes import is_note
from accord.compare.utterances import FUNCTION_WORDS
from accord.records import Clause, Passage, PersonId, Quantity, Reading, Sentence
from accord.text import plain, words

# What opens so leans on words before it and makes a poor statement.
LEANING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|its|their|and|but|so|yet|or|also|instead|there|then|here"
    r"|meanwhile|however|in addition|i|we|you|our|my|who|which|whom|whose|when|where|while|if|to|because|as"
    r"|after|before|until|not|is|are|was|were|has|have|had|be|been|being|by|with|of|one)\b|\w+ing\b"
    r"|the (?:first|second|third|latter|former|others?|two|three|pair|trio|duo)"
    r" (?:was|were|is|are|had|has|have|did|said|came|\w+ed)\b"
    r"|(?:[\w-]+ ){1,3}(?:later|earlier),",
    re.IGNORECASE,
)
# What was done stands before: "and then did just that".
_DOING_THAT = re.compile(
    r"\b(?:(?:do|does|did|done|doing) (?:just |exactly |precisely |only )?(?:that|so|likewise|the same)"
    r"|(?:until|till|since|before|by) then)\W*$"
)
# Outside quotation marks these are someone's speech, printed without any.
_ADDRESSING = re.compile(r"\b(?:I|I'm|I've|we|you|you're|your|my|our)\b", re.IGNORECASE)
_IN_MARKS = re.compile(r'"[^"]*(?:"|$)|(?<!\w)\'.*?(?<=[\w.,!?])\'(?!\w)')

RAREST = 5.0  # no word weighs more
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


class Rarity(dict[str, float]):
    """How rare each word of a story is in it; any other is as rare as can be."""

    def __missing__(self, stem: str) -> float:
        return RAREST


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """An article, with what is asked of its passages."""

    reading: Reading
    starts: Sequence[int]  # of its sentences
    names: Sequence[Passage]
    speech: Sequence[Passage]  # words quoted, their source and cue
    people: Sequence[tuple[Passage, PersonId]]  # who is mentioned, by name or not, where the cast names them


class Phrase:
    """A stretch of an article. What is asked of it is worked out once: many groups ask the same."""

    def __init__(self, passage: Passage, stems: frozenset[str], page: Page, rarity: Rarity) -> None:
        self.passage = passage
        self.stems = stems  # of the words that carry matter, without their endings
        self._page = page
        self._rarity = rarity
        self._shares: dict[frozenset[str], float] = {}
        # of the sentences asked so far, which bear it out: where the pair is sure (True), and where not
        self.bearers: tuple[dict[Phrase, bool], dict[Phrase, bool]] = {}, {}

    @cached_property
    def text(self) -> str:
        return self.passage.of(self.reading.article.text)

    @property
    def reading(self) -> Reading:
        return self._page.reading

    @cached_property
    def place(self) -> int:
        """The number of its sentence in the article."""
        return bisect_right(self._page.starts, self.passage.start) - 1

    @property
    def sentence(self) -> Sentence:
        return self.reading.sentences[self.place]

    @cached_property
    def rarities(self) -> tuple[tuple[str, float], ...]:
        """Its stems in order, each with its rarity."""
        return tuple((stem, self._rarity[stem]) for stem in sorted(self.stems))

    @cached_property
    def whole(self) -> float:
        """What its words weigh, by rarity."""
        return self.weight(self.stems)

    def weight(self, stems: Iterable[str]) -> float:
        """The rarity of some of the story's words, summed."""
        return math.fsum(map(self._rarity.__getitem__, stems))  # whatever the order of the set

    def rarity(self, stem: str) -> float:
        """How rare a word is in the story."""
        return self._rarity[stem]

    def borne_out(self, by: Phrase) -> float:
        """The share of its words, weighed by rarity, that another phrase has too."""
        share = self._shares.get(by.stems)
        if share is None:
            share = self._shares[by.stems] = self.weight(self.stems & by.stems) / (self.whole or 1.0)
        return share

    @cached_property
    def matter(self) -> frozenset[str]:
        """Its stems that are not of a name or a title before it, nor of words in marks alone."""
        text = self.reading.article.text
        stems = stems_in(_IN_MARKS.sub(" ", plain(self.text))) or self.stems
        return stems.difference(*(stems_in(n.of(text)) for n in self._page.names if self.passage.touches(n)))

    def names_in(self, part: Passage) -> bool:
        """Whether a part of it has a name."""
        return any(part.touches(name) for name in self._page.names)

    @cached_property
    def doing(self) -> frozenset[str]:
        """Its matter but for who does it: "the mayor"."""
        agent = self.claim.agent if self.claim else None
        return self.matter - stems_in(agent.of(self.reading.article.text)) if agent else self.matter

    @cached_property
    def leans(self) -> bool:
        """Whether it opens so that it needs words before it, or takes up what was done there."""
        return bool(LEANING.match(self.text) or _DOING_THAT.search(self.text))

    @cached_property
    def refers_back(self) -> bool:
        """Whether it opens with a word that takes up one before it: "he", "this ship"."""
        early = next((m for m in self.reading.mentions if self.passage.covers(m.passage)), None)
        within = early is not None and early.passage.start < self.passage.start + 30
        return self.leans or (early is not None and early.form == "pronoun" and within)

    @cached_property
    def clearness(self) -> float:
        """How well it stands by itself, 1 at best: short, no pronoun to look up, few quoted words."""
        exact, length = self.text, len(self.text.split())
        value = 1.0 - max(0, length - 16) / 30 - max(0, 7 - length) / 10
        value -= 0.6 * self.leans + 0.8 * any(mark in exact for mark in '"“')
        value -= 0.6 * any(
            m.form == "pronoun"
            and self.passage.covers(m.passage)
            and m.passage.start < self.passage.start + 30
            for m in self.reading.mentions
        )
        value -= 0.3 * (self.sentence.block in ("headline", "caption", "dek")) + 0.5 * (exact[-1] in ":;,")
        return value

    @cached_property
    def speech(self) -> float:
        """How much of it is words quoted, with who said them: the report of an utterance."""
        if _ADDRESSING.search(_IN_MARKS.sub("", plain(self.text))) or self._opens_speech:
            return 1.0
        inside, reached = 0, self.passage.start
        for q in self._page.speech:
            start, end = max(q.start, reached), min(q.end, self.passage.end)
            if end > start:
                inside, reached = inside + end - start, end
        return inside / max(1, self.passage.end - self.passage.start)

    @property
    def of_itself(self) -> bool:
        """Whether its article speaks of itself there: a correction, a note of the editors."""
        return is_note(self.reading, self.sentence.passage)

    @property
    def _opens_speech(self) -> bool:
        """Whether its sentence only says who says what follows: "Then he wrote:"."""
        return self.sentence.passage.of(self.reading.article.text).endswith(":")

    @cached_property
    def people(self) -> frozenset[PersonId]:
        """The named people mentioned in it, by whatever word."""
        return frozenset(person for p, person in self._page.people if self.passage.covers(p))

    @cached_property
    def doers(self) -> frozenset[PersonId]:
        """The named people who do what it claims."""
        agent = self.claim.agent if self.claim else None
        return frozenset(person for p, person in self._page.people if agent and agent.covers(p))

    @cached_property
    def days(self) -> tuple[tuple[date, date], ...]:
        """The times in it of a day, or of a night between two."""
        return tuple(
            (p.first, p.last)
            for p in self.reading.periods
            if self.passage.covers(p.passage) and p.first and p.last and (p.last - p.first).days < 2
        )

    @cached_property
    def years(self) -> tuple[str, ...]:
        return tuple(filter(_YEAR.fullmatch, self.stems))

    @cached_property
    def counted(self) -> tuple[Quantity, ...]:
        """The numbers in it that say what they count."""
        return tuple(q for q in self.reading.quantities if q.unit and self.passage.covers(q.passage))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses within it."""
        return tuple(c for c in self.reading.clauses if self.passage.covers(c.passage))

    @cached_property
    def main(self) -> Clause:
        return main_clause(self.clauses)

    @cached_property
    def claim(self) -> Clause | None:
        """What it claims: its main clause, of one that reports another the other."""
        return claim_clause(self.clauses)

    @cached_property
    def deed(self) -> str:
        """What it claims was done; empty where it claims nothing that could be held against others."""
        return "" if self.claim is None else deed_of(self.claim.predicate)

    @cached_property
    def deed_stem(self) -> str:
        """The stem of the verb of what it claims, which a noun of it mostly shares; empty without one."""
        return "" if self.claim is None else stem_of(self.claim.predicate.split()[-1])

    @cached_property
    def deeds(self) -> Mapping[str, Sequence[Clause]]:
        """Its clauses by what is done in them."""
        return deeds_of(self.clauses)

    @cached_property
    def flat(self) -> str:
        """It in plain small letters."""
        return plain(self.text).lower()

    @cached_property
    def tells_undone(self) -> bool:
        """Whether it is that something was not, or will not be, done."""
        return bool(self.clauses) and tells_undone(self.text, self.main)

    @cached_property
    def speaks_of_undone(self) -> bool:
        """Whether it has any word by which it could tell that something was not done."""
        return speaks_of_undone(self.text)

    def counts_otherwise(self, statement: Phrase) -> bool:
        """Whether it gives another figure where a statement gives one: a difference, not evidence."""
        return any(
            any(t.unit == q.unit for t in self.counted)
            and not any(t.unit == q.unit and can_both_be(q, t) for t in self.counted)
            for q in statement.counted
        )


def stems_in(text: str) -> frozenset[str]:
    return frozenset(
        stem_of(w.form)
        for w in words(text)
        if w.form not in FUNCTION_WORDS and (len(w.form) > 2 or w.form[0].isdigit())
    )


def stems_of_deed(clause: Clause) -> frozenset[str]:
    """The words of what a clause tells was done, without their endings."""
    return frozenset(map(stem_of, clause.predicate.split()))


def stem_of(form: str) -> str:
    """A word without its ending, cut to six letters: alike for its inflected forms, mostly."""
    if form[0].isdigit():
        return form
    for ending in ("'s", "ing", "ed", "es", "s"):
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            form = form[: -len(ending)]
            break
    return form[:6]
