"""What a store does, whatever keeps it. The contract is `tests/store/test_contract.py`.

Moments are given by the caller: a store has no clock. What cannot be found raises
`NotStored`, what cannot be done `StoreError`, a store held by others too long `StoreBusy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from accord.records import Account, Article, ArticleId, Reading, StoryId
from accord.store.rows import (
    AgreementId,
    AgreementRow,
    AgreementVersion,
    ArticlePage,
    ArticleRow,
    Correction,
    Counts,
    Event,
    Fault,
    Feed,
    Hit,
    Kind,
    Made,
    OutletPage,
    OutletRow,
    PersonPage,
    PersonRow,
    Query,
    Raw,
    RawId,
    Said,
    SavedSearch,
    StoryPage,
    StoryRow,
    WatchedEntry,
)


class Store(Protocol):
    """Threads may share one."""

    @property
    def name(self) -> str: ...

    def transaction(self) -> AbstractContextManager[None]:
        """All that is written in it is kept, or nothing; other writers wait for its end."""

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is read in it stands as it stood at the beginning."""

    def backup(self, target: Path) -> None:
        """A copy of the whole store in a file, while others read and write."""

    def close(self) -> None: ...

    # ------------------------------------------------ what came in

    def put_raw(self, location: str, raw: bytes, kind: Kind, retrieved: datetime) -> RawId:
        """Keep the bytes; what is kept already stays as it is, whatever its location."""

    def raw(self, id: RawId) -> Raw: ...

    def raw_state(self, id: RawId) -> tuple[str, str | None]:
        """waiting, done or failed, and what of it could not be used."""

    def waiting(self) -> tuple[RawId, ...]:
        """Raw input that is not taken in yet, in order of arrival."""

    def settle_raw(
        self, id: RawId, failures: Sequence[str] = (), *, failed: bool = False, stamp: str = ""
    ) -> None:
        """All of it has been taken in, save what `failures` tell; `failed`: nothing of it.

        `stamp` is that of the stage that did.
        """

    def taken_in_otherwise(self, stamp: str) -> tuple[RawId, ...]:
        """Raw input that was taken in, or could not be, by another stage than that of the stamp."""

    def made_of(self, raw: RawId) -> tuple[Made, ...]:
        """The versions that came from a raw input, each with whether it is its article's current one."""

    def known(self, article: Article) -> tuple[ArticleId | None, bool]:
        """The stored article that this one is, and whether the store has these words of it already.

        The same article is one of the same id, or of the same address; or of the same words
        where neither outlet nor address set the two apart. An id that another outlet's article
        has is no sign of anything.
        """

    def id_taken(self, id: ArticleId) -> bool: ...

    def put_article(
        self, article: Article, raw: RawId, *, added: datetime, changes: Sequence[str] = ()
    ) -> int:
        """Keep the article, or a further version of it; gives the number of the version."""

    def replace_version(self, article: Article, number: int) -> None:
        """The same version of the article, of the same text, taken in anew by a later `ingest`."""

    def set_unread(self, id: ArticleId, reason: str | None) -> None: ...

    def article(self, id: ArticleId) -> Article:
        """The current version."""

    def articles(self, ids: Iterable[ArticleId]) -> tuple[Article, ...]:
        """The current versions of those that are here, in the order asked for."""

    def article_rows(self, ids: Iterable[ArticleId]) -> tuple[ArticleRow, ...]: ...

    def article_page(self, id: ArticleId) -> ArticlePage: ...

    def put_reading(self, reading: Reading, version: int, stamp: str, sketch: bytes) -> None:
        """Keep what was read in a version of an article, in place of what was read before."""

    def readings(self, ids: Iterable[ArticleId]) -> tuple[Reading, ...]:
        """Those that are here, in the order asked for."""

    def put_sketch(self, article: ArticleId, sketch: bytes) -> None:
        """Keep what grouping sees of an article, in place of what it saw before."""

    def sketches(self, ids: Iterable[ArticleId]) -> Mapping[ArticleId, bytes]: ...

    def live(self, *, latest: int) -> Iterator[tuple[ArticleId, StoryId, bytes]]:
        """So many articles, the last that came, each with its story and its sketch, in order of arrival."""

    def unread(self, stamp: str) -> tuple[ArticleId, ...]:
        """Articles whose reading is missing, or was made of another version or by other stages."""

    # ------------------------------------------------ stories as they change, and what is told of them

    def put_events(self, events: Iterable[Event], *, at: datetime) -> None:
        """Record the changes and carry them out: every article that an event names is in its target then."""

    def touch_story(self, story: StoryId, *, at: datetime) -> None:
        """Note that what is told of the story no longer holds."""

    def events(
        self, *, after: int = 0, since: datetime | None = None, story: StoryId | None = None
    ) -> tuple[Event, ...]:
        """In the order in which they happened."""

    def last_event(self) -> int: ...

    def held(self) -> tuple[StoryId, ...]:
        """Stories that people have corrected, which the machine leaves alone."""

    def revision(self, story: StoryId) -> int | None:
        """Counts the story's changes; None where there is no such story."""

    def oldest(self, stories: Iterable[StoryId]) -> StoryId:
        """The one whose first article came first."""

    def stories_with(self, name: str) -> tuple[StoryId, ...]:
        """Stories in which someone of that name says something."""

    def set_outlet(self, article: ArticleId, outlet: str | None, *, at: datetime) -> None:
        """What a reader says is the article's outlet; what is told of its story no longer holds."""

    def members(self, story: StoryId) -> tuple[ArticleId, ...]:
        """In order of publication."""

    def stale(self, stamp: str, stories: Iterable[StoryId] | None = None) -> tuple[StoryId, ...]:
        """Stories, of those given or of all, that are to be told (anew); the newest first."""

    def account(self, story: StoryId) -> Account | None:
        """What was told last, though it may be stale."""

    def put_account(
        self, account: Account, texts: Mapping[ArticleId, str], *, revision: int, stamp: str, told: datetime
    ) -> None:
        """Keep what was told of a story as it stood at `revision`, and the rows the desk reads."""

    # ------------------------------------------------ what the desk asks

    def stories_of(self, day: date, *, limit: int = 100, offset: int = 0) -> tuple[StoryRow, ...]:
        """Stories with an article of that day, by what the day brought to them."""

    def stories(self, *, limit: int = 100, offset: int = 0) -> tuple[StoryRow, ...]:
        """All stories, the last changed first."""

    def story_rows(self, ids: Iterable[StoryId]) -> tuple[StoryRow, ...]:
        """Those that are here, in the order asked for."""

    def days(self, *, limit: int = 60) -> tuple[tuple[date, int, int], ...]:
        """The days that have articles, newest first, each with how many stories and articles."""

    def newest_day(self) -> date | None: ...

    def became(self, id: StoryId) -> StoryId:
        """The story itself, or the one that it was merged into."""

    def story_page(self, id: StoryId) -> StoryPage:
        """Raises `NotStored`; a merged story's address leads to the one it was merged into."""

    def newest_articles(self, *, limit: int = 100, offset: int = 0) -> tuple[ArticleRow, ...]:
        """The last to arrive first."""

    def persons(self, *, like: str = "", limit: int = 100, offset: int = 0) -> tuple[PersonRow, ...]:
        """Who is quoted, the most quoted first; `like`: only those whose name has that in it."""

    def person_page(self, key: str, *, limit: int = 500, offset: int = 0) -> PersonPage:
        """All that one is reported to have said. Raises `NotStored`."""

    def said_in(self, story: StoryId) -> tuple[Said, ...]:
        """What is said in a story, in the order of its account."""

    def outlets(self, *, limit: int = 100, offset: int = 0) -> tuple[OutletRow, ...]:
        """Those with the most articles first."""

    def outlet_page(self, name: str, *, limit: int = 100) -> OutletPage:
        """What an outlet reported alone, first, and from whom it takes. Raises `NotStored`."""

    def changed_since(self, moment: datetime, *, limit: int = 100) -> tuple[StoryRow, ...]:
        """Stories that changed after the moment, the last changed first."""

    def counts(self) -> Counts: ...

    # ------------------------------------------------ search

    def search(self, query: Query, *, limit: int = 20, offset: int = 0) -> tuple[Hit, ...]:
        """What has all the words, best first; without words, what fits the rest, newest first."""

    # ------------------------------------------------ corrections, feeds, saved searches, visits

    def put_correction(self, correction: Correction, *, at: datetime) -> int:
        """Keep it; gives its number."""

    def undo_correction(self, number: int, *, who: str, why: str, at: datetime) -> None:
        """It holds no longer; that it once did is kept. Raises `StoreError` when undone before."""

    def correction(self, number: int) -> Correction: ...

    def corrections(self, *, story: StoryId | None = None, undone: bool = True) -> tuple[Correction, ...]:
        """In the order they were made; of a story, those that hold everywhere too."""

    def feeds(self) -> tuple[Feed, ...]:
        """In the order they were added."""

    def feed(self, location: str) -> Feed: ...

    def save_feed(self, feed: Feed) -> None:
        """Watch it, or keep its new state."""

    def drop_feed(self, location: str) -> None:
        """Watch it no longer; its articles stay. Raises `NotStored`."""

    def entries(self, locations: Iterable[str]) -> Mapping[str, WatchedEntry]:
        """Those that are known, by location, whichever feed named them."""

    def entries_named(self, feed: str, ids: Iterable[str]) -> Mapping[str, WatchedEntry]:
        """Those that a feed gave one of the ids, by id; of several with one id none is certain."""

    def entries_due(self, now: datetime) -> tuple[WatchedEntry, ...]:
        """Those that are to be looked at, the longest due first."""

    def entries_of(self, feed: str) -> tuple[WatchedEntry, ...]:
        """All that a feed or folder named first."""

    def put_entries(self, entries: Iterable[WatchedEntry]) -> None:
        """Keep what is known of them now."""

    def save_search(self, name: str, query: Query, *, at: datetime) -> int:
        """Keep a search under a name, in place of the one that had it; gives its number."""

    def searches(self) -> tuple[SavedSearch, ...]: ...

    def drop_search(self, number: int) -> None: ...

    def last_visit(self, reader: str, place: str = "home") -> datetime | None: ...

    def visit(self, reader: str, place: str = "home", *, at: datetime) -> None: ...

    # ------------------------------------------------ agreements under way

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

    def agreements(self, *, story: StoryId | None = None) -> tuple[AgreementRow, ...]:
        """All, or those that follow a story; the last changed first."""

    def agreement(self, id: AgreementId) -> AgreementRow: ...

    def agreement_version(self, id: AgreementId, number: int | None = None) -> AgreementVersion:
        """A version of the file, the current one where none is named."""

    def agreement_versions(self, id: AgreementId) -> tuple[AgreementVersion, ...]:
        """All versions of the file, the first one first."""

    def follow_stories(self, id: AgreementId, stories: Iterable[StoryId], *, who: str, at: datetime) -> None:
        """What these stories tell counts for the agreement from now on."""

    def leave_stories(self, id: AgreementId, stories: Iterable[StoryId]) -> None:
        """What these stories tell counts no longer for the agreement."""

    def put_findings(self, id: AgreementId, mark: str, record: bytes) -> None:
        """Keep what was found of an agreement, and of which state of it and of its stories."""

    def findings(self, id: AgreementId) -> tuple[str, bytes] | None:
        """The mark of the state of which something was found last, and what; None: nothing yet."""

    # ------------------------------------------------ whether it is whole; all of it

    def check(self) -> Iterator[Fault]:
        """What is wrong with the store; nothing when it is whole. As it stood when the check began."""

    def export(self) -> Iterator[str]:
        """All that is kept, as JSON lines: the form, then every row as ``[table, {column: value}]``.

        As it stood when the export began, while others may write. Bytes are in base64.
        """

    def import_lines(self, lines: Iterable[str]) -> int:
        """Put what was exported into an empty store; gives the number of rows. All or nothing.

        Raises `StoreError` where the store is not empty, or a line is not of the form.
        """
