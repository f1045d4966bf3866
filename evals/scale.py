"""How long it takes to compare a story, by the number of its articles.

    python -m evals.scale [ARTICLES ...]

Stories are made up: a fixed number of facts of the story, of which each article tells some,
each in one of several wordings, among sentences of its own; every tenth article reprints an
earlier one. The articles are read first; what is timed is `pipeline.tell`, in CPU seconds.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import sys
import time
from collections.abc import Iterator

from accord.annotate import read_articles
from accord.compare.trees import load_trees
from accord.ingest import parse_input
from accord.pipeline import tell
from accord.records import Article, Reading, Story, StoryId

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
        parsed += parse_input(f"report-{number}.txt", text.encode(), "text").articles
    unique = {a.id: a for a in parsed}
    return list(read_articles(unique.values()))


def seconds(readings: list[Reading]) -> float:
    trees = load_trees("pairs")
    story = Story(StoryId("made up"), tuple(r.article.id for r in readings))
    began = time.process_time()
    tell(story, readings, trees)
    return time.process_time() - began


if __name__ == "__main__":
    sizes = [int(a) for a in sys.argv[1:] if a.isdigit()] or list(SIZES)
    everything = read_story(max(sizes))
    for size in sizes:
        profile = cProfile.Profile() if "--profile" in sys.argv else None
        if profile:
            profile.enable()
        took = seconds(everything[:size])
        print(f"{size:4d} articles  {took:7.2f} s CPU  {1000 * took / size:7.1f} ms an article", flush=True)
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
