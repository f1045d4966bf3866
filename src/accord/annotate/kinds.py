"""Of what kind each name is: every printed form gets one by the votes of all its places.

One sense per discourse: Gale, Church and Yarowsky, 1992. A second look finds the known
forms in lines in title case, where everything looks like a name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from accord.annotate.columns import Columns
from accord.names import GENERATIONS, fold, is_given
from accord.nations import Nation, nation, seat
from accord.records import EntityKind
from accord.titles import is_role
from accord.titles import words as role_words

KIND: dict[str, EntityKind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
}
STREETS = frozenset(
    """street avenue road boulevard square park plaza tower bridge airport river lake island islands beach
    valley hill""".split()
)
_THINGS = frozenset(
    "act amendment bill law plan prize report system control award cup debate primary caucus".split()
)
MEDIA = frozenset("news tv television radio media network gazette chronicle observer watch wire".split())
# What people do more than bodies.
_SPEAKS = frozenset(
    "say tell add ask speak reply insist joke recall laugh smile nod write tweet testify".split()
)
_PLATFORMS = frozenset(
    "facebook instagram linkedin reddit snapchat telegram tiktok twitter whatsapp youtube".split()
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in the text: tokens ``[first, last)`` without title, article or genitive."""

    first: int
    last: int
    kind: EntityKind
    nation: Nation | None = None


def vote(cols: Columns, spans: list[tuple[int, int, str]]) -> list[Spot]:
    """One kind for each form, then a second look for the forms the first pass missed."""
    table = role_words()
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    keys: dict[tuple[int, int], str] = {}
    long_people: dict[str, float] = defaultdict(float)
    for first, last, label in spans:
        key = fold(cols.text(first, last))
        keys[first, last] = key
        box = votes[key]
        words = cols.lower[first:last]
        if label in KIND:
            # The model takes a family name alone for a body more often than the other way.
            box[KIND[label]] += 0.6 if label == "ORG" and last - first == 1 and not words[0].isupper() else 1
        if label == "NATION":
            box["nation"] += 6
            continue
        before = cols.lower[first - 1] if first else ""
        if before in table.honorifics:
            box["person"] += 6
        elif first and is_role(before) and cols.word[first - 1][:1].isupper():
            box["person"] += 5
        elif first and is_role(before) and last - first > 1:
            box["person"] += 2
        if before == "the":
            box["person"] -= 1.5
            box["organisation"] += 0.5
        if words[-1] in table.bodies and last - first > 1 and label in ("ORG", "PERSON", ""):
            box["organisation"] += 5
        if last - first > 1 and words[-1] in STREETS and label in ("ORG", "PERSON", ""):
            box["place"] += 5
        if last - first > 1 and words[-1] in _THINGS:
            box["person"] -= 5
        if last - first > 1 and words[-1] in MEDIA and label in ("ORG", "PERSON", ""):
            box["organisation"] += 5
        if words[0] in _PLATFORMS or (last - first == 1 and camel(cols.word[first])):
            box["organisation"] += 3
        if seat(cols.text(first, last)):
            box["place"] += 4
        if cols.word[first].isupper() and first and cols.paragraph[first] != cols.paragraph[first - 1]:
            if last < len(cols) and cols.word[last] in ("—", "–", "-", "--", "(", ","):
                box["place"] += 4  # a dateline
        if words[-1] in table.suffixes:
            box["organisation"] += 5
        if last - first > 1 and is_given(cols.word[first]) and words[-1] not in table.bodies:
            box["person"] += 2
        if last - first == 1 and cols.word[first].isupper() and len(words[0]) > 2 and not cols.titled[first]:
            box["organisation"] += 1.5
        if before in ("in", "at", "near") and last - first < 3:
            box["place"] += 0.7
        if (
            cols.dep[last - 1] == "nsubj"
            and cols.lemma[cols.head[last - 1]] in _SPEAKS
            and not words[0].isupper()
        ):
            box["person"] += 0.5
        after = cols.lower[last] if last < len(cols) else ""
        if last + 1 < len(cols) and cols.tag[last] == "POS" and not words[0].isupper():
            owned = cols.lower[last + 1]
            box["person"] += 4 if owned in table.kin else 1.5 if owned in ("office", "campaign") else 0
        if (
            last + 2 < len(cols)
            and after == ","
            and cols.lower[last + 1].isdigit()
            and cols.word[last + 2] == ","
        ):
            box["person"] += 3
        if (
            label != ""
            and last < len(cols)
            and cols.dep[last - 1] in ("nsubj", "nsubjpass")
            and last - first > 1
        ):
            box["person"] += 0.3
    kinds: dict[str, EntityKind | None] = {}
    for key, box in votes.items():
        if " " in key:
            kinds[key] = _winner(box)
            if kinds[key] == "person":
                parts = [p for p in key.split() if p not in GENERATIONS]
                weight = 1.0 + box["person"]
                long_people[parts[-1]] += weight
                long_people[parts[0]] += weight * 0.5
                for at in range(1, len(parts) - 1):
                    tail = " ".join(parts[at:])
                    long_people[tail] += weight
                # A family name never means a company in an article that has its bearer in full.
                if parts[-1] in votes and not votes[parts[-1]].get("nation"):
                    votes[parts[-1]]["person"] += 100
    for key, box in votes.items():
        if key in kinds:
            continue
        box["person"] += long_people.get(key, 0.0)
        kinds[key] = _winner(box)
    for key, kind in kinds.items():
        # And one whom the article calls "Ms. Lowe" is a person in "Anna Lowe" too.
        family = key.rsplit(" ", 1)[-1]
        if " " in key and kind != "person" and kinds.get(family) == "person":
            if (
                votes[key].get("person", 0) + votes[family].get("person", 0)
                >= votes[key].get(kind or "", 0) + 3
            ):
                kinds[key] = "person"
        elif " " in key and kind != "person" and kinds.get(family) == "group":
            kinds[key] = "group"
    spots = []
    for first, last, _ in spans:
        spots.append(_spot(cols, first, last, kinds[keys[first, last]], votes[keys[first, last]]))
    spots.extend(_second_look(cols, spots))
    kept = [spot for spot in spots if spot is not None]
    return sorted(kept, key=lambda spot: spot.first)


