"""Where names stand.

The small model's spans are the start; they are cut where they run over titles, verbs and
line breaks, and joined by the names it missed. Lines in title case say nothing about what
is a name, so they only look up names that the rest of the article has.
"""

from __future__ import annotations

from collections import Counter

from accord.annotate.columns import Columns
from accord.annotate.kinds import KIND, MEDIA, STREETS, Spot, camel, capital, vote
from accord.names import GENERATIONS, PARTICLES, fold, is_given
from accord.nations import LONGEST, nation
from accord.titles import is_role
from accord.titles import words as role_words

_NOT_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec.
    i god christmas easter thanksgiving ramadan mr. mrs. ms. mr mrs ms dr. dr internet
    am pm a.m. p.m. est edt gmt et pac pacs police media poll polls""".split()
)
_OF_OFFICES = frozenset({"secretary", "secretaries", "minister", "undersecretary", "speaker", "leader"})
# Titles that as often begin the name of a body: "General Harbours", "King Square".
_ALSO_FIRST = frozenset(
    """general major guard star chief head marshal member resident king queen prince princess veteran justice
    saint st. pm partner champion pilot ranger captain doctor author trustee republican democrat independent
    national""".split()
)
_OPENERS = frozenset(
    """though although but while when if as because since after before yet still then meanwhile until unless
    despite like with without so and or that this these those there here what who how why not no""".split()
)


def spot_names(cols: Columns) -> list[Spot]:
    """All names in text order, not overlapping. Furniture has none."""
    found = [*_model_spans(cols), *_nations(cols)]
    taken = [False] * len(cols)
    spans: list[tuple[int, int, str]] = []
    # Of overlapping spans the table of nations wins, save inside a longer name: "Bank of England".
    for first, last, label in sorted(found, key=lambda s: (-(s[1] - s[0]), s[2] != "NATION", s[0])):
        if not any(taken[first:last]):
            taken[first:last] = [True] * (last - first)
            spans.append((first, last, label))
    for first, last in _runs(cols, taken):
        taken[first:last] = [True] * (last - first)
        spans.append((first, last, ""))
    for mend in (_without_titles, _joined, _behind_titles, _shortened):
        spans = mend(cols, sorted(spans))
    return vote(cols, spans)


def _behind_titles(cols: Columns, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Titles taken for the beginning of a name: "Sheriff Lowe" is Lowe."""
    bodies = role_words().bodies
    out = []
    for first, last, label in spans:
        if label != "NATION" and last - first > 1 and cols.lower[last - 1] not in bodies | MEDIA | STREETS:
            cut = first
            for i in range(first, last - 1):
                if is_given(cols.word[i]) or cols.lower[i + 1].strip(".") in GENERATIONS:
                    break
                titled = is_role(cols.lower[i]) and (label == "PERSON" or cols.lower[i] not in _ALSO_FIRST)
                if titled or cols.lower[i] in ("team", "camp"):
                    cut = i + 1
            rest = cols.word[cut:last]
            if cut > first and len(rest) <= 4 and all(capital(w) or w in PARTICLES for w in rest):
                first, label = cut, "PERSON"
        out.append((first, last, label))
    return out


