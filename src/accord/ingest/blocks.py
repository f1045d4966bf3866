"""What each stretch of a text is: headline, dek, byline, dateline, caption, heading, body, furniture.

Rules over the shape and the place of a line and a table of cues (data/furniture.toml), in
the manner of Kohlschütter, Fankhauser and Nejdl (WSDM 2010): what is long and ends like
a sentence is prose, and prose stays body unless it speaks to the reader of a page. When
in doubt a line is body, as a report's words must not be lost.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from accord.ingest.dates import find_days
from accord.records import Block, BlockKind
from accord.text import plain, words


@dataclass(frozen=True, slots=True)
class BlockShapes:
    """Sizes that tell one kind of line from another, in characters or words."""

    cue: int = 700  # characters of a line up to which cues are looked for; newsletter boxes had 650 at most
    label: int = 160  # characters a label with its link may have
    headline: int = 220  # characters; the longest of 1,338 titles had 247, the second longest 205
    dek: int = 200
    caption: int = 420
    heading_words: int = 12  # 62 of 64 section headings of the stories set had fewer
    name_words: int = 5  # a masthead or the name of a section
    byline: int = 140


class Line(NamedTuple):
    """A line, or several that were one before a machine wrapped them, without blanks around."""

    start: int
    end: int
    text: str  # in plain characters, see `accord.text.plain`


_LINE = re.compile(r"[^\n\r\u2028\u2029\v\f\x85]+")
_SENTENCE_END = re.compile(r"""[.?!:;,\u2026]['")\]\u2019]*\Z|\.\.\.\Z""")
_TERMINAL = re.compile(r"""[.?!\u2026]['")\]]*\Z""")
_BYLINE = re.compile(
    r"""(?:(?:written |reported |story |words |posted )?by:? (?=[A-Z]))|"""
    r"""(?:\(?(?:reporting|writing|additional reporting|editing|compiled) (?:and \w+ )?by )""",
    re.I,
)
_NAMES = re.compile(
    r"""[A-Z][\w.'-]*(?:(?:,? and |,? & |, | \| | of | de | van | von | for | in |/| )+[A-Z@(][\w.')@-]*)*"""
)
_STAFF = re.compile(
    r"""(?:the )?[A-Z].{1,60}? staff (?:is|are|writers?|reporters?|and agencies|report)\b""", re.I
)
_CONTRIBUTED = re.compile(r"""\bcontribut(?:ed|ing) (?:to this (?:report|story|article)|reporting)\b""", re.I)
_AUTHOR_NOTE = re.compile(
    r"""(?:[A-Z][\w.'-]+ ){1,4}(?:is|are) (?:an? |the )?[\w' -]{0,40}"""
    r"""\b(?:reporter|correspondent|journalist|journalists|columnist|editor|staff writer|contributor)s?\b.{0,120}"""
)
_DATELINE = re.compile(
    r"""(?:(?P<place>[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]+(?:,? [A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'/-]*){0,4}"""  # BERKELEY HEIGHTS
    r"""(?:, (?:[A-Z][\w.]*\.?)(?: [A-Z][\w.]*){0,2})?)"""  # , N.J.  , Ukraine
    r"""(?P<day>,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:, \d{4})?)?"""  # , March 3
    r"""(?P<agency> ?\([A-Z][\w./ -]{1,30}\))?|"""
    r"""(?P<mixed>[A-Z][\w.'-]+(?:,? [A-Z][\w.'-]*){0,4},? )?(?P<only>\([A-Z][\w./ -]{1,30}\)))"""
    r""" ?(?:--?|:) ?(?=["'(\w\u2026.$])"""
)
_DASHLESS = re.compile(r"""\([A-Z]{2,5}\) ?(?=[A-Z"'])""")
_PLACE = re.compile(r"""[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,3}(?:, [A-Z][\w. ]{1,20})? (?:-|--) (?=[A-Z"'])""")
_CREDIT_PAREN = re.compile(
    r"""[(\[] ?(?:(?:file )?(?:photo|image|picture|illustration|credit|video|screengrab|screenshot|source|courtesy|graphic)\w*\b[^()\[\]]{0,80}"""
    r"""|[^()\[\]]{2,60}(?:/| via | for |\u00a9)[^()\[\]]{2,60}|[^()\[\]]{0,30}\bphoto(?:/[^()\[\]]{2,40})?) ?[)\]]\.?\Z""",
    re.I,
)
_CREDIT_START = re.compile(
    r"""(?:(?:photo(?:graph)?s?|image|picture|pictured|illustration|photo credit|credit|video|caption|photo by|photos by|image source|cover photo)(?: (?:by|credit|courtesy(?: of)?|from))?: ?\S|"""
    r"""image (?:copyright|caption|source)\b|enlarge this image|toggle caption|file(?: photo)? ?[-:] ?\S|this (?:photo|image|picture|handout|file photo|combination)\b.{0,120}\b(?:shows?|released|provided|taken|made)\b"""
    r"""|an? (?:photo|image|picture|photograph) (?:issued|released|provided|taken)\b|(?:a |am |an )?(?:still )?image from (?:a )?video\b|photos?: .{2,150}\d+ of \d+|\d{1,3}/\d{1,3} \S|\(?l(?:eft)? ?(?:-|to) ?r(?:ight)?\)?[: ])""",
    re.I,
)
_CREDIT_END = re.compile(
    r"""(?:\u00a9 ?[^.]{2,70}|(?:photograph|photo|picture|image|credit)(?:s|ed)?(?::|\.\.\.| by )\s*[^.]{2,60}\.?|hide caption(?: \d+ of \d+)?|\(file photo\)|\(pictured\)|[A-Z][\w.' -]{2,30}/(?:AP|AFP|EPA|PA|Reuters|Getty)[\w /]{0,20}"""
    r"""|(?:associated press|getty images|reuters|afp|epa) ?(?:photo)?|via (?:ap|afp|reuters|getty images|storyful|epa))\Z""",
    re.I,
)
_BRACKETED = re.compile(r"""\[[^\[\]]{8,160}\]\Z""")
_ADDRESS = re.compile(r"""\b(?:you|your|us|our|we|we're|you're)\b""", re.I)
_DATE_WORDS = re.compile(
    r"""\b(?:date|published|posted|updated|last|first|originally|modified|created|story|edited|release|released|uploaded|time|on|at|of|the|by|uk|us|"""
    r"""am|pm|a|p|m|h|hrs|px|local|gmt|utc|[ecmp][sd]?t|bst|cest|cet|ist|hkt|ak[sd]t|aest|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*|"""
    r"""jan\w*|feb\w*|mar|march|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*|st|nd|rd|th|min|read)\b""",
    re.I,
)
_LISTED = re.compile(r"""(?:[-*\u2022\u2023\u25aa\u25cf\u2013]|\d{1,2}[.)])\s""")
_LINK = re.compile(r"https?://|www\.", re.I)


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads((files("accord.ingest") / "data" / "furniture.toml").read_text("utf-8"))
    either = {
        name: "|".join(f"(?:{cue})" for cue in table[name])
        for name in ("whole", "start", "label", "finish", "appeal")
    }
    agencies = "|".join(sorted(map(re.escape, table["agencies"]["names"]), key=len, reverse=True))
    return {
        "whole": re.compile(rf"(?:{either['whole']})", re.I),
        "start": re.compile(either["start"], re.I),
        "label": re.compile(rf"(?:{either['label']}) ?:(?: |\Z)", re.I),
        "finish": re.compile(rf"\b(?:{either['finish']})[ .>\u203a\u00bb\u2192]*\Z", re.I),
        "appeal": re.compile(either["appeal"], re.I),
        "agencies": re.compile(
            rf"[(\[]?(?:[\w.]{{1,5}}/[\w.]{{1,5}} )?[(\[]?(?:{agencies})(?:(?: ?[-,/&] ?| and )(?:{agencies}))*[)\]]?",
            re.I,
        ),
        "agency_first": re.compile(rf"(?:{agencies})(?:(?: ?[\u2022/-] ?| )(?:{agencies}))*:? (?=[A-Z])"),
    }


def label_blocks(text: str, title: str | None = None, shapes: BlockShapes | None = None) -> tuple[Block, ...]:
    """The labelled stretches of a text, in order, never overlapping, blanks between them in none.

    `title` is the headline that a record or a page carries beside the text: with it, a headline
    block is only what repeats it. A dateline is cut off the paragraph it opens. Nothing but
    blanks has no blocks.
    """
    shapes = shapes or BlockShapes()
    lines = _lines(text)
    kinds = _Labels(lines, title, shapes).kinds()
    blocks: list[Block] = []
    opened = False
    for line, kind in zip(lines, kinds, strict=True):
        cut = 0
        if kind == "body" and not opened:
            opened = True
            cut = dateline_length(line.text)
        if cut:
            head = line.text[:cut].rstrip()
            blocks.append(Block("dateline", line.start, line.start + len(head)))
        blocks.append(Block(kind, line.start + cut, line.end))
    return tuple(blocks)


def dateline_length(text: str) -> int:
    """How many characters of a paragraph are its dateline, blanks after it included; 0: it has none.

    "WASHINGTON (AP) - ", "KYIV, Ukraine - ", "(Reuters) - "; a place in small letters counts
    only beside an agency in brackets.
    """
    text = plain(text[:120])
    text = text.replace("--", "- ") if " --" not in text else text
    found = _DATELINE.match(text) or _DASHLESS.match(text)
    if not found or len(text) - found.end() < 12:
        return 0
    place = found.groupdict().get("place")
    if place and len(place) < 3:
        return 0
    if ":" in found.group() and not (found.groupdict().get("agency") or found.groupdict().get("day")):
        return 0  # "RENEE MONTAGNE, HOST: ..." names who speaks
    return found.end()


def _lines(text: str) -> list[Line]:
    found = []
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            found.append(Line(start, start + len(stripped), plain(stripped)))
    return _unwrapped(text, found)


def _unwrapped(text: str, lines: list[Line]) -> list[Line]:
    """Join lines that a mail program or a terminal broke at its width.

    A line was wrapped when the first word of the next would not have fitted on it; a text is
    taken for wrapped when nearly all its longer lines are alike in length and many go on in
    small letters.
    """
    together = [
        (a, b)
        for a, b in pairwise(lines)
        if "\n" not in text[a.end : b.start].replace("\r\n", "\n").replace("\n", "", 1)
    ]
    width = max((len(line.text) for line in lines), default=0)
    going_on = sum(b.text[0].islower() and not _TERMINAL.search(a.text) for a, b in together)
    if width > 100 or len(together) < 4 or going_on < 0.3 * len(together):
        return lines
    glued = set(together)
    joined = [lines[0]]
    for before, line in pairwise(lines):
        first = line.text.split(maxsplit=1)[0]
        if (before, line) in glued and len(before.text) + 1 + len(first) > width - 8:
            start = joined[-1].start
            joined[-1] = Line(start, line.end, plain(text[start : line.end]))
        else:
            joined.append(line)
    return joined


class _Labels:
    """The kinds of the lines of one text."""

    def __init__(self, lines: Sequence[Line], title: str | None, shapes: BlockShapes) -> None:
        self.lines, self.shapes = lines, shapes
        self.title = _compared(title) if title else ""
        self.found: list[BlockKind | None] = [self._by_itself(line.text) for line in lines]

    def kinds(self) -> list[BlockKind]:
        prose = [i for i, line in enumerate(self.lines) if self.found[i] is None and _is_prose(line.text)]
        if prose:
            self._label_head(prose[0])
            self._label_tail(prose[-1])
            self._label_between(prose[0], prose[-1])
        else:
            self._label_repeated_title(len(self.lines))
        return [kind or "body" for kind in self.found]

    # ------------------------------------------------------------ one line

    def _by_itself(self, line: str) -> BlockKind | None:
        """What a line is wherever it stands; None when that depends on its place."""
        if not any(char.isalnum() for char in line):
            return "furniture"
        if len(line) > self.shapes.cue:
            return None
        if self._is_caption(line):
            return "caption"
        if self._is_byline(line):
            return "byline"
        if self._is_furniture(line) or is_date_line(line):
            return "furniture"
        return None

    def _is_furniture(self, line: str) -> bool:
        cues = _cues()
        bare = line.strip(" \t\u00a0.:;,!|-+>*<[]()\u2022\u203a\u00bb\u2192\u25b6\u25ba\u2026#")
        ends = bool(_TERMINAL.search(line))
        if len(bare) <= 120 and not (ends and len(bare.split()) > 5) and cues["whole"].fullmatch(bare):
            return True
        if cues["start"].match(line.lstrip("+>*- ")):
            return True
        if len(line) <= self.shapes.label and cues["label"].match(line) and not _spoken(line):
            return True
        if not ends and len(line) <= self.shapes.label and cues["finish"].search(line):
            return True
        if not ends and _BRACKETED.match(line) and len(line.split()) > 2:
            return True  # [a link to another story]
        return bool(
            _ADDRESS.search(line) and cues["appeal"].search(line) and not _spoken(line) and '"' not in line
        )

    def _is_caption(self, line: str) -> bool:
        if len(line) > self.shapes.caption:
            return False
        if _CREDIT_START.match(line) or _CREDIT_PAREN.search(line):
            return True
        ends = bool(_TERMINAL.search(line))
        if not ends and _CREDIT_END.search(line):
            return True
        agency = _cues()["agency_first"].match(line)
        if agency and not ends and agency.group().rstrip() != line and "Images" in agency.group() + line[:30]:
            return True  # "Getty Images The runner after the race": a credit stood before the caption
        closing = re.search(r"[(\[]([^()\[\]]{2,60})[)\]]\Z", line)
        return bool(
            closing
            and len(line) > len(closing.group()) + 8
            and _cues()["agencies"].fullmatch(closing.group())
        )

    def _is_byline(self, line: str) -> bool:
        cues = _cues()
        if cues["agencies"].fullmatch(line):
            return True  # "AP - AFP", "jm/dm (AFP, dpa)"
        if len(line) <= 300 and (_CONTRIBUTED.search(line) or (line.startswith("(") and _BYLINE.match(line))):
            return len(line) <= self.shapes.byline * 2 and '"' not in line
        if len(line) > self.shapes.byline:
            return False
        if _STAFF.match(line) and (
            not _TERMINAL.search(line) or re.search(r"\bis a (?:team|group|staff)\b", line)
        ):
            return True
        found = _BYLINE.match(line)
        if not found or found.end() == 0:
            return False
        rest = line[found.end() :]
        named = _NAMES.match(rest)
        return bool(
            named and (named.end() >= 0.5 * len(rest) or re.match(r"\s*[|,(-]", rest[named.end() :]))
        ) and (not _TERMINAL.search(rest) or len(words_of(rest)) <= 8)

    # ------------------------------------------------------------ before the prose

    def _label_head(self, first: int) -> None:
        open_ = [i for i in range(first) if self.found[i] is None]
        if self._label_repeated_title(min(first + 1, len(self.lines))):
            head = self.found.index("headline")
            self._label_around(head, [i for i in open_ if i != head])
            return
        if self.title:
            for i in open_:
                self.found[i] = "dek" if len(self.lines[i].text) <= self.shapes.dek else None
            return
        if not open_:
            if self._is_headline_sentence(first):
                self.found[first] = "headline"
            return
        long = [i for i in open_ if len(words_of(self.lines[i].text)) > self.shapes.name_words]
        head = long[0] if long else max(open_, key=lambda i: len(self.lines[i].text))
        line = self.lines[head].text
        if len(words_of(line)) < 3 or len(line) > self.shapes.headline:
            for i in open_:
                if len(words_of(self.lines[i].text)) <= self.shapes.name_words:
                    self.found[i] = "furniture"
            return
        self.found[head] = "headline"
        self._label_around(head, [i for i in open_ if i != head])

    def _label_around(self, head: int, others: Sequence[int]) -> None:
        for i in others:
            line = self.lines[i].text
            few = len(words_of(line)) <= self.shapes.name_words
            if i < head:
                self.found[i] = "furniture" if few else "dek"
            elif len(line) <= self.shapes.dek:
                self.found[i] = "heading" if few and i == others[-1] else "dek"

    def _label_repeated_title(self, until: int) -> bool:
        if not self.title:
            return False
        for i in range(min(until, 8)):
            line = _compared(self.lines[i].text)
            if self.found[i] in (None, "caption") and line and _alike(line, self.title):
                self.found[i] = "headline"
                return True
        return False

    def _is_headline_sentence(self, first: int) -> bool:
        """The first line of a text without a title that ends like a sentence and yet heads it."""
        if first != 0 or len(self.lines) < 3:
            return False
        line = self.lines[0].text
        long = [word for word in words_of(line) if len(word) > 3]
        capitals = sum(word[0].isupper() for word in long)
        if len(line) > 140 or len(long) < 2 or re.search(r"[.?!] \w", line[:-2]):
            return False
        return capitals >= 0.75 * len(long) and len(words_of(line)) <= 16

    # ------------------------------------------------------------ after the prose

    def _label_tail(self, last: int) -> None:
        """From the last line of prose that does not belong to the page, down."""
        tail = [i for i in range(last + 1, len(self.lines)) if self.found[i] is None]
        page = [i for i in range(last + 1, len(self.lines)) if self.found[i] == "furniture"]
        for i in tail:
            line = self.lines[i].text
            few = len(words_of(line)) <= self.shapes.name_words
            if any(j < i for j in page) or (few and len(tail) <= 2 and _is_name(line)):
                self.found[i] = "furniture"
        # a sentence between the lines of a page is a teaser: "Read more:", links, a link in a sentence
        sentences = [i for i in range(len(self.lines)) if self.found[i] is None]
        for i in reversed(sentences):
            above, below = self._neighbour(i, -1), self._neighbour(i, 1)
            short = len(self.lines[i].text) <= self.shapes.label
            if not (
                short and above == "furniture" and below in ("furniture", "end") and i > 0.5 * len(self.lines)
            ):
                break
            if '"' in self.lines[i].text or not self._under_page_heading(i):
                break
            self.found[i] = "furniture"

    def _neighbour(self, at: int, step: int) -> str:
        nearby = at + step
        if not 0 <= nearby < len(self.lines):
            return "end"
        return self.found[nearby] or "body"

    def _under_page_heading(self, at: int) -> bool:
        """Whether the furniture above opens a list of links that goes on to the end."""
        above = at - 1
        while above >= 0 and self.found[above] == "furniture":
            if _cues()["label"].match(self.lines[above].text) or _cues()["whole"].fullmatch(
                self.lines[above].text.strip(" .:>")
            ):
                return all(kind == "furniture" for kind in self.found[at + 1 :])
            above -= 1
        return False

    # ------------------------------------------------------------ between

    def _label_between(self, first: int, last: int) -> None:
        for i in range(first + 1, last):
            line = self.lines[i].text
            if self.found[i] is None and self._is_heading(i, line):
                self.found[i] = "heading"

    def _is_heading(self, at: int, line: str) -> bool:
        if (
            (_SENTENCE_END.search(line)
            and not line.endswith("?"))
            or (_LISTED.match(line)
            and not line.endswith("-"))
        ):
            return False
        count = len(words_of(line))
        if not 1 <= count <= self.shapes.heading_words or len(line) > 90 or '"' in line or _LINK.search(line):
            return False
        if line.endswith("?") and count > 8:
            return False
        if line[0] in "#@(" or line[0].islower():
            return False
        before, after = self._neighbour(at, -1), at + 1
        while after < len(self.lines) and self.found[after] not in (None, "body"):
            after += 1
        follows = after < len(self.lines) and _is_prose(self.lines[after].text)
        return follows and not (before == "body" and at and not _is_prose(self.lines[at - 1].text))


# ------------------------------------------------------------ shapes


def words_of(line: str) -> list[str]:
    return [line[word.start : word.end] for word in words(line)]


def is_date_line(line: str) -> bool:
    """Whether a line says nothing but when it was published: "Posted on 3 May 2031, 08:00 | Updated"."""
    if len(line) > 120 or not re.search(r"\d", line):
        return False
    line = re.sub(r"\[[^\]]*\]", " ", line)
    joined = re.sub(r"\s*([/:])\s*", r"\1", line)
    if not (next(find_days(joined), None) or re.search(r"\b\d{1,2}/\d{1,2}/(?:19|20)\d\d\b", joined)):
        return bool(re.match(r"(?:last )?(?:updated|published|posted)\b", line, re.I)) and not _leftover(line)
    return len(_leftover(line)) <= 1 and not line.endswith('"')


def _leftover(line: str) -> list[str]:
    return [word for word in words_of(_DATE_WORDS.sub(" ", line)) if not word[0].isdigit()]


def _is_prose(line: str) -> bool:
    """A sentence, or so long that it must hold one."""
    count = len(words_of(line))
    if count > 30:
        return True
    return count >= 3 and bool(_TERMINAL.search(line) or line.endswith(":")) and not _is_title(line)


def _is_title(line: str) -> bool:
    """A line with a full stop that is set like a title all the same: "Letters."."""
    return len(words_of(line)) < 3


def _is_name(line: str) -> bool:
    return (
        bool(line)
        and not _SENTENCE_END.search(line)
        and all(word[0].isupper() or word[0].isdigit() or len(word) <= 3 for word in words_of(line))
    )


def _spoken(line: str) -> bool:
    """Whether a line that begins like a label is words of somebody: 'More: "We ...'."""
    return bool(re.search(r"""\b(?:said|says|told|added)\b""", line))


def _compared(line: str) -> str:
    return " ".join(word.form for word in words(line))


def _alike(line: str, title: str) -> bool:
    if line == title:
        return True
    ours, theirs = line.split(), title.split()
    shared = len(set(ours) & set(theirs))
    return len(ours) >= 4 and shared >= 0.85 * max(len(set(ours)), len(set(theirs)))
