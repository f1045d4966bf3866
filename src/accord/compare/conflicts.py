"""Conflicts: where articles give different values for one thing.

Each kind has its own evidence: a weighty change of words in one utterance (wording), what one
denies or rules out and another tells as done or possible (outcome), quantities of one
unit that cannot both be true (number), days of one event that cannot both be (date).
A difference of grain, and a later figure that carries an earlier one on, are none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from difflib import SequenceMatcher

import numpy as np

from accord.compare.amounts import can_both_be
from accord.compare.claims import denies, one_deed
from accord.compare.pairs import Pairs
from accord.compare.trees import Floats
from accord.compare.utterances import FUNCTION_WORDS
from accord.nations import nation
from accord.records import (
    ArticleId,
    Cast,
    Clause,
    Conflict,
    Difference,
    Fact,
    Mention,
    Modality,
    Passage,
    Period,
    Published,
    Quantity,
    Reading,
    Rendering,
    Sentence,
    Side,
    Update,
    Utterance,
)
from accord.text import words

# Deeds of telling, and verbs too general to be a deed.
_SAYING = frozenset(
    """say tell add note announce report state claim write tweet ask reply think believe know
    be have do make take get go come see want give let keep put""".split()
)

_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class ConflictFinding:
    """When a difference is told as one."""

    like: float = 0.5  # likeness of the words around a changed one, from which it was changed
    spelling: float = 0.6  # likeness of letters from which two words are spellings of one
    rare: float = 0.2  # share of a story's sentences that may name what a denial is about
    context: float = 0.6  # cosine of the paragraphs in which a denial and its counterpart stand
    near: float = 0.3  # cosine of the two sentences themselves
    one_deed: float = 0.5  # cosine of two sentences before the days of one deed are held against each other
    one_term: float = 0.6  # cosine of two sentences before the years from which to which are
    counted: float = 0.5  # cosine of two sentences before what they count is held against each other
    alike: float = 0.55  # cosine of two sentences before their numbers or days are held against each other


def find_conflicts(
    readings: Sequence[Reading],
    cast: Cast,
    pairs: Pairs,
    facts: Sequence[Fact],
    utterances: Sequence[Utterance],
    *,
    floor: float,
    settings: ConflictFinding = ConflictFinding(),
) -> tuple[Conflict, ...]:
    """What is told differently; sides in the order of `readings`. Empty: nothing was found."""
    page = _Page(readings, cast, pairs)
    found = [
        *_wordings(page, utterances, settings),
        *_outcomes(page, settings),
        *_numbers(page, settings),
        *_days(page, settings),
        *_terms(page, settings),
    ]
    order = {r.article.id: n for n, r in enumerate(readings)}
    return tuple(_in_order(c, order) for c in found)


def _in_order(conflict: Conflict, order: dict[ArticleId, int]) -> Conflict:
    sides = sorted(conflict.sides, key=lambda s: (order[s.evidence[0].article], s.evidence[0].start))
    return Conflict(conflict.kind, conflict.about, tuple(sides))


class _Page:
    """The readings of a story with what the finders look up."""

    def __init__(self, readings: Sequence[Reading], cast: Cast, pairs: Pairs) -> None:
        self.readings = readings
        self.cast = cast
        self.by_id = {r.article.id: r for r in readings}
        self._row = {(x.reading, x.sentence): n for n, x in enumerate(pairs.lines)}
        self._number = {r.article.id: n for n, r in enumerate(readings)}
        self._pairs = pairs
        self._ends = {r.article.id: [s.passage.end for s in r.sentences] for r in readings}
        self._names = {r.article.id: [m for m in r.mentions if m.form == "name"] for r in readings}
        self._name_starts = {a: [m.passage.start for m in names] for a, names in self._names.items()}
        self._quantities: dict[Passage, list[Quantity]] = {}
        self._counted: dict[Passage, list[Quantity]] = {}
        self._told: dict[ArticleId, set[tuple[str, Decimal | None, Decimal | None]]] = {
            r.article.id: {_count_of(q) for q in r.quantities} for r in readings
        }
        self._modalities: dict[Passage, Modality] = {}
        self._settings: dict[Passage, set[str]] = {}
        self._topics: dict[tuple[ArticleId, int], Floats] = {}

    def exact(self, passage: Passage) -> str:
        return passage.of(self.by_id[passage.article].article.text)

    def _place(self, passage: Passage) -> int | None:
        """The number of the first sentence that a passage stands in."""
        sentences = self.by_id[passage.article].sentences
        n = bisect_right(self._ends[passage.article], passage.start)
        return n if n < len(sentences) and sentences[n].passage.touches(passage) else None

    def sentence(self, passage: Passage) -> Sentence | None:
        n = self._place(passage)
        return None if n is None else self.by_id[passage.article].sentences[n]

    def cosine(self, left: Passage, right: Passage) -> float:
        """Of the sentences two passages stand in; 0 where one carries no fact."""
        a, b = self.line(left), self.line(right)
        return self._pairs.cosine(a, b) if a is not None and b is not None else 0.0

    def cosines(self, sentences: Sequence[Passage]) -> Floats:
        """Of each with each; 0 where one carries no fact."""
        lines = [self.line(s) for s in sentences]
        vectors = self._pairs.vectors[[n or 0 for n in lines]]
        vectors[[n is None for n in lines]] = 0
        likeness: Floats = vectors @ vectors.T
        return likeness

    def line(self, passage: Passage) -> int | None:
        n = self._place(passage)
        return None if n is None else self._row.get((self._number[passage.article], n))

    def near(self, cosine: float, has: Callable[[Passage], object]) -> Iterator[tuple[Passage, Passage]]:
        """Pairs of sentences of two articles that resemble each other and both have something, in order."""
        passages = [self.readings[x.reading].sentences[x.sentence].passage for x in self._pairs.lines]
        having = [bool(has(p)) for p in passages]
        for a, b in self._pairs.likely(0.0, cosine):
            if having[a] and having[b]:
                yield passages[a], passages[b]

    def terms(self, sentence: Passage) -> list[Period]:
        """The spans of years in a sentence of which both ends are told: "from 1967 to 1979"."""
        return [
            p
            for p in self.by_id[sentence.article].periods
            if sentence.covers(p.passage)
            and p.first is not None
            and p.last is not None
            and (p.last - p.first).days > 366
            and len(_YEAR.findall(self.exact(p.passage))) == 2
        ]

    def quantities(self, sentence: Passage) -> list[Quantity]:
        """The numbers in a sentence."""
        if sentence not in self._quantities:
            every = self.by_id[sentence.article].quantities
            self._quantities[sentence] = [q for q in every if sentence.covers(q.passage)]
        return self._quantities[sentence]

    def counted(self, sentence: Passage) -> list[Quantity]:
        """The numbers in a sentence that say what they count; "billions" is no figure to differ from."""
        if sentence not in self._counted:
            self._counted[sentence] = [
                q
                for q in self.quantities(sentence)
                if q.unit and (q.high is not None or _DIGIT.search(self.exact(q.passage)))
            ]
        return self._counted[sentence]

    def tells(self, quantity: Quantity, article: ArticleId) -> bool:
        """Whether an article gives a number of just this size and unit."""
        return _count_of(quantity) in self._told[article]

    def modality(self, quantity: Quantity) -> Modality:
        """Of the smallest clause that a number stands in."""
        if quantity.passage not in self._modalities:
            clauses = self.by_id[quantity.passage.article].clauses
            around = [c for c in clauses if c.passage.covers(quantity.passage)]
            clause = min(around, key=lambda c: c.passage.end - c.passage.start, default=None)
            self._modalities[quantity.passage] = clause.modality if clause else "happened"
        return self._modalities[quantity.passage]

    def setting(self, quantity: Quantity, sentence: Passage) -> set[str]:
        """The words next to a number, without their endings."""
        if quantity.passage not in self._settings:
            text = self.by_id[sentence.article].article.text
            start = max(sentence.start, quantity.passage.start - 40)
            end = min(sentence.end, quantity.passage.end + 40)
            self._settings[quantity.passage] = {
                w.form[:5] for w in words(text, start, end) if len(w.form) > 3 and not w.form[0].isdigit()
            }
        return self._settings[quantity.passage]

    def names(self, passage: Passage) -> Iterator[Mention]:
        """The names in a passage."""
        names, starts = self._names[passage.article], self._name_starts[passage.article]
        for mention in names[bisect_left(starts, passage.start) : bisect_left(starts, passage.end)]:
            if passage.covers(mention.passage):
                yield mention

    def topic(self, passage: Passage) -> Floats:
        """What a passage's paragraph and the one before it are about, as a vector of unit length."""
        home = self.sentence(passage)
        key = passage.article, -1 if home is None else home.paragraph
        if key not in self._topics:
            reading = self.by_id[passage.article]
            near = [
                n
                for n, s in enumerate(reading.sentences)
                if home is not None and home.paragraph - 1 <= s.paragraph <= home.paragraph
            ]
            total = reading.vectors[near].sum(axis=0)
            self._topics[key] = total / max(float(np.linalg.norm(total)), 1e-6)
        return self._topics[key]


