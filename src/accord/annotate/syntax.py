"""The parse of an article as our own model gives it: tags, heads, names and sentences in a spaCy `Doc`.

The model was taught by the parses of spaCy's en_core_web_sm and uses its labels (Penn
Treebank tags, ClearNLP dependencies, OntoNotes names). Words are spaCy's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy import attrs
from spacy.tokens import Doc

from accord.annotate import models
from accord.annotate.windows import Window

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_BE = frozenset("be am is are was were been being 's 're 'm ’s ’re ’m".split())
_HELP = frozenset("have has had having do does did 've ’ve 'd ’d doing done".split())
_TAGS = {  # Penn Treebank tags by the universal part of speech they mostly are
    "ADJ": "AFX JJ JJR JJS",
    "ADP": "IN RP",
    "ADV": "RB RBR RBS",
    "AUX": "MD",
    "CCONJ": "CC",
    "DET": "DT PDT WP$",
    "INTJ": "UH",
    "NOUN": "NN NNS",
    "NUM": "CD",
    "PART": "POS TO",
    "PRON": "EX PRP PRP$ WDT WP",
    "PROPN": "NNP NNPS",
    "PUNCT": "'' , -LRB- -RRB- . : HYPH NFP ``",
    "SCONJ": "WRB",
    "SPACE": "_SP",
    "SYM": "$ SYM",
    "VERB": "VB VBD VBG VBN VBP VBZ",
}
_POS = {tag: pos for pos, tags in _TAGS.items() for tag in tags.split()}
_PRONOUNS = frozenset(
    "something anything nothing everything someone anyone everyone somebody anybody nobody".split()
)
_INFLECTED = {
    "NOUN": {"NNS"},
    "VERB": {"VBD", "VBG", "VBN", "VBZ"},
    "AUX": {"VBD", "VBG", "VBN", "VBZ"},
    "ADJ": {"JJR", "JJS"},
    "ADV": {"RBR", "RBS"},
}
_SHORT = {"'ve": "have", "’ve": "have", "'ll": "will", "’ll": "will", "wo": "will", "ca": "can"}
_PERSONAL = {"me": "I", "him": "he", "her": "she", "us": "we", "them": "they"}


@dataclass(frozen=True, slots=True)
class Labels:
    """What the columns of `Syntax.labels` stand for, in order: tags, dependencies, names, then "begins"."""

    tags: tuple[str, ...]
    dependencies: tuple[str, ...]
    names: tuple[str, ...]  # "O", "B-PERSON", "I-PERSON", ...


@dataclass(frozen=True, slots=True)
class Syntax:
    """What the model says of one window, a row a piece."""

    labels: Floats  # logits, in the columns that `Labels` names; the last: a sentence begins
    arcs: Floats  # (pieces, pieces) logits: the column's is the row's head; its own: root of a sentence


@dataclass(slots=True)
class _Parse:
    """Columns of the document under construction, an entry a token."""

    tag: list[str]
    dep: list[str]
    name: list[str]
    head: list[int]


def compose(doc: Doc, windows: Sequence[Window], syntaxes: Sequence[Syntax], labels: Labels) -> Doc:
    """The tokenized text with tags, lemmas, heads and names; `doc` holds the tokens only.

    Tokens outside all windows are page furniture: they get tag XX, and each line of them is
    a sentence whose first token is its root.
    """
    size = len(doc)
    text = doc.text
    start: Ints = doc.to_array([attrs.IDX]).ravel().astype(np.int64)
    end: Ints = start + doc.to_array([attrs.LENGTH]).ravel().astype(np.int64)
    words = [text[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    blank = [word.isspace() for word in words]
    solid = np.flatnonzero(~np.array(blank, bool)) if size else np.zeros(0, np.int64)
    parse = _Parse(["XX"] * size, ["dep"] * size, ["O"] * size, [-1] * size)
    for window, syntax in zip(windows, syntaxes, strict=True):
        tokens, pieces = _aligned(window, solid, start, end)
        if len(tokens):
            _fill(parse, tokens.tolist(), pieces, window, syntax, labels)
    _mend(parse, words)
    _attach_rest(parse, words, blank)
    pos = [_pos(*row) for row in zip(parse.tag, map(str.lower, words), parse.dep, strict=True)]
    lemmas = [lemma(word, tag, p) for word, tag, p in zip(words, parse.tag, pos, strict=True)]
    spaces = [bool(value) for value in doc.to_array([attrs.SPACY]).ravel().tolist()]
    return Doc(
        doc.vocab, words, spaces, tags=parse.tag, pos=pos, lemmas=lemmas,
        heads=parse.head, deps=parse.dep, ents=_whole(parse),
    )  # fmt: skip


def _aligned(window: Window, solid: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """The tokens of a window, each with the piece that speaks for it: the first that begins in it."""
    real = np.flatnonzero(window.start >= 0)
    low, high = np.searchsorted(start[solid], (window.start[real[0]], window.end[real[-1]]))
    tokens = solid[low:high]
    at = np.searchsorted(window.start[real], start[tokens])
    at = np.minimum(at, len(real) - 1)
    # a token without a piece of its own ("not" in "cannot") shares the one it stands in
    at = np.where(window.start[real[at]] < end[tokens], at, np.maximum(at - 1, 0))
    pieces = real[at]
    inside = (window.start[pieces] < end[tokens]) & (window.end[pieces] > start[tokens])  # no furniture
    return tokens[inside], pieces[inside]


def _fill(
    parse: _Parse, tokens: list[int], pieces: Ints, window: Window, syntax: Syntax, labels: Labels
) -> None:
    n, m = len(labels.tags), len(labels.tags) + len(labels.dependencies)
    rows = syntax.labels[pieces]
    tags, deps, names = rows[:, :n].argmax(1), rows[:, n:m].argmax(1), rows[:, m:-1].argmax(1)
    begins = rows[:, -1] > 0
    paragraph = np.cumsum(window.start < 0)[pieces]
    begins[0] = True
    begins[1:] |= paragraph[1:] != paragraph[:-1]
    sentence = np.cumsum(begins)
    scores = np.where(sentence[:, None] == sentence[None, :], syntax.arcs[np.ix_(pieces, pieces)], -np.inf)
    heads = _tree(scores, np.flatnonzero(begins).tolist())
    root = [h == i for i, h in enumerate(heads)]
    for i, token in enumerate(tokens):
        parse.tag[token] = labels.tags[tags[i]]
        dep = labels.dependencies[deps[i]]
        parse.dep[token] = "ROOT" if root[i] else "dep" if dep == "ROOT" else dep
        parse.name[token] = labels.names[names[i]]
        parse.head[token] = tokens[heads[i]]


def _tree(scores: Floats, firsts: list[int]) -> list[int]:
    """The best head of each token; one root a sentence, which is its own head; no circles."""
    size = len(scores)
    own = scores.diagonal().copy()
    other = scores.copy()
    np.fill_diagonal(other, -np.inf)
    best: list[int] = other.argmax(1).tolist()
    lead = own - other.max(1)
    for first, last in zip(firsts, [*firsts[1:], size], strict=True):
        root = first + int(lead[first:last].argmax())
        best[root] = root
        state = [0] * (last - first)  # 0 unseen, 1 on the way, 2 known to lead to the root
        state[root - first] = 2
        for i in range(first, last):
            path = []
            while state[i - first] == 0:
                state[i - first] = 1
                path.append(i)
                i = best[i]
            if state[i - first] == 1:
                best[i] = root
            for j in path:
                state[j - first] = 2
    return best


_FINITE = ("VBD", "VBP", "VBZ", "MD")


def _mend(parse: _Parse, words: list[str]) -> None:
    """What the treebank's conventions rule out: the model finds heads and labels apart from each other."""
    tag, dep, head = parse.tag, parse.dep, parse.head
    for i in range(len(tag) - 1):
        if tag[i] == "TO" and tag[i + 1] == "VB" and head[i] >= 0 and head[i + 1] >= 0:
            verb = i + 1
            _mend_be(parse, words, verb)
            if dep[verb] in ("aux", "auxpass") and tag[head[verb]].startswith("VB"):
                if _hang(parse, i, head[verb]):
                    dep[i] = "aux"  # "to be exchanged": it belongs to "exchanged", as "be" does
                continue
            if head[verb] > verb and head[i] < i:  # "voted to impeach Vorn", not Vorn's impeaching
                _hang(parse, verb, head[i])
            if head[i] != i and _hang(parse, i, verb):
                dep[i] = "aux"
            if dep[verb] in ("compound", "amod", "nmod") and tag[head[verb]].startswith("VB"):
                dep[verb] = "xcomp"
    told = {head[i] for i, label in enumerate(dep) if label.startswith("nsubj")}  # verbs with a subject
    for i, label in enumerate(dep):
        h = head[i]
        if h < 0 or h == i:
            continue
        if label == "dobj" and tag[i] in ("WDT", "WP") and i < h and h not in told:
            dep[i] = "nsubj"  # "the bill, which he said passed"
        if tag[i][:2] == "NN" and tag[h] in _FINITE:  # headlines: "Orr and Herrin cut budget"
            if label in ("dep", "appos", "nmod") and i < h and h not in told:
                dep[i] = label = "nsubj"
                told.add(h)
            elif (
                label == "dep"
                and h + 1 == i
                and not any(head[j] == h and dep[j] in ("dobj", "ccomp") for j in range(h + 1, len(tag)))
            ):
                dep[i] = label = "dobj"
        if label == "conj" and i > h and tag[i].startswith("VB"):
            _mend_joined(parse, i)
            h = head[i]
        if label == "ccomp" and i < h and any(words[j] == ";" and head[j] == h for j in range(i + 1, h)):
            dep[i] = "parataxis"  # "Gorm left; Marel denied that ...": nobody denied that Gorm left
        if label == "nsubj" and tag[h].startswith("VB") and h < i:
            later = next((j for j in range(i + 1, len(tag)) if head[j] == h and tag[j] == "VB"), i)
            if tag[later - 1] == "TO" and later not in told and _hang(parse, i, later):
                dep[later] = "ccomp"  # "ordered Lowen to leave": who leaves
        if label in ("advcl", "acl") and tag[i] in ("VBN", "VBG"):
            _mend_with(parse, words, i)
            h, label = head[i], dep[i]
        if label == "relcl" and i < h and tag[h].startswith("VB"):  # "the bill, which he said passed"
            which = next((j for j in range(i - 1, 0, -1) if tag[j] in ("WDT", "WP")), 0)
            noun = next((j for j in range(which - 1, max(which - 3, -1), -1) if tag[j][:2] == "NN"), -1)
            if noun >= 0 and _hang(parse, i, noun) and _hang(parse, h, i):
                dep[h] = "ccomp"
                continue
        if label == "relcl" and tag[h].startswith("VB"):  # it hangs on the noun before "which"
            which = next((j for j in range(h + 1, i) if tag[j] in ("WDT", "WP")), i)
            noun = next((j for j in range(which - 1, h, -1) if tag[j].startswith("NN")), h)
            if which - noun <= 2:
                _hang(parse, i, noun)
        if (
            label in ("pobj", "dobj", "xcomp")
            and tag[h] == "TO"
            and dep[h] == "aux"
            and _hang(parse, i, head[h])
        ):
            h = head[i]
        if label in ("pobj", "dobj") and dep[h] == "prt" and _hang(parse, i, head[h]):
            dep[i] = "dobj"  # "called off the meeting"
        elif label in ("advcl", "acl") and h < i and words[h].lower() == "with" and tag[i] in ("VBN", "VBG"):
            dep[i] = "pcomp"  # "with two ships named as targets": ships are named
            for j in range(h + 1, i):
                if head[j] == h and dep[j] == "pobj" and _hang(parse, j, i):
                    dep[j] = "nsubjpass" if tag[i] == "VBN" else "nsubj"
        elif label == "pobj" and tag[h].startswith("VB"):
            dep[i] = "dobj"
        elif label == "dobj" and i < h and tag[h] == "VB" and tag[h - 1] == "TO" and tag[i] != "WP":
            dep[i] = "nsubj"  # "ordered them to leave": who leaves
            if dep[h] == "xcomp":
                dep[h] = "ccomp"


