"""Utterances: one thing said on one occasion, in all the forms in which articles print it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from accord.compare.matches import Match, Matches, Printed
from accord.compare.pieces import Piece, find_pieces
from accord.compare.unmarked import find_unmarked
from accord.compare.wordings import FUNCTION_WORDS as FUNCTION_WORDS
from accord.compare.wordings import find_differences
from accord.records import Cast, Passage, Person, QuotationKind, Reading, Rendering, Utterance

CountOrigins = Callable[[Sequence[Passage]], int]

# From two pieces that are the same words to their neighbours; one may print a sentence that the other omits.
_STEPS = tuple((sign * a, sign * b) for sign in (-1, 1) for a, b in ((1, 1), (1, 2), (2, 1)))


@dataclass(frozen=True, slots=True)
class QuoteMatching:
    """How alike two quoted stretches must be to be the same words said once.

    Chosen on 30 of the 50 annotated events (docs/benchmarks.md has the figures of the others).
    """

    share: float = 0.7  # of the words of the shorter stretch, in the same order
    beside: float = 0.6  # the same beside words that are the same: two translations of one speech
    run: int = 3  # words in a row
    long_run: int = 5  # from so many words in a row, a lower share will do: one may quote on further
    low_share: float = 0.5
    matter: int = 2  # words among those shared that say something
    other_speaker: int = 8  # words in a row before the same words count as one with two names for the speaker
    other_source: int = 5  # the same where one of the two is no named person: a body, a letter, an aide
    whole: int = 4  # words of a stretch that both print alike and whole: then one that says something will do
    tail: int = 3  # sentences shared, from which the last of their run of speech stays with them
    near: int = 3  # sentences between two things said that another article prints in one run of speech
    far: int = 8  # the same where the other prints them in one breath, without a cue between


def group_utterances(
    readings: Sequence[Reading],
    cast: Cast,
    *,
    count_origins: CountOrigins,
    settings: QuoteMatching = QuoteMatching(),
) -> tuple[Utterance, ...]:
    """All things said in quotation marks, each with its renderings, shared ones first.

    Pieces of two articles belong together when they share most of their words in
    order and no other speaker is named. Two such sets are one utterance when an article
    prints them in one run of speech and another has both close by; what stands between two of
    its pieces belongs to it, what only one article quotes further on does not. Words that are
    merely close, said elsewhere, stay apart. Empty: nobody is quoted.
    """
    marked = find_pieces(readings, cast)
    pieces = sorted((*marked, *find_unmarked(readings, marked)), key=lambda p: (p.reading, p.passage.start))
    groups = _Groups(pieces, settings).groups()
    groups = [g for g in groups if not all(p.unclaimed for p in g)]
    found = [_utterance(group, count_origins) for group in groups]
    order = {r.article.id: n for n, r in enumerate(readings)}

    def rank(utterance: Utterance) -> tuple[int, int, int, int]:
        passages = [p for r in utterance.renderings for p in r.passages]
        first = min(passages, key=lambda p: (order[p.article], p.start))
        shared = len({p.article for p in passages})
        return -utterance.origins, -shared, order[first.article], first.start

    return tuple(sorted(found, key=rank))


# ---------------------------------------------------------------- which pieces are the same words


def _same_words(shared: Match, settings: QuoteMatching) -> bool:
    """Whether two stretches that may be the same words are, whoever is given for them."""
    if shared.whole and shared.shortest >= settings.whole and shared.matter >= 1:
        return True
    return shared.matter >= settings.matter and (
        shared.share >= settings.share
        or (
            shared.share >= settings.low_share
            and shared.has_run(settings.long_run)
            and shared.matter > settings.matter
        )
    )


def _may_be_same(shared: Match, settings: QuoteMatching) -> bool:
    """What can be told without aligning the words of two stretches."""
    if shared.shortest < settings.run:
        return False
    if shared.whole and shared.shortest >= settings.whole:
        return True
    # what cannot be, whatever the order of the words
    if shared.most_matter < settings.matter or shared.most < settings.low_share * shared.shortest:
        return False
    return shared.has_run(settings.run)


def _by_others(left: Piece, right: Piece) -> bool:
    """Whether two sources are given for two pieces."""
    return left.speaker is not None and right.speaker is not None and left.speaker.id != right.speaker.id


def _of_one_source(left: Piece, right: Piece, shared: Match, settings: QuoteMatching) -> bool:
    return not _by_others(left, right) or _same_all_the_same(left, right, shared, settings)


def _same_all_the_same(left: Piece, right: Piece, shared: Match, settings: QuoteMatching) -> bool:
    """Whether words are one although two sources are given: one of the articles is wrong, or was read so."""
    named = [s.named and s.kind == "person" for s in (left.speaker, right.speaker) if s is not None]
    if all(named):
        return shared.has_run(settings.other_speaker) or (shared.whole and shared.matter > settings.matter)
    if shared.has_run(settings.other_source):
        return True
    # a phrase set in marks within a sentence, alike in both, may be a name that all use
    if shared.whole or not any(named):
        return left.kind == right.kind == "direct" and shared.has_run(settings.whole)
    return shared.has_run(settings.other_source - 1) and shared.matter > settings.matter


def _beside(left: Piece, right: Piece, shared: Match, settings: QuoteMatching) -> bool:
    """Whether two pieces that stand beside the same words are the same words too: less will do."""
    if _by_others(left, right) and all(s and s.named for s in (left.speaker, right.speaker)):
        return False
    if shared.shortest < settings.run or not shared.has_run(settings.run - 1):
        return False
    return shared.most >= settings.beside * shared.shortest and shared.share >= settings.beside


def _again(left: Piece, right: Piece, shared: Match, settings: QuoteMatching) -> bool:
    """Whether one article prints the same words twice: in its headline or lead, and where they were said."""
    if left.speaker is None or right.speaker is None or left.speaker.id != right.speaker.id:
        return False
    if shared.shortest < settings.run or not shared.has_run(shared.shortest):
        return False
    return shared.matter >= settings.matter


def _alike(printing: Mapping[Printed, Sequence[int]]) -> Iterator[tuple[Printed, Printed]]:
    """What has two words in a row in common, or all of a stretch shorter than that; each with itself too."""
    common: Counter[tuple[str, ...]] = Counter()
    for printed, pieces in printing.items():
        common.update(dict.fromkeys(printed.grams(2), len(pieces)))
    rare = {gram for gram, count in common.items() if count <= 50 or not FUNCTION_WORDS.issuperset(gram)}
    least = [min(2, len(printed.forms) - 1) for printed in printing]
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    earlier: list[Printed] = []
    for n, printed in enumerate(printing):
        earlier.append(printed)
        shared: Counter[int] = Counter()
        for gram in printed.grams(2) & rare:
            index[gram].append(n)
            shared.update(index[gram])
        for m, count in shared.items():
            if count >= min(least[n], least[m]):
                yield earlier[m], printed


class _Groups:
    """Pieces put together to utterances."""

    def __init__(self, pieces: Sequence[Piece], settings: QuoteMatching) -> None:
        self._pieces = pieces
        self._settings = settings
        self._matches = Matches()
        self._printed = [self._matches.printed(piece.forms) for piece in pieces]
        # who is given for each, and how: a number for all that are alike in that
        kinds: dict[tuple[str | None, QuotationKind], int] = {}
        self._given = [
            kinds.setdefault((p.speaker.id if p.speaker else None, p.kind), len(kinds)) for p in pieces
        ]
        self._parent = list(range(len(pieces)))
        self._linked: set[int] = set()
        self._same()
        self._one_run_of_speech()
        self._between()
        self._alone()

    def groups(self) -> list[list[Piece]]:
        found: defaultdict[int, list[Piece]] = defaultdict(list)
        for n, piece in enumerate(self._pieces):
            found[self._root(n)].append(piece)
        return list(found.values())

    def _root(self, n: int) -> int:
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def _join(self, a: int, b: int) -> None:
        a, b = sorted((self._root(a), self._root(b)))
        self._parent[b] = a

    def _same(self) -> None:
        """Pieces that share their words, and those beside them that do so in part."""
        pieces, settings = self._pieces, self._settings
        links = list(self._links())
        known = set(links)
        for a, b in links:
            self._join(a, b)
            self._linked |= {a, b}
        across = [(a, b) for a, b in links if pieces[a].reading != pieces[b].reading]
        while across:
            a, b = across.pop()
            for here, there in _STEPS:
                pair = (a + here, b + there)
                if pair in known or not self._run_on(a, a + here) or not self._run_on(b, b + there):
                    continue
                known.add(pair)
                if _beside(pieces[pair[0]], pieces[pair[1]], self._shared(*pair), settings):
                    self._join(*pair)
                    self._linked.update(pair)
                    across.append(pair)

    def _shared(self, a: int, b: int) -> Match:
        return self._matches(self._printed[a], self._printed[b])

    def _links(self) -> Iterator[tuple[int, int]]:
        """Pairs of pieces that are the same words, the earlier first.

        What they print is held against each other once, though many print the same; who is given for it is
        asked of each pair of them.
        """
        pieces, settings = self._pieces, self._settings
        printing: defaultdict[Printed, list[int]] = defaultdict(list)
        for n, printed in enumerate(self._printed):
            printing[printed].append(n)
        for one, other in _alike(printing):
            for here, there in dict.fromkeys(((one, other), (other, one))):
                firsts, others = printing[here], printing[there]
                if firsts[0] >= others[-1]:
                    continue
                shared = self._matches(here, there)
                may_be = _may_be_same(shared, settings)
                same: dict[tuple[int, int], bool] = {}  # by who is given for the two
                for a in firsts:
                    for b in others[bisect_right(others, a) :]:
                        left, right = pieces[a], pieces[b]
                        if left.reading == right.reading:
                            if _again(left, right, shared, settings):
                                yield a, b
                            continue
                        if not may_be:
                            break  # the further ones stand in other articles too
                        given = self._given[a], self._given[b]
                        if given not in same:
                            same[given] = _of_one_source(left, right, shared, settings) and _same_words(
                                shared, settings
                            )
                        if same[given]:
                            yield a, b

    def _run_on(self, a: int, b: int) -> bool:
        """Whether two neighbouring pieces are one person speaking on."""
        if not 0 <= min(a, b) <= max(a, b) < len(self._pieces):
            return False
        left, right = self._pieces[a], self._pieces[b]
        return left.reading == right.reading and (
            left.quotation == right.quotation
            or (
                left.speaker is not None and right.speaker is not None and left.speaker.id == right.speaker.id
            )
        )

    def _goes_on(self, at: int) -> bool:
        """Whether the next piece is the same person's, with no more than a sentence between."""
        here, there = self._pieces[at], self._pieces[at + 1]
        return self._run_on(at, at + 1) and there.sentence - here.sentence <= 2

    def _one_run_of_speech(self) -> None:
        """Joins what one article prints in one run of speech where another article has both, in order."""
        runs: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for n in sorted(self._linked):
            runs[self._pieces[n].reading, self._pieces[n].quotation].append(n)
        pairs = [(a, b) for members in runs.values() for a, b in pairwise(members)]
        joined = True
        while joined:
            joined = False
            homes: defaultdict[int, list[int]] = defaultdict(list)
            for n in sorted(self._linked):
                homes[self._root(n)].append(n)
            for a, b in pairs:
                x, y = self._root(a), self._root(b)
                if x == y or x not in homes or y not in homes:
                    continue
                unbroken = self._pieces[a].stretch == self._pieces[b].stretch and b == a + 1
                if any(
                    self._told_together(m, n, far=unbroken)
                    for m in homes[x]
                    for n in homes[y]
                    if self._pieces[m].reading == self._pieces[n].reading != self._pieces[a].reading
                ):
                    self._join(a, b)
                    joined = True

    def _told_together(self, a: int, b: int, *, far: bool) -> bool:
        """Whether two pieces of one article are one speaker's, and close by."""
        left, right = self._pieces[a], self._pieces[b]
        if left.quotation == right.quotation:
            return True
        if left.speaker is None or right.speaker is None or left.speaker.id != right.speaker.id:
            return False
        gap = abs(right.sentence - left.sentence)
        if far and gap <= self._settings.far:
            return True
        others = any(
            p.speaker is not None and p.speaker.id != left.speaker.id
            for p in self._pieces[min(a, b) + 1 : max(a, b)]
        )
        return not others and gap <= self._settings.near

    def _between(self) -> None:
        """What stands between two pieces of an utterance in one run of speech belongs to it.

        So does what goes on in the same sentence, across a "he said".
        """
        pieces = self._pieces
        by_reading: defaultdict[int, list[int]] = defaultdict(list)
        for n in sorted(self._linked):
            by_reading[pieces[n].reading].append(n)
        for members in by_reading.values():
            for a, b in pairwise(members):
                if self._root(a) == self._root(b) and all(self._goes_on(n) for n in range(a, b)):
                    for n in range(a + 1, b):
                        self._join(a, n)
        for n in range(len(pieces) - 1):
            here, there = pieces[n], pieces[n + 1]
            one_sentence = here.reading == there.reading and here.sentence == there.sentence >= 0
            one_sentence &= here.quotation == there.quotation
            if one_sentence and (n in self._linked) != (n + 1 in self._linked):
                self._join(n, n + 1)
            elif n in self._linked and n + 1 not in self._linked and self._last_of_long(n + 1):
                self._join(n, n + 1)

    def _last_of_long(self, at: int) -> bool:
        """Whether a piece ends a stretch of speech that is shared but for it."""
        pieces = self._pieces
        last, before = pieces[at], pieces[at - 1]
        if (last.reading, last.stretch) != (before.reading, before.stretch):
            return False
        if at + 1 < len(pieces) and self._run_on(at, at + 1):
            return False
        root, shared = self._root(at - 1), 0
        for n in range(at - 1, -1, -1):
            if not self._run_on(n, at) or self._root(n) != root:
                break
            shared += 1
        return shared >= self._settings.tail

    def _alone(self) -> None:
        """What one article alone quotes is told run by run."""
        loose = [n for n in range(len(self._pieces)) if n not in self._linked]
        apart = {n for n in loose if self._root(n) == n}
        for a, b in pairwise(loose):
            same = self._pieces[a].quotation == self._pieces[b].quotation
            if b == a + 1 and {a, b} <= apart and same and self._pieces[a].reading == self._pieces[b].reading:
                self._join(a, b)


