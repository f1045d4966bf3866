"""Work that takes time, in a process of its own: reading what was added, telling stories anew.

The desk itself stays small and quick: models are loaded in the worker alone, and nothing it
does holds up a page. What is asked for is in the store first, so a worker that dies loses nothing.
"""

from __future__ import annotations

import io
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from accord.errors import AccordError
from accord.monitoring import Draft
from accord.records import StoryId
from accord.store.rows import AgreementId, RawId

if TYPE_CHECKING:
    from accord.dossier import Format
    from accord.fetch import Fetching
    from accord.library import Added, Library
    from accord.store import Store

log = logging.getLogger("accord.web")
_SPAWN: Final = multiprocessing.get_context("spawn")
_PIECE: Final = 64 * 1024
_library: Any = None  # of the worker
_fetching: Fetching | None = None  # how it fetches


def _begin(address: str, fetching: Fetching | None) -> None:
    global _library, _fetching
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the desk ends its worker itself
    from accord.store import open_store

    _library = _library_of(open_store(address))
    _fetching = fetching


def _library_of(store: Store) -> Library:
    """A library that tells as the desk's own does: with the table of agencies in the settings."""
    from accord.library import Library
    from accord.pipeline import read_agencies
    from accord.settings import read_settings

    return Library(store, agencies=read_agencies(read_settings().compare.agencies))


def _told(added: Added) -> Added:
    _library.tell_stale(added.stories)
    return added


def _take_in(raws: Sequence[RawId] | None) -> Added:
    return _told(_library.take_in(raws))


def _fetch(addresses: Sequence[str]) -> Added:
    from accord.fetch import Fetcher, Fetching
    from accord.watching import add_pages

    fetcher = Fetcher(_fetching or Fetching())
    try:
        return _told(add_pages(_library, fetcher, addresses))
    finally:
        fetcher.stop()


def _tell(stories: Sequence[StoryId]) -> None:
    _library.tell_stale(stories)


def _find(agreement: AgreementId) -> None:
    from accord.monitoring import Monitor

    Monitor(_library).find(agreement)


def _draft(text: str) -> Draft | None:
    from accord.monitoring import Monitor

    return Monitor(_library).draft_from_text(text)


class _Pieces(io.RawIOBase):
    """What is written goes through a connection."""

    def __init__(self, to: Connection) -> None:
        self._to = to

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._to.send_bytes(piece)
        return len(piece)


def _export(address: str, formats: Sequence[Format], to: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(10)  # whoever reads the desk meanwhile comes first
    from accord.exports import write_archive
    from accord.store import open_store

    with suppress(OSError):  # whoever asked has gone
        try:
            with open_store(address) as store, io.BufferedWriter(_Pieces(to), _PIECE) as out:
                write_archive(_library_of(store), formats, out)
        except AccordError as exc:
            log.error("the export broke off: %s", exc)
        else:
            to.send_bytes(b"")  # it is whole


class Workshop:
    """One worker, started when there is something to do; `done` is called after each piece of work."""

    def __init__(
        self,
        store_address: str,
        *,
        fetching: Fetching | None = None,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        """`fetching`: how pages are fetched, and from which private hosts they may be."""
        self._address = store_address
        self._fetching = fetching
        self._done = done
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: dict[tuple[str, str], Future[None]] = {}

    def take_in(self, raws: Sequence[RawId] | None = None) -> Future[Added]:
        """Read raw input that the store has; without `raws`, all that waits."""
        return self._submit(_take_in, raws)

    def fetch(self, addresses: Sequence[str]) -> Future[Added]:
        """Fetch pages and take them in."""
        return self._submit(_fetch, addresses)

    def tell(self, story: StoryId) -> Future[None]:
        """Tell a story anew; asked for again while that is under way, it is done once."""
        return self._once(("story", story), _tell, [story])

    def find(self, agreement: AgreementId) -> Future[None]:
        """Find what the articles tell of an agreement; once, as a story is told."""
        return self._once(("agreement", agreement), _find, agreement)

    def draft(self, text: str) -> Future[Draft | None]:
        """Propose an agreement file from a text."""
        return self._submit(_draft, text)

    def _once(self, key: tuple[str, str], work: Callable[..., Any], *args: Any) -> Future[None]:
        with self._lock:
            under_way = self._under_way.get(key)
        if under_way is not None and not under_way.done():
            return under_way
        future = self._submit(work, *args)
        with self._lock:
            self._under_way = {k: f for k, f in self._under_way.items() if not f.done()} | {key: future}
        return future

    def export(self, formats: Sequence[Format]) -> Iterator[bytes]:
        """Everything as a ZIP archive, in pieces as a process of its own makes them.

        Raises `AccordError` where it breaks off.
        """
        ours, theirs = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=_export, args=(self._address, formats, theirs), daemon=True)
        process.start()
        theirs.close()
        try:
            while piece := ours.recv_bytes():
                yield piece
        except EOFError:
            raise AccordError("the export broke off") from None
        finally:
            ours.close()
            process.join()

    def close(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, work: Callable[..., Any], *args: Any) -> Future[Any]:
        with self._lock:
            for _ in range(2):
                if self._pool is None:
                    self._pool = ProcessPoolExecutor(
                        1,
                        mp_context=_SPAWN,
                        initializer=_begin,
                        initargs=(self._address, self._fetching),
                    )
                try:
                    future = self._pool.submit(work, *args)
                    break
                except BrokenProcessPool:  # the worker died before; another one takes over
                    self._pool = None
            else:
                raise AccordError("the worker of the desk cannot be started")
        future.add_done_callback(lambda _: self._done())
        return future
