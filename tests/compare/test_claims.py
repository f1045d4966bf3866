"""Pairs of sentences that differ in little: one fact, an update, a conflict, or nothing of the kind."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from accord.annotate import read_articles
from accord.compare.claims import Claim, claim_of, opposites, relate
from accord.compare.statements import Phrasing
from accord.records import Article, ArticleId, Block, Published

PAIRS = Path(__file__).parent / "cases" / "minimal_pairs.txt"


class Pair(NamedTuple):
    kind: str
    answer: str
    published: tuple[str, ...]  # of the two reports; empty: not known
    left: str
    right: str


def pairs() -> list[Pair]:
    found = []
    for block in PAIRS.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            kind, answer, *published = (part.strip() for part in lines[0].split("|"))
            found.append(Pair(kind, answer, tuple(published), *lines[1:]))
    return found


def _claims(sentences: Sequence[str], published: str) -> list[Claim]:
    """The sentences as paragraphs of one article: read together, they are read in a tenth of the time."""
    text = "\n\n".join(sentences)
    starts = [0, *itertools.accumulate(len(s) + 2 for s in sentences)]
    blocks = tuple(Block("body", at, at + len(s)) for at, s in zip(starts, sentences, strict=False))
    when = None
    if published:
        moment = datetime.fromisoformat(published).replace(tzinfo=UTC) if "T" in published else None
        when = Published(moment.date() if moment else date.fromisoformat(published), moment, "record")
    article = Article(ArticleId("a"), "a.txt", None, None, None, None, text, blocks, "en", when)
    (reading,) = read_articles([article])
    by_start = {s.passage.start: n for n, s in enumerate(reading.sentences)}
    rows = [by_start[at] for at in starts[:-1]]
    return [claim_of(reading, reading.sentences[row]) for row in rows]


@pytest.fixture(scope="module")
def answers() -> list[tuple[Pair, str]]:
    groups: defaultdict[tuple[str, ...], list[Pair]] = defaultdict(list)
    for pair in pairs():
        groups[pair.published].append(pair)
    found = []
    for published, members in groups.items():
        sides = [
            _claims([p[side] for p in members], published[side - 3] if published else "") for side in (3, 4)
        ]
        found += [(p, relate(a, b)) for p, a, b in zip(members, *sides, strict=True)]
    return found


def test_minimal_pairs(answers: list[tuple[Pair, str]]) -> None:
    right = Counter(pair.kind for pair, answer in answers if answer == pair.answer)
    every = Counter(pair.kind for pair, _ in answers)
    for kind, count in every.items():
        print(f"{kind:12s} {right[kind]:3d} of {count}")
    assert every.total() >= 150
    assert right.total() >= 0.9 * every.total(), {k: (right[k], every[k]) for k in every}


def test_no_kind_is_left_to_chance(answers: list[tuple[Pair, str]]) -> None:
    right = Counter(pair.kind for pair, answer in answers if answer == pair.answer)
    every = Counter(pair.kind for pair, _ in answers)
    assert {kind: right[kind] for kind in every if right[kind] < 0.7 * every[kind]} == {}


# A sentence as evidence for a statement.

AGAINST = [  # a statement, and what does not back it
    ("Vane declined to discuss the harbour tolls.", "Vane led the talks on the harbour tolls."),
    ("Orla Vane did not travel to Sarro.", "Orla Vane signed the treaty in Sarro."),
    ("The council strengthened the dam.", "The council weakened the dam."),
    ("The council accepted the plan.", "The council rejected the plan."),
    ("The governor will sign the bill.", "The governor signed the bill."),
    ("The governor signed the bill.", "The governor will sign the bill."),
    ("Tarn Lines sued Orla Vane.", "Orla Vane sued Tarn Lines."),
    ("The court convicted the captain.", "The court acquitted the captain."),
    ("The minister approved the loan.", "The minister did not approve the loan."),
    ("Vane met the families of the miners.", "Vane met the premier on Monday."),
    ("The parliament of Sarro must still ratify the treaty.", "The parliament of Sarro ratified the treaty."),
    ("Vane said the council will sell the docks.", "The council sold the docks on Monday."),
]
WITH = [
    ("The council strengthened the dam.", "The dam was strengthened by the council."),
    ("The governor signed the bill.", "The bill was signed by the governor on Friday."),
    ("Tarn Lines sued Orla Vane.", "Orla Vane was sued by Tarn Lines."),
    ("Orla Vane did not travel to Sarro.", "Orla Vane stayed away from Sarro and refused to travel."),
    ("The minister approved the loan.", "The minister, who had not spoken for days, approved the loan."),
    ("Vane met the families of the miners.", "Vane met the miners and their families in Sarro."),
    ("Vane declined to discuss the harbour tolls.", "Vane would not discuss the harbour tolls."),
]


def _otherwise(story: Callable, one: str, other: str) -> bool:  # type: ignore[type-arg]
    told = story([one, other])
    phrasing = Phrasing(told.readings)
    first, second = (phrasing.phrase(r.sentences[0].passage) for r in told.readings)
    return phrasing.tells_otherwise(second, first, strict=True)


@pytest.mark.parametrize(("statement", "sentence"), AGAINST)
def test_another_deed_backs_nothing(story: Callable, statement: str, sentence: str) -> None:  # type: ignore[type-arg]
    assert _otherwise(story, statement, sentence)


@pytest.mark.parametrize(("statement", "sentence"), WITH)
def test_the_same_deed_in_other_words(story: Callable, statement: str, sentence: str) -> None:  # type: ignore[type-arg]
    assert not _otherwise(story, statement, sentence)


PARTIES = [  # a statement, a sentence, and how many of the deed's parties it has
    (
        "The parliament of Sarro ratified the treaty.",
        "Sarro's parliament ratified the treaty by 30 votes.",
        2,
    ),
    ("Orla Vane resigned on Monday.", "Vane quit after the vote.", 1),
    ("The council bought the docks.", "The docks were acquired by the council.", 2),
    ("Vane said the council closed the docks.", "The docks were shut by the council.", 2),
    ("The parliament of Sarro ratified the treaty.", "Orla Vane signed the treaty in Sarro.", 0),
    ("The parliament of Sarro ratified the treaty.", "The parliament of Sarro must still ratify it.", 0),
    ("The council bought the docks.", "The council did not buy the docks.", 0),
    ("Orla Vane came home on Monday.", "The barrier came down on Monday.", 0),
    ("The treaty is in Sarro.", "The council is in Sarro.", 0),
]


@pytest.mark.parametrize(("statement", "sentence", "parties"), PARTIES)
def test_parties_of_a_deed(story: Callable, statement: str, sentence: str, parties: int) -> None:  # type: ignore[type-arg]
    told = story([statement, sentence])
    phrasing = Phrasing(told.readings)
    first, second = (phrasing.phrase(r.sentences[0].passage) for r in told.readings)
    assert phrasing.parties_shared(second, first) == parties


def test_a_denial_that_others_do_not_tell_is_not_the_statement(story: Callable) -> None:  # type: ignore[type-arg]
    told = story(
        [
            "Orla Vane, the minister who led the harbour talks, declined to discuss the tolls.",
            "The harbour talks were led by the minister, Orla Vane.",
            "Orla Vane, the minister, led the harbour talks.",
        ]
    )
    for fact in told.facts:
        assert "declined" not in told.exact(fact.statement)


def test_opposites_go_both_ways() -> None:
    table = opposites()
    assert all(verb in table[other] for verb, others in table.items() for other in others)
    assert not any(verb in others for verb, others in table.items())
