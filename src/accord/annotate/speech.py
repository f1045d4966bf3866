"""Who is said to have said the words in quotation marks.

A cue is looked for behind a quotation ("...," she said), before it (he added: "...")
and, for one that stands alone, in what came before. What lies between the marks is not
parsed for this: parsers stumble over quoted sentences, the words around them are plain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from accord.annotate.claims import Range, cue_range, source_of, span
from accord.annotate.cues import rate
from accord.annotate.quote_marks import Marked
from accord.records import BlockKind

_ENDS = frozenset(".!?;")
_SOFT = frozenset(",?!—–-…")  # a quotation that ends so leaves its sentence open
_NO_SPEAKER = frozenset(("CC", "WDT", "WP", "WP$", "WRB", "TO"))  # what follows is no NAME said
_FINITE = frozenset(("VBD", "VBZ", "VBP", "VBN", "VB"))
_REACH = 45  # tokens; longer stretches between quotation and cue are descriptions of the speaker


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that introduces speech, with the phrase that names the speaker."""

    head: int | None  # None: only punctuation introduces it
    words: tuple[Range, ...]
    source: tuple[Range, ...]
    where: str


@dataclass(slots=True)
class Utterance:
    """Quoted stretches under one cue, while they are gathered."""

    cue: Cue
    stretches: list[int] = field(default_factory=list)  # indices into `Page.marked`
    lead: int | None = (
        None  # where the first stretch's sentence begins, when part of it stands outside the marks
    )


@dataclass(slots=True)
class Page:
    """A parsed text with the stretches in quotation marks laid over its tokens."""

    doc: Doc
    marked: Sequence[Marked]
    paragraphs: Sequence[Range]  # offsets
    kinds: Sequence[BlockKind]  # of each paragraph
    text: str = field(init=False)  # kept: a Doc spells its text out anew each time
    starts: list[int] = field(init=False)
    inside: list[int] = field(init=False)  # index of the stretch a token lies in, or -1
    tokens: list[Range] = field(init=False)  # token range of each stretch
    paragraph_of: list[int] = field(init=False)  # of each token, or -1

    def __post_init__(self) -> None:
        self.text = self.doc.text
        self.starts = [t.idx for t in self.doc]
        self.inside = [-1] * len(self.doc)
        self.tokens = []
        self.paragraph_of = [-1] * len(self.doc)
        for number in range(len(self.paragraphs)):
            first, last = self.paragraph(number)
            self.paragraph_of[first:last] = [number] * (last - first)
        for number, m in enumerate(self.marked):
            first, last = self.at(m.start), self.at(m.end, after=True)
            self.tokens.append((first, last))
            self.inside[first:last] = [number] * (last - first)

    def at(self, offset: int, after: bool = False) -> int:
        """The token that holds an offset; with `after`, the first that begins there or later."""
        index = bisect_left(self.starts, offset)
        if after or (index < len(self.starts) and self.starts[index] == offset):
            return index
        return max(0, index - 1)

    def words(self, number: int) -> str:
        """What stands between the marks of a stretch."""
        start, end = self.marked[number].inner(self.text)
        return self.text[start:end].strip()

    def paragraph(self, number: int) -> Range:
        """The tokens of a paragraph."""
        start, end = self.paragraphs[number]
        return self.at(start), self.at(end, after=True)


def find_utterances(page: Page) -> list[Utterance]:
    """Quoted stretches with the cue each belongs to; what nobody is said to have said is left out."""
    out: list[Utterance] = []
    by_paragraph: dict[int, list[int]] = {}
    for number, m in enumerate(page.marked):
        by_paragraph.setdefault(m.paragraph, []).append(number)
    last: tuple[int, Utterance] | None = None  # paragraph, the utterance it ends on
    for paragraph, numbers in by_paragraph.items():
        here = _paragraph(page, paragraph, numbers, last)
        fresh = [u for u in here if not any(u is o for o in out)]
        out.extend(fresh)
        if here:
            last = paragraph, here[-1]
    return out


