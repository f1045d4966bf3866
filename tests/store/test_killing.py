"""Killed while adding or watching: nothing is lost, nothing is twice. More rounds: `evals.killing`."""

from __future__ import annotations

import random
from pathlib import Path

from evals.killing import adding, feed_of, kill, watching, write_articles


def test_adding_killed_at_any_moment_leaves_a_whole_store(address: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    write_articles(path, 20)
    assert list(kill(adding(path), address, 20, 2, random.Random(3))) == []


def test_a_watch_killed_at_any_moment_leaves_a_whole_store(address: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    write_articles(path, 20)
    with feed_of(path) as feed:
        assert list(kill(watching(), address, 20, 2, random.Random(4), feed)) == []
