"""The interface mounted in the desk: the same guard stands before both."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import HERE, AtOnce

from accord.api import create_api
from accord.library import Library
from accord.web import make_app

TOKEN = "a token of thirty characters.."


def desk(library: Library, token: str | None = None) -> TestClient:
    workshop = AtOnce(library)
    app = make_app(library, workshop, token=token, api=create_api(library, workshop))
    return TestClient(app, base_url=HERE, raise_server_exceptions=False)


def test_on_this_machine_it_is_free(example_library: Library) -> None:
    client = desk(example_library)
    articles = client.get("/api/articles?limit=2")
    assert articles.status_code == 200
    assert articles.json()["next"] == "/api/articles?limit=2&offset=2"
    assert client.get(articles.json()["next"]).status_code == 200
    stories = client.get("/api/stories")
    assert client.get("/api/openapi.json").json()["servers"] == [{"url": "/api"}]
    dossier = client.get(f"/api/stories/{stories.json()['items'][0]['id']}/dossier")
    assert dossier.status_code == 200


@pytest.mark.parametrize("path", ["/api/", "/api/stories", "/api/openapi.json", "/api/export", "/api/digest"])
def test_a_token_is_asked_for_as_by_the_desk(example_library: Library, path: str) -> None:
    client = desk(example_library, TOKEN)
    assert client.get(path).status_code == 401
    assert client.get(path, headers={"authorization": "Bearer no such token here"}).status_code == 401
    if path != "/api/export":
        assert client.get(path, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_another_site_cannot_write_nor_read(example_library: Library) -> None:
    client = desk(example_library)
    sent = {"files": ("a.txt", b"The bridge is shut, the council said.")}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert client.post("/api/articles", files=sent, headers=headers).status_code == 403
        assert (
            client.post("/api/searches", json={"name": "x", "words": "y"}, headers=headers).status_code == 403
        )
    assert client.get("/api/stories", headers={"host": "evil.example"}).status_code == 421
    assert "access-control-allow-origin" not in client.get("/api/stories", headers={"origin": "null"}).headers


def test_files_come_in_through_the_desk(example_library: Library) -> None:
    before = example_library.store.counts().articles
    sent = {"files": ("a.txt", b"The bridge over the Lenn is shut, the council of Orrin said on Tuesday.")}
    answer = desk(example_library).post("/api/articles", files=sent)
    assert answer.status_code == 200, answer.text
    assert example_library.store.counts().articles == before + 1
    too_much = {"files": ("a.txt", b"x" * (25 << 20))}
    refused = desk(example_library).post("/api/articles", files=too_much)
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
