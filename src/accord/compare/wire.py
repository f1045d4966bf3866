"""Copy of a news agency, known by its mark: a byline, a dateline, a sign-off; and credit lines.

Agencies and marks are one table, data/agencies.toml, which a user's table extends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from tomllib import TOMLDecodeError, loads
from typing import Any

from accord.errors import SettingsError
from accord.names import fold
from accord.records import Article, Block, Credit, CreditKind, Passage, Stated

HEAD, TAIL = 5, 3  # blocks from either end that may carry a mark
DATELINE = 120  # characters of a paragraph within which a dateline ends
CREDIT_LINE = 200  # characters of a line that does nothing but credit


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency and how its copy is marked; see data/agencies.toml."""

    name: str
    forms: tuple[str, ...] = ()
    signoff: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.forms)


@dataclass(frozen=True)
class Agencies:
    """A table of agencies, and of the patterns by which a line credits where a text comes from."""

    agencies: tuple[Agency, ...]
    marks: tuple[str, ...] = ()  # regular expressions with a group `source`

    @cached_property
    def by_form(self) -> dict[str, Agency]:
        """Each form with its agency; where two have one form, the first has it."""
        return {form: agency for agency in reversed(self.agencies) for form in agency.names}

    @cached_property
    def by_words(self) -> dict[tuple[str, ...], str]:
        """Each form as plain words, with its agency's name."""
        return {outlet_words(form): agency.name for form, agency in reversed(self.by_form.items())}

    @cached_property
    def _any(self) -> str:
        return (
            "|".join(re.escape(form) for form in sorted(self.by_form, key=lambda f: (-len(f), f))) or "(?!)"
        )

    @cached_property
    def dateline(self) -> re.Pattern[str]:
        return re.compile(rf"\((?P<form>{self._any})\)\s*[-–—―:]")

    @cached_property
    def line(self) -> re.Pattern[str]:
        lead = r"(?:[-–—(\[]\s*)?(?:(?i:by|from|source|via)\s*:?\s+)?"
        return re.compile(rf"{lead}(?P<form>{self._any})\s*[.)\]]?")

    @cached_property
    def signoffs(self) -> tuple[tuple[Agency, re.Pattern[str]], ...]:
        return tuple((a, re.compile(a.signoff)) for a in self.agencies if a.signoff)

    @cached_property
    def credit_lines(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(mark) for mark in self.marks)


@cache
def known_agencies() -> Agencies:
    """The shipped table."""
    return parse_agencies((files("accord.compare") / "data" / "agencies.toml").read_text("utf-8"))


def parse_agencies(text: str, base: Agencies | None = None) -> Agencies:
    """A table in the form of data/agencies.toml, laid over another one where that is given.

    An entry of a name that `base` has adds its forms to it and its sign-off in place of the one
    there; with `drop = true` the agency is taken out. Patterns are added. SettingsError for
    what is no such table.
    """
    try:
        table = loads(text)
    except TOMLDecodeError as exc:
        raise SettingsError(f"a table of agencies: {exc}") from exc
    agencies = {agency.name: agency for agency in base.agencies} if base else {}
    for entry in _entries(table, "agency"):
        name, forms = entry.get("name"), entry.get("forms", [])
        if not isinstance(name, str) or not name.strip():
            raise SettingsError("a table of agencies: an agency has no name")
        if not isinstance(forms, list) or not all(isinstance(f, str) and f.strip() for f in forms):
            raise SettingsError(f"a table of agencies: the forms of {name!r} are no list of names")
        if entry.get("drop") is True:
            agencies.pop(name, None)
            continue
        signoff = entry.get("signoff")
        if signoff is not None:
            _compiled(signoff, f"the sign-off of {name!r}")
        old = agencies.get(name, Agency(name))
        agencies[name] = Agency(name, tuple(dict.fromkeys((*old.forms, *forms))), signoff or old.signoff)
    marks = list(base.marks) if base else []
    for entry in _entries(table, "mark"):
        pattern = _compiled(entry.get("pattern"), "the pattern of a mark")
        if "source" not in pattern.groupindex:
            raise SettingsError(f"a table of agencies: the mark {pattern.pattern!r} has no group 'source'")
        marks.append(pattern.pattern)
    return Agencies(tuple(agencies.values()), tuple(dict.fromkeys(marks)))


