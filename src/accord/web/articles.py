"""An article's page, and the article beside a story, opened at a passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from accord.corrections import correct_outlet
from accord.dossier.annotation_html import Annotated
from accord.dossier.markup import nest
from accord.dossier.sheets import Paragraph, Sheet, one_line, sheet_of, shown
from accord.dossier.view import View
from accord.records import Account, Article, ArticleId, Dossier, Edge, Fact, Passage
from accord.store.rows import ArticlePage, Correction, StoryPage, Version
from accord.text import Word, words
from accord.web import texts
from accord.web.forms import token_of
from accord.web.pages import key_of, page, render
from accord.web.stories import LivePage

if TYPE_CHECKING:
    from accord.web.app import Desk

_AT: Final = re.compile(r"(\d{1,9})-(\d{1,9})")
_ALSO: Final = 200  # further passages that are lit
_LONGEST_DIFF: Final = 20_000  # words; longer versions are shown without their differences


def passage_in(given: str, article: Article) -> Passage | None:
    """The passage that a query names, as `3-9`; None where it lies outside the text."""
    match = _AT.fullmatch(given.strip())
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return Passage(article.id, start, end) if start < end <= len(article.text) else None


def also_in(given: str, article: Article) -> tuple[Passage, ...]:
    found = (passage_in(part, article) for part in given.split(",")[:_ALSO])
    return tuple(p for p in found if p)


def lines(
    sheet: Sheet, at: Passage | None, also: Sequence[Passage] = ()
) -> Iterator[tuple[Paragraph, Markup]]:
    """The article's lines with the passage lit, and fainter the others of the same statement."""
    spans = ([at] if at else []) + [p for p in dict.fromkeys(also) if p != at]
    opened: set[Passage] = set()

    def enter(passage: Passage) -> str:
        name = ' id="at"' if passage == at and passage not in opened else ""
        opened.add(passage)
        return f'<span class="p {"on" if passage == at else "also"}"{name}>'

    for paragraph in sheet.paragraphs:
        yield (
            paragraph,
            nest(
                sheet.article.text,
                paragraph.start,
                paragraph.end,
                spans,
                enter=enter,
                leave=lambda _: "</span>",
            ),
        )


def headed(sheet: Sheet) -> bool:
    return any(paragraph.kind == "headline" for paragraph in sheet.paragraphs)


def beside(request: Request) -> Response:
    """The article alone, without the page around it, to be put beside a story."""
    desk: Desk = request.app.state.desk
    article = desk.library.store.article(ArticleId(key_of(request)))
    at = passage_in(request.query_params.get("at", ""), article)
    also = also_in(request.query_params.get("also", ""), article)
    sheet = sheet_of(1, article)
    sheet = sheet_of(1, correct_outlet(article, desk.library.store.corrections(undone=False)))
    body = render("beside.html.j2", sheet=sheet, lines=lines(sheet, at, also), headed=headed(sheet))
    return HTMLResponse(body.encode("utf-8", "replace"))


# ---------------------------------------------------------------- its own page


