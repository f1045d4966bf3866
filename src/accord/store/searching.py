"""Search: words and phrases, by person, outlet and days, over articles, quotations and facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from accord.records import ArticleId, StoryId
from accord.store.database import DOCUMENT, Database, Row
from accord.store.rows import Hit, Query

_TERM = re.compile(r'"([^"]*)"?|(\S+)')
_WORD = re.compile(r"\w+")
_EXCERPT = 240  # characters
_MOST = 20


def terms_of(words: str) -> tuple[tuple[str, ...], ...]:
    """What is searched for: each a word, or a phrase in double quotes; signs count for nothing."""
    found = (_WORD.findall(phrase or word) for phrase, word in _TERM.findall(words))
    return tuple(tuple(term) for term in found if term)


class Searching:
    """The part of the store that finds."""

    db: Database

    def search(self, query: Query, *, limit: int = _MOST, offset: int = 0) -> tuple[Hit, ...]:
        """What has all the words, best first; without words, what fits the rest, newest first."""
        terms = terms_of(query.words)
        where, values = self._filters(query)
        rows = (
            self.db.search(terms, where, values, limit, offset)
            if terms
            else self._newest(where, values, limit, offset)
        )
        return tuple(_hit(row, terms) for row in rows)

    def _newest(self, where: str, values: Sequence[object], limit: int, offset: int) -> list[Row]:
        return self.db.rows(
            f"SELECT {DOCUMENT}, 0.0 FROM documents d WHERE 1 = 1{where}"
            " ORDER BY d.day DESC, d.number DESC LIMIT ? OFFSET ?",
            *values,
            limit,
            offset,
        )

    def _filters(self, query: Query) -> tuple[str, list[Any]]:
        where = ""
        values: list[object] = []
        if query.kinds:
            where += " AND d.kind IN (" + ", ".join("?" * len(query.kinds)) + ")"
            values += query.kinds
        if query.outlet:
            where += " AND d.outlet = ?"
            values.append(query.outlet)
        if query.person:
            where += " AND lower(d.person) LIKE ? ESCAPE '\\'"
            escaped = re.sub(r"([\\%_])", r"\\\1", query.person.lower())
            values.append(f"%{escaped}%")
        if query.first:
            where += " AND d.day >= ?"
            values.append(query.first.isoformat())
        if query.last:
            where += " AND d.day <= ?"
            values.append(query.last.isoformat())
        return where, values


def _hit(row: Sequence[Any], terms: Sequence[Sequence[str]]) -> Hit:
    kind, article, story, entry, first, day, outlet, person, title, words, score = row
    excerpt, marks = excerpt_of(words, terms)
    return Hit(
        kind,
        ArticleId(article),
        StoryId(story) if story else None,
        entry,
        first,
        title,
        excerpt,
        marks,
        date.fromisoformat(day),
        outlet,
        person,
        float(score),
    )


def excerpt_of(text: str, terms: Sequence[Sequence[str]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A stretch of the text that holds the first term, cut at words, and where terms stand in it."""
    text = " ".join(text.split())
    pattern = re.compile(
        "|".join(r"\b" + r"\W+".join(map(re.escape, term)) + r"\b" for term in terms) or r"(?!)", re.I
    )
    found = pattern.search(text)
    at = max(0, found.start() - _EXCERPT // 4) if found else 0
    if at:
        at = text.find(" ", at) + 1 or at
    end = at + _EXCERPT
    if end < len(text):
        end = max(text.rfind(" ", at, end), at + 1)
    excerpt = text[at:end]
    return excerpt, tuple(m.span() for m in pattern.finditer(excerpt))
