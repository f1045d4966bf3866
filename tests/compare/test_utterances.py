"""Which quoted words are one thing said once, and where its renderings differ."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.annotate import attribute_articles
from accord.compare.cast import unify_cast
from accord.compare.utterances import group_utterances
from accord.records import (
    Article,
    ArticleId,
    Block,
    Cast,
    Entity,
    EntityId,
    Passage,
    Quotation,
    Reading,
    Sentence,
    Utterance,
)
from accord.text import words


def count_articles(evidence: Sequence[Passage]) -> int:
    return len({p.article for p in evidence})


def group(readings: Sequence[Reading]) -> tuple[Utterance, ...]:
    return group_utterances(readings, unify_cast(readings), count_origins=count_articles)


def passages(utterance: Utterance) -> list[Passage]:
    return [p for r in utterance.renderings for p in r.passages]


# ---------------------------------------------------------------- pairs of reports


class Case(NamedTuple):
    name: str
    left: str
    right: str
    shared: list[str]  # wording of each utterance that both print
    apart: int  # utterances that one alone prints
    differences: frozenset[tuple[str, str]] = frozenset()  # weighty ones: longer rendering, other rendering


CASES = [
    Case(
        "the same words",
        "“We will reopen the northern harbour before winter,” Mara Ostling said.",
        "Mara Ostling told reporters: “We will reopen the northern harbour before winter.”",
        ["same"],
        0,
    ),
    Case(
        "other marks, same words",
        "“We’ll reopen the ‘northern’ harbour before winter,” Mara Ostling said.",
        "\"We'll reopen the 'northern' harbour before winter,\" Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "cut short at the end",
        "“We will reopen the northern harbour before winter, when the ice comes down,” Mara Ostling said.",
        "“We will reopen the northern harbour,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "split by a cue",
        "“We will reopen the northern harbour,” Mara Ostling said, “before the winter brings ice.”",
        "“We will reopen the northern harbour before the winter brings ice,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "one word changed",
        "“We want a quiet harbour, not a borrowed harbour,” Mara Ostling said.",
        "“We want a quiet harbour, not a rented harbour,” Mara Ostling said.",
        ["differs"],
        0,
        frozenset({("borrowed", "rented")}),
    ),
    Case(
        "one word changed beside an abbreviation with stops and without",
        "“The P.H.A. has asked every skipper to wait on the quay,” Mara Ostling said.",
        "“The PHA has asked every skipper to wait on the shore,” Mara Ostling said.",
        ["differs"],
        0,
        frozenset({("quay", "shore")}),
    ),
    Case(
        "an abbreviation with stops and without",
        "“The P.H.A. has asked every skipper to wait on the quay,” Mara Ostling said.",
        "“The PHA has asked every skipper to wait on the quay,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "an apostrophe that stands apart",
        "“This is the harbour ’ s last season and the skipper ’ s first,” Mara Ostling said.",
        "“This is the harbour's last season and the skipper's first,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "a negation dropped",
        "“We will not close the northern harbour this year,” Mara Ostling said.",
        "“We will close the northern harbour this year,” Mara Ostling said.",
        ["differs"],
        0,
        frozenset({("not", "")}),
    ),
    Case(
        "fillers alone",
        "“Well, we will really open the northern harbour to all ships,” Mara Ostling said.",
        "“We will open the northern harbour to all ships,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "an ellipsis",
        "“We will reopen the northern harbour, which nobody else has even tried to do, before the winter,” "
        "Mara Ostling said.",
        "“We will reopen the northern harbour … before the winter,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "words in brackets",
        "“They will reopen the northern harbour before winter,” Mara Ostling said.",
        "“[The engineers] will reopen the northern harbour before winter,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "close words of another speaker",
        "“We will keep the northern harbour open,” Mara Ostling said.",
        "“We will keep the southern harbour open,” Dorin Velk said.",
        [],
        2,
    ),
    Case(
        "close words on another occasion",
        "“The northern harbour matters to every ship of our fleet,” Mara Ostling said on Monday.",
        "“Every child in town learns to swim where ships of our fleet once lay,” Mara Ostling said in May.",
        [],
        2,
    ),
    Case(
        "a formula that everyone uses",
        "“We are going to do it as soon as we can,” Mara Ostling said.",
        "“We are going to see what we can do,” Dorin Velk said.",
        [],
        2,
    ),
    Case(
        "two words are too few",
        "Mara Ostling called it “a calm harbour”.",
        "Mara Ostling spoke of “the harbour”.",
        [],
        2,
    ),
    Case(
        "a fragment of four words",
        "Mara Ostling promised “an ice-free northern harbour” to the fleet.",
        "“We will have an ice-free northern harbour before winter,” Mara Ostling said.",
        ["same"],
        0,
    ),
    Case(
        "the same long words, two names for who said them",
        "“We will reopen the northern harbour before the winter brings its ice,” Mara Ostling said.",
        "“We will reopen the northern harbour before the winter brings its ice,” Dorin Velk said.",
        ["same"],
        0,
    ),
    Case(
        "two things said, both in both",
        "“The northern harbour opens on Monday,” Mara Ostling said. Trade rose. "
        "“Our fishermen never asked for charity,” Dorin Velk said.",
        "“Our fishermen never asked for charity,” Dorin Velk said. Snow fell. "
        "“The northern harbour opens on Monday,” Mara Ostling said.",
        ["same", "same"],
        0,
    ),
    Case(
        "two translations",
        "“We will reopen the old harbour and ships return,” Mara Ostling said.",
        "“We will reopen the new harbour and boats return,” Mara Ostling said.",
        ["differs"],
        0,
        frozenset({("old", "new"), ("ships", "boats")}),
    ),
    Case(
        "words that say nothing",
        "“It is what it is,” Mara Ostling said.",
        "“It is what it is for them,” Mara Ostling said.",
        [],
        2,
    ),
    Case(
        "shared words, never three in a row",
        "“Harbour ice melts slowly while ships wait,” Mara Ostling said.",
        "“Harbour ice grows slowly because ships wait,” Mara Ostling said.",
        [],
        2,
    ),
]


@pytest.fixture(scope="session")
def read() -> Callable[..., list[Reading]]:
    """Texts as readings "a1", "a2", ...; what a case says twice is read once."""
    known: dict[tuple[str, str], Reading] = {}

    def reads(*texts: str) -> list[Reading]:
        found = []
        for number, text in enumerate(texts, 1):
            key = (f"a{number}", text)
            if key not in known:
                (known[key],) = attribute_articles([_article(*key)])
            found.append(known[key])
        return found

    return reads


def _article(name: str, text: str) -> Article:
    blocks = (Block("body", 0, len(text)),)
    return Article(ArticleId(name), f"{name}.txt", None, None, None, None, text, blocks, "en", None)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_pairs(read: Callable[..., list[Reading]], case: Case) -> None:
    readings = read(case.left, case.right)
    found = group(readings)
    assert [u.wording for u in found if u.wording != "single"] == case.shared
    assert sum(u.wording == "single" for u in found) == case.apart
    texts = {r.article.id: r.article.text for r in readings}
    weighty = {
        (d.left.of(texts[d.left.article]), d.right.of(texts[d.right.article]))
        for u in found
        for r in u.renderings
        for d in r.differences
        if d.weighty
    }
    assert weighty == case.differences


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_sides_can_be_swapped(read: Callable[..., list[Reading]], case: Case) -> None:
    found, swapped = (
        group(order) for order in (read(case.left, case.right), read(case.left, case.right)[::-1])
    )
    assert _sets(found) == _sets(swapped)


def _sets(utterances: Sequence[Utterance]) -> set[tuple[str, frozenset[Passage]]]:
    return {(u.wording, frozenset(passages(u))) for u in utterances}


def test_the_speaker_is_the_one_with_a_name(read: Callable[..., list[Reading]]) -> None:
    (found,) = group(
        read(
            "“We will reopen the northern harbour before winter,” the minister said.",
            "“We will reopen the northern harbour before winter,” Mara Ostling said.",
        )
    )
    assert found.speaker is not None
    assert found.speaker.name == "Mara Ostling"


def test_indirect_speech_is_no_utterance(read: Callable[..., list[Reading]]) -> None:
    assert group(read("Mara Ostling said the harbour would open on Monday.")) == ()


def test_a_bracket_that_opens_a_quotation_is_kept(read: Callable[..., list[Reading]]) -> None:
    readings = read("“[The governor’s] war on bakers must end before the summer,” Mara Ostling said.")
    (utterance,) = group(readings)
    assert passages(utterance)[0].of(readings[0].article.text).startswith("[The governor’s] war")


def test_what_one_alone_quotes_further_on_is_told_apart(read: Callable[..., list[Reading]]) -> None:
    """Two articles back the first sentence, one the second: they are not counted alike."""
    texts = (
        "“The northern harbour opens on Monday. Nobody will pay for the ice,” Mara Ostling said.",
        "“The northern harbour opens on Monday,” Mara Ostling said.",
    )
    shared, alone = group(read(*texts))
    assert (shared.origins, alone.origins) == (2, 1)
    assert [p.of(texts[0]) for p in passages(alone)] == ["Nobody will pay for the ice,"]


def test_what_stands_between_shared_sentences_is_told_with_them(
    read: Callable[..., list[Reading]],
) -> None:
    texts = (
        "“The northern harbour opens on Monday. Nobody will pay for the ice. Our ships sail at noon,” "
        "Mara Ostling said.",
        "“The northern harbour opens on Monday,” Mara Ostling said. “Our ships sail at noon.”",
    )
    (found,) = group(read(*texts))
    assert len(passages(found)) == 5


def test_scraps_in_a_report_are_no_run_of_speech(read: Callable[..., list[Reading]]) -> None:
    """One cue serves for a sentence and for words quoted at the far end of the report's own."""
    texts = (
        "“Ice is a costly guest and a bad neighbour,” Mara Ostling said, before she turned to the pilots "
        "who had stayed at home that week and whose boats, as she put it to the council, lie there "
        "“like herring in a tin.”",
        "“Ice is a costly guest and a bad neighbour,” Mara Ostling said.\n\n"
        "“The boats lie there like herring in a tin, and nobody counts them,” she said.",
    )
    found = group(read(*texts))
    assert [len(passages(u)) for u in found] == [2, 2]
    assert not any(d.weighty for u in found for r in u.renderings for d in r.differences)


