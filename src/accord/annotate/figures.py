"""Names of one article brought together: one figure for each person, body, place and group."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from accord.annotate.columns import Columns
from accord.annotate.kinds import Spot
from accord.annotate.titling import Titling
from accord.names import (
    PersonName,
    compatible,
    core,
    fold,
    given_gender,
    initials,
    is_given,
    misspelt,
    person_name,
)
from accord.records import EntityKind, MentionForm
from accord.titles import Title
from accord.titles import gender as title_gender
from accord.titles import words as role_words


@dataclass(slots=True, eq=False)
class Figure:
    """An entity while it is being put together."""

    kind: EntityKind
    forms: Counter[str] = field(default_factory=Counter)
    titles: list[Title] = field(default_factory=list)
    gender: str | None = None
    named: bool = True
    office_of: Figure | None = None
    mentions: list[tuple[int, int, MentionForm]] = field(default_factory=list)  # tokens
    full: list[int] = field(default_factory=list)  # where it stands with its full name
    aside: bool = False  # brought in as somebody's kin: "Lowe, whose son Ben Lowe"
    country: str | None = None  # of a place or a group

    def add_titles(self, titles: list[Title]) -> None:
        for title in titles:
            if title not in self.titles:
                self.titles.append(title)
            self.gender = self.gender or title_gender(title)

    @property
    def name(self) -> str:
        """The fullest form; of two as full, the more frequent."""
        if self.kind == "person":
            return max(self.forms, key=lambda f: (f.count(" "), self.forms[f], not f.isupper(), len(f)))
        return max(
            self.forms,
            key=lambda f: (not f.isupper() or " " in f, self.forms[f] > 0 and f.count(" "), self.forms[f]),
        )


def gather(cols: Columns, spots: list[Spot], titlings: list[Titling]) -> list[Figure]:
    """The figure of each spot, in the order of the spots."""
    forms = [cols.text(spot.first, spot.last) for spot in spots]
    people = [i for i, spot in enumerate(spots) if spot.kind == "person"]
    figures: dict[int, Figure] = {}
    figures.update(_people(cols, spots, titlings, forms, people))
    figures.update(_bodies(cols, spots, forms, [i for i, s in enumerate(spots) if s.kind == "organisation"]))
    figures.update(_places(spots, forms, [i for i, s in enumerate(spots) if s.kind in ("place", "group")]))
    for i, spot in enumerate(spots):
        figure = figures[i]
        figure.forms[forms[i]] += 1
        figure.mentions.append((spot.first, spot.last, "name"))
    return [figures[i] for i in range(len(spots))]


# ---------------------------------------------------------------- people


def _people(
    cols: Columns, spots: list[Spot], titlings: list[Titling], forms: list[str], people: list[int]
) -> dict[int, Figure]:
    parsed = {i: person_name(forms[i]) for i in people}
    for i, j in pairwise(people):
        # "Ada and Ben Lowe": her family name is his.
        shares = spots[j].first - spots[i].last == 1 and cols.lower[spots[i].last] in ("and", "&")
        if shares and not parsed[i].given and parsed[j].given and is_given(forms[i]):
            forms[i] = f"{forms[i]} {cols.word[spots[j].last - 1]}"
            parsed[i] = person_name(forms[i])
    tails = _tails(parsed, forms)
    bare = {i for i in people if not parsed[i].given or fold(forms[i]) in tails}
    clusters: list[tuple[Figure, list[PersonName]]] = []
    by_family: dict[str, list[tuple[Figure, list[PersonName]]]] = defaultdict(list)
    of: dict[int, Figure] = {}
    by_name: dict[str, Figure] = {}
    for i in people:
        if i in bare:
            continue
        key = fold(forms[i])
        figure = by_name.get(key)
        if figure is None:
            name = parsed[i]
            keys = {name.family, name.family.split()[-1], *name.family.split("-"), *name.given[1:]}
            for other, names in (c for k in sorted(keys) for c in by_family[k]):
                if all(
                    compatible(name, known) or misspelt(name, known) for known in names
                ) and not _gender_clash(other, forms[i], titlings[i]):
                    figure = other
                    names.append(name)
                    break
            else:
                figure = Figure("person", aside=titlings[i].aside)
                clusters.append((figure, [name]))
                for k in keys:
                    if len(k) > 1:
                        by_family[k].append(clusters[-1])
            by_name[key] = figure
        figure.full.append(spots[i].first)
        figure.gender = figure.gender or titlings[i].gender or given_gender(forms[i])
        figure.add_titles(titlings[i].titles)
        of[i] = figure
    of.update(_bare(cols, spots, titlings, forms, sorted(bare), parsed, clusters))
    return of


def _gender_clash(figure: Figure, form: str, titling: Titling) -> bool:
    gender = titling.gender or given_gender(form)
    return bool(gender and figure.gender and gender != figure.gender)


def _tails(parsed: dict[int, PersonName], forms: list[str]) -> set[str]:
    """Forms of several words that are another name without its given name: "bin Kadir", "Ruiz Soler"."""
    keys = {fold(forms[i]) for i in parsed}
    tails = set()
    for key in keys:
        parts = key.split()
        for at in range(1, len(parts) - 1):
            tail = " ".join(parts[at:])
            if tail in keys and not is_given(parts[at]):
                tails.add(tail)
    return tails


def _bare(
    cols: Columns,
    spots: list[Spot],
    titlings: list[Titling],
    forms: list[str],
    bare: list[int],
    parsed: dict[int, PersonName],
    clusters: list[tuple[Figure, list[PersonName]]],
) -> dict[int, Figure]:
    """Each bare family name, or given name, to its bearer.

    Where several bear it, reports keep the bare name for one and print the others in full:
    it goes to the one with the office, else to the one not named in full again and again,
    else to the one named last. An article that speaks of "the younger Lowe" calls both by the
    bare name: from there on it goes to the one named last, unless an office stands beside it.
    """
    by_family: dict[str, list[Figure]] = defaultdict(list)
    by_given: dict[str, list[Figure]] = defaultdict(list)
    for figure, names in clusters:
        for name in names:
            parts = name.family.split()
            keys = {name.family, *(" ".join(parts[k:]) for k in range(len(parts)))}
            if parts[-1].startswith(("al-", "el-")):
                keys.add(parts[-1][3:])
            keys |= {
                " ".join([*name.given[k:], name.family])
                for k in range(1, len(name.given))
                if len(name.given[k]) > 1
            }
            for word in keys:
                if figure not in by_family[word]:
                    by_family[word].append(figure)
            for given in name.given[:1]:
                if len(given) > 1 and figure not in by_given[given]:
                    by_given[given].append(figure)
    names_of = {id(figure): names for figure, names in clusters}
    apart = _kin_apart(cols, spots, forms, bare, by_family)
    # Whom the article calls "Ada" it does not call "Lowe": that is her father.
    alone = {
        fold(forms[i]) for i in bare if not cols.quoted[spots[i].first] and not cols.titled[spots[i].first]
    }
    first_bare: dict[str, int] = {}
    for i in bare:
        first_bare.setdefault(parsed[i].family, spots[i].first)
    by_given_name = {
        id(figure)
        for figure, names in clusters
        for name in names
        if name.given and name.given[0] in alone and name.given[0] not in by_family
        and first_bare.get(name.family, figure.full[0]) < figure.full[0]
    }  # fmt: skip
    own: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    uses: Counter[int] = Counter()
    by_age: dict[str, dict[int, int]] = {}  # families told apart by age: where it was last done of whom
    out: dict[int, Figure] = {}
    for i in bare:
        family, titling = parsed[i].family, titlings[i]
        key = (family, parsed[i].generation)
        options = _same_generation(key[1], by_family.get(family, []), names_of)
        if titling.gender or any(t.role in role_words().unique for t in titling.titles):
            options = [f for f in options if id(f) not in by_given_name or f.titles]
        options = [*own[key], *options] or _same_generation(key[1], by_given.get(family, []), names_of)
        options = [f for f in options if not (titling.gender and f.gender and titling.gender != f.gender)]
        options = [f for f in options if (key, id(f)) not in apart and not _other_office(f, titling)]
        at = spots[i].first
        aged = _of_age(cols, titling.start, spots[i].last, options)
        if aged is not None:
            by_age.setdefault(family, {})[id(aged)] = at
        if not options:
            figure = Figure("person")
            own[key].append(figure)
        elif aged is not None or len(options) == 1:
            figure = aged or options[0]
        elif family in by_age and not titling.titles:
            last = by_age[family]
            figure = max(
                options,
                key=lambda f: max([last.get(id(f), -1), *(place for place in f.full if place < at)]),
            )
        else:
            figure = max(options, key=lambda f: _claim(f, at, titling, uses[id(f)], f in own[key]))
        uses[id(figure)] += 1
        figure.gender = figure.gender or titling.gender
        figure.add_titles(titling.titles)
        out[i] = figure
    return out


_YOUNGER, _ELDER = frozenset({"younger"}), frozenset({"elder", "older"})
_CHILDREN = frozenset("son daughter stepson stepdaughter grandson granddaughter nephew niece".split())


def _of_age(cols: Columns, start: int, last: int, options: list[Figure]) -> Figure | None:
    """Whom "the younger Lowe" or "the elder Mr. Lowe" means, of two who bear the name; None if untold.

    Titles tell: "younger sister", else who is a child of the family. `start` is the first token of
    the name with what stands before it, `last` the one behind it.
    """
    word = cols.lower[start - 1] if start else ""
    ages = _YOUNGER if word in _YOUNGER else _ELDER if word in _ELDER else frozenset[str]()
    behind = cols.lower[last] if last < len(cols) else ""
    if not ages or len(options) < 2 or behind in role_words().kin:
        return None
    stated = [f for f in options if any(ages & set(t.words.split()) for t in f.titles)]
    if stated:
        return stated[0] if len(stated) == 1 else None
    children = [f for f in options if any(t.role in _CHILDREN for t in f.titles)]
    others = [f for f in options if f not in children]
    if len(children) != 1 or not others:
        return None
    return children[0] if ages is _YOUNGER else max(others, key=lambda f: (not f.aside, len(f.full)))


def _same_generation(
    generation: str, options: list[Figure], names_of: dict[int, list[PersonName]]
) -> list[Figure]:
    """Those of one generation: "Lowe Jr." is the son; "Lowe" is not, where the father is about too."""

    def marked(figure: Figure) -> set[str]:
        return {name.generation for name in names_of.get(id(figure), [])}

    if generation:
        return [f for f in options if generation in marked(f)]
    fathers = [f for f in options if not any(marked(f))]
    return fathers or options


def _claim(figure: Figure, at: int, titling: Titling, used: int, own: bool) -> tuple[float, ...]:
    """How strong a bearer's claim to a bare family name is."""
    roles = {title.role for title in titling.titles}
    office = bool(roles & {title.role for title in figure.titles})
    known = own or any(place < at for place in figure.full)
    heads = role_words().heads | role_words().unique
    head = any(title.role in heads and not title.apart & {"former", "ex"} for title in figure.titles)
    repeats = max(0, len([place for place in figure.full if place < at]) - 1)
    last = max((place for place in figure.full if place < at), default=-1)
    return (office, known, head or own, not figure.aside, -(repeats if not used else 0) + min(used, 3), last)


