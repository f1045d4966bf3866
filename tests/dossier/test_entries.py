"""Facts that lean on the same sentences stand together, and each is told once."""

import dataclasses
import random

import pytest

from accord.dossier import render
from accord.dossier.entries import Shared
from accord.dossier.entries import shared_facts as by_words
from accord.dossier.labels import LOOSE
from accord.dossier.view import View
from accord.records import Account, Dossier, Fact, Opening, Passage


def fact(dossier: Dossier, weight: float, *places: tuple[int, int]) -> Fact:
    """A fact of sentences given as article and number; it is stated in the first."""
    passages = tuple(sorted(Passage(dossier.articles[a].id, 10 * n, 10 * n + 9) for a, n in places))
    articles = len({p.article for p in passages})
    return Fact(
        Passage(dossier.articles[places[0][0]].id, *_span(places[0][1])), passages, articles, articles, weight
    )


def _span(n: int) -> tuple[int, int]:
    return 10 * n, 10 * n + 9


def account(dossier: Dossier, lead: tuple[Fact, ...], facts: tuple[Fact, ...]) -> Account:
    return dataclasses.replace(dossier.accounts[0], lead=lead, facts=facts)


def shared_facts(account: Account) -> Shared:
    """As if all statements had the same words."""
    return by_words(account, lambda _: "the harbour of Velm")


def test_mostly_the_same_sentences_are_one_entry(harbour: Dossier) -> None:
    one = fact(harbour, 3.0, (0, 0), (1, 0), (2, 0))
    same = fact(harbour, 2.0, (1, 0), (0, 0), (2, 1))
    other = fact(harbour, 1.0, (0, 3), (1, 3))
    half = fact(harbour, 0.5, (0, 3), (1, 4))
    lead = fact(harbour, 9.0, (0, 5), (1, 5))
    again = fact(harbour, 0.4, (1, 5), (0, 5), (2, 5))
    shared = shared_facts(account(harbour, (lead,), (lead, one, same, other, half, again)))
    assert [(e.fact, e.also) for e in shared.entries] == [(one, (same,)), (other, ()), (half, ())]
    assert shared.again == (again,)
    assert shared.heads == (one, other, half)


def test_statements_without_a_word_in_common_stay_apart(harbour: Dossier) -> None:
    one, same = fact(harbour, 3.0, (0, 0), (1, 0)), fact(harbour, 2.0, (1, 0), (0, 0))
    told = {one.statement: "The council sold its ferry.", same.statement: "Parliament approved the treaty."}
    shared = by_words(account(harbour, (), (one, same)), told.__getitem__)
    assert shared.heads == (one, same)


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_what_may_be_two_things_stands_apart_and_says_so(harbour: Dossier, form: str) -> None:
    sure = fact(harbour, 1.0, (0, 0), (1, 0))
    loose = dataclasses.replace(fact(harbour, 3.0, (0, 3), (1, 3)), loose=True)
    told = account(harbour, (), (loose, sure))
    shared = shared_facts(told)
    assert ([e.fact for e in shared.entries], [e.fact for e in shared.loose]) == ([sure], [loose])
    assert shared.heads == (sure, loose)
    dossier = dataclasses.replace(harbour, accounts=(told,))
    assert View(dossier).rows(told) == (sure,)  # no dot says that an article reports it
    assert LOOSE in " ".join(render(dossier, form).split())
    certain = dataclasses.replace(harbour, accounts=(account(harbour, (), (sure,)),))
    assert LOOSE not in " ".join(render(certain, form).split())


@pytest.mark.parametrize("seed", range(20))
def test_each_fact_is_told_once(harbour: Dossier, seed: int) -> None:
    rng = random.Random(seed)
    facts = tuple(
        dict.fromkeys(
            fact(harbour, 9.0 - n, *dict.fromkeys((rng.randrange(3), rng.randrange(4)) for _ in range(4)))
            for n in range(12)
        )
    )
    told = account(harbour, facts[:2], facts)
    shared = by_words(told, View(harbour).exact)
    flat = [*told.lead, *shared.again, *(f for e in shared.entries for f in (e.fact, *e.also))]
    assert sorted(flat, key=facts.index) == list(facts)
    rows = View(harbour).rows(told)
    assert rows == tuple(f for f in facts if f in (*told.lead, *shared.heads))


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_every_rendering_tells_them_all(harbour: Dossier, form: str) -> None:
    view = View(harbour)
    one = harbour.accounts[0].facts[0]
    retold = dataclasses.replace(one, statement=one.evidence[-1], weight=one.weight / 2)
    told = dataclasses.replace(harbour.accounts[0], lead=(), facts=(one, retold))
    page = render(dataclasses.replace(harbour, accounts=(told, *harbour.accounts[1:])), form)
    flat = " ".join(page.split())
    for each in (one, retold):
        assert view.statement(each.statement).split(" ")[0] in flat
    assert shared_facts(told).entries[0].also == (retold,)


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_whom_a_pronoun_means_stands_behind_the_words(harbour: Dossier, form: str) -> None:
    one = harbour.accounts[0].facts[0]
    opened = dataclasses.replace(one, opening=Opening(one.statement, "Ada Lowe"))
    told = dataclasses.replace(harbour.accounts[0], lead=(opened,), facts=(opened,))
    page = render(dataclasses.replace(harbour, accounts=(told, *harbour.accounts[1:])), form)
    assert "Ada Lowe" in page
    assert ": Ada Lowe]" in page.replace("\\", "") or form == "json"
