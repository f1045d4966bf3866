"""Word-for-word shared passages between articles, edited copies included.

Shingles of a few words seed the search (Broder, On the resemblance and containment of
documents, 1997); seeds that lie on about one diagonal are chained into stretches, as
sequence alignment does, so that single changed words do not break a copy apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from accord.records import Reading
from accord.text import plain, words

PROSE = frozenset({"headline", "dek", "heading", "body"})


@dataclass(frozen=True, slots=True)
class Matching:
    """What makes a stretch of words a shared one. Measured by `evals.reprints`."""

    shingle: int = 4  # words; longer ones lose copies in which three words of ten were changed
    gap: int = 36  # changed words a stretch may bridge
    drift: int = 8  # by how much more words the gap may be longer on one side
    run: int = 12  # so many words on end are a shared stretch by themselves
    words: int = 14  # a stretch with changes needs so many unchanged words,
    density: float = 0.5  # and so large a share of them
    quoted_run: int = 20  # a quotation of so many words on end, the same in both, is not chance;
    quoted_more: int = 8  # once there is one, so many words of a further quotation will do
    # A shingle of many articles is compared with the first so many holders only: copies
    # of one text need not be compared with one another.
    holders: int = 12


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that two articles share: places in the own, or in the quoted, words of each."""

    here: range
    there: range
    quoted: bool


class Placed(NamedTuple):
    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Column:
    """The words of an article, the reporter's own and the quoted ones apart."""

    own: tuple[Placed, ...]
    quoted: tuple[Placed, ...]  # with a break between two quotations


def read_column(reading: Reading) -> Column:
    """The words of headline, deks, headings and body; captions and bylines are others' work."""
    article = reading.article
    pieces = _merged(_quoted(reading))
    starts = [start for start, _ in pieces]
    own: list[Placed] = []
    quoted: list[Placed] = []
    last = -1
    for block in article.blocks:
        if block.kind not in PROSE:
            continue
        for word in words(article.text, block.start, block.end):
            piece = bisect_right(starts, word.start) - 1
            if piece < 0 or word.start >= pieces[piece][1]:
                own.append(Placed(*word))
                continue
            if piece != last:  # a break, equal to no word of any article
                quoted.append(Placed(word.start, word.start, f"\n{article.id}\n{piece}"))
            quoted.append(Placed(*word))
            last = piece
    return Column(tuple(own), tuple(quoted))


def _quoted(reading: Reading) -> Iterator[tuple[int, int]]:
    """Stretches in double quotation marks, and direct quotations however marked.

    A mark left open reaches to the end of its paragraph: so a quotation of several
    paragraphs is set.
    """
    text = plain(reading.article.text)
    for block in reading.article.blocks:
        marks = [m.start() for m in re.finditer('"', text[block.start : block.end])]
        for k in range(0, len(marks), 2):
            end = marks[k + 1] if k + 1 < len(marks) else block.end - block.start
            yield block.start + marks[k], block.start + end
    for quotation in reading.quotations:
        if quotation.kind == "direct":
            yield from ((piece.start, piece.end) for piece in quotation.content)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def find_overlaps(
    readings: Sequence[Reading], columns: Sequence[Column], *, settings: Matching = Matching()
) -> dict[tuple[int, int], tuple[Stretch, ...]]:
    """The stretches that two articles share, by the places of the two in `readings`.

    The first place of a key is the lower one and is `here`. Pairs with nothing in
    common are left out. Where more than `settings.holders` articles have the same words,
    each is compared with the first of them only: the order of `readings` says who.
    """
    own = [tuple(word.form for word in column.own) for column in columns]
    quoted = [tuple(word.form for word in column.quoted) for column in columns]
    kept = cache(_kept)  # several copies of one text have the same stretches
    seeds = _seeds(own, settings.shingle, settings.holders)
    quoted_seeds = _seeds(quoted, settings.quoted_more, settings.holders)
    found: dict[tuple[int, int], tuple[Stretch, ...]] = {}
    for i, j in sorted(seeds.keys() | quoted_seeds.keys()):
        chains = list(_chains(seeds.get((i, j), []), own[i], own[j], settings, kept))
        runs = list(_runs(quoted_seeds.get((i, j), []), settings.quoted_more))
        if not chains and not any(size >= settings.quoted_run for _, _, size in runs):
            continue
        stretches = [Stretch(a, b, False) for a, b in chains]
        stretches += [Stretch(range(a, a + n), range(b, b + n), True) for a, b, n in runs]
        found[i, j] = tuple(sorted(stretches, key=lambda s: (s.quoted, s.here.start, s.there.start)))
    return found


