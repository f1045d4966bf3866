"""Near-duplicates: recall at known likeness, false ones, and speed.

    python -m evals.duplicates [SHARED]

Texts of PolNeAR's training part are cut to 500 words; of each, copies are made with a seed in
which words are changed, the end is cut off, or another headline is set before. How alike two
texts are is counted (Jaccard likeness of their runs of four words), not estimated. Speed is of
signing and looking up, in CPU time; rensa, where it is installed, is measured beside it.
"""

from __future__ import annotations

import random
import sys
import time
from itertools import pairwise
from pathlib import Path

from accord.records import ArticleId
from accord.stories.duplicates import SHINGLE, DuplicateIndex, sign
from accord.text import words

WORDS = 500
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def shingles(text: str) -> set[tuple[str, ...]]:
    forms = [w.form.replace("'", "") for w in words(text)]
    return {tuple(forms[k : k + SHINGLE]) for k in range(len(forms) - SHINGLE + 1)}


def copies(text: str, vocabulary: list[str], rng: random.Random) -> list[str]:
    tokens = text.split()
    made = []
    for share in (0.01, 0.03, 0.05, 0.08, 0.12):
        made.append(" ".join(rng.choice(vocabulary) if rng.random() < share else t for t in tokens))
    made.append(" ".join(tokens[: int(len(tokens) * rng.uniform(0.75, 0.95))]))
    made.append(" ".join([*rng.sample(vocabulary, 9), *tokens]))
    made.append(text)
    return made


def score(shared: Path) -> dict[str, float]:
    paths = sorted((shared / "data" / "polnear" / "train" / "text").glob("*.txt"))
    texts = [" ".join(t.split()[:WORDS]) for p in paths if len((t := p.read_text("utf-8")).split()) >= WORDS]
    rng = random.Random(20310506)
    vocabulary = [w for text in texts[:50] for w in text.split()]
    index = DuplicateIndex()
    false = sum(bool(index.add(ArticleId(f"{n}"), sign(text))) for n, text in enumerate(texts))
    found: dict[float, list[bool]] = {low: [] for low in BINS}
    for n, text in enumerate(texts[:200]):
        original = shingles(text)
        for k, copy in enumerate(copies(text, vocabulary, rng)):
            theirs = shingles(copy)
            likeness = len(original & theirs) / len(original | theirs)
            alone = DuplicateIndex()
            alone.add(ArticleId(f"{n}"), sign(text))
            low = max((b for b in BINS if b <= likeness), default=0.0)
            if low:
                found[low].append(bool(alone.add(ArticleId(f"{n} {k}"), sign(copy))))
    figures = {
        f"recall at likeness {low} to {min(high, 1.0)} ({len(found[low])} copies)": sum(found[low])
        / len(found[low])
        for low, high in pairwise(BINS)
        if found[low]
    }
    above = [hit for low in (0.8, 0.9) for hit in found[low]]
    figures["recall at likeness .8 and above"] = sum(above) / len(above)
    figures[f"articles of {len(texts)} originals said to be twins"] = false
    figures["articles of 500 words a CPU second, signed and looked up"] = _speed(texts)
    try:
        from rensa import RMinHash
    except ImportError:
        return figures

    def rensa(text: str) -> object:
        forms = text.lower().split()
        made = RMinHash(num_perm=128, seed=1)
        made.update([" ".join(forms[k : k + SHINGLE]) for k in range(len(forms) - SHINGLE + 1)])
        return made.digest()

    began = time.process_time()
    for text in texts:
        rensa(text)
    figures["rensa, the same, signed only"] = len(texts) / (time.process_time() - began)
    return figures


def _speed(texts: list[str]) -> float:
    index = DuplicateIndex()
    began = time.process_time()
    for n, text in enumerate(texts):
        index.add(ArticleId(f"{n}"), sign(text))
    return len(texts) / (time.process_time() - began)


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "shared"
    for name, value in score(where).items():
        print(f"{name:60s} {value:9.3f}")
