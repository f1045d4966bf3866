"""How sure a piece of evidence is: alleged, corroborated or verified.

*Verified*: told by a mechanism that the agreement lets verify, by the UN or a court, or admitted by
the party that owes. *Corroborated*: two independent origins tell it, one of them no party. All else
is *alleged*. Copies of one report are one origin, so the number of articles changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from accord.ledger_records import Evidence, Grade, PartyId
from accord.records import Passage

CountOrigins = Callable[[Sequence[Passage]], int]


def grade_evidence(
    evidence: Sequence[Evidence], owes: frozenset[PartyId], count_origins: CountOrigins
) -> tuple[Evidence, ...]:
    """The evidence of one commitment, owed by `owes`, with its grades, in the order given.

    Pieces support one another when they tell the same in the same way, a breach of the same party.
    `count_origins` tells how many independent reports stand behind some passages.
    """
    groups: dict[object, list[Evidence]] = defaultdict(list)
    for each in evidence:
        groups[_claim(each)].append(each)
    grades: dict[object, Grade] = {
        key: "corroborated" if _corroborated(group, count_origins) else "alleged"
        for key, group in groups.items()
    }
    return tuple(replace(e, grade="verified" if _verified(e, owes) else grades[_claim(e)]) for e in evidence)


def _claim(e: Evidence) -> object:
    return e.role, e.polarity, e.by if e.role == "breaches" else None


def _verified(e: Evidence, owes: frozenset[PartyId]) -> bool:
    if e.source.kind in ("verifier", "authority"):
        return True
    admits = e.source.kind == "party" and e.source.party in owes and e.polarity == "against"
    if e.role == "breaches":
        return admits and e.by in (None, e.source.party)
    return admits and e.role == "performs"


def _corroborated(group: Sequence[Evidence], count_origins: CountOrigins) -> bool:
    neutral = [e for e in group if e.source.kind != "party"]
    if not neutral:
        return False
    voices = {
        (e.source.kind, e.source.party or e.source.name)
        if e.source.kind != "outlet"
        else ("outlet", e.passage.article)
        for e in group
    }
    return len(voices) > 1 and count_origins([e.passage for e in group]) > 1
