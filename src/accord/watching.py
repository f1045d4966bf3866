"""The watch: feeds and folders looked at, what is new in them taken into the store.

    feeds due ─ fetch ─ parse ─ plan_round ─► entries ─┐ one transaction a feed
    entries due ─ fetch ─ parse ─ plan_look ─► raw, entry ┐ one transaction a page
    files changed ─ read ─ plan_files ─► raws, entries ┘       │
                                         library.take_in ◄─────┘ what waits, waits safely

Fetching and parsing are done by threads, a host by one of them at a time; the store is written
by the thread that runs the round. Killed anywhere, an entry is still due or its raw input is
kept: the next round goes on from there, and what is fetched twice is one article.
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from accord.errors import FetchError, IngestError
from accord.fetch import FEEDS, Fetched, Fetcher, as_utf8
from accord.ingest import Kind, parse_input
from accord.ingest.syndication import parse_feed
from accord.inputs import list_folder, read_inputs, sniff
from accord.library import Added, Library
from accord.pipeline import Progress
from accord.records import Failure
from accord.rounds import (
    FeedAnswer,
    PageAnswer,
    Watching,
    digest,
    is_due,
    plan_files,
    plan_look,
    plan_round,
    state_of,
)
from accord.store import Store
from accord.store.rows import Feed, RawId, WatchedEntry
from accord.urls import host_of, same_page

_TAKEN_AT_ONCE = 16  # pages fetched before they are read: what is new is shown soon
_PAGES = (
    "",
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/json",
    "application/xml",
    "text/xml",
)
T = TypeVar("T")
S = TypeVar("S")


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What one round of the watch did."""

    feeds: int = 0  # that were asked
    unchanged: int = 0  # of them
    resting: int = 0  # that failed before and are left alone for now
    postponed: int = 0  # pages that wait for the next round
    added: Added = field(default_factory=Added)
    failures: tuple[Failure, ...] = ()


