"""What the bundled example promises: other tests and the README's picture rest on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import trafilatura

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
COVERAGE = EXAMPLES / "lowen-accord"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Text by article: record id, or file name without its ending."""
    found: dict[str, str] = {}
    for path in sorted(COVERAGE.iterdir()):
        raw = path.read_text("utf-8")
        if path.suffix == ".jsonl":
            found |= {row["id"]: row["text"] for row in map(json.loads, raw.splitlines())}
        elif path.suffix == ".json":
            found[path.stem] = json.loads(raw)["bodies"][0]["value"]
        elif path.suffix == ".html":
            found[path.stem] = trafilatura.extract(raw) or ""
        else:
            found[path.stem] = raw
    return found


def holders(texts: dict[str, str], words: str) -> set[str]:
    return {name for name, text in texts.items() if words in text}


def test_twelve_articles_of_a_readable_length(texts: dict[str, str]) -> None:
    assert len(texts) == 12
    assert all(220 < len(text.split()) < 600 for text in texts.values())


def test_every_file_is_explained() -> None:
    told = (EXAMPLES / "README.md").read_text("utf-8")
    assert [p.name for p in sorted(COVERAGE.iterdir()) if f"`{p.name}`" not in told] == []


def test_records_have_all_keys() -> None:
    for line in (COVERAGE / "corrant.jsonl").read_text("utf-8").splitlines():
        assert set(json.loads(line)) == {"id", "title", "text", "outlet", "published", "url"}


def test_ninjs_counts_are_true() -> None:
    body = json.loads((COVERAGE / "teskar-herald.ninjs.json").read_text("utf-8"))["bodies"][0]
    assert (body["charCount"], body["wordCount"]) == (len(body["value"]), len(body["value"].split()))


def test_one_reprint_is_cut_and_one_is_edited(texts: dict[str, str]) -> None:
    agency = texts["corrant-20260310-0412"].split("\n\n")
    cut = texts["verrin-courier-accord"]
    assert sum(paragraph in cut for paragraph in agency) == 4  # the lead stands there without its dateline
    assert agency[0].partition(" — ")[2] in cut
    assert texts["menrow-examiner-accord"].count("(CORRANT)") == 1
    assert "CORRANT" not in cut.upper()


def test_one_utterance_in_two_translations(texts: dict[str, str]) -> None:
    assert holders(texts, "not a waiting room for the next war") == {
        "corrant-20260310-0412",
        "menrow-examiner-accord",
        "halmere-public-radio",
    }
    assert holders(texts, "not an antechamber to the next war") == {"ostrel-morning-post-kestel"}


def test_one_number_differs(texts: dict[str, str]) -> None:
    assert holders(texts, "31 Tarskan soldiers") == {"ostrel-morning-post-exchange"}
    assert len(holders(texts, "24 Tarskan")) == 8


def test_furniture_is_around_the_page_only(texts: dict[str, str]) -> None:
    page = (COVERAGE / "halmere-public-radio.html").read_text("utf-8")
    for words in (
        "We use cookies",
        "The Evening Bell",
        "More on this story",
        "Copy link",
        "Photo: Ines Marlow",
    ):
        assert words in page
        assert words not in texts["halmere-public-radio"]


def test_the_regatta_is_another_story(texts: dict[str, str]) -> None:
    assert holders(texts, "Tarsk") == set(texts) - {"menrow-examiner-regatta"}