def _paragraph(
    page: Page, paragraph: int, numbers: list[int], last: tuple[int, Utterance] | None
) -> list[Utterance]:
    found: dict[int, Utterance] = {}  # stretch -> utterance
    order: list[Utterance] = []

    def put(number: int, utterance: Utterance) -> None:
        if number not in utterance.stretches:
            utterance.stretches.append(number)
        found[number] = utterance
        if utterance not in order:
            order.append(utterance)

    behind = {n: _behind(page, n) for n in numbers}
    before = {n: _before(page, n) for n in numbers}
    for position, number in enumerate(numbers):
        previous = numbers[position - 1] if position else None
        spoken = next((n for n in reversed(numbers[:position]) if n in found), None)
        said_before = found[spoken] if spoken is not None else None
        cue, lead = behind[number], before[number]
        if lead is not None and said_before is not None and lead.head == said_before.cue.head:
            put(number, said_before)  # "A," he said, "B."
        elif lead is not None and (cue is None or lead.where == "colon" or cue.where == "loose"):
            put(number, Utterance(lead))
        elif cue is not None:
            if cue.where == "embedded":
                put(number, Utterance(cue, lead=_sentence_start(page, number)))
            elif previous is not None and previous not in found and _blank(page, previous, number):
                new = Utterance(cue)
                put(previous, new)
                put(number, new)
            else:
                put(number, Utterance(cue))
        elif said_before is not None and spoken is not None and _goes_on(page, spoken, number):
            put(number, said_before)
    alone = [n for n in numbers if n not in found]
    if len(alone) == len(numbers) and _fills(page, paragraph, numbers):
        # A paragraph of nothing but quotation: whoever spoke last speaks on.
        if last is not None and last[0] == paragraph - 1:
            if not page.marked[last[1].stretches[-1]].closed:
                for number in numbers:
                    put(number, last[1])
            else:
                carried = Utterance(last[1].cue)
                for number in numbers:
                    put(number, carried)
    else:
        for number in alone:
            position = numbers.index(number)
            previous = numbers[position - 1] if position else None
            if previous in found and _sentences_of_their_own(page, number):
                put(number, Utterance(found[previous].cue))
    order.sort(key=lambda u: u.stretches[-1])
    return order


def _sentence_start(page: Page, number: int) -> int:
    """Where the sentence begins that a stretch stands in, going by the words outside the marks."""
    doc = page.doc
    begin, _ = page.paragraph(page.marked[number].paragraph)
    first = at = page.tokens[number][0]
    while at > begin:
        at -= 1
        if doc[at].text in _ENDS and page.inside[at] < 0:
            break
        if page.inside[at] >= 0:
            last = page.words(page.inside[at])[-1:]
            if last in ".?!" and doc[at + 1].text[:1].isupper():
                break
        if not doc[at].is_space:
            first = at
    return first


def _blank(page: Page, left: int, right: int) -> bool:
    return not page.text[page.marked[left].end : page.marked[right].start].strip()


def _fills(page: Page, paragraph: int, numbers: list[int]) -> bool:
    """Whether the paragraph has no words outside the stretches."""
    at, end = page.paragraphs[paragraph]
    text = page.text
    for number in numbers:
        if any(c.isalnum() for c in text[at : page.marked[number].start]):
            return False
        at = page.marked[number].end
    return not any(c.isalnum() for c in text[at:end])


def _sentences_of_their_own(page: Page, number: int) -> bool:
    """Whether the stretch is one or more whole sentences and stands for itself."""
    words = page.words(number)
    if len(words.split()) < 3 or not words[:1].isupper() or words[-1:] not in ".?!…":
        return False
    lead = page.text[: page.marked[number].start].rstrip()[-1:]
    return lead in ".?!”\"'’:" or lead == ""


def _goes_on(page: Page, spoken: int, number: int) -> bool:
    """Whether a stretch without a cue of its own continues the utterance before it."""
    gap = page.text[page.marked[spoken].end : page.marked[number].start].strip()
    words = page.words(number)
    if not gap:
        return True
    if gap[-1] not in ".?!)" and not (gap[-1] in "”\"'’" and gap[-2:-1] in ".?!"):
        # A whole speech inside the sentence that tells of it.
        return len(words.split()) >= 8 and any(c in words[:-1] for c in ".?!")
    between = page.doc[page.tokens[spoken][1] : page.tokens[number][0]]
    starts = sum(bool(t.is_sent_start) and t.text[:1].isupper() for t in between[2:])
    return starts == 0 and _sentences_of_their_own(page, number)