def _other_office(figure: Figure, titling: Titling) -> bool:
    """Offices that keep apart: "President Lowe" is not Anna Lowe, of whom it says she was governor."""
    heads = role_words().heads
    roles = {title.role for title in titling.titles if not title.apart} & heads
    own = {title.role for title in figure.titles}
    others = own & {"governor", "mayor", *role_words().kin}
    return bool(
        roles and others and not own & heads and not any("president" in t.words for t in figure.titles)
    )


def _kin_apart(
    cols: Columns, spots: list[Spot], forms: list[str], bare: list[int], by_family: dict[str, list[Figure]]
) -> set[tuple[tuple[str, str], int]]:
    """Bare names and whom they are not: "Lowe's sister Anna Lowe"."""
    kin = role_words().kin
    apart: set[tuple[tuple[str, str], int]] = set()
    for i in bare:
        last = spots[i].last
        if (
            last + 1 < len(cols)
            and cols.tag[last] == "POS"
            and i + 1 < len(spots)
            and spots[i + 1].first - last < 8
        ):
            nearby = cols.lower[last + 1 : spots[i + 1].first]
            name = person_name(forms[i])
            key = name.family
            if any(word in kin for word in nearby) and person_name(forms[i + 1]).family == key:
                for figure in by_family.get(key, ()):
                    if spots[i + 1].first in figure.full:
                        apart.add(((key, name.generation), id(figure)))
    return apart


