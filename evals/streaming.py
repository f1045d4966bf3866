"""Stories in a stream: time an article at growing numbers, memory, and whether events are found.

    python -m evals.streaming [ARTICLES] [--live N]

The articles are made up with a seed: events with names and words of their own on a background
of common words by Zipf's law; most events have one article, some hundreds; articles of an
event come within days, a few late. Only sketches are made, for reading is measured elsewhere.
Times are of CPU and leave the making out. On a busy machine they swing; so a small fixed piece of
the same work (looking around among 1,000 articles) is timed in between, and the last column
gives the time of an article in units of it: flat where that stays the same.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np

from accord.records import ArticleId
from accord.stories.duplicates import PLACES
from accord.stories.index import TermIndex
from accord.stories.sketches import Sketch, _ranks
from accord.stories.stream import Grouping, StoryStream

A_DAY = 5000  # articles
OWN, COMMON = 25, 135  # terms of an article that are its event's, and others


def make(many: int, seed: int = 20310506) -> Iterator[tuple[Sketch, int]]:
    """Sketches in the order they come, each with its event."""
    rng = np.random.default_rng(seed)
    words = list(_ranks())
    ranks = np.arange(1, len(words) + 1)
    chance = 1 / (ranks + 50.0)
    chance /= chance.sum()
    cumulated = np.cumsum(chance)
    start = date(2031, 5, 6)
    sizes = np.minimum(rng.zipf(2.3, many), 400)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), many)) + 1]
    events = np.repeat(np.arange(sizes.size), sizes)[:many]
    opened = np.sort(rng.random(sizes.size)) * many / A_DAY
    when = opened[events] + rng.exponential(1.5, many)
    order = np.argsort(when, kind="stable")
    fields = 400  # events of one field share words
    for n, k in enumerate(order.tolist()):
        event = int(events[k])
        own = np.random.default_rng((seed, event))
        names = [f"name{event}x{i}" for i in range(12)]
        field = int(own.integers(fields))
        topic = [words[2000 + (field * 37 + i) % 18000] for i in own.integers(0, 60, 40).tolist()]
        told = [str(w) for w in rng.choice(names, 8, replace=False)]
        told += [str(w) for w in rng.choice(topic, OWN - 8, replace=False)]
        common = np.searchsorted(cumulated, rng.random(COMMON)).tolist()
        terms = dict.fromkeys([*told, *(words[min(c, len(words) - 1)] for c in common)])
        weights = np.tile(np.round(1 + rng.exponential(0.5, len(terms)), 3), (3, 1))
        weights[1, 20:] = weights[2, 8:] = 0  # in the opening, names
        day = start + timedelta(days=int(when[k]))
        if n % 50 == 0:
            day -= timedelta(days=3)  # dated wrongly, or late
        yield (
            Sketch(
                ArticleId(f"a{n}"),
                None,
                None,
                day,
                None,
                tuple(terms),
                weights.astype("<f4").tobytes(),
                rng.integers(0, 1 << 32, PLACES, dtype=np.uint32).tobytes(),
            ),
            event,
        )


def run(many: int, live: int, report: tuple[int, ...]) -> dict[str, float]:
    stream = StoryStream(Grouping(live=live))
    figures: dict[str, float] = {}
    spent, since, last = 0.0, 0.0, 0
    kinds: Counter[str] = Counter()
    stories: dict[str, int] = {}
    event_of: dict[ArticleId, int] = {}
    batch: list[tuple[Sketch, int]] = []
    slowest = 0.0
    look_around = _reference()
    reference, looks, base = 0.0, 0, (0.0, 0)

    def feed() -> None:
        nonlocal spent, slowest, reference, looks
        began = time.process_time()
        looks += look_around()
        reference += time.process_time() - began
        began = time.process_time()
        happened = [event for sketch, _ in batch for event in stream.add(sketch)]
        took = time.process_time() - began
        spent += took
        slowest = max(slowest, took / len(batch))
        kinds.update(event.kind for event in happened)
        for event in happened:
            for article in event.articles:
                stories[article] = hash(event.others[0] if event.kind == "split" else event.story)
        event_of.update((sketch.article, gold) for sketch, gold in batch)
        batch.clear()

    for n, pair in enumerate(make(many), 1):
        batch.append(pair)
        if len(batch) == 250 or n == many or n in report:
            feed()
        if n in report:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            rate = (n - last) / (spent - since)
            unit = (reference - base[0]) / max(1, looks - base[1])
            base = reference, looks
            print(
                f"  to {n:8d} articles: {rate:7.0f} a second, {1000 / rate:.2f} ms an article, "
                f"{len(stream)} live, {memory:.0f} MB, {1 / rate / unit:.2f} units",
                flush=True,
            )
            figures[f"articles a second to {n}"] = rate
            since, last = spent, n
    figures["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("  " + ", ".join(f"{v} {k}" for k, v in sorted(kinds.items())))
    figures["BCubed F1"] = _bcubed(event_of, stories)
    print(f"  BCubed F1 {figures['BCubed F1']:.3f}; slowest 250 articles {1000 * slowest:.2f} ms each")
    return figures


def _reference() -> Callable[[], int]:
    """A fixed piece of work: some articles of 1,000 are looked around from; how many."""
    index = TermIndex()
    rows = [index.add(sketch) for sketch, _ in make(1000, seed=7)]

    def work() -> int:
        for row in rows[::20]:
            index.measure(row, index.propose(row))
        return len(rows[::20])

    return work


def _bcubed(gold: dict[ArticleId, int], found: dict[str, int]) -> float:
    both = Counter((gold[a], found[a]) for a in gold)
    golds, founds = Counter(gold.values()), Counter(found[a] for a in gold)
    precision = sum(n * n / founds[f] for (_, f), n in both.items()) / len(gold)
    recall = sum(n * n / golds[g] for (g, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("articles", type=int, nargs="?", default=10_000)
    arguments.add_argument("--live", type=int, default=Grouping().live)
    options = arguments.parse_args()
    steps = [10**k * m for k in range(3, 7) for m in (1, 2, 5)]
    run(options.articles, options.live, (*steps, options.articles))
