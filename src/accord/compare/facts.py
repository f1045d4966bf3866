"""Facts: what two or more articles report, and what one alone does."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from accord.compare.evidence import Bearing, least_strength, strength
from accord.compare.pairs import Pairs
from accord.compare.phrases import Phrase
from accord.compare.statements import Phrasing, choose_statement
from accord.compare.traits import Line
from accord.records import ArticleId, Conflict, Fact, Passage, Reading, Sentence, Utterance

_PASSAGE = attrgetter("passage")
CountOrigins = Callable[[Sequence[Passage]], int]

QUOTING = 0.6  # a sentence of which so much is an utterance's words is there to quote


@dataclass(frozen=True, slots=True)
class FactGrouping:
    """How facts are put together from scored pairs."""

    worst: float = 0.5  # no two sentences of a group score below this share of the floor
    borne_out: float = 0.1  # share of a statement's words, by rarity, that a sentence told for it must have
    mostly: float = 0.5  # with so much of them a sentence asserts the statement, whatever its verb
    touched: float = 0.2  # with less, and not the deed, it only touches on what one other article asserts
    # how well a sentence must tell a statement to be evidence of it
    bearing: Bearing = field(default_factory=Bearing)
    telling: float = 1.0  # share of the floor from which a sentence that asserts the statement is added
    sure: float = 1.3  # unless it scores so many times the floor: the same in other words
    one_statement: float = 0.45  # two groups with statements so alike are one fact
    joins: float = 0.3  # share of its statement's words that a sentence of the second must then have
    folds: float = 0.75  # facts that share so much of their evidence are one, told by the weightier
    clear: float = 1.0  # what reading well by itself weighs against an article that bears it out
    # below this share of the floor, and less like than this to every sentence elsewhere, one alone reports it
    alone: float = 0.4
    alone_cosine: float = 0.6
    alone_most: int = 10  # sentences an article may show as its own: its readers have the article itself
    rounds: int = 2  # how often what a group tells is asked for, each time of the sentences left over
    # What bounds the work in stories of very many articles.
    stating: int = 16  # sentences of a group that may state it: those nearest the one that opens it
    held_against: int = 24  # sentences of a group that a further one is held against


def group_facts(
    readings: Sequence[Reading],
    pairs: Pairs,
    *,
    floor: float,
    utterances: Sequence[Utterance],
    count_origins: CountOrigins,
    phrasing: Phrasing | None = None,
    settings: FactGrouping = FactGrouping(),
) -> tuple[Fact, ...]:
    """Groups of sentences of two or more articles that report the same, by weight.

    Every sentence of a group goes with the one that opens it and with the others, so a
    chain of half-alike sentences does not become one fact. A sentence may stand in
    several. Groups of nothing but speech, or whose sentences all quote one of
    `utterances`, are left to those. Empty: nothing is shared.
    """
    phrasing = phrasing or Phrasing(readings, utterances)
    sentences = [phrasing.phrase(passage_of(readings, line)) for line in pairs.lines]
    groups = _groups(pairs, [s.clearness for s in sentences], floor, settings)
    told = [t for group in groups for t in _told(_around(sentences, pairs, group), phrasing, floor, settings)]
    rows = {s: n for n, s in enumerate(sentences)}

    def held(told: Iterable[_Told]) -> Iterator[tuple[_Told, _Told]]:
        """Groups made one, each before and after the sentences went that only seemed to tell it."""
        for one in _joined(told, phrasing, floor, settings):
            one = _with_tellers(one, sentences, rows, pairs, phrasing, floor, settings)
            one = _without_bystanders(one, phrasing, settings)
            yield one, _without_weak(one, rows, pairs, phrasing, settings)

    kept: list[_Told] = []
    left: list[dict[Phrase, float]] = []
    for before, after in held(told):
        kept.append(after)
        for weak in (s for s in before.scores if s not in after.scores):
            near = pairs.near[rows[weak]]
            likely = {s: near[n] for s in before.scores if near.get(n := rows[s], 0.0) >= floor}
            left.append({weak: 1.0} | likely)
    # what did not tell one statement may tell another with those that it was put together with
    again = (one for scores in left for one in _told(scores, phrasing, floor, settings))
    kept = [after for _, after in held([*kept, *again])]
    facts = [_fact(one, count_origins) for one in kept]
    facts = _without_retold([fact for fact in facts if fact.articles > 1], utterances)
    return _folded(sorted(facts, key=lambda f: (-f.weight, f.evidence)), settings)


def _folded(facts: Sequence[Fact], settings: FactGrouping) -> tuple[Fact, ...]:
    """The facts, weightiest first, without those that nearly the same sentences tell again."""
    kept: list[Fact] = []
    holders: defaultdict[Passage, list[int]] = defaultdict(list)
    for fact in facts:
        shared = Counter(n for p in fact.evidence for n in holders[p])
        if any(
            count >= settings.folds * (len(fact.evidence) + len(kept[n].evidence) - count)
            for n, count in shared.items()
        ):
            continue
        for p in fact.evidence:
            holders[p].append(len(kept))
        kept.append(fact)
    return tuple(kept)


def _without_retold(facts: Sequence[Fact], utterances: Sequence[Utterance]) -> list[Fact]:
    """Without facts whose sentences all quote one utterance in its own words: it is told there."""
    quoting: defaultdict[ArticleId, list[tuple[Passage, int]]] = defaultdict(list)
    for number, utterance in enumerate(utterances):
        for rendering in utterance.renderings if utterance.wording != "single" else ():
            for passage in rendering.passages if rendering.kind == "direct" else ():
                quoting[passage.article].append((passage, number))
    quoted: dict[Passage, frozenset[int]] = {}
    for sentence in {p for fact in facts for p in fact.evidence}:
        quoted[sentence] = frozenset(n for p, n in quoting[sentence.article] if p.touches(sentence))
    return [f for f in facts if not frozenset.intersection(*(quoted[p] for p in f.evidence))]


def _groups(pairs: Pairs, clear: Sequence[float], floor: float, settings: FactGrouping) -> list[list[int]]:
    """Groups of sentences, the one that states the fact first.

    A fact is a star: a sentence that many articles bear out and that reads well by
    itself, with all that go with it and with each other. A sentence whose closest
    counterpart is in a group has found its fact and opens none of its own.
    """
    support = _support(pairs, floor)
    order = sorted(
        (n for n, value in enumerate(support) if value > 0),
        key=lambda n: (-(support[n] + settings.clear * clear[n]), n),
    )
    likely = pairs.best_first(floor)
    fitting = _fitting(pairs, settings.worst * floor)
    settled: set[int] = set()
    groups: list[list[int]] = []
    homes: defaultdict[int, set[int]] = defaultdict(set)  # the groups that each sentence is in

    def gather(centre: int) -> None:
        group, fits = [centre], fitting[centre]
        for n in likely[centre]:
            if fits >> n & 1:
                group.append(n)
                if len(group) <= settings.held_against:
                    fits &= fitting[n]
        settled.add(centre)
        members = set(group)
        settled.update(n for n in group if likely[n][0] in members)
        for n in group:
            homes[n].add(len(groups))
        groups.append(group)

    for centre in order:
        if centre not in settled:
            gather(centre)
    # a sentence that tells two facts has found one; a sure counterpart elsewhere shows the other
    for centre in order:
        near = pairs.near[centre]
        sure = (n for n in likely[centre] if near[n] >= settings.sure * floor)
        if any(homes[centre].isdisjoint(homes[n]) for n in sure):
            gather(centre)
    return groups


def _support(pairs: Pairs, floor: float) -> list[float]:
    """Of each line, the sum over the other articles of the likeliest pair with it."""
    reading = np.array([line.reading for line in pairs.lines], np.intp)
    _, line, other, scores = pairs.beside
    enough = scores >= floor
    line, article, scores = line[enough], reading[other[enough]], scores[enough]
    if not len(line):
        return [0.0] * len(pairs.lines)
    # the pairs of a line stand in text order, so those with one article stand together
    first = np.nonzero(np.append(True, (np.diff(line) != 0) | (np.diff(article) != 0)))[0]
    best = np.maximum.reduceat(scores, first)
    summed: list[float] = np.bincount(line[first], best, len(pairs.lines)).tolist()
    return summed


def _fitting(pairs: Pairs, worst: float) -> list[int]:
    """Of each line, as bits, which lines may stand in a group with it: all likely ones, and its article's."""
    fits = np.zeros(len(pairs.lines), bool)
    reading = np.array([line.reading for line in pairs.lines])
    starts, _, other, scores = pairs.beside
    likely = scores >= worst
    found = []
    for n, (a, b) in enumerate(pairwise(starts.tolist())):
        np.equal(reading, reading[n], out=fits)
        fits[other[a:b][likely[a:b]]] = True
        found.append(int.from_bytes(np.packbits(fits, bitorder="little").tobytes(), "little"))
    return found


