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

_ARTICLES = frozenset(("a", "an", "the"))
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
    """What two credits share when they name a source in the same words, but for "the" and capitals."""
    words = re.findall(r"\w+", re.sub(r"['’]s\b", "", source.casefold()))
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or source, article if words and words[0] in _BACK else ""


def group_credits(account: Account, view: View) -> tuple[Leaning, ...]:
    """The sources credited; those that most articles lean on come first, else in the order of the reports.

    One description ("a senior official") is one entry, whoever is meant by it in each article. A name
    that ends just one longer name of an outlet ("the Gazette", "the Verrin Gazette") is short for it.
    """
    ordered = sorted(account.credits, key=lambda c: view.sheet(c.evidence[0].article).number)
    groups: dict[tuple[str, str], list[Credit]] = {}
    for credit in ordered:
        groups.setdefault(source_key(credit.source, credit.evidence[0].article), []).append(credit)
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
    return Leaning(
        one_line(_commonest(credit.source for credit in credits)),
        _commonest(credit.kind for credit in credits),
        len({p.article for p in evidence}),
        evidence,
    )


def _commonest(values: Iterable[T]) -> T:
    return Counter(values).most_common(1)[0][0]
