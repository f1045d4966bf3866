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
    from accord.ledger_records import Agreement, Ledger

T = TypeVar("T")

app = typer.Typer(
    name="agreement",
    help="Agreements under way: a ledger of commitments with their evidence.",
    no_args_is_help=True,
)


class ChangesFormat(StrEnum):
    text = "text"
    md = "md"
    html = "html"


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
    Path,
    typer.Argument(
        metavar="FILE",
        help="The agreement's file (YAML); without reports, an agreement of the store by its id.",
        show_default=False,
    ),
]
Reports = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Reports: .txt, .html, .json and .jsonl records, ninjs, folders; - is standard input.",
        show_default=False,
    ),
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
    ctx: typer.Context,
    file: AgreementFile,
    paths: Reports = None,
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
    check_output(output, [str(file), *(paths or ())])
    chosen = format or (
        Format.csv if output and output.suffix.lower() == ".csv" else by_ending(output, Format.text)
    )
    ledger = _ledger(ctx, file, paths, day)
    from accord.dossier import render_ledger

    width, colour = _terminal(output)
    write([render_ledger(ledger, chosen.value, width=width, colour=colour)], output)
    _end(ledger, strict)


@app.command()
def changes(
    ctx: typer.Context,
    file: AgreementFile,
    first: Annotated[
        date, typer.Option("--from", metavar="DAY", parser=_day, help="After this day.", show_default=False)
    ],
    paths: Reports = None,
    last: Annotated[
        date | None,
        typer.Option(
            "--to", metavar="DAY", parser=_day, help="Up to this day; else the latest.", show_default=False
        ),
    ] = None,
    format: Annotated[
        ChangesFormat | None,
        typer.Option(
            metavar="text|md|html",
            help="How to show it; when not given, by the output's name, else text.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """What changed between two days: states, new evidence, what is due next."""
    check_output(output, [str(file), *(paths or ())])
    if last is not None and last < first:
        raise typer.BadParameter(f"{last} is before {first}", param_hint="--to")
    ledger = _ledger(ctx, file, paths, last)
    from accord.agreements.ledgers import compare_days
    from accord.dossier import render_changes

    chosen = format or by_ending(output, ChangesFormat.text)
    width, colour = _terminal(output)
    told = compare_days(ledger, first)
    write([render_changes(told, chosen.value, width=width, colour=colour)], output)
    _end(ledger, strict)


@app.command()
def events(
    ctx: typer.Context,
    file: AgreementFile,
    paths: Reports = None,
    day: Day = None,
    output: Output = None,
    strict: Strict = False,
) -> None:
    """Event records after PLOVER, one JSON object a line."""
    check_output(output, [str(file), *(paths or ())])
    ledger = _ledger(ctx, file, paths, day)
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
    from accord.ledger_records import Override

    if state is not None and state not in SETTABLE:
        raise typer.BadParameter(f"{state}: this is none of {', '.join(SETTABLE)}", param_hint="--state")
    if not who.strip() or not why.strip():
        raise typer.BadParameter("who decides, and why, must be said", param_hint="--who, --why")
    check_output(file)
    decision = Override(when, who, why, state, score)
    write([_or_end(lambda: add_override(_read(file), commitment, decision, str(file)))], file)


@app.command("list")
def list_kept(ctx: typer.Context) -> None:
    """The agreements of the store, the last changed first."""
    from accord.cli.stores import opened, shown

    with opened(ctx) as store:
        rows = store.agreements()
    if not rows:
        say("no agreement is kept; `accord agreement keep FILE` keeps one")
    for row in rows:
        stories = f"{len(row.stories)} {'story' if len(row.stories) == 1 else 'stories'}"
        print(shown(f"{row.id}  version {row.version}, {row.changed:%Y-%m-%d}, {stories}  {row.name}"))


@app.command()
def keep(
    ctx: typer.Context,
    file: AgreementFile,
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="Who keeps it.", show_default=False)],
    why: Annotated[
        str, typer.Option("--why", metavar="REASON", help="Why.", show_default=False)
    ] = "kept from a file",
    to: Annotated[
        str | None,
        typer.Option("--as", metavar="ID", help="As the next version of this agreement.", show_default=False),
    ] = None,
    story: Annotated[
        list[str] | None,
        typer.Option(
            "--story", metavar="STORY", help="Follow this story; may be given again.", show_default=False
        ),
    ] = None,
) -> None:
    """Keep an agreement file in the store: as a new agreement, or as a new version of one."""
    from accord.cli.stores import library
    from accord.errors import NotStored
    from accord.monitoring import Monitor
    from accord.records import StoryId
    from accord.store.rows import AgreementId

    text = _or_end(lambda: _read(file))
    with library(ctx) as lib:
        monitor, store = Monitor(lib), lib.store
        stories = [StoryId(s) for s in story or ()]
        if missing := [s for s in stories if store.revision(store.became(s)) is None]:
            raise NotStored(f"there is no story {missing[0]}")
        id = AgreementId(to) if to is not None else None
        after = store.agreement(id).version if id is not None else 0
        row = _or_end(lambda: monitor.keep(text, who=who, why=why, id=id, after=after, stories=stories))
    print(f"{row.id}  version {row.version}")


@app.command("file")
def kept_file(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="An agreement of the store.", show_default=False)],
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", help="An earlier version.", show_default=False),
    ] = None,
    output: Output = None,
) -> None:
    """The file of an agreement of the store."""
    check_output(output)
    from accord.cli.stores import opened
    from accord.store.rows import AgreementId

    with opened(ctx) as store:
        text = store.agreement_version(AgreementId(id), version).text
    write([text], output)


@app.command()
def schema(
    ledger: Annotated[
        bool, typer.Option("--ledger", metavar="", help="Of the ledger as JSON, not of the file.")
    ] = False,
    output: Output = None,
) -> None:
    """JSON Schema of the agreement's file, or of the ledger as JSON."""
    check_output(output)
    from accord.agreements.schema import render_agreement_schema
    from accord.dossier import render_ledger_schema

    write([render_ledger_schema() if ledger else render_agreement_schema()], output)


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


def _ledger(ctx: typer.Context, file: Path, paths: list[str] | None, day: date | None) -> Ledger:
    if not paths:
        return _kept_ledger(ctx, str(file), day)
    agreement = _agreement(file)
    from accord import pipeline

    with progress_line() as progress:
        ledger = pipeline.ledger(agreement, paths, day=day, stdin=standard_input(paths), progress=progress)
    if ledger is None:
        say("no ledger: neither the reports nor the file state any day; give one with --day")
        raise typer.Exit(1)
    tell(ledger.failures)
    return ledger


def _kept_ledger(ctx: typer.Context, id: str, day: date | None) -> Ledger:
    """The ledger of an agreement of the store."""
    if Path(id).is_file():
        raise typer.BadParameter(f"{id} is a file: give the reports to look through", param_hint="PATH")
    from accord.cli.stores import library
    from accord.monitoring import Monitor
    from accord.store.rows import AgreementId

    with library(ctx) as lib:
        ledger = Monitor(lib).ledger(AgreementId(id), day)
    if ledger is None:
        say("no ledger: neither the reports nor the file state any day; give one with --day")
        raise typer.Exit(1)
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