# ---------------------------------------------------------------- records


def _utterance(group: Sequence[Piece], count_origins: CountOrigins) -> Utterance:
    by_reading: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in group:
        by_reading[piece.reading].append(piece)
    told = {n: _without_repeats(ps) for n, ps in by_reading.items()}
    forms = {n: tuple(w for p in ps for w in p.forms) for n, ps in told.items()}
    # the longest first: the others are shown against it
    order = sorted(by_reading, key=lambda n: (-len(forms[n]), n))
    renderings: list[Rendering] = []
    seen: dict[tuple[str, ...], int] = {}
    for n in order:
        passages = tuple(p.passage for p in by_reading[n])
        if forms[n] in seen:
            at = seen[forms[n]]
            first = renderings[at]
            renderings[at] = Rendering(first.passages + passages, first.kind, first.differences)
            continue
        seen[forms[n]] = len(renderings)
        differences = find_differences(told[order[0]], told[n]) if renderings else ()
        kind: QuotationKind = "direct" if all(p.kind == "direct" for p in by_reading[n]) else "mixed"
        renderings.append(Rendering(passages, kind, differences))
    wording: Literal["same", "differs", "single"] = "single"
    if len(by_reading) > 1:
        wording = "differs" if any(d.weighty for r in renderings for d in r.differences) else "same"
    printed = [p for r in renderings for p in r.passages]
    return Utterance(_speaker(group), wording, tuple(renderings), count_origins(printed))


def _without_repeats(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of one article but for those whose words stand in another of them."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: -len(p.words)):
        words = " ".join(piece.forms)
        if not any(f" {words} " in f" {' '.join(k.forms)} " for k in kept):
            kept.append(piece)
    return sorted(kept, key=lambda p: p.passage.start)


def _speaker(group: Iterable[Piece]) -> Person | None:
    """Whom most of the words are given to; a name goes before a description."""
    votes: Counter[str] = Counter()
    persons: dict[str, Person] = {}
    for piece in group:
        if piece.speaker:
            persons[piece.speaker.id] = piece.speaker
            votes[piece.speaker.id] += len(piece.words)
    named = [i for i in votes if persons[i].named]
    best = max(named or votes, key=lambda i: votes[i], default=None)
    return persons[best] if best is not None else None
