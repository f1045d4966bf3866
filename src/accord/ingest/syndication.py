"""Feeds: RSS, Atom and JSON Feed to what they say of each article.

XML is read by lxml without DTD, entities of its own or network, in time proportional to its
length; what is broken is mended as far as its meaning is plain (bare ampersands, HTML's entity
names, wrong encodings, an end that is missing). JSON Feed: https://jsonfeed.org/version/1.1.
A feed is somebody else's text: addresses come out through `parse_url`, so no `javascript:`
does, and titles lose the characters that turn the direction of what stands around them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from html.entities import html5
from typing import Any, Literal

from lxml import etree, html

from accord.errors import IngestError
from accord.ingest.dates import parse_moment
from accord.ingest.encodings import decode_declared
from accord.ingest.markup import plain_paragraphs
from accord.urls import parse_url, same_page

FeedFormat = Literal["rss", "atom", "json"]

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_LONGEST_TITLE = 500  # characters; the longest of 1,249 titles of records has 251
_LONGEST_ID = 1000
# What XML does not hold, then what is left alone, then what may have to be mended
_NOT_XML = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)]
)
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:(#\d+|#[xX][0-9a-fA-F]+|\w+);)?", re.S
)
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ENDED = re.compile(r"</\s*(?:\w+:)?(?:rss|feed|rdf)\s*>", re.I)

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_CORE = ("", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", *_ATOM)
_NAMED = {  # namespace and name: what it is to us
    **{
        (ns, name): name
        for ns in _CORE
        for name in ("title", "link", "guid", "id", "author", "summary", "content")
    },
    **{(ns, "description"): "summary" for ns in _CORE},
    **{(ns, name): "published" for ns in _CORE for name in ("pubDate", "published", "issued", "created")},
    **{(ns, name): "updated" for ns in _CORE for name in ("updated", "modified", "lastBuildDate")},
    **{(ns, "language"): "language" for ns in _CORE},
    ("http://purl.org/dc/elements/1.1/", "creator"): "author",
    ("http://purl.org/dc/elements/1.1/", "date"): "published",
    ("http://purl.org/dc/elements/1.1/", "language"): "language",
    ("http://purl.org/dc/terms/", "created"): "published",
    ("http://purl.org/dc/terms/", "modified"): "updated",
    ("http://purl.org/rss/1.0/modules/content/", "encoded"): "content",
    ("http://rssnamespace.org/feedburner/ext/1.0", "origLink"): "permalink",
}
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article."""

    location: str  # names the article: its address, else the feed's with "#" and a digest
    url: str | None
    id: str  # as the feed gives it, else the location
    title: str | None
    byline: str | None
    published: str | None  # a day or a moment, ISO 8601
    updated: str | None
    text: str  # the article, or more often a summary; without markup, a blank line between paragraphs
    whole: bool  # whether the feed calls the text the article's content


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed as it stands."""

    format: FeedFormat
    title: str | None
    home: str | None  # the page of which it is the feed
    language: str | None
    entries: tuple[Entry, ...]  # in the feed's order, each article once
    amiss: tuple[str, ...] = ()  # what could not be used, in plain words


def parse_feed(url: str, raw: bytes, charset: str | None = None) -> FeedDocument:
    """The feed at an address; `charset` is what the server said, and weighs less than the bytes.

    Two entries with one id and two addresses are two articles. An entry without address, title
    and text is left out. Raises `IngestError` when the bytes are no feed.
    """
    start = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise IngestError(url, "it is empty")
    feed = _parse_json(url, raw) if start.startswith((b"{", b"[")) else _parse_xml(url, raw, charset)
    return replace(feed, entries=tuple(_each_once(feed.entries)))


def _each_once(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The first entry of each location; an id that several bear names none of them."""
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(entry.location, entry)
    borne = Counter(entry.id for entry in first.values())
    for entry in first.values():
        yield entry if borne[entry.id] == 1 else replace(entry, id=entry.location)


def find_feeds(url: str, raw: bytes) -> tuple[str, ...]:
    """The feeds that a page names as its own (`rel=alternate`), in its order."""
    parser = html.HTMLParser(no_network=True)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError):
        return ()
    links = root.iter("link") if root is not None else ()
    found = [
        _address(link.get("href"), url)
        for link in links
        if "alternate" in (link.get("rel") or "").lower().split()
        and (link.get("type") or "").partition(";")[0].strip().lower() in _FEED_TYPES
    ]
    return tuple(dict.fromkeys(address for address in found if address))


# ---------------------------------------------------------------- XML


def _parse_xml(url: str, raw: bytes, charset: str | None) -> FeedDocument:
    text = mend_xml(decode_declared(raw, charset))
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser, base_url=url)
    except (etree.LxmlError, ValueError):
        root = None
    name = _name(root)[1].lower() if root is not None else ""
    if name not in ("rss", "feed", "rdf"):
        page = re.search(r"<(?:!doctype\s+html|html|head|body)\b", text[:4096], re.I)
        told = "it is a web page, not a feed" if page else "it is no feed: neither RSS nor Atom nor JSON Feed"
        raise IngestError(url, told)
    whole = _ENDED.search(text, max(0, len(text) - 4096)) is not None
    return _feed_of(url, root, "atom" if name == "feed" else "rss", whole)


