"""Where a phrase stands in which it can be no source, whatever words speak for it.

A source stands where something is said: beside a word of saying, behind "according to", "told"
or "citing", or as what a quotation names. A police station that was stoned, a show that someone
starred in and a letter that was lost are only told of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from accord.compare.sources import (
    BY_NAME,
    DETERMINERS,
    NOUNS,
    Attribution,
    Hit,
    Scene,
    Span,
    Token,
    folded,
    is_possessive,
    is_speech,
    overlap,
    word_tables,
)

Place = Literal["source", "according", "said", "told", "beside", "elsewhere", "nowhere"]

_MODIFIERS = {"CAP", "NUM", "low", "institution", '"', *DETERMINERS, *dict(NOUNS).values()}
_PREPOSITIONS = frozenset("in on by to with from via at through for".split())
_TELLING = frozenset("told tell tells telling citing cited cites quoting quoted quotes published by".split())
# Nouns for the press that are mostly something else, or only told of.
_VAGUE = frozenset(
    """affiliate anchor channel column commentary documentary host network program programme scoop segment
    series show site station story appearance""".split()
)
_WORKS = frozenset("network program programme story".split())  # mostly no outlet: "an outage on its network"
_MEDIUM = frozenset("in on by to via from".split())  # before an outlet on which something is said
_SELF = re.compile(r"\b(?:him|her)self\b")
# Who writes for an outlet; others who work there speak for themselves.
_REPORTING = re.compile(
    r"\b(?:reporter|correspondent|anchor|analyst|contributor|columnist|critic|host|journalist|writer|blogger)s?\b"
)
_OWNER = re.compile(r" ?['’] ?s? $")  # "the Gazette's | Ada Lowe"
_OWNS = re.compile(r"['’]")  # "Lund | 's website"
_SHARED = re.compile(r"\bA post shared by\b")  # what a page shows of a post that it embeds
_PARTIES = frozenset("democrat republican conservative liberal".split())
# What is told of an outlet when nothing is taken from it: "was named by the Gazette woman of the year".
_DEALINGS = frozenset(
    """named featured profiled ranked voted honored honoured nominated hired bought sued founded joined
    televised airs""".split()
)
_SHOWN = frozenset("show shows showed shown".split())
# By what a report calls the person whom it is about, to vary: "the actress said".
_EPITHETS = frozenset(
    """actor actress author boxer celebrity champion comedian comedienne crooner diva driver golfer
    governor heiress icon mogul musician novelist pitcher playwright pop-star president quarterback rapper
    coach singer skipper songstress star starlet striker superstar swimmer tycoon winger""".split()
)
# Before a paper that goes to somebody, and behind it where it says something.
_SENDING = frozenset(
    """sent sends send sending released releases issued issues circulated received published signed
    wrote""".split()
)
_ASKING = frozenset("urging asking calling pushing requesting demanding instructing congratulating".split())
_ON = frozenset("on via through to used using".split())  # before a network on which something is said
_URGED = frozenset("call called calls calling pressure own".split())  # "called on Facebook to act"
_TITLE = 12  # characters of "Const. " and the like between a role and a name


def place_of(scene: Scene, tokens: Sequence[Token], attributions: Sequence[Attribution], hit: Hit) -> Place:
    """How a phrase stands to what is said in its sentence."""
    span = tokens[hit.first].start, tokens[hit.last - 1].end
    if any(overlap(span, a.head) for a in attributions) or any(overlap(span, p) for p in scene.papers):
        return "source"
    first = start_of_phrase(tokens, hit.first)
    before = tokens[max(0, first - 6) : first]
    if any(t.low == "according" for t in before):
        return "according"
    if any(is_speech(t) for t in tokens[hit.last : hit.last + 3]):
        return "said"
    if before and before[-1].low in _TELLING:
        return "told"
    if before and before[-1].low in _PREPOSITIONS:
        said = any(t.mark == "SAY" for t in before) or first <= 2
        return "beside" if said else "elsewhere"
    return "nowhere"


def start_of_phrase(tokens: Sequence[Token], first: int) -> int:
    """The first token of the noun phrase that a word ends."""
    while first and (tokens[first - 1].mark in _MODIFIERS or is_possessive(tokens, first - 1)):
        first -= 1
        if tokens[first].low in DETERMINERS and not (first and is_possessive(tokens, first - 1)):
            break
    return first


def is_no_source(
    scene: Scene, tokens: Sequence[Token], attributions: Sequence[Attribution], hit: Hit, phrase: Span
) -> bool:
    """Whether nothing can be credited to a phrase where it stands."""
    exact = scene.text[slice(*phrase)]
    heads = [a for a in attributions if overlap(a.head, phrase)]
    if _SELF.search(exact) or _SHARED.match(scene.text, phrase[0]) or _is_label(tokens, hit, exact):
        return True
    if _is_out_of_place(scene, tokens, attributions, hit):
        return True
    if hit.kind in ("anonymous", "spokesperson") and _is_named_beside(scene, tokens, hit, heads):
        return True
    if hit.kind == "anonymous" and (
        _tells_of_next(tokens, hit) or _shows(tokens, hit) or _is_name(tokens, hit) or _orders(tokens, hit)
    ):
        return True
    if hit.kind == "outlet" and _is_told_of(tokens, hit):
        return True
    at = tokens[hit.first].start
    if (
        hit.kind == "outlet"
        and hit.word not in BY_NAME
        and any(
            a.person
            and any(
                a.head[0] <= p[0] and p[1] <= at and not _OWNS.match(scene.text, p[1]) for p in scene.persons
            )
            for a in heads
        )
    ):
        return True  # "Ada Orr in a television show said": she does
    if hit.kind == "outlet" and any(_speaks_for_oneself(scene, a, tokens[hit.last - 1].end) for a in heads):
        return True
    return hit.kind in ("anonymous", "agency") and _is_epithet(scene, exact, phrase)


def _is_label(tokens: Sequence[Token], hit: Hit, exact: str) -> bool:
    """Whether a word only heads what follows: "NOTES: The ferry was late"."""
    colon = tokens[hit.last : hit.last + 1]
    if hit.word in BY_NAME or not colon or colon[0].low != ":":
        return False
    return (exact.isupper() and len(exact) > 1) or (
        hit.kind == "document" and hit.first == 0 and hit.last == 1
    )


def _is_out_of_place(
    scene: Scene, tokens: Sequence[Token], attributions: Sequence[Attribution], hit: Hit
) -> bool:
    tables = word_tables()
    if hit.word in tables["deeds"] or hit.word in tables["sent"]:
        return False
    place = place_of(scene, tokens, attributions, hit)
    if hit.kind == "document":
        first = start_of_phrase(tokens, hit.first)
        if place == "beside" and tokens[first - 1].low == "at":
            return True  # "at a news briefing"
        if place == "elsewhere" and tokens[first - 1].low == "in":
            at = tokens[first].start, tokens[first].end
            return any(overlap(at, c) for a in attributions for c in a.content)  # else "in a letter"
        return place in ("nowhere", "elsewhere") and not _is_sent(tokens, hit, first)
    if hit.kind == "anonymous":
        return place in ("nowhere", "elsewhere") and not hit.word.isupper()
    if hit.kind == "outlet" and (hit.word in ("SHAPE", "SIGN") or hit.word in _VAGUE):
        first = start_of_phrase(tokens, hit.first)
        if hit.word == "appearance" and tokens[hit.last : hit.last + 1]:
            return tokens[hit.last].low not in ("on", "with")
        added = first > 0 and tokens[first - 1].low == ","  # "told KVRL, a radio station"
        said = bool(attributions) or any(t.mark == "SAY" for t in tokens)
        if any(t.low in ("appeared", "aired", "published") for t in tokens[:first]):
            return False  # "first appeared on Tarnwire.com"
        if place == "elsewhere":
            medium = first > 0 and (
                tokens[first - 1].low in _MEDIUM or any(t.low == "interview" for t in tokens)
            )
            return not said or not medium or hit.word in _WORKS
        return place == "nowhere" and not added
    if hit.kind == "social":
        return _is_medium_told_of(tokens, hit, place)
    return False


def _is_sent(tokens: Sequence[Token], hit: Hit, first: int) -> bool:
    """Whether a paper goes to somebody and says something: "sent a letter to the council, asking for"."""
    after = tokens[hit.last : hit.last + 16]
    sent = first > 0 and tokens[first - 1].low in _SENDING
    return sent and any(t.mark == "SAY" or t.low in _ASKING for t in after)


def _is_medium_told_of(tokens: Sequence[Token], hit: Hit, place: Place) -> bool:
    """Whether a network is named as a firm or a matter, and nothing that was posted there."""
    token = tokens[hit.first]
    if not token.word[0].isupper() or token.low not in word_tables()["media"] or place == "source":
        return False
    after = tokens[hit.last : hit.last + 1]
    if after and after[0].start == token.end + 1 and folded(after[0].low, word_tables()["pieces"]):
        return False  # "her Facebook page"
    before = [t.low for t in tokens[max(0, hit.first - 3) : hit.first]]
    there = not _ON.isdisjoint(before) and _URGED.isdisjoint(before)
    says = any(t.mark == "SAY" for t in tokens[hit.last : hit.last + 4])
    return not (there or says)


def _is_told_of(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether the last thing told before an outlet is a dealing with it and nothing that it says."""
    for token in reversed(tokens[max(0, hit.first - 14) : hit.first]):
        if token.low in _DEALINGS:
            return not any(is_speech(t) for t in tokens[hit.last : hit.last + 3])
        if token.mark == "SAY":
            return False
    return False


