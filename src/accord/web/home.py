"""The first page: stories of a day by weight, and what has changed since the reader was here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from accord.dossier import labels
from accord.records import StoryId
from accord.store.rows import StoryRow
from accord.web import texts
from accord.web.forms import checked_form, token_of
from accord.web.pages import day_in, number_in, page, render

if TYPE_CHECKING:
    from accord.web.app import Desk

A_PAGE: Final = 20  # stories
_DAYS: Final = 8  # that the switcher names
_LISTED_DAYS: Final = 400
_CHANGED: Final = 8  # stories named as changed since the last visit
_FRESH_S: Final = 2.0  # how old what is shown may be
_BARS: Final = 14  # days of a time bar


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    height: int
    last: bool


@dataclass(frozen=True, slots=True)
class TimeBar:
    """Articles a day over two weeks at most, the newest day on the right."""

    bars: tuple[Bar, ...]
    label: str
    width: int = _BARS * 6
    height: int = 20


def time_bar(row: StoryRow) -> TimeBar | None:
    """The story's days as small bars; None for a story of a single day."""
    counts = {day: n for day, n in row.days if row.last_day - day < timedelta(days=_BARS)}
    if len(row.days) < 2 or not counts:
        return None
    most = max(counts.values())
    bars = tuple(
        Bar((_BARS - 1 - (row.last_day - day).days) * 6, max(2, round(18 * n / most)), day == row.last_day)
        for day, n in sorted(counts.items())
    )
    return TimeBar(bars, texts.time_bar(tuple(sorted(counts.items()))))


@dataclass(frozen=True, slots=True)
class Entry:
    """A story in a list."""

    row: StoryRow
    bar: TimeBar | None

    @property
    def size(self) -> str:
        return texts.size(self.row.articles, self.row.origins, self.row.outlets)

    @property
    def days(self) -> str:
        return labels.days(self.row.first_day, self.row.last_day)


def entries(rows: Sequence[StoryRow]) -> tuple[Entry, ...]:
    return tuple(Entry(row, time_bar(row)) for row in rows)


@dataclass(frozen=True, slots=True)
class Change:
    """A story that changed since the reader's last visit, and how."""

    row: StoryRow
    fresh: bool  # it was opened since
    events: tuple[tuple[str, int], ...]  # what happened, to how many articles


def _changes(desk: Desk, since: datetime) -> tuple[tuple[Change, ...], bool]:
    """The stories changed since, the last first, and whether there are more than are told."""
    rows = desk.library.store.changed_since(since, limit=_CHANGED + 1)
    changes = []
    for row in rows[:_CHANGED]:
        counted: dict[str, int] = {}
        for event in desk.library.store.events(since=since, story=row.id):
            counted[event.kind] = counted.get(event.kind, 0) + max(1, len(event.articles))
        fresh = "opened" in counted
        if not counted:  # told anew, but nothing came in
            continue
        changes.append(
            Change(row, fresh, tuple((texts.EVENT.get(k, k), n) for k, n in counted.items() if k != "opened"))
        )
    return tuple(changes), len(rows) > _CHANGED


def home(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    try:
        wanted = day_in(request, "day")
    except ValueError:
        raise HTTPException(404) from None
    offset = number_in(request, "from")
    since = desk.visits.since(request.state.reader, desk.now())
    body = desk.kept.get(
        ("home", wanted, offset, since),
        lambda: _body(desk, wanted, offset, since),
        for_s=_FRESH_S,
    )
    seen = render("since.html.j2", token=token_of(request)) if since else Markup("")
    return page(request, body.replace("<!--seen-->", seen), title=texts.HOME, here="home")


def _body(desk: Desk, wanted: date | None, offset: int, since: datetime | None) -> Markup:
    store = desk.library.store
    with store.snapshot():
        # the same for all readers, and half of the time of the page
        days = desk.kept.get(("days",), lambda: store.days(limit=_LISTED_DAYS), for_s=_FRESH_S)
        known = [d for d, _, _ in days]
        day = wanted or (known[0] if known else None)
        rows = store.stories_of(day, limit=A_PAGE + 1, offset=offset) if day else ()
        changes, further = _changes(desk, since) if since else ((), False)
    newer = min((d for d in known if day and d > day), default=None)
    older = max((d for d in known if day and d < day), default=None)
    at = known.index(day) if day in known else 0
    first = max(0, min(at - _DAYS // 2, len(known) - _DAYS))
    return render(
        "home.html.j2",
        day=day,
        today=day == desk.now().date(),
        days=days[first : first + _DAYS],
        newer=newer,
        older=older,
        entries=entries(rows[:A_PAGE]),
        more=len(rows) > A_PAGE,
        offset=offset,
        step=A_PAGE,
        since=since,
        changes=changes,
        further=further,
        changed_ids=frozenset(c.row.id for c in changes),
        empty=not known,
    )


async def seen(request: Request) -> Response:
    desk: Desk = request.app.state.desk
    await checked_form(request)
    desk.visits.mark(request.state.reader, desk.now())
    return RedirectResponse("/", 303)


def all_stories(request: Request) -> Response:
    """Every story, the last changed first."""
    desk: Desk = request.app.state.desk
    offset = number_in(request, "from", most=1_000_000)
    rows = desk.library.store.stories(limit=A_PAGE + 1, offset=offset)
    content = render(
        "all_stories.html.j2",
        entries=entries(rows[:A_PAGE]),
        more=len(rows) > A_PAGE,
        offset=offset,
        step=A_PAGE,
        changed_ids=frozenset[StoryId](),
    )
    return page(request, content, title=texts.ALL_STORIES, here="home")
