"""The store over a database: its parts put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accord.store.agreements import Agreements
from accord.store.database import Database
from accord.store.entries import Entries
from accord.store.keeping import Keeping
from accord.store.queries import Queries
from accord.store.searching import Searching
from accord.store.upkeep import Upkeep


class SqlStore(Upkeep, Queries, Searching, Keeping, Entries, Agreements):
    """`Store` in SQL; SQLite and PostgreSQL differ in `Database` alone."""

    def __init__(self, database: Database) -> None:
        self.db = database

    @property
    def name(self) -> str:
        return self.db.name

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in it is kept, or nothing; other writers wait for its end."""
        with self.db.transaction():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read in it stands as it stood at the beginning."""
        with self.db.transaction(writing=False):
            yield

    def backup(self, target: Path) -> None:
        """A copy of the whole store in a file, while others read and write. Raises `StoreError`.

        Of SQLite a store of its own; of PostgreSQL an export, to be imported into an empty store.
        """
        self.db.backup(target, self.export)

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> SqlStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
