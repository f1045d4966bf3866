"""A store by its address."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from accord.errors import StoreError
from accord.store.database import Database
from accord.store.sql import SqlStore
from accord.store.sqlite import SqliteDatabase

_SQLITE, _POSTGRES = "sqlite:///", ("postgresql://", "postgres://")


def open_store(address: str) -> SqlStore:
    """The store at ``sqlite:///FILE``, ``postgresql://…`` or a path; made where there is none.

    After ``sqlite:///`` stands a path, relative unless it begins with another slash.
    Raises `StoreError` where it cannot be opened, is damaged, or was made by a newer Accord.
    """
    database = _database(address)
    try:
        database.migrate()
    except BaseException:
        database.close()
        raise
    return SqlStore(database)


def _database(address: str) -> Database:
    if address.startswith(_POSTGRES):
        from accord.store.postgres import PostgresDatabase  # its driver takes time to load

        return PostgresDatabase(address)
    if address.startswith(_SQLITE):
        return SqliteDatabase(Path(unquote(address.removeprefix(_SQLITE))))
    if "://" in address:
        scheme = address.partition("://")[0]
        raise StoreError(
            f"there is no kind of store called {scheme!r}; it is sqlite:///FILE or postgresql://…"
        )
    return SqliteDatabase(Path(address))
