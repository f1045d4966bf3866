"""Agreements through the interface: the list, the file in its versions, the ledger, events."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

from accord.dossier import render_ledger_schema
from accord.library import Library
from accord.monitoring import Monitor

FILE = (Path(__file__).resolve().parents[2] / "examples" / "lowen-accord.yaml").read_text("utf-8")


@pytest.fixture
def kept(library: Library) -> str:
    stories = [row.id for row in library.store.stories()]
    return Monitor(library).keep(FILE, who="Ada Orr", why="by hand", stories=stories).id


def test_agreements_are_listed_and_shown(client: TestClient, kept: str) -> None:
    (row,) = client.get("/agreements").json()["items"]
    assert (row["id"], row["name"], row["version"]) == (kept, "Teskar Valley accord", 1)
    told = client.get(f"/agreements/{kept}").json()
    assert told["agreement"] == row
    assert [(v["who"], v["why"], v["text"]) for v in told["versions"]] == [("Ada Orr", "by hand", FILE)]
    assert client.get("/agreements/nothing").status_code == 404


def test_the_ledger_in_its_forms(client: TestClient, kept: str) -> None:
    answer = client.get(f"/agreements/{kept}/ledger")
    jsonschema.validate(answer.json(), json.loads(render_ledger_schema()), jsonschema.Draft202012Validator)
    states = {c["id"]: c["state"] for c in answer.json()["commitments"]}
    assert states["crossing"] == "met" and states["monitors"] == "under way"
    early = client.get(f"/agreements/{kept}/ledger", params={"day": "2026-03-10"}).json()
    assert {c["state"] for c in early["commitments"]} == {"pending"}
    table = client.get(f"/agreements/{kept}/ledger?format=csv&download=true")
    assert "teskar-valley-accord-ledger.csv" in table.headers["content-disposition"]
    assert table.text.startswith("id,party,to,what")
    tag = {"if-none-match": answer.headers["etag"]}
    assert client.get(f"/agreements/{kept}/ledger", headers=tag).status_code == 304
    assert client.get("/agreements/nothing/ledger").status_code == 404


def test_changes_and_events(client: TestClient, kept: str) -> None:
    changes = client.get(f"/agreements/{kept}/changes", params={"first": "2026-03-11"})
    assert "After 11 March 2026, up to 12 March 2026" in changes.text and "**met**" in changes.text
    rows = [json.loads(line) for line in client.get(f"/agreements/{kept}/events").text.splitlines()]
    assert {"AGREE", "RETREAT"} <= {row["event_type"] for row in rows}


def test_without_any_day_there_is_no_ledger(client: TestClient, library: Library) -> None:
    bare = FILE.replace("signed: 2026-03-10\n", "")
    row = Monitor(library).keep(bare, who="Ada Orr", why="no day")
    answer = client.get(f"/agreements/{row.id}/ledger")
    assert answer.status_code == 409 and "states any day" in answer.json()["detail"]
    assert client.get(f"/agreements/{row.id}/ledger?day=2026-03-12").status_code == 200


def test_the_archive_has_every_version(library: Library, kept: str) -> None:
    import io
    import zipfile

    from accord.exports import write_archive

    archive = io.BytesIO()
    write_archive(library, [], archive)
    (one,) = json.loads(zipfile.ZipFile(archive).read("agreements.json"))
    assert one["agreement"]["id"] == kept and one["versions"][0]["text"] == FILE
