"""An invented flood, its agency text and what others made of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.compare.lineage import count_origins, trace_lineage
from accord.records import (
    Article,
    ArticleId,
    Block,
    Credit,
    CreditKind,
    Lineage,
    Passage,
    Published,
    Reading,
    Sentence,
    Stated,
)

CASES = Path(__file__).parent / "cases" / "lineage"
AGENCY = (CASES / "agency.txt").read_text("utf-8")
OTHER = (CASES / "own_report.txt").read_text("utf-8")
THIRD = (CASES / "another_day.txt").read_text("utf-8")


def read(
    name: str, text: str, day: int | None = 6, outlet: str | None = None, url: str | None = None
) -> Reading:
    article_id = ArticleId(name)
    spans = [m.span() for m in re.finditer(r"[^\n]+", text)]
    article = Article(
        id=article_id,
        location=f"{name}.txt",
        outlet=Stated(outlet, "record") if outlet else None,
        byline=None,
        title=None,
        url=url,
        text=text,
        blocks=tuple(Block("body", s, e) for s, e in spans),
        language="en",
        published=Published(date(2031, 5, day), None, "record") if day else None,
    )
    sentences = tuple(Sentence(Passage(article_id, s, e), k, "body", ()) for k, (s, e) in enumerate(spans))
    return Reading(article, sentences, (), (), (), (), (), (), np.zeros((len(spans), 384), np.float32))


def find(reading: Reading, words: str) -> Passage:
    at = reading.article.text.index(words)
    return Passage(reading.article.id, at, at + len(words))


def line(reading: Reading, words: str) -> Passage:
    at = find(reading, words)
    return next(s.passage for s in reading.sentences if s.passage.covers(at))


def credit(reading: Reading, source: str, kind: CreditKind = "outlet") -> Credit:
    return Credit(source, kind, (line(reading, source),), find(reading, source))


def shape(lineage: Lineage) -> set[tuple[str, str, str]]:
    return {(e.kind, str(e.article), str(e.on)) for e in lineage.edges}


AP, OWN, FAR = read("ap", AGENCY, 6), read("own", OTHER, 6), read("far", THIRD, 7)


# ---------------------------------------------------------------- copies


def test_a_reprint_depends_on_the_earlier_article() -> None:
    copy = read("copy", "Water in Ostmere\n" + AGENCY.replace("OSTMERE (AP) — ", ""), 7)
    lineage = trace_lineage([copy, AP, FAR], ())
    assert shape(lineage) == {("reprints", "copy", "ap")}
    assert lineage.edges[0].share > 0.9
    assert lineage.origins == (("copy", "ap"), ("far",))


def test_a_cut_reprint_is_one() -> None:
    cut = read("cut", "".join(AGENCY.splitlines(keepends=True)[:3]), 7)
    assert shape(trace_lineage([AP, cut], ())) == {("reprints", "cut", "ap")}


def test_changed_words_do_not_hide_a_copy() -> None:
    tokens = AGENCY.split(" ")
    edited = read(
        "edited", " ".join("indeed" if k % 5 == 3 and "\n" not in t else t for k, t in enumerate(tokens)), 7
    )
    assert shape(trace_lineage([AP, edited], ())) == {("reprints", "edited", "ap")}


def test_three_copies_make_two_edges() -> None:
    copies = [read("b", AGENCY, 7), read("c", AGENCY, 8)]
    lineage = trace_lineage([*copies, AP], ())
    assert shape(lineage) == {("reprints", "b", "ap"), ("reprints", "c", "ap")}
    assert len(lineage.origins) == 1


def test_a_text_pieced_together_adds_no_origin_and_joins_no_two() -> None:
    both = read("both", AGENCY + THIRD, 8)
    lineage = trace_lineage([AP, FAR, both], ())
    assert shape(lineage) == {("reprints", "both", "ap"), ("reprints", "both", "far")}
    assert {frozenset(group) for group in lineage.origins} == {frozenset({"ap", "both"}), frozenset({"far"})}


def test_lifted_sentences_are_shared_passages() -> None:
    lifted = AGENCY.splitlines(keepends=True)[3]
    taker = read("taker", THIRD + lifted, 8)
    lineage = trace_lineage([AP, taker], ())
    assert shape(lineage) == {("shares passages", "taker", "ap")}
    ((here, there),) = lineage.edges[0].passages
    assert there is not None
    assert here.of(taker.article.text) == there.of(AGENCY) == lifted.rstrip().rstrip(".")
    assert len(lineage.origins) == 2


def test_sharing_a_speech_is_not_copying() -> None:
    lineage = trace_lineage([AP, OWN], ())
    assert {edge.share for edge in lineage.edges} == {0.0}, "quoted words are no prose"
    assert lineage.origins == (("ap",), ("own",))


def test_other_words_on_one_event_share_nothing() -> None:
    assert trace_lineage([AP, FAR], ()) == Lineage((), (("ap",), ("far",)))


def test_nothing_to_trace() -> None:
    assert trace_lineage([], ()) == Lineage((), ())


# ---------------------------------------------------------------- direction


def test_without_days_the_agency_mark_says_who_was_first() -> None:
    unmarked = AGENCY.replace("(AP) ", "")
    lineage = trace_lineage([read("x", unmarked, None), read("y", AGENCY, None)], ())
    assert shape(lineage) == {("reprints", "x", "y")}


def test_without_days_or_marks_the_longer_is_the_source() -> None:
    unmarked = AGENCY.replace("(AP) ", "")
    short = read("x", "".join(unmarked.splitlines(keepends=True)[:3]), None)
    assert shape(trace_lineage([short, read("y", unmarked, None)], ())) == {("reprints", "x", "y")}


def test_a_credit_outweighs_the_day() -> None:
    early = read(
        "early",
        AGENCY.replace("(AP) ", "") + "This was first reported by The Ostmere Herald.\n",
        5,
        "Daily Lowen",
    )
    late = read("late", AGENCY.replace("(AP) ", ""), 6, "Ostmere Herald")
    lineage = trace_lineage([early, late], [credit(early, "The Ostmere Herald")])
    assert ("reprints", "early", "late") in shape(lineage)


# ---------------------------------------------------------------- credits


def test_a_credited_outlet_of_the_story_is_its_article() -> None:
    leaning = read("leaning", THIRD + "The Ostmere Herald reported the cuts first.\n", 8, "Daily Lowen")
    herald = read("herald", OTHER, 6, "Ostmere Herald")
    lineage = trace_lineage([leaning, herald], [credit(leaning, "The Ostmere Herald")])
    (edge,) = lineage.edges
    assert (edge.kind, edge.article, edge.on) == ("credits", "leaning", "herald")
    assert edge.passages == ((line(leaning, "The Ostmere Herald"), None),)
    assert 0 < edge.share < 0.5


def test_initials_and_domains_name_an_outlet_too() -> None:
    leaning = read("leaning", "The LDP said so. Others, citing lowenpost.com, agree.\n", 8)
    outlets = [read("a", OTHER, 6, "Lowen Daily Post"), read("b", THIRD, 6, "The Lowen Post")]
    lineage = trace_lineage([leaning, *outlets], [credit(leaning, "LDP"), credit(leaning, "lowenpost.com")])
    assert {edge.on for edge in lineage.edges} == {"a", "b"}


def test_an_outlet_that_credits_itself_depends_on_nobody() -> None:
    own = read("own", "He told the Herald that the dam held.\n", 8, "Herald")
    assert trace_lineage([own], [credit(own, "the Herald")]).edges == ()


@pytest.mark.parametrize("kind", ["anonymous", "spokesperson"])
def test_unnamed_sources_are_no_dependence(kind: CreditKind) -> None:
    reading = read("x", "A district official said the dam held.\n")
    assert trace_lineage([reading], [credit(reading, "A district official", kind)]).edges == ()


# ---------------------------------------------------------------- origins of a statement


def test_copies_count_once() -> None:
    copy = read("copy", AGENCY, 7)
    lineage = trace_lineage([AP, copy, OWN], ())
    evidence = [line(r, words) for r, words in ((AP, "four hundred"), (copy, "four hundred"), (OWN, "380"))]
    assert count_origins(evidence, lineage) == 2
    assert count_origins(evidence[:2], lineage) == 1
    assert count_origins([], lineage) == 0


def test_a_lifted_sentence_counts_once_and_the_rest_on_its_own() -> None:
    taker = read("taker", THIRD + AGENCY.splitlines(keepends=True)[3], 8)
    lineage = trace_lineage([AP, taker], ())
    assert count_origins([line(AP, "railway"), line(taker, "railway")], lineage) == 1
    assert count_origins([line(AP, "four hundred"), line(taker, "forty million")], lineage) == 2


def test_two_takers_of_a_third_text_count_once() -> None:
    railway = AGENCY.splitlines(keepends=True)[3]
    first, second = read("first", THIRD + railway, 8), read("second", OTHER + railway, 9)
    lineage = trace_lineage([AP, first, second], ())
    assert count_origins([line(first, "railway"), line(second, "railway")], lineage) == 1


def test_a_long_quotation_in_one_wording_cannot_show_two_origins() -> None:
    lineage = trace_lineage([AP, OWN], ())
    quoted = [find(r, "The dam at Korn has held and we have no reason") for r in (AP, OWN)]
    assert count_origins(quoted, lineage) == 1
    assert count_origins([line(AP, "four hundred"), line(OWN, "380")], lineage) == 2


def test_a_soundbite_can_be_heard_twice() -> None:
    bite = "“We will rebuild every single house,” "
    a, b = read("a", THIRD + bite + "the mayor told farmers.\n"), read("b", OTHER + bite + "Brandt added.\n")
    lineage = trace_lineage([a, b], ())
    assert count_origins([find(a, "We will rebuild"), find(b, "We will rebuild")], lineage) == 2


def test_one_named_source_is_one_origin_where_it_is_credited() -> None:
    a = read(
        "a", "Damage is forty million crowns, the Lowen Post reported.\nThe dam held all night.\n", outlet="A"
    )
    b = read(
        "b", "The Lowen Post put losses at forty million.\nNo dam gave way in the district.\n", outlet="B"
    )
    lineage = trace_lineage([a, b], [credit(a, "the Lowen Post"), credit(b, "The Lowen Post")])
    assert count_origins([line(a, "forty"), line(b, "forty")], lineage) == 1
    assert count_origins([line(a, "dam"), line(b, "dam")], lineage) == 2


@pytest.mark.parametrize(
    "source", ["local media", "Local media", "His office", "Twitter", "a post on YouTube"]
)
def test_a_source_without_a_name_may_be_anybody(source: str) -> None:
    a, b = (
        read("a", f"{source} said that the dam held.\n"),
        read("b", f"It is safe.\n{source} reported so.\n"),
    )
    lineage = trace_lineage([a, b], [credit(a, source), credit(b, source)])
    assert len(lineage.edges) == 2
    assert count_origins([line(a, source), line(b, source)], lineage) == 2


def test_who_credits_another_there_is_not_independent_of_it() -> None:
    leaning = read("leaning", "The Herald says the dam held.\nThe minister came by air.\n", 8, "Daily Lowen")
    herald = read("herald", "The dam held.\nThe minister flew in on Wednesday.\n", 6, "Herald")
    lineage = trace_lineage([leaning, herald], [credit(leaning, "The Herald")])
    assert count_origins([line(leaning, "dam"), line(herald, "dam")], lineage) == 1
    assert count_origins([line(leaning, "minister"), line(herald, "minister")], lineage) == 2


# ---------------------------------------------------------------- properties

sentence = st.lists(
    st.sampled_from("river dam boat mayor rain field mill bridge town road “ ” .".split()), max_size=30
)
report = st.lists(sentence.map(" ".join), min_size=1, max_size=8).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(report, min_size=1, max_size=4), st.booleans())
def test_passages_lie_inside_their_texts_and_begin_and_end_alike(texts: list[str], copied: bool) -> None:
    texts = [*texts, texts[0]] if copied else texts
    readings = [read(f"a{k}", text, 1 + k) for k, text in enumerate(texts)]
    lineage = trace_lineage(readings, ())
    text_of = {r.article.id: r.article.text for r in readings}
    for edge in lineage.edges:
        assert edge.article != edge.on and 0 <= edge.share <= 1
        for here, there in edge.passages:
            assert there is not None
            left, right = here.of(text_of[here.article]), there.of(text_of[there.article])
            assert left.split()[0] == right.split()[0] and left.split()[-1] == right.split()[-1]
    assert sorted(a for group in lineage.origins for a in group) == sorted(text_of)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_origins_are_at_least_one_and_at_most_the_articles(data: st.DataObject) -> None:
    readings = [AP, OWN, FAR, read("copy", AGENCY, 9)]
    lineage = trace_lineage(readings, ())
    evidence = data.draw(
        st.lists(st.sampled_from([s.passage for r in readings for s in r.sentences]), min_size=1)
    )
    count = count_origins(evidence, lineage)
    assert 1 <= count <= len({p.article for p in evidence})
    assert count == count_origins(data.draw(st.permutations(evidence)), lineage)


# ---------------------------------------------------------------- folding, seen and undone


def test_what_folds_is_marked_and_can_be_undone() -> None:
    copy, again = read("copy", AGENCY, 7), read("again", AGENCY, 8)
    folded = trace_lineage([AP, copy, again], ())
    assert [e.folds for e in folded.edges] == [True, True] and len(folded.origins) == 1
    undone = trace_lineage([AP, copy, again], (), unfold=[(ArticleId("copy"), ArticleId("ap"))])
    assert shape(undone) == shape(folded), "what is shared stays to be seen"
    assert {e.article for e in undone.edges if e.folds} == {"again"}
    assert len(undone.origins) == 2 and undone.unfolded == (("ap", "copy"),)
    whole = [Passage(r.article.id, 0, len(r.article.text)) for r in (AP, copy, again)]
    assert (count_origins(whole, folded), count_origins(whole, undone)) == (1, 2)


def test_a_pair_stays_apart_even_through_a_third() -> None:
    names = [read(name, AGENCY, 6 + k) for k, name in enumerate(("ap", "b", "c"))]
    apart = [(ArticleId("b"), ArticleId("c"))]
    lineage = trace_lineage(names, (), unfold=apart)
    assert not any({"b", "c"} <= set(group) for group in lineage.origins)
    assert trace_lineage(names, (), unfold=[(ArticleId("b"), ArticleId("none"))]).unfolded == ()


def test_versions_of_one_page_are_no_copies() -> None:
    at = "https://www.example.org/flood?utm_source=x"
    old = read("old", AGENCY, 6, url="http://example.org/flood/")
    new = read("new", AGENCY.replace("Mayor", "Former mayor", 1) + "\nThe water is falling.", 7, url=at)
    lineage = trace_lineage([new, old], ())
    assert lineage.edges == () and lineage.origins == (("new", "old"),)
    (revision,) = lineage.revisions
    assert (revision.article, revision.earlier) == ("new", "old")
    assert "The water is falling" in {
        c.after.of(new.article.text) for c in revision.changes if c.after and not c.before
    }
