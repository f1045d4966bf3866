"""Agreements in the desk: the list, drafts, the file with its versions, the stories each follows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accord.dossier.ledger_view import LedgerView
from accord.dossier.sheets import one_line
from accord.errors import AgreementError, NotStored, StoreError
from accord.monitoring import SKELETON
from accord.records import StoryId
from accord.store.rows import AgreementId, AgreementRow, AgreementVersion
from accord.web import texts
from accord.web.forms import checked_form, lines_of, story_named, text_of, token_of
from accord.web.guard import AGREEMENT_BYTES
from accord.web.pages import address, page, render

if TYPE_CHECKING:
    from accord.web.app import Desk

_OFFERED: Final = 60  # stories to draft from
_SUMMED: Final = 30  # agreements of the list whose states are told
_PATIENCE_S: Final = 90.0  # how long a draft may take
_KEPT_S: Final = 600.0
_ROUND: Final = 2  # lines around a change


def id_of(request: Request) -> AgreementId:
    return AgreementId(request.path_params["id"])


# ---------------------------------------------------------------- the list


@dataclass(frozen=True, slots=True)
class Listed:
    row: AgreementRow
    last: AgreementVersion
    summary: str  # "6 commitments: 3 met, ..."; "" where that is not known yet


def agreements(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    store = desk.library.store
    rows = store.agreements()
    listed = [
        Listed(row, store.agreement_version(row.id), _summary(desk, row) if n < _SUMMED else "")
        for n, row in enumerate(rows)
    ]
    content = render(
        "agreements.html.j2",
        listed=listed,
        stories=store.stories(limit=_OFFERED),
        token=token_of(request),
        wrong="",
    )
    return page(request, content, title=texts.AGREEMENTS, here="agreements")


def _summary(desk: Desk, row: AgreementRow) -> str:
    """Of what was found last: a list waits for nothing."""

    def made() -> str:
        ledger = desk.monitor.last_ledger(row.id)
        return LedgerView(ledger).summary if ledger else ""

    key = ("agreement-summary", row.id, row.version, desk.monitor.mark(row.id), desk.monitor.ready(row.id))
    summary: str = desk.kept.get(key, made, for_s=_KEPT_S)
    return summary


# ---------------------------------------------------------------- a new one


def new(request: Request) -> Response:
    """A form with a draft from stories, or with an empty file."""
    desk: Desk = request.app.state.desk
    given = [s for s in request.query_params.getlist("story") if s.strip()]
    if not given:
        return _form(request, SKELETON)
    stories = [_story_named(desk, s) for s in given]
    rows = desk.library.store.story_rows(stories)
    draft = desk.monitor.draft(stories)
    title = one_line(rows[0].title) if rows else ""
    return _form(
        request,
        draft.text if draft else SKELETON,
        notice=texts.DRAFTED if draft else texts.NOTHING_PROMISED,
        stories=stories,
        why=texts.drafted_from(title) if draft else "",
    )


def _story_named(desk: Desk, given: str) -> StoryId:
    row = story_named(desk.library.store, given)
    if row is None:
        raise HTTPException(404)
    return row.id


async def draft(request: Request) -> Response:
    """A form with a draft from words that were pasted."""
    sent = await checked_form(request, max_part_size=AGREEMENT_BYTES)
    return await run_in_threadpool(_draft, request, lines_of(sent, "source"))


def _draft(request: Request, source: str) -> Response:
    desk: Desk = request.app.state.desk
    if not source.strip():
        raise HTTPException(400)
    try:
        made = desk.workshop.draft(source).result(timeout=_PATIENCE_S)
    except TookTooLong:
        return _form(request, SKELETON, notice=texts.TAKES_LONG, source=source)
    notice = texts.DRAFTED if made else texts.NOTHING_PROMISED
    if made and made.failures:
        notice = f"{texts.NOT_READ}: {made.failures[0].reason}"
    return _form(
        request, made.text if made else SKELETON, notice=notice, source=source, why=texts.KEPT_BECAUSE
    )


async def create(request: Request) -> Response:
    sent = await checked_form(request, max_part_size=AGREEMENT_BYTES)
    return await run_in_threadpool(_create, request, sent)


def _create(request: Request, sent: FormData) -> Response:
    desk: Desk = request.app.state.desk
    text, source = lines_of(sent, "text"), lines_of(sent, "source")
    who, why = text_of(sent, "who", 100), text_of(sent, "why", 1000)
    stories = [StoryId(s) for s in sent.getlist("story") if isinstance(s, str)]
    wrong: AgreementError | str = ""
    if not (who and why):
        wrong = texts.WHO_AND_WHY
    else:
        try:
            row = desk.monitor.keep(text, who=who, why=why, stories=stories, source=source or None)
            return RedirectResponse(address("agreement", row.id), 303)
        except AgreementError as exc:
            wrong = exc
    return _form(request, text, stories=stories, source=source, who=who, why=why, wrong=wrong)


# ---------------------------------------------------------------- its file


def edit(request: Request) -> Response:
    """The file to be edited; asked to, with what its stories add to it."""
    desk: Desk = request.app.state.desk
    row = desk.library.store.agreement(id_of(request))
    now = desk.library.store.agreement_version(row.id)
    text, notice, why = now.text, "", ""
    if request.query_params.get("redraft"):
        text = desk.monitor.redraft(row.id)
        notice = texts.REDRAFTED if text != now.text else texts.REDRAFTED_NONE
        why = texts.REDRAFT if text != now.text else ""
    return _form(request, text, row=row, after=now.number, notice=notice, why=why)


async def save(request: Request) -> Response:
    sent = await checked_form(request, max_part_size=AGREEMENT_BYTES)
    return await run_in_threadpool(_save, request, sent)


def _save(request: Request, sent: FormData) -> Response:
    desk: Desk = request.app.state.desk
    row = desk.library.store.agreement(id_of(request))
    text, after = lines_of(sent, "text"), text_of(sent, "after")
    who, why = text_of(sent, "who", 100), text_of(sent, "why", 1000)
    number = int(after) if after.isdecimal() and len(after) < 9 else 0
    wrong: AgreementError | str = ""
    if not (who and why):
        wrong = texts.WHO_AND_WHY
    else:
        try:
            desk.monitor.keep(text, who=who, why=why, id=row.id, after=number)
            return RedirectResponse(address("agreement", row.id), 303)
        except AgreementError as exc:
            wrong = exc
        except NotStored:
            raise
        except StoreError:  # another version came in between
            wrong, number = texts.SAVED_MEANWHILE, row.version
    return _form(request, text, row=row, after=number, who=who, why=why, wrong=wrong)


def _form(
    request: Request,
    text: str,
    *,
    row: AgreementRow | None = None,
    after: int = 0,
    notice: str = "",
    stories: Sequence[StoryId] = (),
    source: str = "",
    who: str = "",
    why: str = "",
    wrong: AgreementError | str = "",
) -> Response:
    content = render(
        "agreement_edit.html.j2",
        row=row,
        text=text,
        after=after,
        notice=notice,
        stories=stories,
        source=source,
        who=who,
        why=why,
        wrong=wrong if isinstance(wrong, str) else "",
        error=None if isinstance(wrong, str) else wrong,
        token=token_of(request),
    )
    title = f"{texts.EDIT_FILE}: {one_line(row.name)}" if row else texts.NEW_AGREEMENT
    return page(request, content, title=title, here="agreements", status=400 if wrong else 200)


def yaml(request: Request) -> Response:
    """The file as it stands, or in an earlier version."""
    desk: Desk = request.app.state.desk
    given = request.query_params.get("version", "")
    number = int(given) if given.isdecimal() and len(given) < 9 else None
    id = id_of(request)
    version = desk.library.store.agreement_version(id, number)
    headers = {"content-disposition": f'attachment; filename="{plain(id)}.yaml"'}
    return Response(
        version.text.encode("utf-8", "replace"), media_type="application/yaml; charset=utf-8", headers=headers
    )


def plain(id: str) -> str:
    """An id as the name of a file; ids of ours are letters, digits and hyphens."""
    return "".join(c for c in id if c.isascii() and (c.isalnum() or c == "-")) or "agreement"


# ---------------------------------------------------------------- its versions


@dataclass(frozen=True, slots=True)
class Line:
    kind: str  # "", "del", "ins"
    words: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A version with the lines that set it apart from the one before."""

    version: AgreementVersion
    parts: tuple[tuple[Line, ...], ...]


