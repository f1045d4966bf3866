"""When a difference is told as one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConflictFinding:
    """When a difference is told as one."""

    like: float = 0.5  # likeness of the words around a changed one, from which it was changed
    spelling: float = 0.6  # likeness of letters from which two words are spellings of one
    rare: float = 0.2  # share of a story's sentences that may name what a denial is about
    context: float = 0.6  # cosine of the paragraphs in which a denial and its counterpart stand
    near: float = 0.3  # cosine of the two sentences themselves
    one_fact: float = 0.3  # score of two sentences, as telling one fact, that does instead of likeness
    one_outcome: float = 0.6  # the same, before what one denies is held against what the other tells
    one_speech: float = 0.85  # cosine of two sentences that quote one speech, at two lengths
    said: int = 5  # words quoted, before the two who are named as their speaker are held against each other
    one_report: float = (
        0.8  # the same, before what they count is held against each other whatever stands next to it
    )
    one_deed: float = 0.5  # cosine of two sentences before the days of one deed are held against each other
    one_term: float = 0.6  # cosine of two sentences before the years from which to which are
    counted: float = 0.5  # the same, before what they count in like words is held against each other
    alike: float = 0.55  # cosine of two sentences before their numbers or days are held against each other
