"""Whom the "he" or "she" means that a statement opens with, so that it can be read by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from accord.records import Cast, Fact, Opening, Reading
from accord.text import plain

# What may stand before it: a time, a link; not the conjunction of a clause whose subject comes later.
_BEFORE = re.compile(
    r"(?:(?:on|in|at|by|later|earlier|then|also|and|but|instead|still|yet|so)\b[^\"']{0,28}?,?\s*)?",
    re.IGNORECASE,
)
_OPENED_BY = frozenset(("he", "she"))


def name_openings(facts: Sequence[Fact], readings: Sequence[Reading], cast: Cast) -> tuple[Fact, ...]:
    """The facts, each with whom its statement opens with where that is "he" or "she" and means one named.

    Left out: a pronoun in quoted words or right before them, one that the statement itself
    explains ("when she came, Ada Lowe said"), and one whose person has no name.
    """
    by_id = {r.article.id: r for r in readings}
    return tuple(replace(f, opening=_opening(f, by_id[f.statement.article], cast)) for f in facts)


def _opening(fact: Fact, reading: Reading, cast: Cast) -> Opening | None:
    statement, text = fact.statement, plain(reading.article.text)
    inside = [m for m in reading.mentions if statement.covers(m.passage)]
    first = next(iter(inside), None)
    if first is None or first.form != "pronoun" or first.passage.of(text).lower() not in _OPENED_BY:
        return None
    person = cast.of.get((reading.article.id, first.entity))
    if person is None or not person.named or person.kind != "person":
        return None
    if not _BEFORE.fullmatch(text, statement.start, first.passage.start):
        return None
    if re.match(r"\s*[\"']", text[first.passage.end : first.passage.end + 3]):
        return None
    if any(m.entity == first.entity and m.form == "name" for m in inside):
        return None
    return Opening(first.passage, person.name)
