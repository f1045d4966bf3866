"""The command `accord`: parse what was asked, call the pipeline, show what came back."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from accord import __version__

app = typer.Typer(
    name="accord",
    help="Many reports in, one account out, every statement linked to the words that support it.",
    epilog="Everything runs on this machine: no network, no language-model service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    text = "text"
    md = "md"
    html = "html"
    json = "json"


class Lines(StrEnum):
    jsonl = "jsonl"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
        help="Reports: .txt, .html, .json and .jsonl records, ninjs, folders; - is standard input.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file.", show_default=False)
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with status 1 when any input failed.")]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    if version:
        print(f"accord {__version__}")
        raise typer.Exit


@app.command()
def brief(
    paths: Paths,
    format: Annotated[
        Format | None,
        typer.Option(
            help="How to show the dossier.  [default: by the file's name, else text]", show_default=False
        ),
    ] = None,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """One sourced dossier of all the reports, story by story.

    Exit status: 0 when a dossier was made, 1 when none could be (or, with --strict, when any
    input failed), 2 for wrong usage.
    """
    from accord import pipeline
    from accord.dossier import render

    chosen = (format or _by_name(output)).value
    _check_writable(output)
    with _progress() as progress:
        dossier = pipeline.brief(paths, stdin=sys.stdin.buffer, progress=progress)
    for failure in dossier.failures:
        _say(f"{failure.location}: {failure.reason}")
    if not dossier.accounts:
        _say("no dossier: none of the inputs could be used")
        raise typer.Exit(1)
    terminal = output is None and sys.stdout.isatty()
    width = min(shutil.get_terminal_size((88, 24)).columns, 100) if terminal else 88
    _write(render(dossier, chosen, width=width, colour=terminal), output)  # type: ignore[arg-type]
    if strict and dossier.failures:
        raise typer.Exit(1)


@app.command()
def annotate(
    paths: Paths,
    format: Annotated[Lines, typer.Option(help="One JSON object a line, one line an article.")] = Lines.jsonl,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """What each article attributes to whom: content, cue and source of every quotation."""
    from accord import pipeline
    from accord.dossier.to_json import annotation_row
    from accord.records import Failure

    _check_writable(output)
    articles, failures = pipeline.take_in(paths, stdin=sys.stdin.buffer)
    failed = list(failures)
    for failure in failures:
        _say(f"{failure.location}: {failure.reason}")

    def rows() -> Iterator[dict[str, Any]]:
        with _progress() as progress:
            for result in pipeline.read_all(articles, progress=progress):
                if isinstance(result, Failure):
                    failed.append(result)
                    _say(f"{result.location}: {result.reason}")
                else:
                    yield annotation_row(result)

    written = _write_rows(rows(), output)
    if not written or (strict and failed):
        raise typer.Exit(1)


@app.command()
def group(
    paths: Paths,
    format: Annotated[Lines, typer.Option(help="One JSON object a line, one line an article.")] = Lines.jsonl,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """Which story each article belongs to."""
    from accord import pipeline
    from accord.records import Failure
    from accord.stories import group_articles

    _check_writable(output)
    articles, failures = pipeline.take_in(paths, stdin=sys.stdin.buffer)
    failed, readings = list(failures), []
    with _progress() as progress:
        for result in pipeline.read_all(articles, progress=progress):
            if isinstance(result, Failure):
                failed.append(result)
            else:
                readings.append(result)
    for failure in failed:
        _say(f"{failure.location}: {failure.reason}")
    story_of = {a: story.id for story in group_articles(readings) for a in story.articles}
    rows = [{"id": r.article.id, "cluster": story_of[r.article.id]} for r in readings]
    written = _write_rows(rows, output)
    if not written or (strict and failed):
        raise typer.Exit(1)


@app.command()
def schema(output: Output = None) -> None:
    """JSON Schema of the dossier (`brief --format json`)."""
    from accord.dossier import render_schema

    _check_writable(output)
    _write(render_schema(), output)


def _by_name(output: Path | None) -> Format:
    suffix = output.suffix.lstrip(".").lower() if output else ""
    return {"md": Format.md, "html": Format.html, "htm": Format.html, "json": Format.json}.get(
        suffix, Format.text
    )


def _say(message: str) -> None:
    """A line for the user beside the result."""
    shown = "".join(c if c.isprintable() else "�" for c in message)
    print(f"accord: {shown}", file=sys.stderr)


def _check_writable(output: Path | None) -> None:
    """Refuse an output that cannot be written before the work, not after it."""
    if output is None:
        return
    if output.is_dir():
        raise typer.BadParameter(f"{output}: this is a folder", param_hint="--output")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"{output}: its folder does not exist", param_hint="--output")


def _write(text: str, output: Path | None) -> None:
    text = text if text.endswith("\n") else text + "\n"
    if output is None:
        sys.stdout.write(text)
        return
    try:
        # written beside and moved into place, so that an interruption leaves no half file
        part = output.with_name(output.name + ".part")
        part.write_text(text, "utf-8")
        part.replace(output)
    except OSError as exc:
        raise typer.BadParameter(f"{output}: {exc.strerror}", param_hint="--output") from exc


def _write_rows(rows: Iterable[dict[str, Any]], output: Path | None) -> int:
    """Write one JSON object a line as they come; how many were written."""
    written = 0
    stream = sys.stdout if output is None else output.open("w", encoding="utf-8")
    try:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            written += 1
    finally:
        if output is not None:
            stream.close()
    return written


@contextmanager
def _progress() -> Iterator[Any]:
    """A line on standard error that tells what is being done; nothing when nobody watches."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield progress


def main() -> None:
    """Run the command; an interruption is no fault and ends without a traceback."""
    # output may carry any character of any article, whatever the locale says
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except KeyboardInterrupt:
        _say("stopped")
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has had enough
        sys.stderr.close()
        sys.exit(0)
