"""Search: words and phrases, by person, outlet and days, over articles, quotations and facts."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from accord.records import ArticleId, StoryId
from accord.store.database import DOCUMENT, Database, Row
from accord.store.rows import Hit, Query

_TERM = re.compile(r'"([^"]*)"?|(\S+)')
_WORD = re.compile(r"\w+")
_EXCERPT = 240  # characters
_MOST = 20
_SPEAKERS = 100  # of more that have a part of a name, the others are left out


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
        speakers = self._speakers(query.person) if query.person else None
        if speakers == []:
            return ()
        where, values = self._filters(query, speakers)
        rows = (
            self.db.search(terms, self._tags(query, speakers), where, values, limit, offset)
            if terms
            else self._newest(where, values, limit, offset)
        )
        return tuple(_hit(row, terms) for row in rows)

    def _speakers(self, part: str) -> list[str]:
        """The speakers with that in their names, be they named persons or not; the first ones by name."""
        escaped = re.sub(r"([\\%_])", r"\\\1", part.lower())
        rows = self.db.rows(
            "SELECT DISTINCT person FROM documents WHERE person IS NOT NULL"
            " AND lower(person) LIKE ? ESCAPE '\\' ORDER BY person LIMIT ?",
            f"%{escaped}%",
            _SPEAKERS,
        )
        return [row[0] for row in rows]

    def _tags(self, query: Query, speakers: Sequence[str] | None) -> list[list[str]]:
        groups: list[list[str]] = []
        if query.kinds:
            groups.append([self.db.tag("k", kind) for kind in query.kinds])
        if query.outlet:
            groups.append([self.db.tag("o", query.outlet)])
        if speakers:
            groups.append([self.db.tag("p", speaker) for speaker in speakers])
        if query.first or query.last:
            ends = self.db.row("SELECT min(day), max(day) FROM documents")
            first, last = (
                (date.fromisoformat(day) for day in ends if day) if ends and ends[0] else (None, None)
            )
            if first and last:
                first, last = max(query.first or first, first), min(query.last or last, last)
                groups.append([self.db.tag(kind, digits) for kind, digits in periods(first, last)])
        return [group or ["none"] for group in groups]

    def _newest(self, where: str, values: Sequence[object], limit: int, offset: int) -> list[Row]:
        return self.db.rows(
            f"SELECT {DOCUMENT}, 0.0 FROM documents d WHERE 1 = 1{where}"
            " ORDER BY d.day DESC, d.number DESC LIMIT ? OFFSET ?",
            *values,
            limit,
            offset,
        )

    def _filters(self, query: Query, speakers: Sequence[str] | None) -> tuple[str, list[Any]]:
        where = ""
        values: list[object] = []
        if query.kinds:
            where += " AND d.kind IN (" + ", ".join("?" * len(query.kinds)) + ")"
            values += query.kinds
        if query.outlet:
            where += " AND d.outlet = ?"
            values.append(query.outlet)
        if speakers:
            where += " AND d.person IN (" + ", ".join("?" * len(speakers)) + ")"
            values += speakers
        if query.first:
            where += " AND d.day >= ?"
            values.append(query.first.isoformat())
        if query.last:
            where += " AND d.day <= ?"
            values.append(query.last.isoformat())
        return where, values


def periods(first: date, last: date) -> Iterator[tuple[str, str]]:
    """The days from the first to the last in few pieces: years, months ("m", "202405"), days."""
    at = first
    while at <= last:
        year_end = date(at.year, 12, 31)
        month_end = date(at.year, at.month, monthrange(at.year, at.month)[1])
        digits = at.isoformat().replace("-", "")
        if (at.month, at.day) == (1, 1) and year_end <= last:
            yield "y", digits[:4]
            end = year_end
        elif at.day == 1 and month_end <= last:
            yield "m", digits[:6]
            end = month_end
        else:
            yield "d", digits
            end = at
        if end == date.max:
            return
        at = end + timedelta(days=1)


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
