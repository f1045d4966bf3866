"""Facts: found, stated in the reports' own words, with a sentence of each article behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from accord.compare.evidence import Bearing
from accord.compare.facts import (
    FactGrouping,
    facts_alone,
    group_facts,
    without_rivals,
)
from accord.compare.leads import choose_lead
from accord.compare.pairs import FEATURES, feature_rows, score_pairs
from accord.compare.statements import Phrasing, choose_statement
from accord.compare.traits import find_traits
from accord.compare.trees import load_trees
from accord.records import Conflict, Fact, Rendering, Side, Utterance

FLOOR = load_trees("pairs").floor


def _stated(told, opening):  # type: ignore[no-untyped-def]
    return next(f for f in told.facts if told.exact(f.statement).startswith(opening))


def test_a_shared_fact_has_a_sentence_of_each_article(ferry) -> None:  # type: ignore[no-untyped-def]
    ashore = next(f for f in ferry.facts if "ashore" in ferry.exact(f.statement))
    assert ashore.articles == len({p.article for p in ashore.evidence}) >= 2
    assert {p.article for p in ashore.evidence if "ashore" in ferry.exact(p)} == {
        p.article for p in ashore.evidence
    }


def test_statements_are_cut_from_their_evidence(ferry) -> None:  # type: ignore[no-untyped-def]
    assert ferry.facts
    for fact in ferry.facts:
        assert any(p.covers(fact.statement) for p in fact.evidence)


def test_speech_is_no_fact(ferry) -> None:  # type: ignore[no-untyped-def]
    assert not any("fog came down" in ferry.exact(f.statement) for f in ferry.facts)


def test_a_sentence_with_another_number_is_no_evidence(ferry) -> None:  # type: ignore[no-untyped-def]
    for fact in ferry.facts:
        if "212" in ferry.exact(fact.statement):
            assert not any("230" in ferry.exact(p) for p in fact.evidence)


def test_a_rival_goes_and_the_sentence_that_states_the_fact_stays(story) -> None:  # type: ignore[no-untyped-def]
    told = story(
        [
            "Two ferries and nine tugs left Velm on Monday.",
            "Two tugs left Velm on Monday.",
            "Ferries and tugs left Velm on Monday.",
        ]
    )
    one, two, three = (r.sentences[0].passage for r in told.readings)
    fact = Fact(one, (one, two, three), 3, 3, 1.0)
    tugs = Conflict("number", "tugs", (Side("nine", (one,)), Side("Two", (two,))))
    (kept,) = without_rivals([fact], [tugs], told.readings, count_origins=len)
    assert kept.evidence == (one, three)  # the first has "Two", but not of tugs


def test_what_one_article_has_is_told_apart(ferry) -> None:  # type: ignore[no-untyped-def]
    alone = facts_alone(ferry.readings, ferry.pairs, ferry.facts, floor=FLOOR)
    said = [ferry.exact(f.statement) for f in alone]
    assert any("bakery" in s for s in said) and any("cancelled" in s for s in said)
    assert not any("“" in s for s in said)
    assert {f.articles for f in alone} == {1}


def test_articles_that_share_nothing_have_no_facts(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        ["Two herons nested on the lock at Velm this spring.", "The mint at Sarro struck new coins."]
    )
    assert told.facts == ()


def test_what_hardly_tells_a_statement_is_no_evidence_of_it(ferry) -> None:  # type: ignore[no-untyped-def]
    phrasing = Phrasing(ferry.readings)

    def grouped(weak: float) -> tuple[Fact, ...]:
        return group_facts(
            ferry.readings,
            ferry.pairs,
            floor=FLOOR,
            utterances=(),
            count_origins=len,
            phrasing=phrasing,
            settings=FactGrouping(bearing=Bearing(weak=weak)),
        )

    held, loose = ({p for f in grouped(weak) for p in f.evidence} for weak in (1.6, 0.0))
    assert len(held) < len(loose) and held


def test_the_order_of_articles_does_not_change_the_facts(story: Callable) -> None:  # type: ignore[type-arg]
    texts = [
        "The bridge at Sarro reopened on Monday after two years of repairs. The mayor cut a ribbon.",
        "After two years of repairs the bridge at Sarro was reopened on Monday.",
        "On Monday the Sarro bridge reopened after repairs that took two years.",
    ]
    found = set()
    for order in permutations(texts):
        told = story(order)
        found.add(frozenset(frozenset(told.exact(p) for p in f.evidence) for f in told.facts))
    assert len(found) == 1 and found != {frozenset()}


def test_a_statement_is_the_part_that_others_bear_out(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "Calm weather held, the mast of the Halcyon fell into the harbour, and a gull laughed at it "
            "all day.",
            "The mast of the Halcyon fell into the harbour.",
        ]
    )
    phrasing = Phrasing(told.readings)
    sentences = [phrasing.phrase(r.sentences[0].passage) for r in told.readings]
    statement = choose_statement(sentences, phrasing)
    assert statement is not None and "gull" not in statement.text
    assert statement.borne_out(sentences[0]) > 0.9


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Osk Hedlund denied that the mast of the Halcyon fell into the harbour.",
        "Mr. Osk Hedlund said the mast of the Halcyon fell into the harbour, and left.",
        "Mr. Osk Hedlund called for the owner of the Halcyon to repair the mast, and left.",
        "If the wind holds, Mr. Osk Hedlund will repair the mast of the Halcyon, and leave.",
    ],
)
def test_no_claim_is_cut_from_its_claimant(story: Callable, sentence: str) -> None:  # type: ignore[type-arg]
    told = story([sentence, "The mast of the Halcyon fell into the harbour. The owner will repair the mast."])
    phrasing = Phrasing(told.readings)
    first = [phrasing.phrase(s.passage) for s in told.readings[0].sentences]
    statement = choose_statement(first, phrasing)
    assert statement is not None and "Hedlund" in statement.text


def test_a_report_of_one_word_is_told_without_facts(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(["Rain", "Rain"])
    assert told.facts == ()
    assert choose_lead(told.readings, told.pairs, told.facts) == ()


def test_a_number_that_most_give_otherwise_is_not_the_statement(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "The storm tore the roofs off 31 houses in Velm on Friday.",
            "The storm tore the roofs off 24 houses in Velm on Friday night.",
            "In Velm the storm tore the roofs off 24 houses on Friday.",
        ]
    )
    assert told.facts
    assert not any("31" in told.exact(f.statement) for f in told.facts)


@pytest.mark.parametrize(
    ("loud", "plainly"),
    [
        (  # a post printed without marks
            "Dear baker of Orne, you sold us a loaf of sawdust on Monday.",
            "The baker of Orne sold a loaf of sawdust on Monday.",
        ),
        (  # a year that nobody else has
            "The baker of Orne has sold loaves of sawdust since 1947, on Mondays.",
            "The baker of Orne sold loaves of sawdust on Monday.",
        ),
    ],
)
def test_what_only_one_can_say_is_not_the_statement(story: Callable, loud: str, plainly: str) -> None:  # type: ignore[type-arg]
    told = story([loud, plainly, plainly.replace("on Monday", "this week")])
    phrasing = Phrasing(told.readings)
    statement = choose_statement([phrasing.phrase(r.sentences[0].passage) for r in told.readings], phrasing)
    assert statement is not None and statement.text.startswith("The baker of Orne sold")


@pytest.mark.parametrize(
    "sentence",
    [
        "“But in the end the dale will have bread!",  # never closed
        "On the same evening the reeve of Hollin himself wrote to the millers:",
    ],
)
def test_words_in_marks_and_what_announces_them_state_nothing(story: Callable, sentence: str) -> None:  # type: ignore[type-arg]
    told = story(
        [f"“Let all who plough by night mend their lamps,” the reeve wrote. {sentence}\n\nHe sat down."]
    )
    phrasing = Phrasing(told.readings)
    said = next(s for s in told.readings[0].sentences if told.exact(s.passage)[:9] == sentence[:9])
    assert phrasing.options(phrasing.phrase(said.passage)) == ()


def test_what_was_done_before_is_taken_up_and_stands_by_nothing(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        ["An hour after the vote, the reeve of Hollin did just that. The reeve of Hollin did the work."]
    )
    phrasing = Phrasing(told.readings)
    assert [phrasing.phrase(s.passage).leans for s in told.readings[0].sentences] == [True, False]


def test_words_that_an_utterance_holds_are_speech_without_marks(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "Bread is dearer than brandy in Orne since Monday.",
            "“Bread is dearer than brandy in Orne,” Tove Lund said.",
        ]
    )
    bare, said = (r.sentences[0].passage for r in told.readings)
    assert Phrasing(told.readings).phrase(bare).speech == 0
    renderings = tuple(Rendering((p,), "direct") for p in (bare, said))
    utterance = Utterance(None, "same", renderings, 2)
    assert Phrasing(told.readings, [utterance]).phrase(bare).speech > 0.6


def test_features_are_finite_and_named(ferry) -> None:  # type: ignore[no-untyped-def]
    rows = np.concatenate([r.features for r in feature_rows(find_traits(ferry.readings, ferry.cast))])
    assert len(rows) and rows.shape[1] == len(FEATURES)
    assert np.isfinite(rows).all()


def test_pairs_within_an_article_do_not_count(ferry) -> None:  # type: ignore[no-untyped-def]
    pairs, lines = ferry.pairs, ferry.pairs.lines
    assert len(pairs.left) and (pairs.left < pairs.right).all()
    assert all(lines[a].reading != lines[b].reading for a, b in zip(pairs.left, pairs.right, strict=True))
    ashore = ferry.row("Coast guard boats brought all")
    near, far = ferry.row("All passengers were"), ferry.row("The ferry company")
    assert pairs.score(ashore, near) == pairs.score(near, ashore) > FLOOR > pairs.score(ashore, far)


def test_a_further_sentence_of_the_same_article_needs_words_of_the_statement(story) -> None:  # type: ignore[no-untyped-def]
    told = story(
        [
            "The dike at Hollin failed on Monday near the pumping house. "
            "The failed dike at Hollin stood near the pumping house.",
            "Near the pumping house at Hollin a dike failed on Monday.",
        ]
    )

    def own(least: float) -> int:
        bearing = Bearing(own=least)
        facts = group_facts(
            told.readings,
            told.pairs,
            floor=FLOOR,
            utterances=(),
            count_origins=len,
            settings=FactGrouping(bearing=bearing),
        )
        return sum(p.article == f.statement.article for f in facts for p in f.evidence) - len(facts)

    assert own(2.0) == 0 < own(0.0)


def test_a_higher_floor_tells_no_more(ferry) -> None:  # type: ignore[no-untyped-def]
    def count(floor: float) -> int:
        facts = group_facts(
            ferry.readings,
            ferry.pairs,
            floor=floor,
            utterances=ferry.utterances,
            count_origins=len,
            settings=FactGrouping(),
        )
        return sum(len(f.evidence) for f in facts)

    assert count(0.999) == 0 < count(FLOOR)


def test_an_article_without_a_sentence_stands_in_the_way_of_none(ferry) -> None:  # type: ignore[no-untyped-def]
    bare = replace(ferry.readings[0], sentences=(), clauses=(), vectors=ferry.readings[0].vectors[:0])
    pairs = score_pairs((bare, *ferry.readings[1:]), ferry.cast, load_trees("pairs"))
    assert {line.reading for line in pairs.lines} == {1, 2}
    assert len(pairs.scores)


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("The council sold the ferry without him first calling the owners of the yard.", "him first"),
        ("This is not the first ferry the council of Velm has sold to a yard abroad.", "the first ferry"),
        ("Though the ferry of Velm is old and leaks, the council sold it to the yard.", "Though"),
        ("Since Velm will need another ferry, the council has asked a yard to build it.", "Since"),
        ("The guild put up posters in Sarro courting spinners Ada Lowe hopes to lure to Velm.", "Ada Lowe"),
        (
            "“There was little left to sell,” the letter sent to Ada Lowe reads, the Lantern said.",
            "the letter",
        ),
        ("Police allege Erik Kirkeby, 61, opened fire at the ferry of Velm, killing Ben Tarn, 40.", "Police"),
    ],
)
def test_no_half_clause_is_a_statement(story: Callable, sentence: str, never: str) -> None:  # type: ignore[type-arg]
    told = story([sentence, "The council of Velm has sold its old ferry, which leaks."])
    phrasing = Phrasing(told.readings)
    options = phrasing.options(phrasing.phrase(told.readings[0].sentences[0].passage))
    cut = [told.exact(o.passage) for o in options if told.exact(o.passage) != sentence]
    assert not any(part.startswith(never) for part in cut)


def _evidence_of(told, words):  # type: ignore[no-untyped-def]
    """Of each fact whose statement has the words: the sentences told for it."""
    return [
        [told.exact(p) for p in fact.evidence] for fact in told.facts if words in told.exact(fact.statement)
    ]


SIGNED = (
    "{} signed the Sarro treaty on Tuesday in the old mint at Velm, ending the quarrel over the Tarn locks."
)


def test_who_tells_the_signing_is_no_evidence_of_the_ratifying(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            SIGNED.format("Velm and Sarro"),
            SIGNED.format("Sarro and Velm"),
            "Sarro's parliament ratified the Sarro treaty over the Tarn locks late on Tuesday, 31 to 20.",
            "The parliament of Sarro ratified the treaty over the Tarn locks on Tuesday night, 31 to 20.",
            "Late on Tuesday Sarro's parliament ratified the treaty, with five members absent.",
        ]
    )
    ratified = _evidence_of(told, "ratified")
    assert ratified
    for sentences in ratified:
        assert len(sentences) > 1
        assert all("ratified" in sentence for sentence in sentences)


def test_what_must_still_be_done_is_told_apart_from_what_was(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "The parliament of Sarro must still ratify the treaty over the Tarn locks.",
            "The parliament of Sarro ratified the treaty over the Tarn locks on Tuesday by 31 votes to 20.",
            "Sarro's parliament ratified the treaty over the Tarn locks on Tuesday night by 31 votes to 20.",
        ]
    )
    done = _evidence_of(told, "ratified")
    assert done and all("must" not in sentence for sentences in done for sentence in sentences)
    assert not _evidence_of(told, "must")


def test_names_alone_bear_out_no_part_of_a_sentence(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "In Velm the tents were still standing, and on Monday they dried the nets of Tove Lund.",
            "Tove Lund counted the carts in Velm on Monday and wrote it down.",
        ]
    )
    assert not any(told.exact(f.statement).endswith("still standing") for f in told.facts)


def test_quoted_words_are_no_matter_of_a_headline(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        ["'I could hear the weir': miners come home to Velm\n\nThe miners of Velm came home on Monday."]
    )
    phrasing = Phrasing(told.readings)
    headline = phrasing.phrase(told.readings[0].sentences[0].passage)
    assert "weir" in headline.stems and "weir" not in headline.matter
    assert "miner" in headline.matter


def test_a_statement_claims_what_the_others_tell_was_done(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "Ada Lowe, whose council sold the ferry on Monday for 40 crowns, has tried to calm the harbour.",
            "The council sold the ferry on Monday for 40 crowns.",
            "On Monday the council sold the ferry for 40 crowns.",
        ]
    )
    phrasing = Phrasing(told.readings)
    sentences = [phrasing.phrase(r.sentences[0].passage) for r in told.readings]
    statement = choose_statement(sentences, phrasing)
    assert statement is not None and statement.deed == "sell"


@pytest.mark.parametrize(
    "marked",
    [
        "The mill of Hollin was fined on Monday | for pouring dye into the brook.",
        "The reeve of Hollin shut the mill on Monday | after finding a crack in it.",
        "The mill of Hollin was not fined on Monday for pouring dye into the brook.",
        "The mill of Hollin was fined for pouring dye into the brook on Monday, a clerk said.",
    ],
)
def test_a_statement_may_end_before_its_reason(story: Callable, marked: str) -> None:  # type: ignore[type-arg]
    cut, ends, _ = marked.partition(" | ")
    told = story([marked.replace(" |", ""), "Owls sat in the elms of Orne all week."])
    phrasing = Phrasing(told.readings)
    options = phrasing.options(phrasing.phrase(told.readings[0].sentences[0].passage))
    cuts = [told.exact(o.passage) for o in options]
    assert (cut in cuts) if ends else not any("fined" in c and "dye" not in c for c in cuts)
