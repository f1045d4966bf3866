import re
from collections.abc import Callable
from datetime import date
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accord.dossier import labels
from accord.dossier.sheets import file_name, one_line, paragraphs_of, shown, web_address
from accord.dossier.view import View, apart, whole_and_parts
from accord.records import Article, ArticleId, Block, Dossier, Passage, Rendering, Utterance


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


def test_the_article_whose_words_are_shown_is_cited_first(harbour: Dossier) -> None:
    fact = harbour.accounts[0].facts[2]
    view = View(harbour)
    assert [c.sheet.number for c in view.cites(fact.evidence)] == [1, 2, 3]
    assert [c.sheet.number for c in view.cites(fact.evidence, fact.statement)] == [2, 1, 3]


QUOTED = (
    'Vale was glad. “We have an accord. It is a good one. We keep it,” he said, and he left. He "may return".'
)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Vale was glad.", "Vale was glad."),
        ("“We have an accord.", "“We have an accord. …”"),
        ("We have an accord.", "“We have an accord. …”"),
        ("It is a good one.", "“… It is a good one. …”"),
        ("We keep it,” he said, and he left.", "“… We keep it,” he said, and he left."),
        ("We keep it,", "“… We keep it,”"),
        ("he left.", "… he left."),
        ('He "may return".', 'He "may return".'),
        ('He "may', 'He "may …"'),
        ("return", '"… return"'),
    ],
)
def test_statements_cut_from_a_quotation_show_it(
    words: str, told: str, article: Callable[..., Article]
) -> None:
    one = article(QUOTED, blocks=(Block("body", 0, len(QUOTED)),))
    start = QUOTED.index(words)
    passage = Passage(one.id, start, start + len(words))
    assert View(Dossier((one,), ())).statement(passage) == told


@pytest.mark.parametrize(
    ("sentence", "value", "told"),
    [
        ("Some 3,900 of 39 men left.", "39", ("Some 3,900 of ", "39", " men left.")),
        ("The 24,000 said 24.", "24", ("The 24,000 said ", "24", ".")),
        ("“No mission.”", "No mission", ("", "", "")),
        ("A mission came.", "envoy", ("", "", "A mission came.")),
    ],
)
def test_a_value_is_shown_in_its_sentence(
    sentence: str, value: str, told: tuple[str, str, str], article: Callable[..., Article]
) -> None:
    one = article(sentence)
    assert View(Dossier((one,), ())).excerpt(Passage(one.id, 0, len(sentence)), value) == told


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("/home/someone/reports/a.txt", "a.txt"),
        ("reports\\b.txt", "b.txt"),
        ("feed.jsonl:17", "feed.jsonl:17"),
        ("reports/", "reports"),
        ("-", "standard input"),
        ("-:3", "standard input:3"),
    ],
)
def test_only_the_last_part_of_a_path_is_a_name(location: str, name: str) -> None:
    assert file_name(location) == name


def test_places_in_a_row_are_one() -> None:
    assert labels.places(["headline", "¶1", "¶2", "¶3", "¶3", "¶5", "¶6"]) == (
        "headline",
        "¶1–3",
        "¶5",
        "¶6",
    )
    assert labels.places([""]) == ()


def test_quotations_alone_in_common_are_no_shared_words() -> None:
    assert labels.tie("shares passages", "A", "B", 0.0) == "A prints the same quotations as B"
    assert labels.tie("shares passages", "A", "B", 0.2).endswith("(20% of its words)")


def test_an_article_kept_out_by_a_failure_is_told_once(rich_dossier: Dossier) -> None:
    view = View(rich_dossier)
    assert [sheet.number if sheet else None for _, sheet in view.failures()] == [None, None, 7]
    assert view.unused() == ()


