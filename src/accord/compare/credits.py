"""Where a report leans on someone else's: another outlet, an agency, a paper, an unnamed official.

A logistic regression over what stands around a phrase (`accord.compare.sources` finds
them) decides, together with how far the reading model takes the whole sentence to lean on
a source. Its weights are fitted by evals/train_credits.py and shipped. Names never
become features, only words of the tables and of grammar, so that what was learnt holds
for other people and places. What counts as a credit is told in `find_credits`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from accord.compare.notes import is_note
from accord.compare.source_names import end_of_place, name_source
from accord.compare.source_owners import find_offices, find_owners, name_owner
from accord.compare.source_places import is_no_source, place_of
from accord.compare.sources import (
    BY_NAME,
    DETERMINERS,
    NOUNS,
    Attribution,
    Hit,
    Scene,
    Span,
    Token,
    bracketed,
    find_attributions,
    find_hits,
    find_speakers,
    is_known_outlet,
    is_possessive,
    overlap,
    phrases,
    split_tokens,
    word_tables,
)
from accord.records import Credit, CreditKind, Passage, Reading, Sentence
from accord.text import plain

_MODIFIERS = {"CAP", "NUM", "low", "institution", *DETERMINERS, *dict(NOUNS).values()}  # marks before a noun
_OWNER = re.compile(r"(?i:\b(?:his|her|its|their|my|our)\b)|\b[A-Z][\w-]+'s? ")  # "her blog", "Lowe's tweet"
_RELATIVE = frozenset(("that", "those", "few", "many", "some", "both"))  # no article of a noun before a verb
_READ_BY = frozenset(
    "cited obtained published quoted read reported reviewed seen shared shown viewed".split()
)
_IN_PAPER = frozenset("according in from by cited citing quoted quoting per under".split())
_SAID = frozenset("said say says saying added announced confirmed warned alleged allege".split())
_AHEAD = frozenset("despite unlike amid citing".split())  # no part of a phrase, for all their capitals
_OWNED: tuple[CreditKind, ...] = ("social", "document", "spokesperson", "anonymous")
_PAPERS = frozenset("newspaper magazine daily weekly tabloid broadcaster newswire".split())
_LONGEST = 120  # characters of a source phrase worth printing
_SUREST = 6.0  # log odds of a sentence beyond which it is as sure as can be


@dataclass(frozen=True, slots=True)
class CreditFinding:
    """How sure one must be that a phrase credits a source."""

    floor: float = 0.3  # with `leaning`: F1 .79 to .81 in five folds by event from 0.25 to 0.4
    weights: Mapping[str, float] | None = None  # of the features; None: those that ship
    leaning: float = 0.4  # weight of the sentence's `leaning` beside them


class Candidate(NamedTuple):
    """A phrase that may name the source of a sentence, and what stands around it."""

    kind: CreditKind  # what the phrase was found by
    phrase: Span
    word: str  # the table's word, or in capitals how the phrase was found
    features: frozenset[str]
    certain: (
        bool | None
    )  # True: a name in brackets, one "cited", an anonymous one; False: the article's own outlet
    named: tuple[Span | None, CreditKind]  # the words to print, and the kind of what they name
    leaning: float = 0.0  # of the sentence
    told_of: bool = False  # by another source in what it says, or where no source stands
    words: str = ""  # the words to print where they are not those on the page: "Lund's tweet"


@cache
def weights() -> Mapping[str, float]:
    """What each feature adds to the log odds; features too rare to be fitted have none."""
    text = (files("accord.compare") / "data" / "credit_weights.json").read_text("utf-8")
    fitted: dict[str, float] = json.loads(text)
    return fitted


def find_candidates(
    reading: Reading, outlets: Collection[str] = (), owners: Mapping[int, str] | None = None
) -> Iterator[tuple[Sentence, list[Candidate]]]:
    """Each sentence with the phrases that may name its source, before any decision.

    `owners` are those of `find_owners`, found anew where they are not given.
    """
    scene = Scene(reading, outlets)
    owners = find_owners(reading) if owners is None else owners
    attributions = find_attributions(scene, reading)
    for sentence in reading.sentences:
        if sentence.block in ("byline", "caption") or is_note(reading, sentence.passage):
            continue
        whole = sentence.passage.start, sentence.passage.end
        here = [a for span, a in attributions if overlap(span, whole)]
        tokens = split_tokens(scene.text, whole)
        around = _around(scene, sentence, tokens, here)
        hits = list(find_hits(scene, tokens))
        hits += find_speakers(scene, tokens, here, hits)
        found = [_candidate(scene, tokens, here, hit, around, sentence.leaning) for hit in hits]
        for n, c in enumerate(found):
            if c.named[0]:
                found[n] = c._replace(words=name_owner(scene, here, whole, c.named[0], c.named[1], owners))
        yield sentence, found
        scene.before = {(hit.kind, hit.word) for hit in hits}
        scene.phrases = {c.kind: c.named[0] for c in found if c.named[0] and not c.told_of}
        scene.pieces |= {
            c.kind: c.named[0]
            for c in found
            if c.named[0] and (c.word in BY_NAME or _OWNER.search(scene.text[slice(*c.named[0])]))
        }
        scene.seen |= scene.before


def _around(
    scene: Scene, sentence: Sentence, tokens: list[Token], attributions: list[Attribution]
) -> frozenset[str]:
    """Features of the sentence, shared by its candidates."""
    low = {t.low for t in tokens}
    return frozenset(
        name
        for name, holds in (
            ("someone named speaks", any(a.person for a in attributions)),
            ("attribution", bool(attributions)),
            ("quotation marks", '"' in low),
            ("interview", "interview" in low),
            ("headline", sentence.block == "headline"),
            ("all in quotes", all(map(scene.in_quotes, (sentence.passage.start, sentence.passage.end - 2)))),
        )
        if holds
    )


def _features(
    scene: Scene, tokens: list[Token], attributions: list[Attribution], hit: Hit, around: frozenset[str]
) -> frozenset[str]:
    """What stands around a hit, in words of the tables and of grammar."""
    kind, first, last, word = hit
    say = word_tables()["say"]
    span = tokens[first].start, tokens[last - 1].end
    low = [t.low for t in tokens]
    left, right = low[max(0, first - 4) : first], low[last : last + 4]
    found = {"bias", f"kind {kind}", f"is {word}", *around}
    for step in (1, 2, 3):
        found.add(f"-{step} {tokens[first - step].mark}" if first >= step else f"-{step} ^")
        found.add(f"+{step} {tokens[last + step - 1].mark}" if last + step <= len(tokens) else f"+{step} $")
    determiner = next((DETERMINERS[w] for w in reversed(left) if w in DETERMINERS), "no")
    found |= {f"determiner {determiner}", f"determiner {determiner} {word}"}
    found |= {f"{side} {w}" for side, ws in (("left", left[-3:]), ("right", right)) for w in ws if w in say}
    found |= {
        f"{side} SAY" for side, ws in (("left", left[-3:]), ("right", right)) if any(w in say for w in ws)
    }
    found |= {f"near {w}" for w in ("in", "on", "told", "with", "by", "from", "of", "to", "for") if w in left}
    if kind != "outlet" and low[last - 1].endswith("s"):
        found.add("plural")
    if is_possessive(tokens, last - 1):
        found |= {"possessive", f"possessive {kind}"}
    if "according" in low[max(0, first - 8) : first]:
        found.add("according to")
        between = [t.mark for t in tokens[low.index("according") + 2 : first]]
        if all(mark in _MODIFIERS for mark in between):
            found |= {"right after according to", f"right after according to {kind}"}
    if first <= 2:
        found.add("opens")
    if scene.in_quotes(span[0]):
        found.add("in quotes")
    if any(0 <= p[0] - span[1] <= 4 for p in scene.persons):
        found.add("person after")
    if any(0 <= span[0] - p[1] <= 6 for p in scene.persons):
        found.add("person before")
    for a in attributions:
        if overlap(span, a.head):
            found |= {"source", f"source {a.cue if a.cue in say else 'other'}"}
            if a.person:
                found.add("source with person")
            if any(scene.in_quotes(c[0] + 1) for c in a.content):
                found.add("source of quoted words")
        if any(overlap(span, c) for c in a.content):
            found.add("content of person" if a.person else "content")
    if (kind, word) in scene.before:
        found.add("same word before")
    if any(kind == k for k, _ in scene.before):
        found.add("same kind before")
    if (kind, word) in scene.seen:
        found.add("seen")
    times = scene.counts[low[last - 1]]
    found.add("often" if times > 7 else "some times" if times > 3 else "twice" if times > 1 else "once")
    if kind in ("outlet", "agency") and word in BY_NAME:
        if own := scene.is_own([t.word for t in tokens[first:last]]):
            found |= {
                own,
                *(f"{own}, {f}" for f in ("near told", "source", "someone named speaks") if f in found),
            }
    return frozenset(found)


def _candidate(
    scene: Scene,
    tokens: list[Token],
    attributions: list[Attribution],
    hit: Hit,
    around: frozenset[str],
    leaning: float,
) -> Candidate:
    features = _features(scene, tokens, attributions, hit, around)
    marked = hit.word == "NAME" and bracketed(tokens, hit.first, hit.last)
    cited = hit.kind in ("outlet", "agency") and "left citing" in features
    outlet = is_known_outlet([t.low for t in tokens[hit.first : hit.last]])  # "VELM (CNN)"
    kind: CreditKind = "agency" if marked and not outlet else hit.kind
    veiled = hit.word.lower() in phrases("anonymity") and "in quotes" not in features
    phrase = next(
        (
            p
            for p in scene.papers
            if hit.kind == "document" and overlap(p, (tokens[hit.first].start, tokens[hit.first].end))
        ),
        _phrase(tokens, attributions, hit),
    )
    if hit.kind == "social":
        phrase = phrase[0], end_of_place(scene.text, phrase[1])
    named_person = hit.kind == "anonymous" and any(a.known and overlap(phrase, a.head) for a in attributions)
    asks = hit.kind == "anonymous" and any(
        a.cue in ("asked", "asks", "asking") and overlap(phrase, a.head) for a in attributions
    )
    if kind == "document" and hit.word == "paper" and place_of(scene, tokens, attributions, hit) == "told":
        kind = "outlet"  # "told a regional paper"
    knows = hit.word.lower() in phrases("acquainted") and _speaks(tokens, hit)
    if knows:
        phrase = phrase[0], max(phrase[1], _end_of_acquainted(tokens, hit))
    # "prosecutors have acted, her lawyer said": they are told of, the lawyer is the source
    told_of = (
        hit.kind == "anonymous"
        and not (veiled or knows or hit.word.isupper())
        and _is_told(scene, tokens, attributions, phrase)
    )
    told_of |= (
        hit.kind == "document" and not _reads(tokens, hit) and _is_told(scene, tokens, attributions, phrase)
    )
    told_of |= hit.kind == "document" and _is_dealt_with(tokens, hit)
    told_of |= is_no_source(scene, tokens, attributions, hit, phrase)
    none = "own" in features or named_person or asks
    plainly = any(_is_force(tokens, a, hit) for a in attributions) or _is_statement(tokens, attributions, hit)
    sure = (marked or cited or veiled or knows or plainly) and not (told_of and not marked)
    certain = False if none else True if sure else None
    named = name_source(scene, tokens, attributions, hit._replace(kind=kind), phrase)
    return Candidate(kind, phrase, hit.word, features, certain, named, leaning, told_of)


def _phrase(tokens: list[Token], attributions: list[Attribution], hit: Hit) -> Span:
    """The whole phrase around a hit: a quotation's source, else back to the determiner."""
    first = hit.first
    start, end = tokens[first].start, tokens[hit.last - 1].end
    for a in attributions:
        seen = hit.kind == "agency" and first > 0 and tokens[first - 1].low == "by"  # "papers seen by AP"
        joined = hit.word in BY_NAME and (
            seen or any(t.low == "and" and a.head[0] < t.start < start for t in tokens)
        )
        if a.head[1] > tokens[-1].end:
            continue  # a source that was read on into the next sentence
        if a.head[0] <= start and end <= a.head[1] and a.head[1] - a.head[0] <= _LONGEST and not joined:
            return a.head
    if hit.word in _PAPERS:  # "the daily | Morgen"
        for token in tokens[hit.last :]:
            if token.start != end + 1 or token.mark != "CAP":
                break
            end = token.end
    if hit.word in BY_NAME and first and tokens[first - 1].low == "the":
        start = tokens[first - 1].start
    if hit.word in BY_NAME or hit.word in word_tables()["deeds"]:
        return start, end  # a name needs no determiner, and who did a deed is found by `name_source`
    for back in range(1, 6):
        if back > first or not (tokens[first - back].mark in _MODIFIERS or _alleged(tokens, first - back)):
            break
        if tokens[first - back].low in DETERMINERS:
            return tokens[first - back].start, end
    own_name = hit.kind == "social" and tokens[first].word[0].isupper()  # "used | Twitter"
    if first > 0 and tokens[first - 1].mark == "low" and tokens[first - 1].end + 1 == tokens[first].start:
        first -= not own_name  # "foreign media"
    while first > 0 and tokens[first - 1].mark in ("CAP", "NUM") and tokens[first - 1].low not in _AHEAD:
        first -= 1
    if tokens[first].mark == "NUM" and tokens[max(0, first - 1)].low == ".":
        first += 1  # "a Sept. 14 | email"
    return tokens[first].start, end


