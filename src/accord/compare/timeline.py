"""When things happened, or are expected to: not when they were reported."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from accord.compare.amounts import can_both_be
from accord.compare.claims import ANNOUNCING
from accord.compare.expectations import without_come
from accord.compare.occasions import Dated, days_of, find_dated
from accord.compare.phrases import stems_of_deed
from accord.compare.statements import Phrasing, is_cut_off
from accord.records import ArticleId, Clause, Fact, Modality, Moment, Passage, Reading
from accord.text import plain

_RANK: dict[Modality, int] = {"happened": 0, "planned": 1, "possible": 2, "denied": 3}


@dataclass(frozen=True, slots=True)
class TimelineSettings:
    """What a timeline takes up. Chosen by reading the timelines of a dozen stories."""

    entries: float = 5.0  # of a story; more drown what matters
    entries_an_article: float = 0.9
    entries_most: int = 24
    # The share of rare words of the shorter that two clauses of one day must have in common to tell one
    # event where their predicates are one; where they are not, that share times the cosine of their
    # sentences. Among 200 pairs in a story of eleven reports, a signing and its approval by parliament
    # come to .17 at most, an exchange and a release of prisoners to .21 at least.
    alike_in_doing: float = 0.2
    near_in_doing: float = 0.6  # or this cosine
    alike_if_linked: float = 0.18  # where a fact holds both and their times are as long
    alike: float = 0.25  # where none does
    alike_if_longer: float = 0.35  # where a fact does, and one time is longer: "this week"
    near_in_fact: float = 0.6  # or this, where one states a fact that the other tells
    one_sentence: float = 0.9  # sentences nearer than this are one: each tells its clauses apart
    recent_days: int = 366  # those told of older days come last: background
    sharp_days: int = 7  # longer spans need two articles, a month aside
    longest_days: int = 3 * 366  # longer ones tell a reader nothing
    clear: float = -0.2  # a worse statement tells nothing by itself ...
    clear_alone: float = 0.1  # ... and what one article dates must be told well


def build_timeline(
    readings: Sequence[Reading],
    facts: Sequence[Fact],
    *,
    phrasing: Phrasing | None = None,
    settings: TimelineSettings = TimelineSettings(),
) -> tuple[Moment, ...]:
    """Moments by day, each with the words its day was read from.

    Clauses of one day that tell the same event make one moment, whichever articles they stand in. Its
    day is the finest that they give ("Friday" over "later in the week"), its statement the
    clearest sentence, or clause that can stand alone, with that day in it; its evidence are the sentences
    that give the day and those that a fact sets beside the statement. What several articles date goes first,
    and what stands early in one; the rest is left out. A deadline ("by Friday") stands at its last
    day. What is denied, not so, spoken, or dated by a report ("said on Monday") is no moment. A moment is
    expected where its modality is "planned" or "possible"; one article that tells it as done settles it,
    and what only expected it, came out before its day or counts otherwise is no evidence then; nor is
    anything expected that a later report tells as done, whatever the day (`expectations`).
    Empty where no clause has a resolved time.
    """
    latest = max((r.article.published.day for r in readings if r.article.published), default=None)
    phrasing = phrasing or Phrasing(readings)
    dated = [d for r in sorted(readings, key=lambda r: r.article.id) for d in find_dated(r, latest)]
    events = _Events(dated, phrasing, facts, settings)
    found: list[tuple[float, Moment]] = []
    for group in events.groups():
        moment, clear = _moment(group, phrasing, facts)
        articles = len({p.article for p in moment.evidence})
        if clear < (settings.clear if articles > 1 else settings.clear_alone):
            continue
        length = (moment.last - moment.first).days + 1
        if length > settings.longest_days:
            continue
        if articles == 1:
            published = phrasing.by_id[moment.words.article].article.published
            stale = (
                published is not None and moment.last < published.day
            )  # a plan, and nobody tells what became
            vague = length > settings.sharp_days and not (moment.first.day == 1 and 28 <= length <= 31)
            if vague or moment.modality == "possible" or (moment.modality == "planned" and stale):
                continue
        old = latest is not None and (latest - moment.last).days > settings.recent_days
        place = min(d.index for d in group)
        worth = (
            math.log2(articles)
            - 1.0 * old
            - 0.2 * math.log2(length)
            - 0.04 * min(place, 25)
            + 0.3 * (moment.modality != "happened")
            + 0.5 * clear
        )
        found.append((worth, moment))
    most = min(round(settings.entries + settings.entries_an_article * len(readings)), settings.entries_most)
    found.sort(key=lambda f: (-f[0], f[1].first, f[1].statement))
    live = without_come((moment for _, moment in found), readings, phrasing)
    return tuple(sorted(islice(live, most), key=lambda m: (m.first, m.last)))


# ---------------------------------------------------------------- events


def _links(facts: Sequence[Fact]) -> Mapping[Passage, frozenset[int]]:
    """The facts that each sentence tells."""
    links: dict[Passage, set[int]] = {}
    for n, fact in enumerate(facts):
        for passage in fact.evidence:
            links.setdefault(passage, set()).add(n)
    return {passage: frozenset(numbers) for passage, numbers in links.items()}


class _Events:
    """Dated clauses, and which of them tell one event."""

    def __init__(
        self,
        dated: Sequence[Dated],
        phrasing: Phrasing,
        facts: Sequence[Fact],
        settings: TimelineSettings,
    ) -> None:
        links = _links(facts)
        self._phrasing, self._links, self._settings = phrasing, links, settings
        self._dated = dated
        self._stated: dict[ArticleId, list[Fact]] = {}  # by the article whose words state them
        for fact in facts:
            self._stated.setdefault(fact.statement.article, []).append(fact)
        self._stems = {id(d): self._told(d) for d in dated}
        self._weight = {id(d): sum(map(phrasing.rarity, self._stems[id(d)])) for d in dated}
        self._claimed = {id(d): self._doing(d) for d in dated}

    def _told(self, one: Dated) -> frozenset[str]:
        """The words of its clause, its times left out: they are alike on one day in any case."""
        times = {
            stem
            for p in self._phrasing.by_id[one.sentence.passage.article].periods
            if one.sentence.passage.covers(p.passage)
            for stem in self._phrasing.stems(p.passage)
        }
        roles = [r for r in (one.clause.agent, one.clause.patient) if r]
        stems = self._phrasing.stems(one.clause.passage).union(*(self._phrasing.stems(r) for r in roles))
        return stems - times

    def _doing(self, one: Dated) -> frozenset[str]:
        """The words of what its clause does, and of who does and who suffers it."""
        roles = [r for r in (one.clause.agent, one.clause.patient) if r]
        return stems_of_deed(one.clause).union(*map(self._phrasing.stems, roles))

    def _touch(self, a: Dated, b: Dated) -> bool:
        """Whether the sentence of one has a word of what the other does, or to whom, or who does it."""
        told = [self._phrasing.stems(d.sentence.passage) for d in (a, b)]
        return bool(self._claimed[id(a)] & told[1] or self._claimed[id(b)] & told[0])

    def same(self, a: Dated, b: Dated) -> bool:
        """Whether two dated clauses tell one event: of days that meet, in like words or of one fact."""
        if not a.meets(b):
            return False
        if a.sentence == b.sentence:
            return a.clause == b.clause
        settings = self._settings
        if self._one_states(a, b) and settings.near_in_fact <= self._near(a, b) < settings.one_sentence:
            return True
        alike = self._alike(a, b)
        if a.clause.predicate != b.clause.predicate:
            # "a quake struck", "rescuers pulled three out": deeds of others, whatever stands beside them
            if alike < settings.alike_if_linked or not self._touch(a, b):
                return False
        near = self._near(a, b)
        as_long = a.length == b.length
        if a.clause.predicate == b.clause.predicate:
            return alike >= settings.alike_in_doing or (as_long and near >= settings.near_in_doing)
        linked = not self._links.get(a.sentence.passage, frozenset()).isdisjoint(
            self._links.get(b.sentence.passage, frozenset())
        )
        if near >= settings.one_sentence or not (linked or as_long):
            return False
        least = settings.alike if as_long else settings.alike_if_longer
        return alike * near >= (settings.alike_if_linked if linked and as_long else least)

    def _one_states(self, a: Dated, b: Dated) -> bool:
        """Whether one of two clauses of a day, in one mood, states a fact that the other's sentence tells."""
        if a.length != b.length or a.length > _DAYS or a.modality != b.modality:
            return False
        return any(
            fact.statement.covers(one.clause.passage) and other.sentence.passage in fact.evidence
            for one, other in ((a, b), (b, a))
            for fact in self._stated.get(one.sentence.passage.article, ())
        )

    def _near(self, a: Dated, b: Dated) -> float:
        one, other = (self._phrasing.by_id[d.sentence.passage.article].vectors[d.index] for d in (a, b))
        return float(one @ other)

    def _alike(self, a: Dated, b: Dated) -> float:
        """The share of the rare words of the shorter clause that the other has."""
        common = self._stems[id(a)] & self._stems[id(b)]
        least = min(self._weight[id(a)], self._weight[id(b)])
        return sum(map(self._phrasing.rarity, common)) / least if least else 0.0

    def groups(self) -> list[list[Dated]]:
        """Stars: the clause that most articles bear out, with all that tell its event on days that meet."""
        near: list[list[Dated]] = [[] for _ in self._dated]
        for n, a in enumerate(self._dated):
            for m, b in enumerate(self._dated[:n]):
                if self.same(a, b):
                    near[n].append(b)
                    near[m].append(a)
        support = [len({b.sentence.passage.article for b in bs}) for bs in near]
        order = sorted(
            range(len(self._dated)),
            key=lambda n: (-support[n], self._dated[n].length, self._dated[n].period.passage),
        )
        used: set[int] = set()
        stars: list[list[Dated]] = []
        for n in order:
            lead = self._dated[n]
            if id(lead) in used:
                continue
            group, first, last = [lead], lead.first, lead.last
            for other in sorted(near[n], key=lambda d: (d.length, d.period.passage)):
                if id(other) not in used and other.first <= last and first <= other.last:
                    group.append(other)
                    first, last = max(first, other.first), min(last, other.last)
            used.update(map(id, group))
            stars.append(group)
        return self._joined(stars)

    def _joined(self, stars: Sequence[list[Dated]]) -> list[list[Dated]]:
        """A star of one article joins an earlier one of its day that it has two clauses in common with.

        One clause is enough for a deadline: "gives Lowen until Friday", "must leave by Friday".
        """
        kept: list[list[Dated]] = []
        for star in stars:
            days = {(d.first, d.last) for d in star}
            for other in kept if len({d.sentence.passage.article for d in star}) == 1 else ():
                same = sum(any(self.same(d, o) for d in star) for o in other if (o.first, o.last) in days)
                if same > 1 or (same and all(d.period.first is None for d in (*star, *other))):
                    other += star
                    break
            else:
                kept.append(list(star))
        return kept


