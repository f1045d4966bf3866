"""When a reader was last here, so that a page can say what has changed since."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from accord.errors import StoreError
from accord.store import Store

_APART: Final = timedelta(minutes=30)  # between two visits
_READERS: Final = 10_000  # that are remembered at a time


class _Visit(NamedTuple):
    """A reader's visit that goes on."""

    before: datetime | None  # when the one before began
    began: datetime
    seen: datetime  # last


class Visits:
    """Looking at several pages is one visit; the next one begins after half an hour without any."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        # A page must not wait for others who write to the store; there may be one of them at any time.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="visits")
        self._here: dict[str, _Visit] = {}

    def since(self, reader: str, now: datetime) -> datetime | None:
        """The moment of the visit before this one; None on the first."""
        name = _name(reader)
        with self._lock:
            known = self._here.get(name)
            if known is not None and now - known.seen < _APART:
                self._here[name] = known._replace(seen=now)
                return known.before
        # what is on its way to the store is known here
        before = known.began if known is not None else self._store.last_visit(name)
        self._remember(name, _Visit(before, now, now))
        return before

    def mark(self, reader: str, now: datetime) -> None:
        """What has changed up to now has been seen."""
        name = _name(reader)
        self._remember(name, _Visit(now, now, now))

    def close(self) -> None:
        """Wait until all is written."""
        self._writing.shutdown()

    def _write(self, name: str, now: datetime) -> None:
        with suppress(StoreError):  # what is not written costs a reader the list of what has changed
            self._store.visit(name, at=now)

    def _remember(self, name: str, visit: _Visit) -> None:
        with self._lock:
            self._here.pop(name, None)
            self._here[name] = visit
            while len(self._here) > _READERS:
                del self._here[next(iter(self._here))]
        self._writing.submit(self._write, name, visit.began)


def _name(reader: str) -> str:
    """The store keeps no secret of a browser."""
    return hashlib.sha256(reader.encode()).hexdigest()[:32]
