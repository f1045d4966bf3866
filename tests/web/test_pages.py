"""What the pages say, asked for without a browser."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from accord.errors import AccordError
from accord.library import Library
from accord.store.sql import SqlStore
from accord.web.workshop import Workshop

PRISONERS = "Lowen, Tarsk exchange prisoners"


def links(html: str, start: str) -> list[str]:
    return [unescape(h) for h in re.findall(r'href="([^"]+)"', html) if h.startswith(start)]


def story_of(client: TestClient, words: str = PRISONERS) -> str:
    html = client.get("/stories").text
    at = html.index(words)
    return re.findall(r'href="(/story/[^"]+)"', html[:at])[-1]


def test_home_tells_the_newest_day_by_weight(client: TestClient) -> None:
    html = client.get("/").text
    assert "Stories of" in html and "12 March 2026" in html
    assert PRISONERS in html
    assert "11 articles · 9 origins · 7 outlets" in html
    assert 'aria-label="Articles a day: ' in html
    assert "Newest: " in html


def test_days_are_switched(client: TestClient) -> None:
    before = client.get(links(client.get("/").text, "/?day=")[-1])
    assert before.status_code == 200
    assert "10 March 2026" in client.get("/?day=2026-03-10").text
    assert "There is no story of this day." in client.get("/?day=1999-01-01").text
    assert client.get("/?day=soon").status_code == 404


def test_story_page_is_the_dossier_with_its_chapters(client: TestClient) -> None:
    html = client.get(story_of(client)).text
    for part in ("What is shared", "Who said what", "Where reports differ", "Who reports what", "Day by day"):
        assert part in html
    assert '<svg class="lineage"' in html and '<table class="matrix' in html
    assert "waiting room" in html and "antechamber" in html


def test_every_statement_leads_to_its_words(client: TestClient) -> None:
    html = client.get(story_of(client)).text
    found = re.findall(r'<a class="st ev" dir="auto" href="([^"]+)">([^<]+)</a>', html)
    assert len(found) > 50
    for href, words in found[:12]:
        page = client.get(unescape(href)).text
        lit = "".join(re.findall(r'<span class="p on"[^>]*>(.*?)</span>', page, re.S))
        shown = " ".join(unescape(re.sub(r"<[^>]+>", "", lit)).split())
        said = unescape(words).strip("“”… ")
        assert said.startswith(shown[:20]) or shown[:20] in said


def test_article_beside_has_the_passage_lit(client: TestClient) -> None:
    href = links(client.get(story_of(client)).text, "/article/")[0]
    key, _, at = href.removeprefix("/article/").partition("?")
    html = client.get(f"/beside/{key}?{at.removesuffix('#at')}&also=0-4,5-9").text
    assert html.count('id="at"') == 1 and 'class="p also"' in html
    assert "<html" not in html


@pytest.mark.parametrize("at", ["", "x", "9-3", "0-99999999", "-1-5", "1-2-3"])
def test_a_passage_outside_the_text_is_left_alone(client: TestClient, at: str) -> None:
    href = links(client.get(story_of(client)).text, "/article/")[0].partition("?")[0]
    answer = client.get(href, params={"at": at})
    assert answer.status_code == 200 and 'id="at"' not in answer.text


def test_article_tells_its_place_and_what_it_omits(client: TestClient) -> None:
    found = links(client.get(story_of(client)).text, "/article/")
    for href in list(dict.fromkeys(h.partition("?")[0] for h in found))[:3]:
        html = client.get(href).text
        assert "Its place among the articles" in html and "What it does not tell" in html
        assert 'class="legend"' in html


def test_article_omits_only_what_others_share(client: TestClient) -> None:
    address = story_of(client)
    (story,) = client.get(f"{address}/dossier.json").json()["stories"]
    told = {f["statement"] for f in story["facts"] if f["articles"] == 1}
    assert told  # by one article, while others may only touch on it
    listed: list[str] = []
    for href in {h.partition("?")[0] for h in links(client.get(address).text, "/article/")}:
        section = client.get(href).text.partition("What it does not tell")[2].partition("</section>")[0]
        listed += [unescape(words) for words in re.findall(r'class="st"[^>]*>([^<]+)</a>', section)]
    assert listed
    assert not [words for words in listed if words.strip("“”… ") in told]


def test_persons_and_their_export(client: TestClient) -> None:
    people = client.get("/people?like=kestel").text
    address = links(people, "/person/")[0]
    html = client.get(address).text
    assert "wording differs" in html and "antechamber" in html
    rows = json.loads(client.get(address + "?form=json").text)
    assert {"Ostrel Morning Post", "Menrow Examiner"} <= {r["outlet"] for r in rows}
    table = list(csv.DictReader(io.StringIO(client.get(address + "?form=csv").text)))
    assert [r["words"] for r in table] == [r["words"] for r in rows]
    assert client.get(address + "?form=md").text.startswith("# Joram Kestel\n")
    assert client.get("/person/nobody").status_code == 404


def test_outlets_tell_what_they_report_alone(client: TestClient) -> None:
    html = client.get(links(client.get("/outlets").text, "/outlet/")[0]).text
    for part in ("Reported by it alone", "First to report", "Takes from", "Newest articles"):
        assert part in html


def test_search_finds_and_marks(client: TestClient) -> None:
    html = client.get("/search", params={"q": "prisoners"}).text
    assert re.search(r"<mark>prisoners</mark>", html, re.I)
    quoted = client.get("/search", params={"q": "war", "person": "kestel", "kind": "quotation"}).text
    assert "antechamber" in quoted
    assert "Nothing was found." in client.get("/search", params={"q": "zeppelin"}).text
    assert "is not a day" in client.get("/search", params={"q": "a", "first": "monday"}).text


def test_a_story_is_saved_in_every_form(client: TestClient) -> None:
    address = story_of(client)
    for form, media in (("md", "text/markdown"), ("json", "application/json"), ("txt", "text/plain")):
        answer = client.get(f"{address}/dossier.{form}")
        assert answer.headers["content-type"].startswith(media)
        assert "attachment" in answer.headers["content-disposition"]
        assert "antechamber" in answer.text
    page = client.get(f"{address}/dossier.html")
    assert "sha256-" in page.headers["content-security-policy"]
    assert client.get(f"{address}/dossier.exe").status_code == 404


def test_what_has_changed_since_the_last_visit(client: TestClient, library: Library) -> None:
    from datetime import UTC, datetime, timedelta

    assert "Since your last visit" not in client.get("/").text
    desk = client.app.state.desk  # type: ignore[attr-defined]
    later = datetime.now(UTC) + timedelta(hours=2)
    desk.now = lambda: later
    assert "Nothing has changed." in client.get("/").text
    story = library.store.stories()[0]
    from accord.store.rows import Event

    library.store.put_events(
        [Event("revised", story.id, (library.store.members(story.id)[0],), "its text changed")],
        at=later - timedelta(hours=1),
    )
    desk.kept.clear()
    html = client.get("/").text
    assert "1 article text changed" in html
    token = re.search(r'name="token" value="(\w+)"', html)
    assert token
    assert client.post("/seen", data={"token": token[1]}).status_code == 303
    assert "Nothing has changed." in client.get("/").text


def test_digest_tells_what_is_new(client: TestClient) -> None:
    html = client.get("/digest").text
    assert "New stories" in html and PRISONERS in html
    assert 'href="/article/' in html
    assert "Nothing has changed." in client.get("/digest?since=2199-01-01").text
    assert client.get("/digest?since=soon").status_code == 404
    assert client.get("/digest?search=9").status_code == 404


def test_a_page_is_sent_once(client: TestClient) -> None:
    first = client.get("/people")
    assert client.get("/people", headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_a_story_told_anew_by_another_process_is_shown_anew(client: TestClient, library: Library) -> None:
    store = library.store
    row = store.stories()[0]
    path = f"/story/{row.id}"
    account, revision = store.account(row.id), store.revision(row.id)
    assert account and revision is not None and "A heading of another version" not in client.get(path).text
    texts = {a.id: a.text for a in store.articles(account.story.articles)}
    other = replace(account, title="A heading of another version")
    store.put_account(other, texts, revision=revision, stamp=library.account_stamp, told=library.now())
    _, _, body = client.get(path).text.partition("<main")
    assert "A heading of another version" in body


def test_a_page_is_the_same_packed_and_unpacked(client: TestClient, library: Library) -> None:
    path = f"/story/{library.store.stories()[0].id}"
    whole = client.get(path, headers={"accept-encoding": "br, gzip;q=0"})
    packed = client.get(path, headers={"accept-encoding": "gzip, deflate, br"})
    assert "content-encoding" not in whole.headers and packed.headers["content-encoding"] == "gzip"
    assert packed.content == whole.content  # unpacked by the client, which checks its sum
    assert int(packed.headers["content-length"]) < len(whole.content) / 3
    assert packed.headers["etag"] != whole.headers["etag"]
    again = client.get(path, headers={"if-none-match": packed.headers["etag"]})
    assert (again.status_code, again.headers["vary"]) == (304, "Accept-Encoding")


def test_everything_leaves_by_a_process_of_its_own(store: SqlStore, tmp_path: Path) -> None:
    pieces = list(Workshop(f"sqlite:///{store.name}").export(["json"]))
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len([n for n in names if n.startswith("stories/")]) == store.counts().stories
        assert len(archive.read("articles.jsonl").splitlines()) == store.counts().articles
    with pytest.raises(AccordError, match="broke off"):
        list(Workshop(f"sqlite:///{tmp_path}").export(["json"]))


def test_an_empty_store_says_what_to_do(bare: TestClient) -> None:
    html = bare.get("/").text
    assert "There is nothing in the store yet." in html and 'href="/add"' in html
    for path in ("/people", "/digest", "/outlets", "/search", "/stories", "/corrections", "/add", "/help"):
        assert bare.get(path).status_code == 200
