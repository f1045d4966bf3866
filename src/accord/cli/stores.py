"""The commands that work on a store: add, refresh, stories, story, search, and `store`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.common import (
    PIPED,
    Output,
    Paths,
    Strict,
    agency_table,
    by_ending,
    check_output,
    in_colour,
    progress_line,
    say,
    standard_input,
    tell,
    width_of_output,
    write,
)
from accord.cli.reports import Format

if TYPE_CHECKING:
    from accord.library import Added, Library
    from accord.store import Store


Day = Annotated[str | None, typer.Option(metavar="DAY", help="Of this day (2024-05-21).", show_default=False)]


@contextmanager
def opened(ctx: typer.Context) -> Iterator[Store]:
    """The store that was asked for; what is wrong with it ends the command with status 1."""
    from accord.settings import read_settings
    from accord.store import open_store

    store = open_store(ctx.obj or read_settings().store_address)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def library(ctx: typer.Context) -> Iterator[Library]:
    from accord.library import Library

    with opened(ctx) as store:
        yield Library(store, agencies=agency_table())


def add(ctx: typer.Context, paths: Paths, strict: Strict = False) -> None:
    """Add reports, files or pages by their address, to the store; what is in it already is passed over.

    Exit status:
    0  all was added, or was there
    1  nothing could be used; with --strict, any input failed
    """
    from accord.urls import is_url

    urls, files = [p for p in paths if is_url(p)], [p for p in paths if not is_url(p)]
    with library(ctx) as lib, progress_line() as progress:
        added = lib.add(files, stdin=standard_input(files), progress=progress)
        if urls:
            from accord.cli.watching import fetching
            from accord.watching import add_pages

            with fetching() as fetcher:
                added += add_pages(lib, fetcher, urls, progress=progress)
        lib.tell_stale(added.stories, progress=progress)
    report(added)
    if added.failures and (strict or not (added.new or added.changed or added.known)):
        raise typer.Exit(1)


def report(added: Added) -> None:
    """Say what became of what was added."""
    tell(added.failures)
    parts = [_some(len(added.new), "new article")]
    if added.changed:
        parts.append(_some(len(added.changed), "changed article"))
    if added.known:
        parts.append(f"{added.known} already there")
    print(", ".join(parts) + f"; {_some(len(added.stories), 'story', 'stories')} changed")


def _some(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"


def refresh(ctx: typer.Context) -> None:
    """Take in what waits, and make anew what an older Accord made; may be stopped and resumed."""
    with library(ctx) as lib, progress_line() as progress:
        refreshed = lib.refresh(progress=progress)
    tell(refreshed.failures)
    print(
        f"{_some(len(refreshed.added.new), 'article')} taken in,"
        f" {_some(refreshed.taken, 'input')} taken in anew,"
        f" {_some(refreshed.read, 'article')} read anew,"
        f" {_some(refreshed.told, 'story', 'stories')} told anew"
    )


def stories(
    ctx: typer.Context,
    day: Day = None,
    limit: Annotated[int, typer.Option(metavar="N", help="At most so many.")] = 30,
) -> None:
    """The stories in the store: of a day by weight, else the last changed first."""
    chosen = parse_day(day, "--day")
    with opened(ctx) as store:
        rows = store.stories_of(chosen, limit=limit) if chosen else store.stories(limit=limit)
    if not rows:
        say("there is no story" + (f" of {chosen}" if chosen else " in the store"))
        raise typer.Exit(1)
    for row in rows:
        origins = "" if row.origins is None else f", {_some(row.origins, 'origin')}"
        when = str(row.last_day) if row.first_day == row.last_day else f"{row.first_day} to {row.last_day}"
        print(shown(f"{row.id}  {row.title}"))
        print(f"              {_some(row.articles, 'article')}{origins}, {when}")


def story(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="As `stories` shows it.", show_default=False)],
    format: Annotated[
        Format | None,
        typer.Option(
            metavar="text|md|html|json",
            help="How to show the dossier; when not given, by the output's name, else text.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
) -> None:
    """The dossier of one story of the store."""
    check_output(output)
    chosen = (format or by_ending(output, Format.text)).value
    from accord.dossier import render
    from accord.records import StoryId

    with library(ctx) as lib:
        dossier = lib.dossier(StoryId(id))
    terminal = output is None and sys.stdout.isatty()
    text = render(
        dossier,
        chosen,  # type: ignore[arg-type]
        width=width_of_output() if terminal else PIPED,
        colour=terminal and in_colour(),
    )
    write([text], output)


upkeep = typer.Typer(
    help="Look after the store.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@upkeep.command()
def check(ctx: typer.Context) -> None:
    """Say what is wrong with the store; nothing is changed.

    Exit status:
    0  it is whole
    1  something is wrong, or it cannot be read
    """
    with opened(ctx) as store:
        counts = store.counts()
        faults = 0
        for fault in store.check():
            print(shown(f"{fault.where}: {fault.what}"))
            faults += 1
    if faults:
        say(f"{_some(faults, 'fault')} found")
        raise typer.Exit(1)
    print(
        f"whole: {_some(counts.articles, 'article')}, {_some(counts.stories, 'story', 'stories')},"
        f" {counts.waiting} waiting to be taken in, {_some(counts.corrections, 'correction')}"
    )


@upkeep.command()
def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
) -> None:
    """Copy the whole store into a file, while others use it."""
    check_output(file)
    with opened(ctx) as store:
        store.backup(file)


@upkeep.command()
def export(ctx: typer.Context, output: Output = None) -> None:
    """Everything in the store as JSON lines, for `store import`."""
    check_output(output)
    with opened(ctx) as store:
        write(store.export(), output)


@upkeep.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
) -> None:
    """Put an export into an empty store."""
    with opened(ctx) as store:
        try:
            with file.open(encoding="utf-8") as lines:
                rows = store.import_lines(lines)
        except (OSError, UnicodeDecodeError) as exc:
            say(f"{file}: it cannot be read ({exc})")
            raise typer.Exit(1) from None
    print(f"{_some(rows, 'row')} imported")


def shown(line: str) -> str:
    """A line of foreign words for a terminal: one line, nothing in it that steers."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in line)


def parse_day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day such as 2024-05-21", param_hint=option) from None
