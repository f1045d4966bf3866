"""Numbers as English prints them: "1,375", "5.7 billion", "two dozen", "a hundred".

`FIGURE` and `SPELLED` are patterns to build larger ones from; `value` tells what a match is
worth. The exponent of the Decimal says how precisely the number was stated: "1.4 billion"
is 1.4E+9, to the nearest hundred million, and "800,000" is 800E+3.
"""

from __future__ import annotations

import re
from decimal import Decimal

_SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * tens
    for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"dozen": "12", "hundred": "1E2", "thousand": "1E3", "million": "1E6", "billion": "1E9"} | {
    "trillion": "1E12"
}
_LETTERS = {"k": "1E3", "m": "1E6", "mn": "1E6", "b": "1E9", "bn": "1E9", "tn": "1E12"}

SCALE = "(?:" + "|".join(_SCALES) + ")"
_NAMED = "(?:" + "|".join(sorted([*_SMALL, *_TENS], key=len, reverse=True)) + ")"
SPELLED = (
    rf"(?:(?:an?|{_NAMED}(?:[ -]{_NAMED})?)(?:[ ]{SCALE})+"
    rf"(?:(?:[ ]and)?[ ]{_NAMED}(?:-{_NAMED})?(?![ -]{SCALE}))?"
    rf"|{_NAMED}(?:-{_NAMED})?)(?![\w])"
)
FIGURE = (
    r"(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    rf"(?:[ -]?{SCALE}s?(?![\w])|(?:[kKmMbB]|mn|bn|tn)(?![\w]))?)(?!\d)"
)
NUMBER = rf"(?:{FIGURE}|{SPELLED})"

_LONGEST = 24  # what has more figures is a code, and arithmetic on Decimals keeps no more than 28
_FIGURE = re.compile(r"([\d,.]+)[ -]?([a-z]+)?", re.IGNORECASE)


def value(words: str) -> Decimal | None:
    """What a match of `NUMBER` is worth, or None where it is none ("two ten")."""
    words = " ".join(words.lower().split())
    if words[0].isdigit():
        found = _FIGURE.fullmatch(words)
        if found is None:
            return None
        figure, scale = found.groups()
        if len(figure) > _LONGEST:
            return None
        number = _written(figure)
        if scale is None:
            return number
        return number * Decimal(_LETTERS.get(scale) or _SCALES[scale.removesuffix("s")])
    return _spelled(words)


def _written(figure: str) -> Decimal:
    """A figure; whole thousands written out count as rounded to the thousand, nothing else does."""
    number = Decimal(figure.replace(",", ""))
    return Decimal(f"{number // 1000}E+3") if number and "." not in figure and number % 1000 == 0 else number


def _spelled(words: str) -> Decimal | None:
    total, part, open_tens = Decimal(0), None, False
    for word in re.split(r"[ -]", words):
        if word in ("a", "an"):
            part = Decimal(1)
        elif word == "and":
            continue
        elif word in _TENS:
            if part is not None and part % 100:
                return None
            part, open_tens = (part or 0) + Decimal(_TENS[word]), True
        elif word in _SMALL:
            if part is not None and not (open_tens and _SMALL[word] < 10) and part % 100:
                return None
            part, open_tens = (part or 0) + Decimal(_SMALL[word]), False
        else:
            scale, open_tens = Decimal(_SCALES[word]), False
            part = (Decimal(1) if part is None else part) * scale
            if scale >= 1000:
                total, part = total + part, None
    return total if part is None else total + part if total else part
