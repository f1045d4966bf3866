"""The grammar of English time expressions: patterns, and the days each means.

A rule gets a match and its place and returns the days, `NO_DAYS` for a time that cannot be
told from these words alone, or None where the words are no time after all ("may", "USA Today").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from accord.annotate import days
from accord.annotate.numerals import NUMBER, value
from accord.annotate.tense import Cue
from accord.annotate.tense import of as tense_of


class When(NamedTuple):
    first: date | None
    last: date | None
    stated: bool = False  # the words alone say which days


NO_DAYS = When(None, None)
NO_CUE = Cue(None, False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands, and the day from which it is counted."""

    text: str
    start: int
    end: int
    low: int  # its block
    high: int
    anchor: date | None

    def cue(self) -> Cue:
        return tense_of(self.text, self.start, self.end, self.low, self.high)

    def tense(self) -> days.Tense:
        return self.cue().tense

    def nearest_year(self, make: Callable[[int], days.Span | None]) -> days.Span | None:
        """The day or month without a year. "delayed the June 19 vote" may be ahead: there the tense is no help."""
        cue = NO_CUE if self.after("the|its|his|her|their|our") else self.cue()
        return days.nearest_year(self.anchor, cue.tense, make, sure=cue.close) if self.anchor else None

    def after(self, words: str) -> bool:
        """Whether it stands right after these words."""
        return bool(
            re.search(rf"\b(?:{words})\s$", self.text[max(self.low, self.start - 40) : self.start], re.I)
        )

    def quoted(self) -> bool:
        return self.text.count('"', self.low, self.start) % 2 == 1


Rule = Callable[[re.Match[str], Place], When | None]
RULES: list[tuple[re.Pattern[str], Rule]] = []


def _rule(pattern: str) -> Callable[[Rule], Rule]:
    compiled = re.compile(rf"(?<![\w$€£#/])(?<![A-Za-z]-)(?<!\d[.,]){pattern}(?!\w)", re.IGNORECASE)

    def register(rule: Rule) -> Rule:
        RULES.append((compiled, rule))
        return rule

    return register


# ---------------------------------------------------------------- words

_MONTHS = {
    name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}
_MONTH = (
    r"(?P<month>(?-i:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?))"
)
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?![\d,]\d|\.\d|%)"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?P<weekday>(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day))"
_ITS_WEEKDAY = r"(?:(?P<weekday>(?-i:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.?)),? (?:the )?)?"
_HOURS = r"(?: (?:morning|afternoon|evening|night))?"
_UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade)"
_COUNT = rf"(?:(?P<vague>a few|several|many|a couple(?: of)?|(?:the )?few)|(?P<number>an?|{NUMBER}))"
_HEDGES = {
    "about": "about|around|roughly|approximately|some|an estimated",
    "under": "less than|fewer than|under|just under|within",
    "over": "more than|over|at least|well over|just over|longer than",
    "nearly": "nearly|almost|close to",
}
_HEDGE = (
    "(?:(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _HEDGES.items()) + "|only|just|exactly) )?"
)
_SOFT_PARTS = {
    "earl": "early",
    "mid": "mid",
    "late": "late",
    "begi": "start",
    "star": "start",
    "middle": "mid",
    "end": "end",
    "close": "end",
    "turn": "start",
}
_PART = (
    r"(?:(?P<part>(?:very )?early|mid|late|(?:the )?(?:early|late|final|last) (?:days|weeks|months|years|part) of|"
    r"(?:the )?(?:end|close|beginning|start|middle) of)[ -](?:in )?)?"
)


def _hedge(match: re.Match[str]) -> str:
    return next((name for name in _HEDGES if match[name]), "")


def _counts(match: re.Match[str], unit: str) -> tuple[float, float] | None:
    """How many are meant, as a range; None where the words make no number."""
    if match["number"]:
        number = 1 if match["number"].lower() in ("a", "an") else value(match["number"])
        return None if number is None else (float(number), float(number))
    word = (match["vague"] or "").lower()
    return days.vague(next((w for w in days.VAGUE_COUNTS if w and w in word), ""), unit)


def _month(match: re.Match[str]) -> int:
    return _MONTHS[match["month"][:3].lower()]


def _soft(match: re.Match[str]) -> str | None:
    words = match["part"]
    if not words:
        return None
    words = words.lower().removeprefix("the ").removeprefix("very ")
    if words.startswith(("final", "last")):
        return "end"
    return next((name for start, name in _SOFT_PARTS.items() if words.startswith(start)), None)


