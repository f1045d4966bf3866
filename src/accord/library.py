"""What is done with a store: add, read, place, tell, refresh.

    paths, pages ─ put_raw ─► raw input, kept first
                                 │ ingest          known already? a version? new?
                                 ▼
                              article ─ annotate ─► reading ─ sketch ─ stream ─► story events
                                 └──────── one transaction an article ──────────────┘
    stories that changed ─ compare ─► account and the rows the desk reads, one transaction a story

Killed anywhere, what is kept is whole: an article is in the store with its story or not at
all, and its raw input waits to be taken in by the next run. Reading and comparing, which
take time, are done outside the transactions; two processes may work at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from accord import pipeline, stamps
from accord.compare.trees import load_trees
from accord.errors import NotStored
from accord.ingest import parse_input
from accord.inputs import read_inputs
from accord.pipeline import Progress
from accord.records import (
    Account,
    Article,
    ArticleId,
    Dossier,
    Failure,
    Passage,
    Reading,
    Story,
    StoryId,
)
from accord.store import Store
from accord.store.rows import Event, RawId
from accord.store.serial import rounded
from accord.stories.sketches import Sketch, from_bytes, sketch, to_bytes
from accord.stories.stream import StoryStream
from accord.text import words

_AT_ONCE = 8  # articles read before they are recorded: what a stop may cost
T = TypeVar("T")


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the input of one run."""

    new: tuple[ArticleId, ...] = ()
    changed: tuple[ArticleId, ...] = ()  # a further version of an article
    known: int = 0  # articles that were in the store, word for word
    failures: tuple[Failure, ...] = ()
    stories: tuple[StoryId, ...] = ()  # that were opened or changed

    def __add__(self, other: Added) -> Added:
        return Added(
            self.new + other.new,
            self.changed + other.changed,
            self.known + other.known,
            self.failures + other.failures,
            tuple(dict.fromkeys(self.stories + other.stories)),
        )


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh made anew."""

    added: Added
    read: int
    told: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An article of a raw input, as it is to be stored."""

    article: Article
    raw: RawId
    version_of: Article | None  # what the store has of it, in other words


