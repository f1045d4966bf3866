"""Where a clause, a phrase or an object hangs on a word that may attribute it to someone.

`find_claims` lists every such place with the frame it stands in; whether the word
attributes in that frame is for `accord.annotate.cues` to say. Frames and the extent of
content and source follow the annotation of PolNeAR (Newell, Margolin and Ruths,
LREC 2018): "that" belongs to the content, the whole noun phrase to the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from accord.annotate.cues import rate

Range = tuple[int, int]  # half-open token indices

_WH = frozenset("what who whom whose which how why when where whether if".split())
_PREPOSITIONS = frozenset(
    "about of on for to against with in over into at from by upon toward towards behind regarding".split()
)
_ADVERBS = frozenset("reportedly allegedly supposedly purportedly presumably".split())
_RELATIVE = frozenset("who that which whom".split())


@dataclass(frozen=True, slots=True)
class Claim:
    """Content that hangs on a word, and who would be its source."""

    lemma: str
    frame: str  # part of speech and construction: "verb that", "noun of"
    head: int  # the word
    anchor: int  # the verb or noun that claims compete for: one claim an anchor at most
    cue: Range
    content: tuple[Range, ...]
    source: tuple[Range, ...]


def span(token: Token) -> Range:
    """The token with all that depends on it."""
    return token.left_edge.i, token.right_edge.i + 1


def less(whole: Range, *holes: Range) -> tuple[Range, ...]:
    """What remains of a stretch when others are cut out of it."""
    pieces, at = [], whole[0]
    for start, end in sorted(holes):
        if start > at:
            pieces.append((at, min(start, whole[1])))
        at = max(at, end)
    pieces.append((at, whole[1]))
    return tuple((a, b) for a, b in pieces if a < b)


def source_of(verb: Token, depth: int = 0) -> tuple[tuple[Range, ...], Token | None]:
    """The phrases that name who says or thinks what `verb` tells, and their head word.

    A verb without a subject borrows that of the verb it depends on; one that hangs on
    a noun has the noun ("officials saying"). Empty where the sentence names nobody: an
    imperative, a passive without "by".
    """
    passive = False
    if (outer := _telling_verb(verb)) is not None:
        return source_of(outer, depth + 1)
    for child in verb.children:
        if child.dep_ == "agent":
            for by in child.children:
                if by.dep_ == "pobj":
                    return (span(by),), by
        elif child.dep_ == "nsubj":
            subject = _subject_span(child, verb)
            if child.lower_ in _RELATIVE and verb.dep_ == "relcl":
                noun = verb.head
                return (*less(span(noun), span(verb))[:1], subject), noun
            return (subject,), child
        elif child.dep_ in ("nsubjpass", "auxpass"):
            passive = True
    if passive or depth > 4:
        return (), None
    head = verb.head
    if verb.dep_ == "ROOT" and verb.tag_ in ("VBD", "VBZ", "VBP"):
        return _opening_phrase(verb)
    if verb.dep_ in ("xcomp", "advcl", "conj", "ccomp", "dep", "parataxis") and head.i != verb.i:
        if verb.dep_ == "xcomp" or (verb.dep_ == "ccomp" and verb.tag_ in ("VB", "VBG")):
            if objects := [c for c in head.children if c.dep_ in ("dobj", "dative") and c.i < verb.i]:
                if verb.tag_ == "VB":  # "urged her to say": she says
                    return (span(objects[0]),), objects[0]
        if head.pos_ in ("VERB", "AUX"):
            subject_of_head = next((c for c in head.children if c.dep_ == "nsubjpass"), None)
            if subject_of_head is not None and verb.dep_ != "conj" and head.i < verb.i:
                return (_subject_span(subject_of_head, head),), subject_of_head
            return source_of(head, depth + 1)
        if head.pos_ in ("ADJ", "ADV") and head.head.i != head.i:
            return source_of(head.head, depth + 1)
    if verb.dep_ == "pcomp" and head.head.i != head.i:
        above = head.head
        return source_of(above, depth + 1) if above.pos_ in ("VERB", "AUX") else ((), None)
    if verb.dep_ == "acl":
        if verb.tag_ == "VBG":
            return less(span(head), span(verb))[:1], head
        if verb.tag_ == "VBN":
            return (), None
    if verb.dep_ in ("pobj", "dobj"):  # a participle taken for a noun
        return source_of(head, depth + 1) if head.pos_ == "VERB" else ((), None)
    return (), None


def _telling_verb(verb: Token) -> Token | None:
    """The verb of saying that a further one goes with, where the parser hung it on what was said.

    "He said the plan was late and added", "He wrote that the agents knew, saying": the
    one who says is the first verb's subject, not the plan or the agents.
    """
    if _has_subject(verb) or verb.dep_ not in ("conj", "advcl"):
        return None
    if verb.dep_ == "advcl" and (verb.tag_ != "VBG" or any(c.dep_ == "mark" for c in verb.children)):
        return None
    if not tells(verb):
        return None
    if verb.dep_ == "conj":
        # "met Orr, who told him that it was late, and added": the nearest verb of saying, marks closed.
        marks = 0
        for token in reversed(verb.doc[verb.head.i + 1 : verb.i]):
            marks += token.is_quote
            if token.pos_ == "VERB" and token.tag_ == verb.tag_ and marks % 2 == 0 and tells(token):
                return token if _has_subject(token) else None
    inner, steps = verb.head, 0
    while inner.head.i != inner.i and steps < 6:
        outer = inner.head
        if inner.dep_ in ("relcl", "pobj", "pcomp"):
            return None
        if (
            outer.pos_ == "VERB" and outer.i < inner.i and inner.dep_ in ("ccomp", "acl")
        ) or inner.dep_ == "acl":
            top = outer if outer.pos_ == "VERB" else outer.head
            same = verb.dep_ == "advcl" or top.tag_ == verb.tag_
            if top.pos_ == "VERB" and same and tells(top) and top.i < verb.i:
                return top
        inner, steps = outer, steps + 1
    return None


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def tells(verb: Token) -> bool:
    """Whether the verb is one of saying: what hangs on it with "that" is mostly attributed."""
    lemma = verb.lemma_.lower()
    return max(rate(lemma, "verb that"), rate(lemma, "verb clause")) > 0.5


def _opening_phrase(verb: Token) -> tuple[tuple[Range, ...], Token | None]:
    """The phrase a sentence opens with, for a verb whose subject the parser missed."""
    doc, start = verb.doc, verb.sent.start
    for token in doc[start : min(verb.i, start + 12)]:
        if token.pos_ in ("PROPN", "NOUN", "PRON") and token.dep_ not in (
            "compound",
            "poss",
            "pobj",
            "npadvmod",
        ):
            return ((max(start, token.left_edge.i), min(token.right_edge.i + 1, verb.i)),), token
        if token.pos_ in ("VERB", "ADP", "SCONJ"):
            break
    return (), None


def _subject_span(subject: Token, verb: Token) -> Range:
    start, end = span(subject)
    if start <= verb.i < end:
        end = verb.i if subject.i < verb.i else end
        start = verb.i + 1 if subject.i > verb.i else start
    if subject.i > verb.i:
        return start, end
    doc = verb.doc
    # A dateline ("LOWEN CITY (AP) — The minister said") is no part of the subject.
    for i in range(max(verb.sent.start + 1, verb.i - 40), verb.i):
        if (
            doc[i].text in ("—", "–", "-", "--")
            and doc[i - 1].text == ")"
            and i < verb.sent.start + 14
            and start < i
        ):
            left = verb.i
            while (
                left > i + 1
                and doc[left - 1].head.i == verb.i
                and doc[left - 1].dep_ in ("aux", "neg", "advmod")
            ):
                left -= 1
            return i + 1, left
    # "Ann Orr (R-Lowen)": the parser may take the bracket for the subject.
    for i in range(subject.i, max(subject.i - 5, 0), -1):
        if doc[i].text == ")":
            break
        if doc[i].text == "(" and i > 0 and doc[i - 1].pos_ in ("PROPN", "NOUN"):
            return doc[i - 1].left_edge.i, end
    return start, end


def cue_range(verb: Token) -> Range:
    """The verb with the auxiliaries and the "not" before it and its particle."""
    doc, start, end = verb.doc, verb.i, verb.i + 1
    while start > 0 and doc[start - 1].head.i == verb.i and doc[start - 1].dep_ in ("aux", "auxpass", "neg"):
        start -= 1
    if end < len(doc) and doc[end].dep_ == "prt" and doc[end].head.i == verb.i:
        end += 1
    return start, end


def find_claims(doc: Doc) -> Iterator[Claim]:
    """Every claim a parsed text might make on someone's behalf, likely or not, in text order."""
    for token in doc:
        position = token.pos_
        if token.lower_ == "according":
            yield from _according(token)
        elif position == "VERB" or (position == "AUX" and token.dep_ not in ("aux", "auxpass")):
            yield from _of_verb(token)
        elif position == "NOUN":
            yield from _of_noun(token)
        elif token.lower_ in _ADVERBS:
            yield from _reportedly(token)