def _shortened(cols: Columns, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """A name that runs on into the next word is cut to the form the article has elsewhere."""
    people = Counter(fold(cols.text(first, last)) for first, last, label in spans if label == "PERSON")
    out = []
    for first, last, label in spans:
        if (
            last - first > 2
            and all(map(str.isupper, cols.word[first:last]))
            and people[fold(cols.word[last - 1])]
        ):
            first = last - 1  # a heading in capitals
        if label == "PERSON" and last - first > 2 and people[fold(cols.text(first, last))] == 1:
            if (
                people[fold(cols.text(first, first + 2))]
                and cols.lower[last - 1].strip(".") not in GENERATIONS
            ):
                last = first + 2
        out.append((first, last, label))
    return out


def _joined(cols: Columns, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """A given name and a family name that came as two spans side by side are one."""
    out: list[tuple[int, int, str]] = []
    for first, last, label in spans:
        if (
            out and out[-1][1] == first and last - first == 1 and out[-1][1] - out[-1][0] == 1
            and "PERSON" in (label, out[-1][2]) and {label, out[-1][2]} <= {"PERSON", "ORG", "GPE", ""}
            and not cols.titled[first]
        ):  # fmt: skip
            out[-1] = (out[-1][0], last, "PERSON")
        else:
            out.append((first, last, label))
    return out


def _without_titles(cols: Columns, spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without the words that only make up titles: "State" in "Secretary of State", "Prime"."""
    loose: set[str] = set()
    doubtful: list[tuple[int, int, str]] = []
    out: list[tuple[int, int, str]] = []
    for span in spans:
        first, last, label = span
        key = fold(cols.text(first, last))
        of_office = first > 1 and cols.lower[first - 1] == "of" and cols.lower[first - 2] in _OF_OFFICES
        before_role = last < len(cols) and is_role(cols.lower[last]) and cols.word[last][:1].isupper()
        if label in ("NATION", "PERSON") or not (of_office or before_role):
            out.append(span)
            loose.add(key)
        elif label and not of_office:
            doubtful.append(span)
    kept = [s for s in doubtful if fold(" ".join(cols.word[s[0] : s[1]])) in loose]
    return sorted(out + kept)


def _model_spans(cols: Columns) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    i, size = 0, len(cols)
    while i < size:
        label = cols.entity[i]
        if not label:
            i += 1
            continue
        j = i + 1
        while j < size and cols.entity[j] == label and not cols.begins[j]:
            j += 1
        if label in KIND and not cols.titled[i]:
            spans.extend(_trim(cols, i, j, label))
        i = j
    return spans


def _trim(cols: Columns, first: int, last: int, label: str) -> list[tuple[int, int, str]]:
    """The span cut to names: at line breaks, titles, commas; without article and genitive."""
    table = role_words()
    pieces: list[tuple[int, int]] = []
    start = first
    for i in range(first, last + 1):
        cut = i == last or cols.skip[i] or cols.word[i] in (",", ";", ":", "(", ")", "“", '"', "”", "—")
        if not cut and cols.tag[i].startswith("VB") and cols.word[i].islower():
            cut = True
        if not cut and i + 1 < last and cols.word[i] == "&" and is_role(cols.lower[i + 1]):
            cut = True
        if not cut and label == "PERSON":
            cut = cols.word[i] in ("&", "and", "/") or (cols.tag[i] == "POS")
        if not cut and i + 1 < last and cols.lower[i] in table.short | table.honorifics.keys():
            cut = label == "PERSON" or cols.word[i].isupper() or cols.word[i].endswith(".")
        if cut:
            if start < i:
                pieces.append((start, i))
            start = i + 1
    out = []
    for a, b in pieces:
        while a < b and (cols.tag[a] in ("DT", "POS", "PRP$", "IN") or not capital(cols.word[a])):
            if cols.lower[a] in PARTICLES and a + 1 < b and capital(cols.word[a + 1]) and label == "PERSON":
                break
            a += 1
        while a < b and (cols.tag[b - 1] in ("POS", "DT", "IN", "CC") or not cols.word[b - 1][:1].isalnum()):
            b -= 1
        if label == "PERSON":
            if a > 0 and cols.word[a - 1] == "-" and cols.start[a] == cols.end[a - 1] and b - a > 1:
                a += 1  # "Tarn-Lowe Harbour Act": the second half of a double name is no name's beginning
            while b - a > 1 and (cols.tag[a] == "MD" or cols.lower[a] in ("team", "camp")):
                a += 1
            while b - a > 1 and _titled_by(cols.lower[a]) and not is_given(cols.word[a]):
                a += 1
            stop = a
            while stop < b and (
                capital(cols.word[stop])
                or cols.lower[stop] in PARTICLES
                or cols.word[stop] in ("-", "'", "’", "”", "“", '"')
                or "-" in cols.word[stop]
                or (stop > a and cols.word[stop - 1] == "-" and cols.start[stop] == cols.end[stop - 1])
            ):
                stop += 1
            b = stop
            # "Lowe Affirms": a verb at the end of a name is none of it.
            while b - a > 1 and cols.pos[b - 1] in ("VERB", "AUX", "ADV"):
                b -= 1
        if a < b and any(capital(w) and w[:1].isalpha() for w in cols.word[a:b]):
            lowest = cols.lower[a:b]
            if b - a == 1 and (
                lowest[0] in _NOT_NAMES or (is_role(lowest[0]) and nation(cols.word[a]) is None)
            ):
                if label != "NORP":
                    continue
            if b - a == 1 and cols.pos[a] == "ADJ" and label in ("PERSON", "ORG", "GPE"):
                continue
            out.append((a, b, label))
    return out


def _titled_by(word: str) -> bool:
    """Whether the word is a title, also of several: "Professors Lowe and Tarn"."""
    return is_role(word) or (word.endswith("s") and is_role(word[:-1]))


def _is_title(word: str) -> bool:
    return is_role(word) or word in role_words().honorifics


def _nations(cols: Columns) -> list[tuple[int, int, str]]:
    spans = []
    i, size = 0, len(cols)
    while i < size:
        if cols.skip[i] or not cols.word[i][:1].isupper():
            i += 1
            continue
        step = 1
        for width in range(min(LONGEST, size - i), 0, -1):
            words = cols.word[i : i + width]
            if not words[-1][:1].isupper():
                continue
            found = nation(" ".join(words))
            if found is None and width == 1 and "-" in words[0]:
                break
            if found is not None and not (found.state and len(words[0]) == 2 and not _after_comma(cols, i)):
                spans.append((i, i + width, "NATION"))
                step = width
                break
        i += step
    return spans


def _after_comma(cols: Columns, i: int) -> bool:
    """Postal codes stand behind a town or a party: "Elm, TX", "(D-TX)"; "ME" and "OK" elsewhere are words."""
    return i > 0 and cols.word[i - 1] in (",", "-", "–")


def _runs(cols: Columns, taken: list[bool]) -> list[tuple[int, int]]:
    """Capitalised sequences that the model passed over."""
    runs = []
    i, size = 0, len(cols)
    while i < size:
        if (
            cols.skip[i]
            or taken[i]
            or cols.titled[i]
            or cols.entity[i] not in ("", "PERSON", "ORG", "GPE", "PRODUCT")
            or not cols.word[i][:1].isupper()
            or (cols.pos[i] != "PROPN" and not camel(cols.word[i]))
            or cols.lower[i] in _NOT_NAMES | _OPENERS
            or _is_title(cols.lower[i])
        ):
            i += 1
            continue
        j = i + 1
        while j < size and not taken[j] and not cols.skip[j]:
            if cols.pos[j] == "PROPN" and capital(cols.word[j]) and cols.lower[j] not in _NOT_NAMES:
                j += 1
            elif (
                cols.lower[j] in PARTICLES and j + 1 < size and not taken[j + 1] and capital(cols.word[j + 1])
            ):
                j += 2
            else:
                break
        end = j
        while end > i and (is_role(cols.lower[end - 1]) or not cols.word[end - 1][:1].isalnum()):
            end -= 1
        if end > i and (end - i > 1 or len(cols.word[i]) > 2):
            runs.append((i, end))
        i = j
    return runs
