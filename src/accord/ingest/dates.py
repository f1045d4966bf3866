"""Days and moments that a page prints with their year. Relative days are for `annotate`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
        "september sept sep|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# Only zones with one meaning; "CST" and "IST" have several, "ET" changes with the season.
_ZONES = {"utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "pst": -8, "pdt": -7, "cet": 1, "cest": 2}
_CLOCK = (
    r"(?:(?:T|,?\s+(?:at\s+)?|\s*[-–|]\s*)(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>[+-]\d\d:?\d\d|(?:utc|gmt|est|edt|pst|pdt|cest|cet|z)\b)?)?"
)
_PATTERNS = tuple(
    re.compile(rf"(?<![\w/.-]){pattern}(?!\d)", re.I)
    for pattern in (
        rf"{_YEAR}(?P<sep>\s?[-/.]\s?)(?P<month>[01]?\d)(?P=sep){_DAY}{_CLOCK}",
        rf"{_WEEKDAY}{_MONTH}\s*{_DAY}(?:,|\s)\s*{_YEAR}{_CLOCK}",
        rf"{_WEEKDAY}{_DAY}\s*(?:of\s+)?{_MONTH},?\s*{_YEAR}{_CLOCK}",
        rf"(?P<first>[0-3]?\d)(?P<sep>\s?[/.]\s?)(?P<second_>[0-3]?\d)(?P=sep){_YEAR}{_CLOCK}",
    )
)


@dataclass(frozen=True, slots=True, order=True)
class StatedDay:
    """A day printed in full, and the moment where hour and zone are printed too."""

    start: int
    end: int
    day: date  # as printed, in the zone of who printed it
    moment: datetime | None = None


def find_days(text: str, start: int = 0, end: int | None = None) -> Iterator[StatedDay]:
    """Full dates in ``text[start:end]``, in text order.

    ``03/04/2025`` is left out: it is one day in London and another in New York.
    """
    found: list[StatedDay] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text, start, len(text) if end is None else end):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            read = _read(match.groupdict())
            if read is not None:
                stop = match.start() + len(match.group().rstrip())
                found.append(StatedDay(match.start(), stop, *read))
    yield from sorted(found)


def parse_moment(value: str) -> tuple[date, datetime | None] | None:
    """The day and, where its zone is given, the moment of a field; None when it holds no full date."""
    value = value.strip()
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        day = next(find_days(value[:100]), None)
        return (day.day, day.moment) if day else None
    return moment.date(), _in_utc(moment)


def _in_utc(moment: datetime) -> datetime | None:
    if moment.tzinfo is None:
        return None  # an hour without a zone is no moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and last day of the calendar
        return None


def _read(groups: dict[str, str | None]) -> tuple[date, datetime | None] | None:
    year = int(groups["year"] or 0)
    if groups.get("first"):
        first, second = int(groups["first"] or 0), int(groups["second_"] or 0)
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if first > 12 or first == second else (second, first)
    else:
        name = (groups["month"] or "").lower()
        month, day = int(MONTHS.get(name, 0) or name), int(groups["day"] or 0)
    try:
        stated = date(year, month, day)
    except ValueError:
        return None
    hour, zone = groups.get("hour"), (groups.get("zone") or "").lower()
    if not hour or not zone:
        return stated, None
    offset = _ZONES.get(zone)
    if offset is None:
        sign, digits = (-1 if zone[0] == "-" else 1), zone[1:].replace(":", "")
        shift = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    else:
        shift = timedelta(hours=offset)
    clock = int(hour) % 12 if groups.get("half") else int(hour)
    if (groups.get("half") or "").lower().startswith("p"):
        clock += 12
    try:
        moment = datetime(
            year,
            month,
            day,
            clock,
            int(groups.get("minute") or 0),
            int(groups.get("second") or 0),
            tzinfo=timezone(shift),
        )
    except ValueError:
        return stated, None
    return stated, _in_utc(moment)
