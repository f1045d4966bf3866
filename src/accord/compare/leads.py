"""The first screen: the story in a few lines, and its title."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from accord.compare.claims import denies, meet
from accord.compare.evidence import mean_of_best, mood, strength
from accord.compare.facts import passage_of, rows_of, sentence_of
from accord.compare.pairs import Pairs
from accord.compare.phrases import Phrase, stem_of
from accord.compare.statements import Phrasing
from accord.compare.utterances import FUNCTION_WORDS
from accord.records import ArticleId, Clause, Fact, Passage, Reading
from accord.text import plain, words

LONGEST_TITLE = 120  # characters of a sentence that stands in for a headline


@dataclass(frozen=True, slots=True)
class LeadChoice:
    """What a fact's weight is helped and hindered by in the lead."""

    most: int = 5  # lines
    least: int = 3  # filled up with what one article alone is sure to tell
    weight: float = 0.5  # what a fact's weight counts beside the following
    central: float = 8.0  # what being near the titles and openings weighs
    early: float = 8.0  # what being told at once by all articles weighs
    alike: float = 4.0  # what being told alike by the other articles weighs (`strength`)
    articles: float = 0.25  # what an article that owes it to another one's report weighs
    one_origin: float = 1.0  # what being told by copies of one report takes away
    leaning: float = 1.2  # what opening with "he" or the like takes away
    speech: float = 2.0  # what being somebody's words takes away
    aside: float = 3.0  # what standing outside the report proper takes away: a headline, a caption
    fragment: float = 2.0  # what having no verb, or opening in the middle of a sentence, takes away
    overtaken: float = 3.0  # what being a plan that later reports have seen the day of, or done, takes away
    repeats: float = 0.7  # cosine; a line as like as that to another says it again


def choose_lead(
    readings: Sequence[Reading],
    pairs: Pairs,
    facts: Sequence[Fact],
    phrasing: Phrasing | None = None,
    settings: LeadChoice = LeadChoice(),
) -> tuple[Fact, ...]:
    """The story in at most five lines that do not repeat each other.

    Weight alone may put a detail first that all articles happen to tell; what they are about
    stands in their titles and opens them, and they come to it early. What the articles tell in unlike
    words may be two things, and does not open a story; nor, where enough else does, what one article
    alone is sure to tell. Where nothing is shared, the first sentences of the first article.
    """
    row = rows_of(readings, pairs)
    phrasing = phrasing or Phrasing(readings)
    central, places = _central(readings, pairs, phrasing), _places(readings, pairs)
    latest = max((r.article.published.day for r in readings if r.article.published), default=None)
    told = {phrasing.phrase(p): None for fact in facts if fact.shared for p in fact.sure}  # in their order

    def worth(fact: Fact) -> float:
        phrase = phrasing.phrase(fact.statement)
        return (
            settings.weight * fact.weight
            + settings.articles * (fact.articles - fact.origins)
            + settings.central * central[row[sentence_of(fact)]]
            + settings.early * _early(fact, row, places) / max(1, len(readings))
            + settings.alike * _told_alike(fact, row, pairs, phrasing)
            - settings.one_origin * (fact.origins < 2)
            - settings.leaning * phrase.refers_back
            - settings.overtaken * (_is_overtaken(phrase, latest) or _has_come(phrase, told, phrasing))
            - settings.speech * phrase.speech
            - settings.aside * (phrase.sentence.block != "body")
            - settings.fragment * (not phrase.clauses or phrase.text[:1].islower())
        )

    chosen: list[Fact] = []
    for fact in sorted(facts, key=lambda f: (not f.shared, -worth(f))):
        if not fact.shared and len(chosen) >= settings.least:
            break
        near = [row[sentence_of(c)] for c in chosen]
        vector = pairs.vectors[row[sentence_of(fact)]]
        repeats = near and float((pairs.vectors[near] @ vector).max()) > settings.repeats
        overlaps = any(
            len(set(c.evidence) & set(fact.evidence)) * 2 >= min(len(fact.evidence), len(c.evidence))
            for c in chosen
        )
        if not repeats and not overlaps:
            chosen.append(fact)
        if len(chosen) == settings.most:
            break
    if not chosen:
        first = [line for line in pairs.lines if line.reading == 0]
        body = [x for x in first if readings[0].sentences[x.sentence].block == "body"] or first
        chosen = [
            Fact(passage, (passage,), 1, 1, 0.0)
            for line in body[: min(3, settings.most)]
            for passage in [passage_of(readings, line)]
        ]
    return tuple(chosen)


def _is_overtaken(statement: Phrase, latest: date | None) -> bool:
    """Whether it is a plan for a day which had come when the latest report came out, but not its own."""
    told = statement.reading.article.published
    if latest is None or told is None or mood(statement) != "planned" or not statement.days:
        return False
    return told.day < max(last for _, last in statement.days) <= latest


def _has_come(statement: Phrase, told: Iterable[Phrase], phrasing: Phrasing) -> bool:
    """Whether it is a plan, and a report of a later day tells that the same did the same to the same."""
    plan, published = statement.claim, statement.reading.article.published
    if plan is None or plan.modality != "planned" or published is None:
        return False

    def carries_out(done: Clause) -> bool:
        same = meet(plan.agent, done.agent, phrasing.stems) and meet(
            plan.patient, done.patient, phrasing.stems
        )
        return same and done.modality == "happened" and not denies(done)

    return any(
        later.day > published.day and any(map(carries_out, sentence.deeds.get(statement.deed, ())))
        for sentence in told
        if (later := sentence.reading.article.published)
    )


