# ruff: noqa: E501 - a case stays on one line
"""Ledgers from texts: the example's three days, and that neither order nor side changes anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from accord import pipeline
from accord.agreements.events import find_events
from accord.agreements.files import parse_agreement
from accord.agreements.ledgers import compare_days
from accord.ledger_records import Agreement, Entry, Ledger
from accord.records import Article, ArticleId, Published, Reading

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BY_HAND = YAML(typ="safe").load((EXAMPLES / "lowen-accord.ledger.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def accord_file() -> Agreement:
    return parse_agreement((EXAMPLES / "lowen-accord.yaml").read_text("utf-8"))


def kept(agreement: Agreement, readings: tuple[Reading, ...], day: date | None = None) -> Ledger:
    ledger = pipeline.keep_ledger(agreement, readings, [r.article for r in readings], day=day)
    assert ledger is not None
    return ledger


def by_hand(entry: Entry, ledger: Ledger) -> dict[str, Any]:
    """An entry as the hand-written ledger has it."""
    row: dict[str, Any] = {"state": entry.state, "since": entry.since}
    changes = [
        {
            "day": c.day,
            "from": c.before,
            "to": c.after,
            "rule": c.rule,
            "outlets": sorted({ledger.article(e.passage.article).outlet.value for e in c.evidence}),  # type: ignore[union-attr]
        }
        for c in entry.history[1:]
    ]
    return row | ({"changes": changes} if changes else {})


@pytest.mark.parametrize("day", sorted(BY_HAND))
def test_the_example_on_each_of_its_days(
    day: date, accord_file: Agreement, coverage_read: tuple[Reading, ...]
) -> None:
    ledger = kept(accord_file, coverage_read, day)
    assert {e.commitment.id: by_hand(e, ledger) for e in ledger.entries} == BY_HAND[day]


def test_order_of_articles_changes_nothing(
    accord_file: Agreement, coverage_read: tuple[Reading, ...]
) -> None:
    ledger = kept(accord_file, coverage_read)
    for mixed in (coverage_read[::-1], (*coverage_read[5:], *coverage_read[:5])):
        again = kept(accord_file, mixed)
        assert (again.entries, again.positions, again.preconditions) == (
            ledger.entries,
            ledger.positions,
            ledger.preconditions,
        )


def test_a_later_report_changes_no_history(
    accord_file: Agreement, coverage_read: tuple[Reading, ...]
) -> None:
    early = tuple(r for r in coverage_read if r.article.published and r.article.published.day.day < 12)
    for before, after in zip(
        kept(accord_file, early, date(2026, 3, 11)).entries,
        kept(accord_file, coverage_read, date(2026, 3, 11)).entries,
        strict=True,
    ):
        assert [(c.day, c.after, c.rule) for c in before.history] == [
            (c.day, c.after, c.rule) for c in after.history
        ]


def test_what_changed_between_two_days(accord_file: Agreement, coverage_read: tuple[Reading, ...]) -> None:
    digest = compare_days(kept(accord_file, coverage_read), date(2026, 3, 11))
    assert [(e.commitment.id, c.before, c.after) for e, c in digest.changes] == [
        ("crossing", "pending", "met"),
        ("monitors", "pending", "under way"),
    ]
    assert "withdrawal" in [e.commitment.id for e, _ in digest.fresh]
    assert digest.coming == ()


def test_what_waits_for_what(accord_file: Agreement, coverage_read: tuple[Reading, ...]) -> None:
    ledger = kept(accord_file, coverage_read)
    waits = {(p.waits, p.on) for p in ledger.preconditions}
    assert {("withdrawal", "monitors"), ("monitors", "crossing"), ("status-talks", "withdrawal")} <= waits
    said = {ledger.exact(p.passage) for p in ledger.preconditions if p.passage and p.waits == "withdrawal"}
    assert any("once the monitors are in place" in words for words in said)


# ---------------------------------------------------------------- two sides alike

FILE = """\
accord-agreement: 1
name: Pell accord
signed: 2031-05-01
parties:
  - {{id: a, name: {A}, also: [{As}]}}
  - {{id: b, name: {B}, also: [{Bs}]}}
