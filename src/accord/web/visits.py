"""When a reader was last here, so that a page can say what has changed since."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from accord.errors import StoreError
from accord.store import Store

_APART: Final = timedelta(minutes=30)  # between two visits
_READERS: Final = 10_000  # that are remembered at a time


class Visits:
    """Looking at several pages is one visit; the next one begins after half an hour without any."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        # A page must not wait for others who write to the store; there may be one of them at any time.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="visits")
        self._here: dict[str, tuple[datetime | None, datetime]] = {}  # the visit before, last seen

    def since(self, reader: str, now: datetime) -> datetime | None:
        """The moment of the visit before this one; None on the first."""
        name = _name(reader)
        with self._lock:
            before, seen = self._here.get(name, (None, None))
            if seen is not None and now - seen < _APART:
                self._here[name] = (before, now)
                return before
        before = self._store.last_visit(name)
        self._remember(name, before, now)
        self._writing.submit(self._write, name, now)
        return before

    def mark(self, reader: str, now: datetime) -> None:
        """What has changed up to now has been seen."""
        name = _name(reader)
        self._remember(name, now, now)
        self._writing.submit(self._write, name, now)

    def close(self) -> None:
        """Wait until all is written."""
        self._writing.shutdown()

    def _write(self, name: str, now: datetime) -> None:
        with suppress(StoreError):  # what is not written costs a reader the list of what has changed
            self._store.visit(name, at=now)

    def _remember(self, name: str, before: datetime | None, now: datetime) -> None:
        with self._lock:
            self._here.pop(name, None)
            self._here[name] = (before, now)
            while len(self._here) > _READERS:
                del self._here[next(iter(self._here))]


def _name(reader: str) -> str:
    """The store keeps no secret of a browser."""
    return hashlib.sha256(reader.encode()).hexdigest()[:32]
