"""The tables, step by step: an append-only list, each step in one transaction with its record.

Imports none of our code, so that a step does tomorrow what it did the day it was written.
Statements are written once for both databases; the few words in which they differ are
filled in: ``{blob}``, ``{serial}`` (a key that counts up), ``{search}`` (the full-text index).

Days and moments are text in ISO 8601, moments in UTC with microseconds, so that they sort.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Words = Mapping[str, str]
Step = Callable[[Words], Sequence[str]]


def _first(words: Words) -> Sequence[str]:
    blob, serial = words["blob"], words["serial"]
    return (
        # --- what came in
        f"""CREATE TABLE raws (
            id TEXT NOT NULL UNIQUE,          -- digest of kind and bytes
            number {serial},                  -- order of arrival
            location TEXT NOT NULL,
            kind TEXT NOT NULL,
            bytes {blob} NOT NULL,            -- compressed
            size BIGINT NOT NULL,             -- before that
            retrieved TEXT NOT NULL,
            state TEXT NOT NULL,              -- waiting, done, failed
            reason TEXT                       -- why it failed, or what of it could not be used
        )""",
        "CREATE INDEX raws_state ON raws (state, number)",
        f"""CREATE TABLE articles (
            number {serial},
            id TEXT NOT NULL UNIQUE,
            url TEXT,
            outlet TEXT,
            title TEXT,
            day TEXT NOT NULL,                -- of publication, else of arrival
            dated INTEGER NOT NULL,           -- 1: the article states that day
            moment TEXT NOT NULL,             -- of publication where stated, else of arrival
            language TEXT NOT NULL,
            letters BIGINT NOT NULL,          -- code points of the text
            version INTEGER NOT NULL,         -- the current one
            story TEXT,                       -- NULL: not read, so in none
            unread TEXT,                      -- why it was not read
            added TEXT NOT NULL
        )""",
        "CREATE INDEX articles_url ON articles (url)",
        "CREATE INDEX articles_story ON articles (story, moment)",
        "CREATE INDEX articles_outlet ON articles (outlet, moment)",
        "CREATE INDEX articles_day ON articles (day)",
        f"""CREATE TABLE versions (
            article TEXT NOT NULL REFERENCES articles (id),
            number INTEGER NOT NULL,          -- counted from 1
            raw TEXT NOT NULL REFERENCES raws (id),
            location TEXT NOT NULL,
            words TEXT NOT NULL,              -- digest of the words, blanks made alike
            added TEXT NOT NULL,
            changes TEXT NOT NULL,            -- JSON: how it differs from the version before
            record {blob} NOT NULL,           -- the article as taken in
            PRIMARY KEY (article, number)
        )""",
        "CREATE INDEX versions_words ON versions (words)",
        f"""CREATE TABLE readings (
            article TEXT PRIMARY KEY REFERENCES articles (id),
            version INTEGER NOT NULL,
            stamp TEXT NOT NULL,              -- of the stages that made it
            record {blob} NOT NULL,
            sketch {blob} NOT NULL            -- what grouping keeps of it
        )""",
        "CREATE INDEX readings_stamp ON readings (stamp)",
        # --- stories
        """CREATE TABLE stories (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            statement TEXT NOT NULL,          -- the headline statement, else the newest title
            statement_article TEXT,           -- the article it is cut from
            articles INTEGER NOT NULL,
            outlets INTEGER NOT NULL,
            origins INTEGER,                  -- NULL until it has been told
            first_day TEXT NOT NULL,
            last_day TEXT NOT NULL,
            newest TEXT,                      -- article
            changed TEXT NOT NULL,
            revision BIGINT NOT NULL,         -- counts every change
            became TEXT                       -- the story it was merged into
        )""",
        "CREATE INDEX stories_changed ON stories (changed)",
        """CREATE TABLE story_days (
            day TEXT NOT NULL,
            story TEXT NOT NULL REFERENCES stories (id),
            articles INTEGER NOT NULL,
            outlets INTEGER NOT NULL,
            weight DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (story, day)
        )""",
        "CREATE INDEX story_days_weight ON story_days (day, weight)",
        f"""CREATE TABLE story_events (
            number {serial},
            at TEXT NOT NULL,
            kind TEXT NOT NULL,               -- opened, joined, merged, split, moved, revised
            story TEXT NOT NULL,
            others TEXT NOT NULL,             -- JSON list of stories
            articles TEXT NOT NULL,           -- JSON list
            reason TEXT NOT NULL,
            who TEXT NOT NULL                 -- machine, or who corrected
        )""",
        "CREATE INDEX story_events_story ON story_events (story, number)",
        "CREATE INDEX story_events_at ON story_events (at)",
        # --- what is told of them
        f"""CREATE TABLE accounts (
            story TEXT PRIMARY KEY REFERENCES stories (id),
            revision BIGINT NOT NULL,         -- of the story it was told from
            stamp TEXT NOT NULL,
            told TEXT NOT NULL,
            record {blob} NOT NULL
        )""",
        """CREATE TABLE utterances (
            story TEXT NOT NULL,
            number INTEGER NOT NULL,
            person TEXT,                      -- key
            speaker TEXT,                     -- the name as the story has it
            wording TEXT NOT NULL,
            words TEXT NOT NULL,              -- the first rendering
            articles INTEGER NOT NULL,
            origins INTEGER NOT NULL,
            moment TEXT NOT NULL,             -- of the first article that prints it
            PRIMARY KEY (story, number)
        )""",
        "CREATE INDEX utterances_person ON utterances (person, moment)",
        """CREATE TABLE renderings (
            story TEXT NOT NULL,
            utterance INTEGER NOT NULL,
            number INTEGER NOT NULL,          -- renderings with one number print the same
            article TEXT NOT NULL,
            kind TEXT NOT NULL,
            words TEXT NOT NULL,
            first INTEGER NOT NULL,           -- offset of the first piece
            PRIMARY KEY (story, utterance, number, article)
        )""",
        """CREATE TABLE persons (
            key TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            named INTEGER NOT NULL
        )""",
        """CREATE TABLE facts (
            story TEXT NOT NULL,
            number INTEGER NOT NULL,
            role TEXT NOT NULL,               -- lead, shared, alone
            article TEXT NOT NULL,            -- where the statement is cut from
            first INTEGER NOT NULL,
            words TEXT NOT NULL,
            articles INTEGER NOT NULL,
            origins INTEGER NOT NULL,
            weight DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (story, number)
        )""",
        "CREATE INDEX facts_article ON facts (article, role)",
        """CREATE TABLE ties (
            story TEXT NOT NULL,
            article TEXT NOT NULL,            -- the one that depends
            on_article TEXT,                  -- on an article here,
            on_source TEXT,                   -- or on a source credited
            kind TEXT NOT NULL,
            share DOUBLE PRECISION NOT NULL
        )""",
        "CREATE INDEX ties_story ON ties (story)",
        "CREATE INDEX ties_article ON ties (article)",
        # --- what people put in
        f"""CREATE TABLE corrections (
            number {serial},
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            kind TEXT NOT NULL,
            story TEXT,                       -- NULL: it holds everywhere
            subject TEXT NOT NULL,            -- JSON
            undone TEXT,                      -- when
            undone_by TEXT,
            undone_why TEXT
        )""",
        """CREATE TABLE feeds (
            location TEXT PRIMARY KEY,        -- URL or folder
            kind TEXT NOT NULL,
            title TEXT,
            added TEXT NOT NULL,
            state TEXT NOT NULL               -- JSON: what the watch keeps of it
        )""",
        """CREATE TABLE seen (
            feed TEXT NOT NULL,
            entry TEXT NOT NULL,              -- the entry's id
            digest TEXT NOT NULL,             -- of its content
            at TEXT NOT NULL,
            PRIMARY KEY (feed, entry)
        )""",
        f"""CREATE TABLE searches (
            number {serial},
            name TEXT NOT NULL UNIQUE,
            query TEXT NOT NULL,              -- JSON
            saved TEXT NOT NULL
        )""",
        """CREATE TABLE visits (
            reader TEXT NOT NULL,
            place TEXT NOT NULL,              -- "home", or a story
            at TEXT NOT NULL,
            PRIMARY KEY (reader, place)
        )""",
        # --- search: what can be found, and the full-text index over it
        f"""CREATE TABLE documents (
            number {serial},
            kind TEXT NOT NULL,               -- article, quotation, fact
            article TEXT NOT NULL,
            story TEXT,
            entry INTEGER,                    -- which utterance or fact of the story
            first INTEGER NOT NULL,           -- offset in the article
            day TEXT NOT NULL,
            outlet TEXT,
            person TEXT,
            title TEXT NOT NULL,
            words TEXT NOT NULL
            {words["search_column"]}
        )""",
        "CREATE INDEX documents_story ON documents (story, kind)",
        "CREATE INDEX documents_article ON documents (article, kind)",
        *words["search"].split(";;"),
    )


def _entries(_: Words) -> Sequence[str]:
    return (
        "DROP TABLE seen",
        """CREATE TABLE entries (
            location TEXT PRIMARY KEY,        -- address or path of the article
            feed TEXT NOT NULL,               -- that named it first
            id TEXT NOT NULL,                 -- as the feed gives it
            due TEXT,                         -- when it is to be looked at next
            record TEXT NOT NULL              -- JSON
        )""",
        "CREATE INDEX entries_id ON entries (feed, id)",
        "CREATE INDEX entries_due ON entries (due)",
    )


def _quick_lists(_: Words) -> Sequence[str]:
    return (
        "CREATE INDEX documents_day ON documents (day, number)",
        "CREATE INDEX documents_outlet ON documents (outlet, day, number)",
        "CREATE INDEX articles_outlet_story ON articles (outlet, story, moment)",
    )


def _agreements(words: Words) -> Sequence[str]:
    blob, serial = words["blob"], words["serial"]
    return (
        f"""CREATE TABLE agreements (
            number {serial},
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,               -- as the current version has it
            version INTEGER NOT NULL,         -- the current one
            added TEXT NOT NULL,
            changed TEXT NOT NULL
        )""",
        """CREATE TABLE agreement_versions (
            agreement TEXT NOT NULL REFERENCES agreements (id),
            number INTEGER NOT NULL,          -- counted from 1
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            text TEXT NOT NULL,               -- the file, YAML
            source TEXT,                      -- the agreement's own words, where it was drafted from them
            PRIMARY KEY (agreement, number)
        )""",
        """CREATE TABLE agreement_stories (
            agreement TEXT NOT NULL REFERENCES agreements (id),
            story TEXT NOT NULL,
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            PRIMARY KEY (agreement, story)
        )""",
        "CREATE INDEX agreement_stories_story ON agreement_stories (story)",
        f"""CREATE TABLE findings (
            agreement TEXT PRIMARY KEY REFERENCES agreements (id),
            mark TEXT NOT NULL,               -- of the file, the stories and the stages it was made from
            record {blob} NOT NULL
        )""",
    )


def _sketches_apart(words: Words) -> Sequence[str]:
    # behind a reading of many kilobytes they took longer to reach than to read
    return (
        f"""CREATE TABLE sketches (
            number INTEGER PRIMARY KEY,       -- of the article
            sketch {words["blob"]} NOT NULL   -- what grouping keeps of it
        )""",
        "INSERT INTO sketches SELECT a.number, r.sketch FROM readings r JOIN articles a ON a.id = r.article",
        "ALTER TABLE readings DROP COLUMN sketch",
    )


def _ingest_stamps(_: Words) -> Sequence[str]:
    return (
        "ALTER TABLE raws ADD COLUMN stamp TEXT NOT NULL DEFAULT ''",  # of the stage that took it in
        "CREATE INDEX raws_stamp ON raws (stamp, state, number, id)",  # the bytes need not be passed over
        "CREATE INDEX versions_raw ON versions (raw)",
    )


def _filters_in_the_index(words: Words) -> Sequence[str]:
    return (
        "CREATE INDEX documents_person ON documents (person, day, number)",
        "CREATE INDEX ties_on ON ties (on_article, kind, article)",
        "CREATE INDEX ties_source ON ties (on_source, kind, article)",
        *words["tags"].split(";;"),
    )


MIGRATIONS: tuple[tuple[str, Step], ...] = (
    ("first tables", _first),
    ("watched entries", _entries),
    ("indexes for lists by outlet and day", _quick_lists),
    ("sketches in a table of their own", _sketches_apart),
    ("stamps of what took raw input in", _ingest_stamps),
    ("outlet, speaker, day and kind in the full-text index", _filters_in_the_index),
    ("agreements", _agreements),
)