def mend_xml(text: str) -> str:
    """XML that can be read: without a document type and its entities, with ampersands escaped."""
    text = text.lstrip("\ufeff \t\r\n").translate(_NOT_XML)
    if text.startswith("<?xml"):  # it names an encoding that is no longer the text's
        text = text[text.find("?>") + 2 :] if "?>" in text else ""
    at = text.find("<!DOCTYPE", 0, 20_000)
    if at >= 0:
        inner, end = text.find("[", at), text.find(">", at)
        if 0 <= inner < end:
            end = text.find("]", inner)
            end = text.find(">", end) if end >= 0 else -1
        text = text[:at] + (text[end + 1 :] if end >= 0 else "")
    return _AMPERSAND.sub(_escaped_ampersand, text)


def _escaped_ampersand(match: re.Match[str]) -> str:
    found, name = match.group(), match[1]
    if not found.startswith("&"):
        return found
    if name is None:
        return "&amp;"
    if name in _XML_NAMES or name.startswith("#"):
        return found
    meant = html5.get(f"{name};")
    return escape(meant) if meant else f"&amp;{found[1:]}"


def _name(element: Any) -> tuple[str, str]:
    """Namespace and name of an element."""
    if not isinstance(element.tag, str):
        return "?", ""
    namespace, _, name = element.tag.rpartition("}")
    return namespace.lstrip("{"), name


def _feed_of(url: str, root: Any, format: FeedFormat, whole: bool) -> FeedDocument:
    top = root
    if format == "rss":
        top = next((child for child in root if _name(child)[1] == "channel"), root)
    items = [e for e in root.iter() if _name(e)[1] == ("entry" if format == "atom" else "item")]
    amiss = []
    if not whole:
        amiss.append("it is cut off; its last entry is left for the next time")
        items = items[:-1]
    found = []
    for number, item in enumerate(items, 1):
        entry = _entry_of(url, item)
        if entry is None:
            amiss.append(f"entry {number} has neither an address nor words")
        else:
            found.append(entry)
    parts = _parts(top)
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang") or _text(parts, "language")
    return FeedDocument(
        format,
        _line(_markup(parts["title"][0])) if "title" in parts else None,
        _link(parts, url),
        _line(language),
        tuple(found),
        _told(amiss),
    )


def _parts(element: Any) -> dict[str, list[Any]]:
    parts: dict[str, list[Any]] = {}
    for child in element:
        if (known := _NAMED.get(_name(child))) is not None:
            parts.setdefault(known, []).append(child)
    return parts


def _text(parts: Mapping[str, list[Any]], name: str) -> str:
    return "".join(parts[name][0].itertext()).strip() if name in parts else ""


def _markup(element: Any) -> str:
    """What an element holds, as HTML: RSS holds that escaped, Atom says what it holds."""
    kind = (element.get("type") or "").lower() if _name(element)[0] in _ATOM else "html"
    if "xhtml" in kind or (len(element) and kind not in ("text", "text/plain")):
        inside = [escape(element.text or "", quote=False)]
        inside += [etree.tostring(child, encoding="unicode") for child in element]
        return re.sub(r"<(/?)\w+:", r"<\1", "".join(inside))  # xhtml:p is a paragraph too
    text = "".join(element.itertext())
    return text if "html" in kind else _as_markup(text)


def _entry_of(url: str, item: Any) -> Entry | None:
    parts = _parts(item)
    contents = [markup for part in parts.get("content", ()) if (markup := _markup(part)).strip()]
    authors = [" ".join(" ".join(_author(part)).split()) for part in parts.get("author", ())]
    return _entry(
        url,
        link=_link(parts, url),
        id=_text(parts, "guid") or _text(parts, "id"),
        title=_markup(parts["title"][0]) if "title" in parts else None,
        byline=", ".join(dict.fromkeys(filter(None, authors))),
        published=_moment(_text(parts, "published")),
        updated=_moment(_text(parts, "updated")),
        content=max(contents, key=len, default=""),
        summary=_markup(parts["summary"][0]) if "summary" in parts else "",
    )


def _author(element: Any) -> Iterator[str]:
    """Atom has a name in an author; RSS has "desk@herald.example (Mara Holt)" or a name."""
    names = [child for child in element if _name(child)[1] == "name"]
    if names:
        yield from ("".join(name.itertext()) for name in names[:1])
        return
    text = "".join(element.itertext())
    within = re.search(r"@\S+\s*\(([^()]+)\)", text)
    if within or "@" not in text:
        yield within[1] if within else text


