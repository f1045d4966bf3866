"""The timeline of a story told by invented reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations

import numpy as np
import pytest
from spacy.tokens import Doc

from accord.annotate.clauses import find_clauses
from accord.annotate.dates import find_periods
from accord.annotate.numbers import find_quantities
from accord.compare.timeline import TimelineSettings, build_timeline
from accord.records import (
    Article,
    ArticleId,
    Block,
    Fact,
    Moment,
    Passage,
    Published,
    Quotation,
    Reading,
    Sentence,
)

DAY = date(2025, 10, 22)  # a Wednesday
EVE = date(2025, 10, 21)
Read = Callable[..., Reading]


@pytest.fixture
def read(parsed: Callable[[str], Doc], article: Callable[..., Article]) -> Read:
    """One reading of sentences given one by one; undated articles count from the story's day."""

    def reading(*sentences: str, name: str = "a1", dated: bool = True, dateline: int = 0) -> Reading:
        text, placed = "", []
        for sentence in sentences:
            placed.append(Passage(ArticleId(name), len(text), len(text) + len(sentence)))
            text += sentence + "\n"
        made = article(text, id=ArticleId(name), published=Published(DAY, None, "record") if dated else None)
        if dateline:
            blocks = (Block("dateline", 0, dateline), Block("body", dateline, len(text) - 1))
            made = replace(made, blocks=blocks)
        periods = find_periods(made) if dated else find_periods(made, anchor=DAY, anchored="story")
        return Reading(
            made,
            tuple(Sentence(p, i, "body", ()) for i, p in enumerate(placed)),
            (), (), (), periods, find_quantities(made, parsed(text)), find_clauses(made, parsed(text)),
            np.zeros((len(placed), 384), np.float32),
        )  # fmt: skip

    return reading


def fact(*evidence: tuple[Reading, int]) -> Fact:
    passages = tuple(sorted(r.sentences[i].passage for r, i in evidence))
    count = len({p.article for p in passages})
    return Fact(passages[0], passages, count, count, float(count))


def told(moment: Moment, readings: list[Reading]) -> tuple[str, ...]:
    texts = {r.article.id: r.article.text for r in readings}
    days = str(moment.first) if moment.first == moment.last else f"{moment.first}..{moment.last}"
    words, statement = (p.of(texts[p.article]) for p in (moment.words, moment.statement))
    return days, moment.modality, words, statement


def test_done_and_expected_in_order_of_days(read: Read) -> None:
    one = read(
        "Secretary Gorm will meet Marel in Lowen on Friday.",
        "The envoys met the premier on Wednesday.",
        "Tarsk signed the pact in March 2019.",
    )
    assert [told(m, [one]) for m in build_timeline([one], [])] == [
        ("2019-03-01..2019-03-31", "happened", "March 2019", "Tarsk signed the pact in March 2019."),
        ("2025-10-22", "happened", "Wednesday", "The envoys met the premier on Wednesday."),
        ("2025-10-24", "planned", "Friday", "Secretary Gorm will meet Marel in Lowen on Friday."),
    ]


def test_a_fact_is_one_moment_with_all_its_evidence(read: Read) -> None:
    one = read("Secretary Gorm will visit Lowen on Friday.")
    two = read(
        "The visit was prepared.", "Secretary Gorm is scheduled to visit Lowen later in the week.", name="a2"
    )
    three = read("Secretary Gorm will visit Lowen.", name="a3")
    [moment] = build_timeline([one, two, three], [fact((one, 0), (two, 1), (three, 0))])
    assert moment.first == moment.last == date(2025, 10, 24)
    assert [p.article for p in moment.evidence] == ["a1", "a2", "a3"]
    assert moment.words.article == "a1"


def test_the_day_of_a_report_is_no_moment(read: Read) -> None:
    one = read("Officials said on Monday that talks were useful.")
    assert build_timeline([one], []) == ()


def test_the_day_of_a_dateline_is_that_of_the_report(read: Read) -> None:
    one = read("MENROW, Oct. 21 — Vorn signed the pact on Monday.", dateline=len("MENROW, Oct. 21"))
    assert [told(m, [one])[2] for m in build_timeline([one], [])] == ["Monday"]


def test_the_day_of_a_source_is_no_moment(read: Read) -> None:
    words = "According to a poll published by the Sarro Institute on Monday, most of Lowen wants peace."
    one = read(words)
    source = Passage(one.article.id, words.index("a poll"), words.index(","))
    said = Quotation(
        (Passage(one.article.id, source.end + 2, len(words) - 1),), (source,), (), "indirect", None
    )
    assert len(build_timeline([one], [])) == 1  # where nobody takes it for a source
    assert build_timeline([replace(one, quotations=(said,))], []) == ()


