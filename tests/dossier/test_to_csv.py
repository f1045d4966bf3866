import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.dossier import render_csv
from accord.dossier.sheets import one_line
from accord.dossier.to_csv import COLUMNS, cell, csv_lines
from accord.records import Dossier


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_leads_to_its_passage(harbour: Dossier) -> None:
    rows = read(render_csv(harbour))
    assert len(rows) > 50
    assert {r["part"] for r in rows} == {
        "fact", "alone", "utterance", "conflict", "moment", "credit", "lineage",
    }  # fmt: skip
    texts = {a.id: a.text for a in harbour.articles}
    for row in rows:
        if row["article"]:
            exact = one_line(texts[row["article"]][int(row["start"]) : int(row["end"])])
            assert row["passage"].removeprefix("'") == exact


def test_counts_and_lead_are_those_of_the_account(harbour: Dossier) -> None:
    rows = [r for r in read(render_csv(harbour)) if r["part"] == "fact"]
    account = harbour.accounts[0]
    for number, fact in enumerate(account.facts, 1):
        own = [r for r in rows if r["number"] == str(number)]
        assert {(r["articles"], r["origins"]) for r in own} == {(str(fact.articles), str(fact.origins))}
        assert {r["kind"] for r in own} == {"lead" if fact in account.lead else ""}


def test_lines_end_as_rfc_4180_asks_and_all_are_of_one_length(rich_dossier: Dossier) -> None:
    text = render_csv(rich_dossier)
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert {len(row) for row in csv.reader(io.StringIO(text, newline=""))} == {len(COLUMNS)}
    text.encode("utf-8")


def test_nothing_told_is_a_heading_alone(empty_dossier: Dossier) -> None:
    assert render_csv(empty_dossier) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "＝1",
        "\t=1",
        "\r=1",
        " =1",
        "\u202e=1",
        "\ufeff=1",
        "\x00=1",
    ],
)
def test_no_cell_begins_a_formula(text: str) -> None:
    told = cell(text)
    assert isinstance(told, str)
    assert told.lstrip("\ufeff")[:1] not in ("=", "+", "-", "@", "＝")


@settings(deadline=None)
@given(st.lists(st.text(st.characters(), max_size=30), min_size=1, max_size=5))
def test_any_text_stays_one_cell(cells: list[str]) -> None:
    (line,) = csv_lines([cells])
    (back,) = csv.reader(io.StringIO(line, newline=""))
    assert back == [str(cell(c)) for c in cells]
    line.encode("utf-8")
