from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.annotate.linking import Linking
from accord.annotate.quotations import find_quotations
from accord.annotate.reading import read
from accord.ingest import parse_input
from accord.records import Article, Block, Passage, Quotation

CASES = sorted((Path(__file__).parent / "cases" / "quotations").glob("*.txt"))
Make = Callable[..., Article]


def find(article: Article) -> tuple[Quotation, ...]:
    return find_quotations(read(article))


def told(quotation: Quotation, text: str) -> str:
    def words(passages: tuple[Passage, ...]) -> str:
        return " … ".join(p.of(text) for p in passages)

    parts = quotation.kind, words(quotation.source), words(quotation.cue), words(quotation.content)
    return " | ".join(parts).replace("|  |", "| |")


def alike(found: str, expected: str) -> bool:
    """The same kind, a word of the source in common, contents that mostly agree; any cue."""
    (kind, source, _, content), (kind_, source_, _, content_) = (
        [set(re.findall(r"\w+", part)) for part in line.split("|")] for line in (found, expected)
    )
    agree = len(content & content_) / len(content | content_)
    return kind == kind_ and agree > 0.7 and (bool(source & source_) or not (source or source_))


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path, article: Make) -> None:
    """Each line of a case is found, and nothing in quotation marks besides them."""
    text, _, expected = path.read_text("utf-8").partition("---\n")
    lines = expected.splitlines()
    made = article(text)
    if path.stem.startswith("headline"):
        made = replace(made, blocks=tuple(replace(block, kind="headline") for block in made.blocks))
    found = [told(q, text) for q in find(made)]
    missed = [line for line in lines if not any(alike(f, line) for f in found)]
    extra = [f for f in found if not f.startswith("indirect") and not any(alike(f, line) for line in lines)]
    assert (missed, extra) == ([], [])


def test_nothing_is_attributed_where_nobody_speaks(article: Make) -> None:
    assert find(article("Rain fell over the harbour. The bridge stayed shut.\n")) == ()
    assert find(article("\n \n", blocks=())) == ()


def test_furniture_is_not_read(article: Make) -> None:
    text = "The council met.\n“Subscribe today,” the editor said.\n"
    at = text.index("“")
    blocks = (Block("body", 0, 16), Block("furniture", at, len(text) - 1))
    assert find(article(text, blocks=blocks)) == ()


def test_a_higher_floor_keeps_fewer(article: Make) -> None:
    page = read(
        article(
            "“It is late,” Orr said. Herrin hopes to win. Orr opposed the plan. Officials knew of the rain.\n"
        )
    )
    sure, unsure = (find_quotations(page, settings=Linking(floor=floor)) for floor in (0.95, 0.01))
    assert {q.content for q in sure} < {q.content for q in unsure}


def test_order_and_speaker(article: Make) -> None:
    found = find(article("Orr said it rained. “It did,” Herrin said. Officials said it would stop.\n"))
    assert list(found) == sorted(found, key=lambda q: q.content)
    assert {q.speaker for q in found} == {None}


PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "''",
        "‘",
        "’",
        "'",
        "«",
        "»",
        "Orr said",
        "he added",
        "We will go",
        ",",
        ".",
        "?",
        ":",
        "\n",
        "’s",
        "6",
        "that",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES, min_size=1, max_size=30), st.booleans())
def test_passages_lie_inside_their_text(pieces: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(pieces)
    parsed = parse_input("a.txt", text.encode(), "text")
    for made in parsed.articles:
        for quotation in find(made):
            assert quotation.content
            for passages in (quotation.content, quotation.source, quotation.cue):
                assert list(passages) == sorted(passages)
                for p in passages:
                    assert 0 <= p.start < p.end <= len(made.text)
                    assert p.of(made.text).strip() == p.of(made.text)
            for one, other in pairwise(quotation.content):
                assert one.end <= other.start


def test_every_quotation_of_the_seeds_has_its_source(shared: Path) -> None:
    gold = json.loads((shared / "seeds" / "gold.json").read_text("utf-8"))
    wanted = [(g["speaker"], m) for g in gold["quote_groups"] for m in g["members"]]
    wanted += [(q["speaker"], q["member"]) for q in gold["single_article_quotes"]]
    found = {}
    for name in {m["doc"] for _, m in wanted}:
        (made,) = parse_input(name, (shared / "seeds" / f"{name}.txt").read_bytes(), "text").articles
        found[name] = made.text, find(made)
    missed = []
    for speaker, member in wanted:
        text, quotations = found[member["doc"]]
        start = text.index(member["text"])
        end = start + len(member["text"])
        sources = {
            p.of(text)
            for q in quotations
            if q.kind != "indirect" and any(p.start <= start and end <= p.end for p in q.content)
            for p in q.source
        }
        family = speaker.removesuffix("'s office").split()[-1]
        others = {"he", "his office", "the israeli leader", "the vice president"}
        if not any(family in s or s.lower() in others for s in sources):
            missed.append((speaker, member["text"][:50], sources))
    assert missed == []
