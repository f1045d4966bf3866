"""Counts of cues and the weights of claims, drawn from PolNeAR's training part.

    python -m evals.attribution_weights SHARED

Rewrites ``cues.tsv`` and ``claim_weights.tsv`` of `accord.annotate`. Both are tables of
words, constructions and numbers; no text goes into them. The weights are fitted with
the counts of a word taken from other articles than the one at hand (five folds), since
counts that have seen the answer would be trusted too much. Takes about five minutes.
"""

from __future__ import annotations

import argparse
import importlib.util
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

import accord.annotate
from accord.annotate import cues
from accord.annotate.claims import find_claims
from accord.annotate.models import parse
from accord.annotate.quotations import claim_content, lay_out, offsets
from accord.annotate.sentences import find_sentences
from accord.annotate.speech import find_utterances
from accord.annotate.weighing import form, habits
from accord.ingest import parse_input
from accord.records import Article

FOLDS = 5
RARE = 8  # a word seen so often or less stands for words never seen
SEEN = 30  # claims a feature must occur in to get a weight
DATA = Path(next(iter(accord.annotate.__path__))) / "data"

Span = tuple[int, int]
Key = tuple[str, str]  # lemma, construction


@dataclass(frozen=True, slots=True)
class Example:
    """An article with its parse and what its annotators marked."""

    article: Article
    doc: Doc
    gold: list[dict[str, Any]]  # as the scorer reads them: content, source, cue


@dataclass(slots=True)
class Outcome:
    """What came of one article: claims and whether they were right, and counts of its cues."""

    claims: list[tuple[str, str, dict[str, float], bool]]  # lemma, construction, form, whether right
    counts: dict[Key, list[int]]  # right, seen


def load_scorer(shared: Path) -> ModuleType:
    """The scorer as a module: it reads the annotation and says what counts as the right source."""
    spec = importlib.util.spec_from_file_location("polnear_scorer", shared / "score" / "quotations.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def examples(shared: Path, scorer: ModuleType, split: str = "train") -> Iterator[Example]:
    """The articles of a split, read as the pipeline reads them."""
    gold = scorer.read_gold(str(shared / "data" / "polnear" / split))
    names = list(gold)
    articles = [parse_input(name, gold[name][0].encode(), "text").articles[0] for name in names]
    for name, article, doc in zip(names, articles, parse([a.text for a in articles]), strict=True):
        yield Example(article, doc, gold[name][1])


def outcome(example: Example, scorer: ModuleType) -> Outcome:
    """Hold every claim and every quoted utterance of an article against its annotation."""
    text, doc = example.article.text, example.doc
    tokens = [m.span() for m in scorer.WORD.finditer(text)]
    page = lay_out(text, doc, find_sentences(example.article, doc))
    counts: dict[Key, list[int]] = defaultdict(lambda: [0, 0])

    def right(content: tuple[Span, ...], source: tuple[Span, ...]) -> bool:
        return any(
            _alike(content, a["content"]) and scorer.source_right(tokens, a["source"], source or None)
            for a in example.gold
            if a["content"][0][0] < content[-1][1] and content[0][0] < a["content"][-1][1]
        )

    def count(lemma: str, frame: str, good: bool) -> None:
        counts[lemma, frame][0] += good
        counts[lemma, frame][1] += 1

    spoken = set()
    for utterance in find_utterances(page):
        cue = utterance.cue
        if cue.head is None:
            continue
        source = offsets(page, cue.source)
        stretches = tuple((page.marked[n].start, page.marked[n].end) for n in sorted(utterance.stretches))
        # How annotators join sentences says nothing of the cue: one stretch right is right.
        same = [a for a in example.gold if scorer.source_right(tokens, a["source"], source or None)]
        pieces = [(piece,) for a in same for piece in a["content"]]
        good = right(stretches, source) or any(_alike(stretches[:1], piece) for piece in pieces)
        count(
            doc[cue.head].lemma_.lower(),
            "quote before" if cue.where in ("before", "colon") else "quote after",
            good,
        )
        if good:
            spoken.add(cue.head)
    claims = []
    for claim in find_claims(doc):
        content = claim_content(page, claim)
        if not content or page.paragraph_of[claim.head] < 0:
            continue
        good = right(content, offsets(page, claim.source))
        count(claim.lemma, claim.frame, good)
        count(claim.lemma, f"any {claim.frame.split()[0]}", good)
        if claim.head not in spoken:
            claims.append((claim.lemma, claim.frame, dict(form(page, claim)), good))
    return Outcome(claims, dict(counts))


def _alike(one: Iterable[Span], other: Iterable[Span]) -> bool:
    """Whether two contents share half their characters or more."""
    one, other = list(one), list(other)
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in one for c, d in other)
    return 2 * shared >= sum(b - a for a, b in (*one, *other)) - shared > 0


