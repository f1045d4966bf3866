"""Which titles stand beside a name: before it, behind a comma, or in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from accord.annotate.columns import Columns
from accord.annotate.kinds import Spot
from accord.titles import Title, is_role, read_title
from accord.titles import words as role_words

_STOPS = frozenset({",", ".", ";", ":", "(", ")", "—", "–", "--", "!", "?", '"', "“", "”", "…", "..."})
_ENDS = _STOPS | {"who", "whose", "whom", "which", "and"}
_INSIDE = frozenset({"NOUN", "PROPN", "ADJ", "X"})
_LONGEST = 8  # words of a title
_PREFIX_LENGTH, _APPOSITION_LENGTH = 10, 16
# "(R-Ky.)", ", D-Ohio,", "(D., N.Y.)", "(Republican of Maine)"
_PARTY = re.compile(
    r"\s*[,(]\s*(?:\(\s*)?(R|D|I|Republican|Democrat|Independent)(?:\s?[-–—]\s?|\.,?\s*|,\s+|\s+of\s+)"
    r"(?P<state>[A-Z][A-Za-z]*\.?(?:\s?[A-Z][a-z]*\.?){0,2})"
)
# "minister and party leader"; "Republican candidate Sen."
_OFFICES = re.compile(r"\s(?:and|&)\s|\s(?=(?:Sen|Rep|Gov)\.)|(?<=candidate)\s|(?<=nominee)\s")
_PARTIES = {"R": "republican", "D": "democrat", "I": "independent"}


@dataclass(slots=True)
class Titling:
    """What stands beside one name."""

    titles: list[Title] = field(default_factory=list)
    gender: str | None = None  # by "Mr." and the like
    phrases: list[tuple[int, int]] = field(default_factory=list)  # tokens of titles set off by a comma
    aside: bool = False  # brought in as somebody's kin
    start: int = -1  # first token of the titles right before the name


def find_titles(cols: Columns, spots: list[Spot], text: str) -> list[Titling]:
    """One entry a spot, empty for what is no person."""
    owner = [-1] * len(cols)
    for number, spot in enumerate(spots):
        owner[spot.first : spot.last] = [number] * (spot.last - spot.first)
    out = []
    for spot in spots:
        found = Titling(start=spot.first)
        if spot.kind == "person":
            _before(cols, spots, owner, spot, found)
            _behind(cols, spots, owner, spot, found)
            _led(cols, spots, owner, spot, found)
            _kin(cols, owner, spot, found)
            match = _PARTY.match(text, cols.end[spot.last - 1])
            if match:
                _add(found, f"{_PARTIES.get(match[1], match[1].lower())} of {match['state'].strip()}")
        out.append(found)
    return out


def _add(found: Titling, phrase: str) -> bool:
    title = read_title(phrase)
    if title is not None and title.words.count(" ") >= _LONGEST:
        # "a farmer and singer best known for his hometown of": the role and what leads to it
        short = title.words.split(title.role)[0] + title.role
        title = read_title(" ".join(short.split()[-_LONGEST:]))
    if title is None:
        return False
    if title not in found.titles:
        found.titles.append(title)
    return True


def _person(spots: list[Spot], owner: list[int], i: int) -> bool:
    return owner[i] >= 0 and spots[owner[i]].kind == "person"


def _ends_role(cols: Columns, i: int) -> bool:
    """Whether a title may end at the token: a role, or "State" in "Secretary of State"."""
    if is_role(cols.lower[i]) and (cols.pos[i] in ("NOUN", "PROPN") or cols.lower[i] in role_words().short):
        return True
    return any(
        i > back
        and cols.lower[i - back] == "of"
        and is_role(cols.lower[i - back - 1])
        and cols.word[i][:1].isupper()
        for back in (1, 2)
    )


def _before(cols: Columns, spots: list[Spot], owner: list[int], spot: Spot, found: Titling) -> None:
    """Titles right before the name: "U.S. Secretary of State and National Security Adviser"."""
    i, honorifics = spot.first - 1, role_words().honorifics
    while i >= 0 and not cols.skip[i] and cols.lower[i] in honorifics:
        found.gender = found.gender or honorifics[cols.lower[i]]
        found.start = i
        i -= 1
    if i < 0 or cols.skip[i] or not _ends_role(cols, i):
        return
    j = i
    while j >= 0 and i - j < _PREFIX_LENGTH and not cols.skip[j] and cols.sentence[j] == cols.sentence[i]:
        word = cols.lower[j]
        joins = j > 0 and (
            (word in ("-", "/") and cols.start[j] == cols.end[j - 1])
            or (word in ("and", "&", "of", "for") and _ends_role(cols, j - 1))
        )
        # "the daughter of former President Lowe": two titles, of which one is Lowe's.
        joins = joins and not (word in ("of", "for") and is_role(cols.lower[i]))
        if _person(spots, owner, j) or not (
            cols.pos[j] in _INSIDE or joins or word in role_words().short or owner[j] >= 0
        ):
            break
        if word in ("and", "&") and not _ends_role(cols, j - 1):
            break
        j -= 1
    start = j + 1
    while start < i and cols.lower[start] in ("and", "of", "&", "-", "/", "for"):
        start += 1
    found.start = start
    possessor = _possessor(cols, spots, owner, start)
    for part in _OFFICES.split(cols.text(start, i + 1)):
        _add(found, f"{possessor} {part}")


def _possessor(cols: Columns, spots: list[Spot], owner: list[int], start: int) -> str:
    """A place or a body that has the post: "Denmark" in "Denmark's president"."""
    if start > 1 and cols.tag[start - 1] == "POS" and owner[start - 2] >= 0:
        spot = spots[owner[start - 2]]
        if spot.kind != "person":
            return cols.text(spot.first, spot.last) + "'s"
    return ""


def _behind(cols: Columns, spots: list[Spot], owner: list[int], spot: Spot, found: Titling) -> None:
    """Titles behind the name and a comma: ", a spokeswoman for the ministry,"."""
    k = spot.last
    if k >= len(cols) or cols.word[k] not in (",", "—", "–", "("):
        return
    start = i = k + 1
    size = len(cols)
    while i < size and i - start < _APPOSITION_LENGTH and not cols.skip[i] and cols.word[i] not in _STOPS:
        if cols.lower[i] in ("who", "whose", "whom", "which", "that"):
            break
        # "With Lowe, the president said": the phrase is the next clause's subject.
        if (
            cols.pos[i] in ("VERB", "AUX")
            and cols.tag[i] not in ("VBN", "VBG")
            and not is_role(cols.lower[i])
        ):
            return
        i += 1
    if i == start or i >= size or (cols.word[i] not in _STOPS and cols.lower[i] not in _ENDS):
        return
    if cols.pos[start] not in ("DET", "NOUN", "PROPN", "ADJ", "PRON", "ADV") or cols.lower[start] in (
        "and",
        "but",
    ):
        return
    last_genitive = -1
    for at in range(start, i):
        if _person(spots, owner, at):
            if (
                owner[at] >= 0
                and spots[owner[at]].first > start
                and _ends_role(cols, spots[owner[at]].first - 1)
            ):
                after = spots[owner[at]].last
                if not (after < i and cols.tag[after] == "POS"):
                    return  # a list: "Lowe, President Tarn"
            if cols.tag[min(at + 1, size - 1)] == "POS":
                last_genitive = at + 1
            elif at == start:
                return  # "Lowe, Tarn": a list of names
    if last_genitive >= 0:
        possessor = cols.text(start, last_genitive)
        role = read_title(cols.text(last_genitive + 1, i))
        if role is not None:
            title = Title(
                role.role,
                None,
                role.apart,
                role.body | {cols.lower[last_genitive - 1]},
                f"{role.words} of {possessor.lower()}",
            )
            found.titles.append(title)
            found.phrases.append((start, i))
        return
    if _add(found, cols.text(start, i)):
        found.phrases.append((start, i))


def _kin(cols: Columns, owner: list[int], spot: Spot, found: Titling) -> None:
    """Whose kin somebody is brought in as: "her husband, the banker Ben Lowe,", "and husband Ben"."""
    kin = role_words().kin
    after = cols.lower[spot.last] if spot.last < len(cols) else "."
    commas = 0
    for i in range(spot.first - 1, max(0, spot.first - 7), -1):
        if cols.lower[i] in kin:
            leads = cols.tag[i - 1] in ("PRP$", "WP$", "POS", "CC", "JJ")
            if leads and not cols.skip[i] and (not commas or after in _ENDS):
                found.aside = _add(found, cols.lower[i])
            return
        commas += cols.word[i] == ","
        if commas > 1 or (cols.word[i] != "," and cols.pos[i] not in _INSIDE and cols.tag[i] != "DT"):
            return
        if owner[i] >= 0 and cols.tag[i + 1] == "POS":
            return


def _led(cols: Columns, spots: list[Spot], owner: list[int], spot: Spot, found: Titling) -> None:
    """Titles that lead to the name and a comma: "Denmark's president, Ada Lowe,"."""
    comma = spot.first - 1
    if comma < 2 or cols.word[comma] not in (",", "—", "–"):
        return
    after = cols.word[spot.last] if spot.last < len(cols) else "."
    if (
        after not in _ENDS
        and not cols.skip[min(spot.last, len(cols) - 1)]
        and cols.tag[min(spot.last, len(cols) - 1)] != "POS"
    ):
        return
    top = next(
        (i for i in range(spot.first, spot.last) if not spot.first <= cols.head[i] < spot.last), spot.first
    )
    head = cols.head[top] if cols.dep[top] == "appos" else comma - 1
    if (
        not (comma - 12 < head < comma and is_role(cols.lower[head]))
        or cols.lemma[head] != cols.lower[head] != "spokesman"
    ):
        if not (is_role(cols.lower[head]) and cols.tag[head] in ("NN", "NNP") and comma - 12 < head < comma):
            return
    start = head
    while start > 0 and not cols.skip[start - 1]:
        left = start - 1
        if cols.pos[left] not in _INSIDE and cols.tag[left] not in ("POS", "DT", "PRP$") and owner[left] < 0:
            break
        start -= 1
        if cols.tag[start] in ("DT", "PRP$"):
            break
    definite = cols.tag[start] in ("DT", "PRP$") or "POS" in cols.tag[start:head] or owner[start] >= 0
    if not definite or any(
        _person(spots, owner, i) and cols.tag[i + 1] != "POS" for i in range(start, comma)
    ):
        return
    if _add(found, cols.text(start, comma)):
        found.phrases.append((start, comma))
