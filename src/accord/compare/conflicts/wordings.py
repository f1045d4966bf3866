"""Words quoted that articles print otherwise where it matters: "client" and "vassal" state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from accord.compare.conflicts.lookup import Lookup
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.utterances import FUNCTION_WORDS
from accord.records import Conflict, Difference, Passage, Rendering, Side, Utterance
from accord.text import words


def find_wordings(
    page: Lookup, utterances: Sequence[Utterance], settings: ConflictFinding
) -> Iterator[Conflict]:
    """Utterances that articles print with another word in place of one that matters."""
    for utterance in utterances:
        if utterance.wording != "differs":
            continue
        sides: defaultdict[str, set[Passage]] = defaultdict(set)
        for rendering in utterance.renderings[1:]:
            for difference in rendering.differences:
                ours, theirs = page.exact(difference.left), page.exact(difference.right)
                if not difference.weighty or not _other_words(ours, theirs, settings):
                    continue
                if not _in_like_words(page, utterance.renderings[0], rendering, difference, settings):
                    continue
                for at, printed in (
                    (difference.left, utterance.renderings[0]),
                    (difference.right, rendering),
                ):
                    value = page.exact(_with_neighbour(page, at))
                    sides[value].update(p for p in printed.passages if value in page.exact(p))
        told = [(v, tuple(sorted(e))) for v, e in sides.items() if e]
        if len(told) > 1 and len({p.article for _, e in told for p in e}) > 1:
            who = f"what {utterance.speaker.name} said" if utterance.speaker else "words quoted"
            yield Conflict("wording", who, tuple(Side(v, e) for v, e in told))


def _other_words(left: str, right: str, settings: ConflictFinding) -> bool:
    """Whether words of substance were exchanged, not spelled or inflected otherwise."""
    ours, theirs = ([w.form for w in words(side) if w.form not in FUNCTION_WORDS] for side in (left, right))
    if not ours or not theirs or max(len(ours), len(theirs)) > 3:
        return False
    if not all(any(len(w) > 3 for w in side) for side in (ours, theirs)):
        return False
    return not any(
        _variants(a, b, settings.spelling) for a in ours for b in theirs if min(len(a), len(b)) > 2
    )


def _variants(a: str, b: str, floor: float) -> bool:
    """Whether two words are forms or spellings of one: "duty" and "duties", "mama" and "momma"."""
    framed = a[0] == b[0] and a[-1] == b[-1] and abs(len(a) - len(b)) <= 2
    return framed or a[:3] == b[:3] or a in b or b in a or SequenceMatcher(None, a, b).ratio() >= floor


def _in_like_words(
    page: Lookup, one: Rendering, other: Rendering, difference: Difference, settings: ConflictFinding
) -> bool:
    """Whether the stretches around a difference are otherwise the same words."""
    ours, theirs = (
        [w.form for p in rendering.passages if p.touches(at) for w in words(page.exact(p))]
        for rendering, at in ((one, difference.left), (other, difference.right))
    )
    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= settings.like


def _with_neighbour(page: Lookup, passage: Passage) -> Passage:
    """The words of substance of a passage, and the next one, so that an adjective has its noun."""
    text = page.by_id[passage.article].article.text
    told = [w for w in words(text, passage.start, passage.end) if w.form not in FUNCTION_WORDS]
    start, end = told[0].start, told[-1].end
    if end == passage.end:
        for word in words(text, end, min(len(text), end + 30)):
            if text[end : word.start] == " " and word.form not in FUNCTION_WORDS:
                end = word.end
            break
    return Passage(passage.article, start, end)
