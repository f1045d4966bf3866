"""A ledger in all its forms, with hostile words in it, and its page in a browser."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from playwright.sync_api import Page, expect

from accord.dossier import (
    ChangesFormat,
    LedgerFormat,
    render_changes,
    render_ledger,
    render_ledger_schema,
)
from accord.dossier.ledger_graph import draw_waiting
from accord.dossier.ledger_view import LedgerView
from accord.ledger_records import (
    Agreement,
    Change,
    Commitment,
    CommitmentId,
    Developments,
    Entry,
    Evidence,
    Ledger,
    Override,
    Party,
    PartyId,
    Phase,
    Position,
    Precondition,
    Telling,
)
from accord.records import Article, Failure, Passage

HOSTILE = "=free <script>alert(1)</script> |men| \x1b[31m"
DAY = date(2031, 5, 14)


@pytest.fixture(scope="module")
def ledger(harbour_texts: tuple[Article, ...]) -> Ledger:
    first, second = harbour_texts[:2]
    lowen, tarsk = Party(PartyId("lowen"), "Lowen"), Party(PartyId("tarsk"), "Tarsk <b>")
    decided = Override(DAY, "M. <i>Orr", "I was there.", "met", 2)
    free = Commitment(
        CommitmentId("free"),
        (lowen.id,),
        HOSTILE,
        "act",
        (tarsk.id,),
        "1",
        DAY,
        Decimal(3),
        "man",
        overrides=(decided,),
    )
    fire = Commitment(CommitmentId("fire"), (lowen.id, tarsk.id), "hold its fire", "duty")

    def piece(
        article: Article, words: str, role: str, polarity: str, source: Telling, c: str = "free"
    ) -> Evidence:
        start = article.text.index(words)
        passage = Passage(article.id, start, start + len(words))
        return Evidence(
            CommitmentId(c), passage, role, polarity, source, DAY, by=lowen.id, grade="corroborated"
        )  # type: ignore[arg-type]

    done = piece(
        first, "About 4,200 dockers returned to work on Tuesday", "performs", "for", Telling("outlet", "x")
    )
    breach = piece(
        second,
        "Some 3,900 dockers went back to work",
        "breaches",
        "against",
        Telling("party", "<u>Vale", tarsk.id),
    )
    history = (
        Change(date(2031, 5, 1), None, "pending", "start", "Nothing is told.", ()),
        Change(DAY, "pending", "met", "override", "M. <i>Orr: I was there.", (done,)),
    )
    return Ledger(
        Agreement(
            "The <harbour> accord",
            date(2031, 5, 1),
            (lowen, tarsk),
            (),
            (),
            (Phase("1", "Men"),),
            (free, fire),
        ),
        DAY,
        (
            Entry(free, "met", "under way", DAY, (done, breach), history, DAY, decided),
            Entry(fire, "no evidence", "no evidence", date(2031, 5, 1), (), history[:1], None),
        ),
        (
            Position("<u>Vale", tarsk.id, "rejects", free.id, breach.passage, DAY),
            Position("Lowen", lowen.id, "offers", free.id, done.passage, DAY),
        ),
        (
            Precondition(fire.id, free.id, None),
            Precondition(free.id, "the <em>ice</em> is gone", done.passage),
        ),
        harbour_texts,
        (Failure("bad.html", "read", "it is <empty>"),),
    )


@pytest.mark.parametrize("form", ["text", "md", "html", "json", "csv"])
def test_every_form_tells_state_proposal_and_reason(ledger: Ledger, form: LedgerFormat) -> None:
    text = render_ledger(ledger, form)
    assert text.endswith("\n")
    for words in ("met", "under way", "I was there."):
        assert words in text
    assert "\x1b" not in text or form in ("json", "csv")
    assert "<script>alert" not in text or form in ("text", "json", "csv")


def test_text_keeps_to_its_width(ledger: Ledger) -> None:
    for width in (60, 100):
        assert max(map(len, render_ledger(ledger, "text", width=width).splitlines())) <= width
    assert "\x1b[" in render_ledger(ledger, "text", colour=True)


def test_json_has_what_others_read(ledger: Ledger) -> None:
    data = json.loads(render_ledger(ledger, "json"))
    free, fire = data["commitments"]
    assert {k: free[k] for k in ("id", "phase", "party", "state", "proposal", "since", "pam_score")} == {
        "id": "free",
        "phase": "1",
        "party": "Lowen",
        "state": "met",
        "proposal": "under way",
        "since": "2031-05-14",
        "pam_score": 2,
    }
    assert fire["pam_score"] is None
    article = {a.id: a for a in ledger.articles}
    for e in (*free["evidence"], *(e for h in free["history"] for e in h["evidence"])):
        assert article[e["article"]].text[e["start"] : e["end"]] == e["exact"]
    assert [p["on_commitment"] for p in data["preconditions"]] == [True, False]


def test_json_is_of_its_schema(ledger: Ledger) -> None:
    schema = json.loads(render_ledger_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(render_ledger(ledger, "json"))
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    document["commitments"][0]["history"][1]["to"] = "done"
    with pytest.raises(jsonschema.ValidationError, match="'done' is not one of"):
        jsonschema.validate(document, schema, jsonschema.Draft202012Validator)


def test_csv_is_safe_in_a_spreadsheet(ledger: Ledger) -> None:
    rows = list(csv.DictReader(io.StringIO(render_ledger(ledger, "csv"), newline="")))
    assert [r["id"] for r in rows] == ["free", "fire"]
    assert rows[0]["what"].startswith("'=free")
    assert (rows[0]["pam_score"], rows[1]["pam_score"]) == ("2", "")


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_what_changed_in_every_form(ledger: Ledger, form: ChangesFormat) -> None:
    entry, other = ledger.entries
    told = Developments(
        DAY - timedelta(2), ledger, ((entry, entry.history[1]),), ((other, entry.evidence[:1]),), (entry,)
    )
    text = render_changes(told, form)
    for words in ("After 12 May 2031" if form != "text" else "after 12 May 2031", "up to 14 May 2031"):
        assert words in text
    for words in ("I was there.", "4,200 dockers", "1 told as kept", "Due within a week", "hold its fire"):
        assert words.casefold() in text.casefold()
    assert "<script>alert" not in text or form == "text"
    assert "\x1b" not in text
    nothing = render_changes(Developments(DAY, ledger, (), (), ()), form)
    assert "No state changed." in nothing


def test_what_waits_is_drawn_with_each_arrow_once(ledger: Ledger) -> None:
    graph = draw_waiting(LedgerView(ledger))
    assert graph is not None
    assert len(graph.boxes) == 3 and [(a.told, a.back) for a in graph.arrows] == [
        (False, False),
        (True, False),
    ]
    at = {box.lines[0].split()[0]: box.x for box in graph.boxes}
    assert at["“the"] < at["Lowen:"] < at["Lowen"]
    assert graph.width >= max(b.x for b in graph.boxes) + graph.box_width
    assert draw_waiting(LedgerView(replace(ledger, preconditions=()))) is None


def test_two_that_wait_for_each_other_are_drawn(ledger: Ledger) -> None:
    """ "Bodies first, then talks" says the one, the other way about the other."""
    free, fire = (e.commitment.id for e in ledger.entries)
    both = replace(ledger, preconditions=(Precondition(fire, free, None), Precondition(free, fire, None)))
    graph = draw_waiting(LedgerView(both))
    assert graph is not None
    assert sorted(a.back for a in graph.arrows) == [False, True]


def test_an_arrow_that_others_make_needless_is_left_out(ledger: Ledger) -> None:
    free, fire = (e.commitment.id for e in ledger.entries)
    said = ledger.preconditions[1].passage
    way = (
        Precondition(free, "the ice is gone", said),
        Precondition(fire, free, None),
        Precondition(fire, "the ice is gone", None),
    )
    graph = draw_waiting(LedgerView(replace(ledger, preconditions=way)))
    assert graph is not None and len(graph.arrows) == 2


@pytest.fixture(scope="module")
def file(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "ledger.html"
    path.write_text(render_ledger(ledger, "html"), "utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_can_be_read(
    visit: Callable[..., Page], file: Path, width: int, scheme: str, hard_to_read: Callable[[Page], list[str]]
) -> None:
    page = visit(file, viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert hard_to_read(page) == []
    expect(page.locator(".chart svg").first).to_be_visible()
    expect(page.locator("svg.waiting rect.node")).to_have_count(3)
    expect(page.locator(".states tbody tr").first).to_contain_text("The rules propose: under way")
    assert page.title() == "Ledger: The <harbour> accord"


def test_a_passage_opens_beside_its_commitment(visit: Callable[..., Page], file: Path) -> None:
    page = visit(file, viewport={"width": 1280, "height": 800})
    page.locator(".told .st", has_text="4,200 dockers").first.click()
    lit = page.evaluate("[...document.querySelectorAll('.p.on')].map(e => e.textContent).join('')")
    assert lit == "About 4,200 dockers returned to work on Tuesday"
    expect(page.locator(".decided")).to_contain_text("The rules propose: under way")
