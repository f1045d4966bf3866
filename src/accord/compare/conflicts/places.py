"""Places given for one thing, of which neither is told to lie in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import product

from accord.compare.conflicts.lookup import Lookup, stems
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import Matters, Slot, clause_around, of_one_deed
from accord.nations import nation
from accord.records import Conflict, Mention, Passage

# Before a place where something is; "from" and "to" are told of other things.
_WHERE = re.compile(r"\b(?P<how>in|near|outside|off)\s(?:(?:downtown|central|nearby) )?$", re.IGNORECASE)
_AROUND = 60  # characters on either side in which the thing that is there is named


def find_places(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Places that two articles give for one deed or thing, and of which no article names both.

    Where one lies cannot be looked up: an article that names both would tell of the one within
    the other, and a country and a town are of two grains.
    """
    matters: Matters[Mention] = Matters(lambda m: page.exact(m.passage).lower())
    for left, right in page.near(settings.alike, lambda s: _places(page, s), settings.one_fact):
        ours, theirs = _left_over(page, left, right), _left_over(page, right, left)
        if len(ours) != 1 or len(theirs) != 1 or page.other_days(left, right):
            continue  # of several nobody says which is meant
        for a, b in product(ours, theirs):
            if not _of_one_grain(page, a, b) or not _of_one_thing(page, a, b):
                continue
            if _mixed_up(page, a, b) or not _named_together(page, a, b):
                matters.file(Slot(a, a.passage, left), Slot(b, b.passage, right))
    for matter in matters.found:
        yield Conflict("place", clause_around(page, matter[0].at), matters.sides(page, matter))


def _places(page: Lookup, sentence: Passage) -> list[Mention]:
    text = page.by_id[sentence.article].article.text
    return [
        m
        for m in page.names(sentence)
        if page.kind(m) == "place"
        and _WHERE.search(text, max(sentence.start, m.passage.start - 24), m.passage.start)
    ]


def _left_over(page: Lookup, sentence: Passage, other: Passage) -> list[Mention]:
    """The places in a sentence that another does not name."""
    named = {page.person(m) for m in page.names(other)}
    return [m for m in _places(page, sentence) if page.person(m) not in named]


def _how(page: Lookup, mention: Mention) -> str:
    """The word before a place: "in Velm", "near Velm"."""
    at, text = mention.passage, page.by_id[mention.passage.article].article.text
    found = _WHERE.search(text, max(0, at.start - 24), at.start)
    return found["how"].lower() if found else ""


def _of_one_grain(page: Lookup, a: Mention, b: Mention) -> bool:
    if _how(page, a) != _how(page, b):
        return False
    lands = nation(page.exact(a.passage)), nation(page.exact(b.passage))
    if lands[0] is not None and lands[1] is not None:
        return lands[0].name != lands[1].name and lands[0].state == lands[1].state
    return lands[0] is None and lands[1] is None


def _named_together(page: Lookup, a: Mention, b: Mention) -> bool:
    """Whether some article names both places, or they are one by another name."""
    names = page.exact(a.passage), page.exact(b.passage)
    if page.person(a) == page.person(b) or stems(names[0]) & stems(names[1]):
        return True
    return any(all(name in r.article.text for name in names) for r in page.readings)


_SLIP = 0.7  # likeness of letters from which one name may be a slip for the other


def _mixed_up(page: Lookup, a: Mention, b: Mention) -> bool:
    """Whether two names differ by a few letters, and are of two places all the same.

    An article that prints both knows them apart, so they are no spellings of one name; one that names them in
    one breath tells of the one beside the other.
    """
    names = page.exact(a.passage), page.exact(b.passage)
    lands = [nation(name) for name in names]
    if any(lands) or names[0][:1] != names[1][:1] or page.person(a) == page.person(b):
        return False
    ours, theirs = (name.lower() for name in names)
    if abs(len(ours) - len(theirs)) > 1 or SequenceMatcher(None, ours, theirs).ratio() < _SLIP:
        return False
    return any(all(name in r.article.text for name in names) for r in page.readings) and not any(
        all(name in page.exact(s.passage) for name in names) for r in page.readings for s in r.sentences
    )


def _which_of_many(page: Lookup, mention: Mention) -> bool:
    """Whether a place tells which of many did or suffered it: "the pilots in Velm", beside others."""
    clause, start = page.clause(mention.passage), mention.passage.start
    return clause is not None and any(
        page.exact(role).endswith("s")
        and page.exact(Passage(role.article, role.end, start)).strip().lower() == "in"
        for role in (clause.agent, clause.patient)
        if role is not None and role.end < start
    )


def _of_one_thing(page: Lookup, a: Mention, b: Mention) -> bool:
    if _which_of_many(page, a) or _which_of_many(page, b):
        return False
    if of_one_deed(page, a.passage, b.passage):
        return True
    # who was there is not what was there: they were at many places together
    common = page.around(a.passage, _AROUND) & page.around(b.passage, _AROUND)
    return len(common - _persons_in(page, a) - _persons_in(page, b)) >= 2


def _persons_in(page: Lookup, mention: Mention) -> set[str]:
    """The words of the names of persons in the sentence of a place."""
    home = page.sentence(mention.passage)
    names = page.names(home.passage) if home else ()
    return stems(" ".join(page.exact(m.passage) for m in names if page.kind(m) == "person"))
