"""What one line is, judged by itself: a line of the page, a caption, a byline, a date, a dateline.

The cues stand in data/cues.toml. All functions take a line in plain characters, see
`accord.text.plain`, and answer in offsets of that line.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from accord.ingest.dates import MONTHS, WEEKDAYS, find_days
from accord.text import words

LONGEST = 700  # characters of a line in which cues are looked for; newsletter boxes had 650 at most
_LABEL = 160  # characters that a label and its link may have
_CAPTION = 420  # characters of a caption that only its end tells
_SHORT_CAPTION = 200
_BYLINE = 140

TERMINAL = re.compile(r"""[.?!…]\s?['")\]]*\Z""")
_SIGNS = " \t\u00a0.:;,!|-+>*<[]()•›»→▶►…#"
_ADDRESS = re.compile(r"\b(?:you|your|us|our|we|we're|you're)\b", re.I)
_SPOKEN = re.compile(r"\b(?:said|says|told|added)\b")
_LINK_IN_BRACKETS = re.compile(r"\[[^\[\]]{8,160}\]\Z")
_LIST_HEADING = re.compile(
    r"(?:the )?(?:latest|popular|related|recommended|top|trending|more|most \w+|other|similar)"
    r"(?: [\w']+){1,3}",
    re.I,
)
_PARTED = re.compile(r"\s*[|·•›>]\s*")
_MENU_ITEM = 4  # words: "Today's paper", "Terms of use"
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_OWNED = re.compile(r"(?:copyright|©|\(c\))", re.I)
_YEAR_OR_RIGHTS = re.compile(r"\b(?:19|20)\d\d\b|\brights reserved\b", re.I)
_NAMES = re.compile(
    r"[A-Z][\w.'-]*(?:(?:,? and |,? & |, | \| | of | de | van | von | for | in |/| )+[A-Z@(][\w.')@-]*)*"
)
_AFTER_NAMES = re.compile(rf"\s*[|,(-]|\s*on (?:\d|{'|'.join(MONTHS)}|\w+day\b)", re.I)
_NO_NAME = re.compile(
    rf"(?:{'|'.join((*MONTHS, *WEEKDAYS))})\b(?-i:(?! [A-Z]))", re.I
)  # "By Monday in Amel all"
_PLACE_AFTER_NAMES = re.compile(r" (?:in|at|on|near|aboard|outside|from) (?:the )?[A-Z]")
_PICTURE = re.compile(r"photo|image|picture|credit", re.I)
_CLOSING = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]\Z")

_CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'/-]"
_DATELINE = re.compile(
    rf"(?:(?P<place>{_CAPS}+(?:,? {_CAPS}*){{0,4}}"  # BERKELEY HEIGHTS
    r"(?:, [A-Z][\w.]*(?: [A-Z][\w.]*){0,2})?)"  # , N.J.
    r"(?P<day>,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:, \d{4})?)?"  # , March 3
    r"(?P<agency> ?\([A-Z][\w./ -]{1,30}\))?"  # (AP)
    r"|(?:[A-Z][\w.'-]+(?:,? [A-Z][\w.'-]*){0,4},? )?\([A-Z][\w./ -]{1,30}\))"  # Denver (AP), (Reuters)
    r"""(?: (?:--?|:) ?|(?:--?|:) |--|:|-(?=["'(]|[A-Z][a-z]))(?=["'(\w….$])"""  # but not "AFL-CIO"
)
_UNDASHED = re.compile(r"""\([A-Z]{2,5}\) ?(?=[A-Z"'])""")  # (CNN)The ...

_DATE_WORDS = re.compile(
    r"\b(?:date|published|posted|updated|last|first|originally|modified|created|story|edited|for|immediate"
    r"|release|released|uploaded|time|on|at|of|the|by|uk|us|am|pm|a|p|m|h|hrs|px|local|gmt|utc|[ecmp][sd]?t|bst"
    r"|cest|cet|ist|hkt|ak[sd]t|aest|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*|min|read)\b"
    rf"|\b(?:{'|'.join(MONTHS)})\b|(?<=\d)(?:am|pm|st|nd|rd|th|a|p|h)\b",
    re.I,
)
_SHORT_DATE = re.compile(
    rf"\b\d{{1,2}}/\d{{1,2}}/(?:19|20)?\d\d\b|\b(?:{'|'.join(MONTHS)})\.? \d"
    r"|^(?:last )?(?:updated|published|posted)\b",
    re.I,
)