def test_what_was_not_done_is_no_moment(read: Read) -> None:
    one = read("Marel did not sign the pact on Monday.", "Vorn denied that he met the envoy on Tuesday.")
    assert build_timeline([one], []) == ()


def test_told_as_done_by_one_settles_it(read: Read) -> None:
    one, two = (
        read("Vorn will sign the pact on Wednesday."),
        read("Vorn signed the pact on Wednesday.", name="a2"),
    )
    [moment] = build_timeline([one, two], [fact((one, 0), (two, 0))])
    assert moment.modality == "happened"
    assert [p.article for p in moment.evidence] == ["a2"]
    assert moment.statement.article == "a2"


def test_what_only_expected_it_is_no_evidence_of_it(read: Read) -> None:
    """Nor does a fact that holds them together bring them in."""
    early = read(
        "Lowen and Tarsk agreed on Monday to open the bridge on Wednesday.",
        "The bridge over the Osk opened to trucks.",
    )
    early = replace(early, article=replace(early.article, published=Published(EVE, None, "record")))
    due = read("The bridge over the Osk is to open to trucks on Wednesday.", name="a2")
    done = read("The bridge over the Osk opened to trucks on Wednesday.", name="a3")
    also = read("Trucks waited, and the bridge over the Osk opened on Wednesday.", name="a4")
    readings = [early, due, done, also]
    facts = [fact((early, 0), (early, 1), (due, 0), (done, 0), (also, 0))]
    opened = [m for m in build_timeline(readings, facts) if m.first == DAY]
    assert [(m.modality, [p.article for p in m.evidence]) for m in opened] == [("happened", ["a3", "a4"])]


def test_expected_by_all_keeps_all_its_evidence(read: Read) -> None:
    one = read("The bridge over the Osk is to open on Friday.")
    two = read("The bridge over the Osk will open on Friday.", name="a2")
    [moment] = build_timeline([one, two], [])
    assert (moment.modality, len(moment.evidence)) == ("planned", 2)


def test_years_need_a_second_article(read: Read) -> None:
    one, two = read("Tarsk left the union in 2014."), read("In 2014 Tarsk left the union.", name="a2")
    assert build_timeline([one], []) == build_timeline([two], []) == ()
    [moment] = build_timeline([one, two], [])
    assert (moment.first, moment.last) == (date(2014, 1, 1), date(2014, 12, 31))


def test_an_undated_article_counts_from_the_story(read: Read) -> None:
    one = read("The envoys met the premier on Wednesday.", dated=False)
    [moment] = build_timeline([one], [])
    assert (moment.first, moment.anchor) == (DAY, "story")


def test_one_sentence_of_two_days_is_cut_to_what_each_says(read: Read) -> None:
    one = read("Gorm is expected to reach Lowen on Thursday, and Vorn will see Marel on Friday.")
    assert [told(m, [one])[2:] for m in build_timeline([one], [])] == [
        ("Thursday", "Gorm is expected to reach Lowen on Thursday"),
        ("Friday", "Vorn will see Marel on Friday."),
    ]


def test_a_deadline_stands_at_its_last_day(read: Read) -> None:
    one = read("Lowen must withdraw its troops from the border by Friday.")
    two = read("Lowen must withdraw its troops by Friday, the pact says.", name="a2")
    [moment] = build_timeline([one, two], [fact((one, 0), (two, 0))])
    assert moment.first == moment.last == date(2025, 10, 24)


@pytest.mark.parametrize(
    ("end", "days"),
    [
        ("until 1994", (date(1994, 1, 1), date(1994, 12, 31))),
        ("until December 1994", (date(1994, 12, 1), date(1994, 12, 31))),
        ("until May 2003", (date(2003, 5, 1), date(2003, 5, 31))),
        ("until 31 May 2003", (date(2003, 5, 31), date(2003, 5, 31))),
    ],
)
def test_an_end_without_a_day_is_no_day(read: Read, end: str, days: tuple[date, date]) -> None:
    told = [read(f"Tarsk held the old fort {end}.", name=name) for name in ("a1", "a2")]
    [moment] = build_timeline(told, [])
    assert (moment.first, moment.last) == days


def test_entries_are_few(read: Read) -> None:
    months = "January February March April May June July August September".split()
    one = read(*(f"Tarsk signed a pact in {month} 2025." for month in months))
    few = TimelineSettings(entries=2, entries_an_article=1)
    assert len(build_timeline([one], [])) == 6
    assert [m.first.month for m in build_timeline([one], [], settings=few)] == [1, 2, 3]