# ---------------------------------------------------------------- moments


def _moment(group: Sequence[Dated], phrasing: Phrasing, facts: Sequence[Fact]) -> tuple[Moment, float]:
    """The moment that dated clauses of one event make, and how well its statement tells it.

    Once one tells it as done, those that only expected it bear out nothing: what is declared is not done.
    """
    group = [d for d in group if d.modality == "happened"] or group
    modality = min((d.modality for d in group), key=_RANK.__getitem__)
    finest = min((d.length, d.anchor == "story") for d in group)
    told = [d for d in group if (d.length, d.anchor == "story") == finest]

    def value(option: tuple[Dated, Passage]) -> tuple[float, Passage]:
        one, statement = option
        others = [d for d in group if d.sentence.passage.article != statement.article]
        phrase = phrasing.phrase(statement)
        sentences = [phrasing.phrase(d.sentence.passage) for d in others]
        borne_out = sum(
            phrasing.phrase(d.clause.passage).borne_out(phrase)
            + phrase.borne_out(sentence)
            + 0.5 * (d.clause.predicate == one.clause.predicate)
            for d, sentence in zip(others, sentences, strict=True)
        )
        differ = sum(sentence.counts_otherwise(phrase) for sentence in sentences)
        worth = _worth(statement, one, phrasing) + 0.8 * (one.modality == modality)
        worth += (borne_out - 0.6 * differ) / max(1, len(others))
        return -worth, statement

    one, statement = min(((d, s) for d in told for s in _statements(d, phrasing)), key=value)
    evidence = {d.sentence.passage for d in group if d is one or not _counts_otherwise(d, one, phrasing)}
    for fact in facts if one.length <= _DAYS else ():  # in "last week" much may have been done
        if fact.statement.touches(statement) and any(e.covers(statement) for e in fact.evidence):
            evidence.update(e for e in fact.evidence if _states(e, group, phrasing))
    if modality == "happened":
        evidence = {e for e in evidence if not _older(e, one.first, phrasing)}
    phrase = phrasing.phrase(statement)
    evidence = {e for e in evidence if e.covers(statement) or not phrasing.phrase(e).counts_otherwise(phrase)}
    moment = Moment(
        one.first, one.last, one.period.passage, statement, tuple(sorted(evidence)), modality, one.anchor
    )
    return moment, _worth(statement, one, phrasing)