def _entries(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    entries = table.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise SettingsError(f"a table of agencies: {key!r} is written [[{key}]], once for each")
    return entries


def _compiled(pattern: object, what: str) -> re.Pattern[str]:
    if not isinstance(pattern, str):
        raise SettingsError(f"a table of agencies: {what} is no text")
    try:
        return re.compile(pattern)
    except re.error as exc:
        raise SettingsError(f"a table of agencies: {what} is no regular expression: {exc}") from exc


# ---------------------------------------------------------------- marks in an article


def find_wire(article: Article, *, agencies: Agencies | None = None) -> Stated | None:
    """Which agency's copy an article says it is, and where it says so.

    The mark is a byline or outlet that is the agency, a dateline in brackets before a
    dash, a line with nothing but the agency's name near either end of the text, or a
    sign-off that only this agency uses. None when there is no such mark. An agency that
    is quoted, or that "contributed to this report", has not written it and is no wire.
    """
    table = agencies or known_agencies()
    for stated in (article.outlet, article.byline):
        if stated is not None and (agency := _of_byline(stated.value, table)):
            return Stated(agency.name, stated.read_from, stated.passage)
    blocks = _told(article)
    for block in blocks[:HEAD]:
        found = table.dateline.search(article.text, block.start, min(block.end, block.start + DATELINE))
        if found:
            start = found.start("form") - 1  # with its brackets
            return _stated(article, table.by_form[found["form"]], start, found.end("form") + 1)
    ends = [*blocks[:HEAD], *blocks[HEAD:][-TAIL:]]
    for block in ends:
        found = table.line.fullmatch(article.text, block.start, block.end)
        if found:
            return _stated(article, table.by_form[found["form"]], block.start, block.end)
    for block in blocks[-TAIL:]:
        for agency, signoff in table.signoffs:
            if found := signoff.search(article.text, block.start, block.end):
                return _stated(article, agency, found.start(), found.end())
    return None


def find_credit_lines(article: Article, *, agencies: Agencies | None = None) -> tuple[Credit, ...]:
    """The lines near either end that do nothing but say where the text, or part of it, comes from.

    "h/t: ...", "... contributed to this report", "first published by ...": patterns of the
    table. One credit a source, of kind `agency` where the table has it as one, else `outlet`.
    """
    table = agencies or known_agencies()
    blocks = _told(article)
    found: dict[str, Credit] = {}
    for block in [*blocks[:HEAD], *blocks[HEAD:][-TAIL:]]:
        for mark in table.credit_lines if block.end - block.start <= CREDIT_LINE else ():
            for match in mark.finditer(article.text, block.start, block.end):
                start, end = match.span("source")
                passage = Passage(article.id, start, end)
                source = passage.of(article.text)
                kind: CreditKind = "agency" if outlet_words(source) in table.by_words else "outlet"
                line = Passage(article.id, block.start, block.end)
                if source.strip():
                    found.setdefault(fold(source), Credit(source, kind, (line,), passage))
    return tuple(sorted(found.values(), key=lambda c: c.source_passage))


def _told(article: Article) -> list[Block]:
    return [b for b in article.blocks if b.kind not in ("furniture", "caption")]


def _stated(article: Article, agency: Agency, start: int, end: int) -> Stated:
    return Stated(agency.name, "text", Passage(article.id, start, end))


def _of_byline(value: str, table: Agencies) -> Agency | None:
    """The agency alone, or a writer "of" or before a comma: "By A. Writer, Reuters"."""
    for part in re.split(r"[,;/|]| of | for | with | - ", value):
        agency = table.by_form.get(re.sub(r"^(?:by|from)\s+", "", part.strip(), flags=re.I))
        if agency:
            return agency
    return None


# ---------------------------------------------------------------- names of outlets


@cache
def outlet_words(name: str) -> tuple[str, ...]:
    """An outlet's name in plain words, without an article, a domain ending, "News"."""
    bare = fold(name)
    for ending in ("com", "org", "net"):
        if name.lower().endswith("." + ending):
            bare = bare.removesuffix(ending)
    parts = [w for w in bare.split() if w not in ("the", "website", "newspaper", "news", "agency")]
    return tuple(parts or bare.split())


class OutletNames:
    """Which names mean one outlet: give or take an article, a domain ending, "News"; or initials: "NYT"."""

    def __init__(self, agencies: Agencies) -> None:
        self._agencies = agencies

    def agency(self, name: str) -> str | None:
        return self._agencies.by_words.get(outlet_words(name))

    def keys(self, name: str) -> Iterator[tuple[str, str]]:
        """Two names mean one outlet when they have a key in common, one of them a name."""
        words = outlet_words(name)
        if not words:
            return
        yield "name", "".join(words)
        full = fold(name).split()
        if len(full) > 2:
            yield "initials", "".join(w[0] for w in full)
        if agency := self.agency(name):
            yield "agency", agency

    def index(self, names: Iterable[str]) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for name in dict.fromkeys(names):
            for key in self.keys(name):
                found.setdefault(key, []).append(name)
        return found

    def same(self, name: str, index: dict[tuple[str, str], list[str]]) -> list[str]:
        """Those of an index that mean the same outlet as a name."""
        found: dict[str, None] = {}
        for kind, key in self.keys(name):
            partners = {"name": ("name", "initials"), "initials": ("name",), "agency": ("agency",)}[kind]
            for partner in partners:
                found.update(dict.fromkeys(index.get((partner, key), ())))
        return list(found)
