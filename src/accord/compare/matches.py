"""What the words of two stretches have in common, in order.

Aligning two stretches takes long, and most pairs can be told apart by less: by the words they
share in any order, and by runs of so many words. So a match is worked out as far as it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property

from accord.compare.wordings import FUNCTION_WORDS, NEGATIONS

# Words too common in speech for two stretches to be one because they share them.
EMPTY = FUNCTION_WORDS | NEGATIONS | frozenset("going why".split())


class Printed:
    """Words as they are printed; one for all stretches that print the same."""

    def __init__(self, forms: tuple[str, ...]) -> None:
        self.forms = forms
        self._grams: dict[int, frozenset[tuple[str, ...]]] = {}

    def grams(self, size: int) -> frozenset[tuple[str, ...]]:
        """Its runs of so many words."""
        if size not in self._grams:
            self._grams[size] = frozenset(zip(*(self.forms[k:] for k in range(size)), strict=False))
        return self._grams[size]

    @cached_property
    def numbered(self) -> frozenset[tuple[str, int]]:
        """Its words, the second of a kind told from the first."""
        return frozenset(_numbered(self.forms))

    @cached_property
    def matter(self) -> frozenset[tuple[str, int]]:
        """Of these, the words that say something."""
        return frozenset((form, nth) for form, nth in self.numbered if form not in EMPTY)

    @cached_property
    def aligning(self) -> SequenceMatcher[str]:
        """Aligns others with it; what it asks of these words it finds out once."""
        return SequenceMatcher(None, (), self.forms, autojunk=False)


def _numbered(forms: Sequence[str]) -> Iterator[tuple[str, int]]:
    seen: Counter[str] = Counter()
    for form in forms:
        seen[form] += 1
        yield form, seen[form]


class Match:
    """What two stretches have in common, in order; worked out as far as it is asked for."""

    def __init__(self, left: Printed, right: Printed) -> None:
        self._left, self._right = left, right
        self.whole = left.forms == right.forms  # both are the same words
        self.shortest = min(len(left.forms), len(right.forms))

    def has_run(self, size: int) -> bool:
        """Whether so many words in a row stand in both."""
        return not self._left.grams(size).isdisjoint(self._right.grams(size))

    @property
    def most(self) -> int:
        """Words that stand in both, in whatever order: no more can be common in order."""
        return len(self._left.numbered & self._right.numbered)

    @property
    def most_matter(self) -> int:
        """As `most`, of words that say something."""
        return len(self._left.matter & self._right.matter)

    @cached_property
    def common(self) -> Sequence[str]:
        """The words that both have, in order."""
        ours = self._left.forms
        if self.whole:
            return ours
        aligning = self._right.aligning
        aligning.set_seq1(ours)
        return [w for b in aligning.get_matching_blocks() for w in ours[b.a : b.a + b.size]]

    @cached_property
    def share(self) -> float:
        """Of the words of the shorter."""
        return len(self.common) / max(1, self.shortest)

    @cached_property
    def matter(self) -> int:
        """Common words that say something."""
        return sum(w not in EMPTY for w in self.common)


class Matches:
    """The matches of a story's stretches: the same words are printed by many articles, so they are kept."""

    def __init__(self) -> None:
        self._printed: dict[tuple[str, ...], Printed] = {}
        self._known: dict[tuple[Printed, Printed], Match] = {}

    def printed(self, forms: tuple[str, ...]) -> Printed:
        found = self._printed.get(forms)
        if found is None:
            found = self._printed[forms] = Printed(forms)
        return found

    def __call__(self, left: Printed, right: Printed) -> Match:
        found = self._known.get((left, right))
        if found is None:
            found = self._known[left, right] = Match(left, right)
        return found
