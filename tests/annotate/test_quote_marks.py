from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.annotate.quote_marks import find_marked


def stretches(*paragraphs: str) -> list[str]:
    text, bounds = "", []
    for paragraph in paragraphs:
        bounds.append((len(text), len(text) + len(paragraph)))
        text += paragraph + "\n"
    return [text[m.start : m.end] for m in find_marked(text, bounds)]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("He said ``yes'' and ''no.''", ["``yes''", "''no.''"]),
        ("Er sagte „ja“ und „nein“.", ["„ja“", "„nein“"]),
        ("« Oui », said Orr.", ["« Oui »"]),
        ("the workers' union and the '90s", []),
        ("It's 5'10\" tall", []),
        ("'We're in the workers' hall,' he said.", ["'We're in the workers' hall,'"]),
        ("“She told me ‘go home’ and I went,” he said.", ["“She told me ‘go home’ and I went,”"]),
        ("‘She told me “go home” and I went,’ he said.", ["‘She told me “go home” and I went,’"]),
        ('“Mixed marks," he said.', ['“Mixed marks,"']),
        ("“Opened twice. “Closed once,” he said.", ["“Opened twice.", "“Closed once,”"]),
        ("A stray ” and “a pair”.", ["“a pair”"]),
        ('<a class="big"> text', []),
    ],
)
def test_pairs(paragraph: str, expected: list[str]) -> None:
    assert stretches(paragraph) == expected


def test_a_missing_close_spoils_one_paragraph_at_most() -> None:
    assert stretches("He said: “We go.", "They left.", "“Late,” he said.") == ["“We go.", "“Late,”"]
    assert stretches('He likes " and more', '"Late," he said.') == ['"Late,"']


def test_carried_over_paragraphs() -> None:
    assert stretches("“One.", "“Two.", "“Three,” he said.") == ["“One.", "“Two.", "“Three,”"]
    assert stretches("He said: “One.", "Two,” and left.") == ["“One.", "Two,”"]


@given(st.lists(st.text("“”\"'‘’«» ab.,?\n", max_size=30), max_size=5))
def test_stretches_keep_order_and_lie_in_their_paragraph(paragraphs: list[str]) -> None:
    text, bounds = "", []
    for paragraph in paragraphs:
        bounds.append((len(text), len(text) + len(paragraph)))
        text += paragraph + "\n"
    found = find_marked(text, bounds)
    for m in found:
        start, end = bounds[m.paragraph]
        assert start <= m.start < m.end <= end
        low, high = m.inner(text)
        assert m.start <= low <= high <= m.end
    for one, other in pairwise(found):
        assert one.end <= other.start
