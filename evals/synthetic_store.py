"""A large store of invented news, to measure the desk and the search on.

    python -m evals.synthetic_store ADDRESS [--articles N] [--days N]

Nothing is read by the model or compared: readings and accounts are made as the stages would
make them, of sentences put together from invented words. A story has a dozen things that its
articles tell and some that its people say; each article takes some of them, in its words or in
another's, so that facts, wordings, copies and speakers are shared as in news. The same number
of articles gives the same store.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import numpy as np

from accord import stamps
from accord.records import (
    Account,
    Article,
    ArticleId,
    Block,
    Cast,
    Difference,
    Edge,
    Entity,
    EntityId,
    Fact,
    Lineage,
    Mention,
    Moment,
    Passage,
    Person,
    PersonId,
    Published,
    Quotation,
    Reading,
    Rendering,
    Sentence,
    Stated,
    Story,
    StoryId,
    Utterance,
)
from accord.store import open_store
from accord.store.rows import Event
from accord.store.serial import rounded
from accord.store.sql import SqlStore
from accord.stories.sketches import sketch, to_bytes

LAST_DAY = date(2031, 6, 30)
OUTLETS = 40
PERSONS = 1500
_ONSETS = "b br c d dr f g gr h k l m n p r s st t tr v w z".split()
_VOWELS = "a e i o u ai ea ou".split()
_CODAS = ["", "l", "n", "r", "s", "t", "nd", "rk", "lm"]
_VERBS = "reached left closed opened found told crossed lost won built sold paid moved held kept".split()
_COMMON = (
    "government ministers agreed talks week workers city harbour river court union company police report"
    " people region council election border water prices school hospital road bridge north south officials"
).split()


class Words:
    """Invented words, the more frequent the lower their number (Zipf)."""

    def __init__(self, chance: random.Random, size: int = 30_000) -> None:
        self.chance = chance
        made: dict[str, None] = dict.fromkeys(_COMMON)
        while len(made) < size:
            parts = chance.choice((1, 2, 2, 3))
            word = "".join(
                chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS) for _ in range(parts)
            )
            made[word] = None
        self.words = list(made)
        weights = 1 / np.arange(5, size + 5)
        self.cumulative = np.cumsum(weights / weights.sum())
        self.numbers = np.random.default_rng(7)

    def some(self, count: int) -> list[str]:
        places = np.searchsorted(self.cumulative, self.numbers.random(count))
        return [self.words[min(int(p), len(self.words) - 1)] for p in places]

    def name(self) -> str:
        return " ".join(w.capitalize() for w in self.chance.sample(self.words[200:], 2))


@dataclass
class Plot:
    """What a story's articles draw from."""

    id: StoryId
    first: datetime
    facts: list[str]
    said: list[tuple[str, list[str]]]  # who, in which wordings
    title: str
    articles: list[Reading] = field(default_factory=list)
    facts_at: dict[int, list[Passage]] = field(default_factory=dict)
    said_at: dict[int, list[tuple[int, Passage]]] = field(default_factory=dict)
    copies: list[tuple[ArticleId, ArticleId, list[tuple[Passage, Passage]]]] = field(default_factory=list)


def sentence(words: Words, topic: Sequence[str], length: int) -> str:
    drawn = words.some(length)
    for at in range(0, length, 3):
        drawn[at] = words.chance.choice(topic)
    drawn[1] = words.chance.choice(_VERBS)
    return " ".join(drawn).capitalize() + "."


def make_plots(words: Words, articles: int, days: int) -> Iterator[tuple[Plot, int]]:
    """Stories with how many articles each is to have: a few with hundreds, most with a few or one."""
    chance = words.chance
    people = [words.name() for _ in range(PERSONS)]
    left, number = articles, 0
    while left > 0:
        size = min(left, 200, max(1, int(chance.paretovariate(0.9))))
        topic = words.some(14)
        day = LAST_DAY - timedelta(days=int(chance.random() * days))
        first = datetime(day.year, day.month, day.day, chance.randrange(24), chance.randrange(60), tzinfo=UTC)
        speakers = chance.sample(people[: 40 + number % PERSONS], 3)
        said = []
        for speaker in speakers:
            told = sentence(words, topic, 14)[:-1]
            other = told.split()
            other[chance.randrange(3, 12)] = words.some(1)[0]
            said.append((speaker, [told, " ".join(other)]))
        plot = Plot(
            StoryId(sha256(f"plot {number}".encode()).hexdigest()[:12]),
            first,
            [sentence(words, topic, chance.randrange(9, 18)) for _ in range(12)],
            said,
            " ".join(w for w in [*topic[:4], chance.choice(_VERBS), *topic[4:6]]).capitalize(),
        )
        yield plot, size
        left, number = left - size, number + 1


