"""Counts of one thing: put together, named, and told from counts that went on."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

from accord.compare.claims import one_deed
from accord.compare.conflicts.lookup import Lookup, stem, stems
from accord.compare.conflicts.quantities import OF, OF_WHOM
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import Slot, clause_around
from accord.records import Passage, Published, Quantity

Count = Slot[Quantity]


def count_at(quantity: Quantity, sentence: Passage) -> Count:
    return Slot(quantity, quantity.passage, sentence)


_BREAKS = frozenset("and or but who that which at as with to were was have had is are in on after".split())
_OPENING = frozenset("of for in from to by than as".split())  # before what is counted
_DANGLING = frozenset("of for by a an the its their his her".split())


def counted_thing(page: Lookup, quantity: Quantity) -> str:
    """The words that follow a number, as far as the next mark; its clause where that is one word or none."""
    text = page.by_id[quantity.passage.article].article.text
    after = re.split(r"[^\w\s'’-]|\n", text[quantity.passage.end : quantity.passage.end + 60])[0].split()
    stop = next((n for n, word in enumerate(after) if n and word.lower() in _BREAKS), len(after))
    named = after[: min(stop, 5)]
    while named and named[-1].lower() in _DANGLING:
        named.pop()
    if len(named) < 2 or named[0].lower() in _BREAKS | _OPENING:
        return clause_around(page, quantity.passage)
    return " ".join(named)


_AT_MOST = 20  # times: numbers farther apart than that are of two things, or one is a slip that nobody doubts
TWICE = 2  # times: figures farther apart are of two times, parts or places; not the victims of one disaster
_CLOSE = 1.5  # times: as far apart as figures are that only the words beside them hold together


def of_one_count(page: Lookup, one: Count, other: Count, settings: ConflictFinding) -> bool:
    """Whether two numbers count one thing, as far as the words around them tell.

    They count who did or suffered one deed, or of one whole; or the same words stand next to them and
    one verb tells both, or two parties that both name. Of other verbs alone many figures are told. Where
    nobody is counted by a deed, they differ by no more than `TWICE`.
    """
    if not alike(page, one.value, other.value) or _told_apart(page, one, other):
        return False
    a, b = one.value, other.value
    score = page.score(one.sentence, other.sentence)
    if score < settings.counted:
        return False
    low, high = sorted(float(q.low or q.high or 0) for q in (a, b))
    counted_on = is_update(page, one, other)
    at_most = _AT_MOST if counted_on or _persons_of_one_deed(page, a, b) else TWICE
    near = 0 < high <= at_most * low
    if near and _one_deed_counted(page, a, b) and not _elsewhere(page, one, other):
        return True
    if page.vague(a) or page.vague(b):
        return False
    if _of_one_whole(page, one, other) or a.unit.endswith(OF_WHOM):
        return True
    if not near:
        return False
    named = len(page.parties(one.sentence) & page.parties(other.sentence)) >= 2
    in_one_verb = _in_one_verb(page, a, b)
    deeds = page.deed(a), page.deed(b)
    enough = 4 if all(deeds) and deeds[0] != deeds[1] else 2
    if len(_setting(page, one, other)) >= enough and (
        named or in_one_verb or page.qualifiers(a) & page.qualifiers(b)
    ):
        return True
    alone = all(sum(q.unit == a.unit for q in page.quantities(x.sentence)) == 1 for x in (one, other))
    if not alone or score < settings.one_report:
        return False
    close = high <= _CLOSE * low and len(_setting(page, one, other)) >= _MANY_WORDS
    return close or (named and (in_one_verb or a.unit in _MONEY)) or _of_one_doing(page, a, b)


_MANY_WORDS = 3  # next to both numbers: as many as tell of what they are without a verb or a name


_MONEY = frozenset("dollar euro pound".split())


def _in_one_verb(page: Lookup, a: Quantity, b: Quantity) -> bool:
    """Whether two numbers stand in clauses of one predicate."""
    ours, theirs = page.clause(a.passage), page.clause(b.passage)
    if ours is None or theirs is None:
        return False
    verbs = [c.predicate.split()[0] for c in (ours, theirs)]
    return verbs[0] == verbs[1] or one_deed(ours.predicate) == one_deed(theirs.predicate)


def _of_one_doing(page: Lookup, a: Quantity, b: Quantity) -> bool:
    """Whether one party, named in both, is told in one verb to do or to have so many."""
    ours, theirs = page.clause(a.passage), page.clause(b.passage)
    if ours is None or theirs is None or not ours.agent or not theirs.agent:
        return False
    named = page.named(ours.agent)
    return ours.predicate == theirs.predicate and len(named) == 1 and named == page.named(theirs.agent)


def _of_one_whole(page: Lookup, one: Count, other: Count) -> bool:
    """Whether two numbers are of one number of things: "9 of 12 seats", "eight of the 12"."""
    wholes = [_whole(page, x) for x in (one, other)]
    return wholes[0] is not None and wholes[0] == wholes[1]


def _whole(page: Lookup, count: Count) -> Decimal | None:
    """Of how many a number is, where that is told right behind it."""
    text = page.by_id[count.at.article].article.text
    behind = (q for q in page.quantities(count.sentence) if q.passage.start > count.at.end)
    return next((q.low for q in behind if OF.fullmatch(text, count.at.end, q.passage.start)), None)


def _is_whole(page: Lookup, count: Count) -> bool:
    """Whether a number is that of all, right behind that of a part: "44 of the 50 seats"."""
    text = page.by_id[count.at.article].article.text
    before = (q for q in page.quantities(count.sentence) if q.passage.end < count.at.start)
    return any(OF.fullmatch(text, q.passage.end, count.at.start) for q in before)


def _told_apart(page: Lookup, one: Count, other: Count) -> bool:
    """Whether anything says that two numbers are of two things."""
    a, b = one.value, other.value
    return (
        _undone_and_done(page, a, b)
        or page.part(a) != page.part(b)  # some of them, and all
        or _is_whole(page, one) != _is_whole(page, other)
        or _other_kinds(page, a, b)
        or _other_spans(page, one, other)
        or _of_record(page, one) != _of_record(page, other)
        or _sizes_of_two(page, one, other)
        or _from_two_places(page, one, other)
        or _goes_on(page, one, other)
        or _limited(page, one, other)
        or _limited(page, other, one)
        or _of_two_persons(page, one, other)
        or of_other_doers(page, one, other)
        or page.other_days(one.sentence, other.sentence)
    )


def _undone_and_done(page: Lookup, a: Quantity, b: Quantity) -> bool:
    """Whether one number is of what was to be or is denied, and the other is not; hearsay may be either."""
    modes = {page.modality(a), page.modality(b)}
    return len(modes) > 1 and (modes == {"happened", "planned"} or "denied" in modes)


def alike(page: Lookup, a: Quantity, b: Quantity) -> bool:
    """Whether two numbers are of one kind: of one unit, or "200 arrests" and "200 people were arrested"."""
    return a.unit == b.unit or _of_deed(page, a, b) or _of_deed(page, b, a)


def _of_deed(page: Lookup, persons: Quantity, deeds: Quantity) -> bool:
    """Whether one counts persons, and the other what was done to them."""
    return persons.unit == "person" and page.deed(persons) == stem(one_deed(deeds.unit))


def _persons_of_one_deed(page: Lookup, a: Quantity, b: Quantity) -> bool:
    """Whether both count human beings by one deed: first tolls of a disaster lie far apart."""
    return a.unit != b.unit or (a.unit == "person" and page.deed(a) == page.deed(b) != "")


def _one_deed_counted(page: Lookup, a: Quantity, b: Quantity) -> bool:
    if a.unit != b.unit:
        return True  # alike by the deed
    return bool(page.deed(a)) and page.deed(a) == page.deed(b)


def of_other_doers(page: Lookup, one: Count, other: Count) -> bool:
    """Whether the clauses of two numbers name who did it, and neither sentence has the other's."""
    ours, theirs = doers(page, one), doers(page, other)
    if not ours or not theirs:
        return False
    return not ours & page.parties(other.sentence) and not theirs & page.parties(one.sentence)


