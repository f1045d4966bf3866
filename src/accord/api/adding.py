"""Routes that take articles in."""

from __future__ import annotations

import tempfile
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures import wait as wait_for
from dataclasses import replace
from pathlib import Path as FilePath
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field, StringConstraints
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message

from accord.api.answers import ADDRESS, Strict, answer
from accord.api.problems import Fault, problem, refusals
from accord.api.reading import shared
from accord.inputs import read_inputs
from accord.records import Failure
from accord.store.rows import RawId

router = APIRouter()
FILES: Final = 50  # sent at once
PAGES: Final = 20  # asked for at once
BYTES: Final = 24 * 2**20  # of all of them, with what is around them


class RawView(BaseModel):
    """An input that was kept, and what became of it."""

    id: str
    state: str  # waiting, done, failed
    failures: list[str]  # what of it could not be used


class AddedView(BaseModel):
    """What became of what was sent. What waits is taken in by and by: ask for `/inputs/{id}`."""

    inputs: list[RawView]
    failures: list[str]  # files of which nothing could be kept
    last_event: int  # of before: `/events?after=` tells what became of stories


@router.post(
    "/articles",
    response_model=AddedView,
    tags=["articles"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "files": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": FILES,
                                "items": {"type": "string", "format": "binary"},
                            }
                        },
                        "required": ["files"],
                    }
                }
            },
        }
    },
    responses={
        202: {
            "description": "Kept, and not all read yet.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AddedView"}}},
        },
        **refusals(400, 413, 422, 503),
    },
)
async def add(
    request: Request,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds to wait for it to be read.")] = 30,
) -> Response:
    """Add files: text, HTML, article records as JSON or JSON Lines, ninjs. At most 50 files and 24 MiB.

    What is in the store already is passed over. The files are kept before they are read, so
    nothing is lost when the wait is over first.
    """
    request._receive = _bounded(request)
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return problem(422, "files are sent as multipart/form-data", [Fault(where="body", what="no form")])
    async with request.form(max_files=FILES, max_fields=10, max_part_size=64 * 1024) as form:
        files = [f for f in form.getlist("files") if isinstance(f, UploadFile)]
        if not files or len(files) != len(form.multi_items()):
            fault = Fault(where="body.files", what="one or more files, and nothing else")
            return problem(422, "no file was sent", [fault])
        sent = [(plain_name(f.filename or ""), await f.read()) for f in files]
    return await run_in_threadpool(_add, request, sent, wait)


def _add(request: Request, sent: list[tuple[str, bytes]], wait: float) -> Response:
    own = shared(request)
    last = own.library.store.last_event()
    raws: list[RawId] = []
    failures: list[str] = []
    for name, content in sent:
        for item in _inputs(name, content):
            if isinstance(item, Failure):
                failures.append(f"{item.location}: {item.reason}")
            else:
                raws.append(own.library.store.put_raw(item.location, item.raw, item.kind, own.now()))
    done = True
    if raws:
        future = own.worker.take_in(raws)
        done = not wait_for([future], timeout=wait).not_done
        if done:
            try:
                future.result(timeout=0)
            except NotYet:  # pragma: no cover - it is done
                done = False
    told = {
        "inputs": [_raw(request, raw) for raw in dict.fromkeys(raws)],
        "failures": failures,
        "last_event": last,
    }
    return answer(request, told, status=200 if done else 202)


class NewPages(Strict):
    """Pages to be fetched. Those of private networks are refused unless the settings allow them."""

    addresses: list[Annotated[str, StringConstraints(max_length=2000, pattern=ADDRESS)]] = Field(
        min_length=1, max_length=PAGES
    )


class PagesView(BaseModel):
    """What became of pages that were asked for."""

    done: bool  # false: they are still at work; `/events?after=` tells what becomes of stories
    new: list[str]
    changed: list[str]
    known: int
    stories: list[str]  # that were opened or changed
    failures: list[str]
    last_event: int  # of before


@router.post(
    "/pages",
    response_model=PagesView,
    tags=["articles"],
    responses={
        202: {
            "description": "Not all fetched and read yet.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PagesView"}}},
        },
        **refusals(422, 503),
    },
)
def add_pages(
    request: Request,
    body: NewPages,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds to wait for them to be read.")] = 30,
) -> Response:
    """Add pages by their addresses: fetched as robots.txt and the host's pace allow, then read."""
    own = shared(request)
    last = own.library.store.last_event()
    future = own.worker.fetch(list(dict.fromkeys(body.addresses)))
    done = not wait_for([future], timeout=wait).not_done
    added = future.result(timeout=0) if done else None
    told = {
        "done": done,
        "new": added.new if added else [],
        "changed": added.changed if added else [],
        "known": added.known if added else 0,
        "stories": added.stories if added else [],
        "failures": [f"{f.location}: {f.reason}" for f in added.failures] if added else [],
        "last_event": last,
    }
    return answer(request, told, status=200 if done else 202)


@router.get("/inputs/{input}", response_model=RawView, tags=["articles"], responses=refusals(404, 422))
def input(request: Request, input: Annotated[str, Path(max_length=64, pattern=r"^[0-9a-f]+$")]) -> Response:
    """What became of an input."""
    return answer(request, _raw(request, RawId(input)))


def _raw(request: Request, id: RawId) -> dict[str, Any]:
    state, reason = shared(request).library.store.raw_state(id)
    return {"id": id, "state": state, "failures": reason.split("\n") if reason else []}


def _inputs(name: str, content: bytes) -> list[Any]:
    """What is in a file that was sent, read as one that lies in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        # never the name that was sent: only its ending, which tells the kind
        path = FilePath(folder) / ("sent" + _ending(name))
        path.write_bytes(content)
        return [
            replace(item, location=item.location.replace(str(path), name, 1)) for item in read_inputs([path])
        ]


def _ending(name: str) -> str:
    ending = PurePosixPath(name).suffix.lower()
    return ending if ending[1:].isascii() and ending[1:].isalnum() and len(ending) < 10 else ""


def plain_name(name: str) -> str:
    """The last step of a path as a file's name; nothing in it leads anywhere."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(c for c in last if c.isprintable() and c not in '/\\:*?"<>|').strip(". ")
    return kept[-120:] or "sent.txt"


def _bounded(request: Request) -> Any:
    """Reads the body up to the limit."""
    receive, got = request.receive, 0
    if int(request.headers.get("content-length") or 0) > BYTES:
        raise HTTPException(413, f"at most {BYTES >> 20} MiB are taken at once")

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > BYTES:
            raise HTTPException(413, f"at most {BYTES >> 20} MiB are taken at once")
        return message

    return bounded