def table(counts: Mapping[Key, list[int]]) -> cues.Table:
    """Counts of the words, and for words never seen those of the rare ones."""
    rare: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    every: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    kept = {}
    for (lemma, frame), (good, seen) in counts.items():
        for total in (every, rare) if seen <= RARE else (every,):
            total[frame][0] += good
            total[frame][1] += seen
        if seen >= 2 and (good >= 1 or seen >= 4):
            kept[lemma, frame] = good, seen
    frames = {f: rare[f] if rare[f][1] >= 5 else both for f, both in every.items()}
    return cues.Table(kept, {f: (good, seen) for f, (good, seen) in frames.items()})


def unbiased(shipped: cues.Table) -> cues.Table:
    """The shipped counts, but any word may introduce quoted speech: old counts must not choose the new."""
    quoting = ("quote after", "quote before")
    words = {key: count for key, count in shipped.words.items() if key[1] not in quoting}
    return cues.Table(words, {**shipped.frames, **dict.fromkeys(quoting, (70, 100))})


def fit(outcomes: list[Outcome]) -> tuple[cues.Table, dict[str, float]]:
    """The table of cues over all articles, and the weight of each feature of a claim."""
    whole: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    parts: list[dict[Key, list[int]]] = [defaultdict(lambda: [0, 0]) for _ in range(FOLDS)]
    for number, result in enumerate(outcomes):
        for key, (good, seen) in result.counts.items():
            for total in (whole, parts[number % FOLDS]):
                total[key][0] += good
                total[key][1] += seen
    rows: list[dict[str, float]] = []
    labels: list[bool] = []
    for fold, part in enumerate(parts):
        others = {k: [v[0] - part[k][0], v[1] - part[k][1]] if k in part else v for k, v in whole.items()}
        with cues.using(table({k: v for k, v in others.items() if v[1]})):
            for result in outcomes[fold::FOLDS]:
                for lemma, frame, shape, good in result.claims:
                    rows.append({**shape, **dict(habits(lemma, frame))})
                    labels.append(good)
    often = Counter(name for row in rows for name in row)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{k: v for k, v in row.items() if often[k] >= SEEN} for row in rows])
    model = LogisticRegression(C=0.3, max_iter=2000).fit(matrix, labels)
    weights = dict(zip(vectorizer.feature_names_, model.coef_[0].tolist(), strict=True))
    return table(whole), {"": float(model.intercept_[0]), **weights}


def write(found: cues.Table, weights: Mapping[str, float], folder: Path = DATA) -> None:
    head = "# From PolNeAR 1.0, training part, by evals/attribution_weights.py. "
    lines = [head + "Construction, word (*: any rare one), times attributing, times seen."]
    lines += [f"{frame}\t*\t{good}\t{seen}" for frame, (good, seen) in sorted(found.frames.items())]
    ordered = sorted(found.words.items(), key=lambda item: (item[0][1], item[0][0]))
    lines += [f"{frame}\t{lemma}\t{good}\t{seen}" for (lemma, frame), (good, seen) in ordered]
    (folder / "cues.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    lines = [head + "Feature and weight of a logistic regression; the first has no name."]
    lines += [f"{name}\t{weight:.3f}" for name, weight in sorted(weights.items()) if abs(weight) >= 0.01]
    (folder / "claim_weights.tsv").write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m evals.attribution_weights", description=__doc__)
    arguments.add_argument("shared", type=Path)
    shared = arguments.parse_args().shared
    scorer = load_scorer(shared)
    with cues.using(unbiased(cues.shipped())):
        outcomes = [outcome(example, scorer) for example in examples(shared, scorer)]
    write(*fit(outcomes))


if __name__ == "__main__":
    main()
