"""Which words state a fact: the part of a report that the others bear out best.

A sentence of one article often tells two facts, or one with details that nobody else
has. A statement is therefore a clause or a sentence, chosen so that what it says
stands in the other articles too, and reads well by itself. It is cut, never rewritten.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accord.compare.amounts import can_both_be
from accord.compare.claims import asserts_otherwise, speaks_of_undone, tells_undone
from accord.compare.traits import USUAL
from accord.compare.utterances import FUNCTION_WORDS
from accord.records import ArticleId, Clause, Passage, Quantity, Reading, Sentence, Utterance
from accord.text import plain, words

# What opens so leans on words before it and makes a poor statement.
_LEANING = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|its|their|and|but|so|yet|or|also|instead|there|then|here"
    r"|meanwhile|however|in addition|i|we|you|our|my|who|which|whom|whose|when|where|while|if|to|because|as"
    r"|after|before|until|not|is|are|was|were|has|have|had|be|been|being|by|with|of|one)\b|\w+ing\b"
    r"|(?:[\w-]+ ){1,3}(?:later|earlier),",
    re.IGNORECASE,
)
# Outside quotation marks these are someone's speech, printed without any.
_ADDRESSING = re.compile(r"\b(?:I|I'm|I've|we|you|you're|your|my|our)\b", re.IGNORECASE)
_IN_MARKS = re.compile(r'"[^"]*(?:"|$)|(?<!\w)\'.*?(?<=[\w.,!?])\'(?!\w)')
_DANGLING = re.compile(
    r"\b(?:of|to|the|a|an|and|or|but|for|with|in|on|at|by|from|that|which|who)$", re.IGNORECASE
)

_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_MARKS = frozenset(".,;:!?—–)") | {""}  # what a clause that is whole ends before


@dataclass(frozen=True, slots=True)
class Stating:
    """How a statement is chosen."""

    unsupported: float = 0.45  # a word counts for a statement when more than this share of the others has it
    clear: float = 2.5  # what reading well by itself weighs, in rare words
    shortest: int = 5  # words
    speech: float = 0.6  # share of a statement that may be words quoted, with who said them


class Option(NamedTuple):
    """A sentence or clause that may state a fact."""

    passage: Passage
    stems: tuple[tuple[str, float], ...]  # each with its rarity
    leans: bool  # opens so that it needs words before it
    clear: float  # see `clearness`
    speech: float  # see `Phrasing.speech`


class Phrasing:
    """The words of a story's sentences, by how rare they are in it; what is asked for is kept."""

    def __init__(
        self,
        readings: Sequence[Reading],
        utterances: Sequence[Utterance] = (),
        settings: Stating = Stating(),
    ) -> None:
        """`utterances` tell which words are speech though no marks stand around them."""
        self.settings = settings
        self._options: dict[Passage, tuple[Option, ...]] = {}
        self._clear: dict[Passage, float] = {}
        self._undone: dict[Passage, bool] = {}
        self._of_undone: dict[Passage, bool] = {}
        self._otherwise: dict[tuple[Passage, Passage, bool], bool] = {}
        self._speech = {
            r.article.id: [
                p for q in r.quotations if q.kind == "direct" for p in (*q.content, *q.source, *q.cue)
            ]
            for r in readings
        }
        for utterance in utterances:
            for rendering in utterance.renderings if utterance.wording != "single" else ():
                for passage in rendering.passages if rendering.kind != "indirect" else ():
                    self._speech[passage.article].append(passage)
        for passages in self._speech.values():
            passages.sort()
        self.by_id = {r.article.id: r for r in readings}
        self._starts = {r.article.id: [s.passage.start for s in r.sentences] for r in readings}
        self._stems: dict[Passage, frozenset[str]] = {}
        self._wholes: dict[Passage, float] = {}
        self._matter: dict[Passage, frozenset[str]] = {}
        self._names = {r.article.id: [m.passage for m in r.mentions if m.form == "name"] for r in readings}
        self._counted: dict[Passage, list[Quantity]] = {}
        self._clauses: dict[Passage, list[Clause]] = {}
        counts: Counter[str] = Counter()
        total = max(sum(len(r.sentences) for r in readings), USUAL)
        for reading in readings:
            for sentence in reading.sentences:
                counts.update(self.stems(sentence.passage))
        places = sorted(s.passage for r in readings for s in r.sentences)
        self._order = {passage: n for n, passage in enumerate(places)}
        self._rarity = {stem: min(math.log((total + 1) / n), 5.0) for stem, n in counts.items()}

    def stems(self, passage: Passage) -> frozenset[str]:
        """The words of a passage that carry matter, without their endings."""
        found = self._stems.get(passage)
        if found is None:
            text = self.by_id[passage.article].article.text
            found = self._stems[passage] = frozenset(
                stem_of(w.form)
                for w in words(text, passage.start, passage.end)
                if w.form not in FUNCTION_WORDS and (len(w.form) > 2 or w.form[0].isdigit())
            )
        return found

    def in_order(self, sentences: Iterable[Passage]) -> list[Passage]:
        """The sentences as they would be sorted; their order is worked out once."""
        return sorted(sentences, key=self._order.__getitem__)

    def rarity(self, stem: str) -> float:
        return self._rarity.get(stem, 5.0)

    def weight(self, stems: Iterable[str]) -> float:
        """The rarity of some of the story's words, summed."""
        return math.fsum(map(self.rarity, stems))  # whatever the order of the set

    def borne_out(self, statement: Passage, by: Passage) -> float:
        """The share of a statement's words, weighed by rarity, that a sentence has too."""
        shared = self.stems(statement) & self.stems(by)
        return self.weight(shared) / (self.whole(statement) or 1.0)

    def matter(self, passage: Passage) -> frozenset[str]:
        """The stems of a passage that are not of a name or a title before it."""
        if passage not in self._matter:
            names: set[str] = set()
            for m in self._names[passage.article]:
                if passage.touches(m):
                    names |= self.stems(m)
            self._matter[passage] = self.stems(passage) - names
        return self._matter[passage]

    def names_only(self, statement: Passage, by: Passage) -> bool:
        """Whether a sentence has nothing of a statement but whom it names."""
        return not self.matter(statement) & self.stems(by)

    def whole(self, passage: Passage) -> float:
        """What the words of a passage weigh, by rarity."""
        if passage not in self._wholes:
            self._wholes[passage] = self.weight(self.stems(passage))
        return self._wholes[passage]

    def speech(self, passage: Passage) -> float:
        """How much of a passage is words quoted, with who said them: the report of an utterance."""
        if _ADDRESSING.search(_IN_MARKS.sub("", plain(self.exact(passage)))):
            return 1.0
        inside, reached = 0, passage.start
        for q in self._speech[passage.article]:
            start, end = max(q.start, reached), min(q.end, passage.end)
            if end > start:
                inside, reached = inside + end - start, end
        return inside / max(1, passage.end - passage.start)

    def unshared_number(self, statement: Passage, evidence: Sequence[Passage]) -> bool:
        """Whether a number in a statement stands in no other article's sentence, or most give another."""
        for year in filter(_YEAR.fullmatch, self.stems(statement)):
            if not any(year in self.stems(p) for p in evidence if p.article != statement.article):
                return True
        for quantity in self.counted(statement):
            rivals = [
                [q for q in self.counted(p) if q.unit == quantity.unit]
                for p in evidence
                if p.article != statement.article
            ]
            verdicts = [any(can_both_be(quantity, q) for q in told) for told in rivals if told]
            if sum(verdicts) * 2 < max(1, len(verdicts)):
                return True
        return False

    def unshared_denial(self, statement: Passage, evidence: Sequence[Passage]) -> bool:
        """Whether a statement is that something was not done, and most sentences tell nothing like it."""
        if not self.tells_undone(statement):
            return False
        verdicts = [self.speaks_of_undone(p) for p in evidence if p.article != statement.article]
        return sum(verdicts) * 2 < max(1, len(verdicts))

    def tells_undone(self, statement: Passage) -> bool:
        """Whether a statement is that something was not, or will not be, done."""
        if statement not in self._undone:
            self._undone[statement] = tells_undone(self.exact(statement), self.clauses(statement))
        return self._undone[statement]

    def speaks_of_undone(self, sentence: Passage) -> bool:
        """Whether a sentence has any word by which it could tell that something was not done."""
        if sentence not in self._of_undone:
            self._of_undone[sentence] = speaks_of_undone(self.exact(sentence))
        return self._of_undone[sentence]

    def clearness(self, passage: Passage) -> float:
        """How well a passage stands by itself, 1 at best."""
        if passage not in self._clear:
            self._clear[passage] = clearness(passage, self)
        return self._clear[passage]

    def leans(self, passage: Passage) -> bool:
        """Whether a passage opens with a word that takes up one before it: "he", "this ship"."""
        if _LEANING.match(self.exact(passage)):
            return True
        early = next((m for m in self.by_id[passage.article].mentions if passage.covers(m.passage)), None)
        return early is not None and early.form == "pronoun" and early.passage.start < passage.start + 30

    def options(self, sentence: Passage) -> tuple[Option, ...]:
        """The sentence and the clauses in it that could state a fact."""
        found = self._options.get(sentence)
        if found is None:
            found = self._options[sentence] = tuple(
                Option(
                    p,
                    tuple((stem, self.rarity(stem)) for stem in sorted(self.stems(p))),
                    bool(_LEANING.match(self.exact(p))),
                    self.clearness(p),
                    self.speech(p),
                )
                for p in _candidates(sentence, self)
            )
        return found

    def exact(self, passage: Passage) -> str:
        return passage.of(self.by_id[passage.article].article.text)

    def counts_otherwise(self, sentence: Passage, statement: Passage) -> bool:
        """Whether a sentence gives another figure where a statement gives one: a difference, not evidence."""
        if not self.counted(statement):
            return False
        theirs = self.counted(sentence)
        return any(
            any(t.unit == q.unit for t in theirs)
            and not any(t.unit == q.unit and can_both_be(q, t) for t in theirs)
            for q in self.counted(statement)
        )

    def tells_otherwise(self, sentence: Passage, statement: Passage, *, strict: bool) -> bool:
        """Whether a sentence is no evidence for a statement: other figures, another deed, not done."""
        key = sentence, statement, strict
        found = self._otherwise.get(key)
        if found is None:
            found = self._otherwise[key] = not sentence.covers(statement) and (
                self.counts_otherwise(sentence, statement)
                or asserts_otherwise(
                    self.exact(statement),
                    self.exact(sentence),
                    self.clauses(statement),
                    self.clauses(sentence),
                    self.stems,
                    strict=strict,
                )
            )
        return found

    def counted(self, passage: Passage) -> list[Quantity]:
        """The numbers in a passage that say what they count."""
        if passage not in self._counted:
            quantities = self.by_id[passage.article].quantities
            self._counted[passage] = [q for q in quantities if q.unit and passage.covers(q.passage)]
        return self._counted[passage]

    def clauses(self, sentence: Passage) -> list[Clause]:
        """The clauses within a sentence."""
        if sentence not in self._clauses:
            clauses = self.by_id[sentence.article].clauses
            self._clauses[sentence] = [c for c in clauses if sentence.covers(c.passage)]
        return self._clauses[sentence]

    def place(self, sentence: Passage) -> int:
        """The number of a sentence in its article."""
        starts = self._starts[sentence.article]
        return bisect_right(starts, sentence.start) - 1

    def sentence(self, passage: Passage) -> Sentence:
        """The sentence a passage stands in."""
        return self.by_id[passage.article].sentences[self.place(passage)]


