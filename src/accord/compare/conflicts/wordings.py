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

_OTHER_WORDS = 2  # exchanged in one stretch; who exchanges more tells it in words of his own
_BESIDE_EXCHANGED, _BESIDE_LEFT_OUT = 1, 2  # words that both print before a difference, and after it
# Words of emphasis and filling, which speech loses and editors cut.
_FILLERS = frozenset(
    """very quite rather pretty much even ever still again here there more most own same many some other
    only""".split()
)


def find_wordings(
    page: Lookup, utterances: Sequence[Utterance], settings: ConflictFinding
) -> Iterator[Conflict]:
    """Utterances that articles print with another word, or with a word more, that matters.

    Only between words that both print, or one word for one at the end of both: where a quotation begins
    and ends, an editor chooses.
    """
    for utterance in utterances:
        sides: defaultdict[str, set[Passage]] = defaultdict(set)
        first = utterance.renderings[0]
        for rendering in utterance.renderings[1:]:
            if _in_own_words(page, rendering, settings):
                continue
            for difference in rendering.differences:
                if not _in_like_words(page, first, rendering, difference, settings):
                    continue
                ours, theirs = page.exact(difference.left), page.exact(difference.right)
                if (
                    difference.weighty
                    and _other_words(ours, theirs, settings)
                    and _between_like_words(page, first, rendering, difference)
                ):
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


def _in_own_words(page: Lookup, rendering: Rendering, settings: ConflictFinding) -> bool:
    """Whether so many words were exchanged that one of the two retells what was said."""
    exchanged = [
        d
        for d in rendering.differences
        if d.weighty and _other_words(page.exact(d.left), page.exact(d.right), settings)
    ]
    return len(exchanged) > _OTHER_WORDS


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
    if not _same_beside(page, one, other, difference, _BESIDE_LEFT_OUT):
        return False
    if negation:
        return True
    if _told_elsewhere(page, more, one, other):
        return False
    (*_, last) = said
    alone = len(list(words(page.exact(more)))) == 1  # not "in order", "in fact"
    return alone and len(last.form) > 3 and page.exact(more).islower() and not _emphatic(last.form)


def _told_elsewhere(page: Lookup, more: Passage, one: Rendering, other: Rendering) -> bool:
    """Whether the stretch with a word more has the word twice: "two of the skiffs, and the other three"."""
    printed = (p for rendering in (one, other) for p in rendering.passages if p.covers(more))
    return any(page.exact(p).lower().count(page.exact(more).lower()) > 1 for p in printed)


def _between_like_words(page: Lookup, one: Rendering, other: Rendering, difference: Difference) -> bool:
    """Whether the words next to a difference are the same, or both end in one word for another."""
    if _same_beside(page, one, other, difference, _BESIDE_EXCHANGED):
        return True
    (ours, more), (theirs, others) = (
        _beside(page, one, difference.left),
        _beside(page, other, difference.right),
    )
    alone = all(len(list(words(page.exact(at)))) == 1 for at in (difference.left, difference.right))
    many = _BESIDE_LEFT_OUT
    return alone and not more and not others and len(ours) >= many and ours[-many:] == theirs[-many:]


def _same_beside(page: Lookup, one: Rendering, other: Rendering, difference: Difference, many: int) -> bool:
    """Whether so many words before a difference, and after it, are the same on both sides."""
    beside = []
    for rendering, at in ((one, difference.left), (other, difference.right)):
        before, after = _beside(page, rendering, at)
        beside.append((before[-many:], after[:many]))
    return beside[0] == beside[1] and all(len(side) == many for side in beside[0])


def _beside(page: Lookup, rendering: Rendering, at: Passage) -> tuple[list[str], list[str]]:
    """The words printed before a difference, and after it; none where it spans two stretches."""
    printed = next((p for p in rendering.passages if p.covers(at)), None)
    if printed is None:
        return [], []
    around = Passage(at.article, printed.start, at.start), Passage(at.article, at.end, printed.end)
    told = [[w.form for w in words(page.exact(stretch))] for stretch in around]
    return told[0], told[1]


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