def _mend_be(parse: _Parse, words: list[str], verb: int) -> None:
    """ "is to be complete": "complete" hangs on "be", neither "be" on it nor it on "is"."""
    tag, dep, head = parse.tag, parse.dep, parse.head
    if words[verb].lower() != "be":
        return
    content = head[verb]
    if content > verb:  # "be" on it
        fits = tag[content][:2] in ("JJ", "NN") and dep[content] in ("xcomp", "acomp", "attr", "ccomp")
        if fits and 0 <= head[content] < verb:
            head[verb], dep[verb] = head[content], "xcomp"
            head[content], dep[content] = verb, "acomp" if tag[content][:2] == "JJ" else "attr"
    elif dep[verb] == "xcomp" and words[content].lower() in _BE:
        for i in range(verb + 1, min(verb + _NEAR, len(tag))):
            if head[i] == content and dep[i] in ("acomp", "attr"):
                head[i] = verb


_NEAR = 6  # tokens


def _mend_joined(parse: _Parse, verb: int) -> None:
    """Like is joined to like: "agreeing to pay and | to leave", "was to open but | stayed shut"."""
    tag, dep, head = parse.tag, parse.dep, parse.head

    def infinitive(i: int) -> bool:
        return tag[i] == "VB" and any(tag[j] == "TO" and head[j] == i for j in range(max(i - 3, 0), i))

    first = head[verb]
    if tag[verb] in ("VBD", "VBZ"):  # VBP may be an infinitive taken for one
        while (infinitive(first) or not tag[first].startswith("VB")) and head[first] not in (first, -1):
            first = head[first]
        if first != head[verb] and tag[first] in _FINITE[:3]:
            _hang(parse, verb, first)
    elif infinitive(verb) and tag[first].startswith("VB") and not infinitive(first):
        governed = [j for j in range(first + 1, verb) if head[j] == first and dep[j] == "xcomp"]
        if governed and infinitive(governed[-1]):
            _hang(parse, verb, governed[-1])