def _behind(page: Page, number: int) -> Cue | None:
    """The cue that follows a stretch: "...," NAME said; "...," said NAME."""
    doc = page.doc
    words = page.words(number)
    if not words:
        return None
    end = page.paragraph(page.marked[number].paragraph)[1]
    at = page.tokens[number][1]
    while at < end and doc[at].is_space:
        at += 1
    if at < end and doc[at].text == ":":
        return _headed(page, number, at + 1, end)
    comma = at < end and doc[at].text in (",", "—", "–", "-", "--")
    if comma:
        at += 1
    gap = []
    for i in range(at, min(end, at + _REACH)):
        if page.inside[i] >= 0 or doc[i].text in _ENDS:
            break
        gap.append(doc[i])
    if not gap or gap[0].tag_ in _NO_SPEAKER or (gap[0].tag_ == "IN" and gap[0].lower_ != "as"):
        return None
    closing = words[-1]
    open_ended = closing in _SOFT or comma
    verb = _first_verb(gap)
    if verb is None:
        return None
    likely = rate(verb.lemma_.lower(), "quote after")
    lead = _sentence_start(page, number)
    embedded = lead < page.tokens[number][0]
    if embedded and not (open_ended and likely > 0.5 and _brief(gap, verb)):
        return None
    position = verb.i - gap[0].i
    if closing == "." and not comma:
        if not (gap[-1].i - gap[0].i <= 5 and likely > 0.5 and gap[-1].i - verb.i <= 1):
            return None
    elif not open_ended:
        if not (likely > 0.5 and position <= 3 and len(words.split()) >= 2):
            return None
    elif closing in "?!" and not comma and likely < 0.3:
        return None
    if likely < 0.3:
        return None
    source = _around(page, gap, verb)
    if not source and closing not in ",?!":
        return None
    if embedded:
        return Cue(verb.i, (cue_range(verb),), source, "embedded")
    loose = closing in "?!." or not open_ended
    return Cue(verb.i, (cue_range(verb),), source, "loose" if loose else "after")


def _headed(page: Page, number: int, at: int, end: int) -> Cue | None:
    """The headline form 'Quoted words': NAME does something."""
    doc = page.doc
    if (
        page.tokens[number][0] > page.paragraph(page.marked[number].paragraph)[0]
        or doc[end - 1].text in _ENDS
    ):
        return None
    for token in doc[at:end]:
        if page.inside[token.i] >= 0:
            return None
        if token.pos_ in ("VERB", "AUX"):
            start, stop = _clean(doc, at, token.i)
            return Cue(None, (), ((start, stop),), "after") if start < stop else None
    start, stop = _clean(doc, at, end)
    return Cue(None, (), ((start, stop),), "after") if 0 < stop - start <= 6 else None


def _brief(gap: Sequence[Token], verb: Token) -> bool:
    """Whether the gap is little more than NAME said: no clause hangs on the cue."""
    before = [t for t in gap if t.i < verb.i]
    return not any(c.dep_ in ("ccomp", "dobj") and gap[0].i <= c.i for c in verb.children) and not any(
        t.text == "," or t.pos_ in ("VERB", "SCONJ") for t in before[:3]
    )


def _first_verb(gap: Sequence[Token]) -> Token | None:
    for token in gap:
        if token.pos_ == "VERB" and token.tag_ in _FINITE:
            if any(c.dep_ == "auxpass" for c in token.children):
                return None
            if token.dep_ in ("relcl", "acl") and token.head.i >= gap[0].i and token.i > gap[0].i:
                continue
            if (
                token.tag_ == "VBN"
                and not any(c.dep_ in ("aux", "auxpass") for c in token.children)
                and token.i > gap[0].i
            ):
                continue
            if token.tag_ == "VB" and not any(c.dep_ == "aux" and c.lower_ != "to" for c in token.children):
                continue
            return token
    return None


