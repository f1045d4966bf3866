"""Utterances: one thing said on one occasion, in all the forms in which articles print it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from accord.records import (
    Article,
    Cast,
    Difference,
    Passage,
    Person,
    Quotation,
    QuotationKind,
    Reading,
    Rendering,
    Utterance,
)
from accord.text import Word, plain, words

CountOrigins = Callable[[Sequence[Passage]], int]

# Words that carry grammar, not matter: a change in these alone is no change in what was said.
FUNCTION_WORDS = frozenset(
    """a an the and or but so if as at by for from in into of on onto to up out with than then that this these
    those there here is are was were be been being am do does did has have had will would shall should can
    could may might must i you he she it we they me him her us them my your his its our their who which what
    when where how i'm i've i'll i'd we're we've we'll you're you've it's that's there's he's she's they're
    gonna gotta wanna just very really frankly obviously well also too about""".split()
)
NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot can't won't don't".split())


@dataclass(frozen=True, slots=True)
class QuoteMatching:
    """How alike two quoted stretches must be to be the same words said once."""

    share: float = 0.7  # of the words of the shorter stretch, in the same order
    run: int = 3  # words in a row
    long_run: int = 5  # from so many words in a row, a lower share will do: one may quote on further
    low_share: float = 0.5
    matter: int = 2  # words among those shared that are no function words
    other_speaker: int = 8  # words in a row before the same words count as one with two names for the speaker


@dataclass(frozen=True, slots=True)
class Piece:
    """A quoted stretch within one sentence, without its marks."""

    passage: Passage
    words: tuple[Word, ...]
    reading: int
    quotation: int  # number of the quotation in the reading
    stretch: int  # pieces of one stretch between marks share this number
    speaker: Person | None
    kind: QuotationKind

    unfinished: bool  # ends in a comma: a cue stands between it and the rest of its sentence
    unclaimed: bool  # in marks, but no quotation was found there

    @property
    def forms(self) -> list[str]:
        return [w.form for w in self.words]


def group_utterances(
    readings: Sequence[Reading],
    cast: Cast,
    *,
    count_origins: CountOrigins,
    settings: QuoteMatching = QuoteMatching(),
) -> tuple[Utterance, ...]:
    """All things said in quotation marks, each with its renderings, shared ones first.

    Pieces of two articles belong together when they share most of their words in
    order and no other speaker is named; pieces of one article when they lie between
    such pieces of one quotation. Words that are merely close, said elsewhere, stay
    apart. Empty: nobody is quoted.
    """
    pieces = find_pieces(readings, cast)
    groups = _joined(pieces, _links(pieces, settings), settings)
    groups = [g for g in groups if not all(p.unclaimed for p in g)]
    found = [_utterance(group, count_origins) for group in groups]
    order = {r.article.id: n for n, r in enumerate(readings)}

    def rank(utterance: Utterance) -> tuple[int, int, int, int]:
        passages = [p for r in utterance.renderings for p in r.passages]
        first = min(passages, key=lambda p: (order[p.article], p.start))
        shared = len({p.article for p in passages})
        return -utterance.origins, -shared, order[first.article], first.start

    return tuple(sorted(found, key=rank))


def find_pieces(readings: Sequence[Reading], cast: Cast) -> list[Piece]:
    """The quoted stretches of all articles, cut at the ends of sentences, each once."""
    pieces: list[Piece] = []
    for number, reading in enumerate(readings):
        text, taken = reading.article.text, set[tuple[int, int]]()
        ends = [s.passage.end for s in reading.sentences]
        shortest_first = sorted(
            range(len(reading.quotations)),
            key=lambda n: sum(p.end - p.start for p in reading.quotations[n].content),
        )
        stretches = [
            (n, reading.quotations[n].kind, stretch)
            for n in shortest_first
            for stretch in quoted_stretches(text, reading.quotations[n])
        ]
        # marks that no quotation accounts for: what they hold counts where another article prints it too
        stretches += [
            (len(reading.quotations) + n, "direct", stretch)
            for n, stretch in enumerate(marked_stretches(reading.article))
        ]
        for n, kind, (start, end) in stretches:
            quotation = reading.quotations[n] if n < len(reading.quotations) else None
            speaker = _speaker_of(quotation, reading, cast)
            cuts = [start, *(e for e in ends if start < e < end), end]
            for a, b in pairwise(cuts):
                piece = tuple(words(text, a, b))
                if not piece or any(s < piece[-1].end and piece[0].start < e for s, e in taken):
                    continue
                if kind == "mixed" and not _says_something(text, piece):
                    continue
                taken.add((piece[0].start, piece[-1].end))
                passage = Passage(reading.article.id, *_with_stop(text, piece, b))
                unfinished = text[passage.end - 1] in ",;–—"
                pieces.append(
                    Piece(passage, piece, number, n, start, speaker, kind, unfinished, quotation is None)
                )
    return sorted(pieces, key=lambda p: (p.reading, p.passage.start))


def _speaker_of(quotation: Quotation | None, reading: Reading, cast: Cast) -> Person | None:
    if quotation is None or quotation.speaker is None:
        return None
    return cast.of.get((reading.article.id, quotation.speaker))


def marked_stretches(article: Article) -> list[tuple[int, int]]:
    """All stretches of body text in double quotation marks, marks left out."""
    return [
        (block.start + m.start(1), block.start + m.end(1))
        for block in article.blocks
        if block.kind == "body"
        for m in re.finditer(r'(?<!\w)"([^"]+)"', plain(article.text[block.start : block.end]))
    ]


def _says_something(text: str, piece: Sequence[Word]) -> bool:
    """Whether words in marks inside a reporter's sentence are speech, not a title or a word set apart."""
    titled = all(text[w.start].isupper() or w.form in FUNCTION_WORDS for w in piece)
    return len(piece) >= 3 and not (titled and len(piece) <= 6)


