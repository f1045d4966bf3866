"""Countries and states: their names, the words for their people, and their short forms.

The table is `data/nations.txt`; places it does not know are told by the shape of the
words ("Lowen", "Lowenian"), see `kindred`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from accord.text import plain

LONGEST = 6  # words in the longest name of the table


class Nation(NamedTuple):
    name: str  # as the table heads it: "United States"
    word: Literal["name", "people"]  # "France" or "French"
    state: bool  # a state of the United States


class _Table(NamedTuple):
    printed: frozenset[str]  # every form as it stands in the table
    words: dict[str, Nation]
    states: dict[str, Nation]
    seats: dict[str, str]


@cache
def _table() -> _Table:
    nations: dict[str, Nation] = {}
    states: dict[str, Nation] = {}
    seats: dict[str, str] = {}
    printed: set[str] = set()
    rows, into, is_state = (files("accord") / "data" / "nations.txt").read_text("utf-8"), nations, False
    for line in rows.splitlines():
        if line == "[states]":
            into, is_state = states, True
        elif line.strip() and not line.startswith("#"):
            name, people, others, seat = (cell.strip() for cell in line.split("|"))
            printed.update(
                form for cell in (name, people, others) for form in map(str.strip, cell.split(","))
            )
            # A name wins over the word for its people: "US" alone is the country.
            for word in filter(None, map(str.strip, people.split(","))):
                into.setdefault(_fold(word), Nation(name, "people", is_state))
            for word in [name, *filter(None, map(str.strip, others.split(",")))]:
                into[_fold(word)] = Nation(name, "name", is_state)
            if seat and not is_state:
                seats.setdefault(_fold(seat), name)
    return _Table(frozenset(printed), nations, states, seats)


def _fold(words: str) -> str:
    return plain(words).lower().replace(".", "")


@lru_cache(maxsize=1 << 14)
def nation(words: str) -> Nation | None:
    """The country or state that the words stand for; None for any others.

    Forms of up to four letters count only as the table prints them: "IN" and "Mass." are
    states, "in" and "mass" are not. A name that a country and a state share is the country's.
    """
    table, folded = _table(), _fold(words)
    if len(folded) <= 4 and words not in table.printed:
        return None
    return table.words.get(folded) or table.states.get(folded)


def seat(words: str) -> str | None:
    """The country whose government sits in the city; None for any other place."""
    return _table().seats.get(_fold(words))


_ENDINGS = "ian ians an ans n ns ish ese i is er ers ic ite ites ard ards".split()


def kindred(place: str, people: str) -> bool:
    """Whether `people` looks like the word for those of `place`: "Tarsk" and "Tarskian"."""
    place, people = _fold(place), _fold(people)
    stem = place.rstrip("aeiouy")
    if len(stem) < 4 or not people.startswith(stem):
        return False
    return any(people in (stem + end, place + end, stem + "i" + end) for end in _ENDINGS)
