from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from accord.annotate.models import parse
from accord.annotate.quotations import Attributing, find_quotations
from accord.annotate.sentences import find_sentences
from accord.ingest import parse_input
from accord.records import Article, Block, Passage, Quotation

CASES = sorted((Path(__file__).parent / "cases" / "quotations").glob("*.txt"))
Make = Callable[..., Article]


def read(article: Article) -> tuple[Quotation, ...]:
    doc = next(parse([article.text]))
    return find_quotations(article, doc, find_sentences(article, doc))


def told(quotation: Quotation, text: str) -> str:
    def words(passages: tuple[Passage, ...]) -> str:
        return " … ".join(p.of(text) for p in passages)

    parts = quotation.kind, words(quotation.source), words(quotation.cue), words(quotation.content)
    return " | ".join(parts).replace("|  |", "| |")


@pytest.fixture(scope="session")
def parses() -> dict[str, Doc]:
    texts = [path.read_text("utf-8").partition("---\n")[0] for path in CASES]
    return dict(zip(texts, parse(texts), strict=True))


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path, article: Make, parses: dict[str, Doc]) -> None:
    text, _, expected = path.read_text("utf-8").partition("---\n")
    made = article(text)
    doc = parses[text]
    found = [told(q, text) for q in find_quotations(made, doc, find_sentences(made, doc))]
    quoted = [line for line in found if not line.startswith("indirect")]
    lines = expected.splitlines()
    assert quoted == [line for line in lines if not line.startswith("indirect")]
    assert [line for line in lines if line.startswith("indirect") and line not in found] == []


def test_nothing_is_attributed_where_nobody_speaks(article: Make) -> None:
    assert read(article("Rain fell over the harbour. The bridge stayed shut.\n")) == ()
    assert read(article("\n \n", blocks=())) == ()


def test_furniture_is_not_read(article: Make) -> None:
    text = "The council met.\n“Subscribe today,” the editor said.\n"
    at = text.index("“")
    blocks = (Block("body", 0, 16), Block("furniture", at, len(text) - 1))
    assert read(article(text, blocks=blocks)) == ()


def test_a_higher_floor_keeps_fewer_claims_and_all_quoted_speech(article: Make) -> None:
    text = (
        "“It is late,” Orr said. Herrin hopes to win. Orr opposed the plan. Officials said that it rained.\n"
    )
    made = article(text)
    doc = next(parse([text]))
    sentences = find_sentences(made, doc)
    sure = find_quotations(made, doc, sentences, settings=Attributing(floor=0.9))
    unsure = find_quotations(made, doc, sentences, settings=Attributing(floor=0.05))
    assert set(sure) < set(unsure)
    assert [q.content[0].of(text) for q in sure if q.kind == "direct"] == ["“It is late,”"]


def test_order_and_speaker(article: Make) -> None:
    found = read(article("Orr said it rained. “It did,” Herrin said. Officials said it would stop.\n"))
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
        for quotation in read(made):
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
        found[name] = made.text, read(made)
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