def words_of(line: str) -> list[str]:
    return [line[word.start : word.end] for word in words(line)]


def is_menu(line: str) -> bool:
    """Whether a line is a row of links: "Home | Nation | Sport", three short items or more.

    Figures and full stops are in none, so that a row of a table is no menu.
    """
    items = [item for item in _PARTED.split(line.strip("| ")) if item]
    return len(items) >= 3 and all(
        item[0].isupper() and len(item.split()) <= _MENU_ITEM and not re.search(r"[\d.:;\"]", item)
        for item in items
    )


def is_copyright(line: str) -> bool:
    """Whether a line says whose the page is, "© Lowen Gazette 2031"; without a year it may be a picture's."""
    return len(line) <= _LABEL and bool(_OWNED.match(line) and _YEAR_OR_RIGHTS.search(line))


def is_furniture(line: str) -> bool:
    """Whether the words of a line can only be the page's: "Read more", "Subscribe to ...", "© 2031 ..."."""
    cues = _cues()
    if is_menu(line) or not any(char.isalnum() for char in _TAGS.sub("", line)):
        return True
    bare = line.strip(_SIGNS)
    ends = bool(TERMINAL.search(line))
    if len(bare) <= 120 and not (ends and len(bare.split()) > 5) and cues["whole"].fullmatch(bare):
        return True
    if cues["furniture"].match(line.lstrip("+>*- ")):
        return True
    if opens_links(line):
        return True
    if ends:
        return False
    if len(line) <= _LABEL and cues["link"].search(line):
        return True
    return bool(_LINK_IN_BRACKETS.match(line)) and len(line.split()) > 2


def opens_links(line: str) -> bool:
    """Whether a line begins with a label such as "Read more:" or "Related:", a link after it or none."""
    return len(line) <= _LABEL and bool(_cues()["label"].match(line)) and not _SPOKEN.search(line)


def heads_links(line: str) -> bool:
    """Whether a line heads a list of links: "Read more:" with nothing after it, "Latest stories"."""
    return bool(_cues()["label"].fullmatch(line) or _LIST_HEADING.fullmatch(line.strip(_SIGNS)))


def is_appeal(line: str) -> bool:
    """Whether a line asks the reader for money, an address or consent; only its place can confirm it."""
    if len(line) > LONGEST or '"' in line or _SPOKEN.search(line):
        return False
    return bool(_ADDRESS.search(line) and _cues()["appeal"].search(line))


def is_caption(line: str) -> bool:
    """Whether a line is of a picture: it begins "Image caption" or ends with a credit."""
    cues = _cues()
    if cues["caption"].match(line):
        return True
    if len(line) > _CAPTION:
        return False
    credit = cues["bracket"].search(line)
    if credit and (line[credit.start()] == "(" or _PICTURE.search(credit.group())):
        return True
    if not TERMINAL.search(line) and cues["credit"].search(line):
        return True
    if "Images" in line[:40] and cues["agency_first"].match(line) and not TERMINAL.search(line):
        return True  # the credit of the picture before the words below it
    closing = _CLOSING.search(line)
    if not closing or len(line) < len(closing.group()) + 8:
        return False
    told = TERMINAL.search(line[: closing.start()].rstrip())  # digests end their items so, captions are short
    return bool(cues["agencies"].fullmatch(closing.group())) and not (told and len(line) > _SHORT_CAPTION)


def begins_with_credit(line: str) -> bool:
    """Whether a line begins with an agency as captions of some pages do: "EPA Crowds on the square"."""
    cues = _cues()
    return (
        len(line) <= _CAPTION
        and len(line.split()) >= 6
        and not TERMINAL.search(line)
        and bool(cues["agency_first"].match(line.removeprefix("©").lstrip()))
    )


def is_byline(line: str) -> bool:
    """Whether a line says who wrote: "By ...", "(Reporting by ...)", agencies alone, "The ... Staff is"."""
    cues = _cues()
    if cues["agencies"].fullmatch(line):
        return True
    bracketed = line.startswith("(") and cues["by"].match(line)
    if len(line) <= 2 * _BYLINE and '"' not in line and (cues["within"].search(line) or bracketed):
        return True
    if len(line) > _BYLINE:
        return False
    if cues["staff"].match(line):
        return True
    found = cues["by"].match(line)
    if not found:
        return False
    rest = line[found.end() :]
    named = _NAMES.match(rest)
    if not named or _NO_NAME.match(rest) or (TERMINAL.search(rest) and len(words_of(rest)) > 8):
        return False
    if named.end() >= 0.5 * len(rest) or _AFTER_NAMES.match(rest, named.end()):
        return True
    return not TERMINAL.search(rest) and bool(_PLACE_AFTER_NAMES.match(rest, named.end()))


