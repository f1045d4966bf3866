"""Lists of feeds as OPML 2.0 (http://opml.org/spec2.opml), as feed readers exchange them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from accord.errors import IngestError
from accord.ingest.encodings import decode_declared
from accord.ingest.syndication import mend_xml
from accord.urls import parse_url


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in a list."""

    url: str
    title: str | None = None
    home: str | None = None


@dataclass(frozen=True, slots=True)
class OutlineList:
    outlines: tuple[Outline, ...]  # in the list's order, each feed once; groups are opened up
    amiss: tuple[str, ...] = ()  # lines that name no feed that could be fetched, and why


def parse_opml(location: str, raw: bytes) -> OutlineList:
    """The feeds of a list. Raises `IngestError` when it is no OPML or names none."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, load_dtd=False, no_network=True
    )
    try:
        root = etree.fromstring(mend_xml(decode_declared(raw)).encode(), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None or root.tag != "opml":
        raise IngestError(location, "it is no OPML, the form in which feed readers export their lists")
    found: dict[str, Outline] = {}
    amiss = []
    for element in root.iter("outline"):
        # the specification writes xmlUrl; some readers write it otherwise
        given = {name.lower(): value.strip() for name, value in element.items()}
        title = given.get("title") or given.get("text") or None
        if not given.get("xmlurl"):
            continue
        try:
            url = parse_url(given["xmlurl"])
        except ValueError as exc:
            amiss.append(f"{title or given['xmlurl'][:80]}: {exc}")
            continue
        found.setdefault(url, Outline(url, title, given.get("htmlurl") or None))
    if not found and not amiss:
        raise IngestError(location, "it names no feed")
    return OutlineList(tuple(found.values()), tuple(amiss))


def render_opml(outlines: Iterable[Outline], title: str) -> str:
    """A list that feed readers, and `parse_opml`, read."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{_escaped(title)}</title></head>", "  <body>"]
    for outline in outlines:
        name = quoteattr(_sound(outline.title or outline.url))
        home = f" htmlUrl={quoteattr(_sound(outline.home))}" if outline.home else ""
        lines.append(
            f'    <outline type="rss" text={name} title={name} xmlUrl={quoteattr(outline.url)}{home}/>'
        )
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _escaped(text: str) -> str:
    return quoteattr(_sound(text))[1:-1]


def _sound(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(c for c in text if c.isprintable() or c == " ")
