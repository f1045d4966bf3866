"""The commands that find and hand out what a store has: search, digest, export."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accord.cli.common import Output, by_ending, check_output, json_lines, progress_line, say, write
from accord.cli.reports import Format
from accord.cli.stores import library, opened, parse_day

if TYPE_CHECKING:
    from accord.store import Store
    from accord.store.rows import Hit, Query, SavedSearch


class Found(StrEnum):
    text = "text"
    jsonl = "jsonl"


class Kind(StrEnum):
    article = "article"
    quotation = "quotation"
    fact = "fact"


class DigestFormat(StrEnum):
    md = "md"
    html = "html"
    eml = "eml"
    atom = "atom"
    json = "json"


Limit = Annotated[int, typer.Option(metavar="N", min=1, max=1000, help="At most so many.")]


def search(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Words, or a phrase: '\"as agreed\"'.", show_default=False),
    ] = None,
    person: Annotated[
        str | None, typer.Option(metavar="NAME", help="Said by this person.", show_default=False)
    ] = None,
    outlet: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of this outlet.", show_default=False)
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DAY", help="Of this day or later.", show_default=False)
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Of this day or earlier.", show_default=False)
    ] = None,
    kind: Annotated[
        list[Kind] | None,
        typer.Option(
            metavar="article|quotation|fact", help="Only these; may be repeated.", show_default=False
        ),
    ] = None,
    limit: Limit = 20,
    save: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Keep the search under this name.", show_default=False),
    ] = None,
    saved: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Run the search that has this name.", show_default=False),
    ] = None,
    remove: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Forget the search that has this name.", show_default=False),
    ] = None,
    format: Annotated[
        Found, typer.Option(metavar="text|jsonl", help="How to show what was found.")
    ] = Found.text,
) -> None:
    """Search articles, quotations and facts; without anything, list the saved searches.

    Exit status:
    0  something was found, or there was nothing to find
    1  nothing was found
    """
    from accord.store.rows import Query

    query = Query(
        " ".join(f'"{w}"' if " " in w and '"' not in w else w for w in words or ()),
        person,
        outlet,
        parse_day(since, "--since"),
        parse_day(until, "--until"),
        tuple(dict.fromkeys(k.value for k in kind or ())),
    )
    with opened(ctx) as store:
        if remove is not None:
            store.drop_search(_named(store, remove).number)
            return
        if saved is not None:
            query = _named(store, saved).query
        if query == Query():
            _list(store.searches())
            return
        if save is not None:
            if not save.strip() or not save.isprintable():
                raise typer.BadParameter("a name has letters or digits in it", param_hint="--save")
            from datetime import UTC

            store.save_search(save.strip(), query, at=datetime.now(UTC))
        hits = store.search(query, limit=limit)
    if not hits:
        say("nothing was found")
        raise typer.Exit(1)
    if format is Found.jsonl:
        from msgspec import to_builtins

        write(json_lines(to_builtins(hit) for hit in hits), None)
    else:
        write((_hit_lines(hit) for hit in hits), None)


def _named(store: Store, name: str) -> SavedSearch:
    from accord.errors import NotStored

    found = next((s for s in store.searches() if s.name == name.strip()), None)
    if found is None:
        raise NotStored(f"there is no saved search called {name!r}")
    return found


def _list(searches: tuple[SavedSearch, ...]) -> None:
    if not searches:
        say("no search has been saved")
    for search in searches:
        print(f"{search.name}\n    {_told(search.query)}")


def _told(query: Query) -> str:
    from accord.dossier.sheets import one_line

    parts = [
        one_line(query.words),
        f"person {one_line(query.person)}" if query.person else "",
        f"outlet {one_line(query.outlet)}" if query.outlet else "",
        f"from {query.first}" if query.first else "",
        f"to {query.last}" if query.last else "",
        " ".join(query.kinds),
    ]
    return ", ".join(part for part in parts if part)


def _hit_lines(hit: Hit) -> str:
    from accord.dossier.sheets import one_line

    who = one_line(hit.person or "")
    where = ", ".join(filter(None, [one_line(hit.outlet or ""), str(hit.day), f"story {hit.story}"]))
    led = f"{who}: " if who else ""
    return f"{hit.kind}  {led}{one_line(hit.excerpt)}\n    {one_line(hit.title)} ({where})\n"


def digest(
    ctx: typer.Context,
    since: Annotated[
        str, typer.Option(metavar="DAY", help="yesterday, today, 2024-05-21, 2024-05-21T08:00 or 24h.")
    ] = "yesterday",
    saved: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Only what the saved search of this name finds.", show_default=False
        ),
    ] = None,
    format: Annotated[
        DigestFormat | None,
        typer.Option(
            metavar="md|html|eml|atom|json",
            help="How to show it; when not given, by the output's name, else md.",
            show_default=False,
        ),
    ] = None,
    base: Annotated[
        str,
        typer.Option(metavar="URL", help="The desk's address, for links to its stories.", show_default=False),
    ] = "",
    output: Output = None,
) -> None:
    """What is new: stories opened, developments, new differences, corrections."""
    check_output(output)
    chosen = (format or by_ending(output, DigestFormat.md)).value
    from accord.digests import parse_since, read_digest, render
    from accord.dossier.sheets import web_address

    if base and web_address(base) is None:
        raise typer.BadParameter(f"{base!r} is no web address", param_hint="--base")
    now = datetime.now().astimezone()
    try:
        moment = parse_since(since, now)
    except ValueError as exc:
        raise typer.BadParameter(str(exc), param_hint="--since") from None
    with library(ctx) as lib:
        search = _named(lib.store, saved) if saved is not None else None
        made = read_digest(
            lib.store,
            since=moment,
            until=now,
            query=search.query if search else None,
            name=search.name if search else None,
            tell=lib.tell,
        )
    write([render(made, chosen, base=base)], output)  # type: ignore[arg-type]


def export(
    ctx: typer.Context,
    story: Annotated[
        str | None,
        typer.Argument(metavar="STORY", help="As `accord stories` shows it.", show_default=False),
    ] = None,
    all: Annotated[
        bool, typer.Option("--all", metavar="", help="Everything in the store, as a ZIP archive.")
    ] = False,
    format: Annotated[
        list[Format] | None,
        typer.Option(
            metavar="text|md|html|json|csv|annotations|schema-org",
            help="In which form; with --all it may be repeated. When not given, json.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Hand out a story, or everything, for other programs."""
    check_output(output)
    if all == (story is not None):
        raise typer.BadParameter("give one story, or --all", param_hint="STORY")
    formats: list[Any] = list(dict.fromkeys(f.value for f in format or [by_ending(output, Format.json)]))
    if story is not None and len(formats) > 1:
        raise typer.BadParameter("one story is written in one form", param_hint="--format")
    from accord.exports import render_story
    from accord.records import StoryId

    with library(ctx) as lib:
        if story is not None:
            write([render_story(lib, StoryId(story), formats[0])], output)
        else:
            _export_all(lib, formats, output)


def _export_all(lib: Any, formats: list[Any], output: Path | None) -> None:
    import os
    import tempfile
    from contextlib import suppress

    from accord.exports import write_archive

    if output is None:
        if sys.stdout.isatty():
            raise typer.BadParameter("an archive is not for a terminal", param_hint="--output")
        with progress_line() as progress:
            write_archive(lib, formats, sys.stdout.buffer, progress=progress)
        return
    handle, part = tempfile.mkstemp(prefix=".accord.", dir=output.absolute().parent)
    try:
        with os.fdopen(handle, "wb") as stream, progress_line() as progress:
            told = write_archive(lib, formats, stream, progress=progress)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(part, 0o666 & ~mask)
        os.replace(part, output)
    except BaseException as exc:
        with suppress(OSError):
            os.unlink(part)
        if isinstance(exc, OSError):
            say(f"{output}: it cannot be written ({(exc.strerror or str(exc)).lower()})")
            raise typer.Exit(1) from exc
        raise
    say(f"{told} {'story' if told == 1 else 'stories'} written to {output}")


def mcp(ctx: typer.Context) -> None:
    """Serve the store to an assistant over the Model Context Protocol (standard input and output)."""
    from accord.mcp import serve

    with library(ctx) as lib:
        serve(lib)