@dataclass(frozen=True, slots=True)
class _Told:
    statement: Phrase
    scores: dict[Phrase, float]  # of each sentence that tells it, with the one that opened the group


def _around(sentences: Sequence[Phrase], pairs: Pairs, group: Sequence[int]) -> dict[Phrase, float]:
    """The sentences of a group, each with its score with the one that opens it."""
    near = pairs.near[group[0]]
    scores = {sentences[n]: near.get(n, 0.0) for n in group}
    scores[sentences[group[0]]] = 1.0
    return scores


def _told(
    scores: Mapping[Phrase, float], phrasing: Phrasing, floor: float, settings: FactGrouping
) -> Iterator[_Told]:
    """What a group tells, and what those of its sentences tell that do not bear that out."""
    for _ in range(settings.rounds):
        if not _in_two_articles(scores):
            return
        statement = _statement_of(scores, phrasing, settings)
        if statement is None:
            return
        told = _borne_out(statement, scores, phrasing, floor, settings)
        yield told
        scores = {s: score for s, score in scores.items() if s not in told.scores}


def _in_two_articles(sentences: Iterable[Phrase]) -> bool:
    articles = (s.passage.article for s in sentences)
    first = next(articles, None)
    return any(article != first for article in articles)


def _statement_of(
    scores: Mapping[Phrase, float],
    phrasing: Phrasing,
    settings: FactGrouping,
    avoid: Callable[[Phrase], bool] | None = None,
) -> Phrase | None:
    """What states the fact that sentences tell, taken from the first few of them."""
    return choose_statement(tuple(scores), phrasing, among=islice(scores, settings.stating), avoid=avoid)


