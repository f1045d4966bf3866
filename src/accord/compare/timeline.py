"""When things happened, or are expected to: not when they were reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from accord.records import (
    ArticleId,
    Clause,
    Fact,
    Modality,
    Moment,
    Passage,
    Period,
    Reading,
    Sentence,
)

# A day beside one of these is the day of a report, not of what it reports.
_REPORTING = frozenset(
    "say tell report add note state write tweet remark comment reply respond argue claim insist acknowledge "
    "observe quote cite describe ask post repeat stress explain speak talk suggest warn joke concede "
    "complain maintain continue begin_by call think believe know".split()
)
_TOLD_IN = frozenset(("headline", "dek", "body", "caption", "heading"))
_RANK: dict[Modality, int] = {"happened": 0, "planned": 1, "possible": 2, "denied": 3}


@dataclass(frozen=True, slots=True)
class TimelineSettings:
    """What a timeline takes up. Chosen by reading the timelines of thirteen stories."""

    alone: int = 8  # entries that no shared fact supports: more drown the shared ones
    recent_days: int = 366  # those told of older days come last: background
    sharp_days: int = 31  # longer spans count as background and need a shared fact
    longest_days: int = 3 * 366  # of those, longer ones tell a reader nothing


@dataclass(frozen=True, slots=True)
class _Dated:
    """A time tied to a clause of a sentence."""

    first: date
    last: date
    period: Period
    clause: Clause
    sentence: Sentence
    index: int  # of the sentence in its article
    modality: Modality
    anchor: Literal["stated", "published", "story"]

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def meets(self, other: _Dated) -> bool:
        return self.first <= other.last and other.first <= self.last


def build_timeline(
    readings: Sequence[Reading],
    facts: Sequence[Fact],
    *,
    settings: TimelineSettings = TimelineSettings(),
) -> tuple[Moment, ...]:
    """Moments by day, each with the words its day was read from.

    The sentences of a fact make one moment where their days agree; its day is the finest that they
    give ("Friday" over "later in the week") and all of them are its evidence. Beside shared facts only
    the `alone` best of the remaining dated clauses are kept. A deadline ("by Friday") stands at its
    last day. What is denied, not so, or dated by a report ("said on Monday") is left out. A moment
    is expected where its modality is "planned" or "possible"; one article that tells it as done
    settles it. Empty where no clause has a resolved time.
    """
    dated = {r.article.id: tuple(_dated(r, _latest(readings))) for r in readings}
    by_id = {r.article.id: r for r in readings}
    used: set[tuple[Passage, Passage]] = set()
    found: list[Moment] = []
    for fact in sorted(facts, key=lambda f: (-f.weight, f.statement)):
        if fact.articles < 2:
            continue
        group = _agreeing(fact, dated)
        if any((d.period.passage, d.clause.passage) in used for d in group):
            _add_evidence(found, group)
            continue
        if not group:
            continue
        used |= {(d.period.passage, d.clause.passage) for d in group}
        finest = min(
            group,
            key=lambda d: (
                d.length,
                d.anchor == "story",
                not fact.statement.touches(d.sentence.passage),
                len(_other_days(d, by_id[d.period.passage.article])),
            ),
        )
        if finest.length <= settings.longest_days:
            found.append(_moment(finest, group, fact.evidence, by_id[finest.period.passage.article]))
    alone = [
        group
        for group in _gathered(
            [d for ds in dated.values() for d in ds if (d.period.passage, d.clause.passage) not in used],
            by_id,
        )
        if group[0].length <= settings.sharp_days and group[0].modality in ("happened", "planned")
    ]
    latest = _latest(readings)

    def place(group: list[_Dated]) -> tuple[object, ...]:
        first = group[0]
        old = latest is not None and (latest - first.last).days > settings.recent_days
        articles = {d.period.passage.article for d in group}
        return old, -len(articles), first.modality != "planned", first.index, first.period.passage

    alone.sort(key=place)
    found += [_moment(g[0], g, (), by_id[g[0].period.passage.article]) for g in alone[: settings.alone]]
    return tuple(sorted(_merged(found), key=lambda m: (m.first, m.last, m.statement)))


def _latest(readings: Sequence[Reading]) -> date | None:
    return max((r.article.published.day for r in readings if r.article.published), default=None)


# ---------------------------------------------------------------- dated clauses


def _dated(reading: Reading, latest: date | None) -> Iterator[_Dated]:
    today = reading.article.published.day if reading.article.published else latest
    for period in reading.periods:
        days = _days(period)
        if days is None or period.anchor == "unresolved":
            continue
        clause = _clause_of(reading, period)
        if clause is None or clause.negated or clause.modality == "denied" or clause.predicate in _REPORTING:
            continue
        index = next((i for i, s in enumerate(reading.sentences) if s.passage.covers(period.passage)), None)
        if index is None or not _told(reading, period.passage):
            continue
        modality = clause.modality
        if modality == "happened" and today is not None and days[0] > today:
            modality = "planned"  # "the talks begin on Monday"
        yield _Dated(*days, period, clause, reading.sentences[index], index, modality, period.anchor)


def _told(reading: Reading, words: Passage) -> bool:
    """Whether the words stand in the report itself: the day in a dateline is that of the report."""
    return any(b.kind in _TOLD_IN and b.start <= words.start < b.end for b in reading.article.blocks)


def _days(period: Period) -> tuple[date, date] | None:
    """First and last day; a deadline is its last day. What has gone on since some day is on no day."""
    if period.last is None:
        return None
    return (period.first or period.last, period.last)


def _clause_of(reading: Reading, period: Period) -> Clause | None:
    """The smallest clause around a time."""
    around = [c for c in reading.clauses if c.passage.covers(period.passage)]
    return min(around, key=lambda c: c.passage.end - c.passage.start, default=None)


# ---------------------------------------------------------------- moments


def _agreeing(fact: Fact, dated: Mapping[ArticleId, Sequence[_Dated]]) -> list[_Dated]:
    """The times in a fact's sentences that agree with the one most of its articles give."""
    told = [d for e in fact.evidence for d in dated.get(e.article, ()) if e.touches(d.sentence.passage)]
    best: list[_Dated] = []
    for one in sorted(told, key=lambda d: d.length):
        group = [d for d in told if d.meets(one)]
        if len({d.period.passage.article for d in group}) > len({d.period.passage.article for d in best}):
            best = group
    return best