def _is_force(tokens: list[Token], attribution: Attribution, hit: Hit) -> bool:
    """Whether the police or the like say something: on crimes and crashes nearly all leans on them."""
    span = tokens[hit.first].start, tokens[hit.last - 1].end
    if attribution.person or not overlap(attribution.head, span):
        return False
    inside = [i for i, t in enumerate(tokens) if overlap((t.start, t.end), attribution.head)]
    if not inside or tokens[inside[-1]].low not in word_tables()["forces"]:
        return False
    first, last = inside[0], inside[-1] + 1
    after = [t.low for t in tokens[last : last + 3]]
    if any(w == "not" or w.endswith("n't") for w in after):
        return False
    before = [t.low for t in tokens[max(0, first - 3) : first]]
    return "according" in before or not _SAID.isdisjoint((*after, *before[-1:]))


def _is_statement(tokens: list[Token], attributions: list[Attribution], hit: Hit) -> bool:
    """Whether a body says something in a statement, and the report has it from there."""
    low = [t.low for t in tokens[max(0, hit.first - 5) : hit.first]]
    if hit.word not in ("statement", "release") or "in" not in low or _SAID.isdisjoint(low):
        return False
    return any(not a.person and tokens[0].start <= a.head[0] < tokens[hit.first].start for a in attributions)


