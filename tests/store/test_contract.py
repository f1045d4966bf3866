"""What any store does; run against each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord import pipeline
from accord.compare.trees import load_trees
from accord.errors import NotStored, StoreError
from accord.records import ArticleId, Reading, Story, StoryId
from accord.store.rows import AgreementId, Correction, Event, Feed, Query, WatchedEntry
from accord.store.searching import periods
from accord.store.sql import SqlStore

from .conftest import NOW, make_reading

S1, S2 = StoryId("s1"), StoryId("s2")


def put(store: SqlStore, reading: Reading, story: StoryId | None = S1) -> None:
    raw = store.put_raw(reading.article.location, reading.article.text.encode(), "text", NOW)
    with store.transaction():
        version = store.put_article(reading.article, raw, added=NOW)
        store.put_reading(reading, version, "stamp", b"sketch")
        if story:
            kind = "joined" if store.members(story) else "opened"
            store.put_events([Event(kind, story, (reading.article.id,), "like it")], at=NOW)  # type: ignore[arg-type]
    store.settle_raw(raw)


def tell(store: SqlStore, story: StoryId) -> None:
    readings = store.readings(store.members(story))
    revision = store.revision(story)
    assert revision is not None
    account = pipeline.tell(Story(story, store.members(story)), readings, load_trees("pairs"))
    texts = {r.article.id: r.article.text for r in readings}
    store.put_account(account, texts, revision=revision, stamp="told", told=NOW)


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    put(store, make_reading("a1", "Courier", 20, "We will find the crew of the ferry tonight"))
    put(store, make_reading("a2", "Herald", 21, "We will find the crew of the ferry today"))
    put(store, make_reading("b1", "Herald", 21, "Prices of grain rise", told="Grain is dear in Lowen."), S2)
    tell(store, S1)
    tell(store, S2)
    return store


A1 = AgreementId("ferry-accord")


def test_agreements_keep_every_version(filled: SqlStore) -> None:
    first = filled.put_agreement(
        A1, "Ferry accord", "name: é\n", who="Ada", why="drafted", at=NOW, source="we will"
    )
    assert first == 1
    with pytest.raises(StoreError, match="already"):
        filled.put_agreement(A1, "Other", "x", who="Ada", why="again", at=NOW)
    later = NOW + timedelta(hours=1)
    assert (
        filled.put_agreement(A1, "Ferry pact", "name: b\n", who="Ines", why="a day", at=later, after=1) == 2
    )
    with pytest.raises(StoreError, match="version 2 of agreement ferry-accord was saved meanwhile"):
        filled.put_agreement(A1, "Ferry pact", "lost", who="Ada", why="late", at=later, after=1)
    kept = filled.agreement_versions(A1)
    assert [(v.number, v.who, v.why, v.text, v.source) for v in kept] == [
        (1, "Ada", "drafted", "name: é\n", "we will"),
        (2, "Ines", "a day", "name: b\n", None),
    ]
    assert filled.agreement_version(A1) == kept[1] and filled.agreement_version(A1, 1) == kept[0]
    row = filled.agreement(A1)
    assert (row.name, row.version, row.added, row.changed, row.stories) == ("Ferry pact", 2, NOW, later, ())
    for missing in (
        lambda: filled.agreement(AgreementId("x")),
        lambda: filled.agreement_versions(AgreementId("x")),
        lambda: filled.agreement_version(A1, 3),
        lambda: filled.put_agreement(AgreementId("x"), "x", "x", who="a", why="b", at=NOW, after=1),
        lambda: filled.follow_stories(AgreementId("x"), [S1], who="a", at=NOW),
    ):
        with pytest.raises(NotStored):
            missing()


def test_agreements_follow_stories(filled: SqlStore) -> None:
    filled.put_agreement(A1, "Ferry accord", "a", who="Ada", why="x", at=NOW)
    other = AgreementId("grain-deal")
    filled.put_agreement(other, "Grain deal", "b", who="Ada", why="x", at=NOW + timedelta(minutes=1))
    filled.follow_stories(A1, [S1, S2, S1], who="Ada", at=NOW)
    filled.follow_stories(A1, [S1], who="Ines", at=NOW + timedelta(days=1))
    assert filled.agreement(A1).stories == (S1, S2)
    assert [row.id for row in filled.agreements()] == [other, A1]
    assert filled.agreements(story=S2) == (filled.agreement(A1),)
    filled.leave_stories(A1, [S2])
    assert filled.agreements(story=S2) == ()
    assert filled.findings(A1) is None
    filled.put_findings(A1, "one", b"\0some")
    filled.put_findings(A1, "two", b"other")
    assert filled.findings(A1) == ("two", b"other")
    assert list(filled.check()) == []


def test_raw_input_is_kept_once(store: SqlStore) -> None:
    id = store.put_raw("one.txt", b"some words", "text", NOW)
    assert store.put_raw("two.txt", b"some words", "text", NOW) == id
    assert store.put_raw("one.html", b"some words", "html", NOW) != id
    kept = store.raw(id)
    assert (kept.location, kept.raw, kept.kind, kept.retrieved) == ("one.txt", b"some words", "text", NOW)
    assert store.raw_state(id) == ("waiting", None)
    store.settle_raw(id, ["one.txt: a word is amiss"])
    assert store.raw_state(id) == ("done", "one.txt: a word is amiss")
    assert id not in store.waiting()


def test_what_is_stored_is_what_is_loaded(filled: SqlStore) -> None:
    reading = make_reading("a1", "Courier", 20, "We will find the crew of the ferry tonight")
    (back,) = filled.readings([reading.article.id])
    assert back.article == reading.article == filled.article(reading.article.id)
    assert back.quotations == reading.quotations
    assert back.sentences == reading.sentences
    assert (back.vectors == reading.vectors).all()


def test_the_last_articles_come_back_with_story_and_sketch(filled: SqlStore) -> None:
    assert list(filled.live(latest=9)) == [
        ("a1", "s1", b"sketch"),
        ("a2", "s1", b"sketch"),
        ("b1", "s2", b"sketch"),
    ]
    filled.put_sketch(ArticleId("b1"), b"another")
    assert list(filled.live(latest=1)) == [("b1", "s2", b"another")]
    assert filled.sketches([ArticleId("a1"), ArticleId("none")]) == {"a1": b"sketch"}


def test_an_article_is_known_by_its_id_its_address_or_its_words(filled: SqlStore) -> None:
    from dataclasses import replace

    article = filled.article(ArticleId("a1"))
    assert filled.known(article) == ("a1", True)
    assert filled.known(replace(article, text="Other words.")) == ("a1", False)
    assert filled.known(replace(article, id=ArticleId("x"), text="Other words.")) == ("a1", False)
    elsewhere = replace(article, id=ArticleId("x"), url="https://other.example/x")
    assert filled.known(elsewhere) == (None, False)
    assert filled.known(replace(elsewhere, id=article.id)) == (None, False)
    digest = ArticleId("0123456789abcdef")
    assert filled.known(replace(article, id=digest, url=None)) == ("a1", True)


def test_a_changed_article_is_a_version(filled: SqlStore) -> None:
    from dataclasses import replace

    article = replace(filled.article(ArticleId("a1")), text="Other words.", blocks=())
    raw = filled.put_raw("a1.txt", b"Other words.", "text", NOW)
    assert filled.put_article(article, raw, added=NOW + timedelta(hours=1), changes=["2 words added"]) == 2
    page = filled.article_page(ArticleId("a1"))
    assert [v.number for v in page.versions] == [1, 2]
    assert page.versions[1].changes == ("2 words added",)
    assert page.article == article
    assert page.row.day == date(2024, 5, 20)
    assert filled.unread("stamp") == ("a1",)
    assert [hit.article for hit in filled.search(Query("other words", kinds=("article",)))] == ["a1"]
    assert not filled.search(Query("crew", kinds=("article",), outlet="Courier"))


def test_stories_of_a_day_stand_by_weight(filled: SqlStore) -> None:
    rows = filled.stories_of(date(2024, 5, 21))
    assert {row.id for row in rows} == {S1, S2}
    assert [row.id for row in filled.stories_of(date(2024, 5, 20))] == [S1]
    row = next(row for row in rows if row.id == S1)
    assert (row.articles, row.outlets, row.stale) == (2, 2, False)
    assert row.newest is not None and row.newest.id == "a2"
    assert row.days == ((date(2024, 5, 20), 1), (date(2024, 5, 21), 1))
    assert row.statement_article in {"a1", "a2"}
    assert filled.newest_day() == date(2024, 5, 21)
    assert filled.days() == ((date(2024, 5, 21), 2, 2), (date(2024, 5, 20), 1, 1))


def test_a_story_page_has_all_that_a_dossier_needs(filled: SqlStore) -> None:
    page = filled.story_page(S1)
    assert [a.id for a in page.articles] == ["a1", "a2"]
    assert page.account is not None and page.account.story.articles == ("a1", "a2")
    assert [e.kind for e in page.events] == ["opened", "joined"]
    with pytest.raises(NotStored):
        filled.story_page(StoryId("none"))


def test_an_account_is_stale_when_its_story_changed(filled: SqlStore) -> None:
    assert filled.stale("told") == ()
    assert set(filled.stale("another stamp")) == {S1, S2}
    put(filled, make_reading("a3", "Beacon", 22, "We have found the crew of the ferry"))
    assert filled.stale("told") == (S1,)
    assert filled.stale("told", [S2]) == ()
    assert filled.story_rows([S1])[0].stale


def test_a_merge_moves_articles_and_leads_on(filled: SqlStore) -> None:
    filled.put_events([Event("merged", S1, (ArticleId("b1"),), "one event", (S2,), "ada")], at=NOW)
    assert filled.members(S1) == ("a1", "a2", "b1") or set(filled.members(S1)) == {"a1", "a2", "b1"}
    assert filled.became(S2) == S1
    assert filled.story_page(S2).row.id == S1
    assert [row.id for row in filled.stories()] == [S1]
    assert filled.account(S2) is None
    assert filled.stale("told") == (S1,)


def test_a_person_is_found_through_all_stories(filled: SqlStore) -> None:
    (row,) = filled.persons(like="vale")
    assert (row.key, row.stories) == ("mara vale", 2)
    page = filled.person_page("mara vale")
    assert {said.story for said in page.said} == {S1, S2}
    ferry = [said for said in page.said if said.story == S1]
    assert {p.outlet for said in ferry for p in said.prints} == {"Courier", "Herald"}
    with pytest.raises(NotStored):
        filled.person_page("nobody")


def test_an_outlet_has_what_it_was_first_with(filled: SqlStore) -> None:
    page = filled.outlet_page("Courier")
    assert (page.row.articles, page.row.stories) == (1, 1)
    assert [row.id for row in page.first] == [S1]
    assert filled.outlet_page("Herald").first == ()
    assert [row.name for row in filled.outlets()] == ["Herald", "Courier"]
    with pytest.raises(NotStored):
        filled.outlet_page("Nobody")


def test_search_finds_words_phrases_and_who_said_them(filled: SqlStore) -> None:
    assert {h.article for h in filled.search(Query("crew", kinds=("article",)))} == {"a1", "a2"}
    assert {h.article for h in filled.search(Query('"ferry tonight"', kinds=("article",)))} == {"a1"}
    assert not filled.search(Query('"tonight ferry"', kinds=("article",)))
    quoted = filled.search(Query("grain", person="vale"))
    assert [h.kind for h in quoted] == ["quotation"]
    (start, end) = quoted[0].marks[0]
    assert quoted[0].excerpt[start:end].lower() == "grain"
    assert not filled.search(Query("ferry", last=date(2024, 5, 1)))
    assert filled.search(Query(outlet="Courier"))
    for hostile in ('"', "*", "a OR", "NEAR(", "\\", "'; DROP TABLE articles", "a:b", "\0", "(" * 50, "-x"):
        filled.search(Query(hostile, person=hostile))


def test_corrections_are_kept_and_undone(store: SqlStore) -> None:
    made = Correction("set name", "ada", "it is misspelt", {"name": "Mara Val", "to": "Mara Vale"}, S1)
    number = store.put_correction(made, at=NOW)
    kept = store.correction(number)
    assert (kept.who, kept.why, kept.subject, kept.at) == ("ada", "it is misspelt", made.subject, NOW)
    store.undo_correction(number, who="bo", why="it was right", at=NOW)
    assert store.corrections(undone=False) == ()
    assert store.corrections()[0].undone_by == "bo"
    with pytest.raises(StoreError, match="undone already"):
        store.undo_correction(number, who="bo", why="again", at=NOW)


def test_feeds_and_their_entries(store: SqlStore) -> None:
    store.save_feed(Feed("https://news.example/feed", "feed", NOW))
    store.save_feed(Feed("https://news.example/feed", "feed", NOW, "News", {"etag": "x"}))
    assert store.feeds() == (Feed("https://news.example/feed", "feed", NOW, "News", {"etag": "x"}),)
    entry = WatchedEntry(
        "https://news.example/1", "https://news.example/feed", "1", None, "m", "waiting", NOW, NOW
    )
    other = replace(entry, location="https://news.example/2", id="2", state="taken", due=None, words="w")
    store.put_entries([entry, other])
    assert store.entries([entry.location, "x"]) == {entry.location: entry}
    assert store.entries_due(NOW) == (entry,) and store.entries_due(NOW - timedelta(days=1)) == ()
    assert store.entries_of(entry.feed) == (entry, other)
    assert store.entries_named(entry.feed, ["2", "3"]) == {"2": other}
    store.put_entries([replace(other, id="1")])
    assert store.entries_named(entry.feed, ["1"]) == {}
    store.drop_feed("https://news.example/feed")
    assert list(store.entries([entry.location, other.location])) == [other.location]
    with pytest.raises(NotStored):
        store.drop_feed("https://news.example/feed")


def test_saved_searches_and_visits(store: SqlStore) -> None:
    query = Query("ferry", outlet="Courier", first=date(2024, 5, 1), kinds=("fact",))
    number = store.save_search("the ferry", query, at=NOW)
    assert store.save_search("the ferry", query, at=NOW) == number
    assert store.searches()[0].query == query
    store.drop_search(number)
    assert store.searches() == ()
    assert store.last_visit("me") is None
    store.visit("me", at=NOW)
    assert store.last_visit("me") == NOW


def test_a_transaction_is_all_or_nothing(store: SqlStore) -> None:
    reading = make_reading("a1", "Courier", 20, "We will come")
    raw = store.put_raw("a1.txt", b"x", "text", NOW)
    with pytest.raises(RuntimeError), store.transaction():
        store.put_article(reading.article, raw, added=NOW)
        store.put_events([Event("opened", S1, (reading.article.id,), "new")], at=NOW)
        raise RuntimeError
    assert store.counts().articles == 0
    assert store.events() == ()
    assert store.stories() == ()


def test_what_changed_since(filled: SqlStore) -> None:
    assert filled.changed_since(NOW) == ()
    filled.touch_story(S2, at=NOW + timedelta(minutes=1))
    assert [row.id for row in filled.changed_since(NOW)] == [S2]
    assert [e.kind for e in filled.events(since=NOW - timedelta(minutes=1))] == ["opened", "joined", "opened"]


def test_a_search_is_narrowed_by_what_holds_now(filled: SqlStore) -> None:
    def found(**narrowed: object) -> set[str]:
        return {hit.article for hit in filled.search(Query("ferry", **narrowed))}  # type: ignore[arg-type]

    assert found(outlet="Courier") == {"a1"}
    filled.set_outlet(ArticleId("a1"), "The Post", at=NOW)
    assert found(outlet="Courier") == set() and found(outlet="The Post") == {"a1"}
    assert found(person="mara") == {"a1"} and found(person="ale", kinds=("quotation",)) == {"a1"}
    assert found(person="nobody") == found(person="%") == set()
    assert found(first=date(2024, 5, 21)) == {"a2", "b1"}
    assert found(first=date(1, 1, 1), last=date(2024, 5, 20)) == {"a1"}
    assert found(last=date(1999, 1, 1)) == found(first=date(2024, 6, 1), last=date(2024, 5, 1)) == set()


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.integers(0, 1200))
def test_days_are_told_in_few_pieces(first: date, length: int) -> None:
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    pieces = list(periods(first, last))
    assert len(pieces) <= 60 + 22 + 4
    days = [
        date.fromordinal(n).isoformat().replace("-", "")
        for n in range(first.toordinal(), last.toordinal() + 1)
    ]
    covered = [day for day in days if sum(day.startswith(piece) for _, piece in pieces) == 1]
    assert covered == days
    assert all(last.isoformat().replace("-", "")[: len(p)] >= p >= days[0][: len(p)] for _, p in pieces)
