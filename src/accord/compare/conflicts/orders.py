"""Two deeds that two articles tell in opposite order, with "before" or "after" between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from accord.compare.conflicts.lookup import Lookup
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import as_line, deed_told, same_parties
from accord.records import Clause, Conflict, Passage, Side

_LINK = re.compile(r"\b(?P<link>before|after)\s$", re.IGNORECASE)
_OPENS = re.compile(r"(?P<link>before|after)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Order:
    first: Clause
    then: Clause

    @property
    def whole(self) -> Passage:
        a, b = self.first.passage, self.then.passage
        return Passage(a.article, min(a.start, b.start), max(a.end, b.end))


def find_orders(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """What came first and what then, the other way about in another article."""
    used: set[Passage] = set()
    for left, right in page.near(settings.one_deed, lambda s: _orders(page, s), settings.one_fact):
        for a, b in product(_orders(page, left), _orders(page, right)):
            if {left, right} & used:
                continue
            if _one_thing(page, a.first, b.then) and _one_thing(page, a.then, b.first):
                used |= {left, right}
                sides = Side(page.exact(a.whole), (left,)), Side(page.exact(b.whole), (right,))
                yield Conflict("sequence", as_line(page.exact(a.first.passage)), sides)


def _one_thing(page: Lookup, a: Clause, b: Clause) -> bool:
    return deed_told(a) == deed_told(b) and same_parties(page, a, b)


def _orders(page: Lookup, sentence: Passage) -> list[_Order]:
    text = page.by_id[sentence.article].article.text
    clauses = [c for c in page.clauses(sentence) if deed_told(c)]
    found = []
    for clause in clauses:
        at = clause.passage.start
        link = _OPENS.match(text, at) or _LINK.search(text, max(sentence.start, at - 10), at)
        if link is None:
            continue
        other = _main(clause, clauses)
        if other is not None:
            before = link["link"].lower() == "before"
            found.append(_Order(other, clause) if before else _Order(clause, other))
    return found


def _main(clause: Clause, clauses: list[Clause]) -> Clause | None:
    """The clause to which one with "before" or "after" belongs: around it, or next to it."""
    around = [c for c in clauses if c is not clause and c.passage.covers(clause.passage)]
    if around:
        return min(around, key=lambda c: c.passage.end - c.passage.start)
    before = [c for c in clauses if c.passage.end <= clause.passage.start]
    after = [c for c in clauses if clause.passage.end <= c.passage.start]
    return before[-1] if before else after[0] if after else None
