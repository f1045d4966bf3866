"""Killed while adding or watching: nothing is lost, nothing is twice. More rounds: `evals.killing`."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from pathlib import Path

from evals.killing import adding, feed_of, kill, watching, write_articles

from accord.store import open_store
from accord.store.rows import Feed


def test_adding_killed_at_any_moment_leaves_a_whole_store(address: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    write_articles(path, 20)
    assert list(kill(adding(path), address, 20, 2, random.Random(3))) == []


def test_a_watch_killed_at_any_moment_leaves_a_whole_store(address: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    write_articles(path, 20)
    with feed_of(path) as feed:
        assert list(kill(watching(), address, 20, 2, random.Random(4), feed)) == []


def test_two_watches_at_once_take_in_each_article_once(address: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    write_articles(path, 20)
    with feed_of(path) as feed, open_store(address) as store:
        store.save_feed(Feed(feed, "feed", datetime(2024, 5, 1, tzinfo=UTC)))
        children = [watching()(address), watching()(address)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
        assert list(store.check()) == []
        opened = [a for e in store.events() if e.kind in ("opened", "joined") for a in e.articles]
        assert len(opened) == len(set(opened)) == store.counts().articles == 20
