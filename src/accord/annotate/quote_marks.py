"""Which stretches of a text stand in quotation marks.

Marks are paired within a paragraph, so that one forgotten mark spoils one paragraph
at most. A quotation carried over paragraphs opens each of them with a mark and
closes in the last only; such stretches end with their paragraph and say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

# Straight and low marks take their direction from what stands beside them. Two apostrophes
# and two backticks are how older agency wires and their archives write a double mark.
_MARK = re.compile(r"(?<!')'''(?!')|''|``|‘‘|’’|[“”„‟«»\"″]|(?<!['‘’])[‘’‚‛'`´](?!['‘’])|[‹›]")
_PAIRED = frozenset({"''", "``", "‘‘", "’’"})
_SINGLE = frozenset("‘’‚‛'`´‹›")
_APOSTROPHES = frozenset("‘’'´")
_BEFORE_OPEN = frozenset("([{<—–―-/|>“‘\"'")  # what may stand close before an opening mark
_NEVER_OPENED = frozenset(",.;:!?)]}")
_STOPS = frozenset(":;,.…")  # the same, where a blank was lost: the mark may close as well
_AFTER_CLOSE = frozenset(")]}>—–―-/|:;,.…?!”’\"'*")
# Clipped words that begin with an apostrophe and are no opening of a quotation.
_CLIPPED = re.compile(
    r"(?:\d0s|\d\ds?\b|(?:em|im|er|til|tis|twas|twere|cause|cos|cuz|bout|n|round|neath|nuff)\b)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"(?:s|t|re|ve|ll|d|m)\b", re.IGNORECASE)  # the U.S.'s, “Road”'s
# Clipped words that end with an apostrophe, the possessive among them, and feet: goin', workers', 6'.
_CLIPPED_END = re.compile(r"(?:[sxz\d]|\w\win|['‘’]n|\b(?:o|ol|th|an|wi|lil|mo))\Z", re.IGNORECASE)
_FEET = re.compile(r"\d\s?['’′´]\s?\d{1,2}\s?½?\Z")  # what stands before the mark for inches
_ATTRIBUTE = re.compile(r"""(?<=[\w-])=(?:"[^"<>]*"|'[^'<>]*')""")  # markup that came in with the text
_REACH = 200  # marks among which a single one is looked for to close another

_SMALL = frozenset("a an and as at by for from in of on or the to with".split())

Side = Literal["open", "close", "either", "low close"]


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
            end -= 2 if text[end - 2 : end] in _PAIRED and not self.single else 1
        return start, max(start, end)


def _width(text: str, at: int) -> int:
    return 2 if text[at : at + 2] in _PAIRED else 1


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    single: bool
    side: Side
    clipped: bool  # a word such as '90s or 'twas follows, so it may be an apostrophe


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
        follows = _first_mark(text, *paragraphs[number + 1]) if number + 1 < len(paragraphs) else None
        here = list(_pair(text, marks, number, start, end, carried, follows))
        carried = bool(here) and not here[-1].closed and not here[-1].single
        found.extend(_outermost(here))
    return tuple(found)


def _outermost(stretches: Iterable[Marked]) -> Iterator[Marked]:
    """Those that no longer one before them covers or cuts into, in text order."""
    last = -1
    for marked in sorted(stretches, key=lambda m: (m.start, -m.end)):
        if marked.start >= last:
            yield marked
            last = marked.end


def _first_mark(text: str, start: int, end: int) -> _Mark | None:
    """The mark that a paragraph begins with, if it opens a quotation."""
    first = next(_marks(text, start, end), None)
    if first is None or first.side == "close" or text[start : first.start].strip():
        return None
    return first


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    attributes = [match.span() for match in _ATTRIBUTE.finditer(text, start, end)]
    latest_single = False  # the kind of the mark that opened last
    for match in _MARK.finditer(text, start, end):
        at, after = match.span()
        while attributes and attributes[0][1] <= at:
            attributes.pop(0)
        if attributes and attributes[0][0] <= at:
            continue
        cuts = [at, after]
        if after - at == 3:  # a double and a single mark; what opened last closes first
            closes = at > start and not text[at - 1].isspace()
            cuts.insert(1, at + 1 if closes and latest_single else at + 2)
        for low, high in pairwise(cuts):
            mark = _mark(text, start, end, low, high)
            if mark is not None:
                latest_single = mark.single if mark.side == "open" else latest_single
                yield mark