Seeds = list[tuple[int, int]]
Forms = tuple[str, ...]


def _seeds(streams: Sequence[Sequence[str]], size: int, holders: int) -> dict[tuple[int, int], Seeds]:
    """Where two streams have the same words on end: pairs of places, ascending in the first.

    A shingle that a stream repeats counts where it stands first.
    """
    index: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for i, forms in enumerate(streams):
        seen = set()
        for at, shingle in enumerate(zip(*(forms[k:] for k in range(size)), strict=False)):
            if shingle not in seen:
                seen.add(shingle)
                index[shingle].append((i, at))
    pairs: dict[tuple[int, int], Seeds] = defaultdict(list)
    for places in index.values():
        for k, (i, a) in enumerate(places[:holders]):
            for j, b in places[k + 1 :]:
                pairs[i, j].append((a, b))
    for seeds in pairs.values():
        seeds.sort()
    return pairs


def _runs(seeds: Seeds, size: int) -> Iterator[tuple[int, int, int]]:
    """Seeds that overlap on one diagonal, joined: place here, place there, words on end."""
    open_runs: dict[int, tuple[int, int]] = {}  # by diagonal: first place, end
    for a, b in seeds:
        first, end = open_runs.get(a - b, (a, -1))
        if a > end >= 0:
            yield first, first - (a - b), end - first
            first = a
        open_runs[a - b] = (first, a + size)
    for diagonal, (first, end) in open_runs.items():
        yield first, first - diagonal, end - first


def _chains(
    seeds: Seeds,
    left: Forms,
    right: Forms,
    settings: Matching,
    kept: Callable[[Forms, Forms, float], bool],
) -> Iterator[tuple[range, range]]:
    chains: list[list[tuple[int, int, int]]] = []
    active: list[list[tuple[int, int, int]]] = []
    for a, b, size in sorted(_runs(seeds, settings.shingle)):
        active = [chain for chain in active if a - chain[-1][0] - chain[-1][2] <= settings.gap]
        for chain in reversed(active):
            last_a, last_b, last_size = chain[-1]
            over_a, over_b = a - last_a - last_size, b - last_b - last_size
            close = -settings.shingle < min(over_a, over_b) and max(over_a, over_b) <= settings.gap
            if close and abs(over_a - over_b) <= settings.drift:
                chain.append((a, b, size))
                break
        else:
            chains.append([(a, b, size)])
            active.append(chains[-1])
    for chain in chains:
        here = range(chain[0][0], chain[-1][0] + chain[-1][2])
        there = range(chain[0][1], chain[-1][1] + chain[-1][2])
        if max(size for _, _, size in chain) >= settings.run:
            yield here, there
        elif len(chain) > 1:
            least = max(settings.words, settings.density * max(len(here), len(there)))
            ours, theirs = left[here.start : here.stop], right[there.start : there.stop]
            if kept(ours, theirs, least):
                yield here, there


def _kept(left: Forms, right: Forms, least: float) -> bool:
    """Whether so many words of two stretches are the same, in order."""
    return _may_keep(left, right) >= least and sum(size for _, _, size in _runs_of(left, right)) >= least


def _may_keep(left: Sequence[str], right: Sequence[str]) -> int:
    """Words that two stretches have in common whatever their order: no more can be aligned."""
    spare = Counter(left)
    kept = 0
    for form in right:
        if spare.get(form, 0):
            spare[form] -= 1
            kept += 1
    return kept


def align(
    left: Sequence[Placed], here: range, right: Sequence[Placed], there: range
) -> list[tuple[int, int, int]]:
    """Runs of equal words of two stretches: place here, place there, words on end."""
    runs = _runs_of([left[k].form for k in here], [right[k].form for k in there])
    return [(here.start + a, there.start + b, size) for a, b, size in runs]


def _runs_of(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return [(a, b, size) for a, b, size in matcher.get_matching_blocks() if size]
