"""What both databases give to the store: statements, transactions, connections shared by threads.

SQL is written once, with ``?`` for values. What differs between the two stands here as a
method or a word; there is no third layer between the store's SQL and the databases.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from accord.errors import StoreError
from accord.store.migrations import MIGRATIONS

Row = tuple[Any, ...]
RANKED = 3000  # of more documents that have all the terms, the newest are ranked
DOCUMENT = "d.kind, d.article, d.story, d.entry, d.first, d.day, d.outlet, d.person, d.title, d.words"


class Database(ABC):
    """One database. Threads may share it: each statement takes a free connection, each transaction
    keeps one for its thread until it ends."""

    words: ClassVar[Mapping[str, str]]  # of this database, for the migrations
    name: str  # as it is told to users

    def __init__(self) -> None:
        self._free: list[Any] = []
        self._lock = threading.Lock()
        self._of_thread = threading.local()
        self._closed = False

    # ------------------------------------------------ to be given by each

    @abstractmethod
    def _connect(self) -> Any:
        """A new connection."""

    @abstractmethod
    def _run(self, connection: Any, sql: str, values: Sequence[object]) -> list[Row]:
        """The rows of a statement; none where it gives none."""

    @abstractmethod
    def _run_many(self, connection: Any, sql: str, rows: Sequence[Sequence[object]]) -> None: ...

    @abstractmethod
    def _run_through(self, connection: Any, sql: str) -> Iterator[Row]:
        """The rows of a statement as they are read; other statements may run meanwhile."""

    @abstractmethod
    def _begin(self, connection: Any, *, writing: bool) -> None:
        """Begin a transaction; one that writes waits for the others that do."""

    @abstractmethod
    def _translated(self, error: BaseException) -> StoreError | None:
        """What a user should be told of an error of the database; None where it is a bug."""

    @abstractmethod
    def search(
        self,
        terms: Sequence[Sequence[str]],
        tags: Sequence[Sequence[str]],
        where: str,
        values: Sequence[object],
        limit: int,
        offset: int,
    ) -> list[Row]:
        """Documents that have all the terms, of which there is one at least, and fit `where`; best first.

        `tags` narrow it down beforehand: documents have one of each group. Columns: those of
        `DOCUMENT`, and a score.
        """

    @abstractmethod
    def tag(self, kind: str, value: str) -> str:
        """How the index names what a search is narrowed to: k a kind of document, o an outlet,
        p a speaker, d a day (20240521), m a month (202405), y a year."""

    @abstractmethod
    def foreign(self) -> bool:
        """Whether there are tables, and none of them is ours."""

    @abstractmethod
    def check(self) -> list[str]:
        """What the database itself finds wrong with its tables."""

    @abstractmethod
    def columns(self, table: str) -> tuple[str, ...]:
        """The columns that are stored, in their order."""

    @abstractmethod
    def renumber(self, tables: Sequence[str]) -> None:
        """After rows came in with numbers of their own: go on counting after them."""

    @abstractmethod
    def backup(self, target: Path, lines: Callable[[], Iterable[str]]) -> None:
        """Everything into a file; `lines` gives it as an export."""

    # ------------------------------------------------ what the store calls

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self._connection() as connection, self._telling():
            return self._run(connection, sql, values)

    def row(self, sql: str, *values: object) -> Row | None:
        found = self.rows(sql, *values)
        return found[0] if found else None

    def value(self, sql: str, *values: object) -> Any:
        found = self.row(sql, *values)
        return found[0] if found else None

    def each(self, sql: str) -> Iterator[Row]:
        """Rows as they are read, however many there are; within a transaction."""
        connection = getattr(self._of_thread, "connection", None)
        assert connection is not None, "a transaction keeps the rows as they stand"
        with self._telling():
            yield from self._run_through(connection, sql)

    def many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            with self._connection() as connection, self._telling():
                self._run_many(connection, sql, rows)

    @contextmanager
    def transaction(self, *, writing: bool = True) -> Iterator[None]:
        """All or nothing. Within another transaction of the thread it is a part of that one.

        Without `writing`, all that is read stands as it stood when the transaction began.
        """
        if getattr(self._of_thread, "connection", None) is not None:
            yield
            return
        connection = self._take()
        try:
            with self._telling():
                self._begin(connection, writing=writing)
            self._of_thread.connection = connection
            try:
                yield
                with self._telling():
                    self._run(connection, "COMMIT", ())
            except BaseException:
                self._roll_back(connection)
                raise
        finally:
            self._of_thread.connection = None
            self._give(connection)

    def _other_tables(self, reason: object) -> StoreError:
        return StoreError(
            f"{self.name}: its tables are not those that this Accord knows ({reason}); another version has"
            " changed the store meanwhile: start again, with the newer one"
        )

    def migrate(self) -> None:
        """Bring the tables up to date, step by step; refuse a store that a newer program made."""
        if self.foreign():
            raise StoreError(f"{self.name}: this database is not a store of Accord; it holds other tables")
        self.rows(
            "CREATE TABLE IF NOT EXISTS migrations"
            " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL)"
        )
        if self._steps_done() == len(MIGRATIONS):
            return
        for number, (name, step) in enumerate(MIGRATIONS, 1):
            with self.transaction():
                done = self._steps_done()  # another process may have been at it
                if done > len(MIGRATIONS):
                    raise StoreError(
                        f"{self.name}: the store was made by a newer Accord (its step {done}, this one"
                        f" knows {len(MIGRATIONS)}); install the newer version to use it"
                    )
                if number > done:
                    for statement in step(self.words):
                        self.rows(statement)
                    self.rows(f"INSERT INTO migrations VALUES (?, ?, {self.words['now']})", number, name)

    def _steps_done(self) -> int:
        return int(self.value("SELECT coalesce(max(number), 0) FROM migrations"))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
        for connection in free:
            connection.close()

    # ------------------------------------------------ connections

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        held = getattr(self._of_thread, "connection", None)
        if held is not None:
            yield held
            return
        connection = self._take()
        try:
            yield connection
        finally:
            self._give(connection)

    def _take(self) -> Any:
        with self._lock:
            if self._closed:
                raise StoreError(f"{self.name}: the store has been closed")
            if self._free:
                return self._free.pop()
        with self._telling():
            return self._connect()

    def _give(self, connection: Any) -> None:
        with self._lock:
            if not self._closed and self._alive(connection):
                self._free.append(connection)
                return
        connection.close()

    def _alive(self, connection: Any) -> bool:
        return True

    def _roll_back(self, connection: Any) -> None:
        try:
            self._run(connection, "ROLLBACK", ())
        except Exception:  # the connection is gone, and the transaction with it
            connection.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as exc:  # a name or a word given by a user, not by an article
            raise StoreError("a text holds half of a character (a lone surrogate)") from exc
        except Exception as exc:
            told = self._translated(exc)
            if told is None:
                raise
            raise told from exc
