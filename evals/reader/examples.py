"""What the reading model is taught: attributions marked by hand, and parses of spaCy's.

An example is a window of an article (`accord.annotate.windows`) with a label for each piece.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accord.annotate.quote_marks import find_marked
from accord.annotate.sentences import text_to_parse
from accord.annotate.windows import Window, cut_windows, paragraphs_of
from accord.ingest import parse_input
from accord.records import Article
from evals.reader.teacher import parse

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
IGNORED = -100  # as a label: not learned from
OUTSIDE, BEGINS, GOES_ON = range(3)
TAG, DEPENDENCY, NAME, FIRST, HEAD = range(5)  # columns of `Example.grammar`


@dataclass(frozen=True, slots=True)
class Told:
    """An article of PolNeAR with its attributions, as the scorer reads them."""

    name: str
    article: Article
    attributions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Parse:
    """spaCy's reading of an article, an entry a token that is no blank."""

    start: Ints
    end: Ints
    head: Ints  # index of the token's head among these; its own: a root; -1: a blank
    begins: Mask  # first token of a sentence
    tag: tuple[str, ...]
    dependency: tuple[str, ...]
    name: tuple[str, ...]  # "O", "B-PERSON", "I-PERSON", ...


@dataclass(frozen=True, slots=True)
class Vocabulary:
    tags: tuple[str, ...]
    dependencies: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A window with its labels, one a piece unless said otherwise."""

    window: Window
    tags: Ints  # (pieces, 3): OUTSIDE, BEGINS or GOES_ON of a cue, a content, a source
    points: Ints  # 0: hangs on no cue, k: on the k-th cue; IGNORED: on one outside the window
    cues: Ints  # (cues,) piece where each begins
    sources: Ints  # (cues, 2) first and last piece; 0, 0: none; IGNORED: outside the window
    grammar: Ints  # (pieces, 5): TAG, DEPENDENCY, NAME, FIRST (0 or 1), HEAD (a piece)


def read_split(folder: Path, scorer: ModuleType) -> list[Told]:
    """The articles of a PolNeAR split that can be read, by name."""
    found = []
    for name, (text, attributions) in sorted(scorer.read_gold(str(folder)).items()):
        found += [
            Told(name, article, attributions)
            for article in parse_input(f"{name}.txt", text.encode(), "text").articles
        ]
    return found


def held_out(told: Sequence[Told], count: int = 84, seed: int = 0) -> set[str]:
    """Names of the articles that settings are chosen on, and that nothing is fitted on before that."""
    names = sorted(t.name for t in told)
    random.Random(seed).shuffle(names)
    return set(names[:count])


def parse_all(told: Iterable[Told]) -> Iterator[Parse]:
    """What spaCy's small English model says of each article."""
    for doc in parse([text_to_parse(t.article) for t in told]):
        tokens = [token for token in doc if not token.is_space]
        place = {token.i: n for n, token in enumerate(tokens)}
        blanks_before = [bool(t.i and t.nbor(-1).is_space and t.nbor(-1).is_sent_start) for t in tokens]
        yield Parse(
            start=np.array([t.idx for t in tokens], np.int64),
            end=np.array([t.idx + len(t) for t in tokens], np.int64),
            head=np.array([place.get(t.head.i, -1) for t in tokens], np.int64),
            begins=np.array(
                [bool(t.is_sent_start) or b for t, b in zip(tokens, blanks_before, strict=True)], bool
            ),
            tag=tuple(t.tag_ for t in tokens),
            dependency=tuple(t.dep_ for t in tokens),
            name=tuple(f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in tokens),
        )


def vocabulary(parses: Iterable[Parse]) -> Vocabulary:
    tags: Counter[str] = Counter()
    dependencies: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for p in parses:
        tags.update(p.tag)
        dependencies.update(p.dependency)
        names.update(p.name)
    return Vocabulary(tuple(sorted(tags)), tuple(sorted(dependencies)), tuple(sorted(names)))


def examples(told: Told, parse: Parse, words: Vocabulary) -> Iterator[Example]:
    """The windows of an article with their labels."""
    paragraphs = paragraphs_of(told.article)
    marked = find_marked(told.article.text, [(start, end) for start, end, _ in paragraphs])
    for window in cut_windows(told.article.text, paragraphs, marked):
        tags, points, cues, sources = _attributions(window, told.attributions)
        yield Example(window, tags, points, cues, sources, _grammar(window, parse, words))


def _attributions(window: Window, attributions: Sequence[Mapping[str, Any]]) -> tuple[Ints, Ints, Ints, Ints]:
    size = len(window.ids)
    tags, points = np.zeros((size, 3), np.int64), np.zeros(size, np.int64)
    cues: list[int] = []
    sources: list[tuple[int, int]] = []
    for attribution in attributions:
        parts = [_hit(window, attribution[role]) for role in ("cue", "content", "source")]
        for column, part in enumerate(parts):
            _mark(tags[:, column], part)
        cue, content, source = map(np.flatnonzero, parts)
        if len(cue):
            cues.append(int(cue[0]))
            points[content] = len(cues)
            if attribution["source"] is None:
                sources.append((0, 0))
            else:
                sources.append((int(source[0]), int(source[-1])) if len(source) else (IGNORED, IGNORED))
        else:
            points[content] = IGNORED
    return tags, points, np.array(cues, np.int64), np.array(sources, np.int64).reshape(-1, 2)


def _hit(window: Window, spans: Iterable[tuple[int, int]] | None) -> Mask:
    hit = np.zeros(len(window.ids), bool)
    for start, end in spans or ():
        hit |= (window.start < end) & (window.end > start) & (window.start >= 0)
    return hit


def _mark(column: Ints, hit: Mask) -> None:
    column[hit] = GOES_ON
    column[hit & ~np.concatenate([[False], hit[:-1]])] = BEGINS


def _grammar(window: Window, parse: Parse, words: Vocabulary) -> Ints:
    out = np.full((len(window.ids), 5), IGNORED, np.int64)
    real = np.flatnonzero(window.start >= 0)
    low, high = np.searchsorted(parse.start, (window.start[real[0]], window.end[real[-1]]))
    tokens = np.arange(low, high)
    # the first piece that begins in a token speaks for it
    at = np.searchsorted(window.start[real], parse.start[tokens])
    tokens, at = tokens[at < len(real)], at[at < len(real)]
    pieces = real[at]
    kept = (window.start[pieces] < parse.end[tokens]) & (np.diff(pieces, prepend=-1) > 0)
    tokens, pieces = tokens[kept], pieces[kept]
    piece_of = dict(zip(tokens.tolist(), pieces.tolist(), strict=True))
    column = partial(_numbers, tokens=tokens)
    out[pieces, TAG] = column(parse.tag, words.tags)
    out[pieces, DEPENDENCY] = column(parse.dependency, words.dependencies)
    out[pieces, NAME] = column(parse.name, words.names)
    out[pieces, FIRST] = parse.begins[tokens]
    out[pieces, HEAD] = [piece_of.get(int(parse.head[t]), IGNORED) for t in tokens]
    return out


def _numbers(values: Sequence[str], known: Sequence[str], tokens: Ints) -> list[int]:
    number = {value: i for i, value in enumerate(known)}
    return [number.get(values[t], IGNORED) for t in tokens.tolist()]
