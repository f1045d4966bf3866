"""From evidence to states: rules with names, applied day by day.

Each day only what was published by then is looked at, so the history up to a day never changes when
later reports come in. No rule looks at which party it is, only at whether one owes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accord.agreements.grades import CountOrigins, grade_evidence
from accord.ledger_records import Change, Commitment, Entry, Evidence, Override, PartyId, State

RULES: Final[dict[str, str]] = {
    "start": "Nothing is told of it being done.",
    "silence": "A standing duty of which nothing is told: neither kept nor broken.",
    "begun": "A beginning or a part of it is reported.",
    "claimed": "It is told as done, but by the party that owes or by one origin only.",
    "fulfilled": "It is reported as done as promised, by independent origins, by who verifies, or by the "
    "other side.",
    "fulfilled late": "It is reported as done, after its last day.",
    "deadline": "Its last day has passed and it is not reported as done; that says nothing of intent.",
    "contrary act": "An act against it is corroborated or verified.",
    "repudiation": "The party that owes says that it will not do it.",
    "two accounts": "The party that owes tells it otherwise than the other side or a monitor, and nothing "
    "verified settles it.",
    "kept": "It is told as kept, and not by the party that owes alone.",
    "kept again": "After the breach it is told as kept again, and not by the party that owes alone.",
    "superseded": "The agreement's file says that something else is in its place.",
    "override": "A person decided it.",
    "withdrawn": "A person took a decision back; what the rules propose stands again.",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    state: State
    rule: str
    evidence: tuple[Evidence, ...]


def enter(
    commitment: Commitment,
    evidence: Sequence[Evidence],
    day: date,
    since: date | None,
    count_origins: CountOrigins,
) -> Entry:
    """The ledger's entry for a commitment on a day.

    `evidence` is the commitment's own; it is graded anew for each day, by what was known then.
    `since` is the day from which it stands (the signing).
    Evidence without a day counts from the first day on. Overrides of persons stand above what the
    rules propose, which is kept beside them.
    """
    owes = frozenset(commitment.who)

    def graded(at: date) -> tuple[Evidence, ...]:
        told = [e for e in evidence if e.day is None or e.day <= at]
        told.sort(key=lambda e: (e.day or date.min, e.passage))
        return grade_evidence(told, owes, count_origins)

    known = graded(day)
    days = {e.day for e in known if e.day}
    if since is not None and since <= day:
        days.add(since)
    if commitment.due is not None and commitment.due < day:
        days.add(commitment.due + timedelta(days=1))
    if commitment.superseded is not None and commitment.superseded <= day:
        days.add(commitment.superseded)
    decided = [o for o in commitment.overrides if o.when <= day]
    days |= {o.when for o in decided}
    history: list[Change] = []
    shown: State | None = None
    override: Override | None = None
    for at in sorted(days | {day}):
        proposal = propose(commitment, graded(at), at)
        if override is None or override.state is None:
            told = Change(at, shown, proposal.state, proposal.rule, RULES[proposal.rule], proposal.evidence)
            shown = _note(history, told)
        for override in (o for o in decided if o.when == at):  # in the order of the file
            rule, evidence = ("override", ()) if override.state else ("withdrawn", proposal.evidence)
            why = f"{override.who}: {override.why}"
            state = override.state or proposal.state
            shown = _note(history, Change(at, shown, state, rule, why, evidence))
    assert shown is not None
    return Entry(
        commitment,
        shown,
        proposal.state,
        history[-1].day,
        known,
        tuple(history),
        max((e.day for e in known if e.day), default=None),
        override,
    )


def _note(history: list[Change], change: Change) -> State:
    """Enter the change where it is one; gives the state after it."""
    if change.after != change.before:
        history.append(change)
    return change.after


def propose(commitment: Commitment, known: Sequence[Evidence], day: date) -> Proposal:
    """The state that the rules give for what is known on a day."""
    if commitment.superseded is not None and commitment.superseded <= day:
        return Proposal("superseded", "superseded", ())
    owes = frozenset(commitment.who)
    return (_act if commitment.kind == "act" else _duty)(commitment, known, day, owes)


def _when(e: Evidence) -> date:
    return e.happened or e.day or date.min


def _published(e: Evidence) -> date:
    return e.day or date.min


def _own_word(e: Evidence, owes: frozenset[PartyId]) -> bool:
    return e.source.kind == "party" and (not owes or e.source.party in owes)


def _other_side(e: Evidence, owes: frozenset[PartyId]) -> bool:
    """The counterpart, or a monitor."""
    if e.source.kind == "party":
        return e.source.party not in owes or (len(owes) > 1 and e.by not in (None, e.source.party))
    return e.source.kind in ("verifier", "authority")


def _contrary(known: Sequence[Evidence]) -> list[Evidence]:
    return [e for e in known if e.role == "breaches" and e.polarity == "against" and e.grade != "alleged"]


def _repudiated(known: Sequence[Evidence], owes: frozenset[PartyId]) -> list[Evidence]:
    return [
        e
        for e in known
        if e.role == "promises"
        and e.polarity == "against"
        and e.source.kind == "party"
        and e.source.party in owes
    ]


def _parted(known: Sequence[Evidence], owes: frozenset[PartyId]) -> list[Evidence]:
    """Accounts of the party that owes and of the other side that cannot both be true.

    "Done" against "not done" told then or later, a denied breach against the breach. Empty where they
    do not part, or where something verified settles it.
    """
    kept = [e for e in known if e.polarity == "for" and e.role == "denies" and _own_word(e, owes)]
    broken = [e for e in known if e.role == "breaches" and _other_side(e, owes)]
    done = [
        e for e in known if e.role == "performs" and e.polarity == "for" and e.whole and _own_word(e, owes)
    ]
    undone = [
        e
        for e in known
        if e.polarity == "against" and e.role in ("performs", "denies") and _other_side(e, owes)
    ]
    parted = [*kept, *broken] if kept and broken else []
    late = [e for e in undone if done and _published(e) >= min(map(_published, done))]
    if done and late:
        parted += [*done, *late]
    told = [e for e in known if e.role == "disputes" and any(k.role == "performs" for k in known)]
    parted += told
    if not parted:
        return []
    first = min(map(_published, parted))
    settled = any(
        e.grade == "verified" and _published(e) >= first and e.role in ("performs", "breaches") for e in known
    )
    return [] if settled else sorted(set(parted), key=lambda e: (_published(e), e.passage))


def _act(c: Commitment, known: Sequence[Evidence], day: date, owes: frozenset[PartyId]) -> Proposal:
    performed = [e for e in known if e.role == "performs" and e.polarity == "for"]
    done = [
        e
        for e in performed
        if e.whole
        and (e.grade != "alleged" or (e.source.kind == "party" and owes and e.source.party not in owes))
    ]
    parted = _parted(known, owes)
    against = [*_contrary(known), *_repudiated(known, owes)]
    if against and (not done or max(map(_when, against)) > max(map(_when, done))):
        last = max(against, key=lambda e: (_published(e), e.passage))
        rule = "contrary act" if last.role == "breaches" else "repudiation"
        return Proposal("broken", rule, tuple(against))
    if parted and not any(e.grade == "verified" for e in done):
        return Proposal("disputed", "two accounts", tuple(parted))
    if done:
        late = c.due is not None and min(map(_when, done)) > c.due
        return Proposal("met", "fulfilled late" if late else "fulfilled", tuple(done))
    if c.due is not None and day > c.due:
        unmet = [e for e in known if e.role in ("performs", "postpones")]
        return Proposal("overdue", "deadline", tuple(unmet))
    if performed:
        whole = [e for e in performed if e.whole]
        return Proposal("under way", "claimed" if whole else "begun", tuple(performed))
    return Proposal("pending", "start", ())


def _duty(c: Commitment, known: Sequence[Evidence], day: date, owes: frozenset[PartyId]) -> Proposal:
    kept = [e for e in known if e.role == "performs" and e.polarity == "for" and not _own_word(e, owes)]
    against = [*_contrary(known), *_repudiated(known, owes)]
    lapses = [e for e in known if e.role == "performs" and e.polarity == "against" and e.grade != "alleged"]
    against += lapses
    parted = _parted(known, owes)
    if against:
        last = max(map(_when, against))
        again = [e for e in kept if _when(e) > last]
        if not again:
            latest = max(against, key=lambda e: (_published(e), e.passage))
            return Proposal(
                "broken", "repudiation" if latest.role == "promises" else "contrary act", tuple(against)
            )
        return Proposal("holding", "kept again", tuple(again))
    if parted:
        return Proposal("disputed", "two accounts", tuple(parted))
    if kept:
        return Proposal("holding", "kept", tuple(kept))
    return Proposal("no evidence", "silence", ())
