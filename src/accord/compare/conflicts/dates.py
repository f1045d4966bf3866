"""Days, and terms of years, that cannot both be those of one deed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from accord.compare.claims import one_deed
from accord.compare.conflicts.lookup import SAYING, Lookup, parties_in, stems
from accord.compare.conflicts.settings import ConflictFinding
from accord.records import ArticleId, Clause, Conflict, Passage, Period, Sentence, Side


def find_days(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Days given for one deed that cannot both be right."""
    told = [
        (p, c, s) for r in page.readings for sentence in r.sentences for p, c, s in _dated(page, sentence)
    ]
    by_predicate: defaultdict[str, list[tuple[Period, Clause, Passage]]] = defaultdict(list)
    for one in told:
        by_predicate[one_deed(one[1].predicate)].append(one)
    used: set[Passage] = set()
    for members in by_predicate.values():
        like = page.cosines([s for _, _, s in members]) >= settings.one_deed
        for n, (period, clause, sentence) in enumerate(members):
            for m in np.nonzero(like[n, n + 1 :])[0].tolist():
                other, its_clause, its_sentence = members[n + 1 + m]
                if sentence.article == its_sentence.article or {sentence, its_sentence} & used:
                    continue
                # one weekday that two articles print was read amiss in one, not told otherwise
                if page.exact(period.passage).lower() == page.exact(other.passage).lower():
                    continue
                if not _apart(period, other) or clause.negated != its_clause.negated:
                    continue
                if not _one_deed(page, clause, its_clause):
                    continue
                # each article tells of both days: of two deeds
                if _day_also_told(page, period, its_sentence.article) and _day_also_told(
                    page, other, sentence.article
                ):
                    continue
                used |= {sentence, its_sentence}
                about = " ".join(page.exact(clause.passage).split()[:10])
                sides = (
                    Side(page.exact(period.passage), (sentence,)),
                    Side(page.exact(other.passage), (its_sentence,)),
                )
                yield Conflict("date", about, sides)


def find_terms(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Years from which to which someone did or was something, told otherwise at both ends."""
    used: set[Passage] = set()
    for left, right in page.near(settings.one_term, page.terms):
        ours, theirs = page.terms(left), page.terms(right)
        if len(ours) != 1 or len(theirs) != 1 or {left, right} & used:
            continue
        a, b = ours[0], theirs[0]
        if _apart(a, b) or a.first == b.first or a.last == b.last:
            continue
        if not parties_in(page, page.by_id[left.article], left) & parties_in(
            page, page.by_id[right.article], right
        ):
            continue
        if _day_also_told(page, a, right.article) or _day_also_told(page, b, left.article):
            continue
        used |= {left, right}
        about = " ".join(page.exact(left).split()[:10])
        yield Conflict(
            "date", about, tuple(Side(page.exact(p.passage), (s,)) for p, s in ((a, left), (b, right)))
        )


def _one_deed(page: Lookup, a: Clause, b: Clause) -> bool:
    """Whether what is done by whom and to whom has words in common, and nothing speaks against it."""
    roles = [
        (stems(page.exact(x)) if x else set(), stems(page.exact(y)) if y else set())
        for x, y in ((a.agent, b.agent), (a.patient, b.patient))
    ]
    if any(ours and theirs and not ours & theirs for ours, theirs in roles[1:]):
        return False
    if {a.modality, b.modality} == {"happened", "planned"}:
        return False  # what was to be and what came of it
    doers = [parties_in(page, page.by_id[c.passage.article], c.agent) if c.agent else set() for c in (a, b)]
    if doers[0] and doers[1] and not doers[0] & doers[1]:
        return False
    common = stems(page.exact(a.passage)) & stems(page.exact(b.passage))
    return any(ours & theirs for ours, theirs in roles) or bool(common - stems(a.predicate))


def _dated(page: Lookup, sentence: Sentence) -> Iterator[tuple[Period, Clause, Passage]]:
    """Times in a sentence, each with the smallest clause it stands in."""
    reading = page.by_id[sentence.passage.article]
    for period in reading.periods:
        if not sentence.passage.covers(period.passage) or period.first is None or period.last is None:
            continue
        if (period.last - period.first).days > 366:
            continue
        around = [c for c in reading.clauses if c.passage.covers(period.passage)]
        clause = min(around, key=lambda c: c.passage.end - c.passage.start, default=None)
        if clause is not None and clause.predicate not in SAYING:
            yield period, clause, sentence.passage


def _apart(a: Period, b: Period) -> bool:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return a.last < b.first or b.last < a.first


def _day_also_told(page: Lookup, period: Period, article: ArticleId) -> bool:
    return any(p.first == period.first and p.last == period.last for p in page.by_id[article].periods)
