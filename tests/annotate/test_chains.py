"""What is said within what is said: "Orr said that Herrin had promised to come"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accord.annotate import attribute_articles
from accord.records import Article, Quotation, Reading

Make = Callable[..., Article]


def read(article: Article) -> Reading:
    (reading,) = attribute_articles([article])
    return reading


def chain(reading: Reading, quotation: Quotation) -> tuple[str | None, list[tuple[str | None, str]]]:
    names = {entity.id: entity.name for entity in reading.entities}

    def speaker(one: Quotation) -> str | None:
        return names[one.speaker] if one.speaker else None

    text = reading.article.text
    return speaker(quotation), [(speaker(q), q.content[0].of(text)) for q in quotation.inner]


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        (
            "Ada Orr said that Ben Herrin had promised to open the gates by Friday.\n",
            "Ada Orr",
            [("Ben Herrin", "to open the gates by Friday")],
        ),
        (
            "“Ben Herrin told me that the bridge is safe,” Ada Orr said.\n",
            "Ada Orr",
            [("Ben Herrin", "that the bridge is safe")],
        ),
        (
            "“We shall not lend the barge again,” the letter to the harbour board reads, "
            "according to the Pell Gazette.\n",
            "Pell Gazette",
            [("the letter to the harbour board", "“We shall not lend the barge again,”")],
        ),
        ("Ada Orr said the harbour would open on Friday.\n", "Ada Orr", []),
        ("“I think that it will rain,” Ada Orr said.\n", "Ada Orr", []),
    ],
)
def test_who_told_what_of_whom(article: Make, text: str, outer: str, inner: list[tuple[str, str]]) -> None:
    reading = read(article(text))
    assert [chain(reading, q) for q in reading.quotations] == [(outer, inner)]


def test_an_inner_quotation_lies_in_the_outer_one(article: Make) -> None:
    text = "Ada Orr said that Ben Herrin had promised that the gates would open by Friday.\n"
    (outer,) = read(article(text)).quotations
    (inner,) = outer.inner
    assert all(any(o.covers(passage) for o in outer.content) for passage in (*inner.content, *inner.source))


def test_a_paper_goes_on_with_who_wrote_it(article: Make) -> None:
    text = (
        "The Harbour Council met at noon in Verrin.\n\nAda Orr says this about herself on her website: "
        "“I was born on a barge.”\n\n“I have never lived on land,” it says.\n"
    )
    reading = read(article(text))
    assert [chain(reading, q)[0] for q in reading.quotations] == ["Ada Orr", "Ada Orr"]
