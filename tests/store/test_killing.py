"""Killed in the middle of adding: nothing is lost, nothing is there twice. More rounds: `evals.killing`."""

from __future__ import annotations

import random
from pathlib import Path

from evals.killing import kill_adding, start_quick, write_articles


def test_killed_at_any_moment_the_store_is_whole(address: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    write_articles(path, 25)
    assert list(kill_adding(start_quick, address, path, 3, random.Random(3))) == []
