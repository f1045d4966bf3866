"""One name for everyone and everything that the articles of a story mention."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accord.compare.bodies import join_bodies, mend_kinds
from accord.compare.parts import Joined, Part, joined, part
from accord.names import PersonName, compatible, fold, near
from accord.records import ArticleId, Cast, Entity, EntityId, Person, PersonId, Reading
from accord.titles import Title, answers, read_title
from accord.titles import words as role_words


@dataclass(frozen=True, slots=True)
class CastMatching:
    """How sure a match must be."""

    answer: float = 0.85  # an office without a name is its bearer's from here; at 0.7 any minister answers
    lead: float = 3.0  # a name that several bear goes to one mentioned so much more often


def unify_cast(readings: Sequence[Reading], *, settings: CastMatching = CastMatching()) -> Cast:
    """One `Person` for each person, body, place and group over all articles of one story.

    People match by full name, by family name with agreeing given names, gender and
    titles, and by an office that one of them holds; bodies by name or acronym; countries
    by all their names. Two people whom one article keeps apart are never made one. An
    office ("Ada Lowe's office") is never its holder. Sources without a name stay apart
    over articles, save the holder of an office of which there is one, and a spokesman of
    the same named body. The name shown is the commonest full form. The order of the
    articles changes the order of the persons and nothing else. No readings, no persons.
    """
    parts = _parts(readings)
    named = [p for p in parts if p.entity.named and p.entity.office_of is None]
    people = _people([p for p in named if p.entity.kind == "person"], settings)
    bodies = join_bodies(p for p in named if p.entity.kind != "person")
    mend_kinds(people, bodies)
    groups = [group for group in (*people, *bodies) if group.parts]
    groups += _nameless(
        [p for p in parts if not p.entity.named and p.entity.office_of is None], groups, settings
    )
    _same_holder(groups)
    groups = [group for group in groups if group.parts]
    return _cast(
        [(g, g.printed) for g in groups] + _offices([p for p in parts if p.entity.office_of], groups)
    )


def _parts(readings: Sequence[Reading]) -> list[Part]:
    parts = []
    for number, reading in enumerate(readings):
        counts = Counter(mention.entity for mention in reading.mentions)
        for at, entity in enumerate(reading.entities):
            titles = filter(None, map(read_title, entity.titles))
            parts.append(part(reading.article.id, entity, counts[entity.id] or 1, (number, at), titles))
    return sorted(parts, key=lambda p: p.key)


# ---------------------------------------------------------------- people


class _Index:
    """Groups by the words of their names, and by the first letters of these."""

    def __init__(self) -> None:
        self.words: dict[str, list[Joined]] = defaultdict(list)
        self.letters: dict[str, list[Joined]] = defaultdict(list)

    def add(self, group: Joined, name: PersonName) -> None:
        for word in _words(name):
            if group not in self.words[word]:
                self.words[word].append(group)
        for letter in {word[0] for word in (*name.family.split(), *name.given[:1]) if word}:
            if group not in self.letters[letter]:
                self.letters[letter].append(group)

    def sharing(self, name: PersonName) -> list[Joined]:
        return list(dict.fromkeys(g for word in _words(name) for g in self.words.get(word, ())))

    def alike(self, name: PersonName) -> list[Joined]:
        letters = dict.fromkeys(word[0] for word in (name.family, *name.family.split()) if word)
        return list(dict.fromkeys(g for letter in letters for g in self.letters.get(letter, ()) if g.parts))


def _words(name: PersonName) -> list[str]:
    """What two names of one person have in common at least one of."""
    return [
        w
        for w in dict.fromkeys((name.family, *name.family.split(), *name.family.split("-"), *name.given[1:]))
        if w
    ]


def _people(parts: list[Part], settings: CastMatching) -> list[Joined]:
    groups: list[Joined] = []
    index = _Index()

    def place(one: Part, group: Joined | None) -> None:
        if group is None:
            group = Joined()
            groups.append(group)
        group.add(one)
        index.add(group, one.name)

    for one in parts:
        if one.name.given:
            place(one, _full_match(one, index.sharing(one.name)))
    _merge_variants(groups, index)
    for one in parts:
        if not one.name.given:
            place(one, _bare_match(one, index.alike(one.name), settings))
    return [group for group in groups if group.parts]


def _full_match(one: Part, options: Iterable[Joined]) -> Joined | None:
    for group in options:
        if one.article not in group.articles and not _clash(one.gender, group.gender):
            if all(compatible(one.name, known) for known in group.names):
                return group
    return None


def _merge_variants(groups: list[Joined], index: _Index) -> None:
    """Two transliterations of one name, or a pet name beside the given one.

    Only where no article has both: the first need offices that agree, the second a
    highest office that both hold.
    """
    for small in sorted(groups, key=lambda g: g.weight):
        for large in index.alike(next(iter(small.names))):
            if small is large or small.articles & large.articles or _clash(small.gender, large.gender):
                continue
            if _offices_clash(small.titles, large.titles):
                continue
            pairs = [(a, b) for a in small.names for b in large.names]
            spelled = all(compatible(a, b, spelling=True) for a, b in pairs)
            if spelled or (all(a.family == b.family for a, b in pairs) and _share_head(small, large)):
                for name in small.names:
                    index.add(large, name)
                large.take(small)
                break


def _share_head(left: Joined, right: Joined) -> bool:
    """Whether both are said to hold one highest office, "prime minister of Lowen"."""
    heads = role_words().unique - {"first lady"}

    def held(group: Joined) -> set[str]:
        return {title.role for title in group.titles if title.role in heads and not title.apart}

    return bool(held(left) & held(right))


def _bare_match(one: Part, options: Iterable[Joined], settings: CastMatching) -> Joined | None:
    """The bearer of a family name that stands alone; None where two have an equal claim."""
    key, generation = one.name.family, one.name.generation
    fits: list[tuple[tuple[bool, bool], int, Joined]] = []
    for group in options:
        if one.article in group.articles or _clash(one.gender, group.gender):
            continue
        if generation != next((n.generation for n in group.names if n.given), generation):
            continue
        shared = _share_office(one.titles, group.titles)
        if any(key in (n.family, n.family.split()[-1], n.family.split("-")[-1]) for n in group.names):
            if not _offices_clash(one.titles, group.titles):
                fits.append(((shared, True), group.weight, group))
        elif any(n.given and n.given[0] == key for n in group.names) or (
            shared and any(near(key, n.family) for n in group.names)
        ):
            fits.append(((shared, False), group.weight, group))
    if not fits:
        return None
    top = max(claim for claim, _, _ in fits)
    best = sorted((f for f in fits if f[0] == top), key=lambda f: -f[1])
    return best[0][2] if len(best) == 1 or best[0][1] >= settings.lead * best[1][1] else None


def _clash(left: str | None, right: str | None) -> bool:
    return left is not None and right is not None and left != right


def _share_office(left: Iterable[Title], right: Iterable[Title]) -> bool:
    roles = {(t.role, t.apart) for t in left}
    return any((t.role, t.apart) in roles for t in right)


def _offices_clash(left: Iterable[Title], right: Iterable[Title]) -> bool:
    """Both hold a highest office, and not the same one: a president and a prime minister are two."""
    heads = role_words().heads - {"leader", "chairman", "strongman"}
    held = [{t for t in titles if t.role in heads and not t.apart} for titles in (left, right)]
    places = [{t.of for t in titles if t.of} for titles in held]
    if places[0] and places[1] and not places[0] & places[1]:
        return True
    roles = [{t.role for t in titles} for titles in held]
    return bool(roles[0] and roles[1] and not roles[0] & roles[1])


# ---------------------------------------------------------------- without a name


def _nameless(parts: list[Part], named: list[Joined], settings: CastMatching) -> list[Joined]:
    """Holders of offices to their names where one fits best; the others stay by themselves."""
    people = [group for group in named if group.titles and group.kind == "person"]
    found: list[Joined] = []
    by_key: dict[tuple[str, ...], Joined] = {}
    for one in parts:
        title = one.titles[0] if one.titles else None
        definite = not one.entity.name.lower().startswith(("a ", "an ", "one ", "another "))
        key: tuple[str, ...] | None = None
        if title is not None and definite and one.entity.kind == "person":
            unique = title.role in role_words().unique
            holder = _holder(title, people, settings) if unique or title.of or title.body else None
            if holder is not None:
                holder.add(one)
                continue
            key = (title.role, title.of or "", *sorted(title.apart)) if unique else None
        elif _of_body(one.entity) or _of_names(one.entity):
            key = (fold(one.entity.name),)
        if key is not None and key in by_key and one.article not in by_key[key].articles:
            by_key[key].add(one)
        else:
            found.append(joined(one))
            if key is not None:
                by_key.setdefault(key, found[-1])
    return found


def _holder(title: Title, people: Iterable[Joined], settings: CastMatching) -> Joined | None:
    fits = [(answers(title, group.titles), group.weight, group) for group in people]
    fits = [fit for fit in fits if fit[0] >= settings.answer]
    if not fits:
        return None
    top = max(fit[0] for fit in fits)
    best = sorted((fit for fit in fits if fit[0] == top), key=lambda fit: -fit[1])
    return best[0][2] if len(best) == 1 or best[0][1] >= settings.lead * best[1][1] else None


def _same_holder(groups: list[Joined]) -> None:
    """One article has "Bo Lowe" and "the prime minister", others Prime Minister Robert Lowe: one man."""
    for group in groups:
        held = {p.article for p in group.parts if not p.entity.named}
        named = {p.article for p in group.parts if p.entity.named}
        families = {name.family for name in group.names if name.given}
        if not named or not held - named:
            continue
        for other in groups:
            if (
                other is not group
                and other.parts
                and other.articles <= held - named
                and not other.titles
                and all(p.entity.named and p.entity.kind == "person" for p in other.parts)
                and {name.family for name in other.names} <= families
                and not _clash(group.gender, other.gender)
            ):
                group.take(other)


def _of_body(entity: Entity) -> bool:
    """Whether a description names whose: "a spokesman for the Harbour Ministry"."""
    for joint in (" for ", " of "):
        head, _, body = entity.name.partition(joint)
        if body and any(word[:1].isupper() for word in body.split()) and "spokes" in head.lower():
            return True
    return False


def _of_names(entity: Entity) -> bool:
    """Whether several sources have names: "Ada Lowe and Ben Tarn"."""
    pieces = entity.name.split(" and ")
    return entity.kind == "group" and len(pieces) > 1 and all(piece[:1].isupper() for piece in pieces)


# ---------------------------------------------------------------- offices, and the cast


def _offices(parts: list[Part], groups: list[Joined]) -> list[tuple[Joined, str]]:
    """Offices under the name that the story has for the holder: "Ada Lowe's office"."""
    holders = {(p.article, p.entity.id): group for group in groups for p in group.parts}
    offices: dict[tuple[int, str], Joined] = {}
    names: dict[tuple[int, str], str] = {}
    for one in parts:
        words = one.entity.name.split()
        holder = holders.get((one.article, one.entity.office_of)) if one.entity.office_of else None
        key = (id(holder or one), words[-1].lower())
        offices.setdefault(key, Joined()).add(one)
        genitive = len(words) > 1 and words[-2].endswith(("'s", "’s"))
        if not genitive or holder is None:
            names[key] = one.entity.name  # "the Lowe campaign" as printed
        else:
            names.setdefault(key, f"{holder.printed}'s {words[-1]}")
    return [(group, names[key]) for key, group in offices.items()]


def _cast(groups: list[tuple[Joined, str]]) -> Cast:
    persons = []
    of: dict[tuple[ArticleId, EntityId], Person] = {}
    groups.sort(key=lambda pair: min(p.place for p in pair[0].parts))
    for number, (group, name) in enumerate(groups, 1):
        forms = {form for p in group.parts for form in (p.entity.name, *p.entity.aliases)}
        named = any(p.entity.named for p in group.parts)
        person = Person(PersonId(f"p{number}"), group.kind, name, named, tuple(sorted(forms - {name})))
        persons.append(person)
        for p in group.parts:
            of[p.article, p.entity.id] = person
    return Cast(tuple(persons), of)
