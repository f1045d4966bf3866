"""Which stretches of a text stand in quotation marks.

Marks are paired within a paragraph, so that one forgotten mark spoils one paragraph
at most. A quotation carried over paragraphs opens each of them with a mark and
closes in the last only; such stretches end with their paragraph and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

# Straight and low marks take their direction from what stands beside them. Two apostrophes
# and two backticks are how older agency wires and their archives write a double mark.
_MARK = re.compile(r"''|``|[“”„‟«»\"″]|(?<!['‘’])[‘’‚‛'`](?!['‘’])")
_OPENS, _CLOSES = frozenset("“„‟«‘‚‛`"), frozenset("”»’")
_SINGLE = frozenset("‘’‚‛'`")
_BEFORE_OPEN = frozenset("([{<—–-/|:;,.…>“‘\"'")  # what may stand close before an opening mark
_AFTER_CLOSE = frozenset(")]}>—–-/|:;,.…?!”’\"'*")
# Clipped words that begin with an apostrophe and are no opening of a quotation.
_CLIPPED = re.compile(
    r"(?:\d0s|\d\ds?\b|em\b|til\b|tis\b|twas\b|cause\b|bout\b|n\b|round\b|cuz\b)", re.IGNORECASE
)

_SMALL = frozenset("a an and as at by for from in of on or the to with".split())

Side = Literal["open", "close", "either", "neither"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch in quotation marks, the marks included."""

    start: int
    end: int
    paragraph: int
    single: bool
    closed: bool = True  # False: no closing mark, the stretch ends with its paragraph
    opened: bool = True  # False: no opening mark, the stretch begins with its paragraph

    def inner(self, text: str) -> tuple[int, int]:
        """The words between the marks, as offsets."""
        start, end = self.start, self.end
        if self.opened:
            start += _width(text, start)
        if self.closed:
            end -= 2 if text[end - 2 : end] in ("''", "``") and not self.single else 1
        return start, max(start, end)


def _width(text: str, at: int) -> int:
    return 2 if text[at : at + 2] in ("''", "``") else 1


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    single: bool
    side: Side


def find_marked(text: str, paragraphs: Sequence[tuple[int, int]]) -> tuple[Marked, ...]:
    """The outermost stretches in quotation marks, in text order.

    `paragraphs` are half-open offsets in text order. A mark that pairs with nothing is
    passed over unless it opens or closes a quotation carried over paragraphs, or opens
    one that runs to the end of its paragraph. Apostrophes, inches and clipped words
    ('90s) are no marks.
    """
    found: list[Marked] = []
    carried = False  # the paragraph before left a quotation open
    for number, (start, end) in enumerate(paragraphs):
        marks = list(_marks(text, start, end))
        follows = number + 1 < len(paragraphs) and _opens_with_mark(text, *paragraphs[number + 1])
        here = list(_pair(text, marks, number, start, end, carried, follows))
        carried = bool(here) and not here[-1].closed
        found.extend(_outermost(here))
    return tuple(found)


def _outermost(stretches: Iterable[Marked]) -> Iterator[Marked]:
    """Those that no longer one before them covers or cuts into, in text order."""
    last = -1
    for marked in sorted(stretches, key=lambda m: (m.start, -m.end)):
        if marked.start >= last:
            yield marked
            last = marked.end


def _opens_with_mark(text: str, start: int, end: int) -> bool:
    first = next(_marks(text, start, end), None)
    return (
        first is not None
        and not first.single
        and not text[start : first.start].strip()
        and first.side != "close"
    )


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    for match in _MARK.finditer(text, start, end):
        mark, at, after = match.group(), match.start(), match.end()
        if text[at - 1 : at] == "=":
            continue  # an attribute of markup that came in with the text
        before = text[at - 1] if at > start else " "
        behind = text[after] if after < end else " "
        side: Side
        may_open = not behind.isspace() and (before.isspace() or before in _BEFORE_OPEN)
        may_close = not before.isspace() and (behind.isspace() or behind in _AFTER_CLOSE)
        if mark in _SINGLE:
            if mark in "‘’'" and before.isalnum() and behind.isalnum():
                continue
            if may_open and mark in "’'" and _CLIPPED.match(text, after):
                continue
            if may_open and may_close:
                side = "open" if behind.isalnum() else "close"
            else:
                side = "open" if may_open else "close" if may_close else "neither"
            if (mark in _OPENS and side == "close") or (mark == "’" and side == "open" and before != " "):
                side = "neither"
            if side == "neither":
                continue
            yield _Mark(at, after, True, side)
            continue
        if mark == "“" and not (may_close and not may_open):
            side = "open"
        elif mark == "”" and not (may_open and not may_close):
            side = "close"
        elif mark in "„«":
            side = "open"
        elif mark == "»":
            side = "close"
        elif may_open == may_close:
            side = "either"
        else:
            side = "open" if may_open else "close"
        if (
            side == "close"
            and mark in '"″'
            and before.isdigit()
            and not (behind.isspace() or behind in ",.?!")
        ):
            continue
        yield _Mark(at, after, False, side)