def write_article(words: Words, plot: Plot, number: int) -> Reading:
    """One article of a story; now and then it copies the one before."""
    chance = words.chance
    id = ArticleId(sha256(f"{plot.id} {number}".encode()).hexdigest()[:16])
    outlet = f"The {words.words[300 + chance.randrange(OUTLETS)].capitalize()} Courier"
    before = plot.articles[-1] if plot.articles and chance.random() < 0.2 else None
    moment = plot.first + timedelta(hours=number * chance.random() * 6)
    facts = chance.sample(range(12), 6)
    quotes = chance.sample(range(3), 2)
    pieces: list[tuple[str, str, int, int]] = [("fact", plot.facts[f], f, 0) for f in facts]
    for q in quotes:
        wording = chance.randrange(2)
        speaker, wordings = plot.said[q]
        pieces.insert(
            chance.randrange(1, len(pieces)), ("said", f"“{wordings[wording]},” said {speaker}.", q, wording)
        )
    own = 3 if before else 8
    pieces += [("own", sentence(words, plot.title.lower().split(), 16), 0, 0) for _ in range(own)]
    text, spans = "", []
    for _, told, *_ in pieces:
        spans.append((len(text), len(text) + len(told)))
        text += told + "\n\n"
    text = text.rstrip()
    article = Article(
        id,
        f"synthetic:{id}",
        Stated(outlet, "record"),
        None,
        f"{plot.title}: {' '.join(words.some(3))}",
        f"https://{outlet.split()[1].lower()}.example/{id}",
        text,
        tuple(Block("body", *span) for span in spans),
        "en",
        Published(moment.date(), moment, "record"),
    )
    sentences, entities, mentions, quotations = [], {}, [], []
    for n, ((kind, told, index, wording), (start, end)) in enumerate(zip(pieces, spans, strict=True)):
        passage = Passage(id, start, end)
        sentences.append(Sentence(passage, n, "body", tuple(told.lower().strip(".").split())))
        if kind == "fact":
            plot.facts_at.setdefault(index, []).append(passage)
        elif kind == "said":
            speaker, wordings = plot.said[index]
            entity = EntityId(f"e{index}")
            entities[entity] = Entity(entity, "person", speaker, True)
            content = Passage(id, start, start + len(wordings[wording]) + 3)
            source = Passage(id, end - 1 - len(speaker), end - 1)
            mentions.append(Mention(source, entity, "name"))
            cue = Passage(id, source.start - 5, source.start - 1)
            quotations.append(Quotation((content,), (source,), (cue,), "direct", entity))
            inside = Passage(id, start + 1, start + 1 + len(wordings[wording]))
            plot.said_at.setdefault(index, []).append((wording, inside))
    if before:
        shared = [
            (here.passage, there.passage)
            for here in sentences
            for there in before.sentences
            if here.terms == there.terms
        ]
        if shared:
            plot.copies.append((id, before.article.id, shared))
    vectors = np.zeros((len(sentences), 16), np.float32)
    vectors[:, 0] = 1
    return Reading(
        article,
        tuple(sentences),
        tuple(entities.values()),
        tuple(mentions),
        tuple(quotations),
        (),
        (),
        (),
        rounded(vectors),
    )