def _borne_out(
    statement: Phrase,
    scores: Mapping[Phrase, float],
    phrasing: Phrasing,
    floor: float,
    settings: FactGrouping,
) -> _Told:
    """A statement with those of the sentences that bear it out."""
    whole = statement.passage == statement.sentence.passage and statement.sentence.block != "headline"
    kept = {}
    for sentence, score in scores.items():
        sure = score >= settings.sure * floor
        known = statement.bearers[sure]
        found = known.get(sentence)
        if found is None:
            found = known[sentence] = _bears_out(
                statement, sentence, phrasing, settings, sure, sure and whole
            )
        if found:
            kept[sentence] = score
    return _Told(statement, kept)


def _bears_out(
    statement: Phrase,
    sentence: Phrase,
    phrasing: Phrasing,
    settings: FactGrouping,
    sure: bool,
    as_wholes: bool,
) -> bool:
    """Whether a sentence that is paired with a statement's, surely or not, bears it out."""
    if sentence.passage.covers(statement.passage):
        return True
    # the score is of the whole sentence: a part of it must be borne out by itself
    if not as_wholes:
        if statement.borne_out(sentence) < settings.borne_out:
            return False
        if statement.matter.isdisjoint(sentence.stems):
            return False  # it has nothing of the statement but whom it names
    return not phrasing.tells_otherwise(sentence, statement, strict=not sure)


def _with_tellers(
    told: _Told,
    sentences: Sequence[Phrase],
    rows: Mapping[Phrase, int],
    pairs: Pairs,
    phrasing: Phrasing,
    floor: float,
    settings: FactGrouping,
) -> _Told:
    """With the sentences paired with the statement's that assert it and stand in no group with it."""
    statement, scores = told.statement, dict(told.scores)
    if not statement.deed:
        return told
    near = pairs.near[rows[phrasing.phrase(statement.sentence.passage)]]
    likely = (sentences[n] for n, score in near.items() if score >= settings.telling * floor)
    for one in [s for s in likely if statement.deed in s.deeds]:
        if (
            one not in scores
            and (parties := phrasing.parties_shared(one, statement))
            and (parties == 2 or statement.borne_out(one) >= settings.touched)
            and not phrasing.tells_otherwise(one, statement, strict=True)
        ):
            scores[one] = near[rows[one]]
    return _Told(statement, scores)


def _without_bystanders(told: _Told, phrasing: Phrasing, settings: FactGrouping) -> _Told:
    """Without the sentences that only touch on a statement which other articles assert.

    Where two or more have its deed, another one hardly tells it in no word of theirs; nor do
    four that all lack it. Where one or two stand beside it and none has its deed in words that
    can be recognised, the score of the pairs is all there is to go by, and both stay.
    """
    statement, home = told.statement, told.statement.passage.article
    others = {one.passage.article for one in told.scores} - {home}
    if not others:
        return told  # which makes no fact
    share = {one: statement.borne_out(one) for one in told.scores}
    asserting = {
        one
        for one in told.scores
        if share[one] >= settings.mostly or phrasing.parties_shared(one, statement) > 0
    }
    beside = max(len({one.passage.article for one in asserting} - {home}), len(others) - 2)
    if beside < 1:
        return told
    least = settings.touched if beside == 1 else settings.mostly
    kept = {
        one: score
        for one, score in told.scores.items()
        if share[one] >= least
        or one in asserting
        or (asserting and statement.deed_stem in one.stems)  # by a noun of it
        or one.passage.covers(statement.passage)
    }
    return _Told(statement, kept)


