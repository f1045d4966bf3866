"""Who stands in the foreground at each place of an article.

Recency, and subjects before objects: after Lappin and Leass, An Algorithm for Pronominal
Anaphora Resolution, 1994. A pronoun goes to the highest in rank whose gender agrees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from accord.annotate.columns import Columns
from accord.annotate.figures import Figure
from accord.titles import is_role
from accord.titles import words as role_words

_WEIGHT = {
    "nsubj": 1.0, "nsubjpass": 0.9, "csubj": 1.0, "ROOT": 0.7, "dobj": 0.55, "dative": 0.5, "iobj": 0.5,
    "pobj": 0.4, "poss": 0.45, "agent": 0.5, "attr": 0.5, "compound": 0.25, "nmod": 0.3, "amod": 0.2,
    "npadvmod": 0.3,
}  # fmt: skip
_EMBEDDED = frozenset({"ccomp", "advcl", "relcl", "acl", "pcomp", "xcomp"})
_REACH = 4  # narrative sentences a pronoun looks back; evals.speakers is flat from 2 to 8
_DECAY = 0.62  # by sentence: a subject one sentence back beats an object of this one; flat from 0.5 to 0.75
_KEPT = 40  # mentions held; more than four sentences have
_BLANK = re.compile(r"^\W*$")
_RULE = re.compile(r"[\s_*~•·#=+-]{2,}")  # a line that only separates
_HOUR = re.compile(r"[012]?\d(?::[0-5]\d)?\s?(?:[ap]\.?m\b|EST|EDT|ET|GMT|BST|\s?[-—–:])", re.IGNORECASE)


@dataclass(slots=True)
class Recent:
    """One mention, and how much it is in the foreground."""

    token: int
    figure: Figure
    weight: float
    sentence: int
    paragraph: int


class Foreground:
    """Keeps the last mentions of people and of bodies while a text is gone through."""

    def __init__(self, cols: Columns) -> None:
        self.cols = cols
        self.people: list[Recent] = []
        self.bodies: list[Recent] = []
        self.seen: dict[int, int] = {}  # by the id of a figure, the sentence of its last mention
        self.told = narrative(cols)
        self.sections = sections(cols)

    def sentence(self, i: int) -> int:
        return self.told[self.cols.sentence[i]]

    def top(self, first: int, last: int) -> int:
        """The token by which a name hangs in its sentence; through titles and appositions."""
        cols = self.cols
        top = next((i for i in range(first, last) if not first <= cols.head[i] < last), last - 1)
        for _ in range(3):
            if cols.dep[top] in ("appos", "conj") and cols.head[top] != top:
                top = cols.head[top]
            elif cols.dep[top] == "compound" and is_role(cols.lower[cols.head[top]]):
                top = cols.head[top]
            else:
                break
        return top

    def note(self, top: int, figure: Figure, bonus: float = 1.0) -> None:
        cols = self.cols
        weight = _WEIGHT.get(cols.dep[top], 0.35) * bonus
        if cols.dep[top] in ("nsubj", "nsubjpass") and cols.dep[cols.head[top]] in _EMBEDDED:
            weight *= 0.8
        if cols.quoted[top]:
            weight *= 0.2
        if cols.titled[top]:
            weight *= 0.5
        entry = Recent(top, figure, weight, self.sentence(top), cols.paragraph[top])
        if figure.kind == "person":
            self.people.append(entry)
            del self.people[:-_KEPT]
        elif figure.kind == "organisation":
            self.bodies.append(entry)
            del self.bodies[:-_KEPT]
        self.seen[id(figure)] = entry.sentence

    def ranked(self, i: int, gender: str | None, barred: set[int]) -> list[tuple[float, Figure]]:
        """The people whom a word at the token may take up, the foremost first.

        Nobody from beyond a line that separates the items of a live blog, unless its own
        item names nobody.
        """
        section = self.sections[self.cols.paragraph[i]]
        near = [e for e in self.people if self.sections[e.paragraph] == section]
        return self._scores(near, i, gender, barred) or self._scores(self.people, i, gender, barred)

    def ranked_bodies(self, i: int) -> list[tuple[float, Figure]]:
        return self._scores(self.bodies, i, None, set())

    def _scores(
        self, entries: list[Recent], i: int, gender: str | None, barred: set[int]
    ) -> list[tuple[float, Figure]]:
        sentence, paragraph = self.sentence(i), self.cols.paragraph[i]
        scores: dict[int, tuple[float, Figure]] = {}
        for entry in reversed(entries):
            gap = sentence - entry.sentence
            if gap > _REACH:
                break
            figure = entry.figure
            if (gender and figure.gender and figure.gender != gender) or id(figure) in barred:
                continue
            score = entry.weight * _DECAY ** max(gap, 0)
            if paragraph != entry.paragraph and gap:
                score *= 0.9
            if gender and figure.gender is None:
                score *= 0.7
            known = scores.get(id(figure))
            # A second mention adds a little: the one the text is about.
            scores[id(figure)] = (
                max(score, known[0]) + 0.1 * min(score, known[0]) if known else score,
                figure,
            )
        return sorted(scores.values(), key=lambda pair: -pair[0])


def narrative(cols: Columns) -> list[int]:
    """Sentences counted without those that are all quotation: a long quotation moves nobody away.

    Nor does the full stop of a short title ("Govs. | Ada Lowe and Ben Tarn") end one.
    """
    told = [False] * (cols.sentence[-1] + 1 if len(cols) else 0)
    short = role_words().short.keys() | role_words().honorifics.keys()
    broken = set()
    for i in range(len(cols)):
        if (
            not cols.quoted[i]
            and not told[cols.sentence[i]]
            and not cols.skip[i]
            and not _BLANK.match(cols.word[i])
        ):
            told[cols.sentence[i]] = True
        if i and cols.sentence[i] != cols.sentence[i - 1] and cols.word[i - 1] == "." and i > 1:
            if cols.lower[i - 2] + "." in short:
                broken.add(cols.sentence[i])
        elif i and cols.sentence[i] != cols.sentence[i - 1] and cols.lower[i - 1] in short:
            broken.add(cols.sentence[i])
    count, out = 0, []
    for number, spoken in enumerate(told):
        count += spoken and number not in broken
        out.append(count)
    return out


def sections(cols: Columns) -> list[int]:
    """The item each paragraph belongs to: a line of dashes or stars, or an hour in front, begins one."""
    begins: list[str] = [""] * (cols.paragraph[-1] + 1 if len(cols) else 0)
    for i in range(len(cols)):
        if len(begins[cols.paragraph[i]]) < 16:
            begins[cols.paragraph[i]] += cols.word[i] + " "
    count, out = 0, []
    for opening in begins:
        opening = opening.strip()
        count += bool(opening and (_RULE.fullmatch(opening) or _HOUR.match(opening)))
        out.append(count)
    return out