def stem_of(form: str) -> str:
    """A word without its ending, cut to six letters: alike for its inflected forms, mostly."""
    if form[0].isdigit():
        return form
    for ending in ("'s", "ing", "ed", "es", "s"):
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            form = form[: -len(ending)]
            break
    return form[:6]


def choose_statement(
    evidence: Sequence[Passage],
    phrasing: Phrasing,
    *,
    among: Sequence[Passage] | None = None,
    avoid: Callable[[Passage], bool] | None = None,
) -> Passage | None:
    """The clause or sentence of the evidence that the other articles bear out best and that is clearest.

    None where all are speech: what someone said is an utterance, not a fact. It is taken from the
    sentences `among` the evidence, from all where that is not given. With `avoid`, the best of
    those that it does not hold of and that stand by themselves; None where there is none.
    """
    settings = phrasing.settings
    by_article: defaultdict[ArticleId, set[str]] = defaultdict(set)
    for passage in evidence:
        by_article[passage.article] |= phrasing.stems(passage)
    holders = Counter(stem for stems in by_article.values() for stem in stems)
    others = max(1, len(by_article) - 1)

    def worth(option: Option) -> tuple[bool, float, int, int]:
        own = by_article[option.passage.article]
        gain = sum(
            rarity * ((holders[stem] - (stem in own)) / others - settings.unsupported)
            for stem, rarity in option.stems
        )
        return (
            not option.leans,
            gain + settings.clear * option.clear,
            -option.passage.start,
            option.passage.end,
        )

    told = [o for p in among or evidence for o in phrasing.options(p) if o.speech <= settings.speech]
    told = sorted((o for o in told if avoid is None or not o.leans), key=worth, reverse=True)
    best: Option | None = None
    for option in told:
        if best is not None and option.leans != best.leans:
            break
        if avoid is not None and avoid(option.passage):
            continue
        best = best or option
        # a worse one that the others do not speak against goes before
        if not phrasing.unshared_number(option.passage, evidence) and not phrasing.unshared_denial(
            option.passage, evidence
        ):
            return option.passage
    return best.passage if best else None


