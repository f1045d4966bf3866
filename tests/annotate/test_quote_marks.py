from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.annotate.quote_marks import Marked, find_marked


def marked(*paragraphs: str) -> tuple[str, list[tuple[int, int]], tuple[Marked, ...]]:
    text, bounds = "", []
    for paragraph in paragraphs:
        bounds.append((len(text), len(text) + len(paragraph)))
        text += paragraph + "\n"
    return text, bounds, find_marked(text, bounds)


def stretches(*paragraphs: str) -> list[str]:
    text, _, found = marked(*paragraphs)
    return [text[m.start : m.end] for m in found]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        # the kinds in use
        ('He said "yes" and "no".', ['"yes"', '"no"']),
        ("He said “yes” and “no”.", ["“yes”", "“no”"]),
        ("He said ‘yes’ and ‘no’.", ["‘yes’", "‘no’"]),
        ("He said 'yes' and 'no'.", ["'yes'", "'no'"]),
        ("He said ``yes'' and ''no.''", ["``yes''", "''no.''"]),
        ("He said `yes' and ´no´.", ["`yes'", "´no´"]),
        ("He said ‘‘yes’’ and “no.’’", ["‘‘yes’’", "“no.’’"]),
        ("Er sagte „ja“ und „nein“ und „doch”.", ["„ja“", "„nein“", "„doch”"]),
        ("Er sagte ‚ja‘ und ‚nein‘.", ["‚ja‘", "‚nein‘"]),
        ("« Oui », said Orr, « non ».", ["« Oui »", "« non »"]),
        ("«Oui», dit-il, ‹non›.", ["«Oui»", "‹non›"]),
        ("»Ja«, sagte er, ›nein‹.", ["»Ja«", "›nein‹"]),
        ("”Ja”, sade hon, ”nej”.", ["”Ja”", "”nej”"]),
        ('“Mixed marks," he said.', ['“Mixed marks,"']),
        # one inside another
        ("“She told me ‘go home’ and I went,” he said.", ["“She told me ‘go home’ and I went,”"]),
        ("‘She told me “go home” and I went,’ he said.", ["‘She told me “go home” and I went,’"]),
        ("“He told me: “Go home,” and I went,” Orr said.", ["“He told me: “Go home,” and I went,”"]),
        ("\"She told me 'go home,'\" he said.", ["\"She told me 'go home,'\""]),
        ("''She told me 'go home,''' he said. ''Yes.''", ["''She told me 'go home,'''", "''Yes.''"]),
        ("'We read ''The Hills.''' He left.", ["'We read ''The Hills.'''"]),
        # odd numbers
        ("“Opened twice. “Closed once,” he said.", ["“Opened twice.", "“Closed once,”"]),
        ("A stray ” and “a pair”.", ["“a pair”"]),
        ('A stray " mark and "a pair".', ['"a pair"']),
        ("“Late,” he said, “and", ["“Late,”", "“and"]),
        ('He said "...and", not ".".', ['"...and"', '"."']),
        # apostrophes, feet, inches
        ("the workers' union and the '90s", []),
        ("The ministers’ offices and the workers’ hall", []),
        ("The U.S.'s policy and the workers' hall", []),
        ("the “old road”'s end and the “new road”’s", ["“old road”", "“new road”"]),
        ("rock 'n' roll's 'best' in '68", ["'best'"]),
        ("He likes the ’90s and the ‘good old days,’ he said.", ["‘good old days,’"]),
        ("votes in ‘08 that “we” counted in the workers’ hall", ["“we”"]),
        ("'We're in the workers' hall,' he said.", ["'We're in the workers' hall,'"]),
        (
            "‘The ministers’ offices are shut. We go,’ she said.",
            ["‘The ministers’ offices are shut. We go,’"],
        ),
        ("'Stay in the hills' she read. The workers' hall.", ["'Stay in the hills'"]),
        ("‘Go,’ said one of the players’ agents. ‘Stay.’", ["‘Go,’", "‘Stay.’"]),
        ("‘I’m goin’ home,’ he said.", ["‘I’m goin’ home,’"]),
        ("'Tis the season,' he said.", ["'Tis the season,'"]),
        ("'Rock 'n' roll is here,' he said.", ["'Rock 'n' roll is here,'"]),
        ("It's 5'10\" tall", []),
        ("“He is like 6’2”, you know,” she said.", ["“He is like 6’2”, you know,”"]),
        ('The 12" pipe and the 5\' fence are "old".', ['"old"']),
        ('"The 12" pipe broke," he said.', ['"The 12" pipe broke,"']),
        ('"We came in 2015"—and "left".', ['"We came in 2015"', '"left"']),
        # blanks lost or added
        ('"Go home,"he said."Stay."', ['"Go home,"', '"Stay."']),
        ("He said:“Go home.”And left.", ["“Go home.”"]),
        ("“Go home.”― Orr. “Stay.”― Vale.", ["“Go home.”", "“Stay.”"]),
        ('He said " go home " and left, " then ".', ['" go home "', '" then "']),
        ("'We go, ' he said. 'We stay. '", ["'We go, '", "'We stay. '"]),
        # markup that came in with the text
        ('<a class="big"> text', []),
        ('<a href="#top">"Go,"</a> he said', ['"Go,"']),
    ],
)
def test_pairs(paragraph: str, expected: list[str]) -> None:
    assert stretches(paragraph) == expected