# ---------------------------------------------------------------- wording


def _wordings(page: _Page, utterances: Sequence[Utterance], settings: ConflictFinding) -> Iterator[Conflict]:
    """Utterances that articles print with another word in place of one that matters."""
    for utterance in utterances:
        if utterance.wording != "differs":
            continue
        sides: defaultdict[str, set[Passage]] = defaultdict(set)
        for rendering in utterance.renderings[1:]:
            for difference in rendering.differences:
                ours, theirs = page.exact(difference.left), page.exact(difference.right)
                if not difference.weighty or not _other_words(ours, theirs, settings):
                    continue
                if not _in_like_words(page, utterance.renderings[0], rendering, difference, settings):
                    continue
                for at, printed in (
                    (difference.left, utterance.renderings[0]),
                    (difference.right, rendering),
                ):
                    value = page.exact(_with_neighbour(page, at))
                    sides[value].update(p for p in printed.passages if value in page.exact(p))
        told = [(v, tuple(sorted(e))) for v, e in sides.items() if e]
        if len(told) > 1 and len({p.article for _, e in told for p in e}) > 1:
            who = f"what {utterance.speaker.name} said" if utterance.speaker else "words quoted"
            yield Conflict("wording", who, tuple(Side(v, e) for v, e in told))


def _other_words(left: str, right: str, settings: ConflictFinding) -> bool:
    """Whether words of substance were exchanged, not spelled or inflected otherwise."""
    ours, theirs = ([w.form for w in words(side) if w.form not in FUNCTION_WORDS] for side in (left, right))
    if not ours or not theirs or max(len(ours), len(theirs)) > 3:
        return False
    if not all(any(len(w) > 3 for w in side) for side in (ours, theirs)):
        return False
    return not any(
        _variants(a, b, settings.spelling) for a in ours for b in theirs if min(len(a), len(b)) > 2
    )


