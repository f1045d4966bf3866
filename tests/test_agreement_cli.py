# ruff: noqa: E501 - a report stays on one line
"""`accord agreement` as its user meets it: draft, edit, override, see, export."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from accord import cli
from accord.agreements.files import parse_agreement
from accord.store import open_store

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "lowen-accord.yaml"

REPORTS = {
    "one.txt": (
        "Pell, 2 May 2031\n\nUnder the accord that Lowen and Tarsk signed on Thursday, Lowen will withdraw"
        " its troops from the Pell plateau by 20 May. Tarsk must release 30 Lowenese prisoners.\n\nThe accord also"
        " provides for talks: Tarsk wants to begin talks on the second phase only when the troops have left.\n"
    ),
    "two.txt": (
        "Pell, 6 May 2031\n\nTarsk released 30 Lowenese prisoners on Tuesday, the Council of Ports said.\n\n"
        "Lowen has begun to withdraw its troops from the Pell plateau, residents said.\n"
    ),
}  # fmt: skip


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def runs(*args: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["accord", "agreement", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with pytest.raises(SystemExit) as end:
            cli.main()
        out = capsys.readouterr()
        assert "Traceback" not in out.err
        return int(end.value.code or 0), out.out, out.err

    return runs


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_monitor_walks_through(run: Run, reports: Path, tmp_path: Path) -> None:
    file = tmp_path / "pell.yaml"
    assert run("draft", reports, "--output", file)[0] == 0
    drafted = parse_agreement(file.read_text("utf-8"))
    by_kind = {c.drafted.split("-")[0]: c for c in drafted.commitments}
    assert {"withdraw", "release"} <= set(by_kind)
    assert by_kind["withdraw"].who == ("lowen",)
    assert str(by_kind["withdraw"].due) == "2031-05-20"
    assert all(c.evidence for c in drafted.commitments)

    withdrawal = by_kind["withdraw"].promise
    edited = file.read_text("utf-8").replace(withdrawal, f"{withdrawal} # as signed", 1)
    edited = edited.replace("name: Lowen\n", "name: Lowen\n    also: [Orr]\n", 1)
    file.write_text(edited, "utf-8")
    assert run("draft", reports, "--output", file)[0] == 0
    assert file.read_text("utf-8") == edited

    status, out, _ = run("show", file, reports, "--format", "json")
    assert status == 0
    states = {c["id"]: c["state"] for c in json.loads(out)["commitments"]}
    assert states[by_kind["withdraw"].id] == "under way"
    assert states[by_kind["release"].id] in ("under way", "met")

    target = by_kind["withdraw"].id
    decision = ("--who", "M. Orr", "--why", "I counted them out.", "--when", "2031-05-06", "--state", "met")
    assert run("override", file, target, *decision, "--score", "3")[0] == 0
    assert "# as signed" in file.read_text("utf-8")
    entry = next(
        c
        for c in json.loads(run("show", file, reports, "--format", "json")[1])["commitments"]
        if c["id"] == target
    )
    assert (entry["state"], entry["proposal"], entry["pam_score"]) == ("met", "under way", 3)
    assert entry["history"][-1]["why"] == "M. Orr: I counted them out."

    _, text, _ = run("changes", file, reports, "--from", "2031-05-02", "--to", "2031-05-06")
    assert "M. Orr: I counted them out." in text
    digest = tmp_path / "changes.md"
    assert run("changes", file, reports, "--from", "2031-05-02", "--output", digest)[0] == 0
    assert digest.read_text("utf-8").startswith("# ") and "**met**" in digest.read_text("utf-8")
    rows = [json.loads(line) for line in run("events", file, reports)[1].splitlines()]
    assert {"AGREE", "RETREAT"} <= {r["event_type"] for r in rows}
    table = tmp_path / "ledger.csv"
    assert run("show", file, reports, "--output", table)[0] == 0
    assert table.read_text("utf-8").startswith("id,party,to,what")
    page = tmp_path / "ledger.html"
    assert run("show", file, reports, "--output", page, "--day", "2031-05-02")[0] == 0
    assert "I counted them out" not in page.read_text("utf-8")


def test_what_goes_wrong_is_said(run: Run, reports: Path, tmp_path: Path) -> None:
    file = tmp_path / "pell.yaml"
    file.write_text(
        "accord-agreement: 1\nname: A\nparties: [{id: a, name: A}]\ncommitments: [{id: c}]\n", "utf-8"
    )
    assert run("show", file, reports)[::2] == (
        1,
        f"accord: {file}: $.commitments[0].promise: this must be given (line 4)\n",
    )
    status, _, err = run("show", tmp_path / "none.yaml", reports)
    assert (status, "cannot be read" in err) == (1, True)
    assert "give the reports" in run("show", file)[2]
    file.write_bytes(b"\xff\xfe\x00")
    assert "no text in UTF-8" in run("show", file, reports)[2]
    (reports / "one.txt").write_text("A cat sat on the mat in the sun, and nothing else was told.\n", "utf-8")
    (reports / "two.txt").unlink()
    status, _, err = run("draft", reports)
    assert (status, "nothing that is promised" in err) == (1, True)
    assert run("show", file, reports, "--day", "soon")[0] == 2
    assert run("changes", file, reports, "--from", "2031-05-02", "--to", "2031-05-01")[0] == 2
    assert (
        run("override", file, "c", "--who", "M", "--why", "w", "--when", "2031-05-02", "--state", "done")[0]
        == 2
    )


def test_the_schema_is_printed(run: Run) -> None:
    assert json.loads(run("schema")[1])["title"] == "Accord agreement"


def test_an_agreement_is_kept_in_the_store(
    example_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """keep, list, show, changes, events, file: without reports, from the stories it follows."""
    for part in example_store.parent.glob("example.sqlite*"):
        shutil.copy(part, tmp_path / part.name)
    address = f"sqlite:///{tmp_path / 'example.sqlite'}"
    monkeypatch.setenv("ACCORD_STORE", address)
    with open_store(address) as store:
        stories = [row.id for row in store.stories()]
    file = tmp_path / "accord.yaml"
    shutil.copy(EXAMPLE, file)
    following = [word for story in stories for word in ("--story", story)]
    assert "no agreement is kept" in run("list")[2]
    status, out, _ = run("keep", file, "--who", "Ada", *following)
    assert (status, out) == (0, "teskar-valley-accord  version 1\n")
    assert "teskar-valley-accord  version 1" in run("list")[1]
    told = json.loads(run("show", "teskar-valley-accord", "--format", "json")[1])
    assert {c["id"]: c["state"] for c in told["commitments"]}["crossing"] == "met"
    assert "pending → met" in run("changes", "teskar-valley-accord", "--from", "2026-03-11")[1]
    assert run("events", "teskar-valley-accord")[1].count("\n") > 20
    file.write_text(file.read_text("utf-8").replace("due: 2026-04-09", "due: 2026-04-10"), "utf-8")
    assert run("keep", file, "--who", "Ada", "--why", "a day", "--as", "teskar-valley-accord")[1].endswith(
        "2\n"
    )
    assert run("file", "teskar-valley-accord")[1] == file.read_text("utf-8")
    assert run("file", "teskar-valley-accord", "--version", "1")[1] == EXAMPLE.read_text("utf-8")
    assert run("show", "nothing")[::2] == (1, "accord: there is no agreement nothing\n")
    assert run("keep", file, "--who", "Ada", "--story", "none")[::2] == (
        1,
        "accord: there is no story none\n",
    )
    file.write_text("name: [", "utf-8")
    assert run("keep", file, "--who", "Ada", "--as", "teskar-valley-accord")[0] == 1