_DAYS = 2  # a day, or a night between two


def _size(passage: Passage) -> int:
    return passage.end - passage.start


def _counts_otherwise(other: Dated, one: Dated, phrasing: Phrasing) -> bool:
    """Whether it tells the same of another number, whatever it calls them: "31 soldiers", "24 prisoners"."""
    if other.clause.predicate != one.clause.predicate:
        return False
    counts = [
        [q for q in phrasing.by_id[p.article].quantities if p.covers(q.passage)]
        for p in (other.clause.patient, one.clause.patient)
        if p is not None
    ]
    return all(counts) and len(counts) == 2 and not any(can_both_be(*pair) for pair in product(*counts))


def _older(sentence: Passage, day: date, phrasing: Phrasing) -> bool:
    """Whether its article came out before the day: it cannot tell what was done then."""
    published = phrasing.by_id[sentence.article].article.published
    return published is not None and published.day < day


def _states(sentence: Passage, group: Sequence[Dated], phrasing: Phrasing) -> bool:
    """Whether a sentence of a moment's fact tells it without its day: the same doing and parties, no day."""
    reading = phrasing.by_id[sentence.article]
    if any(sentence.covers(p.passage) and days_of(p) is not None for p in reading.periods):
        return False
    return any(
        c.predicate == d.clause.predicate
        and c.modality == d.modality
        and _same_parties(c, d.clause, phrasing)
        for c in reading.clauses
        if sentence.covers(c.passage)
        for d in group
    )


