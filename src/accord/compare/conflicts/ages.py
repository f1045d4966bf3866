"""Ages that two articles give for one person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from accord.compare.conflicts.lookup import Lookup
from accord.records import Conflict, Mention, Passage, Person, PersonId, Quantity, Side

_AGE = "year of age"
_AFTER_NAME = re.compile(r",\s(?:who is |now |then |aged )?$")  # "Orla Vane, 46,"
_BEFORE_NAME = re.compile(r"\s(?:[\w.'’-]+\s){0,3}$")  # "the 46-year-old harbour master Orla Vane"


def find_ages(page: Lookup) -> Iterator[Conflict]:
    """Ages told right beside a name. A birthday between two days of publication makes no conflict."""
    told: dict[PersonId, dict[int, dict[Passage, Quantity]]] = {}
    for quantity in (q for reading in page.readings for q in reading.quantities):
        person, sentence = person_aged(page, quantity), page.sentence(quantity.passage)
        if person is None or sentence is None or quantity.low is None or quantity.low != quantity.high:
            continue
        told.setdefault(person.id, {}).setdefault(int(quantity.low), {})[sentence.passage] = quantity
    for who, ages in told.items():
        clashing = [(a, b) for a, b in combinations(sorted(ages), 2) if _clash(page, a, ages[a], b, ages[b])]
        shown = sorted({age for pair in clashing for age in pair})
        if shown:
            sides = (
                Side(page.exact(next(iter(ages[n].values())).passage), tuple(sorted(ages[n]))) for n in shown
            )
            name = next(p.name for p in page.cast.persons if p.id == who)
            yield Conflict("number", f"age of {name}", tuple(sides))


def person_aged(page: Lookup, quantity: Quantity) -> Person | None:
    """Whose age a number is, where a name stands right beside it."""
    sentence = page.sentence(quantity.passage) if quantity.unit == _AGE else None
    if sentence is None:
        return None
    text = page.by_id[quantity.passage.article].article.text
    for mention in page.names(sentence.passage):
        person = page.person(mention)
        if person is not None and person.kind == "person" and _beside(text, mention, quantity):
            return person
    return None


def _beside(text: str, mention: Mention, quantity: Quantity) -> bool:
    name, age = mention.passage, quantity.passage
    if name.end <= age.start:
        listed = text.startswith(" and ", age.end)  # "Malin and Ode Marlin, aged 16 and 13"
        return _AFTER_NAME.fullmatch(text, name.end, age.start) is not None and not listed
    return _BEFORE_NAME.fullmatch(text, age.end, name.start) is not None


def _clash(
    page: Lookup, a: int, younger: dict[Passage, Quantity], b: int, older: dict[Passage, Quantity]
) -> bool:
    """Whether two ages cannot both be right, each in an article that does not give the other."""
    mine, its = {p.article for p in younger}, {p.article for p in older}
    if mine & its:
        return False
    if b - a > 1:
        return True
    days = [[page.by_id[x].article.published for x in articles] for articles in (mine, its)]
    known = [[p.day for p in side if p is not None] for side in days]
    if not all(known):
        return False
    return max(known[1]) <= min(known[0])  # who is older in the later report may have had a birthday
