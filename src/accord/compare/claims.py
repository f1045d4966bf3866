"""How what one sentence claims stands to what another claims: the same, carried on, contradicted, or apart.

Clauses are compared by polarity, modality, roles, quantities and days before anything is
counted as agreement: "will sign" is not "signed", "A sued B" is not "B sued A", "strengthened" is
not "weakened", "at least 10" and "a dozen or so" are one count. Nothing is learned here: the rules are
general English.

`relate` judges two sentences as wholes, and is held to tests/compare/cases/minimal_pairs.txt.
`asserts_otherwise` judges a sentence as evidence for a statement, clause by clause: it is turned
down only for a clause of its own that speaks of the same deed and parties, otherwise; where it
has another clause that agrees, it stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol

from accord.compare.amounts import VAGUE, can_both_be, too_vague
from accord.compare.wordings import FUNCTION_WORDS
from accord.records import Clause, Passage, Period, Published, Quantity, Reading, Sentence
from accord.text import plain, words

Relation = Literal["same", "update", "conflict", "apart"]
Verdict = Literal["agrees", "differs", "apart"]
Stems = Callable[[Passage], frozenset[str]]

TELLING = frozenset("say tell add note announce report state claim write tweet ask reply".split())
_SAYING = TELLING | {"think", "believe", "find", "decide"}
_DENYING = re.compile(
    r"\b(?:not|\w+n't|no|none|nobody|never|neither|nothing|without|fail(?:s|ed)?|refus\w+|den(?:y|ies|ied|ying)"
    r"|lacks?|lacked|declin\w+|unaware|yet to|ruled? out|kept from)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|to be|is to|are to|expected|due to|set to|scheduled|agreed to|promised|plans? to|planned"
    r"|intends?|hopes? to|would|'ll)\b",
    re.IGNORECASE,
)
_WISHED = re.compile(  # "May" is a month
    r"\b(?:may|(?i:might|could|should|must|if|wants?|wanted|urg\w+|consider\w*|threaten\w*))\b"
)
_PENDING = re.compile(
    r"\b(?:so far|as of|still|yet|has not|have not|at large|missing|searching|by (?:noon|dawn|night|evening)"
    r"|at noon|rose|risen|climbed|grown|toll|at least|had (?:arrested|burned))\b",
    re.IGNORECASE,
)
_MUTUAL = frozenset("meet speak talk sign agree fight marry clash".split())  # A did it with B: B with A
_CONTEST = frozenset("defeat beat succeed replace hit buy acquire overtake outbid".split())  # one way only


def lines_of(name: str) -> list[str]:
    """The lines of a table in data/, but for its comments."""
    rows = (files("accord.compare") / "data" / name).read_text("utf-8").splitlines()
    return [row for row in rows if row and not row.startswith("#")]


@cache
def opposites() -> dict[str, frozenset[str]]:
    """data/opposites.txt: words that cannot both be true of the same parties."""
    found: dict[str, set[str]] = {}
    for line in lines_of("opposites.txt"):
        left, right = (side.split() for side in line.split("|"))
        for one in left:
            found.setdefault(one, set()).update(right)
        for one in right:
            found.setdefault(one, set()).update(left)
    return {verb: frozenset(against) for verb, against in found.items()}


@cache
def _synonyms() -> tuple[frozenset[str], ...]:
    """data/synonyms.txt: predicates that report one deed."""
    return tuple(frozenset(line.split()) for line in lines_of("synonyms.txt"))


@cache
def one_deed(predicate: str) -> str:
    """The predicate that stands for all that report the same deed: "resign" for "quit"."""
    word = predicate.replace(" ", "_")
    sets = (line.split() for line in lines_of("synonyms.txt"))
    return next((known[0] for known in sets if word in known), predicate)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence claims, as far as claims can be compared."""

    reading: Reading
    sentence: Sentence
    text: str  # plain, of the sentence
    predicates: frozenset[str]
    denied: bool
    mood: Literal["done", "planned", "wished"]
    subject_end: int  # where the agent's head phrase ends in the article
    agents: frozenset[str]  # stems, of the main clause
    patients: frozenset[str]
    names: tuple[str, ...]
    stems: frozenset[str]
    quantities: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    vector: tuple[float, ...]  # of the sentence, unit length; empty where none was made

    @property
    def parties(self) -> frozenset[str]:
        return self.agents | self.patients

    @property
    def names_all(self) -> frozenset[str]:
        """The stems of its capitalised words, that which opens the sentence too."""
        return frozenset(_stem(w.lower()) for w in re.findall(r"\b[A-Z]\w+", self.text))


