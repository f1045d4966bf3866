"""Routes that read: stories, articles, persons, outlets, search, events."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from accord import __version__
from accord.api.answers import Key, Listing, Page, Text, answer, entity_tag, file, matches
from accord.api.problems import refusals
from accord.dossier import Format, render, render_json
from accord.dossier.sheets import file_name
from accord.dossier.to_json import annotation_row
from accord.errors import NotStored
from accord.exports import MEDIA, PersonFormat, render_person, safe_name, story_file
from accord.records import ArticleId, StoryId
from accord.store import rows

if TYPE_CHECKING:
    from accord.api.app import Shared

router = APIRouter()
Part = Literal["lead", "facts", "utterances", "conflicts", "matrix", "credits", "lineage", "timeline", "alone", "people", "notes"]  # fmt: skip # noqa: E501
_PERSON_MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "md": "text/markdown; charset=utf-8",
}


def shared(request: Request) -> Shared:
    found: Shared = request.app.state.shared
    return found


class Status(BaseModel):
    """What the store holds."""

    version: str
    counts: rows.Counts
    last_event: int
    newest_day: date | None


class Day(BaseModel):
    day: date
    stories: int
    articles: int


class StoryView(BaseModel):
    """A story with its articles; what is told of it stands in its dossier."""

    story: rows.StoryRow
    told: datetime | None
    articles: list[rows.ArticleRow]
    events: list[rows.Event]


class BlockView(BaseModel):
    kind: str
    start: int
    end: int


class VersionView(BaseModel):
    number: int
    file: str
    retrieved: datetime
    added: datetime
    changes: list[str]


class ArticleView(BaseModel):
    """An article's current text, or that of the version asked for."""

    article: rows.ArticleRow
    version: int
    byline: str | None
    text: str
    blocks: list[BlockView]
    versions: list[VersionView]


class Attributions(BaseModel):
    """As `accord annotate --format jsonl` has them."""

    file: str
    id: str
    attributions: list[dict[str, Any]]


# ---------------------------------------------------------------- the store


@router.get("/", response_model=Status, tags=["store"])
def status(request: Request) -> Response:
    """The program's version and what the store holds."""
    store = shared(request).library.store
    return answer(
        request,
        {
            "version": __version__,
            "counts": store.counts(),
            "last_event": store.last_event(),
            "newest_day": store.newest_day(),
        },
    )


@router.get("/days", response_model=list[Day], tags=["stories"], responses=refusals(422))
def days(request: Request, limit: Annotated[int, Query(ge=1, le=1000)] = 60) -> Response:
    """The days that have articles, newest first."""
    found = shared(request).library.store.days(limit=limit)
    return answer(request, [{"day": d, "stories": s, "articles": a} for d, s, a in found])


@router.get("/events", response_model=Listing[rows.Event], tags=["stories"], responses=refusals(422))
def events(
    request: Request,
    page: Page,
    after: Annotated[int, Query(ge=0, le=2**53, description="Number of the last event known.")] = 0,
) -> Response:
    """What became of stories, in the order in which it happened."""
    found = shared(request).library.store.events(after=after)
    return page.answer(lambda limit, offset: found[offset : offset + limit])


# ---------------------------------------------------------------- stories


@router.get("/stories", response_model=Listing[rows.StoryRow], tags=["stories"], responses=refusals(422))
def stories(
    request: Request,
    page: Page,
    day: Annotated[
        date | None, Query(description="Only those with an article of this day, by weight.")
    ] = None,
) -> Response:
    """Stories, the last changed first; of a day, by what the day brought to them."""
    store = shared(request).library.store
    if day is None:
        return page.answer(lambda limit, offset: store.stories(limit=limit, offset=offset))
    return page.answer(lambda limit, offset: store.stories_of(day, limit=limit, offset=offset))


