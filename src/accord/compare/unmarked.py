"""Someone's own words printed without quotation marks: a letter set as paragraphs of the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from accord.compare.matches import Matches, Printed
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


def find_unmarked(readings: Sequence[Reading], pieces: Sequence[Piece]) -> list[Piece]:
    """Sentences outside marks that print what another article has in marks, nearly word for word.

    Only sentences that are nothing but these words, and only as runs that hold one long match;
    a sentence that says who says so is the reporter's, however closely it keeps to the words.
    """
    alike = _Alike([p for p in pieces if not p.unclaimed and len(p.words) >= _GRAM])
    found: list[Piece] = []
    for number, reading in enumerate(readings):
        held = {p.sentence for p in pieces if p.reading == number}
        matches: dict[int, tuple[Piece, tuple[Word, ...], bool]] = {}
        for n, sentence in enumerate(reading.sentences):
            if n in held or sentence.block != "body":
                continue
            said = tuple(words(reading.article.text, sentence.passage.start, sentence.passage.end))
            match = alike.best(tuple(w.form for w in said), number)
            if match is not None and not _reported(reading, sentence.passage):
                matches[n] = (match[0], said, match[1])
        found += _runs(reading, number, matches)
    return found


class _Alike:
    """The quoted pieces that have words of a sentence in order."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._matches = Matches()
        # what is printed, and the pieces that print it
        self._printing: defaultdict[Printed, list[int]] = defaultdict(list)
        self._index: defaultdict[tuple[str, ...], list[Printed]] = defaultdict(list)
        self._known: dict[Printed, list[tuple[float, Printed, bool]]] = {}
        for n, piece in enumerate(pieces):
            self._printing[self._matches.printed(piece.forms)].append(n)
        for printed in self._printing:
            for gram in printed.grams(_GRAM):
                self._index[gram].append(printed)

    def best(self, forms: tuple[str, ...], reading: int) -> tuple[Piece, bool] | None:
        """The piece of another article that holds most of a sentence, and whether that alone is sure."""
        best: tuple[float, int, bool] | None = None
        for share, printed, sure in self._alike(self._matches.printed(forms)):
            first = next((n for n in self._printing[printed] if self._pieces[n].reading != reading), None)
            if first is not None and (best is None or (-share, first) < best):
                best = -share, first, sure
        return None if best is None else (self._pieces[best[1]], best[2])

    def _alike(self, sentence: Printed) -> list[tuple[float, Printed, bool]]:
        """What is printed in marks and holds enough of a sentence: its share, and whether that is sure."""
        if sentence in self._known:
            return self._known[sentence]
        found = self._known[sentence] = []
        for printed in {p for gram in sentence.grams(_GRAM) for p in self._index.get(gram, ())}:
            match, length = self._matches(sentence, printed), len(sentence.forms)
            if match.most < _SHARE_BESIDE * length or not match.has_run(_RUN_BESIDE):
                continue
            share = len(match.common) / length
            if share >= _SHARE_BESIDE:
                matter = sum(w not in FUNCTION_WORDS and w not in NEGATIONS for w in match.common)
                sure = share >= _SHARE and match.has_run(_RUN) and matter >= _MATTER
                found.append((share, printed, sure))
        return found


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