def _same_parties(one: Clause, other: Clause, phrasing: Phrasing) -> bool:
    """Whether nothing says that two clauses are of other parties: some are named alike, or none is."""
    pairs = ((one.agent, other.agent), (one.patient, other.patient))
    held = [(phrasing.stems(a), phrasing.stems(b)) for a, b in pairs if a and b]
    named = [(a, b) for a, b in held if a and b]  # not by a word like "they"
    return not named or any(a & b for a, b in named)


_LEANING = re.compile(
    # "In Velm their tent still stood" leans as much as "Their tent still stood in Velm"
    r"(?:(?:in|at|on|near|outside|from|by|after|before) (?:the )?\w+(?: \w+)?,? "
    r"(?:he|she|they|his|her|their)|he|she|it|they|this|that|these|those|his|her|its|their|we|i|you|our|my|one|two|both|some|others?"
    r"|many|most|all|each|the (?:others?|rest|same)|who|whose|which|what|where|when|while|and|but|so|yet|or"
    r"|also|instead|there|then|here|meanwhile|however|\w+ of (?:them|these|those))\b",
    re.IGNORECASE,
)
_POSSESSIVE = frozenset("his her its their".split())


def _statements(one: Dated, phrasing: Phrasing) -> Iterator[Passage]:
    """The sentence of a dated clause, and the clauses in it with its time that can stand alone."""
    whole = one.sentence.passage
    yield whole
    reading = phrasing.by_id[whole.article]
    text = plain(reading.article.text)
    for clause in reading.clauses:
        passage = _within(clause.passage, whole)
        start, end = passage.start, passage.end
        roles = [_within(r, whole) for r in (clause.agent, clause.patient) if r]
        if not roles or not all(passage.covers(words) for words in (one.period.passage, *roles)):
            continue
        if clause.patient is None and clause.predicate in ANNOUNCING:
            continue
        first = min(roles)
        subject_first = start == first.start
        if start - whole.start < _A_WORD:
            start = whole.start  # the parse may leave a "U.S." out
        if not whole.covers(passage) or not (subject_first or start == whole.start):
            continue
        if passage == whole or text.startswith("'s", first.end):
            continue
        if _LEANING.match(text, start) or is_cut_off(clause, text[whole.start : start]):
            continue
        ends = []
        if (_AFTER_WHOLE if subject_first else _AFTER_OPENING).match(text, end):
            ends.append(end)
        aside = _ASIDE.search(text, max(one.period.passage.end, *(r.end for r in roles)), end)
        if aside:
            ends.append(aside.start())
        for at in ends:
            if text.startswith("(", start) and ")" not in text[start:at]:
                start += 1
            if not _MARKS.fullmatch(text, at, whole.end):
                if text.count('"', start, at) % 2 == 0:
                    yield Passage(whole.article, start, at)
            elif start > whole.start:
                yield Passage(whole.article, start, whole.end)