def _of_verb(verb: Token) -> Iterator[Claim]:
    doc = verb.doc
    lemma = verb.lemma_.lower()
    children = list(verb.children)
    source, named = source_of(verb)
    cue = cue_range(verb)
    passive_subject = next((c for c in children if c.dep_ == "nsubjpass"), None)
    passive = passive_subject is not None or any(c.dep_ == "auxpass" for c in children)
    hollow = "verb pass " if passive else "verb "
    if not passive and verb.tag_ == "VBN" and verb.dep_ == "acl":
        passive, hollow, passive_subject = True, "verb pass ", None
    subject = (
        (_subject_span(passive_subject, verb),)
        if passive_subject is not None and passive_subject.lower_ != "it"
        else ()
    )

    def claim(frame: str, *content: Range, end: int = 0) -> Claim:
        taken = [(verb.i, verb.i + 1), cue, *source]
        pieces = tuple(p for c in content for p in less(c, *(t for t in taken if _overlap(t, c))))
        return Claim(lemma, hollow + frame, verb.i, verb.i, (cue[0], max(cue[1], end)), pieces, source)

    objects = [c for c in children if c.dep_ in ("dobj", "dative") and c.i > verb.i]
    for child in children:
        label = child.dep_
        if label == "ccomp":
            first = doc[child.left_edge.i]
            marks = {
                c.lower_ for c in child.children if c.dep_ in ("mark", "advmod", "nsubj", "dobj", "attr")
            }
            if child.i < verb.i:
                frame = "before"
            elif any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children):
                frame = "that"
            elif first.lower_ in _WH and (first.lower_ in marks or first.head.i != verb.i):
                frame = "wh"
            elif child.tag_ in ("VB", "VBG") or any(
                c.dep_ == "aux" and c.lower_ == "to" for c in child.children
            ):
                frame = "to" if any(c.lower_ == "to" for c in child.children) else "bare"
            else:
                frame = "clause"
            yield claim(frame, span(child))
        elif label == "xcomp":
            to = any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
            frame = "to" if to else "ing" if child.tag_ == "VBG" else "small"
            content = span(child)
            if objects and not passive and frame == "to":
                yield claim("object to", content)
            else:
                yield claim(frame, *subject, content)
        elif label == "oprd" or (label == "acomp" and (objects or passive)):
            yield claim("name", *(map(span, objects[:1])), *subject, span(child))
        elif label == "acomp" and child.pos_ == "ADJ":
            yield from _of_adjective(verb, child, source)
        elif label == "prep" and child.i > verb.i:
            yield from _of_preposition(verb, child, objects, subject, passive, claim)
        elif label == "agent" and subject:
            yield claim("by", *subject)
        elif label == "advcl" and child.i > verb.i and objects == [] and lemma in ("ask", "wonder"):
            yield claim("wh", span(child))
    if objects and not passive:
        start, end = span(objects[-1])
        if not any(c.dep_ in ("ccomp", "xcomp", "oprd") and c.i > verb.i for c in children):
            yield claim("object", (start, end))
    if verb.dep_ == "parataxis" and verb.head.i != verb.i and source:
        hole = span(verb)
        yield claim("aside", *less(span(verb.head), hole))
    elif (
        verb.dep_ == "advcl"
        and any(c.dep_ == "mark" and c.lower_ == "as" for c in children)
        and not any(c.dep_ in ("ccomp", "xcomp", "dobj", "prep") for c in children)
    ):
        yield claim("as aside", *less(span(verb.head), span(verb)))
    elif (
        verb.dep_ in ("relcl", "acl")
        and not objects
        and not passive
        and not any(c.dep_ in ("ccomp", "xcomp", "prep") and c.i > verb.i for c in children)
        and named is not None
        and named.i != verb.head.i
    ):
        yield claim("relative", less(span(verb.head), span(verb))[0])
    if (
        not objects
        and verb.i + 1 < len(doc)
        and not any(c.dep_ in ("ccomp", "xcomp", "oprd", "acomp", "attr") for c in children)
    ):
        colon = next((c for c in children if c.text == ":" and c.i > verb.i), None)
        if colon is not None:
            yield claim("colon", (colon.i + 1, verb.sent.end))


