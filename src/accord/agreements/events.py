"""Evidence as event records after PLOVER (Open Event Data Alliance).

Types and modes are those of the codebook's conversion table of 2021, with REQUEST, as POLECAT has it, for
its DEMAND. The mapping and its limits stand in docs/agreements.md. Denials, disputes and conditions have
no type in PLOVER and make no event.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from accord.agreements.subjects import subject_of
from accord.ledger_records import Commitment, Evidence, Ledger

# what doing it is, and what an act against it is: type and mode, by kind of action
DONE: Final = {
    "release": ("RETREAT", "release"),
    "return": ("RETREAT", "return"),
    "withdraw": ("RETREAT", "withdraw"),
    "truce": ("RETREAT", "ceasefire"),
    "disarm": ("RETREAT", "disarm"),
    "destroy": ("RETREAT", "disarm"),
    "open": ("RETREAT", "access"),
    "passage": ("RETREAT", "access"),
    "access": ("RETREAT", "access"),
    "lift": ("RETREAT", "ease"),
    "import": ("RETREAT", "ease"),
    "talks": ("CONSULT", ""),
    "pay": ("COOPERATE", ""),
    "cancel": ("CONCEDE", ""),
    "raise": ("CONCEDE", ""),
}
UNDONE: Final = {
    "release": ("COERCE", "arrest"),
    "truce": ("ASSAULT", ""),
    "withdraw": ("MOBILIZE", "troops"),
    "open": ("COERCE", "restrict"),
    "passage": ("COERCE", "restrict"),
    "access": ("SANCTION", "expel"),
    "lift": ("COERCE", "restrict"),
    "import": ("COERCE", "restrict"),
    "talks": ("SANCTION", "withdraw"),
    "work": ("PROTEST", "boycott"),
}
_YIELDS: Final = frozenset({"RETREAT", "CONCEDE"})


@dataclass(frozen=True, slots=True)
class Event:
    """One event; actor and recipient are names as the agreement has them, "" where not known."""

    id: str
    day: date
    actor: str
    recipient: str
    type: str
    mode: str
    evidence: Evidence


def find_events(ledger: Ledger) -> Iterator[Event]:
    """Events by day. Evidence without a day, or without an actor, is left out."""
    found = [
        event
        for entry in ledger.entries
        for e in entry.evidence
        if (event := _event(ledger, entry.commitment, e))
    ]
    yield from sorted(found, key=lambda e: (e.day, e.id))


def _event(ledger: Ledger, commitment: Commitment, e: Evidence) -> Event | None:
    coded = _coded(commitment, e)
    day = e.happened or e.day
    if coded is None or day is None:
        return None
    names = {
        p.id: p.name
        for p in (*ledger.agreement.parties, *ledger.agreement.verifiers, *ledger.agreement.mediators)
    }
    owes = ", ".join(names[p] for p in commitment.who)
    to = ", ".join(names[p] for p in commitment.to)
    teller = (
        names.get(e.source.party, "")
        if e.source.party
        else ""
        if e.source.kind == "outlet"
        else e.source.name
    )
    acting = names.get(e.by, "") if e.by else ""
    if e.role in ("demands", "orders"):
        actor, recipient = teller or acting, owes
    elif coded[0] == "ACCUSE":
        actor, recipient = teller, acting or owes
    elif e.role == "promises":
        actor, recipient = acting or teller or owes, to
    else:
        actor, recipient = acting or owes, to
    if not actor:
        return None
    key = f"{e.passage.article}:{e.passage.start}:{e.passage.end}:{commitment.id}:{coded[0]}"
    return Event(
        hashlib.sha256(key.encode()).hexdigest()[:16],
        day,
        actor,
        recipient if recipient != actor else "",
        *coded,
        e,
    )


def _coded(commitment: Commitment, e: Evidence) -> tuple[str, str] | None:
    actions = subject_of(commitment).actions
    kind = actions[0] if actions else ""
    done = DONE.get(kind, ("COOPERATE", ""))
    mode = "yield" if done[0] in _YIELDS else "meet" if done[0] == "CONSULT" else "assist"
    match e.role, e.polarity:
        case "performs", "for":
            return done
        case "breaches", _:
            if e.grade == "alleged" and e.source.kind == "party":
                return "ACCUSE", "disapprove"
            return UNDONE.get(kind, ("REJECT", mode))
        case "promises", "for":
            return "AGREE", ""
        case ("promises", "against") | ("postpones", _):
            return "REJECT", mode
        case "demands", "for":
            return "REQUEST", mode
        case "demands", "against":
            return "REJECT", mode
        case "orders", _:
            return "REQUEST", mode
    return None