def _speaks(tokens: list[Token], hit: Hit) -> bool:
    """Whether a word of saying is close to unnamed people: "two people briefed on it have said"."""
    before, after = tokens[max(0, hit.first - 8) : hit.first], tokens[hit.last : hit.last + 9]
    return any(t.low == "according" for t in before) or any(t.mark == "SAY" for t in after)


def _is_told(scene: Scene, tokens: list[Token], attributions: list[Attribution], phrase: Span) -> bool:
    """Whether a phrase stands in what a source says and names none itself.

    What stands before it in the sentence is taken for part of it where the source comes last.
    """
    if any(overlap(phrase, head) for head in (*(a.head for a in attributions), *scene.papers)):
        return False
    for a in attributions:
        first = min(start for start, _ in a.content)
        between = [t for t in tokens if phrase[1] <= t.start < first]
        leads = a.head[0] > first and not any(t.mark in ("SAY", ",", ";", ":") for t in between)
        if any(overlap(phrase, c) for c in a.content) or (leads and phrase[0] < first):
            return True
    return False


def _reads(tokens: list[Token], hit: Hit) -> bool:
    """Whether a paper is said to say something, or something to stand in it."""
    after = [t for t in tokens[hit.last : hit.last + 3] if t.low not in ("has", "had", "have", "also")]
    before = [t.low for t in tokens[max(0, hit.first - 4) : hit.first]]
    return bool(after and after[0].mark == "SAY") or not _IN_PAPER.isdisjoint(before)


