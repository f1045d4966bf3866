"""Shared facts as a reader meets them: those that lean on the same sentences stand together.

One event is often told by several facts that overlap: each has a statement of its own, and they
share most of their sentences. They stay facts of their own in every record; on a page, the one
of most weight leads and the others stand under it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from accord.records import Account, Fact, Passage
from accord.text import words


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
    perhaps: tuple[Fact, ...]  # those of which only one article is sure to tell them

    @property
    def heads(self) -> tuple[Fact, ...]:
        return tuple(entry.fact for entry in self.entries)


def shared_facts(account: Account, exact: Callable[[Passage], str]) -> Shared:
    """The facts besides the lead by entry, in their order. Each is told once.

    `exact` gives the words of a passage: facts whose statements have too few in common are not one
    entry, whatever sentences they lean on.
    """
    heads: list[Fact] = list(account.lead)
    also: defaultdict[int, list[Fact]] = defaultdict(list)
    holders: defaultdict[Passage, list[int]] = defaultdict(list)
    for number, fact in enumerate(heads):
        for passage in fact.evidence:
            holders[passage].append(number)
    told = set(account.lead)
    for fact in account.facts:
        if fact in told or not fact.shared:
            continue
        home = _home(fact, heads, holders, exact)
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
        tuple(fact for fact in account.facts if not fact.shared and fact not in told),
    )


def _home(
    fact: Fact,
    heads: Sequence[Fact],
    holders: Mapping[Passage, Sequence[int]],
    exact: Callable[[Passage], str],
) -> int | None:
    """The first head of whose sentences and the fact's, taken together, at least half are of both."""
    counts = Counter(n for passage in set(fact.evidence) for n in holders.get(passage, ()))
    for number in sorted(counts):
        both, head = counts[number], heads[number]
        if 2 * both >= len(set(fact.evidence)) + len(set(head.evidence)) - both:
            ours, theirs = _matter(exact(fact.statement)), _matter(exact(head.statement))
            if len(ours & theirs) >= _ALIKE * min(len(ours), len(theirs)):
                return number
    return None


_ALIKE = 0.25  # share of the longer words of the shorter statement


def _matter(text: str) -> frozenset[str]:
    return frozenset(w.form for w in words(text) if len(w.form) > 3)
