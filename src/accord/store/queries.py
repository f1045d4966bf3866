"""What the desk asks: stories of a day, a story, a person, an outlet, what has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from accord.errors import NotStored
from accord.records import Account, Article, ArticleId, StoryId
from accord.store.intake import ARTICLE, article_row, in_lists, moment_of, stamped
from accord.store.rows import (
    ArticleRow,
    Counts,
    OutletPage,
    OutletRow,
    PersonPage,
    PersonRow,
    Print,
    Said,
    StoryPage,
    StoryRow,
    Told,
)
from accord.store.serial import load
from accord.store.telling import Telling

_STORY = (
    "s.id, s.title, s.statement, s.statement_article, s.articles, s.outlets, s.origins, s.first_day,"
    " s.last_day, s.newest, s.changed, t.told, CASE WHEN t.revision = s.revision THEN 0 ELSE 1 END"
)
_STORIES = "stories s LEFT JOIN accounts t ON t.story = s.id"
_SAID = (
    "u.story, s.title, u.number, u.words, u.wording, u.articles, u.origins, u.moment"
    " FROM utterances u JOIN stories s ON s.id = u.story"
)
_MOST = 100  # entries of a list where the caller does not say
_TAKING = 30  # outlets and sources that are listed


class Queries(Telling):
    """The part of the store that answers the desk. Every list ends with `limit` and goes on at `offset`."""

    # ------------------------------------------------ stories

    def stories_of(self, day: date, *, limit: int = _MOST, offset: int = 0) -> tuple[StoryRow, ...]:
        """Stories with an article of that day, by what the day brought to them."""
        rows = self.db.rows(
            f"SELECT {_STORY}, d.weight FROM story_days d JOIN stories s ON s.id = d.story"
            " LEFT JOIN accounts t ON t.story = s.id"
            " WHERE d.day = ? ORDER BY d.weight DESC, s.changed DESC, s.id LIMIT ? OFFSET ?",
            day.isoformat(),
            limit,
            offset,
        )
        return self._story_rows(rows)

    def stories(self, *, limit: int = _MOST, offset: int = 0) -> tuple[StoryRow, ...]:
        """All stories, the last changed first."""
        rows = self.db.rows(
            f"SELECT {_STORY}, s.outlets FROM {_STORIES} WHERE s.articles > 0"
            " ORDER BY s.changed DESC, s.id LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return self._story_rows(rows)

    def story_rows(self, ids: Iterable[StoryId]) -> tuple[StoryRow, ...]:
        """Those that are here, in the order asked for."""
        wanted = list(ids)
        found: dict[str, StoryRow] = {}
        for marks, some in in_lists(wanted):
            rows = self.db.rows(f"SELECT {_STORY}, s.outlets FROM {_STORIES} WHERE s.id IN {marks}", *some)
            found |= {row.id: row for row in self._story_rows(rows)}
        return tuple(found[id] for id in wanted if id in found)

    def days(self, *, limit: int = 60) -> tuple[tuple[date, int, int], ...]:
        """The days that have articles, newest first, each with how many stories and articles."""
        rows = self.db.rows(
            "SELECT day, count(*), sum(articles) FROM story_days GROUP BY day ORDER BY day DESC LIMIT ?",
            limit,
        )
        return tuple((date.fromisoformat(day), stories, int(articles)) for day, stories, articles in rows)

    def newest_day(self) -> date | None:
        day = self.db.value("SELECT max(day) FROM story_days")
        return date.fromisoformat(day) if day else None

    def became(self, id: StoryId) -> StoryId:
        """The story itself, or the one that it was merged into."""
        for _ in range(100):
            into = self.db.value("SELECT became FROM stories WHERE id = ? AND became IS NOT NULL", id)
            if into is None:
                break
            id = StoryId(into)
        return id

    def story_page(self, id: StoryId) -> StoryPage:
        """Raises `NotStored`; a merged story's address leads to the one it was merged into."""
        with self.db.transaction(writing=False):
            id = self.became(id)
            found = self.story_rows([id])
            if not found or not found[0].articles:
                raise NotStored(f"there is no story {id}")
            told = self.db.row("SELECT record, told FROM accounts WHERE story = ?", id)
            articles = self.db.rows(
                f"SELECT {ARTICLE}, v.record FROM articles a JOIN versions v"
                " ON v.article = a.id AND v.number = a.version WHERE a.story = ? ORDER BY a.moment, a.number",
                id,
            )
            events = self.events(story=id)
        return StoryPage(
            found[0],
            load(Account, told[0], f"the account of story {id}") if told else None,
            moment_of(told[1]) if told else None,
            tuple(load(Article, row[-1], f"article {row[0]}") for row in articles),
            tuple(article_row(row[:-1]) for row in articles),
            events,
        )

    def _story_rows(self, rows: Sequence[Sequence[Any]]) -> tuple[StoryRow, ...]:
        newest: dict[str, ArticleRow] = {}
        days: dict[str, list[tuple[date, int]]] = defaultdict(list)
        for marks, some in in_lists(row[9] for row in rows if row[9]):
            for row in self.db.rows(f"SELECT {ARTICLE} FROM articles a WHERE a.id IN {marks}", *some):
                newest[row[0]] = article_row(row)
        for marks, some in in_lists(row[0] for row in rows):
            for story, day, count in self.db.rows(
                f"SELECT story, day, articles FROM story_days WHERE story IN {marks} ORDER BY day", *some
            ):
                days[story].append((date.fromisoformat(day), count))
        return tuple(
            StoryRow(
                StoryId(id),
                title,
                statement,
                ArticleId(at) if at else None,
                articles,
                outlets,
                origins,
                date.fromisoformat(first),
                date.fromisoformat(last),
                newest.get(new),
                moment_of(changed),
                bool(stale),
                float(weight),
                tuple(days[id]),
                moment_of(told) if told else None,
            )
            for id, title, statement, at, articles, outlets, origins, first, last, new, changed, told, stale,
            weight in rows
        )  # fmt: skip

    # ------------------------------------------------ articles

    def newest_articles(self, *, limit: int = _MOST, offset: int = 0) -> tuple[ArticleRow, ...]:
        """The last to arrive first."""
        rows = self.db.rows(
            f"SELECT {ARTICLE} FROM articles a ORDER BY a.number DESC LIMIT ? OFFSET ?", limit, offset
        )
        return tuple(article_row(row) for row in rows)

    # ------------------------------------------------ persons

    def persons(self, *, like: str = "", limit: int = _MOST, offset: int = 0) -> tuple[PersonRow, ...]:
        """Who is quoted, the most quoted first; `like`: only those whose name has that in it."""
        rows = self.db.rows(
            "SELECT p.key, p.name, p.kind, p.named, count(*), count(DISTINCT u.story), max(u.moment)"
            " FROM persons p JOIN utterances u ON u.person = p.key WHERE p.key LIKE ? ESCAPE '\\'"
            " GROUP BY p.key, p.name, p.kind, p.named ORDER BY count(*) DESC, p.key LIMIT ? OFFSET ?",
            f"%{_literal(like.casefold())}%",
            limit,
            offset,
        )
        return tuple(_person(row) for row in rows)

    def person_page(self, key: str, *, limit: int = 500, offset: int = 0) -> PersonPage:
        """All that one is reported to have said. Raises `NotStored`."""
        with self.db.transaction(writing=False):
            row = self.db.row(
                "SELECT p.key, p.name, p.kind, p.named, count(u.story), count(DISTINCT u.story),"
                " max(u.moment) FROM persons p LEFT JOIN utterances u ON u.person = p.key WHERE p.key = ?"
                " GROUP BY p.key, p.name, p.kind, p.named",
                key,
            )
            if row is None or not row[4]:
                raise NotStored(f"nothing is reported to have been said by {key!r}")
            said = self._said(
                f"SELECT {_SAID} WHERE u.person = ? ORDER BY u.moment DESC, u.story, u.number"
                " LIMIT ? OFFSET ?",
                key,
                limit,
                offset,
            )
        return PersonPage(_person(row), said)

    def said_in(self, story: StoryId) -> tuple[Said, ...]:
        """What is said in a story, in the order of its account."""
        return self._said(f"SELECT {_SAID} WHERE u.story = ? ORDER BY u.number", story)

    def _said(self, sql: str, *values: object) -> tuple[Said, ...]:
        rows = self.db.rows(sql, *values)
        prints: dict[tuple[str, int], list[Print]] = defaultdict(list)
        wanted = {(row[0], row[2]) for row in rows}
        for marks, some in in_lists(row[0] for row in rows):
            for story, number, article, outlet, moment, kind, words, first in self.db.rows(
                "SELECT r.story, r.utterance, r.article, a.outlet, a.moment, r.kind, r.words, r.first"
                f" FROM renderings r JOIN articles a ON a.id = r.article WHERE r.story IN {marks}"
                " ORDER BY r.story, r.utterance, r.number, a.moment, a.number",
                *some,
            ):
                if (story, number) in wanted:
                    prints[story, number].append(
                        Print(ArticleId(article), outlet, moment_of(moment), kind, words, first)
                    )
        return tuple(
            Said(
                StoryId(story),
                title,
                number,
                words,
                wording,
                articles,
                origins,
                moment_of(moment),
                tuple(prints[story, number]),
            )
            for story, title, number, words, wording, articles, origins, moment in rows
        )

    # ------------------------------------------------ outlets

    def outlets(self, *, limit: int = _MOST, offset: int = 0) -> tuple[OutletRow, ...]:
        """Those with the most articles first."""
        rows = self.db.rows(
            "SELECT outlet, count(*), count(DISTINCT story), max(moment) FROM articles"
            " WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY count(*) DESC, outlet LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return tuple(OutletRow(name, n, stories, moment_of(last)) for name, n, stories, last in rows)

    def outlet_page(self, name: str, *, limit: int = _MOST) -> OutletPage:
        """What an outlet reported alone, first, and from whom it takes. Raises `NotStored`."""
        with self.db.transaction(writing=False):
            row = self.db.row(
                "SELECT count(*), count(DISTINCT story), max(moment) FROM articles WHERE outlet = ?", name
            )
            if row is None or not row[0]:
                raise NotStored(f"there is no article of {name!r}")
            alone = self.db.rows(
                "SELECT f.story, s.title, f.article, f.first, f.words, a.moment, f.weight"
                " FROM articles a JOIN facts f ON f.article = a.id AND f.role = 'alone'"
                " JOIN stories s ON s.id = f.story WHERE a.outlet = ?"
                " ORDER BY a.moment DESC, a.number, f.number LIMIT ?",
                name,
                limit,
            )
            first = self.db.rows(
                f"SELECT {_STORY}, s.outlets FROM {_STORIES} WHERE s.outlets > 1 AND s.id IN"
                " (SELECT a.story FROM articles a WHERE a.outlet = ? AND NOT EXISTS"
                "   (SELECT 1 FROM articles b WHERE b.story = a.story AND b.moment < a.moment))"
                " ORDER BY s.changed DESC, s.id LIMIT ?",
                name,
                limit,
            )
            takes = self.db.rows(
                "SELECT coalesce(b.outlet, t.on_source), count(DISTINCT t.article) FROM articles a"
                " JOIN ties t ON t.article = a.id LEFT JOIN articles b ON b.id = t.on_article"
                " WHERE a.outlet = ? AND t.kind <> 'shares passages'"
                " AND coalesce(b.outlet, t.on_source) IS NOT NULL AND coalesce(b.outlet, t.on_source) <> ?"
                " GROUP BY coalesce(b.outlet, t.on_source) ORDER BY 2 DESC, 1 LIMIT ?",
                name,
                name,
                _TAKING,
            )
            taken = self.db.rows(
                "SELECT b.outlet, count(*) FROM"
                " (SELECT t.article FROM articles a JOIN ties t ON t.on_article = a.id"
                "   WHERE a.outlet = ? AND t.kind <> 'shares passages' UNION"
                "  SELECT t.article FROM ties t WHERE t.on_source = ? AND t.kind <> 'shares passages') x"
                " JOIN articles b ON b.id = x.article WHERE b.outlet IS NOT NULL AND b.outlet <> ?"
                " GROUP BY b.outlet ORDER BY 2 DESC, 1 LIMIT ?",
                name,
                name,
                name,
                _TAKING,
            )
            newest = self.db.rows(
                f"SELECT {ARTICLE} FROM articles a WHERE a.outlet = ? ORDER BY a.moment DESC, a.number DESC"
                " LIMIT ?",
                name,
                limit,
            )
            first_rows = self._story_rows(first)
        return OutletPage(
            OutletRow(name, row[0], row[1], moment_of(row[2])),
            tuple(
                Told(StoryId(story), title, ArticleId(article), start, words, moment_of(moment), weight)
                for story, title, article, start, words, moment, weight in alone
            ),
            first_rows,
            tuple((source, count) for source, count in takes),
            tuple((outlet, count) for outlet, count in taken),
            tuple(article_row(r) for r in newest),
        )

    # ------------------------------------------------ what has changed

    def changed_since(self, moment: datetime, *, limit: int = _MOST) -> tuple[StoryRow, ...]:
        """Stories that changed after the moment, the last changed first."""
        rows = self.db.rows(
            f"SELECT {_STORY}, s.outlets FROM {_STORIES} WHERE s.articles > 0 AND s.changed > ?"
            " ORDER BY s.changed DESC, s.id LIMIT ?",
            stamped(moment),
            limit,
        )
        return self._story_rows(rows)

    def counts(self) -> Counts:
        one = self.db.value
        return Counts(
            one("SELECT count(*) FROM articles"),
            one("SELECT count(*) FROM articles WHERE unread IS NOT NULL"),
            one("SELECT count(*) FROM stories WHERE articles > 0"),
            one("SELECT count(*) FROM raws"),
            one("SELECT count(*) FROM raws WHERE state = 'waiting'"),
            one(
                f"SELECT count(*) FROM {_STORIES} WHERE s.articles > 0"
                " AND (t.revision IS NULL OR t.revision <> s.revision)"
            ),
            one("SELECT count(*) FROM corrections WHERE undone IS NULL"),
            one("SELECT count(*) FROM feeds"),
        )


def _person(row: Sequence[Any]) -> PersonRow:
    key, name, kind, named, utterances, stories, last = row
    return PersonRow(key, name, kind, bool(named), utterances, stories, moment_of(last) if last else None)


def _literal(text: str) -> str:
    """For LIKE, with nothing in it that stands for other characters."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
