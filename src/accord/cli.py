"""The command `accord`: parse what was asked, call the pipeline, show what came back."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TextIO, TypeVar

import typer
from typer.core import TyperGroup

from accord import __version__

if TYPE_CHECKING:
    from accord.pipeline import Progress
    from accord.records import Failure, Reading

_Form = TypeVar("_Form", bound=StrEnum)
STANDARD_INPUT = "-"
_WIDEST = 100  # cells of a line in a terminal: longer ones are hard to read
_PIPED = 88  # cells of a line where nobody says how wide the paper is


class _Commands(TyperGroup):
    """The commands, and how each ends when it is stopped from outside."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KeyboardInterrupt:
            _say("stopped")
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader of our output, such as `head`, has had enough
            _discard_output()
            raise typer.Exit(0) from None


app = typer.Typer(
    name="accord",
    cls=_Commands,
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


class Annotations(StrEnum):
    jsonl = "jsonl"
    html = "html"


class Lines(StrEnum):
    jsonl = "jsonl"


_BY_ENDING = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".json": "json"}

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="Reports: .txt, .html, .json and .jsonl records, ninjs, folders; - is standard input.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to this file.", show_default=False),
]
Strict = Annotated[
    bool, typer.Option("--strict", metavar="", help="Exit with status 1 when any input failed.")
]
AsLines = Annotated[
    Lines,
    typer.Option(metavar="jsonl", help="One JSON object a line, one line an article."),
]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[
        bool, typer.Option("--version", metavar="", help="Show the version and exit.")
    ] = False,
) -> None:
    _hush_libraries()
    if version:
        print(f"accord {__version__}")
        raise typer.Exit


