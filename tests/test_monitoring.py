"""Agreements of a store: what their ledgers are made from, and when that is made anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from accord import pipeline
from accord.corrections import anchor_of
from accord.errors import AgreementError, NotStored, StoreError
from accord.ledger_records import Override
from accord.library import Library
from accord.monitoring import SKELETON, Monitor, settable
from accord.records import StoryId
from accord.store.rows import AgreementId, AgreementRow, Correction

FILE = (Path(__file__).resolve().parents[1] / "examples" / "lowen-accord.yaml").read_text("utf-8")


@pytest.fixture
def monitor(example_library: Library) -> Monitor:
    return Monitor(example_library)


@pytest.fixture
def row(monitor: Monitor) -> AgreementRow:
    stories = [row.id for row in monitor.store.stories()]
    return monitor.keep(FILE, who="Ada Orr", why="by hand", stories=stories)


def test_the_ledger_is_that_of_the_command(
    monitor: Monitor, row: AgreementRow, coverage_read: tuple[object, ...]
) -> None:
    agreement = monitor.agreement(row.id)
    known = {r.article.id: r for r in coverage_read}  # type: ignore[attr-defined]
    for day in (date(2026, 3, 11), None):
        kept = monitor.ledger(row.id, day)
        assert kept is not None
        readings = [known[a.id] for a in kept.articles]
        made = pipeline.keep_ledger(agreement, readings, [r.article for r in readings], day=day)
        assert made == kept


def test_what_was_found_is_kept_until_something_changes(
    monitor: Monitor, row: AgreementRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = monitor.ledger(row.id)
    assert before is not None and monitor.ready(row.id)
    anew: list[object] = []
    find = pipeline.find_in
    monkeypatch.setattr(pipeline, "find_in", lambda *a: (anew.append(a), find(*a))[1])
    assert monitor.ledger(row.id) == before and monitor.ledger(row.id, date(2026, 3, 10)) is not None
    monitor.decide(row.id, "monitors", Override(date(2026, 3, 12), "Ada", "I saw them", "met"))
    after = monitor.ledger(row.id)
    assert after is not None and after.entries[3].state == "met" and after.entries[3].proposal == "under way"
    assert anew == []  # a decision changes nothing of what is found
    monitor.keep(
        monitor.store.agreement_version(row.id).text.replace("promise: release 24", "promise: free 24"),
        who="Ada", why="other words", id=row.id, after=2,
    )  # fmt: skip
    assert not monitor.ready(row.id) and monitor.last_ledger(row.id) is not None
    monitor.find(row.id)
    assert monitor.ready(row.id) and len(anew) == 1
    monitor.leave(row.id, monitor.stories(row.id)[0])
    assert not monitor.ready(row.id)


def test_a_reader_s_corrections_count(monitor: Monitor, row: AgreementRow) -> None:
    ledger = monitor.ledger(row.id)
    assert ledger is not None
    entry, said = next(
        (entry, e) for entry in ledger.entries for e in entry.evidence if e.source.kind == "party"
    )
    text = ledger.article(said.passage.article).text
    story = monitor.store.article_rows([said.passage.article])[0].story
    monitor.library.correct(
        Correction(
            "set speaker", "Ada", "a slip",
            {"anchors": [anchor_of(said.passage, text)], "name": "Mirelle Dascott"}, story,
        )
    )  # fmt: skip
    corrected = monitor.ledger(row.id)
    assert corrected is not None
    found = next(e for e in corrected.entries if e.commitment.id == entry.commitment.id)
    now = next(e for e in found.evidence if e.passage == said.passage)
    assert (now.source.kind, now.source.party) == ("verifier", "council")


def test_a_file_that_cannot_be_read_is_not_kept(monitor: Monitor) -> None:
    wrong = FILE.replace("who: lowen", "who: lowenn", 1)
    with pytest.raises(AgreementError, match="there is no party `lowenn`") as caught:
        monitor.keep(wrong, who="Ada", why="x")
    assert caught.value.line == wrong[: wrong.index("who: lowenn")].count("\n") + 1
    assert monitor.store.agreements() == ()
    assert monitor.keep(SKELETON, who="Ada", why="x").id == "name-of-the-agreement"
    assert monitor.keep(SKELETON, who="Ada", why="x").id == "name-of-the-agreement-2"
    assert monitor.keep(SKELETON.replace("Name of the agreement", "“…”"), who="A", why="x").id == "agreement"


def test_a_version_follows_the_one_that_was_seen(monitor: Monitor, row: AgreementRow) -> None:
    assert monitor.keep(FILE, who="Ada", why="the same", id=row.id, after=1).version == 1
    monitor.keep(FILE + "# one\n", who="Ada", why="x", id=row.id, after=1)
    with pytest.raises(StoreError, match="version 2"):
        monitor.keep(FILE + "# two\n", who="Ines", why="x", id=row.id, after=1)
    assert monitor.store.agreement(row.id).version == 2


def test_a_merged_story_is_followed_on(monitor: Monitor, row: AgreementRow) -> None:
    stories = monitor.stories(row.id)
    assert len(stories) > 1
    monitor.library.correct(
        Correction("merge stories", "Ada", "one event", {"stories": list(stories)}, stories[0])
    )
    (left,) = monitor.stories(row.id)
    assert monitor.articles(row.id) == len(monitor.store.members(left))
    monitor.leave(row.id, left)
    assert monitor.stories(row.id) == () and monitor.store.agreement(row.id).stories == ()
    assert left in [story.id for story in monitor.offered(row.id)]


def test_what_is_not_there_is_said(monitor: Monitor, row: AgreementRow) -> None:
    for ask in (
        lambda: monitor.ledger(AgreementId("none")),
        lambda: monitor.follow(row.id, StoryId("none"), who="Ada"),
        lambda: monitor.redraft(AgreementId("none")),
    ):
        with pytest.raises(NotStored):
            ask()
    with pytest.raises(AgreementError, match="no commitment `none`"):
        monitor.decide(row.id, "none", Override(date(2026, 3, 12), "Ada", "x", "met"))


def test_which_states_a_person_can_set(monitor: Monitor, row: AgreementRow) -> None:
    act = monitor.agreement(row.id).commitments[0]
    assert "holding" not in settable(act) and "met" in settable(act)