def _candidates(sentence: Passage, phrasing: Phrasing) -> Iterator[Passage]:
    """The sentence, and the clauses in it that could stand alone: from their subject to a mark."""
    if phrasing.sentence(sentence).block != "caption" or phrasing.clauses(sentence):
        yield sentence  # a caption that only names whom it shows states nothing
    reading = phrasing.by_id[sentence.article]
    text = reading.article.text
    for clause in phrasing.clauses(sentence):
        passage = clause.passage
        if clause.agent is None:
            continue
        exact, after = passage.of(text), text[passage.end : passage.end + 1]
        if passage.start not in (clause.agent.start, sentence.start) or after not in _MARKS:
            continue
        if _CONCEDING.match(exact) and passage.start < clause.agent.start:
            passage = Passage(passage.article, clause.agent.start, passage.end)
            exact = passage.of(text)  # "Though | the ferry is old": half a sentence with the word
        elif _HELD.search(plain(text[sentence.start : passage.start])):
            continue
        if any(mark in exact for mark in '"“”') or _open_quote(exact):
            continue
        if _LEANING.match(exact) or _DANGLING.search(exact):
            continue
        if len(exact.split()) >= phrasing.settings.shortest and _stands_alone(clause, passage, reading):
            yield passage


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
    return not any(
        any(content.touches(clause.passage) for content in q.content)
        and not any(clause.passage.covers(source) for source in q.source)
        for q in reading.quotations
    )


def _open_quote(exact: str) -> bool:
    """Whether a single quotation mark opens and does not close."""
    flat = plain(exact)
    return len(re.findall(r"(?<!\w)'(?=\w)", flat)) != len(re.findall(r"(?<=[\w.,!?])'(?!\w)", flat))


def clearness(passage: Passage, phrasing: Phrasing) -> float:
    """How well a passage stands by itself, 1 at best: short, no pronoun to look up, few quoted words."""
    reading = phrasing.by_id[passage.article]
    sentence = phrasing.sentence(passage)
    exact = passage.of(reading.article.text)
    length = len(exact.split())
    value = 1.0 - max(0, length - 16) / 30 - max(0, 7 - length) / 10
    value -= 0.6 * bool(_LEANING.match(exact)) + 0.8 * any(mark in exact for mark in '"“')
    value -= 0.6 * any(
        m.form == "pronoun" and passage.covers(m.passage) and m.passage.start < passage.start + 30
        for m in reading.mentions
    )
    value -= 0.3 * (sentence.block in ("headline", "caption", "dek")) + 0.5 * (exact[-1] in ":;,")
    return value
