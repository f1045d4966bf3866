"""The order of the stages.

    paths ─ inputs ─ ingest ─────────► articles ─ annotate ─► readings ─ stories ─► groups of readings
                        │                             │
                        └──── failures ◄──────────────┘

    one group ─ cast ─ credits ─ lineage ─ utterances ─ pairs ─ facts ─ conflicts ─ timeline,
                updates, omissions, chapters ─► account

    readings + agreement file ─ evidence ─ grades ─ states ─► Ledger ─ dossier.render_ledger ─► text, md, ...

    accounts + articles + failures ─► Dossier ─ dossier.render ─► text, md, html, json

Each stage takes records and gives records; effects (files, progress) stay here and in
`inputs`. A bad input becomes a `Failure` and the others go on; a bug stops everything.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from accord.agreements.drafting import draft_agreement
from accord.agreements.evidence import find_evidence
from accord.agreements.ledgers import build_ledger
from accord.annotate import LANGUAGES, attribute_articles, read_articles, redate, skim_articles
from accord.compare.cast import unify_cast
from accord.compare.certainty import doubt_evidence
from accord.compare.chapters import build_chapters
from accord.compare.conflicts import Lookup, find_conflicts, find_updates
from accord.compare.credits import CreditFinding, agree_on_kinds, find_credits
from accord.compare.facts import facts_alone, group_facts, without_rivals
from accord.compare.leads import choose_lead, title_of
from accord.compare.lineage import Copies, count_origins, trace_lineage
from accord.compare.omissions import find_omissions
from accord.compare.openings import name_openings
from accord.compare.pairs import score_pairs
from accord.compare.retellings import find_retellings
from accord.compare.shortening import shorten_statements
from accord.compare.statements import Phrasing
from accord.compare.timeline import build_timeline
from accord.compare.trees import Trees, load_trees
from accord.compare.utterances import group_utterances
from accord.compare.wire import Agencies, find_credit_lines, known_agencies, parse_agencies
from accord.errors import SettingsError
from accord.ingest import drop_duplicates, parse_input
from accord.inputs import read_inputs
from accord.ledger_records import Agreement, Findings, Ledger
from accord.records import (
    Account,
    Article,
    ArticleId,
    Credit,
    Dossier,
    Failure,
    Lineage,
    Passage,
    Reading,
    Story,
)
from accord.stories import group_articles
from accord.workers import in_processes

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be replaced in a run; the defaults are what ships."""

    pairs: Trees | None = None  # how likely two sentences tell one fact; None: the shipped trees
    credits: CreditFinding | None = None  # how sure a credit must be; None: as shipped
    agencies: Agencies | None = None  # of `compare.wire.parse_agencies`; None: the shipped table
    # Pairs of articles that a user says are independent, whatever they share.
    unfold: tuple[tuple[ArticleId, ArticleId], ...] = ()


