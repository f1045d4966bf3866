"""Fit the weights of `accord.compare.credits` on the events with gold and write them to its data folder.

    python -m evals.train_credits [SHARED]

What is written is fitted on all 50 events; `evals.credits` tells how well that does on
events it has not seen.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from evals.credits import fit, load
from evals.events import load_events

TARGET = Path(__file__).resolve().parents[1] / "src" / "accord" / "compare" / "data" / "credit_weights.json"

if __name__ == "__main__":
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared"
    fitted = {name: round(weight, 3) for name, weight in sorted(fit(load(load_events(shared)).cases).items())}
    lines = (f"  {json.dumps(name)}: {weight}" for name, weight in fitted.items() if abs(weight) >= 0.02)
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