def _variants(a: str, b: str, floor: float) -> bool:
    """Whether two words are forms or spellings of one: "duty" and "duties", "mama" and "momma"."""
    framed = a[0] == b[0] and a[-1] == b[-1] and abs(len(a) - len(b)) <= 2
    return framed or a[:3] == b[:3] or a in b or b in a or SequenceMatcher(None, a, b).ratio() >= floor


def _in_like_words(
    page: _Page, one: Rendering, other: Rendering, difference: Difference, settings: ConflictFinding
) -> bool:
    """Whether the stretches around a difference are otherwise the same words."""
    ours, theirs = (
        [w.form for p in rendering.passages if p.touches(at) for w in words(page.exact(p))]
        for rendering, at in ((one, difference.left), (other, difference.right))
    )
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= settings.like


def _with_neighbour(page: _Page, passage: Passage) -> Passage:
    """The words of substance of a passage, and the next one, so that an adjective has its noun."""
    text = page.by_id[passage.article].article.text
    told = [w for w in words(text, passage.start, passage.end) if w.form not in FUNCTION_WORDS]
    start, end = told[0].start, told[-1].end
    if end == passage.end:
        for word in words(text, end, min(len(text), end + 30)):
            if text[end : word.start] == " " and word.form not in FUNCTION_WORDS:
                end = word.end
            break
    return Passage(passage.article, start, end)


# ---------------------------------------------------------------- outcome


