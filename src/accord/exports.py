"""What leaves the store: a story, a person's words, or everything, in forms that other programs read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import IO, Final, Literal

from msgspec import to_builtins

from accord.dossier import Format, render
from accord.dossier.sheets import one_line
from accord.dossier.to_csv import csv_lines
from accord.dossier.to_json import dump_json, json_line
from accord.dossier.to_markdown import escape
from accord.errors import NotStored
from accord.library import Library
from accord.pipeline import Progress
from accord.records import Article, StoryId
from accord.store import Store
from accord.store.rows import PersonPage, StoryRow

PersonFormat = Literal["json", "csv", "md"]
ENDING: Final[dict[Format, str]] = {
    "text": "txt",
    "md": "md",
    "html": "html",
    "json": "json",
    "csv": "csv",
    "annotations": "annotations.jsonld",
    "schema-org": "schema.jsonld",
}
MEDIA: Final[dict[Format, str]] = {
    "text": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "annotations": 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    "schema-org": "application/ld+json",
}
_AT_ONCE = 200  # rows of the store held at a time
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same store gives the same archive
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10))]
)


def safe_name(text: str) -> str:
    """A file name for any system: letters, digits and hyphens; a digest sets apart what loses something."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")[:60].lower()
    if plain == text and plain not in _DEVICES:
        return plain
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain}-{digest}" if plain else digest


def story_file(id: StoryId, format: Format) -> str:
    return f"{safe_name(id)}.{ENDING[format]}"


def render_story(library: Library, id: StoryId, format: Format) -> str:
    """One story's dossier. Raises `NotStored`."""
    return render(library.dossier(id), format)


def render_person(page: PersonPage, format: PersonFormat) -> str:
    """All that one is reported to have said, with the wordings and where each is printed."""
    match format:
        case "json":
            return dump_json(to_builtins(page))
        case "csv":
            head = ("speaker", "story", "story_title", "utterance", "wording", "articles", "origins")
            rows: list[Sequence[object]] = [(*head, "article", "outlet", "moment", "kind", "start", "words")]
            for said in page.said:
                for p in said.prints:
                    rows.append(
                        (
                            *(page.row.name, said.story, said.story_title, said.number, said.wording),
                            *(said.articles, said.origins, p.article, p.outlet, p.moment.isoformat()),
                            *(p.kind, p.start, p.words),
                        )
                    )
            return "".join(csv_lines(rows))
        case "md":
            return "\n".join(_person_lines(page)) + "\n"


def _person_lines(page: PersonPage) -> Iterator[str]:
    yield f"# {escape(page.row.name)}"
    for said in page.said:
        yield ""
        yield f"## {said.moment:%d %B %Y}, {escape(said.story_title)}".replace("## 0", "## ")
        yield ""
        wordings: dict[str, list[str]] = {}
        for p in said.prints:
            wordings.setdefault(one_line(p.words), []).append(escape(p.outlet or p.article))
        for words, outlets in wordings.items():
            yield f"- {escape(words)} \\[{', '.join(dict.fromkeys(outlets))}\\]"


# ---------------------------------------------------------------- everything


def write_archive(
    library: Library,
    formats: Sequence[Format],
    to: IO[bytes],
    *,
    progress: Progress = lambda what, done, total: None,
) -> int:
    """Everything into a ZIP archive; gives how many stories.

    In it: ``articles.jsonl``, records that `accord add` takes in again; ``stories/`` with a file a
    story and form; and what people put in: corrections, saved searches, feeds, agreements.
    """
    store = library.store
    total, told = store.counts().stories, 0
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_entry("articles.jsonl"), "w", force_zip64=True) as out:
            for article in _articles(store):
                out.write(article_record(article).encode())
        index: list[Sequence[object]] = [("story", "title", "articles", "origins", "first_day", "last_day")]
        for row in _stories(store):
            progress("exporting", told, total)
            try:
                dossier = library.dossier(row.id)
            except NotStored:  # merged away, or emptied, meanwhile
                continue
            for format in formats:
                archive.writestr(_entry(f"stories/{story_file(row.id, format)}"), render(dossier, format))
            index.append((row.id, row.title, row.articles, row.origins, row.first_day, row.last_day))
            told += 1
        archive.writestr(_entry("stories.csv"), "".join(csv_lines(index)))
        for name, rows in (
            ("corrections", store.corrections()),
            ("searches", store.searches()),
            ("feeds", store.feeds()),
            ("agreements", _agreements(store)),
        ):
            archive.writestr(_entry(f"{name}.json"), dump_json(to_builtins(rows)))
    progress("exporting", total, total)
    return told


def article_record(article: Article) -> str:
    """An article as a line that `accord add` takes in."""
    published = article.published
    record = {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "outlet": article.outlet.value if article.outlet else None,
        "byline": article.byline.value if article.byline else None,
        "published": (published.moment or published.day).isoformat() if published else None,
        "url": article.url,
    }
    return json_line({k: v for k, v in record.items() if v is not None})


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _articles(store: Store) -> Iterator[Article]:
    at = 0
    while some := store.newest_articles(limit=_AT_ONCE, offset=at):
        yield from store.articles([row.id for row in some])
        at += len(some)


def _agreements(store: Store) -> list[dict[str, object]]:
    """Each with all versions of its file."""
    return [{"agreement": row, "versions": store.agreement_versions(row.id)} for row in store.agreements()]


def _stories(store: Store) -> list[StoryRow]:
    """All of them, listed before the first is told: telling changes the order."""
    rows: dict[StoryId, StoryRow] = {}
    at = 0
    while some := store.stories(limit=_AT_ONCE, offset=at):
        rows |= {row.id: row for row in some}
        at += len(some)
    return list(rows.values())