def camel(word: str) -> bool:
    return (
        any(c.isupper() for c in word[2:])
        and not word.isupper()
        and not word.startswith(("Mc", "Mac", "De", "O'"))
    )


def _winner(box: dict[str, float]) -> EntityKind | None:
    kinds: tuple[EntityKind, ...] = ("person", "organisation", "place", "group")
    best = max(kinds, key=lambda kind: box.get(kind, 0.0))
    return best if box.get(best, 0.0) > 0 else None


def _spot(
    cols: Columns, first: int, last: int, kind: EntityKind | None, box: dict[str, float]
) -> Spot | None:
    place = nation(cols.text(first, last)) if box.get("nation") else None
    if place is not None:
        before = cols.lower[first - 1] if first else ""
        titled = before in role_words().honorifics or (
            is_role(before) and first > 0 and cols.word[first - 1][:1].isupper()
        )
        # "Rep. Jordan" is no country; nor is Jordan in an article about Jim Jordan.
        if not (place.word == "name" and titled) and box.get("person", 0.0) <= box["nation"]:
            return Spot(first, last, "group" if place.word == "people" else "place", place)
        return Spot(first, last, "person")
    return Spot(first, last, kind) if kind else None


def _second_look(cols: Columns, spots: list[Spot | None]) -> list[Spot]:
    """Known forms in lines in title case, and people's family names wherever they were passed over."""
    taken = [False] * len(cols)
    forms: dict[str, EntityKind] = {}
    for spot in spots:
        if spot is not None:
            taken[spot.first : spot.last] = [True] * (spot.last - spot.first)
            if spot.nation is None:
                key = fold(cols.text(spot.first, spot.last))
                forms[key] = spot.kind
                if spot.kind == "person" and " " in key:
                    family = [p for p in key.split() if p not in GENERATIONS][-1]
                    forms.setdefault(family, "person")
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key in forms:
        words = tuple(key.split())
        by_first[words[0]].append(words)
    for options in by_first.values():
        options.sort(key=len, reverse=True)
    found = []
    i, size = 0, len(cols)
    while i < size:
        if taken[i] or cols.skip[i] or not cols.word[i][:1].isupper():
            i += 1
            continue
        step = 1
        for parts in by_first.get(fold(cols.word[i]), ()):
            j = i + len(parts)
            if j > size or any(taken[i:j]) or tuple(map(fold, cols.word[i:j])) != parts:
                continue
            kind = forms[" ".join(parts)]
            if len(parts) == 1 and not (cols.titled[i] or kind == "person"):
                continue
            if len(parts) == 1 and cols.pos[i] not in ("PROPN", "NOUN") and not cols.titled[i]:
                continue
            # Inside a longer capitalised run the family name is part of another name.
            if (
                len(parts) == 1
                and not cols.titled[i]
                and j < size
                and cols.pos[j] == "PROPN"
                and not taken[j]
            ):
                continue
            found.append(Spot(i, j, kind))
            step = len(parts)
            break
        else:
            if cols.titled[i] and is_given(cols.word[i]) and i + 1 < size and not taken[i + 1]:
                if cols.entity[i] == "PERSON" and capital(cols.word[i + 1]) and cols.pos[i + 1] == "PROPN":
                    found.append(Spot(i, i + 2, "person"))
                    step = 2
        i += step
    return found


def capital(word: str) -> bool:
    return word[:1].isupper() or (len(word) > 2 and word[1:2].isupper() and word[0] in "deo")
