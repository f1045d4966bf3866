"""Whether two quantities can both be true."""

from __future__ import annotations

from accord.records import Quantity


def can_both_be(a: Quantity, b: Quantity) -> bool:
    """Whether the bounds overlap, allowing for the coarser number's rounding."""
    a_low, a_high = _ends(a)
    b_low, b_high = _ends(b)
    if a_low <= b_high and b_low <= a_high:
        return True
    slack = max(_rounding(a), _rounding(b))
    return a_low <= b_high + slack and b_low <= a_high + slack


def _ends(q: Quantity) -> tuple[float, float]:
    return (
        float(q.low) if q.low is not None else 0.0,
        float(q.high) if q.high is not None else float("inf"),
    )


def _rounding(q: Quantity) -> float:
    """Half of the last digit stated: "$1.4 billion" may stand for 1.35 to 1.45."""
    stated = q.low if q.low is not None else q.high
    exponent = stated.as_tuple().exponent if stated is not None else 0
    return 0.5 * 10.0 ** int(exponent) if isinstance(exponent, int) and exponent > 0 else 0.0
