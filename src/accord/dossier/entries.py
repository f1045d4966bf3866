"""Shared facts as a reader meets them: those that lean on the same sentences stand together.

One event is often told by several facts that overlap: each has a statement of its own, and they
share most of their sentences. They stay facts of their own in every record; on a page, the one
of most weight leads and the others stand under it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from accord.records import Account, Fact, Passage


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact, and those that tell of mostly the same sentences."""

    fact: Fact
    also: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """The shared facts besides the lead."""

    entries: tuple[Entry, ...]
    again: tuple[Fact, ...]  # of the sentences of the lead's facts

    @property
    def heads(self) -> tuple[Fact, ...]:
        return tuple(entry.fact for entry in self.entries)


def shared_facts(account: Account) -> Shared:
    """The facts besides the lead by entry, in their order. Each is told once."""
    heads: list[Fact] = list(account.lead)
    also: defaultdict[int, list[Fact]] = defaultdict(list)
    holders: defaultdict[Passage, list[int]] = defaultdict(list)
    for number, fact in enumerate(heads):
        for passage in fact.evidence:
            holders[passage].append(number)
    told = set(account.lead)
    for fact in account.facts:
        if fact in told:
            continue
        home = _home(fact, heads, holders)
        if home is not None:
            also[home].append(fact)
            continue
        for passage in fact.evidence:
            holders[passage].append(len(heads))
        heads.append(fact)
    lead = len(account.lead)
    return Shared(
        tuple(Entry(heads[n], tuple(also[n])) for n in range(lead, len(heads))),
        tuple(fact for n in range(lead) for fact in also[n]),
    )


def _home(fact: Fact, heads: Sequence[Fact], holders: dict[Passage, list[int]]) -> int | None:
    """The first head that has more than half of the sentences of the smaller of the two."""
    counts: defaultdict[int, int] = defaultdict(int)
    for passage in set(fact.evidence):
        for number in holders.get(passage, ()):
            counts[number] += 1
    for number in sorted(counts):
        if 2 * counts[number] > min(len(fact.evidence), len(heads[number].evidence)):
            return number
    return None