def claim_of(reading: Reading, sentence: Sentence) -> Claim:
    """What a sentence of a reading claims; of several clauses the one that is no report of another."""
    text = reading.article.text
    clauses = [c for c in reading.clauses if sentence.passage.covers(c.passage)]
    told = [c for c in clauses if c.predicate not in _SAYING] or clauses
    main = max(told, key=lambda c: (c.passage.end - c.passage.start, -c.passage.start), default=None)
    exact = plain(sentence.passage.of(text))
    return Claim(
        reading,
        sentence,
        exact,
        frozenset(w for c in told for w in c.predicate.split()),
        len(_DENYING.findall(exact)) % 2 == 1,
        _mood(exact),
        main.agent.end if main and main.agent else 0,
        _role(text, main.agent if main else None),
        _role(text, main.patient if main else None),
        tuple(_names(text, sentence)),
        frozenset(_stems(exact)),
        tuple(q for q in reading.quantities if sentence.passage.covers(q.passage)),
        tuple(p for p in reading.periods if sentence.passage.covers(p.passage)),
        tuple(reading.vectors[reading.sentences.index(sentence)].tolist()),
    )


def _mood(text: str) -> Literal["done", "planned", "wished"]:
    if _WISHED.search(text):
        return "wished"
    return "planned" if _PLANNED.search(text) else "done"


def _role(text: str, passage: Passage | None) -> frozenset[str]:
    return frozenset(_stems(plain(passage.of(text)))) if passage else frozenset()


def _stems(text: str) -> Iterator[str]:
    for word in words(text):
        if word.form not in FUNCTION_WORDS and not word.form[0].isdigit() and len(word.form) > 2:
            yield _stem(word.form)


def _stem(form: str) -> str:
    form = re.sub(r"'s$", "", form)
    return form[:5] if len(form) > 5 else form.rstrip("s") or form


def _names(text: str, sentence: Sentence) -> Iterator[str]:
    for n, word in enumerate(words(text, sentence.passage.start, sentence.passage.end)):
        if n and text[word.start].isupper() and word.form not in _CALENDAR:
            yield _stem(word.form)


