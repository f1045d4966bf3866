"""The commands that read reports and show what came of it: brief, annotate, group, schema."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import combinations
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
    json_lines,
    progress_line,
    say,
    standard_input,
    tell,
    width_of_output,
    write,
)

if TYPE_CHECKING:
    from accord.records import ArticleId, Failure, Reading


class Format(StrEnum):
    text = "text"
    md = "md"
    html = "html"
    json = "json"
    csv = "csv"
    annotations = "annotations"
    schema_org = "schema-org"


class Annotations(StrEnum):
    jsonl = "jsonl"
    html = "html"


class Lines(StrEnum):
    jsonl = "jsonl"


AsLines = Annotated[
    Lines,
    typer.Option(metavar="jsonl", help="One JSON object a line, one line an article."),
]


def brief(
    paths: Paths,
    format: Annotated[
        Format | None,
        typer.Option(
            metavar="text|md|html|json|csv|annotations|schema-org",
            help="How to show the dossier; when not given, by the output's name, else text.",
            show_default=False,
        ),
    ] = None,
    agencies: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="News agencies and their marks (TOML), laid over the shipped table; "
            "when not given, the settings' file.",
            show_default=False,
        ),
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID,ID",
            help="Articles of which you know that none has its report from another; may be repeated.",
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
    check_output(output, paths)
    chosen = (format or by_ending(output, Format.text)).value
    from accord import pipeline
    from accord.dossier import render

    settings = pipeline.Settings(agencies=agency_table(agencies), unfold=_pairs(apart or ()))
    with progress_line() as progress:
        dossier = pipeline.brief(paths, stdin=standard_input(paths), progress=progress, settings=settings)
    tell(dossier.failures)
    for id in dict.fromkeys(id for pair in settings.unfold for id in pair):
        if all(article.id != id for article in dossier.articles):
            say(f"--apart: there is no article {id}; ids stand in the JSON form")
    if not dossier.accounts:
        say("no dossier: none of the inputs could be used")
        raise typer.Exit(1)
    terminal = output is None and sys.stdout.isatty()
    width = width_of_output() if terminal else PIPED
    text = render(dossier, chosen, width=width, colour=terminal and in_colour())  # type: ignore[arg-type]
    write([text], output)
    if strict and dossier.failures:
        raise typer.Exit(1)


def _pairs(apart: Sequence[str]) -> tuple[tuple[ArticleId, ArticleId], ...]:
    from accord.records import ArticleId

    pairs: list[tuple[ArticleId, ArticleId]] = []
    for given in apart:
        ids = list(dict.fromkeys(ArticleId(id) for part in given.split(",") if (id := part.strip())))
        if len(ids) < 2:
            raise typer.BadParameter(f"{given}: two ids or more, with commas between", param_hint="--apart")
        pairs += combinations(ids, 2)
    return tuple(pairs)


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
    check_output(output, paths)
    chosen = format or by_ending(output, Annotations.jsonl)
    from accord import pipeline
    from accord.dossier import render_annotations
    from accord.dossier.to_json import annotation_row
    from accord.records import Failure

    articles, unread = pipeline.take_in(paths, stdin=standard_input(paths))
    failures = list(unread)
    tell(failures)

    def results() -> Iterator[Reading | Failure]:
        # rows on the terminal show how far it is
        with progress_line(watched=output is not None or not sys.stdout.isatty()) as progress:
            for result in pipeline.attribute_all(articles, jobs=jobs, progress=progress):
                if isinstance(result, Failure):
                    failures.append(result)
                    tell([result])
                yield result

    if chosen is Annotations.html:
        write(render_annotations(articles, results(), unread), output)
    else:
        write(json_lines(annotation_row(r) for r in results() if not isinstance(r, Failure)), output)
    if strict and failures:
        raise typer.Exit(1)


def group(paths: Paths, format: AsLines = Lines.jsonl, output: Output = None, strict: Strict = False) -> None:
    """Which story each article belongs to, and which articles before it have nearly all of its words."""
    check_output(output, paths)
    from accord import pipeline
    from accord.records import Failure
    from accord.stories import group_articles
    from accord.stories.duplicates import find_duplicates, sign

    articles, unread = pipeline.take_in(paths, stdin=standard_input(paths))
    failures, readings = list(unread), []
    with progress_line() as progress:
        for result in pipeline.skim_all(articles, progress=progress):
            if isinstance(result, Failure):
                failures.append(result)
            else:
                readings.append(result)
    tell(failures)
    story_of = {a: story.id for story in group_articles(readings) for a in story.articles}
    twins: dict[ArticleId, list[dict[str, object]]] = {}
    for twin in find_duplicates([(r.article.id, sign(r.article.text)) for r in readings]):
        found = {"id": twin.other, "likeness": round(twin.likeness, 2)}
        twins.setdefault(twin.article, []).append(found)
    rows = (
        {"id": id, "cluster": story_of[id], "near_duplicates": twins.get(id, [])}
        for id in (r.article.id for r in readings)
    )
    write(json_lines(rows), output)
    if strict and failures:
        raise typer.Exit(1)


def schema(output: Output = None) -> None:
    """JSON Schema of the dossier (`brief --format json`)."""
    check_output(output)
    from accord.dossier.schema import render_schema

    write([render_schema()], output)
