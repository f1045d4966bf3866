"""Versions of an article: which is made of which, under which id, and what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from accord.records import Article, ArticleId, Passage
from accord.store.rows import Made
from accord.text import words


def matched(
    articles: Sequence[Article], made: Sequence[Made]
) -> Iterator[tuple[Article | None, Made | None]]:
    """What was made of an input before beside what is made of it now; None where one has no other.

    They are one article that stand at the same place of the input, or have the same id or words.
    Of an article's versions that are made of one input, the latest counts.
    """
    left = {m.article.id: m for m in made}  # the later one of an article comes later
    for article in articles:
        alike = (
            next((m for m in left.values() if m.article.location == article.location), None)
            or left.get(article.id)
            or next((m for m in left.values() if m.article.text == article.text), None)
        )
        if alike:
            del left[alike.article.id]
        yield article, alike
    for rest in left.values():
        yield None, rest


def renamed(article: Article, id: ArticleId) -> Article:
    """The same article under another id, in its passages too."""

    def moved(passage: Passage | None) -> Passage | None:
        return Passage(id, passage.start, passage.end) if passage else None

    def restated(stated: Any) -> Any:
        return replace(stated, passage=moved(stated.passage)) if stated else None

    if article.id == id:
        return article
    return replace(
        article,
        id=id,
        outlet=restated(article.outlet),
        byline=restated(article.byline),
        published=restated(article.published),
    )


def own_id(article: Article) -> ArticleId:
    """An id made of outlet, address and words, for an article whose own is another's."""
    outlet = article.outlet.value if article.outlet else ""
    told = "\0".join((article.id, outlet, article.url or "", article.text))
    return ArticleId(hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def differences(before: Article, after: Article) -> tuple[str, ...]:
    """What changed between two versions, in a few plain words each."""
    told = []
    old, new = [w.form for w in words(before.text)], [w.form for w in words(after.text)]
    gone = come = 0
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            gone, come = gone + b - a, come + d - c
    if come or gone:
        told.append(f"{come} words added, {gone} taken out")
    if before.title != after.title:
        told.append("another title")
    if before.byline != after.byline:
        told.append("another byline")
    return tuple(told) or ("signs and blanks only",)