def _mark(text: str, start: int, end: int, at: int, after: int) -> _Mark | None:
    mark = text[at:after]
    before = text[at - 1] if at > start else " "
    behind = text[after] if after < end else " "
    if text.startswith("..", after):
        behind = "…"
    if mark not in _SINGLE:
        if _is_inches(text, start, at, mark, before, behind):
            return None
        return _Mark(at, after, False, _side_of_double(mark, before, behind), False)
    if _is_apostrophe(text, mark, before, behind, after):
        return None
    if mark in _APOSTROPHES and mark != "‘" and _ends_words(text, start, at) and behind.isspace():
        side: Side | None = "close"  # in tokenised text a blank stands before it
    else:
        side = _side_of_single(mark, before, behind)
    if side is None:
        return None
    clipped = mark in "'‘" and _CLIPPED.match(text, after) is not None
    return _Mark(at, after, True, side, clipped)


def _ends_words(text: str, start: int, at: int) -> bool:
    return at - 1 > start and text[at - 1].isspace() and text[at - 2] in ",.?!"


def _is_apostrophe(text: str, mark: str, before: str, behind: str, after: int) -> bool:
    if mark not in _APOSTROPHES:
        return False
    if before.isalnum() and behind.isalnum():
        return True
    if mark == "’" and not before.isalnum() and _CLIPPED.match(text, after):
        return True
    return not before.isspace() and before not in "([{—–―-" and _ENDING.match(text, after) is not None


def _is_inches(text: str, start: int, at: int, mark: str, before: str, behind: str) -> bool:
    if mark not in ('"', "″", "”", "''") or not before.isdigit():
        return False
    return behind.isalnum() or behind == "-" or _FEET.search(text, max(start, at - 9), at) is not None


def _sides(before: str, behind: str) -> tuple[bool, bool, bool]:
    """Whether a mark between two characters may open, may close, and whether a blank was lost there."""
    opens = (
        not behind.isspace() and behind not in _NEVER_OPENED and (before.isspace() or before in _BEFORE_OPEN)
    )
    closes = not before.isspace() and (behind.isspace() or behind in _AFTER_CLOSE)
    glued = before in _STOPS and not behind.isspace() and not closes
    return opens, closes, glued


def _side_of_single(mark: str, before: str, behind: str) -> Side | None:
    opens, closes, glued = _sides(before, behind)
    if mark in "‹›":
        if opens == closes:
            return "open" if mark == "‹" else "close"
        return "open" if opens else "close"
    if mark == "‚":
        return "open" if opens or glued else None
    if mark == "’":
        return "close" if closes or glued else "open" if opens and before.isspace() else None
    if mark == "‘":  # closes what a low mark opened
        return "low close" if closes and not opens else "open" if opens or glued else None
    if mark in "‛`":
        return "open" if opens or glued else None
    if opens and closes:
        return "open" if behind.isalnum() else "close"
    return "either" if glued else "open" if opens else "close" if closes else None


def _side_of_double(mark: str, before: str, behind: str) -> Side:
    opens, closes, glued = _sides(before, behind)
    if mark in ("“", "‘‘", "«"):
        return "close" if closes and not opens else "open"
    if mark in ("”", "’’", "»"):
        return "open" if opens and not closes else "close"
    if mark == "„":
        return "open"
    if glued or opens == closes:
        return "either"
    return "open" if opens else "close"


