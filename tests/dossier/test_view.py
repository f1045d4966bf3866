from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.dossier import labels
from accord.dossier.view import View, one_line, paragraphs_of, shown, web_address
from accord.records import Article, Block, Dossier


@given(st.text(st.characters(codec=None)))
def test_shown_keeps_length_and_shows_no_controls(text: str) -> None:
    out = shown(text)
    assert len(out) == len(text)
    assert not any(ord(c) < 0x20 and c not in "\t\n\r" for c in out)
    assert not any(0x7F <= ord(c) < 0xA0 for c in out)
    out.encode("utf-8")


@given(st.text(st.characters(codec=None)))
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert not set(one_line(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://courier.example/a?b=1", True),
        ("http://courier.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" https://courier.example", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//courier.example/a", False),
        ("https://[half", False),
        ("https:", False),
        ("ftp://courier.example", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, safe: bool) -> None:
    assert (web_address(url) == url and url is not None) is safe


def test_places_are_paragraphs_or_the_kind_of_block(harbour: Dossier) -> None:
    courier = View(harbour).sheets[0]
    kinds = [(p.kind, p.number) for p in courier.paragraphs]
    assert kinds[:6] == [
        ("headline", None),
        ("dek", None),
        ("byline", None),
        ("caption", None),
        ("body", 1),
        ("body", 2),
    ]
    assert kinds[-1] == ("furniture", None)


def test_a_dateline_runs_into_its_paragraph_and_wrapped_lines_are_one(
    article: Callable[..., Article],
) -> None:
    text = "TARSK (Wire) — The port\nreopened.\n \nIt did. \nloose words\n"
    one = article(
        text, blocks=(Block("dateline", 0, 12), Block("body", 12, 33), Block("body", text.index("It"), 43))
    )
    shape = [(p.kind, text[p.start : p.end], p.number, p.runs_in) for p in paragraphs_of(one)]
    assert shape == [
        ("dateline", "TARSK (Wire)", None, True),
        ("body", "— The port\nreopened.", 1, False),
        ("body", "It did.", 2, False),
        ("body", "loose words", None, False),
    ]


def test_an_article_without_outlet_goes_by_its_file(harbour: Dossier) -> None:
    assert [s.name for s in View(harbour).sheets][1:3] == ["Harbour Wire", "003.txt"]


def test_cites_stand_in_the_order_of_the_dossier_and_once(harbour: Dossier) -> None:
    view = View(harbour)
    fact = harbour.accounts[0].facts[0]
    cites = view.cites(fact.evidence + fact.evidence)
    assert [(c.sheet.number, [place for place, _ in c.places]) for c in cites] == [
        (1, ["¶1"]),
        (2, ["¶1"]),
        (3, ["¶1"]),
    ]


def test_wordings_are_cut_where_they_part(harbour: Dossier) -> None:
    first, second = View(harbour).wordings(harbour.accounts[0].utterances[0])
    assert [(p.text, p.mark) for p in first.pieces if p.mark] == [
        ("a client port", "weighty"),
        ("that is", "light"),
        ("here", "light"),
    ]
    assert [(p.text, p.mark) for p in second.pieces if p.mark] == [
        ("in Tarsk a vassal port", "weighty"),
        ("that’s", "light"),
    ]
    assert first.text.endswith("a client port, and that is not what Tarsk is. We want a partner here.”")


def test_contrasts_are_the_weighty_differences(harbour: Dossier) -> None:
    utterance = harbour.accounts[0].utterances[0]
    assert View(harbour).contrasts(utterance) == (("a client port", "in Tarsk a vassal port"),)


def test_speakers_stand_together_and_unnamed_last(harbour: Dossier) -> None:
    voices = View(harbour).voices(harbour.accounts[0])
    assert [(v.name, len(v.shared), len(v.single)) for v in voices] == [
        ("Adaeze Okoro", 3, 1),
        ("Tomas Vale", 1, 1),
        ("Vale’s office", 0, 1),
        ("a Lowen official", 0, 1),
        (labels.SPEAKER_UNKNOWN, 0, 1),
    ]


def test_support_counts_origins_not_copies(harbour: Dossier) -> None:
    account = harbour.accounts[0]
    view = View(harbour)
    assert view.support(account, account.conflicts[0].sides[1].evidence) == (2, 1)
    assert view.support(account, account.facts[0].evidence) == (3, 2)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2031, 5, 14), date(2031, 5, 14), "14 May 2031"),
        (date(2031, 5, 14), date(2031, 5, 16), "14–16 May 2031"),
        (date(2031, 5, 30), date(2031, 6, 2), "30 May – 2 Jun 2031"),
        (date(2031, 12, 30), date(2032, 1, 2), "30 Dec 2031 – 2 Jan 2032"),
        (date(2031, 5, 1), date(2031, 5, 31), "May 2031"),
        (date(2031, 1, 1), date(2031, 12, 31), "2031"),
        (date(1990, 1, 1), date(1999, 12, 31), "1990–1999"),
        (date(1, 1, 1), date(9999, 12, 31), "1 Jan 1 – 31 Dec 9999"),
    ],
)
def test_days_in_their_shortest_form(first: date, last: date, told: str) -> None:
    assert labels.days(first, last) == told