def _overlap(a: Range, b: Range) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _of_preposition(
    verb: Token,
    child: Token,
    objects: list[Token],
    subject: tuple[Range, ...],
    passive: bool,
    claim: Callable[..., Claim],
) -> Iterator[Claim]:
    word = child.lower_
    inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
    if inner is None:
        return
    if word == "as":
        if objects and not passive:
            yield claim("as", (objects[0].left_edge.i, objects[0].right_edge.i + 1), span(child))
        elif subject:
            yield claim("as", *subject, span(child))
    elif word in _PREPOSITIONS:
        content = (child.i + 1, child.right_edge.i + 1)
        near = child.i - verb.i <= 2
        if not objects or passive:
            yield claim(f"{word}{'' if near else ' far'}", content, end=child.i + 1 if near else 0)
        elif objects[-1].pos_ in ("NOUN", "PROPN", "PRON"):
            yield claim(f"object {word}", content)


def _of_adjective(verb: Token, adjective: Token, source: tuple[Range, ...]) -> Iterator[Claim]:
    lemma = adjective.lemma_.lower()
    cue = (cue_range(verb)[0], adjective.i + 1)
    impersonal = bool(source) and verb.doc[source[0][0]].lower_ == "it"
    for child in (*adjective.children, *(c for c in verb.children if c.dep_ in ("ccomp", "xcomp"))):
        if child.i < adjective.i:
            continue
        if child.dep_ == "ccomp":
            frame = "that"
        elif child.dep_ == "xcomp":
            frame = "to"
        elif child.dep_ == "prep" and child.lower_ in _PREPOSITIONS:
            frame = child.lower_
            if frame != "about":
                frame = "other"
        else:
            continue
        content = (child.i + 1, child.right_edge.i + 1) if child.dep_ == "prep" else span(child)
        name = "adj it " if impersonal else "adj "
        yield Claim(lemma, name + frame, adjective.i, verb.i, cue, (content,), () if impersonal else source)


