"""Calendar arithmetic: from a unit, a count and a day to the first and last day meant.

Weeks start on Monday (ISO 8601). Words that are only roughly true get a span wide enough
to hold what they may mean, after the tables below; nothing here looks at a text.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

Tense = Literal["past", "future"] | None
Span = tuple[date, date]

UNIT_DAYS = {"hour": 1 / 24, "day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30.44} | {
    "year": 365.25,
    "decade": 3652.5,
    "century": 36525.0,
}

# How many are meant, at least and at most.
VAGUE_COUNTS = {
    "couple": (2, 3),
    "few": (2, 6),
    "several": (3, 9),
    "many": (5, 40),
    "": (2, 20),  # "years ago"
}
VAGUE_TOP = {"hour": 24, "day": 13, "week": 9, "month": 23}  # one says the next unit beyond that

# Days by which "a week ago" and "about a week ago" may miss, for each of the unit counted;
# "about a week ago" is thus 5 to 9 days ago.
SLACK = {
    "hour": (0.0, 0.0),
    "day": (0.0, 0.25),
    "night": (0.0, 0.25),
    "week": (1.0, 2.0),
    "fortnight": (2.0, 4.0),
    "month": (10.0, 15.0),
    "year": (92.0, 183.0),
    "decade": (730.0, 1095.0),
    "century": (7300.0, 10950.0),
}
_TIRING = 2  # slack grows with the count no further than this many units


def clamp(day: date, days: float) -> date:
    """`day` moved by `days`; kept within the calendar."""
    try:
        return day + timedelta(days=round(days))
    except OverflowError:
        return date.min if days < 0 else date.max


def month(year: int, number: int) -> Span:
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def year(number: int) -> Span:
    return date(number, 1, 1), date(number, 12, 31)


def shifted_month(day: date, by: int) -> Span:
    at = day.year * 12 + day.month - 1 + by
    return month(at // 12, at % 12 + 1)


def season(name: str, of: int) -> Span:
    """A northern season by month or sun, whichever is wider; the winter of a year is either of its two."""
    if name == "winter":
        return date(of - 1, 12, 1), date(of + 1, 3, 20)
    first, last = {"spring": ((3, 1), (6, 20)), "summer": ((6, 1), (9, 22))}.get(name, ((9, 1), (12, 21)))
    return date(of, *first), date(of, *last)


def unit(name: str, day: date, by: int = 0) -> Span:
    """The calendar unit that holds `day`, or the one `by` units away."""
    if name == "day":
        return clamp(day, by), clamp(day, by)
    if name == "week":
        monday = day - timedelta(days=day.weekday() - 7 * by)
        return monday, monday + timedelta(days=6)
    if name == "weekend":
        monday = day - timedelta(days=day.weekday() - 7 * by)
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if name == "month":
        return shifted_month(day, by)
    if name == "quarter":
        first = shifted_month(day, 3 * by - (day.month - 1) % 3)[0]
        return first, shifted_month(first, 2)[1]
    if name == "year":
        return year(day.year + by)
    if name in ("decade", "century"):
        size = 10 if name == "decade" else 100
        start = day.year // size * size + by * size
        return date(start, 1, 1), date(start + size - 1, 12, 31)
    raise ValueError(name)


# Shares of a span that its early, middle and late part may cover; they overlap on purpose.
_PARTS = {
    "early": (0.0, 0.4),
    "start": (0.0, 0.25),
    "mid": (0.25, 0.75),
    "late": (0.6, 1.0),
    "end": (0.7, 1.0),
}


def part(name: str, span: Span) -> Span:
    """The early, mid or late part of a span, or its start or end."""
    low, high = _PARTS[name]
    size = (span[1] - span[0]).days
    return clamp(span[0], int(low * size)), clamp(span[0], -int(-high * size // 1))


def ago(counts: tuple[float, float], name: str, hedge: str, anchor: date, sign: int = -1) -> Span:
    """`counts` units before the anchor (or after it, with `sign` 1), as loosely as the hedge says.

    "less than" reaches from the anchor, "more than" to twice the count: further back one
    would have said a larger number. "nearly" leaves a fifth.
    """
    size = UNIT_DAYS[name]
    low, high = counts[0] * size, counts[1] * size
    if hedge == "under":
        low = 0
    elif hedge == "over":
        high = 2 * high
    elif hedge == "nearly":
        low = 0.8 * low
    else:
        slack = SLACK[name][hedge == "about"]
        low -= slack * min(counts[0], _TIRING)
        high += slack * min(counts[1], _TIRING)
    ends = sorted((clamp(anchor, sign * max(low, 0)), clamp(anchor, sign * high)))
    if name == "hour" and sign < 0:
        ends[0] = min(
            ends[0], clamp(anchor, -1 if high >= 3 / 24 else 0)
        )  # the day before, in the small hours
    return ends[0], ends[1]


def vague(word: str, name: str) -> tuple[float, float]:
    low, high = VAGUE_COUNTS[word]
    return low, min(high, VAGUE_TOP.get(name, high))


def weekday(number: int, anchor: date, tense: Tense) -> date:
    """The nearest such day on the side of the tense, the anchor included; without a tense on either side."""
    back = (anchor.weekday() - number) % 7
    ahead = tense == "future" or (tense is None and back > 3)
    return clamp(anchor, (7 - back) % 7 if ahead else -back)


def qualified_weekday(number: int, word: str, anchor: date) -> date:
    """ "last", "past", "this", "next" or "coming" with a weekday.

    "next" is the one of next week. "last" is the most recent, but where that was in this week
    and under four days ago one would have named it plainly: then the one before.
    """
    if word == "this":
        return unit("week", anchor)[0] + timedelta(days=number)
    if word == "next":
        return unit("week", anchor, 1)[0] + timedelta(days=number)
    if word in ("coming", "following", "upcoming"):
        return clamp(anchor, (number - anchor.weekday() - 1) % 7 + 1)
    back = (anchor.weekday() - number - 1) % 7 + 1
    if word == "last" and back < 4 and back <= anchor.weekday():
        back += 7
    return clamp(anchor, -back)


def weekend(anchor: date, tense: Tense) -> Span:
    """ "the weekend": the running or last one; the coming one for the future."""
    if anchor.weekday() >= 5:
        return unit("weekend", anchor)
    return unit("weekend", anchor, 0 if tense == "future" else -1)


def nearest_year(
    anchor: date, tense: Tense, make: Callable[[int], Span | None], *, sure: bool = False
) -> Span | None:
    """The span that a day or month without a year means: the nearest to the anchor.

    The wrong side for the tense costs 150 days, so that a tense misread does not overrule a
    month that is close; with a sure one it costs a year: "sales began in January", printed in December. A
    sure future costs less, since "was expected to sign on Oct. 20" may be printed two days later.
    """
    best: tuple[int, Span] | None = None
    for of in (anchor.year - 1, anchor.year, anchor.year + 1):
        span = make(of)
        if span is None:
            continue
        if span[0] <= anchor <= span[1]:
            cost, side = 0, None
        elif span[1] < anchor:
            cost, side = (anchor - span[1]).days, "past"
        else:
            cost, side = (span[0] - anchor).days, "future"
        if tense is not None and side is not None and side != tense:
            cost += (365 if tense == "past" else 300) if sure else 150
        if best is None or cost < best[0]:
            best = cost, span
    return best and best[1]
