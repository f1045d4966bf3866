"""What a round of the watch makes of what came: pure plans, which `watching` carries out.

    feed ─ plan_round ─► entries: new (due now), changed (due now), known (nothing)
    page ─ plan_look ──► taken in, a version, unchanged, tried again later, or left

An article is named by its address, or by its feed's id for it when the address changes. That a
feed says something new of it is a reason to look; only other words make a version. Looks that
find nothing grow rarer, so a feed that dates everything anew each time costs next to nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from accord.errors import FetchError, IngestError
from accord.ingest import Kind
from accord.ingest.syndication import Entry, FeedDocument, entry_record
from accord.records import Failure
from accord.store.rows import Feed, WatchedEntry

_GONE = 410
_LONGEST_FAILURES = 16  # beyond it doubling would overflow


@dataclass(frozen=True, slots=True)
class Watching:
    """When feeds and pages are looked at."""

    again: tuple[timedelta, ...] = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
    # after a look that found nothing new; corrections come in the first hours
    quiet: timedelta = timedelta(minutes=10)  # before a page is looked at again because the feed says so
    backoff: timedelta = timedelta(minutes=15)  # after a failure, doubled by each further one
    longest: timedelta = timedelta(days=1)  # between two tries
    tries: int = 6  # of a page, over eight hours; feeds are tried for ever
    pages: int = 50  # of one host in one round; the others wait for the next
    at_once: int = 6  # hosts that are asked at once
    settle_s: float = 2.0  # a file of a folder that was written to later than this may be half written


class FeedState(msgspec.Struct, frozen=True):
    """What the watch keeps of a feed, as `Feed.state`."""

    due: datetime | None = None  # None: at once
    looked: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0  # in a row
    reason: str | None = None  # of the last failure
    gone: bool = False
    url: str | None = None  # where it has moved to
    home: str | None = None
    language: str | None = None


class FeedAnswer(NamedTuple):
    """What came from a feed; `document` is None when it has not changed."""

    document: FeedDocument | None
    etag: str | None = None
    last_modified: str | None = None
    moved: str | None = None


class PageAnswer(NamedTuple):
    """What came from a page; `raw` is None when it has not changed."""

    raw: bytes | None
    kind: Kind = "html"
    location: str = ""  # where it came from in the end
    words: str = ""  # digest of its text
    etag: str | None = None
    last_modified: str | None = None


class Round(NamedTuple):
    feed: Feed
    entries: tuple[WatchedEntry, ...]  # new ones and those of which something is known that was not
    failures: tuple[Failure, ...]


class Look(NamedTuple):
    entry: WatchedEntry
    take: tuple[str, bytes, Kind] | None  # location, bytes and kind of what is to be taken in
    failure: Failure | None


def state_of(feed: Feed) -> FeedState:
    return msgspec.convert(dict(feed.state), FeedState)


def with_state(feed: Feed, state: FeedState) -> Feed:
    return replace(feed, state=msgspec.to_builtins(state))


def is_due(feed: Feed, now: datetime) -> bool:
    state = state_of(feed)
    return not state.gone and (state.due is None or state.due <= now)


# ---------------------------------------------------------------- feeds


def plan_round(
    feed: Feed,
    answer: FeedAnswer | FetchError | IngestError,
    known: Mapping[str, WatchedEntry],
    named: Mapping[str, WatchedEntry],
    *,
    now: datetime,
    settings: Watching = Watching(),
) -> Round:
    """What becomes of a feed and its entries by what was answered.

    `known` are entries by location, `named` those of this feed by its ids for them. Nothing
    that is known is lost when a feed no longer lists it.
    """
    state = state_of(feed)
    if isinstance(answer, (FetchError, IngestError)):
        return _failed(feed, state, answer, now, settings)
    document = answer.document
    state = msgspec.structs.replace(
        state, due=None, looked=now, failures=0, reason=None, url=answer.moved or state.url
    )
    if document is None:
        return Round(with_state(feed, state), (), ())
    state = msgspec.structs.replace(
        state,
        etag=answer.etag,
        last_modified=answer.last_modified,
        home=document.home,
        language=document.language,
    )
    feed = replace(feed, title=document.title or feed.title)
    entries = []
    here = {entry.location for entry in document.entries}
    for entry in document.entries:
        before = known.get(entry.location)
        if before is None:
            moved = named.get(entry.id)  # its address has changed, as when its headline does
            before = moved if moved is not None and moved.location not in here else None
        after = _listed(feed, document, entry, before, now, settings)
        if after is not None:
            entries.append(after)
    failures = [Failure(feed.location, "read", reason) for reason in document.amiss]
    return Round(with_state(feed, state), tuple(entries), tuple(failures))


def _failed(
    feed: Feed, state: FeedState, exc: FetchError | IngestError, now: datetime, settings: Watching
) -> Round:
    failures = min(state.failures + 1, _LONGEST_FAILURES)
    wait = _backoff(failures, settings)
    gone = False
    if isinstance(exc, FetchError):
        gone = exc.status == _GONE
        if exc.retry_after_s is not None:
            wait = max(wait, timedelta(seconds=exc.retry_after_s))
        elif exc.lasting:
            wait = settings.longest
    state = msgspec.structs.replace(
        state,
        due=now + wait,
        looked=now,
        failures=failures,
        reason=exc.reason,
        gone=gone,
        url=None,  # should the place it moved to be wrong
        etag=None,
        last_modified=None,
    )
    told = f"{exc.reason}; it is no longer watched" if gone else exc.reason
    return Round(with_state(feed, state), (), (Failure(feed.location, "read", told),))


def _backoff(failures: int, settings: Watching) -> timedelta:
    doubled: int = 2 ** (min(failures, _LONGEST_FAILURES) - 1)
    return min(settings.backoff * doubled, settings.longest)


def _listed(
    feed: Feed,
    document: FeedDocument,
    entry: Entry,
    before: WatchedEntry | None,
    now: datetime,
    settings: Watching,
) -> WatchedEntry | None:
    """The entry as it is to be kept; None when nothing new is said of it."""
    mark = digest(entry.title, entry.published, entry.updated, entry.text)
    record = None
    if entry.whole and entry.text:
        record = entry_record(entry, document.title or feed.title, document.language).decode(
            "utf-8", "replace"
        )
    if before is None:
        useful = entry.url is not None or record is not None
        return WatchedEntry(
            location=entry.location,
            feed=feed.location,
            id=entry.id,
            url=entry.url,
            mark=mark,
            state="waiting" if useful else "left",
            first_seen=now,
            due=now if useful else None,
            reason=None if useful else "the feed gives neither an address nor a text",
            record=record,
        )
    if before.mark == mark and before.url == entry.url:
        return None
    due = before.due
    if before.state != "waiting" and (entry.url is not None or record is not None):
        rest = settings.quiet * 2 ** min(before.unchanged, _LONGEST_FAILURES)
        soon = max(now, (before.looked or now) + min(rest, settings.longest))
        due = soon if due is None else min(due, soon)
    return replace(before, mark=mark, url=entry.url, record=record or before.record, due=due)


# ---------------------------------------------------------------- pages


def plan_look(
    entry: WatchedEntry,
    answer: PageAnswer | FetchError | IngestError,
    *,
    now: datetime,
    settings: Watching = Watching(),
) -> Look:
    """What becomes of an article by what its page answered."""
    looked = replace(entry, looked=now)
    if isinstance(answer, (FetchError, IngestError)):
        return _unfetched(looked, answer, now, settings)
    if answer.raw is None or answer.words == entry.words:
        count = entry.unchanged + 1
        taken = replace(
            looked,
            state="taken",
            tries=0,
            unchanged=count,
            reason=None,
            due=_next_look(count, now, settings),
        )
        if answer.raw is not None:
            taken = replace(taken, etag=answer.etag, last_modified=answer.last_modified)
        return Look(taken, None, None)
    taken = replace(
        looked,
        state="taken",
        tries=0,
        unchanged=0,
        reason=None,
        words=answer.words,
        etag=answer.etag,
        last_modified=answer.last_modified,
        record=None,
        due=_next_look(0, now, settings),
    )
    return Look(taken, (answer.location or entry.location, answer.raw, answer.kind), None)


def _next_look(unchanged: int, now: datetime, settings: Watching) -> datetime | None:
    return now + settings.again[unchanged] if unchanged < len(settings.again) else None


def _unfetched(entry: WatchedEntry, exc: FetchError | IngestError, now: datetime, settings: Watching) -> Look:
    lasting = isinstance(exc, IngestError) or exc.lasting
    tries = entry.tries + 1
    if (lasting or tries >= settings.tries) and entry.words is None and entry.record is not None:
        words = digest(entry.record)
        taken = replace(entry, state="taken", tries=0, due=None, words=words, record=None, reason=exc.reason)
        return Look(taken, (entry.location, entry.record.encode(), "json"), None)
    failure = Failure(entry.url or entry.location, "read", exc.reason)
    if lasting or tries >= settings.tries:
        left = replace(entry, state="left" if entry.words is None else "taken")
        return Look(replace(left, tries=tries, due=None, reason=exc.reason), None, failure)
    wait = _backoff(tries, settings)
    if isinstance(exc, FetchError) and exc.retry_after_s is not None:
        wait = max(timedelta(seconds=exc.retry_after_s), settings.backoff)
        if exc.status is None:  # it was not asked: its host had said to another request what it wants
            return Look(replace(entry, due=now + wait, reason=exc.reason), None, None)
    return Look(replace(entry, tries=tries, due=now + wait, reason=exc.reason), None, failure)


# ---------------------------------------------------------------- folders


def plan_files(
    feed: Feed,
    files: Iterable[tuple[str, str]],
    known: Mapping[str, WatchedEntry],
    *,
    now: datetime,
) -> tuple[WatchedEntry, ...]:
    """The files of a folder that are new or changed, as they are to be kept once taken in.

    `files` are paths, each with a mark that changes when the file does.
    """
    found = []
    for path, mark in files:
        before = known.get(path)
        if before is None:
            found.append(WatchedEntry(path, feed.location, path, None, mark, "taken", now, None, now))
        elif before.mark != mark:
            found.append(replace(before, mark=mark, state="taken", looked=now))
    return tuple(found)


def digest(*parts: Any) -> str:
    told = "\0".join(str(part or "") for part in parts)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]
