"""Conflicts: where articles give different values for one thing.

All finders do one thing: two sentences of two articles that tell the same, by their score as one
fact or by their likeness, with a value of one kind each that the other does not have, and words
around both that make them values of one thing (`slots`). What is no conflict is said where it is
found: compatible grain, a part and the whole, another occasion (reports a week apart), what was to
be and what came of it, what is only supposed, a later figure that carries an earlier one on
(`updates`).
"""

from __future__ import annotations

from collections.abc import Sequence

from accord.compare.conflicts.ages import find_ages
from accord.compare.conflicts.contraries import find_contraries
from accord.compare.conflicts.dates import find_days, find_terms
from accord.compare.conflicts.lookup import Lookup
from accord.compare.conflicts.names import find_given_names, find_homes
from accord.compare.conflicts.numbers import find_numbers, find_tallies
from accord.compare.conflicts.opposites import find_opposites
from accord.compare.conflicts.orders import find_orders
from accord.compare.conflicts.outcomes import find_outcomes
from accord.compare.conflicts.persons import find_doers, find_speakers
from accord.compare.conflicts.places import find_places
from accord.compare.conflicts.posts import find_posts
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.updates import find_updates
from accord.compare.conflicts.wordings import find_wordings
from accord.records import ArticleId, Conflict, Utterance

__all__ = ["ConflictFinding", "Lookup", "find_conflicts", "find_updates"]


def find_conflicts(
    page: Lookup, utterances: Sequence[Utterance], *, settings: ConflictFinding = ConflictFinding()
) -> tuple[Conflict, ...]:
    """What is told differently; sides in the order of the readings. Empty: nothing was found."""
    found = [
        *find_wordings(page, utterances, settings),
        *find_outcomes(page, settings),
        *find_contraries(page, settings),
        *find_opposites(page, settings),
        *find_numbers(page, settings),
        *find_tallies(page, settings),
        *find_ages(page),
        *find_days(page, settings),
        *find_terms(page, settings),
        *find_orders(page, settings),
        *find_places(page, settings),
        *find_doers(page, settings),
        *find_speakers(page, utterances, settings),
        *find_posts(page),
        *find_given_names(page, settings),
        *find_homes(page),
    ]
    order = {r.article.id: n for n, r in enumerate(page.readings)}
    return tuple(_in_order(c, order) for c in found)


def _in_order(conflict: Conflict, order: dict[ArticleId, int]) -> Conflict:
    sides = sorted(conflict.sides, key=lambda s: (order[s.evidence[0].article], s.evidence[0].start))
    return Conflict(conflict.kind, conflict.about, tuple(sides))