class Library:
    """A store at work. One for each process; its methods are not for several threads at once, save
    `tell`, which is."""

    def __init__(self, store: Store, *, now: Callable[[], datetime] = _utc_now) -> None:
        self.store = store
        self._now = now
        self._stream = StoryStream()
        self._seen = 0  # number of the last event that the stream knows

    # ------------------------------------------------ adding

    def add(
        self,
        paths: Sequence[str | Path],
        *,
        stdin: BinaryIO | None = None,
        progress: Progress = _silent,
    ) -> Added:
        """Everything at the paths, into the store: what is there already, whole, is passed over."""
        failures: list[Failure] = []
        raws: list[RawId] = []
        for item in read_inputs(paths, stdin=stdin):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                raws.append(self.store.put_raw(item.location, item.raw, item.kind, self._now()))
        return Added(failures=tuple(failures)) + self.take_in(raws, progress=progress)

    def take_in(self, raws: Iterable[RawId] | None = None, *, progress: Progress = _silent) -> Added:
        """Make articles of raw input, read and place them; without `raws`, of all that waits.

        An input that was taken in before counts its articles as known.
        """
        wanted = list(dict.fromkeys(self.store.waiting() if raws is None else raws))
        added = Added()
        for done, some in enumerate(_in_parts(wanted, _AT_ONCE)):
            progress("reading", done * _AT_ONCE, len(wanted))
            added += self._take_in(some)
        progress("reading", len(wanted), len(wanted))
        return added

    def _take_in(self, raws: Sequence[RawId]) -> Added:
        added = Added()
        arrivals: list[_Arrival] = []
        amiss: dict[RawId, list[Failure]] = {}
        for id in raws:
            raw = self.store.raw(id)
            parsed = parse_input(raw.location, raw.raw, raw.kind)
            amiss[id] = list(parsed.failures)
            added += Added(failures=parsed.failures)
            for article in parsed.articles:
                arrival = self._arrival(article, id)
                if arrival is None:
                    added += Added(known=1)
                else:
                    arrivals.append(arrival)
        for arrival, result in zip(arrivals, pipeline.read_all([a.article for a in arrivals]), strict=True):
            added += self._record(arrival, result)
        for id, failures in amiss.items():
            state, _ = self.store.raw_state(id)
            if state == "waiting":
                reasons = [f"{f.location}: {f.reason}" for f in failures]
                empty = bool(failures) and not any(a.raw == id for a in arrivals)
                self.store.settle_raw(id, reasons, failed=empty)
        return added

    def _arrival(self, article: Article, raw: RawId) -> _Arrival | None:
        known, has = self.store.known(article)
        if has:
            return None
        if known is not None:
            return _Arrival(renamed(article, known), raw, self.store.article(known))
        if self.store.id_taken(article.id):  # another outlet numbers its articles the same way
            article = renamed(article, _own_id(article))
        return _Arrival(article, raw, None)

    def _record(self, arrival: _Arrival, result: Reading | Failure) -> Added:
        """One article, all that was found in it and what becomes of stories by it; all or nothing."""
        article, before = arrival.article, arrival.version_of
        now = self._now()
        reading = result if isinstance(result, Reading) else None
        drawn = sketch(reading) if reading else None
        with self._placing():
            known, has = self.store.known(article)
            if has or (known is None) is not (before is None):  # another process was quicker
                return Added(known=1)
            changes = differences(before, article) if before else ()
            version = self.store.put_article(article, arrival.raw, added=now, changes=changes)
            failures: tuple[Failure, ...] = ()
            events: list[Event] = []
            if reading and drawn:
                kept = replace(reading, vectors=rounded(reading.vectors))
                stamp = stamps.stamp_of(stamps.READING)
                self.store.put_reading(kept, version, stamp, to_bytes(drawn))
                events = self._place(drawn)
            elif isinstance(result, Failure):
                self.store.set_unread(article.id, result.reason)
                failures = (result,)
            if before:
                story = self.store.article_rows([article.id])[0].story
                if story:
                    reason = "its text changed: " + "; ".join(changes)
                    events.append(Event("revised", story, (article.id,), reason))
            self.store.put_events(events, at=now)
        stories = tuple(e.story for e in events)
        if before:
            return Added(changed=(article.id,), failures=failures, stories=stories)
        return Added(new=(article.id,), failures=failures, stories=stories)

    @contextmanager
    def _placing(self) -> Iterator[None]:
        """A transaction in which articles may be placed; where it fails, the stream forgets them too."""
        try:
            with self.store.transaction():
                self._catch_up()
                yield
                last = self.store.last_event()
        except BaseException:
            self._stream, self._seen = StoryStream(), 0
            raise
        self._seen = last

    def _place(self, drawn: Sketch) -> list[Event]:
        """What becomes of stories by one article; within a transaction, so that no one else writes."""
        changes = self._stream.add(drawn)
        return [Event(c.kind, c.story, c.articles, c.reason, c.others) for c in changes]

    def _catch_up(self) -> None:
        """Bring the stream to where the store is: other processes, and people, may have changed stories."""
        if self.store.last_event() == self._seen:
            return
        assigned = self.store.assignments()
        drawn = self.store.sketches(assigned)
        self._stream = StoryStream.restore(
            ((from_bytes(drawn[a]), s) for a, s in assigned.items() if a in drawn), held=self.store.held()
        )
        self._seen = self.store.last_event()

    # ------------------------------------------------ making anew

    def refresh(self, *, progress: Progress = _silent) -> Refreshed:
        """Take in what waits; read and tell anew what other stages made. Stopped, it goes on from there."""
        added = self.take_in(progress=progress)
        read, failures = self._read_anew(progress)
        told = self.tell_stale(progress=progress)
        return Refreshed(added, read, len(told), (*added.failures, *failures))

    def _read_anew(self, progress: Progress) -> tuple[int, list[Failure]]:
        stamp = stamps.stamp_of(stamps.READING)
        stale = self.store.unread(stamp)
        failures: list[Failure] = []
        for done, ids in enumerate(_in_parts(stale, _AT_ONCE)):
            progress("reading anew", done * _AT_ONCE, len(stale))
            pages = [self.store.article_page(id) for id in ids]
            results = pipeline.read_all([page.article for page in pages])
            for page, result in zip(pages, results, strict=True):
                if isinstance(result, Failure):
                    failures.append(result)
                    self.store.set_unread(page.row.id, result.reason)
                    continue
                drawn = sketch(result)
                kept = replace(result, vectors=rounded(result.vectors))
                now = self._now()
                with self._placing():
                    row = self.store.article_rows([page.row.id])[0]
                    if row.version != page.row.version:  # a version came in meanwhile, and was read
                        continue
                    self.store.put_reading(kept, row.version, stamp, to_bytes(drawn))
                    if row.story is None:
                        self.store.put_events(self._place(drawn), at=now)
                    else:
                        self.store.touch_story(row.story, at=now)
        progress("reading anew", len(stale), len(stale))
        return len(stale), failures

    # ------------------------------------------------ telling

    def tell(self, story: StoryId) -> Account:
        """What the store tells of a story, told anew where it is stale. Raises `NotStored`."""
        story = self.store.became(story)
        stamp = stamps.stamp_of(stamps.ACCOUNT)
        if story not in self.store.stale(stamp, [story]):
            account = self.store.account(story)
            if account is not None:
                return account
        with self.store.snapshot():
            revision = self.store.revision(story)
            members = self.store.members(story)
            readings = self.store.readings(members)
        if revision is None or not readings:
            raise NotStored(f"there is no story {story}")
        account = pipeline.tell(
            Story(story, tuple(r.article.id for r in readings)), readings, load_trees("pairs")
        )
        texts = {r.article.id: r.article.text for r in readings}
        self.store.put_account(account, texts, revision=revision, stamp=stamp, told=self._now())
        return account

    def tell_stale(
        self, stories: Iterable[StoryId] | None = None, *, progress: Progress = _silent
    ) -> tuple[StoryId, ...]:
        """Tell anew what is stale, of the stories given or of all; gives those that were told."""
        stale = self.store.stale(stamps.stamp_of(stamps.ACCOUNT), stories)
        for done, story in enumerate(stale):
            progress("comparing", done, len(stale))
            try:
                self.tell(story)
            except NotStored:  # merged away meanwhile
                continue
        progress("comparing", len(stale), len(stale))
        return stale

    def dossier(self, story: StoryId) -> Dossier:
        """One story with its articles, to be rendered."""
        account = self.tell(story)
        articles = self.store.articles(account.story.articles)
        return Dossier(articles, (account,))