def by_two(page: Lookup, one: Count, other: Count) -> bool:
    """Whether the clause of a number names who did it, and the other's does not name the same."""
    ours, theirs = doers(page, one), doers(page, other)
    return bool(ours or theirs) and not ours & theirs


def doers(page: Lookup, count: Count) -> frozenset[str]:
    """Who is named as doing what a number counts."""
    clause = page.clause(count.at)
    return page.named(clause.agent) if clause is not None and clause.agent is not None else frozenset()


_MANY = 3  # names, from which what is counted is all over the world


def _elsewhere(page: Lookup, one: Count, other: Count) -> bool:
    """Whether both sentences name somebody or some place, and none of them is the same."""
    ours, theirs = page.parties(one.sentence), page.parties(other.sentence)
    if not ours or not theirs:
        return len(ours | theirs) > _MANY  # in as many countries, and in one that goes without saying
    if ours & theirs:
        return False
    # "the Tarn Bridge" and "Tarn" may be one place
    return not page.name_words(one.sentence) & page.name_words(other.sentence)


def _setting(page: Lookup, a: Count, b: Count) -> set[str]:
    """The words of matter next to both numbers."""
    return page.setting(a.value, a.sentence) & page.setting(b.value, b.sentence)


def _other_kinds(page: Lookup, a: Quantity, b: Quantity) -> bool:
    """Whether what stands between number and noun tells two kinds apart: "ambulance crews", "fire crews"."""
    ours, theirs = page.qualifiers(a), page.qualifiers(b)
    return bool(ours and theirs) and not ours & theirs


