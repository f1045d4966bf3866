from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from spacy.tokens import Doc

from accord.annotate.sentences import text_to_parse
from accord.records import Article

kinds = pytest.importorskip("evals.attribution_kinds", reason="evals is on the path of `python -m pytest`")

TEXT = """Orel backs the bridge: a poll
“We will build it,” Mara Orel said. “It is late.” She hopes to win the vote.
According to officials, the “old road” is shut. The claim that it rained spread.
"""


def spans(*words: str) -> list[tuple[int, int]]:
    return [(at, at + len(w)) for w in words for at in [TEXT.index(w)]]


def attribution(content: list[str], cue: str = "", source: str = "") -> Mapping[str, object]:
    return {
        "content": spans(*content),
        "cue": spans(cue) if cue else None,
        "source": spans(source) if source else None,
    }


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            attribution(["“We will build it,”", "“It is late.”"], "said", "Mara Orel"),
            "all, fully quoted, of several sentences, in two or more pieces, speech verb, within the content,"
            " name",
        ),
        (
            attribution(["to win the vote"], "hopes", "She"),
            "all, unquoted, attitude or belief verb, before the content, pronoun",
        ),
        (
            attribution(["the “old road” is shut"], "According to", "officials"),
            "all, partly quoted, according to, before the content, other nominal",
        ),
        (
            attribution(["that it rained"], "The claim"),
            "all, unquoted, of three words at most, noun, before the content, none",
        ),
        (
            attribution(["Orel backs the bridge"], ":", "a poll"),
            "all, unquoted, in the headline, punctuation or none, after the content, other nominal",
        ),
    ],
)
def test_kinds_of_an_attribution(
    item: Mapping[str, object], expected: str, article: Callable[..., Article], parsed: Callable[[str], Doc]
) -> None:
    made = article(TEXT)
    page = kinds.Page(made, parsed(text_to_parse(made)))
    (found,) = page.kinds([item])
    assert ", ".join(kind.name for kind in kinds.ROWS if kind in found) == expected


def test_one_content_inside_another(article: Callable[..., Article], parsed: Callable[[str], Doc]) -> None:
    made = article(TEXT)
    page = kinds.Page(made, parsed(text_to_parse(made)))
    outer, inner = page.kinds([attribution(["the “old road” is shut"]), attribution(["“old road”"])])
    assert kinds.Kind("content", "around another content") in outer
    assert kinds.Kind("content", "inside another content") in inner
