"""How well a sentence of another article must tell a statement to be evidence of it.

Read beside their articles, dossiers had cited sentences that tell of another one's doing, or of
another day, or share nothing but the words that the whole story has. How often each kind is
right was counted on annotated events, by how well the sentence tells the statement.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accord.compare.phrases import Phrase
from accord.records import ArticleId, Modality, Passage


@dataclass(frozen=True, slots=True)
class Bearing:
    """The least strength of evidence: the pair's score and the share of words, 0 to 2 together."""

    weak: float = 0.35  # where nothing speaks against it
    weak_in_common: float = 0.5  # where all they share are words that the whole story has
    weak_in_doubt: float = 0.6  # where another does it, it is another day, or no number
    weak_otherwise: float = 0.7  # where it is told as done what is planned, or denied
    own: float = 0.1  # share of words for a further sentence of the statement's article
    common: float = 3.0  # a word with less rarity is one that the whole story has


def strength(home: Phrase, other: Phrase, score: float) -> float:
    """How well a sentence of another article tells what one tells: score of the pair, shared words."""
    return score + home.borne_out(other)


def mean_of_best(home: Passage, rated: Iterable[tuple[Passage, float]]) -> float:
    """Of passages with what they are worth: the mean of the best of each article but the one of `home`."""
    best: dict[ArticleId, float] = {}
    for passage, worth in rated:
        if passage.article != home.article:
            best[passage.article] = max(best.get(passage.article, 0.0), worth)
    return sum(best.values()) / max(1, len(best))


def least_strength(statement: Phrase, other: Phrase, settings: Bearing = Bearing()) -> float:
    """How well a sentence must tell a statement to bear it out, given what else speaks for and against it."""
    if other.of_itself:
        return math.inf
    if statement.tells_undone and '"' not in statement.flat and statement.doing.isdisjoint(other.stems):
        return math.inf  # two denials by one man are not of one thing
    least = settings.weak
    if all(statement.rarity(stem) < settings.common for stem in statement.matter & other.stems):
        least = max(least, settings.weak_in_common)
    if _doubted(statement, other):
        least = max(least, settings.weak_in_doubt)
    if (mood(statement) == "planned" and mood(other) == "happened") or statement.tells_undone:
        least = max(least, settings.weak_otherwise)
    return least


def _doubted(statement: Phrase, other: Phrase) -> bool:
    """Whether a sentence may tell of someone else's doing, or of another time, than a statement does."""
    if by_others(statement, other):
        return True
    if statement.doers and other.doers and statement.doers.isdisjoint(other.doers):
        return True
    if on_other_days(statement, other):
        return True
    return bool(statement.counted and not other.counted)


def by_others(statement: Phrase, other: Phrase) -> bool:
    """Whether a statement names who did it, and another phrase speaks of none of them."""
    return bool(statement.doers) and statement.doers.isdisjoint(other.people)


def on_other_days(statement: Phrase, other: Phrase) -> bool:
    """Whether both give days, and none that could be the same; one weekday may have been read as two."""
    if not (statement.days and other.days) or _meet(statement.days, other.days):
        return False
    return set(_WEEKDAY.findall(statement.flat)).isdisjoint(_WEEKDAY.findall(other.flat))


_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")


def mood(phrase: Phrase) -> Modality | None:
    return phrase.claim.modality if phrase.claim else None


def _meet(some: Sequence[tuple[date, date]], others: Sequence[tuple[date, date]]) -> bool:
    return any(a[0] <= b[1] and b[0] <= a[1] for a in some for b in others)