def changed_lines(before: str, after: str) -> tuple[tuple[Line, ...], ...]:
    """The lines taken out and put in, with two around them, part by part."""
    old, new = before.splitlines(), after.splitlines()
    parts = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_ROUND):
        lines: list[Line] = []
        for op, a, b, c, d in group:
            if op == "equal":
                lines += [Line("", line) for line in new[c:d]]
            else:
                lines += [Line("del", line) for line in old[a:b]]
                lines += [Line("ins", line) for line in new[c:d]]
        parts.append(tuple(lines))
    return tuple(parts)


def versions(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    store = desk.library.store
    row = store.agreement(id_of(request))
    kept = store.agreement_versions(row.id)
    told = [Saved(kept[0], ())]
    told += [Saved(after, changed_lines(before.text, after.text)) for before, after in pairwise(kept)]
    content = render("agreement_versions.html.j2", row=row, versions=told[::-1])
    title = f"{texts.VERSIONS_OF_FILE}: {one_line(row.name)}"
    return page(request, content, title=title, here="agreements")


# ---------------------------------------------------------------- the stories it follows


def stories(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    row = desk.library.store.agreement(id_of(request))
    content = render(
        "agreement_stories.html.j2",
        row=row,
        followed=desk.library.store.story_rows(desk.monitor.stories(row.id)),
        offered=desk.monitor.offered(row.id),
        token=token_of(request),
    )
    title = f"{texts.STORIES_FOLLOWED}: {one_line(row.name)}"
    return page(request, content, title=title, here="agreements")


async def follow(request: Request) -> Response:
    sent = await checked_form(request)
    return await run_in_threadpool(_follow, request, sent)


def _follow(request: Request, sent: FormData) -> Response:
    desk: Desk = request.app.state.desk
    id, who = id_of(request), text_of(sent, "who", 100)
    if leave := text_of(sent, "leave", 300):
        desk.monitor.leave(id, StoryId(leave))
    else:
        desk.monitor.follow(id, _story_named(desk, text_of(sent, "story", 300)), who=who or texts.A_READER)
    return RedirectResponse(address("agreement", id) + "/stories", 303)