def _mend_with(parse: _Parse, words: list[str], verb: int) -> None:
    """ "with two ships named as targets": ships are named, whatever the model hangs on what."""
    for mark in range(verb - 1, -1, -1):
        if parse.tag[mark][:2] in ("VB", "MD") or words[mark] in ",;:":
            return
        if words[mark].lower() == "with" and parse.dep[mark] == "prep":
            break
    else:
        return
    named = [j for j in range(mark + 1, verb) if parse.head[j] == mark and parse.dep[j] == "pobj"]
    if named and _hang(parse, mark, parse.head[verb]) and _hang(parse, verb, mark):
        parse.dep[verb] = "pcomp"
        for j in named:
            _hang(parse, j, verb)
            parse.dep[j] = "nsubjpass" if parse.tag[verb] == "VBN" else "nsubj"


def _hang(parse: _Parse, token: int, head: int) -> bool:
    """Make the token depend on another, unless that one depends on it."""
    at = head
    while at != token and parse.head[at] not in (at, -1):
        at = parse.head[at]
    if at == token:
        return False
    parse.head[token] = head
    return True


def _attach_rest(parse: _Parse, words: list[str], blank: list[bool]) -> None:
    """Blanks hang on the token before them, furniture on the first token of its line."""
    first = -1  # of the line of furniture
    for i, word in enumerate(words):
        if blank[i]:
            parse.tag[i] = "_SP"
            parse.head[i] = max(i - 1, 0)
            if "\n" in word:
                first = -1
        elif parse.head[i] < 0:
            first = i if first < 0 else first
            parse.head[i] = first
            parse.dep[i] = "ROOT" if first == i else "dep"
        else:
            first = -1
    if words and blank[0]:
        parse.dep[0] = "ROOT"