@app.command()
def brief(
    paths: Paths,
    format: Annotated[
        Format | None,
        typer.Option(
            metavar="text|md|html|json",
            help="How to show the dossier; when not given, by the output's name, else text.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """One sourced dossier of all the reports, story by story.

    Exit status:
    0  a dossier was made
    1  none could be made; with --strict, any input failed
    2  wrong usage
    """
    _check_output(output, paths)
    chosen = (format or _by_ending(output, Format.text)).value
    from accord import pipeline
    from accord.dossier import render

    with _progress() as progress:
        dossier = pipeline.brief(paths, stdin=_stdin(paths), progress=progress)
    _tell(dossier.failures)
    if not dossier.accounts:
        _say("no dossier: none of the inputs could be used")
        raise typer.Exit(1)
    terminal = output is None and sys.stdout.isatty()
    width = min(shutil.get_terminal_size((_PIPED, 24)).columns, _WIDEST) if terminal else _PIPED
    text = render(dossier, chosen, width=width, colour=terminal and _in_colour())  # type: ignore[arg-type]
    _write([text], output)
    if strict and dossier.failures:
        raise typer.Exit(1)


@app.command()
def annotate(
    paths: Paths,
    format: Annotated[
        Annotations | None,
        typer.Option(
            metavar="jsonl|html",
            help="One JSON object an article, or one page with the articles coloured by speaker; "
            "when not given, by the output's name, else jsonl.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="N", min=1, help="How many processes read at once.")
    ] = 1,
    strict: Strict = False,
) -> None:
    """What each article attributes to whom: content, cue and source of every quotation."""
    _check_output(output, paths)
    chosen = format or _by_ending(output, Annotations.jsonl)
    from accord import pipeline
    from accord.dossier import render_annotations
    from accord.dossier.to_json import annotation_row
    from accord.records import Failure

    articles, unread = pipeline.take_in(paths, stdin=_stdin(paths))
    failures = list(unread)
    _tell(failures)

    def results() -> Iterator[Reading | Failure]:
        # rows on the terminal show how far it is
        with _progress(watched=output is not None or not sys.stdout.isatty()) as progress:
            for result in pipeline.attribute_all(articles, jobs=jobs, progress=progress):
                if isinstance(result, Failure):
                    failures.append(result)
                    _tell([result])
                yield result

    if chosen is Annotations.html:
        _write(render_annotations(articles, results(), unread), output)
    else:
        _write(_lines(annotation_row(r) for r in results() if not isinstance(r, Failure)), output)
    if strict and failures:
        raise typer.Exit(1)


@app.command()
def group(paths: Paths, format: AsLines = Lines.jsonl, output: Output = None, strict: Strict = False) -> None:
    """Which story each article belongs to."""
    _check_output(output, paths)
    from accord import pipeline
    from accord.records import Failure
    from accord.stories import group_articles

    articles, unread = pipeline.take_in(paths, stdin=_stdin(paths))
    failures, readings = list(unread), []
    with _progress() as progress:
        for result in pipeline.skim_all(articles, progress=progress):
            if isinstance(result, Failure):
                failures.append(result)
            else:
                readings.append(result)
    _tell(failures)
    story_of = {a: story.id for story in group_articles(readings) for a in story.articles}
    rows = ({"id": r.article.id, "cluster": story_of[r.article.id]} for r in readings)
    _write(_lines(rows), output)
    if strict and failures:
        raise typer.Exit(1)


@app.command()
def schema(output: Output = None) -> None:
    """JSON Schema of the dossier (`brief --format json`)."""
    _check_output(output)
    from accord.dossier.schema import render_schema

    _write([render_schema()], output)


# ---------------------------------------------------------------- what comes in


def _stdin(paths: Sequence[str]) -> BinaryIO:
    if STANDARD_INPUT not in paths or sys.stdin is None:  # None: the caller has closed it
        return io.BytesIO()
    if sys.stdin.isatty():
        _say("reading standard input until Ctrl-D")
    return sys.stdin.buffer


# ---------------------------------------------------------------- what goes out


def _by_ending(output: Path | None, default: _Form) -> _Form:
    """The form that the output's name tells, when it is one of the command's; else the default."""
    named = _BY_ENDING.get(output.suffix.lower()) if output else None
    return next((form for form in type(default) if form == named), default)


def _in_colour() -> bool:
    """Whether a terminal is to be written to in colour (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _check_output(output: Path | None, paths: Sequence[str] = ()) -> None:
    """Refuse an output that cannot be written before the work, not after it."""
    if output is None:
        return
    folder = output.absolute().parent
    reason = None
    if output.is_dir():
        reason = "this is a folder"
    elif not folder.is_dir():
        reason = "its folder does not exist"
    elif not os.access(output if output.exists() else folder, os.W_OK):
        reason = "permission to write it is denied"
    elif output.is_file() and any(os.path.isfile(p) and output.samefile(p) for p in paths):
        reason = "this is one of the inputs, which are never written to"
    if reason:
        raise typer.BadParameter(f"{output}: {reason}", param_hint="--output")


def _write(pieces: Iterable[str], output: Path | None) -> None:
    """Write the pieces as they come; when there are none, no file is written and the status is 1."""
    written = 0
    with nullcontext(sys.stdout) if output is None else _replacing(output) as stream:
        for piece in pieces:
            with _writing(output):
                stream.write(piece)
            written += 1
        if not written:
            _say("nothing to show: none of the inputs could be used")
            raise typer.Exit(1)
        with _writing(output):
            stream.flush()


@contextmanager
def _replacing(output: Path) -> Iterator[TextIO]:
    """A stream that becomes the file when all is written: a run that stops leaves what was there."""
    # a name that is no UTF-8 has its bytes spelled out, as on the terminal
    how: dict[str, Any] = {"mode": "w", "encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}
    if output.exists() and not output.is_file():  # /dev/null, a pipe
        with _closing(output.open(**how)) as stream:
            yield stream
        return
    target = output.resolve()  # a link stays a link
    with _writing(output):
        handle, part = tempfile.mkstemp(prefix=".accord.", dir=target.parent)
    try:
        with _closing(open(handle, **how)) as stream:
            yield stream
        with _writing(output):
            os.chmod(part, _mode_of(target))
            os.replace(part, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


@contextmanager
def _closing(stream: TextIO) -> Iterator[TextIO]:
    """The stream, closed in the end; what hindered the last write has been told by then."""
    try:
        yield stream
    finally:
        with suppress(OSError):
            stream.close()


@contextmanager
def _writing(output: Path | None) -> Iterator[None]:
    """Tell what hinders the writing: a full disk is nobody's bug."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as exc:
        if output is None:
            _discard_output()
        _say(f"{output or 'standard output'}: it cannot be written ({(exc.strerror or str(exc)).lower()})")
        raise typer.Exit(1) from exc


def _mode_of(target: Path) -> int:
    """The rights of the file that is replaced, else those of a new one."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# ---------------------------------------------------------------- beside it


def _say(message: str) -> None:
    """A line for the user beside the result."""
    shown = "".join(c if c.isprintable() or "\ud800" <= c <= "\udfff" else "�" for c in message)
    print(f"accord: {shown}", file=sys.stderr)


def _tell(failures: Iterable[Failure]) -> None:
    for failure in failures:
        _say(f"{failure.location}: {failure.reason}")


@contextmanager
def _progress(*, watched: bool = True) -> Iterator[Progress]:
    """A line on standard error that tells what is being done; nothing when nobody watches."""
    if not (watched and sys.stderr.isatty()):
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # standard output is left alone: rich would send it to standard error too
    with Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        tasks: dict[str, Any] = {}

        def progress(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield progress


def _hush_libraries() -> None:
    """What libraries warn of concerns those who write programs with them, not readers of a dossier."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())


def _discard_output() -> None:
    """Nobody reads what is left in the buffer: let Python's last flush go nowhere."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def main() -> None:
    """Run the command."""
    # a closed stream is None: what is written goes nowhere, as with other commands
    sys.stdout = sys.stdout or open(os.devnull, "w")
    sys.stderr = sys.stderr or open(os.devnull, "w")
    # output may carry any character of any article, whatever the locale says
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app(prog_name="accord")