def _around(page: Page, gap: Sequence[Token], verb: Token) -> tuple[Range, ...]:
    """The phrase beside a cue verb that names the speaker, from the words of the gap alone."""
    doc, first, last = page.doc, gap[0].i, gap[-1].i
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass") and first <= child.i <= last and page.inside[child.i] < 0:
            start, end = span(child)
            start, end = max(start, first), min(end, last + 1)
            if start <= verb.i < end:
                start, end = (start, verb.i) if child.i < verb.i else (verb.i + 1, end)
            return (_clean(doc, start, end),)
    left = [t for t in gap if t.i < verb.i and t.dep_ not in ("aux", "neg")]
    nominal = [t for t in left if t.pos_ in ("PROPN", "NOUN", "PRON")]
    if nominal:
        head = nominal[0]
        return (_clean(doc, max(first, min(head.left_edge.i, head.i)), nominal[-1].i + 1),)
    right = [t for t in gap if t.i > verb.i]
    for token in right:
        if token.pos_ in ("PROPN", "NOUN", "PRON"):
            if token.dep_ in ("compound", "poss", "nmod", "amod") and token.head.i > token.i:
                continue
            start, end = span(token)
            start = max(verb.i + 1, start)
            if token.i - verb.i > 8:
                break
            return (_clean(doc, start, min(end, last + 1)),)
    return ()


def _clean(doc: Doc, start: int, end: int) -> Range:
    while start < end and (doc[start].is_space or doc[start].text in ",—–-:"):
        start += 1
    while start < end - 1 and (doc[end - 1].is_space or doc[end - 1].text in ",—–-:"):
        end -= 1
    return start, end


def _before(page: Page, number: int) -> Cue | None:
    """The cue that leads into a stretch: NAME said: "..."; NAME, saying, "..."; NAME: "..."."""
    doc = page.doc
    m = page.marked[number]
    words = page.words(number)
    begin = page.paragraph(m.paragraph)[0]
    at = page.tokens[number][0] - 1
    while at >= begin and doc[at].is_space:
        at -= 1
    if at < begin:
        if m.paragraph == 0:
            return None
        begin, stop = page.paragraph(m.paragraph - 1)
        at = stop - 1
        while at >= begin and doc[at].is_space:
            at -= 1
        if at < begin or doc[at].text != ":":
            return None
    last = doc[at]
    colon, comma = last.text == ":", last.text == ","
    gap: list[Token] = []
    for i in range(at - (colon or comma), max(begin - 1, at - _REACH - 15), -1):
        if page.inside[i] >= 0 or doc[i].text in _ENDS:
            break
        gap.append(doc[i])
    gap.reverse()
    if not gap:
        return None
    verb = next((t for t in reversed(gap) if _introduces(t)), None)
    if verb is not None:
        likely = rate(verb.lemma_.lower(), "quote before")
        between = doc[verb.i + 1 : at + 1]
        clear = not any(t.dep_ in ("nsubj", "nsubjpass", "mark") for t in between if t.head.i != verb.i)
        if colon and (clear or likely > 0.5) and likely > 0.15:
            return _lead(page, gap, verb, "colon")
        if comma and likely > 0.3 and clear and len(words.split()) > 1:
            return _lead(page, gap, verb, "before")
        if not colon and not comma and likely > 0.5 and clear and len(words.split()) > 2:
            near = last.i == verb.i or (
                last.head.i == verb.i and last.dep_ in ("dobj", "dative", "advmod", "npadvmod")
            )
            if near and words[:1].isupper() and (words[-1] in ".!?," or len(words.split()) > 4):
                return _lead(page, gap, verb, "before")
    if colon:
        start, end = _clean(doc, gap[0].i, gap[-1].i + 1)
        if 0 < end - start <= 8 and any(t.pos_ in ("PROPN", "PRON") for t in doc[start:end]):
            return Cue(None, (), ((start, end),), "colon")
    return None


def _introduces(token: Token) -> bool:
    return token.pos_ == "VERB" and token.dep_ not in ("amod", "compound")


def _lead(page: Page, gap: Sequence[Token], verb: Token, where: str) -> Cue:
    source, _ = source_of(verb)
    if not source or all(page.inside[a] >= 0 for a, _ in source):
        source = _around(page, gap, verb) if verb.tag_ not in ("VBG",) else ()
        if not source:
            source = _subject_of_sentence(page, gap)
    return Cue(verb.i, (cue_range(verb),), tuple(_clean(page.doc, a, b) for a, b in source), where)


def _subject_of_sentence(page: Page, gap: Sequence[Token]) -> tuple[Range, ...]:
    for token in gap:
        if token.dep_ == "nsubj":
            start, end = span(token)
            return (_clean(page.doc, start, min(end, gap[-1].i + 1)),)
    return ()
