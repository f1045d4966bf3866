"""Times that say their own day, month or year: "Oct. 22, 2025", "early March", "the summer of 2019"."""

from __future__ import annotations

import re
from datetime import date

from accord.annotate import days
from accord.annotate.time_words import (
    DAY,
    ITS_WEEKDAY,
    MONTH,
    NO_DAYS,
    PART,
    WEEKDAYS,
    YEAR,
    Place,
    Rules,
    When,
    month_in,
    one_day,
    part_in,
    when_of,
)

RULES = Rules()


@RULES.on(r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?:T[\d:.]+Z?)?")
def _iso(match: re.Match[str], place: Place) -> When | None:
    span = one_day(int(match["year"]), int(match["month"]), int(match["day"]))
    return span and when_of(span, stated=True)


@RULES.on(r"(?P<a>\d\d?)(?P<sep>[/.])(?P<b>\d\d?)(?P=sep)(?P<year>(?:19|20)\d\d)")
def _figures(match: re.Match[str], place: Place) -> When | None:
    """3/14/2018 and 14.3.2018; where both readings make a day, it is not told which."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    spans = {span for span in (one_day(year, a, b), one_day(year, b, a)) if span}
    return (when_of(spans.pop(), stated=True) if len(spans) == 1 else NO_DAYS) if spans else None


_SHARED_YEAR = re.compile(
    rf"(?:,? (?:and|or) |, ){MONTH}(?: {DAY})?,? {YEAR}"
)  # "in August and October 2017"
_ATTACKS = re.compile(
    r",? (?:terror|attack|hijack|victim|famil|survivor|commission|memorial|anniversary|era|advocate)",
    re.IGNORECASE,
)


def _year_of(match: re.Match[str], place: Place) -> int | None:
    """The year said with it, or right behind with another month: "in August and October 2017"."""
    if match["year"]:
        return int(match["year"])
    shared = _SHARED_YEAR.match(place.text, place.end)
    return int(shared["year"]) if shared else None


@RULES.on(rf"{ITS_WEEKDAY}{MONTH} {DAY}(?!,\d{{3}}|\.\d|:\d)(?:-(?P<until>\d\d?))?(?:(?:,| of| in)? {YEAR})?")
@RULES.on(rf"{ITS_WEEKDAY}(?:the )?{DAY}(?:-(?P<until>\d\d?))?(?: of)? {MONTH}(?!\.? \d\d?\b)(?:,? {YEAR})?")
def _month_day(match: re.Match[str], place: Place) -> When | None:
    month, day = month_in(match), int(match["day"])
    last = int(match["until"] or day)

    def of(year: int) -> days.Span | None:
        first, end = one_day(year, month, day), one_day(year, month, last)
        return (first[0], end[1]) if first and end and first <= end else None

    if (year := _year_of(match, place)) is not None:
        return when_of(of(year), stated=True)
    if (month, day) == (9, 11) and _ATTACKS.match(place.text, place.end):
        return when_of(of(2001), stated=True)
    if of(2000) is None:
        return None
    if match["weekday"]:  # names the year, as a rule
        number = WEEKDAYS.index(match["weekday"][:3].lower())
        named = place.nearest_year(
            lambda year: next((s for s in (of(year),) if s and s[0].weekday() == number), None)
        )
        if named:
            return when_of(named)
    return when_of(place.nearest_year(of))


@RULES.on(
    rf"(?:{PART}|(?P<which>this past|last|this|next|this coming) ){MONTH}"
    rf"(?:(?:,| of)? (?:{YEAR}|(?P<years>last|this|next) year))?"
)
def _month_alone(match: re.Match[str], place: Place) -> When | None:
    month, soft, which = month_in(match), part_in(match), (match["which"] or "").lower()
    if not soft and re.match(r" \d{1,2}\b(?![:.]\d)", place.text[place.end :]):
        return None  # "in this Oct. 9, 2011, picture"

    def of(year: int) -> days.Span:
        return days.part(soft, days.month(year, month)) if soft else days.month(year, month)

    if (year := _year_of(match, place)) is not None:
        return when_of(of(year), stated=True)
    name = match["month"]
    shortened = len(name) == 3 and name != "May"
    if not (soft or which or match["years"]):
        in_time = place.after(
            "in|since|by|until|till|from|through|of|before|after|during|for|to|between|and|or"
        )
        following = place.text[place.end : place.end + 2]
        named_like = name in ("May", "March", "April", "June", "August") or shortened
        if named_like and (not in_time or following == "'s" or re.match(r" [A-Z]", following)):
            return None  # the verb, the march, and people called April
        if shortened and not name.endswith("."):
            return None
        if place.after(r"(?-i:[A-Z])[\w.]+|on") and not in_time:
            return None
    if place.anchor is None:
        return NO_DAYS
    if match["years"]:
        return when_of(of(place.anchor.year + {"last": -1, "this": 0, "next": 1}[match["years"].lower()]))
    if which in ("this past", "last", "next", "this coming"):
        ahead = which in ("next", "this coming")
        year = (
            place.anchor.year
            + (ahead if month <= place.anchor.month else 0)
            - (not ahead and month >= place.anchor.month)
        )
        return when_of(of(year))
    if which == "this":
        return when_of(of(place.anchor.year))
    return when_of(place.nearest_year(of))


@RULES.on(
    r"(?:the )?(?:(?P<part>early|mid|late)[ -])?"
    r"(?:(?P<which>this past|last|this|next|this coming|the|that) )?"
    rf"(?P<season>spring|summer|fall|autumn|winter)(?: (?:of )?(?:{YEAR}|(?P<years>last|this|next) year))?"
)
def _season(match: re.Match[str], place: Place) -> When | None:
    soft, which, season = part_in(match), (match["which"] or "").lower(), match["season"].lower()

    def of(year: int) -> days.Span:
        span = days.season(season, year)
        return days.part(soft, span) if soft and season != "winter" else span

    if match["year"]:
        return when_of(of(int(match["year"])), stated=True)
    if not match["years"] and which in ("", "the"):
        loose = which == "the" or match.group().lower().startswith("the ")
        if not (loose and place.after("in|over|during|since|until|by|through")) or not re.match(
            r"[.,;:)]", place.text[place.end :]
        ):
            return None
    if place.anchor is None or which == "that":
        return NO_DAYS
    if match["years"]:
        return when_of(of(place.anchor.year + {"last": -1, "this": 0, "next": 1}[match["years"].lower()]))
    if which in ("last", "this past"):
        year = place.anchor.year
        return when_of(of(year if of(year)[1] < place.anchor and season != "winter" else year - 1))
    if which in ("next", "this coming"):
        return when_of(of(place.anchor.year + (of(place.anchor.year)[0] <= place.anchor)))
    if which == "this":
        return when_of(of(place.anchor.year))
    return when_of(place.nearest_year(of))


_COUNTED = (  # what follows a number of four figures that is no year
    r"(?: (?:people|soldiers|troops|men|women|children|votes|dollars|euros|pounds|percent|per|miles|km|"
    r"kilomet\w+|"
    r"met(?:er|re)s|feet|tons|tonnes|jobs|pages|homes|houses|employees|workers|members|officers|deaths|times|"
    r"hours|days|weeks|points|calories|acres|years|degrees)\b)"
)


_NTH = r"(?:(?:the )?(?P<quarter>first|second|third|fourth|last) (?P<size>quarter|half|three months) of )?"


@RULES.on(rf"{PART}{_NTH}{YEAR}(?!{_COUNTED}|-\w*[a-z])")
def _year_alone(match: re.Match[str], place: Place) -> When | None:
    span = days.year(int(match["year"]))
    if place.after(
        r"no\.|number|room|flight|route|highway|fiscal|fiscal year|tax year|[$€£]|resolution|chapter"
    ):
        return None
    if int(match["year"]) < 1900 and not place.after(
        "in|since|of|by|from|until|before|after|early|late|to|and"
    ):
        return None
    if soft := part_in(match):
        span = days.part(soft, span)
    elif match["quarter"]:
        size = 6 if match["size"].lower() == "half" else 3
        nth = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": 12 // size - 1}[
            match["quarter"].lower()
        ]
        if (nth + 1) * size > 12:
            return None
        start = date(span[0].year, 1 + nth * size, 1)
        span = start, days.shifted_month(start, size - 1)[1]
    return when_of(span, stated=True)


@RULES.on(
    r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?:(?P<century>1[89]|20)(?P<tens>\d)0s|'(?P<short>\d)0s)"
)
def _decade(match: re.Match[str], place: Place) -> When | None:
    start = int(f"{match['century'] or '19'}{match['tens'] or match['short']}0")
    span = date(start, 1, 1), date(start + 9, 12, 31)
    soft = part_in(match)
    return when_of(days.part(soft, span) if soft else span, stated=True)


_NAMED_DAYS = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
    "the fourth of july": (7, 4),
}


@RULES.on("(?P<name>" + "|".join(_NAMED_DAYS) + rf")(?:,? {YEAR})?")
def _named_day(match: re.Match[str], place: Place) -> When | None:
    month, day = _NAMED_DAYS[match["name"].lower()]
    if match["year"]:
        return when_of(one_day(int(match["year"]), month, day), stated=True)
    return when_of(place.nearest_year(lambda year: one_day(year, month, day)))