def _without_weak(
    told: _Told, rows: Mapping[Phrase, int], pairs: Pairs, phrasing: Phrasing, settings: FactGrouping
) -> _Told:
    """Without the sentences that hardly tell the statement; those of its article have no score with it."""
    home = phrasing.phrase(told.statement.sentence.passage)
    own, bearing = home.passage.article, settings.bearing

    def tells(one: Phrase) -> bool:
        if one.passage.article == own:
            return one is home or home.borne_out(one) >= bearing.own
        found = strength(home, one, pairs.score(rows[home], rows[one]))
        return found >= least_strength(told.statement, one, bearing)

    kept = {one: score for one, score in told.scores.items() if tells(one)}
    return _Told(told.statement, kept)


class _Statements:
    """The statements of the facts so far, by number, and which of them a further one repeats."""

    def __init__(self, phrasing: Phrasing, floor: float) -> None:
        self._phrasing, self._floor = phrasing, floor
        self._known: list[Phrase] = []
        self._wholes = array("d")  # what the words of each weigh
        self._holders: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
        # of the words of a statement: how many were known when it was asked for, and what was found
        self._asked: dict[frozenset[str], tuple[int, int | None]] = {}

    def add(self, statement: Phrase) -> None:
        for stem in statement.stems:
            self._holders[stem].append(len(self._known))
        self._known.append(statement)
        self._wholes.append(statement.whole)

    def twin(self, statement: Phrase) -> int | None:
        """The first statement that shares `floor` of the words of both, by rarity; None where none does."""
        known, found = self._asked.get(statement.stems, (0, None))
        if found is None and known < len(self._known):
            found = self._search(statement, known)
            self._asked[statement.stems] = len(self._known), found
        return found

    def _search(self, statement: Phrase, known: int) -> int | None:
        # what each has in common with it, all at once; nearly, which leaves few to be weighed exactly
        common, wholes = np.zeros(len(self._known)), np.frombuffer(self._wholes)
        for stem in statement.stems & self._holders.keys():
            common[np.frombuffer(self._holders[stem], np.int64)] += self._phrasing.rarity(stem)
        ours = statement.whole
        near = common[known:] >= self._floor * (ours + wholes[known:] - common[known:]) - 1e-6
        for n in (known + np.nonzero(near)[0]).tolist():
            other = self._known[n]
            shared = statement.weight(statement.stems & other.stems)
            if shared / (ours + other.whole - shared + 1e-9) >= self._floor:
                return n
        return None


def _joined(told: Iterable[_Told], phrasing: Phrasing, floor: float, settings: FactGrouping) -> list[_Told]:
    """Groups that ended up with one statement told apart by another one, else made one.

    Where the sentences of the later group hold no other statement, it brings to the first
    what bears that out.
    """
    kept: list[_Told] = []
    stated = _Statements(phrasing, settings.one_statement)

    for one in told:
        n = stated.twin(one.statement)
        if n is not None:
            other = _statement_of(one.scores, phrasing, settings, lambda s: stated.twin(s) is not None)
            if other is not None:
                one = _borne_out(other, one.scores, phrasing, floor, settings)
                n = None
        if n is None:
            stated.add(one.statement)
            kept.append(one)
            continue
        statement, scores = kept[n].statement, kept[n].scores
        for sentence, score in one.scores.items():
            if (
                sentence not in scores
                and statement.borne_out(sentence) >= settings.joins
                and not phrasing.tells_otherwise(sentence, statement, strict=score < settings.sure * floor)
            ):
                scores[sentence] = score
    return kept


def _fact(told: _Told, count_origins: CountOrigins) -> Fact:
    sentences = sorted(told.scores, key=_PASSAGE)
    evidence = tuple(s.passage for s in sentences)
    articles = len({p.article for p in evidence})
    origins = count_origins(evidence)
    place = sum(1 / (1 + 0.2 * s.place) for s in sentences) / max(1, len(evidence))
    sure = math.fsum(told.scores.values()) / max(1, len(evidence))  # in whatever order they were found
    weight = origins + 0.5 * (articles - origins) + math.log(1 + len(evidence)) / 2 + place + sure / 2
    return Fact(told.statement.passage, evidence, articles, origins, round(weight, 4))


