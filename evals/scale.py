"""How long it takes to compare a story, by the number of its articles.

    python -m evals.scale [ARTICLES ...]                 a made-up story
    python -m evals.scale --real SHARED [ARTICLES ...]   real articles told as one story

The made-up story is harder than any real one: forty facts, of which each article tells fourteen,
each in one of five wordings, and ten sentences of its own from the same few words; every tenth
article reprints an earlier one. So every sentence has near copies in a third of the articles.
The real articles are those of data/events, three reports each of 50 events of one country's
politics, 150 in all: of the length and the words of real news, though it is 50 stories in one and
they share less. The articles are read first; what is timed is `pipeline.tell`, in CPU seconds.
Beside it stands the time that a loop of ten million additions takes, so that runs on
machines with other work to do can be compared.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import random
import time
from collections.abc import Iterator
from pathlib import Path

from accord.annotate import read_articles
from accord.compare.trees import load_trees
from accord.ingest import parse_input
from accord.pipeline import tell
from accord.records import Article, Reading, Story, StoryId
from evals.events import load_events

SIZES = (10, 25, 50, 100, 200, 300)
_PLACES = "Velm Sarro Orne Tarn Brenn Lund Kesh Morra Dell Ansk Pirel Vost".split()
_PEOPLE = "Orla Vane|Ines Calloway|Osk Hedlund|Tove Lund|Petra Olm|Joram Kest|Adela Corr|Emil Harst".split(
    "|"
)
_THINGS = "bridge dam harbour ferry mine tower road canal school clinic market depot".split()
_DEEDS = ("closed", "repaired", "sold", "flooded", "opened", "inspected", "searched", "fenced off")
_BODIES = ("council", "coast guard", "ministry", "court", "union", "police", "port authority", "assembly")
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WHY = ("after a storm", "because of a leak", "on the advice of engineers", "to save money", "for safety")


def _fact(rng: random.Random) -> tuple[str, ...]:
    """Wordings of one fact."""
    body, deed, thing = rng.choice(_BODIES), rng.choice(_DEEDS), rng.choice(_THINGS)
    place, day, why = rng.choice(_PLACES), rng.choice(_DAYS), rng.choice(_WHY)
    number, who = rng.randrange(12, 900), rng.choice(_PEOPLE)
    return (
        f"The {body} {deed} the {thing} at {place} on {day} {why}.",
        f"On {day}, the {thing} at {place} was {deed} by the {body} {why}.",
        f"{who} said the {body} had {deed} the {thing} at {place}.",
        f"Some {number} people live near the {thing} at {place}, which the {body} {deed} on {day}.",
        f"“The {thing} was {deed} {why}, and {number} of us had to leave,” said {who} of {place}.",
    )


def _texts(articles: int, seed: int = 7) -> Iterator[str]:
    rng = random.Random(seed)
    facts = [_fact(rng) for _ in range(40)]
    written: list[str] = []
    for number in range(articles):
        if number % 10 == 9:
            text = rng.choice(written)
        else:
            told = [rng.choice(wordings) for wordings in rng.sample(facts, 14)]
            told += [rng.choice(_fact(rng)) for _ in range(10)]
            rng.shuffle(told)
            text = "\n\n".join(" ".join(told[k : k + 2]) for k in range(0, len(told), 2))
        written.append(text)
        yield text


def read_story(articles: int) -> list[Reading]:
    parsed: list[Article] = []
    for number, text in enumerate(_texts(articles)):
        record = {"id": f"report-{number}", "outlet": f"Outlet {number}", "text": text}
        parsed += parse_input(f"{number}.json", json.dumps(record).encode(), "json").articles
    return list(read_articles(parsed))


def seconds(readings: list[Reading]) -> float:
    trees = load_trees("pairs")
    story = Story(StoryId("made up"), tuple(r.article.id for r in readings))
    began = time.process_time()
    tell(story, readings, trees)
    return time.process_time() - began


def loop_seconds() -> float:
    """What this machine takes now for a loop of ten million additions, about 0.4 s when it is quiet."""
    began, total = time.process_time(), 0
    for number in range(10**7):
        total += number
    return time.process_time() - began


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    arguments.add_argument("--real", type=Path, metavar="SHARED")
    arguments.add_argument("--profile", action="store_true")
    options = arguments.parse_args()
    if options.real:
        everything = [r for event in load_events(options.real) for r in event.readings]
    else:
        everything = read_story(max(options.sizes))
    for size in sorted({min(size, len(everything)) for size in options.sizes}):
        profile = cProfile.Profile()
        if options.profile:
            profile.enable()
        took = seconds(everything[:size])
        profile.disable()
        sentences = sum(len(r.sentences) for r in everything[:size])
        each = f"{1000 * took / size:6.1f} ms an article  (loop {loop_seconds():.2f} s)"
        print(f"{size:4d} articles {sentences:5d} sentences {took:7.2f} s CPU {each}", flush=True)
        if options.profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
