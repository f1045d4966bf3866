"""Words for one thing of which only one can be so: "the left knee" and "the right knee"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from accord.compare.claims import lines_of
from accord.compare.conflicts.lookup import Lookup, stem
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import Matters, Slot, clause_around, told_by_one
from accord.compare.wordings import FUNCTION_WORDS, NEGATIONS
from accord.records import ArticleId, Conflict, Passage
from accord.text import words

_AROUND = 60  # characters on either side in which the thing is named


@dataclass(frozen=True, slots=True)
class _Kind:
    row: int
    side: int
    beside: bool  # tells it only right before the same word


@dataclass(frozen=True, slots=True)
class _Word:
    kind: _Kind
    of: str  # the next word of matter, without its ending


@cache
def _opposites() -> dict[str, _Kind]:
    """data/opposite_words.txt, by word."""
    found: dict[str, _Kind] = {}
    beside = False
    for n, row in enumerate(lines_of("opposite_words.txt")):
        if row == "[beside]":
            beside = True
            continue
        for side, group in enumerate(row.split(" | ")):
            found.update({word: _Kind(n, side, beside) for word in group.split()})
    return found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_opposites())})\b")


def find_opposites(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Opposite words of one thing, in sentences that tell the same; no article has both."""
    told: dict[Passage, list[Slot[_Word]]] = {
        s.passage: list(_words(page, s.passage)) for r in page.readings for s in r.sentences
    }
    sides_of: dict[ArticleId, set[_Kind]] = {}
    for slots in told.values():
        for slot in slots:
            sides_of.setdefault(slot.at.article, set()).add(slot.value.kind)

    def kinds(sentence: Passage) -> Iterator[tuple[int, int]]:
        return ((x.value.kind.row, x.value.kind.side) for x in told[sentence])

    def sought(sentence: Passage) -> Iterator[tuple[int, int]]:
        return ((row, 1 - side) for row, side in kinds(sentence))

    matters: Matters[_Word] = Matters(lambda word: word.kind)
    for left, right in page.meeting(settings.alike, kinds, sought, settings.one_fact):
        for one in told[left]:
            for other in told[right]:
                if _opposed(one.value, other.value) and _of_one_thing(page, one, other, settings):
                    ours, theirs = one.value.kind, other.value.kind
                    if theirs not in sides_of[left.article] and ours not in sides_of[right.article]:
                        matters.file(one, other)
    for matter in matters.found:
        sides = matters.sides(page, matter)
        if len(sides) > 1 and not told_by_one(sides):
            yield Conflict("outcome", clause_around(page, matter[0].at), sides)


def _words(page: Lookup, sentence: Passage) -> Iterator[Slot[_Word]]:
    """The words that have an opposite, where none denies them."""
    text = page.by_id[sentence.article].article.text
    if _pattern().search(text, sentence.start, sentence.end) is None:
        return
    every = list(words(text, sentence.start, sentence.end))
    for n, word in enumerate(every):
        kind = _opposites().get(word.form)
        if (
            kind is None
            or not text[word.start].islower()
            or any(w.form in NEGATIONS for w in every[max(0, n - 2) : n])
        ):
            continue
        then = next((w.form for w in every[n + 1 : n + 3] if w.form not in FUNCTION_WORDS), "")
        yield Slot(_Word(kind, stem(then)), Passage(sentence.article, word.start, word.end), sentence)


def _opposed(one: _Word, other: _Word) -> bool:
    return one.kind.row == other.kind.row and one.kind.side != other.kind.side


def _of_one_thing(page: Lookup, one: Slot[_Word], other: Slot[_Word], settings: ConflictFinding) -> bool:
    if one.value.kind.beside:
        return bool(one.value.of) and one.value.of == other.value.of
    common = page.around(one.at, _AROUND) & page.around(other.at, _AROUND)
    return len(common) >= 2 and page.score(one.sentence, other.sentence) >= settings.one_outcome
