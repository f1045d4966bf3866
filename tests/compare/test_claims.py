"""Pairs of sentences that differ in little: one fact, an update, a conflict, or nothing of the kind."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from accord.annotate import read_articles
from accord.compare.claims import Claim, claim_of, relate
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