def test_what_someone_says_is_no_moment(read: Read) -> None:
    one = read(
        "“On Monday we signed it, and the rest of it begins on Thursday,” Marel said.",
        "The deal, Vorn said, was sealed on Tuesday.",
    )
    assert [m.first.day for m in build_timeline([one], [])] == [21]


def test_clauses_of_one_event_are_one_moment(read: Read) -> None:
    """Told by the clearest sentence, with no fact to hold them together."""
    one = read(
        "Lowen and Tarsk signed an accord on Tuesday to end the war, agreeing to swap prisoners.",
        "The vote was 71 to 44.",
    )
    two = read("The accord that Lowen and Tarsk signed on Tuesday allows forty trucks a day.", name="a2")
    three = read("Tarsk’s parliament approved the accord late on Tuesday.", name="a3")
    moments = build_timeline([one, two, three], [])
    assert [told(m, [one, two, three])[3] for m in moments] == [
        "Lowen and Tarsk signed an accord on Tuesday to end the war",
        "Tarsk’s parliament approved the accord late on Tuesday.",
    ]
    assert [[p.article for p in m.evidence] for m in moments] == [["a1", "a2"], ["a3"]]


def test_another_deadline_of_the_same_doing_joins_it(read: Read) -> None:
    one = read("Tarsk must withdraw its troops from the valley by Friday.")
    two = read("Tarsk will withdraw the troops from the valley by Friday, Vorn said.", name="a2")
    [moment] = build_timeline([one, two], [])
    assert len(moment.evidence) == 2


def test_evidence_gives_the_day_or_tells_the_doing(read: Read) -> None:
    one = read("Lowen released 24 soldiers on Tuesday.", "Lowen will release others next year.")
    two = read("Lowen released 24 soldiers, who walked home.", "The soldiers were pale.", name="a2")
    [moment] = build_timeline([one, two], [fact((one, 0), (one, 1), (two, 0), (two, 1))])
    assert [(p.article, p.start) for p in moment.evidence] == [("a1", 0), ("a2", 0)]


def test_the_count_that_most_give_is_told(read: Read) -> None:
    readings = [
        read(f"Lowen released {count} soldiers at the bridge on Tuesday.", name=f"a{n}")
        for n, count in enumerate((31, 24, 24))
    ]
    [moment] = build_timeline(readings, [])
    assert moment.statement.article == "a1"
    assert [p.article for p in moment.evidence] == ["a1", "a2"]


def test_another_count_is_no_evidence_whatever_is_counted(read: Read) -> None:
    words = ("24 soldiers", "24 soldiers", "31 captives")
    readings = [
        read(f"Lowen released {w} at the bridge on Tuesday.", name=f"a{n}") for n, w in enumerate(words)
    ]
    [moment] = build_timeline(readings, [])
    assert [p.article for p in moment.evidence] == ["a0", "a1"]


def test_a_statement_that_leans_on_one_before_it_is_left_out(read: Read) -> None:
    reading = read("In Velm their tent was still standing on Tuesday.", "In Velm, a tent burned on Monday.")
    assert [told(m, [reading])[2] for m in build_timeline([reading], [])] == ["Monday"]


def test_an_announcement_is_told_with_what_was_announced(read: Read) -> None:
    one = read("The pact will hold in every town of Lowen, Vorn and his council announced Tuesday.")
    [moment] = build_timeline([one], [])
    assert moment.statement == one.sentences[0].passage


def test_a_day_in_a_name_is_none(read: Read) -> None:
    one = read("Vorn praised the 17 March Brigade.", "The Sept. 11, 2001 attacks shook Lowen.")
    two = read("The Sept. 11, 2001 attacks shook Lowen.", name="a2")
    assert build_timeline([one, two], []) == ()


def test_whose_day_it_is_is_not_the_day_of_what_is_told(read: Read) -> None:
    one = read(
        "The number of barns lost in Monday's storm rose to nine.",
        "Marel left the hall during Monday's debate.",
    )
    (moment,) = build_timeline([one], [])
    assert told(moment, [one])[3] == "Marel left the hall during Monday's debate."


def test_a_stale_plan_of_one_article_is_left_out(read: Read) -> None:
    assert build_timeline([read("Vorn was expected to sign the pact on Oct. 20.")], []) == ()


def test_nothing_dated_is_no_timeline(read: Read) -> None:
    assert build_timeline([read("Vorn met Marel.")], []) == ()
    assert build_timeline([], []) == ()


