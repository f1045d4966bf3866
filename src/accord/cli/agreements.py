"""The commands about agreements under way: draft, show, changes, events, override, schema."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from accord.cli.common import (
    PIPED,
    WIDEST,
    Output,
    Paths,
    Strict,
    by_ending,
    check_output,
    in_colour,
    json_lines,
    progress_line,
    say,
    standard_input,
    tell,
    write,
)

if TYPE_CHECKING:
    from accord.records import Agreement, Ledger

T = TypeVar("T")

app = typer.Typer(
    name="agreement",
    help="Agreements under way: a ledger of commitments with their evidence.",
    no_args_is_help=True,
)


class Format(StrEnum):
    text = "text"
    md = "md"
    html = "html"
    json = "json"
    csv = "csv"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text}: this is no day such as 2026-03-12") from None


AgreementFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The agreement's file (YAML).", show_default=False)
]
Day = Annotated[
    date | None,
    typer.Option(
        "--day",
        metavar="DAY",
        parser=_day,
        help="The ledger on this day; when not given, on the latest day of the coverage.",
        show_default=False,
    ),
]


@app.command()
def draft(paths: Paths, output: Output = None, strict: Strict = False) -> None:
    """Propose an agreement file from reports, or from the agreement's own text.

    Where the output is there already, what a person changed in it stays: new commitments and
    passages are added, nothing else is touched.
    """
    check_output(output, paths)
    from accord import pipeline
    from accord.agreements.files import format_agreement, merge_draft

    with progress_line() as progress:
        proposal, failures = pipeline.draft(paths, stdin=standard_input(paths), progress=progress)
    tell(failures)
    if proposal is None:
        say("no agreement: nothing that is promised was found in the inputs")
        raise typer.Exit(1)
    if output is not None and output.is_file():
        text = _or_end(lambda: merge_draft(_read(output), proposal, str(output)))
    else:
        text = format_agreement(proposal)
    write([text], output)
    if strict and failures:
        raise typer.Exit(1)


@app.command()
def show(
    file: AgreementFile,
    paths: Paths,
    format: Annotated[
        Format | None,
        typer.Option(
            metavar="text|md|html|json|csv",
            help="How to show the ledger; when not given, by the output's name, else text.",
            show_default=False,
        ),
    ] = None,
    day: Day = None,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """The ledger: each commitment with its state, its evidence and its history."""
    check_output(output, [str(file), *paths])
    chosen = format or (
        Format.csv if output and output.suffix.lower() == ".csv" else by_ending(output, Format.text)
    )
    ledger = _ledger(file, paths, day)
    from accord.dossier import render_ledger

    width, colour = _terminal(output)
    write([render_ledger(ledger, chosen.value, width=width, colour=colour)], output)
    _end(ledger, strict)


@app.command()
def changes(
    file: AgreementFile,
    paths: Paths,
    first: Annotated[
        date, typer.Option("--from", metavar="DAY", parser=_day, help="After this day.", show_default=False)
    ],
    last: Annotated[
        date | None,
        typer.Option(
            "--to", metavar="DAY", parser=_day, help="Up to this day; else the latest.", show_default=False
        ),
    ] = None,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """What changed between two days: states, new evidence, what is due next."""
    check_output(output, [str(file), *paths])
    if last is not None and last < first:
        raise typer.BadParameter(f"{last} is before {first}", param_hint="--to")
    ledger = _ledger(file, paths, last)
    from accord.agreements.ledgers import compare_days
    from accord.dossier.ledger_text import render_changes_text

    digest = compare_days(ledger, first)
    width, colour = _terminal(output)
    text = render_changes_text(
        ledger, first, digest.changes, digest.fresh, digest.coming, width=width, colour=colour
    )
    write([text], output)
    _end(ledger, strict)


@app.command()
def events(
    file: AgreementFile, paths: Paths, day: Day = None, output: Output = None, strict: Strict = False
) -> None:
    """Event records after PLOVER, one JSON object a line."""
    check_output(output, [str(file), *paths])
    ledger = _ledger(file, paths, day)
    from accord.agreements.events import find_events
    from accord.dossier.ledger_data import event_rows

    write(json_lines(event_rows(find_events(ledger), ledger)), output)
    _end(ledger, strict)


@app.command()
def override(
    file: AgreementFile,
    commitment: Annotated[str, typer.Argument(metavar="ID", help="The commitment's id.", show_default=False)],
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who decides.", show_default=False)],
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="Why.", show_default=False)],
    when: Annotated[
        date,
        typer.Option(
            "--when", metavar="DAY", parser=_day, help="From which day it stands.", show_default=False
        ),
    ],
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help="The state; without one the proposal of the rules stands again.",
            show_default=False,
        ),
    ] = None,
    score: Annotated[
        int | None,
        typer.Option(
            "--score",
            metavar="0-3",
            min=0,
            max=3,
            help="A score after the Peace Accords Matrix.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a person's decision into the agreement's file, beside all earlier ones."""
    from accord.agreements.files import SETTABLE, add_override
    from accord.records import Override

    if state is not None and state not in SETTABLE:
        raise typer.BadParameter(f"{state}: this is none of {', '.join(SETTABLE)}", param_hint="--state")
    if not who.strip() or not why.strip():
        raise typer.BadParameter("who decides, and why, must be said", param_hint="--who, --why")
    check_output(file)
    decision = Override(when, who, why, state, score)
    write([_or_end(lambda: add_override(_read(file), commitment, decision, str(file)))], file)


@app.command()
def schema(output: Output = None) -> None:
    """JSON Schema of the agreement's file."""
    check_output(output)
    from accord.agreements.schema import render_agreement_schema

    write([render_agreement_schema()], output)


# ---------------------------------------------------------------- what they share


def _read(file: Path) -> str:
    from accord.errors import AgreementError

    try:
        return file.read_text("utf-8")
    except OSError as exc:
        raise AgreementError(
            str(file), "$", f"it cannot be read ({(exc.strerror or str(exc)).lower()})"
        ) from exc
    except UnicodeDecodeError as exc:
        raise AgreementError(str(file), "$", "this is no text in UTF-8") from exc


def _or_end(work: Callable[[], T]) -> T:
    """What the work gives; an agreement file that is not usable ends the command with its reason."""
    from accord.errors import AgreementError

    try:
        return work()
    except AgreementError as exc:
        say(str(exc))
        raise typer.Exit(1) from None


def _agreement(file: Path) -> Agreement:
    from accord.agreements.files import parse_agreement

    return _or_end(lambda: parse_agreement(_read(file), str(file)))


def _ledger(file: Path, paths: list[str], day: date | None) -> Ledger:
    agreement = _agreement(file)
    from accord import pipeline

    with progress_line() as progress:
        ledger = pipeline.ledger(agreement, paths, day=day, stdin=standard_input(paths), progress=progress)
    if ledger is None:
        say("no ledger: neither the reports nor the file state any day; give one with --day")
        raise typer.Exit(1)
    tell(ledger.failures)
    return ledger


def _terminal(output: Path | None) -> tuple[int, bool]:
    terminal = output is None and sys.stdout.isatty()
    width = min(shutil.get_terminal_size((PIPED, 24)).columns, WIDEST) if terminal else PIPED
    return width, terminal and in_colour()


def _end(ledger: Ledger, strict: bool) -> None:
    if not ledger.articles:
        say("none of the reports could be used")
        raise typer.Exit(1)
    if strict and ledger.failures:
        raise typer.Exit(1)
