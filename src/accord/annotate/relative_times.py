"""Times counted from a day: "on Wednesday", "later this week", "about a week ago", "two days earlier"."""

from __future__ import annotations

import re

from accord.annotate import days
from accord.annotate.numerals import NUMBER
from accord.annotate.time_words import (
    COUNT,
    HEDGE,
    HOURS,
    NO_DAYS,
    UNIT,
    WEEKDAY,
    WEEKDAYS,
    Place,
    Rules,
    When,
    counts_in,
    hedge_in,
    part_in,
    when_of,
)

RULES = Rules()

_TITLE_AFTER = re.compile(
    r" (?:Night (?:Live|Football|Lights|Massacre)|Times|Mail|Telegraph|Herald|Morning Futures)\b"
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


@RULES.on(
    r"(?:(?:very )?(?:early|earlier|late|later) (?:on )?)?"
    r"(?:(?P<which>(?:this )?past|last|this|next|(?:this |the )?coming|"
    rf"(?:the )?(?:following|previous|same)) )?{WEEKDAY}{HOURS}"
    r"(?:,? (?:of )?(?P<week>last|this|next|that) week)?"
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
    number = WEEKDAYS.index(match["weekday"][:3].lower())
    if week:
        day = days.unit("week", place.anchor, {"last": -1, "this": 0, "next": 1}[week])[0]
        return when_of((days.clamp(day, number), days.clamp(day, number)))
    if which:
        day = days.qualified_weekday(number, which.removeprefix("this ") or "this", place.anchor)
    else:
        tense: days.Tense = "future" if place.after("ahead of|until|by|upcoming") else place.outlook()
        if place.after("since|after|following"):
            tense = "past"
        elif tense is None and not place.text.startswith("'s", place.end):
            tense = "future" if place.after("before") else "past" if place.after("from") else None
        day = days.weekday(number, place.anchor, tense)
    return when_of((day, day))


@RULES.on(
    r"(?:(?:early|earlier|late|later) )?(?:(?P<day>today|tonight|yesterday|tomorrow)"
    + HOURS
    + r"|this (?P<part>morning|afternoon|evening)"
    r"|(?P<last>last night|overnight)|(?P<two>the day (?:before yesterday|after tomorrow))"
    r"|(?:earlier|later) in the day)"
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
        return when_of((days.clamp(place.anchor, -1), place.anchor))
    if match["two"]:
        day = days.clamp(place.anchor, -2 if "before" in match["two"].lower() else 2)
    else:
        day = days.clamp(place.anchor, {"yesterday": -1, "tomorrow": 1}.get(word, 0))
    return when_of((day, day))


@RULES.on(
    r"(?:(?P<part>early|mid|late|earlier|later|(?:the )?(?:end|close|beginning|start|middle) of|"
    r"(?:the )?(?:rest|remainder) of|so far)"
    r"[ -](?:in )?)?(?P<which>(?:this|the) (?:past|coming)|this|last|next|past|the|this same) "
    r"(?P<unit>week|weekend|month|quarter|year|decade|century)"
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
        return when_of(
            days.ago(
                size, unit if unit != "quarter" else "month", "under", anchor, 1 if "coming" in which else -1
            )
        )
    if unit == "weekend" and which in ("the", "this past", "past", "the past"):
        return when_of(days.weekend(anchor, place.tense() if which == "the" else "past"))
    if which == "last" and place.after("the"):
        return when_of(days.ago((1.0, 1.0), unit, "under", anchor)) if unit in days.UNIT_DAYS else NO_DAYS
    if which == "next" and place.after("the"):
        if not place.after("(?:over|in|within|during|for|of) the") or unit not in days.UNIT_DAYS:
            return NO_DAYS
        return when_of(days.ago((1.0, 1.0), unit, "under", anchor, 1))
    span = days.unit(unit, anchor, {"last": -1, "next": 1}.get(which, 0))
    if words in ("earlier", "so far"):
        return when_of((span[0], min(anchor, span[1])))
    if words == "later" or words.startswith(("rest", "remainder")):
        return when_of((max(anchor, span[0]) if span[1] >= anchor else span[0], span[1]))
    soft = part_in(match)
    return when_of(days.part(soft, span) if soft else span)


@RULES.on(r"(?:earlier|early|later|late) in the (?P<unit>week|month|year)")
def _in_the(match: re.Match[str], place: Place) -> When | None:
    if place.anchor is None:
        return NO_DAYS
    first, last = days.unit(match["unit"].lower(), place.anchor)
    return when_of(
        (first, place.anchor) if match.group().lower().startswith("earl") else (place.anchor, last)
    )


@RULES.on(rf"{HEDGE}(?:{COUNT} )?{UNIT}s? (?P<back>ago|from (?:now|today)|old)(?: {WEEKDAY})?")
def _ago(match: re.Match[str], place: Place) -> When | None:
    unit, back = match["unit"].lower(), match["back"].lower()
    counts = counts_in(match, unit)
    if counts is None or (back == "old" and (unit in ("year", "hour", "decade") or not match["number"])):
        return None  # ages of people
    if place.anchor is None:
        return NO_DAYS
    return when_of(
        days.ago(counts, unit, hedge_in(match), place.anchor, 1 if back.startswith("from") else -1)
    )


@RULES.on(
    rf"(?:(?:the|these|this) )?(?P<which>past|last|next|coming|recent|previous|preceding|following|ensuing)"
    rf"(?: {COUNT})? {UNIT}s(?! old)"
)
def _stretch(match: re.Match[str], place: Place) -> When | None:
    which, unit = match["which"].lower(), match["unit"].lower()
    counts = counts_in(match, unit)
    determined = match.group().lower().startswith("th")
    if counts is None or (not determined and which in ("last", "next", "previous", "following", "preceding")):
        return None
    if place.anchor is None or which in ("previous", "preceding", "following", "ensuing"):
        return NO_DAYS
    if which == "last" and place.text.startswith(" of ", place.end):
        return NO_DAYS  # "the last two years of his term"
    if which == "next" and not place.after("over|in|within|during|for|of"):
        return NO_DAYS
    return when_of(
        days.ago((0.0, counts[1]), unit, "under", place.anchor, 1 if which in ("next", "coming") else -1)
    )


@RULES.on(rf"(?P<how>within|in) (?:the )?{HEDGE}(?:next )?{COUNT} {UNIT}s?(?: time)?(?! of| to| old| ago)")
def _within(match: re.Match[str], place: Place) -> When | None:
    """ "within 72 hours" and "in two weeks", when they look ahead; looking back they are durations."""
    unit = match["unit"].lower()
    counts = counts_in(match, unit)
    if counts is None or place.after("time|times|second|third|first|once"):
        return None
    cue = place.cue()
    within = match["how"].lower() == "within"
    ahead = cue.tense == "future" and (within or cue.close)
    if not ahead or place.anchor is None:
        return NO_DAYS if within else None
    return when_of(days.ago(counts, unit, "under" if within else hedge_in(match), place.anchor, 1))


# ---------------------------------------------------------------- counted from something else

_LESSER = r"(?:day|night|morning|afternoon|evening|week|weekend|month|year|summer|spring|fall|winter|decade)"


@RULES.on(
    rf"{HEDGE}(?:{COUNT} )?{UNIT}s? (?:earlier|later|before|after|prior|previously|afterwards?|beforehand)"
)
@RULES.on(
    rf"(?:later |earlier |early |late )?(?:that|the)(?: very)?"
    rf"(?: same| next| following| previous| preceding) {_LESSER}"
)
@RULES.on(rf"(?:later |earlier |early |late )?that {_LESSER}")
@RULES.on(
    rf"the (?:first|second|third|fourth|fifth|sixth|seventh|final|last|opening|"
    rf"{NUMBER}(?:th|st|nd|rd)) (?:full )?(?:day|week|month|year) of"
)
@RULES.on(r"the (?:day|night|morning|week|month|year) (?:before|after)")
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