def test_a_missing_close_spoils_one_paragraph_at_most() -> None:
    assert stretches("He said: “We go.", "They left.", "“Late,” he said.") == ["“We go.", "“Late,”"]
    assert stretches('He likes " and more', '"Late," he said.') == ['"Late,"']


@pytest.mark.parametrize("marks", ["“”", "‘’", '""', "''", "„“", "«»"])
def test_carried_over_paragraphs(marks: str) -> None:
    opening, closing = marks
    paragraphs = f"She said: {opening}One.", f"{opening}Two.", f"{opening}Three,{closing} and left."
    text, bounds, found = marked(*paragraphs)
    assert [text[m.start : m.end] for m in found] == [
        f"{opening}One.", f"{opening}Two.", f"{opening}Three,{closing}",
    ]  # fmt: skip
    assert [m.closed for m in found] == [False, False, True]
    assert all(m.end == end for m, (_, end) in zip(found[:2], bounds, strict=False))


def test_carried_over_without_a_second_opening_mark() -> None:
    assert stretches("He said: “One.", "Two,” and left.") == ["“One.", "Two,”"]


def test_an_apostrophe_carries_nothing_over() -> None:
    assert stretches("'Twas late.", "'Twas dark.") == []
    assert stretches("The workers' hall: 'em.", "'Orr.") == []


@pytest.mark.parametrize(
    ("paragraph", "inner"),
    [
        ("He said ''yes.''", "yes."),
        ("‘‘Yes.’’", "Yes."),
        ("«Oui»", "Oui"),
        ("“Yes", "Yes"),
        ("''Go 'on.'''", "Go 'on.'"),
    ],
)
def test_inner_words(paragraph: str, inner: str) -> None:
    text, _, (found,) = marked(paragraph)
    low, high = found.inner(text)
    assert text[low:high] == inner


@pytest.mark.parametrize("unit", ['"', "“", "‘a ", "“a ‘b ", "'as' ", "“a “b” ", "6'2\" ", 'a="b', "'''a"])
def test_time_grows_with_the_text(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    started = process_time()
    find_marked(text, [(0, len(text))])
    assert process_time() - started < 5  # 0.3 s on a slow machine; by the square it would be minutes


PARAGRAPHS = st.lists(st.text("“”\"'‘’‚„«»`´ ab.,?s6=\n", max_size=30), max_size=5)


@given(PARAGRAPHS)
def test_stretches_keep_order_and_lie_in_their_paragraph(paragraphs: list[str]) -> None:
    text, bounds, found = marked(*paragraphs)
    for m in found:
        start, end = bounds[m.paragraph]
        assert start <= m.start < m.end <= end
        low, high = m.inner(text)
        assert m.start <= low <= high <= m.end
        assert m.closed or m.end == end or text[m.end : end].strip()
    for one, other in pairwise(found):
        assert one.end <= other.start


@given(PARAGRAPHS, st.sampled_from("“”\"'‘’„«»"), st.data())
def test_a_stray_mark_reaches_no_further_than_the_next_paragraph(
    paragraphs: list[str], mark: str, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, max(0, len(paragraphs) - 1)))
    at = data.draw(st.integers(0, len(paragraphs[number]) if paragraphs else 0))

    def elsewhere(texts: list[str]) -> list[tuple[int, str]]:
        text, _, found = marked(*texts)
        return [(m.paragraph, text[m.start : m.end]) for m in found if abs(m.paragraph - number) > 1]

    spoilt = list(paragraphs)
    if spoilt:
        spoilt[number] = spoilt[number][:at] + mark + spoilt[number][at:]
    assert elsewhere(paragraphs) == elsewhere(spoilt)
