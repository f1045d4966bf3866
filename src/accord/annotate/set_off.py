"""Words that the page sets off from the running text: block quotations and the turns of a transcript.

They need no quotation marks. A block is announced by the sentence before it ("The harbour
master added:"); a turn carries its speaker in front ("ORR: We were told on Monday.").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from accord.annotate.linking import Attribution
from accord.annotate.windows import Paragraph, find_announcement

_NAME = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){0,4}"
_LABEL = re.compile(rf"""[\s"“'‘`\[(]*(?P<name>{_NAME})(?: ?\([^()\n]{{1,60}}\))?(?P<colon>:)\s+""")
_WORDS = 5  # of a turn, on average over a transcript
_WORD = re.compile(r"\w+")
_SHORTEST = 5  # words of a block
_OPENS = frozenset("…[(—–-•")  # what a block may begin with besides a letter or a number


def with_blocks(
    text: str, found: Sequence[Attribution], paragraphs: Sequence[Paragraph]
) -> list[Attribution]:
    """The attributions; one whose cue announces the paragraph after it has the whole of that as content.

    Paragraphs that begin with a quotation mark are left to the marks, markup to nobody.
    """
    out = list(found)
    for (start, end, _), (first, last, kind) in pairwise(paragraphs):
        at = find_announcement(text, start, end) if kind == "body" else None
        if at is None:
            continue
        opening = text[first : min(first + 1, last)]
        plain = opening.isalnum() or opening in _OPENS
        if not plain or len(_WORD.findall(text, first, last)) < _SHORTEST:
            continue
        for n, a in enumerate(out):
            if a.cue[0] < end and a.cue[1] > at:
                rest = [span for span in a.content if span[0] >= last]
                out[n] = replace(a, content=((first, last), *rest), score=1.0, set_off=True)
    return out


def find_turns(text: str, paragraphs: Sequence[Paragraph]) -> list[Attribution]:
    """The turns of a transcript: paragraphs that begin with a name and a colon, by two who take turns.

    One speaker must come back after another; a list of headed paragraphs is no transcript. The
    name is the source, the colon the cue.
    """
    turns: list[tuple[int, str, Attribution]] = []
    for number, (start, end, kind) in enumerate(paragraphs):
        label = _LABEL.match(text, start, end) if kind == "body" else None
        if label:
            source, cue = label.span("name"), label.span("colon")
            name = label["name"].split()[-1].lower()
            turns.append((number, name, Attribution(((label.end(), end),), cue, source, 1.0, True)))
    out: list[Attribution] = []
    run: list[tuple[int, str, Attribution]] = []
    for turn in [*turns, None]:
        if turn and (not run or turn[0] - run[-1][0] <= 2):
            run.append(turn)
            continue
        if _take_turns(text, run):
            out += [a for _, _, a in run]
        run = [turn] if turn else []
    return out


def _take_turns(text: str, run: Sequence[tuple[int, str, Attribution]]) -> bool:
    names = [name for _, name, _ in run]
    returns = any(a == c != b for a, b, c in zip(names, names[1:], names[2:], strict=False))
    words = sum(len(_WORD.findall(text, *a.content[0])) for _, _, a in run)
    return returns and words >= _WORDS * len(run)
