"""People: who is quoted, and all that one is reported to have said."""

from __future__ import annotations

import csv
import io
import json
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from accord.dossier import labels
from accord.dossier.sheets import one_line
from accord.store.rows import PersonPage, Print, Said
from accord.web import texts
from accord.web.pages import address, key_of, number_in, page, render

if TYPE_CHECKING:
    from accord.web.app import Desk

A_PAGE: Final = 60
_SAID: Final = 100  # utterances a page of a person
_EXPORTED: Final = 100_000
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to a spreadsheet


def people(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    like = request.query_params.get("like", "").strip()[:100]
    offset = number_in(request, "from", most=1_000_000)
    rows = desk.kept.get(
        ("people", like, offset),
        lambda: desk.library.store.persons(like=like, limit=A_PAGE + 1, offset=offset),
        for_s=10,
    )
    content = render(
        "people.html.j2", rows=rows[:A_PAGE], like=like, more=len(rows) > A_PAGE, offset=offset, step=A_PAGE
    )
    return page(request, content, title=texts.PEOPLE, here="people")


def wordings(said: Said) -> tuple[tuple[str, str, tuple[Print, ...]], ...]:
    """Each wording of an utterance with its kind and the articles that print it, in their order."""
    by_words: dict[str, list[Print]] = {}
    for one in said.prints:
        by_words.setdefault(one_line(one.words), []).append(one)
    return tuple((words, prints[0].kind, tuple(prints)) for words, prints in by_words.items())


def print_address(one: Print) -> str:
    """The article, opened where the words begin."""
    end = one.start + len(one.words.split(" … ")[0])
    return address("article", one.article, at=f"{one.start}-{end}") + "#at"


def person(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    key = key_of(request)
    form = request.query_params.get("form", "")
    if form in _FORMS:
        found = desk.library.store.person_page(key, limit=_EXPORTED)
        media, write = _FORMS[form]
        return Response(
            write(found).encode("utf-8", "replace"),
            media_type=media,
            headers={"content-disposition": f'attachment; filename="person.{form}"'},
        )
    offset = number_in(request, "from", most=1_000_000)
    found = desk.library.store.person_page(key, limit=_SAID + 1, offset=offset)
    days = [(day, list(said)) for day, said in groupby(found.said[:_SAID], key=lambda s: s.moment.date())]
    content = render(
        "person.html.j2",
        person=found.row,
        days=days,
        wordings=wordings,
        print_address=print_address,
        forms=tuple(_FORMS),
        more=len(found.said) > _SAID,
        offset=offset,
        step=_SAID,
    )
    return page(request, content, title=one_line(found.row.name), here="people")


# ---------------------------------------------------------------- export


def _rows(found: PersonPage) -> list[dict[str, Any]]:
    return [
        {
            "person": found.row.name,
            "day": one.moment.date().isoformat(),
            "words": one.words,
            "kind": one.kind,
            "wording": said.wording,
            "outlet": one.outlet,
            "article": one.article,
            "start": one.start,
            "story": said.story,
            "story_title": said.story_title,
            "utterance": said.number,
            "origins": said.origins,
        }
        for said in found.said
        for one in said.prints
    ]


def _json(found: PersonPage) -> str:
    return json.dumps(_rows(found), ensure_ascii=False, indent=1) + "\n"


def _csv(found: PersonPage) -> str:
    rows = _rows(found)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({k: _cell(v) for k, v in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return "'" + value if isinstance(value, str) and value.startswith(_RISKY) else value


def _markdown(found: PersonPage) -> str:
    lines = [f"# {_marked(found.row.name)}", ""]
    for said in found.said:
        lines += [f"## {labels.day(said.moment.date())}, {_marked(said.story_title)}", ""]
        for words, kind, prints in wordings(said):
            outlets = ", ".join(dict.fromkeys(_marked(p.outlet or p.article) for p in prints))
            lines += [f"> {_marked(words)}", "", f"{outlets} ({kind})", ""]
    return "\n".join(lines).rstrip() + "\n"


def _marked(text: str) -> str:
    """Words as they stand, whatever they would mean in Markdown."""
    line = one_line(text)
    return "".join("\\" + c if c in "\\`*_{}[]<>#|!~&" else c for c in line)


_FORMS: Final = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
    "md": ("text/markdown; charset=utf-8", _markdown),
}
