"""Who is who over the articles of a story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from accord.annotate.entities import find_entities
from accord.compare.cast import unify_cast
from accord.records import Article, ArticleId, Cast, Entity, EntityId, EntityKind, Mention, Passage, Reading

CASES = Path(__file__).parent / "cases" / "cast.txt"


def cases() -> list[tuple[str, list[str], list[str]]]:
    """Name, texts, and lines of "name: entity in the first article | in the second | ..."."""
    out = []
    for case in CASES.read_text("utf-8").split("===\n"):
        head, text = case.split("\n", 1)
        text, _, expected = text.partition("\n---\n")
        out.append((head.strip("# "), text.split("\n+++\n"), expected.strip().splitlines()))
    return out


def reading(article: Article, entities: Sequence[Entity], mentions: Sequence[Mention]) -> Reading:
    return Reading(
        article, (), tuple(entities), tuple(mentions), (), (), (), (), np.zeros((0, 384), np.float32)
    )


@pytest.mark.parametrize(("name", "texts", "expected"), cases(), ids=[case[0] for case in cases()])
def test_case(
    name: str,
    texts: list[str],
    expected: list[str],
    article: Callable[..., Article],
    parsed: Callable[[str], Doc],
) -> None:
    articles = [article(text, id=ArticleId(f"a{n}")) for n, text in enumerate(texts)]
    readings = [reading(a, *find_entities(a, parsed(a.text))) for a in articles]
    cast = unify_cast(readings)
    for line in expected:
        wanted, _, forms = line.rpartition(": ")
        person = next((p for p in cast.persons if p.name == wanted), None)
        assert person is not None, [p.name for p in cast.persons]
        for one, form in zip(readings, forms.split(" | "), strict=True):
            found = [e.name for e in one.entities if cast.of[one.article.id, e.id] == person]
            assert [f.lower() for f in found] == ([] if form == "-" else [form.lower()])


# ---------------------------------------------------------------- entities written by hand


def entity(number: int, name: str, kind: EntityKind = "person", *titles: str, named: bool = True) -> Entity:
    return Entity(EntityId(f"e{number}"), kind, name, named, titles)


def told(article: Callable[..., Article], *articles: Sequence[Entity]) -> list[Reading]:
    out = []
    for n, entities in enumerate(articles):
        one = article("x" * 50, id=ArticleId(f"a{n}"))
        mentions = [Mention(Passage(one.id, at, at + 1), e.id, "name") for at, e in enumerate(entities)]
        out.append(reading(one, entities, mentions))
    return out


def groups(cast: Cast) -> set[frozenset[tuple[str, str]]]:
    by_person: dict[str, set[tuple[str, str]]] = {}
    for (article_id, entity_id), person in cast.of.items():
        by_person.setdefault(person.id, set()).add((article_id, entity_id))
    return {frozenset(members) for members in by_person.values()}


def test_unnamed_sources_of_two_articles_stay_apart(article: Callable[..., Article]) -> None:
    official = entity(1, "a Danish official", "person", "official of denmark", named=False)
    cast = unify_cast(told(article, [official], [official]))
    assert len(cast.persons) == 2
    assert not any(person.named for person in cast.persons)


def test_a_spokesman_of_one_body_is_one(article: Callable[..., Article]) -> None:
    spokesman = entity(1, "a spokesman for the Harbour Ministry", named=False)
    assert len(unify_cast(told(article, [spokesman], [spokesman])).persons) == 1


def test_an_office_is_never_its_holder(article: Callable[..., Article]) -> None:
    holder = entity(1, "Kestrel")
    office = replace(entity(2, "Kestrel's office", "organisation"), office_of=holder.id)
    cast = unify_cast(told(article, [holder, office], [entity(1, "Ada Kestrel")]))
    assert {p.name for p in cast.persons} == {"Ada Kestrel", "Ada Kestrel's office"}


def test_a_body_in_one_article_and_a_person_in_another(article: Callable[..., Article]) -> None:
    cast = unify_cast(told(article, [entity(1, "Kestrel", "organisation")], [entity(1, "Ada Kestrel")]))
    assert [(p.name, p.kind) for p in cast.persons] == [("Ada Kestrel", "person")]


def test_the_commonest_full_form_is_shown(article: Callable[..., Article]) -> None:
    forms = ["Kestrel", "A. B. Kestrel", "Ada Kestrel", "Ada Kestrel"]
    cast = unify_cast(told(article, *([entity(1, form)] for form in forms)))
    assert [p.name for p in cast.persons] == ["Ada Kestrel"]
    assert cast.persons[0].aliases == ("A. B. Kestrel", "Kestrel")


def test_no_readings_no_persons() -> None:
    assert unify_cast([]) == Cast((), {})


NAMES = [
    "Ada Kestrel",
    "Kestrel",
    "A. Kestrel",
    "Bo Kestrel",
    "Ada Kestrel Jr.",
    "Ada Kestral",
    "Kestrel News",
    "KN",
]
TITLES = ["prime minister of denmark", "president", "former president", "spokesman"]
Row = tuple[str, EntityKind, list[str]]
KINDS: list[EntityKind] = ["person", "person", "organisation"]
rows_of_one_article = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(KINDS), st.lists(st.sampled_from(TITLES), max_size=2)),
    max_size=4,
    unique_by=lambda row: row[0],
)


@given(articles=st.lists(rows_of_one_article, max_size=4), random=st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_articles_changes_no_person(
    article: Callable[..., Article], articles: list[list[Row]], random: Random
) -> None:
    def build(n: int, rows: list[Row]) -> Reading:
        one = article("x" * 50, id=ArticleId(f"a{n}"))
        found = [entity(k, name, kind, *titles) for k, (name, kind, titles) in enumerate(rows, 1)]
        return reading(
            one, found, [Mention(Passage(one.id, k, k + 1), e.id, "name") for k, e in enumerate(found)]
        )

    readings = [build(n, rows) for n, rows in enumerate(articles)]
    cast = unify_cast(readings)
    shuffled = list(readings)
    random.shuffle(shuffled)
    again = unify_cast(shuffled)
    assert groups(cast) == groups(again)
    assert {p.name for p in cast.persons} == {p.name for p in again.persons}
    # everyone has a place, and two people of one article are never one
    assert set(cast.of) == {(r.article.id, e.id) for r in readings for e in r.entities}
    for members in groups(cast):
        kinds = [
            next(e.kind for r in readings if r.article.id == a for e in r.entities if e.id == i)
            for a, i in members
        ]
        persons = [a for (a, _), kind in zip(members, kinds, strict=True) if kind == "person"]
        assert len(persons) == len(set(persons))
