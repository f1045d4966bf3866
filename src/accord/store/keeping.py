"""What people and the watch put in: corrections, feeds, saved searches, visits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from accord.errors import NotStored, StoreError
from accord.records import StoryId
from accord.store.database import Database, Row
from accord.store.intake import moment_of, stamped, storable
from accord.store.rows import Correction, Feed, Query, SavedSearch

_CORRECTION = "number, at, who, why, kind, story, subject, undone, undone_by, undone_why"


class Keeping:
    """The part of the store that keeps what no stage makes."""

    db: Database

    # ------------------------------------------------ corrections

    def put_correction(self, correction: Correction, *, at: datetime) -> int:
        """Keep it; gives its number."""
        number: int = self.db.value(
            "INSERT INTO corrections (at, who, why, kind, story, subject) VALUES (?, ?, ?, ?, ?, ?)"
            " RETURNING number",
            stamped(correction.at or at),
            storable(correction.who),
            storable(correction.why),
            correction.kind,
            correction.story,
            json.dumps(dict(correction.subject), ensure_ascii=False, sort_keys=True),
        )
        return number

    def undo_correction(self, number: int, *, who: str, why: str, at: datetime) -> None:
        """It holds no longer; that it once did is kept. Raises `StoreError` when undone before."""
        correction = self.correction(number)
        if correction.undone:
            raise StoreError(f"correction {number} has been undone already, by {correction.undone_by}")
        self.db.rows(
            "UPDATE corrections SET undone = ?, undone_by = ?, undone_why = ? WHERE number = ?",
            stamped(at),
            storable(who),
            storable(why),
            number,
        )

    def correction(self, number: int) -> Correction:
        row = self.db.row(f"SELECT {_CORRECTION} FROM corrections WHERE number = ?", number)
        if row is None:
            raise NotStored(f"there is no correction {number}")
        return _correction(row)

    def corrections(self, *, story: StoryId | None = None, undone: bool = True) -> tuple[Correction, ...]:
        """In the order they were made; of a story, those that hold everywhere too."""
        where: list[str] = ["1 = 1"]
        values: list[object] = []
        if story is not None:
            where.append("(story = ? OR story IS NULL)")
            values.append(story)
        if not undone:
            where.append("undone IS NULL")
        rows = self.db.rows(
            f"SELECT {_CORRECTION} FROM corrections WHERE {' AND '.join(where)} ORDER BY number", *values
        )
        return tuple(_correction(row) for row in rows)

    # ------------------------------------------------ feeds and folders that are watched

    def feeds(self) -> tuple[Feed, ...]:
        """In the order they were added."""
        rows = self.db.rows("SELECT location, kind, title, added, state FROM feeds ORDER BY added, location")
        return tuple(_feed(row) for row in rows)

    def feed(self, location: str) -> Feed:
        row = self.db.row(
            "SELECT location, kind, title, added, state FROM feeds WHERE location = ?", location
        )
        if row is None:
            raise NotStored(f"{location} is not watched")
        return _feed(row)

    def save_feed(self, feed: Feed) -> None:
        """Watch it, or keep its new state."""
        self.db.rows(
            "INSERT INTO feeds (location, kind, title, added, state) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (location) DO UPDATE SET kind = excluded.kind, title = excluded.title,"
            " state = excluded.state",
            storable(feed.location),
            feed.kind,
            storable(feed.title) if feed.title else None,
            stamped(feed.added),
            json.dumps(dict(feed.state), ensure_ascii=False, sort_keys=True),
        )

    def drop_feed(self, location: str) -> None:
        """Watch it no longer; its articles stay. Raises `NotStored`."""
        with self.db.transaction():
            self.feed(location)
            self.db.rows("DELETE FROM feeds WHERE location = ?", location)
            self.db.rows("DELETE FROM seen WHERE feed = ?", location)

    def seen(self, feed: str, entry: str) -> str | None:
        """The digest under which the entry of the feed was seen last; None: never."""
        found: str | None = self.db.value(
            "SELECT digest FROM seen WHERE feed = ? AND entry = ?", storable(feed), storable(entry)
        )
        return found

    def mark_seen(self, feed: str, entries: Iterable[tuple[str, str]], *, at: datetime) -> None:
        """Note entries of a feed, each with a digest of its content."""
        self.db.many(
            "INSERT INTO seen (feed, entry, digest, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (feed, entry) DO UPDATE SET digest = excluded.digest, at = excluded.at",
            [(storable(feed), storable(entry), digest, stamped(at)) for entry, digest in entries],
        )

    # ------------------------------------------------ saved searches, visits

    def save_search(self, name: str, query: Query, *, at: datetime) -> int:
        """Keep a search under a name, in place of the one that had it; gives its number."""
        fields = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(query).items()}
        number: int = self.db.value(
            "INSERT INTO searches (name, query, saved) VALUES (?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET query = excluded.query, saved = excluded.saved RETURNING number",
            storable(name),
            json.dumps(fields, ensure_ascii=False),
            stamped(at),
        )
        return number

    def searches(self) -> tuple[SavedSearch, ...]:
        rows = self.db.rows("SELECT number, name, query, saved FROM searches ORDER BY name")
        return tuple(SavedSearch(n, name, _query(json.loads(q)), moment_of(at)) for n, name, q, at in rows)

    def drop_search(self, number: int) -> None:
        if not self.db.rows("DELETE FROM searches WHERE number = ? RETURNING number", number):
            raise NotStored(f"there is no saved search {number}")

    def last_visit(self, reader: str, place: str = "home") -> datetime | None:
        at = self.db.value("SELECT at FROM visits WHERE reader = ? AND place = ?", reader, place)
        return moment_of(at) if at else None

    def visit(self, reader: str, place: str = "home", *, at: datetime) -> None:
        self.db.rows(
            "INSERT INTO visits (reader, place, at) VALUES (?, ?, ?)"
            " ON CONFLICT (reader, place) DO UPDATE SET at = excluded.at",
            reader,
            place,
            stamped(at),
        )


def _correction(row: Row) -> Correction:
    number, at, who, why, kind, story, subject, undone, undone_by, undone_why = row
    return Correction(
        kind,
        who,
        why,
        json.loads(subject),
        StoryId(story) if story else None,
        moment_of(at),
        number,
        moment_of(undone) if undone else None,
        undone_by,
        undone_why,
    )


def _feed(row: Row) -> Feed:
    location, kind, title, added, state = row
    return Feed(location, kind, moment_of(added), title, json.loads(state))


def _query(fields: dict[str, Any]) -> Query:
    days = {k: date.fromisoformat(v) for k, v in fields.items() if k in ("first", "last") and v}
    return Query(**{**fields, **days, "kinds": tuple(fields.get("kinds") or ())})