def tell(plot: Plot) -> Account:
    """What the comparison would tell of the story."""
    origin: dict[ArticleId, ArticleId] = {r.article.id: r.article.id for r in plot.articles}
    for copy, of, _ in plot.copies:
        origin[copy] = origin[of]
    groups: dict[ArticleId, list[ArticleId]] = {}
    for article, first in origin.items():
        groups.setdefault(first, []).append(article)

    def count(passages: Sequence[Passage]) -> tuple[int, int]:
        articles = {p.article for p in passages}
        return len(articles), len({origin[a] for a in articles})

    persons = {
        speaker: Person(PersonId(f"p{n}"), "person", speaker, True)
        for n, (speaker, _) in enumerate(plot.said)
    }
    facts = [
        Fact(places[0], tuple(places), *count(places), float(len(places)))
        for places in plot.facts_at.values()
    ]
    facts.sort(key=lambda f: -f.weight)
    shared = tuple(f for f in facts if f.articles > 1)
    utterances = []
    for index, places in plot.said_at.items():
        by_wording: dict[int, list[Passage]] = {}
        for wording, passage in places:
            by_wording.setdefault(wording, []).append(passage)
        renderings: list[Rendering] = []
        for passages in by_wording.values():
            differences: tuple[Difference, ...] = ()
            if renderings:
                differences = (Difference(renderings[0].passages[0], passages[0], True),)
            renderings.append(Rendering(tuple(passages), "direct", differences))
        everywhere = [p for _, p in places]
        articles, origins = count(everywhere)
        utterances.append(
            Utterance(
                persons[plot.said[index][0]],
                "differs" if len(renderings) > 1 else "same" if articles > 1 else "single",
                tuple(renderings),
                origins,
            )
        )
    edges = tuple(
        Edge("reprints", copy, of, tuple((a, b) for a, b in pairs), 0.6) for copy, of, pairs in plot.copies
    )
    return Account(
        Story(plot.id, tuple(r.article.id for r in plot.articles)),
        plot.title,
        tuple(facts[:5]),
        Cast(
            tuple(persons.values()),
            {(r.article.id, e.id): persons[e.name] for r in plot.articles for e in r.entities},
        ),
        shared,
        tuple(f for f in facts if f.articles == 1),
        tuple(utterances),
        (),
        (),
        Lineage(edges, tuple(tuple(group) for group in groups.values())),
        tuple(
            Moment(
                plot.first.date(),
                plot.first.date(),
                f.statement,
                f.statement,
                f.evidence,
                "happened",
                "published",
            )
            for f in facts[:3]
        ),
    )


def put_story(store: SqlStore, plot: Plot) -> None:
    """The story with all its articles, as adding and telling would have left it."""
    reading_stamp, account_stamp = stamps.stamp_of(stamps.READING), stamps.stamp_of(stamps.ACCOUNT)
    for n, reading in enumerate(plot.articles):
        article = reading.article
        moment = article.published.moment if article.published else None
        assert moment
        raw = store.put_raw(article.location, article.text.encode(), "text", moment)
        version = store.put_article(article, raw, added=moment)
        store.put_reading(reading, version, reading_stamp, to_bytes(sketch(reading)))
        store.settle_raw(raw)
        if n == 0:
            store.put_events([Event("opened", plot.id, (article.id,), "like no live story")], at=moment)
    rest = [
        Event(
            "joined", plot.id, (r.article.id,), "likeness 0.40 to its articles", at=r.article.published.moment
        )
        for r in plot.articles[1:]
        if r.article.published
    ]
    last = plot.articles[-1].article.published
    assert last and last.moment
    store.put_events(rest, at=last.moment)
    revision = store.revision(plot.id)
    assert revision is not None
    texts = {r.article.id: r.article.text for r in plot.articles}
    store.put_account(tell(plot), texts, revision=revision, stamp=account_stamp, told=last.moment)


def fill(store: SqlStore, articles: int, days: int = 180, *, seed: int = 6) -> None:
    """Put so many articles into an empty store."""
    words = Words(random.Random(seed))
    done, begun, batch = 0, time.monotonic(), 0
    plots = make_plots(words, articles, days)
    while True:
        with store.transaction():
            batch = 0
            for plot, size in plots:
                for number in range(size):
                    plot.articles.append(write_article(words, plot, number))
                put_story(store, plot)
                batch += size
                if batch >= 1000:
                    break
        if not batch:
            break
        done += batch
        rate = done / (time.monotonic() - begun)
        print(f"\r{done} of {articles} articles, {rate:.0f} a second", end="", file=sys.stderr)
    print(file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="sqlite:///FILE or postgresql://…, an empty store")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=180)
    arguments = parser.parse_args()
    with open_store(arguments.address) as store:
        if store.counts().articles:
            parser.error("something is in this store; give an empty one")
        fill(store, arguments.articles, arguments.days)


if __name__ == "__main__":
    main()
