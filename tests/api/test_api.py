"""What the interface gives and takes, and how it refuses."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from urllib.parse import quote

import jsonschema
import pytest
from starlette.testclient import TestClient
from tests.watch.server import Server, article, respond

from accord.api import AtOnce, create_api
from accord.dossier import render, render_schema
from accord.fetch import Fetching
from accord.library import Library
from accord.store.rows import Query

FIRST = "The mayor of Orrin, Tessa Vale, said on Tuesday that the bridge over the Lenn is safe."


def newest_story(client: TestClient) -> str:
    items = client.get("/stories").json()["items"]
    return str(max(items, key=lambda row: row["articles"])["id"])


def test_status_counts_what_is_there(client: TestClient, library: Library) -> None:
    told = client.get("/").json()
    assert told["counts"]["articles"] == library.store.counts().articles > 5
    assert told["last_event"] == library.store.last_event()


def test_a_story_leads_to_its_articles(client: TestClient) -> None:
    story = client.get(f"/stories/{newest_story(client)}").json()
    assert len(story["articles"]) == story["story"]["articles"] > 3
    for row in story["articles"]:
        article = client.get(f"/articles/{quote(row['id'], safe='')}").json()
        assert article["article"] == row
        assert len(article["text"]) == row["letters"]


@pytest.mark.parametrize("format", ["text", "md", "html", "csv", "annotations", "schema-org"])
def test_a_dossier_is_what_the_command_renders(client: TestClient, library: Library, format: str) -> None:
    id = newest_story(client)
    answer = client.get(f"/stories/{id}/dossier", params={"format": format, "download": True})
    assert answer.status_code == 200
    assert answer.text == render(library.dossier(id), format)  # type: ignore[arg-type]
    assert answer.headers["content-disposition"].startswith('attachment; filename="')


def test_the_dossier_has_its_parts_and_fits_its_schema(client: TestClient) -> None:
    id = newest_story(client)
    dossier = client.get(f"/stories/{id}/dossier").json()
    jsonschema.validate(dossier, json.loads(render_schema()))
    for part in ("facts", "utterances", "conflicts", "lineage", "timeline"):
        assert client.get(f"/stories/{id}/dossier/{part}").json() == dossier["stories"][0][part]


def test_utterances_stand_with_their_wordings(client: TestClient) -> None:
    said = client.get(f"/stories/{newest_story(client)}/utterances").json()
    assert any(len({p["words"] for p in u["prints"]}) > 1 for u in said)


def test_lists_come_in_parts(client: TestClient) -> None:
    whole = client.get("/articles").json()["items"]
    parts, at = [], "/articles?limit=3"
    while at:
        answer = client.get(at)
        parts += answer.json()["items"]
        at = answer.json()["next"]
        assert ("link" in answer.headers) == (at is not None)
    assert parts == whole


def test_an_unchanged_answer_is_not_sent_again(client: TestClient) -> None:
    for path in ("/stories", f"/stories/{newest_story(client)}/dossier", "/articles?limit=2"):
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_persons_and_outlets(client: TestClient) -> None:
    person = client.get("/persons").json()["items"][0]
    page = client.get(f"/persons/{quote(person['key'], safe='')}").json()
    assert page["row"] == person
    assert len(page["said"]) == person["utterances"]
    for format in ("csv", "md"):
        told = client.get(f"/persons/{quote(person['key'], safe='')}", params={"format": format})
        assert page["said"][0]["story_title"][:20] in told.text
    outlet = client.get("/outlets").json()["items"][0]
    assert client.get(f"/outlets/{quote(outlet['name'], safe='')}").json()["row"] == outlet


def test_search_and_saved_searches(client: TestClient, library: Library) -> None:
    hit = client.get("/search", params={"q": "agreement", "kind": "article"}).json()["items"][0]
    assert hit["kind"] == "article"
    saved = client.post("/searches", json={"name": "Deal", "words": "agreement"})
    assert saved.status_code == 201
    assert library.store.searches()[0].query == Query("agreement")
    number = saved.json()["number"]
    digest = client.get("/digest", params={"search": number, "since": "24h", "format": "md"})
    assert digest.text.startswith("# Deal: new since")
    assert client.delete(f"/searches/{number}").status_code == 204
    assert client.delete(f"/searches/{number}").status_code == 404


def test_files_are_added_once(client: TestClient, library: Library) -> None:
    before = library.store.counts().articles
    files = [("files", ("../../etc/one.txt", FIRST.encode())), ("files", ("two.exe", b"\x7fELF\0\0"))]
    answer = client.post("/articles", files=files)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [i["state"] for i in told["inputs"]] == ["done", "failed"]
    assert "two.exe" in told["inputs"][1]["failures"][0]
    assert library.store.counts().articles == before + 1
    assert client.get(f"/inputs/{told['inputs'][0]['id']}").json() == told["inputs"][0]
    events = client.get("/events", params={"after": told["last_event"]}).json()["items"]
    assert [e["kind"] for e in events] in (["opened"], ["joined"])
    assert library.store.raw(told["inputs"][0]["id"]).location == "one.txt"
    client.post("/articles", files=files[:1])
    assert library.store.counts().articles == before + 1


def test_pages_are_added_by_their_address(library: Library) -> None:
    site = Server()
    site.routes["/bridge"] = respond(article(1))
    asked = {"addresses": [site.url("/bridge"), site.url("/none")]}
    with TestClient(create_api(library, server="/")) as client:
        (refused, _) = client.post("/pages", json=asked).json()["failures"]
        assert "private or local network" in refused and site.requests == []
    worker = AtOnce(library, Fetching(pause_s=0, allow=("127.0.0.1",)))
    with TestClient(create_api(library, worker, server="/")) as client:
        told = client.post("/pages", json=asked).json()
        assert told["done"] and len(told["new"]) == 1 and len(told["stories"]) == 1
        assert [site.url("/none") in failure for failure in told["failures"]] == [True]
        assert client.get(f"/articles/{told['new'][0]}").json()["text"].startswith("The harbour of Verrin")
        assert client.post("/pages", json=asked).json()["known"] == 1
    site.close()


def test_uploads_are_bounded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.api.adding.BYTES", 1000)
    assert client.post("/articles", files={"files": ("a.txt", b"x" * 2000)}).status_code == 413

    def pieces() -> object:  # without a length
        yield b'--b\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(30):
            yield b"x" * 100

    headers = {"content-type": "multipart/form-data; boundary=b"}
    assert client.post("/articles", content=pieces(), headers=headers).status_code == 413  # type: ignore[arg-type]


def test_corrections_are_made_and_undone_and_say_who_and_why(client: TestClient) -> None:
    one, two = (row["id"] for row in client.get("/stories?limit=2").json()["items"])
    given = {"kind": "merge stories", "who": "Ann", "why": "one event", "subject": {"stories": [one, two]}}
    made = client.post("/corrections", json=given)
    assert made.status_code == 201, made.text
    merged = [client.get(f"/stories/{id}").json()["story"]["id"] for id in (one, two)]
    assert len(set(merged)) == 1
    assert client.get("/corrections").json()["items"] == [made.json()]
    undoing = {"who": "Ben", "why": "two events"}
    undone = client.post(f"/corrections/{made.json()['number']}/undo", json=undoing)
    assert (undone.json()["undone_by"], undone.json()["undone_why"]) == ("Ben", "two events")
    assert len({client.get(f"/stories/{id}").json()["story"]["id"] for id in (one, two)}) == 2
    assert client.post(f"/corrections/{made.json()['number']}/undo", json=undoing).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": ""},
        {"why": " "},
        {"kind": "set truth"},
        {"subject": {"stories": ["nowhere", "elsewhere"]}},
        {"subject": {"stories": [{"a": 1}, []]}},
        {"subject": {"anchors": [{"article": "a", "start": -1, "end": 2, "words": "x"}]}},
        {"more": 1},
    ],
)
def test_a_correction_that_cannot_be_carried_out_is_not_kept(
    client: TestClient, wrong: dict[str, object]
) -> None:
    given = {"kind": "merge stories", "who": "Ann", "why": "x", "subject": {"stories": ["a", "b"]}} | wrong
    answer = client.post("/corrections", json=given)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/corrections").json()["items"] == []


def test_feeds_are_watched_and_dropped(client: TestClient) -> None:
    at = "https://news.example/feed?a=1/2"
    assert client.post("/feeds", json={"location": at}).status_code == 201
    assert [f["location"] for f in client.get("/feeds").json()] == [at]
    assert client.delete(f"/feeds/{quote(at, safe='')}").status_code == 204
    assert client.get("/feeds").json() == []
    assert client.post("/feeds", json={"location": "file:///etc/passwd"}).status_code == 422


@pytest.mark.parametrize("format", ["json", "md", "html", "eml", "atom"])
def test_the_digest_in_every_form(client: TestClient, format: str) -> None:
    answer = client.get("/digest", params={"since": "1d", "format": format})
    assert answer.status_code == 200
    assert newest_story(client) in answer.text.replace("=\n", "").replace("=\r\n", "")


def test_everything_leaves_as_an_archive_that_can_be_taken_in(client: TestClient, library: Library) -> None:
    answer = client.get("/export", params=[("format", "json"), ("format", "csv")])
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = archive.namelist()
    stories = library.store.counts().stories
    assert len([n for n in names if n.startswith("stories/")]) == 2 * stories
    records = archive.read("articles.jsonl").decode().splitlines()
    assert len(records) == library.store.counts().articles
    assert {"corrections.json", "searches.json", "feeds.json", "stories.csv"} <= set(names)
    sent = client.post("/articles", files={"files": ("articles.jsonl", archive.read("articles.jsonl"))})
    assert sent.status_code == 200
    assert library.store.counts().articles == len(records), "they are all there already"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/stories/nowhere", 404),
        ("GET", "/stories/nowhere/dossier", 404),
        ("GET", "/articles/..%2F..%2Fetc%2Fpasswd", 404),
        ("GET", "/persons/%00", 404),
        ("GET", "/nothing", 404),
        ("GET", "/stories?limit=0", 422),
        ("GET", "/stories?day=soon", 422),
        ("GET", "/digest?since=soon", 422),
        ("PUT", "/stories", 405),
        ("GET", "/inputs/XYZ", 422),
    ],
)
def test_refusals_are_problems(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]


def test_a_bug_shows_no_internals(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("a secret place")

    monkeypatch.setattr(type(library.store), "last_event", lambda self: fail())
    answer = TestClient(create_api(library), raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_keys_may_hold_slashes(client: TestClient, library: Library) -> None:
    record = {"id": "a/b%2Fc?d", "title": "Bridge", "text": FIRST, "outlet": "AC/DC News"}
    client.post("/articles", files={"files": ("r.json", json.dumps(record).encode())})
    assert client.get(f"/articles/{quote(record['id'], safe='')}").json()["article"]["id"] == record["id"]
    assert client.get(f"/articles/{quote(record['id'], safe='')}/attributions").status_code == 200
    assert client.get(f"/outlets/{quote('AC/DC News', safe='')}").status_code == 200


def test_every_route_is_described(library: Library) -> None:
    api = create_api(library)
    described = api.openapi()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary") and operation.get("description"), f"{method} {path}"
            assert operation["tags"], f"{method} {path}"
            for status, answer in operation["responses"].items():
                told = answer.get("content", {})
                assert told or status == "204", f"{method} {path} {status} has no described content"
    assert {r.path for r in api.routes if hasattr(r, "operation_id")} <= set(described["paths"])


def test_routes_stand_in_the_documentation(library: Library) -> None:
    from tests.test_architecture import ROOT

    told = (ROOT / "docs" / "api.md").read_text("utf-8")
    for path, operations in create_api(library).openapi()["paths"].items():
        for method in operations:
            assert f"`{method.upper()} {path}`" in told


def test_digest_counts_from_the_clock_it_is_given(library: Library) -> None:
    later = datetime(2099, 1, 1, tzinfo=UTC)
    client = TestClient(create_api(library, now=lambda: later))
    assert client.get("/digest").json()["opened"] == []
