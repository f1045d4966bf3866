"""What each stretch of a text is: headline, dek, byline, dateline, caption, heading, body, furniture.

Rules over the shape and the place of a line and a table of cues (see `cues`), in the manner
of Kohlschütter, Fankhauser and Nejdl (WSDM 2010): what is long and ends like a sentence is
prose, and prose stays body unless it speaks to the reader of a page. When in doubt a line is
body, as a report's words must not be lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from accord.ingest import cues
from accord.ingest.cues import TERMINAL, words_of
from accord.records import Block, BlockKind
from accord.text import plain, words


@dataclass(frozen=True, slots=True)
class BlockShapes:
    """Sizes that tell one kind of line from another, in characters or words."""

    headline: int = 220  # 1,214 of 1,249 titles that records carry are no longer
    headline_sentence: int = 120
    told_again: float = 0.6  # of a headline's long words, in the two paragraphs under it: finds 59 of
    # the 84 headlines of polnear dev, and takes 3 leads of 329 other reports for one; 0.5: 61 and 4
    dek: int = 200
    heading: int = 90
    heading_words: int = 12  # of the 70 it lets through in the newscluster set, 62 have 8 at most
    name_words: int = 5  # a masthead or the name of a section
    teaser: int = 160


class Line(NamedTuple):
    """A line, or several that were one before a machine wrapped them, without blanks around."""

    start: int
    end: int
    text: str  # in plain characters, see `accord.text.plain`


_UNSEEN = dict.fromkeys([*range(32), *range(0x7F, 0xA0), *range(0x200B, 0x2010), 0x2060, 0xFEFF], " ")
_LINE = re.compile(r"[^\n\r\u2028\u2029\v\f\x85]+")
_UNFINISHED = re.compile(r"""[.?!:;,\u2026]\s?['")\]]*\Z""")
_LISTED = re.compile(r"(?:[-*•‣▪●]|\d{1,2}[.)])\s")
_LINK = re.compile(r"https?://|www\.", re.I)


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
            cut = cues.dateline_length(line.text)
        if cut:
            head = line.text[:cut].rstrip()
            blocks.append(Block("dateline", line.start, line.start + len(head)))
        blocks.append(Block(kind, line.start + cut, line.end))
    return tuple(blocks)


def _lines(text: str) -> list[Line]:
    found = []
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped[0])
            if stripped.count("\t") > 1:  # the items of a menu, the cells of a table
                stripped = stripped.replace("\t", "|")
            shown = plain(stripped).translate(_UNSEEN).rstrip()
            found.append(Line(start, start + len(stripped), shown))
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
    going_on = sum(b.text[:1].islower() and not TERMINAL.search(a.text) for a, b in together)
    if width > 100 or len(together) < 4 or going_on < 0.3 * len(together):
        return lines
    glued = set(together)
    joined = [lines[0]]
    for before, line in pairwise(lines):
        first = line.text.split(" ", 1)[0]
        full = len(before.text) + 1 + len(first) > width - 8
        if (before, line) in glued and full and not _opens_anew(line.text):
            start = joined[-1].start
            joined[-1] = Line(start, line.end, plain(text[start : line.end]))
        else:
            joined.append(line)
    return joined


def _opens_anew(line: str) -> bool:
    """Whether a line of the page's head or foot begins here, full as the one above it may be."""
    return line[0].isupper() and (
        cues.is_byline(line) or cues.is_date_line(line) or cues.is_menu(line) or cues.is_copyright(line)
    )


