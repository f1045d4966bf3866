"""Names of people and bodies: how they are built, and when two of them can be one.

Given names and their short forms are in `data/given_names.txt`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from accord.text import plain
from accord.titles import words as role_words

PARTICLES = frozenset(
    """de da do dos das del della der den di du la le van von zu zum zur ter ten bin ibn bint abu al el ul ben
    ould y e af av""".split()
)
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ALSO_GIVEN = frozenset({"al", "ben", "del", "van"})  # "Ben Lowe" has a given name
_SON = frozenset({"jr", "sr"})
_LINK = frozenset({"of", "the", "for", "and", "on", "in", "to", "de", "&", "at"})


class _Given(NamedTuple):
    gender: dict[str, str]
    short: dict[str, frozenset[str]]


@cache
def _given() -> _Given:
    gender: dict[str, str] = {}
    short: dict[str, set[str]] = {}
    doubtful: set[str] = set()
    section = ""
    for line in (files("accord") / "data" / "given_names.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line.startswith("#"):
            continue
        elif section == "=":
            full, *shorts = line.split()
            for one in shorts:
                short.setdefault(one, set()).add(full)
                short.setdefault(full, set()).add(full)
        else:
            for name in map(fold, line.split()):
                if gender.setdefault(name, section) != section:
                    doubtful.add(name)
    return _Given(
        {n: g for n, g in gender.items() if n not in doubtful},
        {k: frozenset(v | {k}) for k, v in short.items()},
    )


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """The name to compare by: lower case, no accents, no full stops, no genitive 's, no "the"."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain(name)) if not unicodedata.combining(c))
    bare = bare.lower().replace(".", "")
    bare = bare.removesuffix("'s").removesuffix("'")
    return " ".join(bare.split()).removeprefix("the ")


class PersonName(NamedTuple):
    given: tuple[str, ...]  # folded; initials one letter long
    family: str  # with its particles: "van der berg"; folded
    generation: str  # "jr", "iii" or ""


@lru_cache(maxsize=1 << 14)
def person_name(name: str) -> PersonName:
    """A name without titles taken apart; one word alone counts as the family name."""
    parts = fold(name.replace(",", " ")).split()
    generation = parts.pop() if len(parts) > 1 and parts[-1] in GENERATIONS else ""
    if len(parts) == 1 and generation.strip("iv") == "" and generation:
        return PersonName((), f"{parts[0]} {generation}", "")  # a queen's number is part of her name
    if not parts:
        return PersonName((), "", generation)
    at = len(parts) - 1
    while at > 1 and parts[at - 1] in PARTICLES:
        at -= 1
    if at == 1 and parts[0] in PARTICLES and parts[0] not in _ALSO_GIVEN:
        at = 0
    return PersonName(tuple(parts[:at]), " ".join(parts[at:]), generation)


def given_gender(name: str) -> str | None:
    """Either "m" or "f"; None where the given name does not tell."""
    given = person_name(name).given
    table = _given().gender
    given = given[1:2] if given and len(given[0]) == 1 else given[:1]
    return next((table[g] for g in given if g in table), None)


def is_given(word: str) -> bool:
    return fold(word) in _given().gender or fold(word) in _given().short


def same_given(left: str, right: str, *, spelling: bool = False) -> bool:
    """Whether two given names can be one person's: alike, an initial, a short form.

    With `spelling`, they may differ as two transliterations do.
    """
    if left == right:
        return True
    if min(len(left), len(right)) == 1:
        return left[0] == right[0]
    short = _given().short
    if short.get(left, frozenset({left})) & short.get(right, frozenset({right})):
        return True
    if left.replace("-", "") == right.replace("-", ""):
        return True
    return spelling and near(left, right)


def near(left: str, right: str) -> bool:
    """One letter put in, left out or changed, in names of five letters or more; double letters are one."""
    left, right = re.sub(r"(.)\1", r"\1", left), re.sub(r"(.)\1", r"\1", right)
    if left == right:
        return True
    if min(len(left), len(right)) < 5 or abs(len(left) - len(right)) > 1 or left[0] != right[0]:
        return False
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    return (
        left[head + 1 :] == right[head + 1 :]
        or left[head:] == right[head + 1 :]
        or left[head + 1 :] == right[head:]
    )


def compatible(left: PersonName, right: PersonName, *, spelling: bool = False) -> bool:
    """Whether two full names can be one person's; either may lack middle names.

    With `spelling`, the family names may differ as two transliterations do.
    """
    if left.family != right.family and not (spelling and near(left.family, right.family)):
        return _nested(left, right)
    if left.generation and right.generation and left.generation != right.generation:
        return False
    if not left.given or not right.given:
        return True
    if same_given(left.given[0], right.given[0], spelling=spelling):
        if bool(left.generation) != bool(right.generation) and {left.generation, right.generation} & _SON:
            return False  # father and son bear one name; only the son's is marked
        return _middle(left.given[1:], right.given[1:])
    # "J. Robert Lowe" is Robert Lowe, and "R. Lowe" with a middle name in front.
    long, short = sorted((left.given, right.given), key=len, reverse=True)
    return len(long[0]) == 1 and len(short[0]) > 1 and any(same_given(short[0], g) for g in long[1:])


def misspelt(left: PersonName, right: PersonName) -> bool:
    """Whether two full names differ only in letters doubled or not: a slip, in one article."""

    def single(name: PersonName) -> str:
        return re.sub(r"(.)\1", r"\1", " ".join((*name.given, name.family)))

    same = left.given and right.given and left.generation == right.generation
    return bool(same) and single(left) == single(right)


def _middle(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    return not (left and right) or same_given(left[0], right[0]) or len(left) != len(right)


def _nested(left: PersonName, right: PersonName) -> bool:
    """A double family name of which one form keeps one half: "Ana Ruiz Soler", "Ana Ruiz"."""
    long, short = sorted((left, right), key=lambda n: -len(n.given) - len(n.family.split()))
    return bool(
        short.given
        and long.given[:1] == short.given[:1]
        and len(short.given[0]) > 1
        and short.family in (*long.given[1:], *long.family.split("-"), *long.family.split())
    )


def core(name: str) -> str:
    """The name of a body to compare by: folded, without "Inc." and the like."""
    parts = fold(name).replace(",", " ").split()
    while len(parts) > 1 and parts[-1] in role_words().suffixes:
        parts.pop()
    return " ".join(parts)


def initials(name: str) -> frozenset[str]:
    """The acronyms that a name of several words may be printed as, in capitals."""
    parts = [p for p in re.split(r"[\s-]+", plain(name)) if p]
    if len(parts) < 2:
        return frozenset()
    major = [p[0] for p in parts if p.lower() not in _LINK and p[0].isalpha()]
    every = [p[0] for p in parts if p.lower() not in ("the", "&") and p[0].isalpha()]
    return frozenset("".join(letters).upper() for letters in (major, every) if len(letters) > 1)
