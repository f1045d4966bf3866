from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from accord.annotate.reading import read
from accord.annotate.syntax import lemma
from accord.records import Article, Block

Make = Callable[..., Article]


def test_a_parse_in_spacys_words(article: Make) -> None:
    text = "Ada Vale met two envoys in Tarsk on Monday. They signed nothing.\n"
    doc = read(article(text)).doc
    assert doc.text == text
    by_word = {token.text: token for token in doc}
    assert by_word["met"].tag_ == "VBD"
    assert by_word["met"].lemma_ == "meet"
    assert by_word["met"].dep_ == "ROOT"
    assert by_word["Vale"].dep_ == "nsubj"
    assert by_word["Vale"].head.text == "met"
    assert by_word["envoys"].dep_ == "dobj"
    assert by_word["Vale"].ent_type_ == "PERSON"
    assert [s.text.strip() for s in doc.sents if s.text.strip()] == [
        "Ada Vale met two envoys in Tarsk on Monday.",
        "They signed nothing.",
    ]


def test_furniture_is_one_sentence_a_line_and_has_no_grammar(article: Make) -> None:
    text = "Rain fell.\nShare this story now\nThe dam held.\n"
    blocks = (Block("body", 0, 10), Block("furniture", 11, 31), Block("body", 32, 45))
    doc = read(article(text, blocks=blocks)).doc
    share = next(token for token in doc if token.text == "Share")
    assert share.tag_ == "XX"
    assert share.dep_ == "ROOT"
    assert [t.text for t in share.subtree if not t.is_space] == ["Share", "this", "story", "now"]
    assert sum(t.dep_ == "ROOT" for t in doc) >= 3


def test_every_sentence_is_a_tree(article: Make) -> None:
    text = (
        "“Go,” he said, and went; she (who knew?) stayed -- or so, they said, it seemed to all of us then.\n"
        * 3
    )
    check_trees(read(article(text)).doc)


def check_trees(doc: Doc) -> None:
    for sentence in doc.sents:
        roots = [token for token in sentence if token.head.i == token.i]
        assert len(roots) == 1
        for token in sentence:
            steps = 0
            while token.head.i != token.i:
                token, steps = token.head, steps + 1
                assert steps <= len(doc)
            assert token == roots[0]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\n x", "word", "…", "\u200b", "a" * 5000])
def test_odd_texts(article: Make, text: str) -> None:
    doc = read(article(text)).doc
    assert doc.text == text
    check_trees(doc)


@pytest.mark.parametrize(
    ("word", "tag", "pos", "expected"),
    [
        ("Signed", "VBD", "VERB", "sign"),
        ("met", "VBN", "VERB", "meet"),
        ("is", "VBZ", "AUX", "be"),
        ("’ve", "VBP", "AUX", "have"),
        ("n't", "RB", "PART", "not"),
        ("cities", "NNS", "NOUN", "city"),
        ("news", "NN", "NOUN", "news"),
        ("Vale", "NNP", "PROPN", "Vale"),
        ("him", "PRP", "PRON", "he"),
        ("her", "PRP$", "PRON", "her"),
        ("worse", "JJR", "ADJ", "bad"),
        ("Quickly", "RB", "ADV", "quickly"),
    ],
)
def test_dictionary_forms(word: str, tag: str, pos: str, expected: str) -> None:
    assert lemma(word, tag, pos) == expected
