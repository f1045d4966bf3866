"""Stories as they change, and what is told of them, with the rows that the desk reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from accord.records import Account, ArticleId, Fact, Passage, Person, StoryId
from accord.store.database import Database, Row
from accord.store.intake import in_lists, moment_of, stamped, storable
from accord.store.rows import Event
from accord.store.serial import dump, load

JOINT = " … "  # between the pieces of a rendering
_EVENT = "number, at, kind, story, others, articles, reason, who"


def person_key(person: Person | None) -> str | None:
    """Under which someone's words are found through all stories; None: known by description only."""
    if person is None or not person.named:
        return None
    return person_key_of(person.name)


def person_key_of(name: str) -> str:
    return storable(" ".join(name.casefold().split()))


def event_of(row: Row) -> Event:
    number, at, kind, story, others, articles, reason, who = row
    return Event(
        kind,
        StoryId(story),
        tuple(ArticleId(a) for a in json.loads(articles)),
        reason,
        tuple(StoryId(s) for s in json.loads(others)),
        who,
        moment_of(at),
        number,
    )


class Telling:
    """The part of the store that keeps stories."""

    db: Database

    # ------------------------------------------------ what becomes of stories

    def put_events(self, events: Iterable[Event], *, at: datetime) -> None:
        """Record the changes and carry them out: every article that an event names is in its target then."""
        touched: dict[StoryId, None] = {}
        with self.db.transaction():
            for event in events:
                self.db.rows(
                    "INSERT INTO story_events (at, kind, story, others, articles, reason, who)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    stamped(event.at or at),
                    event.kind,
                    event.story,
                    json.dumps(event.others),
                    json.dumps(event.articles),
                    event.reason,
                    event.who,
                )
                touched |= dict.fromkeys((event.story, *event.others))
                if event.kind != "revised":
                    touched |= dict.fromkeys(self._moved(event.articles, event.target))
                if event.kind == "merged":
                    self.db.many(
                        "UPDATE stories SET became = ? WHERE id = ?", [(event.story, o) for o in event.others]
                    )
            for story in touched:
                self._recount(story, at)

    def _moved(self, articles: Sequence[ArticleId], story: StoryId) -> list[StoryId]:
        """Put the articles into the story; gives the stories they came from."""
        left: list[StoryId] = []
        for marks, some in in_lists(articles):
            rows = self.db.rows(
                f"SELECT DISTINCT story FROM articles WHERE story IS NOT NULL AND id IN {marks}", *some
            )
            left += [StoryId(row[0]) for row in rows]
            self.db.rows(f"UPDATE articles SET story = ? WHERE id IN {marks}", story, *some)
            self.db.rows(
                f"UPDATE documents SET story = ? WHERE kind = 'article' AND article IN {marks}", story, *some
            )
        return left

    def _recount(self, story: StoryId, at: datetime) -> None:
        """Count the story's articles anew and note that it has changed."""
        counted = self.db.row(
            "SELECT count(*), count(DISTINCT coalesce(outlet, id)), min(day), max(day)"
            " FROM articles WHERE story = ?",
            story,
        )
        assert counted is not None
        articles, outlets, first, last = counted
        newest = self.db.row(
            "SELECT id FROM articles WHERE story = ? ORDER BY moment DESC, number DESC LIMIT 1", story
        )
        opener = self.db.row(
            "SELECT title, id FROM articles WHERE story = ? ORDER BY moment, number LIMIT 1", story
        ) or (None, None)
        title = opener[0] or ""
        self.db.rows(
            "INSERT INTO stories (id, title, statement, statement_article, articles, outlets, first_day,"
            " last_day, newest, changed, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)"
            " ON CONFLICT (id) DO UPDATE SET articles = excluded.articles, outlets = excluded.outlets,"
            " first_day = excluded.first_day, last_day = excluded.last_day, newest = excluded.newest,"
            " changed = excluded.changed, revision = stories.revision + 1,"
            " became = CASE WHEN excluded.articles > 0 THEN NULL ELSE stories.became END",
            story,
            title,
            title,
            opener[1],
            articles,
            outlets,
            first or at.date().isoformat(),
            last or at.date().isoformat(),
            newest[0] if newest else None,
            stamped(at),
        )
        self.db.rows("DELETE FROM story_days WHERE story = ?", story)
        self.db.rows(
            "INSERT INTO story_days (day, story, articles, outlets, weight)"
            " SELECT day, story, count(*), count(DISTINCT coalesce(outlet, id)),"
            " count(DISTINCT coalesce(outlet, id)) + count(*) * 0.01"
            " FROM articles WHERE story = ? GROUP BY day, story",
            story,
        )
        if not articles:
            self._forget(story)

    def touch_story(self, story: StoryId, *, at: datetime) -> None:
        """Note that what is told of the story no longer holds."""
        self.db.rows(
            "UPDATE stories SET revision = revision + 1, changed = ? WHERE id = ?", stamped(at), story
        )

    def events(
        self, *, after: int = 0, since: datetime | None = None, story: StoryId | None = None
    ) -> tuple[Event, ...]:
        """In the order in which they happened."""
        where: list[str] = ["number > ?"]
        values: list[object] = [after]
        if since is not None:
            where.append("at > ?")
            values.append(stamped(since))
        if story is not None:
            where.append("story = ?")
            values.append(story)
        rows = self.db.rows(
            f"SELECT {_EVENT} FROM story_events WHERE {' AND '.join(where)} ORDER BY number", *values
        )
        return tuple(event_of(row) for row in rows)

    def last_event(self) -> int:
        return int(self.db.value("SELECT coalesce(max(number), 0) FROM story_events"))

    def held(self) -> tuple[StoryId, ...]:
        """Stories that people have corrected, which the machine leaves alone."""
        rows = self.db.rows(
            "SELECT story, others FROM story_events WHERE kind IN ('merged', 'split', 'moved')"
            " AND who <> 'machine' ORDER BY number"
        )
        stories = [s for story, others in rows for s in (story, *json.loads(others))]
        return tuple(StoryId(s) for s in dict.fromkeys(stories))

    def revision(self, story: StoryId) -> int | None:
        """Counts the story's changes; None where there is no such story."""
        found: int | None = self.db.value("SELECT revision FROM stories WHERE id = ?", story)
        return found

    def oldest(self, stories: Iterable[StoryId]) -> StoryId:
        """The one whose first article came first."""
        values = list(stories)
        marks = "(" + ", ".join("?" * len(values)) + ")"
        found = self.db.value(
            f"SELECT story FROM articles WHERE story IN {marks} ORDER BY number LIMIT 1", *values
        )
        return StoryId(found)

    def stories_with(self, name: str) -> tuple[StoryId, ...]:
        """Stories in which someone of that name says something."""
        key = person_key_of(name)
        rows = self.db.rows("SELECT DISTINCT story FROM utterances WHERE person = ? ORDER BY story", key)
        return tuple(StoryId(row[0]) for row in rows)

    def set_outlet(self, article: ArticleId, outlet: str | None, *, at: datetime) -> None:
        """What a reader says is the article's outlet; what is told of its story no longer holds."""
        name = storable(outlet) if outlet else None
        with self.db.transaction():
            self.db.rows("UPDATE articles SET outlet = ? WHERE id = ?", name, article)
            self.db.rows("UPDATE documents SET outlet = ? WHERE article = ?", name, article)
            story = self.db.value("SELECT story FROM articles WHERE id = ?", article)
            if story:
                self._recount(StoryId(story), at)

    def members(self, story: StoryId) -> tuple[ArticleId, ...]:
        """In order of publication."""
        rows = self.db.rows("SELECT id FROM articles WHERE story = ? ORDER BY moment, number", story)
        return tuple(ArticleId(row[0]) for row in rows)

    # ------------------------------------------------ what is told of them

    def stale(self, stamp: str, stories: Iterable[StoryId] | None = None) -> tuple[StoryId, ...]:
        """Stories, of those given or of all, that are to be told (anew); the newest first."""
        sql = (
            "SELECT s.id FROM stories s LEFT JOIN accounts t ON t.story = s.id WHERE s.articles > 0"
            " AND (t.story IS NULL OR t.revision <> s.revision OR t.stamp <> ?)"
        )
        order = " ORDER BY s.changed DESC, s.id"
        if stories is None:
            return tuple(StoryId(row[0]) for row in self.db.rows(sql + order, stamp))
        found: list[StoryId] = []
        for marks, some in in_lists(stories):
            rows = self.db.rows(f"{sql} AND s.id IN {marks}{order}", stamp, *some)
            found += [StoryId(row[0]) for row in rows]
        return tuple(found)

    def account(self, story: StoryId) -> Account | None:
        """What was told last, though it may be stale."""
        record = self.db.value("SELECT record FROM accounts WHERE story = ?", story)
        return load(Account, record, f"the account of story {story}") if record is not None else None

    def put_account(
        self,
        account: Account,
        texts: Mapping[ArticleId, str],
        *,
        revision: int,
        stamp: str,
        told: datetime,
    ) -> None:
        """Keep what was told of a story as it stood at `revision`, and the rows the desk reads."""
        story = account.story.id
        with self.db.transaction():
            if self.revision(story) is None:
                return
            self._forget(story)
            self.db.rows(
                "INSERT INTO accounts (story, revision, stamp, told, record) VALUES (?, ?, ?, ?, ?)",
                story,
                revision,
                stamp,
                stamped(told),
                dump(account),
            )
            rows = _Rows(self, account, texts)
            rows.put_utterances()
            rows.put_facts()
            rows.put_ties()
            lead = account.lead[0].statement if account.lead else None
            self.db.rows(
                "UPDATE stories SET title = ?, statement = ?, statement_article = ?, origins = ?"
                " WHERE id = ?",
                storable(account.title),
                storable(rows.cut((lead,))) if lead else storable(account.title),
                lead.article if lead else None,
                len(account.lineage.origins),
                story,
            )
            rows.put_weights()

    def _forget(self, story: StoryId) -> None:
        for table in ("accounts", "utterances", "renderings", "facts", "ties"):
            self.db.rows(f"DELETE FROM {table} WHERE story = ?", story)
        self.db.rows("DELETE FROM documents WHERE story = ? AND kind IN ('quotation', 'fact')", story)


