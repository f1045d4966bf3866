"""Whom the articles of a story lean on: credits with the same words for a source, as one entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from accord.dossier.sheets import one_line
from accord.dossier.view import View
from accord.records import Account, ArticleId, Credit, CreditKind, Passage

T = TypeVar("T")

_ARTICLES = frozenset(("a", "an", "the", "same"))
_AGENCY = re.compile(r"(?<=\w) (?:news )?(?:agency|service|wire)$", re.IGNORECASE)  # "the Tarsk news agency"
_TAKEN_UP = re.compile(r"[Tt]he (?:same )?(?P<noun>[a-z-]+)")
# Where a description has named its head: "a diplomat | in Port Menrow".
_ADDED = re.compile(
    r"(?<=\w) (?:about|at|briefed|by|close|familiar|for|from|in|of|on|published|that|to|which|who|with)\b"
)
_DESCRIBED = ("anonymous", "spokesperson", "document")
_MORE_WORDS = 3  # of a name beside a short form of it: "a memo obtained by the Gazette" is none
# "His office" is another office in another article, and "they" are others.
_BACK = frozenset("he she it they his her its their our my this that these those".split())


@dataclass(frozen=True, slots=True)
class Leaning:
    """A source and every sentence that leans on it."""

    source: str  # the form printed most often
    kind: CreditKind
    articles: int
    evidence: tuple[Passage, ...]


def source_key(source: str, article: ArticleId) -> tuple[str, str]:
    """What two credits share when they name a source in the same words, but for "the" and capitals.

    "CORRANT" and "the Corrant news agency" are one name.
    """
    bare = _AGENCY.sub("", source)
    left = [word for word in bare.split() if word.lower() not in _ARTICLES]
    agency = (
        len(left) == 1 or "news" in source[len(bare) :].lower()
    )  # "the Tarsk Space Agency" is no "Tarsk Space"
    named = agency and left != [] and left[-1][:1].isupper()
    words = re.findall(r"\w+", re.sub(r"['’]s\b", "", (bare if named else source).casefold()))
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or source, article if words and words[0] in _BACK else ""


def group_credits(account: Account, view: View) -> tuple[Leaning, ...]:
    """The sources credited; those that most articles lean on come first, else in the order of the reports.

    One description ("a senior official") is one entry, whoever is meant by it in each article; "the
    official" is the one that the article credited before. A name that ends just one longer name of
    an outlet ("the Gazette", "the Verrin Gazette") is short for it.
    """
    ordered = sorted(account.credits, key=lambda c: view.sheet(c.evidence[0].article).number)
    groups: dict[tuple[str, str], list[Credit]] = {}
    last: dict[tuple[ArticleId, str], tuple[str, str]] = {}  # whom an article means by "the diplomat"
    for credit in ordered:
        article = credit.evidence[0].article
        key = source_key(credit.source, article)
        taken_up = _TAKEN_UP.fullmatch(credit.source)
        if credit.kind in _DESCRIBED:
            if taken_up:
                key = last.get((article, taken_up["noun"].lower()), key)
            last[article, _ADDED.split(key[0])[0].split()[-1]] = key
        groups.setdefault(key, []).append(credit)
    _join_short_names(groups)
    return tuple(sorted(map(_leaning, groups.values()), key=lambda g: (-g.articles, -len(g.evidence))))


def _join_short_names(groups: dict[tuple[str, str], list[Credit]]) -> None:
    """The groups of short names of outlets, put into those of the longer names."""
    names = [
        key
        for key, credits in groups.items()
        if credits[0].kind == "outlet" and credits[0].source.split()[-1][:1].isupper()
    ]
    for short in sorted(names, key=len):
        longer = [
            key
            for key in names
            if key in groups
            and key[0].endswith(f" {short[0]}")
            and 0 < _more_words(key, short) <= _MORE_WORDS
        ]
        if len(longer) == 1:
            joined = groups[longer[0]] + groups.pop(short)
            longest = max(len(c.source) for c in groups[longer[0]])
            groups[longer[0]] = sorted(joined, key=lambda c: len(c.source) != longest)


def _more_words(longer: tuple[str, str], short: tuple[str, str]) -> int:
    return len(longer[0].split()) - len(short[0].split())


def _leaning(credits: list[Credit]) -> Leaning:
    evidence = tuple(dict.fromkeys(p for credit in credits for p in credit.evidence))
    full = [c.source for c in credits if c.kind not in _DESCRIBED or not _TAKEN_UP.fullmatch(c.source)]
    mixed = [name for name in full if not name.isupper()]
    return Leaning(
        one_line(_commonest(mixed or full or [c.source for c in credits])),
        _commonest(credit.kind for credit in credits),
        len({p.article for p in evidence}),
        evidence,
    )


def _commonest(values: Iterable[T]) -> T:
    return Counter(values).most_common(1)[0][0]