def test_a_closing_mark_that_was_forgotten(read: Callable[..., list[Reading]]) -> None:
    text = (
        "“The ice came early,” Mara Ostling wrote. “But we shall be ready for the spring!\n\n"
        "The harbour is closed."
    )
    (found,) = group(read(text))
    assert [p.of(text) for p in passages(found)] == [
        "The ice came early,",
        "But we shall be ready for the spring!",
    ]
    assert [r.kind for r in found.renderings] == ["direct"]


def test_one_run_of_speech_here_and_two_quotations_there(read: Callable[..., list[Reading]]) -> None:
    texts = (
        "“The northern harbour opens on Monday. Our fishermen never asked for charity,” Mara Ostling said.",
        "“The northern harbour opens on Monday,” Mara Ostling said.\n\nSnow fell on the quay.\n\n"
        "Mara Ostling added: “Our fishermen never asked for charity.”",
    )
    (found,) = group(read(*texts))
    assert found.origins == 2


def test_a_letter_printed_without_marks(read: Callable[..., list[Reading]]) -> None:
    texts = (
        "“We ask every captain to keep clear of the northern harbour. Nobody will be left without a berth,” "
        "Mara Ostling wrote.",
        "Mara Ostling wrote to the captains.\n\n"
        "We ask every captain to keep clear of the northern harbour.\n\n"
        "Nobody will be left without a berth.\n\nThe captains met on Friday.",
    )
    (found,) = group(read(*texts))
    assert {p.of(texts[1]) for p in passages(found) if p.article == "a2"} == {
        "We ask every captain to keep clear of the northern harbour.",
        "Nobody will be left without a berth.",
    }


