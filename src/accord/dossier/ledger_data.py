"""A ledger as data: JSON, CSV, and event records a line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, Protocol

from accord.dossier.ledger_view import LedgerView
from accord.dossier.to_csv import csv_lines
from accord.ledger_records import Change, Entry, Evidence, Ledger
from accord.records import Passage

LEDGER_VERSION: Final = "1.0"
_SURROGATE = re.compile("[\ud800-\udfff]")
COLUMNS: Final = (
    "id", "party", "to", "what", "kind", "phase", "quantity", "unit", "due", "state", "since", "proposal",
    "overridden_by", "override_reason", "last_evidence", "alleged", "corroborated", "verified", "pam_score",
)  # fmt: skip

Json = dict[str, Any]


def render_ledger_json(ledger: Ledger) -> str:
    """One object, complete; texts stand as taken in. Passages and article ids are those of a dossier."""
    view = LedgerView(ledger)
    agreement = ledger.agreement
    document = {
        "format": "accord-ledger",
        "version": LEDGER_VERSION,
        "agreement": {
            "name": agreement.name,
            "signed": _day(agreement.signed),
            "parties": [{"id": p.id, "name": p.name} for p in agreement.parties],
            "mediators": [{"id": p.id, "name": p.name} for p in agreement.mediators],
            "verifiers": [{"id": p.id, "name": p.name} for p in agreement.verifiers],
            "phases": [{"id": p.id, "name": p.name, "after": list(p.after)} for p in agreement.phases],
        },
        "day": _day(ledger.day),
        "commitments": [_entry(e, view) for e in ledger.entries],
        "positions": [
            {
                "who": p.who,
                "party": p.party,
                "stance": p.stance,
                "commitment": p.commitment,
                "day": _day(p.day),
                "evidence": _passage(p.passage, view),
            }
            for p in ledger.positions
        ],
        "preconditions": [
            {
                "waits": p.waits,
                "on": p.on,
                "on_commitment": p.on in view.by_id,
                "evidence": _passage(p.passage, view) if p.passage else None,
            }
            for p in ledger.preconditions
        ],
        "violations": [
            {
                "day": _day(v.day),
                "party": v.party or None,
                "commitment": v.entry.commitment.id,
                **_evidence(v.evidence, view),
            }
            for v in ledger.violations
        ],
        "articles": [
            {
                "id": a.id,
                "path": a.location,
                "outlet": a.outlet.value if a.outlet else None,
                "title": a.title,
                "published": _day(a.published.day) if a.published else None,
                "url": a.url,
            }
            for a in ledger.articles
        ],
        "failures": [{"location": f.location, "stage": f.stage, "reason": f.reason} for f in ledger.failures],
    }
    return _text(document, indent=1) + "\n"


def _text(value: Any, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _SURROGATE.sub(lambda m: f"\\u{ord(m.group()):04x}", text)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _passage(p: Passage, view: LedgerView) -> Json:
    return {"article": p.article, "start": p.start, "end": p.end, "exact": view.view.exact(p)}


def _evidence(e: Evidence, view: LedgerView) -> Json:
    return {
        **_passage(e.passage, view),
        "role": e.role,
        "polarity": e.polarity,
        "grade": e.grade,
        "source": {"kind": e.source.kind, "name": e.source.name, "party": e.source.party},
        "published": _day(e.day),
        "happened": _day(e.happened),
        "by": e.by,
        "amount": float(e.amount) if e.amount is not None else None,
    }


def _change(change: Change, view: LedgerView) -> Json:
    return {
        "day": _day(change.day),
        "from": change.before,
        "to": change.after,
        "rule": change.rule,
        "why": change.why,
        "evidence": [_evidence(e, view) for e in change.evidence],
    }


def _entry(entry: Entry, view: LedgerView) -> Json:
    c = entry.commitment
    override = entry.override
    return {
        "id": c.id,
        "what": c.promise,
        "phase": c.phase,
        "party": view.party(c.who) or None,
        "parties": list(c.who),
        "to": list(c.to),
        "kind": c.kind,
        "quantity": float(c.quantity) if c.quantity is not None else None,
        "unit": c.unit or None,
        "due": _day(c.due),
        "state": entry.state,
        "since": _day(entry.since),
        "proposal": entry.proposal,
        "override": {
            "when": _day(override.when),
            "who": override.who,
            "why": override.why,
            "state": override.state,
        }
        if override
        else None,
        "pam_score": score_of(entry),
        "last_evidence": _day(entry.last),
        "evidence": [_evidence(e, view) for e in entry.evidence],
        "history": [_change(change, view) for change in entry.history],
    }


def score_of(entry: Entry) -> int | None:
    """The score of the Peace Accords Matrix that a person set last; None where nobody did."""
    if entry.override is None:
        return None
    decided = [o for o in entry.commitment.overrides if o.when <= entry.override.when]
    return next((o.score for o in reversed(decided) if o.score is not None), None)


def render_ledger_csv(ledger: Ledger) -> str:
    """One row a commitment, with a header; RFC 4180, and no cell that a spreadsheet takes for a formula."""
    return "".join(csv_lines([COLUMNS, *_rows(LedgerView(ledger))]))


def _rows(view: LedgerView) -> Iterator[Sequence[object]]:
    for entry in view.ledger.entries:
        c, override = entry.commitment, entry.override
        grades = Counter(e.grade for e in entry.evidence)
        decided = override is not None and override.state is not None
        yield (
            c.id, view.party(c.who), view.party(c.to), c.promise, c.kind, c.phase, c.quantity, c.unit,
            _day(c.due), entry.state, _day(entry.since), entry.proposal,
            override.who if override and decided else None,
            override.why if override and decided else None,
            _day(entry.last), grades["alleged"], grades["corroborated"], grades["verified"], score_of(entry),
        )  # fmt: skip


class EventLike(Protocol):
    """What is asked of an event record; `accord.agreements.events.Event` has it."""

    @property
    def id(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def actor(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def mode(self) -> str: ...
    @property
    def evidence(self) -> Evidence: ...


def event_rows(events: Iterable[EventLike], ledger: Ledger) -> Iterator[Json]:
    """Event records, each to be written as a line of JSON."""
    view = LedgerView(ledger)
    for event in events:
        yield {
            "id": event.id,
            "date": _day(event.day),
            "actor": event.actor,
            "recipient": event.recipient or None,
            "event_type": event.type,
            "event_mode": event.mode or None,
            "commitment": event.evidence.commitment,
            "grade": event.evidence.grade,
            "evidence": _passage(event.evidence.passage, view),
        }