TIMES = frozenset("second minute hour day night week weekend month season year decade century".split())
_SPANNED = re.compile(r"\W+\w+\W+of\s+((?:\w+\s+){0,2}\w+)")


def _other_spans(page: Lookup, one: Count, other: Count) -> bool:
    """Whether one is a time "of" something that the other sentence has no word of.

    "Six weeks of rain" and "the first ferry in two weeks" are both times, of two things.
    """
    if one.value.unit not in TIMES or other.value.unit not in TIMES:
        return False
    for span, beside in ((one, other), (other, one)):
        spanned = _SPANNED.match(page.by_id[span.at.article].article.text, span.at.end)
        if spanned and not stems(spanned[1]) & stems(page.exact(beside.sentence)):
            return True
    return False


def _sizes_of_two(page: Lookup, one: Count, other: Count) -> bool:
    """Whether one is the size of a thing that the other sentence does not name: "a seven-member board"."""
    if one.value.unit in TIMES:
        return False
    for count, beside in ((one, other), (other, one)):
        thing = _thing_sized(page, count)
        if thing and thing not in stems(page.exact(beside.sentence)):
            return True
    return False


_SIZED, _UNIT_SIZED = re.compile(r"\s(\w+)"), re.compile(r"-[a-z]+\s(\w+)")


def _thing_sized(page: Lookup, count: Count) -> str:
    text, printed = page.by_id[count.at.article].article.text, page.exact(count.at)
    if "-" in printed and printed[-1].isalpha():
        found = _SIZED.match(text, count.at.end)
    else:
        found = _UNIT_SIZED.match(text, count.at.end)
    return stem(found[1].lower()) if found else ""


_LENGTHS = frozenset("mile kilometre metre foot yard block inch centimetre".split())
_FROM = re.compile(
    r"(?:\s\w+){1,2}\s(?:\([^)]*\)\s)?(?:(?:north|south|east|west|away|out|inland|up|down)\w*\s)*(?:of|from|off)"
    r"\s((?:\S+\s?){1,4})"
)


def _from_two_places(page: Lookup, one: Count, other: Count) -> bool:
    """Whether two distances are told from two places: "13 miles from Tarn", "150 miles west of Velm"."""
    if one.value.unit not in _LENGTHS:
        return False
    found = [
        _FROM.match(page.by_id[x.at.article].article.text, x.at.end, x.sentence.end) for x in (one, other)
    ]
    from_where = [stems(f[1]) if f else set() for f in found]
    return all(from_where) and not from_where[0] & from_where[1]


