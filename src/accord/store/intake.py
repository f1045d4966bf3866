"""What came in: raw bytes, articles in their versions, readings."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from accord.errors import NotStored, StoreError
from accord.records import Article, ArticleId, Published, Reading, StoryId
from accord.store.database import Database, Row
from accord.store.rows import ArticlePage, ArticleRow, Kind, Made, Raw, RawId, Version
from accord.store.serial import dump, load

ARTICLE = (
    "a.id, a.title, a.outlet, a.url, a.day, a.dated, a.moment, a.added, a.language, a.letters,"
    " a.version, a.story, a.unread"
)  # the columns of `article_row`
_AT_ONCE = 400  # values of a list in one statement
_SKETCHES = 2000  # held at a time


def stamped(moment: datetime) -> str:
    """A moment as the store keeps it: the text sorts as the moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def article_row(row: Sequence[Any]) -> ArticleRow:
    id, title, outlet, url, day, dated, moment, added, language, letters, version, story, unread = row
    return ArticleRow(
        ArticleId(id),
        title,
        outlet,
        url,
        date.fromisoformat(day),
        bool(dated),
        moment_of(moment),
        moment_of(added),
        language,
        letters,
        version,
        StoryId(story) if story else None,
        unread,
    )


def in_lists(values: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """``(?, ?, ?)`` with its values, as many at once as a statement may have."""
    rest = list(dict.fromkeys(values))
    for at in range(0, len(rest), _AT_ONCE):
        some = rest[at : at + _AT_ONCE]
        yield "(" + ", ".join("?" * len(some)) + ")", some


def digest_of(kind: str, raw: bytes) -> RawId:
    return RawId(hashlib.sha256(kind.encode() + b"\0" + raw).hexdigest()[:32])


def words_digest(article: Article) -> str:
    """Of the words of the text, or of the title where there is none; blanks count for nothing."""
    told = " ".join(article.text.split()) or " ".join((article.title or "").split())
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def storable(text: str) -> str:
    """A text that any database keeps: bytes of a path that are no UTF-8 are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "�")


class Intake:
    """The part of the store that keeps what came in."""

    db: Database

    # ------------------------------------------------ raw input

    def put_raw(self, location: str, raw: bytes, kind: Kind, retrieved: datetime) -> RawId:
        """Keep the bytes; what is kept already stays as it is, whatever its location."""
        id = digest_of(kind, raw)
        if self.db.value("SELECT 1 FROM raws WHERE id = ?", id) is None:
            with self.db.transaction():
                self.db.rows(
                    "INSERT INTO raws (id, location, kind, bytes, size, retrieved, state)"
                    " VALUES (?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT (id) DO NOTHING",
                    id,
                    storable(location),
                    kind,
                    zlib.compress(raw, 6),
                    len(raw),
                    stamped(retrieved),
                )
        return id

    def raw(self, id: RawId) -> Raw:
        row = self.db.row("SELECT location, kind, bytes, retrieved FROM raws WHERE id = ?", id)
        if row is None:
            raise NotStored(f"there is no raw input {id}")
        try:
            raw = zlib.decompress(row[2])
        except zlib.error as exc:
            raise StoreError(f"raw input {id} ({row[0]}) cannot be read back: {exc}") from exc
        return Raw(id, row[0], row[1], raw, moment_of(row[3]))

    def raw_state(self, id: RawId) -> tuple[str, str | None]:
        """waiting, done or failed, and what of it could not be used."""
        row = self.db.row("SELECT state, reason FROM raws WHERE id = ?", id)
        if row is None:
            raise NotStored(f"there is no raw input {id}")
        return row[0], row[1]

    def waiting(self) -> tuple[RawId, ...]:
        """Raw input that is not taken in yet, in order of arrival."""
        rows = self.db.rows("SELECT id FROM raws WHERE state = 'waiting' ORDER BY number")
        return tuple(RawId(row[0]) for row in rows)

    def settle_raw(
        self, id: RawId, failures: Sequence[str] = (), *, failed: bool = False, stamp: str = ""
    ) -> None:
        """All of it has been taken in, save what `failures` tell; `failed`: nothing of it.

        `stamp` is that of the stage that did.
        """
        self.db.rows(
            "UPDATE raws SET state = ?, reason = ?, stamp = ? WHERE id = ?",
            "failed" if failed else "done",
            storable("\n".join(failures)) or None,
            stamp,
            id,
        )

    def taken_in_otherwise(self, stamp: str) -> tuple[RawId, ...]:
        """Raw input that was taken in, or could not be, by another stage than that of the stamp."""
        rows = self.db.rows(
            "SELECT id FROM raws WHERE stamp <> ? AND state <> 'waiting' ORDER BY number", stamp
        )
        return tuple(RawId(row[0]) for row in rows)

    def made_of(self, raw: RawId) -> tuple[Made, ...]:
        """The versions that came from a raw input, each with whether it is its article's current one."""
        rows = self.db.rows(
            "SELECT v.article, v.number, v.number = a.version, v.record FROM versions v"
            " JOIN articles a ON a.id = v.article WHERE v.raw = ? ORDER BY a.number, v.number",
            raw,
        )
        return tuple(
            Made(number, bool(current), load(Article, record, f"version {number} of article {id}"))
            for id, number, current, record in rows
        )

    # ------------------------------------------------ articles

    def known(self, article: Article) -> tuple[ArticleId | None, bool]:
        """The stored article that this one is, and whether the store has these words of it already.

        The same article is one of the same id, or of the same address; or of the same words
        where neither outlet nor address set the two apart. An id that another outlet's article
        has is no sign of anything.
        """
        words = words_digest(article)
        outlet = article.outlet.value if article.outlet else None
        row = self.db.row("SELECT id, outlet, url FROM articles WHERE id = ?", article.id)
        if row is not None and not _apart((outlet, article.url), (row[1], row[2])):
            return ArticleId(row[0]), self._has(row[0], words)
        if article.url:
            at = self.db.row(
                "SELECT id FROM articles WHERE url = ? ORDER BY number LIMIT 1", storable(article.url)
            )
            if at is not None:
                return ArticleId(at[0]), self._has(at[0], words)
        twins = self.db.rows(
            "SELECT DISTINCT a.id, a.outlet, a.url FROM versions v JOIN articles a ON a.id = v.article"
            " WHERE v.words = ? ORDER BY a.id",
            words,
        )
        for id, *place in twins:
            if not _apart((outlet, article.url), (place[0], place[1])) and _made_up(id, article.id):
                return ArticleId(id), True
        return None, False

    def id_taken(self, id: ArticleId) -> bool:
        return self.db.value("SELECT 1 FROM articles WHERE id = ?", id) is not None

    def _has(self, id: str, words: str) -> bool:
        return self.db.value("SELECT 1 FROM versions WHERE article = ? AND words = ?", id, words) is not None

    def put_article(
        self, article: Article, raw: RawId, *, added: datetime, changes: Sequence[str] = ()
    ) -> int:
        """Keep the article, or a further version of it; gives the number of the version."""
        have = self.db.value("SELECT version FROM articles WHERE id = ?", article.id)
        number = 1 if have is None else int(have) + 1
        published = article.published
        day, moment = _when(published) if published else (added.date().isoformat(), stamped(added))
        fields = (*_fields(article), number)
        if have is None:
            self.db.rows(
                "INSERT INTO articles (url, outlet, title, language, letters, version,"
                " id, day, dated, moment, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *fields,
                article.id,
                day,
                int(published is not None),
                moment,
                stamped(added),
            )
        else:  # it came out when it first did; a later day of a version is a day of the change
            self.db.rows(
                "UPDATE articles SET url = ?, outlet = ?, title = ?, language = ?, letters = ?, version = ?,"
                " unread = NULL WHERE id = ?",
                *fields,
                article.id,
            )
        self.db.rows(
            "INSERT INTO versions (article, number, raw, location, words, added, changes, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            article.id,
            number,
            raw,
            storable(article.location),
            words_digest(article),
            stamped(added),
            json.dumps(list(changes), ensure_ascii=False),
            dump(article),
        )
        self._index_article(article, day)
        return number

    def replace_version(self, article: Article, number: int) -> None:
        """The same version of the article, of the same text, taken in anew by a later `ingest`."""
        self.db.rows(
            "UPDATE versions SET record = ? WHERE article = ? AND number = ?",
            dump(article),
            article.id,
            number,
        )
        version, day, moment, dated = self.db.row(
            "SELECT version, day, moment, dated FROM articles WHERE id = ?", article.id
        ) or (0, "", "", 0)
        if version != number:
            return
        if number == 1 and article.published:  # what a later version states is the day of a change
            day, moment = _when(article.published)
            dated = 1
        self.db.rows(
            "UPDATE articles SET url = ?, outlet = ?, title = ?, language = ?, letters = ?, day = ?,"
            " moment = ?, dated = ?, unread = NULL WHERE id = ?",
            *_fields(article),
            day,
            moment,
            dated,
            article.id,
        )
        self._index_article(article, day)

    def set_unread(self, id: ArticleId, reason: str | None) -> None:
        self.db.rows("UPDATE articles SET unread = ? WHERE id = ?", reason, id)

    def _index_article(self, article: Article, day: str) -> None:
        self.db.rows("DELETE FROM documents WHERE article = ? AND kind = 'article'", article.id)
        self.db.rows(
            "INSERT INTO documents (kind, article, story, first, day, outlet, title, words)"
            " VALUES ('article', ?, (SELECT story FROM articles WHERE id = ?), 0, ?, ?, ?, ?)",
            article.id,
            article.id,
            day,
            storable(article.outlet.value) if article.outlet else None,
            storable(article.title or ""),
            storable(article.text),
        )

    def article(self, id: ArticleId) -> Article:
        """The current version."""
        found = self.articles([id])
        if not found:
            raise NotStored(f"there is no article {id}")
        return found[0]

    def articles(self, ids: Iterable[ArticleId]) -> tuple[Article, ...]:
        """The current versions of those that are here, in the order asked for."""
        wanted = list(ids)
        found: dict[str, Article] = {}
        for marks, some in in_lists(wanted):
            for id, record in self.db.rows(
                "SELECT a.id, v.record FROM articles a JOIN versions v"
                f" ON v.article = a.id AND v.number = a.version WHERE a.id IN {marks}",
                *some,
            ):
                found[id] = load(Article, record, f"article {id}")
        return tuple(found[id] for id in wanted if id in found)

    def article_rows(self, ids: Iterable[ArticleId]) -> tuple[ArticleRow, ...]:
        wanted = list(ids)
        found: dict[str, ArticleRow] = {}
        for marks, some in in_lists(wanted):
            for row in self.db.rows(f"SELECT {ARTICLE} FROM articles a WHERE a.id IN {marks}", *some):
                found[row[0]] = article_row(row)
        return tuple(found[id] for id in wanted if id in found)

    def article_page(self, id: ArticleId) -> ArticlePage:
        with self.db.transaction(writing=False):
            rows = self.article_rows([id])
            if not rows:
                raise NotStored(f"there is no article {id}")
            versions = self.db.rows(
                "SELECT v.number, v.raw, v.location, r.retrieved, v.added, v.changes, v.record"
                " FROM versions v JOIN raws r ON r.id = v.raw WHERE v.article = ? ORDER BY v.number",
                id,
            )
        return ArticlePage(rows[0], tuple(_version(id, row) for row in versions))

    # ------------------------------------------------ readings

    def put_reading(self, reading: Reading, version: int, stamp: str, sketch: bytes) -> None:
        """Keep what was read in a version of an article, in place of what was read before."""
        self.db.rows(
            "INSERT INTO readings (article, version, stamp, record) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (article) DO UPDATE SET version = excluded.version, stamp = excluded.stamp,"
            " record = excluded.record",
            reading.article.id,
            version,
            stamp,
            dump(reading),
        )
        self.put_sketch(reading.article.id, sketch)

    def put_sketch(self, article: ArticleId, sketch: bytes) -> None:
        """Keep what grouping sees of an article, in place of what it saw before."""
        self.db.rows(
            "INSERT INTO sketches (number, sketch) SELECT number, ? FROM articles WHERE id = ?"
            " ON CONFLICT (number) DO UPDATE SET sketch = excluded.sketch",
            sketch,
            article,
        )

    def readings(self, ids: Iterable[ArticleId]) -> tuple[Reading, ...]:
        """Those that are here, in the order asked for."""
        wanted = list(ids)
        found: dict[str, Reading] = {}
        for marks, some in in_lists(wanted):
            for id, record in self.db.rows(
                f"SELECT article, record FROM readings WHERE article IN {marks}", *some
            ):
                found[id] = load(Reading, record, f"the reading of article {id}")
        return tuple(found[id] for id in wanted if id in found)

    def sketches(self, ids: Iterable[ArticleId]) -> Mapping[ArticleId, bytes]:
        found: dict[ArticleId, bytes] = {}
        for marks, some in in_lists(ids):
            for id, sketch in self.db.rows(
                f"SELECT a.id, k.sketch FROM articles a JOIN sketches k ON k.number = a.number"
                f" WHERE a.id IN {marks}",
                *some,
            ):
                found[ArticleId(id)] = bytes(sketch)
        return found

    def live(self, *, latest: int) -> Iterator[tuple[ArticleId, StoryId, bytes]]:
        """So many articles, the last that came, each with its story and its sketch, in order of arrival."""
        at = self.db.value(
            "SELECT number FROM articles WHERE story IS NOT NULL ORDER BY number DESC LIMIT 1 OFFSET ?",
            latest,
        )
        while rows := self.db.rows(
            "SELECT a.number, a.id, a.story, k.sketch FROM articles a JOIN sketches k ON k.number = a.number"
            " WHERE a.number > ? AND a.story IS NOT NULL ORDER BY a.number LIMIT ?",
            at or 0,
            _SKETCHES,
        ):
            at = rows[-1][0]
            for _, id, story, sketch in rows:
                yield ArticleId(id), StoryId(story), bytes(sketch)

    def unread(self, stamp: str) -> tuple[ArticleId, ...]:
        """Articles whose reading is missing, or was made of another version or by other stages."""
        rows = self.db.rows(
            "SELECT a.id FROM articles a LEFT JOIN readings r ON r.article = a.id"
            " WHERE a.unread IS NULL AND (r.article IS NULL OR r.stamp <> ? OR r.version <> a.version)"
            " ORDER BY a.number",
            stamp,
        )
        return tuple(ArticleId(row[0]) for row in rows)


def _when(published: Published) -> tuple[str, str]:
    """Day and moment as the store keeps them; midnight where the hour is not stated."""
    day = published.day.isoformat()
    return day, stamped(published.moment) if published.moment else f"{day}T00:00:00.000000Z"


def _fields(article: Article) -> tuple[str | int | None, ...]:
    """Address, outlet, title, language and letters of an article's row."""
    return (
        storable(article.url) if article.url else None,
        storable(article.outlet.value) if article.outlet else None,
        storable(article.title) if article.title else None,
        article.language,
        len(article.text),
    )


def _apart(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    """Whether outlet or address tell two articles apart, where both state them."""
    (outlet, url), (its_outlet, its_url) = one, other
    if outlet and its_outlet and outlet.casefold() != its_outlet.casefold():
        return True
    return bool(url and its_url and url != its_url)


def _made_up(*ids: str) -> bool:
    """Whether one of the ids is a digest of ours, so that it says nothing of its own."""
    return any(len(id) == 16 and all(c in "0123456789abcdef" for c in id) for id in ids)


def _version(id: str, row: Row) -> Version:
    number, raw, location, retrieved, added, changes, record = row
    return Version(
        number,
        RawId(raw),
        location,
        moment_of(retrieved),
        moment_of(added),
        tuple(json.loads(changes)),
        load(Article, record, f"version {number} of article {id}"),
    )
