"""Which phrases are taken for a source that an article leans on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.annotate import read_articles
from accord.compare.credits import (
    CreditFinding,
    agree_on_kinds,
    find_candidates,
    find_credits,
    probability,
)
from accord.ingest import parse_input
from accord.records import Article, ArticleId, Credit, CreditKind, Passage, Reading, Stated

CASES = [
    (text, sorted(tuple(line.split(" | ")) for line in expected.splitlines()))
    for case in (Path(__file__).parent / "cases" / "credits.txt").read_text("utf-8").strip().split("\n\n")
    for text, _, expected in [case.partition("\n---")]
    for expected in [expected.strip()]
]


@pytest.fixture(scope="module")
def read() -> Callable[[Article], Reading]:
    return lambda article: next(read_articles([article]))


def told(credits: tuple[Credit, ...]) -> list[tuple[str, ...]]:
    return sorted((c.kind, c.source) for c in credits)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_cases(
    text: str,
    expected: list[tuple[str, ...]],
    article: Callable[..., Article],
    read: Callable[[Article], Reading],
) -> None:
    assert told(find_credits(read(article(text)))) == expected


def test_own_outlet_is_no_credit(article: Callable[..., Article], read: Callable[[Article], Reading]) -> None:
    text = "Hanne Oster told The Verrin Courier that the talks would go on."
    other = read(article(text))
    own = read(article(text, outlet=Stated("The Verrin Courier", "record")))
    assert told(find_credits(own)) == []
    assert told(find_credits(other)) == [("outlet", "The Verrin Courier")]


def test_own_outlet_is_known_by_its_address(
    article: Callable[..., Article], read: Callable[[Article], Reading]
) -> None:
    text = "Hanne Oster told Verrin News that the talks would go on."
    assert told(find_credits(read(article(text, url="https://www.verrinnews.example/1")))) == []


def test_outlets_at_hand_are_known(
    article: Callable[..., Article], read: Callable[[Article], Reading]
) -> None:
    reading = read(article("The talks will go on, it was said. (CORRANT)"))
    assert told(find_credits(reading)) == []
    assert told(find_credits(reading, outlets=["Corrant News Agency"])) == [("agency", "CORRANT")]


def test_evidence_is_the_sentence_and_source_stands_in_it(
    article: Callable[..., Article], read: Callable[[Article], Reading]
) -> None:
    text = "Nothing was signed. The talks failed, two officials said. Nobody spoke."
    (credit,) = find_credits(read(article(text)))
    assert [p.of(text) for p in credit.evidence] == ["The talks failed, two officials said."]
    assert credit.source_passage.of(text) == credit.source == "two officials"
    assert credit.evidence[0].covers(credit.source_passage)


def test_a_lower_floor_only_adds(article: Callable[..., Article], read: Callable[[Article], Reading]) -> None:
    text = "\n".join(text for text, _ in CASES)
    reading = read(article(text))
    strict, lax = (
        {c.evidence for c in find_credits(reading, settings=CreditFinding(floor))} for floor in (0.98, 0.05)
    )
    assert strict <= lax
    assert len(strict) < len(lax)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the fixtures only make things
@given(
    st.lists(st.sampled_from([text for text, _ in CASES] + ["“", "(", "’s", "KXYZ", "the The"]), max_size=6)
)
def test_any_text_keeps_its_passages(
    article: Callable[..., Article], read: Callable[[Article], Reading], parts: list[str]
) -> None:
    text = " ".join(parts) or "x"
    for credit in find_credits(read(article(text))):
        assert credit.source
        printed = credit.source_passage.of(text)
        pronoun, _, rest = printed.partition(" ")
        whose = pronoun.lower() in ("he", "she", "his", "her")  # "her post": whose it is stands instead
        owned = credit.kind in ("social", "document")  # "Lund's tweet" where "Lund tweeted" is printed
        assert credit.source == printed or owned or (whose and rest and credit.source.endswith(f" {rest}"))
        # what a pronoun takes up may stand before its sentence
        assert all(p.covers(credit.source_passage) or credit.source_passage < p for p in credit.evidence)


def test_features_hold_no_names(article: Callable[..., Article], read: Callable[[Article], Reading]) -> None:
    text = "Joram Kestel told the Ostrel Morning Post that Halmere had asked for it."
    features = {
        f for _, found in find_candidates(read(article(text))) for c in found for f in c.features | {c.word}
    }
    assert features
    for name in ("joram", "kestel", "ostrel", "halmere"):
        assert not [f for f in features if name in f.lower()]


LED_BACK = [  # a text, what its last sentence is credited to, and what it never is
    (
        "Two officials stood by their account; one of them told the Tarn Gazette that the sluice was shut.",
        "Two officials",
        "one of them",
    ),
    (
        "Velm and Sarro shut the locks on Monday. The locks will open on Friday, both governments said.",
        "Velm and Sarro",
        "both governments",
    ),
    (
        "Velm and Sarro shut the locks. Orne and Brenn did not. The locks are old, both governments said.",
        None,
        "both governments",
    ),
    (
        "Mayor Tove Lund of Velm will visit the locks on Sunday, her office said.",
        "Tove Lund's office",
        "her office",
    ),
    (
        "Mayor Tove Lund met Governor Ada Orr. She will visit the locks on Sunday, her office said.",
        "her office",  # it may be either's
        "Tove Lund's office",
    ),
    (
        "Mayor Tove Lund of Velm spoke at noon. “The locks are safe,” she tweeted later.",
        "Tove Lund's tweet",
        "she tweeted",
    ),
    (
        "Mayor Tove Lund of Velm spoke at noon. She wrote on her Facebook page that the locks were safe.",
        "Tove Lund's Facebook page",
        "her Facebook page",
    ),
    (
        "Mayor Tove Lund met Ada Orr at noon. She wrote on her Facebook page that the locks were safe.",
        "her Facebook page",
        "Ada Orr's Facebook page",
    ),
    (
        "Mayor Piet Orr opened the locks. In his tweets on Sunday, Ben Tarn said that the locks were safe.",
        "his tweets",
        "Piet Orr's tweets",
    ),
    (
        "The sluice was shut. An earlier version of this article said that it was open.",
        None,
        "An earlier version of this article",
    ),
    (
        "The sluice was shut.\n\nCorrection, May 6: An earlier report said that the locks were sold.",
        None,
        "An earlier report",
    ),
    (
        "LockNews.com said the sluice had been sold. The site said the price was 40 crowns.",
        "LockNews.com",
        "The site",
    ),
]


@pytest.mark.parametrize(("text", "source", "never"), LED_BACK)
def test_a_source_is_led_back_to_who_it_is(
    text: str,
    source: str | None,
    never: str,
    article: Callable[..., Article],
    read: Callable[[Article], Reading],
) -> None:
    found = find_credits(read(article(text)))
    last = [c.source for c in found if c.evidence[0].end == len(text)]
    assert never not in last
    assert source is None or source in last


def test_a_name_has_one_kind_in_a_story() -> None:
    def credit(source: str, kind: CreditKind) -> Credit:
        return Credit(
            source, kind, (Passage(ArticleId("a"), 0, 30),), Passage(ArticleId("a"), 0, len(source))
        )

    agreed = agree_on_kinds(
        [
            credit("Tarnwire", "agency"),
            credit("the Tarnwire", "agency"),
            credit("Tarnwire", "outlet"),
            credit("Orr", "anonymous"),
            credit("orr", "anonymous"),
            credit("Orr", "agency"),
            credit("a clerk", "anonymous"),
        ]
    )
    assert [c.kind for c in agreed] == [*["agency"] * 6, "anonymous"]


def test_probability_needs_no_fitted_feature(
    article: Callable[..., Article], read: Callable[[Article], Reading]
) -> None:
    ((_, (candidate,)),) = find_candidates(read(article("In a letter the lock is shut.")))
    plain = candidate._replace(leaning=0.0)
    assert probability(plain, CreditFinding(weights={})) == 0.5
    sure = CreditFinding(weights=dict.fromkeys(candidate.features, 50.0))
    assert probability(plain, sure) == pytest.approx(1)


def test_a_sentence_that_leans_on_a_source_makes_its_phrases_likelier(
    article: Callable[..., Article], read: Callable[[Article], Reading]
) -> None:
    ((_, (candidate,)),) = find_candidates(read(article("In a letter the lock is shut.")))
    odds = [
        probability(candidate._replace(leaning=x), CreditFinding(weights={})) for x in (-50, -2, 0, 2, 50)
    ]
    assert odds == sorted(odds)
    assert 0.05 < odds[0] < odds[-1] < 0.95  # the sentence alone never decides


def test_seeds(shared: Path) -> None:
    def credited(name: str) -> list[str]:
        path = shared / "seeds" / name
        (reading,) = read_articles(parse_input(path.name, path.read_bytes(), "text").articles)
        return [c.source for c in find_credits(reading)]

    assert sum("Times" in source for source in credited("000.txt")) == 2
    assert [source for source in credited("001.txt") if source.endswith("media")]
