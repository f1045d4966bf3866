"""What the text of an article says about the article: outlet, byline, day of publication.

Only strong evidence counts, and its words are kept as a span; a value is cut from the text.
Where an article says nothing, nothing is found: silence is an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accord.ingest.cues import is_date_line
from accord.ingest.dates import WEEKDAYS, find_days
from accord.records import Block
from accord.text import plain


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of the text that states something."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundDay:
    start: int
    end: int
    day: date
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class _Hint:
    """A place that names the outlet, and how much it says."""

    start: int
    end: int
    weight: float


_TOKEN = r"[A-Z0-9](?:[\w.'&-]*[\w'&])?"
_NAME = rf"(?:[Tt]he )?{_TOKEN}(?: (?:of |the |and |& )?{_TOKEN}){{0,5}}"
_ENOUGH = 2.0  # one hint that names an outlet outright, or two weak ones
_OUTLET_WORDS = frozenset(
    "news newspaper times post daily herald tribune gazette journal press agency radio television "
    "broadcasting chronicle courier telegraph observer dispatch sentinel examiner weekly monitor bulletin "
    "wire media network inquirer advertiser globe mail mirror magazine tv fm".split()
)
_SECTION_WORDS = frozenset(
    "world local national international business sports sport breaking latest top more today's today related "
    "our this your your politics all the video live other social".split()
)
_STAFF = re.compile(
    rf"(?:By )?(?:[Tt]he )?(?P<name>{_NAME}) [Ss]taff"
    r"(?= (?:is|are|[Ww]riters?|[Rr]eporters?)|\s*\Z|\s*[|,])"
)
_APPEAL = re.compile(
    r"(?i:a message from|donate to|support|stand with|welcome to|brought to you by) "
    rf"(?P<name>{_NAME})\s*[.!]?\Z"
)
_FOLLOW = re.compile(
    rf"(?i:follow|like|find|join) (?P<name>{_NAME}) on (?i:twitter|facebook|instagram|telegram|x|youtube)\b"
)
_YEARS = r"(?:19|20)\d\d(?:\s*-\s*(?:19|20)\d\d)?"
_COPYRIGHT = re.compile(
    rf"(?i:copyright\s*(?:©|\(c\))?|©|\(c\))\s*(?:{_YEARS})?,?\s*(?i:by )?"
    rf"(?P<name>{_NAME}?)(?=,?(?: {_YEARS})?\.?\s*(?:\Z|(?i:all rights)|[.,|]))"
)
_OFFER = re.compile(rf"(?i:subscribe to|sign up (?:for|to)|more from|download) (?P<name>{_NAME})(?! [A-Z])")
_DOMAIN = re.compile(r"(?:www\.)?[\w-]{2,}(?:\.[\w-]{2,})*\.[A-Za-z]{2,6}")
_AGENCY = re.compile(r"\((?P<name>[A-Z][\w .]{1,30})\)")
_REPORTS = (  # how a paper speaks of itself, and others of it
    r"\b{name} (?:reports|reported|has learned|has obtained|can reveal|understands)\b"
    r"|\b(?:told|(?:seen|obtained|reviewed) by) {name}\b"
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_BY = re.compile(
    r"(?:(?:written |reported |story |words |posted )?by:? )(?P<names>[A-Z][^|()\n;]{1,100}?)"
    r"(?=\s*[|(;\n]|\s*[-] "  # what may follow the names: a bar, a dash,
    r"|, (?:for|in|at) | (?:in|at|on|near|aboard|from) (?-i:(?:the )?[A-Z])(?!.* and )"  # a place,
    r"|, [A-Z][\w .]* (?:staff|correspondent|reporter|editor)"  # an office,
    rf"|,? (?:on )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|{_MONTH} \d|\d)"  # a date,
    r"|,? (?:published|updated|posted)\b|\.?\s*\Z)",  # or nothing
    re.I,
)
_REPORTING = re.compile(
    r"\(?(?:reporting|writing|compiled) by (?P<names>[A-Z][^;()]{1,120}?)\s*(?:[;)]|\.?\Z)", re.I
)
_STRONG = re.compile(
    r"(?:published|posted|pub(?:lication)? date|date|created|released?|first published)\b[^|]*\Z", re.I
)
_WEAK = re.compile(r"(?:updated|modified|edited|revised|downloaded|retrieved|accessed)\b[^|]*\Z", re.I)
_FILE_PICTURE = re.compile(r"\bfile\b|\barchive", re.I)
_WEEKDAY = re.compile(rf"\b(?:on|late|early) ({'|'.join(WEEKDAYS)})\b", re.I)
_MASTHEAD = 5  # words of a name
_LEAD = 3  # paragraphs in which the day of the news stands


def find_outlet(text: str, blocks: Sequence[Block]) -> Found | None:
    """The outlet's name where the text gives it away: a masthead, a sign-off, "© 2031 The Herald",
    "A message from The Herald", "The Herald Staff is a team", "(AGENCY) -".

    "The Herald reports" alone proves nothing, as that is how other outlets are credited; a name
    over the headline that the text speaks of so is a masthead. A name set in capitals is read
    from where the text has it in ordinary letters, if it does.
    """
    shown = plain(text)
    hints: dict[str, list[_Hint]] = defaultdict(list)
    for hint in _outlet_hints(shown, blocks):
        hints[_key(shown[hint.start : hint.end])].append(hint)
    best: tuple[float, _Hint] | None = None
    for key, found in hints.items():
        total = sum(hint.weight for hint in found)
        if re.search(_REPORTS.format(name=rf"(?:the )?{re.escape(key)}"), shown, re.I):
            total += 1
        first = max(
            found, key=lambda hint: (not shown[hint.start : hint.end].isupper(), hint.weight, -hint.start)
        )
        if total >= _ENOUGH and (best is None or total > best[0]):
            best = total, first
    return _in_ordinary_letters(shown, best[1].start, best[1].end) if best else None


def _in_ordinary_letters(shown: str, start: int, end: int) -> Found:
    """Where a name that is set in capitals stands capitalised, else where it is."""
    if shown[start:end].isupper() and " " in (name := _key(shown[start:end])):
        for match in re.finditer(rf"\b(?:The )?(?i:{re.escape(name)})\b", shown):
            words = match.group().split()
            if not match.group().isupper() and words[0][0].isupper() and words[-1][0].isupper():
                return Found(match.start(), match.end())
    return Found(start, end)


def find_byline(text: str, blocks: Sequence[Block]) -> Found | None:
    """Who wrote it: the names of "By ...", else "The Herald Staff", else "(Reporting by ...)"."""
    shown = plain(text)
    for pattern, group in ((_BY, "names"), (_STAFF, None), (_REPORTING, "names")):
        for block in blocks:
            if block.kind != "byline":
                continue
            line = shown[block.start : block.end]
            match = pattern.match(line)
            if match is None:
                continue
            if group:
                return Found(block.start + match.start(group), block.start + match.end(group))
            return Found(block.start + match.start("name"), block.start + match.end())
    return None


def find_published(text: str, blocks: Sequence[Block]) -> FoundDay | None:
    """The day the article came out: a labelled date, a date line over the text or in a byline or
    dateline, else the day of its photograph.

    The last counts only when an opening paragraph tells of that same weekday ("on Wednesday"):
    news pictures are of the day, archive pictures are not.
    """
    best: tuple[float, FoundDay] | None = None
    body = [block for block in blocks if block.kind == "body"]
    first = body[0].start if body else len(text)
    for block in blocks:
        if block.kind not in ("furniture", "byline", "dateline"):
            continue
        line = re.sub(r"\[[^\]]*\]", lambda m: " " * len(m.group()), plain(text[block.start : block.end]))
        for found in find_days(line):
            before = line[: found.start]
            if _WEAK.search(before):
                weight = 1.0
            elif _STRONG.search(before):
                weight = 3.0
            elif block.kind == "furniture" and (block.start > first or not is_date_line(line)):
                continue
            else:
                weight = 2.0
            day = FoundDay(block.start + found.start, block.start + found.end, found.day, found.moment)
            if best is None or weight > best[0]:
                best = weight, day
    return best[1] if best else _day_of_photograph(text, blocks, body)


def _day_of_photograph(text: str, blocks: Sequence[Block], body: Sequence[Block]) -> FoundDay | None:
    lead = " ".join(text[block.start : block.end] for block in body[:_LEAD])
    told = {match[1].lower() for match in _WEEKDAY.finditer(lead)}
    for block in blocks:
        if block.kind != "caption" or _FILE_PICTURE.search(text[block.start : block.end]):
            continue
        for found in find_days(text, block.start, block.end):
            if WEEKDAYS[found.day.weekday()] in told:
                return FoundDay(found.start, found.end, found.day, None)
    return None


def _outlet_hints(shown: str, blocks: Sequence[Block]) -> Iterator[_Hint]:
    masthead = _masthead(shown, blocks)
    if masthead:
        yield _Hint(masthead.start, masthead.end, 1.0)
    for block in blocks:
        line = shown[block.start : block.end]
        if block.kind == "dateline":
            if match := _AGENCY.search(line):
                yield _Hint(block.start + match.start("name"), block.start + match.end("name"), _ENOUGH)
            continue
        if block.kind not in ("furniture", "byline"):
            continue
        for pattern, weight in (
            (_STAFF, 3.0),
            (_APPEAL, 2.0),
            (_COPYRIGHT, 2.0),
            (_FOLLOW, 1.0),
            (_OFFER, 1.0),
        ):
            match = pattern.match(line)
            if match and _can_be_outlet(match["name"]):
                yield _Hint(block.start + match.start("name"), block.start + match.end("name"), weight)
        if block.kind == "furniture" and (match := re.fullmatch(_NAME, line)):
            words = line.lower().removeprefix("the ").split()
            if _DOMAIN.fullmatch(line) or (
                len(words) > 1 and _OUTLET_WORDS & set(words) and words[0] not in _SECTION_WORDS
            ):
                yield _Hint(block.start, block.end, 2.0)
            elif len(words) > 1 and words[0] not in _SECTION_WORDS:
                yield _Hint(block.start, block.end, 0.5)


def _masthead(shown: str, blocks: Sequence[Block]) -> Found | None:
    """The first line of a page, if it names something and no report follows it at once.

    It may be a kicker ("Port Amel"), so "told Port Amel" confirms it only where an article
    belongs to the name.
    """
    if len(blocks) < 3 or blocks[0].kind != "furniture" or blocks[1].kind == "body":
        return None
    start, end = blocks[0].start, blocks[0].end
    line = shown[start:end]
    if not re.fullmatch(_NAME, line) or not _can_be_outlet(line) or len(_key(line).split()) > _MASTHEAD:
        return None
    if _key(line).split()[0] in _SECTION_WORDS:
        return None
    named = line.lower().startswith("the ") or f" the {_key(line)}" in shown.lower()
    return Found(start, end) if named else None


def _can_be_outlet(name: str) -> bool:
    words = name.lower().removeprefix("the ").split()
    return (
        len(words) > 1
        or bool(_DOMAIN.fullmatch(name))
        or (name.isupper() and len(name) > 2)
        or (words[0] not in _SECTION_WORDS and words[0] not in _OUTLET_WORDS and not words[0].isdigit())
    )


def _key(name: str) -> str:
    return name.lower().removeprefix("the ").strip(" .")
