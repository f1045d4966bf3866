"""Sentences that credit a source, held against those marked by hand in events told by three outlets.

    python -m evals.credits [SHARED] [--misses]

SHARED is the folder with data/events and data/events-gold. The shipped weights were fitted
on these events, so the figure that counts is the one in five folds: weights fitted on four
fifths of the events, scored on the rest. `--misses` lists the sentences of the folds that
were missed or wrongly credited.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from accord.annotate import read_articles
from accord.compare.credits import Candidate, CreditFinding, find_candidates, probability, weights
from accord.ingest import parse_input
from accord.records import Sentence

FOLDS = 5
RAREST = 8  # times a feature must be seen to be fitted; 4 and 15 score the same
PENALTY = 0.3  # scikit-learn's C; 0.15 scores the same, 0.07 and 1 less

Address = tuple[str, int, int]  # event, article, sentence


class Case(NamedTuple):
    """A phrase, the sentences of the gold that hold it, and whether they credit it."""

    at: tuple[Address, ...]
    candidate: Candidate
    credited: bool


class Gold(NamedTuple):
    cases: list[Case]
    credited: frozenset[Address]
    texts: dict[Address, str]


def fold_of(events: Iterable[str]) -> dict[str, int]:
    return {event: number % FOLDS for number, event in enumerate(sorted(events))}


def load(shared: Path) -> Gold:
    """Every phrase that may be credited in the 50 events, read as `accord brief` reads them."""
    cases: list[Case] = []
    texts: dict[Address, str] = {}
    credited: set[Address] = set()
    for path in sorted((shared / "data" / "events-gold").glob("*.json")):
        named: dict[Address, list[tuple[str, str]]] = defaultdict(list)
        for source in json.loads(path.read_text("utf-8"))["attributed_sources"]:
            article, sentence = map(int, source["at"].split(":"))
            named[path.stem, article, sentence].append((source["kind"], source["source"].lower()))
        credited |= set(named)
        event = json.loads((shared / "data" / "events" / path.name).read_text("utf-8"))
        layouts = [_layout(a) for a in event["articles"]]
        readings = list(read_articles(parse_input(path.name, _records(event), "json").articles))
        for index, (reading, (text, spans)) in enumerate(zip(readings, layouts, strict=True)):
            assert reading.article.text == text
            texts |= {(path.stem, index, i): text[a:b] for i, (a, b) in enumerate(spans)}
            others = [r.article.outlet.value for r in readings if r.article.outlet]
            for place, candidates in find_candidates(reading, others):
                at = tuple((path.stem, index, i) for i in _touched(place, spans))
                truth = [pair for address in at for pair in named.get(address, ())]
                for c in candidates:
                    phrase = text[slice(*c.phrase)].lower()
                    right = any(k == c.kind or phrase in s or s in phrase for k, s in truth)
                    cases.append(Case(at, c, right))
    return Gold(cases, frozenset(credited), texts)


def _layout(article: dict[str, Any]) -> tuple[str, list[tuple[int, int]]]:
    """The text an article is given as, and where its sentences stand in it."""
    text, spans = "", []
    for paragraph in article["paragraphs"]:
        text += "\n\n" if text else ""
        for number, sentence in enumerate(paragraph):
            text += " " if number else ""
            spans.append((len(text), len(text) + len(sentence)))
            text += sentence
    return text, spans


def _records(event: dict[str, Any]) -> bytes:
    rows = [
        {"id": f"{event['id']}/{n}", "text": _layout(a)[0], "published": a["date"]}
        | {key: a[key] for key in ("outlet", "title", "url")}
        for n, a in enumerate(event["articles"])
    ]
    return json.dumps(rows).encode()


def _touched(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The sentences of the gold that share at least half of it, or half of themselves."""
    start, end = sentence.passage.start, sentence.passage.end
    for i, (a, b) in enumerate(spans):
        shared = min(b, end) - max(a, start)
        if shared > 0 and (2 * shared >= b - a or 2 * shared >= end - start):
            yield i


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """Weights of the features that are frequent enough."""
    counts = Counter(f for case in cases for f in case.candidate.features)
    rows = [{f: 1 for f in case.candidate.features if counts[f] >= RAREST} for case in cases]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=PENALTY, max_iter=1000, fit_intercept=False)
    model.fit(vectorizer.fit_transform(rows), [case.credited for case in cases])
    return dict(zip(vectorizer.feature_names_, map(float, model.coef_[0]), strict=True))


def said(cases: Iterable[Case], fitted: dict[str, float], floor: float) -> set[Address]:
    return {at for case in cases if probability(case.candidate, fitted) >= floor for at in case.at}


def in_folds(gold: Gold, floor: float) -> set[Address]:
    """The sentences credited by weights that never saw their event."""
    fold = fold_of({at[0] for at in gold.texts})
    found: set[Address] = set()
    for number in range(FOLDS):
        seen = [c for c in gold.cases if c.at and fold[c.at[0][0]] != number]
        kept = [c for c in gold.cases if c.at and fold[c.at[0][0]] == number]
        found |= said(kept, fit(seen), floor)
    return found


def measure(found: set[Address], truth: frozenset[Address]) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / max(1, len(truth))
    return precision, recall, 2 * right / max(1, len(found) + len(truth))


def score(shared: Path) -> dict[str, float]:
    """Credits in five folds, and with the shipped weights (which saw these events)."""
    gold, floor = load(shared), CreditFinding().floor
    precision, recall, f1 = measure(in_folds(gold, floor), gold.credited)
    shipped = measure(said(gold.cases, dict(weights()), floor), gold.credited)[2]
    return {"precision": precision, "recall": recall, "f1": f1, "f1_shipped_weights_seen": shipped}


if __name__ == "__main__":
    paths = [a for a in sys.argv[1:] if not a.startswith("-")]
    folder = Path(paths[0]) if paths else Path(__file__).resolve().parents[2] / "shared"
    if "--misses" in sys.argv:
        everything = load(folder)
        guessed = in_folds(everything, CreditFinding().floor)
        for at in sorted(guessed ^ everything.credited):
            print("missed" if at in everything.credited else "wrong ", *at, everything.texts[at], sep="\t")
    else:
        print(json.dumps({name: round(value, 4) for name, value in score(folder).items()}))