def _when(span: days.Span | None, *, stated: bool = False) -> When:
    return NO_DAYS if span is None else When(*span, stated)


def _day(year: int, month: int, day: int) -> days.Span | None:
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


# ---------------------------------------------------------------- absolute


@_rule(r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?:T[\d:.]+Z?)?")
def _iso(match: re.Match[str], place: Place) -> When | None:
    span = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return span and _when(span, stated=True)


@_rule(r"(?P<a>\d\d?)(?P<sep>[/.])(?P<b>\d\d?)(?P=sep)(?P<year>(?:19|20)\d\d)")
def _figures(match: re.Match[str], place: Place) -> When | None:
    """3/14/2018 and 14.3.2018; where both readings make a day, it is not told which."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    spans = {span for span in (_day(year, a, b), _day(year, b, a)) if span}
    return (_when(spans.pop(), stated=True) if len(spans) == 1 else NO_DAYS) if spans else None


_SHARED_YEAR = re.compile(
    rf"(?:,? (?:and|or) |, ){_MONTH}(?: {_DAY})?,? {_YEAR}"
)  # "in August and October 2017"
_ATTACKS = re.compile(
    r",? (?:terror|attack|hijack|victim|famil|survivor|commission|memorial|anniversary|era)"
)


@_rule(rf"{_ITS_WEEKDAY}{_MONTH} {_DAY}(?!,\d{{3}}|\.\d|:\d)(?:-(?P<until>\d\d?))?(?:(?:,| of)? {_YEAR})?")
@_rule(rf"{_ITS_WEEKDAY}(?:the )?{_DAY}(?:-(?P<until>\d\d?))?(?: of)? {_MONTH}(?:,? {_YEAR})?")
def _month_day(match: re.Match[str], place: Place) -> When | None:
    month, day = _month(match), int(match["day"])
    last = int(match["until"] or day)

    def of(year: int) -> days.Span | None:
        first, end = _day(year, month, day), _day(year, month, last)
        return (first[0], end[1]) if first and end and first <= end else None

    shared = _SHARED_YEAR.match(place.text, place.end)
    if match["year"] or shared:
        return _when(of(int(match["year"] or shared["year"])), stated=True)
    if (month, day) == (9, 11) and _ATTACKS.match(place.text, place.end):
        return _when(of(2001), stated=True)
    if of(2000) is None:
        return None
    if match["weekday"]:  # names the year, as a rule
        number = _WEEKDAYS.index(match["weekday"][:3].lower())
        named = place.nearest_year(
            lambda year: next((s for s in (of(year),) if s and s[0].weekday() == number), None)
        )
        if named:
            return _when(named)
    return _when(place.nearest_year(of))


@_rule(
    rf"(?:{_PART}|(?P<which>this past|last|this|next|this coming) ){_MONTH}(?:(?:,| of)? (?:{_YEAR}|(?P<years>last|this|next) year))?"
)
def _month_alone(match: re.Match[str], place: Place) -> When | None:
    month, soft, which = _month(match), _soft(match), (match["which"] or "").lower()

    def of(year: int) -> days.Span:
        return days.part(soft, days.month(year, month)) if soft else days.month(year, month)

    shared = _SHARED_YEAR.match(place.text, place.end)
    if match["year"] or shared:
        return _when(of(int(match["year"] or shared["year"])), stated=True)
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
        return _when(of(place.anchor.year + {"last": -1, "this": 0, "next": 1}[match["years"].lower()]))
    if which in ("this past", "last", "next", "this coming"):
        ahead = which in ("next", "this coming")
        year = (
            place.anchor.year
            + (ahead if month <= place.anchor.month else 0)
            - (not ahead and month >= place.anchor.month)
        )
        return _when(of(year))
    if which == "this":
        return _when(of(place.anchor.year))
    return _when(place.nearest_year(of))


@_rule(
    r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?:(?P<which>this past|last|this|next|this coming|the|that) )?"
    rf"(?P<season>spring|summer|fall|autumn|winter)(?: (?:of )?(?:{_YEAR}|(?P<years>last|this|next) year))?"
)
def _season(match: re.Match[str], place: Place) -> When | None:
    soft, which, season = _soft(match), (match["which"] or "").lower(), match["season"].lower()

    def of(year: int) -> days.Span:
        span = days.season(season, year)
        return days.part(soft, span) if soft and season != "winter" else span

    if match["year"]:
        return _when(of(int(match["year"])), stated=True)
    if not match["years"] and which in ("", "the"):
        loose = which == "the" or match.group().lower().startswith("the ")
        if not (loose and place.after("in|over|during|since|until|by|through")) or not re.match(
            r"[.,;:)]", place.text[place.end :]
        ):
            return None
    if place.anchor is None or which == "that":
        return NO_DAYS
    if match["years"]:
        return _when(of(place.anchor.year + {"last": -1, "this": 0, "next": 1}[match["years"].lower()]))
    if which in ("last", "this past"):
        year = place.anchor.year
        return _when(of(year if of(year)[1] < place.anchor and season != "winter" else year - 1))
    if which in ("next", "this coming"):
        return _when(of(place.anchor.year + (of(place.anchor.year)[0] <= place.anchor)))
    if which == "this":
        return _when(of(place.anchor.year))
    return _when(place.nearest_year(of))


_COUNTED = (  # what follows a number of four figures that is no year
    r"(?: (?:people|soldiers|troops|men|women|children|votes|dollars|euros|pounds|percent|per|miles|km|kilomet\w+|"
    r"met(?:er|re)s|feet|tons|tonnes|jobs|pages|homes|houses|employees|workers|members|officers|deaths|times|"
    r"hours|days|weeks|points|calories|acres|years|degrees)\b)"
)


@_rule(
    rf"{_PART}(?:(?:the )?(?P<quarter>first|second|third|fourth|last) (?P<size>quarter|half|three months) of )?{_YEAR}(?!{_COUNTED}|-\w*[a-z])"
)
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
    if soft := _soft(match):
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
    return _when(span, stated=True)


@_rule(r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?:(?P<century>1[89]|20)(?P<tens>\d)0s|'(?P<short>\d)0s)")
def _decade(match: re.Match[str], place: Place) -> When | None:
    start = int(f"{match['century'] or '19'}{match['tens'] or match['short']}0")
    span = date(start, 1, 1), date(start + 9, 12, 31)
    soft = _soft(match)
    return _when(days.part(soft, span) if soft else span, stated=True)


_NAMED_DAYS = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
    "the fourth of july": (7, 4),
}


@_rule("(?P<name>" + "|".join(_NAMED_DAYS) + rf")(?:,? {_YEAR})?")
def _named_day(match: re.Match[str], place: Place) -> When | None:
    month, day = _NAMED_DAYS[match["name"].lower()]
    if match["year"]:
        return _when(_day(int(match["year"]), month, day), stated=True)
    return _when(place.nearest_year(lambda year: _day(year, month, day)))


# ---------------------------------------------------------------- counted from the anchor

_TITLE_AFTER = re.compile(
    r" (?:Night Live|Night Football|Night Lights|Times|Mail|Telegraph|Herald|Morning Futures|Night Massacre)\b"
)
_TITLE_BEFORE = r"Super|Black|Good|Ash|Easter|Palm|Cyber|Giving|Bloody|Fat|Mega|Holy|Freaky|Casual|Football"
_QUOTED_TITLE = re.compile(r"[\"'](?:[A-Z][\w.&']*[ ,]*){1,6}[\"']")


_TODAYS = re.compile(r"'s (?:world|society|economy|politic|generation|youth|young|climate|age)")


_SHOW = re.compile(r"['\"] | [Ss]how\b")


def _in_title(place: Place) -> bool:
    """In a name between quotation marks, every word with a capital: a programme or a song."""
    low = max(place.low, place.start - 40)
    return any(
        m.start() < place.start and place.end < m.end()
        for m in _QUOTED_TITLE.finditer(place.text, low, place.end + 40)
    )


@_rule(
    r"(?:(?:very )?(?:early|earlier|late|later) (?:on )?)?(?:(?P<which>(?:this )?past|last|this|next|(?:this |the )?coming|"
    rf"(?:the )?(?:following|previous|same)) )?{_WEEKDAY}{_HOURS}(?:,? (?:of )?(?P<week>last|this|next|that) week)?"
)
def _weekday(match: re.Match[str], place: Place) -> When | None:
    if place.after(f"every|each|most|many|some|any|{_TITLE_BEFORE}") or _in_title(place):
        return None
    if _TITLE_AFTER.match(place.text[match.end("weekday") :]):
        return None
    which = (match["which"] or "").lower().removeprefix("the ")
    week = (match["week"] or "").lower()
    if place.anchor is None or which in ("following", "previous", "same") or week == "that":
        return NO_DAYS
    if place.after("(?:weeks?|months?|years?|days) (?:from|before|after)"):
        return NO_DAYS
    number = _WEEKDAYS.index(match["weekday"][:3].lower())
    if week:
        day = days.unit("week", place.anchor, {"last": -1, "this": 0, "next": 1}[week])[0]
        return _when((days.clamp(day, number), days.clamp(day, number)))
    if which:
        day = days.qualified_weekday(number, which.removeprefix("this ") or "this", place.anchor)
    else:
        tense: days.Tense = "future" if place.after("ahead of|until|by|upcoming") else place.tense()
        if place.after("since|after|following"):
            tense = "past"
        day = days.weekday(number, place.anchor, tense)
    return _when((day, day))


@_rule(
    r"(?:(?:early|earlier|late|later) )?(?:(?P<day>today|tonight|yesterday|tomorrow)"
    + _HOURS
    + r"|this (?P<part>morning|afternoon|evening)"
    r"|(?P<last>last night|overnight)|(?P<two>the day (?:before yesterday|after tomorrow))|(?:earlier|later) in the day)"
)
def _today(match: re.Match[str], place: Place) -> When | None:
    word = (match["day"] or "").lower()
    if (
        word in ("today", "tonight")
        and match.group()[0] == "T"
        and (place.after(r"(?-i:[A-Z])\w*|the") or _in_title(place) or _SHOW.match(place.text, place.end))
    ):
        return None
    if word == "today" and (
        place.after("life|world|america|society|country|nation") or _TODAYS.match(place.text, place.end)
    ):
        return None  # nowadays
    if place.anchor is None:
        return NO_DAYS
    if match["last"]:
        return _when((days.clamp(place.anchor, -1), place.anchor))
    if match["two"]:
        day = days.clamp(place.anchor, -2 if "before" in match["two"].lower() else 2)
    else:
        day = days.clamp(place.anchor, {"yesterday": -1, "tomorrow": 1}.get(word, 0))
    return _when((day, day))


@_rule(
    r"(?:(?P<part>early|mid|late|earlier|later|(?:the )?(?:end|close|beginning|start|middle) of|(?:the )?(?:rest|remainder) of|so far)"
    r"[ -](?:in )?)?(?P<which>(?:this|the) (?:past|coming)|this|last|next|past|the|this same) (?P<unit>week|weekend|month|quarter|year|decade|century)"
)
def _unit(match: re.Match[str], place: Place) -> When | None:
    which, unit = match["which"].lower(), match["unit"].lower()
    words = (match["part"] or "").lower().removeprefix("the ")
    if which == "the":
        if unit == "weekend":
            if words or not place.after("over|during|this|on|at|for|through|of"):
                return None
        elif not words or words == "so far":
            return None
        elif words in ("early", "mid", "late"):
            return None
    if place.anchor is None:
        return NO_DAYS
    anchor = place.anchor
    if which in ("the past", "this past", "past", "the coming", "this coming") and unit not in ("weekend",):
        if which == "past" and not place.after("over|in|for|during"):
            return None
        size = (1.0, 1.0)
        return _when(
            days.ago(
                size, unit if unit != "quarter" else "month", "under", anchor, 1 if "coming" in which else -1
            )
        )
    if unit == "weekend" and which in ("the", "this past", "past", "the past"):
        return _when(days.weekend(anchor, place.tense() if which == "the" else "past"))
    if which == "last" and place.after("the"):
        return _when(days.ago((1.0, 1.0), unit, "under", anchor)) if unit in days.UNIT_DAYS else NO_DAYS
    if which == "next" and place.after("the"):
        if not place.after("(?:over|in|within|during|for|of) the") or unit not in days.UNIT_DAYS:
            return NO_DAYS
        return _when(days.ago((1.0, 1.0), unit, "under", anchor, 1))
    span = days.unit(unit, anchor, {"last": -1, "next": 1}.get(which, 0))
    if words in ("earlier", "so far"):
        return _when((span[0], min(anchor, span[1])))
    if words == "later" or words.startswith(("rest", "remainder")):
        return _when((max(anchor, span[0]) if span[1] >= anchor else span[0], span[1]))
    soft = _soft(match)
    return _when(days.part(soft, span) if soft else span)


@_rule(r"(?:earlier|early|later|late) in the (?P<unit>week|month|year)")
def _in_the(match: re.Match[str], place: Place) -> When | None:
    if place.anchor is None:
        return NO_DAYS
    first, last = days.unit(match["unit"].lower(), place.anchor)
    return _when((first, place.anchor) if match.group().lower().startswith("earl") else (place.anchor, last))


@_rule(rf"{_HEDGE}(?:{_COUNT} )?{_UNIT}s? (?P<back>ago|from (?:now|today)|old)(?: {_WEEKDAY})?")
def _ago(match: re.Match[str], place: Place) -> When | None:
    unit, back = match["unit"].lower(), match["back"].lower()
    counts = _counts(match, unit)
    if counts is None or (back == "old" and (unit in ("year", "hour", "decade") or not match["number"])):
        return None  # ages of people
    if place.anchor is None:
        return NO_DAYS
    return _when(days.ago(counts, unit, _hedge(match), place.anchor, 1 if back.startswith("from") else -1))


@_rule(
    rf"(?:(?:the|these|this) )?(?P<which>past|last|next|coming|recent|previous|preceding|following|ensuing)(?: {_COUNT})? {_UNIT}s(?! old)"
)
def _stretch(match: re.Match[str], place: Place) -> When | None:
    which, unit = match["which"].lower(), match["unit"].lower()
    counts = _counts(match, unit)
    determined = match.group().lower().startswith("th")
    if counts is None or (not determined and which in ("last", "next", "previous", "following", "preceding")):
        return None
    if place.anchor is None or which in ("previous", "preceding", "following", "ensuing"):
        return NO_DAYS
    if which == "last" and place.text.startswith(" of ", place.end):
        return NO_DAYS  # "the last two years of his term"
    if which == "next" and not place.after("over|in|within|during|for|of"):
        return NO_DAYS
    return _when(
        days.ago((0.0, counts[1]), unit, "under", place.anchor, 1 if which in ("next", "coming") else -1)
    )


@_rule(rf"(?P<how>within|in) (?:the )?{_HEDGE}(?:next )?{_COUNT} {_UNIT}s?(?: time)?(?! of| to| old| ago)")
def _within(match: re.Match[str], place: Place) -> When | None:
    """ "within 72 hours" and "in two weeks", when they look ahead; looking back they are durations."""
    unit = match["unit"].lower()
    counts = _counts(match, unit)
    if counts is None or place.after("time|times|second|third|first|once"):
        return None
    ahead = place.tense() == "future"
    within = match["how"].lower() == "within"
    if not ahead or place.anchor is None:
        return NO_DAYS if within else None
    return _when(days.ago(counts, unit, "under" if within else _hedge(match), place.anchor, 1))


# ---------------------------------------------------------------- counted from something else

_LESSER = r"(?:day|night|morning|afternoon|evening|week|weekend|month|year|summer|spring|fall|winter|decade)"


@_rule(
    rf"{_HEDGE}(?:{_COUNT} )?{_UNIT}s? (?:earlier|later|before|after|prior|previously|afterwards?|beforehand)"
)
@_rule(
    rf"(?:later |earlier |early |late )?(?:that|the)(?: very)?(?: same| next| following| previous| preceding) {_LESSER}"
)
@_rule(
    r"(?:later |earlier |early |late )?that (?:day|night|morning|afternoon|evening|week|weekend|month|year|summer|spring|winter)"
)
@_rule(
    rf"the (?:first|second|third|fourth|fifth|sixth|seventh|final|last|opening|{NUMBER}(?:th|st|nd|rd)) (?:full )?(?:day|week|month|year) of"
)
@_rule(r"the (?:day|night|morning|week|month|year) (?:before|after)")
def _elsewhere(match: re.Match[str], place: Place) -> When | None:
    groups = match.groupdict()
    if (
        groups.get("unit")
        and not groups.get("number")
        and not groups.get("vague")
        and not match["unit"].endswith("s")
    ):
        if not re.search(
            r"s (?:earlier|later|before|after|prior|previously|after\w+|beforehand)$", match.group(), re.I
        ):
            return None  # "day after day"
    return NO_DAYS