@router.get("/stories/{story}", response_model=StoryView, tags=["stories"], responses=refusals(404, 422))
def story(request: Request, story: Key) -> Response:
    """A story, its articles in order of publication, and its events."""
    page = shared(request).library.store.story_page(StoryId(story))
    told = {"story": page.row, "told": page.told, "articles": page.rows, "events": page.events}
    return answer(request, told)


@router.get(
    "/stories/{story}/dossier",
    tags=["stories"],
    response_class=Response,
    responses={
        200: {
            "description": "The dossier.",
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Dossier"}},
                **{m: {"schema": {"type": "string"}} for f, m in MEDIA.items() if f != "json"},
            },
        },
        **refusals(404, 422),
    },
)
def dossier(
    request: Request,
    story: Key,
    format: Format = "json",
    download: Annotated[bool, Query(description="As a file to be kept.")] = False,
) -> Response:
    """All that is told of a story, told anew where articles came in since.

    As `accord brief` gives it: JSON after its schema, a page, Markdown, text, a table, W3C Web
    Annotations, schema.org.
    """
    id, tag = _told(request, story, format)
    if matches(request, tag):
        return Response(status_code=304, headers={"etag": tag})
    text = render(shared(request).library.dossier(id), format)
    name = story_file(id, format) if download else None
    return file(request, text, MEDIA[format], name=name, tag=tag)


@router.get("/stories/{story}/utterances", response_model=list[rows.Said], tags=["stories"], responses=refusals(404, 422))  # fmt: skip # noqa: E501
def utterances(request: Request, story: Key) -> Response:
    """Who said what in a story, with every wording and where it is printed."""
    id, _ = _told(request, story, "said")
    return answer(request, shared(request).library.store.said_in(id))


@router.get(
    "/stories/{story}/dossier/{part}",
    tags=["stories"],
    response_class=Response,
    responses={
        200: {
            "description": "The part, as it stands in the dossier.",
            "content": {"application/json": {"schema": {"type": ["array", "object"]}}},
        },
        **refusals(404, 422),
    },
)
def dossier_part(request: Request, story: Key, part: Part) -> Response:
    """One part of the dossier: facts, utterances, conflicts, lineage, timeline ..."""
    id, tag = _told(request, story, part)
    if matches(request, tag):
        return Response(status_code=304, headers={"etag": tag})
    told = json.loads(render_json(shared(request).library.dossier(id)))
    return answer(request, told["stories"][0][part], tag=tag)


def _told(request: Request, story: str, what: str) -> tuple[StoryId, str]:
    """The story, told, and the entity tag of what is told of it. Raises `NotStored`."""
    own = shared(request)
    store = own.library.store
    id = store.became(StoryId(story))
    revision = store.revision(id)
    if revision is None:
        raise NotStored(f"there is no story {story}")
    stamp = shared(request).library.account_stamp
    if id in store.stale(stamp, [id]):
        own.worker.tell(id).result()
    return id, entity_tag(id, store.revision(id), stamp, __version__, what)


# ---------------------------------------------------------------- articles


@router.get("/articles", response_model=Listing[rows.ArticleRow], tags=["articles"], responses=refusals(422))
def articles(request: Request, page: Page) -> Response:
    """Articles, the last to arrive first."""
    store = shared(request).library.store
    return page.answer(lambda limit, offset: store.newest_articles(limit=limit, offset=offset))


@router.get(
    "/articles/{article}", response_model=ArticleView, tags=["articles"], responses=refusals(404, 422)
)
def article(
    request: Request,
    article: Key,
    version: Annotated[int | None, Query(ge=1, le=2**31, description="An earlier version.")] = None,
) -> Response:
    """An article's text as taken in, what its parts are, and its versions."""
    page = shared(request).library.store.article_page(ArticleId(article))
    shown = next((v for v in page.versions if v.number == (version or page.row.version)), None)
    if shown is None:
        raise NotStored(f"article {article} has no version {version}")
    of = shown.article
    told = {
        "article": page.row,
        "version": shown.number,
        "byline": of.byline.value if of.byline else None,
        "text": of.text,
        "blocks": of.blocks,
        "versions": [
            {
                "number": v.number,
                "file": file_name(v.location),
                "retrieved": v.retrieved,
                "added": v.added,
                "changes": v.changes,
            }
            for v in page.versions
        ],
    }
    return answer(request, told)


