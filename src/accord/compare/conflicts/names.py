"""Given names that two articles give for one person, and the towns that they say a person is of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from accord.compare.conflicts.lookup import Lookup
from accord.compare.conflicts.settings import ConflictFinding
from accord.names import fold
from accord.nations import nation
from accord.records import ArticleId, Conflict, Mention, Passage, Person, Side

_LIKE = 0.6  # likeness of letters from which one given name may be taken for another
_SPELLED = 0.85  # and from which it is another spelling
_OF = re.compile(r"(?:, \d{1,3})?,? (?:of|from) $")  # "Osk Hedlund, 36, of Tarn"


def find_given_names(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Two like given names before one family name, of which no article has both."""
    of_family: defaultdict[str, list[Person]] = defaultdict(list)
    for person in page.cast.persons:
        if person.kind == "person" and len(person.name.split()) > 1:
            of_family[person.name.split()[-1]].append(person)
    pairs = [pair for persons in of_family.values() for pair in combinations(persons, 2) if _like(*pair)]
    if not pairs:
        return
    told: defaultdict[str, dict[Passage, Mention]] = defaultdict(dict)
    for reading in page.readings:
        for mention in reading.mentions:
            found = page.person(mention) if mention.form == "name" else None
            home = page.sentence(mention.passage)
            if found is not None and home is not None:
                told[found.id].setdefault(home.passage, mention)
    for one, other in pairs:
        ours, theirs = told[one.id], told[other.id]
        if not {p.article for p in ours} & {p.article for p in theirs} and any(
            page.score(a, b) >= settings.one_fact for a in ours for b in theirs
        ):
            sides = (_side(page, person, told[person.id]) for person in (one, other))
            yield Conflict("person", f"name of {one.name.split()[-1]}", tuple(sides))


def _side(page: Lookup, person: Person, told: dict[Passage, Mention]) -> Side:
    whole = {p: m for p, m in told.items() if page.exact(m.passage).endswith(person.name.split()[-1])}
    named = {p: m for p, m in whole.items() if len(page.exact(m.passage).split()) > 1} or told
    first = next(iter(named.values()))
    value = page.exact(first.passage)
    return Side(value, tuple(sorted(p for p in named if value in page.exact(p))))


def _like(one: Person, other: Person) -> bool:
    a, b = (re.sub(r"(?<=[aou])e", "", fold(p.name.split()[0]).strip(".")) for p in (one, other))
    if min(len(a), len(b)) < 3 or a[:3] == b[:3]:
        return False  # an initial, a short form, a spelling: "Aleksander", "Alexis"
    return a[0] == b[0] and _LIKE <= SequenceMatcher(None, a, b).ratio() < _SPELLED


def find_homes(page: Lookup) -> Iterator[Conflict]:
    """Towns that persons are said to be of, right behind their names: "Osk Hedlund, 36, of Tarn"."""
    told: defaultdict[str, dict[str, dict[Passage, Mention]]] = defaultdict(dict)
    names: dict[str, Person] = {}
    for reading in page.readings:
        text = reading.article.text
        mentions = sorted((m for m in reading.mentions if m.form == "name"), key=lambda m: m.passage.start)
        for who, where in pairwise(mentions):
            person, home = page.person(who), page.sentence(who.passage)
            if person is None or person.kind != "person" or home is None or page.kind(where) != "place":
                continue
            if not _OF.fullmatch(text, who.passage.end, where.passage.start) or nation(
                page.exact(where.passage)
            ):
                continue
            names[person.id] = person
            told[person.id].setdefault(page.exact(where.passage).lower(), {})[home.passage] = where
    for person_id, homes in told.items():
        for one, other in combinations(homes, 2):
            if _of_two_towns(page, one, other) and not _articles(homes[one]) & _articles(homes[other]):
                sides = (
                    Side(page.exact(next(iter(homes[n].values())).passage), tuple(sorted(homes[n])))
                    for n in (one, other)
                )
                yield Conflict("place", f"home of {names[person_id].name}", tuple(sides))
                break


def _articles(told: dict[Passage, Mention]) -> set[ArticleId]:
    return {p.article for p in told}


def _of_two_towns(page: Lookup, one: str, other: str) -> bool:
    """Whether two names are of two places, and none is printed as lying in the other: "Tarn, Velm"."""
    if set(one.split()) & set(other.split()):
        return False
    either = re.compile(
        rf"{re.escape(one)}(?:,| in) {re.escape(other)}|{re.escape(other)}(?:,| in) {re.escape(one)}"
    )
    return not any(either.search(r.article.text.lower()) for r in page.readings)
