"""Numbers that a text gives for something: with bounds, and the thing counted.

Years, days, clock times, ordinals and numbers that are names ("Article 50", "F-16") are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal, NamedTuple

from spacy.tokens import Doc

from accord.annotate.counted import CURRENCIES, is_name, measures, noun_after, of_a_verb, unit_of
from accord.annotate.dates import find_periods
from accord.annotate.numerals import FIGURE, NUMBER, SPELLED, value
from accord.records import Article, Passage, Quantity
from accord.text import plain

# What the words around a number do to it. "About" is read as within a tenth; "nearly" as at most
# a tenth below. A strict bound ("more than 5") keeps the 5: reports do not tell it from "at least".
_BEFORE = {
    "over": "more than|greater than|over|above|upwards? of|in excess of|exceeding|at least|"
    "no (?:fewer|less) than|"
    "a minimum of|not less than|topping|well over|just over",
    "under": "fewer than|less than|under|below|short of|up to|at most|no more than|not more than|"
    "as (?:many|much) as|"
    "a maximum of|at the most",
    "nearly": "nearly|almost|close to|approaching|just under|just short of|near",
    "about": "about|around|some|roughly|approximately|an estimated|estimated|circa|or so|approximate",
}
_AFTER = {
    "over": r"or more\b|-?plus\b|\+|or over\b|and counting\b|or older\b",
    "under": r"or fewer\b|or less\b|or under\b|or younger\b",
    "about": r"or so\b|-?odd\b|-?ish\b",
}
_HEDGE_BEFORE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _BEFORE.items())
    + r")\s(?:the |its |a |an )?(?P<sign>[$€£¥]?)$",
    re.IGNORECASE,
)
_HEDGE_AFTER = re.compile(
    r"\s?(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _AFTER.items()) + ")", re.IGNORECASE
)

# Plural number words, with the least and most they may mean.
_VAGUE = {
    "dozens": ("24", None),
    "scores": ("40", None),
    "hundreds": ("200", None),
    "thousands": ("2E+3", None),
    "tens of thousands": ("20E+3", None),
    "hundreds of thousands": ("200E+3", None),
    "millions": ("2E+6", None),
    "tens of millions": ("20E+6", None),
    "hundreds of millions": ("200E+6", None),
    "billions": ("2E+9", None),
    "tens of billions": ("20E+9", None),
    "hundreds of billions": ("200E+9", None),
    "trillions": ("2E+12", None),
    "a few dozen": ("24", "80"),
    "several dozen": ("36", "100"),
    "a few hundred": ("200", "600"),
    "several hundred": ("300", "900"),
    "a few thousand": ("2E+3", "6E+3"),
    "several thousand": ("3E+3", "9E+3"),
    "several million": ("2E+6", "9E+6"),
    "a few million": ("2E+6", "6E+6"),
    "a handful": ("2", "9"),
}
_FRACTIONS = {  # in percent; a fraction in words is a round one
    "half": ("50", "50"),
    "one half": ("50", "50"),
    "a third": ("33", "34"),
    "one third": ("33", "34"),
    "two thirds": ("66", "67"),
    "a quarter": ("25", "25"),
    "one quarter": ("25", "25"),
    "three quarters": ("75", "75"),
    "a fifth": ("20", "20"),
    "one fifth": ("20", "20"),
    "two fifths": ("40", "40"),
    "three fifths": ("60", "60"),
    "four fifths": ("80", "80"),
    "a tenth": ("10", "10"),
    "one tenth": ("10", "10"),
}
_HARMS = "casualt(?:y|ies)|deaths?|injur(?:y|ies)|fatalit(?:y|ies)|victims?"
_NAMED_BEFORE = re.compile(  # a number right after these is a name
    r"(?:\b(?:no\.|nos\.|number|article|section|chapter|title|amendment|proposition|prop\.|measure|resolution|route|"
    r"highway|interstate|flight|channel|room|page|volume|phase|group|type|level|grade|class|area|"
    r"district|precinct|ward|pier|gate|building|unit|bill|part|version|apollo|boeing|airbus|windows|ch\.|fiscal|fy|"
    r"(?-i:HR|H\.R\.|SB|HB|AB|S\.B\.|H\.B\.|S\.)) |[A-Za-z]-|[#/@_&=?.])$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\w.])(?:\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\b\.?|o'clock|[AP]M\b)|\d{1,2}:\d\d(?::\d\d)?)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\d)(?<!\d,)\d[\d,]*(?:st|nd|rd|th)\b", re.IGNORECASE)
_LINK = re.compile(  # anchored at the beginning of a word, or a long one takes time by its square
    r"\b9/?11\b|\b\d+s\b|'\d\d\b|(?:https?://|www\.)\S+|(?<!\S)\S+@\S+|(?<!\S)\S+\.(?:com|org|net|html?)\b\S*"
    r"|\b\d{3}[-.]\d{3,4}[-.]?\d{0,4}\b",
    re.IGNORECASE,
)
_PERCENT = r"(?:\s?(?P<percent>%|per ?cent\b(?:age points?\b)?|percentage points?\b|pct\b))"
_AMOUNT = re.compile(
    rf"(?<![\w,.])(?:(?P<sign>(?:US|C|A|NZ|HK)?[$€£¥])\s?)?(?P<low>{NUMBER})"
    rf"(?P<rest>(?P<gap>\s?-\s?|\s(?:to|and|or)\s)(?P<sign2>[$€£¥])?(?P<high>{NUMBER})(?![\w-]))?{_PERCENT}?",
    re.IGNORECASE,
)
_HYPHENED = re.compile(
    rf"(?<![\w,.$])(?P<number>{FIGURE}|{SPELLED})-(?P<unit>[a-z]+)(?P<old>-old)?", re.IGNORECASE
)
_VAGUE_PATTERN = re.compile(
    r"(?<![\w-])(?:(?:many|the)\s)?(?P<words>"
    + "|".join(sorted(_VAGUE, key=len, reverse=True))
    + r")(?![\w-])",
    re.IGNORECASE,
)
_FRACTION_PATTERN = re.compile(
    r"(?<![\w-])(?P<words>"
    + "|".join(w.replace(" ", "[ -]") for w in sorted(_FRACTIONS, key=len, reverse=True))
    + r")(?P<of> of|(?= (?:the|its|their|his|her|majority|vote)\b))(?!\w)",
    re.IGNORECASE,
)
_HALF_MILLION = re.compile(
    r"(?<![\w-])(?:half an? |a half[- ])(?P<scale>million|billion|dozen|trillion)\b", re.IGNORECASE
)
_NONE_HARMED = re.compile(rf"\bno (?:\w+ )?(?P<noun>{_HARMS})\b", re.IGNORECASE)
_VOTE_WORDS = re.compile(
    r"\b(?:vot(?:e|ed|es|ing)|passed|approved|senate|house|rejected|ballot|majority|ruled)\b", re.IGNORECASE
)
_VOTES_TO = re.compile(r"\bvotes? (?:to|against)\s$", re.IGNORECASE)  # "71 votes to 44"

Bounds = tuple[Decimal | None, Decimal | None]


def find_quantities(article: Article, doc: Doc) -> tuple[Quantity, ...]:
    """Every number with its bounds and what it counts, outside page furniture.

    `doc` is a parse of the whole text. The words that bound a number are part of its passage.
    A vote of 348-77 gives two quantities of the unit "vote"; "10 to 15 percent" gives one. Fractions
    are percent, ages "year of age". The unit is "" where the parse does not tell. "one" counts only
    with a bound or a unit of measure, since it mostly stands for a noun. A bound word beyond the
    number's own phrase is not seen. Empty where nothing is counted.
    """
    text = plain(article.text)
    taken = _no_quantities(article, text)
    found: list[Quantity] = []
    for block in article.blocks:
        if block.kind == "furniture":
            continue
        for start, end, bounds, unit in _amounts(text, block.start, block.end, doc, taken):
            found.append(Quantity(Passage(article.id, start, end), *bounds, unit))
    return tuple(sorted(found, key=lambda q: q.passage))


def compatible(a: Quantity, b: Quantity) -> bool:
    """Whether both can be true of one thing: their bounds meet once each is as loose as it was stated.

    "$1.4 billion" is stated to a hundred million, so "$1.375 billion" agrees with it. Units are
    not looked at: whether two numbers count the same thing is for the caller to say.
    """
    loose = max(_step(a), _step(b)) / 2
    low = max((q.low for q in (a, b) if q.low is not None), default=None)
    high = min((q.high for q in (a, b) if q.high is not None), default=None)
    return low is None or high is None or low <= high + loose


def _step(quantity: Quantity) -> Decimal:
    """The place of the last digit stated; none for plain whole numbers, which are counts."""
    ends = [end for end in (quantity.low, quantity.high) if end]
    exponents = [e for end in ends if isinstance(e := end.as_tuple().exponent, int)]
    return Decimal(0) if not exponents or max(exponents) == 0 else Decimal(1).scaleb(max(exponents))


# ---------------------------------------------------------------- bounds


def _bounded(number: Decimal, hedge: str) -> Bounds:
    if hedge == "over":
        return number, None
    if hedge == "under":
        return None, number
    tenth = number / 10
    if hedge == "nearly":
        return _rounded(number - tenth, number, ROUND_FLOOR), number
    if hedge == "about":
        return _rounded(number - tenth, number, ROUND_FLOOR), _rounded(number + tenth, number, ROUND_CEILING)
    return number, number


def _rounded(end: Decimal, number: Decimal, way: str) -> Decimal:
    """To the digit before the last one stated of the number: loose ends are not sharper than it."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return end.quantize(Decimal(1).scaleb(exponent - 1 if exponent else 0), rounding=way)


