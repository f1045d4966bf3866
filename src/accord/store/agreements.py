"""Agreements under way: their files in all versions, the stories each follows, what was found of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accord.errors import NotStored, StoreError
from accord.records import StoryId
from accord.store.database import Database, Row
from accord.store.intake import moment_of, stamped, storable
from accord.store.rows import AgreementId, AgreementRow, AgreementVersion

_COLUMNS = "id, name, version, added, changed"


class Agreements:
    """The part of the store that keeps agreements. A file is text to it: what it says is not its affair."""

    db: Database

    def put_agreement(
        self,
        id: AgreementId,
        name: str,
        text: str,
        *,
        who: str,
        why: str,
        at: datetime,
        after: int = 0,
        source: str | None = None,
    ) -> int:
        """Keep a version of an agreement's file, the first or the one after number `after`; gives its number.

        Raises `StoreError` where another version has come in between, or the id is taken.
        """
        with self.db.transaction():
            row = self.db.row("SELECT version FROM agreements WHERE id = ?", id)
            last = row[0] if row else 0
            if after and row is None:
                raise NotStored(f"there is no agreement {id}")
            if last != after:
                taken = f"version {last} of agreement {id} was saved meanwhile"
                raise StoreError(taken if after else f"there is an agreement {id} already")
            if row is None:
                self.db.rows(
                    "INSERT INTO agreements (id, name, version, added, changed) VALUES (?, ?, 1, ?, ?)",
                    storable(id),
                    storable(name),
                    stamped(at),
                    stamped(at),
                )
            else:
                self.db.rows(
                    "UPDATE agreements SET name = ?, version = ?, changed = ? WHERE id = ?",
                    storable(name),
                    last + 1,
                    stamped(at),
                    id,
                )
            self.db.rows(
                "INSERT INTO agreement_versions (agreement, number, at, who, why, text, source)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                storable(id),
                last + 1,
                stamped(at),
                storable(who),
                storable(why),
                storable(text),
                storable(source) if source is not None else None,
            )
            return int(last) + 1

    def agreements(self, *, story: StoryId | None = None) -> tuple[AgreementRow, ...]:
        """All, or those that follow a story; the last changed first."""
        where = "WHERE id IN (SELECT agreement FROM agreement_stories WHERE story = ?)" if story else ""
        rows = self.db.rows(
            f"SELECT {_COLUMNS} FROM agreements {where} ORDER BY changed DESC, number DESC",
            *([story] if story else []),
        )
        followed: dict[str, list[StoryId]] = {}
        for agreement, one in self.db.rows(
            "SELECT agreement, story FROM agreement_stories ORDER BY agreement, at, story"
        ):
            followed.setdefault(agreement, []).append(StoryId(one))
        return tuple(_row(row, followed.get(row[0], [])) for row in rows)

    def agreement(self, id: AgreementId) -> AgreementRow:
        row = self.db.row(f"SELECT {_COLUMNS} FROM agreements WHERE id = ?", storable(id))
        if row is None:
            raise NotStored(f"there is no agreement {id}")
        stories = self.db.rows(
            "SELECT story FROM agreement_stories WHERE agreement = ? ORDER BY at, story", storable(id)
        )
        return _row(row, [StoryId(s) for (s,) in stories])

    def agreement_version(self, id: AgreementId, number: int | None = None) -> AgreementVersion:
        """A version of the file, the current one where none is named."""
        rows = self.db.rows(
            "SELECT number, at, who, why, text, source FROM agreement_versions WHERE agreement = ?"
            + (" AND number = ?" if number is not None else " ORDER BY number DESC LIMIT 1"),
            storable(id),
            *([number] if number is not None else []),
        )
        if not rows:
            raise NotStored(f"there is no agreement {id}" + (f" in a version {number}" if number else ""))
        return _version(rows[0])

    def agreement_versions(self, id: AgreementId) -> tuple[AgreementVersion, ...]:
        """All versions of the file, the first one first."""
        self.agreement(id)
        rows = self.db.rows(
            "SELECT number, at, who, why, text, source FROM agreement_versions WHERE agreement = ?"
            " ORDER BY number",
            storable(id),
        )
        return tuple(_version(row) for row in rows)

    def follow_stories(self, id: AgreementId, stories: Iterable[StoryId], *, who: str, at: datetime) -> None:
        """What these stories tell counts for the agreement from now on."""
        with self.db.transaction():
            self.agreement(id)
            for story in stories:
                self.db.rows(
                    "INSERT INTO agreement_stories (agreement, story, at, who) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (agreement, story) DO NOTHING",
                    storable(id),
                    story,
                    stamped(at),
                    storable(who),
                )

    def leave_stories(self, id: AgreementId, stories: Iterable[StoryId]) -> None:
        """What these stories tell counts no longer for the agreement."""
        with self.db.transaction():
            self.agreement(id)
            for story in stories:
                self.db.rows(
                    "DELETE FROM agreement_stories WHERE agreement = ? AND story = ?", storable(id), story
                )

    def put_findings(self, id: AgreementId, mark: str, record: bytes) -> None:
        """Keep what was found of an agreement, and of which state of it and of its stories."""
        self.db.rows(
            "INSERT INTO findings (agreement, mark, record) VALUES (?, ?, ?)"
            " ON CONFLICT (agreement) DO UPDATE SET mark = excluded.mark, record = excluded.record",
            storable(id),
            mark,
            record,
        )

    def findings(self, id: AgreementId) -> tuple[str, bytes] | None:
        """The mark of the state of which something was found last, and what; None: nothing yet."""
        row = self.db.row("SELECT mark, record FROM findings WHERE agreement = ?", storable(id))
        return (row[0], bytes(row[1])) if row else None


def _row(row: Row, stories: list[StoryId]) -> AgreementRow:
    id, name, version, added, changed = row
    return AgreementRow(AgreementId(id), name, version, moment_of(added), moment_of(changed), tuple(stories))


def _version(row: Row) -> AgreementVersion:
    number, at, who, why, text, source = row
    return AgreementVersion(number, moment_of(at), who, why, text, source)
