"""Planted copies, found again: edge F1 of `trace_lineage`, and its speed.

    python -m evals.reprints [SHARED]

From the training texts of PolNeAR, all political news of one year, articles are made
with a seed: untouched ones, full reprints under another headline, cuts to half, texts
pieced together from two, copies in which 10, 20 or 30 of 100 words were changed, dropped
or added, and reports that lift two paragraphs. A source may have several copies. An edge
is right when article, source and kind are. Also `find_wire` against what PolNeAR's
metadata says of an article's agency.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from accord.compare.lineage import trace_lineage
from accord.compare.wire import find_credit_lines, find_wire
from accord.records import Article, ArticleId, Block, Published, Reading

SEED = 20310506
SOURCES, LONE = 275, 225  # articles that may be copied, and others that nobody copies
PLAN = {
    "full": 100,
    "half": 90,
    "merged": 90,
    "edited 10": 50,
    "edited 20": 50,
    "edited 30": 50,
    "lifted": 70,
}
NAMES = {
    "AP": "Associated Press",
    "UPI": "United Press International",
    "AFP": "Agence France-Presse",
    "REUTERS": "Reuters",
}


def as_reading(name: str, text: str, day: date | None) -> Reading:
    """A reading of plain body paragraphs: lineage looks at the words and blocks only."""
    blocks, at = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            blocks.append(Block("body", at + len(line) - len(line.lstrip()), at + len(line.rstrip())))
        at += len(line)
    article = Article(
        id=ArticleId(name),
        location=f"{name}.txt",
        outlet=None,
        byline=None,
        title=None,
        url=None,
        text=text,
        blocks=tuple(blocks),
        language="en",
        published=Published(day, None, "record") if day else None,
    )
    return Reading(article, (), (), (), (), (), (), (), np.zeros((0, 384), np.float32))


def plant(texts: list[str], seed: int = SEED) -> Iterator[tuple[str, str, int, list[str]]]:
    """Name, text, days after the first, and the names of the sources of each article."""
    rng = random.Random(seed)
    texts = [t for t in texts if len(t.split()) > 150]
    rng.shuffle(texts)
    sources = {f"source {n}": paragraphs(text) for n, text in enumerate(texts[:SOURCES])}
    for name, source in sources.items():
        yield name, "\n\n".join(source), 0, []
    fresh = iter(texts[SOURCES:])
    for n in range(LONE):
        yield f"lone {n}", next(fresh), rng.randrange(3), []
    vocabulary = [w for text in texts[:40] for w in text.split()]
    for kind, many in PLAN.items():
        for n in range(many):
            a, b = rng.sample(sorted(sources), 2)
            name, first, second = f"{kind} {n}", sources[a], sources[b]
            if kind == "full":
                made, of = [" ".join(rng.sample(vocabulary, 8)), *first[1:]], [a]
            elif kind == "half":
                made, of = first[: max(3, (len(first) + 1) // 2)], [a]
            elif kind == "merged":
                made, of = interleave(first, second), [a, b]
            elif kind == "lifted":
                own = paragraphs(next(fresh))
                at = rng.randrange(1, max(2, len(own)))
                long = sorted((p for p in first if '"' not in p and "“" not in p), key=len)[-2:]
                made, of = [*own[:at], *long, *own[at:]], [a]
            else:
                share = int(kind.split()[1]) / 100
                made, of = [" ".join(edit(p.split(), share, vocabulary, rng)) for p in first], [a]
            yield name, "\n\n".join(made), 1 + rng.randrange(3), of


def paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def interleave(first: list[str], second: list[str]) -> list[str]:
    made = []
    for k in range(0, max(len(first), len(second)), 3):
        made += first[k : k + 3] + second[k : k + 3]
    return made


def edit(tokens: list[str], share: float, vocabulary: list[str], rng: random.Random) -> list[str]:
    made = []
    for token in tokens:
        if rng.random() >= share:
            made.append(token)
            continue
        how = rng.randrange(3)
        if how == 0:
            made.append(rng.choice(vocabulary))
        elif how == 1:
            made += [token, rng.choice(vocabulary)]
    return made


def score(shared: Path) -> dict[str, float]:
    folder = shared / "data" / "polnear"
    texts = [path.read_text("utf-8") for path in sorted((folder / "train" / "text").glob("*.txt"))]
    planted = list(plant(texts))
    start = date(2031, 5, 6)
    figures: dict[str, float] = {"articles": len(planted)}
    gold = {
        (name, source): "shares passages" if name.startswith("lifted") else "reprints"
        for name, _, _, of in planted
        for source in of
    }
    readings = [as_reading(name, text, start + timedelta(days=days)) for name, text, days, _ in planted]
    began = time.perf_counter()
    lineage = trace_lineage(readings, ())
    figures["seconds"] = time.perf_counter() - began

    found = {(str(e.article), str(e.on)): e.kind for e in lineage.edges if e.share > 0}
    right = sum(gold.get(pair) == kind for pair, kind in found.items())
    precision, recall = right / max(1, len(found)), right / len(gold)
    figures |= {"edges precision": precision, "edges recall": recall}
    figures["edges F1"] = 2 * precision * recall / max(1e-9, precision + recall)
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for pair, kind in gold.items():
        by_kind[pair[0].rsplit(" ", 1)[0]].append(found.get(pair) == kind)
    figures |= {f"recall {group}": sum(hits) / len(hits) for group, hits in by_kind.items()}

    # an article of one source is of that source's origin; pieced-together and lifting ones may be of either
    origin = {str(a): k for k, group in enumerate(lineage.origins) for a in group}
    whole = {n: (of or [n])[0] for n, _, _, of in planted if len(of) < 2 and not n.startswith("lifted")}
    figures["origins of copies right"] = sum(origin[n] == origin[s] for n, s in whole.items()) / len(whole)
    figures["origins found of planted"] = len({origin[n] for n in whole}) / len(set(whole.values()))
    return figures | score_wire(folder)


def score_wire(folder: Path) -> dict[str, float]:
    """Agencies' copy and credit lines against PolNeAR's metadata.

    Its credit lines ("h/t: ...") were taken out of the texts of the articles that it has them
    for, so they cannot be found there; they stand in other texts, for which it has none. So
    recall is of the articles in which "h/t" stands, precision of all lines said to credit by a
    hat tip, and the metadata's own lines are read as lines.
    """
    with (folder / "metadata.tsv").open(encoding="utf-8", newline="") as file:
        rows = {row["filename"]: row for row in csv.DictReader(file, delimiter="\t")}
    right = said = true = 0
    tips = tips_found = 0
    lines = lines_found = in_text = 0
    for path in sorted(folder.glob("*/text/*.txt")):
        row = rows.get(path.stem)
        if row is None:
            continue
        text = path.read_text("utf-8")
        article = as_reading(path.stem, text, None).article
        found = find_wire(article)
        gold = NAMES.get((row["wire"] or "").upper())
        right += found is not None and found.value == gold
        said += found is not None
        true += gold is not None
        if re.search(r"\bh/t\b", text, re.I):
            tips += 1
            tips_found += bool(find_credit_lines(article))
        credit = row["credit"] or ""
        if credit not in ("", "None"):
            name = credit.removeprefix("h/t:").strip()
            in_text += name.lower().rstrip(".") in text.lower()
            lines += 1
            with_line = as_reading(path.stem, f"{text}\n\n{credit}", None).article
            lines_found += any(c.source == name.rstrip(".") for c in find_credit_lines(with_line))
    return {
        "wire precision": right / max(1, said),
        "wire recall": right / max(1, true),
        "credits of the metadata": lines,
        "of them with the name anywhere in the text": in_text,
        "of them found when the line is put back": lines_found / max(1, lines),
        "texts with a hat tip": tips,
        "of them found": tips_found / max(1, tips),
    }


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared"
    for name, value in score(where).items():
        print(f"{name:40s} {value:8.3f}")
