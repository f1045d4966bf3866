"""Whether two quantities can both be true."""

from __future__ import annotations

import re

from accord.records import Quantity

# Words for a number of that order: nobody says "dozens" of hundreds.
VAGUE = re.compile(r"\b(?:dozens|scores|hundreds|thousands|millions|several|some|a few)\b", re.IGNORECASE)
_VAGUE_UP_TO = 8  # times the least that such a word may mean
_ROUND = 1000  # from here on the zeros at the end of a number may be rounding: "$700 billion" for 716
_MOST_ROUNDED = 0.05  # of such a number


def can_both_be(a: Quantity, b: Quantity) -> bool:
    """Whether the bounds overlap, allowing for the coarser number's rounding."""
    a_low, a_high = _ends(a)
    b_low, b_high = _ends(b)
    if a_low <= b_high and b_low <= a_high:
        return True
    slack = max(_rounding(a), _rounding(b), _left_off(a, b))
    return a_low <= b_high + slack and b_low <= a_high + slack


def too_vague(printed: str, vague: Quantity, other: Quantity) -> bool:
    """Whether a number is printed as a word that nobody would use for one as great as the other."""
    if vague.low is None or vague.high is not None or other.low is None or not VAGUE.search(printed):
        return False
    return float(other.low) > _VAGUE_UP_TO * float(vague.low)


def _ends(q: Quantity) -> tuple[float, float]:
    return (
        float(q.low) if q.low is not None else 0.0,
        float(q.high) if q.high is not None else float("inf"),
    )


def _left_off(a: Quantity, b: Quantity) -> float:
    """What rounding may hide where one number has decimals that the other leaves off: 71 for 70.8."""
    fewer, more = sorted(map(_decimals, (a, b)))
    return 0.5 * 10.0**-fewer if fewer < more else 0.0


def _decimals(q: Quantity) -> int:
    stated = q.low if q.low is not None else q.high
    return max(0, -int(stated.normalize().as_tuple().exponent)) if stated is not None else 0


def _rounding(q: Quantity) -> float:
    """What a stated number may lie beside the true one: half of its last digit.

    "$1.4 billion" may stand for 1.35 to 1.45, "1,500" for 1,450 to 1,550.
    """
    stated = q.low if q.low is not None else q.high
    if stated is None or abs(stated) < _ROUND:
        return 0.0
    exponent = int(stated.normalize().as_tuple().exponent)
    half = 0.5 * 10.0**exponent if exponent > 0 else 0.0
    return min(half, _MOST_ROUNDED * abs(float(stated)))