def is_date_line(line: str) -> bool:
    """Whether a line says nothing but when it was published: "Posted on 3 May 2031, 08:00 | Updated"."""
    if len(line) > 120 or not re.search(r"\d", line) or '"' in line:
        return False
    line, joined = _tightened(line)
    left = _left_over(line)
    if next(find_days(joined), None):
        return len(left) <= 1 and not _is_place(line, left)
    return not left and bool(_SHORT_DATE.search(joined))


def is_place_and_date(line: str) -> bool:
    """Whether a line is a dateline of its own: "TARSK CITY, April 28, 2031"."""
    if len(line) > 80 or not re.search(r"\d", line) or '"' in line:
        return False
    line, joined = _tightened(line)
    left = _left_over(line)
    dated = next(find_days(joined), None) or _SHORT_DATE.search(joined)
    return (
        bool(dated) and 1 <= len(left) <= 4 and all(word[0].isupper() for word in left) and line[0].isupper()
    )


def _is_place(line: str, left: list[str]) -> bool:
    return bool(left) and line.startswith(f"{left[0]}, ")


def dateline_length(line: str) -> int:
    """How many characters of a paragraph are its dateline, blanks after it included; 0: it has none.

    "WASHINGTON (AP) - ", "KYIV, Ukraine - ", "(Reuters) - "; a place in small letters counts
    only beside an agency in brackets.
    """
    found = _DATELINE.match(line[:120]) or _UNDASHED.match(line)
    if not found or len(line) - found.end() < 12:
        return 0
    groups = found.groupdict()
    if groups.get("place") and (len(groups["place"]) < 3 or groups["place"].startswith("FILE")):
        return 0
    if ":" in found.group() and not (groups.get("agency") or groups.get("day")):
        return 0  # "RENA MOND, HOST: ..." names who speaks
    return found.end()


def _tightened(line: str) -> tuple[str, str]:
    """The line without notes in brackets, and without blanks around the signs of dates and hours."""
    line = re.sub(r"\[[^\]]*\]", " ", line).strip()
    return line, re.sub(r"\s*([/:])\s*", r"\1", line)


def _left_over(line: str) -> list[str]:
    return [word for word in words_of(_DATE_WORDS.sub(" ", line)) if not word[0].isdigit()]


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    table: dict[str, Any] = tomllib.loads((files("accord.ingest") / "data" / "cues.toml").read_text("utf-8"))
    page, credits, bylines = table["furniture"], table["credits"], table["bylines"]
    names = sorted(map(re.escape, table["agencies"]["names"]), key=len, reverse=True)
    agency = f"(?:{'|'.join(names)})"
    printed = f"(?:{'|'.join([*names, *map(str.upper, names)])})"

    def either(cues: list[str]) -> str:
        return f"(?:{'|'.join(cues)})"

    return {
        "whole": re.compile(either(page["whole"]), re.I),
        "furniture": re.compile(either(page["start"]), re.I),
        "label": re.compile(rf"{either(page['label'])} ?:(?: |\Z)", re.I),
        "link": re.compile(rf"\b{either(page['finish'])}[ .>›»→]*\Z", re.I),
        "appeal": re.compile(either(page["appeal"]), re.I),
        "caption": re.compile(either(credits["start"])),
        "bracket": re.compile(rf"[(\[] ?{either(credits['bracket'])} ?[)\]]\.?\Z"),
        "credit": re.compile(rf"{either(credits['finish'])}\Z"),
        "by": re.compile(either(bylines["start"])),
        "within": re.compile(either(bylines["within"])),
        "staff": re.compile(either(bylines["staff"])),
        "agencies": re.compile(  # "AP - AFP", "(Reuters)", "jm/dm (AFP, dpa)"
            rf"(?:\w{{1,5}}/\w{{1,5}} )?[(\[]?{agency}(?:(?: ?[-,/&] ?| and ){agency})*[)\]]?", re.I
        ),
        "agency_first": re.compile(rf"{printed}(?:(?: ?[•/:-] ?| ){printed})*:? (?=[A-Z])"),
    }