def test_the_order_of_articles_does_not_matter(read: Read) -> None:
    readings = [
        read("Vorn signed the pact on Wednesday.", "Gorm will come on Friday."),
        read("On Wednesday Vorn signed the pact.", "Marel left Tarsk on Monday.", name="a2"),
        read("Gorm is to come later in the week.", name="a3"),
    ]
    facts = [fact((readings[0], 0), (readings[1], 0)), fact((readings[0], 1), (readings[2], 0))]
    timelines = {build_timeline(order, facts) for order in permutations(readings)}
    assert len(timelines) == 1


def test_what_was_done_this_week_was_done_by_the_day_it_is_told(read: Read) -> None:
    reading = read("The council of Velm hired a lawyer this week.")
    (moment,) = build_timeline([reading], [])
    assert (moment.first, moment.last) == (date(2025, 10, 20), DAY)


def test_a_weekday_in_a_report_of_days_long_past_is_on_no_day(read: Read) -> None:
    past = (
        "On March 14, 2024, the council of Velm sold the ferry to a yard in Sarro.",
        "On March 15, 2024, the yard in Sarro sent two tugs for the ferry.",
    )
    sunday = "The tugs towed the ferry out of Velm on Sunday."
    assert "Sunday" not in [told(m, [r])[2] for r in [read(*past, sunday)] for m in build_timeline([r], [])]
    assert [told(m, [r])[2] for r in [read(past[0], sunday)] for m in build_timeline([r], [])][-1] == "Sunday"
    today = read(*past, "Yesterday the council of Velm bought a barge.", sunday)
    assert "Sunday" in [told(m, [today])[2] for m in build_timeline([today], [])]


def on(reading: Reading, day: date) -> Reading:
    """The reading, its article of another day; what it told relative to its day stays as it was."""
    return replace(reading, article=replace(reading.article, published=Published(day, None, "record")))


@pytest.mark.parametrize(
    ("plan", "later", "kept"),
    [
        ("Vorn will open the mill on Thursday.", "Vorn opened the mill with a speech.", False),
        ("Vorn will open the mill on Thursday.", "Vorn opened the mill in June 2019.", True),
        ("Vorn will open the mill on Thursday.", "Vorn did not open the mill.", True),
        ("Vorn will open the mill on Thursday.", "Marel opened a school.", True),
        ("Vorn will open the mill on Thursday.", "Vorn will open the mill.", True),
        ("Vorn is to send 15 millers to Sarro by Thursday.", "15 millers reached Sarro.", False),
        ("Vorn is to send 15 millers to Sarro by Thursday.", "12 millers reached Sarro.", True),
    ],
)
def test_what_a_later_report_tells_as_done_is_expected_no_more(
    read: Read, plan: str, later: str, kept: bool
) -> None:
    one = on(read(plan), EVE)
    for day in (EVE, DAY, date(2025, 10, 23)):
        told_again = on(read(later, name="a2"), day)
        expected = [m for m in build_timeline([one, told_again], []) if m.words.article == "a1"]
        settled = day > EVE if "by" in plan else day == date(2025, 10, 23)  # a Thursday
        assert bool(expected) == (kept or not settled)


def test_a_day_behind_a_plan_is_the_day_of_planning(read: Read) -> None:
    assert build_timeline([read("Vorn vowed to stay in Velm earlier Tuesday.")], []) == ()


def test_what_is_to_come_later_this_week_is_expected(read: Read) -> None:
    [moment] = build_timeline([read("Vorn dropped out of a debate later this week.")], [])
    assert (moment.modality, moment.first >= DAY) == ("planned", True)


def test_a_fact_tells_nothing_of_a_week(read: Read) -> None:
    one = read("The council that received letters last week is old.")
    two = read("The mayor received letters from Sarro.", name="a2")
    moments = build_timeline([one, two], [fact((one, 0), (two, 0))])
    assert all(p.article == "a1" for m in moments for p in m.evidence)


def test_two_tellings_of_a_day_are_one_moment_where_one_states_the_fact(read: Read) -> None:
    near = np.zeros((1, 384), np.float32)
    near[:, 0] = 1.0
    turned = near.copy()
    turned[:, :2] = 0.7, 0.714
    one = replace(read("Vorn gave up the keys of Velm on Tuesday."), vectors=near)
    two = replace(read("The old mayor left office on Tuesday.", name="a2"), vectors=turned)
    assert len(build_timeline([one, two], [])) == 2
    [moment] = build_timeline([one, two], [fact((one, 0), (two, 0))])
    assert [p.article for p in moment.evidence] == ["a1", "a2"]


def test_no_bracket_is_left_open(read: Read) -> None:
    reading = read("(The council of Velm sold its ferry to a yard on Monday, a clerk recalled.)")
    for moment in build_timeline([reading], []):
        statement = told(moment, [reading])[3]
        assert statement.count("(") == statement.count(")")
