"""A story that goes on, day by day: what is new since the day before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from accord.records import ArticleId, Chapter, Conflict, Fact, Passage, Reading, Utterance


def build_chapters(
    readings: Sequence[Reading],
    facts: Sequence[Fact],
    utterances: Sequence[Utterance],
    conflicts: Sequence[Conflict],
) -> tuple[Chapter, ...]:
    """One chapter for each day on which articles came out, in order; none when there are not two such days.

    What several articles tell is new on the first of their days. Of a difference the latest
    side counts, for before it there was none. Articles without a day are in no chapter, and
    what only they tell is in none either: it cannot be said to be new.
    """
    day_of: dict[ArticleId, date] = {
        r.article.id: r.article.published.day for r in readings if r.article.published
    }
    days = sorted(set(day_of.values()))
    if len(days) < 2:
        return ()

    def first(passages: Iterable[Passage]) -> date | None:
        told = {p.article for p in passages}
        # what an undated article tells too may have been told before
        return min((day_of[a] for a in told), default=None) if told <= day_of.keys() else None

    def is_new(fact: Fact, day: date) -> bool:
        # nor is it new where an earlier article may tell it
        return first(fact.sure) == first(fact.evidence) == day

    def began(conflict: Conflict) -> date | None:
        sides = [first(side.evidence) for side in conflict.sides]
        return max((day for day in sides if day), default=None) if all(sides) else None

    return tuple(
        Chapter(
            day,
            tuple(r.article.id for r in readings if day_of.get(r.article.id) == day),
            tuple(f for f in facts if is_new(f, day)),
            tuple(u for u in utterances if first(_told(u)) == day),
            tuple(c for c in conflicts if began(c) == day),
        )
        for day in days
    )


def _told(utterance: Utterance) -> Iterator[Passage]:
    """Where an utterance is printed or retold."""
    for rendering in utterance.renderings:
        yield from rendering.passages
    yield from utterance.retold
