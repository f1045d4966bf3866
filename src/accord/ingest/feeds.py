"""JSON: article records of our own form, and IPTC ninjs news items.

ninjs (https://iptc.org/standards/ninjs/) writes its field names in small letters in 2.x and in
camel case in 3.x, and 1.x has one field a role (`body_html`, `headline_main`) where the later
ones have arrays; all three are read by looking names up without regard to case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from accord.errors import IngestError
from accord.ingest.fields import Fields
from accord.ingest.markup import plain_paragraphs
from accord.records import Failure

_LISTS = ("articles", "items", "records")
_RECORD = {  # field: the keys it may have, the first one that is there counts
    "id": ("id",),
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher"),
    "byline": ("byline", "author", "authors"),
    "published": ("published", "date", "published_at", "datepublished"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
}
_NINJS_SIGNS = {"bodies", "headlines", "versioncreated", "representationtype", "pubstatus", "bylines"}
_NINJS_BODY = re.compile(r"body_\w+\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


class _Wrong(Exception):
    """A value that cannot be used, at a JSON path."""


class Read(NamedTuple):
    articles: tuple[Fields, ...]
    failures: tuple[Failure, ...]


def parse_records(location: str, text: str) -> Read:
    """The articles of a JSON text: one object, a list, or an object with a list under "articles".

    A list keeps what is sound in it; the place of a member is told as ``$[2]`` or ``$.articles[2]``.
    A record with a title and no text is an article of no words: a list of headlines is news too.
    Raises `IngestError` when the whole cannot be read.
    """
    try:
        value = json.loads(text)
    except RecursionError as exc:
        raise IngestError(location, "its JSON is nested too deeply") from exc
    except ValueError as exc:
        raise IngestError(location, f"its JSON is broken: {_where(exc, text)}") from exc
    articles: list[Fields] = []
    failures: list[Failure] = []
    for number, path, member in _members(value):
        here = f"{location}:{number}" if number else location
        try:
            articles.append(_parse_member(here, path, member))
        except _Wrong as exc:
            failures.append(Failure(here, "read", str(exc)))
    if not articles and not failures:
        raise IngestError(location, "it holds an empty list, no article")
    return Read(tuple(articles), tuple(failures))


def _where(error: ValueError, text: str) -> str:
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column {error.colno}" if "\n" in text else f"column {error.colno}"
        return f"{error.msg.lower()} ({place})"
    return "a number is too long"  # the only other one that json raises


def _members(value: Any) -> Iterator[tuple[int, str, Any]]:
    """Number (0: the only one), JSON path and value of each record."""
    listed, path = value, "$"
    if isinstance(value, dict):
        key = next((key for key in _LISTS if isinstance(value.get(key), list)), None)
        if key is None or "text" in value or _is_ninjs(value):
            yield 0, "$", value
            return
        listed, path = value[key], f"$.{key}"
    if not isinstance(listed, list):
        yield 0, "$", value
        return
    for number, member in enumerate(listed):
        yield number + 1, f"{path}[{number}]", member


def _parse_member(location: str, path: str, value: Any) -> Fields:
    if not isinstance(value, dict):
        raise _Wrong(f"{path} is {_type(value)}, not an article record")
    return _parse_ninjs(location, path, value) if _is_ninjs(value) else _parse_record(location, path, value)


def _type(value: object) -> str:
    return "null" if value is None else _TYPES.get(type(value), type(value).__name__)


def _text(path: str, value: object) -> str:
    if not isinstance(value, str):
        raise _Wrong(f"{path} is {_type(value)}, not a string")
    if _SURROGATE.search(value):
        raise _Wrong(f"{path} holds half of a character (a lone surrogate escape)")
    if "\0" in value:
        raise _Wrong(f"{path} holds NUL characters: it is no text")
    return value


# ------------------------------------------------------------ our records


def _parse_record(location: str, path: str, record: Mapping[str, Any]) -> Fields:
    text = "" if record.get("text") is None else _text(f"{path}.text", record["text"])
    values: dict[str, str] = {}
    amiss: list[str] = []
    for name, keys in _RECORD.items():
        for key in keys:
            if record.get(key) in (None, "", []):
                continue
            try:
                values[name] = _plain_value(f"{path}.{key}", record[key], name)
            except _Wrong as exc:
                amiss.append(f"{exc}; the article is kept without it")
            break
    if not text.strip() and not _has_words(values.get("title")):
        what = "missing" if record.get("text") is None else "empty"
        raise _Wrong(f"the record has no text ({path}.text is {what})")
    return Fields(location=location, text=text, read_from="record", amiss=tuple(amiss), **values)


def _has_words(value: str | None) -> bool:
    return any(char.isalpha() for char in value or "")


def _plain_value(path: str, value: Any, name: str) -> str:
    if name == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if name == "byline" and isinstance(value, list):
        return ", ".join(_text(f"{path}[{i}]", one).strip() for i, one in enumerate(value))
    if name in ("outlet", "byline") and isinstance(value, dict) and "name" in value:
        return _text(f"{path}.name", value["name"]).strip()
    return _text(path, value).strip() if name != "id" else _text(path, value)


# ------------------------------------------------------------ ninjs


def _is_ninjs(value: Mapping[str, Any]) -> bool:
    standard = value.get("standard") or value.get("$standard")
    if isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs":
        return True
    names = {key.lower() for key in value}
    signs = names & _NINJS_SIGNS or any(_NINJS_BODY.match(name) for name in names)
    return "uri" in names and bool(signs) and "text" not in names


def _parse_ninjs(location: str, path: str, given: Mapping[str, Any]) -> Fields:
    item = {key.lower(): value for key, value in given.items()}
    kind = item.get("type", "text")
    if kind not in ("text", "composite", None):
        raise _Wrong(f"the ninjs item is of type {kind!r}, not text")
    status = item.get("pubstatus")
    if status in ("withheld", "canceled"):
        raise _Wrong(f"the ninjs item was {status} by its provider")
    text = _ninjs_text(path, item)
    values: dict[str, str | None] = {
        "title": _role_of(item, "headlines")
        or _string(item.get("headline_main"))
        or _string(item.get("headline"))
        or _string(item.get("title")),
        "byline": _string(item.get("by")) or _string(item.get("byline")) or _names(item.get("bylines")),
        "outlet": _names(item.get("infosources"))
        or _names(item.get("infosource"))
        or _string(item.get("copyrightholder"))
        or _string(item.get("source")),
        "published": next(
            filter(
                None, (_string(item.get(key)) for key in ("versioncreated", "contentcreated", "firstcreated"))
            ),
            None,
        ),
        "language": _string(item.get("language")),
        "id": _string(item.get("uri")) or _string(item.get("guid")),
    }
    uri = values["id"] or ""
    values["url"] = uri if uri.startswith(("http://", "https://")) else _string(item.get("url"))
    for name, value in values.items():
        _text(f"{path}.{name}", value or "")
    if not text.strip() and not _has_words(values["title"]):
        raise _Wrong(f"the ninjs item has no text ({path}.bodies is missing or empty)")
    return Fields(
        location=location,
        text=text,
        read_from="record",
        id=values["id"],
        title=values["title"],
        outlet=values["outlet"],
        byline=values["byline"],
        published=values["published"],
        url=values["url"],
        language=values["language"],
    )


def _ninjs_text(path: str, item: Mapping[str, Any]) -> str:
    """The main body; plain text before markup, unless it lost the paragraphs that markup has."""
    plain: list[tuple[int, str]] = []
    marked: list[tuple[int, str]] = []
    for role, mime, value in _ninjs_bodies(path, item):
        first = 0 if role in ("main", "") else 1
        (marked if "html" in mime or "xml" in mime else plain).append((first, value))
    best_plain = min(plain, key=lambda body: body[0])[1] if plain else ""
    best_marked = plain_paragraphs(min(marked, key=lambda body: body[0])[1]) if marked else ""
    return best_plain if "\n" in best_plain.strip() or not best_marked.strip() else best_marked


def _ninjs_bodies(path: str, item: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    bodies = item.get("bodies")
    if bodies is not None and not isinstance(bodies, list):
        raise _Wrong(f"{path}.bodies is {_type(bodies)}, not a list")
    for number, body in enumerate(bodies or ()):
        if not isinstance(body, dict):
            raise _Wrong(f"{path}.bodies[{number}] is {_type(body)}, not an object")
        fields = {key.lower(): value for key, value in body.items()}
        value = _text(f"{path}.bodies[{number}].value", fields.get("value"))
        mime = (_string(fields.get("contenttype")) or "").lower()
        if not mime and re.search(r"</(?:p|div|section)>", value):
            mime = "text/html"
        yield (_string(fields.get("role")) or "").lower(), mime, value
    for key, value in item.items():  # 1.x
        if _NINJS_BODY.match(key) and isinstance(value, str):
            role = key.removeprefix("body_")
            marked = role in ("html", "xhtml", "richtext") or bool(re.search(r"</(?:p|div|section)>", value))
            yield (
                ("" if role in ("text", "html", "xhtml") else role),
                "text/html" if marked else "text/plain",
                _text(f"{path}.{key}", value),
            )


def _role_of(item: Mapping[str, Any], key: str) -> str | None:
    """The value of the main one of an array of roles, else of the first."""
    listed = item.get(key)
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    main = [entry for entry in entries if entry.get("role") == "main"]
    return next(filter(None, (_string(entry.get("value")) for entry in main + entries)), None)


def _names(listed: object) -> str | None:
    if isinstance(listed, str):
        return _string(listed)
    entries = listed if isinstance(listed, list) else [listed]
    names = [
        _string(entry.get("name") or entry.get("byline")) for entry in entries if isinstance(entry, dict)
    ]
    return ", ".join(filter(None, names)) or None


def _string(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None
