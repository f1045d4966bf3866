"""Someone's own words printed without quotation marks: a letter set as paragraphs of the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher

from accord.compare.pieces import Piece
from accord.compare.wordings import FUNCTION_WORDS, NEGATIONS
from accord.records import Passage, Reading
from accord.text import Word, plain, words

_GRAM = 4  # words in a row that a sentence must share with a quotation to be looked at
_SHARE = 0.75  # of the sentence's words, in order, that the quotation has
_RUN = 5  # longest run of them
_MATTER = 3  # words among these that say something
_SHARE_BESIDE = 0.6  # both less for a sentence beside one of which it is sure
_RUN_BESIDE = 4


# What two stretches have in common, in order: many articles print the same words.
_Blocks = dict[tuple[tuple[str, ...], tuple[str, ...]], list[Match]]


def find_unmarked(readings: Sequence[Reading], pieces: Sequence[Piece]) -> list[Piece]:
    """Sentences outside marks that print what another article has in marks, nearly word for word.

    Only sentences that are nothing but these words, and only as runs that hold one long match;
    a sentence that says who says so is the reporter's, however closely it keeps to the words.
    """
    claimed = [p for p in pieces if not p.unclaimed and len(p.words) >= _GRAM]
    index: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, piece in enumerate(claimed):
        for gram in set(_grams(piece.forms)):
            index[gram].append(n)
    found: list[Piece] = []
    blocks: _Blocks = {}
    for number, reading in enumerate(readings):
        held = {p.sentence for p in pieces if p.reading == number}
        matches: dict[int, tuple[Piece, tuple[Word, ...], bool]] = {}
        for n, sentence in enumerate(reading.sentences):
            if n in held or sentence.block != "body":
                continue
            said = tuple(words(reading.article.text, sentence.passage.start, sentence.passage.end))
            match = _best(
                tuple(w.form for w in said), [claimed[k] for k in _near(said, index)], number, blocks
            )
            if match is not None and not _reported(reading, sentence.passage):
                matches[n] = (match[0], said, match[1])
        found += _runs(reading, number, matches)
    return found


def _grams(forms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(forms[at : at + _GRAM]) for at in range(len(forms) - _GRAM + 1))


def _near(said: Sequence[Word], index: dict[tuple[str, ...], list[int]]) -> list[int]:
    return sorted({n for gram in _grams([w.form for w in said]) for n in index.get(gram, ())})


def _best(
    forms: tuple[str, ...], options: Sequence[Piece], reading: int, blocks_of: _Blocks
) -> tuple[Piece, bool] | None:
    """The piece of another article that holds most of a sentence, and whether that alone is sure."""
    best: tuple[float, Piece, bool] | None = None
    for piece in options:
        if piece.reading == reading:
            continue
        key = forms, piece.forms
        blocks = blocks_of.get(key)
        if blocks is None:
            blocks = SequenceMatcher(None, forms, piece.forms, autojunk=False).get_matching_blocks()
            blocks_of[key] = blocks
        common = [w for b in blocks for w in forms[b.a : b.a + b.size]]
        run, share = max(b.size for b in blocks), len(common) / len(forms)
        matter = sum(w not in FUNCTION_WORDS and w not in NEGATIONS for w in common)
        if share < _SHARE_BESIDE or run < _RUN_BESIDE:
            continue
        sure = share >= _SHARE and run >= _RUN and matter >= _MATTER
        if best is None or share > best[0]:
            best = (share, piece, sure)
    return None if best is None else best[1:]


def _reported(reading: Reading, sentence: Passage) -> bool:
    """Whether a sentence has marks of its own or names who says what it tells."""
    text = reading.article.text
    return '"' in plain(sentence.of(text)) or any(
        source.touches(sentence) and source.of(text).lower() not in ("i", "we")
        for q in reading.quotations
        for source in (*q.source, *(q.cue if not q.source else ()))
    )


def _runs(
    reading: Reading, number: int, matches: dict[int, tuple[Piece, tuple[Word, ...], bool]]
) -> Iterator[Piece]:
    """Sentences that follow each other, as far as one of them is sure."""
    runs: list[list[int]] = []
    for n in sorted(matches):
        if runs and n - runs[-1][-1] <= 2:
            runs[-1].append(n)
        else:
            runs.append([n])
    for run in runs:
        if not any(matches[n][2] for n in run):
            continue
        for n in run:
            piece, said, _ = matches[n]
            start, end = reading.sentences[n].passage.start, reading.sentences[n].passage.end
            yield Piece(
                Passage(reading.article.id, start, end),
                said,
                number,
                n,
                len(reading.quotations) + start,  # a run of its own, beyond the numbers of quotations
                start,
                piece.speaker,
                "direct",
                unmarked=True,
            )
