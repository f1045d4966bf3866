"""What the watch knows of the articles that feeds and folders name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from accord.errors import StoreError
from accord.store.database import Database
from accord.store.intake import in_lists, stamped, storable
from accord.store.rows import WatchedEntry

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(WatchedEntry).decode


class Entries:
    """The part of the store that the watch looks things up in."""

    db: Database

    def entries(self, locations: Iterable[str]) -> Mapping[str, WatchedEntry]:
        """Those that are known, by location, whichever feed named them."""
        found: dict[str, WatchedEntry] = {}
        for marks, some in in_lists(map(storable, locations)):
            for location, record in self.db.rows(
                f"SELECT location, record FROM entries WHERE location IN {marks}", *some
            ):
                found[location] = _entry(location, record)
        return found

    def entries_named(self, feed: str, ids: Iterable[str]) -> Mapping[str, WatchedEntry]:
        """Those that a feed gave one of the ids, by id; of several with one id none is certain."""
        found: dict[str, list[WatchedEntry]] = {}
        for marks, some in in_lists(map(storable, ids)):
            for id, location, record in self.db.rows(
                f"SELECT id, location, record FROM entries WHERE feed = ? AND id IN {marks}",
                storable(feed),
                *some,
            ):
                found.setdefault(id, []).append(_entry(location, record))
        return {id: entries[0] for id, entries in found.items() if len(entries) == 1}

    def entries_due(self, now: datetime) -> tuple[WatchedEntry, ...]:
        """Those that are to be looked at, the longest due first."""
        rows = self.db.rows(
            "SELECT location, record FROM entries WHERE due <= ? ORDER BY due, location", stamped(now)
        )
        return tuple(_entry(location, record) for location, record in rows)

    def entries_of(self, feed: str) -> tuple[WatchedEntry, ...]:
        """All that a feed or folder named first."""
        rows = self.db.rows(
            "SELECT location, record FROM entries WHERE feed = ? ORDER BY location", storable(feed)
        )
        return tuple(_entry(location, record) for location, record in rows)

    def put_entries(self, entries: Iterable[WatchedEntry]) -> None:
        """Keep what is known of them now."""
        self.db.many(
            "INSERT INTO entries (location, feed, id, due, record) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (location) DO UPDATE SET feed = excluded.feed, id = excluded.id,"
            " due = excluded.due, record = excluded.record",
            [
                (
                    storable(entry.location),
                    storable(entry.feed),
                    storable(entry.id),
                    stamped(entry.due) if entry.due else None,
                    storable(_encode(entry).decode()),
                )
                for entry in entries
            ],
        )


def _entry(location: str, record: str) -> WatchedEntry:
    try:
        return _decode(record)
    except msgspec.DecodeError as exc:
        raise StoreError(f"what is known of {location} cannot be read back: {exc}") from exc