@dataclass(frozen=True, slots=True)
class _Act:
    clause: Clause
    about: frozenset[str]  # nations, persons and bodies that take part


def _outcomes(page: _Page, settings: ConflictFinding) -> Iterator[Conflict]:
    """What one article rules out or denies, and another tells as done, planned or possible."""
    acts = [act for reading in page.readings for act in _acts(page, reading)]
    named: Counter[str] = Counter()
    total = sum(len(r.sentences) for r in page.readings)
    for reading in page.readings:
        for sentence in reading.sentences:
            named.update(_parties(page, reading, sentence.passage))
    asserted = [act for act in acts if not denies(act.clause)]
    of_deed: defaultdict[str, list[_Act]] = defaultdict(list)
    for act in asserted:
        of_deed[act.clause.predicate].append(act)
    for no in acts:
        if not denies(no.clause):
            continue
        rare = {p for p in no.about if named[p] <= max(3, settings.rare * total)}
        best: tuple[float, _Act] | None = None
        for yes in asserted if _of_existence(no.clause) else of_deed[no.clause.predicate]:
            if yes.clause.passage.article == no.clause.passage.article or not rare & yes.about:
                continue
            score = _counterpart(page, no, yes, settings)
            if score and (best is None or score > best[0]):
                best = (score, yes)
        if best is not None:
            yes = best[1]
            sides = [_told(page, no.clause), _told(page, yes.clause)]
            yield Conflict("outcome", _about(page, no, yes), tuple(sides))


def _counterpart(page: _Page, no: _Act, yes: _Act, settings: ConflictFinding) -> float:
    """How well a clause answers a denial; 0 where it does not."""
    same_deed = no.clause.predicate == yes.clause.predicate and no.clause.predicate not in _SAYING
    if not same_deed and not _of_existence(no.clause):
        return 0.0
    cosine = page.cosine(no.clause.passage, yes.clause.passage)
    if same_deed:
        # the deed must have been done to like things
        common = _stems(page.exact(no.clause.passage)) & _stems(page.exact(yes.clause.passage))
        return cosine if cosine >= settings.alike and len(common) >= 3 else 0.0
    if cosine < settings.near:
        return 0.0
    context = float(page.topic(no.clause.passage) @ page.topic(yes.clause.passage))
    return context if context >= settings.context else 0.0


def _of_existence(clause: Clause) -> bool:
    """ "There will be no X part" answers any clause in which X takes part."""
    return clause.agent is None and clause.predicate.startswith("be ")


def _stems(text: str) -> set[str]:
    return {w.form[:5] for w in words(text) if len(w.form) > 3}


def _acts(page: _Page, reading: Reading) -> Iterator[_Act]:
    for clause in reading.clauses:
        parties: set[str] = set()
        for passage in (clause.agent, clause.patient):
            if passage is not None:
                parties |= _parties(page, reading, passage)
        if parties:
            yield _Act(clause, frozenset(parties))


def _parties(page: _Page, reading: Reading, passage: Passage) -> set[str]:
    """Who is named in a passage; a people stands for its country ("Turkish", "Turkey")."""
    found: set[str] = set()
    for mention in page.names(passage):
        land = nation(mention.passage.of(reading.article.text))
        person = page.cast.of.get((reading.article.id, mention.entity))
        if land is not None:
            found.add("nation " + land.name)
        elif person is not None:
            found.add(person.id)
    return found


def _told(page: _Page, clause: Clause) -> Side:
    sentence = page.sentence(clause.passage)
    return Side(page.exact(clause.passage), (sentence.passage if sentence else clause.passage,))


def _about(page: _Page, no: _Act, yes: _Act) -> str:
    named = no.clause.patient if no.clause.agent is None else no.clause.passage
    words_of = page.exact(named or no.clause.passage)
    return " ".join(words_of.split()[:8])


# ---------------------------------------------------------------- number


def _numbers(page: _Page, settings: ConflictFinding) -> Iterator[Conflict]:
    """Quantities of one unit that cannot both be true, in sentences that tell the same."""
    matters = _Matters()
    for left, right in page.near(settings.counted, page.counted):
        for a, b in _left_over(page, left, right):
            if not _same_setting(page, (a, left), (b, right)) or _update(page, (a, left), (b, right)):
                continue
            if page.modality(a) == page.modality(b):  # else: what was to be and what came of it
                matters.file((a, left), (b, right))
    for matter in matters.found:
        yield Conflict("number", _counted_thing(page, matter[0][0]), _sides(page, matter))


