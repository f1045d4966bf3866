"""Work that takes time and is done for the interface: reading what was added, telling a story anew."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from accord.library import Library
from accord.records import StoryId
from accord.store.rows import RawId


class Worker(Protocol):
    """The desk's workshop is one; what the futures give is its own affair."""

    def take_in(self, raws: Sequence[RawId] | None = None) -> Future[Any]:
        """Read raw input that the store has."""

    def tell(self, story: StoryId) -> Future[Any]:
        """Tell a story anew."""


class AtOnce:
    """A worker that does all of it where it stands, one thing after another."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()

    def take_in(self, raws: Sequence[RawId] | None = None) -> Future[Any]:
        def work() -> None:
            added = self._library.take_in(raws)
            self._library.tell_stale(added.stories)

        return self._done(work)

    def tell(self, story: StoryId) -> Future[Any]:
        return self._done(lambda: self._library.tell(story))

    def _done(self, work: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            with self._lock:
                future.set_result(work())
        except Exception as exc:  # whoever asks for the result is told
            future.set_exception(exc)
        return future
