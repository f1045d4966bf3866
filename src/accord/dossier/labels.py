"""Every English word that the renderings add to the reports: neutral, plain, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from accord.records import (
    BlockKind,
    ConflictKind,
    CreditKind,
    EdgeKind,
    Modality,
    Published,
    ReadFrom,
)

IN_SHORT: Final = "In short"
SHARED: Final = "What is shared"
SAID: Final = "Who said what"
DIFFER: Final = "Where reports differ"
MATRIX: Final = "Who reports what"
ORIGINS: Final = "Where it comes from"
TIMELINE: Final = "Timeline"
ALONE: Final = "Reported by one article only"
REPORTED: Final = "What the article reports"
LIMITS: Final = "Limits"
ARTICLES: Final = "Articles"
STORIES: Final = "Stories"
EVIDENCE: Final = "Evidence"

ORIGIN_HINT: Final = (
    "An origin is a report made on its own. Articles that copy one another, or the same text, are one origin."
)
SHARED_HINT: Final = "Told by two or more articles."
ALONE_HINT: Final = "No other article here says this. That makes it neither true nor false."
CLICK_HINT: Final = "Select any statement to read it in its article."
MATRIX_HINT: Final = "A dot stands where an article reports the fact."
NO_DIFFERENCES: Final = "No differences between the reports were found."
NO_SHARED: Final = "Nothing was found that two articles report."
NO_LIMITS: Final = "Every input was read, and nothing was left unresolved."
SEE_STORIES: Final = "Every input was read; what could not be resolved stands under each story."
ONE_ARTICLE: Final = "A single article tells this story, so there is nothing to compare."

SPEAKER_UNKNOWN: Final = "Speaker not named"
TITLE_UNKNOWN: Final = "No headline"
DATE_UNKNOWN: Final = "no date given"
OUTLET_UNKNOWN: Final = "outlet not given"
WORDING_DIFFERS: Final = "wording differs"
ONE_ONLY: Final = "in one article only"
INDIRECT: Final = "indirect speech"
DIFFERS_IN: Final = "Differs in"
ALSO_SAID: Final = "Also quoted"
UNUSED: Final = "not used in any story"
ONE_ORIGIN: Final = "one origin"
UNRESOLVED: Final = "Not resolved"
CREDITED: Final = "Credited in the reports"
YES: Final = "reported"

CONFLICT: Final[Mapping[ConflictKind, str]] = {
    "number": "Number",
    "date": "Day",
    "place": "Place",
    "person": "Person",
    "outcome": "Outcome",
    "wording": "Wording",
    "sequence": "Order of events",
}
CREDIT: Final[Mapping[CreditKind, str]] = {
    "outlet": "another outlet",
    "agency": "news agency",
    "anonymous": "unnamed source",
    "document": "document",
    "spokesperson": "spokesperson",
    "social": "social media",
}
TIE: Final[Mapping[EdgeKind, str]] = {
    "reprints": "reprint",
    "shares passages": "shared words",
    "credits": "credit",
}
TIE_VERB: Final[Mapping[EdgeKind, str]] = {
    "reprints": "reprints",
    "shares passages": "shares passages word for word with",
    "credits": "credits",
}
MODALITY: Final[Mapping[Modality, str]] = {
    "happened": "",
    "planned": "expected",
    "possible": "possible",
    "denied": "denied",
}
ANCHOR: Final = {
    "stated": "",
    "published": "from the day of publication",
    "story": "from the days of the other articles",
}
BLOCK: Final[Mapping[BlockKind, str]] = {
    "headline": "headline",
    "dek": "subhead",
    "byline": "byline",
    "dateline": "dateline",
    "caption": "caption",
    "heading": "heading",
    "body": "text",
    "furniture": "page furniture",
}
READ_FROM: Final[Mapping[ReadFrom, str]] = {
    "text": "read from the text",
    "record": "from the article's record",
    "page": "from the page's own data",
}
STAGE: Final = {
    "read": "not read",
    "annotate": "not analysed",
    "group": "not grouped",
    "compare": "not compared",
}

# The page alone
EYEBROW: Final = "Dossier"
SKIP: Final = "Skip to the account"
CONTENTS: Final = "Contents"
CLOSE: Final = "Close"
PREVIOUS: Final = "Previous passage"
PASSAGE: Final = "Passage"
OF: Final = "of"
NEXT: Final = "Next passage"
ALL_ARTICLES: Final = "All articles"
OPEN_PAGE: Final = "Original page"
DRAWING: Final = "Articles, their origins and the sources they credit; the list below says the same."
FOOT: Final = "Every statement is cut from the reports; none was checked against the world."
DRAWING_KEY: Final = (
    "Arrows run from a source to the article that uses it: dashed where it is credited, "
    "solid where words are the same, with the share of the article's words."
)

_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # strftime would follow the machine's locale


def count(n: int, noun: str, plural: str | None = None) -> str:
    """``count(1, "article")`` is "1 article"."""
    return f"{n} {noun if n == 1 else plural or noun + 's'}"


def noun(n: int, noun: str) -> str:
    return noun if n == 1 else noun + "s"


def spoken(name: str, place: str) -> str:
    """A citation as it is read aloud: "Courier, paragraph 3"."""
    return f"{name}, {place.replace('¶', 'paragraph ')}" if place else name


def reports(name: str, place: str) -> str:
    return f"{YES}: {spoken(name, place)}"


def left_out(n: int) -> str:
    return f"Not drawn: {count(n, 'article')} that neither credits nor copies another."


def tally(articles: int, origins: int) -> str:
    """How well something is supported: "2 articles, 1 origin"."""
    return f"{count(articles, 'article')}, {count(origins, 'origin')}"


def origin(number: int) -> str:
    return f"Origin {number}"


def own_origin(n: int) -> str:
    return "its own origin" if n == 1 else "each its own origin"


def contrast(left: str, right: str) -> str:
    """Two wordings of one place, either of which may be empty."""
    if left and right:
        return f"“{left}” / “{right}”"
    return f"“{left or right}” (in one only)"


def elsewhere(n: int) -> str:
    """Said where the terminal leaves something to the complete forms."""
    return f"{n} more in one article only: see the HTML, Markdown or JSON form."


def above(n: int) -> str:
    """Said where facts of the lead are not told again."""
    return f"Besides the {n if n > 1 else 'one'} above."


def of_words(part: float) -> str:
    return f"{share(part)} of its words"


def tie(kind: EdgeKind, here: str, there: str, part: float) -> str:
    """How one article depends on another, as a sentence without its end."""
    told = f"{here} {TIE_VERB[kind]} {there}"
    return told if kind == "credits" else f"{told} ({of_words(part)})"


def summary(articles: int, origins: int, facts: int, differences: int) -> str:
    """A story in numbers; of a single article there is but one."""
    if articles == 1:
        return count(1, "article")
    return " · ".join(
        (
            count(articles, "article"),
            count(origins, "independent origin"),
            count(facts, "shared fact"),
            count(differences, "difference"),
        )
    )


def more(n: int) -> str:
    return f"{n} more"


def day(value: date, *, short: bool = False, year: bool = True) -> str:
    month = _MONTHS[value.month - 1]
    return f"{value.day} {month[:3] if short else month}" + (f" {value.year}" if year else "")


def days(first: date, last: date) -> str:
    """A span in the shortest plain form: "2014", "October 2025", "22–24 Oct 2025"."""
    after = last + timedelta(days=1) if last < date.max else last
    if first == last:
        return day(first, short=True)
    if (first.day, after.day) == (1, 1):
        if (first.month, after.month) == (1, 1):
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{_MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, short=True)}"
    return f"{day(first, short=True, year=first.year != last.year)} – {day(last, short=True)}"


def published(value: Published | None) -> str:
    if value is None:
        return DATE_UNKNOWN
    if value.moment is None:
        return day(value.day)
    return f"{day(value.moment.date())}, {clock(value.moment)}"


def clock(moment: datetime) -> str:
    return f"{moment.hour:02}:{moment.minute:02} UTC"


def share(part: float) -> str:
    return f"{part:.0%}"
