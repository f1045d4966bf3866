"""What the commands share: their options, what comes in, what goes out, and what is said beside it."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TextIO, TypeVar

import typer

if TYPE_CHECKING:
    from accord.compare.wire import Agencies
    from accord.pipeline import Progress
    from accord.records import Failure

Form = TypeVar("Form", bound=StrEnum)
STANDARD_INPUT = "-"
WIDEST = 100  # cells of a line in a terminal: longer ones are hard to read
PIPED = 88  # cells of a line where nobody says how wide the paper is

_BY_ENDING = {
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".jsonld": "annotations",
    ".eml": "eml",
    ".atom": "atom",
}

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


# ---------------------------------------------------------------- what comes in


def standard_input(paths: Sequence[str]) -> BinaryIO:
    if STANDARD_INPUT not in paths or sys.stdin is None:  # None: the caller has closed it
        return io.BytesIO()
    if sys.stdin.isatty():
        say("reading standard input until Ctrl-D")
    return sys.stdin.buffer


# ---------------------------------------------------------------- what goes out


def width_of_output() -> int:
    """Cells of a line in this terminal, as many as can be read well."""
    return min(shutil.get_terminal_size((PIPED, 24)).columns, WIDEST)


def by_ending(output: Path | None, default: Form) -> Form:
    """The form that the output's name tells, when it is one of the command's; else the default."""
    named = _BY_ENDING.get(output.suffix.lower()) if output else None
    return next((form for form in type(default) if form == named), default)


def in_colour() -> bool:
    """Whether a terminal is to be written to in colour (https://no-color.org)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def check_output(output: Path | None, paths: Sequence[str] = ()) -> None:
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


def write(pieces: Iterable[str], output: Path | None) -> None:
    """Write the pieces as they come; when there are none, no file is written and the status is 1."""
    written = 0
    with nullcontext(sys.stdout) if output is None else _replacing(output) as stream:
        for piece in pieces:
            with _writing(output):
                stream.write(piece)
            written += 1
        if not written:
            say("nothing to show: none of the inputs could be used")
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
            discard_output()
        say(f"{output or 'standard output'}: it cannot be written ({(exc.strerror or str(exc)).lower()})")
        raise typer.Exit(1) from exc


def _mode_of(target: Path) -> int:
    """The rights of the file that is replaced, else those of a new one."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# ---------------------------------------------------------------- beside it


def say(message: str) -> None:
    """A line for the user beside the result."""
    shown = "".join(c if c.isprintable() or "\ud800" <= c <= "\udfff" else "�" for c in message)
    print(f"accord: {shown}", file=sys.stderr)


def tell(failures: Iterable[Failure]) -> None:
    for failure in failures:
        say(f"{failure.location}: {failure.reason}")


@contextmanager
def progress_line(*, watched: bool = True) -> Iterator[Progress]:
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


def discard_output() -> None:
    """Nobody reads what is left in the buffer: let Python's last flush go nowhere."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


@contextmanager
def noting_stop() -> Iterator[Callable[[], bool]]:
    """Ctrl-C raises as ever; what is given tells whether it came, for libraries swallow it as they load."""
    came: list[int] = []

    def stop(number: int, _: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: bool(came)
    finally:
        signal.signal(signal.SIGINT, before)


def agency_table(file: Path | None = None) -> Agencies | None:
    """The table of agencies in a file, or in the settings' file; None where neither is given."""
    from accord.pipeline import read_agencies
    from accord.settings import read_settings

    return read_agencies(file or read_settings().compare.agencies)
