"""Whole dossiers of 93 events of general news, against what we annotated in them by reading.

    python -m evals.general_news [SHARED] [--part dev|test|both] [--list]

Crashes, trials, storms, sports and launches from two story sets of `SHARED/data/stories`
(ECB+ and NewsCluster), up to ten articles an event: 3,920 facts and 265 conflicts, by the
guidelines of `SHARED/data/events-gold`. `data/general-news.jsonl` has addresses only, no
words: "a:i" is sentence i of article a, whose bounds `sentences` gives in code points.
Rules may be made while reading the dev part (70 events); what stands in docs/benchmarks.md is
the test part, whose 23 events nobody reads. `--list` prints every conflict of the dev part.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any, Literal

from accord.annotate import read_articles
from accord.dossier import render
from accord.ingest import parse_input
from accord.pipeline import compile_dossier
from accord.stamps import READING, stamp_of
from evals.events import CACHE, Address, Event, parse_address

ANNOTATED = Path(__file__).parent / "data" / "general-news.jsonl"
Part = Literal["dev", "test", "both"]


def load(shared: Path, part: Part = "both") -> list[Event]:
    """The events as Accord reads them; readings are kept under build/, as `evals.events` keeps its own."""
    kept = CACHE / f"general-{stamp_of(READING, str(shared.resolve()))}.pickle"
    if not kept.exists():
        CACHE.mkdir(exist_ok=True)
        for old in CACHE.glob("general-*.pickle"):
            old.unlink()
        kept.write_bytes(pickle.dumps(list(_read(shared))))
    events: list[Event] = pickle.loads(kept.read_bytes())  # our own, from this folder
    return [e for e in events if part in ("both", e.gold["part"])]


def _read(shared: Path) -> Iterator[Event]:
    rows: dict[str, dict[str, Any]] = {}
    for name in ("ecb", "newscluster"):
        path = shared / "data" / "stories" / f"{name}.dev.jsonl"
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            rows[f"{name}/{row['id']}"] = row
    for line in ANNOTATED.read_text("utf-8").splitlines():
        gold = json.loads(line)
        name = gold["id"].partition("/")[0]
        articles = [
            article
            for n, id in enumerate(gold["articles"])
            for article in _articles(f"{gold['id']}/{n}", rows[f"{name}/{id}"])
        ]
        spans = tuple(tuple(zip(flat[::2], flat[1::2], strict=True)) for flat in gold["sentences"])
        gold["fact_groups"] = [{"at": at} for at in gold["facts"]]
        gold["quote_groups"] = [{"members": [{"at": a} for a in at]} for at in gold["quotations"]]
        yield Event(gold["id"], tuple(read_articles(articles)), spans, gold)


def _articles(id: str, row: dict[str, Any]) -> tuple[Any, ...]:
    record = {"id": id, "published": row["date"], **{k: row[k] for k in ("title", "outlet", "text")}}
    return parse_input(id, json.dumps(record).encode(), "json").articles


@dataclass(slots=True)
class Tally:
    """What was said and right, of what there is."""

    right: int = 0
    said: int = 0
    found: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.said)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.there)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def __str__(self) -> str:
        counts = f"{self.right} of {self.said} right, {self.found} of {self.there} found"
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}   ({counts})"


@dataclass(slots=True)
class Figures:
    facts: Tally = field(default_factory=Tally)
    sure: Tally = field(default_factory=Tally)  # by the evidence that is sure
    conflicts: Tally = field(default_factory=Tally)  # with the counts that went on
    first: list[float] = field(default_factory=list)  # whether a lead opens with what all tell first
    lead: list[float] = field(default_factory=list)  # how much of the three most told early it tells
    lines: list[str] = field(default_factory=list)


def score(events: Iterable[Event]) -> Figures:
    """By pairs of sentences of two articles, as `shared/score/compare.py` counts."""
    figures = Figures()
    for event in events:
        dossier = compile_dossier(event.readings, [r.article for r in event.readings])
        stories = json.loads(render(dossier, "json"))["stories"]
        facts = _pairs(map(parse_address, at) for at in event.gold["facts"])
        quoted = _pairs(map(parse_address, at) for at in event.gold["quotations"]) - facts
        for tally, sure in ((figures.facts, False), (figures.sure, True)):
            told = _pairs(
                _addresses(event, [e for e in fact["evidence"] if e["sure"] or not sure])
                for story in stories
                for fact in story["facts"]
            )
            tally.right += len(facts & told)
            tally.found += len(facts & told)
            tally.said += len(told - quoted)
            tally.there += len(facts)
        _score_conflicts(event, stories, figures)
        _score_lead(event, max(stories, key=lambda s: len(s["articles"])), figures)
    return figures


def _score_lead(event: Event, story: dict[str, Any], figures: Figures) -> None:
    """Hold the first screen against the three facts that are told by most articles, and soonest."""
    facts = [[parse_address(a) for a in at] for at in event.gold["facts"]]
    most = sorted(facts, key=_prominence, reverse=True)[:3]
    lines = [_addresses(event, [fact["statement_at"]]) for fact in story["lead"]]
    figures.first.append(float(bool(most) and bool(lines) and not lines[0].isdisjoint(most[0])))
    told = sum(any(not line.isdisjoint(fact) for line in lines) for fact in most)
    figures.lead.append(told / max(1, len(most)))


def _prominence(fact: Sequence[Address]) -> float:
    """In how many articles it stands, each the less the later."""
    first: dict[int, int] = {}
    for article, sentence in fact:
        first[article] = min(first.get(article, sentence), sentence)
    return sum(1 / math.sqrt(1 + sentence) for sentence in first.values())


def _score_conflicts(event: Event, stories: Sequence[dict[str, Any]], figures: Figures) -> None:
    gold = [set(map(parse_address, c["at"])) for c in event.gold["conflicts"]]
    found: set[int] = set()
    for story in stories:
        for said in (*story["conflicts"], *story["updates"]):
            sides = [_addresses(event, side["evidence"]) for side in said["sides"]]
            hit = next((n for n, truth in enumerate(gold) if _meets(sides, truth)), None)
            found |= set() if hit is None else {hit}
            figures.conflicts.right += hit is not None
            figures.conflicts.said += 1
            values = " // ".join(side["value"] for side in said["sides"])
            kind = said.get("type", "went on")
            figures.lines.append(
                f"{event.id} {'-' if hit is None else 'right'} {kind} | {said['about']} | {values}"
            )
    figures.conflicts.found += len(found)
    figures.conflicts.there += len(gold)
    for n, conflict in enumerate(event.gold["conflicts"]):
        if n not in found:
            kind = conflict["type"] + (", went on" if conflict["update"] else "")
            figures.lines.append(f"{event.id} missed {kind} {' '.join(conflict['at'])}")


def _meets(sides: Sequence[set[Address]], truth: set[Address]) -> bool:
    hit = [side & truth for side in sides]
    return sum(map(bool, hit)) >= 2 and len({article for h in hit for article, _ in h}) >= 2


def _addresses(event: Event, evidence: Iterable[dict[str, Any]]) -> set[Address]:
    return {
        address
        for item in evidence
        for address in event.addresses(int(item["article"].rpartition("/")[2]), item["start"], item["end"])
    }


def _pairs(groups: Iterable[Iterable[Address]]) -> set[tuple[Address, Address]]:
    return {
        (a, b) for group in groups for a, b in itertools.combinations(sorted(set(group)), 2) if a[0] != b[0]
    }


def score_unread(shared: Path) -> dict[str, float]:
    """The figures of the test part that `make bench` prints."""
    figures = score(load(shared, "test"))
    return {
        "facts F1": figures.facts.f1,
        "facts, precision of what is sure": figures.sure.precision,
        "conflicts, precision": figures.conflicts.precision,
        "first screen: opens with what all tell first": mean(figures.first),
        "first screen: tells of the three most told": mean(figures.lead),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    arguments.add_argument("--part", choices=("dev", "test", "both"), default="both")
    arguments.add_argument("--list", action="store_true", help="every conflict of the dev part")
    options = arguments.parse_args()
    for part in ("dev", "test") if options.part == "both" else (options.part,):
        figures = score(load(options.shared, part))
        if options.list and part == "dev":
            print("\n".join(figures.lines))
        print(f"{part}: facts      {figures.facts}")
        print(f"{part}: facts sure {figures.sure}")
        print(f"{part}: conflicts  {figures.conflicts}")
        print(f"{part}: lead       first line {mean(figures.first):.3f}  told in it {mean(figures.lead):.3f}")


if __name__ == "__main__":
    main()
