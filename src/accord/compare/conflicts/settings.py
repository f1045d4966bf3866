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
    # Scores are those of the pair trees, chosen with trees that had not seen the event.
    one_fact: float = 0.25  # score of two sentences that does instead of likeness
    one_outcome: float = 0.6  # score before what one denies is held against what the other tells
    one_report: float = 0.7  # and before it is, whatever words stand by
    counted: float = 0.5  # score before what they count is held against each other
    one_speech: float = 0.85  # cosine of two sentences that quote one speech, at two lengths
    one_deed: float = 0.5  # cosine of two sentences before the days of one deed are held against each other
    one_term: float = 0.6  # cosine of two sentences before the years from which to which are
    alike: float = 0.55  # cosine of two sentences before their places are
    said: int = 5  # words quoted, before the two who are named as their speaker are held against each other
