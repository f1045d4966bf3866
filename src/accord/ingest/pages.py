"""HTML pages: the article in them, found by trafilatura, and what the page states about it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from accord.errors import IngestError
from accord.ingest.fields import Fields

_FAR_OFF = "2200-01-01"  # htmldate refuses days after this; by default after today, which reads the clock
_SHORTEST = 80  # characters below which what was extracted is a menu or a notice, not a report
_META = re.compile(r"<meta\b[^>]{0,2000}>", re.I)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"\\]{8,40})"')
_CANONICAL = re.compile(
    r"<link\b(?=[^>]{0,1000}\brel\s*=\s*[\"']?canonical)[^>]{0,1000}\bhref\s*=\s*[\"']([^\"'>\s]+)", re.I
)
_HTML_LANG = re.compile(r"<html\b[^>]{0,1000}?\blang\s*=\s*[\"']?([\w-]{2,20})", re.I)
_DATE_KEYS = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
)

OWN_PAGE = "Accord dossier"  # how our own pages say what made them


def parse_page(location: str, markup: str) -> Fields:
    """The article of a page. Its text is what trafilatura extracts (Barbaresi, ACL 2021), without
    comments and tables; raises `IngestError` when there is none, or the page is a dossier of ours.
    """
    stated = _stated_in_markup(markup)
    if stated.get("generator") == OWN_PAGE:
        raise IngestError(location, "it is a dossier that Accord made, not a report")
    found = _extract(location, markup)
    text = (getattr(found, "text", None) or "").strip()
    if len(text) < _SHORTEST:
        raise IngestError(location, "there is no article in this page")
    return Fields(
        location=location,
        text=text,
        read_from="page",
        title=found.title or None,
        outlet=stated.get("og:site_name") or found.sitename or None,
        byline=found.author or None,
        published=next((stated[key] for key in _DATE_KEYS if key in stated), None) or found.date or None,
        url=stated.get("canonical") or stated.get("og:url") or found.url or None,
        language=stated.get("lang"),
    )


def _extract(location: str, markup: str) -> Any:
    from trafilatura import bare_extraction

    try:
        return bare_extraction(
            markup,
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,  # which would take any date on the page
                "max_date": _FAR_OFF,
            },
        )
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError) as exc:
        # what its parsers are known to raise for markup that no browser would make
        raise IngestError(location, f"its markup cannot be parsed ({type(exc).__name__})") from exc


def _stated_in_markup(markup: str) -> dict[str, str]:
    """Metadata read as printed: trafilatura keeps the day of a date and drops its hour."""
    stated: dict[str, str] = {}
    if found := _LD_DATE.search(markup):
        stated["datepublished"] = found[1]
    for tag in _META.finditer(markup):
        given = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag.group())}
        key = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
        if key and given.get("content", "").strip():
            stated.setdefault(key, given["content"].strip())
    if found := _CANONICAL.search(markup):
        stated["canonical"] = unescape(found[1])
    if found := _HTML_LANG.search(markup):
        stated["lang"] = found[1]
    return stated
