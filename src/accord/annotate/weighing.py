"""How likely it is that a claim attributes: a logistic regression over a few plain features.

The weights in `data/claim_weights.tsv` were fitted on PolNeAR's training part, with the
rate of each word taken from articles other than the one it was fitted on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from math import exp, log

from accord.annotate.claims import Claim, tells
from accord.annotate.cues import rate, usual
from accord.annotate.quote_marks import is_title
from accord.annotate.speech import Page

_FIRST, _SECOND = frozenset("i we me us my our".split()), frozenset("you your".split())
_THINGS = frozenset("it this that these those which there what".split())
_PERSONS = frozenset("he she they him her them his their who".split())


def features(page: Page, claim: Claim) -> Iterator[tuple[str, float]]:
    """What speaks for and against a claim, as named numbers."""
    yield from habits(claim.lemma, claim.frame)
    yield from form(page, claim)


def habits(lemma: str, frame: str) -> Iterator[tuple[str, float]]:
    """How often the word attributes here and elsewhere, and the construction with any word."""
    yield "word", _logit(rate(lemma, frame))
    yield "word anywhere", _logit(rate(lemma, f"any {frame.split()[0]}"))
    yield "frame", _logit(usual(frame))


def form(page: Page, claim: Claim) -> Iterator[tuple[str, float]]:
    """Where and how the claim stands: tense, depth, marks, length, who its source is."""
    doc = page.doc
    anchor = doc[claim.anchor]
    yield f"is {claim.frame}", 1.0
    yield f"tag {anchor.tag_}", 1.0
    yield f"hangs as {anchor.dep_}", 1.0
    if anchor.head.i != anchor.i and anchor.head.pos_ == "VERB" and tells(anchor.head):
        yield "under a verb of saying", 1.0
        yield f"under a verb of saying as {anchor.dep_}", 1.0
    host = page.inside[claim.head]
    if host >= 0:
        m = page.marked[host]
        yield "in a long quotation" if m.end - m.start > 80 else "in a short quotation", 1.0
    inside = [page.inside[i] for a, b in claim.content for i in range(a, b)]
    others = {n for n in inside if n >= 0 and n != host}
    quoted = sum(n in others for n in inside)
    if quoted:
        longest = max((page.words(n) for n in others), key=len)
        if is_title(longest):
            yield "holds a title", 1.0
        else:
            yield f"quotes {min(len(longest.split()), 3)}", 1.0
        if quoted >= 0.7 * len(inside):
            yield "quotes mostly", 1.0
    size = len(inside)
    yield "size", log(1 + size)
    yield f"size {min(size, 12) // 3}", 1.0
    if len(claim.content) > 1:
        yield "in pieces", 1.0
    for child in anchor.children:
        if child.dep_ == "neg":
            yield "negated", 1.0
        elif child.dep_ == "aux":
            yield f"with {child.lemma_.lower() if child.tag_ != 'MD' else 'modal'}", 1.0
        elif child.dep_ in ("mark", "advmod") and child.lower_ in (
            "if",
            "as",
            "while",
            "when",
            "because",
            "how",
            "what",
        ):
            yield f"after {child.lower_}", 1.0
        elif child.dep_ == "expl":
            yield "expletive", 1.0
    if not claim.source:
        yield "no source", 1.0
        yield f"no source {claim.frame.split()[0]}", 1.0
    else:
        start, end = claim.source[0]
        first = doc[start].lower_
        word = (
            (
                "I"
                if first in _FIRST
                else "you"
                if first in _SECOND
                else "it"
                if first in _THINGS
                else "he"
                if first in _PERSONS
                else ""
            )
            if end - start == 1
            else ""
        )
        if word:
            yield f"source {word}", 1.0
        else:
            kinds = {doc[i].ent_type_ for i in range(start, min(end, start + 6))}
            tags = {doc[i].pos_ for i in range(start, min(end, start + 6))}
            yield (
                "source person" if "PERSON" in kinds else "source name" if "PROPN" in tags else "source noun",
                1.0,
            )
            yield "source size", log(end - start)
    kind = page.kinds[page.paragraph_of[claim.head]]
    if kind != "body":
        yield f"in a {kind}", 1.0


def likelihood(page: Page, claim: Claim) -> float:
    """Between 0 and 1."""
    weights = _weights()
    total = weights.get("", 0.0)
    for name, value in features(page, claim):
        total += weights.get(name, 0.0) * value
    return 1 / (1 + exp(-total))


def _logit(share: float) -> float:
    share = min(max(share, 0.005), 0.995)
    return log(share / (1 - share))


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = {}
    for line in (files("accord.annotate") / "data" / "claim_weights.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, weight = line.split("\t")
            weights[name] = float(weight)
    return weights
