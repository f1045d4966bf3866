"""Counts of one thing: put together, named, and told from counts that went on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from accord.compare.conflicts.lookup import Lookup, count_of
from accord.records import Passage, Published, Quantity, Side

Count = tuple[Quantity, Passage]  # and the sentence it stands in


class Matters:
    """Counts of one thing put together."""

    def __init__(self) -> None:
        self.found: list[list[Count]] = []
        self._home: dict[tuple[str, Decimal | None, Decimal | None], int] = {}

    def file(self, one: Count, other: Count) -> None:
        """Two counts of one thing put with what else is told of it."""
        keys = count_of(one[0]), count_of(other[0])
        home = min((self._home[k] for k in keys if k in self._home), default=len(self.found))
        if home == len(self.found):
            self.found.append([])
        self.found[home] += [one, other]
        for key in keys:
            self._home[key] = min(self._home.get(key, home), home)


def sides_of(page: Lookup, matter: Sequence[Count]) -> tuple[Side, ...]:
    sides: dict[tuple[str, Decimal | None, Decimal | None], tuple[Quantity, set[Passage]]] = {}
    for quantity, sentence in matter:
        sides.setdefault(count_of(quantity), (quantity, set()))[1].add(sentence)
    return tuple(Side(page.exact(q.passage), tuple(sorted(e))) for q, e in sides.values())


_BREAKS = frozenset("and or but who that which at as with to were was have had".split())


def counted_thing(page: Lookup, quantity: Quantity) -> str:
    """The words that follow a number, as far as the next mark; its unit where none do."""
    text = page.by_id[quantity.passage.article].article.text
    after = re.split(r"[^\w\s'’-]|\n", text[quantity.passage.end : quantity.passage.end + 60])[0].split()
    stop = next((n for n, word in enumerate(after) if word in _BREAKS), len(after))
    return " ".join(after[: min(stop, 5)]) or quantity.unit


def same_setting(page: Lookup, a: Count, b: Count) -> bool:
    """Whether the words next to two numbers are those of one thing."""
    return len(page.setting(*a) & page.setting(*b)) >= 2


_SO_FAR = re.compile(
    r"\b(?:so far|as of|by (?:now|noon|midday|night\w*|evening|dusk|morning)|at least|rose|risen|climbed"
    r"|grown|toll|at noon|for the night|still|already)\b",
    re.IGNORECASE,
)


def is_update(page: Lookup, a: tuple[Quantity, Passage], b: tuple[Quantity, Passage]) -> bool:
    """Whether a count that was told as of an hour has grown by a later report: no conflict.

    Two plain counts of one thing differ, whichever came later.
    """
    told = [page.by_id[x[1].article].article.published for x in (a, b)]
    if told[0] is None or told[1] is None:
        return False
    early, late = (a, b) if when_published(told[0]) <= when_published(told[1]) else (b, a)
    if when_published(told[0]) == when_published(told[1]) or early[0].low is None or late[0].low is None:
        return False
    counting = early[0].high is None or any(_SO_FAR.search(page.exact(x[1])) for x in (a, b))
    return counting and early[0].low <= late[0].low


def when_published(published: Published) -> tuple[date, datetime]:
    """The moment of publication, the start of the day where no hour is stated."""
    start = datetime.combine(published.day, time.min, UTC)
    return published.day, published.moment or start