@dataclass(frozen=True, slots=True)
class Leaning:
    """A tie of the article to another one, or to a source."""

    verb: str
    sheet: Sheet | None
    source: str
    share: float
    passages: tuple[Passage, ...]  # in this article


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article stands among those of its story."""

    leans_on: tuple[Leaning, ...]
    leaned_on: tuple[Leaning, ...]
    omits: tuple[Fact, ...]  # shared by others, of which one was sure to tell it by the day this came out
    later: tuple[Fact, ...]  # that were first told after that
    view: View
    account: Account


def _place(
    article: Article, account: Account, found: StoryPage, corrected: Sequence[Correction]
) -> Place | None:
    day_of = {row.id: row.day for row in found.rows}
    by_id = {a.id: correct_outlet(a, corrected) for a in found.articles}
    if article.id not in account.story.articles or not all(a in by_id for a in account.story.articles):
        return None
    view = View(Dossier(tuple(by_id[a] for a in account.story.articles), (account,)))
    on: list[Leaning] = []
    by: list[Leaning] = []
    for edge in account.lineage.edges:
        if edge.article == article.id:
            on.append(_leaning(edge, view, edge.on, tuple(here for here, _ in edge.passages)))
        elif edge.on == article.id:
            there = tuple(there for _, there in edge.passages if there)
            by.append(_leaning(edge, view, edge.article, there))
    omits: list[Fact] = []
    later: list[Fact] = []
    for fact in (f for f in account.facts if f.shared):
        if article.id not in {p.article for p in fact.evidence}:
            known = min(day_of[p.article] for p in fact.sure) <= day_of[article.id]
            (omits if known else later).append(fact)
    return Place(tuple(on), tuple(by), tuple(omits), tuple(later), view, account)


def _leaning(edge: Edge, view: View, other: str, passages: tuple[Passage, ...]) -> Leaning:
    from accord.dossier import labels

    sheet = view.sheet(ArticleId(other)) if view.knows(other) else None
    return Leaning(
        labels.tie_verb(edge.kind, edge.share), sheet, "" if sheet else one_line(other), edge.share, passages
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A version with what set it apart from the one before."""

    version: Version
    diff: Markup | None


def _versions(found: ArticlePage) -> tuple[Told, ...]:
    """All versions, the newest first; none where there is but one."""
    if len(found.versions) < 2:
        return ()
    told = [Told(found.versions[0], None)]
    for before, after in zip(found.versions, found.versions[1:], strict=False):
        told.append(Told(after, differences(before.article.text, after.article.text)))
    return tuple(reversed(told))


def differences(before: str, after: str) -> Markup | None:
    """The words taken out and put in, with a few around them; None for texts too long to compare."""
    old, new = list(words(before)), list(words(after))
    if max(len(old), len(new)) > _LONGEST_DIFF:
        return None
    matcher = SequenceMatcher(None, [w.form for w in old], [w.form for w in new], autojunk=False)
    out: list[str] = []

    def cut(text: str, tokens: Sequence[Word], a: int, b: int) -> str:
        if a >= b:
            return ""
        start, end = tokens[a].start, tokens[b - 1].end
        return str(escape(shown(" ".join(text[start:end].split()))))

    for group in matcher.get_grouped_opcodes(6):
        parts = []
        for op, a, b, c, d in group:
            if op == "equal":
                parts.append(cut(after, new, c, d))
                continue
            if a < b:
                parts.append(
                    f'<del><span class="vh">{texts.TAKEN_OUT}: </span>{cut(before, old, a, b)}</del>'
                )
            if c < d:
                parts.append(f'<ins><span class="vh">{texts.PUT_IN}: </span>{cut(after, new, c, d)}</ins>')
        out.append(f'<p dir="auto">… {" ".join(filter(None, parts))} …</p>')
    return Markup("".join(out))  # every text in it went through escape


def article(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    id = ArticleId(key_of(request))
    store = desk.library.store
    with store.snapshot():
        found = store.article_page(id)
        readings = store.readings([id])
        story = store.story_page(found.row.story) if found.row.story else None
        corrected = store.corrections(undone=False)
    current = correct_outlet(found.article, corrected)
    sheet = sheet_of(1, current)
    at = passage_in(request.query_params.get("at", ""), current)
    annotated = Annotated(sheet, readings[0], lit=at) if readings else None
    place = _place(current, story.account, story, corrected) if story and story.account else None
    content = render(
        "article.html.j2",
        sheet=sheet,
        row=found.row,
        at=at,
        annotated=annotated,
        plain=() if annotated else lines(sheet, at),
        headed=headed(sheet),
        story=story,
        place=place,
        live=LivePage(place.view) if place else None,
        versions=_versions(found),
        token=token_of(request),
    )
    title = one_line(current.title or "") or sheet.name
    return page(request, content, title=title, style="article.css")
