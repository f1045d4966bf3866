"""Whether what was expected has come: told as done by a later report, it is expected no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from accord.compare.amounts import can_both_be
from accord.compare.claims import deed_of, denies, meet
from accord.compare.occasions import days_of
from accord.compare.phrases import Phrase
from accord.compare.statements import Phrasing
from accord.records import Clause, Moment, Reading

_RARE = 1.0  # rarity of a word that two sentences of one count share, besides what they count


def without_come(
    moments: Iterable[Moment], readings: Sequence[Reading], phrasing: Phrasing
) -> Iterator[Moment]:
    """The moments without those expected that a later report tells as done.

    Later is one that came out on the day or after it, after the first that expected it and not before
    the last; of a deadline ("by Friday") also before the day. It tells the same deed with one of its
    parties, or as many of the same things in like words, and of no day outside that time.
    """
    for moment in moments:
        since = _since(moment, phrasing) if moment.modality == "planned" else None
        if since is None or not any(
            _tells_come(phrasing.phrase(sentence.passage), moment, since, phrasing)
            for reading in readings
            if reading.article.published is not None and reading.article.published.day >= since
            for sentence in reading.sentences
        ):
            yield moment


def _since(moment: Moment, phrasing: Phrasing) -> date | None:
    """The first day on which a report may tell it as done; None where that cannot be said."""
    expecting = [phrasing.by_id[p.article].article.published for p in moment.evidence]
    days = [published.day for published in expecting if published is not None]
    if len(days) < len(expecting):
        return None
    after = max(min(days) + timedelta(days=1), max(days))
    periods = phrasing.by_id[moment.words.article].periods
    deadline = any(p.passage == moment.words and p.first is None for p in periods)
    return after if deadline else max(after, moment.first)


def _tells_come(told: Phrase, moment: Moment, since: date, phrasing: Phrasing) -> bool:
    done = [c for c in told.clauses if c.modality == "happened" and not denies(c)]
    first = min(since, moment.first)
    times = filter(None, (days_of(p) for p in told.reading.periods if told.passage.covers(p.passage)))
    if not done or any(b < first or a > moment.last for a, b in times):
        return False
    expected = phrasing.phrase(moment.statement)
    return any(_is_deed_of(c, expected, phrasing) for c in done) or _counts_the_same(told, expected)


def _is_deed_of(clause: Clause, expected: Phrase, phrasing: Phrasing) -> bool:
    """Whether a clause tells a deed that is planned there, of one of its parties."""
    return any(
        meet(one, other, phrasing.stems)
        for plan in expected.deeds.get(deed_of(clause.predicate), ())
        if plan.modality == "planned"
        for one, other in ((clause.agent, plan.agent), (clause.patient, plan.patient))
    )


def _counts_the_same(told: Phrase, expected: Phrase) -> bool:
    """Whether both count as many of the same, and share a word besides that is not everywhere."""
    units = {
        a.unit
        for a in told.counted
        for b in expected.counted
        if a.unit == b.unit and a.low == b.low and can_both_be(a, b)
    }
    return any(
        stem.isalpha() and expected.rarity(stem) >= _RARE and not unit.startswith(stem[:4])
        for stem in told.stems & expected.stems
        for unit in units
    )