@router.get("/articles/{article}/attributions", response_model=Attributions, tags=["articles"], responses=refusals(404, 422))  # fmt: skip # noqa: E501
def attributions(request: Request, article: Key) -> Response:
    """What the article attributes to whom."""
    found = shared(request).library.store.readings([ArticleId(article)])
    if not found:
        raise NotStored(f"no article {article} has been read")
    return answer(request, annotation_row(found[0]))


# ---------------------------------------------------------------- persons, outlets


@router.get("/persons", response_model=Listing[rows.PersonRow], tags=["persons"], responses=refusals(422))
def persons(
    request: Request, page: Page, like: Annotated[Text, Query(description="A part of the name.")] = ""
) -> Response:
    """Who is quoted, the most quoted first."""
    store = shared(request).library.store
    return page.answer(lambda limit, offset: store.persons(like=like, limit=limit, offset=offset))


@router.get(
    "/persons/{person}",
    response_model=rows.PersonPage,
    tags=["persons"],
    responses={
        200: {"content": {m: {} for f, m in _PERSON_MEDIA.items() if f != "json"}},
        **refusals(404, 422),
    },
)
def person(
    request: Request,
    person: Key,
    page: Page,
    format: PersonFormat = "json",
    download: Annotated[bool, Query(description="As a file to be kept.")] = False,
) -> Response:
    """All that one is reported to have said, newest first, with the wordings and outlets."""
    found = shared(request).library.store.person_page(person, limit=page.limit, offset=page.offset)
    name = f"{safe_name(found.row.name)}.{format}" if download else None
    return file(request, render_person(found, format), _PERSON_MEDIA[format], name=name)


@router.get("/outlets", response_model=Listing[rows.OutletRow], tags=["outlets"], responses=refusals(422))
def outlets(request: Request, page: Page) -> Response:
    """Outlets, those with the most articles first."""
    store = shared(request).library.store
    return page.answer(lambda limit, offset: store.outlets(limit=limit, offset=offset))


@router.get(
    "/outlets/{outlet}", response_model=rows.OutletPage, tags=["outlets"], responses=refusals(404, 422)
)
def outlet(request: Request, outlet: Key, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
    """What an outlet reported alone, what first, and from whom it takes."""
    return answer(request, shared(request).library.store.outlet_page(outlet, limit=limit))


# ---------------------------------------------------------------- search


class Searched:
    """What is searched for."""

    def __init__(
        self,
        q: Annotated[
            Text, Query(description="Words that must all occur; a phrase between double quotes.")
        ] = "",
        person: Annotated[Text | None, Query(description="A part of the speaker's name.")] = None,
        outlet: Annotated[Text | None, Query()] = None,
        first: Annotated[date | None, Query(description="From this day on.")] = None,
        last: Annotated[date | None, Query(description="Up to this day.")] = None,
        kind: Annotated[list[Literal["article", "quotation", "fact"]] | None, Query(max_length=3)] = None,
    ) -> None:
        kinds = tuple(dict.fromkeys(kind or ()))
        self.query = rows.Query(q, person or None, outlet or None, first, last, kinds)


@router.get("/search", response_model=Listing[rows.Hit], tags=["search"], responses=refusals(422))
def search(request: Request, page: Page, searched: Annotated[Searched, Depends(Searched)]) -> Response:
    """Articles, quotations and facts, best first; without words, newest first."""
    store = shared(request).library.store
    return page.answer(lambda limit, offset: store.search(searched.query, limit=limit, offset=offset))