_ONGOING = frozenset("day night week month".split())
_OF = re.compile(r"\s\w+\sof\s")


def _goes_on(page: Lookup, one: Count, other: Count) -> bool:
    """Whether both are how long something has gone on, and not known to be told on one day."""
    if one.value.unit not in _ONGOING:
        return False
    texts = [page.by_id[x.at.article].article for x in (one, other)]
    if not all(_OF.match(a.text, x.at.end) for a, x in zip(texts, (one, other), strict=True)):
        return False
    published = [a.published for a in texts]
    return published[0] is None or published[1] is None or published[0].day != published[1].day


_OUTDONE = re.compile(
    r"\b(?:(?:previous|former|old|prior|existing)\s(?:\w+\s)?|(?:br[eo]ak|brok|surpass|beat|pass|topp|eclips|overt[ao]k)"
    r"\w*\b[^,;.]{0,40}\b)(?:record|mark|best|high)\b[^,;.]{0,16}$",
    re.IGNORECASE,
)


def _of_record(page: Lookup, count: Count) -> bool:
    """Whether a number is that of a record which another number has outdone."""
    return _OUTDONE.search(page.before(count.at, 90)) is not None


_WITHIN = re.compile(
    r"[^.;]{0,80}?\b(?:during|since|(?:over|in) the course of|in the (?:first|last|past))"
    r"\s((?:[^\s,]+\s){0,3}[^\s,]+)"
)


def _limited(page: Lookup, one: Count, other: Count) -> bool:
    """Whether a number is of a stretch of time of which the other sentence has no word."""
    if one.at not in page.limits:
        text = page.by_id[one.at.article].article.text
        limit = _WITHIN.match(text, one.at.end, one.sentence.end)
        page.limits[one.at] = stems(limit[1]) if limit else set()
    within = page.limits[one.at]
    return bool(within) and not within & stems(page.exact(other.sentence))


def _of_two_persons(page: Lookup, one: Count, other: Count) -> bool:
    """Whether two times are told of persons named, of whom none is the same: years of work, of prison."""
    if one.value.unit not in TIMES:
        return False
    persons = [_persons_told_of(page, x) for x in (one, other)]
    return all(persons) and not persons[0] & persons[1]


def _persons_told_of(page: Lookup, count: Count) -> frozenset[str]:
    clause = page.clause(count.at)
    if clause is None:
        return frozenset()
    roles = (page.meant(role) for role in (clause.agent, clause.patient, clause.passage) if role is not None)
    return next((persons for persons in roles if persons), frozenset())


_SO_FAR = re.compile(
    r"\b(?:so far|as of|by (?:now|noon|midday|night\w*|evening|dusk|morning)|at least|rose|risen|climbed"
    r"|grown|toll|at noon|for the night|still|already)\b",
    re.IGNORECASE,
)


# Before a round number for one that is known: not "so far".
MORE_THAN = re.compile(r"(?:more than|over|upwards? of)\b", re.IGNORECASE)


def is_update(page: Lookup, a: Count, b: Count) -> bool:
    """Whether a count that was told as of an hour has grown by a later report: no conflict.

    Two plain counts of one thing differ, whichever came later.
    """
    told = [page.by_id[x.sentence.article].article.published for x in (a, b)]
    if told[0] is None or told[1] is None:
        return False
    early, late = (a, b) if when_published(told[0]) <= when_published(told[1]) else (b, a)
    if (
        when_published(told[0]) == when_published(told[1])
        or early.value.low is None
        or late.value.low is None
    ):
        return False
    least = early.value.high is None and not MORE_THAN.match(page.exact(early.at))
    counting = least or any(_SO_FAR.search(page.exact(x.sentence)) for x in (a, b))
    return counting and early.value.low <= late.value.low


def when_published(published: Published) -> tuple[date, datetime]:
    """The moment of publication, the start of the day where no hour is stated."""
    start = datetime.combine(published.day, time.min, UTC)
    return published.day, published.moment or start