class _Labels:
    """The kinds of the lines of one text."""

    def __init__(self, lines: Sequence[Line], title: str | None, shapes: BlockShapes) -> None:
        self.lines, self.shapes = lines, shapes
        self.title = _compared(title) if title else ""
        self.found: list[BlockKind | None] = [self._by_itself(line.text) for line in lines]

    def kinds(self) -> list[BlockKind]:
        prose = [i for i, line in enumerate(self.lines) if self.found[i] is None and _is_prose(line.text)]
        report = [i for i in prose if not cues.is_appeal(self.lines[i].text)] or prose
        if report:
            self._label_appeals(sorted(set(prose) - set(report)), report[-1])
            self._label_head(report[0])
            self._label_tail(report[-1])
            self._label_between(report[0], report[-1])
        else:
            self._label_repeated_title(len(self.lines))
        return [kind or "body" for kind in self.found]

    # ------------------------------------------------------------ one line

    def _by_itself(self, line: str) -> BlockKind | None:
        """What a line is wherever it stands; None when that depends on its place."""
        if not any(char.isalnum() for char in line):
            return "furniture"
        if len(line) > cues.LONGEST:
            return None
        if cues.is_byline(line):
            return "byline"
        if cues.is_copyright(line) or cues.opens_links(line):
            return "furniture"
        if cues.is_furniture(line) and not (cues.is_caption(line) or cues.begins_with_credit(line)):
            return "furniture"
        if cues.is_caption(line):
            return "caption"
        if cues.is_date_line(line):
            return "furniture"
        return "dateline" if cues.is_place_and_date(line) else None

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
                if self._is_short(self.lines[i].text):
                    self.found[i] = "furniture"
            return
        self.found[head] = "headline"
        self._label_around(head, [i for i in open_ if i != head])

    def _label_around(self, head: int, others: Sequence[int]) -> None:
        for i in others:
            line = self.lines[i].text
            few = self._is_short(line)
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
        """Whether the first line of a text without a title heads it although it ends like a sentence.

        It is capitalised like a title, or the paragraphs under it tell all of it again, which a
        lead's do not.
        """
        if first != 0 or len(self.lines) < 3:
            return False
        line = self.lines[0].text
        if len(line) > self.shapes.headline_sentence or re.search(r"[.?!] \w", line[:-2]):
            return False
        long = [word for word in words_of(line) if len(word) > 3]
        if len(long) < 3:
            return False
        below = set(_compared(" ".join(one.text for one in self.lines[1:3])).split())
        again = sum(word.lower() in below for word in long)
        return _is_capitalised(line) or again >= self.shapes.told_again * len(long)

    # ------------------------------------------------------------ after the prose

    def _label_tail(self, last: int) -> None:
        """Below the last sentence: sign-offs, and all that stands under a line of the page."""
        for i in range(last + 1, len(self.lines)):
            if self.lines[i].text.startswith("©"):  # whose the page is; above it would be a picture's
                self.found[i] = "furniture"
        tail = [i for i in range(last + 1, len(self.lines)) if self.found[i] is None]
        page = next(
            (i for i in range(last + 1, len(self.lines)) if self.found[i] == "furniture"), len(self.lines)
        )
        for i in tail:
            line = self.lines[i].text
            if i > page or (len(tail) <= 2 and self._is_short(line) and _is_name(line)):
                self.found[i] = "furniture"
        self._label_teasers(last)

    def _label_teasers(self, last: int) -> None:
        """The list of links that ends a page, "Read more:", a title, a title: some end like sentences.

        Only where most do not, and none is long or quotes anybody.
        """
        for head in range(len(self.lines) // 2, last):
            if self.found[head] != "furniture" or not cues.heads_links(self.lines[head].text):
                continue
            under = [i for i in range(head + 1, len(self.lines)) if self.found[i] != "furniture"]
            links = [self.lines[i].text for i in under]
            sentences = sum(bool(TERMINAL.search(link)) for link in links)
            if 2 * sentences <= len(links) and all(
                len(link) <= self.shapes.teaser and '"' not in link for link in links
            ):
                for i in under:
                    self.found[i] = "furniture"
                return

    def _label_appeals(self, appeals: Sequence[int], last: int) -> None:
        """A sentence that asks something of the reader is the page's where the page is around it."""
        for i in appeals:
            if i > last or "furniture" in (self._neighbour(i, -1), self._neighbour(i, 1)):
                self.found[i] = "furniture"

    def _neighbour(self, at: int, step: int) -> str:
        nearby = at + step
        if not 0 <= nearby < len(self.lines):
            return "end"
        return self.found[nearby] or "body"

    # ------------------------------------------------------------ between

    def _label_between(self, first: int, last: int) -> None:
        for i in range(first + 1, len(self.lines)):
            if self.found[i] is not None:
                continue
            if cues.begins_with_credit(self.lines[i].text):
                self.found[i] = "caption"
            elif i < last and self._is_heading(i, self.lines[i].text):
                self.found[i] = "heading"

    def _is_heading(self, at: int, line: str) -> bool:
        """Short, unpunctuated, between sentences; a list's members and words somebody says are none."""
        count = len(words_of(line))
        if not 1 <= count <= self.shapes.heading_words or len(line) > self.shapes.heading:
            return False
        if line.endswith("?"):
            if not _is_capitalised(line):  # "Why not?" is a sentence of the report
                return False
        elif _UNFINISHED.search(line):
            return False
        framed = line.startswith("-") and line.endswith("-")
        shouted = line.isupper() and line[0] + line[-1] == '""'  # “NOT A RETREAT”, as a heading
        if line[0] in "#@(" or line[0].islower() or ('"' in line and not shouted) or _LINK.search(line):
            return False
        if (_LISTED.match(line) and not framed) or line.count("|") > 1:  # a row of a table
            return False
        if at and self.found[at - 1] in (None, "body") and not _is_prose(self.lines[at - 1].text):
            return False  # one of several short lines
        after = at + 1
        while after < len(self.lines) and self.found[after] not in (None, "body"):
            after += 1
        return after < len(self.lines) and _is_prose(self.lines[after].text)

    def _is_short(self, line: str) -> bool:
        return len(words_of(line)) <= self.shapes.name_words


# ------------------------------------------------------------ shapes


def _is_prose(line: str) -> bool:
    """A sentence, or so long that it must hold one."""
    count = len(words_of(line))
    return count > 30 or (count >= 3 and bool(TERMINAL.search(line) or line.endswith(":")))


def _is_capitalised(line: str) -> bool:
    """Set like a title: "Premier Signs Accord After Long Night"."""
    long = [word for word in words_of(line) if len(word) > 3]
    return len(long) >= 2 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)


def _is_name(line: str) -> bool:
    return (
        bool(line)
        and not _UNFINISHED.search(line)
        and all(word[0].isupper() or word[0].isdigit() or len(word) <= 3 for word in words_of(line))
    )


def _compared(line: str) -> str:
    return " ".join(word.form for word in words(line))


def _alike(line: str, title: str) -> bool:
    if line == title:
        return True
    ours, theirs = line.split(), title.split()
    shared = len(set(ours) & set(theirs))
    return len(ours) >= 4 and shared >= 0.85 * max(len(set(ours)), len(set(theirs)))
