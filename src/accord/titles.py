"""What people are called by their work: offices, jobs, kin, and when two of them are one.

The words are in `data/roles.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from accord.nations import kindred, nation
from accord.text import plain


class Words(NamedTuple):
    """The tables of `data/roles.toml`."""

    honorifics: dict[str, str | None]  # "mr." -> "m", "dr." -> None
    short: dict[str, str]
    roles: frozenset[str]
    unique: frozenset[str]
    heads: frozenset[str]
    generic: frozenset[str]
    lawmakers: frozenset[str]
    apart: frozenset[str]
    epithets: frozenset[str]
    experts: frozenset[str]
    kin: frozenset[str]
    unnamed: frozenset[str]
    offices: frozenset[str]
    bodies: frozenset[str]
    any_body: frozenset[str]
    suffixes: frozenset[str]
    documents: frozenset[str]
    gender: dict[str, str]


@cache
def words() -> Words:
    table = tomllib.loads((files("accord") / "data" / "roles.toml").read_text("utf-8"))
    roles, people, bodies = table["roles"], table["people"], table["bodies"]
    every = {*roles["unique"], *roles["heads"], *roles["generic"], *roles["lawmakers"], *roles["other"]}
    address = table["honorifics"]
    return Words(
        honorifics={
            **dict.fromkeys(address["either"]),
            **dict.fromkeys(address["m"], "m"),
            **dict.fromkeys(address["f"], "f"),
        },
        short=table["short"],
        roles=frozenset(every | set(people["kin"])),
        unique=frozenset(roles["unique"]),
        heads=frozenset(roles["heads"]),
        generic=frozenset(roles["generic"]),
        lawmakers=frozenset(roles["lawmakers"]),
        apart=frozenset(roles["apart"]),
        epithets=frozenset(roles["epithets"]),
        experts=frozenset(roles["experts"]),
        kin=frozenset(people["kin"]),
        unnamed=frozenset(people["unnamed"]),
        offices=frozenset(bodies["offices"]),
        bodies=frozenset(bodies["nouns"]),
        any_body=frozenset(bodies["any"]),
        suffixes=frozenset(bodies["suffixes"]),
        documents=frozenset(bodies["documents"]),
        gender={**dict.fromkeys(roles["m"], "m"), **dict.fromkeys(roles["f"], "f")},
    )


@cache
def _role_lengths() -> int:
    return max(role.count(" ") for role in words().roles) + 1


def is_role(word: str) -> bool:
    """Whether one lower-case word can end a title: "minister", "gov."."""
    table = words()
    return word in table.roles or word in table.short


class Title(NamedTuple):
    """A title taken apart."""

    role: str  # "vice president", "prime minister", "spokesman"
    of: str | None  # the country or state, lower case
    apart: frozenset[str]  # "former", "deputy": another office than the role alone
    body: frozenset[str]  # what else it says: {"house", "intelligence", "committee"}
    words: str  # in the order printed, short forms written out, the country taken off

    def __str__(self) -> str:
        return f"{self.words} of {self.of}" if self.of else self.words


_PIECE = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*\.?|&")
_EMPTY = frozenset(
    """the a an of for to at in on and & s from with its his her their our by as top own current longtime
    first one""".split()
)
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "and"})
_PREPOSITIONS = frozenset({"of", "for", "to", "at", "in", "on", "from", "with", "by"})
_GENITIVE = re.compile(r"'s\b|(?<=s)'(?=\s|$)")


@lru_cache(maxsize=1 << 14)
def read_title(phrase: str) -> Title | None:
    """A title out of the words before or beside a name; None when they hold no role.

    "Denmark's prime minister", "the Danish PM" and "prime minister of denmark" come out alike.
    """
    table = words()
    pieces = _PIECE.findall(_GENITIVE.sub(" ", plain(phrase)))
    of: str | None = None
    rest: list[str] = []
    at = 0
    while at < len(pieces):
        for size in range(min(4, len(pieces) - at), 0, -1):
            place = nation(" ".join(pieces[at : at + size]))
            if place is None and size == 1 and pieces[at].islower():
                place = nation(pieces[at].title())
            elif place is None and size > 1 and pieces[at].islower():
                place = nation(" ".join(pieces[at : at + size]).title())
            if place is not None:
                of = of or place.name.lower()
                at += size
                break
        else:
            piece = pieces[at].lower()
            piece = table.short.get(piece, table.short.get(piece + ".", piece))
            if at + 1 < len(pieces) and pieces[at + 1].lower() not in _PREPOSITIONS:
                piece = _PARTY.get(piece, piece)
            rest.extend(piece.split())
            at += 1
    head = _head(rest)
    if head is None:
        return None
    first, last = head
    role = " ".join(rest[first:last])
    around = [word.rstrip(".") for word in (*rest[:first], *rest[last:])]
    apart = frozenset(word for word in around[:first] if word in table.apart)
    body = frozenset(word for word in around if word not in _EMPTY and word not in apart)
    while rest[0] in _DETERMINERS:
        rest = rest[1:]
    while rest[-1] in _PREPOSITIONS or rest[-1] in _DETERMINERS:
        rest = rest[:-1]
    return Title(role, of, apart, body, " ".join(word for word in rest if word != "s"))


def _head(pieces: Sequence[str]) -> tuple[int, int] | None:
    """The last role that stands before a preposition, as the longest known phrase."""
    roles, longest = words().roles, _role_lengths()
    found: tuple[int, int] | None = None
    at = 0
    while at < len(pieces):
        for size in range(min(longest, len(pieces) - at), 0, -1):
            if " ".join(pieces[at : at + size]) in roles:
                found = (at, at + size)
                at += size
                break
        else:
            if found and pieces[at] in _PREPOSITIONS:
                break
            at += 1
    return found


def gender(title: Title) -> str | None:
    """Either "m" or "f" where the word itself says so ("spokeswoman", "king"), else None."""
    table = words().gender
    return table.get(title.role) or table.get(title.role.rsplit(" ", 1)[-1])


_SAME = {
    "spokeswoman": "spokesman",
    "spokesperson": "spokesman",
    "congresswoman": "congressman",
    "chairwoman": "chairman",
    "chairperson": "chairman",
    "chair": "chairman",
    "advisor": "adviser",
    "premier": "prime minister",
    "vice-president": "vice president",
    "defence minister": "defense minister",
    "secretary of defense": "defense secretary",
    "secretary of defence": "defense secretary",
    "pontiff": "pope",
    "secretary general": "secretary-general",
    "chief executive officer": "chief executive",
}
# Parties by their adjective; "the Republican", of a person, is a role.
_PARTY = {"gop": "republican", "democrat": "democratic", "tory": "conservative"}
_PARTIES = {
    "democrat": "democratic",
    **{
        side: side
        for side in "republican democratic libertarian independent conservative labour green".split()
    },
}
# Whoever runs for an office goes by several of these.
_RUNNING = frozenset(
    """aspirant candidate challenger contender front-runner frontrunner hopeful nominee standard-bearer
    underdog""".split()
)
_SOFT = frozenset({"new", "late", "then", "acting", "outgoing", "senior", "ousted", "presidential"})


def clues(title: Title) -> frozenset[str]:
    """Words of which a title and a description that it may answer to share one; see `answers`."""
    table, role = words(), _SAME.get(title.role, title.role)
    found = {role.rsplit(" ", 1)[-1]}
    if role in table.heads or role in table.generic:
        found.add("head")
    if role in table.lawmakers:
        found.add("lawmaker")
    if role in _RUNNING:
        found.add("runs")
    found |= {"party"} if role in _PARTIES or (role in table.lawmakers and title.of) else set()
    return frozenset(found)


def answers(asked: Title, borne: Iterable[Title]) -> float:
    """How well the bearer of titles answers to a description, 0 (not) to 1.

    "The Danish leader" is answered by a prime minister of Denmark; "the president" not by
    a vice president or a former one; "the minister" by any minister.
    """
    table = words()
    titles = list(borne)
    places = {title.of for title in titles if title.of}
    if asked.of and places and asked.of not in places:
        return 0.0
    role, best = _SAME.get(asked.role, asked.role), 0.0
    side, sides = party(asked), {p for p in map(party, titles) if p}
    if side and sides and side not in sides:
        return 0.0
    for title in titles:
        own = _SAME.get(title.role, title.role)
        if role == own:
            fit = 1.0
        elif role in table.generic and own in table.heads and (asked.of or _shared(asked.body, title.body)):
            fit = 0.9
        elif own.endswith(" " + role) and own.split()[0] not in table.apart:
            fit = 0.7
        elif own == role.rsplit(" ", 1)[-1] and own not in table.unique and role not in table.unique:
            fit = 0.5  # "the foreign policy adviser", an adviser
        elif role in ("lawmaker", "legislator", "congressman") and own in table.lawmakers:
            fit = 0.8
        elif role in _RUNNING and own in _RUNNING:
            fit = 0.8
        elif (
            role in _PARTIES
            and own in table.lawmakers
            and asked.of
            and asked.of == title.of
            and side in sides
        ):
            fit = 0.8  # "the Texas Republican"
        else:
            continue
        if (title.apart ^ asked.apart) - _SOFT:
            continue
        if asked.of and title.of and asked.of != title.of:
            continue
        if asked.of and not places:
            fit *= 0.7
        if asked.body and title.body and not _shared(asked.body, title.body):
            fit *= 0.4
        elif asked.body and not title.body:
            fit *= 0.7
        best = max(best, fit)
    return best


def party(title: Title) -> str | None:
    """The party a title names, by its adjective: "republican" for "the GOP nominee"."""
    return next((_PARTIES[w] for w in (title.role, *sorted(title.body)) if w in _PARTIES), None)


def clashes(asked: Title, borne: Iterable[Title]) -> bool:
    """Whether somebody of the titles borne can hardly be meant by the description.

    Another country, another party, the other sex, or an office where the description has
    another: "the senator" is no governor. Words for everybody ("the businessman") clash
    with nothing.
    """
    table, titles = words(), list(borne)
    places, sides = {t.of for t in titles if t.of}, {p for p in map(party, titles) if p}
    side, sex = party(asked), gender(asked)
    if (asked.of and places and asked.of not in places) or (side and sides and side not in sides):
        return True
    if sex and any(gender(t) not in (None, sex) for t in titles):
        return True
    # Who is asked for an expert view is not the one it is about.
    experts = {t.role for t in titles} & table.experts
    if experts and asked.role not in experts:
        return True
    # Nor is the head of some firm, of whom no more is said.
    if titles and all(t.role in table.heads | _HEADS and t.body for t in titles):
        return True
    office = _office(asked, table)
    held = {_office(t, table) for t in titles if not t.apart - _SOFT} - {""}
    return bool(office and held and office not in held)


def _office(title: Title, table: Words) -> str:
    role = _SAME.get(title.role, title.role)
    if role in table.lawmakers:
        return "lawmaker"
    return role if role in table.heads | table.unique | _OFFICES else ""


_HEADS = frozenset({"chief executive", "chair", "chairwoman", "founder", "co-founder", "owner", "partner"})
_OFFICES = frozenset(
    "governor mayor judge justice sheriff pastor professor spokesman reporter general".split()
)


def _shared(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left & right) or any(kindred(a, b) or kindred(b, a) for a in left for b in right)