_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december""".split()
)


# ---------------------------------------------------------------- relating


def relate(left: Claim, right: Claim) -> Relation:
    """How two claims of two articles of one story stand to each other.

    "apart" where they do not tell of one thing, and where
    one is a wish, a doubt or a condition and the other a deed.
    """
    cosine = float(sum(a * b for a, b in zip(left.vector, right.vector, strict=True)))
    near = _nearness(left, right)
    if near < 0.3 and cosine < 0.55:
        return "apart"
    if _turned_round(left, right):
        return "conflict" if _any(left.predicates | right.predicates, _CONTEST) else "apart"
    if _of_another(left, right) or _of_another(right, left):
        return "apart"
    early, late = _in_time(left, right)
    pending = bool(_PENDING.search(left.text) or _PENDING.search(right.text))
    if left.denied != right.denied:
        if _apart(left.patients, right.patients) and near < 0.6:
            return "apart"
        return "update" if early is not None and pending else "conflict"
    if _opposed(left, right):
        return "conflict"
    if left.mood != right.mood:
        if "wished" in (left.mood, right.mood):
            return "update" if early is not None else "apart"
        return "update"
    if early is not None and late is not None and _counted_on(early, late):
        return "update"
    counted = _counts_apart(left, right)
    if counted is not None:
        if early is not None and late is not None and pending and _grew(early, late, counted):
            return "update"
        return "conflict" if near >= 0.4 else "apart"
    if _days_apart(left, right):
        one_deed = _shared_predicate(left, right) and not _apart(left.patients, right.patients)
        return "conflict" if one_deed else "apart"
    one_predicate = _shared_predicate(left, right)
    if early is not None and pending and not one_predicate:
        return "update"
    if one_predicate and _other_party(left, right, near):
        return "conflict"
    return _by_names(left, right, near, cosine, one_predicate)


def _apart(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours and theirs) and not ours & theirs


def _of_another(left: Claim, right: Claim) -> bool:
    """Whether one tells of someone by another whom the other tells of: "the son of Ruel", "Ruel"."""
    return (
        bool(left.predicates & right.predicates)
        and _apart(left.agents, right.agents)
        and right.agents <= left.stems
        and not left.agents <= right.stems
        and not right.agents & left.patients
    )


def _other_party(left: Claim, right: Claim, near: float) -> bool:
    """Whether one deed is given to two named parties, all else alike."""
    named = bool(left.names_all & left.parties) and bool(right.names_all & right.parties)
    if not named or _initials(left) & _initials(right):
        return False
    if _apart(left.agents, right.agents):
        return bool(left.patients & right.patients) and near >= 0.5
    return not left.agents and not right.agents and _apart(left.patients, right.patients) and near >= 0.6


def _initials(claim: Claim) -> frozenset[str]:
    """Acronyms that a claim prints, and those that its names would give."""
    runs = re.findall(r"(?:(?!The )[A-Z][\w']+ )+[A-Z][\w']+", claim.text)
    spelled = {"".join(word[0] for word in run.split()) for run in runs}
    return frozenset(spelled | set(re.findall(r"\b[A-Z]{2,}\b", claim.text)))


def _nearness(left: Claim, right: Claim) -> float:
    """Share of the words of the shorter claim that the other has, its days and numbers aside."""
    ours, theirs = ({s for s in side.stems if s not in _TIMES} for side in (left, right))
    return len(ours & theirs) / max(1, min(len(ours), len(theirs)))


_TIMES = frozenset(_stem(w) for w in _CALENDAR)


def _any(found: Iterable[str], known: frozenset[str]) -> bool:
    return any(word in known for word in found)


def _turned_round(left: Claim, right: Claim) -> bool:
    """Whether who did it and to whom it was done have changed places."""
    if _any(left.predicates & right.predicates, _MUTUAL):
        return False
    if not (left.agents and right.agents and left.patients and right.patients):
        return False
    if not left.predicates & right.predicates or left.agents & right.agents:
        return False
    crossed = bool(left.agents & right.patients) and bool(left.patients & right.agents)
    return crossed or (left.agents <= right.stems and right.agents <= left.stems)


def _shared_predicate(left: Claim, right: Claim) -> bool:
    if left.predicates & right.predicates:
        return True
    return any(known & left.predicates and known & right.predicates for known in _synonyms())


def _opposed(left: Claim, right: Claim) -> bool:
    only_left, only_right = left.predicates - right.predicates, right.predicates - left.predicates
    return any(not opposites().get(word, frozenset()).isdisjoint(only_right) for word in only_left)


def _in_time(left: Claim, right: Claim) -> tuple[Claim | None, Claim | None]:
    """The claims by when their articles came out; none where that is not known, or the same."""
    told = [c.reading.article.published for c in (left, right)]
    if told[0] is None or told[1] is None or _moment(told[0]) == _moment(told[1]):
        return None, None
    return (left, right) if _moment(told[0]) < _moment(told[1]) else (right, left)


def _moment(published: Published) -> datetime:
    return published.moment or datetime.combine(published.day, time.min, UTC)


def _counts_apart(left: Claim, right: Claim) -> tuple[Quantity, Quantity] | None:
    """A quantity of each that cannot both be true of one thing; None where their counts agree."""
    for a in left.quantities:
        for b in right.quantities:
            if a.unit != b.unit and a.unit and b.unit:
                continue
            if _can_both_be(left, a, right, b):
                return None
    for a in left.quantities:
        for b in right.quantities:
            if a.unit == b.unit or not a.unit or not b.unit:
                return a, b
    return None


def _can_both_be(left: Claim, a: Quantity, right: Claim, b: Quantity) -> bool:
    printed = (
        a.passage.of(left.reading.article.text),
        b.passage.of(right.reading.article.text),
    )
    return can_both_be(a, b) and not too_vague(printed[0], a, b) and not too_vague(printed[1], b, a)


def _counted_on(early: Claim, late: Claim) -> bool:
    """Whether a count that was open upwards, "at least 10", has a greater figure in the later report."""
    return any(
        a.unit == b.unit and a.high is None and a.low is not None and b.low is not None and a.low < b.low
        for a in early.quantities
        for b in late.quantities
        if not VAGUE.search(a.passage.of(early.reading.article.text))
    )


def _grew(early: Claim, late: Claim, counted: tuple[Quantity, Quantity]) -> bool:
    of = {id(q): q for q in counted}
    first = next((q for q in early.quantities if id(q) in of), None)
    last = next((q for q in late.quantities if id(q) in of), None)
    return first is not None and last is not None and (first.low or 0) <= (last.low or 0)


def _days_apart(left: Claim, right: Claim) -> bool:
    """Whether both give a day, and no day of one may be a day of the other."""
    ours, theirs = (
        [(p.first, p.last) for p in c.periods if p.first is not None and p.last is not None]
        for c in (left, right)
    )
    if _apart(_calendar(left)[-1], _calendar(right)[-1]):
        return True  # spans of other years may overlap and are two all the same
    if ours and theirs:
        return not any(a[0] <= b[1] and b[0] <= a[1] for a in ours for b in theirs)
    # where no year or day of publication is known, the words themselves
    return any(_apart(a, b) for a, b in zip(_calendar(left), _calendar(right), strict=True))


def _calendar(claim: Claim) -> tuple[frozenset[str], ...]:
    """Days of the week, days of a month, months, and years, as printed."""
    month = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    return (
        frozenset(re.findall(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", claim.text)),
        frozenset(re.findall(rf"\b\d{{1,2}} {month}\b|\b{month} \d{{1,2}}\b", claim.text)),
        frozenset(re.findall(month, claim.text)),
        frozenset(re.findall(r"\b(?:1[5-9]|20)\d\d\b", claim.text)),
    )


def _by_names(left: Claim, right: Claim, near: float, cosine: float, one_predicate: bool) -> Relation:
    """What names say where nothing else differs: another name in the same words is another value."""
    ours, theirs = set(left.names), set(right.names)
    only_left, only_right = ours - set(right.stems), theirs - set(left.stems)
    if only_left and only_right and not _initials(left) & _initials(right):
        rest = (left.stems | right.stems) - only_left - only_right
        alike = len(left.stems & right.stems) / max(1, len(rest))
        of_subject = any(_names_subject(c, only) for c, only in ((left, only_left), (right, only_right)))
        return "conflict" if alike >= 0.8 and left.parties & right.parties and not of_subject else "apart"
    if one_predicate and (near >= 0.5 or cosine >= 0.7):
        return "same"
    return "same" if near >= 0.75 or cosine >= 0.8 else "apart"


def _names_subject(claim: Claim, names: set[str]) -> bool:
    """Whether a name only tells the subject from others: "the mayor of Tarn opened"."""
    if not claim.subject_end:
        return False
    text = claim.reading.article.text
    after = re.match(r"\s+of\s+(\w+)", text[claim.subject_end : claim.sentence.passage.end])
    return after is not None and _stem(after[1].lower()) in names


# ---------------------------------------------------------------- evidence, clause by clause

# what says, without a negated clause, that something was not or will not be done
_NOT_DONE = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|declin\w+|refus\w+|fail\w*|reject\w*|den(?:y|ie[sd]|ial)"
    r"|skip\w*|avoid\w*|miss\w*|absen\w+|lack\w*|stop\w*|halt\w*|cancel\w*|unable|unwilling|instead|still|yet"
    r"|barely|hardly|scarcely)\b|n't\b",
    re.IGNORECASE,
)
_DECLINED = re.compile(r"\b(?:declin|refus)\w+ to\b", re.IGNORECASE)
_SETTLED = ("happened", "planned")  # moods that exclude each other; "possible" is too loose to tell


def denies(clause: Clause) -> bool:
    return clause.negated or clause.modality == "denied"


class Told(Protocol):
    """A statement, or a sentence as evidence for one."""

    @property
    def clauses(self) -> Sequence[Clause]: ...
    @property
    def claim(self) -> Clause | None: ...
    @property
    def deeds(self) -> Mapping[str, Sequence[Clause]]: ...
    @property
    def main(self) -> Clause: ...
    @property
    def tells_undone(self) -> bool: ...
    @property
    def speaks_of_undone(self) -> bool: ...
    @property
    def flat(self) -> str: ...


def main_clause(clauses: Sequence[Clause]) -> Clause:
    """The widest clause, of several the first."""
    return max(clauses, key=lambda c: (c.passage.end - c.passage.start, -c.passage.start))


def claim_clause(clauses: Sequence[Clause]) -> Clause | None:
    """What is claimed: the widest clause that is no report of another; None without a clause."""
    told = [c for c in clauses if _verb(c.predicate) not in _SAYING] or clauses
    deeds = [c for c in told if deed_of(c.predicate)] or told  # "is to | leave"
    return main_clause(deeds) if deeds else None


# What these announce is still to be done, or told in a clause of its own.
ANNOUNCING = frozenset("announce disclose reveal declare decide agree promise pledge vow rule".split())


@cache
def deed_of(predicate: str) -> str:
    """What is done, synonyms under one; empty of what only is, or is somewhere: "be", "be in"."""
    verb, *content = predicate.split()
    empty = verb == "be" and all(word in FUNCTION_WORDS for word in content)
    return "" if empty else one_deed(predicate)


def deeds_of(clauses: Sequence[Clause]) -> dict[str, list[Clause]]:
    """The clauses by what is done in them."""
    found: dict[str, list[Clause]] = {}
    for clause in clauses:
        if deed := deed_of(clause.predicate):
            found.setdefault(deed, []).append(clause)
    return found


def parties_shared(statement: Told, sentence: Told, stems: Stems) -> int:
    """Of the deed that a statement claims, how many of its parties a clause of a sentence has too: 0 to 2.

    Counted is a clause of the same deed, as settled or unsettled and as much denied. 0 says
    that none was found, not that the sentence tells otherwise.
    """
    claim = statement.claim
    if claim is None:
        return 0
    return max(
        (
            meet(claim.agent, clause.agent, stems) + meet(claim.patient, clause.patient, stems)
            for clause in sentence.deeds.get(deed_of(claim.predicate), ())
            if denies(claim) == denies(clause)
            and (claim.modality == "happened") == (clause.modality == "happened")
        ),
        default=0,
    )


def tells_undone(stated: str, main: Clause) -> bool:
    """Whether a statement with this main clause is that something was not, or will not be, done."""
    return denies(main) or bool(_DECLINED.search(stated))


def speaks_of_undone(told: str) -> bool:
    """Whether a sentence has any word by which it could tell that something was not done."""
    return bool(_NOT_DONE.search(plain(told)))


def asserts_otherwise(statement: Told, sentence: Told, stems: Stems, *, strict: bool) -> bool:
    """Whether a sentence tells otherwise, or of another deed, what a statement tells.

    `stems` gives the words of a phrase that carry matter. `strict` also turns down a sentence of the
    same deed done to someone else. False where the clauses do not meet.
    """
    if not statement.clauses:
        return False
    if statement.tells_undone and not sentence.speaks_of_undone:
        return True
    claim = statement.claim or statement.main
    verb = _verb(claim.predicate)
    alike = opposites().get(verb, frozenset()) | {verb}
    verdicts = [
        _verdict(claim, clause, sentence.flat, stems, strict)
        for clause in sentence.clauses
        if _verb(clause.predicate) in alike
    ]
    return "differs" in verdicts and "agrees" not in verdicts


@cache
def _verb(predicate: str) -> str:
    return predicate.split()[0]


def _verdict(main: Clause, other: Clause, told: str, stems: Stems, strict: bool) -> Verdict:
    verb, against = _verb(main.predicate), _verb(other.predicate)
    opposed = against in opposites().get(verb, ())
    if verb == "be" or not (opposed or main.predicate == other.predicate or verb == against):
        return "apart"
    agents = meet(main.agent, other.agent, stems)
    patients = meet(main.patient, other.patient, stems)
    if opposed and main.agent is None and other.patient is None:
        patients = meet(main.patient, other.agent, stems)  # "the road was closed", "the road reopened"
    elif opposed and main.patient is None and other.agent is None:
        patients = meet(main.agent, other.patient, stems)
    if meet(main.agent, other.patient, stems) and meet(main.patient, other.agent, stems):
        return "apart" if agents or patients else "differs"  # who did it to whom
    if not (agents or patients):
        return "apart"
    same_way = denies(main) == denies(other)
    if opposed:
        return "differs" if same_way else "agrees"
    if not same_way:
        return "differs"
    moods = {main.modality, other.modality}
    if moods == set(_SETTLED):
        return "differs"
    if moods == {"happened", "possible"} and agents and patients:
        return "differs"  # "must still approve": nothing else tells the two apart
    if (
        strict
        and agents
        and not patients
        and main.patient
        and other.patient
        and _elsewhere(main.patient, told, stems)
    ):
        return "differs"  # the same deed, done to someone else
    return "agrees"


def meet(one: Passage | None, other: Passage | None, stems: Stems) -> bool:
    """Whether two parties are both told, and have a word of matter in common."""
    return one is not None and other is not None and bool(stems(one) & stems(other))


def _elsewhere(phrase: Passage, told: str, stems: Stems) -> bool:
    """Whether a sentence, in plain small letters, does not speak of what a phrase names."""
    wanted = stems(phrase)
    return bool(wanted) and not any(re.search(rf"\b{re.escape(stem)}", told) for stem in wanted)
