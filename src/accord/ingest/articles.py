"""Bytes of one input to articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from accord.errors import IngestError
from accord.ingest.blocks import label_blocks
from accord.ingest.dates import parse_moment
from accord.ingest.encodings import decode_page, decode_text
from accord.ingest.feeds import parse_records
from accord.ingest.fields import Fields
from accord.ingest.languages import language_of, parse_tag
from accord.ingest.pages import parse_page
from accord.ingest.stated import find_byline, find_outlet, find_published
from accord.records import Article, ArticleId, Block, Failure, Passage, Published, Stated
from accord.urls import host_of, is_url, parse_url, same_page

Kind = Literal["text", "html", "json"]


@dataclass(frozen=True, slots=True)
class Intake:
    """What is taken in as an article."""

    longest: int = 200_000  # characters: nine times the longest of 1,338 reports. The parser takes 3.3 s
    # and 0.5 GB for 100,000 and 13.6 s and 1.5 GB for 400,000; a book would hold up all the rest


class Parsed(NamedTuple):
    articles: tuple[Article, ...]
    failures: tuple[Failure, ...]


def parse_input(location: str, raw: bytes, kind: Kind, *, settings: Intake | None = None) -> Parsed:
    """The articles of one input; what cannot be used becomes a `Failure` that says why.

    A text or a page is one article, JSON any number. Never raises for any bytes. An article may
    come with failures too: a field that could not be used is named and left out. A record with
    a title alone is an article whose text is empty.
    """
    settings = settings or Intake()
    failures: list[Failure] = []
    try:
        if kind == "html":
            found: tuple[Fields, ...] = (parse_page(location, decode_page(location, raw)),)
        elif kind == "json":
            found, broken = parse_records(location, decode_text(location, raw))
            failures.extend(broken)
        else:
            found = (Fields(location, decode_text(location, raw), "text"),)
    except IngestError as exc:
        return Parsed((), (Failure(exc.location, "read", exc.reason),))
    articles = []
    for fields in found:
        if len(fields.text) > settings.longest:
            reason = (
                f"its text is too long for a report: {len(fields.text):,} characters,"
                f" at most {settings.longest:,} are read"
            )
            failures.append(Failure(fields.location, "read", reason))
            continue
        if not any(char.isalpha() for char in fields.text + (fields.title or "")):
            failures.append(Failure(fields.location, "read", "there is not one word in its text"))
            continue
        article, amiss = _article(fields)
        articles.append(article)
        failures.extend(Failure(fields.location, "read", reason) for reason in amiss)
    return Parsed(tuple(articles), tuple(failures))


def drop_duplicates(articles: Iterable[Article]) -> tuple[tuple[Article, ...], tuple[Failure, ...]]:
    """The articles without those given twice, in order; the later one of two becomes a `Failure`.

    Twice means the same id, or the same text where outlet, url and id do not set them apart.
    Records with ids of their own and the same text stay two articles: a reprint is one, and
    it is for the comparison to say so.
    """
    kept: list[Article] = []
    failures: list[Failure] = []
    by_id: dict[ArticleId, Article] = {}
    by_text: dict[str, list[Article]] = {}
    for article in articles:
        words = _told(article.text, article.title)
        twin = by_id.get(article.id)
        if twin is None:
            twin = next((one for one in by_text.get(words, ()) if _same(one, article)), None)
        if twin is None:
            kept.append(article)
            by_id[article.id] = article
            by_text.setdefault(words, []).append(article)
        elif _told(twin.text, twin.title) == words:
            failures.append(
                Failure(article.location, "read", f"the same article as {twin.location}, counted once")
            )
        else:
            reason = f"the id {article.id!r} is that of another article, {twin.location}; this is left out"
            failures.append(Failure(article.location, "read", reason))
    return tuple(kept), tuple(failures)


def _same(one: Article, other: Article) -> bool:
    named = [_id_given(article) for article in (one, other)]
    outlets = [article.outlet.value.casefold() for article in (one, other) if article.outlet]
    urls = [article.url for article in (one, other) if article.url]
    return not all(named) and len(set(outlets)) <= 1 and len(set(urls)) <= 1


def _id_given(article: Article) -> bool:
    outlet = article.outlet.value if article.outlet else None
    return article.id != _digest(outlet, article.url, article.text, article.title)


def _told(text: str, title: str | None) -> str:
    """The words by which an article is told from others: its text, its title where it has none."""
    return text if text.strip() else title or ""


def _digest(outlet: str | None, url: str | None, text: str, title: str | None) -> ArticleId:
    parts = "\0".join((outlet or "", url or "", _told(text, title)))
    return ArticleId(hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def _article(fields: Fields) -> tuple[Article, list[str]]:
    amiss = list(fields.amiss)
    text = fields.text
    blocks = label_blocks(text, fields.title)
    url = _address(fields)
    outlet_at = None if fields.outlet else find_outlet(text, blocks)
    outlet = fields.outlet or (text[outlet_at.start : outlet_at.end] if outlet_at else None)
    article_id = ArticleId(fields.id) if fields.id else _digest(outlet, url, text, fields.title)

    def stated(value: str | None, start: int = 0, end: int = 0) -> Stated | None:
        if value:
            return Stated(value, fields.read_from)
        return Stated(text[start:end], "text", Passage(article_id, start, end)) if end else None

    byline_at = None if fields.byline else find_byline(text, blocks)
    language = parse_tag(fields.language) if fields.language and fields.read_from == "record" else None
    if fields.language and fields.read_from == "record" and language is None:
        amiss.append(f"its language {fields.language!r} is no language tag; it was told from the text")
    language = language or language_of(_body(text, blocks) if text.strip() else fields.title or "")
    if language == "und" and fields.language:  # a page's own tag is often its template's, so it comes last
        language = parse_tag(fields.language) or language
    published = _published(fields, article_id, blocks, amiss)
    article = Article(
        id=article_id,
        location=fields.location,
        outlet=stated(fields.outlet, outlet_at.start, outlet_at.end) if outlet_at else stated(fields.outlet),
        byline=stated(fields.byline, byline_at.start, byline_at.end) if byline_at else stated(fields.byline),
        title=fields.title
        or next((" ".join(text[b.start : b.end].split()) for b in blocks if b.kind == "headline"), None),
        url=url,
        text=text,
        blocks=blocks,
        language=language,
        published=published,
    )
    return article, amiss


def _address(fields: Fields) -> str | None:
    """Where the article is read; what was fetched and names no address of its site was read there.

    A page may name any address as its own: one of another site would make it a version of an
    article that is not its.
    """
    if fields.read_from != "page" or not is_url(fields.location):
        return fields.url
    try:
        url = parse_url(fields.url or "", fields.location)
    except ValueError:
        return fields.location
    here, there = (host_of(address).removeprefix("www.") for address in (fields.location, url))
    related = here == there or here.endswith(f".{there}") or there.endswith(f".{here}")
    return same_page(url) if related and "." in there else fields.location


def _body(text: str, blocks: Iterable[Block]) -> str:
    body = "\n".join(text[block.start : block.end] for block in blocks if block.kind == "body")
    return body if any(char.isalpha() for char in body) else text


def _published(
    fields: Fields, article_id: ArticleId, blocks: tuple[Block, ...], amiss: list[str]
) -> Published | None:
    if fields.published:
        read: tuple[date, datetime | None] | None = parse_moment(fields.published)
        if read is not None:
            return Published(*read, fields.read_from)
        if fields.read_from == "record":
            amiss.append(
                f"its date of publication {fields.published[:60]!r} is no ISO 8601 day or moment; left out"
            )
    found = find_published(fields.text, blocks)
    if found is None:
        return None
    return Published(found.day, found.moment, "text", Passage(article_id, found.start, found.end))