def _is_dealt_with(tokens: list[Token], hit: Hit) -> bool:
    """Whether something is done with a paper: "the orders were issued", not "were seen by the Gazette"."""
    after = [t.low for t in tokens[hit.last : hit.last + 6]]
    return after[:1] in (["was"], ["were"]) and _READ_BY.isdisjoint(after)


def _end_of_acquainted(tokens: list[Token], hit: Hit) -> int:
    """Where "two porters told of the plan" ends: before the word of saying or the next stop."""
    for i in range(hit.last, min(hit.last + 9, len(tokens))):
        if tokens[i].mark in ("SAY", ",", ".", ";", ":", "who", "that"):
            while tokens[i - 1].low in ("have", "has", "had", "also"):
                i -= 1
            return tokens[i - 1].end
    return tokens[hit.last - 1].end


def _alleged(tokens: list[Token], i: int) -> bool:
    """Whether a word of saying tells of the noun behind it: "an alleged poll"."""
    before = DETERMINERS.get(tokens[i - 1].low) if i and tokens[i - 1].low not in _RELATIVE else None
    return before is not None and tokens[i].mark == "SAY" and tokens[i].low.endswith("ed")


def probability(candidate: Candidate, settings: CreditFinding) -> float:
    """How likely it is that a phrase is credited."""
    if candidate.certain is not None:
        return float(candidate.certain)
    if candidate.told_of:
        return 0.0
    fitted = weights() if settings.weights is None else settings.weights
    odds = sum(fitted.get(f, 0.0) for f in candidate.features)
    odds += settings.leaning * max(-_SUREST, min(_SUREST, candidate.leaning))
    if candidate.word == "TOLD" and candidate.leaning < 0:
        return 0.0  # "told Tarskans": that a name was told something is all that speaks for it
    return 1 / (1 + math.exp(-odds))


