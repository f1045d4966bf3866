"""What counts as new, over stories made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from tests.conftest import make_article

from accord.digests import Digest, parse_since, plan_digest, render
from accord.records import (
    Account,
    Article,
    ArticleId,
    Cast,
    Conflict,
    Fact,
    Lineage,
    Passage,
    Person,
    PersonId,
    Rendering,
    Side,
    Stated,
    Story,
    StoryId,
    Utterance,
)
from accord.store.rows import ArticleRow, Correction, Event, StoryPage, StoryRow

SINCE = datetime(2024, 5, 21, tzinfo=UTC)
BEFORE, AFTER = SINCE - timedelta(hours=5), SINCE + timedelta(hours=5)
NOW = SINCE + timedelta(hours=10)
TEXT = "The bridge is shut. Nine people were hurt. “We wait,” Tessa Vale said. It opens on Friday."


def passage(article: str, words: str) -> Passage:
    start = TEXT.index(words)
    return Passage(ArticleId(article), start, start + len(words))


def fact(words: str, *articles: str) -> Fact:
    passages = tuple(passage(a, words) for a in articles)
    return Fact(passages[0], passages, len(articles), len(articles), 1.0)


def said(words: str, *articles: str) -> Utterance:
    rendering = Rendering(tuple(passage(a, words) for a in articles), "direct")
    vale = Person(PersonId("p1"), "person", "Tessa Vale", True)
    return Utterance(vale, "same", (rendering,), len(articles))


def differing(*sides: tuple[str, str]) -> Conflict:
    return Conflict("number", "hurt", tuple(Side(w, (passage(a, w),)) for a, w in sides))


def page(added: dict[str, datetime], *events: Event, id: str = "s1", **told: Any) -> StoryPage:
    """A story of articles of one text, with when each came in and what is told of it."""
    articles: list[Article] = []
    rows: list[ArticleRow] = []
    for name, at in added.items():
        outlet = Stated(f"Outlet {name}", "record")
        url = f"https://{name}.example/"
        articles.append(make_article(TEXT, id=ArticleId(name), outlet=outlet, url=url, title="Bridge"))
        rows.append(
            ArticleRow(
                *(ArticleId(name), "Bridge", outlet.value, url, at.date(), True, at, at, "en", len(TEXT)),
                *(1, StoryId(id), None),
            )
        )
    ids = tuple(ArticleId(a) for a in added)
    lineage = Lineage((), tuple((a,) for a in ids))
    defaults: dict[str, Any] = dict.fromkeys(
        ("lead", "facts", "alone", "utterances", "conflicts", "credits", "timeline"), ()
    )
    account = Account(
        **{
            "story": Story(StoryId(id), ids),
            "title": "Bridge",
            "cast": Cast((), {}),
            "lineage": lineage,
            **defaults,
            **told,
        }
    )
    day = date(2024, 5, 21)
    row = StoryRow(
        *(StoryId(id), "Bridge <b>", "", None, len(ids), len(ids), len(ids), day, day, rows[-1]),
        *(max(added.values()), False, 1.0),
    )
    return StoryPage(row, account, AFTER, tuple(articles), tuple(rows), events)


def planned(*pages: StoryPage, corrections: tuple[Correction, ...] = ()) -> Digest:
    return plan_digest(pages, corrections, since=SINCE, until=NOW)


def test_a_story_whose_articles_all_came_in_since_is_opened() -> None:
    digest = planned(page({"a": AFTER, "b": AFTER}, lead=(fact("Nine people were hurt.", "a", "b"),)))
    (news,) = digest.opened
    assert digest.developed == ()
    assert [p.words for p in news.pieces] == ["Nine people were hurt."]
    assert [p.outlet for p in news.pieces[0].evidence] == ["Outlet a", "Outlet b"]


def test_of_a_known_story_only_what_no_article_said_before_is_new() -> None:
    digest = planned(
        page(
            {"a": BEFORE, "b": AFTER},
            facts=(fact("The bridge is shut.", "a", "b"),),
            alone=(fact("It opens on Friday.", "b"), fact("Nine people were hurt.", "a")),
            utterances=(said("“We wait,”", "b"),),
        )
    )
    (news,) = digest.developed
    told = {p.words: p.shared_since for p in news.pieces}
    assert told == {"The bridge is shut.": True, "It opens on Friday.": False, "“We wait,”": False}


def test_what_several_told_before_is_not_new() -> None:
    digest = planned(
        page(
            {"a": BEFORE, "b": BEFORE, "c": AFTER},
            facts=(fact("The bridge is shut.", "a", "b", "c"), fact("Nine people were hurt.", "a", "b")),
            utterances=(said("“We wait,”", "a", "b", "c"),),
        )
    )
    assert digest.developed[0].pieces == ()


def test_a_difference_is_new_when_it_had_no_second_side() -> None:
    old = differing(("a", "Nine"), ("b", "shut"))
    new = differing(("a", "Nine"), ("c", "Friday"))
    digest = planned(page({"a": BEFORE, "b": BEFORE, "c": AFTER}, conflicts=(old, new)))
    assert [[s.words for s in d.sides] for d in digest.developed[0].differences] == [["Nine", "Friday"]]


def test_nothing_since_is_nothing() -> None:
    digest = planned(page({"a": BEFORE}))
    assert digest.empty
    assert "Nothing new." in render(digest, "md")


def test_changes_and_corrections_since_are_told() -> None:
    merged = Event("merged", StoryId("s1"), (), "the same bridge", (StoryId("s2"),), at=AFTER)
    opened = Event("opened", StoryId("s1"), (), "new", at=AFTER)
    made = Correction("set name", "Ann", "misspelt", at=AFTER, number=1)
    old = Correction("set name", "Ben", "old", at=BEFORE, number=2)
    undone = Correction("set outlet", "Cy", "x", at=BEFORE, number=3, undone=AFTER, undone_why="wrong")
    digest = planned(page({"a": BEFORE}, opened, merged), corrections=(made, old, undone))
    assert [e.kind for e in digest.developed[0].changes] == ["merged"]
    assert digest.corrections == (made, undone)
    told = render(digest, "md")
    assert "Ann" in told and "Ben" not in told and "undone: wrong" in told


def test_what_is_told_of_articles_that_left_the_story_is_left_out() -> None:
    digest = planned(page({"b": AFTER}, lead=(fact("The bridge is shut.", "b", "gone"),)))
    assert digest.opened[0].pieces == ()


def test_long_lists_say_what_they_leave_out() -> None:
    parts = ["The bridge", "bridge is", "is shut", "Nine people", "were hurt", "We wait", "on Friday"]
    digest = planned(page({"a": AFTER}, lead=tuple(fact(p, "a") for p in parts)))
    assert len(digest.opened[0].pieces) == 5
    assert digest.opened[0].left_out == 2


@pytest.mark.parametrize("format", ["md", "html", "eml", "atom", "json"])
def test_forms_are_the_same_every_time_and_link_to_the_desk(format: Any) -> None:
    digest = planned(page({"a": AFTER}, lead=(fact("The bridge is shut.", "a"),)))
    first = render(digest, format, base="http://127.0.0.1:8000/")
    assert first == render(digest, format, base="http://127.0.0.1:8000/")
    assert ("http://127.0.0.1:8000/story/s1" in first.replace("=\r\n", "")) == (format != "json")
    assert "The bridge is shut." in first.replace("=\r\n", "")
    assert "<b>" not in first or format in ("json",) or "Tessa" in first
    assert "/story/" not in render(digest, format)


ZONE = timezone(timedelta(hours=2))
LOCAL = datetime(2024, 5, 21, 9, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("today", datetime(2024, 5, 21, tzinfo=ZONE)),
        ("yesterday", datetime(2024, 5, 20, tzinfo=ZONE)),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=ZONE)),
        ("2024-05-01T08:00", datetime(2024, 5, 1, 8, tzinfo=ZONE)),
        ("2024-05-01T08:00Z", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("24h", LOCAL - timedelta(days=1)),
        ("2d", LOCAL - timedelta(days=2)),
    ],
)
def test_a_moment_is_read_as_it_is_meant_here(text: str, moment: datetime) -> None:
    assert parse_since(text, LOCAL) == moment


@pytest.mark.parametrize("text", ["", "soon", "24", "٣h", "2024-13-01", "0001-01-01T00:00+23:59", "99999h"])
def test_what_is_no_moment_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is no day or moment"):
        parse_since(text, LOCAL)
