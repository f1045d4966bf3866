"""Numbers as they are held against each other: what counts something, and as what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from accord.records import Passage, Quantity

OF = re.compile(r"\s(?:out )?of (?:the )?(?:all )?")  # between a number and that of the whole
OF_WHOM = " of"  # ends the unit of a number that is told of somebody: "mother of"
# Before a number that says what it is of by what stands before it: "a mother of 12".
_WHOM = re.compile(
    r"\b(?P<whom>(?:grand)?(?:mother|father)|mum|mom|dad|widow(?:er)?|parents?|crew|family|jury"
    r"|household) of\s$",
    re.IGNORECASE,
)
_IN_OTHER_UNIT = re.compile(r"(?:\s\w+)?\s\(")
# Around a number that counts nothing: the same in another unit in brackets, an hour of the day, a margin,
# a part of a compound ("three-by-four"), the model of what is counted ("14 KR 21 lamps").
_BEFORE_NO_COUNT = re.compile(
    r"(?:\d(?:\s\w+)?\s\(|\d:\s?|\b(?:plus or minus|give or take)\s|±\s?|-(?:by|on|to)-"
    r"|(?-i:(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|an?))\s[A-Z]{1,4}\s))$",
    re.IGNORECASE,
)
_AFTER_NO_COUNT = re.compile(
    r":\s?\d\d\b|[-‐‑](?:by|on|to)[-‐‑]\w|\s\w+,?\s(?:plus or minus|give or take|either way)\b",
    re.IGNORECASE,
)
_ALMOST = re.compile(r"(?:almost|nearly|just under|close to)\b", re.IGNORECASE)
_FEW = 10  # a number up to which "almost" leaves off less than a half of one
# Nouns that newsrooms use for one kind of thing, under the first of them.
_KINDS = {
    word: row.split()[0]
    for row in (
        "ship vessel boat",
        "car vehicle",
        "piece fragment",
        "house home",
        "shop store",
        "plane aircraft airplane jet",
        "shot bullet round gunshot",
        "metre meter",
        "kilometre kilometer",
    )
    for word in row.split()
}


def as_told(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Numbers under the common noun of what they count, those printed in two pieces as one."""
    told: list[Quantity] = []
    for quantity in quantities:
        whole = _rejoined(text, told[-1], quantity) if told else None
        if whole is not None:
            told.pop()
        told.append(_as_told(text, whole or quantity))
    return told


def _as_told(text: str, quantity: Quantity) -> Quantity:
    low, high, at = quantity.low, quantity.high, quantity.passage
    if low is not None and high is not None and high <= _FEW and _ALMOST.match(text, at.start, at.end):
        low = max(low, high - Decimal("0.4"))  # "almost three" is no two
    unit = _KINDS.get(quantity.unit, quantity.unit)
    return quantity if (low, unit) == (quantity.low, quantity.unit) else replace(quantity, low=low, unit=unit)


_FIRST_PIECE = re.compile(r"(?P<month>[A-Z][a-z]{2,8}\.?\s)?[$€£¥]?\b\d{1,3}(?P<mark>[.,])\s$")
_THOUSANDS, _TENTHS = re.compile(r"\d{3}\b"), re.compile(r"\d{1,2}(?![\d,])")


def _rejoined(text: str, one: Quantity, then: Quantity) -> Quantity | None:
    """A number whose pieces a page prints apart: "2, 117 points", "3. 9 percent"; None where they are two.

    "On May 2, 150 barges" is a day and a number.
    """
    start, end = one.passage.end, then.passage.start
    if end - start != 2 or one.low is None or then.low is None or then.low != then.high:
        return None
    pieces = _FIRST_PIECE.search(text, max(0, start - 16), end)
    if pieces is None or pieces["month"]:
        return None
    if pieces["mark"] == ",":
        if not _THOUSANDS.match(text, end):
            return None
        scale, more = Decimal(1000), then.low
    else:
        tenths = _TENTHS.match(text, end)
        if tenths is None or not int(tenths[0]):
            return None
        scale = then.low / int(tenths[0])
        more = Decimal(f"0.{tenths[0]}") * scale
    low, high = one.low * scale + more, None if one.high is None else one.high * scale + more
    unit = one.unit if text[one.passage.start] in "$€£¥" else then.unit
    return Quantity(Passage(one.passage.article, one.passage.start, then.passage.end), low, high, unit)


def counting(text: str, quantities: Sequence[Quantity], sentence: Passage) -> list[Quantity]:
    """Those numbers of a sentence that count something, each with what it counts for its unit."""
    found = []
    for n, raw in enumerate(quantities):
        quantity = _of_whom(text, raw, quantities[n + 1] if n + 1 < len(quantities) else None)
        # "two thousand feet (609 metres)" is one number twice
        again = n and _IN_OTHER_UNIT.fullmatch(text, quantities[n - 1].passage.end, quantity.passage.start)
        if quantity.unit and not again and not _no_count(text, quantity, sentence):
            found.append(quantity)
    return found


def _of_whom(text: str, quantity: Quantity, then: Quantity | None) -> Quantity:
    """A number with what it is of for its unit: "a mother of 12", "21 of 71 laps"."""
    start, end = quantity.passage.start, quantity.passage.end
    found = _WHOM.search(text, max(0, start - 20), start)
    if found:
        return replace(quantity, unit=found["whom"].lower() + OF_WHOM)
    if then is not None and not quantity.unit and OF.fullmatch(text, end, then.passage.start):
        return replace(quantity, unit=then.unit)
    return quantity


def _no_count(text: str, quantity: Quantity, sentence: Passage) -> bool:
    """Whether what stands around a number tells that it counts nothing by itself."""
    start, end = quantity.passage.start, quantity.passage.end
    before = text[max(sentence.start, start - 30) : start]
    return bool(_AFTER_NO_COUNT.match(text, end, sentence.end) or _BEFORE_NO_COUNT.search(before))
