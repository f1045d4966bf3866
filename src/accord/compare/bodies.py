"""Bodies, places and groups of several articles that are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from accord.compare.parts import Joined, Part
from accord.names import core, fold, initials
from accord.nations import nation
from accord.records import Entity
from accord.titles import words as role_words

# First words that say too little: "House" is not the House Budget Committee.
_BROAD = frozenset(
    """house senate congress parliament white supreme national federal state city county democratic
    republican new general""".split()
)


def join_bodies(parts: Iterable[Part]) -> list[Joined]:
    """Those of one name, one country, or a name and its acronym; kinds are not told apart.

    An acronym joins a name only where no other name of the story has these initials.
    """
    by_key: dict[tuple[str, str], Joined] = {}
    for one in parts:
        by_key.setdefault(_key(one.entity), Joined()).add(one)
    _acronyms(by_key)
    _short_forms(by_key)
    return [group for group in by_key.values() if group.parts]


def _key(entity: Entity) -> tuple[str, str]:
    found = nation(entity.name)
    if found is not None:
        return ("people" if entity.kind == "group" else "country", found.name)
    if entity.kind == "group":
        word = fold(entity.name)
        plural = word.endswith("s") and not word.endswith("ss") and len(word) > 4
        return ("people", word[:-1] if plural else word)
    return ("name", core(entity.name))


def _acronyms(by_key: dict[tuple[str, str], Joined]) -> None:
    meant: dict[str, list[Joined]] = defaultdict(list)
    for (kind, key), group in by_key.items():
        if kind == "name" and " " in key:
            spelled = {letters for one in group.parts for letters in initials(one.entity.name)}
            stated = {a.replace(".", "") for one in group.parts for a in one.entity.aliases if a.isupper()}
            for letters in sorted(spelled | stated):
                meant[letters].append(group)
    for (kind, key), group in by_key.items():
        letters = key.replace(".", "").upper()
        capitals = any(one.entity.name.replace(".", "") == letters for one in group.parts)
        if kind == "name" and " " not in key and len(letters) > 2 and capitals and len(meant[letters]) == 1:
            meant[letters][0].take(group)


def _short_forms(by_key: dict[tuple[str, str], Joined]) -> None:
    """One word and the only longer name that it begins: "Acme" is "Acme News"."""
    longer: dict[str, list[Joined]] = defaultdict(list)
    for (kind, key), group in by_key.items():
        words = key.split()
        if kind == "name" and len(words) == 2 and words[0] not in _BROAD and group.parts:
            if words[1] in role_words().bodies or words[1] == "news":
                longer[words[0]].append(group)
    for (kind, key), group in by_key.items():
        options = longer.get(key, []) if kind == "name" else []
        if len(options) == 1 and group.parts and not options[0].articles & group.articles:
            options[0].take(group)


def mend_kinds(people: Sequence[Joined], others: Sequence[Joined]) -> None:
    """What one article took for a body and another for a person becomes one.

    Only where no article has both. Groups that were taken up are left empty.
    """
    families: dict[str, list[Joined]] = defaultdict(list)
    exact: dict[str, Joined] = {}
    for group in people:
        for name in group.names:
            if group not in families[name.family]:
                families[name.family].append(group)
        for one in group.parts:
            exact.setdefault(fold(one.entity.name), group)
    for other in others:
        keys = sorted({fold(one.entity.name) for one in other.parts})
        if any(nation(one.entity.name) for one in other.parts):
            continue
        same = next((exact[key] for key in keys if key in exact), None)
        options = [same] if same else [group for key in keys for group in families.get(key, ())]
        if len(options) == 1 and not options[0].articles & other.articles:
            options[0].take(other)