_Count = tuple[Quantity, Passage]  # and the sentence it stands in


class _Matters:
    """Counts of one thing put together."""

    def __init__(self) -> None:
        self.found: list[list[_Count]] = []
        self._home: dict[tuple[str, Decimal | None, Decimal | None], int] = {}

    def file(self, one: _Count, other: _Count) -> None:
        """Two counts of one thing put with what else is told of it."""
        keys = _count_of(one[0]), _count_of(other[0])
        home = min((self._home[k] for k in keys if k in self._home), default=len(self.found))
        if home == len(self.found):
            self.found.append([])
        self.found[home] += [one, other]
        for key in keys:
            self._home[key] = min(self._home.get(key, home), home)


def _count_of(quantity: Quantity) -> tuple[str, Decimal | None, Decimal | None]:
    return quantity.unit, quantity.low, quantity.high


def _sides(page: _Page, matter: Sequence[_Count]) -> tuple[Side, ...]:
    sides: dict[tuple[str, Decimal | None, Decimal | None], tuple[Quantity, set[Passage]]] = {}
    for quantity, sentence in matter:
        sides.setdefault(_count_of(quantity), (quantity, set()))[1].add(sentence)
    return tuple(Side(page.exact(q.passage), tuple(sorted(e))) for q, e in sides.values())


def find_updates(
    readings: Sequence[Reading],
    cast: Cast,
    pairs: Pairs,
    *,
    settings: ConflictFinding = ConflictFinding(),
) -> tuple[Update, ...]:
    """Counts that a later report carries on: "at least 10" at noon, "14" at night. Empty: none was found.

    Only where one of the two tells that it counts so far, and both tell of the same thing.
    """
    page = _Page(readings, cast, pairs)
    matters = _Matters()
    for left, right in page.near(settings.counted, page.counted):
        for a in page.counted(left):
            for b in page.counted(right):
                if a.unit != b.unit or a.low == b.low or page.modality(a) != page.modality(b):
                    continue
                told = (a, left), (b, right)
                if _same_setting(page, *told) and _update(page, *told):
                    matters.file(*told)

    def when(count: _Count) -> tuple[date, datetime]:
        published = page.by_id[count[1].article].article.published
        return _when(published) if published else (date.max, datetime.max.replace(tzinfo=UTC))

    found = []
    for matter in matters.found:
        order = sorted(matter, key=lambda count: (*when(count), count[0].low or 0))
        found.append(Update(_counted_thing(page, order[0][0]), _sides(page, order)))
    return tuple(found)


_BREAKS = frozenset("and or but who that which at as with to were was have had".split())


def _counted_thing(page: _Page, quantity: Quantity) -> str:
    """The words that follow a number, as far as the next mark; its unit where none do."""
    text = page.by_id[quantity.passage.article].article.text
    after = re.split(r"[^\w\s'’-]|\n", text[quantity.passage.end : quantity.passage.end + 60])[0].split()
    stop = next((n for n, word in enumerate(after) if word in _BREAKS), len(after))
    return " ".join(after[: min(stop, 5)]) or quantity.unit


def _left_over(page: _Page, left: Passage, right: Passage) -> list[tuple[Quantity, Quantity]]:
    """The one quantity of a unit that each of two sentences has and the other does not.

    Where two are left on a side nobody says which is meant.
    """
    ours, theirs = page.counted(left), page.counted(right)
    found = []
    for unit in {q.unit for q in ours} & {q.unit for q in theirs}:
        mine, its = ([q for q in side if q.unit == unit] for side in (ours, theirs))
        # of any unit: "received 19 of its own" gives no unit for its 19
        only_mine = [q for q in mine if not any(can_both_be(q, x) for x in page.quantities(right))]
        only_its = [q for q in its if not any(can_both_be(q, x) for x in page.quantities(left))]
        if len(only_mine) == len(only_its) == 1:
            a, b = only_mine[0], only_its[0]
            # where the other article gives this number too, it tells of two things
            if not page.tells(a, right.article) and not page.tells(b, left.article):
                found.append((a, b))
    return found


