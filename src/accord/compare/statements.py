"""Which words state a fact: the part of a report that the others bear out best.

A sentence of one article often tells two facts, or one with details that nobody else
has. A statement is therefore a clause or a sentence, chosen so that what it says
stands in the other articles too, and reads well by itself. It is cut, never rewritten.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from accord.compare.amounts import can_both_be
from accord.compare.claims import (
    TELLING,
    asserts_otherwise,
    parties_shared,
)
from accord.compare.phrases import LEANING, RAREST, Page, Phrase, Rarity, stems_in
from accord.compare.traits import USUAL
from accord.records import (
    ArticleId,
    Cast,
    Clause,
    Passage,
    PersonId,
    Quotation,
    Reading,
    Utterance,
)
from accord.text import plain

_DANGLING = re.compile(
    r"\b(?:of|to|the|a|an|and|or|but|for|with|in|on|at|by|from|that|which|who)$", re.IGNORECASE
)

_PASSAGE = attrgetter("passage")
_MARKS = frozenset(".,;:!?—–)") | {""}  # what a clause that is whole ends before


@dataclass(frozen=True, slots=True)
class Stating:
    """How a statement is chosen."""

    unsupported: float = 0.45  # a word counts for a statement when more than this share of the others has it
    clear: float = 2.5  # what reading well by itself weighs, in rare words
    deed: float = 3.0  # what it weighs, in rare words, that all the others have what it claims was done
    shortest: int = 5  # words
    speech: float = 0.6  # share of a statement that may be words quoted, with who said them


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
            r.article.id: Page(
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
        self._rarity = Rarity({s: min(math.log((total + 1) / n), RAREST) for s, n in counts.items()})

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
                found = self._stems[text] = stems_in(text)
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
        if LEANING.match(exact) or _SUBORDINATE.match(exact) or _DANGLING.search(exact):
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
_SAYING = TELLING | {"warn", "argue", "allege", "contend", "insist"}


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