def _gathered(dated: Sequence[_Dated], readings: Mapping[ArticleId, Reading]) -> list[list[_Dated]]:
    """Clauses that tell the same of the same days; one whose sentence speaks of no other leads."""
    groups: dict[tuple[object, ...], list[_Dated]] = {}
    for one in dated:
        role = one.clause.patient or one.clause.agent  # agents are often "he"
        word = role.of(readings[role.article].article.text).split()[-1].lower() if role else ""
        key = (one.first, one.last, one.clause.predicate, word)
        groups.setdefault(key, []).append(one)

    def clear(one: _Dated) -> tuple[int, Passage]:
        return len(_other_days(one, readings[one.period.passage.article])), one.period.passage

    return [sorted(group, key=clear) for group in groups.values()]


def _moment(told: _Dated, group: Sequence[_Dated], evidence: Sequence[Passage], reading: Reading) -> Moment:
    modality = min((d.modality for d in group), key=_RANK.__getitem__)
    return Moment(
        told.first,
        told.last,
        told.period.passage,
        _statement(told, reading),
        tuple(sorted(set(evidence or (d.sentence.passage for d in group)))),
        modality,
        told.anchor,
    )


def _other_days(told: _Dated, reading: Reading) -> list[Passage]:
    """Times in its sentence that speak of other days."""
    return [
        p.passage
        for p in reading.periods
        if told.sentence.passage.covers(p.passage) and _days(p) not in (None, (told.first, told.last))
    ]


def _statement(told: _Dated, reading: Reading) -> Passage:
    """The sentence; where it speaks of other days, its longest clause that does not and can stand alone."""
    whole = told.sentence.passage
    others = _other_days(told, reading)
    if not others:
        return whole
    clauses = (
        c.passage
        for c in reading.clauses
        if whole.covers(c.passage)
        and c.passage.covers(told.period.passage)
        and c.patient is not None
        and all(c.passage.covers(role) for role in (c.agent, c.patient) if role)
        and not any(c.passage.covers(other) for other in others)
    )
    return max(clauses, key=lambda p: p.end - p.start, default=whole)


def _add_evidence(found: list[Moment], group: Sequence[_Dated]) -> None:
    """Another fact dated by the same words adds the sentences that give the day."""
    words = {d.period.passage for d in group}
    for i, moment in enumerate(found):
        if moment.words in words:
            evidence = {*moment.evidence, *(d.sentence.passage for d in group)}
            found[i] = replace(moment, evidence=tuple(sorted(evidence)))


def _merged(moments: Sequence[Moment]) -> list[Moment]:
    """Moments of the same days told by the same sentence are one."""
    kept: list[Moment] = []
    for moment in moments:
        for i, other in enumerate(kept):
            if (other.first, other.last) == (moment.first, moment.last) and set(other.evidence) & set(
                moment.evidence
            ):
                evidence = tuple(sorted({*other.evidence, *moment.evidence}))
                modality = min(other.modality, moment.modality, key=_RANK.__getitem__)
                kept[i] = replace(other, evidence=evidence, modality=modality)
                break
        else:
            kept.append(moment)
    return kept
