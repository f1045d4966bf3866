"""Words that one article prints in marks and another tells in indirect speech."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from accord.annotate import attribute_articles
from accord.compare.cast import unify_cast
from accord.compare.retellings import find_retellings
from accord.compare.utterances import group_utterances
from accord.records import Article, ArticleId, Block, Passage, Utterance

PRINTED = "“We will reopen the northern harbour before the winter ice comes,” Mara Ostling said on Friday."


def count(evidence: Sequence[Passage]) -> int:
    return len({p.article for p in evidence})


def told(*texts: str) -> list[Utterance]:
    articles = [
        Article(
            ArticleId(f"a{n}"),
            "a.txt",
            None,
            None,
            None,
            None,
            text,
            (Block("body", 0, len(text)),),
            "en",
            None,
        )
        for n, text in enumerate(texts)
    ]
    readings = list(attribute_articles(articles))
    cast = unify_cast(readings)
    found = group_utterances(readings, cast, count_origins=count)
    return list(find_retellings(found, readings, cast, count_origins=count))


def test_direct_here_and_indirect_there() -> None:
    text = "Mara Ostling said the northern harbour would be reopened before winter."
    (found,) = told(PRINTED, text)
    assert [p.of(text) for p in found.retold] == ["the northern harbour would be reopened before winter"]
    assert (found.wording, found.origins) == ("differs", 2)


@pytest.mark.parametrize(
    "text",
    [
        "Dorin Velk said the northern harbour would be reopened before winter.",  # another speaker
        "Mara Ostling said the northern harbour would not be reopened before winter.",  # the contrary
        "Mara Ostling said her son had learned to swim in the river.",  # something else
    ],
)
def test_no_retelling(text: str) -> None:
    assert all(not u.retold for u in told(PRINTED, text))


def test_an_article_that_prints_the_words_does_not_retell_them_too() -> None:
    text = f"Mara Ostling said the northern harbour would be reopened before winter. {PRINTED}"
    (found,) = told(PRINTED, text)
    assert found.retold == ()
    assert found.wording == "same"