def test_a_reporter_who_keeps_to_the_words_does_not_quote_them(read: Callable[..., list[Reading]]) -> None:
    texts = (
        "“Every captain must keep clear of the northern harbour until spring,” Mara Ostling said.",
        "Mara Ostling said every captain must keep clear of the northern harbour until spring.",
    )
    (found,) = group(read(*texts))
    assert [p.article for p in passages(found)] == ["a1"]


def test_a_name_that_two_people_use_is_nothing_said_once(read: Callable[..., list[Reading]]) -> None:
    found = group(
        read(
            "Mara Ostling would repeal the “pay first, sail later” rule.",
            "Dorin Velk defended the “pay first, sail later” rule.",
        )
    )
    assert all(u.wording == "single" for u in found)


def test_the_same_words_again_in_one_article(read: Callable[..., list[Reading]]) -> None:
    """A lead quotes five words of what stands in full below: one utterance, its words told once."""
    texts = (
        "Mara Ostling promised “an ice-free northern harbour” on Friday.\n\n"
        "“We will have an ice-free northern harbour before winter,” Mara Ostling said.",
        "“We will have an ice-free northern harbour before winter,” Mara Ostling said.",
    )
    (found,) = group(read(*texts))
    assert found.wording == "same"
    assert len(passages(found)) == 3


def test_three_reports_and_two_forms(read: Callable[..., list[Reading]]) -> None:
    (found,) = group(
        read(
            "“We want a quiet harbour, not a borrowed harbour,” Mara Ostling said.",
            "“We want a quiet harbour, not a rented harbour,” Mara Ostling said.",
            "Mara Ostling said: “We want a quiet harbour, not a borrowed harbour.”",
        )
    )
    assert found.origins == 3
    assert [[p.article for p in r.passages] for r in found.renderings] == [["a1", "a3"], ["a2"]]


# ---------------------------------------------------------------- any words whatever

_WORDS = ["harbour", "ice", "winter", "ship", "we", "will", "not", "the", "open", "Monday", "never", "of"]
sayings = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=9).map(" ".join)
reports = st.lists(st.tuples(sayings, st.sampled_from(["Ostling", "Velk", None])), min_size=1, max_size=3)


