"""Articles as a dossier shows them: numbered sheets with paragraphs to cite, words safe to show.

Words of the reports reach a rendering through `shown`, so that no control character reaches
a terminal or a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from accord.dossier import labels
from accord.records import Article, BlockKind, Passage

# Control characters become their pictures; what no encoding or page may carry becomes U+FFFD.
_UNSHOWABLE: Mapping[int, int] = (
    {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
    | {0x7F: 0x2421}
    | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
    | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
    | dict.fromkeys((*range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF), 0xFFFD)
)
# Embeddings, overrides and isolates: left open, they would reorder the citation that follows.
_BIDI = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_BREAK = re.compile(r"[^\S\r\n\u2028\u2029]*(?:[\r\n\u2028\u2029]|\Z)")
_LINE = re.compile(r"[^\r\n\u2028\u2029]*[^\s][^\r\n\u2028\u2029]*")


def shown(text: str) -> str:
    """The text as it may be shown: same length, unprintable characters made visible."""
    return text.translate(_UNSHOWABLE)


def one_line(text: str) -> str:
    """Shown on one line: blanks collapsed, invisible bidirectional controls left out."""
    return " ".join(shown(text).split()).translate(_BIDI)


def flat(text: str) -> str:
    """Blanks collapsed but kept at the ends, for pieces that are joined again."""
    return re.sub(r"\s+", " ", shown(text)).translate(_BIDI)


def web_address(url: str | None) -> str | None:
    """The URL when it is one that a link may carry (http or https), else None."""
    if url is None or any(c.isspace() or unicodedata.category(c)[0] == "C" for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block as it is shown, or a line outside all blocks."""

    kind: BlockKind
    start: int
    end: int
    number: int | None  # paragraphs of the body are counted from 1
    runs_in: bool = False  # what follows stands on the same line, as after a dateline


def paragraphs_of(article: Article) -> tuple[Paragraph, ...]:
    """The article's blocks in order, without blanks around; a block may hold wrapped lines.

    Words outside all blocks are shown as body without a number, line by line.
    """
    text = article.text
    out: list[Paragraph] = []
    number, at = 0, 0
    for block in sorted(article.blocks, key=lambda b: b.start):
        out += _loose(text, at, block.start)
        words = text[block.start : block.end]
        start = block.start + len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start < end:
            number += block.kind == "body"
            runs_in = not _BREAK.match(text, end) and text[end : end + 1] != ""
            out.append(Paragraph(block.kind, start, end, number if block.kind == "body" else None, runs_in))
        at = block.end
    return (*out, *_loose(text, at, len(text)))


def _loose(text: str, start: int, end: int) -> Iterator[Paragraph]:
    for line in _LINE.finditer(text, start, end):
        yield Paragraph("body", line.start(), line.end(), None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article as the dossier lists it."""

    number: int  # from 1, in the order of the dossier
    article: Article
    name: str  # the outlet, or the name of the file where the outlet is not known
    title: str
    url: str | None  # only when it is safe to link
    paragraphs: tuple[Paragraph, ...]

    @property
    def published(self) -> str:
        return labels.published(self.article.published)

    @property
    def language(self) -> str:
        """The article's language where it is known and not English."""
        return "" if self.article.language.split("-")[0] == "en" else labels.language(self.article.language)

    @property
    def file(self) -> str:
        """The last part of the path the article was read from: the rest is nobody else's concern."""
        return file_name(self.article.location)

    def place(self, passage: Passage) -> str:
        """Where a passage begins: "¶3", "headline"; "" when it lies in no line."""
        for paragraph in self.paragraphs:
            if passage.start < paragraph.end:
                return f"¶{paragraph.number}" if paragraph.number else labels.BLOCK[paragraph.kind]
        return ""


def file_name(location: str) -> str:
    """The last part of a path as given; "standard input" for "-"."""
    name = next((part for part in reversed(re.split(r"[/\\]", location)) if part), location)
    return re.sub(r"^-(?=:|$)", labels.STANDARD_INPUT, name)


def sheet_of(number: int, article: Article) -> Sheet:
    return Sheet(
        number,
        article,
        one_line(article.outlet.value if article.outlet else file_name(article.location)),
        one_line(article.title or "") or labels.TITLE_UNKNOWN,
        web_address(article.url),
        paragraphs_of(article),
    )
