"""Who wants, rejects or offers what, and what waits for what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from accord.agreements.subjects import Subject, subject_of
from accord.agreements.wording import low
from accord.ledger_records import Agreement, CommitmentId, Evidence, Position, Precondition, Stance
from accord.records import ArticleId, Passage


def find_positions(evidence: Sequence[Evidence], agreement: Agreement) -> tuple[Position, ...]:
    """One position a speaker, stance and passage, by commitment and speaker.

    A promise of the party that owes is an offer, its refusal and a wish against it a rejection, a
    demand a wish; so is a condition. What an article says in its own words is nobody's position,
    unless a party is said to act.
    """
    names = {p.id: p.name for p in (*agreement.parties, *agreement.mediators, *agreement.verifiers)}
    stances: dict[tuple[str, str], Stance] = {
        ("demands", "for"): "wants",
        ("demands", "against"): "rejects",
        ("promises", "for"): "offers",
        ("promises", "against"): "rejects",
        ("conditions", "open"): "wants",
    }
    found: dict[tuple[str, str, CommitmentId, Passage], Position] = {}
    for e in evidence:
        stance = stances.get((e.role, e.polarity))
        if stance is None:
            continue
        party = e.source.party or e.by
        who = e.source.name if e.source.kind != "outlet" else names.get(party, "") if party else ""
        if who:
            found.setdefault(
                (who, stance, e.commitment, e.passage),
                Position(who, party, stance, e.commitment, e.passage, e.day),
            )
    order = {c.id: n for n, c in enumerate(agreement.commitments)}
    return tuple(
        sorted(
            found.values(),
            key=lambda p: (order[p.commitment], p.party or p.who, p.day is None, p.day, p.passage),
        )
    )


def find_preconditions(
    evidence: Sequence[Evidence], agreement: Agreement, texts: Mapping[ArticleId, str]
) -> tuple[Precondition, ...]:
    """What waits for what: first what the file says, then what a sentence says.

    Another commitment whose act the sentence names is what is waited for; where there is none, the
    words behind "until", "only if" and the like. "A first, then B" is read as B waiting for A.
    """
    out: dict[tuple[str, str], Precondition] = {}
    for c in agreement.commitments:
        for on in c.after:
            out.setdefault((c.id, on), Precondition(c.id, on, None))
    phases = {p.id: p for p in agreement.phases}
    for c in agreement.commitments:
        for phase in phases[c.phase].after if c.phase else ():
            for other in agreement.commitments:
                if other.phase == phase:
                    out.setdefault((c.id, other.id), Precondition(c.id, other.id, None))
    both: dict[Passage, list[Evidence]] = {}
    for e in evidence:
        both.setdefault(e.passage, []).append(e)
    subjects = {c.id: subject_of(c) for c in agreement.commitments}
    for passage, group in both.items():
        conditions = [e for e in group if e.role == "conditions"]
        if not conditions:
            continue
        text = low(passage.of(texts[passage.article]))
        match = next((m for m in _MARK.finditer(text) if _awaits(m, text)), None)
        if match is None:
            continue
        behind = text[match.end() :]
        front = text[: match.start()]
        first = match.group().endswith("first")
        if first and match.start() > 2:
            awaited, waiting = behind, front
        elif match.start() < 2:
            awaited, _, waiting = behind.partition(",")
        else:
            awaited, waiting = re.split(r",\s*(?:the|an?|which|said|\w+)\s+\w+ said|,", behind)[0], front
        for e in conditions:
            if not _tells(subjects[e.commitment], waiting) and _tells(subjects[e.commitment], awaited):
                continue
            others = [
                o.id
                for o in agreement.commitments
                if o.id != e.commitment and _tells(subjects[o.id], awaited)
            ]
            words = " ".join(awaited.split()).strip(" .”\"'")
            awaits: tuple[CommitmentId | str, ...] = tuple(others) or (words,)
            for awaits_on in awaits:
                if awaits_on:
                    out.setdefault((e.commitment, awaits_on), Precondition(e.commitment, awaits_on, passage))
    return tuple(out.values())


def _awaits(match: re.Match[str], text: str) -> bool:
    """Whether something comes behind the words that one can wait for: not "after the vote"."""
    behind = re.split(r"[,;]", text[match.end() :])[0].split()
    return len(behind) > 2 or match.group() not in ("after", "before", "when", "once", "if", "until")


_MARK = re.compile(
    r"\b(?:seeks? first|only (?:if|when|once|after)|as long as|unless|until|provided(?: that)?|on "
    r"condition(?: that)?|"
    r"depend(?:s|ent|ing)? on|hing(?:es|ing) on|tied to|in (?:return|exchange) for|as soon as|once|"
    r"after|before|when|if)\b"
)


def _tells(subject: Subject, text: str) -> bool:
    return (
        bool(subject.does.search(text) and subject.about.search(text))
        or len({m.group() for m in subject.own.finditer(text)}) > 1
    )
