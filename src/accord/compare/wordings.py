"""Where two printings of one thing said part, and which of these differences matter."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from accord.compare.pieces import Piece
from accord.records import Difference, Passage
from accord.text import Word

# Words that carry grammar, not matter: a change in these alone is no change in what was said.
FUNCTION_WORDS = frozenset(
    """a an the and or but so if as at by for from in into of on onto to up out with than then that this these
    those there here is are was were be been being am do does did has have had will would shall should can
    could may might must i you he she it we they me him her us them my your his its our their who which what
    when where how i'm i've i'll i'd we're we've we'll you're you've it's that's there's he's she's they're
    let's gonna gotta wanna just very really frankly obviously well also too about""".split()
)
NEGATIONS = frozenset(
    """not no never none nobody nothing neither nor without cannot can't won't don't doesn't didn't isn't
    aren't wasn't weren't hasn't haven't hadn't wouldn't shouldn't couldn't""".split()
)


def find_differences(left: Sequence[Piece], right: Sequence[Piece]) -> tuple[Difference, ...]:
    """Where two renderings part, word by word, within what both print.

    What one prints before, after or (marked by an ellipsis or a cue) between the
    other's words is shortening, not difference; so are words on both sides of such a place. One
    side may be empty.
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
        if _parted(ours[a:b]) or _parted(theirs[c:d]):
            continue
        whole_sentence = (b - a > 5 and not b_words) or (d - c > 5 and not a_words)
        if whole_sentence or abs(len(a_words) - len(b_words)) > 12:
            continue
        found.append(Difference(_cover(ours, a, b), _cover(theirs, c, d), _weighty(a_words, b_words)))
    return tuple(found)


def _parted(side: Sequence[tuple[Word, Piece]]) -> bool:
    """Whether words stand in stretches with marks of their own: what the report leaves out is unknown."""
    return bool(side) and side[0][1].stretch != side[-1][1].stretch


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
    if _letters(left) == _letters(right):
        return False
    ours = [w for w in left if w not in FUNCTION_WORDS]
    theirs = [w for w in right if w not in FUNCTION_WORDS]
    return "".join(ours) != "".join(theirs) and bool(ours and theirs)


def _letters(forms: Sequence[str]) -> str:
    """Words without marks within them: "P.H.A." is "PHA", "time 's" is "time's"."""
    return "".join(c for form in forms for c in form if c.isalnum())