def _whole(parse: _Parse) -> list[str]:
    """Names without holes, each word of which the model judged for itself.

    A name goes on over a word left out of its middle, to the word that its last one is
    compounded with, and over what follows a preposition of its own: "Council of | Littoral States".
    """
    names, tags = parse.name, parse.tag
    kind = ""  # of the name that the last word belongs to
    for i, name in enumerate(names):
        if name == "O":
            follows = names[i + 1] if i + 1 < len(names) else "O"
            hole = kind and follows == "I-" + kind and not tags[i].startswith(("V", "_", "."))
            compound = kind and parse.dep[i - 1] == "compound" and parse.head[i - 1] == i
            kind = kind if hole or (compound and tags[i].startswith("NNP")) else ""
            names[i] = "I-" + kind if kind else "O"
        elif kind and (name == "I-" + kind or (tags[i - 1] == "IN" and name[0] == "B")):
            names[i] = "I-" + kind
        elif kind and name[0] == "I" and names[i - 1][0] == "I" and tags[i].startswith("NNP"):
            names[i] = "I-" + kind  # another kind in the middle of a name
        else:
            kind = name[2:]
            names[i] = "B-" + kind
    return names


@cache
def _pos(tag: str, word: str, dep: str) -> str:
    """The universal part of speech, by the rules of spaCy's English pipeline."""
    if tag.startswith("VB"):
        helps = word in _BE or (word in _HELP and dep in ("aux", "auxpass"))
        return "AUX" if helps or dep in ("aux", "auxpass") else "VERB"
    if tag == "IN":
        return "SCONJ" if dep == "mark" else "ADP"
    if tag == "DT":
        return "DET" if dep in ("det", "predet", "preconj", "quantmod", "advmod", "neg") else "PRON"
    if tag == "RB":
        return "PART" if word in ("not", "n't", "n’t") else "ADV"
    if tag == "NN" and word in _PRONOUNS:
        return "PRON"
    if tag == "TO" and dep in ("prep", "dative"):
        return "ADP"
    return _POS.get(tag, "X")


