"""The evidence as W3C Web Annotations (JSON-LD): each passage with what it supports.

Web Annotation Data Model, W3C Recommendation of 23 February 2017. Its text selectors count
Unicode code points from 0, with the end left out (4.2.4, 4.2.5), as Accord does, over the text
of the source. The source is therefore the text as taken in, named by its digest (RFC 6920),
not the page at the article's address, whose markup and furniture differ; that stands under
`via`. The quote selector finds the passage there too.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterator
from typing import Any, Final

from accord.dossier.sheets import Sheet
from accord.dossier.tellings import Telling, tellings_of
from accord.dossier.to_json import dump_json
from accord.dossier.view import View
from accord.records import Account, Dossier, Passage

_AROUND: Final = 32  # code points of prefix and suffix
_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"

Json = dict[str, Any]


def render_web_annotations(dossier: Dossier) -> str:
    """One annotation collection with all its annotations; the same dossier gives the same ids."""
    view = View(dossier)
    items = [a for account in dossier.accounts for a in annotations_of(account, view)]
    page: Json = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    collection: Json = {
        "@context": _CONTEXT,
        "id": _urn("collection", *(a.story.id for a in dossier.accounts)),
        "type": "AnnotationCollection",
        "label": " / ".join(a.title for a in dossier.accounts),
        "total": len(items),
    }
    if items:
        collection["first"] = {"id": _urn("page", collection["id"]), **page}
    return dump_json(collection)


def annotations_of(account: Account, view: View) -> Iterator[Json]:
    """An annotation for each passage of each telling of the account."""
    for telling in tellings_of(account, view):
        for passage in telling.passages:
            yield _annotation(account, telling, passage, view)


def _annotation(account: Account, telling: Telling, passage: Passage, view: View) -> Json:
    which = (account.story.id, telling.part, f"{telling.number}.{telling.variant}")
    body: list[Json] = [
        {"type": "TextualBody", "purpose": "tagging", "value": telling.part},
        {"type": "TextualBody", "purpose": "describing", "value": telling.words, "format": "text/plain"},
    ]
    if telling.speaker:
        body.append({"type": "TextualBody", "purpose": "identifying", "value": telling.speaker.name})
    return {
        "id": _urn(*which, passage.article, f"{passage.start}-{passage.end}"),
        "type": "Annotation",
        "motivation": "describing",
        "body": body,
        "target": target_of(view.sheet(passage.article), passage),
    }


def target_of(sheet: Sheet, passage: Passage) -> Json:
    """A passage as a target: the text it lies in, its words with those around them, its position."""
    article = sheet.article
    source: Json = {
        "id": name_of_text(article.text),
        "type": "Text",
        "format": "text/plain",
        "language": article.language,
    }
    if article.title:
        source["label"] = article.title
    if sheet.url:
        source["via"] = sheet.url
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": passage.of(article.text),
                "prefix": article.text[max(0, passage.start - _AROUND) : passage.start],
                "suffix": article.text[passage.end : passage.end + _AROUND],
            },
            {"type": "TextPositionSelector", "start": passage.start, "end": passage.end},
        ],
    }


def name_of_text(text: str) -> str:
    """The name of a text by its SHA-256 digest (RFC 6920): whoever has the text can check it."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return "ni:///sha-256;" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _urn(*parts: str) -> str:
    # UUIDs are made of UTF-8; a lone surrogate of a foreign id has none
    told = "\0".join(parts).encode("utf-8", "backslashreplace").decode()
    return uuid.uuid5(uuid.NAMESPACE_URL, told).urn
