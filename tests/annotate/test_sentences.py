"""Each case is a paragraph cut at ` | ` into its sentences."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from accord.annotate.sentences import find_sentences, text_to_parse
from accord.ingest import parse_input
from accord.records import Article, Block

Parse = Callable[[str], Doc]


def sentences(article: Article, parsed: Parse) -> list[str]:
    found = find_sentences(article, parsed(text_to_parse(article)))
    return [sentence.passage.of(article.text) for sentence in found]


CASES = {
    "titles and initials": "Gov. Ada Renn left. | Dr. Vale and Mr. A. B. Lund, Jr., saw Sgt. Mira Holt.",
    "a state before a title": "Vale wants Ariz. Gov. Ada Renn to go. | She is in Tucson, Ariz. | It rains.",
    "months": "Vale left on Jan. 4. | He came back in Sept. 2029.",
    "saints, forts and numbers": "The No. 2 official left. | St. Olm is small, and so is Ft. Adler.",
    "a country inside a sentence": "Renn of the U.S. Army said so. | The U.N. General Assembly met.",
    "a country at its end": "He lives in the U.S. | She does not. | They left the U.N. | The vote was close.",
    "an hour at its end": "The talks began at 6 a.m. | They ended at noon.",
    "an hour inside a sentence": "He came at 5 p.m. on Friday. | It rained.",
    "firms": "Lowen Co. of Port Amel left. | Holt & Co. said so.",
    "figures first": "The vote was 71 to 44. | Five members stayed away. | 24 came. | $4 million was paid.",
    "decimals": "Shares rose 2.1 percent to $14.50. | The crown fell 0.4 percent.",
    "a question asked": "“Why not?” Ms. Renn said. | Nobody knew.",
    "a shout": "“It rained!” Vale shouted. | “Who?” asked Dr. Lund, who was there.",
    "a question that nobody is said to ask": "“Why not?” | Then they left.",
    "a quotation of two sentences": "“We go on. | We do not stop,” she said. | He left.",
    "a closing mark": "“We go on. | We do not stop.” | He left.",
    "marks in brackets": "(It rained.) | “Stop!” | Then they left.",
    "straight single marks": "'We go on,' Renn said. | 'It ends.' | Vale wept.",
    "a name in marks": 'Joss "the Owl" Vale, premier of Tarsk, left on Monday.',
    "a bracket in a quotation": "She told us: “I read all of it [before the war] when it was short.”",
    "dots": "He said: “We go on … and on.” | She wept... | Then she laughed.",
    "several signs": "What now? | Nobody knew! | Really?! | Yes.",
    "a domain first": "Tarsk.Wire reports that Lowen signed. | It rained.",
    "a domain inside": "We want no master, Vale said, Tarsk.Wire reports citing foreign media. | It rained.",
    "a domain at the end": "Vale spoke to Tarsk.Wire. | It rained.",
    "an address": "See www.amel.example for more. | It rained.",
    "a dash": "The accord — signed on Monday — holds. | It rained.",
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_sentences_of_a_paragraph(case: str, article: Callable[..., Article], parsed: Parse) -> None:
    text = case.replace(" | ", " ")
    assert sentences(article(text), parsed) == case.split(" | ")


def test_a_blank_that_is_missing(article: Callable[..., Article], parsed: Parse) -> None:
    text = "They left at night.The accord holds."
    assert sentences(article(text), parsed) == ["They left at night.", "The accord holds."]


def test_a_heading_without_a_full_stop_is_one(article: Callable[..., Article], parsed: Parse) -> None:
    text = "Premiers sign accord in Port Amel\nLowen and Tarsk signed.\nA list with dates\nIt is long.\n"
    assert sentences(article(text), parsed) == text.splitlines()


def test_a_dateline_is_none_of_the_first_sentence(parsed: Parse) -> None:
    text = "PORT AMEL, Lowen — Lowen signed the accord on Monday. Tarsk did not.\n\nIt rained."
    ((made,), _) = parse_input("a.txt", text.encode(), "text")
    assert sentences(made, parsed) == [
        "PORT AMEL, Lowen —",
        "Lowen signed the accord on Monday.",
        "Tarsk did not.",
        "It rained.",
    ]


WRAPPED = """\
Accord holds, premiers say

The accord between Lowen and Tarsk holds, the two premiers said on
Wednesday after a night of talks that had begun with mutual reproach and
ended with a joint walk along the harbour wall with Dr. Mira Holt of Port
Amel in the rain. It rained, and nobody had thought of an umbrella in the
whole of the delegation.

A list with dates

Neither of them would say what had changed, but aides pointed to a letter
that reached Vale at midnight and that he read twice before he went down
to the hall where Renn was waiting for him with her coat still on.
"""


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\n  "])
def test_lines_that_a_machine_wrapped_go_on(sign: str, parsed: Parse) -> None:
    text = WRAPPED.replace("\n", sign)
    ((made,), _) = parse_input("a.txt", text.encode(), "text")
    found = sentences(made, parsed)
    assert [" ".join(sentence.split())[:24] for sentence in found] == [
        "Accord holds, premiers s",
        "The accord between Lowen",
        "It rained, and nobody ha",
        "A list with dates",
        "Neither of them would sa",
    ]


def test_furniture_has_no_sentences_and_no_paragraph(article: Callable[..., Article], parsed: Parse) -> None:
    text = "Lowen signed.\nShare this story\nTarsk did not."
    blocks = (Block("body", 0, 13), Block("furniture", 14, 30), Block("body", 31, 45))
    made = article(text, blocks=blocks)
    found = find_sentences(made, parsed(text_to_parse(made)))
    assert [(one.passage.of(text), one.paragraph) for one in found] == [
        ("Lowen signed.", 0),
        ("Tarsk did not.", 1),
    ]


def test_no_text_has_no_sentences(article: Callable[..., Article], parsed: Parse) -> None:
    assert sentences(article(""), parsed) == []


def test_terms_are_lemmas_of_content_words(article: Callable[..., Article], parsed: Parse) -> None:
    made = article("The envoys said they had signed two accords.")
    (found,) = find_sentences(made, parsed(text_to_parse(made)))
    assert found.terms == ("envoy", "sign", "two", "accord")


PIECES = st.lists(
    st.sampled_from(
        [
            *CASES.values(),
            WRAPPED,
            "\n",
            "\r\n",
            "\u2028",
            " ",
            "“",
            '"',
            "•",
            "U.S. ",
            "The ",
            ". ",
            "Share this story\n",
        ]
    ),
    max_size=6,
).map("".join)


@settings(max_examples=25, deadline=None)
@given(PIECES)
def test_sentences_stand_in_order_inside_their_blocks(parsed: Parse, text: str) -> None:
    for made in parse_input("a.txt", text.encode(), "text").articles:
        flowing = text_to_parse(made)
        assert len(flowing) == len(made.text) and flowing.split() == made.text.split()
        found = find_sentences(made, parsed(flowing))
        for before, after in pairwise(found):
            assert before.passage.end <= after.passage.start
        for one in found:
            piece = one.passage.of(made.text)
            assert piece and piece == piece.strip()
            (home,) = (b for b in made.blocks if b.start <= one.passage.start and one.passage.end <= b.end)
            assert home.kind == one.block != "furniture"
        prose = "".join(made.text[b.start : b.end] for b in made.blocks if b.kind != "furniture")
        told = "".join(one.passage.of(made.text) for one in found)
        assert "".join(told.split()) == "".join(prose.split())  # no word is in no sentence
