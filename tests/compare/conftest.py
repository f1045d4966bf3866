"""Invented stories, read as the pipeline reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from accord.annotate import read_articles
from accord.compare.cast import unify_cast
from accord.compare.conflicts import Lookup, find_conflicts
from accord.compare.facts import group_facts
from accord.compare.pairs import Pairs, score_pairs
from accord.compare.trees import load_trees
from accord.compare.utterances import group_utterances
from accord.ingest import parse_input
from accord.records import Cast, Conflict, Fact, Passage, Published, Reading, Utterance


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A story compared as far as its conflicts, each article its own origin."""

    readings: tuple[Reading, ...]
    cast: Cast
    pairs: Pairs
    utterances: tuple[Utterance, ...]
    facts: tuple[Fact, ...]
    conflicts: tuple[Conflict, ...]

    def exact(self, passage: Passage) -> str:
        return passage.of(next(r for r in self.readings if r.article.id == passage.article).article.text)

    def row(self, opening: str) -> int:
        """The line of the pairs whose sentence opens so."""
        for n, line in enumerate(self.pairs.lines):
            sentence = self.readings[line.reading].sentences[line.sentence]
            if self.exact(sentence.passage).startswith(opening):
                return n
        raise LookupError(opening)


def tell(texts: Sequence[str], days: Sequence[date] = ()) -> Told:
    articles = []
    for n, text in enumerate(texts):
        (article,) = parse_input(f"report-{n}.txt", text.encode(), "text").articles
        if days:
            published = Published(days[n], None, "record")
            article = type(article)(
                **{f: getattr(article, f) for f in article.__slots__} | {"published": published}
            )
        articles.append(article)
    readings = tuple(read_articles(articles))
    cast, trees = unify_cast(readings), load_trees("pairs")

    def origins(evidence: Sequence[Passage]) -> int:
        return len({p.article for p in evidence})

    utterances = group_utterances(readings, cast, count_origins=origins)
    pairs = score_pairs(readings, cast, trees)
    facts = group_facts(readings, pairs, floor=trees.floor, utterances=utterances, count_origins=origins)
    conflicts = find_conflicts(Lookup(readings, cast, pairs), utterances)
    return Told(readings, cast, pairs, utterances, facts, conflicts)


@pytest.fixture(scope="session")
def story() -> Callable[..., Told]:
    return tell


FERRY = (
    "The ferry Halcyon ran aground off Brenn Point on Monday night with 212 passengers aboard, "
    "the coast guard said.\n\n"
    "Coast guard boats brought all passengers ashore by dawn on Tuesday.\n\n"
    "“The fog came down like a curtain,” said Ines Calloway, the harbour master.\n\n"
    "A bakery on Tarn Quay handed out 400 loaves of bread to those who came ashore.\n",
    "Some 212 passengers were aboard the ferry Halcyon when it ran aground off Brenn Point late on "
    "Monday.\n\n"
    "All passengers were brought ashore by coast guard boats by dawn on Tuesday.\n\n"
    "“The fog came down like a veil,” the harbour master, Ines Calloway, told reporters.\n\n"
    "The ferry company, Northern Crossings, cancelled its sailings until Sunday.\n",
    "A ferry with 230 passengers aboard ran aground off Brenn Point on Monday night.\n\n"
    "The Halcyon had left Tarn at nine. Coast guard boats brought the passengers ashore.\n\n"
    "“I will buy a car,” said Osk Hedlund, who was on his way home.\n",
)


@pytest.fixture(scope="session")
def ferry() -> Told:
    return tell(FERRY, [date(2031, 5, 6)] * 3)
