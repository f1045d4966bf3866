"""Every English word that the renderings add to the reports: neutral, plain, in one place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from accord.records import (
    BlockKind,
    ConflictKind,
    CreditKind,
    EdgeKind,
    Modality,
    Published,
    QuotationKind,
    ReadFrom,
)

IN_SHORT: Final = "In short"
SHARED: Final = "What is shared"
SAID: Final = "Who said what"
DIFFER: Final = "Where reports differ"
MATRIX: Final = "Who reports what"
ORIGINS: Final = "Where it comes from"
TIMELINE: Final = "Timeline"
CHAPTERS: Final = "Day by day"
ALONE: Final = "Reported by one article only"
REPORTED: Final = "What the article reports"
OMITTED: Final = "What an article leaves out"
LIMITS: Final = "Limits"
ARTICLES: Final = "Articles"
STORIES: Final = "Stories"
EVIDENCE: Final = "Evidence"

ORIGIN_HINT: Final = (
    "An origin is a report made on its own. Articles that copy one another, or the same text, are one origin."
)
SHARED_HINT: Final = "Told by two or more articles, in the words of the one named first."
ALONE_HINT: Final = "No other article here says this. That makes it neither true nor false."
OMITTED_HINT: Final = (
    "Most independent reports tell it; nothing like it was found in the article named. "
    "That says nothing of why."
)
OMITTED_SHORT: Final = "Left out"
CLICK_HINT: Final = "Select any statement to read it in its article."
ALONE_SHORT: Final = "In one only"
PARTS: Final = "Parts of the story"
TIMELINE_HINT: Final = (
    "Words in quotation marks after a statement are those its day was read from, counted from the day "
    "its article came out."
)
CHAPTERS_HINT: Final = "What several articles tell and none of an earlier day does."
FIRST_DAY: Final = "the story begins"
NOTHING_NEW: Final = "nothing new that several articles tell"
NEW_DIFFERENCE: Final = "New difference"
NEW_WORDS: Final = "New words"
BECAME: Final = "became"
ADDED: Final = "added"
TAKEN_OUT: Final = "taken out"
VERSION: Final = "version"
LATER_VERSION: Final = "is a later version of"
UPDATES: Final = "Counts that went on"
UPDATES_HINT: Final = "A later report gives more of the same thing: no difference, but news of it."
PERHAPS: Final = "perhaps also"
PERHAPS_SHARED: Final = (
    "Told by one article; others speak of it, but it could not be made out that they tell it"
)
MATRIX_HINT: Final = "A dot stands where an article reports the fact, a ring where it may only touch on it."
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
NEARLY_THE_SAME: Final = "nearly the same words, cut differently"
ONE_ONLY: Final = "in one article only"
INDIRECT: Final = "indirect speech"
RETOLD: Final = "In indirect speech"
IN_PART: Final = "In part"
DIFFERS_IN: Final = "Differs in"
ALSO_SAID: Final = "Also quoted"
UNUSED: Final = "not used in any story"
ONE_ORIGIN: Final = "one origin"
UNRESOLVED: Final = "Not resolved"
CREDITED: Final = "Credited in the reports"
ALSO: Final = "also"
OTHERS_SAID: Final = "Others quoted, each in one article only"
SPEAKER: Final = "speaker"
STANDARD_INPUT: Final = "standard input"
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
    "agency": "agency or institution",
    "anonymous": "unnamed source",
    "document": "document",
    "spokesperson": "spokesperson",
    "social": "social media",
}
TIE: Final[Mapping[EdgeKind, str]] = {
    "reprints": "reprint",
    "shares passages": "shared words",
    "quotes the same rendering": "same quotations",
    "credits": "credit",
}
TIE_VERB: Final[Mapping[EdgeKind, str]] = {
    "reprints": "reprints",
    "shares passages": "shares passages word for word with",
    "quotes the same rendering": "prints the same quotations as",
    "credits": "credits",
}
MODALITY: Final[Mapping[Modality, str]] = {
    "happened": "",
    "planned": "expected",
    "possible": "possible",
    "denied": "denied",
}
# Said of a day besides the words it was read from
ANCHOR: Final = {
    "stated": "",
    "published": "",
    "story": "counted from the days of the other articles",
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

# The annotated articles
ATTRIBUTIONS: Final = "Attributions"
SKIP_TO_ARTICLES: Final = "Skip to the articles"
SPEAKERS: Final = "Speakers"
SOURCE_UNRESOLVED: Final = "Source not resolved"
SOURCE_MISSING: Final = "No source given"
NO_ATTRIBUTIONS: Final = "No attribution was found in this article."
FURNITURE: Final = "Page furniture, not read"
UNNAMED: Final = "by description"
KEY: Final = "How to read this page"
KEY_CONTENT: Final = "what is attributed, with its speaker’s letter and colour"
KEY_SOURCE: Final = "the words that name the source"
KEY_CUE: Final = "the words that attribute"
KEY_UNNAMED: Final = "grey: the source has no name, or none is given"
SPEAKER_HINT: Final = "Open a speaker to see only that speaker’s statements."
ATTRIBUTION_FOOT: Final = (
    "Attributions were found by a program and can be wrong. They tell who is said to have said or thought "
    "what, never whether it is true."
)

# ISO 639-1, the languages of the most news sites
_LANGUAGES: Final[Mapping[str, str]] = dict(
    pair.split(" ")
    for pair in (
        "af Afrikaans,am Amharic,ar Arabic,az Azerbaijani,be Belarusian,bg Bulgarian,bn Bengali,bs Bosnian,"
        "ca Catalan,cs Czech,da Danish,de German,el Greek,en English,es Spanish,et Estonian,eu Basque,"
        "fa Persian,fi Finnish,fr French,ga Irish,gl Galician,gu Gujarati,he Hebrew,hi Hindi,hr Croatian,"
        "hu Hungarian,hy Armenian,id Indonesian,is Icelandic,it Italian,ja Japanese,ka Georgian,kk Kazakh,"
        "km Khmer,ko Korean,ku Kurdish,ky Kyrgyz,lt Lithuanian,lv Latvian,mk Macedonian,mn Mongolian,"
        "mr Marathi,ms Malay,my Burmese,nb Norwegian,ne Nepali,nl Dutch,nn Norwegian,no Norwegian,pa Punjabi,"
        "pl Polish,ps Pashto,pt Portuguese,ro Romanian,ru Russian,si Sinhala,sk Slovak,sl Slovene,so Somali,"
        "sq Albanian,sr Serbian,sv Swedish,sw Swahili,ta Tamil,te Telugu,th Thai,tl Tagalog,tr Turkish,"
        "uk Ukrainian,ur Urdu,uz Uzbek,vi Vietnamese,zh Chinese"
    ).split(",")
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


def touches(name: str, place: str) -> str:
    return f"{PERHAPS}: {spoken(name, place)}"


def quotation_kinds(kinds: Mapping[QuotationKind, int]) -> str:
    """How many statements are of which kind: "2 direct, 1 mixed"; without a number when all are alike."""
    order: tuple[QuotationKind, ...] = ("direct", "indirect", "mixed")
    found = [kind for kind in order if kinds.get(kind)]
    return found[0] if len(found) == 1 else ", ".join(f"{kinds[kind]} {kind}" for kind in found)


def spoken_statement(number: int, name: str, evidence: str, place: str) -> str:
    """A statement as it is read aloud: "Statement 4: Mara Vale, direct, source “she”, ..., paragraph 3"."""
    return f"Statement {number}: {spoken(f'{name}, {evidence}', place)}"


def evidence(kind: QuotationKind, source: str, cue: str, told_by: str = "") -> str:
    """In which words something is attributed; a source or cue that is not there is said to be missing."""
    words = (("source", source), ("cue", cue))
    said = (f"{name} “{said}”" if said else f"no {name}" for name, said in words)
    return ", ".join((kind, *said, *([f"as told by {told_by}"] if told_by else ())))


def not_told(n: int) -> str:
    """What stands beside an article that leaves something out."""
    return "does not tell" if n == 1 else f"does not tell {n} things"


def left_out(articles: int, sources: int) -> str:
    """What a drawing leaves to the list below it; "" when nothing."""
    parts = []
    if articles:
        parts.append(f"{count(articles, 'article')} without such a tie")
    if sources:
        parts.append(f"{count(sources, 'source')} credited less often")
    return f"Not drawn: {' and '.join(parts)}." if parts else ""


def language(tag: str) -> str:
    """A BCP 47 tag in English: "Ukrainian", else the tag itself; "" where it is not known."""
    if tag.startswith("und"):
        return ""
    return _LANGUAGES.get(tag.split("-")[0], tag)


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


def elsewhere(n: int, noun: str = "") -> str:
    """Said where text and Markdown leave the rest of a long list to the complete forms."""
    return f"{n} more {noun + ' ' if noun else ''}in the HTML page and JSON."


def too_wide(articles: int) -> str:
    return f"{articles} columns are too many for this width: see the HTML page."


def above(told: int, rest: int) -> str:
    """Said where facts of the lead are not told again; "" when there are none of these."""
    if not told:
        return ""
    if not rest:
        return "It stands above." if told == 1 else f"All {told} stand above."
    return f"Besides the {told if told > 1 else 'one'} above."


def means(pronoun: str, name: str) -> str:
    """Whom a pronoun means, said behind the words: they stay as they are."""
    return f"[{pronoun}: {name}]"


AGAIN: Final = "The lines in short once more, in other words or with more to them"


def of_words(part: float) -> str:
    return f"{share(part)} of its words"


def tie_name(kind: EdgeKind, part: float) -> str:
    return TIE[_kind(kind, part)]


def tie_verb(kind: EdgeKind, part: float) -> str:
    return TIE_VERB[_kind(kind, part)]


def _kind(kind: EdgeKind, part: float) -> EdgeKind:
    """Quotations are the speaker's words, so a tie of quotations alone has no share of an article's own."""
    return "quotes the same rendering" if kind == "shares passages" and not part else kind


def tie(kind: EdgeKind, here: str, there: str, part: float) -> str:
    """How one article depends on another, as a sentence without its end."""
    told = f"{here} {tie_verb(kind, part)} {there}"
    return told if kind == "credits" or not part else f"{told} ({of_words(part)})"


def version(later: str, earlier: str, changes: int) -> str:
    """What a later version of one page is, as a sentence without its end."""
    return f"{later} {LATER_VERSION} {earlier}, {changed_in(changes)}"


def changed_in(changes: int) -> str:
    return f"with {count(changes, 'change')}" if changes else "with the same words"


def changed(before: str, after: str) -> str:
    """One change between two versions; either side may be empty."""
    if before and after:
        return f"“{before}” {BECAME} “{after}”"
    return f"{ADDED} “{after}”" if after else f"{TAKEN_OUT} “{before}”"


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


def not_drawn(n: int) -> str:
    """Said where the table of facts and articles would be too large to be read."""
    return f"{n} more shared facts are not drawn here; each stands under “{SHARED}” with its articles."


def day(value: date, *, short: bool = False, year: bool = True) -> str:
    month = _MONTHS[value.month - 1]
    return f"{value.day} {month[:3] if short else month}" + (f" {value.year}" if year else "")


def places(names: Iterable[str]) -> tuple[str, ...]:
    """Places named once each, three or more paragraphs in a row as one: "¶1–4", "headline"."""
    out: list[list[str]] = []
    for name in dict.fromkeys(names):
        run = out[-1] if out else []
        if run and re.fullmatch(r"¶\d+", name) and run[-1] == f"¶{int(name[1:]) - 1}":
            run.append(name)
        else:
            out.append([name])
    return tuple(
        place for run in out for place in ([f"{run[0]}–{run[-1][1:]}"] if len(run) > 2 else run) if place
    )


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