def read_agencies(path: str | Path) -> Agencies | None:
    """The shipped table of agencies with a user's own over it; None for "", where no file is named.

    SettingsError names the file and the fault.
    """
    if not path:
        return None
    try:
        return parse_agencies(Path(path).read_text("utf-8"), known_agencies())
    except (OSError, UnicodeDecodeError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else "this is no text in UTF-8"
        raise SettingsError(f"{path}: the table of agencies cannot be read ({reason})") from exc
    except SettingsError as exc:
        raise SettingsError(f"{path}: {exc}") from exc


def take_in(
    paths: Sequence[str | Path], *, stdin: BinaryIO | None = None
) -> tuple[tuple[Article, ...], tuple[Failure, ...]]:
    """All articles at the paths, each once, and what could not be used."""
    articles: list[Article] = []
    failures: list[Failure] = []
    for item in read_inputs(paths, stdin=stdin):
        if isinstance(item, Failure):
            failures.append(item)
            continue
        parsed = parse_input(item.location, item.raw, item.kind)
        articles += parsed.articles
        failures += parsed.failures
    kept, dropped = drop_duplicates(articles)
    return kept, (*failures, *dropped)


def read_all(articles: Sequence[Article], *, progress: Progress = _silent) -> Iterator[Reading | Failure]:
    """Read each article; one in a language that is not analysed, or without prose, is a failure."""
    return _with_prose(_read(articles, read_articles, progress))


def attribute_all(
    articles: Sequence[Article], *, jobs: int = 1, progress: Progress = _silent
) -> Iterator[Reading | Failure]:
    """As `read_all`, but only who said what, by as many processes as there are `jobs`."""
    work = partial(in_processes, attribute_articles, jobs=jobs) if jobs > 1 else attribute_articles
    return _with_prose(_read(articles, work, progress))


def _with_prose(results: Iterator[Reading | Failure]) -> Iterator[Reading | Failure]:
    for reading in results:
        if isinstance(reading, Reading) and not reading.sentences:
            reason = (
                "no sentence was found in it" if reading.article.text.strip() else "no text, only a title"
            )
            yield Failure(reading.article.location, "annotate", reason)
        else:
            yield reading


def skim_all(articles: Sequence[Article], *, progress: Progress = _silent) -> Iterator[Reading | Failure]:
    """As `read_all`, but only what grouping needs: sentences, or a title where there is no text."""
    for reading in _read(articles, skim_articles, progress):
        if isinstance(reading, Reading) and not (reading.sentences or reading.article.title):
            yield Failure(
                reading.article.location, "annotate", "neither a sentence nor a title was found in it"
            )
        else:
            yield reading


def _read(
    articles: Sequence[Article],
    read: Callable[[Iterable[Article]], Iterator[Reading]],
    progress: Progress,
) -> Iterator[Reading | Failure]:
    """Each article read, in order, or why it cannot be."""
    unread = {n: failure for n, a in enumerate(articles) if (failure := _not_analysed(a))}
    readings = read(a for n, a in enumerate(articles) if n not in unread)
    for done in range(len(articles)):
        progress("reading", done, len(articles))
        yield unread[done] if done in unread else next(readings)
    progress("reading", len(articles), len(articles))


def _not_analysed(article: Article) -> Failure | None:
    language = article.language.split("-")[0]
    if (language in LANGUAGES or language == "und") and not article.language.startswith("und-"):
        return None
    return Failure(article.location, "annotate", f"its language ({article.language}) is not analysed")


def _sorted_out(results: Iterator[Reading | Failure]) -> tuple[list[Reading], list[Failure]]:
    readings: list[Reading] = []
    failures: list[Failure] = []
    for result in results:
        if isinstance(result, Reading):
            readings.append(result)
        else:
            failures.append(result)
    return readings, failures


def brief(
    paths: Sequence[str | Path],
    *,
    stdin: BinaryIO | None = None,
    progress: Progress = _silent,
    settings: Settings = Settings(),
) -> Dossier:
    """The dossier of all reports at the paths: files, folders, or "-" for standard input.

    Never raises for a bad input: what could not be used stands in `Dossier.failures`. A
    dossier without accounts means that nothing could be.
    """
    articles, failures = take_in(paths, stdin=stdin)
    readings, unread = _sorted_out(read_all(articles, progress=progress))
    return compile_dossier(readings, articles, (*failures, *unread), progress=progress, settings=settings)


def compile_dossier(
    readings: Sequence[Reading],
    articles: Sequence[Article],
    failures: Sequence[Failure] = (),
    *,
    progress: Progress = _silent,
    settings: Settings = Settings(),
) -> Dossier:
    """Group the readings into stories and tell each."""
    by_id = {r.article.id: r for r in readings}
    stories = group_articles(readings)
    trees = settings.pairs or load_trees("pairs")
    accounts = []
    for done, story in enumerate(stories):
        progress("comparing", done, len(stories))
        accounts.append(tell(story, [by_id[a] for a in story.articles], trees, settings=settings))
    progress("comparing", len(stories), len(stories))
    accounts.sort(key=lambda a: (-len(a.lineage.origins), -len(a.story.articles), a.story.id))
    return Dossier(tuple(articles), tuple(accounts), tuple(failures))


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for reference cycles: comparing makes millions of records and not one cycle."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@_uncollected()
def tell(
    story: Story, readings: Sequence[Reading], trees: Trees, *, settings: Settings = Settings()
) -> Account:
    """One story, told from all its articles."""
    readings, notes = _dated(readings)
    cast = unify_cast(readings)
    outlets = {r.article.outlet.value for r in readings if r.article.outlet}
    if settings.agencies:
        outlets |= {name for agency in settings.agencies.agencies for name in agency.names}
    credits = agree_on_kinds(
        [
            c
            for r in readings
            for c in _credits(
                r, find_credits(r, outlets=outlets, settings=settings.credits or CreditFinding()), settings
            )
        ]
    )
    lineage = trace_lineage(readings, credits, unfold=settings.unfold, agencies=settings.agencies)
    origins = _counting([r.article for r in readings], lineage)
    utterances = group_utterances(readings, cast, count_origins=origins)
    utterances = find_retellings(utterances, readings, cast, count_origins=origins)
    pairs = score_pairs(readings, cast, trees)
    phrasing = Phrasing(readings, utterances, cast=cast)
    facts = group_facts(
        readings,
        pairs,
        floor=trees.floor,
        utterances=utterances,
        count_origins=origins,
        phrasing=phrasing,
    )
    alone = facts_alone(readings, pairs, facts, floor=trees.floor, phrasing=phrasing)
    page = Lookup(readings, cast, pairs)
    conflicts = find_conflicts(page, utterances)
    facts = without_rivals(facts, conflicts, readings, count_origins=origins)
    facts = shorten_statements(facts, phrasing)
    facts = doubt_evidence(facts, readings, pairs, phrasing, count_origins=origins)
    facts = name_openings(facts, readings, cast)
    alone = name_openings(alone, readings, cast)
    lead = choose_lead(readings, pairs, facts, phrasing)
    return Account(
        story=story,
        title=title_of(readings, lead),
        lead=lead,
        cast=cast,
        facts=facts,
        alone=alone,
        utterances=utterances,
        conflicts=conflicts,
        credits=credits,
        lineage=lineage,
        timeline=build_timeline(readings, facts, phrasing=phrasing),
        chapters=build_chapters(readings, (*facts, *alone), utterances, conflicts),
        updates=find_updates(page),
        omissions=find_omissions(readings, pairs, facts, lineage, floor=trees.floor),
        notes=notes,
    )


def ledger(
    agreement: Agreement,
    paths: Sequence[str | Path],
    *,
    day: date | None = None,
    stdin: BinaryIO | None = None,
    progress: Progress = _silent,
) -> Ledger | None:
    """The ledger of an agreement from the reports at the paths; None when no day is known at all.

    `day` is the day to look at, the latest of the coverage when not given. What could not be used
    stands in `Ledger.failures`.
    """
    articles, failures = take_in(paths, stdin=stdin)
    readings, unread = _sorted_out(read_all(articles, progress=progress))
    return keep_ledger(agreement, readings, articles, (*failures, *unread), day=day)


def keep_ledger(
    agreement: Agreement,
    readings: Sequence[Reading],
    articles: Sequence[Article],
    failures: Sequence[Failure] = (),
    *,
    day: date | None = None,
) -> Ledger | None:
    """As `ledger`, from readings."""
    return enter_findings(agreement, find_in(agreement, readings), articles, failures, day=day)


def find_in(agreement: Agreement, readings: Sequence[Reading], settings: Settings = Settings()) -> Findings:
    """What the readings tell of an agreement, whatever the day: what takes time in `keep_ledger`."""
    readings, _ = _dated(readings)
    evidence = find_evidence(readings, agreement, anchor=_commonest_day(readings))
    outlets = {r.article.outlet.value for r in readings if r.article.outlet}
    if settings.agencies:
        outlets |= {name for agency in settings.agencies.agencies for name in agency.names}
    finding = settings.credits or CreditFinding()
    credits = [c for r in readings for c in find_credits(r, outlets=outlets, settings=finding)]
    lineage = trace_lineage(readings, credits, unfold=settings.unfold, agencies=settings.agencies)
    return Findings(evidence, lineage)


def enter_findings(
    agreement: Agreement,
    findings: Findings,
    articles: Sequence[Article],
    failures: Sequence[Failure] = (),
    *,
    day: date | None = None,
) -> Ledger | None:
    """The ledger on a day, from what was found in the articles."""
    origins = _counting(articles, findings.lineage)
    return build_ledger(agreement, findings.evidence, articles, origins, day=day, failures=failures)


def draft(
    paths: Sequence[str | Path], *, stdin: BinaryIO | None = None, progress: Progress = _silent
) -> tuple[Agreement | None, tuple[Failure, ...]]:
    """A proposal of an agreement file from reports, or from the agreement's own text; and what failed.

    None where nothing that is promised was found.
    """
    articles, failures = take_in(paths, stdin=stdin)
    readings, unread = _sorted_out(read_all(articles, progress=progress))
    return draft_from(readings), (*failures, *unread)


def draft_from(readings: Sequence[Reading]) -> Agreement | None:
    """As `draft`, from readings."""
    return draft_agreement(_dated(readings)[0])


def _commonest_day(readings: Sequence[Reading]) -> date | None:
    days = Counter(r.article.published.day for r in readings if r.article.published)
    return max(days, key=lambda d: (days[d], -d.toordinal())) if days else None


def _counting(articles: Iterable[Article], lineage: Lineage) -> Callable[[Sequence[Passage]], int]:
    """How many independent reports stand behind some passages."""
    outlet_of = {a.id: a.outlet.value if a.outlet else a.id for a in articles}

    copies = Copies(lineage)

    def origins(evidence: Sequence[Passage]) -> int:
        # an outlet's own reports are not independent of each other
        return min(count_origins(evidence, lineage, copies), len({outlet_of[p.article] for p in evidence}))

    return origins


def _credits(reading: Reading, found: Sequence[Credit], settings: Settings) -> tuple[Credit, ...]:
    """The credits of an article, and those of its credit lines that are not among them."""
    lines = find_credit_lines(reading.article, agencies=settings.agencies)
    new = [c for c in lines if not any(c.source_passage.touches(old.source_passage) for old in found)]
    return tuple(sorted((*found, *new), key=lambda c: c.source_passage))


def _dated(readings: Sequence[Reading]) -> tuple[list[Reading], tuple[str, ...]]:
    """Undated articles with their relative days counted from the day of most others, and a note of it."""
    anchor = _commonest_day(readings)
    undated = [r for r in readings if r.article.published is None]
    if not undated:
        return list(readings), ()
    if anchor is None:
        loose = [r for r in undated if any(p.anchor == "unresolved" for p in r.periods)]
        why = "and no other article of the story does: words such as “on Wednesday” stay without a date"
        return list(readings), _undated_note(loose, why)
    redated = {r.article.id: redate(r, anchor) for r in undated}
    counted = [r for r in undated if any(p.anchor == "story" for p in redated[r.article.id].periods)]
    why = (
        f"so words such as “on Wednesday” are counted from {_spelled(anchor)}, "
        "when most of the story's other articles came out"
    )
    return [redated.get(r.article.id, r) for r in readings], _undated_note(counted, why)


def _undated_note(readings: Sequence[Reading], why: str) -> tuple[str, ...]:
    names = [name_of(r.article) for r in readings]
    if not names:
        return ()
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return (f"No day of publication is stated in {listed}, {why}.",)


def name_of(article: Article) -> str:
    """The outlet, else the place the article was read from."""
    return article.outlet.value if article.outlet else article.location.rsplit("/", 1)[-1]


def _spelled(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
