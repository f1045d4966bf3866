"""Who is let in, what forms must carry, and what leaves with every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from accord.errors import SettingsError
from accord.library import Library
from accord.store import open_store
from accord.web import make_app, serve
from accord.web.adding import plain_name
from accord.web.guard import FORM_BYTES, UPLOAD_BYTES, Sessions, is_loopback, usable_token
from accord.web.login import _next
from accord.web.workshop import Workshop

TOKEN = "a-token-of-this-test"
PATHS = ("/", "/people", "/search?q=x", "/add", "/login", "/nowhere", "/story/none", "/article/none")


@pytest.fixture
def guarded(tmp_path: object) -> Iterator[TestClient]:
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        app = make_app(Library(store), Workshop(""), token=TOKEN, hosts=["desk.example"], abroad=True)
        with TestClient(app, base_url="http://desk.example:8030", follow_redirects=False) as client:
            yield client


def form_token(client: TestClient, path: str = "/add") -> str:
    found = re.search(r'name="token" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_what_is_not_ours(bare: TestClient, path: str) -> None:
    headers = bare.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_pages_have_no_script_or_style_inside(bare: TestClient) -> None:
    for path in PATHS:
        html = bare.get(path).text
        assert not re.search(r"<style|<script(?! src)|\sstyle=|\son\w+=|javascript:", html)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:8030", "[::", "10.0.0.7"]
)
def test_a_name_that_is_not_ours_is_refused(bare: TestClient, host: str) -> None:
    assert bare.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:9", "127.0.0.1:8030", "[::1]:8030"])
def test_names_of_this_machine_are_ours(bare: TestClient, host: str) -> None:
    assert bare.get("/", headers={"host": host}).status_code == 200


def test_without_the_token_one_is_sent_to_log_in(guarded: TestClient) -> None:
    answer = guarded.get("/people?like=a")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fpeople%3Flike%3Da"
    assert guarded.get("/api/stories").status_code == 401
    assert guarded.post("/add", data={"address": "https://a.example/"}).status_code == 401
    assert guarded.get("/", headers={"authorization": "Bearer wrong"}).status_code == 303
    assert guarded.get("/", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert guarded.get("/", headers={"host": "192.0.2.7:8030"}).status_code == 303  # an address of ours


def test_logging_in_and_out(guarded: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accord.web.login._WRONG_S", 0.0)
    token = form_token(guarded, "/login")
    wrong = guarded.post("/login", data={"token": token, "secret": "no"})
    assert wrong.status_code == 401 and "This is not the token." in wrong.text
    answer = guarded.post("/login", data={"token": token, "secret": TOKEN, "next": "/outlets"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/outlets")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and TOKEN not in cookie
    assert guarded.get("/outlets").status_code == 200
    assert guarded.post("/logout", data={"token": token}).status_code == 303
    assert guarded.get("/outlets").status_code == 303


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "x", "/a\nb", "/login", ""]
)
def test_log_in_leads_to_no_other_place(wanted: str) -> None:
    assert _next(wanted) == "/"


def test_sessions_end() -> None:
    sessions = Sessions()
    secret = sessions.open()
    assert sessions.knows(secret) and not sessions.knows("") and not sessions.knows(secret[:-1])
    sessions.close(secret)
    assert not sessions.knows(secret)
    many = [sessions.open() for _ in range(1100)]
    assert sum(map(sessions.knows, many)) == 1000 and sessions.knows(many[-1])


@pytest.mark.parametrize("path", ["/seen", "/add", "/searches", "/searches/1/remove", "/logout", "/login"])
def test_a_form_needs_this_readers_token(bare: TestClient, path: str) -> None:
    assert bare.post(path, data={}).status_code == 403
    assert bare.post(path, data={"token": "0" * 64}).status_code == 403
    token = form_token(bare)
    bare.cookies.clear()  # another reader
    assert bare.post(path, data={"token": token}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_forms_of_other_sites_are_refused(bare: TestClient, headers: dict[str, str]) -> None:
    token = form_token(bare)
    assert bare.post("/seen", data={"token": token}, headers=headers).status_code == 403
    assert (
        bare.post("/seen", data={"token": token}, headers={"origin": "http://127.0.0.1"}).status_code == 303
    )


def test_bodies_are_bounded(bare: TestClient) -> None:
    token = form_token(bare)
    large = b"x" * (FORM_BYTES + 1)
    assert bare.post("/seen", content=large).status_code == 413
    plain = {"content-type": "application/x-www-form-urlencoded"}
    assert bare.post("/seen", content=iter([large]), headers=plain).status_code == 413  # says no length
    lie = {"content-length": str(UPLOAD_BYTES + 1)}
    assert bare.post("/add", data={"token": token}, headers=lie).status_code == 413
    many = [("files", (f"{n}.txt", b"x")) for n in range(51)]
    assert bare.post("/add", data={"token": token}, files=many).status_code == 400


def test_errors_show_no_internals(bare: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = bare.app.state.desk  # type: ignore[attr-defined]
    monkeypatch.setattr(type(desk.library.store), "persons", lambda *_, **__: 1 / 0)
    answer = bare.get("/people")
    assert answer.status_code == 500 and "The fault is ours." in answer.text
    assert "division" not in answer.text and "Traceback" not in answer.text
    assert bare.get("/story/..%2f..%2fetc%2fpasswd").status_code == 404
    assert bare.get("/static/x/..%2f..%2fapp.py").status_code == 404
    assert bare.delete("/people").status_code == 405


def test_uploads_have_names_that_lead_nowhere() -> None:
    assert plain_name("../../etc/passwd") == "passwd"
    assert plain_name("C:\\reports\\a.txt") == "a.txt"
    assert plain_name("..") == "upload.txt"
    assert plain_name("a\u202etxt.exe\0") == "atxt.exe"
    assert len(plain_name("x" * 500 + ".txt")) <= 120


def test_elsewhere_needs_a_token(tmp_path: object) -> None:
    assert is_loopback("::1") and is_loopback("localhost") and not is_loopback("0.0.0.0")
    assert usable_token(TOKEN) and not usable_token("short") and not usable_token(" " * 20)
    with open_store(f"sqlite:///{tmp_path}/store.sqlite") as store:
        for host, token in (("0.0.0.0", None), ("127.0.0.1", "short")):
            with pytest.raises(SettingsError):
                serve(Library(store), "", host=host, port=0, token=token)
