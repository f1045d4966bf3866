"""Whether a store is whole, backups, exports; and what is said of one that cannot be used."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from accord.errors import StoreError
from accord.store import open_store
from accord.store.rows import AgreementId
from accord.store.sql import SqlStore
from accord.store.upkeep import TABLES

from .conftest import NOW, make_reading
from .test_contract import S1, filled, put  # noqa: F401  # a fixture


def faults(store: SqlStore) -> list[str]:
    return [f"{fault.where}: {fault.what}" for fault in store.check()]


def test_a_whole_store_has_no_faults(filled: SqlStore) -> None:  # noqa: F811
    assert faults(filled) == []


def put_agreement(store: SqlStore) -> None:
    id = AgreementId("accord")
    store.put_agreement(id, "Accord", "name: é", who="Ada", why="drafted", at=NOW, source="we will")
    store.follow_stories(id, [S1], who="Ada", at=NOW)
    store.put_findings(id, "mark", b"\0found")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM readings WHERE article = 'a1'", "its reading is missing"),
        ("DELETE FROM sketches WHERE number = 1", "what grouping keeps of it is missing"),
        ("UPDATE articles SET story = NULL WHERE id = 'a1'", "it is in no story"),
        ("UPDATE articles SET story = 's2' WHERE id = 'a1'", "but the events put it into s1"),
        ("UPDATE articles SET version = 2 WHERE id = 'a1'", "1 versions are kept"),
        ("DELETE FROM story_events WHERE kind = 'joined'", "do not tell how it came there"),
        ("DELETE FROM documents WHERE article = 'a1' AND kind = 'article'", "search cannot find it"),
        ("UPDATE versions SET words = 'x' WHERE article = 'a1'", "its words are not those it came with"),
        ("UPDATE versions SET record = raw WHERE article = 'a1'", "cannot be read back"),
        ("UPDATE accounts SET record = NULL WHERE story = 's1'", ""),
        ("UPDATE stories SET articles = 7 WHERE id = 's1'", "it says that it has 7 articles"),
        ("UPDATE articles SET url = 'https://x.example/'", "articles have its address"),
        ("UPDATE agreements SET version = 3", "its version is 3, but 1 versions are kept"),
        ("UPDATE agreement_stories SET story = 'gone'", "it follows story gone, which is not kept"),
    ],
)
def test_damage_is_found(filled: SqlStore, damage: str, told: str) -> None:  # noqa: F811
    put_agreement(filled)
    if "NULL WHERE story" in damage or "record = raw" in damage:
        garbage = b"garbage"
        table, key = ("accounts", "story = 's1'") if "accounts" in damage else ("versions", "article = 'a1'")
        filled.db.rows(f"UPDATE {table} SET record = ? WHERE {key}", garbage)
        told = "cannot be read back"
    else:
        filled.db.rows(damage)
    assert any(told in fault for fault in faults(filled)), faults(filled)


def test_an_export_is_imported_into_an_empty_store(filled: SqlStore, tmp_path: Path) -> None:  # noqa: F811
    put_agreement(filled)
    lines = list(filled.export())
    with open_store(f"sqlite:///{tmp_path / 'copy.sqlite'}") as copy:
        assert copy.import_lines(lines) == len(lines) - 1
        id = AgreementId("accord")
        assert copy.agreement(id) == filled.agreement(id)
        assert copy.agreement_versions(id) == filled.agreement_versions(id)
        assert copy.findings(id) == ("mark", b"\0found")
        assert faults(copy) == []
        assert copy.stories() == filled.stories()
        assert copy.story_page(S1) == filled.story_page(S1)
        assert sorted(copy.export()) == sorted(lines)
        put(copy, make_reading("a9", "Beacon", 22, "We have found the crew of the ferry"))
        assert copy.counts().articles == 4
        with pytest.raises(StoreError, match="something is in this store"):
            copy.import_lines(lines)
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        with pytest.raises(StoreError, match="line 2"):
            other.import_lines([lines[0], "nonsense"])
        assert other.counts().articles == 0


def test_an_import_goes_on_counting_after_what_came_in(filled: SqlStore, address: str) -> None:  # noqa: F811
    lines = list(filled.export())
    for table in reversed(TABLES):
        filled.db.rows(f"DELETE FROM {table}")
    filled.import_lines(lines)
    put(filled, make_reading("a9", "Beacon", 22, "We have found the crew of the ferry"))
    assert faults(filled) == []


def test_a_backup_is_made_while_the_store_is_used(filled: SqlStore, tmp_path: Path) -> None:  # noqa: F811
    target = tmp_path / "backup"
    with filled.transaction():
        put(filled, make_reading("a9", "Beacon", 22, "We have found the crew of the ferry"))
    filled.backup(target)
    if target.read_bytes().startswith(b"SQLite"):
        with open_store(f"sqlite:///{target}") as copy:
            assert copy.counts() == filled.counts()
            assert faults(copy) == []
    else:
        assert json.loads(target.read_text("utf-8").splitlines()[0])["form"] == "accord store 1"
    with pytest.raises(StoreError, match="cannot be written"):
        filled.backup(tmp_path / "no" / "backup")


def test_a_store_of_a_newer_program_is_refused(store: SqlStore, address: str) -> None:
    store.db.rows("INSERT INTO migrations VALUES (99, 'from the future', 'now')")
    with pytest.raises(StoreError, match="newer Accord"):
        open_store(address)


def test_tables_that_another_version_has_changed_are_told(store: SqlStore) -> None:
    store.db.rows("ALTER TABLE searches RENAME TO kept_searches")
    with pytest.raises(StoreError, match="another version has changed the store meanwhile"):
        store.searches()
    with pytest.raises(StoreError, match="another version"):
        store.db.rows("SELECT color FROM articles")
    with pytest.raises(StoreError, match="another version"):
        store.db.rows("CREATE TABLE articles (id TEXT)")


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("These are notes, not a store. " * 100)
    with pytest.raises(StoreError, match="no store of Accord"):
        open_store(str(other))
    assert other.read_text().startswith("These are notes")
    with pytest.raises(StoreError, match="folder"):
        open_store(f"sqlite:///{tmp_path}")
    with pytest.raises(StoreError, match="no kind of store"):
        open_store("mysql://somewhere/else")
    with pytest.raises(StoreError, match="cannot be reached"):
        open_store(f"postgresql:///store?host={tmp_path}")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with open_store(str(path)) as store:
        for n in range(40):
            put(store, make_reading(f"a{n}", "Courier", 20, "We will come " * (n + 1)))
    raw = bytearray(path.read_bytes())
    raw[8192:-4096] = b"\xa5" * (len(raw) - 8192 - 4096)
    path.write_bytes(raw)
    with pytest.raises(StoreError, match=r"damaged|no store"), open_store(str(path)) as store:
        list(store.check())
        store.stories()


def test_another_database_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE raws (name TEXT)")
    other.close()
    with pytest.raises(StoreError, match="not a store of Accord"):
        open_store(str(path))
