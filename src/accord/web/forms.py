"""Forms of the desk: the token that each carries, and what was sent."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from accord.records import StoryId
from accord.store import Store
from accord.store.rows import StoryRow
from accord.web.guard import form_token, same

FIELDS = 4000  # of a form; a story of a hundred articles has some thousand passages to choose from


def token_of(request: Request) -> str:
    """What a form shown to this reader must carry."""
    return form_token(request.state.reader)


async def checked_form(request: Request, *, max_files: int = 0, max_part_size: int = 64 * 1024) -> FormData:
    """The form that was sent; one that no page of this desk showed to this reader is refused."""
    form = await request.form(max_files=max_files, max_fields=FIELDS, max_part_size=max_part_size)
    given = form.get("token")
    if not isinstance(given, str) or not same(given, token_of(request)):
        await form.close()
        raise HTTPException(403)
    return form


def text_of(form: FormData, name: str, most: int = 500) -> str:
    """A field on one line, without blanks around; "" where it is missing."""
    value = form.get(name)
    return " ".join(value.split())[:most] if isinstance(value, str) else ""


def lines_of(form: FormData, name: str) -> str:
    """A field of several lines as it was typed; "" where it is missing."""
    value = form.get(name)
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""


def story_named(store: Store, given: str) -> StoryRow | None:
    """A story that has articles, by its number or an address that ends with it; None: there is none."""
    id = StoryId(given.strip().partition("#")[0].rstrip("/").rpartition("/")[2])
    rows = store.story_rows([store.became(id)]) if id else ()
    return rows[0] if rows and rows[0].articles else None