def _is_named_beside(scene: Scene, tokens: Sequence[Token], hit: Hit, heads: Sequence[Attribution]) -> bool:
    """Whether a role is that of somebody with a name: "Ada Orr, an official at the port, said"."""
    end = tokens[hit.last - 1].end
    if hit.kind == "spokesperson" and any(0 < start - end <= _TITLE for start, _ in scene.persons):
        between = scene.text[end : min(s for s, _ in scene.persons if s > end)]
        if re.fullmatch(r" (?:[A-Z]\w*\.? )*", between):
            return True
    first = start_of_phrase(tokens, hit.first)
    one = not tokens[hit.last - 1].low.endswith("s") or tokens[first].low in ("a", "an")
    comma = first > 0 and tokens[first - 1].low == ","
    if one and comma and any(0 <= tokens[first - 1].start - e <= 1 for _, e in scene.persons):
        return not heads or any(a.person for a in heads)  # "met Ada Orr, an official said" has a source
    return False


def _tells_of_next(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a role only tells of the next noun: "its official website"."""
    after = tokens[hit.last : hit.last + 1]
    role = tokens[hit.last - 1]
    if hit.word.isupper() or not after or after[0].start != role.end + 1 or role.low.endswith("s"):
        return False
    tables, noun = word_tables(), after[0].low
    known = any(folded(noun, tables[table]) for table in ("document", "outlet", "social"))
    return known and not noun.endswith(("s", "ed"))


def _is_name(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a role with a capital in mid-sentence is a name: "in a statement to People"."""
    first, role = hit.first, tokens[hit.first]
    if hit.word.isupper() or not first or not role.word[0].isupper() or role.low.rstrip("s") in _PARTIES:
        return False
    beside = [tokens[first - 1], *tokens[hit.last : hit.last + 1]]
    return all(t.mark != "CAP" for t in beside) and tokens[first - 1].mark not in ('"', ":", ".", "?", "!")


def _orders(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether people only tell somebody to do something: "the officer told the crew to leave"."""
    after = [t.low for t in tokens[hit.last : hit.last + 7]]
    if after[:1] not in (["told"], ["ordered"]) or "to" not in after[2:]:
        return False
    return not any(w in (",", '"', "that") for w in after[: after.index("to", 2)])


def _shows(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether people show something, and say nothing: "prosecutors showed the film at the trial"."""
    after = [t.low for t in tokens[hit.last : hit.last + 2]]
    return after[:1] != [] and after[0] in _SHOWN and after[1:] != ["that"]


def _speaks_for_oneself(scene: Scene, attribution: Attribution, end: int) -> bool:
    """Whether somebody named speaks who does not report for the outlet: "Verrin Radio president Ada Orr"."""
    start = attribution.head[0]
    named = [p for p in scene.persons if overlap(p, attribution.head) and p[0] >= end]
    if not attribution.person or not named or scene.is_called_outlet(scene.text[slice(*named[0])]):
        return False
    before = scene.text[start : named[0][0]].removesuffix("the ").removesuffix("The ")
    return not (_OWNER.search(before) or _REPORTING.search(before.lower()))


def _is_epithet(scene: Scene, exact: str, phrase: Span) -> bool:
    """Whether "the actress" stands for somebody named before."""
    if not re.match(r"[Tt]he ", exact) or not any(end <= phrase[0] for _, end in scene.persons):
        return False
    noun = re.split(r" (?:of|in|from|at|who)\b|,", exact)[0].split()[-1].lower()
    return noun in _EPITHETS