def _pair(
    text: str,
    marks: Sequence[_Mark],
    paragraph: int,
    start: int,
    end: int,
    carried: bool,
    follows: _Mark | None,
) -> Iterator[Marked]:
    """Pair the marks of one paragraph; stretches inside others come along.

    `follows` is the mark that opens the next paragraph.
    """
    at, count, doubles = 0, len(marks), 0
    next_open, next_close = _next_doubles(marks)
    while at < count:
        mark = marks[at]
        if mark.single:
            match = _single_close(text, marks, at) if mark.side in ("open", "either") else None
            if match is not None:
                yield Marked(mark.start, marks[match].end, paragraph, True)
                at = match + 1
                continue
            if follows is not None and _carries_on(text, mark, follows, start):
                yield Marked(mark.start, end, paragraph, True, closed=False)
                return
            at += 1
            continue
        doubles += 1
        if mark.side == "close":
            # The end of a quotation carried over whose paragraph forgot its opening mark.
            if carried and doubles == 1:
                yield Marked(start, mark.end, paragraph, False, opened=False)
            at += 1
            continue
        close, again = next_close[at + 1], next_open[at + 1]
        if close < count and close < again:
            beyond = next_close[close + 1]
            if (
                text[marks[close].start - 1].isdigit()
                and beyond < min(count, next_open[close + 1])
                and marks[beyond].side == "close"
            ):
                close = beyond  # “a 12” pipe,” he said: inches
            yield Marked(mark.start, marks[close].end, paragraph, False)
            at = close + 1
        elif again < count and close < count and _nested(marks, at, again, close):
            outer = next_close[close + 1]
            yield Marked(mark.start, marks[outer].end, paragraph, False)
            at = outer + 1
        elif again < count:
            # Opened twice: the first lost its close. It is given up with its sentence; a mark
            # that blanks surround was none.
            if mark.side == "open":
                stop = _sentence_end(text, mark.end, marks[again].start)
                yield Marked(mark.start, stop, paragraph, False, closed=False)
            at = again
        else:
            goes_on = follows is not None and not follows.single
            if mark.side == "open" and (goes_on or _runs_to_end(text, mark, start)):
                yield Marked(mark.start, end, paragraph, False, closed=False)
                return
            at += 1


def _next_doubles(marks: Sequence[_Mark]) -> tuple[list[int], list[int]]:
    """For each place, the next double mark that opens and the next that can close; past the end: none."""
    count = len(marks)
    opening, closing = [count] * (count + 2), [count] * (count + 2)
    for i in range(count - 1, -1, -1):
        opening[i], closing[i] = opening[i + 1], closing[i + 1]
        if not marks[i].single:
            if marks[i].side == "open":
                opening[i] = i
            else:
                closing[i] = i
    return opening, closing


def _nested(marks: Sequence[_Mark], first: int, again: int, close: int) -> bool:
    """“He told me “go” and I went”: double marks inside double marks, all of them closed."""
    depth = deepest = 0
    for i in range(first, len(marks)):
        if marks[i].single:
            continue
        depth += 1 if marks[i].side == "open" else -1
        deepest = max(deepest, depth)
        if depth == 0 or deepest > 2:
            break
    return depth == 0 and deepest == 2 and marks[close].end - marks[again].start < 80


def _single_close(text: str, marks: Sequence[_Mark], at: int) -> int | None:
    """The mark that closes a single quotation mark: before any double mark, the possessive s' last."""
    choice = None
    low = text[marks[at].start] == "‚"
    doubles = 0
    for i in range(at + 1, min(len(marks), at + _REACH)):
        mark = marks[i]
        if not mark.single:
            if doubles == 0 and mark.side == "close":
                break
            doubles += 1
            continue
        if mark.side == "low close":
            if low:
                return i
            continue
        if mark.side == "open":
            if choice is not None or marks[at].clipped:
                break
            continue
        if marks[at].clipped and text[mark.start - 1] not in ",.?!":
            continue  # '90s, rock 'n' roll: only what ends like speech began as speech
        if mark.side == "either" or not (
            text[mark.end : mark.end + 1].isspace()
            and _CLIPPED_END.search(text, max(0, mark.start - 8), mark.start)
        ):
            return i
        if choice is None:
            choice = i
    return choice


def _carries_on(text: str, mark: _Mark, follows: _Mark, start: int) -> bool:
    """Whether a single mark without a close opens a quotation that the next paragraph carries on."""
    return (
        follows.single
        and not mark.clipped
        and not follows.clipped
        and text[mark.start] == text[follows.start]
        and _runs_to_end(text, mark, start)
    )


_STOP = re.compile(r"[.?!…][)\]]?(?=\s)")


def _sentence_end(text: str, start: int, end: int) -> int:
    match = _STOP.search(text, start, end)
    return match.end() if match else start + len(text[start:end].rstrip())


def _runs_to_end(text: str, mark: _Mark, start: int) -> bool:
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
