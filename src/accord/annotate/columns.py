"""A parse as plain lists, one entry a token: many passes over it stay cheap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from spacy import attrs
from spacy.tokens import Doc

from accord.records import Article
from accord.text import plain
from accord.titles import is_role

_TITLE_CASE = 0.7  # share of capitalised longer words from which a line counts as set in title case
_SURE = 0.9
_SMALL = frozenset(
    """a an and as at but by for from in into is it its nor not of on or over per than the to up vs via with
    amid after""".split()
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the passes read of a parse; `skip` marks tokens of page furniture and blanks."""

    word: list[str]
    lower: list[str]  # a hyphenated role stands under its last token: "front-runner"
    lemma: list[str]
    tag: list[str]
    pos: list[str]
    dep: list[str]
    head: list[int]
    start: list[int]  # offset of the token, and of its end
    end: list[int]
    sentence: list[int]
    paragraph: list[int]
    skip: list[bool]
    quoted: list[bool]  # between double quotation marks
    titled: list[bool]  # in a line in title case or capitals: every word looks like a name there
    entity: list[str]  # spaCy's label, "" outside
    begins: list[bool]  # first token of a span of spaCy's

    def __len__(self) -> int:
        return len(self.word)

    def at(self, offset: int) -> int:
        """The token that stands at the offset or, between tokens, the next one."""
        return bisect_right(self.end, offset)

    def text(self, first: int, last: int) -> str:
        """The tokens as printed, with one blank for any space between them."""
        out = self.word[first]
        for i in range(first + 1, last):
            out += (" " if self.start[i] > self.end[i - 1] else "") + self.word[i]
        return out

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The tokens of a stretch of text, first and past-the-last."""
        return bisect_right(self.end, start), bisect_left(self.start, end)


def columns(article: Article, doc: Doc) -> Columns:
    """The parse of ``article.text`` as lists."""
    strings = doc.vocab.strings
    names: dict[int, str] = {}

    def text_of(attribute: int) -> list[str]:
        values: list[int] = doc.to_array([attribute]).ravel().astype("uint64").tolist()
        for value in set(values):
            if value not in names:
                names[value] = strings[value] if value else ""
        return [names[value] for value in values]

    size = len(doc)
    word = text_of(attrs.ORTH)
    start: list[int] = doc.to_array([attrs.IDX]).ravel().astype("int64").tolist()
    end = [at + len(form) for at, form in zip(start, word, strict=True)]
    offsets = doc.to_array([attrs.HEAD]).astype("int64").ravel().tolist()
    head = [i + (o - (1 << 64) if o > (1 << 63) else o) for i, o in enumerate(offsets)]
    starts = doc.to_array([attrs.SENT_START]).astype("int64").ravel().tolist()
    iob = doc.to_array([attrs.ENT_IOB]).ravel().tolist()
    sentence, paragraph, quoted = [0] * size, [0] * size, [False] * size
    s = p = 0
    inside = False
    for i, form in enumerate(word):
        if starts[i] == 1 and i:
            s += 1
        sentence[i], paragraph[i] = s, p
        mark = form[0] if form else ""
        if mark in "“„":
            inside = True
        elif mark in "”":
            inside = False
        elif mark == '"' or form in ("``", "''"):
            inside = not inside
        quoted[i] = inside
        if "\n" in form:
            p += 1
            inside = False
    skip = [form.isspace() or not form for form in word]
    for block in article.blocks:
        if block.kind == "furniture":
            first, last = bisect_right(end, block.start), bisect_left(start, block.end)
            skip[first:last] = [True] * max(0, last - first)
    lower = [plain(w).lower() for w in word]
    for i in range(1, size - 1):
        if lower[i] == "-" and end[i - 1] == start[i] and end[i] == start[i + 1]:
            compound = f"{lower[i - 1]}-{lower[i + 1]}"
            if is_role(compound):
                lower[i + 1] = compound
    return Columns(
        word, lower, text_of(attrs.LEMMA), text_of(attrs.TAG), text_of(attrs.POS),
        text_of(attrs.DEP), head, start, end, sentence, paragraph, skip, quoted, _titled(word, paragraph),
        text_of(attrs.ENT_TYPE), [value == 3 for value in iob],
    )  # fmt: skip


def _titled(word: list[str], paragraph: list[int]) -> list[bool]:
    """Lines in which nearly every longer word has a capital."""
    titled = [False] * len(word)
    at = 0
    while at < len(word):
        to = at
        while to < len(word) and paragraph[to] == paragraph[at]:
            to += 1
        forms = [form for form in word[at:to] if not form.isspace()]
        if 1 < len(forms) <= 40:
            long = [form for form in forms if form[0].isalpha() and form.lower() not in _SMALL]
            raised = sum(form[0].isupper() for form in long)
            ends = forms[-1] in (".", "!", "?", "”", '"')  # few headlines do; short sentences of names too
            if len(long) > (5 if ends else 2) and raised >= (_SURE if ends else _TITLE_CASE) * len(long):
                titled[at:to] = [True] * (to - at)
        at = to
    return titled
