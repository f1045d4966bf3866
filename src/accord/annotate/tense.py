"""Whether the words around a time expression look back or ahead.

Cues in the text come first, and the clauses of a parse settle what they leave open: the day an
article came out may become known only after its story is put together, and its periods are then
found again without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from accord.annotate.days import Tense
from accord.records import Clause

_AHEAD = re.compile(
    r"\b(?:(?:to|will|would|(?-i:may)|might|could|must|should) (?:\w+ )?be \w+|will|won't|shall|"
    r"(?:would|wouldn't|(?-i:may)|might|could|must)(?! have\b)|expect(?:s|ed|ing)?|(?<!an )(?<!a )(?<!the )"
    r"schedul(?:ed|ing)|slated|due|upcoming|"
    r"ahead of|until|deadline|poised|going to|set (?:to|for)|planned|"
    r"plan to|plan(?:s|ning) (?:to|on|for)|prepar(?:es|ing)|"
    r"cancel|postpone|call off|attend|boycott|reschedule|"
    r"up for (?:re-?)?election|fac(?:es?|ing) (?:re-?)?election|"
    r"(?:agreed|vow(?:s|ed)|promis(?:es|ed)|pledge[sd]|hope[sd]?|want(?:s|ed)?|intend(?:s|ed)?|need(?:s|ed)?|"
    r"decided|urge[sd]|called on|ready|likely|invited|is|are|has|have) to|(?:is|are|be) (?:\w+ly )?[a-z]+ing|"
    r"begins?|starts?|expires?|resumes?|kicks? off|takes? (?:effect|office|place|over)|(?<!the )next)\b|"
    r"'(?:ll|re [a-z]+ing)\b",
    re.IGNORECASE,
)
_IRREGULAR = (
    "was were had did said told met left went came made took gave got saw knew thought held kept led "
    "sent spent stood won lost began became brought built bought caught chose drew drove fell felt fought "
    "found flew grew heard hit hurt let lay meant paid put quit read ran sat sold set shot shut sought spoke "
    "struck swore taught threw understood withdrew woke wore wrote cut cast broke shook rose slept "
    "stole swept"
)
_LIKE_BASE = frozenset("quit put let cut hit hurt set shut cast read".split())  # "will shut down on Friday"
_BACK = re.compile(
    rf"\b(?:{_IRREGULAR.replace(' ', '|')}|(?!followed by)\w+ed|"
    r"ago|after|since|following|back to|earlier|previous(?:ly)?)\b",
    re.IGNORECASE,
)
_NO_VERB = re.compile(
    r"united|hundred|need|speed|red|indeed|embed|seed|feed|proposed|so-called", re.IGNORECASE
)
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b(?:Gov|Sen|Rep|Mrs))[.!?][\"')]*\s+(?=[\"'(A-Z])|;|\n"
)
_CLAUSE_END = re.compile(
    r",(?= (?:and|but|while|who|which|when|as|after|with|an? |the ))|\bthat\b|[;:()]| - |[.,!?]\""
)


def sentence(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The sentence that holds ``[start, end)``, by its punctuation, within ``[low, high)``."""
    left = low
    for match in _SENTENCE_END.finditer(text, low, start):
        left = match.end()
    right = _SENTENCE_END.search(text, end, high)
    return left, right.start() + 1 if right else high


_INTRODUCTION = re.compile(
    r"[\"'(\s]*(?:(?:and|but|then|so|on|by|in|at|early|late|later|meanwhile),? )*[\"'(\s]*", re.IGNORECASE
)
_CLOSE = 40  # characters between a cue and what it surely governs


class Cue(NamedTuple):
    tense: Tense
    close: bool  # right before the expression


def of(text: str, start: int, end: int, low: int, high: int) -> Cue:
    """The nearest cue before the expression in its clause, else the first one behind it.

    No tense where there is none. "Marel will come on Friday, he said Monday" gives the
    future for Friday and the past for Monday.
    """
    low, high = sentence(text, start, end, low, high)
    for match in _CLAUSE_END.finditer(text, low, start):
        low = match.end()
    before = _cues(text, low, start)
    if before:
        return Cue(before[-1][1], start - before[-1][0] <= _CLOSE)
    clause_end = _CLAUSE_END.search(text, end, high)
    behind = _cues(text, end, clause_end.start() if clause_end else high)
    if not behind and _INTRODUCTION.fullmatch(text, low, start):  # "On Friday, the members who ... will"
        behind = _cues(text, end, high)
    return Cue(behind[0][1] if behind else None, False)


def _cues(text: str, low: int, high: int) -> list[tuple[int, Tense]]:
    ahead = [(m.start(), m.end()) for m in _AHEAD.finditer(text, low, high)]
    cues: list[tuple[int, Tense]] = [(start, "future") for start, _ in ahead]
    cues += [
        (m.start(), "past")
        for m in _BACK.finditer(text, low, high)
        if not _NO_VERB.fullmatch(m.group())
        and not any(s <= m.start() < e + (24 if m.group() in _LIKE_BASE else 0) for s, e in ahead)
    ]
    return sorted(cues, key=lambda cue: cue[0])


_SET_FOR = re.compile(
    r"(?P<set>(?:(?P<was>had been|was|were|had) (?:\w+ly )?)?"
    r"(?:(?:promised|set|due|scheduled|planned|expected|slated|booked|billed|fixed|timetabled|arranged|"
    r"pencill?ed in|put (?:off|back)|postponed|delayed|deferred|adjourned|moved|rescheduled)"
    r"(?: again| back)? (?:for|until|till|to)"
    r"|(?:due|expected|scheduled)(?: on)?|(?P<is>is|are)(?: on)?))\s$",
    re.IGNORECASE,
)


def scheduled(text: str, low: int, start: int) -> Cue:
    """Whether the expression at `start` is what something is set for: "promised for", "due on", "is".

    `close` without a tense: it was set for then, and whether then is past is open.
    """
    match = _SET_FOR.search(text, max(low, start - 40), start)
    if match is None or not (match.start() == low or text[match.start() - 1] in " ,("):
        return Cue(None, False)
    return Cue(None if match["was"] else "future", True)


# What follows a timetable or an agenda: "reopens on Thursday" lies ahead.
_TIMETABLED = frozenset(
    "open reopen close begin start end resume meet convene gather arrive leave return depart come go travel "
    "visit host hold take vote debate decide expire conclude finish kick fly head launch play face "
    "run stand race sail speak appear celebrate mark swear".split()
)


def outlook(text: str, cue: Cue, clauses: Sequence[Clause]) -> Tense:
    """The tense that a cue and the clauses around an expression, the smallest first, agree on.

    Of 571 weekdays in fifty events the cue was hardly ever wrong where it stands close by or agrees
    with the clause; where it does not, None leaves the nearest such day.
    """
    if cue.close or not clauses:
        return cue.tense
    if _timetabled(text, clauses[0]):
        return "future"
    if cue.tense is None:
        return "future" if any(c.modality in ("planned", "possible") for c in clauses) else None
    return cue.tense if (cue.tense == "past") == (clauses[0].modality == "happened") else None


def _timetabled(text: str, clause: Clause) -> bool:
    """Whether its verb stands in the present right after who does it: "the crossing reopens"."""
    verb = clause.predicate.split()[0]
    if clause.agent is None or verb not in _TIMETABLED:
        return False
    forms = rf"{verb}(?:e?s)?"
    return bool(re.compile(rf"(?:,? (?:which|that|who))?(?: \w+ly)? {forms}\b").match(text, clause.agent.end))