@cache
def _tables() -> Any:
    lemmatizer: Any = models.english().get_pipe("lemmatizer")
    return lemmatizer.lookups


@cache
def lemma(word: str, tag: str, pos: str) -> str:
    """The dictionary form, by the rules and exceptions of spaCy's English lemmatizer."""
    low = word.lower()
    if pos in ("VERB", "AUX"):
        if low in _BE and (low not in ("'s", "’s") or tag != "POS"):
            return "be"
        if low in _SHORT:
            return _SHORT[low]
        if low in ("'d", "’d"):
            return "would" if tag == "MD" else "have"
    if pos == "PART" and low in ("n't", "n’t"):
        return "not"
    if pos == "PROPN":
        return word
    if pos == "PRON":
        return "I" if low == "i" else low if tag == "PRP$" else _PERSONAL.get(low, low)
    kind = "verb" if pos == "AUX" else pos.lower()
    tables = _tables()
    rules = tables.get_table("lemma_rules").get(kind)
    if rules is None or pos not in _INFLECTED or tag not in _INFLECTED[pos]:
        return low
    exact = tables.get_table("lemma_exc").get(kind, {}).get(low)
    if exact:
        return str(exact[0])
    index = tables.get_table("lemma_index").get(kind, {})
    forms = [low[: len(low) - len(old)] + new for old, new in rules if low.endswith(old)]
    forms = [form for form in forms if form]
    known = [form for form in forms if form in index]
    odd = [form for form in forms if not form.isalpha()]
    return next(iter([*reversed(known), *odd, *forms]), word)
