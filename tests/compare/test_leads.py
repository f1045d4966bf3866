"""The first screen: short, of what all tell alike, near the titles; and the title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from accord.compare.leads import LeadChoice, choose_lead, title_of
from accord.records import Fact, Published, Reading


def test_the_lead_is_short_and_does_not_repeat_itself(ferry) -> None:  # type: ignore[no-untyped-def]
    lead = choose_lead(ferry.readings, ferry.pairs, ferry.facts)
    assert 1 <= len(lead) <= 5
    assert len({f.statement for f in lead}) == len(lead)


def test_what_is_told_alike_opens_before_what_may_be_two_things(story) -> None:  # type: ignore[no-untyped-def]
    told = story(
        [
            "The dike at Hollin failed near the pumping house. The reeve of Hollin spoke to the farmers.",
            "Near the pumping house the dike at Hollin failed. Hollin has a reeve; its farmers grow flax.",
        ]
    )
    alike, unlike = (
        Fact(one.passage, (one.passage, other.passage), 2, 2, 3.0)
        for one, other in zip(*(r.sentences for r in told.readings), strict=True)
    )
    for facts in ([alike, unlike], [unlike, alike]):
        assert choose_lead(told.readings, told.pairs, facts)[0] is alike


def test_a_plan_for_a_day_that_has_come_opens_no_story(story) -> None:  # type: ignore[no-untyped-def]
    texts = [
        "The mill of Hollin will grind its first rye on Tuesday.",
        "The mill of Hollin will grind its first rye on Tuesday. The reeve of Hollin bought two new stones.",
        "The reeve of Hollin bought two new stones.",
    ]

    def lead(last: date) -> str:
        told = story(texts, [date(2031, 5, 5), date(2031, 5, 5), last])
        by_article = [[s.passage for s in r.sentences] for r in told.readings]
        plan = Fact(by_article[0][0], (by_article[0][0], by_article[1][0]), 2, 2, 4.0)
        done = Fact(by_article[2][0], (by_article[1][1], by_article[2][0]), 2, 2, 3.0)
        return told.exact(choose_lead(told.readings, told.pairs, [plan, done])[0].statement)

    assert lead(date(2031, 5, 5)).startswith("The mill")  # Tuesday is the 6th
    assert lead(date(2031, 5, 7)).startswith("The reeve")


def test_a_single_article_leads_with_its_own_first_sentences(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(["The lighthouse at Orne went dark on Sunday. Its keeper, Tove Lund, lit a lamp."])
    lead = choose_lead(told.readings, told.pairs, told.facts)
    assert told.exact(lead[0].statement).startswith("The lighthouse at Orne")
    assert title_of(told.readings, lead).startswith("The lighthouse")


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("Velm opens its ferry's new pier", "Does Velm open its ferry's new pier?"),
        ("Velm opens its ferry's new pier", "Velm opens its ferry's 'new pier'"),
        ("Velm opens its ferry's new pier", "Velm: ferry's new pier opens"),
        ("Velm opens its ferry's new pier", "Velm opens its ferry's new pier... with a band!"),
        ("Velm opens its ferry's new pier", "Velm opens its Lutheran ferry's new pier"),
    ],
)
def test_the_title_is_plain(story: Callable, plain: str, other: str) -> None:  # type: ignore[type-arg]
    text = "The town of Velm opened the new pier of its ferry on Monday with a band."
    for titles in ((plain, other), (other, plain)):
        told = story([text, text])
        readings = [
            replace(r, article=replace(r.article, title=title))
            for r, title in zip(told.readings, titles, strict=True)
        ]
        assert title_of(readings, told.facts) == plain


def test_the_lead_opens_with_what_the_titles_tell(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "Velm shuts its ferry\n\nThe council of Velm shut the town's old ferry on Monday.\n\n"
            "Ada Lowe, its clerk, is married to Ben Tarn, a baker.",
            "Old ferry of Velm is shut\n\nVelm's council on Monday shut the old ferry of the town.\n\n"
            "The clerk, Ada Lowe, is married to the baker Ben Tarn.",
        ]
    )
    first, *_ = choose_lead(told.readings, told.pairs, told.facts)
    assert "ferry" in told.exact(first.statement)
    heavy = [replace(f, weight=f.weight + 0.9 * ("married" in told.exact(f.statement))) for f in told.facts]
    first, *_ = choose_lead(told.readings, told.pairs, heavy)
    assert "ferry" in told.exact(first.statement)


def test_a_plan_gives_way_once_it_is_done(story: Callable) -> None:  # type: ignore[type-arg]
    plan = "The council of Velm will sell nine boats of the old ferry line. Owls sat."
    done = "The council of Velm sold nine boats. Rain fell on the old ferry line."

    def first(*days: int) -> str:
        dates = [date(2031, 5, day) for day in days]
        told = story([plan, plan, done, done], dates)
        sentences = [[s.passage for s in r.sentences] for r in told.readings]
        planned = Fact(sentences[0][0], (sentences[0][0], sentences[1][0]), 2, 2, 4.5)
        sold = Fact(sentences[2][0], (sentences[2][0], sentences[3][0]), 2, 2, 4.0)
        wet = Fact(sentences[2][1], (sentences[2][1], sentences[3][1]), 2, 2, 1.0)
        (line, *_) = choose_lead(told.readings, told.pairs, [planned, sold, wet])
        return told.exact(line.statement)

    assert first(5, 5, 5, 5).startswith("The council of Velm will sell")
    assert first(5, 5, 6, 6).startswith("The council of Velm sold")


def test_a_headline_gives_way_to_what_came_of_it(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "The lighthouse keeper of Orne plans to sell the lamp on Friday. The keeper told the council so.",
            "The lighthouse keeper of Orne sold the lamp on Friday. The keeper told the council so.",
        ]
    )
    titles = ("Lighthouse keeper of Orne plans to sell the lamp", "Lighthouse keeper of Orne sells lamp")

    def dated(*days: int) -> list[Reading]:
        return [
            replace(
                r,
                article=replace(
                    r.article, title=title, published=Published(date(2031, 5, day), None, "record")
                ),
            )
            for r, title, day in zip(told.readings, titles, days, strict=True)
        ]

    lead = choose_lead(told.readings, told.pairs, told.facts)
    assert title_of(dated(5, 6), lead) == titles[1]
    assert title_of(dated(6, 6), lead) == title_of(dated(6, 5), lead)


def test_what_all_tell_at_once_comes_before_what_stands_far_down(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "The mill of Hollin burned on Monday. Rain fell. Owls sat. The reeve of Hollin bought stones.",
            "The mill of Hollin burned on Monday. Frost came. Gulls ate. The reeve of Hollin bought stones.",
        ]
    )
    first, second = ([s.passage for s in r.sentences] for r in told.readings)
    early = Fact(first[0], (first[0], second[0]), 2, 2, 3.0)
    late = Fact(first[3], (first[3], second[3]), 2, 2, 5.0)
    assert choose_lead(told.readings, told.pairs, [late, early]) == (early, late)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The new mill of Hollin.", "The reeve of Hollin sold the mill."),
        ("The reeve of Hollin walks past the mill.", "The reeve of Hollin sold the mill."),
    ],
    ids=["scrap", "caption"],
)
def test_what_tells_of_no_deed_opens_no_story(first: str, second: str, story: Callable) -> None:  # type: ignore[type-arg]
    told = story([f"{first} {second} Rain fell.", f"{first} {second} Owls sat."])
    readings = [
        replace(r, sentences=(replace(r.sentences[0], block="caption"), *r.sentences[1:]))
        if "walks" in first
        else r
        for r in told.readings
    ]
    ours, theirs = ([s.passage for s in r.sentences] for r in readings)
    poor = Fact(ours[0], (ours[0], theirs[0]), 2, 2, 4.0)
    deed = Fact(ours[1], (ours[1], theirs[1]), 2, 2, 4.0)
    heedless = LeadChoice(aside=0.0, fragment=0.0)
    strict = LeadChoice(aside=9.0, fragment=9.0)
    assert choose_lead(readings, told.pairs, [poor, deed], settings=heedless)[0] == poor
    assert choose_lead(readings, told.pairs, [poor, deed], settings=strict)[0] == deed


def test_what_one_origin_tells_comes_after_what_two_do(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "The mill of Hollin burned on Monday. The reeve of Hollin bought two stones. Owls sat.",
            "The mill of Hollin burned on Monday. The reeve of Hollin bought two stones. Rain fell.",
            "On Monday the mill of Hollin burned.",
        ]
    )
    first, second, third = ([s.passage for s in r.sentences] for r in told.readings)
    copied = Fact(first[1], (first[1], second[1]), 2, 1, 9.0)
    shared = Fact(first[0], (first[0], second[0], third[0]), 3, 2, 3.0)
    alone = Fact(first[2], (first[2], second[2]), 1, 1, 8.0, None, (second[2],))
    facts = [copied, shared, alone]
    assert choose_lead(told.readings, told.pairs, facts) == (shared, copied, alone)
    few = LeadChoice(least=1)
    assert choose_lead(told.readings, told.pairs, facts, settings=few) == (shared, copied)
    assert choose_lead(told.readings, told.pairs, [copied, alone], settings=few) == (copied,)