class _Rows:
    """The flat rows of one account."""

    def __init__(self, store: Telling, account: Account, texts: Mapping[ArticleId, str]) -> None:
        self.db, self.account, self.texts = store.db, account, texts
        self.story = account.story.id
        self.of: dict[str, tuple[str, str, str | None]] = {}  # article: day, moment, outlet
        for marks, some in in_lists(account.story.articles):
            rows = self.db.rows(f"SELECT id, day, moment, outlet FROM articles WHERE id IN {marks}", *some)
            self.of |= {id: (day, moment, outlet) for id, day, moment, outlet in rows}

    def cut(self, passages: Iterable[Passage]) -> str:
        return JOINT.join(" ".join(p.of(self.texts[p.article]).split()) for p in passages)

    def put_utterances(self) -> None:
        persons, utterances, renderings, documents = {}, [], [], []
        for number, utterance in enumerate(self.account.utterances):
            key = person_key(utterance.speaker)
            if key and utterance.speaker:
                persons[key] = (key, storable(utterance.speaker.name), utterance.speaker.kind, 1)
            prints = []
            for n, rendering in enumerate(utterance.renderings):
                by_article: dict[ArticleId, list[Passage]] = defaultdict(list)
                for passage in rendering.passages:
                    by_article[passage.article].append(passage)
                for article, passages in by_article.items():
                    words = storable(self.cut(passages))
                    prints.append((self.of[article][1], article, passages[0].start, words))
                    renderings.append(
                        (self.story, number, n, article, rendering.kind, words, passages[0].start)
                    )
            if not prints:
                continue
            moment, article, start, words = min(prints)
            speaker = storable(utterance.speaker.name) if utterance.speaker else None
            articles = len({p[1] for p in prints} | {p.article for p in utterance.retold})
            utterances.append(
                (
                    *(self.story, number, key, speaker, utterance.wording),
                    *(prints[0][3], articles, utterance.origins, moment),
                )
            )
            told = "\n".join(dict.fromkeys(p[3] for p in prints))
            day, _, outlet = self.of[article]
            documents.append(
                ("quotation", article, self.story, number, start, day, outlet, speaker, speaker or "", told)
            )
        self.db.many(
            "INSERT INTO persons (key, name, kind, named) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            list(persons.values()),
        )
        self.db.many(
            "INSERT INTO utterances (story, number, person, speaker, wording, words, articles, origins,"
            " moment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            utterances,
        )
        self.db.many(
            "INSERT INTO renderings (story, utterance, number, article, kind, words, first)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            renderings,
        )
        self._put_documents(documents)

    def put_facts(self) -> None:
        account = self.account
        alone = account.alone if len({o or a for a, (_, _, o) in self.of.items()}) > 1 else ()
        lead = {f.statement for f in account.lead}
        roles: list[tuple[str, Fact]] = [("lead", fact) for fact in account.lead]
        shared = [fact for fact in account.facts if fact.statement not in lead]
        roles += [("shared" if fact.shared else "alone", fact) for fact in shared]
        roles += [("alone", fact) for fact in alone if fact.statement not in lead]
        rows, documents = [], []
        for number, (role, fact) in enumerate(roles):
            at = fact.statement
            words = storable(self.cut((at,)))
            rows.append(
                (
                    *(self.story, number, role, at.article, at.start, words),
                    *(fact.articles, fact.origins, fact.weight),
                )
            )
            if role != "alone":  # what one article reports is found in the article
                day, _, outlet = self.of[at.article]
                documents.append(
                    (
                        *("fact", at.article, self.story, number, at.start, day, outlet, None),
                        *(storable(account.title), words),
                    )
                )
        self.db.many(
            "INSERT INTO facts (story, number, role, article, first, words, articles, origins, weight)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self._put_documents(documents)

    def _put_documents(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.db.many(
            "INSERT INTO documents (kind, article, story, entry, first, day, outlet, person, title, words)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def put_ties(self) -> None:
        rows = []
        for edge in self.account.lineage.edges:
            here = edge.on in self.of
            on = (edge.on, None) if here else (None, storable(str(edge.on)))
            rows.append((self.story, edge.article, *on, edge.kind, edge.share))
        self.db.many(
            "INSERT INTO ties (story, article, on_article, on_source, kind, share) VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )

    def put_weights(self) -> None:
        """A day's weight: how many independent reports it brought, then how many articles."""
        origin_of = {a: n for n, group in enumerate(self.account.lineage.origins) for a in group}
        days: dict[str, list[ArticleId]] = defaultdict(list)
        for article in self.account.story.articles:
            if article in self.of:
                days[self.of[article][0]].append(article)
        self.db.many(
            "UPDATE story_days SET weight = ? WHERE story = ? AND day = ?",
            [
                (len({origin_of.get(a, a) for a in articles}) + 0.01 * len(articles), self.story, day)
                for day, articles in days.items()
            ],
        )
