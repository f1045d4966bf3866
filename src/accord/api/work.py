"""Work that takes time and is done for the interface: reading what was added, telling a story anew."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any, Final, Protocol

from accord.dossier import Format
from accord.exports import write_archive
from accord.fetch import Fetcher, Fetching
from accord.library import Added, Library
from accord.records import StoryId
from accord.store.rows import RawId
from accord.watching import add_pages

_IN_MEMORY: Final = 8 * 2**20  # of an archive; a larger one waits on the disk
_PIECE: Final = 64 * 1024


class Worker(Protocol):
    """The desk's workshop is one; what the futures give is its own affair."""

    def take_in(self, raws: Sequence[RawId] | None = None) -> Future[Any]:
        """Read raw input that the store has."""

    def fetch(self, addresses: Sequence[str]) -> Future[Added]:
        """Fetch pages and take them in."""

    def tell(self, story: StoryId) -> Future[Any]:
        """Tell a story anew."""

    def export(self, formats: Sequence[Format]) -> Iterator[bytes]:
        """Everything as a ZIP archive, in pieces as it is made."""


class AtOnce:
    """A worker that does all of it where it stands, one thing after another."""

    def __init__(self, library: Library, fetching: Fetching | None = None) -> None:
        self._library = library
        self._fetching = fetching or Fetching()
        self._lock = threading.Lock()

    def take_in(self, raws: Sequence[RawId] | None = None) -> Future[Any]:
        def work() -> None:
            added = self._library.take_in(raws)
            self._library.tell_stale(added.stories)

        return self._done(work)

    def fetch(self, addresses: Sequence[str]) -> Future[Added]:
        def work() -> Added:
            fetcher = Fetcher(self._fetching)
            try:
                added = add_pages(self._library, fetcher, addresses)
            finally:
                fetcher.stop()
            self._library.tell_stale(added.stories)
            return added

        return self._done(work)

    def tell(self, story: StoryId) -> Future[Any]:
        return self._done(lambda: self._library.tell(story))

    def export(self, formats: Sequence[Format]) -> Iterator[bytes]:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as archive:
            write_archive(self._library, formats, archive)
            archive.seek(0)
            while piece := archive.read(_PIECE):
                yield piece

    def _done(self, work: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            with self._lock:
                future.set_result(work())
        except Exception as exc:  # whoever asks for the result is told
            future.set_exception(exc)
        return future
