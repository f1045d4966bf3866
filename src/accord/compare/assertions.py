"""Whether a sentence asserts what a statement asserts: deed, roles, polarity and mood.

Words alone do not tell "will sign" from "signed", "A sued B" from "B sued A", "strengthened"
from "weakened", or one meeting from another. Clauses do, as far as they were read rightly:
a sentence is turned down only for a clause of its own that speaks of the same deed and
parties, otherwise; where it has another clause that agrees, it stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from accord.records import Clause, Passage
from accord.text import plain

Stems = Callable[[Passage], frozenset[str]]
Verdict = Literal["agrees", "differs", "apart"]

# what says, without a negated clause, that something was not or will not be done
_NOT_DONE = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|declin\w+|refus\w+|fail\w*|reject\w*|den(?:y|ie[sd]|ial)"
    r"|skip\w*|avoid\w*|miss\w*|absen\w+|lack\w*|stop\w*|halt\w*|cancel\w*|unable|unwilling|instead|still|yet)\b|n't\b",
    re.IGNORECASE,
)
_DECLINED = re.compile(r"\b(?:declin|refus)\w+ to\b", re.IGNORECASE)
_SETTLED = ("happened", "planned")  # moods that exclude each other; "possible" is too loose to tell


@cache
def opposites() -> dict[str, frozenset[str]]:
    """data/opposites.txt: verbs that cannot both be true of the same parties."""
    found: dict[str, set[str]] = {}
    for line in (files("accord.compare") / "data" / "opposites.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            left, right = (side.split() for side in line.split("|"))
            for one in left:
                found.setdefault(one, set()).update(right)
            for one in right:
                found.setdefault(one, set()).update(left)
    return {verb: frozenset(against) for verb, against in found.items()}


def denies(clause: Clause) -> bool:
    return clause.negated or clause.modality == "denied"


def _main(clauses: Sequence[Clause]) -> Clause:
    """The widest clause, of several the first."""
    return max(clauses, key=lambda c: (c.passage.end - c.passage.start, -c.passage.start))


def tells_undone(stated: str, clauses: Sequence[Clause]) -> bool:
    """Whether a statement is that something was not, or will not be, done."""
    return bool(clauses) and (denies(_main(clauses)) or bool(_DECLINED.search(stated)))


def speaks_of_undone(told: str) -> bool:
    """Whether a sentence has any word by which it could tell that something was not done."""
    return bool(_NOT_DONE.search(plain(told)))


def asserts_otherwise(
    stated: str,
    told: str,
    statement: Sequence[Clause],
    sentence: Sequence[Clause],
    stems: Stems,
    *,
    strict: bool,
) -> bool:
    """Whether a sentence tells otherwise, or of another deed, what a statement tells.

    `stated` and `told` are their words, `statement` and `sentence` their clauses, `stems`
    the words of a phrase that carry matter. `strict` also turns down a sentence of the same
    deed done to someone else. False where the clauses do not meet.
    """
    if not statement:
        return False
    main = _main(statement)
    if tells_undone(stated, statement) and not speaks_of_undone(told):
        return True
    verb = _verb(main.predicate)
    alike = opposites().get(verb, frozenset()) | {verb}
    verdicts = [
        _verdict(main, clause, told, stems, strict) for clause in sentence if _verb(clause.predicate) in alike
    ]
    return "differs" in verdicts and "agrees" not in verdicts


@cache
def _verb(predicate: str) -> str:
    return predicate.split()[0]


def _verdict(main: Clause, other: Clause, told: str, stems: Stems, strict: bool) -> Verdict:
    verb, against = _verb(main.predicate), _verb(other.predicate)
    opposed = against in opposites().get(verb, ())
    if verb == "be" or not (opposed or main.predicate == other.predicate or verb == against):
        return "apart"
    agents = _meet(main.agent, other.agent, stems)
    patients = _meet(main.patient, other.patient, stems)
    if _meet(main.agent, other.patient, stems) and _meet(main.patient, other.agent, stems):
        return "apart" if agents or patients else "differs"  # who did it to whom
    if not (agents or patients):
        return "apart"
    same_way = denies(main) == denies(other)
    if opposed:
        return "differs" if same_way else "agrees"
    if not same_way:
        return "differs"
    moods = {main.modality, other.modality}
    if moods == set(_SETTLED):
        return "differs"
    if (
        strict
        and agents
        and not patients
        and main.patient
        and other.patient
        and _elsewhere(main.patient, told, stems)
    ):
        return "differs"  # the same deed, done to someone else
    return "agrees"


def _meet(one: Passage | None, other: Passage | None, stems: Stems) -> bool:
    return one is not None and other is not None and bool(stems(one) & stems(other))


def _elsewhere(phrase: Passage, told: str, stems: Stems) -> bool:
    """Whether a sentence does not speak of what a phrase names."""
    wanted = stems(phrase)
    flat = plain(told).lower()
    return bool(wanted) and not any(re.search(rf"\b{re.escape(stem)}", flat) for stem in wanted)
