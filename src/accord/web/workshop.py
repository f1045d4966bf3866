"""Work that takes time, in a process of its own: reading what was added, telling stories anew.

The desk itself stays small and quick: models are loaded in the worker alone, and nothing it
does holds up a page. What is asked for is in the store first, so a worker that dies loses nothing.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from accord.errors import AccordError
from accord.monitoring import Draft
from accord.records import StoryId
from accord.store.rows import AgreementId, RawId

_library: Any = None  # of the worker


@dataclass(frozen=True, slots=True)
class Work:
    """What became of something that was added."""

    new: int = 0
    changed: int = 0
    known: int = 0
    failures: tuple[tuple[str, str], ...] = ()  # what, why
    stories: tuple[StoryId, ...] = ()


def _begin(address: str) -> None:
    global _library
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the desk ends its worker itself
    from accord.library import Library
    from accord.pipeline import read_agencies
    from accord.settings import read_settings
    from accord.store import open_store

    agencies = read_settings().compare.agencies
    _library = Library(open_store(address), agencies=read_agencies(agencies) if agencies else None)


def _work(added: Any) -> Work:
    _library.tell_stale(added.stories)
    return Work(
        len(added.new),
        len(added.changed),
        added.known,
        tuple((f.location, f.reason) for f in added.failures),
        added.stories,
    )


def _take_in(raws: Sequence[RawId] | None) -> Work:
    return _work(_library.take_in(raws))


def _fetch(address: str) -> Work:
    return _work(_library.add([address]))


def _tell(stories: Sequence[StoryId]) -> None:
    _library.tell_stale(stories)


def _find(agreement: AgreementId) -> None:
    from accord.monitoring import Monitor

    Monitor(_library).find(agreement)


def _draft(text: str) -> Draft | None:
    from accord.monitoring import Monitor

    return Monitor(_library).draft_from_text(text)


class Workshop:
    """One worker, started when there is something to do; `done` is called after each piece of work."""

    def __init__(self, store_address: str, *, done: Callable[[], None] = lambda: None) -> None:
        self._address = store_address
        self._done = done
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._under_way: dict[tuple[str, str], Future[None]] = {}

    def take_in(self, raws: Sequence[RawId] | None = None) -> Future[Work]:
        """Read raw input that the store has; without `raws`, all that waits."""
        return self._submit(_take_in, raws)

    def fetch(self, address: str) -> Future[Work]:
        return self._submit(_fetch, address)

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
                        mp_context=multiprocessing.get_context("spawn"),
                        initializer=_begin,
                        initargs=(self._address,),
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
