"""Utterances that one article prints in marks and another tells in indirect speech."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from accord.compare.wordings import FUNCTION_WORDS, NEGATIONS
from accord.records import Cast, Passage, Reading, Utterance
from accord.text import words

CountOrigins = Callable[[Sequence[Passage]], int]


@dataclass(frozen=True, slots=True)
class Retelling:
    """How close indirect speech must keep to the words printed elsewhere."""

    share: float = 0.5  # of the words that say something, of the shorter of the two
    words: int = 3  # fewest such words in common


def find_retellings(
    utterances: Sequence[Utterance],
    readings: Sequence[Reading],
    cast: Cast,
    *,
    count_origins: CountOrigins,
    settings: Retelling = Retelling(),
) -> tuple[Utterance, ...]:
    """The utterances, each with the indirect speech of other articles that tells the same of the speaker.

    What is denied on one side and not on the other is not the same. An utterance that one article prints
    and another retells counts as told by both, in other words.
    """
    texts = {r.article.id: r.article.text for r in readings}
    by_speaker: defaultdict[str, list[int]] = defaultdict(list)
    for n, utterance in enumerate(utterances):
        if utterance.speaker is not None:
            by_speaker[utterance.speaker.id].append(n)
    said = [_matter(" ".join(p.of(texts[p.article]) for p in u.renderings[0].passages)) for u in utterances]
    printed_in = [{p.article for r in u.renderings for p in r.passages} for u in utterances]
    retold: defaultdict[int, list[Passage]] = defaultdict(list)
    for reading in readings:
        for quotation in reading.quotations:
            speaker = cast.of.get((reading.article.id, quotation.speaker)) if quotation.speaker else None
            if quotation.kind != "indirect" or speaker is None:
                continue
            told = _matter(" ".join(p.of(reading.article.text) for p in quotation.content))
            best = max(
                (
                    (shared, n)
                    for n in by_speaker[speaker.id]
                    if reading.article.id not in printed_in[n] and (shared := _alike(told, said[n], settings))
                ),
                default=None,
            )
            if best is not None:
                retold[best[1]] += quotation.content
    return tuple(
        _with(u, tuple(retold[n]), count_origins) if n in retold else u for n, u in enumerate(utterances)
    )


def _with(utterance: Utterance, retold: tuple[Passage, ...], count_origins: CountOrigins) -> Utterance:
    printed = [p for r in utterance.renderings for p in r.passages]
    return replace(
        utterance,
        retold=retold,
        wording="differs" if utterance.wording == "single" else utterance.wording,
        origins=count_origins([*printed, *retold]),
    )


_EMPTY = FUNCTION_WORDS | NEGATIONS


def _matter(text: str) -> tuple[Counter[str], bool]:
    """The stems of the words that say something, and whether they are denied."""
    forms = [w.form for w in words(text)]
    stems = Counter(form if form[0].isdigit() else form[:5] for form in forms if form not in _EMPTY)
    return stems, sum(form in NEGATIONS for form in forms) % 2 == 1


def _alike(told: tuple[Counter[str], bool], said: tuple[Counter[str], bool], settings: Retelling) -> float:
    common = (told[0] & said[0]).total()
    share = common / max(1, min(told[0].total(), said[0].total()))
    fits = common >= settings.words and share >= settings.share and told[1] == said[1]
    return share * common if fits else 0.0