class _Hedge(NamedTuple):
    name: str
    start: int
    end: int


def _hedge(text: str, low: int, start: int, end: int, doc: Doc) -> _Hedge:
    """The bound on the number in ``[start, end)``, and its passage with the bound's words."""
    before = _HEDGE_BEFORE.search(text, max(low, start - 24), start)
    name, number = "", (start, end)
    if before and not of_a_verb(doc, before.start(), *number):
        name = next(n for n in _BEFORE if before[n])
        start = before.start()
        earlier = _HEDGE_BEFORE.search(text, max(low, start - 24), start)
        if earlier and not of_a_verb(doc, earlier.start(), *number):  # "at least some 40"
            start, name = earlier.start(), next(n for n in _BEFORE if earlier[n])
    after = _HEDGE_AFTER.match(text, end)
    if after and not name:
        name, end = next(n for n in _AFTER if after[n]), after.end()
    return _Hedge(name, start, end)


# ---------------------------------------------------------------- finding


class _Taken:
    """Stretches of the text that are spoken for."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        self._spans.append((start, end))

    def meets(self, start: int, end: int) -> bool:
        return any(s < end and start < e for s, e in self._spans)


def _no_quantities(article: Article, text: str) -> _Taken:
    taken = _Taken()
    for period in find_periods(article):
        taken.add(period.passage.start, period.passage.end)
    for pattern in (_CLOCK, _ORDINAL, _LINK):
        for match in pattern.finditer(text):
            taken.add(match.start(), match.end())
    return taken


_Amount = tuple[int, int, Bounds, str]


def _amounts(text: str, low: int, high: int, doc: Doc, taken: _Taken) -> Iterator[_Amount]:
    for finder in (_halves, _fractions, _vague, _none_harmed, _hyphened, _figures):
        for amount in finder(text, low, high, doc, taken):
            taken.add(amount[0], amount[1])
            yield amount


def _halves(text: str, low: int, high: int, doc: Doc, taken: _Taken) -> Iterator[_Amount]:
    for match in _HALF_MILLION.finditer(text, low, high):
        number = value("one " + match["scale"])
        assert number is not None
        hedge = _hedge(text, low, *match.span(), doc)
        yield hedge.start, hedge.end, _bounded(number / 2, hedge.name), unit_of(doc, *match.span())


def _fractions(text: str, low: int, high: int, doc: Doc, taken: _Taken) -> Iterator[_Amount]:
    for match in _FRACTION_PATTERN.finditer(text, low, high):
        words = match["words"].lower().replace("-", " ")
        if text.endswith(("and a ", "and "), max(low, match.start() - 6), match.start()) and words == "half":
            continue  # "an hour and a half of it"
        least, most = (Decimal(x) for x in _FRACTIONS[words])
        hedge = _hedge(text, low, match.start(), match.end("words"), doc)
        bounds = _bounded(least, hedge.name)
        yield hedge.start, hedge.end, bounds if hedge.name else (least, most), "percent"


def _vague(text: str, low: int, high: int, doc: Doc, taken: _Taken) -> Iterator[_Amount]:
    for match in _VAGUE_PATTERN.finditer(text, low, high):
        if taken.meets(*match.span()):
            continue
        words = match["words"].lower()
        if words == "scores" and not text.startswith(" of ", match.end()):
            continue
        if words == "a handful" and not text.startswith(" of ", match.end()):
            continue
        least, most = _VAGUE[words]
        start = match.start("words")
        yield (
            start,
            match.end(),
            (Decimal(least), Decimal(most) if most else None),
            unit_of(doc, start, match.end()),
        )


def _none_harmed(text: str, low: int, high: int, doc: Doc, taken: _Taken) -> Iterator[_Amount]:
    for match in _NONE_HARMED.finditer(text, low, high):
        token = doc.char_span(*match.span("noun"))
        unit = token.root.lemma_.lower() if token is not None else match["noun"].lower()
        yield match.start(), match.end(), (Decimal(0), Decimal(0)), unit


def _hyphened(text: str, low: int, high: int, doc: Doc, taken: _Taken) -> Iterator[_Amount]:
    """ "35-day", "77-year-old", "5.6-magnitude"; "two-thirds" and "twenty-one" are none of these."""
    for match in _HYPHENED.finditer(text, low, high):
        unit = match["unit"].lower()
        number = value(match["number"])
        if (
            number is None
            or taken.meets(*match.span())
            or _NAMED_BEFORE.search(text, max(low, match.start() - 14), match.start())
        ):
            continue
        if value(unit) is not None if re.fullmatch(NUMBER, unit, re.IGNORECASE) else False:
            continue
        if (
            unit == "plus" or match["number"].lower() == "one"
        ):  # "60-plus votes" is a bound; a "one-liner" counts nothing
            continue
        if (
            unit in ("and", "on", "to", "by", "in", "man", "woman", "up", "off", "over", "way")
            or len(unit) < 3
        ):
            if unit not in ("man", "way"):
                continue
        if match["old"]:
            unit = "year of age" if unit == "year" else f"{unit} of age"
        hedge = _hedge(text, low, *match.span(), doc)
        yield (
            hedge.start,
            match.end(),
            _bounded(number, hedge.name),
            unit.removesuffix("s") if len(unit) > 4 else unit,
        )


def _figures(text: str, low: int, high: int, doc: Doc, taken: _Taken) -> Iterator[_Amount]:
    for match in _AMOUNT.finditer(text, low, high):
        if taken.meets(*match.span()) or _NAMED_BEFORE.search(
            text, max(low, match.start() - 14), match.start()
        ):
            continue
        yield from _figure(text, low, match, doc)


def _figure(text: str, low: int, match: re.Match[str], doc: Doc) -> Iterator[_Amount]:
    number = value(match["low"])
    if number is None or text[match.end("low") : match.end("low") + 2] in ("'s", "'S"):
        return
    money = match["sign"] or match["sign2"]
    second = value(match["high"]) if match["high"] else None
    if match["rest"] and second is not None:
        kind = _pair_kind(text, match, number, second)
        if kind == "range":
            number, second = _alike(match, number, second)
            between = re.search(
                r"\b(?:between|from)\s$", text[max(low, match.start() - 9) : match.start()], re.IGNORECASE
            )
            start = match.start() - (len(between.group()) if between else 0)
            at = match.start("high"), match.end("high")
            unit = _measure(match, text) or unit_of(doc, *at) or noun_after(doc, match.end())
            yield start, match.end(), (number, second), unit
            return
        if kind == "score":
            unit = (
                _measure(match, text) or "vote"
                if money or _VOTE_WORDS.search(text[max(low, match.start() - 120) : match.end() + 60])
                else ""
            )
            yield match.start(), match.end("low"), (number, number), unit
            yield (
                match.start("sign2" if match["sign2"] else "high"),
                match.end("high"),
                (second, second),
                unit,
            )
            return
    end = match.end("low") if match["rest"] else match.end()
    unit = CURRENCIES[match["sign"][-1]] if match["sign"] else ""
    if not match["rest"] and match["percent"]:
        unit = _measure(match, text)
    token_unit = unit or unit_of(doc, match.start("low"), match.end("low"))
    if not unit and match["low"].lower() in ("one", "a", "zero") and not measures(doc, *match.span("low")):
        hedge = _hedge(text, low, match.start(), end, doc)
        if not hedge.name:
            return
    if not unit and not token_unit and is_name(doc, match.start("low")):
        return
    hedge = _hedge(text, low, match.start(), end, doc)
    if not token_unit:
        token_unit = noun_after(doc, hedge.end)
    if not token_unit and _VOTES_TO.search(text, max(low, match.start() - 14), match.start()):
        token_unit = "vote"
    if not token_unit and not hedge.name and match["low"].isalpha() and number < 13:
        return  # "the two", "all three"
    dozen = re.search(r"dozen$", match["low"], re.IGNORECASE) and not hedge.name
    yield hedge.start, hedge.end, _bounded(number, "about" if dozen else hedge.name), token_unit
    if match["rest"] and second is not None:
        unit = CURRENCIES[match["sign2"]] if match["sign2"] else _measure(match, text)
        yield (
            match.start("sign2") if money and match["sign2"] else match.start("high"),
            match.end(),
            (second, second),
            unit or unit_of(doc, match.start("high"), match.end("high")),
        )


def _pair_kind(text: str, match: re.Match[str], a: Decimal, b: Decimal) -> Literal["range", "score", "apart"]:
    gap = match["gap"].strip().lower()
    opened = re.search(r"\b(between|from)\s$", text[max(0, match.start() - 9) : match.start()], re.IGNORECASE)
    if gap == "and":
        return "range" if opened and opened[1].lower() == "between" and a < b else "apart"
    if gap == "or":
        return "range" if a < b and b - a <= a else "apart"
    votes = _VOTE_WORDS.search(text[max(0, match.start() - 60) : match.end() + 40])
    if a >= b and _alike(match, a, b)[0] >= b:
        return "score"
    if gap == "-" and votes and not (match["percent"] or match["sign"]):
        return "score"
    if opened and opened[1].lower() == "from" and gap == "to" and b > 3 * a:
        return "apart"
    return "range"


def _alike(match: re.Match[str], a: Decimal, b: Decimal) -> tuple[Decimal, Decimal]:
    """ "5 to 6 million": the scale said once holds for both."""
    scale = re.search(r"(million|billion|trillion|thousand|hundred|dozen)s?$", match["high"], re.IGNORECASE)
    if scale and a < 1000 and not re.search(r"[a-z]", match["low"], re.IGNORECASE):
        widened = value(f"{match['low']} {scale[1].lower()}")
        return (widened if widened is not None else a), b
    return a, b


def _measure(match: re.Match[str], text: str) -> str:
    sign = match["sign"] or match["sign2"]
    if sign:
        return CURRENCIES[sign[-1]]
    if match["percent"]:
        return "percentage point" if "point" in match["percent"].lower() else "percent"
    return ""
