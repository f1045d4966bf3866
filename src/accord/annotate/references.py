"""Whom "he", "the prime minister" and "his office" mean.

One sweep in text order keeps who was mentioned where. Pronouns go to the most salient
person whose gender agrees (recency, subject before object, after Lappin and Leass, 1994);
descriptions to the one whose titles answer to them. Nothing inside quotation marks is
resolved: there "he" is whoever the speaker has in mind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from accord.annotate.columns import Columns
from accord.annotate.figures import Figure
from accord.annotate.spotting import Spot
from accord.annotate.titling import Titling
from accord.titles import Title, answers, clues, is_role, read_title
from accord.titles import words as role_words

PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_WEIGHT = {
    "nsubj": 1.0, "nsubjpass": 0.9, "csubj": 1.0, "ROOT": 0.7, "dobj": 0.55, "dative": 0.5, "iobj": 0.5,
    "pobj": 0.4, "poss": 0.45, "agent": 0.5, "attr": 0.5, "compound": 0.25, "nmod": 0.3, "amod": 0.2,
    "npadvmod": 0.3,
}  # fmt: skip
_EMBEDDED = frozenset({"ccomp", "advcl", "relcl", "acl", "pcomp", "xcomp"})
_REACH = 4  # narrative sentences a pronoun looks back; evals.speakers is flat from 2 to 8
_DECAY = 0.62  # by sentence: a subject one sentence back beats an object of this one; flat from 0.5 to 0.75
_FLOOR = 0.45  # a description must be answered at least so well; see `titles.answers`
_INSIDE = frozenset({"NOUN", "PROPN", "ADJ", "X"})
_TAKES_OFFICE = frozenset({"assume", "swear", "inaugurate", "serve", "act", "install"})
_GENERIC_BODY = frozenset(
    {"company", "firm", "network", "newspaper", "paper", "group", "agency", "organization", "organisation"}
)


@dataclass(slots=True)
class References:
    """What the sweep adds to the names: figures without a name, and further mentions."""

    figures: list[Figure] = field(default_factory=list)
    roles: dict[int, Figure] = field(default_factory=dict)  # head token of a description -> whom it means


@dataclass(slots=True)
class _Recent:
    token: int
    figure: Figure
    weight: float
    sentence: int
    paragraph: int


def resolve_references(
    cols: Columns, spots: list[Spot], titlings: list[Titling], figures: list[Figure]
) -> References:
    """Adds descriptions and pronouns to the figures' mentions; offices and unnamed holders come back."""
    return _Sweep(cols, spots, titlings, figures).run()