def _link(parts: Mapping[str, list[Any]], url: str) -> str | None:
    """The page: the address before a feed service took it over, a link, an id that says it is one."""
    for element in (*parts.get("permalink", ()), *parts.get("link", ())):
        if (element.get("rel") or "alternate").lower() == "alternate":
            given = element.get("href") or "".join(element.itertext())
            if address := _address(given, _base(element, url)):
                return address
    for element in parts.get("guid", ()):
        text = "".join(element.itertext()).strip()
        if (element.get("isPermaLink") or "true").lower() == "true" and re.match(r"https?://", text):
            return _address(text, url)
    return None


def _base(element: Any, url: str) -> str:
    """What relative addresses count from (xml:base); ill-made bases count for nothing."""
    return _address(element.base, url) or url


def _moment(printed: str) -> str | None:
    """A day or moment as ISO 8601; an hour without a zone is a day."""
    read = parse_moment(printed) if printed else None
    return (read[1] or read[0]).isoformat() if read else None


# ---------------------------------------------------------------- JSON


def _parse_json(url: str, raw: bytes) -> FeedDocument:
    try:
        value = json.loads(raw.decode("utf-8-sig", "replace"))
    except RecursionError as exc:
        raise IngestError(url, "its JSON is nested too deeply") from exc
    except ValueError as exc:
        raise IngestError(url, "its JSON is broken or cut off") from exc
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list) or not str(value.get("version", "")).startswith(
        ("https://jsonfeed.org/", "http://jsonfeed.org/")
    ):
        raise IngestError(url, "it is JSON, but no JSON Feed")
    found, amiss = [], []
    for number, item in enumerate(items, 1):
        entry = _item(url, item) if isinstance(item, dict) else None
        if entry is None:
            amiss.append(f"entry {number} has neither an address nor words")
        else:
            found.append(entry)
    return FeedDocument(
        "json",
        _line(_as_markup(_string(value.get("title")))),
        _address(value.get("home_page_url"), url),
        _line(value.get("language")),
        tuple(found),
        _told(amiss),
    )


def _item(url: str, item: Mapping[str, Any]) -> Entry | None:
    authors = item.get("authors") or [item.get("author")]
    names = [a.get("name") for a in authors if isinstance(a, dict)] if isinstance(authors, list) else []
    id = item.get("id")
    return _entry(
        url,
        link=item.get("url") or item.get("external_url"),
        id=str(id) if isinstance(id, (str, int, float)) else None,
        title=_as_markup(_string(item.get("title"))),
        byline=", ".join(name for name in names if isinstance(name, str)),
        published=_json_moment(item.get("date_published")),
        updated=_json_moment(item.get("date_modified")),
        content=_string(item.get("content_html")) or _as_markup(_string(item.get("content_text"))),
        summary=_as_markup(_string(item.get("summary"))),
    )


def _json_moment(value: object) -> str | None:
    return _moment(value) if isinstance(value, str) else None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _as_markup(text: str) -> str:
    """Plain text as markup, so that all text goes one way."""
    return escape(text, quote=False).replace("\n\n", "<p>")


# ---------------------------------------------------------------- both


def _entry(
    url: str,
    *,
    link: object,
    id: object,
    title: object,
    byline: object,
    published: str | None,
    updated: str | None,
    content: str,
    summary: str,
) -> Entry | None:
    page = _address(link, url)
    if page is None and isinstance(id, str) and re.match(r"https?://", id):
        page = _address(id, url)  # a permalink
    text, headline = plain_paragraphs(content or summary), _line(title)
    if page is None and not text and not headline:
        return None
    given = _string(id).strip()[:_LONGEST_ID]
    if page is None:
        named = given or "\0".join((headline or "", text))
        digest = hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        location = f"{url}#{digest}"
    else:
        location = same_page(page)
    return Entry(
        location=location,
        url=page,
        id=given or location,
        title=headline,
        byline=_line(byline),
        published=published,
        updated=updated,
        text=text,
        whole=bool(content),
    )


def _address(link: object, base: str) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        return parse_url(link, base)
    except ValueError:
        return None


def _line(value: object) -> str | None:
    """A title or a name in one line, without markup and without what turns the direction of text."""
    if not isinstance(value, str):
        return None
    text = unescape(_TAG.sub(" ", value)) if "<" in value or "&" in value else value
    text = "".join(c if c.isprintable() or c.isspace() else "" for c in text.translate(_TURNING))
    text = " ".join(text.split())
    return (text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1] + "…") or None


def _told(amiss: list[str]) -> tuple[str, ...]:
    return tuple(amiss) if len(amiss) <= 3 else (*amiss[:3], f"and {len(amiss) - 3} more such")


# ---------------------------------------------------------------- an entry as an article of its own


def entry_record(entry: Entry, outlet: str | None, language: str | None) -> bytes:
    """The entry as an article record of our own form, for when its page cannot be had."""
    fields = {
        "title": entry.title,
        "text": entry.text,
        "outlet": outlet,
        "byline": entry.byline,
        "published": entry.published,
        "url": entry.url,
        "language": language,
    }
    kept = {name: value for name, value in fields.items() if value}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
