"""Routes that hand out in bulk: the digest, and everything as an archive."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from accord.api.answers import Text, file
from accord.api.problems import problem, refusals
from accord.api.reading import shared
from accord.digests import MEDIA, Format, parse_since, read_digest, render
from accord.dossier import Format as DossierFormat
from accord.errors import NotStored

router = APIRouter()


@router.get(
    "/digest",
    tags=["news"],
    response_class=Response,
    responses={
        200: {
            "description": "What is new.",
            "content": {m: {"schema": {} if f == "json" else {"type": "string"}} for f, m in MEDIA.items()},
        },
        **refusals(404, 422),
    },
)
def digest(
    request: Request,
    since: Annotated[
        Text, Query(description="yesterday, today, 2024-05-21, 2024-05-21T08:00Z or 24h; days are of UTC.")
    ] = "yesterday",
    search: Annotated[int | None, Query(ge=1, le=2**53, description="Number of a saved search.")] = None,
    format: Format = "json",
) -> Response:
    """What is new: stories opened, developments, new differences, corrections."""
    own = shared(request)
    now = own.now()
    try:
        moment = parse_since(since, now)
    except ValueError as exc:
        return problem(422, str(exc))
    saved = None
    if search is not None:
        saved = next((s for s in own.library.store.searches() if s.number == search), None)
        if saved is None:
            raise NotStored(f"there is no saved search {search}")
    made = read_digest(
        own.library.store,
        since=moment,
        until=now,
        query=saved.query if saved else None,
        name=saved.name if saved else None,
        tell=lambda story: own.worker.tell(story).result(),
    )
    name = {"eml": "digest.eml"}.get(format)
    base = str(request.base_url).rstrip("/")
    base = base.removesuffix(request.scope.get("root_path", "").rstrip("/")) if base else base
    return file(request, render(made, format, base=base), MEDIA[format], name=name)


@router.get(
    "/export",
    tags=["news"],
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "A ZIP archive.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        },
        **refusals(422),
    },
)
def export(
    request: Request,
    format: Annotated[
        list[DossierFormat], Query(max_length=7, description="Forms of the dossiers in it.")
    ] = ["json"],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Everything in the store: articles as records, dossiers, corrections, searches, feeds.

    The archive is sent as it grows, so a large one begins at once; one that breaks off is not whole.
    """
    archive = shared(request).worker.export(list(dict.fromkeys(format)))
    headers = {"content-disposition": 'attachment; filename="accord.zip"', "cache-control": "no-store"}
    return StreamingResponse(archive, media_type="application/zip", headers=headers)