def without_rivals(
    facts: Sequence[Fact],
    conflicts: Sequence[Conflict],
    readings: Sequence[Reading],
    *,
    count_origins: CountOrigins,
) -> tuple[Fact, ...]:
    """The facts without the sentences that a conflict sets against the value they state."""
    texts = {r.article.id: r.article.text for r in readings}
    # of each sentence that a conflict sets against another value: that value
    against: defaultdict[Passage, set[str]] = defaultdict(set)
    for conflict in conflicts:
        for side in conflict.sides if conflict.kind != "wording" else ():
            for passage in side.evidence:
                against[passage].update(other.value for other in conflict.sides if other is not side)
    kept = []
    for fact in facts:
        stated = fact.statement.of(texts[fact.statement.article])
        states: dict[str, bool] = {}
        for value in {v for p in fact.evidence if p in against for v in against[p]}:
            states[value] = value in stated and bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", stated))
        rivals = {
            p
            for p in fact.evidence
            if p in against and any(states[v] for v in against[p]) and not p.covers(fact.statement)
        }
        evidence = tuple(p for p in fact.evidence if p not in rivals)
        if len(evidence) == len(fact.evidence):
            kept.append(fact)
            continue
        articles = len({p.article for p in evidence})
        if articles > 1:
            kept.append(replace(fact, evidence=evidence, articles=articles, origins=count_origins(evidence)))
    return tuple(kept)


def facts_alone(
    readings: Sequence[Reading],
    pairs: Pairs,
    shared: Sequence[Fact],
    *,
    floor: float,
    phrasing: Phrasing | None = None,
    settings: FactGrouping = FactGrouping(),
) -> tuple[Fact, ...]:
    """What a single article reports: its sentences that nothing elsewhere comes near, in text order.

    Only sentences of substance (a name, a number or a day in them), quotations aside;
    of each article the `settings.alone_most` that stand best by themselves.
    """
    if len(readings) == 1:
        return ()
    phrasing = phrasing or Phrasing(readings)
    told = {p for fact in shared for p in fact.evidence}
    lonely = _is_unlike(pairs, pairs.best() < settings.alone * floor, settings.alone_cosine)
    lines: defaultdict[int, list[tuple[int, Line]]] = defaultdict(list)
    for n, line in enumerate(pairs.lines):
        lines[line.reading].append((n, line))
    facts = []
    for number, reading in enumerate(readings):
        found = []
        for n, line in lines[number]:
            sentence = reading.sentences[line.sentence]
            if sentence.block not in ("body", "dek") or sentence.passage in told:
                continue
            phrase = phrasing.phrase(sentence.passage)
            if not lonely[n] or phrase.speech > QUOTING or phrase.of_itself:
                continue
            if len(sentence.terms) >= 4 and _has_substance(reading, sentence):
                found.append((phrase.clearness, sentence.passage))
        kept = sorted(sorted(found, reverse=True)[: settings.alone_most], key=lambda x: x[1])
        facts += [Fact(passage, (passage,), 1, 1, round(value, 4)) for value, passage in kept]
    return tuple(facts)


def _is_unlike(pairs: Pairs, among: NDArray[np.bool_], cosine: float) -> NDArray[np.bool_]:
    """Which lines of those marked are less like than `cosine` to every line of another article."""
    article = np.array([line.reading for line in pairs.lines])
    unlike = among.copy()
    for number in np.unique(article[among]):
        own, elsewhere = among & (article == number), article != number
        if elsewhere.any():
            unlike[own] = (pairs.vectors[own] @ pairs.vectors[elsewhere].T).max(axis=1) < cosine
    return unlike


def _has_substance(reading: Reading, sentence: Sentence) -> bool:
    named = {e.id for e in reading.entities if e.named}
    return (
        any(
            m.entity in named and m.form == "name" and sentence.passage.covers(m.passage)
            for m in reading.mentions
        )
        or any(sentence.passage.covers(q.passage) for q in reading.quantities)
        or any(sentence.passage.covers(p.passage) for p in reading.periods)
    )


def sentence_of(fact: Fact) -> Passage:
    """The sentence that a statement is or is part of."""
    return next(p for p in fact.evidence if p.covers(fact.statement))


def rows_of(readings: Sequence[Reading], pairs: Pairs) -> dict[Passage, int]:
    """The number, among the lines of the pairs, of each sentence that is compared."""
    return {passage_of(readings, line): n for n, line in enumerate(pairs.lines)}


def passage_of(readings: Sequence[Reading], line: Line) -> Passage:
    return readings[line.reading].sentences[line.sentence].passage
