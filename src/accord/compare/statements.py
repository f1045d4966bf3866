"""Which words state a fact: the part of a report that the others bear out best.

A sentence of one article often tells two facts, or one with details that nobody else
has. A statement is therefore a clause or a sentence, chosen so that what it says
stands in the other articles too, and reads well by itself. It is cut, never rewritten.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter

from accord.compare.amounts import can_both_be
from accord.compare.claims import (
    asserts_otherwise,
    claim_clause,
    deed_of,
    deeds_of,
    main_clause,
    parties_shared,
    speaks_of_undone,
    tells_undone,
)
from accord.compare.traits import USUAL
from accord.compare.utterances import FUNCTION_WORDS
from accord.records import (
    ArticleId,
    Cast,
    Clause,
    Passage,
    PersonId,
    Quantity,
    Quotation,
    Reading,
    Sentence,
    Utterance,
)
from accord.text import plain, words

# What opens so leans on words before it and makes a poor statement.
_LEANING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|its|their|and|but|so|yet|or|also|instead|there|then|here"
    r"|meanwhile|however|in addition|i|we|you|our|my|who|which|whom|whose|when|where|while|if|to|because|as"
    r"|after|before|until|not|is|are|was|were|has|have|had|be|been|being|by|with|of|one)\b|\w+ing\b"
    r"|(?:[\w-]+ ){1,3}(?:later|earlier),",
    re.IGNORECASE,
)
# What was done stands before: "and then did just that".
_DOING_THAT = re.compile(
    r"\b(?:(?:do|does|did|done|doing) (?:just |exactly |precisely |only )?(?:that|so|likewise|the same)"
    r"|(?:until|till|since|before|by) then)\W*$"
)
# What an article says of itself is no fact of its story.
_OF_ITSELF = re.compile(
    r"(?:correction|clarification|editors?'?s? note)\b[^.]{0,40}:"
    r"|(?:an|the) (?:earlier|previous) version of"
    r"|this (?:article|story|post|report|piece) (?:has been|was|is|will be|originally)\b",
    re.IGNORECASE,
)
# Outside quotation marks these are someone's speech, printed without any.
_ADDRESSING = re.compile(r"\b(?:I|I'm|I've|we|you|you're|your|my|our)\b", re.IGNORECASE)
_IN_MARKS = re.compile(r'"[^"]*(?:"|$)|(?<!\w)\'.*?(?<=[\w.,!?])\'(?!\w)')
_DANGLING = re.compile(
    r"\b(?:of|to|the|a|an|and|or|but|for|with|in|on|at|by|from|that|which|who)$", re.IGNORECASE
)

RAREST = 5.0  # no word weighs more
_PASSAGE = attrgetter("passage")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_MARKS = frozenset(".,;:!?—–)") | {""}  # what a clause that is whole ends before


class _Rarity(dict[str, float]):
    """How rare each word of a story is in it; any other is as rare as can be."""

    def __missing__(self, stem: str) -> float:
        return RAREST


@dataclass(frozen=True, slots=True)
class Stating:
    """How a statement is chosen."""

    unsupported: float = 0.45  # a word counts for a statement when more than this share of the others has it
    clear: float = 2.5  # what reading well by itself weighs, in rare words
    deed: float = 3.0  # what it weighs, in rare words, that all the others have what it claims was done
    shortest: int = 5  # words
    speech: float = 0.6  # share of a statement that may be words quoted, with who said them


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """An article, with what is asked of its passages."""

    reading: Reading
    starts: Sequence[int]  # of its sentences
    names: Sequence[Passage]
    speech: Sequence[Passage]  # words quoted, their source and cue
    people: Sequence[tuple[Passage, PersonId]]  # who is mentioned, by name or not, where the cast names them


class Phrase:
    """A stretch of an article. What is asked of it is worked out once: many groups ask the same."""

    def __init__(
        self, passage: Passage, stems: frozenset[str], page: _Page, rarity: Mapping[str, float]
    ) -> None:
        self.passage = passage
        self.stems = stems  # of the words that carry matter, without their endings
        self._page = page
        self._rarity = rarity
        self._shares: dict[frozenset[str], float] = {}
        # of the sentences asked so far, which bear it out: where the pair is sure (True), and where not
        self.bearers: tuple[dict[Phrase, bool], dict[Phrase, bool]] = {}, {}

    @cached_property
    def text(self) -> str:
        return self.passage.of(self.reading.article.text)

    @property
    def reading(self) -> Reading:
        return self._page.reading

    @cached_property
    def place(self) -> int:
        """The number of its sentence in the article."""
        return bisect_right(self._page.starts, self.passage.start) - 1

    @property
    def sentence(self) -> Sentence:
        return self.reading.sentences[self.place]

    @cached_property
    def rarities(self) -> tuple[tuple[str, float], ...]:
        """Its stems in order, each with its rarity."""
        return tuple((stem, self._rarity[stem]) for stem in sorted(self.stems))

    @cached_property
    def whole(self) -> float:
        """What its words weigh, by rarity."""
        return self.weight(self.stems)

    def weight(self, stems: Iterable[str]) -> float:
        """The rarity of some of the story's words, summed."""
        return math.fsum(map(self._rarity.__getitem__, stems))  # whatever the order of the set

    def rarity(self, stem: str) -> float:
        """How rare a word is in the story."""
        return self._rarity.get(stem, RAREST)

    def borne_out(self, by: Phrase) -> float:
        """The share of its words, weighed by rarity, that another phrase has too."""
        share = self._shares.get(by.stems)
        if share is None:
            share = self._shares[by.stems] = self.weight(self.stems & by.stems) / (self.whole or 1.0)
        return share

    @cached_property
    def matter(self) -> frozenset[str]:
        """Its stems that are not of a name or a title before it, nor of words in marks alone."""
        text = self.reading.article.text
        stems = _stems(_IN_MARKS.sub(" ", plain(self.text))) or self.stems
        return stems.difference(*(_stems(n.of(text)) for n in self._page.names if self.passage.touches(n)))

    @cached_property
    def doing(self) -> frozenset[str]:
        """Its matter but for who does it: "the mayor"."""
        agent = self.claim.agent if self.claim else None
        return self.matter - _stems(agent.of(self.reading.article.text)) if agent else self.matter

    @cached_property
    def leans(self) -> bool:
        """Whether it opens so that it needs words before it, or takes up what was done there."""
        return bool(_LEANING.match(self.text) or _DOING_THAT.search(self.text))

    @cached_property
    def refers_back(self) -> bool:
        """Whether it opens with a word that takes up one before it: "he", "this ship"."""
        early = next((m for m in self.reading.mentions if self.passage.covers(m.passage)), None)
        within = early is not None and early.passage.start < self.passage.start + 30
        return self.leans or (early is not None and early.form == "pronoun" and within)

    @cached_property
    def clearness(self) -> float:
        """How well it stands by itself, 1 at best: short, no pronoun to look up, few quoted words."""
        exact, length = self.text, len(self.text.split())
        value = 1.0 - max(0, length - 16) / 30 - max(0, 7 - length) / 10
        value -= 0.6 * self.leans + 0.8 * any(mark in exact for mark in '"“')
        value -= 0.6 * any(
            m.form == "pronoun"
            and self.passage.covers(m.passage)
            and m.passage.start < self.passage.start + 30
            for m in self.reading.mentions
        )
        value -= 0.3 * (self.sentence.block in ("headline", "caption", "dek")) + 0.5 * (exact[-1] in ":;,")
        return value

    @cached_property
    def speech(self) -> float:
        """How much of it is words quoted, with who said them: the report of an utterance."""
        if _ADDRESSING.search(_IN_MARKS.sub("", plain(self.text))) or self._opens_speech:
            return 1.0
        inside, reached = 0, self.passage.start
        for q in self._page.speech:
            start, end = max(q.start, reached), min(q.end, self.passage.end)
            if end > start:
                inside, reached = inside + end - start, end
        return inside / max(1, self.passage.end - self.passage.start)

    @property
    def of_itself(self) -> bool:
        """Whether its article speaks of itself there: a correction, a note of the editors."""
        text = self.reading.article.text
        return bool(_OF_ITSELF.match(plain(self.sentence.passage.of(text))))

    @property
    def _opens_speech(self) -> bool:
        """Whether its sentence only says who says what follows: "Then he wrote:"."""
        return self.sentence.passage.of(self.reading.article.text).endswith(":")

    @cached_property
    def people(self) -> frozenset[PersonId]:
        """The named people mentioned in it, by whatever word."""
        return frozenset(person for p, person in self._page.people if self.passage.covers(p))

    @cached_property
    def doers(self) -> frozenset[PersonId]:
        """The named people who do what it claims."""
        agent = self.claim.agent if self.claim else None
        return frozenset(person for p, person in self._page.people if agent and agent.covers(p))

    @cached_property
    def days(self) -> tuple[tuple[date, date], ...]:
        """The times in it of a day, or of a night between two."""
        return tuple(
            (p.first, p.last)
            for p in self.reading.periods
            if self.passage.covers(p.passage) and p.first and p.last and (p.last - p.first).days < 2
        )

    @cached_property
    def years(self) -> tuple[str, ...]:
        return tuple(filter(_YEAR.fullmatch, self.stems))

    @cached_property
    def counted(self) -> tuple[Quantity, ...]:
        """The numbers in it that say what they count."""
        return tuple(q for q in self.reading.quantities if q.unit and self.passage.covers(q.passage))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses within it."""
        return tuple(c for c in self.reading.clauses if self.passage.covers(c.passage))

    @cached_property
    def main(self) -> Clause:
        return main_clause(self.clauses)

    @cached_property
    def claim(self) -> Clause | None:
        """What it claims: its main clause, of one that reports another the other."""
        return claim_clause(self.clauses)

    @cached_property
    def deed(self) -> str:
        """What it claims was done; empty where it claims nothing that could be held against others."""
        return "" if self.claim is None else deed_of(self.claim.predicate)

    @cached_property
    def deed_stem(self) -> str:
        """The stem of the verb of what it claims, which a noun of it mostly shares; empty without one."""
        return "" if self.claim is None else stem_of(self.claim.predicate.split()[-1])

    @cached_property
    def deeds(self) -> Mapping[str, Sequence[Clause]]:
        """Its clauses by what is done in them."""
        return deeds_of(self.clauses)

    @cached_property
    def flat(self) -> str:
        """It in plain small letters."""
        return plain(self.text).lower()

    @cached_property
    def tells_undone(self) -> bool:
        """Whether it is that something was not, or will not be, done."""
        return bool(self.clauses) and tells_undone(self.text, self.main)

    @cached_property
    def speaks_of_undone(self) -> bool:
        """Whether it has any word by which it could tell that something was not done."""
        return speaks_of_undone(self.text)

    def counts_otherwise(self, statement: Phrase) -> bool:
        """Whether it gives another figure where a statement gives one: a difference, not evidence."""
        return any(
            any(t.unit == q.unit for t in self.counted)
            and not any(t.unit == q.unit and can_both_be(q, t) for t in self.counted)
            for q in statement.counted
        )


class Phrasing:
    """The phrases of a story, and the words of its sentences by how rare they are in it."""

    def __init__(
        self,
        readings: Sequence[Reading],
        utterances: Sequence[Utterance] = (),
        settings: Stating = Stating(),
        *,
        cast: Cast | None = None,
    ) -> None:
        """`utterances` tell which words are speech though no marks stand around them, `cast` who is who."""
        self.settings = settings
        speech = {
            r.article.id: [
                p
                for q in r.quotations
                if q.kind == "direct"
                for p in (*q.content, *(_with_added(r, s) for s in q.source), *q.cue)
            ]
            + list(_in_marks(r))
            for r in readings
        }
        for utterance in utterances:
            for rendering in utterance.renderings if utterance.wording != "single" else ():
                for passage in rendering.passages if rendering.kind != "indirect" else ():
                    speech[passage.article].append(passage)
        self.by_id = {r.article.id: r for r in readings}
        self._pages = {
            r.article.id: _Page(
                r,
                [s.passage.start for s in r.sentences],
                [m.passage for m in r.mentions if m.form == "name"],
                sorted(speech[r.article.id]),
                _people(r, cast),
            )
            for r in readings
        }
        self._stems: dict[str, frozenset[str]] = {}  # of each text: copies have the same
        self._stems_at: dict[Passage, frozenset[str]] = {}
        self._phrases: dict[Passage, Phrase] = {}
        self._options: dict[Phrase, tuple[Phrase, ...]] = {}
        self._supports: dict[frozenset[Phrase], Support] = {}
        self._otherwise: dict[tuple[Phrase, Phrase, bool], bool] = {}
        self._shared: dict[tuple[Phrase, Phrase], int] = {}
        counts: Counter[str] = Counter()
        total = max(sum(len(r.sentences) for r in readings), USUAL)
        for reading in readings:
            for sentence in reading.sentences:
                counts.update(self.stems(sentence.passage))
        self._rarity = _Rarity({s: min(math.log((total + 1) / n), RAREST) for s, n in counts.items()})

    def phrase(self, passage: Passage) -> Phrase:
        found = self._phrases.get(passage)
        if found is None:
            page = self._pages[passage.article]
            found = self._phrases[passage] = Phrase(passage, self.stems(passage), page, self._rarity)
        return found

    def stems(self, passage: Passage) -> frozenset[str]:
        """The words of a passage that carry matter, without their endings."""
        found = self._stems_at.get(passage)
        if found is None:
            text = passage.of(self.by_id[passage.article].article.text)
            found = self._stems.get(text)
            if found is None:
                found = self._stems[text] = _stems(text)
            self._stems_at[passage] = found
        return found

    def rarity(self, stem: str) -> float:
        return self._rarity[stem]

    def options(self, sentence: Phrase) -> tuple[Phrase, ...]:
        """The sentence and the clauses in it that could state a fact: not those that are speech."""
        found = self._options.get(sentence)
        if found is None:
            phrases = map(self.phrase, _candidates(sentence, self.settings.shortest))
            able = not sentence.of_itself
            found = self._options[sentence] = tuple(
                p for p in phrases if able and p.speech <= self.settings.speech
            )
        return found

    def support(self, sentences: Sequence[Phrase]) -> Support:
        """What the sentences bear out together, which is asked for in many orders."""
        key = frozenset(sentences)
        found = self._supports.get(key)
        if found is None:
            found = self._supports[key] = Support(sentences, self.settings)
        return found

    def parties_shared(self, sentence: Phrase, statement: Phrase) -> int:
        """With how many of its parties a sentence tells the deed of a statement: 0 where it does not."""
        if statement.deed not in sentence.deeds:
            return 0
        key = sentence, statement
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = parties_shared(statement, sentence, self.stems)
        return found

    def tells_otherwise(self, sentence: Phrase, statement: Phrase, *, strict: bool) -> bool:
        """Whether a sentence is no evidence for a statement: other figures, another deed, not done."""
        key = sentence, statement, strict
        found = self._otherwise.get(key)
        if found is None:
            found = self._otherwise[key] = not sentence.passage.covers(statement.passage) and (
                sentence.counts_otherwise(statement)
                or asserts_otherwise(statement, sentence, self.stems, strict=strict)
            )
        return found


def _people(reading: Reading, cast: Cast | None) -> list[tuple[Passage, PersonId]]:
    """The mentions of the people whom the cast has a name for."""
    known = cast.of if cast else {}
    mentioned = ((m.passage, known.get((reading.article.id, m.entity))) for m in reading.mentions)
    return [(p, who.id) for p, who in mentioned if who and who.named and who.kind == "person"]


_MARKED = re.compile(r'(?<!\w)"([^"]+)(?:"|\Z)')  # a paragraph may end before the marks are closed


def _in_marks(reading: Reading) -> Iterator[Passage]:
    """What stands in double quotation marks, whatever was found to be quoted."""
    text = plain(reading.article.text)
    for block in reading.article.blocks:
        if block.kind == "body":
            for marked in _MARKED.finditer(text[block.start : block.end]):
                yield Passage(reading.article.id, block.start + marked.start(), block.start + marked.end())


_ADDED = re.compile(r",? (?:who|whose|which)\b[^.,;:!?\"“]*")


def _with_added(reading: Reading, source: Passage) -> Passage:
    """The source with what a relative clause adds: "Osk Hedlund, who was on his way home"."""
    added = _ADDED.match(reading.article.text, source.end)
    return Passage(source.article, source.start, added.end()) if added else source


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        stem_of(w.form)
        for w in words(text)
        if w.form not in FUNCTION_WORDS and (len(w.form) > 2 or w.form[0].isdigit())
    )


def stem_of(form: str) -> str:
    """A word without its ending, cut to six letters: alike for its inflected forms, mostly."""
    if form[0].isdigit():
        return form
    for ending in ("'s", "ing", "ed", "es", "s"):
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            form = form[: -len(ending)]
            break
    return form[:6]


class Support:
    """Sentences that may tell one fact, and how well a statement stands among them."""

    def __init__(self, sentences: Sequence[Phrase], settings: Stating) -> None:
        self._sentences = sentences
        self._settings = settings
        self._stems: dict[ArticleId, frozenset[str]] = {}  # of each article's sentences together
        for one in sentences:
            known = self._stems.get(one.passage.article)
            self._stems[one.passage.article] = one.stems if known is None else known | one.stems
        self._holders = Counter(chain.from_iterable(self._stems.values()))
        deeds = {(one.passage.article, deed) for one in sentences for deed in one.deeds}
        self._doing = Counter(deed for _, deed in deeds)  # how many articles have each deed
        self._worth: dict[Phrase, tuple[bool, float, int, int]] = {}
        self._ranked: dict[frozenset[Phrase], list[Phrase]] = {}
        self._against: dict[Phrase, bool] = {}

    @property
    def articles(self) -> int:
        return len(self._stems)

    def worth(self, option: Phrase) -> tuple[bool, float, int, int]:
        """How good a statement one of its sentences or clauses is: not leaning, borne out, clear, early."""
        found = self._worth.get(option)
        if found is None:
            settings, holders = self._settings, self._holders
            own, others = self._stems[option.passage.article], max(1, len(self._stems) - 1)
            gain = sum(
                rarity * ((holders[stem] - (stem in own)) / others - settings.unsupported)
                for stem, rarity in option.rarities
            )
            also = max(0, self._doing[option.deed] - 1) / others
            found = self._worth[option] = (
                not option.leans,
                gain + settings.clear * option.clearness + settings.deed * also,
                -option.passage.start,
                option.passage.end,
            )
        return found

    def ranked(self, among: frozenset[Phrase], options: Callable[[Phrase], Iterable[Phrase]]) -> list[Phrase]:
        """What some of its sentences offer as a statement, the best first, of equals the earlier."""
        found = self._ranked.get(among)
        if found is None:
            told = [option for one in sorted(among, key=_PASSAGE) for option in options(one)]
            found = self._ranked[among] = sorted(told, key=self.worth, reverse=True)
        return found

    def speaks_against(self, statement: Phrase) -> bool:
        """Whether most other articles give another number than a statement, or none, or deny nothing."""
        found = self._against.get(statement)
        if found is None:
            others = [p for p in self._sentences if p.passage.article != statement.passage.article]
            found = self._against[statement] = _unshared_number(statement, others) or _unshared_denial(
                statement, others
            )
        return found


def _unshared_number(statement: Phrase, others: Sequence[Phrase]) -> bool:
    """Whether a number in a statement stands in no sentence of the others, or most give another."""
    if any(not any(year in p.stems for p in others) for year in statement.years):
        return True
    for quantity in statement.counted:
        rivals = ([q for q in p.counted if q.unit == quantity.unit] for p in others if p.counted)
        verdicts = [any(can_both_be(quantity, q) for q in told) for told in rivals if told]
        if sum(verdicts) * 2 < max(1, len(verdicts)):
            return True
    return False


def _unshared_denial(statement: Phrase, others: Sequence[Phrase]) -> bool:
    """Whether a statement is that something was not done, and most of the others tell nothing like it."""
    return statement.tells_undone and sum(p.speaks_of_undone for p in others) * 2 < max(1, len(others))


def choose_statement(
    evidence: Sequence[Phrase],
    phrasing: Phrasing,
    *,
    among: Iterable[Phrase] | None = None,
    avoid: Callable[[Phrase], bool] | None = None,
) -> Phrase | None:
    """The clause or sentence of the evidence that the other articles bear out best and that is clearest.

    None where all are speech: what someone said is an utterance, not a fact. It is taken from the
    sentences `among` the evidence, from all where that is not given. With `avoid`, the best of
    those that it does not hold of and that stand by themselves; None where there is none.
    """
    support = phrasing.support(evidence)
    best: Phrase | None = None
    for option in support.ranked(frozenset(evidence if among is None else among), phrasing.options):
        if best is not None and option.leans != best.leans:
            break
        if avoid is not None:
            if option.leans or option.text[:1].islower() or avoid(option):
                continue  # "the ships were across" alone
        best = best or option
        # a worse one that the others do not speak against goes before
        if not support.speaks_against(option):
            return option
    # a further fact of sentences that many articles have is worth no statement that they speak against
    return best if avoid is None or support.articles <= 3 else None


def _candidates(sentence: Phrase, shortest: int) -> Iterator[Passage]:
    """The sentence, and the clauses in it that could stand alone: from their subject to a mark."""
    if sentence.sentence.block != "caption" or sentence.clauses:
        yield sentence.passage  # a caption that only names whom it shows states nothing
    text = sentence.reading.article.text
    yield from _without_reason(sentence, text, shortest)
    for clause in sentence.clauses:
        passage = clause.passage
        if clause.agent is None:
            continue
        exact, after = passage.of(text), text[passage.end : passage.end + 1]
        if passage.start not in (clause.agent.start, sentence.passage.start) or after not in _MARKS:
            continue
        if _CONCEDING.match(exact) and passage.start < clause.agent.start:
            passage = Passage(passage.article, clause.agent.start, passage.end)
            exact = passage.of(text)  # "Though | the ferry is old": half a sentence with the word
        elif _HELD.search(plain(text[sentence.passage.start : passage.start])):
            continue
        if any(mark in exact for mark in '"“”') or _open_quote(exact):
            continue
        if _LEANING.match(exact) or _SUBORDINATE.match(exact) or _DANGLING.search(exact):
            continue
        if is_cut_off(clause, plain(text[sentence.passage.start : passage.start])):
            continue
        if len(exact.split()) >= shortest and _stands_alone(clause, passage, sentence.reading):
            yield passage


# Why or after what: "was fined | for hiding two crates", "closed the mill | after finding a crack".
_REASON = re.compile(r"\s(?:for|after|before|by|over)\s$")


def _without_reason(sentence: Phrase, text: str, shortest: int) -> Iterator[Passage]:
    """A sentence up to what tells at its end why, how or after what something was done.

    Not where it was not done: "nobody was fined for hiding crates" does not say that nobody was.
    """
    whole, main = sentence.passage, sentence.main if sentence.clauses else None
    if (
        main is None
        or any(mark in sentence.text for mark in '"“”')
        or sentence.leans
        or sentence.tells_undone
    ):
        return
    roles = [r for r in (main.agent, main.patient) if r]
    for clause in sentence.clauses:
        before = _REASON.search(text, whole.start, clause.passage.start)
        gerund = text[clause.passage.start : clause.passage.end].split(" ", 1)[0].endswith("ing")
        at_end = not text[clause.passage.end : whole.end].strip(".!?")
        if before is None or not gerund or not at_end or clause is main:
            continue
        cut = Passage(whole.article, whole.start, before.start())
        if roles and all(map(cut.covers, roles)) and len(cut.of(text).split()) >= shortest:
            yield cut


def is_cut_off(clause: Clause, before: str) -> bool:
    """Whether what stands right before a clause, in plain letters, makes it no claim of its own.

    It may only say who spoke ("“It leaks,” | the letter reads"), or which one is meant ("the
    spinners | Ada Lowe hopes to lure").
    """
    if not before.strip():
        return False
    if _QUOTED.search(before) and clause.patient is None:
        return True
    return not _OPEN.search(before)


_QUOTED = re.compile(r"[\"']\s*$")
# After a mark, or one of these, a clause may be one of its own.
_OPEN = re.compile(
    r"(?:[^\w\s]|\b(?:and|but|or|nor|so|yet|as|while|that|because|though|although|where|when|if|after|before|until))\s*$",
    re.IGNORECASE,
)
# A clause that opens so depends on one that was cut away.
_SUBORDINATE = re.compile(
    r"(?:since|unless|once|whether|despite|given|lest|provided|except)\b", re.IGNORECASE
)
_CONCEDING = re.compile(r"(?:even )?(?:though|although|while|whereas)\s", re.IGNORECASE)
# Before these a clause is no claim of its own: "without | him calling", "it is not | the first ship we lost".
_HELD = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|not|without|with|of|by|from|to|into|despite|about)|n't)\s*$",
    re.IGNORECASE,
)


# What shows in a clause itself that it is a plan, a possibility or a denial.
_OWN_MOOD = {
    "happened": re.compile(""),
    "planned": re.compile(
        r"\b(?:will|would|shall|going to|to (?:be )?\w+|due|set|scheduled|planned|promised)\b|'ll\b"
    ),
    "possible": re.compile(
        r"\b(?:may|might|could|can|would|should|possibl[ey]|potential\w*|likely|perhaps|if)\b"
    ),
}
_OWN_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|fail\w*|refus\w*)\b|n't\b"
)
# No finite verb after its subject: "the governor to veto", "the committee calling", "the bridge, closed".
_LOOSE = re.compile(r"\s*,|\s+(?:to\s|\w+ing\b)")
# A clause of one of these is who said it, cut from what was said.
_SAYING = frozenset("say tell add note announce report state claim write tweet ask reply warn argue".split())


def _stands_alone(clause: Clause, cut: Passage, reading: Reading) -> bool:
    """Whether a clause, cut as given, still says what its sentence says once it is cut out.

    It does not when the words that make it a claim, a wish, a plan or a denial stay
    behind: "the bridge is safe" out of "he denied that the bridge is safe".
    """
    exact = cut.of(reading.article.text)
    if clause.predicate.split()[0] in _SAYING:
        return False
    if clause.modality == "denied" or not _OWN_MOOD[clause.modality].search(plain(exact)):
        return False
    if clause.negated and not _OWN_NEGATION.search(plain(exact)):
        return False
    if clause.agent and _LOOSE.match(exact, clause.agent.end - cut.start):
        return False

    def whole(quotation: Quotation) -> bool:
        """Whether it has neither what was said without who said it, nor who said it alone."""
        source = any(map(clause.passage.covers, quotation.source))
        if any(map(clause.passage.touches, quotation.content)):
            return source
        return not (source and any(map(clause.passage.covers, quotation.cue)))

    return all(map(whole, reading.quotations))


def _open_quote(exact: str) -> bool:
    """Whether a single quotation mark opens and does not close."""
    flat = plain(exact)
    return len(re.findall(r"(?<!\w)'(?=\w)", flat)) != len(re.findall(r"(?<=[\w.,!?])'(?!\w)", flat))
