"""The commands of the watch: `watch add`, `import`, `run`, `list`, `remove`, `export`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accord.cli.common import Output, check_output, noting_stop, progress_line, say, tell, write
from accord.cli.stores import library, opened, report

if TYPE_CHECKING:
    from accord.fetch import Fetcher, Fetching
    from accord.watching import RoundReport

app = typer.Typer(
    name="watch",
    help="Feeds and folders from which new articles are taken into the store.",
    no_args_is_help=True,
)
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="FEED|FOLDER",
        help="Addresses of feeds, or of pages that name theirs; folders.",
        show_default=False,
    ),
]
_LONGEST_MINUTES = 10_080  # a week


def chosen_fetching() -> Fetching:
    """How pages are fetched, as the settings have it. Raises `SettingsError`."""
    from accord.errors import SettingsError
    from accord.fetch import Fetching
    from accord.settings import read_settings
    from accord.urls import parse_allowed

    chosen = read_settings().fetch
    try:
        parse_allowed(chosen.allow)
    except ValueError as exc:
        raise SettingsError(f"allow under [fetch]: {exc}") from exc
    return Fetching(
        allow=chosen.allow,
        contact=chosen.contact,
        pause_s=chosen.pause_s,
        connect_s=chosen.connect_s,
        silence_s=chosen.silence_s,
        total_s=chosen.total_s,
    )


@contextmanager
def fetching() -> Iterator[Fetcher]:
    """A fetcher as the settings have it, stopped in the end: no thread of it goes on."""
    from accord.fetch import Fetcher

    fetcher = Fetcher(chosen_fetching())
    try:
        yield fetcher
    finally:
        fetcher.stop()


def _now() -> datetime:
    return datetime.now(UTC)


@app.command()
def add(ctx: typer.Context, sources: Sources) -> None:
    """Watch feeds and folders from the next run on.

    Exit status:
    0  all are watched
    1  one could not be added
    """
    from accord.discovery import find_feed
    from accord.errors import AccordError
    from accord.store.rows import Feed
    from accord.urls import is_url

    failed = False
    with opened(ctx) as store, fetching() as fetcher:
        watched = {feed.location for feed in store.feeds()}
        for source in sources:
            title = None
            try:
                if is_url(source):
                    location, document = find_feed(fetcher, source)
                    title, kind = document.title, "feed"
                elif os.path.isdir(source):
                    location, kind = os.path.abspath(source), "folder"
                else:
                    say(f"{source}: this is neither an address (https://…) nor a folder")
                    failed = True
                    continue
            except AccordError as exc:
                say(str(exc))
                failed = True
                continue
            if location in watched:
                say(f"{location}: this is watched already")
                continue
            store.save_feed(Feed(location, kind, _now(), title))
            watched.add(location)
            print(f"{kind} {location}" + (f" ({title})" if title else ""))
    if failed:
        raise typer.Exit(1)


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", show_default=False)],
) -> None:
    """Watch the feeds of a list that a feed reader has exported (OPML)."""
    from accord.errors import IngestError
    from accord.ingest.outlines import parse_opml
    from accord.store.rows import Feed

    try:
        raw = file.read_bytes()
    except OSError as exc:
        raise IngestError(str(file), f"it cannot be read ({(exc.strerror or str(exc)).lower()})") from exc
    listed = parse_opml(str(file), raw)
    for reason in listed.amiss:
        say(f"{file}: {reason}")
    with opened(ctx) as store:
        watched = {feed.location for feed in store.feeds()}
        new = [outline for outline in listed.outlines if outline.url not in watched]
        with store.transaction():
            for outline in new:
                store.save_feed(Feed(outline.url, "feed", _now(), outline.title))
    known = len(listed.outlines) - len(new)
    print(f"{len(new)} feeds added" + (f", {known} watched already" if known else ""))


@app.command()
def run(
    ctx: typer.Context,
    every: Annotated[
        float | None,
        typer.Option(
            metavar="MINUTES",
            min=1,
            max=_LONGEST_MINUTES,
            help="Look again after so many minutes, until Ctrl-C; without it, look once.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Look at what is watched and take in what is new. May be stopped, and goes on with the next run.

    Exit status:
    0  the round was made; what could not be fetched is named, and tried again later
    """
    from accord.watching import Watch

    with library(ctx) as lib, fetching() as fetcher, progress_line() as progress:
        watch = Watch(lib, fetcher)
        if not lib.store.feeds():
            say("nothing is watched yet: `accord watch add FEED|FOLDER` comes first")
        if every is None:
            _report(watch.round(progress=progress))
        else:
            with noting_stop() as stopped:

                def sleep(seconds: float) -> None:
                    if stopped():
                        raise KeyboardInterrupt
                    time.sleep(seconds)

                watch.run(timedelta(minutes=every), _report, progress=progress, sleep=sleep)


def _report(round: RoundReport) -> None:
    tell(round.failures)
    report(round.added)
    told = [f"{round.feeds} feeds asked, {round.unchanged} without news"]
    if round.resting:
        told.append(f"{round.resting} left alone until their pause is over")
    if round.postponed:
        told.append(f"{round.postponed} pages wait for the next round")
    say("; ".join(told))
    sys.stdout.flush()


@app.command("list")
def list_(ctx: typer.Context) -> None:
    """What is watched, with the time of the last look and what went wrong."""
    from accord.rounds import state_of

    with opened(ctx) as store:
        feeds = store.feeds()
    if not feeds:
        say("nothing is watched yet: `accord watch add FEED|FOLDER` comes first")
        raise typer.Exit(1)
    for feed in feeds:
        state = state_of(feed)
        print(f"{feed.location}" + (f"  {feed.title}" if feed.title else ""))
        if feed.kind == "folder":
            print("    folder")
        elif state.looked is None:
            print("    not looked at yet")
        else:
            told = f"    looked at {state.looked:%Y-%m-%d %H:%M} UTC"
            if state.reason:
                told += f"; {state.reason}"
                told += "; gone" if state.gone else f"; again {state.due:%Y-%m-%d %H:%M} UTC"
            print(told)


@app.command()
def remove(ctx: typer.Context, sources: Sources) -> None:
    """Watch feeds and folders no longer; their articles stay."""
    with opened(ctx) as store:
        watched = {feed.location for feed in store.feeds()}
        for source in sources:
            here = os.path.abspath(source)
            store.drop_feed(here if here in watched else source)


@app.command()
def export(ctx: typer.Context, output: Output = None) -> None:
    """The feeds as a list that other feed readers import (OPML)."""
    from accord.ingest.outlines import Outline, render_opml
    from accord.rounds import state_of

    check_output(output)
    with opened(ctx) as store:
        feeds = [feed for feed in store.feeds() if feed.kind == "feed"]
    outlines = [Outline(feed.location, feed.title, state_of(feed).home) for feed in feeds]
    write([render_opml(outlines, "Feeds watched by Accord")], output)
