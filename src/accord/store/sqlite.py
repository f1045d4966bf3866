"""The store in one file: SQLite, with a write-ahead log, so that readers never wait for the writer."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from accord.errors import StoreBusy, StoreError
from accord.store.database import DOCUMENT, RANKED, Database, Row

_WAIT_S = 60.0  # for another process that writes; its transactions take milliseconds
_CACHE_KB = 32_768

_SEARCH = """
CREATE VIRTUAL TABLE search USING fts5
    (title, words, content='documents', content_rowid='number', tokenize="unicode61 remove_diacritics 2")
;;
CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
    INSERT INTO search (rowid, title, words) VALUES (new.number, new.title, new.words);
END
;;
CREATE TRIGGER documents_gone AFTER DELETE ON documents BEGIN
    INSERT INTO search (search, rowid, title, words) VALUES ('delete', old.number, old.title, old.words);
END
"""

# What a search is narrowed to stands in the index as words of a column of its own: a list of
# numbers is met with another much sooner than a hundred thousand rows are read.
_TAGS_OF = (
    "'k' || {0}.kind || ' o' || coalesce(hex(substr({0}.outlet, 1, 100)), '')"
    " || ' p' || coalesce(hex(substr({0}.person, 1, 100)), '')"
    " || ' d' || replace({0}.day, '-', '') || ' m' || replace(substr({0}.day, 1, 7), '-', '')"
    " || ' y' || substr({0}.day, 1, 4)"
)
_TAGS = f"""
DROP TRIGGER documents_added
;;
DROP TRIGGER documents_gone
;;
DROP TABLE search
;;
CREATE VIEW searched AS SELECT d.number, d.title, d.words, {_TAGS_OF.format("d")} AS tags FROM documents d
;;
CREATE VIRTUAL TABLE search USING fts5 (title, words, tags, content='searched', content_rowid='number',
    tokenize="unicode61 remove_diacritics 2")
;;
INSERT INTO search (search) VALUES ('rebuild')
;;
CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
    INSERT INTO search (rowid, title, words, tags)
    VALUES (new.number, new.title, new.words, {_TAGS_OF.format("new")});
END
;;
CREATE TRIGGER documents_gone AFTER DELETE ON documents BEGIN
    INSERT INTO search (search, rowid, title, words, tags)
    VALUES ('delete', old.number, old.title, old.words, {_TAGS_OF.format("old")});
END
;;
CREATE TRIGGER documents_changed AFTER UPDATE OF title, words, kind, outlet, person, day ON documents BEGIN
    INSERT INTO search (search, rowid, title, words, tags)
    VALUES ('delete', old.number, old.title, old.words, {_TAGS_OF.format("old")});
    INSERT INTO search (rowid, title, words, tags)
    VALUES (new.number, new.title, new.words, {_TAGS_OF.format("new")});
END
"""

_OTHER_TABLES = re.compile(r"^no such (?:table|column)|has no column named|already exists$")


class SqliteDatabase(Database):
    words: ClassVar[Mapping[str, str]] = {
        "blob": "BLOB",
        "serial": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "now": "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
        "search_column": "",
        "search": _SEARCH,
        "tags": _TAGS,
    }

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.name = str(path)
        if path.is_dir():
            raise StoreError(f"{path}: this is a folder, not the file of a store")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise StoreError(
                f"{path}: its folder cannot be made ({(exc.strerror or str(exc)).lower()})"
            ) from exc

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # what is acknowledged outlives a power cut
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            connection.execute("PRAGMA temp_store = MEMORY")
        except BaseException:
            connection.close()
            raise
        return connection

    def _run(self, connection: Any, sql: str, values: Sequence[object]) -> list[Row]:
        cursor = connection.execute(sql, values)
        try:
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def _run_through(self, connection: Any, sql: str) -> Iterator[Row]:
        with closing(connection.execute(sql)) as cursor:
            yield from cursor

    def _run_many(self, connection: Any, sql: str, rows: Sequence[Sequence[object]]) -> None:
        connection.executemany(sql, rows).close()

    def _begin(self, connection: Any, *, writing: bool) -> None:
        connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    def tag(self, kind: str, value: str) -> str:
        return kind + (value[:100].encode().hex() if kind in "op" else value)

    def search(
        self,
        terms: Sequence[Sequence[str]],
        tags: Sequence[Sequence[str]],
        where: str,
        values: Sequence[object],
        limit: int,
        offset: int,
    ) -> list[Row]:
        match = "{title words} : (" + " AND ".join('"' + " ".join(term) + '"' for term in terms) + ")"
        match += "".join(f" AND tags : ({' OR '.join(some)})" for some in tags)
        joined = "search JOIN documents d ON d.number = search.rowid"
        oldest = self.value(
            f"SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET {RANKED}",
            match,
        )
        return self.rows(
            f"SELECT {DOCUMENT}, -bm25(search, 4.0, 1.0, 0.0) FROM {joined}"
            f" WHERE search MATCH ? AND search.rowid > ?{where}"
            " ORDER BY bm25(search, 4.0, 1.0, 0.0) LIMIT ? OFFSET ?",
            match,
            oldest or 0,
            *values,
            limit,
            offset,
        )

    def foreign(self) -> bool:
        names = {row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return bool(names) and "migrations" not in names

    def check(self) -> list[str]:
        found = [str(row[0]) for row in self.rows("PRAGMA integrity_check(20)")]
        found = [] if found == ["ok"] else found
        for table, row, parent, _ in self.rows("PRAGMA foreign_key_check"):
            found.append(f"row {row} of {table} refers to something in {parent} that is not there")
        return found

    def columns(self, table: str) -> tuple[str, ...]:
        return tuple(row[1] for row in self.rows(f"PRAGMA table_info({table})"))

    def renumber(self, tables: Sequence[str]) -> None:
        """SQLite does so by itself."""

    def backup(self, target: Path, lines: Callable[[], Iterable[str]]) -> None:
        part = target.with_name(f".{target.name}.part")
        try:
            with self._connection() as source, closing(sqlite3.connect(part)) as copy:
                source.backup(copy, pages=2000, sleep=0.01)
            os.replace(part, target)
        except (sqlite3.Error, OSError) as exc:
            part.unlink(missing_ok=True)
            raise StoreError(f"{target}: the backup cannot be written ({exc})") from exc

    def _translated(self, error: BaseException) -> StoreError | None:
        if not isinstance(error, sqlite3.Error):
            return None
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return StoreBusy(f"{self.name}: another process holds the store; try again when it has ended")
        if code == sqlite3.SQLITE_NOTADB:
            return StoreError(f"{self.name}: this file is no store of Accord")
        if code == sqlite3.SQLITE_CORRUPT:
            return StoreError(
                f"{self.name}: the file is damaged ({error}); restore a backup,"
                " or save what can be read with `accord store export`"
            )
        if code == sqlite3.SQLITE_CANTOPEN:
            denied = self.path.exists() and not os.access(self.path, os.R_OK)
            reason = "permission is denied" if denied else "the file or its folder cannot be opened"
            return StoreError(f"{self.name}: {reason}")
        if code == sqlite3.SQLITE_READONLY:
            return StoreError(f"{self.name}: permission to write it is denied")
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return StoreError(f"{self.name}: it cannot be written ({error}); is the disk full?")
        if code == sqlite3.SQLITE_ERROR and _OTHER_TABLES.search(str(error)):
            return self._other_tables(error)
        return None
