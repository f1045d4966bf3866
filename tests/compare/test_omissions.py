"""What most origins report and an article leaves out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from accord.compare.omissions import OmissionFinding, find_omissions
from accord.compare.trees import load_trees
from accord.records import Lineage, Omission

HARBOUR = (
    "The council of Tarn closed the northern harbour on Monday after ice broke two of its gates.\n\n"
    "Harbour master Ines Calloway said repairs would take three weeks.\n\n"
    "A diver, Osk Hedlund, was treated in hospital for cold after he had inspected the broken gates.\n",
    "Tarn's council on Monday closed the northern harbour because ice had broken two gates.\n\n"
    "Repairs will take three weeks, harbour master Ines Calloway said.\n\n"
    "The diver Osk Hedlund was treated for cold in hospital after inspecting the broken gates.\n",
    "The northern harbour of Tarn was closed by the council on Monday after ice had broken two gates.\n\n"
    "The repairs will take three weeks, said Ines Calloway, the harbour master.\n\n"
    "Bakers in the old town sold out of bread before noon.\n",
)


def omissions(story: Callable[..., object], *, days: list[date] | None = None) -> tuple[Omission, ...]:
    told = story(HARBOUR, days or [])
    lineage = Lineage((), tuple((r.article.id,) for r in told.readings))  # type: ignore[attr-defined]
    return find_omissions(
        told.readings,  # type: ignore[attr-defined]
        told.pairs,  # type: ignore[attr-defined]
        told.facts,  # type: ignore[attr-defined]
        lineage,
        floor=load_trees("pairs").floor,
    )


def test_what_two_of_three_tell_and_the_third_does_not(story: Callable[..., object]) -> None:
    found = omissions(story)
    third = story(HARBOUR, []).readings[2].article.id  # type: ignore[attr-defined]
    assert {o.article for o in found} == {third}
    told = story(HARBOUR, [])
    assert all("Hedlund" in told.exact(o.fact.statement) for o in found)  # type: ignore[attr-defined]


def test_an_article_leaves_out_nothing_that_came_after_it(story: Callable[..., object]) -> None:
    early, same, late = date(2031, 1, 7), date(2031, 1, 8), date(2031, 1, 9)
    assert omissions(story, days=[late, late, early]) == ()
    assert omissions(story, days=[early, late, same]) == ()  # one report alone had told it by then
    assert omissions(story, days=[early, same, same])


def test_what_the_tellers_hardly_tell_alike_is_left_out_by_none(story: Callable[..., object]) -> None:
    told = story(HARBOUR, [])
    lineage = Lineage((), tuple((r.article.id,) for r in told.readings))  # type: ignore[attr-defined]
    strict = OmissionFinding(told=1.01)
    facts, pairs = told.facts, told.pairs  # type: ignore[attr-defined]
    assert not find_omissions(told.readings, pairs, facts, lineage, floor=0.3, settings=strict)  # type: ignore[attr-defined]


def test_no_facts_no_omissions(story: Callable[..., object]) -> None:
    told = story(HARBOUR[:2], [])
    lineage = Lineage((), tuple((r.article.id,) for r in told.readings))  # type: ignore[attr-defined]
    assert find_omissions(told.readings, told.pairs, told.facts, lineage, floor=0.3) == ()  # type: ignore[attr-defined]