def _within(passage: Passage, whole: Passage) -> Passage:
    """The passage without what stands before its sentence: the parse takes a dateline in."""
    return Passage(passage.article, max(passage.start, min(whole.start, passage.end)), passage.end)


_A_WORD = 6  # characters
_MARKS = re.compile(r"[.!?]?")


_AFTER_WHOLE = re.compile(r"[.,;:!?)-]| -|$")
_AFTER_OPENING = re.compile(r"[.;:!?]|, (?:and|but)\b|$")  # the main clause may come behind another comma
_ASIDE = re.compile(
    r",(?= (?:who|whose|which|where|with|while|as(?! well)|after|before|but|(?:\w+ly )?[a-z]+ing)\b)"
)


def _worth(statement: Passage, one: Dated, phrasing: Phrasing) -> float:
    """How well a passage tells what a dated clause does, 1 at best.

    Short, no pronoun to look up, of no other day, not mostly someone's words, and the clause most of it.
    """
    reading = phrasing.by_id[statement.article]
    exact = plain(statement.of(reading.article.text))
    length = len(exact.split())
    others = sum(
        statement.covers(p.passage) and days_of(p) not in (None, (one.first, one.last))
        for p in reading.periods
    )
    opening = min(
        (m for m in reading.mentions if statement.covers(m.passage)), key=lambda m: m.passage, default=None
    )
    value = 1.0 - min(max(0, length - 22) / 40, 0.6) - max(0, 6 - length) / 8
    if _LEANING.match(exact):
        value -= 1.0
    elif opening is not None and opening.form == "pronoun":
        value -= 0.5 if opening.passage.of(reading.article.text).lower() in _POSSESSIVE else 1.0
    value -= 0.4 * min(others, 2) + 1.5 * sum(map(len, exact.split('"')[1::2])) / len(exact)
    value -= 0.4 * (one.sentence.block in ("headline", "caption", "dek"))
    value -= 0.3 * any(  # whose claim it is, is cut away
        q.cue
        and not any(statement.covers(c) for c in q.cue)
        and any(c.touches(one.period.passage) for c in q.content)
        for q in reading.quotations
    )
    if one.clause.patient is None and one.clause.predicate in ANNOUNCING:
        return value
    return value - 0.8 * (1 - min(1.0, _size(one.clause.passage) / _size(statement)))
