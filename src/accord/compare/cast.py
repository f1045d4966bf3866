"""One name for everyone and everything that the articles of a story mention."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from accord.names import (
    PersonName,
    compatible,
    core,
    fold,
    given_gender,
    initials,
    near,
    person_name,
)
from accord.nations import nation
from accord.records import ArticleId, Cast, Entity, EntityId, EntityKind, Person, PersonId, Reading
from accord.titles import Title, answers, read_title
from accord.titles import gender as title_gender
from accord.titles import words as role_words


@dataclass(frozen=True, slots=True)
class CastMatching:
    """How sure a match must be."""

    answer: float = 0.85  # an office without a name is its bearer's from here; 0.7 took any minister
    lead: float = 3.0  # a bare family name that several bear goes to one mentioned so much more often


@dataclass(slots=True, eq=False)
class _Node:
    """An entity of one article."""

    article: ArticleId
    entity: Entity
    weight: int  # mentions
    place: tuple[int, int]  # for the order of the cast only
    titles: tuple[Title, ...]

    @property
    def key(self) -> tuple[str, int, str, str]:
        """An order that does not depend on the order of the articles."""
        return (self.entity.kind, -self.weight, self.entity.name, self.article)


@dataclass(slots=True, eq=False)
class _Cluster:
    nodes: list[_Node] = field(default_factory=list)

    @property
    def articles(self) -> set[ArticleId]:
        return {node.article for node in self.nodes}

    @property
    def weight(self) -> int:
        return sum(node.weight for node in self.nodes)

    @property
    def titles(self) -> list[Title]:
        return [title for node in self.nodes for title in node.titles]

    @property
    def kind(self) -> EntityKind:
        votes: Counter[EntityKind] = Counter()
        for node in self.nodes:
            votes[node.entity.kind] += node.weight
        return max(sorted(votes), key=lambda kind: votes[kind])

    def gender(self) -> str | None:
        return next((g for node in self.nodes for g in [_gender(node)] if g), None)


def unify_cast(readings: Sequence[Reading], *, settings: CastMatching = CastMatching()) -> Cast:
    """One `Person` for each person, body, place and group over all articles of one story.

    People match by full name, by family name with agreeing given names, gender and
    titles, and by an office that one of them holds; bodies by name or acronym; countries
    by all their names. Two people whom one article keeps apart are never made one. An
    office ("Ada Lowe's office") is never its holder. Sources without a name stay apart
    over articles, save the holder of an office of which there is one, and a spokesman of
    the same named body. The name shown is the commonest full form. No readings, no persons.
    """
    nodes = _nodes(readings)
    people = [n for n in nodes if n.entity.kind == "person" and n.entity.named]
    bodies = [n for n in nodes if n.entity.kind != "person" and n.entity.named and n.entity.office_of is None]
    clusters = _people(people, settings)
    others = _others(bodies)
    _mend_kinds(clusters, others)
    clusters += others
    nameless = [n for n in nodes if not n.entity.named and n.entity.office_of is None]
    clusters += _nameless(nameless, clusters, settings)
    _same_holder(clusters)
    offices = _offices([n for n in nodes if n.entity.office_of is not None], clusters)
    return _cast([(c, None) for c in clusters if c.nodes] + offices)


def _nodes(readings: Sequence[Reading]) -> list[_Node]:
    nodes = []
    for number, reading in enumerate(readings):
        counts = Counter(mention.entity for mention in reading.mentions)
        for at, entity in enumerate(reading.entities):
            titles = tuple(filter(None, map(read_title, entity.titles)))
            nodes.append(_Node(reading.article.id, entity, counts[entity.id] or 1, (number, at), titles))
    return sorted(nodes, key=lambda node: node.key)


# ---------------------------------------------------------------- people


def _people(nodes: list[_Node], settings: CastMatching) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    for node in nodes:
        if person_name(node.entity.name).given:
            match = _full_match(node, clusters)
            if match:
                match.nodes.append(node)
            else:
                clusters.append(_Cluster([node]))
    _merge_variants(clusters)
    for node in nodes:
        if not person_name(node.entity.name).given:
            match = _bare_match(node, clusters, settings)
            if match:
                match.nodes.append(node)
            else:
                clusters.append(_Cluster([node]))
    return clusters


@cache
def _gender_of(name: str, titles: tuple[Title, ...]) -> str | None:
    return next((g for g in map(title_gender, titles) if g), None) or given_gender(name)


def _gender(node: _Node) -> str | None:
    return _gender_of(node.entity.name, node.titles)


def _names(cluster: _Cluster) -> set[PersonName]:
    return {person_name(node.entity.name) for node in cluster.nodes}


def _full_match(node: _Node, clusters: Iterable[_Cluster]) -> _Cluster | None:
    name = person_name(node.entity.name)
    for cluster in clusters:
        if node.article in cluster.articles or _clash(_gender(node), cluster.gender()):
            continue
        if all(compatible(name, known) for known in _names(cluster)):
            return cluster
    return None


def _merge_variants(clusters: list[_Cluster]) -> None:
    """Two transliterations of one name, or a pet name beside the given one.

    Only where no article has both: the first need offices that agree, the second a
    highest office that both hold.
    """
    for small in sorted(clusters, key=lambda c: c.weight):
        for large in clusters:
            if small is large or not small.nodes or not large.nodes or small.articles & large.articles:
                continue
            if _clash(small.gender(), large.gender()) or _offices_clash(small.titles, large.titles):
                continue
            pairs = [(a, b) for a in _names(small) for b in _names(large)]
            spelled = all(compatible(a, b, spelling=True) for a, b in pairs)
            if spelled or (all(a.family == b.family for a, b in pairs) and _share_head(small, large)):
                large.nodes.extend(small.nodes)
                small.nodes.clear()
                break
    clusters[:] = [cluster for cluster in clusters if cluster.nodes]


def _share_head(left: _Cluster, right: _Cluster) -> bool:
    """Whether both are said to hold one highest office, "prime minister of Lowen"."""
    heads = role_words().unique - {"first lady"}

    def held(cluster: _Cluster) -> set[str]:
        return {title.role for title in cluster.titles if title.role in heads and not title.apart}

    return bool(held(left) & held(right))


def _bare_match(node: _Node, clusters: list[_Cluster], settings: CastMatching) -> _Cluster | None:
    key, generation = person_name(node.entity.name).family, person_name(node.entity.name).generation
    options = []
    for cluster in clusters:
        if node.article in cluster.articles or _clash(_gender(node), cluster.gender()):
            continue
        names = _names(cluster)
        if generation != next((n.generation for n in names if n.given), generation):
            continue
        family = any(key in (n.family, n.family.split()[-1], n.family.split("-")[-1]) for n in names)
        shared = _share_office(node.titles, cluster.titles)
        given = any(n.given and n.given[0] == key for n in names)
        close = any(near(key, n.family) for n in names) and (shared or any(not n.given for n in names))
        if (family or close) and not _offices_clash(node.titles, cluster.titles):
            options.append((shared, family, cluster.weight, cluster))
        elif given and not family:
            options.append((shared, False, cluster.weight, cluster))
    if not options:
        return None
    top = max(option[:2] for option in options)
    best = sorted((o for o in options if o[:2] == top), key=lambda o: -o[2])
    if len(best) == 1 or best[0][2] >= settings.lead * best[1][2]:
        return best[0][3]
    return None


def _clash(left: str | None, right: str | None) -> bool:
    return left is not None and right is not None and left != right


def _share_office(left: Iterable[Title], right: Iterable[Title]) -> bool:
    roles = {(t.role, t.apart) for t in left}
    return any((t.role, t.apart) in roles for t in right)


def _offices_clash(left: Sequence[Title], right: Sequence[Title]) -> bool:
    """Both hold a highest office, and not the same one: a president and a prime minister are two."""
    heads = role_words().heads - {"leader", "chairman", "strongman"}

    def held(titles: Sequence[Title]) -> set[str]:
        return {t.role for t in titles if t.role in heads and not t.apart}

    places = [{t.of for t in titles if t.role in heads and t.of} for titles in (left, right)]
    if places[0] and places[1] and not places[0] & places[1]:
        return True
    return bool(held(left) and held(right) and not held(left) & held(right))


# ---------------------------------------------------------------- bodies, places, groups


def _others(nodes: list[_Node]) -> list[_Cluster]:
    by_key: dict[tuple[str, str], _Cluster] = {}
    for node in nodes:
        by_key.setdefault(_body_key(node.entity), _Cluster()).nodes.append(node)
    # An acronym and the one name that it abbreviates.
    short: dict[str, _Cluster] = {}
    for (_, key), cluster in by_key.items():
        for letters in {
            x
            for n in cluster.nodes
            for x in (n.entity.name, *n.entity.aliases)
            if x.replace(".", "").isupper()
        }:
            if " " not in letters and len(letters) > 1:
                short[letters.replace(".", "")] = by_key.get(("name", fold(letters)), cluster)
        del key
    meant: dict[str, list[_Cluster]] = defaultdict(list)
    for (kind, key), cluster in by_key.items():
        if kind == "name" and " " in key:
            for letters in {x for n in cluster.nodes for x in initials(n.entity.name)}:
                meant[letters].append(cluster)
            for alias in {a.replace(".", "") for n in cluster.nodes for a in n.entity.aliases}:
                if alias.isupper() and cluster not in meant[alias]:
                    meant[alias].append(cluster)
    for letters, cluster in short.items():
        targets = [c for c in meant.get(letters, ()) if c is not cluster]
        if len(targets) == 1 and cluster.nodes and len(letters) > 2:
            targets[0].nodes.extend(cluster.nodes)
            cluster.nodes = []
    # "Acme" and "Acme News": one word and the only longer name it begins.
    for (kind, key), cluster in by_key.items():
        if kind == "name" and " " not in key and cluster.nodes:
            long = [
                c for (k, other), c in by_key.items()
                if k == "name" and other.split()[0] == key and len(other.split()) == 2 and c.nodes
                and (other.split()[1] in role_words().bodies or other.split()[1] == "news") and other.split()[0] not in _BROAD
            ]  # fmt: skip
            if len(long) == 1 and not long[0].articles & cluster.articles:
                long[0].nodes.extend(cluster.nodes)
                cluster.nodes = []
    return [cluster for cluster in by_key.values() if cluster.nodes]


_BROAD = frozenset(
    "house senate congress parliament white supreme national federal state city county democratic republican new general".split()
)


def _body_key(entity: Entity) -> tuple[str, str]:
    found = nation(entity.name)
    if found is not None and entity.kind in ("place", "group", "organisation"):
        return (found.word if entity.kind != "group" else "people", found.name)
    if entity.kind == "group":
        word = fold(entity.name)
        return (
            "people",
            word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 4 else word,
        )
    return ("name", core(entity.name))


def _mend_kinds(people: list[_Cluster], others: list[_Cluster]) -> None:
    """What one article took for a body and another for a person is the kind of the greater number."""
    families: dict[str, list[_Cluster]] = defaultdict(list)
    exact: dict[str, _Cluster] = {}
    for cluster in people:
        for name in _names(cluster):
            if cluster not in families[name.family]:
                families[name.family].append(cluster)
        for node in cluster.nodes:
            exact.setdefault(fold(node.entity.name), cluster)
    for other in others:
        keys = {fold(node.entity.name) for node in other.nodes}
        if any(nation(node.entity.name) for node in other.nodes):
            continue
        same = next((exact[key] for key in sorted(keys) if key in exact), None)
        options = [same] if same else [c for key in sorted(keys) for c in families.get(key, ())]
        if len(options) == 1 and options[0].nodes and not options[0].articles & other.articles:
            options[0].nodes.extend(other.nodes)
            other.nodes = []
    people[:] = [c for c in people if c.nodes]
    others[:] = [c for c in others if c.nodes]


# ---------------------------------------------------------------- without a name


def _nameless(nodes: list[_Node], named: list[_Cluster], settings: CastMatching) -> list[_Cluster]:
    people = [c for c in named if c.kind == "person" and c.titles]
    found: list[_Cluster] = []
    by_key: dict[tuple[str, ...], _Cluster] = {}
    for node in nodes:
        title = node.titles[0] if node.titles else None
        definite = not node.entity.name.lower().startswith(("a ", "an ", "one ", "another "))
        unique = (
            title is not None
            and (title.role in role_words().unique or bool(title.of or title.body))
            and definite
            and node.entity.kind == "person"
        )
        key: tuple[str, ...] | None = None
        if title is not None and unique:
            fits = sorted(
                ((answers(title, c.titles), c.weight, c) for c in people), key=lambda f: (-f[0], -f[1])
            )
            fits = [f for f in fits if f[0] >= settings.answer]
            if len(fits) == 1 or (len(fits) > 1 and fits[0][0] > fits[1][0]):
                fits[0][2].nodes.append(node)
                continue
            key = (title.role, title.of or "", *sorted(title.apart))
        elif _of_body(node.entity) or _of_names(node.entity):
            key = (fold(node.entity.name),)
        if key is not None and key in by_key and (unique or node.article not in by_key[key].articles):
            by_key[key].nodes.append(node)
        else:
            found.append(_Cluster([node]))
            if key is not None:
                by_key[key] = found[-1]
    return found


def _same_holder(clusters: list[_Cluster]) -> None:
    """"Bo Lowe" and "the prime minister" in one article, Prime Minister Robert Lowe in another: one man."""
    for cluster in clusters:
        held = {node.article for node in cluster.nodes if not node.entity.named}
        named = {node.article for node in cluster.nodes if node.entity.named}
        families = {name.family for name in _names(cluster) if name.given}
        if not named or not held - named:
            continue
        for other in clusters:
            if other is cluster or not other.nodes or other.kind != "person" or other.articles & named:
                continue
            names = _names(other)
            if (
                other.articles <= held
                and all(n.entity.named for n in other.nodes)
                and {n.family for n in names} <= families
                and not _clash(cluster.gender(), other.gender())
                and not other.titles
            ):
                cluster.nodes.extend(other.nodes)
                other.nodes = []
    clusters[:] = [c for c in clusters if c.nodes]


def _of_body(entity: Entity) -> bool:
    """ "A spokesman for the Harbour Ministry": a description that names whose."""
    for joint in (" for ", " of "):
        head, _, body = entity.name.partition(joint)
        if body and any(word[:1].isupper() for word in body.split()) and "spokes" in head.lower():
            return True
    return False


def _of_names(entity: Entity) -> bool:
    """"Ada Lowe and Ben Tarn": several sources who have names."""
    parts = entity.name.split(" and ")
    return entity.kind == "group" and len(parts) > 1 and all(part[:1].isupper() for part in parts)


def _offices(nodes: list[_Node], clusters: list[_Cluster]) -> list[tuple[_Cluster, str | None]]:
    """Offices under the name that the story has for the holder."""
    holder: dict[tuple[ArticleId, EntityId], _Cluster] = {}
    for cluster in clusters:
        for node in cluster.nodes:
            holder[node.article, node.entity.id] = cluster
    grouped: dict[tuple[int, str], _Cluster] = {}
    names: dict[tuple[int, str], str | None] = {}
    for node in nodes:
        whose = holder.get((node.article, node.entity.office_of)) if node.entity.office_of else None
        noun = node.entity.name.split()[-1].lower()
        key = (id(whose) if whose else id(node), noun)
        grouped.setdefault(key, _Cluster()).nodes.append(node)
        genitive = node.entity.name.split()[-2:-1] and node.entity.name.split()[-2].endswith(("'s", "’s"))
        if whose is not None and genitive and names.get(key) is None:
            names[key] = f"{_name(whose)}'s {noun}" if whose.nodes[0].entity.named else None
        elif not genitive:
            names[key] = node.entity.name
    return [(cluster, names.get(key)) for key, cluster in grouped.items()]


# ---------------------------------------------------------------- the cast


def _name(cluster: _Cluster) -> str:
    """The commonest full form, as printed: by articles, then mentions, then length."""
    kind = cluster.kind
    nodes = [n for n in cluster.nodes if n.entity.named] or cluster.nodes
    articles: dict[str, set[ArticleId]] = defaultdict(set)
    weight: Counter[str] = Counter()
    for node in nodes:
        articles[node.entity.name].add(node.article)
        weight[node.entity.name] += node.weight
    full: Callable[[str], bool] = (
        (lambda form: bool(person_name(form).given))
        if kind == "person"
        else (lambda form: not form.isupper())
    )
    return min(articles, key=lambda f: (not full(f), -len(articles[f]), -weight[f], -len(f), f))


def _cast(clusters: list[tuple[_Cluster, str | None]]) -> Cast:
    clusters.sort(key=lambda pair: min(node.place for node in pair[0].nodes))
    persons = []
    of: dict[tuple[ArticleId, EntityId], Person] = {}
    for number, (cluster, given) in enumerate(clusters, 1):
        name = given or _name(cluster)
        forms = {form for node in cluster.nodes for form in (node.entity.name, *node.entity.aliases)}
        person = Person(
            PersonId(f"p{number}"),
            cluster.kind,
            name,
            any(node.entity.named for node in cluster.nodes),
            tuple(sorted(forms - {name})),
        )
        persons.append(person)
        for node in cluster.nodes:
            of[node.article, node.entity.id] = person
    return Cast(tuple(persons), of)
