"""The ledger of an agreement on a day, and what changed between two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from accord.agreements.grades import CountOrigins
from accord.agreements.positions import find_positions, find_preconditions
from accord.agreements.states import enter
from accord.ledger_records import Agreement, Developments, Evidence, Ledger
from accord.records import Article, Failure


def build_ledger(
    agreement: Agreement,
    evidence: Sequence[Evidence],
    articles: Sequence[Article],
    count_origins: CountOrigins,
    *,
    day: date | None = None,
    failures: Sequence[Failure] = (),
) -> Ledger | None:
    """The ledger on a day; without one, on the day of the latest evidence or article.

    None when no day is known: then nothing can be said of deadlines. The order of evidence and
    articles changes nothing.
    """
    known = [a.published.day for a in articles if a.published]
    days = [*known, *(e.day for e in evidence if e.day), *([agreement.signed] if agreement.signed else [])]
    at = day or max(days, default=None)
    if at is None:
        return None
    told = [e for e in evidence if e.day is None or e.day <= at]
    begins = agreement.signed or min(days, default=None)
    entries = tuple(
        enter(c, [e for e in told if e.commitment == c.id], at, begins, count_origins)
        for c in agreement.commitments
    )
    texts = {a.id: a.text for a in articles}
    shown = tuple(
        sorted(articles, key=lambda a: (a.published.day if a.published else date.max, a.location, a.id))
    )
    return Ledger(
        agreement,
        at,
        entries,
        find_positions(told, agreement),
        find_preconditions(told, agreement, texts),
        shown,
        tuple(failures),
    )


def compare_days(ledger: Ledger, first: date) -> Developments:
    """What changed from a day up to the ledger's own."""
    changes = sorted(
        (
            (entry, change)
            for entry in ledger.entries
            for change in entry.history
            if first < change.day <= ledger.day
        ),
        key=lambda pair: pair[1].day,
    )
    changed = {entry.commitment.id for entry, _ in changes}
    fresh = []
    for entry in ledger.entries:
        new = tuple(e for e in entry.evidence if e.day and first < e.day <= ledger.day)
        if new and entry.commitment.id not in changed:
            fresh.append((entry, new))
    coming = tuple(
        e
        for e in ledger.entries
        if e.commitment.due is not None
        and 0 <= (e.commitment.due - ledger.day).days <= 7
        and e.state not in ("met", "superseded")
    )
    return Developments(first, ledger, tuple(changes), tuple(fresh), coming)
