"""Work on many things in several processes, the results in the order of the things."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 2  # chunks that wait for each process: enough to keep it busy, few enough to bound the memory


def in_processes(
    work: Callable[[Iterable[T]], Iterator[R]], things: Iterable[T], jobs: int, chunk: int = 8
) -> Iterator[R]:
    """``work(things)``, done by `jobs` processes in chunks, lazily, in the order of the things.

    `work` gives one result a thing and can be pickled, as can things and results. An error
    in it is raised here. When the caller stops, the processes end with the chunk in hand.
    """
    rest = iter(things)
    # a fresh interpreter each: what the parent has loaded, threads among it, does not survive a fork
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_leave_interrupts)
    pending: deque[Future[list[R]]] = deque()
    try:
        while True:
            while len(pending) < jobs * _AHEAD and (some := list(islice(rest, chunk))):
                pending.append(pool.submit(_all, work, some))
            if not pending:
                return
            yield from pending.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _all(work: Callable[[Iterable[T]], Iterator[R]], things: list[T]) -> list[R]:
    return list(work(things))


def _leave_interrupts() -> None:
    """Ctrl-C is for the parent, which then stops the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