def _same_setting(page: _Page, a: _Count, b: _Count) -> bool:
    """Whether the words next to two numbers are those of one thing."""
    return len(page.setting(*a) & page.setting(*b)) >= 2


_SO_FAR = re.compile(
    r"\b(?:so far|as of|by (?:now|noon|midday|night\w*|evening|dusk|morning)|at least|rose|risen|climbed"
    r"|grown|toll|at noon|for the night|still|already)\b",
    re.IGNORECASE,
)


def _update(page: _Page, a: tuple[Quantity, Passage], b: tuple[Quantity, Passage]) -> bool:
    """Whether a count that was told as of an hour has grown by a later report: no conflict.

    Two plain counts of one thing differ, whichever came later.
    """
    told = [page.by_id[x[1].article].article.published for x in (a, b)]
    if told[0] is None or told[1] is None:
        return False
    early, late = (a, b) if _when(told[0]) <= _when(told[1]) else (b, a)
    if _when(told[0]) == _when(told[1]) or early[0].low is None or late[0].low is None:
        return False
    counting = early[0].high is None or any(_SO_FAR.search(page.exact(x[1])) for x in (a, b))
    return counting and early[0].low <= late[0].low


def _when(published: Published) -> tuple[date, datetime]:
    """The moment of publication, the start of the day where no hour is stated."""
    start = datetime.combine(published.day, time.min, UTC)
    return published.day, published.moment or start


# ---------------------------------------------------------------- date


def _days(page: _Page, settings: ConflictFinding) -> Iterator[Conflict]:
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


def _terms(page: _Page, settings: ConflictFinding) -> Iterator[Conflict]:
    """Years from which to which someone did or was something, told otherwise at both ends."""
    used: set[Passage] = set()
    for left, right in page.near(settings.one_term, page.terms):
        ours, theirs = page.terms(left), page.terms(right)
        if len(ours) != 1 or len(theirs) != 1 or {left, right} & used:
            continue
        a, b = ours[0], theirs[0]
        if _apart(a, b) or a.first == b.first or a.last == b.last:
            continue
        if not _parties(page, page.by_id[left.article], left) & _parties(
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


def _one_deed(page: _Page, a: Clause, b: Clause) -> bool:
    """Whether what is done by whom and to whom has words in common, and nothing speaks against it."""
    roles = [
        (_stems(page.exact(x)) if x else set(), _stems(page.exact(y)) if y else set())
        for x, y in ((a.agent, b.agent), (a.patient, b.patient))
    ]
    if any(ours and theirs and not ours & theirs for ours, theirs in roles[1:]):
        return False
    if {a.modality, b.modality} == {"happened", "planned"}:
        return False  # what was to be and what came of it
    doers = [_parties(page, page.by_id[c.passage.article], c.agent) if c.agent else set() for c in (a, b)]
    if doers[0] and doers[1] and not doers[0] & doers[1]:
        return False
    common = _stems(page.exact(a.passage)) & _stems(page.exact(b.passage))
    return any(ours & theirs for ours, theirs in roles) or bool(common - _stems(a.predicate))


def _dated(page: _Page, sentence: Sentence) -> Iterator[tuple[Period, Clause, Passage]]:
    """Times in a sentence, each with the smallest clause it stands in."""
    reading = page.by_id[sentence.passage.article]
    for period in reading.periods:
        if not sentence.passage.covers(period.passage) or period.first is None or period.last is None:
            continue
        if (period.last - period.first).days > 366:
            continue
        around = [c for c in reading.clauses if c.passage.covers(period.passage)]
        clause = min(around, key=lambda c: c.passage.end - c.passage.start, default=None)
        if clause is not None and clause.predicate not in _SAYING:
            yield period, clause, sentence.passage


def _apart(a: Period, b: Period) -> bool:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return a.last < b.first or b.last < a.first


def _day_also_told(page: _Page, period: Period, article: ArticleId) -> bool:
    return any(p.first == period.first and p.last == period.last for p in page.by_id[article].periods)
