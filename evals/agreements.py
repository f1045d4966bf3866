"""How well sentences are given their role and polarity for a commitment.

    python -m evals.agreements            figures of both halves
    python -m evals.agreements --errors   the sentences of the dev half that come out wrong

Sentences, labels and what they mean: data/agreements/GUIDELINES.md. Of the held half no sentence
is ever shown.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from accord import pipeline
from accord.agreements.evidence import Scenes, read_sentence
from accord.agreements.files import parse_agreement
from accord.ingest import parse_input
from accord.ledger_records import EvidenceRole, Polarity
from accord.records import Reading

DATA = Path(__file__).parent / "data" / "agreements"
ROLES = (*get_args(EvidenceRole), "none")


@dataclass(frozen=True, slots=True)
class Labelled:
    split: str
    agreement: str
    commitment: str
    role: str
    polarity: str
    sentence: str


def labelled() -> list[Labelled]:
    with (DATA / "sentences.tsv").open(encoding="utf-8", newline="") as rows:
        return [Labelled(**row) for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)]


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> float:
    """Mean over the labels of F1, pairs as (gold, given); a label that never occurs counts for nothing."""
    scores = []
    for label in labels:
        gold = sum(g == label for g, _ in pairs)
        given = sum(p == label for _, p in pairs)
        if gold or given:
            scores.append(2 * sum(g == p == label for g, p in pairs) / (gold + given))
    return sum(scores) / len(scores)


def judge(rows: Sequence[Labelled]) -> list[tuple[Labelled, str, str, str]]:
    """Each row with the role and polarity that Accord gives it, and the rule that decided."""
    by_name = {
        p.stem: parse_agreement(p.read_text("utf-8"), p.name)
        for p in sorted((DATA / "agreements").glob("*.yaml"))
    }
    records = json.dumps(
        [{"id": f"s{n}", "text": row.sentence, "language": "en"} for n, row in enumerate(rows)]
    )
    articles = parse_input("sentences.jsonl", records.encode(), "json").articles
    readings = [r for r in pipeline.read_all(articles) if isinstance(r, Reading)]
    found = []
    for row, reading in zip(rows, readings, strict=True):
        agreement = by_name[row.agreement]
        scenes = Scenes(agreement, [reading])
        commitment = next(c for c in agreement.commitments if c.id == row.commitment)
        tellings = (read_sentence(scenes, reading, s, commitment) for s in reading.sentences)
        told = next(filter(None, tellings), None)
        found.append(
            (row, told.role, told.polarity, told.rule) if told else (row, "none", "open", "no rule fits")
        )
    return found


def confusion(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> str:
    """A Markdown table: rows are the labels by hand, columns what Accord gives."""
    counts = Counter(pairs)
    head = "| by hand | " + " | ".join(labels) + " |\n|---|" + "--:|" * len(labels)
    rows = (f"| {g} | " + " | ".join(str(counts[g, p] or "·") for p in labels) + " |" for g in labels)
    return "\n".join((head, *rows))


def score() -> dict[str, float]:
    """Macro F1 of roles and polarities on both halves."""
    judged = judge(labelled())
    out: dict[str, float] = {}
    for split in ("dev", "held"):
        own = [j for j in judged if j[0].split == split]
        out[f"{split}: role"] = macro_f1([(r.role, role) for r, role, _, _ in own], ROLES)
        out[f"{split}: polarity"] = macro_f1([(r.polarity, p) for r, _, p, _ in own], get_args(Polarity))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--errors", action="store_true", help="show what comes out wrong in the dev half")
    parser.add_argument("--split", choices=("dev", "held"), default=None)
    args = parser.parse_args()
    rows = [r for r in labelled() if args.split in (None, r.split)]
    judged = judge(rows)
    for split in ("dev", "held"):
        own = [j for j in judged if j[0].split == split]
        if not own:
            continue
        roles = [(r.role, role) for r, role, _, _ in own]
        polarities = [(r.polarity, p) for r, _, p, _ in own]
        print(
            f"{split}: {len(own)} sentences; macro F1 of roles {macro_f1(roles, ROLES):.3f}, "
            f"of polarity {macro_f1(polarities, get_args(Polarity)):.3f}"
        )
        print(confusion(roles, ROLES), end="\n\n")
        if split == "dev" and args.errors:
            for row, role, polarity, rule in own:
                if (row.role, row.polarity) != (role, polarity):
                    print(
                        f"{row.commitment}: {row.role} {row.polarity}, not {role} {polarity} "
                        f"({rule}): {row.sentence}"
                    )


if __name__ == "__main__":
    main()
