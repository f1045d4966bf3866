"""The three real reports, held against what a careful reader wrote down of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accord.ingest import parse_input
from accord.records import Article


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, tuple[Article, dict[str, object]]]:
    folder = shared / "seeds"
    gold = json.loads((folder / "gold.json").read_text("utf-8"))["articles"]
    read = {}
    for name, expected in gold.items():
        ((article,), failures) = parse_input(f"{name}.txt", (folder / f"{name}.txt").read_bytes(), "text")
        assert failures == ()
        read[name] = (article, expected)
    return read


def lines_of(article: Article, *kinds: str) -> list[str]:
    return [article.text[block.start : block.end] for block in article.blocks if block.kind in kinds]


def test_outlet_headline_day_and_byline(seeds: dict[str, tuple[Article, dict[str, object]]]) -> None:
    for article, gold in seeds.values():
        assert (article.outlet.value if article.outlet else None) == gold["outlet"]
        assert article.title == gold["headline"]
        assert (article.published.day.isoformat() if article.published else None) == gold["published"]
        assert (article.byline.value if article.byline else None) == gold.get("byline")


def test_furniture_is_not_body_and_prose_is(seeds: dict[str, tuple[Article, dict[str, object]]]) -> None:
    for article, gold in seeds.values():
        body = lines_of(article, "body")
        not_body = gold.get("not_body", [])
        assert isinstance(not_body, list)
        assert set(not_body) <= set(lines_of(article, "furniture"))
        assert all(line.strip() in body for line in article.text.split("\n") if len(line) > 200)
        assert lines_of(article, "heading") == gold.get("section_headings", [])
