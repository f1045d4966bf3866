"""Statements cut to what their articles tell: a loose end that one article adds goes.

"The council shut the ferry, prompting a run on the buses" is reported by three articles of
which one tells of buses. What is cut is a tail that the main clause does not need: a
participle, a relative clause, a second main clause. A condition, a denial and who said it
stay, whoever tells them. Only the words shown are cut; the evidence stays as it was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from accord.compare.phrases import Phrase
from accord.compare.statements import Phrasing
from accord.records import Fact, Passage
from accord.text import plain

_TAIL = re.compile(
    r"(?:,| --| [—–-]) (?:(?!according|including|excluding|depending|during|regarding)\w+ing"
    r"|which|who|where|whose|and|but|while|although|though|even as|as well as)\b"
)
# Words in a tail without which the rest would say something else, or say it on nobody's account.
_NEEDED = re.compile(
    r"\b(?:if|unless|until|provided|pending|without|except|not|no|never|nor|n't|only|fail\w*|refus\w*|den(?:y|ies|ied)"
    r"|reject\w*|dispute\w*|said|says|told|according|reported|reports|reportedly|wrote|claim\w*|alleg\w*|cit(?:ed|ing)"
    r"|confirm\w*|announc\w*|may|might|could|would|should|instead)\b|n't\b"
)
_LABEL = re.compile(
    r"(?:UPDATED?|BREAKING|CORRECTION|ALERT)\b[\s:.,]*"
    r"(?:\d[\d:.]*\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}\b)?)?[\s:.,—–-]*"
)
_SHORTEST = 6  # words that must be left
_GALLERY = 3  # fewest words of a gallery's name


@dataclass(frozen=True, slots=True)
class Shortening:
    """How little of a tail the other articles may have for it to be cut."""

    borne_out: float = 0.2  # share of its words, weighed by rarity


def shorten_statements(
    facts: Sequence[Fact], phrasing: Phrasing, settings: Shortening = Shortening()
) -> tuple[Fact, ...]:
    """The facts, the words that state each cut where one article goes on alone; their order stays."""
    return tuple(
        replace(fact, statement=_shortened(fact, phrasing, settings)) if fact.shared else fact
        for fact in facts
    )


def _shortened(fact: Fact, phrasing: Phrasing, settings: Shortening) -> Passage:
    statement = _without_label(phrasing.phrase(fact.statement))
    others = {p for p in fact.evidence if p.article != statement.article}
    known = frozenset().union(*map(phrasing.stems, others))
    whole = phrasing.phrase(statement)
    for start, end in _tails(whole.text):
        rest = Passage(statement.article, statement.start, statement.start + start)
        tail = Passage(statement.article, rest.end, statement.start + end)
        stems = phrasing.stems(tail) - phrasing.stems(rest)
        told = whole.weight(stems & known) / (whole.weight(stems) or 1.0)
        if told < settings.borne_out and not _NEEDED.search(plain(whole.text[start:end])):
            return rest
    return statement


def _tails(text: str) -> Iterator[tuple[int, int]]:
    """Where a sentence could end sooner, the longest tail first; never within marks or brackets."""
    flat = plain(text)
    for found in _TAIL.finditer(flat):
        before, after = flat[: found.start()], flat[found.start() :]
        balanced = before.count('"') % 2 == 0 and before.count("(") == before.count(")")
        if balanced and len(before.split()) >= _SHORTEST and not _closes(after):
            yield found.start(), len(text)


def _closes(after: str) -> bool:
    """Whether what opens here is closed again within: "the mayor, who was ill, resigned"."""
    if (dash := re.match(r" ?(--|[—–-]) ?", after)) is not None:
        return dash.group(1) in after[dash.end() :]
    return bool(re.match(r", (?:who|which|whose|where|\w+ing)\b", after)) and after.count(",") > 1


def _without_label(statement: Phrase) -> Passage:
    """Without "UPDATE: 9 p.m. --", or a gallery's name, before it."""
    whole = statement.passage
    found = _LABEL.match(statement.text)
    label = found.end() if found else 0
    if not label and statement.sentence.block == "caption":
        label = _gallery(statement)
    start = whole.start + label
    return Passage(whole.article, start, whole.end) if whole.end - start > 20 else whole


def _gallery(statement: Phrase) -> int:
    """How many characters at the start of a caption three or more captions of its article open with."""
    text = statement.reading.article.text
    captions = [s.passage.of(text).split(" ") for s in statement.reading.sentences if s.block == "caption"]
    own = statement.text.split(" ")
    for size in range(len(own) - 1, _GALLERY - 1, -1):
        if sum(words[:size] == own[:size] for words in captions) > 2:
            return len(" ".join(own[:size])) + 1 if own[size][:1].isupper() else 0
    return 0
