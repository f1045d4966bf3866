"""What all renderings of a ledger share: its words, its order, and where its passages stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, get_args

from accord.dossier import labels
from accord.dossier.sheets import one_line
from accord.dossier.view import Cite, View
from accord.ledger_records import (
    Change,
    Commitment,
    CommitmentId,
    Entry,
    Evidence,
    EvidenceRole,
    Grade,
    Ledger,
    PartyId,
    Polarity,
    Position,
    Precondition,
    State,
)
from accord.records import Dossier

LEDGER: Final = "Ledger"
WAITS: Final = "What waits for what"
POSITIONS: Final = "Positions side by side"
VIOLATIONS: Final = "Reported acts against it"
CHART: Final = "States over time"
COMMITMENTS: Final = "Commitments"
STATES: Final = "Where each commitment stands"
STATE: Final = "State"
COMMITMENT: Final = "Commitment"
SINCE: Final = "Since"
DUE: Final = "Due"
EVIDENCE: Final = "Evidence"
IN_ITS_WORDS: Final = "In the words of the agreement"
WAITS_HINT: Final = "An arrow leads from what comes first to what waits for it."
WAITS_TOLD: Final = "a report says so"
WAITS_FILE: Final = "the agreement's file says so"
DECIDED_BY: Final = "Decided by a person"
HISTORY: Final = "History"
CHANGES: Final = "What changed"
FRESH: Final = "New evidence, no change of state"
COMING: Final = "Due within a week"
NO_CHANGES: Final = "No state changed."
NOBODY_NAMED: Final = "nobody named"
NO_EVIDENCE: Final = "no evidence"
NO_PHASE: Final = "Not tied to a phase"
PROPOSED: Final = "The rules propose"
STATED: Final = "as the agreement's file says"
SKIP: Final = "Skip to the ledger"
HINT: Final = (
    "States follow from reports by fixed rules, not from what is true. Alleged: told by one side "
    "or one origin. "
    "Corroborated: by two independent origins, one of them no party. Verified: by who verifies, the UN, a "
    "court, or admitted by the party that owes."
)
VIOLATIONS_HINT: Final = "As reported, with the grade of the evidence; an allegation stays one."
STANCE: Final = {"wants": "wants", "rejects": "rejects", "offers": "offers"}
NOBODY: Final = "owner not given"
QUIET: Final = timedelta(days=7)  # after which no new evidence is said in words
ROLE: Final[dict[tuple[EvidenceRole, Polarity], str]] = {
    ("performs", "for"): "told as done",
    ("performs", "against"): "told as not done",
    ("breaches", "against"): "act against it",
    ("denies", "for"): "denial of a breach",
    ("denies", "against"): "denial of fulfilment",
    ("promises", "for"): "promised",
    ("promises", "against"): "refused",
    ("demands", "for"): "demanded",
    ("demands", "against"): "opposed",
    ("conditions", "open"): "made conditional",
    ("postpones", "against"): "put off",
    ("disputes", "open"): "in dispute",
    ("orders", "for"): "ordered",
    ("orders", "against"): "ordered stopped",
}
KEPT: Final = "told as kept"


@dataclass(frozen=True, slots=True)
class Segment:
    """A state in the chart, in percent of its width."""

    x: float
    width: float
    state: State
    title: str


class LedgerView:
    """A ledger with its articles at hand."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.view = View(Dossier(ledger.articles, (), ledger.failures))
        self.names = {
            p.id: one_line(p.name)
            for p in (*ledger.agreement.parties, *ledger.agreement.mediators, *ledger.agreement.verifiers)
        }
        self.by_id = {e.commitment.id: e for e in ledger.entries}

    @property
    def title(self) -> str:
        return one_line(self.ledger.agreement.name)

    @property
    def summary(self) -> str:
        """ "6 commitments: 3 met, 1 under way, 2 pending"."""
        counts = Counter(e.state for e in self.ledger.entries)
        told = ", ".join(f"{counts[s]} {s}" for s in get_args(State) if counts[s])
        return f"{labels.count(len(self.ledger.entries), 'commitment')}: {told}"

    def phases(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """Entries by phase in the order of the file, those without one last."""
        for phase in self.ledger.agreement.phases:
            entries = tuple(e for e in self.ledger.entries if e.commitment.phase == phase.id)
            if entries:
                name = f"Phase {phase.id}" + (f": {one_line(phase.name)}" if phase.name else "")
                yield name, entries
        loose = tuple(e for e in self.ledger.entries if e.commitment.phase is None)
        if loose:
            yield (NO_PHASE if self.ledger.agreement.phases else COMMITMENTS), loose

    def party(self, ids: Sequence[PartyId]) -> str:
        return " and ".join(
            filter(None, (", ".join(self.names[i] for i in ids[:-1]), *(self.names[i] for i in ids[-1:])))
        )

    def what(self, c: Commitment) -> str:
        """ "Lowen: release 24 soldiers"."""
        who = self.party(c.who) or NOBODY
        return f"{who}: {one_line(c.promise)}"

    def terms(self, c: Commitment) -> str:
        parts = []
        if c.due:
            parts.append(f"due {labels.day(c.due)}")
        if c.kind == "duty":
            parts.append("standing duty")
        if c.to:
            parts.append(f"to {self.party(c.to)}")
        return ", ".join(parts)

    def since(self, entry: Entry) -> str:
        """ "since 11 March 2026", or that nothing was told for a week or more."""
        said = self.quiet(entry)
        since = f"since {labels.day(entry.since)}" if entry.since else ""
        if entry.state == NO_EVIDENCE:
            return f"since {labels.day(entry.last or entry.since or self.ledger.day)}"
        return ", ".join(filter(None, (since, said)))

    def quiet(self, entry: Entry) -> str:
        """ "no evidence since DAY" where the latest evidence is a week old, or there is none."""
        last = entry.last or entry.since
        if entry.state in (NO_EVIDENCE, "superseded", "met") or last is None:
            return ""
        if entry.last is None or self.ledger.day - last >= QUIET:
            return f"no evidence since {labels.day(last)}"
        return ""

    def between(self, first: date) -> str:
        return f"After {labels.day(first)}, up to {labels.day(self.ledger.day)}"

    def proposal(self, entry: Entry) -> str:
        """What stands beside a person's decision."""
        if entry.override is None or entry.override.state is None:
            return ""
        return f"{PROPOSED}: {entry.proposal}"

    def why(self, change: Change) -> str:
        return one_line(change.why)

    def role(self, e: Evidence, entry: Entry) -> str:
        if entry.commitment.kind == "duty" and (e.role, e.polarity) == ("performs", "for"):
            return KEPT
        return ROLE[e.role, e.polarity]

    def teller(self, e: Evidence) -> str:
        """Who tells it: "" for the article in its own words."""
        return "" if e.source.kind == "outlet" else one_line(e.source.name)

    def evidence(self, entry: Entry) -> tuple[tuple[str, Grade, tuple[Evidence, ...]], ...]:
        """Evidence by what it tells and how sure it is; what moves the state comes first."""
        weigh = (
            "performs",
            "breaches",
            "denies",
            "disputes",
            "postpones",
            "orders",
            "conditions",
            "promises",
            "demands",
        )
        groups: dict[tuple[int, str, Grade], list[Evidence]] = {}
        for e in entry.evidence:
            groups.setdefault((weigh.index(e.role), self.role(e, entry), e.grade), []).append(e)
        return tuple((role, grade, tuple(found)) for (_, role, grade), found in sorted(groups.items()))

    def cites(self, evidence: Sequence[Evidence]) -> tuple[Cite, ...]:
        return self.view.cites([e.passage for e in evidence])

    def grades(self, entry: Entry) -> tuple[str, ...]:
        """ "3 verified", "1 alleged", the surest first."""
        counts = Counter(e.grade for e in entry.evidence)
        return tuple(f"{counts[g]} {g}" for g in reversed(get_args(Grade)) if counts[g])

    def tally(self, entry: Entry, found: Sequence[Evidence]) -> str:
        """ "2 told as done, 1 promised", in the order of the evidence."""
        roles = [self.role(e, entry) for e in found]
        return ", ".join(f"{roles.count(role)} {role}" for role in dict.fromkeys(roles))

    def counted(self, entry: Entry) -> str:
        """ "5 told as done, 2 promised"."""
        counts = Counter(self.role(e, entry) for e in entry.evidence)
        return ", ".join(f"{n} {role}" for role, n in counts.most_common())

    # ------------------------------------------------------------ positions and conditions

    def positions(self) -> tuple[tuple[Entry, tuple[tuple[str, tuple[Position, ...]], ...]], ...]:
        """By commitment, where two or more hold a position on it: each with what it wants, rejects, offers.

        One passage word for word in several articles stands there once.
        """
        out = []
        for entry in self.ledger.entries:
            by: dict[str, dict[tuple[str, str], Position]] = {}
            for p in self.ledger.positions:
                if p.commitment == entry.commitment.id:
                    who = self.names[p.party] if p.party else one_line(p.who)
                    by.setdefault(who, {}).setdefault((p.stance, self.view.line(p.passage)), p)
            if len(by) > 1 or any(p.stance == "rejects" for found in by.values() for p in found.values()):
                out.append((entry, tuple((who, tuple(found.values())) for who, found in sorted(by.items()))))
        return tuple(out)

    def awaited(self, on: CommitmentId | str) -> str:
        entry = self.by_id.get(CommitmentId(on))
        return self.what(entry.commitment) if entry else f"“{one_line(on)}”"

    def preconditions(self) -> tuple[tuple[Entry, tuple[tuple[str, tuple[Precondition, ...]], ...]], ...]:
        """What each commitment waits for, with the passages that say so."""
        out: dict[CommitmentId, dict[str, list[Precondition]]] = {}
        for p in self.ledger.preconditions:
            out.setdefault(p.waits, {}).setdefault(self.awaited(p.on), []).append(p)
        return tuple(
            (self.by_id[waits], tuple((on, tuple(found)) for on, found in by.items()))
            for waits, by in out.items()
        )

    # ------------------------------------------------------------ chart

    @property
    def span(self) -> tuple[date, date]:
        """The days that the chart covers: from the first change to the last due day near by."""
        first = min((c.day for e in self.ledger.entries for c in e.history), default=self.ledger.day)
        last = max([self.ledger.day, *(e.commitment.due for e in self.ledger.entries if e.commitment.due)])
        return first, max(
            self.ledger.day, min(last, self.ledger.day + max(self.ledger.day - first, QUIET * 6))
        )

    def at(self, day: date) -> float:
        """Where a day stands, in percent."""
        first, last = self.span
        return round(100 * (day - first).days / ((last - first).days + 1), 2)

    def segments(self, entry: Entry) -> tuple[Segment, ...]:
        out = []
        end = self.at(self.ledger.day + timedelta(days=1))
        for change, after in zip(entry.history, (*entry.history[1:], None), strict=True):
            x = self.at(change.day)
            until = self.at(after.day) if after else end
            title = f"{change.after} from {labels.day(change.day)}" + (
                f" to {labels.day(after.day)}" if after else ""
            )
            out.append(Segment(x, round(until - x, 2), change.after, title))
        return tuple(out)

    def due(self, entry: Entry) -> float | None:
        """Where the end of the last day stands; None where it lies outside."""
        if entry.commitment.due is None or not self.span[0] <= entry.commitment.due <= self.span[1]:
            return None
        return self.at(entry.commitment.due + timedelta(days=1))
