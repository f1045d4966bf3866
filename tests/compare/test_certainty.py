"""Which sentences of a fact are sure to tell its statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest

from accord.compare.certainty import doubt_evidence
from accord.compare.statements import Phrasing
from accord.records import Fact, Passage

# a statement, a sentence of another article under the same fact, and whether it is sure to tell that
CASES = [
    (
        "the same in other words",
        "The council of Velm sold its oldest ferry to a shipyard in Sarro on Monday.",
        "Velm's oldest ferry was sold by the council on Monday to a shipyard in Sarro.",
        True,
    ),
    (
        "what is to be done, under what was done",
        "The first of two army kitchens opened on the quay of Velm on Wednesday.",
        "The army would open two army kitchens on the quay of Velm by Wednesday, the mayor said.",
        False,
    ),
    (
        "all of them, and some",
        "Three councillors who were tried with Ada Lowe in Velm were acquitted on Monday.",
        "Two of the three councillors who were tried with Ada Lowe in Velm were acquitted on Monday.",
        False,
    ),
    (
        "what opened had been closed",
        "The coastal railway between Velm and Sarro has been closed since the storm.",
        "The coastal railway between Velm and Sarro reopened on Tuesday after the storm.",
        False,
    ),
    (
        "nobody who did it is spoken of",
        "Ada Lowe visited the flooded harbour of Velm on Tuesday, a day after a storm sank nine boats there.",
        "Divers raised a boat in the flooded harbour of Velm on Tuesday, a day after a storm sank nine.",
        False,
    ),
    (
        "another remark of the same man",
        "The reeve of Hollin, Ben Tarn, said on Monday that the price of the mill was a poor joke.",
        "The mill of Hollin needs a new wheel, its reeve, Ben Tarn, said on Monday.",
        False,
    ),
    (
        "told beside a plan, and no part of it",
        "The ferry line of Velm on Monday reported a winter loss of 310 million crowns.",
        "On Monday the ferry line of Velm would sell nine boats after a winter loss of 310 million crowns.",
        True,
    ),
    (
        "done, beside what it was agreed to do",
        "Velm and Sarro signed a pact in Orne on Tuesday.",
        "Velm and Sarro on Tuesday signed a pact in Orne, agreeing to share the dam and to reopen the lock.",
        True,
    ),
    (
        "found guilty, beside charged",
        "Ben Tarn was found guilty of the murder of Ada Lowe, the miller of Velm.",
        "Police charged Ben Tarn with the murder of Ada Lowe, the miller of Velm.",
        False,
    ),
    (
        "charged, beside found guilty and charged",
        "Ben Tarn was charged with the murder of Ada Lowe, the miller of Velm.",
        "Ben Tarn, who was charged with the murder of Ada Lowe, the miller of Velm, was found guilty.",
        True,
    ),
    (
        "another ship did it",
        "The Orne Star answered a distress call from the freighter of Velm.",
        "The Sarro Maid answered a distress call from the freighter of Velm.",
        False,
    ),
    (
        "a number, beside none",
        "Rioters threw nine petrol bombs at the courthouse of Velm.",
        "Rioters threw petrol bombs at the courthouse of Velm.",
        False,
    ),
    (
        "on another day",
        "The ferry line of Velm said on 2 May that the ferry of Orne was shut.",
        "The ferry line of Velm said on 4 May that the ferry of Orne was shut.",
        False,
    ),
    (
        "out before the day it was done",
        "Clerks for Ada Lowe, the former mayor fined for the ferry of Velm, filed a protest on May 8.",
        "Ada Lowe, the former mayor, was fined for the ferry of Velm.",
        False,
    ),
]


@pytest.mark.parametrize(("stated", "told", "sure"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_case(story: Callable, stated: str, told: str, sure: bool) -> None:  # type: ignore[type-arg]
    days = [date(2031, 5, 9), date(2031, 5, 6), date(2031, 5, 6)]
    reports = story([stated, told, "Gulls flew over the island of Orne all week."], days)
    (fact,) = _doubted(reports, _fact(reports, 0, 1))
    assert [reports.exact(p) for p in fact.unsure] == ([] if sure else [told])
    assert (fact.articles, fact.origins) == ((2, 2) if sure else (1, 1))
    assert fact.sure == tuple(p for p in fact.evidence if p not in fact.unsure)


def _fact(told, *articles: int) -> Fact:  # type: ignore[no-untyped-def]
    """A fact of the first sentences of articles, stated by the first of them."""
    evidence = tuple(told.readings[n].sentences[0].passage for n in articles)
    return Fact(evidence[0], tuple(sorted(evidence)), len(evidence), len(evidence), 9.0)


def _doubted(told, *facts: Fact) -> tuple[Fact, ...]:  # type: ignore[no-untyped-def]
    phrasing = Phrasing(told.readings, cast=told.cast)

    def count_origins(passages: tuple[Passage, ...]) -> int:
        return len({p.article for p in passages})

    return doubt_evidence(facts, told.readings, told.pairs, phrasing, count_origins=count_origins)  # type: ignore[arg-type]


def test_two_sentences_vouch_for_the_fact_that_both_have_words_of(story: Callable) -> None:  # type: ignore[type-arg]
    """A storm that sank boats is in both; that divers raised one is told by one of them."""
    told = story(
        [
            "A storm sank nine boats in the harbour of Velm early on Monday and tore down a crane.",
            "Divers raised a tug in the harbour of Velm on Monday, after a storm that sank nine boats.",
            "Gulls flew over the island of Orne all week.",
        ]
    )
    storm, tug = _doubted(told, _fact(told, 0, 1), _fact(told, 1, 0))
    assert told.exact(storm.statement).startswith("A storm")
    assert not storm.unsure
    assert [told.exact(p) for p in tug.unsure] == [told.exact(storm.statement)]


def test_doubts_cost_weight_and_place(story: Callable) -> None:  # type: ignore[type-arg]
    told = story([CASES[1][1], CASES[1][2], "The mayor of Velm bought a goat on Friday."])
    doubted, other = _fact(told, 0, 1), Fact(told.readings[2].sentences[0].passage, (), 2, 2, 1.0)
    first, last = _doubted(told, doubted, other)
    assert (first, last.articles) == (other, 1)
    assert last.weight < doubted.weight


def test_the_order_of_facts_does_not_matter(story: Callable) -> None:  # type: ignore[type-arg]
    told = story([c[1] for c in CASES[:3]] + [c[2] for c in CASES[:3]])
    facts = [_fact(told, a, b) for a, b in product(range(3), range(3, 6))]
    assert set(_doubted(told, *facts)) == set(_doubted(told, *reversed(facts)))
