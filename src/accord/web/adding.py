"""Adding from the desk: files that are sent, or an address to fetch."""

from __future__ import annotations

import tempfile
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accord.dossier.sheets import web_address
from accord.inputs import read_inputs
from accord.records import Failure
from accord.web import texts
from accord.web.forms import checked_form, text_of, token_of
from accord.web.guard import UPLOAD_BYTES
from accord.web.pages import page, render

if TYPE_CHECKING:
    from accord.library import Added
    from accord.web.app import Desk

FILES: Final = 50  # sent at once
_LISTED: Final = 20  # of what was added lately
_ENDINGS: Final = ".txt,.html,.htm,.xhtml,.json,.jsonl,.ndjson"


@dataclass(frozen=True, slots=True)
class Addition:
    """Something that was added from a page, and what becomes of it."""

    name: str
    work: Future[Added] | None  # None: nothing of it could be used
    failures: tuple[tuple[str, str], ...] = ()

    @property
    def done(self) -> bool:
        return self.work is None or self.work.done()

    @property
    def result(self) -> Added | None:
        """What came of it; None while it is under way, or where it failed as a whole."""
        if self.work is None or not self.work.done() or self.work.cancelled() or self.work.exception():
            return None
        return self.work.result()

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        result = self.result
        if result is not None:
            return (*self.failures, *((f.location, f.reason) for f in result.failures))
        if self.work is not None and self.work.done():
            from accord.errors import AccordError

            fault = None if self.work.cancelled() else self.work.exception()
            why = str(fault) if isinstance(fault, AccordError) else texts.ERRORS[500][1]
            return (*self.failures, (self.name, why))
        return self.failures


class Log:
    """The last additions, the newest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: deque[Addition] = deque(maxlen=_LISTED)

    def put(self, addition: Addition) -> None:
        with self._lock:
            self._held.appendleft(addition)

    def all(self) -> tuple[Addition, ...]:
        with self._lock:
            return tuple(self._held)


def form(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    added = desk.added.all()
    content = render(
        "add.html.j2",
        token=token_of(request),
        files=FILES,
        megabytes=UPLOAD_BYTES // 2**20,
        endings=_ENDINGS,
        added=added,
        busy=any(not a.done for a in added),
        newest=desk.library.store.newest_articles(limit=10),
    )
    return page(request, content, title=texts.ADD, here="add")


async def add(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    sent = await checked_form(request, max_files=FILES)
    try:
        given = text_of(sent, "address", 2000)
        uploads = [f for f in sent.getlist("files") if isinstance(f, UploadFile) and f.filename]
        if given:
            url = web_address(given)
            if url is None:
                raise HTTPException(400)
            desk.added.put(Addition(url, desk.workshop.fetch([url])))
        elif uploads:
            for upload in uploads:
                raw = await upload.read()
                await run_in_threadpool(_keep, desk, plain_name(upload.filename or ""), raw)
        else:
            raise HTTPException(400)
    finally:
        await sent.close()
    return RedirectResponse("/add", 303)


def plain_name(name: str) -> str:
    """The last step of a path as a file's name; nothing in it leads anywhere."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(c for c in last if c.isprintable() and c not in '/\\:*?"<>|').strip(". ")
    return kept[-120:] or "upload.txt"


def _keep(desk: Desk, name: str, raw: bytes) -> None:
    """Keep what was sent; it is read in the workshop."""
    raws, failures = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("upload" + Path(name).suffix.lower())
        path.write_bytes(raw)
        for item in read_inputs([path]):
            item = replace(item, location=item.location.replace(str(path), f"upload/{name}"))
            if isinstance(item, Failure):
                failures.append((item.location, item.reason))
            else:
                raws.append(desk.library.store.put_raw(item.location, item.raw, item.kind, desk.now()))
    work = desk.workshop.take_in(raws) if raws else None
    desk.added.put(Addition(name, work, tuple(failures)))