@given(st.text(st.sampled_from('ab. “”"«»„\n'), min_size=1), st.data())
def test_a_statement_is_its_words_with_marks_around(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    one = Article(ArticleId("a"), "a.txt", None, None, None, None, text, (), "en", None)
    passage = Passage(one.id, start, end)
    words = one_line(text[start:end])
    assume(words)
    before, _, after = View(Dossier((one,), ())).statement(passage).rpartition(words)
    assert set(before + after) <= set('… “”"«»„')


def test_half_a_quotation_is_not_cited_for_the_whole(rich_dossier: Dossier) -> None:
    view = View(rich_dossier)
    shown = [(u, view.wordings(u)) for account in rich_dossier.accounts for u in account.utterances]
    for utterance, wordings in shown:
        whole, parts = whole_and_parts(wordings)
        sizes = [len(w.text.split()) for w in wordings]
        assert len(whole) + len(parts) == len(wordings)
        assert bool(parts) >= (max(sizes) > min(sizes) + 3)
        if utterance.wording == "differs" and len(wordings) > 1:
            assert apart(utterance, wordings) == labels.WORDING_DIFFERS
        if len(wordings) == 1:
            assert not apart(utterance, wordings)


def said(*texts: str, retold: bool = False) -> tuple[View, Utterance]:
    """An utterance that each text prints between its marks, in as many pieces as it has pairs of them."""
    articles, renderings = [], []
    for number, text in enumerate(texts):
        one = Article(ArticleId(f"a{number}"), f"{number}.txt", None, None, None, None, text, (), "en", None)
        articles.append(one)
        pieces = tuple(Passage(one.id, *m.span(1)) for m in re.finditer("“([^”]+)”", text))
        renderings.append(Rendering(pieces, "direct"))
    wording: Literal["same", "differs"] = "differs" if retold else "same"
    return View(Dossier(tuple(articles), ())), Utterance(None, wording, tuple(renderings), len(texts))


def test_what_a_report_puts_between_two_pieces_is_no_gap_in_the_speech() -> None:
    view, utterance = said("“The tide is out,” she said. “We wait.”")
    (wording,) = view.wordings(utterance)
    assert wording.text == "“The tide is out,” … “We wait.”"


def test_marks_within_the_words_leave_nothing_out() -> None:
    text = '“He called it a "golden tide," and it was none,” she said.'
    one = Article(ArticleId("a"), "a.txt", None, None, None, None, text, (), "en", None)
    spans = [
        (text.index(w), text.index(w) + len(w))
        for w in ("He called it a", "golden tide,", "and it was none,")
    ]
    rendering = Rendering(tuple(Passage(one.id, *span) for span in spans), "direct")
    (wording,) = View(Dossier((one,), ())).wordings(Utterance(None, "single", (rendering,), 1))
    assert wording.text == '“He called it a "golden tide," and it was none,”'


def test_who_prints_a_clause_less_is_not_cited_for_it() -> None:
    view, utterance = said(
        "“I have never sold a boat and I will not sell this one, whatever the bank writes to me,” he said.",
        "“I will not sell this one, whatever the bank writes to me,” he said.",
    )
    whole, (part,) = whole_and_parts(view.wordings(utterance))
    assert not apart(utterance, view.wordings(utterance))
    assert [w.printed.article for w in whole] == ["a0"]
    assert [p.article for p in part.passages] == ["a1"]


def test_a_word_more_or_less_is_the_same_printing() -> None:
    view, utterance = said(
        "“Well, I will not sell this boat, whatever the bank writes to me,” he said.",
        "“I will not sell this boat, whatever the bank writes to me,” he said.",
    )
    whole, parts = whole_and_parts(view.wordings(utterance))
    assert len(whole) == 2 and not parts


def test_a_long_part_is_shown_by_its_ends() -> None:
    clause = " and ".join(f"we mended net number {word}" for word in ("one", "two", "three", "four", "five"))
    view, utterance = said(f"“First {clause} before the storm came in.”", f"“{clause}.”")
    (whole,), (part,) = whole_and_parts(view.wordings(utterance))
    assert whole == view.wordings(utterance)[0]
    assert part.text == "“we mended net number one and … mended net number five.”"
    assert part.passages == view.wordings(utterance)[1].passages


def test_the_ends_of_a_part_keep_their_marks() -> None:
    clause = " and ".join(f"we mended net number {word}" for word in ("one", "two", "three", "four", "five"))
    view, utterance = said(
        f"“It is a poor year, and the boats stay in, and the nets are dry,” he said. “So {clause} at last.”",
        f"“It is a poor year,” he said. “So {clause} at last.”",
    )
    _, (part,) = whole_and_parts(view.wordings(utterance))
    assert part.text == "“It is a poor year,” “… number five at last.”"


def test_what_is_only_retold_elsewhere_is_shown_as_one_wording() -> None:
    view, utterance = said("“The tide is out,” she said.", retold=True)
    assert not apart(utterance, view.wordings(utterance))
