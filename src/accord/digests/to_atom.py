"""The digest as an Atom feed (RFC 4287), an entry a story."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET  # builds only; feeds of others are never read with it

from accord.digests import labels
from accord.digests.news import Digest, StoryNews
from accord.digests.to_html import render_story
from accord.digests.to_markdown import story_address

_ATOM = "http://www.w3.org/2005/Atom"


def render_atom(digest: Digest, *, base: str = "") -> str:
    """Entries by the last change; an entry's id changes with its story, so that readers show it again."""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _put(feed, "title", labels.title(digest))
    _put(feed, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"accord digest {_safe(digest.name or '')}").urn)
    updated = max((n.story.changed for n in digest.stories), default=digest.until)
    _put(feed, "updated", updated.isoformat())
    _put(ET.SubElement(feed, "author"), "name", labels.SENDER)
    for news in sorted(digest.stories, key=lambda n: n.story.changed, reverse=True):
        _entry(feed, news, base)
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ET.Element, news: StoryNews, base: str) -> None:
    story = news.story
    entry = ET.SubElement(feed, "entry")
    _put(entry, "title", labels.story_title(news))
    which = f"accord story {_safe(story.id)} {story.changed.isoformat()}"
    _put(entry, "id", uuid.uuid5(uuid.NAMESPACE_URL, which).urn)
    _put(entry, "updated", story.changed.isoformat())
    if address := story_address(base, story.id):
        ET.SubElement(entry, "link", {"rel": "alternate", "href": address})
    _put(entry, "content", str(render_story(news)), type="html")


def _put(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _safe(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
