"""A story's page: the dossier, live, with its corrections and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from accord.corrections import correct_outlet
from accord.dossier import render as render_dossier
from accord.dossier.markup import dress
from accord.dossier.sheets import Sheet, one_line
from accord.dossier.to_html import GLOBALS, LOOK, Page
from accord.dossier.view import View
from accord.records import Article, Dossier, Passage, Person, StoryId
from accord.store.rows import Event, StoryPage
from accord.store.telling import person_key
from accord.web import texts
from accord.web.pages import Ready, address, page, passage_address, render

if TYPE_CHECKING:
    from accord.web.app import Desk

_KEPT_S: Final = 600.0  # a page is kept as long as its story stays as it is, at most so long
_FORMS: Final = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
}


class LivePage(Page):
    """The dossier's page with addresses of the desk: a statement leads to the article's own page."""

    def href(self, passage: Passage) -> str:
        return passage_address(passage)

    def sheet_href(self, sheet: Sheet) -> str:
        return address("article", sheet.article.id)

    def person_href(self, person: Person | None) -> str:
        key = person_key(person)
        return address("person", key) if key else ""


def story(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    wanted = StoryId(request.path_params["id"])
    store = desk.library.store
    rows = store.story_rows([wanted])
    if not rows or not rows[0].articles:
        became = store.became(wanted)
        if became == wanted:
            raise HTTPException(404)
        return RedirectResponse(address("story", became), 303)
    row = rows[0]
    if row.stale:
        desk.workshop.tell(row.id)
    followed = tuple((a.id, a.name) for a in desk.monitor.following(row.id))
    body = desk.kept.get(
        ("story", row.id, row.changed, row.stale, row.told, followed),
        lambda: Ready.of(story_body(desk, row.id)),
        for_s=_KEPT_S,
    )
    return page(request, body, title=one_line(row.title), style="story.css")


def story_body(desk: Desk, id: StoryId) -> Markup:
    from accord.web.corrections import of_story  # which needs `LivePage`

    store = desk.library.store
    with store.snapshot():
        found = store.story_page(id)
        corrected = store.corrections(story=id)
    account = found.account
    told = told_articles(found) if account else None
    if account is None or told is None:
        return render(
            "story_untold.html.j2",
            story=found,
            corrections=of_story(corrected, found),
            followed=desk.monitor.following(id),
        )
    view = View(Dossier(tuple(correct_outlet(a, corrected) for a in told), (account,)))
    return render(
        "story_page.html.j2",
        page=LivePage(view),
        n=1,
        account=account,
        level=2,
        story=found,
        corrections=of_story(corrected, found),
        history=_history(found.events),
        followed=desk.monitor.following(id),
        forms=tuple(_FORMS),
        **GLOBALS,
    )


def told_articles(found: StoryPage) -> tuple[Article, ...] | None:
    """The articles that the account tells of, in its order; None where one has left the story since."""
    assert found.account is not None
    by_id = {article.id: article for article in found.articles}
    try:
        return tuple(by_id[id] for id in found.account.story.articles)
    except KeyError:
        return None


def _history(events: Sequence[Event]) -> tuple[tuple[Event, str], ...]:
    """What people did to the story, and how it was opened, merged and split; the arrivals are chapters."""
    kept = (e for e in events if e.who != "machine" or e.kind != "joined")
    return tuple((e, texts.EVENT.get(e.kind, e.kind)) for e in kept)


def state(request: Request) -> Response:
    """Whether what is shown of a story still holds; asked by its page while it is told anew."""
    desk: Desk = request.app.state.desk
    rows = desk.library.store.story_rows([StoryId(request.path_params["id"])])
    if not rows:
        raise HTTPException(404)
    return JSONResponse({"stale": rows[0].stale, "told": rows[0].origins is not None})


def dossier(request: Request) -> Response:
    """The story's dossier as a file."""
    desk: Desk = request.app.state.desk
    form = request.path_params["form"]
    if form not in _FORMS:
        raise HTTPException(404)
    store = desk.library.store
    found = store.story_page(StoryId(request.path_params["id"]))
    articles = told_articles(found) if found.account else None
    if found.account is None or articles is None:
        raise HTTPException(404)
    corrected = store.corrections(undone=False)
    whole = Dossier(tuple(correct_outlet(a, corrected) for a in articles), (found.account,))
    text = render_dossier(whole, "text" if form == "txt" else form)
    headers = {"content-disposition": f'attachment; filename="story-{_plain(found.row.id)}.{form}"'}
    if form == "html":  # shown, to be printed or kept: under its own policy, which admits its style only
        headers = {
            "content-disposition": f'inline; filename="story-{_plain(found.row.id)}.html"',
            "content-security-policy": dress(*LOOK).csp + "; frame-ancestors 'none'",
        }
    return Response(text.encode("utf-8", "replace"), media_type=_FORMS[form], headers=headers)


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum()) or "story"
