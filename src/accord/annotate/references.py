"""Whom "he", "the prime minister" and "his office" mean.

One sweep in text order keeps who was mentioned where. Pronouns go to the most salient
person whose gender agrees (recency, subject before object, after Lappin and Leass, 1994);
descriptions to the one whose titles answer to them. Nothing inside quotation marks is
resolved: there "he" is whoever the speaker has in mind.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from accord.annotate.columns import Columns
from accord.annotate.figures import Figure
from accord.annotate.kinds import Spot
from accord.annotate.salience import Foreground
from accord.annotate.titling import Titling
from accord.titles import Title, answers, clashes, clues, gender, is_role, party, read_title
from accord.titles import words as role_words

PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_FOREMOST = 0.25  # the subject of two sentences back still is
_SAYS_MORE = frozenset(
    {"of", "for", "from", "in", "at", "with", "who", "whom", "whose", "that", "to", "on", "by"}
)
_FLOOR = 0.45  # a description must be answered at least so well; see `titles.answers`
_INSIDE = frozenset({"NOUN", "PROPN", "ADJ", "X"})
_TAKES_OFFICE = frozenset({"assume", "swear", "inaugurate", "serve", "act", "install"})
_DESCRIBES = frozenset("automaker brewer carmaker carrier drugmaker giant insurer lender retailer".split())
_OF_THE_STATE = frozenset(
    """administration army cabinet campaign committee congress council court department government house
    ministry navy parliament party police senate""".split()
)
_COMPARABLE = 0.4
_CLEARLY = 1.3  # by how much one body must stand before all others to be "the company"


@dataclass(slots=True)
class References:
    """What the sweep adds to the names: figures without a name, and further mentions."""

    figures: list[Figure] = field(default_factory=list)
    roles: dict[int, Figure] = field(default_factory=dict)  # head token of a description -> whom it means


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
        self.front = Foreground(cols)
        self.votes: dict[int, list[str]] = {}  # the pronouns that were taken to mean somebody
        self.forces: dict[str, Figure] = {}
        self.sides: dict[int, list[Title]] = {}  # descriptions by which somebody's party is known
        self.described: set[int] = set()  # bodies of which the article says that they are a company
        self.unnamed: dict[tuple[str, frozenset[str]], list[Figure]] = {}
        self.offices: dict[tuple[int, str], Figure] = {}

    def run(self) -> References:
        cols = self.cols
        starts = {spot.first: number for number, spot in enumerate(self.spots)}
        table = role_words()
        bodies = table.bodies | table.any_body
        for i in range(len(cols)):
            if cols.skip[i]:
                continue
            number = starts.get(i)
            if number is not None:
                spot, figure = self.spots[number], self.figures[number]
                self.front.note(self.front.top(spot.first, spot.last), figure)
                if figure.kind == "person":
                    self._office(spot.first, spot.last, figure)
                elif spot.kind == "organisation" and self._is_company(spot):
                    self.described.add(id(figure))
                elif figure.kind == "group" and is_role(cols.lower[i]) and not cols.quoted[i]:
                    self._description(i, named_only=True)  # "the Ohio Democrat"
            elif self.owner[i] >= 0:
                continue
            elif cols.lower[i] in PRONOUNS:
                if not cols.quoted[i]:
                    self._pronoun(i)
            elif cols.lower[i] == "old" and not cols.quoted[i]:
                self._aged(i)
            elif cols.quoted[i] or self.title_of[i] >= 0 or cols.pos[i] not in ("NOUN", "PROPN"):
                continue
            elif (cols.word[i].islower() and cols.lower[i] in bodies) or cols.lower[i] == "police":
                self._body(i)
            elif is_role(cols.lower[i]) and cols.tag[i] in ("NN", "NNP"):
                self._description(i)
        return self.out

    # ------------------------------------------------------------ pronouns

    def _pronoun(self, i: int) -> None:
        gender = PRONOUNS[self.cols.lower[i]]
        ahead = self._ahead(i, gender)
        if ahead is not None:
            self._refer(i, ahead)
            return
        ranked = self.front.ranked(i, gender, self._barred(i))
        if not ranked:
            return
        figure = ranked[0][1]
        votes = self.votes.setdefault(id(figure), [])
        votes.append(gender)
        if figure.gender is None and (len(ranked) == 1 or (len(votes) > 1 and len(set(votes)) == 1)):
            figure.gender = gender
        self._refer(i, figure)

    def _refer(self, i: int, figure: Figure) -> None:
        figure.mentions.append((i, i + 1, "pronoun"))
        self.out.roles[i] = figure
        self.front.note(i, figure, 1.0 if self.cols.dep[i] in ("nsubj", "nsubjpass") else 0.9)
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
                top = self.front.top(self.spots[self.owner[j]].first, self.spots[self.owner[j]].last)
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
            for entry in self.front.people[-8:]
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
        answer, sure = self._answer(title, self.front.sentence(i))
        if answer is None and named_only:
            return
        if not sure and not named_only:
            answer = self._foremost(i, title, first, last) or answer
        if answer is None:
            # "as the ninth president": said of somebody else in the sentence.
            said_of = cols.dep[i] == "attr" or cols.lower[cols.head[i]] in ("as", "like")
            if said_of or title.role not in role_words().unique:
                self._served_as(i, title)
                return
            answer = self._nameless(title, first, last)
        answer.mentions.append((first, last, "nominal"))
        self.out.roles[i] = answer
        self.front.note(i, answer)
        self._office(first, last, answer)

    def _foremost(self, i: int, title: Title, first: int, last: int) -> Figure | None:
        """Whom a description for variety's sake takes up: "the businessman", as subject.

        The foremost person with whose titles it does not clash; a description that says
        more ("the businessman who met her") stands for itself.
        """
        cols = self.cols
        after = cols.lower[i + 1] if i + 1 < len(cols) else "."
        if (
            title.role not in role_words().epithets
            or cols.lower[first] != "the"
            or not (
                cols.dep[i] in ("nsubj", "nsubjpass")
                or cols.pos[min(i + 1, len(cols) - 1)] in ("VERB", "AUX", "ADV")
            )
            or last != i + 1
            or after in _SAYS_MORE
            or any(self.owner[k] >= 0 and self.spots[self.owner[k]].kind == "person" for k in range(first, i))
        ):
            return None
        ranked = [pair for pair in self.front.ranked(i, gender(title), set()) if pair[0] >= _FOREMOST]
        # Whom the article is about is called many things.
        for _, figure in sorted(ranked, key=lambda pair: -pair[0] * len(pair[1].mentions) ** 0.5):
            if figure.named and not clashes(title, [*figure.titles, *self.sides.get(id(figure), [])]):
                if party(title):
                    self.sides.setdefault(id(figure), []).append(title)
                return figure
        return None

    def _aged(self, i: int) -> None:
        """Takes up whoever is as old as "the 34-year-old" says, else the foremost person."""
        cols = self.cols
        if i < 5 or cols.lower[i - 5] != "the" or cols.lower[i - 2] != "year":
            return
        if cols.pos[min(i + 1, len(cols) - 1)] not in ("VERB", "AUX", "ADV"):
            return
        age = cols.lower[i - 4]
        aged = {
            id(figure): figure
            for spot, figure in zip(self.spots, self.figures, strict=True)
            if figure.kind == "person" and cols.lower[spot.last : spot.last + 2] == [",", age]
        }
        ranked = [figure for score, figure in self.front.ranked(i, None, set()) if score >= _FOREMOST]
        figure = next(iter(aged.values())) if len(aged) == 1 else next(iter(ranked), None)
        if figure is not None:
            figure.mentions.append((i - 5, i + 1, "nominal"))
            self.out.roles[i] = figure
            self.front.note(i, figure)

    def _served_as(self, i: int, title: Title) -> None:
        """Gives the subject a title: "Lowe was sworn in as the ninth president"."""
        cols = self.cols
        verb = cols.head[cols.head[i]]
        if cols.lower[cols.head[i]] != "as" or cols.lemma[verb].lower() not in _TAKES_OFFICE:
            return
        for number, spot in enumerate(self.spots):
            top = self.front.top(spot.first, spot.last)
            if cols.head[top] == verb and cols.dep[top] in ("nsubj", "nsubjpass") and spot.kind == "person":
                self.figures[number].add_titles([title])
                self._bear(self.figures[number], [title])

    def _bear(self, figure: Figure, titles: list[Title]) -> None:
        for title in titles:
            for clue in clues(title):
                self.bearers.setdefault(clue, {})[id(figure)] = figure

    def _answer(self, title: Title, sentence: int) -> tuple[Figure | None, bool]:
        """Who bears the title, and whether that is sure: named by now, and of the country asked for."""
        best: tuple[float, Figure] | None = None
        for figure in {k: f for clue in clues(title) for k, f in self.bearers.get(clue, {}).items()}.values():
            fit = answers(title, figure.titles)
            if fit < _FLOOR:
                continue
            seen = self.front.seen.get(id(figure))
            near = 0.3 * 0.8 ** (sentence - seen) + 0.4 if seen is not None else 0.0
            score = fit + near + 0.02 * min(len(figure.mentions), 15)
            if best is None or score > best[0]:
                best = (score, figure)
        if best is None:
            return None, False
        figure = best[1]
        elsewhere = title.of is not None and all(t.of is None for t in figure.titles)
        return figure, id(figure) in self.front.seen and not elsewhere

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
        if cols.dep[i] == "compound" and cols.head[i] > i:
            return
        if noun == "police" and self._force(i):
            return
        bare = noun == "police" and first == i
        definite = first > 0 and cols.lower[first - 1] == "the"
        if not definite and not bare:
            return
        begin = first - definite
        if i + 1 < len(cols) and cols.lower[i + 1] in ("of", "for"):
            return
        found = None
        for entry in reversed(self.front.bodies):
            forms = [form.lower() for form in entry.figure.forms]
            if any(form.split()[-1] == noun or form.startswith(f"{noun} of ") for form in forms):
                found = entry.figure
                break
        if found is None and noun in role_words().any_body and (first == i or noun in _DESCRIBES):
            ranked = [(s, f) for s, f in self.front.ranked_bodies(i) if f.named and not f.office_of]
            ranked = [(s, f) for s, f in ranked if f.name.lower().split()[-1] not in _OF_THE_STATE]
            subject = cols.dep[i] in ("nsubj", "nsubjpass")
            told = [f for s, f in ranked if id(f) in self.described and s >= _COMPARABLE * ranked[0][0]]
            # "The company" goes on about the last subject, or about the only one there is.
            if len(ranked) == 1 or (subject and ranked and ranked[0][0] >= _CLEARLY * ranked[1][0]):
                found = ranked[0][1]
            if subject and len(told) == 1:
                found = told[0]
        if found is not None:
            found.mentions.append((begin, i + 1, "nominal"))
            self.out.roles[i] = found
            self.front.note(i, found)

    def _force(self, i: int) -> bool:
        """Names the police of a place: "Tarsk police"."""
        cols, begin = self.cols, i
        while (
            begin > 0
            and cols.word[begin - 1][:1].isupper()
            and (self.owner[begin - 1] >= 0 or cols.entity[begin - 1])
        ):
            begin -= 1
        if begin == i or cols.tag[begin] == "POS" or cols.titled[i]:
            return False
        form = cols.text(begin, i + 1)
        figure = self.forces.get(form)
        if figure is None:
            figure = self.forces[form] = Figure("organisation")
            self.out.figures.append(figure)
        figure.forms[form] += 1
        figure.mentions.append((begin, i + 1, "name"))
        self.out.roles[i] = figure
        self.front.note(i, figure)
        return True

    def _is_company(self, spot: Spot) -> bool:
        """Whether the article says what it is: "the oil giant Lowe & Tarn", "Lowe, the parent company"."""
        cols, table = self.cols, role_words()
        if spot.first and cols.lower[spot.first - 1] in table.any_body:
            return True
        after = cols.lower[spot.last : spot.last + 6]
        if len(after) < 3 or after[0] != "," or after[1] not in ("a", "an", "the"):
            return False
        return any(word in table.any_body for word in after[2:])

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
        self.front.note(to, figure)