def _with_stop(text: str, piece: Sequence[Word], limit: int) -> tuple[int, int]:
    """The stretch from the first word to the last with what stops it (“… is.”, “… here,”)."""
    end = piece[-1].end
    while end < limit and text[end] in ".,!?…;:)]":
        end += 1
    return piece[0].start, end


_MARKED = re.compile(r"(?<!\w)(?:\"([^\"]+)\"|'((?:[^']|(?<=\w)'(?=\w))+)')(?!\w)")


def quoted_stretches(text: str, quotation: Quotation) -> list[tuple[int, int]]:
    """The stretches of a quotation that stand in marks, as offsets, marks left out."""
    found: list[tuple[int, int]] = []
    for passage in quotation.content:
        exact = plain(passage.of(text))
        if quotation.kind == "direct":
            lead = len(exact) - len(exact.lstrip("\"' "))
            tail = len(exact.rstrip("\"' "))
            inner = [m.span(1) for m in re.finditer(r'([^"]+)', exact[:tail]) if m.start() >= lead]
            found += [(passage.start + a, passage.start + b) for a, b in inner]
        else:
            found += [
                (passage.start + m.start(m.lastindex or 0), passage.start + m.end(m.lastindex or 0))
                for m in _MARKED.finditer(exact)
            ]
    return found


def _links(pieces: Sequence[Piece], settings: QuoteMatching) -> list[tuple[int, int]]:
    """Pairs of pieces of two articles that share their words."""
    index: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for n, piece in enumerate(pieces):
        forms = piece.forms
        for gram in set(pairwise(forms)):
            index[gram].append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for gram, numbers in index.items():
        if len(numbers) > 50 and all(w in FUNCTION_WORDS for w in gram):
            continue
        for i, a in enumerate(numbers):
            for b in numbers[i + 1 :]:
                if pieces[a].reading != pieces[b].reading:
                    shared[a, b] += 1
    return [
        (a, b)
        for (a, b), count in sorted(shared.items())
        if count >= min(2, len(pieces[a].words) - 1, len(pieces[b].words) - 1)
        and _same_words(pieces[a], pieces[b], settings)
    ]


def _same_words(left: Piece, right: Piece, settings: QuoteMatching) -> bool:
    ours, theirs = left.forms, right.forms
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    run = max(b.size for b in blocks)
    common = [w for b in blocks for w in ours[b.a : b.a + b.size]]
    matter = sum(w not in FUNCTION_WORDS for w in common)
    share = len(common) / min(len(ours), len(theirs))
    if left.speaker and right.speaker and left.speaker.id != right.speaker.id:
        both_named = left.speaker.named and right.speaker.named
        if both_named and run < settings.other_speaker:
            return False
    if matter < settings.matter or min(len(ours), len(theirs)) < settings.run:
        return False
    return (share >= settings.share and run >= settings.run) or (
        share >= settings.low_share and run >= settings.long_run and matter > settings.matter
    )


