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
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from accord.compare.credits import Candidate, CreditFinding, find_candidates, find_credits, probability
from evals.events import Event, fold_of, load_events, parse_address

FOLDS = 5  # see `fold_of`
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


def load(events: Sequence[Event]) -> Gold:
    """Every phrase that may be credited in the events, read as `accord brief` reads them."""
    cases: list[Case] = []
    texts: dict[Address, str] = {}
    credited: set[Address] = set()
    for event in events:
        named: dict[Address, list[tuple[str, str]]] = defaultdict(list)
        for source in event.gold["attributed_sources"]:
            at = (event.id, *parse_address(source["at"]))
            named[at].append((source["kind"], source["source"].lower()))
        credited |= set(named)
        others = [r.article.outlet.value for r in event.readings if r.article.outlet]
        for index, (reading, spans) in enumerate(zip(event.readings, event.spans, strict=True)):
            text = reading.article.text
            texts |= {(event.id, index, i): text[a:b] for i, (a, b) in enumerate(spans)}
            for place, candidates in find_candidates(reading, others):
                touched = event.addresses(index, place.passage.start, place.passage.end)
                addresses = tuple((event.id, *t) for t in touched)
                truth = [pair for address in addresses for pair in named.get(address, ())]
                for c in candidates:
                    phrase = text[slice(*c.phrase)].lower()
                    right = any(k == c.kind or phrase in s or s in phrase for k, s in truth)
                    cases.append(Case(addresses, c, right))
    return Gold(cases, frozenset(credited), texts)


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """Weights of the features that are frequent enough."""
    counts = Counter(f for case in cases for f in case.candidate.features)
    rows = [{f: 1 for f in case.candidate.features if counts[f] >= RAREST} for case in cases]
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=PENALTY, max_iter=1000, fit_intercept=False)
    model.fit(vectorizer.fit_transform(rows), [case.credited for case in cases])
    return dict(zip(vectorizer.feature_names_, map(float, model.coef_[0]), strict=True))


def said(cases: Iterable[Case], settings: CreditFinding) -> set[Address]:
    return {at for case in cases if probability(case.candidate, settings) >= settings.floor for at in case.at}


def in_folds(gold: Gold, settings: CreditFinding) -> set[Address]:
    """The sentences credited by weights that never saw their event."""
    fold = {event: fold_of(n) for n, event in enumerate(sorted({at[0] for at in gold.texts}))}
    found: set[Address] = set()
    for number in range(FOLDS):
        seen = [c for c in gold.cases if c.at and fold[c.at[0][0]] != number]
        kept = [c for c in gold.cases if c.at and fold[c.at[0][0]] == number]
        found |= said(kept, replace(settings, weights=fit(seen)))
    return found


def measure(found: set[Address], truth: frozenset[Address]) -> tuple[float, float, float]:
    """Precision, recall, F1."""
    right = len(found & truth)
    precision, recall = right / max(1, len(found)), right / max(1, len(truth))
    return precision, recall, 2 * right / max(1, len(found) + len(truth))


def kinds(events: Sequence[Event], gold: Gold) -> tuple[int, int]:
    """Of the credits found in five folds in sentences of the gold: how many have its kind, of how many.

    A sentence of the gold with several sources is held against the one whose words overlap
    most plainly; one with none that does so counts only where it has a single source.
    """
    number = {event.id: n for n, event in enumerate(events)}
    right = of = 0
    for fold in range(FOLDS):
        fitted = fit([c for c in gold.cases if c.at and fold_of(number[c.at[0][0]]) != fold])
        for event in (e for e in events if fold_of(number[e.id]) == fold):
            named: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
            for source in event.gold["attributed_sources"]:
                named[parse_address(source["at"])].append((source["kind"], source["source"].lower()))
            outlets = [r.article.outlet.value for r in event.readings if r.article.outlet]
            for index, reading in enumerate(event.readings):
                for credit in find_credits(reading, outlets=outlets, settings=CreditFinding(weights=fitted)):
                    place, said = credit.evidence[0], credit.source.lower()
                    truth = [
                        pair
                        for address in event.addresses(index, place.start, place.end)
                        for pair in named.get(address, ())
                    ]
                    near = [kind for kind, source in truth if said in source or source in said]
                    if near or len(truth) == 1:
                        of += 1
                        right += credit.kind == (near[0] if near else truth[0][0])
    return right, of


def score(shared: Path) -> dict[str, float]:
    """Credits in five folds, and with the shipped weights (which saw these events)."""
    events = load_events(shared)
    gold = load(events)
    precision, recall, f1 = measure(in_folds(gold, CreditFinding()), gold.credited)
    shipped = measure(said(gold.cases, CreditFinding()), gold.credited)[2]
    right, of = kinds(events, gold)
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "f1_shipped_weights_seen": shipped,
        "kinds": right / max(1, of),
    }


if __name__ == "__main__":
    paths = [a for a in sys.argv[1:] if not a.startswith("-")]
    folder = Path(paths[0]) if paths else Path(__file__).resolve().parents[2] / "shared"
    if "--misses" in sys.argv:
        everything = load(load_events(folder))
        guessed = in_folds(everything, CreditFinding())
        for at in sorted(guessed ^ everything.credited):
            print("missed" if at in everything.credited else "wrong ", *at, everything.texts[at], sep="\t")
    else:
        print(json.dumps({name: round(value, 4) for name, value in score(folder).items()}))