# ---------------------------------------------------------------- bodies, places, groups

_BROAD = frozenset(
    """house senate congress parliament white supreme national federal state city county democratic republican
    new american central general united international world public""".split()
)


def _bodies(cols: Columns, spots: list[Spot], forms: list[str], which: list[int]) -> dict[int, Figure]:
    by_core: dict[str, Figure] = {}
    printed: dict[str, str] = {}
    of: dict[int, Figure] = {}
    for i in which:
        key = core(forms[i])
        if key not in by_core:
            by_core[key] = Figure("organisation")
            printed[key] = forms[i]
        of[i] = by_core[key]
    merged: dict[int, Figure] = {}

    def join(short: str, long: str) -> None:
        merged[id(by_core[short])] = by_core[long]

    # "the Court of Appeal (CA)": the brackets say so.
    for a, b in pairwise(which):
        left, right = spots[a], spots[b]
        if (
            left.last + 1 == right.first
            and cols.word[left.last] == "("
            and cols.word[right.last : right.last + 1] == [")"]
        ):
            if printed[core(forms[b])].isupper() and core(forms[a]) != core(forms[b]):
                join(core(forms[b]), core(forms[a]))
    long_forms = [key for key in by_core if " " in key]
    by_initials: dict[str, list[str]] = defaultdict(list)
    by_last: dict[str, list[str]] = defaultdict(list)
    by_first: dict[str, list[str]] = defaultdict(list)
    for key in long_forms:
        for letters in initials(printed[key]):
            by_initials[letters].append(key)
        parts = key.split()
        by_last[parts[-1]].append(key)
        if (
            len(parts) == 2
            and parts[0] not in _BROAD
            and (parts[1] in role_words().bodies or parts[1] == "news")
        ):
            by_first[parts[0]].append(key)
    for key, figure in by_core.items():
        if id(figure) in merged or " " in key:
            continue
        bare = printed[key].replace(".", "")
        options = by_initials.get(bare, []) if bare.isupper() and 2 <= len(bare) <= 7 else []
        options = options or (
            by_last.get(key, []) if key in role_words().bodies and key not in _BROAD else []
        )
        options = options or by_first.get(key, [])
        if len(options) == 1:
            join(key, options[0])
    return {i: merged.get(id(f), f) for i, f in of.items()}


def _places(spots: list[Spot], forms: list[str], which: list[int]) -> dict[int, Figure]:
    figures: dict[tuple[str, str], Figure] = {}
    of = {}
    for i in which:
        spot = spots[i]
        key = (
            spot.nation.name
            if spot.nation
            else _singular(fold(forms[i]))
            if spot.kind == "group"
            else fold(forms[i])
        )
        if (spot.kind, key) not in figures:
            country = spot.nation.name.lower() if spot.nation else None
            figures[spot.kind, key] = Figure(spot.kind, country=country)
        of[i] = figures[spot.kind, key]
    return of


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 and not word.endswith("ss") else word