def _rated(candidates: list[Candidate], settings: CreditFinding) -> list[tuple[float, Candidate]]:
    """The phrases of a sentence, the likeliest first.

    That the sentence leans on a source speaks for the likeliest alone; that it does not, against all.
    """
    by_odds = sorted(candidates, key=lambda c: (-probability(c, settings), c.phrase))
    others = (c._replace(leaning=min(0.0, c.leaning)) for c in by_odds[1:])
    rated = [(probability(c, settings), c) for c in (*by_odds[:1], *others)]
    return sorted(rated, key=lambda x: (-x[0], x[1].phrase))


def _same(candidate: Candidate, other: Candidate) -> bool:
    """Whether a phrase adds nothing to another: "an interview" beside an outlet, "wrote" beside a post."""
    if overlap(candidate.phrase, other.phrase):
        return True
    vague = candidate.kind == "outlet" and not candidate.word.isupper() and not candidate.certain
    return (vague and other.kind in ("outlet", "social")) or candidate.word in word_tables()["sent"]


def _fullest(candidate: Candidate, candidates: list[Candidate]) -> Candidate:
    """The phrase of the same kind that a phrase is part of: "a post on Plaza", not "Plaza"."""
    around = [
        c
        for c in candidates
        if c.kind == candidate.kind == "social" and c.named[0] and overlap(c.phrase, candidate.phrase)
    ]
    return max(around, key=lambda c: c.phrase[1] - c.phrase[0], default=candidate)


def find_credits(
    reading: Reading, *, outlets: Collection[str] = (), settings: CreditFinding = CreditFinding()
) -> tuple[Credit, ...]:
    """Each sentence in which an article leans on a source that is not a named person's own word.

    `outlets` are names to know besides the shipped table: those of the other articles at
    hand. A sentence has one credit a source, `source` being the phrase as printed; of "it
    said", the phrase that "it" takes up, and no credit where that cannot be told; of "her
    office" and "his post", whose it is. An outlet's own reporting, photo credits and what named people say
    to the press are none. Empty means that the article tells everything on its own account or
    on that of people it names.
    """
    article, offices, owners = reading.article, find_offices(reading), find_owners(reading)
    found: list[Credit] = []
    for sentence, candidates in find_candidates(reading, outlets, owners):
        rated = _rated(candidates, settings)
        chosen: list[Candidate] = [c for c in candidates if c.certain is False]  # stand in for vaguer words
        for rating, candidate in rated:
            if rating >= settings.floor and not any(_same(candidate, other) for other in chosen):
                chosen = [c for c in chosen if not _same(c, candidate)] + [candidate]
        named = {
            c.named: c.words for c in (_fullest(c, candidates) for c in chosen if c.certain is not False)
        }
        spans = [s for s, _ in named if s is not None]
        deed = any(c.kind == "social" and c.word in word_tables()["deeds"] for c in chosen)
        for span, kind in sorted((s, k) for s, k in named if s is not None):
            if any(s != span and s[0] <= span[0] and span[1] <= s[1] for s in spans):
                continue  # "its lawyer" in "a letter from its lawyer"
            if deed and named[span, kind].lower() in ("tweets", "posts"):
                continue  # "Lund posted a series of tweets" is one source
            where = Passage(article.id, *span)
            printed, words = where.of(article.text), named[span, kind]
            if words != plain(printed):
                source = words
            elif kind in _OWNED and span[0] in owners:  # "her spokesman", "his post"
                pronoun, _, rest = printed.partition(" ")
                source = f"{owners[span[0]]} {rest}" if rest else pronoun
            else:
                source = offices.get(span, printed)
            found.append(Credit(source, kind, (sentence.passage,), where))
    return tuple(found)


def agree_on_kinds(credits: Sequence[Credit]) -> tuple[Credit, ...]:
    """The credits of a story, those of one name under one kind: an outlet is one wherever it is named.

    Of several kinds it is that of an outlet or agency, whichever is commoner, if there is one.
    """
    kinds: dict[str, Counter[CreditKind]] = defaultdict(Counter)
    for credit in credits:
        kinds[_name_of(credit)][credit.kind] += 1
    order = ("outlet", "agency", "document", "social", "spokesperson", "anonymous")
    agreed = {
        name: max(found, key=lambda kind: (kind in order[:2], found[kind], -order.index(kind)))
        for name, found in kinds.items()
    }
    return tuple(replace(credit, kind=agreed[_name_of(credit)]) for credit in credits)


def _name_of(credit: Credit) -> str:
    return credit.source.casefold().removeprefix("the ")
