"""Whole dossiers of the 50 annotated events, scored as in shared/score/compare.py.

    python -m evals.comparison [SHARED]

What is fitted on these events (the trees of facts, the weights of credits) is fitted
five times, each time without the events that it is then used on.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

from accord.compare.credits import CreditFinding
from accord.dossier import render
from accord.pipeline import Settings, compile_dossier
from evals import credits, train_pairs
from evals.events import Event, fold_of, load_events, scorer

FOLDS = 5


def score(shared: Path, events: list[Event] | None = None) -> dict[str, float]:
    """F1 of story, quotations, facts, shared sentences, credits and conflicts, in five folds."""
    events = events or load_events(shared)
    rows = [train_pairs.rows_of(event) for event in events]
    cases = credits.load(events).cases
    number = {event.id: n for n, event in enumerate(events)}
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            trees = train_pairs.fit([r for n, r in enumerate(rows) if fold_of(n) != fold])
            seen = [c for c in cases if c.at and fold_of(number[c.at[0][0]]) != fold]
            settings = Settings(pairs=trees, credits=CreditFinding(weights=credits.fit(seen)))
            for event in (e for n, e in enumerate(events) if fold_of(n) == fold):
                articles = [r.article for r in event.readings]
                dossier = compile_dossier(event.readings, articles, settings=settings)
                (Path(folder) / f"{event.id}.json").write_text(render(dossier, "json"), "utf-8")
        printed = io.StringIO()
        data = shared / "data"
        with contextlib.redirect_stdout(printed):
            scorer(shared, "compare").score(data / "events", data / "events-gold", Path(folder))
    print(printed.getvalue(), file=sys.stderr)
    figures: dict[str, float] = json.loads(printed.getvalue().strip().splitlines()[-1])
    return figures


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared"
    for name, value in score(where).items():
        print(f"{name:20s} {value:6.3f}")