def _reading(name: str, said: Sequence[tuple[str, str | None]]) -> Reading:
    """A reading made by hand: each saying in marks, then who said it."""
    text, quotations, sentences, people = "", [], [], {}
    for saying, speaker in said:
        start = len(text)
        text += f"“{saying},” {speaker or 'somebody'} said."
        content = Passage(ArticleId(name), start, start + len(saying) + 3)
        if speaker:
            people[speaker] = Entity(EntityId(speaker), "person", speaker, named=True)
        quotations.append(Quotation((content,), (), (), "direct", EntityId(speaker) if speaker else None))
        sentences.append(Sentence(Passage(ArticleId(name), start, len(text)), 0, "body", ()))
        text += " "
    return Reading(
        _article(name, text),
        tuple(sentences),
        tuple(people.values()),
        (),
        tuple(quotations),
        (),
        (),
        (),
        np.zeros((len(sentences), 0), np.float32),
    )


@settings(deadline=None)
@given(st.lists(reports, min_size=1, max_size=4))
def test_every_quoted_word_is_told_once_in_its_place(told: list[list[tuple[str, str | None]]]) -> None:
    readings = [_reading(f"a{n}", said) for n, said in enumerate(told)]
    cast: Cast = unify_cast(readings)
    found = group_utterances(readings, cast, count_origins=count_articles)
    by_article: dict[str, list[Passage]] = {r.article.id: [] for r in readings}
    for utterance in found:
        assert utterance.origins == count_articles(passages(utterance))
        assert (utterance.wording == "single") == (count_articles(passages(utterance)) == 1)
        for rendering in utterance.renderings:
            assert rendering.passages
        for p in passages(utterance):
            by_article[p.article].append(p)
    for reading in readings:
        text = reading.article.text
        here = sorted(by_article[reading.article.id])
        assert all(0 <= p.start < p.end <= len(text) for p in here)
        assert all(a.end <= b.start for a, b in itertools.pairwise(here)), "no word is told twice"
        quoted = [w for q in reading.quotations for c in q.content for w in words(text, c.start, c.end)]
        assert [w for p in here for w in words(text, p.start, p.end)] == quoted
    for utterance in found:
        for rendering in utterance.renderings:
            for d in rendering.differences:
                assert d.left.start < d.left.end or d.right.start < d.right.end
                assert d.right.article in {p.article for p in rendering.passages}


@settings(deadline=None)
@given(st.lists(reports, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_no_group(
    told: list[list[tuple[str, str | None]]], random: object
) -> None:
    readings = [_reading(f"a{n}", said) for n, said in enumerate(told)]
    shuffled = list(readings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    groups = [{frozenset(passages(u)) for u in group(order)} for order in (readings, shuffled)]
    assert groups[0] == groups[1]


def test_words_told_by_a_third_party_are_their_speakers(read: Callable[..., list[Reading]]) -> None:
    (said,) = group(
        read("“I will not leave,” Mayor Ada Lowe said on Monday, according to the Ulden Gazette.")
    )
    assert said.speaker is not None and said.speaker.name.endswith("Ada Lowe")


def test_a_relative_clause_does_not_take_over_the_words(read: Callable[..., list[Reading]]) -> None:
    text = "Ada Lowe said that the owners, who had called her out for staying home, could “sink with it.”"
    (said,) = group(read(text))
    assert said.speaker is not None and said.speaker.name == "Ada Lowe"


NOBODY = [  # a text, and who speaks in it: nobody whom it names, or somebody
    ("Tarnwire cited the harbour office: “The lock was shut at noon and nobody knew why.”", None),
    ("“The lock was sold by people we never met,” the daily quoted Ben Tarn as saying.", None),
    ("MOVE OF THE RACE: “Orr passed Tarn on the last lap and never looked back.”", None),
    ("Neighbours came out at night. “I heard a loud noise on the quay,” said one.", None),
    ("At noon the search begins. “The lock was sold by people we never met.”", None),
    (
        "VELM, Tarsk (AP) President Ada Orr said on Monday that she was “deeply disappointed in it”.",
        "Ada Orr",
    ),
    ("“We shall open the lock again in May,” the harbour office said.", "the harbour office"),
    ("A banner on the quay read: “The lock belongs to the people of Velm.”", "a banner on the quay"),
]


@pytest.mark.parametrize(("text", "name"), NOBODY)
def test_who_cannot_have_said_it_is_no_speaker(
    read: Callable[..., list[Reading]], text: str, name: str | None
) -> None:
    (said,) = group(read(text))
    assert (said.speaker.name if said.speaker else None) == name


def test_a_name_in_marks_is_nothing_said(read: Callable[..., list[Reading]]) -> None:
    assert not group(read("Ada Lowe spoke out against the town’s former “pay first, ask later” rule."))
