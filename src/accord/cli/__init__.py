"""The command `accord`: parse what was asked, call the pipeline, show what came back."""

from __future__ import annotations

import io
import logging
import os
import sys
import warnings
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from accord import __version__
from accord.cli import agreements, desk, news, reports, stores, watching
from accord.cli.common import discard_output, say
from accord.errors import AccordError


class _Commands(TyperGroup):
    """The commands, and how each ends when it is stopped from outside."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KeyboardInterrupt:
            say("stopped")
            raise typer.Exit(130) from None
        except AccordError as exc:  # what a user can mend: named, without the way it came
            say(str(exc))
            raise typer.Exit(1) from None
        except BrokenPipeError:  # the reader of our output, such as `head`, has had enough
            discard_output()
            raise typer.Exit(0) from None


app = typer.Typer(
    name="accord",
    cls=_Commands,
    help="Many reports in, one account out, every statement linked to the words that support it.",
    epilog="Everything runs on this machine, without a language-model service. The network is used for"
    " the pages and feeds that you name, and for nothing else.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (
    reports.brief,
    reports.annotate,
    reports.group,
    reports.schema,
    stores.add,
    stores.refresh,
    stores.stories,
    stores.story,
    news.search,
    news.digest,
    news.export,
    news.mcp,
    desk.desk,
):
    app.command()(command)
app.add_typer(stores.upkeep, name="store")
app.add_typer(watching.app)
app.add_typer(agreements.app)


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    store: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="The store to use: sqlite:///FILE or postgresql://…; else what the settings say.",
            show_default=False,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", metavar="", help="Show the version and exit.")
    ] = False,
) -> None:
    _hush_libraries()
    ctx.obj = store
    if version:
        print(f"accord {__version__}")
        raise typer.Exit


def _hush_libraries() -> None:
    """What libraries warn of concerns those who write programs with them, not readers of a dossier."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())


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
