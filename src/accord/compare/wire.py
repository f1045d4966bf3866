"""Copy of a news agency, known by its mark: a byline, a dateline, a sign-off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads

from accord.records import Article, Block, Passage, Stated

HEAD, TAIL = 5, 3  # blocks from either end that may carry a mark
DATELINE = 120  # characters of a paragraph within which a dateline ends
_MARK_LINE = r"(?:[-–—(\[]\s*)?(?:(?i:by|from|source|via)\s*:?\s+)?(?:{})\s*[.)\]]?"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency and how its copy is marked; see data/agencies.toml."""

    name: str
    forms: tuple[str, ...] = ()
    signoff: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.forms)


@cache
def known_agencies() -> tuple[Agency, ...]:
    """The agencies of the shipped table."""
    table = loads((files("accord.compare") / "data" / "agencies.toml").read_text("utf-8"))
    return tuple(Agency(a["name"], tuple(a["forms"]), a.get("signoff")) for a in table["agency"])


def find_wire(article: Article, *, agencies: Sequence[Agency] | None = None) -> Stated | None:
    """Which agency's copy an article says it is, and where it says so.

    The mark is a byline or outlet that is the agency, a dateline in brackets before a
    dash, a line with nothing but the agency's name near either end of the text, or a
    sign-off that only this agency uses. None when there is no such mark. An agency that
    is quoted, or that "contributed to this report", has not written it and is no wire.
    """
    agencies = known_agencies() if agencies is None else agencies
    for stated in (article.outlet, article.byline):
        if stated is not None:
            for agency in agencies:
                if _is_byline(stated.value, agency):
                    return Stated(agency.name, stated.read_from, stated.passage)
    blocks = [b for b in article.blocks if b.kind not in ("furniture", "caption")]
    for block in blocks[:HEAD]:
        for agency in agencies:
            found = _dateline(agency).search(
                article.text, block.start, min(block.end, block.start + DATELINE)
            )
            if found:
                return _stated(article, agency, found.start(1), found.end(1))
    for block in [*blocks[:HEAD], *blocks[HEAD:][-TAIL:]]:
        for agency in agencies:
            if _line(agency).fullmatch(article.text, block.start, block.end):
                return _stated(article, agency, block.start, block.end)
    for block in blocks[-TAIL:]:
        for agency in agencies:
            found = _signoff(article, block, agency)
            if found:
                return _stated(article, agency, found.start(), found.end())
    return None


def _stated(article: Article, agency: Agency, start: int, end: int) -> Stated:
    return Stated(agency.name, "text", Passage(article.id, start, end))


def _any(agency: Agency) -> str:
    return "|".join(re.escape(name) for name in agency.names)


@cache
def _dateline(agency: Agency) -> re.Pattern[str]:
    return re.compile(rf"(\((?:{_any(agency)})\))\s*[-–—―:]")


@cache
def _line(agency: Agency) -> re.Pattern[str]:
    return re.compile(_MARK_LINE.format(_any(agency)))


def _is_byline(value: str, agency: Agency) -> bool:
    """The agency alone, or a writer "of" or before a comma: "By A. Writer, Reuters"."""
    parts = re.split(r"[,;/|]| of | for | with | - ", value)
    return any(re.sub(r"^(?:by|from)\s+", "", part.strip(), flags=re.I) in agency.names for part in parts)


def _signoff(article: Article, block: Block, agency: Agency) -> re.Match[str] | None:
    if agency.signoff is None:
        return None
    return re.compile(agency.signoff).search(article.text, block.start, block.end)