def _of_noun(noun: Token) -> Iterator[Claim]:
    lemma = noun.lemma_.lower()
    doc = noun.doc
    source: tuple[Range, ...] = ()
    anchor, start, held = noun.i, noun.i, "noun "
    for child in noun.children:
        if child.dep_ == "poss":
            left, right = span(child)
            if right - left > 1 and doc[right - 1].tag_ == "POS":
                right -= 1
            source, held = ((left, right),), "noun of "
        elif child.dep_ == "prep" and child.lower_ in ("by", "from", "among") and child.i > noun.i:
            for by in child.children:
                if by.dep_ == "pobj" and not source:
                    source, held = (span(by),), "noun by "
    if not source and noun.dep_ in ("dobj", "pobj", "attr"):
        verb = noun.head if noun.dep_ != "pobj" else noun.head.head
        if verb.pos_ in ("VERB", "AUX"):
            source, _ = source_of(verb)
            if noun.dep_ == "dobj":
                anchor, start, held = verb.i, cue_range(verb)[0], "verb noun "
            else:
                held = "in noun "
    cue = (start, noun.i + 1)
    for child in noun.children:
        if child.i < noun.i:
            continue
        content = span(child)
        label = child.dep_
        if label in ("acl", "ccomp", "relcl"):
            mark = next((c.lower_ for c in child.children if c.dep_ == "mark"), "")
            if mark in ("that", "whether", "if"):
                frame = "that"
            elif label != "relcl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children):
                frame = "to"
            else:
                continue
        elif label == "prep" and child.lower_ in ("about", "of", "for", "on", "against", "to", "over"):
            frame = child.lower_
            content = (child.i + 1, child.right_edge.i + 1)
        else:
            continue
        holes = [s for s in source if _overlap(s, content)]
        yield Claim(lemma, held + frame, noun.i, anchor, cue, less(content, *holes), source)
    if noun.dep_ == "nsubj" and noun.head.lemma_ == "be":
        for child in noun.head.children:
            if child.dep_ == "ccomp" and child.i > noun.head.i:
                yield Claim(lemma, "noun is", noun.i, noun.head.i, cue, (span(child),), source)


def _according(token: Token) -> Iterator[Claim]:
    to = token.nbor() if token.i + 1 < len(token.doc) else token
    inner = next((c for c in to.children if c.dep_ in ("pobj", "pcomp")), None)
    if to.lower_ != "to":
        return
    sentence = token.sent
    source = span(inner) if inner is not None else (to.i + 1, sentence.end)
    hole = (token.i, max(source[1], to.i + 1))
    yield Claim(
        "according",
        "accord",
        token.i,
        token.i,
        (token.i, to.i + 1),
        less((sentence.start, sentence.end), hole),
        (source,),
    )


def _reportedly(token: Token) -> Iterator[Claim]:
    head = token.head
    if head.pos_ not in ("VERB", "AUX"):
        return
    content = less(span(head), (token.i, token.i + 1))
    yield Claim(token.lower_, "adverb", token.i, token.i, (token.i, token.i + 1), content, ())
