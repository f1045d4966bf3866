"""Stories of the three labelled sets, scored as in shared/score/stories.py.

    python -m evals.grouping [SHARED]

Each set is grouped as it is ("full") and as a mixed set, in which a seeded half of the
stories is cut to one article each ("mixed", mean of three seeds): most articles of a
day's feed stand alone. BCubed F1. Then how small batches fare: the three reports of each
event alone must be one story, and two reports of different events two. Last, how much the
order matters: the articles added to a stream in three seeded orders, before and after it is
settled, scored, and how far the settled stories agree with those of the order of time (BCubed
F1 of one against the other).

Articles are read as `accord group` reads them, save that only what grouping looks at is
read. A record without text has no article; "with bare titles" counts such records as known
by title.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from accord.annotate import skim_articles
from accord.ingest import parse_input
from accord.records import Article, ArticleId, Reading
from accord.stories import Grouping, Sketch, StoryStream, group_articles, sketch
from evals.events import scorer

SETS = ("basil", "ecb", "newscluster")
SEEDS = (1, 2, 3)


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSet:
    readings: tuple[Reading, ...]
    bare: frozenset[ArticleId]  # records that have a title and no text
    gold: dict[str, str]  # the story of each record


def load(shared: Path, name: str) -> LabelledSet:
    lines = (shared / "data" / "stories" / f"{name}.dev.jsonl").read_text("utf-8").splitlines()
    articles: list[Article] = []
    bare: set[ArticleId] = set()
    gold: dict[str, str] = {}
    for line in lines:
        record = json.loads(line)
        gold[record["id"]] = record["story"]
        found = parse_input(name, line.encode(), "json").articles
        if not found and record["title"]:
            bare.add(ArticleId(record["id"]))
            stand_in = parse_input(name, json.dumps(record | {"text": "-a-"}).encode(), "json").articles
            found = tuple(replace(a, text="", blocks=()) for a in stand_in)
        articles.extend(found)
    return LabelledSet(tuple(skim_articles(articles)), frozenset(bare), gold)


def mixed(labelled: LabelledSet, seed: int) -> LabelledSet:
    """The set with half of its stories cut to one article each."""
    by_story = defaultdict(list)
    for reading in labelled.readings:
        by_story[labelled.gold[reading.article.id]].append(reading)
    rng = random.Random(seed)
    stories = sorted(by_story)
    rng.shuffle(stories)
    kept = [
        reading
        for n, story in enumerate(stories)
        for reading in (by_story[story] if n % 2 else [rng.choice(by_story[story])])
    ]
    gold = {str(r.article.id): labelled.gold[r.article.id] for r in kept}
    return LabelledSet(tuple(kept), labelled.bare, gold)


def bcubed(shared: Path, labelled: LabelledSet, readings: Sequence[Reading]) -> float:
    predicted = {str(a): str(story.id) for story in group_articles(readings) for a in story.articles}
    return float(scorer(shared, "stories").score(labelled.gold, predicted)["bcubed_f1"])


def score(shared: Path) -> dict[str, float]:
    figures: dict[str, float] = {}
    seconds = 0.0
    basil: LabelledSet | None = None
    sets: dict[str, LabelledSet] = {}
    for name in SETS:
        labelled = load(shared, name)
        basil = labelled if name == "basil" else basil
        sets[name] = labelled
        with_text = [r for r in labelled.readings if r.article.id not in labelled.bare]
        began = time.perf_counter()
        figures[f"{name} full"] = bcubed(shared, labelled, with_text)
        if name == "ecb":
            seconds = time.perf_counter() - began
        if labelled.bare:
            figures[f"{name} full with bare titles"] = bcubed(shared, labelled, labelled.readings)
        parts = [mixed(labelled, seed) for seed in SEEDS]
        figures[f"{name} mixed"] = float(np.mean([bcubed(shared, p, p.readings) for p in parts]))
    assert basil is not None
    figures["mean mixed"] = float(np.mean([figures[f"{name} mixed"] for name in SETS]))
    return figures | {"ecb seconds": seconds} | small_batches(shared, basil) | orders(shared, sets)


def orders(
    shared: Path, sets: Mapping[str, LabelledSet], settings: Grouping | None = None
) -> dict[str, float]:
    """What the order of the articles changes."""
    score_of = scorer(shared, "stories").score
    figures: dict[str, float] = {}
    for name, labelled in sets.items():
        sketches = sorted(map(sketch, labelled.readings), key=lambda s: s.place)
        gold = {str(s.article): labelled.gold[s.article] for s in sketches}
        by_time = _stories(sketches, settings)[1]
        rows = []
        for seed in SEEDS:
            shuffled = random.Random(seed).sample(sketches, len(sketches))
            before, after = _stories(shuffled, settings)
            rows.append(
                [score_of(a, b)["bcubed_f1"] for a, b in ((gold, before), (gold, after), (by_time, after))]
            )
        for what, value in zip(("as they come", "settled", "agreement"), np.mean(rows, axis=0), strict=True):
            figures[f"{name} shuffled, {what}"] = float(value)
    return figures


def _stories(sketches: Sequence[Sketch], settings: Grouping | None) -> tuple[dict[str, str], dict[str, str]]:
    """The story of each article, as the stream has it and after it was settled."""
    stream = StoryStream(settings or Grouping())
    for one in sketches:
        stream.add(one)
    before = {str(a): str(s) for s, articles in stream.stories.items() for a in articles}
    stream.settle()
    return before, {str(a): str(s) for s, articles in stream.stories.items() for a in articles}


def small_batches(shared: Path, labelled: LabelledSet) -> dict[str, float]:
    by_story = defaultdict(list)
    for reading in labelled.readings:
        by_story[labelled.gold[reading.article.id]].append(reading)
    whole = [len(group_articles(readings)) == 1 for readings in by_story.values()]
    rng = random.Random(SEEDS[0])
    pairs = rng.sample(list(itertools.combinations(sorted(by_story), 2)), 400)
    apart = [len(group_articles([rng.choice(by_story[a]), rng.choice(by_story[b])])) == 2 for a, b in pairs]
    texts = [path.read_bytes() for path in sorted((shared / "seeds").glob("*.txt"))]
    seeds = [parse_input(f"{n}", raw, "text").articles[0] for n, raw in enumerate(texts)]
    return {
        "events that are one story": float(np.mean(whole)),
        "pairs of two events that are two": float(np.mean(apart)),
        "stories of the seeds": float(len(group_articles(list(skim_articles(seeds))))),
    }


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared"
    for name, value in score(where).items():
        print(f"{name:40s} {value:8.3f}")
