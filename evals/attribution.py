"""Attribution on PolNeAR: what the shipped reader finds, held against annotation by hand.

    python -m evals.attribution SHARED [--split dev|train] [--by-kind] [--predictions FILE.jsonl ...]

SHARED is the folder that holds ``data/polnear`` and ``score/quotations.py``. Prints the
scorer's figures and the words read per CPU second; with
--by-kind a table of what fails instead (see `evals.attribution_kinds`). Predictions given
as files, which `accord annotate` writes, are scored instead of the reader's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from accord.annotate import attribute_articles
from accord.annotate.reader import reader
from accord.dossier.to_json import annotation_row
from accord.ingest import parse_input
from accord.records import Article
from evals import attribution_kinds

_MEASURES = ("token", "match", "attrib", "direct/token", "direct/match", "direct/attrib")


class Clock:
    """CPU seconds and words, gathered while predictions are drawn."""

    def __init__(self) -> None:
        self.words = 0
        self.reading_s = 0.0


def _articles(polnear_split: Path) -> Iterator[Article]:
    for path in sorted((polnear_split / "text").glob("*.txt")):
        yield from parse_input(path.name, path.read_bytes(), "text").articles


def predictions(polnear_split: Path, clock: Clock | None = None) -> Iterator[dict[str, Any]]:
    """One line an article, in the form that the scorer reads.

    An article that the reader refuses has no line; the scorer counts it as empty.
    """
    clock = clock or Clock()
    reader()  # loading is not reading
    for article in _articles(polnear_split):
        started = process_time()
        (reading,) = attribute_articles([article])
        clock.reading_s += process_time() - started
        clock.words += len(article.text.split())
        yield annotation_row(reading)


def score(shared: Path, split: str = "dev", clock: Clock | None = None) -> dict[str, float]:
    """The scorer's measures in percent: ``attrib.F``, ``direct/attrib.P`` and so on."""
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "predictions.jsonl"
        write_predictions(shared / "data" / "polnear" / split, out, clock)
        return score_file(shared, out, split)


def write_predictions(polnear_split: Path, out: Path, clock: Clock | None = None) -> None:
    with out.open("w", encoding="utf-8") as handle:
        for line in predictions(polnear_split, clock):
            handle.write(json.dumps(line) + "\n")


def score_file(shared: Path, predicted: Path, split: str = "dev") -> dict[str, float]:
    """The same for predictions in a file."""
    scorer = shared / "score" / "quotations.py"
    run = subprocess.run(
        [sys.executable, str(scorer), str(shared / "data" / "polnear" / split), str(predicted), "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    figures = json.loads(run.stdout)["all"]
    return {f"{m}.{part}": round(figures[m][part], 1) for m in _MEASURES for part in "PRF"}


def _show(figures: dict[str, float]) -> None:
    for measure in _MEASURES:
        print(f"{measure:14s} " + "  ".join(f"{part} {figures[f'{measure}.{part}']:5.1f}" for part in "PRF"))


def _show_kinds(shared: Path, split: str, files: Sequence[Path]) -> None:
    tallies = attribution_kinds.tally(shared, shared / "data" / "polnear" / split, files)
    print(attribution_kinds.render(tallies, [path.stem for path in files]))


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m evals.attribution", description="Attribution on PolNeAR."
    )
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("--split", default="dev", choices=("dev", "train"))
    arguments.add_argument("--by-kind", action="store_true", help="a table by kind of attribution")
    arguments.add_argument(
        "--predictions", type=Path, nargs="+", metavar="FILE", help="score these, not the reader's"
    )
    given = arguments.parse_args()
    clock = Clock()
    with tempfile.TemporaryDirectory() as temporary:
        files = given.predictions
        if not files:
            files = [Path(temporary) / "reader.jsonl"]
            write_predictions(given.shared / "data" / "polnear" / given.split, files[0], clock)
        if given.by_kind:
            _show_kinds(given.shared, given.split, files)
            return
        for path in files:
            if given.predictions:
                print(path)
            _show(score_file(given.shared, path, given.split))
    if clock.words:
        print(f"words per CPU second: {clock.words / clock.reading_s:,.0f}")


if __name__ == "__main__":
    main()