class _Sweep:
    def __init__(
        self, cols: Columns, spots: list[Spot], titlings: list[Titling], figures: list[Figure]
    ) -> None:
        self.cols, self.spots, self.titlings, self.figures = cols, spots, titlings, figures
        self.out = References()
        self.owner = [-1] * len(cols)  # the spot a token is in
        self.title_of = [-1] * len(cols)  # the spot a token is a title of
        for number, spot in enumerate(spots):
            self.owner[spot.first : spot.last] = [number] * (spot.last - spot.first)
            start = titlings[number].start
            if 0 <= start < spot.first:
                self.title_of[start : spot.first] = [number] * (spot.first - start)
        self.phrase_of = [-1] * len(cols)
        for number, titling in enumerate(titlings):
            for first, last in titling.phrases:
                self.phrase_of[first:last] = [number] * (last - first)
        self.bearers: dict[str, dict[int, Figure]] = {}  # by what their titles say
        for figure in dict.fromkeys(figures):
            if figure.kind == "person":
                self._bear(figure, figure.titles)
        self.recent: list[_Recent] = []
        self.bodies: list[_Recent] = []
        self.unnamed: dict[tuple[str, frozenset[str]], list[Figure]] = {}
        self.offices: dict[tuple[int, str], Figure] = {}
        self.seen: dict[int, int] = {}
        self.narrative = _narrative(cols)

    def run(self) -> References:
        cols = self.cols
        starts = {spot.first: number for number, spot in enumerate(self.spots)}
        table = role_words()
        for i in range(len(cols)):
            if cols.skip[i]:
                continue
            number = starts.get(i)
            if number is not None:
                spot, figure = self.spots[number], self.figures[number]
                self._note(self._top(spot.first, spot.last), figure)
                if figure.kind == "person":
                    self._office(spot.first, spot.last, figure)
                elif figure.kind == "group" and is_role(cols.lower[i]) and not cols.quoted[i]:
                    self._description(i, named_only=True)  # "the Ohio Democrat"
            elif self.owner[i] >= 0:
                continue
            elif cols.lower[i] in PRONOUNS:
                if not cols.quoted[i]:
                    self._pronoun(i)
            elif cols.quoted[i] or self.title_of[i] >= 0 or cols.pos[i] not in ("NOUN", "PROPN"):
                continue
            elif cols.lower[i] in table.bodies and cols.word[i].islower():
                self._body(i)
            elif is_role(cols.lower[i]) and cols.tag[i] in ("NN", "NNP"):
                self._description(i)
        return self.out

    # ------------------------------------------------------------ who was mentioned

    def _top(self, first: int, last: int) -> int:
        """The token by which the name hangs in its sentence; through titles and appositions."""
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

    def _note(self, top: int, figure: Figure, bonus: float = 1.0) -> None:
        cols = self.cols
        weight = _WEIGHT.get(cols.dep[top], 0.35) * bonus
        if cols.dep[top] in ("nsubj", "nsubjpass") and cols.dep[cols.head[top]] in _EMBEDDED:
            weight *= 0.8
        if cols.quoted[top]:
            weight *= 0.2
        if cols.titled[top]:
            weight *= 0.5
        entry = _Recent(top, figure, weight, self.narrative[cols.sentence[top]], cols.paragraph[top])
        if figure.kind == "person":
            self.recent.append(entry)
            if len(self.recent) > 40:
                del self.recent[:20]
        elif figure.kind == "organisation":
            self.bodies.append(entry)
            if len(self.bodies) > 40:
                del self.bodies[:20]
        self.seen[id(figure)] = entry.sentence

    # ------------------------------------------------------------ pronouns

    def _pronoun(self, i: int) -> None:
        cols, gender = self.cols, PRONOUNS[self.cols.lower[i]]
        sentence, paragraph = self.narrative[cols.sentence[i]], cols.paragraph[i]
        ahead = self._ahead(i, gender)
        if ahead is not None:
            self._refer(i, ahead)
            return
        scores: dict[int, tuple[float, Figure]] = {}
        barred = self._barred(i)
        for entry in reversed(self.recent):
            gap = sentence - entry.sentence
            if gap > _REACH:
                break
            figure = entry.figure
            if (figure.gender and figure.gender != gender) or id(figure) in barred:
                continue
            score = entry.weight * _DECAY ** max(gap, 0)
            if paragraph != entry.paragraph and gap:
                score *= 0.9
            if figure.gender is None:
                score *= 0.7
            known = scores.get(id(figure))
            # A second mention adds a little: the one the text is about.
            scores[id(figure)] = (
                max(score, known[0]) + 0.1 * min(score, known[0]) if known else score,
                figure,
            )
        if not scores:
            return
        ranked = sorted(scores.values(), key=lambda pair: -pair[0])
        figure = ranked[0][1]
        if figure.gender is None and len(ranked) == 1:
            figure.gender = gender
        self._refer(i, figure)

    def _refer(self, i: int, figure: Figure) -> None:
        figure.mentions.append((i, i + 1, "pronoun"))
        self.out.roles[i] = figure
        self._note(i, figure, 1.0 if self.cols.dep[i] in ("nsubj", "nsubjpass") else 0.9)
        if self.cols.tag[i] == "PRP$":
            self._office(i, i + 1, figure)

    def _ahead(self, i: int, gender: str) -> Figure | None:
        """Whom a phrase in front of the subject points ahead to: "In his remarks, Lowe said"."""
        cols = self.cols
        first = i
        while first > 0 and cols.sentence[first - 1] == cols.sentence[i] and not cols.skip[first - 1]:
            first -= 1
            if i - first > 8:
                return None
        while first < i and not cols.word[first][:1].isalpha():
            first += 1
        if cols.tag[first] not in ("IN", "VBG", "VBN", "TO") or cols.dep[i] in ("nsubj", "nsubjpass"):
            return None
        for j in range(i + 1, min(i + 16, len(cols))):
            if cols.sentence[j] != cols.sentence[i]:
                break
            if self.owner[j] >= 0 and cols.word[self.spots[self.owner[j]].first - 1] == ",":
                figure = self.figures[self.owner[j]]
                top = self._top(self.spots[self.owner[j]].first, self.spots[self.owner[j]].last)
                if (
                    figure.kind == "person"
                    and cols.dep[top] in ("nsubj", "nsubjpass")
                    and figure.gender in (None, gender)
                ):
                    return figure
        return None

    def _barred(self, i: int) -> set[int]:
        """Whom the pronoun cannot mean: in "Lowe thanked him", the subject."""
        cols = self.cols
        if cols.dep[i] not in ("dobj", "dative", "pobj", "iobj") or cols.lower[i].endswith("self"):
            return set()
        verb = cols.head[i]
        if cols.dep[i] == "pobj":
            verb = cols.head[verb]
        return {
            id(entry.figure)
            for entry in self.recent[-8:]
            if cols.head[entry.token] == verb and cols.dep[entry.token] in ("nsubj", "nsubjpass")
        }

    # ------------------------------------------------------------ descriptions

    def _phrase(self, i: int) -> tuple[int, int]:
        """The noun phrase around a role: "the former Texas governor", "the president of Lowen"."""
        cols = self.cols
        first, last = i, i + 1
        while first > 0 and i - first < 9 and not cols.skip[first - 1]:
            left = first - 1
            if cols.tag[left] in ("DT", "PRP$"):
                first = left
                break
            if (
                cols.tag[left] == "POS"
                and left > 0
                and (self.owner[left - 1] >= 0 or cols.pos[left - 1] == "NOUN")
            ):
                first = left
            elif cols.pos[left] in _INSIDE or self.owner[left] >= 0 or cols.word[left] == "-":
                first = left
            else:
                break
        if last + 1 < len(cols) and cols.lower[last] == "of":
            to = last + 1
            while (
                to < len(cols)
                and to - last < 4
                and (cols.tag[to] == "DT" or cols.lower[to] in ("state", "staff"))
            ):
                to += 1
            if to < len(cols) and self.owner[to] >= 0 and self.spots[self.owner[to]].kind != "person":
                last = self.spots[self.owner[to]].last
            elif cols.lower[to - 1] in ("state", "staff"):
                last = to
        return first, last

    def _description(self, i: int, *, named_only: bool = False) -> None:
        cols = self.cols
        if (cols.dep[i] == "compound" and cols.head[i] > i) or (
            i + 1 < len(cols) and is_role(cols.lower[i + 1])
        ):
            if i + 1 < len(cols) and cols.pos[i + 1] in ("NOUN", "PROPN") and self.owner[i + 1] < 0:
                return
        number = self.phrase_of[i]
        first, last = self._phrase(i)
        if number >= 0:
            figure = self.figures[number]
            if (
                figure.kind == "person"
                and self.out.roles.get(i) is None
                and cols.tag[first] in ("DT", "PRP$", "NNP")
            ):
                self.out.roles[i] = figure
            return
        lead = cols.tag[first]
        owner = self.owner[first]
        genitive = "POS" in cols.tag[first:i]
        definite = (
            cols.lower[first] in ("the", "this", "that")
            or (owner >= 0 and self.spots[owner].kind != "person" and genitive)
            or (lead != "DT" and (cols.titled[i] or (owner >= 0 and self.spots[owner].nation is not None)))
        )
        if not definite or lead == "PRP$":
            return
        text = cols.text(first, last)
        title = read_title(text)
        if title is None:
            return
        answer = self._answer(title, self.narrative[cols.sentence[i]])
        if answer is None and named_only:
            return
        if answer is None:
            # "as the ninth president": said of somebody else in the sentence.
            said_of = cols.dep[i] == "attr" or cols.lower[cols.head[i]] in ("as", "like")
            if said_of or title.role not in role_words().unique:
                self._served_as(i, title)
                return
            answer = self._nameless(title, first, last)
        answer.mentions.append((first, last, "nominal"))
        self.out.roles[i] = answer
        self._note(i, answer)
        self._office(first, last, answer)

    def _served_as(self, i: int, title: Title) -> None:
        """Gives the subject a title: "Lowe was sworn in as the ninth president"."""
        cols = self.cols
        verb = cols.head[cols.head[i]]
        if cols.lower[cols.head[i]] != "as" or cols.lemma[verb].lower() not in _TAKES_OFFICE:
            return
        for number, spot in enumerate(self.spots):
            top = self._top(spot.first, spot.last)
            if cols.head[top] == verb and cols.dep[top] in ("nsubj", "nsubjpass") and spot.kind == "person":
                self.figures[number].add_titles([title])
                self._bear(self.figures[number], [title])

    def _bear(self, figure: Figure, titles: list[Title]) -> None:
        for title in titles:
            for clue in clues(title):
                self.bearers.setdefault(clue, {})[id(figure)] = figure

    def _answer(self, title: Title, sentence: int) -> Figure | None:
        best: tuple[float, Figure] | None = None
        for figure in {k: f for clue in clues(title) for k, f in self.bearers.get(clue, {}).items()}.values():
            fit = answers(title, figure.titles)
            if fit < _FLOOR:
                continue
            seen = self.seen.get(id(figure))
            near = 0.3 * 0.8 ** (sentence - seen) + 0.4 if seen is not None else 0.0
            score = fit + near + 0.02 * min(len(figure.mentions), 15)
            if best is None or score > best[0]:
                best = (score, figure)
        return best[1] if best else None

    def _nameless(self, title: Title, first: int, last: int) -> Figure:
        """The holder of an office whom the article does not name."""
        key = (title.role, title.apart)
        for figure in self.unnamed.setdefault(key, []):
            places = {t.of for t in figure.titles if t.of}
            if not title.of or not places or title.of in places:
                break
        else:
            figure = Figure("person", named=False)
            self.unnamed[key].append(figure)
            self.out.figures.append(figure)
        cols = self.cols
        form = cols.text(first, last)
        figure.forms[form[0].lower() + form[1:] if cols.tag[first] == "DT" else form] += 1
        figure.add_titles([title])
        return figure

    # ------------------------------------------------------------ bodies

    def _body(self, i: int) -> None:
        """Takes up a body named before by its last word: "the ministry", "the court"."""
        cols = self.cols
        noun = cols.lower[i]
        first = i
        while first > 0 and cols.pos[first - 1] in _INSIDE and i - first < 3 and self.owner[first - 1] < 0:
            first -= 1
        if first == 0 or cols.lower[first - 1] != "the" or (cols.dep[i] == "compound" and cols.head[i] > i):
            return
        if i + 1 < len(cols) and cols.lower[i + 1] in ("of", "for"):
            return
        sentence, found = self.narrative[cols.sentence[i]], None
        for entry in reversed(self.bodies):
            if any(form.lower().split()[-1] == noun for form in entry.figure.forms):
                found = entry.figure
                break
        if found is None and noun in _GENERIC_BODY and first == i:
            near = {
                id(e.figure): e.figure
                for e in self.bodies
                if sentence - e.sentence <= 2 and not e.figure.office_of
            }
            found = next(iter(near.values())) if len(near) == 1 else None
        if found is not None:
            found.mentions.append((first - 1, i + 1, "nominal"))
            self.out.roles[i] = found
            self._note(i, found)

    def _office(self, first: int, last: int, holder: Figure) -> None:
        """Finds what stands in for the holder: "Lowe's office", "the Lowe administration", "his office"."""
        cols, offices = self.cols, role_words().offices
        at, size = last, len(cols)
        genitive = at < size and cols.tag[at] == "POS"
        if genitive:
            at += 1
        elif cols.tag[first] != "PRP$" and not (at < size and cols.word[at].islower()):
            return
        to = at
        while to < size and to - at < 3 and cols.pos[to] in _INSIDE and cols.lower[to] not in offices:
            to += 1
        if to >= size or cols.lower[to] not in offices or cols.pos[to] not in ("NOUN", "PROPN"):
            return
        if not genitive and cols.tag[first] != "PRP$" and to > at:
            return
        if to + 1 < size and cols.dep[to] == "compound" and cols.pos[to + 1] in ("NOUN", "PROPN"):
            return  # "the Lowe campaign manager"
        noun = cols.lower[to]
        begin = first
        if not genitive and cols.tag[first] != "PRP$" and first > 0 and cols.lower[first - 1] == "the":
            begin = first - 1
        figure = self.offices.get((id(holder), noun))
        if figure is None:
            figure = Figure("organisation", named=holder.named, office_of=holder)
            self.offices[id(holder), noun] = figure
            self.out.figures.append(figure)
        compound = not genitive and cols.tag[first] != "PRP$"
        figure.forms[cols.text(first, to + 1) if compound else noun] += 1
        figure.mentions.append((begin, to + 1, "nominal"))
        self.out.roles[to] = figure
        self._note(to, figure)


_BLANK = re.compile(r"^\W*$")


def _narrative(cols: Columns) -> list[int]:
    """Sentences counted without those that are all quotation: a long quotation moves nobody away."""
    told = [False] * (cols.sentence[-1] + 1 if len(cols) else 0)
    for i in range(len(cols)):
        if (
            not cols.quoted[i]
            and not told[cols.sentence[i]]
            and not cols.skip[i]
            and not _BLANK.match(cols.word[i])
        ):
            told[cols.sentence[i]] = True
    count, out = 0, []
    for spoken in told:
        count += spoken
        out.append(count)
    return out