def _joined(
    pieces: Sequence[Piece], links: Iterable[tuple[int, int]], settings: QuoteMatching
) -> list[list[Piece]]:
    """The pieces in groups: linked ones, and what stands beside them in the same quotation."""
    parent = list(range(len(pieces)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    linked: set[int] = set()
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in links:
        parent[root(b)] = root(a)
        linked |= {a, b}
        partners[a].add(b)
        partners[b].add(a)
    by_quotation: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for n, piece in enumerate(pieces):
        by_quotation[piece.reading, piece.quotation].append(n)
    for members in by_quotation.values():
        for a, b in pairwise(members):
            # one run of speech here: it is one there too when its pieces meet in one quotation
            together = {(pieces[x].reading, pieces[x].quotation) for x in partners[a]} & {
                (pieces[y].reading, pieces[y].quotation) for y in partners[b]
            }
            alone = a not in linked and b not in linked
            # the rest of a run of speech is told with it, across a "he said" in mid-sentence too
            unbroken = pieces[a].stretch == pieces[b].stretch or pieces[a].unfinished
            tail = (a in linked) != (b in linked) and unbroken
            if together or alone or tail:
                parent[root(b)] = root(a)
    groups: defaultdict[int, list[Piece]] = defaultdict(list)
    for n, piece in enumerate(pieces):
        groups[root(n)].append(piece)
    return list(groups.values())


def _utterance(group: Sequence[Piece], count_origins: CountOrigins) -> Utterance:
    by_reading: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in group:
        by_reading[piece.reading].append(piece)
    forms = {n: tuple(w for p in ps for w in p.forms) for n, ps in by_reading.items()}
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
        differences = find_differences(by_reading[order[0]], by_reading[n]) if renderings else ()
        kind: QuotationKind = "direct" if all(p.kind == "direct" for p in by_reading[n]) else "mixed"
        renderings.append(Rendering(passages, kind, differences))
    wording: Literal["same", "differs", "single"] = "single"
    if len(by_reading) > 1:
        wording = "differs" if any(d.weighty for r in renderings for d in r.differences) else "same"
    printed = [p for r in renderings for p in r.passages]
    return Utterance(_speaker(group), wording, tuple(renderings), count_origins(printed))


def _speaker(group: Sequence[Piece]) -> Person | None:
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


def find_differences(left: Sequence[Piece], right: Sequence[Piece]) -> tuple[Difference, ...]:
    """Where two renderings part, word by word, within what both print.

    What one prints before, after or (marked by an ellipsis or a cue) between the
    other's words is shortening, not difference. One side may be empty.
    """
    ours = [(w, p) for p in left for w in p.words]
    theirs = [(w, p) for p in right for w in p.words]
    matcher = SequenceMatcher(None, [w.form for w, _ in ours], [w.form for w, _ in theirs], autojunk=False)
    codes = matcher.get_opcodes()
    found: list[Difference] = []
    for at, (tag, a, b, c, d) in enumerate(codes):
        cut_off = at in (0, len(codes) - 1) and (tag != "replace" or max(b - a, d - c) > 3)
        if tag == "equal" or cut_off:
            continue
        a_words, b_words = [w.form for w, _ in ours[a:b]], [w.form for w, _ in theirs[c:d]]
        whole_sentence = (b - a > 5 and not b_words) or (d - c > 5 and not a_words)
        if whole_sentence or abs(len(a_words) - len(b_words)) > 12:
            continue
        found.append(Difference(_cover(ours, a, b), _cover(theirs, c, d), _weighty(a_words, b_words)))
    return tuple(found)


def _cover(side: Sequence[tuple[Word, Piece]], start: int, end: int) -> Passage:
    """The words from `start` to `end`; an empty passage after the word before when there are none."""
    if start < end:
        first, last = side[start], side[end - 1]
        if first[1].passage.article == last[1].passage.article:
            return Passage(first[1].passage.article, first[0].start, last[0].end)
    word, piece = side[max(0, start - 1)]
    return Passage(piece.passage.article, word.end, word.end)


def _weighty(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether more than grammar and fillers changed, or a negation came or went."""
    if bool(NEGATIONS & set(left)) != bool(NEGATIONS & set(right)):
        return True
    ours = [w for w in left if w not in FUNCTION_WORDS]
    theirs = [w for w in right if w not in FUNCTION_WORDS]
    return "".join(ours) != "".join(theirs) and bool(ours and theirs)
