"""Routes for what people put in: corrections, saved searches, feeds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field, StringConstraints

from accord.api.answers import ADDRESS, NO_NULL, Key, Listing, Page, Strict, Text, answer
from accord.api.problems import problem, refusals
from accord.api.reading import shared
from accord.dossier.sheets import web_address
from accord.records import StoryId
from accord.store import rows

router = APIRouter()
_SHOWN = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"  # a line with something on it
Said = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=_SHOWN)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=NO_NULL)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class NewSearch(Strict):
    """A search to be kept. One of the same name is replaced."""

    name: Said
    words: Text = ""
    person: Text | None = None
    outlet: Text | None = None
    first: date | None = None
    last: date | None = None
    kinds: list[Literal["article", "quotation", "fact"]] = Field([], max_length=3)


class Anchor(Strict):
    """A passage with the words it holds, so that it is found again in a later version of the text."""

    article: Name
    start: int = Field(ge=0, le=100_000_000)
    end: int = Field(ge=0, le=100_000_000)
    words: Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=NO_NULL)]


class Subject(Strict):
    """What is put right, by kind. merge stories: stories. split story: story, articles. move article:
    article, story. join utterances, part utterance, join facts, part fact: anchors. set speaker:
    anchors, name. set name: name, to. set outlet: article, name.
    count apart: articles."""

    stories: list[Name] | None = Field(None, max_length=100)
    articles: list[Name] | None = Field(None, max_length=1000)
    anchors: list[Anchor] | None = Field(None, max_length=200)
    story: Name | None = None
    article: Name | None = None
    name: Said | None = None
    to: Said | None = None


class NewCorrection(Strict):
    """What a reader puts right, and who and why. `subject` holds what the kind asks for."""

    kind: rows.CorrectionKind
    who: Said
    why: Said
    subject: Subject
    story: Text | None = None


class Undoing(Strict):
    """Who takes a correction back, and why."""

    who: Said
    why: Said


class NewFeed(Strict):
    """A feed to be watched."""

    location: Annotated[str, StringConstraints(max_length=2000, pattern=ADDRESS)]
    title: Said | None = None


class FeedView(BaseModel):
    location: str
    kind: str
    title: str | None
    added: datetime
    state: dict[str, Any]


@router.get("/searches", response_model=list[rows.SavedSearch], tags=["search"])
def searches(request: Request) -> Response:
    """Saved searches, by name."""
    return answer(request, shared(request).library.store.searches())


@router.post(
    "/searches", response_model=rows.SavedSearch, status_code=201, tags=["search"], responses=refusals(422)
)
def save_search(request: Request, body: NewSearch) -> Response:
    """Keep a search under a name."""
    own = shared(request)
    query = rows.Query(
        body.words,
        body.person or None,
        body.outlet or None,
        body.first,
        body.last,
        tuple(dict.fromkeys(body.kinds)),
    )
    if query == rows.Query():
        return problem(422, "a search has words, a person, an outlet, days or kinds")
    at = own.now()
    number = own.library.store.save_search(body.name, query, at=at)
    return answer(request, rows.SavedSearch(number, body.name, query, at), status=201)


@router.delete("/searches/{number}", status_code=204, tags=["search"], responses=refusals(404, 422))
def drop_search(request: Request, number: Number) -> Response:
    """Forget a saved search."""
    shared(request).library.store.drop_search(number)
    return Response(status_code=204)


@router.get(
    "/corrections", response_model=Listing[rows.Correction], tags=["corrections"], responses=refusals(422)
)
def corrections(
    request: Request,
    page: Page,
    story: Annotated[Text | None, Query(description="Of this story, and those that hold everywhere.")] = None,
    undone: Annotated[bool, Query(description="Those that were undone too.")] = True,
) -> Response:
    """Corrections in the order they were made: who, when, why."""
    found = shared(request).library.store.corrections(story=StoryId(story) if story else None, undone=undone)
    return page.answer(lambda limit, offset: found[offset : offset + limit])


@router.post(
    "/corrections",
    response_model=rows.Correction,
    status_code=201,
    tags=["corrections"],
    responses=refusals(404, 409, 422),
)
def correct(request: Request, body: NewCorrection) -> Response:
    """Put something right. It wins over the machine until it is undone."""
    subject = body.subject.model_dump(exclude_none=True)
    story = StoryId(body.story) if body.story else None
    made = shared(request).library.correct(rows.Correction(body.kind, body.who, body.why, subject, story))
    return answer(request, made, status=201)


@router.post(
    "/corrections/{number}/undo",
    response_model=rows.Correction,
    tags=["corrections"],
    responses=refusals(404, 409, 422),
)
def undo(request: Request, number: Number, body: Undoing) -> Response:
    """Take a correction back; that it was made is kept."""
    return answer(request, shared(request).library.undo(number, who=body.who, why=body.why))


@router.get("/feeds", response_model=list[FeedView], tags=["feeds"])
def feeds(request: Request) -> Response:
    """Feeds and folders that are watched."""
    return answer(request, shared(request).library.store.feeds())


@router.post("/feeds", response_model=FeedView, status_code=201, tags=["feeds"], responses=refusals(422))
def watch(request: Request, body: NewFeed) -> Response:
    """Watch a feed: `accord watch run` reads it from then on."""
    own = shared(request)
    if web_address(body.location) is None:
        return problem(422, "the location is no web address")
    known = next((f for f in own.library.store.feeds() if f.location == body.location), None)
    if known is None:
        known = rows.Feed(body.location, "feed", own.now(), body.title)
        own.library.store.save_feed(known)
    return answer(request, known, status=201)


@router.delete("/feeds/{location}", status_code=204, tags=["feeds"], responses=refusals(404, 422))
def unwatch(request: Request, location: Key) -> Response:
    """Watch a feed no longer; its articles stay."""
    shared(request).library.store.drop_feed(location)
    return Response(status_code=204)
