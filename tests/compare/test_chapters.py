"""Three days of an invented flood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from tests.conftest import make_article

from accord.compare.chapters import build_chapters
from accord.records import (
    ArticleId,
    Conflict,
    Fact,
    Passage,
    Published,
    Reading,
    Rendering,
    Side,
    Utterance,
)


def read(name: str, day: int | None) -> Reading:
    published = Published(date(2031, 5, day), None, "record") if day else None
    article = replace(make_article("The river rose."), id=ArticleId(name), published=published)
    return Reading(article, (), (), (), (), (), (), (), np.zeros((0, 384), np.float32))


def at(*names: str) -> tuple[Passage, ...]:
    return tuple(Passage(ArticleId(name), 0, 5) for name in names)


def fact(*names: str) -> Fact:
    return Fact(at(names[0])[0], at(*names), len(names), len(names), 1.0)


def said(*names: str) -> Utterance:
    return Utterance(None, "same", (Rendering(at(*names), "direct"),), 1)


READINGS = [read("a", 6), read("b", 7), read("c", 7), read("d", 9), read("undated", None)]


def test_what_is_new_on_each_day() -> None:
    old, new, late = fact("a", "b"), fact("b", "d"), fact("d")
    early, quoted = said("a", "d"), said("c")
    differs = Conflict("number", "people", (Side("400", at("a", "b")), Side("430", at("d"))))
    chapters = build_chapters(READINGS, [old, new, late], [early, quoted], [differs])
    assert [c.day.day for c in chapters] == [6, 7, 9]
    assert [c.articles for c in chapters] == [("a",), ("b", "c"), ("d",)]
    assert [c.facts for c in chapters] == [(old,), (new,), (late,)]
    assert [c.utterances for c in chapters] == [(early,), (quoted,), ()]
    assert [c.conflicts for c in chapters] == [(), (), (differs,)]


def test_what_an_undated_article_tells_is_new_on_no_day() -> None:
    facts, utterances = [fact("undated"), fact("d", "undated")], [said("undated"), said("c", "undated")]
    chapters = build_chapters(READINGS, facts, utterances, [])
    assert all(not c.facts and not c.utterances for c in chapters)


def test_one_day_is_no_chapters() -> None:
    assert build_chapters([read("a", 6), read("b", 6), read("u", None)], [fact("a")], [], []) == ()
    assert build_chapters([], [], [], []) == ()


def test_words_that_were_retold_before_are_not_new() -> None:
    told = replace(said("d"), retold=at("a"))
    assert [c.utterances for c in build_chapters(READINGS, [], [told], [])] == [(told,), (), ()]


def test_what_an_earlier_article_may_tell_is_not_new() -> None:
    perhaps = replace(fact("d", "b"), unsure=at("b"))
    same_day = replace(fact("b", "c"), unsure=at("c"))
    chapters = build_chapters(READINGS, [perhaps, same_day], [], [])
    assert [c.facts for c in chapters] == [(), (same_day,), ()]