def renamed(article: Article, id: ArticleId) -> Article:
    """The same article under another id, in its passages too."""

    def moved(passage: Passage | None) -> Passage | None:
        return replace(passage, article=id) if passage else None

    def restated(stated: Any) -> Any:
        return replace(stated, passage=moved(stated.passage)) if stated else None

    if article.id == id:
        return article
    return replace(
        article,
        id=id,
        outlet=restated(article.outlet),
        byline=restated(article.byline),
        published=restated(article.published),
    )


def _own_id(article: Article) -> ArticleId:
    outlet = article.outlet.value if article.outlet else ""
    told = "\0".join((article.id, outlet, article.url or "", article.text))
    return ArticleId(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def differences(before: Article, after: Article) -> tuple[str, ...]:
    """What changed between two versions, in a few plain words each."""
    from difflib import SequenceMatcher

    told = []
    old, new = [w.form for w in words(before.text)], [w.form for w in words(after.text)]
    gone = come = 0
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            gone, come = gone + b - a, come + d - c
    if come or gone:
        told.append(f"{come} words added, {gone} taken out")
    if before.title != after.title:
        told.append("another title")
    if before.byline != after.byline:
        told.append("another byline")
    return tuple(told) or ("signs and blanks only",)


def _in_parts(things: Sequence[T], size: int) -> Iterator[list[T]]:
    rest = iter(things)
    while part := list(islice(rest, size)):
        yield part
