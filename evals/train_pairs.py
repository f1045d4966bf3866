"""Fit the trees that say how likely two sentences report the same fact.

    python -m evals.train_pairs SHARED            fit on all events, write the shipped file
    python -m evals.train_pairs SHARED --folds DIR  fit five times, each without a fifth of the events

Data: ../shared/data/events-gold (50 events, three outlets each, facts by hand). The
figures quoted are those of the folds: events that a fit has not seen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from accord.compare.cast import unify_cast
from accord.compare.pairs import FEATURES, feature_rows
from accord.compare.traits import find_traits
from accord.compare.trees import Trees
from evals.events import Event, fold_of, load_events

SHIPPED = Path(__file__).parents[1] / "src" / "accord" / "compare" / "data" / "pairs.json"


def rows_of(event: Event) -> tuple[Any, Any, Any]:
    """Features, whether the pair is a fact's, and whether it counts (a shared quotation does not)."""
    cast = unify_cast(event.readings)
    facts = set().union(set(), *(event.pairs(g["at"]) for g in event.gold["fact_groups"]))
    quoted = set().union(
        set(), *(event.pairs([m["at"] for m in g["members"]]) for g in event.gold["quote_groups"])
    )
    traits = find_traits(event.readings, cast)
    where = [
        event.addresses(x.reading, s.passage.start, s.passage.end)
        for x in traits.lines
        for s in [event.readings[x.reading].sentences[x.sentence]]
    ]
    features, truth, counts = [np.zeros((0, len(FEATURES)), np.float32)], [], []
    for rows in feature_rows(traits):
        features.append(rows.features)
        for left, right in zip(rows.left.tolist(), rows.right.tolist(), strict=True):
            pairs = {(a, b) for a in where[left] for b in where[right]}
            truth.append(bool(pairs & facts))
            counts.append(bool(pairs & facts) or not pairs & quoted)
    return np.concatenate(features), np.array(truth, bool), np.array(counts, bool)


def fit(rows: Sequence[tuple[Any, Any, Any]]) -> Trees:
    """The trees, with the floor that gives the best F1 on events held out within `rows`."""
    held_out = [_scores_of_others(rows, part) for part in range(4)]
    scores = np.concatenate([s for s, _, _ in held_out])
    truth = np.concatenate([t for _, t, _ in held_out])
    counts = np.concatenate([c for _, _, c in held_out])
    order = np.argsort(-scores)
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.cumsum(counts[order]) + truth.sum())
    floor = float(scores[order][f1.argmax()])
    return export(_model(rows), floor)


def _model(rows: Sequence[tuple[Any, Any, Any]]) -> Any:
    model = HistGradientBoostingClassifier(
        max_iter=200,
        learning_rate=0.06,
        max_depth=5,
        max_leaf_nodes=16,
        min_samples_leaf=40,
        l2_regularization=3.0,
        max_features=0.4,
        random_state=0,
    )
    return model.fit(np.concatenate([r[0] for r in rows]), np.concatenate([r[1] for r in rows]))


def _scores_of_others(rows: Sequence[tuple[Any, Any, Any]], part: int) -> tuple[Any, Any, Any]:
    model = _model([r for n, r in enumerate(rows) if n % 4 != part])
    rest = [r for n, r in enumerate(rows) if n % 4 == part]
    features = np.concatenate([r[0] for r in rest])
    return (
        model.predict_proba(features)[:, 1],
        np.concatenate([r[1] for r in rest]),
        np.concatenate([r[2] for r in rest]),
    )


def export(model: Any, floor: float) -> Trees:
    """scikit-learn's trees in flat arrays."""
    arrays: dict[str, list[Any]] = {k: [] for k in ("feature", "threshold", "left", "right", "value")}
    roots, depth = [], 0
    for (predictor,) in model._predictors:
        nodes, base = predictor.nodes, len(arrays["value"])
        roots.append(base)
        depth = max(depth, int(nodes["depth"].max()))
        for n, node in enumerate(nodes):
            leaf = bool(node["is_leaf"])
            arrays["feature"].append(0 if leaf else int(node["feature_idx"]))
            arrays["threshold"].append(0.0 if leaf else round(float(node["num_threshold"]), 6))
            arrays["left"].append(base + (n if leaf else int(node["left"])))
            arrays["right"].append(base + (n if leaf else int(node["right"])))
            arrays["value"].append(round(float(node["value"]), 6) if leaf else 0.0)
    raw = {
        "features": list(FEATURES),
        "floor": round(floor, 4),
        "base": float(model._baseline_prediction.item()),
        "depth": depth,
        "roots": roots,
        **arrays,
    }
    return Trees.from_json(json.dumps(raw))


def write(trees: Trees, path: Path) -> None:
    raw = {
        "features": trees.features,
        "floor": trees.floor,
        "base": trees.base,
        "depth": trees.depth,
        **{k: getattr(trees, k).tolist() for k in ("roots", "feature", "left", "right")},
        **{k: [float(f"{v:.6g}") for v in getattr(trees, k)] for k in ("threshold", "value")},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(raw, separators=(",", ":")) + "\n", "utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("--folds", type=Path)
    options = arguments.parse_args()
    rows = [rows_of(event) for event in load_events(options.shared)]
    if options.folds is None:
        write(fit(rows), SHIPPED)
        return
    for fold in range(5):
        trees = fit([r for n, r in enumerate(rows) if fold_of(n) != fold])
        write(trees, options.folds / f"pairs-{fold}.json")


if __name__ == "__main__":
    main()
