"""Whether a store is whole, and all of it as JSON lines."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from accord.errors import StoreError
from accord.records import Account, Article, ArticleId, Passage, Reading, StoryId
from accord.store.intake import Intake, in_lists, words_digest
from accord.store.migrations import MIGRATIONS
from accord.store.rows import Fault, RawId, passages_of
from accord.store.serial import load
from accord.store.telling import event_of

FORMAT = "accord store 1"
# In an order in which each row finds what it refers to. Left out is what the full-text index
# makes of `documents`.
TABLES = (
    "raws",
    "articles",
    "versions",
    "readings",
    "sketches",
    "stories",
    "story_days",
    "story_events",
    "accounts",
    "utterances",
    "renderings",
    "persons",
    "facts",
    "ties",
    "corrections",
    "feeds",
    "entries",
    "searches",
    "visits",
    "documents",
    "agreements",
    "agreement_versions",
    "agreement_stories",
    "findings",
)
_AT_ONCE = 200


class Upkeep(Intake):
    """The part of the store that looks after it."""

    def check(self) -> Iterator[Fault]:
        """What is wrong with the store; nothing when it is whole. As it stood when the check began."""
        with self.db.transaction(writing=False):
            yield from (Fault(self.db.name, what) for what in self.db.check())
            yield from self._check_articles()
            yield from self._check_stories()
            yield from self._check_accounts()
            yield from self._check_agreements()

    def _check_articles(self) -> Iterator[Fault]:
        rows = self.db.rows(
            "SELECT a.id, a.version, a.story, a.unread, r.version, count(v.number), max(v.number)"
            " FROM articles a LEFT JOIN readings r ON r.article = a.id"
            " LEFT JOIN versions v ON v.article = a.id"
            " GROUP BY a.id, a.version, a.story, a.unread, r.version, a.number ORDER BY a.number"
        )
        for id, version, story, unread, read, versions, last in rows:
            where = f"article {id}"
            if versions != version or last != version:
                yield Fault(where, f"its version is {version}, but {versions} versions are kept")
            if unread is None and read is None:
                yield Fault(where, "its reading is missing")
            if unread is None and read is not None and story is None:
                yield Fault(where, "it is in no story")
            if read is not None and read > version:
                yield Fault(where, f"its reading is of version {read}, which is not kept")
        for (id,) in self.db.rows(
            "SELECT r.article FROM readings r JOIN articles a ON a.id = r.article"
            " LEFT JOIN sketches k ON k.number = a.number WHERE k.number IS NULL ORDER BY a.number"
        ):
            yield Fault(f"article {id}", "what grouping keeps of it is missing")
        for id, url, count in self.db.rows(
            "SELECT min(id), url, count(*) FROM articles WHERE url IS NOT NULL GROUP BY url"
            " HAVING count(*) > 1"
        ):
            yield Fault(f"article {id}", f"{count} articles have its address {url}")
        for id, count in self.db.rows(
            "SELECT article, count(*) FROM documents WHERE kind = 'article' GROUP BY article"
            " HAVING count(*) > 1"
        ):
            yield Fault(f"article {id}", f"it stands {count} times in the index")
        for (id,) in self.db.rows(
            "SELECT a.id FROM articles a LEFT JOIN documents d ON d.article = a.id AND d.kind = 'article'"
            " WHERE d.article IS NULL ORDER BY a.number"
        ):
            yield Fault(f"article {id}", "search cannot find it: it is not in the index")
        for article, number, words, raw, record in self._each(
            "SELECT v.article, v.number, v.words, r.id, v.record FROM versions v"
            " LEFT JOIN raws r ON r.id = v.raw",
            "v.article, v.number",
        ):
            where = f"version {number} of article {article}"
            if raw is None:
                yield Fault(where, "the raw input that it came from is missing")
            try:
                kept = load(Article, record, where)
            except StoreError as exc:
                yield Fault(where, str(exc))
                continue
            if kept.id != article:
                yield Fault(where, f"it calls itself article {kept.id}")
            if words_digest(kept) != words:
                yield Fault(where, "its words are not those it came with")
        for (id,) in self._each("SELECT id FROM raws", "id"):
            try:
                self.raw(RawId(id))
            except StoreError as exc:
                yield Fault(f"raw input {id}", str(exc))
        yield from self._check_readings()

    def _check_readings(self) -> Iterator[Fault]:
        for article, record, kept in self._each(
            "SELECT r.article, r.record, v.record FROM readings r JOIN versions v"
            " ON v.article = r.article AND v.number = r.version",
            "r.article",
        ):
            where = f"the reading of article {article}"
            try:
                reading = load(Reading, record, where)
                text = load(Article, kept, f"article {article}").text
            except StoreError as exc:
                yield Fault(where, str(exc))
                continue
            if reading.article.text != text:
                yield Fault(where, "it is of another text than is kept")
            wrong = [p for p in _passages_read(reading) if not _within(p, {ArticleId(article): len(text)})]
            if wrong:
                yield Fault(where, f"a passage lies outside the text: {wrong[0].start} to {wrong[0].end}")

    def _check_stories(self) -> Iterator[Fault]:
        """Replay the events: they must lead to the stories that the articles are in."""
        placed: dict[ArticleId, StoryId] = {}
        opened: set[ArticleId] = set()
        rows = self.db.rows(
            "SELECT number, at, kind, story, others, articles, reason, who FROM story_events ORDER BY number"
        )
        for row in rows:
            event = event_of(row)
            where = f"event {event.number} of story {event.story}"
            if event.kind == "revised":
                continue
            for article in event.articles:
                if event.kind in ("opened", "joined"):
                    if article in opened:
                        yield Fault(where, f"article {article} comes in a second time")
                    opened.add(article)
                placed[article] = event.target
        stored: dict[ArticleId, StoryId] = dict(
            self.db.rows("SELECT id, story FROM articles WHERE story IS NOT NULL ORDER BY number")
        )
        for article, story in stored.items():
            if placed.get(article) != story:
                told = placed.get(article)
                yield Fault(
                    f"article {article}",
                    f"it is in story {story}, but the events "
                    + (f"put it into {told}" if told else "do not tell how it came there"),
                )
        for article in placed.keys() - stored.keys():
            yield Fault(f"article {article}", f"events put it into {placed[article]}, but it is not there")
        counted: dict[str, int] = {}
        for story in stored.values():
            counted[story] = counted.get(story, 0) + 1
        for id, articles in self.db.rows("SELECT id, articles FROM stories ORDER BY id"):
            if articles != counted.pop(id, 0):
                yield Fault(f"story {id}", f"it says that it has {articles} articles, and has others")
        for id in counted:
            yield Fault(f"story {id}", "articles are in it, but it is not kept")

    def _check_accounts(self) -> Iterator[Fault]:
        for story, record in self._each("SELECT story, record FROM accounts", "story"):
            where = f"the account of story {story}"
            try:
                account = load(Account, record, where)
            except StoreError as exc:
                yield Fault(where, str(exc))
                continue
            stale = self.db.value(
                "SELECT 1 FROM accounts t JOIN stories s ON s.id = t.story"
                " WHERE t.story = ? AND t.revision <> s.revision",
                story,
            )
            if stale:  # its articles may have other texts by now
                continue
            lengths: dict[ArticleId, int] = {}
            for marks, some in in_lists(account.story.articles):
                for id, letters in self.db.rows(
                    f"SELECT id, letters FROM articles WHERE id IN {marks}", *some
                ):
                    lengths[ArticleId(id)] = letters
            wrong = [p for p in passages_of(account) if not _within(p, lengths)]
            if wrong:
                yield Fault(where, f"a passage lies outside article {wrong[0].article}")

    def _check_agreements(self) -> Iterator[Fault]:
        for id, version, versions, last in self.db.rows(
            "SELECT a.id, a.version, count(v.number), coalesce(max(v.number), 0) FROM agreements a"
            " LEFT JOIN agreement_versions v ON v.agreement = a.id"
            " GROUP BY a.id, a.version, a.number ORDER BY a.number"
        ):
            if versions != version or last != version:
                yield Fault(f"agreement {id}", f"its version is {version}, but {versions} versions are kept")
        for id, story in self.db.rows(
            "SELECT f.agreement, f.story FROM agreement_stories f LEFT JOIN stories s ON s.id = f.story"
            " WHERE s.id IS NULL ORDER BY f.agreement, f.story"
        ):
            yield Fault(f"agreement {id}", f"it follows story {story}, which is not kept")

    def _each(self, sql: str, order: str) -> Iterator[tuple[Any, ...]]:
        """Rows as they are read, so that a large store does not fill the memory."""
        return self.db.each(f"{sql} ORDER BY {order}")

    # ------------------------------------------------ everything, as lines

    def export(self) -> Iterator[str]:
        """All that is kept, as JSON lines: the form, then every row as ``[table, {column: value}]``.

        As it stood when the export began, while others may write. Bytes are in base64.
        """
        with self.db.transaction(writing=False):
            yield json.dumps({"form": FORMAT, "step": len(MIGRATIONS)}) + "\n"
            for table in TABLES:
                columns = self.db.columns(table)
                listed = ", ".join(columns)
                for row in self._each(f"SELECT {listed} FROM {table}", _order(table)):
                    values = {c: _plain(v) for c, v in zip(columns, row, strict=True) if v is not None}
                    yield json.dumps([table, values], ensure_ascii=False) + "\n"

    def import_lines(self, lines: Iterable[str]) -> int:
        """Put what was exported into an empty store; gives the number of rows. All or nothing.

        Raises `StoreError` where the store is not empty, or a line is not of the form.
        """
        with self.db.transaction():
            if any(self.db.value(f"SELECT 1 FROM {table} LIMIT 1") for table in TABLES):
                raise StoreError(f"{self.db.name}: something is in this store; import into an empty one")
            columns = {table: self.db.columns(table) for table in TABLES}
            count, form = 0, None
            table = ""
            rows: list[list[Any]] = []
            for number, line in enumerate(lines, 1):
                try:
                    value = json.loads(line)
                    if form is None:
                        form = (value["form"], value["step"])
                        if form != (FORMAT, len(MIGRATIONS)):
                            raise StoreError(
                                f"line 1: this is an export of form {form[0]!r}, step {form[1]}; this Accord"
                                f" reads {FORMAT!r}, step {len(MIGRATIONS)}"
                            )
                        continue
                    name, fields = value
                    row = [_stored(fields.get(c)) for c in columns[name]]
                    if fields.keys() - set(columns[name]):
                        raise ValueError
                except (ValueError, KeyError, TypeError, AttributeError) as exc:
                    raise StoreError(f"line {number}: this is no line of a store's export") from exc
                if rows and (name != table or len(rows) == _AT_ONCE):
                    self._insert(table, columns[table], rows)
                    rows = []
                table = name
                rows.append(row)
                count += 1
            if form is None:
                raise StoreError("there is nothing in this export")
            if rows:
                self._insert(table, columns[table], rows)
            self.db.renumber(TABLES)
        return count

    def _insert(self, table: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        self.db.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _order(table: str) -> str:
    keys = {
        "versions": "article, number",
        "readings": "article",
        "stories": "id",
        "story_days": "story, day",
        "accounts": "story",
        "utterances": "story, number",
        "renderings": "story, utterance, number, article",
        "persons": "key",
        "facts": "story, number",
        "ties": "story, article, kind, on_article, on_source, share",
        "feeds": "location",
        "entries": "location",
        "agreement_versions": "agreement, number",
        "agreement_stories": "agreement, story",
        "findings": "agreement",
        "visits": "reader, place",
    }
    return keys.get(table, "number")


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    return value


def _stored(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def _passages_read(reading: Reading) -> Iterator[Passage]:
    for sentence in reading.sentences:
        yield sentence.passage
    for mention in reading.mentions:
        yield mention.passage
    for quotation in reading.quotations:
        yield from (*quotation.content, *quotation.source, *quotation.cue)
    yield from (period.passage for period in reading.periods)
    yield from (quantity.passage for quantity in reading.quantities)
    yield from (clause.passage for clause in reading.clauses)


def _within(passage: Passage, lengths: dict[ArticleId, int]) -> bool:
    return 0 <= passage.start <= passage.end <= lengths.get(passage.article, -1)
