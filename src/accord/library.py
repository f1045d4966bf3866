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
from accord.compare.wire import Agencies
from accord.corrections import (
    CorrectionError,
    check_correction,
    correct_account,
    correct_outlet,
    correct_readings,
    independent_pairs,
)
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
from accord.store.rows import Correction, Event, Made, RawId
from accord.store.serial import rounded
from accord.stories.sketches import Sketch, from_bytes, sketch, to_bytes
from accord.stories.stream import Grouping, StoryStream
from accord.text import words

_LIVE = 20_000  # takes some 5 s to bring to mind, once in a process
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
    taken: int  # raw inputs taken in anew
    read: int
    told: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An article of a raw input, as it is to be stored."""

    article: Article
    raw: RawId
    version_of: Article | None  # what the store has of it, in other words
    again: bool = False  # made of the same raw input as that


class Library:
    """A store at work. One for each process; its methods are not for several threads at once, save
    `tell`, which is."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], datetime] = _utc_now,
        live: int = _LIVE,
        grouping: Grouping = Grouping(),
        agencies: Agencies | None = None,
    ) -> None:
        """`live`: how many articles, the last that came, a new one is compared with.

        `agencies`: instead of the shipped table; what was told with another one is stale.
        """
        self.store = store
        self._agencies = agencies
        self._now = now
        self._live = live
        self._grouping = grouping
        self._stream = StoryStream(grouping)
        self._seen = 0  # number of the last event that the stream knows

    def now(self) -> datetime:
        return self._now()

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
                self.store.settle_raw(id, reasons, failed=empty, stamp=stamps.stamp_of(stamps.INGEST))
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
            if self._is_kept(arrival):  # another process was quicker
                return Added(known=1)
            changes = differences(before, article) if before else ()
            if arrival.again:
                changes = ("made anew of the same input", *changes)
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
                corrected = correct_outlet(article, self.store.corrections(undone=False)).outlet
                if corrected != article.outlet and corrected:
                    self.store.set_outlet(article.id, corrected.value, at=now)
            self.store.put_events(events, at=now)
        stories = tuple(e.story for e in events)
        if before:
            return Added(changed=(article.id,), failures=failures, stories=stories)
        return Added(new=(article.id,), failures=failures, stories=stories)

    def _is_kept(self, arrival: _Arrival) -> bool:
        article = arrival.article
        if arrival.again:  # its outlet or address may be others now, and it is itself all the same
            made = self.store.made_of(arrival.raw)
            return any(m.article.id == article.id and m.article.text == article.text for m in made)
        known, has = self.store.known(article)
        return has or (known is None) is not (arrival.version_of is None)

    @contextmanager
    def _placing(self) -> Iterator[None]:
        """A transaction in which articles may be placed; where it fails, the stream forgets them too."""
        try:
            with self.store.transaction():
                self._catch_up()
                yield
                last = self.store.last_event()
        except BaseException:
            self._stream, self._seen = StoryStream(self._grouping), 0
            raise
        self._seen = last

    def _place(self, drawn: Sketch) -> list[Event]:
        """What becomes of stories by one article; within `_placing`, so that no one else writes."""
        changes = self._stream.add(drawn)
        return [Event(c.kind, c.story, c.articles, c.reason, c.others) for c in changes]

    def _catch_up(self) -> None:
        """Bring the stream to where the store is: other processes, and people, may have changed stories."""
        last = self.store.last_event()
        if last == self._seen:
            return
        events = self.store.events(after=self._seen) if self._seen else ()
        if events and all(e.kind in ("opened", "joined", "revised") for e in events):
            came = {a: e.story for e in events if e.kind != "revised" for a in e.articles}
            kept = self.store.sketches(came)
            for article, story in came.items():
                if article in kept:
                    self._stream.follow(self._drawn(article, kept[article]), story)
        else:
            live = ((self._drawn(a, raw), story) for a, story, raw in self.store.live(latest=self._live))
            self._stream = StoryStream.restore(live, held=self.store.held(), settings=self._grouping)
        self._seen = last

    def _drawn(self, article: ArticleId, kept: bytes) -> Sketch:
        """An article as grouping sees it, drawn anew where an older form of it was kept."""
        try:
            return from_bytes(kept)
        except ValueError:
            drawn = sketch(self.store.readings([article])[0])
            self.store.put_sketch(article, to_bytes(drawn))
            return drawn

    # ------------------------------------------------ making anew

    def refresh(self, *, progress: Progress = _silent) -> Refreshed:
        """Take in what waits; take in, read and tell anew what other stages made.

        Stopped, it goes on from there.
        """
        added = self.take_in(progress=progress)
        taken, again = self._take_in_anew(progress)
        added += again
        read, failures = self._read_anew(progress)
        told = self.tell_stale(progress=progress)
        return Refreshed(added, taken, read, len(told), (*added.failures, *failures))

    def _take_in_anew(self, progress: Progress) -> tuple[int, Added]:
        """Make articles again of the raw input that another `ingest` made them of."""
        stamp = stamps.stamp_of(stamps.INGEST)
        stale = self.store.taken_in_otherwise(stamp)
        added = Added()
        for done, id in enumerate(stale):
            progress("taking in anew", done, len(stale))
            raw = self.store.raw(id)
            parsed = parse_input(raw.location, raw.raw, raw.kind)
            failures, arrivals = list(parsed.failures), list[_Arrival]()
            made = self.store.made_of(id)
            for article, before in matched(parsed.articles, made):
                if article is None and before is not None:
                    reason = "it cannot be made of its input any more, and stays as it was"
                    failures.append(Failure(before.article.location, "read", reason))
                elif article is not None and before is None:
                    arrival = self._arrival(article, id)
                    arrivals += [arrival] if arrival else []
                elif article is not None and before is not None:
                    arrivals += self._made_anew(article, before, id)
            results = pipeline.read_all([a.article for a in arrivals])
            for arrival, result in zip(arrivals, results, strict=True):
                added += self._record(arrival, result)
            reasons = [f"{f.location}: {f.reason}" for f in failures]
            empty = bool(failures) and not parsed.articles and not made
            self.store.settle_raw(id, reasons, failed=empty, stamp=stamp)
            added += Added(failures=tuple(failures))
        progress("taking in anew", len(stale), len(stale))
        return len(stale), added

    def _made_anew(self, article: Article, before: Made, raw: RawId) -> list[_Arrival]:
        """Put the article in place of what was made of the same input, or give it as a further version.

        In place only where the text is the same: what refers to places in a text, be it a correction
        or an export, must find there what it found. An older version of another text stays as it was.
        """
        old = before.article
        article = renamed(article, old.id)
        if article == old:
            return []
        if article.text != old.text:
            return [_Arrival(article, raw, old, again=True)] if before.current else []
        with self.store.transaction():
            if article.url and article.url != old.url:
                elsewhere, _ = self.store.known(replace(article, id=ArticleId("")))
                if elsewhere not in (None, old.id):  # its new address is another article's
                    article = replace(article, url=old.url)
            self.store.replace_version(article, before.number)
            if before.current:
                outlet = correct_outlet(article, self.store.corrections(undone=False)).outlet
                self.store.set_outlet(article.id, outlet.value if outlet else None, at=self._now())
        return []

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

    def settings(self, corrections: Sequence[Correction]) -> pipeline.Settings:
        """What holds for all that is told: the table of agencies, and what readers know to be independent."""
        return pipeline.Settings(agencies=self._agencies, unfold=independent_pairs(corrections))

    def stamp(self, parts: tuple[str, ...]) -> str:
        """Of the stages, and of the table of agencies where it is not the shipped one."""
        return stamps.stamp_of(parts, repr(self._agencies) if self._agencies else "")

    @property
    def account_stamp(self) -> str:
        """What accounts must be told by, not to be stale."""
        return self.stamp(stamps.ACCOUNT)

    def tell(self, story: StoryId) -> Account:
        """What the store tells of a story, told anew where it is stale. Raises `NotStored`."""
        story = self.store.became(story)
        stamp = self.account_stamp
        if story not in self.store.stale(stamp, [story]):
            account = self.store.account(story)
            if account is not None:
                return account
        with self.store.snapshot():
            revision = self.store.revision(story)
            members = self.store.members(story)
            readings = self.store.readings(members)
            corrections = self.store.corrections(story=story, undone=False)
        if revision is None or not readings:
            raise NotStored(f"there is no story {story}")
        told = Story(story, tuple(r.article.id for r in readings))
        settings = self.settings(corrections)
        account = pipeline.tell(
            told, correct_readings(readings, corrections), load_trees("pairs"), settings=settings
        )
        texts = {r.article.id: r.article.text for r in readings}
        account = correct_account(account, corrections, texts)
        self.store.put_account(account, texts, revision=revision, stamp=stamp, told=self._now())
        return account

    def tell_stale(
        self, stories: Iterable[StoryId] | None = None, *, progress: Progress = _silent
    ) -> tuple[StoryId, ...]:
        """Tell anew what is stale, of the stories given or of all; gives those that were told."""
        stale = self.store.stale(self.account_stamp, stories)
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
        corrections = self.store.corrections(undone=False)
        articles = self.store.articles(account.story.articles)
        return Dossier(tuple(correct_outlet(a, corrections) for a in articles), (account,))

    # ------------------------------------------------ correcting

    def correct(self, correction: Correction) -> Correction:
        """Keep what a reader puts right and carry it out; what is told of its stories is stale then.

        Raises `CorrectionError` where it cannot be carried out, and keeps nothing then.
        """
        check_correction(correction)
        now = self._now()
        with self.store.transaction():
            subject = dict(correction.subject)
            events = self._story_events(correction, subject)
            story = correction.story and self.store.became(correction.story)
            number = self.store.put_correction(replace(correction, subject=subject, story=story), at=now)
            self.store.put_events(events, at=now)
            kept = self.store.correction(number)
            self._note_corrected(kept, subject.get("name"), now)
        return kept

    def undo(self, number: int, *, who: str, why: str) -> Correction:
        """Take a correction back: articles go where they came from, the rest is told without it."""
        now = self._now()
        with self.store.transaction():
            correction = self.store.correction(number)
            self.store.undo_correction(number, who=who, why=why, at=now)
            back: dict[str, list[ArticleId]] = {}
            for article, story in correction.subject.get("was", {}).items():
                if self.store.article_rows([ArticleId(article)])[0].story == correction.subject["became"]:
                    back.setdefault(story, []).append(ArticleId(article))
            reason = f"correction {number} undone" + (f": {why}" if why.strip() else "")
            self.store.put_events(
                [
                    Event(
                        "moved", StoryId(s), tuple(a), reason, (StoryId(correction.subject["became"]),), who
                    )
                    for s, a in back.items()
                ],
                at=now,
            )
            others = [c for c in self.store.corrections(undone=False) if c.kind == "set outlet"]
            article = correction.subject.get("article")
            name = None
            if correction.kind == "set outlet" and article:
                outlet = correct_outlet(self.store.article(ArticleId(article)), others).outlet
                name = outlet.value if outlet else None
            self._note_corrected(correction, name, now)
            return self.store.correction(number)

    def _note_corrected(self, correction: Correction, outlet: str | None, now: datetime) -> None:
        """What is told no longer holds, of its story or, where it has none, of all it could concern."""
        if correction.kind == "set outlet":
            article = ArticleId(correction.subject["article"])
            self.store.set_outlet(article, outlet, at=now)
        elif correction.story is not None:
            self.store.touch_story(correction.story, at=now)
        elif correction.kind == "set name":
            for story in self.store.stories_with(correction.subject["name"]):
                self.store.touch_story(story, at=now)
            for story in self.store.stories_with(correction.subject["to"]):
                self.store.touch_story(story, at=now)

    def _story_events(self, correction: Correction, subject: dict[str, Any]) -> list[Event]:
        """What a correction changes about stories; notes in `subject` what it needs to be undone."""
        kind, who = correction.kind, correction.who
        why = correction.why.strip() or "put right by a reader"
        if kind == "merge stories":
            stories = list(dict.fromkeys(self.store.became(StoryId(s)) for s in subject["stories"]))
            members = {s: self.store.members(s) for s in stories}
            empty = [s for s, articles in members.items() if not articles]
            if empty or len(stories) < 2:
                raise CorrectionError(
                    f"there is no story {empty[0]}" if empty else "a story cannot be merged with itself"
                )
            first = self.store.oldest(stories)
            moved = {a: s for s in stories if s != first for a in members[s]}
            subject |= {"was": moved, "became": first}
            others = tuple(s for s in stories if s != first)
            return [Event("merged", first, tuple(moved), why, others, who)]
        if kind == "split story":
            story = self.store.became(StoryId(subject["story"]))
            members_of = self.store.members(story)
            articles = tuple(a for a in members_of if a in subject["articles"])
            if len(articles) != len(set(subject["articles"])):
                raise CorrectionError(f"not all of these articles are in story {story}")
            if len(articles) == len(members_of):
                raise CorrectionError("some of the story's articles must stay")
            new = self._new_story(articles[0])
            subject |= {"was": dict.fromkeys(articles, story), "became": new}
            return [Event("split", story, articles, why, (new,), who)]
        if kind == "move article":
            story = self.store.became(StoryId(subject["story"]))
            rows = self.store.article_rows([ArticleId(subject["article"])])
            if not rows or not self.store.members(story):
                missing = f"article {subject['article']}" if not rows else f"story {story}"
                raise CorrectionError(f"there is no {missing}")
            if rows[0].story == story or rows[0].story is None:
                raise CorrectionError("the article is in that story already" if rows[0].story else "not read")
            subject |= {"was": {rows[0].id: rows[0].story}, "became": story}
            return [Event("moved", story, (rows[0].id,), why, (rows[0].story,), who)]
        if kind == "set outlet" and not self.store.article_rows([ArticleId(subject["article"])]):
            raise CorrectionError(f"there is no article {subject['article']}")
        if kind == "count apart":
            members_of = self.store.members(self.store.became(StoryId(correction.story or "")))
            if not set(subject["articles"]) <= set(members_of):
                raise CorrectionError(f"not all of these articles are in story {correction.story}")
        return []

    def _new_story(self, article: ArticleId) -> StoryId:
        n = 0
        while True:
            name = f"split\n{article}\n{n}"
            story = StoryId(hashlib.sha256(name.encode()).hexdigest()[:12])
            if self.store.revision(story) is None:
                return story
            n += 1


def matched(
    articles: Sequence[Article], made: Sequence[Made]
) -> Iterator[tuple[Article | None, Made | None]]:
    """What was made of an input before beside what is made of it now; None where one has no other.

    They are one article that stand at the same place of the input, or have the same id or words.
    Of an article's versions that are made of one input, the latest counts.
    """
    left = {m.article.id: m for m in made}  # the later one of an article comes later
    for article in articles:
        alike = (
            next((m for m in left.values() if m.article.location == article.location), None)
            or left.get(article.id)
            or next((m for m in left.values() if m.article.text == article.text), None)
        )
        if alike:
            del left[alike.article.id]
        yield article, alike
    for rest in left.values():
        yield None, rest


def renamed(article: Article, id: ArticleId) -> Article:
    """The same article under another id, in its passages too."""

    def moved(passage: Passage | None) -> Passage | None:
        return Passage(id, passage.start, passage.end) if passage else None

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