def _told_alike(fact: Fact, row: Mapping[Passage, int], pairs: Pairs, phrasing: Phrasing) -> float:
    """How well the other articles of a fact tell what its sentence tells: the mean of their best."""
    home = sentence_of(fact)

    def told(passage: Passage) -> float:
        score = pairs.score(row[home], row[passage])
        return strength(phrasing.phrase(home), phrasing.phrase(passage), score)

    return mean_of_best(home, ((passage, told(passage)) for passage in fact.evidence))


def _central(readings: Sequence[Reading], pairs: Pairs, phrasing: Phrasing) -> list[float]:
    """How near each line is to what opens the articles and to their titles: 0 to 1, the mean over them."""
    openings: list[list[int]] = [[] for _ in readings]
    begun = set[int]()
    for n, line in enumerate(pairs.lines):
        block = readings[line.reading].sentences[line.sentence].block
        if block == "headline" or (block == "body" and line.reading not in begun):
            openings[line.reading].append(n)
            if block == "body":
                begun.add(line.reading)
    likeness = np.zeros(len(pairs.lines), np.float32)
    for opening in filter(None, openings):
        likeness += (pairs.vectors[opening] @ pairs.vectors.T).max(axis=0)
    titles = [t for t in map(_title_stems, readings) if t]
    central = []
    for n, line in enumerate(pairs.lines):
        stems = phrasing.stems(passage_of(readings, line))
        named = sum(len(t & stems) / len(t) for t in titles) / max(1, len(titles))
        central.append(float(likeness[n]) / max(1, len(readings)) / 2 + named / 2)
    return central


def _places(readings: Sequence[Reading], pairs: Pairs) -> list[int]:
    """How many sentences stand before each line in its article; before a headline none."""
    before = [0] * len(readings)
    places = []
    for line in pairs.lines:
        headline = readings[line.reading].sentences[line.sentence].block == "headline"
        places.append(0 if headline else before[line.reading])
        before[line.reading] += not headline
    return places


def _early(fact: Fact, row: Mapping[Passage, int], places: Sequence[int]) -> float:
    """In how many articles it is told, each the less the later it comes to it.

    News tells first what matters most (the inverted pyramid of reporting).
    """
    first: dict[ArticleId, int] = {}
    for passage in fact.evidence:
        place = places[row[passage]]
        first[passage.article] = min(first.get(passage.article, place), place)
    return sum(1 / math.sqrt(1 + place) for place in first.values())


def _title_stems(reading: Reading) -> frozenset[str]:
    return frozenset(
        stem_of(w.form) for w in words(reading.article.title or "") if w.form not in FUNCTION_WORDS
    )


_MARKED = re.compile(r":|\?|!|\.\.\.|\"|(?<!\w)'(?=\w)")  # an apostrophe is no mark of quotation
_PLANNED = re.compile(
    r"\b(?:will|might|could|would|plan|plans|planned|planning|seek|seeks|expected|expects|set to|about to"
    r"|poised|ready to|prepares?|to be|intends?|hopes?|considers?|weighs?|mulls?)\b"
)


def title_of(readings: Sequence[Reading], lead: Sequence[Fact]) -> str:
    """The headline that says what all articles say; the lead's first line where none has one.

    The plainest wins: near the middle of all sentences, in words that the other articles
    use too, and few that hardly any of them uses, without a quotation, a colon or a question. What an
    earlier day's headline says will be done gives way to one of a later day.
    """
    titled = [r for r in readings if r.article.title]
    if not titled:
        texts = {r.article.id: r.article.text for r in readings}
        stated = lead[0].statement.of(texts[lead[0].statement.article]) if lead else readings[0].article.text
        first = " ".join(stated.split())
        return first if len(first) <= LONGEST_TITLE else first[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    used = {r.article.id: {stem_of(w.form) for w in words(r.article.text)} for r in readings}
    centre = np.sum([r.vectors.mean(axis=0) for r in readings if len(r.vectors)], axis=0)
    centre = centre / max(float(np.linalg.norm(centre)), 1e-6)

    days = [r.article.published.day for r in titled if r.article.published]

    def overtaken(reading: Reading) -> bool:
        published = reading.article.published
        planned = bool(_PLANNED.search(plain(reading.article.title or "").lower()))
        return planned and published is not None and published.day < max(days)

    def plainness(reading: Reading) -> float:
        title = reading.article.title or ""
        rows = [n for n, s in enumerate(reading.sentences) if s.block == "headline"] or [0]
        near = float(reading.vectors[rows].mean(axis=0) @ centre) if len(reading.vectors) else -1.0
        others = [known for article, known in used.items() if article != reading.article.id]
        shares = [sum(s in known for known in others) / max(1, len(others)) for s in _title_stems(reading)]
        common = sum(shares) / max(1, len(shares))
        lone = sum(share < 1 / 3 for share in shares)  # what few say, the story does not
        return near + common - 0.15 * lone - 0.3 * bool(_MARKED.search(plain(title)))

    lasting = [r for r in titled if not overtaken(r)]  # one of the last day is among them
    return max(lasting, key=plainness).article.title or ""