def _pair(
    text: str, marks: Sequence[_Mark], paragraph: int, start: int, end: int, carried: bool, follows: bool
) -> Iterator[Marked]:
    """Pair the marks of one paragraph; yields outermost stretches only."""
    at, count = 0, len(marks)
    while at < count:
        mark = marks[at]
        if mark.single:
            close = _single_close(text, marks, at) if mark.side == "open" else None
            if close is None:
                at += 1
                continue
            yield Marked(mark.start, marks[close].end, paragraph, True)
            at = close + 1
            continue
        if mark.side == "close":
            # The end of a quotation carried over whose paragraph forgot its opening mark.
            if carried and not any(not m.single for m in marks[:at]):
                yield Marked(start, mark.end, paragraph, False, opened=False)
            at += 1
            continue
        doubles = [i for i in range(at + 1, count) if not marks[i].single]
        close = next((i for i in doubles if marks[i].side != "open"), None)
        again = next((i for i in doubles if marks[i].side == "open"), None)
        if close is not None and (again is None or close < again):
            yield Marked(mark.start, marks[close].end, paragraph, False)
            at = close + 1
        elif again is not None and close is not None and _nested(text, marks, at, again, close):
            outer = next(i for i in doubles if i > close and marks[i].side != "open")
            yield Marked(mark.start, marks[outer].end, paragraph, False)
            at = outer + 1
        elif again is not None:
            # Opened twice: the first lost its close. It is given up with its sentence.
            stop = _sentence_end(text, mark.end, marks[again].start)
            yield Marked(mark.start, stop, paragraph, False, closed=False)
            at = again
        else:
            if (follows and mark.side == "open") or _runs_to_end(text, mark, start, end):
                yield Marked(mark.start, end, paragraph, False, closed=False)
            return


def _nested(text: str, marks: Sequence[_Mark], first: int, again: int, close: int) -> bool:
    """“He told me “go” and I went”: double marks inside double marks, all of them closed."""
    between = [m.side for m in marks[first:] if not m.single]
    depth, deepest = 0, 0
    for side in between:
        depth += 1 if side == "open" else -1
        deepest = max(deepest, depth)
        if depth == 0:
            break
    return depth == 0 and deepest == 2 and marks[close].end - marks[again].start < 80


def _single_close(text: str, marks: Sequence[_Mark], at: int) -> int | None:
    """The mark that closes a single quotation mark: before any double mark, the possessive s' last."""
    choice = None
    for i in range(at + 1, len(marks)):
        mark = marks[i]
        if not mark.single:
            pairs = sum(not m.single for m in marks[at + 1 : i])
            if pairs == 0 and mark.side == "close":
                break
            continue
        if mark.side == "open":
            if choice is not None:
                break
            continue
        possessive = text[mark.start - 1] == "s" and text[mark.end : mark.end + 1] == " "
        if not possessive:
            return i if choice is None or _same_sentence(text, marks[choice].end, mark.start) else choice
        if choice is None:
            choice = i
    return choice


_STOP = re.compile(r"[.?!…][)\]]?(?=\s)")


def _same_sentence(text: str, start: int, end: int) -> bool:
    return _STOP.search(text, start, end) is None


def _sentence_end(text: str, start: int, end: int) -> int:
    match = _STOP.search(text, start, end)
    return match.end() if match else start + len(text[start:end].rstrip())


def _runs_to_end(text: str, mark: _Mark, start: int, end: int) -> bool:
    """Whether an unclosed mark is believed: at the head of its paragraph, or after a comma or colon."""
    lead = text[start : mark.start].rstrip()
    return mark.side == "open" and (not lead or lead[-1] in ",:")


def is_title(words: str) -> bool:
    """Whether quoted words look like the name of a book, a film or an inn rather than like speech."""
    letters = [w for w in words.split() if w[:1].isalpha()]
    return (
        0 < len(letters) <= 8
        and all(w[0].isupper() or w in _SMALL for w in letters)
        and letters[0][0].isupper()
    )
