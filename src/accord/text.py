"""Words and plain forms of a text, with offsets that stay true.

`plain` swaps characters one for one, so an offset into the plain form is an offset
into the text itself and no map is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

DOUBLE_OPEN, DOUBLE_CLOSE = "“„«‟", "”»"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00a0\u2007\u202f\u2009\u200a\u2002\u2003", " "),
    }
)
_WORD = re.compile(r"\d+(?:[.,:]\d+)*%?|[^\W\d_]+(?:['’][^\W\d_]+)*|\w+")


def plain(text: str) -> str:
    """The text with one kind of quotation mark, dash and blank; same length, same offsets."""
    if text.isascii() and "`" not in text:
        return text
    return text.translate(_PLAIN)


class Word(NamedTuple):
    start: int
    end: int
    form: str  # plain and lower-case, to compare by


def words(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """The words of ``text[start:end]`` with offsets into `text`; punctuation is none."""
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        yield Word(match.start(), match.end(), plain(match.group()).lower())
