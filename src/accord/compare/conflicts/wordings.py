"""Words quoted that articles print otherwise where it matters: "client" and "vassal" state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from accord.compare.conflicts.lookup import Lookup
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.wordings import FUNCTION_WORDS, NEGATIONS
from accord.records import Conflict, Difference, Passage, Rendering, Side, Utterance
from accord.text import words

# Words of emphasis and filling, which speech loses and editors cut.
_FILLERS = frozenset(
    """very quite rather pretty much even ever still again here there more most own same many some other
    only""".split()
)


def find_wordings(
    page: Lookup, utterances: Sequence[Utterance], settings: ConflictFinding
) -> Iterator[Conflict]:
    """Utterances that articles print with another word, or with a word more, that matters."""
    for utterance in utterances:
        sides: defaultdict[str, set[Passage]] = defaultdict(set)
        first = utterance.renderings[0]
        for rendering in utterance.renderings[1:]:
            for difference in rendering.differences:
                if not _in_like_words(page, first, rendering, difference, settings):
                    continue
                ours, theirs = page.exact(difference.left), page.exact(difference.right)
                if difference.weighty and _other_words(ours, theirs, settings):
                    told = _with_neighbour(page, difference.left), _with_neighbour(page, difference.right)
                elif _left_out(page, first, rendering, difference):
                    told = (
                        _between_neighbours(page, difference.left),
                        _between_neighbours(page, difference.right),
                    )
                else:
                    continue
                for at, printed in zip(told, (first, rendering), strict=True):
                    value = page.exact(at)
                    sides[value].update(p for p in printed.passages if value in page.exact(p))
        told_by = [(v, tuple(sorted(e))) for v, e in sides.items() if e]
        if len(told_by) > 1 and len({p.article for _, e in told_by for p in e}) > 1:
            who = f"what {utterance.speaker.name} said" if utterance.speaker else "words quoted"
            yield Conflict("wording", who, tuple(Side(v, e) for v, e in told_by))


def _other_words(left: str, right: str, settings: ConflictFinding) -> bool:
    """Whether words of substance were exchanged, not spelled or inflected otherwise."""
    ours, theirs = ([w.form for w in words(side) if w.form not in FUNCTION_WORDS] for side in (left, right))
    if not ours or not theirs or max(len(ours), len(theirs)) > 3:
        return False
    if all(_emphatic(w) for w in (*ours, *theirs)):
        return False  # "deeply", "profoundly"
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


def _left_out(page: Lookup, one: Rendering, other: Rendering, difference: Difference) -> bool:
    """Whether an article quotes a word in the middle of a sentence that the other leaves out unmarked.

    A negation, or a word that tells which of the things named after it is meant; not a name, a
    title or a word of emphasis, which speech loses and editors cut.
    """
    gone = [d for d in (difference.left, difference.right) if d.start < d.end]
    if len(gone) != 1:
        return False
    (more,) = gone
    said = [w for w in words(page.exact(more)) if w.form not in FUNCTION_WORDS or w.form in NEGATIONS]
    if not said or len(list(words(page.exact(more)))) > 2:
        return False
    negation = any(w.form in NEGATIONS for w in said)
    if not _same_beside(page, one, other, difference):
        return False
    if negation:
        return True
    (*_, last) = said
    alone = len(list(words(page.exact(more)))) == 1  # not "in order", "in fact"
    return alone and len(last.form) > 3 and page.exact(more).islower() and not _emphatic(last.form)


def _same_beside(page: Lookup, one: Rendering, other: Rendering, difference: Difference) -> bool:
    """Whether the two words before a difference, and the two after it, are the same on both sides."""
    beside = []
    for at, rendering in ((difference.left, one), (difference.right, other)):
        printed = next((p for p in rendering.passages if p.covers(at)), None)
        if printed is None:
            return False
        before = [w.form for w in words(page.exact(Passage(at.article, printed.start, at.start)))]
        after = [w.form for w in words(page.exact(Passage(at.article, at.end, printed.end)))]
        beside.append((before[-2:], after[:2]))
    return beside[0] == beside[1] and all(len(side) == 2 for side in beside[0])


def _emphatic(form: str) -> bool:
    return form.endswith("ly") or form in _FILLERS


def _between_neighbours(page: Lookup, passage: Passage) -> Passage:
    """A passage, which may be empty, with the word before it and the word after it."""
    text = page.by_id[passage.article].article.text
    start, end = passage.start, passage.end
    for word in words(text, max(0, start - 40), start):
        if word.end <= passage.start:
            start = word.start
    for word in words(text, end, min(len(text), end + 40)):
        end = word.end
        break
    return Passage(passage.article, start, end)
