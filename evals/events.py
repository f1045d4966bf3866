"""The 50 annotated events: their articles as Accord takes them in, and the gold by sentence."""

from __future__ import annotations

import importlib.util
import itertools
import json
import pickle
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from accord.annotate import read_articles
from accord.ingest import parse_input
from accord.records import Reading
from accord.stamps import READING, stamp_of

Address = tuple[int, int]  # article, sentence
CACHE = Path(__file__).resolve().parents[1] / "build"
LEANINGS = Path(__file__).parent / "data" / "leanings.json"  # see `evals.reader.leaning`


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    id: str
    readings: tuple[Reading, ...]
    spans: tuple[tuple[tuple[int, int], ...], ...]  # of the gold's sentences, in each article's text
    gold: dict[str, Any]

    def pairs(self, addresses: list[str]) -> set[tuple[Address, Address]]:
        """All ordered pairs of sentence addresses in two different articles."""
        found = [parse_address(a) for a in addresses]
        return {(a, b) for a, b in itertools.permutations(found, 2) if a[0] != b[0]}

    def addresses(self, article: int, start: int, end: int) -> list[Address]:
        """The gold's sentences that a stretch of text is half of, or that are half of it."""
        found = []
        for n, (s, e) in enumerate(self.spans[article]):
            shared = min(e, end) - max(s, start)
            if shared > 0 and (2 * shared >= e - s or 2 * shared >= end - start):
                found.append((article, n))
        return found


def parse_address(at: str) -> Address:
    article, _, sentence = at.partition(":")
    return int(article), int(sentence)


def scorer(shared: Path, name: str) -> ModuleType:
    """One of the scorers beside the data, as a module."""
    spec = importlib.util.spec_from_file_location(f"shared_{name}", shared / "score" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(shared / "score" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_events(shared: Path) -> list[Event]:
    """All events, read by the shipped pipeline, in the order of their ids.

    Reading takes longer than all the rest, so the readings are kept under build/, by the state of the
    code and data that made them (`accord.stamps`). How far a sentence leans on a source is what a
    branch says that has not seen its event (`LEANINGS`).
    """
    leanings = json.loads(LEANINGS.read_text("utf-8"))
    return [_with(event, leanings[event.id]) for event in _kept_events(shared)]


def _with(event: Event, leanings: dict[str, dict[str, float]]) -> Event:
    readings = []
    for number, reading in enumerate(event.readings):
        known = leanings.get(str(number), {})
        sentences = (replace(s, leaning=known.get(str(n), 0.0)) for n, s in enumerate(reading.sentences))
        readings.append(replace(reading, sentences=tuple(sentences)))
    return replace(event, readings=tuple(readings))


def _kept_events(shared: Path) -> list[Event]:
    kept = CACHE / f"events-{stamp_of(READING, str(shared.resolve()))}.pickle"
    if kept.exists():
        events: list[Event] = pickle.loads(kept.read_bytes())  # our own, from this folder
        return events
    events = _read_events(shared)
    CACHE.mkdir(exist_ok=True)
    for old in CACHE.glob("events-*.pickle"):
        old.unlink()
    kept.write_bytes(pickle.dumps(events))
    return events


def _read_events(shared: Path) -> list[Event]:
    compare = scorer(shared, "compare")
    events = []
    for path in sorted((shared / "data" / "events").glob("*.json")):
        raw = json.loads(path.read_text("utf-8"))
        texts = [compare.article_text(a) for a in raw["articles"]]
        lines = [
            json.dumps(
                {
                    "id": f"{raw['id']}/{n}",
                    "outlet": a["outlet"],
                    "title": a["title"],
                    "published": a["date"],
                    "url": a["url"],
                    "text": text,
                }
            )
            for n, (a, (text, _)) in enumerate(zip(raw["articles"], texts, strict=True))
        ]
        articles = [a for line in lines for a in parse_input(raw["id"], line.encode(), "json").articles]
        gold = json.loads((shared / "data" / "events-gold" / path.name).read_text("utf-8"))
        spans = tuple(tuple(spans) for _, spans in texts)
        events.append(Event(raw["id"], tuple(read_articles(articles)), spans, gold))
    return events


def fold_of(number: int) -> int:
    """Five folds by event: an event is scored by what was fitted on the other four fifths."""
    return number % 5