class Watch:
    """A store and a fetcher at work on what is watched. One for each process, used by one thread."""

    def __init__(
        self,
        library: Library,
        fetcher: Fetcher,
        settings: Watching | None = None,
        *,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.library, self.fetcher, self.settings = library, fetcher, settings or Watching()
        self.store: Store = library.store
        self._now = now

    # ------------------------------------------------ rounds

    def round(self, *, progress: Progress = _silent) -> RoundReport:
        """Look at everything that is due once, and take in what is new.

        What an earlier round fetched and did not get to read comes first.
        """
        added = self.library.take_in(progress=progress)
        feeds = self.store.feeds()
        due = [f for f in feeds if f.kind == "feed" and is_due(f, self._now())]
        failures: list[Failure] = []
        unchanged = self._look_at_feeds(due, failures, progress)
        postponed, taken = self._look_at_pages(failures, progress)
        added += taken
        for folder in (f for f in feeds if f.kind == "folder"):
            added += self._look_into(folder, failures, progress)
        self.library.tell_stale(added.stories, progress=progress)
        resting = sum(f.kind == "feed" for f in feeds) - len(due)
        return RoundReport(len(due), unchanged, resting, postponed, added, tuple(failures))

    def run(
        self,
        every: timedelta,
        report: Callable[[RoundReport], None],
        *,
        progress: Progress = _silent,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """A round, and another each time the interval is over, until it is interrupted."""
        while True:
            began = time.monotonic()
            report(self.round(progress=progress))
            left_s = every.total_seconds() - (time.monotonic() - began)
            if left_s > 0:
                sleep(left_s)

    # ------------------------------------------------ feeds

    def _look_at_feeds(self, feeds: Sequence[Feed], failures: list[Failure], progress: Progress) -> int:
        unchanged = done = 0
        jobs = [(host_of(_address(f)), f) for f in feeds]
        progress("feeds", 0, len(feeds))
        for feed, answer in self._by_host(jobs, self._ask_feed):
            known, named = {}, {}
            if isinstance(answer, FeedAnswer) and answer.document is not None:
                entries = answer.document.entries
                known = dict(self.store.entries(e.location for e in entries))
                named = dict(self.store.entries_named(feed.location, (e.id for e in entries)))
            planned = plan_round(feed, answer, known, named, now=self._now(), settings=self.settings)
            with self.store.transaction():
                self.store.save_feed(planned.feed)
                self.store.put_entries(planned.entries)
            failures += planned.failures
            unchanged += isinstance(answer, FeedAnswer) and not planned.entries
            done += 1
            progress("feeds", done, len(feeds))
        return unchanged

    def _ask_feed(self, feed: Feed) -> FeedAnswer | FetchError | IngestError:
        state = state_of(feed)
        try:
            fetched = self.fetcher.get(
                _address(feed),
                most=self.fetcher.settings.feed_bytes,
                accept=FEEDS,
                etag=state.etag,
                last_modified=state.last_modified,
            )
            if fetched.status == 304:
                return FeedAnswer(None, moved=fetched.moved)
            document = parse_feed(fetched.url, fetched.body, fetched.charset)
        except (FetchError, IngestError) as exc:
            return exc
        return FeedAnswer(document, fetched.etag, fetched.last_modified, fetched.moved)

    # ------------------------------------------------ pages

    def _look_at_pages(self, failures: list[Failure], progress: Progress) -> tuple[int, Added]:
        due = self.store.entries_due(self._now())
        chosen, count = [], dict[str, int]()
        for entry in due:
            host = host_of(entry.url or entry.feed)
            count[host] = count.get(host, 0) + 1
            if count[host] <= self.settings.pages:
                chosen.append((host, entry))
        added, raws, done = Added(), list[RawId](), 0
        progress("pages", 0, len(chosen))
        for entry, answer in self._by_host(chosen, self._ask_page):
            planned = plan_look(entry, answer, now=self._now(), settings=self.settings)
            with self.store.transaction():
                if planned.take is not None:
                    location, raw, kind = planned.take
                    raws.append(self.store.put_raw(location, raw, kind, self._now()))
                self.store.put_entries([planned.entry])
            if planned.failure is not None:
                failures.append(planned.failure)
            done += 1
            progress("pages", done, len(chosen))
            if len(raws) >= _TAKEN_AT_ONCE:
                added += self.library.take_in(raws)
                raws.clear()
        added += self.library.take_in(raws)
        return len(due) - len(chosen), added

    def _ask_page(self, entry: WatchedEntry) -> PageAnswer | FetchError | IngestError:
        if entry.url is None:  # the feed holds all there is
            return IngestError(entry.location, "the feed gives no address for it")
        try:
            return ask_page(self.fetcher, entry.url, entry.etag, entry.last_modified)
        except (FetchError, IngestError) as exc:
            return exc

    # ------------------------------------------------ folders

    def _look_into(self, folder: Feed, failures: list[Failure], progress: Progress) -> Added:
        known = {entry.location: entry for entry in self.store.entries_of(folder.location)}
        if not os.path.isdir(folder.location):
            failures.append(Failure(folder.location, "read", "there is no such folder now"))
            return Added()
        files, unsettled = _files(folder.location, self.settings.settle_s)
        if unsettled:  # once: a file that is always written to must not hold up the rest
            time.sleep(self.settings.settle_s)
            files, unsettled = _files(folder.location, self.settings.settle_s)
        failures += [Failure(p, "read", "it is being written to; left for the next round") for p in unsettled]
        changed = plan_files(folder, files, known, now=self._now())
        added = Added()
        for done, entry in enumerate(changed):
            progress("files", done, len(changed))
            raws = []
            for item in read_inputs([entry.location]):
                if isinstance(item, Failure):
                    failures.append(item)
                else:
                    raws.append(self.store.put_raw(item.location, item.raw, item.kind, self._now()))
            self.store.put_entries([entry])  # after what it holds is kept
            added += self.library.take_in(raws)
        return added

    # ------------------------------------------------ threads

    def _by_host(self, jobs: Sequence[tuple[str, S]], work: Callable[[S], T]) -> Iterator[tuple[S, T]]:
        """Each job with its result, as they are done; the jobs of one host one after another."""
        lanes: dict[str, list[S]] = {}
        for host, job in jobs:
            lanes.setdefault(host, []).append(job)
        waiting: queue.SimpleQueue[list[S]] = queue.SimpleQueue()
        results: queue.SimpleQueue[tuple[S, T] | BaseException] = queue.SimpleQueue()
        over = threading.Event()
        for lane in lanes.values():
            waiting.put(lane)

        def worker() -> None:
            try:
                while not over.is_set():
                    for job in waiting.get_nowait():
                        if over.is_set():
                            return
                        results.put((job, work(job)))
            except queue.Empty:
                pass
            except BaseException as exc:  # a bug, or a stop: told where the round runs
                results.put(exc)

        # daemons: a name server that does not answer must not keep a stopped command from ending
        for _ in range(min(self.settings.at_once, len(lanes))):
            threading.Thread(target=worker, daemon=True).start()
        try:
            for _ in jobs:
                result = results.get()
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            over.set()


def _address(feed: Feed) -> str:
    return state_of(feed).url or feed.location


def _files(folder: str, settle_s: float) -> tuple[list[tuple[str, str]], list[str]]:
    """The files with a mark of their state, and those that were written to a moment ago."""
    files, unsettled = [], []
    for path in list_folder(folder):
        try:
            stat = os.stat(path)
        except OSError:  # gone meanwhile
            continue
        if 0 <= time.time() - stat.st_mtime < settle_s:
            unsettled.append(path)
        else:
            files.append((path, f"{stat.st_mtime_ns} {stat.st_size}"))
    return files, unsettled


# ---------------------------------------------------------------- one page


def ask_page(
    fetcher: Fetcher, url: str, etag: str | None = None, last_modified: str | None = None
) -> PageAnswer:
    """An article's page, fetched and looked at. Raises `FetchError`, or `IngestError` when it holds none."""
    fetched = fetcher.get(url, etag=etag, last_modified=last_modified)
    if fetched.status == 304:
        return PageAnswer(None)
    kind = _kind(fetched)
    if len(same_page(url)) > len(_front(url)) and same_page(fetched.url) == _front(fetched.url):
        raise FetchError(url, "it leads to the front page of its site: the article is gone", lasting=True)
    location, raw = same_page(fetched.url), as_utf8(fetched)
    parsed = parse_input(location, raw, kind)
    if not parsed.articles:
        raise IngestError(url, parsed.failures[0].reason)
    words = digest(*(" ".join(a.text.split()) or a.title for a in parsed.articles))
    return PageAnswer(raw, kind, location, words, fetched.etag, fetched.last_modified)


def _front(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"


def _kind(fetched: Fetched) -> Kind:
    if fetched.content_type not in _PAGES:
        raise FetchError(
            fetched.asked, f"it is no page but {fetched.content_type[:60]}", fetched.status, lasting=True
        )
    if fetched.content_type in ("text/html", "application/xhtml+xml"):
        return "html"
    return sniff(fetched.body[:65_536]) or "text"


def add_pages(
    library: Library, fetcher: Fetcher, urls: Sequence[str], *, progress: Progress = _silent
) -> Added:
    """The articles at the addresses, into the store."""
    raws, failures = [], []
    for done, url in enumerate(urls):
        progress("fetching", done, len(urls))
        try:
            answer = ask_page(fetcher, url)
        except (FetchError, IngestError) as exc:
            failures.append(Failure(url, "read", exc.reason))
            continue
        if answer.raw is not None:
            raws.append(library.store.put_raw(answer.location, answer.raw, answer.kind, _utc_now()))
    progress("fetching", len(urls), len(urls))
    return Added(failures=tuple(failures)) + library.take_in(raws, progress=progress)
