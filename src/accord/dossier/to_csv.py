"""The evidence as a table (CSV, RFC 4180): one row a passage, with what it supports."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from accord.dossier.sheets import one_line
from accord.dossier.tellings import Telling, tellings_of
from accord.dossier.view import View
from accord.records import Account, Dossier, Passage

COLUMNS: Final = (
    "story", "story_title", "part", "number", "variant", "kind", "speaker", "about", "words",
    "articles", "origins", "article", "outlet", "title", "published", "url", "place", "start", "end",
    "passage",
)  # fmt: skip
# what spreadsheets take for the beginning of a formula, also in the wide forms of East Asian text
_FORMULA: Final = frozenset("=+-@＝＋－＠")


def render_csv(dossier: Dossier) -> str:
    """UTF-8 text with a heading and lines that end in CR LF; offsets are code points.

    Words stand on one line with control characters as their pictures. A cell that a
    spreadsheet would take for a formula is led by an apostrophe.
    """
    view = View(dossier)
    rows = (row for account in dossier.accounts for row in _rows(account, view))
    return "".join(csv_lines([COLUMNS, *rows]))


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Rows as lines of CSV, every text safe to open in a spreadsheet."""
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([cell(value) for value in row])
        yield line.getvalue()


def cell(value: object) -> str | int | float:
    """A value as it stands in a table."""
    if isinstance(value, int | float):
        return value
    text = one_line("" if value is None else str(value))
    seen = next((c for c in text if unicodedata.category(c) not in ("Cf", "Mn")), "")
    return f"'{text}" if seen in _FORMULA else text


def _rows(account: Account, view: View) -> Iterator[tuple[object, ...]]:
    for telling in tellings_of(account, view):
        for passage in telling.passages:
            yield _row(account, telling, passage, view)
        if not telling.passages:  # a credit to someone who is no article here, without words in common
            yield (*_told(account, telling), *[""] * (len(COLUMNS) - 11))


def _told(account: Account, telling: Telling) -> tuple[object, ...]:
    return (
        account.story.id,
        account.title,
        telling.part,
        telling.number,
        telling.variant,
        telling.kind,
        telling.speaker.name if telling.speaker else "",
        telling.about,
        telling.words,
        telling.articles,
        telling.origins,
    )


def _row(account: Account, telling: Telling, passage: Passage, view: View) -> tuple[object, ...]:
    sheet = view.sheet(passage.article)
    article = sheet.article
    published = article.published
    return (
        *_told(account, telling),
        article.id,
        article.outlet.value if article.outlet else "",
        article.title,
        (published.moment or published.day).isoformat() if published else "",
        sheet.url,
        sheet.place(passage),
        passage.start,
        passage.end,
        view.exact(passage),
    )