verifiers:
  - {{id: council, name: Council of Ports}}
commitments:
  - {{id: free-a, who: a, to: b, promise: release 30 {Bs} prisoners, quantity: 30, unit: prisoner, due: 2031-05-20}}
  - {{id: free-b, who: b, to: a, promise: release 30 {As} prisoners, quantity: 30, unit: prisoner, due: 2031-05-20}}
  - {{id: leave-a, who: a, promise: withdraw its troops from the Pell plateau}}
  - {{id: leave-b, who: b, promise: withdraw its troops from the Corran hills}}
  - {{id: fire, who: [a, b], promise: stop firing on each other, kind: duty}}
"""
REPORTS = [
    (2, "{A} released 30 {Bs} prisoners on Thursday.\n\nThe ceasefire has held since Thursday, residents said."),
    (3, "The Council of Ports said that {A} had released 30 {Bs} prisoners.\n\n{B} said that it would never release the prisoners."),
    (4, "{A} said that it had withdrawn its troops from the Pell plateau.\n\n{B} denied that {A} had withdrawn its troops from the Pell plateau."),
    (5, "{B} sent fresh troops to the Corran hills on Sunday and reinforced its positions, the Council of Ports said."),
    (6, "{A} will withdraw its troops from the Pell plateau in June, its minister said.\n\n{B} urged {A} to withdraw its troops."),
]  # fmt: skip
ONE = {"A": "Lowen", "As": "Lowenese", "B": "Tarsk", "Bs": "Tarskan"}
OTHER = {"A": "Tarsk", "As": "Tarskan", "B": "Lowen", "Bs": "Lowenese"}


def told(names: dict[str, str], article: Callable[..., Article]) -> Ledger:
    articles = [
        article(
            text.format(**names),
            id=ArticleId(f"r{n}"),
            location=f"r{n}.txt",
            published=Published(date(2031, 5, day), None, "record"),
        )
        for n, (day, text) in enumerate(REPORTS)
    ]
    readings = tuple(r for r in pipeline.read_all(articles) if isinstance(r, Reading))
    return kept(parse_agreement(FILE.format(**names)), readings)


def test_the_same_words_with_the_parties_swapped_give_the_same_states(
    article: Callable[..., Article],
) -> None:
    one, other = told(ONE, article), told(OTHER, article)
    rows = [
        [
            (e.commitment.id, e.state, e.since, [(c.day, c.after, c.rule) for c in e.history],
             [(v.role, v.polarity, v.grade, v.source.kind, v.by) for v in e.evidence])
            for e in ledger.entries
        ]
        for ledger in (one, other)
    ]  # fmt: skip
    assert rows[0] == rows[1]
    assert {e.commitment.id: e.state for e in one.entries} == {
        "free-a": "met",
        "free-b": "broken",
        "leave-a": "disputed",
        "leave-b": "broken",
        "fire": "holding",
    }


def test_violations_by_day_and_party(article: Callable[..., Article]) -> None:
    found = told(ONE, article).violations
    assert [(v.day, v.party, v.entry.commitment.id, v.evidence.grade) for v in found] == [
        (date(2031, 5, 4), "Tarsk", "leave-b", "verified")
    ]


def test_event_records_after_plover(article: Callable[..., Article]) -> None:
    events = [(e.actor, e.recipient, e.type, e.mode) for e in find_events(told(ONE, article))]
    assert ("Lowen", "Tarsk", "RETREAT", "release") in events
    assert ("Tarsk", "Lowen", "REQUEST", "yield") in events
    assert ("Tarsk", "", "MOBILIZE", "troops") in events
    assert not any(actor == recipient for actor, recipient, _, _ in events)


def test_no_coverage_is_said_to_be_none(article: Callable[..., Article]) -> None:
    from accord.dossier.ledger_view import LedgerView

    agreement = parse_agreement(FILE.format(**ONE))
    ledger = kept(agreement, (), date(2031, 5, 15))
    view = LedgerView(ledger)
    assert {e.state for e in ledger.entries} == {"pending", "no evidence"}
    assert all("1 May 2031" in view.since(e) for e in ledger.entries)
    assert "no evidence since 1 May 2031" in view.since(ledger.entries[0])
