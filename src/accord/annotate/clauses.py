"""Who did what to whom, and whether it happened, as the text puts it.

Read off the dependency parse; `factuality` tells whether it happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from accord.annotate.factuality import (
    POSSIBLE_ADJECTIVES,
    SUBJECTS,
    child_of,
    has_negative_phrase,
    is_time,
    lemma_of,
    negative_phrase,
    noun_status,
    own_negation,
    status,
    weaker,
)
from accord.records import Article, Clause, Passage

_ARGUMENT_PREPOSITIONS = (
    "with",
    "to",
    "on",
    "against",
    "for",
    "into",
    "about",
    "over",
    "at",
    "from",
    "of",
    "in",
    "as",
)
_LIGHT = frozenset("make take have hold".split())
_EMPTY_NOUNS = frozenset(
    "place part effect office control ownership action decision statement talk meeting visit vote "
    "agreement plan role place care responsibility step power remark comment call deal interest "
    "hearing".split()
)


def find_clauses(article: Article, doc: Doc) -> tuple[Clause, ...]:
    """The clauses of every sentence outside page furniture, in text order.

    `doc` is a parse of the whole text. A clause's passage is its verb with all that belongs to it,
    less clauses that run on behind or before it; passages may lie within one another, and the
    smallest around some words is the clause they belong to. "A was sued by B" has the agent B.
    The subject of "agreed to leave" is that of "leave" too, which is planned where "agreed" happened:
    what is declared is not done. A demand, a condition or a doubt is possible; what someone denies is
    "denied" and not negated. Existence is told of the patient: "there will be no Tarskish involvement" is
    "be involvement", negated, planned. Noun phrases such as "Vorn's resignation" make a clause with an
    agent or a patient only where they name one. Empty where the parser finds no verb.
    """
    kept = [(b.start, b.end) for b in article.blocks if b.kind != "furniture"]
    found = []
    at = 0
    for token in doc:
        while at < len(kept) and kept[at][1] <= token.idx:
            at += 1
        if at == len(kept):
            break
        if token.idx < kept[at][0]:
            continue
        if _heads_clause(token):
            found.append(_verbal(article, token))
        elif (nominal := _nominal(article, token)) is not None:
            found.append(nominal)
    return tuple(sorted(found, key=lambda c: (c.passage, c.predicate)))


# ---------------------------------------------------------------- tables


@cache
def _nominals() -> dict[str, str]:
    """data/nominals.txt: a noun and the verb it is the name of."""
    rows = (files("accord.annotate") / "data" / "nominals.txt").read_text("utf-8").splitlines()
    return dict(row.split() for row in rows if row and not row.startswith("#"))


# ---------------------------------------------------------------- verbs


def _heads_clause(token: Token) -> bool:
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in (
        "aux",
        "auxpass",
        "amod",
        "compound",
        "nmod",
        "prep",
        "case",
        "mark",
    ):
        return False
    if token.pos_ == "AUX" and token.tag_ == "MD":
        return False
    return token.tag_.startswith("V") or token.tag_ == "MD"


def _verbal(article: Article, verb: Token) -> Clause:
    predicate, content = _predicate(verb)
    agent, patient = _agent(verb), _patient(verb, content)
    modality, negated = status(verb)
    if any(c.lower_ in POSSIBLE_ADJECTIVES for noun in _described_as(verb, content) for c in noun.children):
        modality = weaker(modality, "possible")
    if not own_negation(verb) and has_negative_phrase(verb, content):
        negated = not negated
    return Clause(
        _extent(article, verb),
        predicate,
        _phrase(article, agent) if agent is not None else None,
        _phrase(article, patient) if patient is not None else None,
        negated,
        modality,
    )


def _described_as(verb: Token, content: Token | None) -> Iterator[Token]:
    """What the clause calls its subject: "is a potential partner", "mentioned as potential partners"."""
    if content is not None:
        yield content
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "as" and (noun := child_of(child, "pobj")) is not None:
            yield noun


def _predicate(verb: Token) -> tuple[str, Token | None]:
    """The predicate, and the noun or adjective that carries its content where the verb is light."""
    lemma = lemma_of(verb)
    particle = child_of(verb, "prt")
    if particle is not None:
        return f"{lemma} {particle.lower_}", None
    if lemma == "be" or verb.pos_ == "AUX":
        content = child_of(verb, "attr", "acomp", "oprd")
        if content is None and child_of(verb, "expl") is not None:
            content = child_of(verb, "nsubj")
        if content is not None and content.pos_ != "PRON":
            return f"be {content.lemma_.lower()}", content
        adverb = child_of(verb, "advmod", "prep")
        return (f"be {adverb.lower_}" if adverb is not None and adverb.dep_ == "prep" else "be"), None
    if lemma in _LIGHT:
        noun = child_of(verb, "dobj")
        if noun is not None and noun.lemma_.lower() in _EMPTY_NOUNS:
            return f"{lemma} {noun.lemma_.lower()}", noun
    return lemma, None


def _passive(verb: Token) -> bool:
    return (
        child_of(verb, "nsubjpass", "csubjpass", "auxpass") is not None
        or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "pcomp") and child_of(verb, "aux") is None)
        or (verb.tag_ in ("VBN", "VBD") and _absolute(verb))
        or (
            verb.dep_ == "conj"
            and verb.tag_ == "VBN"
            and child_of(verb, "aux", *SUBJECTS) is None
            and _passive(verb.head)
        )
    )


def _absolute(verb: Token) -> bool:
    """ "with Lowen mentioned as ...": no auxiliary, though passive."""
    mark = child_of(verb, "mark")
    return (mark is not None and mark.lower_ == "with") or (
        verb.dep_ == "pcomp" and verb.head.lower_ == "with"
    )


def _subject(verb: Token, seen: int = 0) -> Token | None:
    """Its own subject, or the one it shares with the clause that governs it."""
    own = child_of(verb, "nsubj", "nsubjpass")
    if own is not None:
        return _antecedent(verb, own)
    if seen > 6 or child_of(verb, "expl") is not None:
        return None
    head, dep = verb.head, verb.dep_
    if dep == "acl" and head.pos_ in ("NOUN", "PROPN", "PRON"):
        if verb.tag_ == "VB":  # "its plan to leave": who has the plan leaves
            return child_of(head, "poss") or _subject_of_noun(head, seen)
        return head
    if (dep == "xcomp" and head.dep_ != "ROOT") or dep in ("xcomp", "conj", "advcl", "ccomp", "dep", "prep"):
        if dep == "ccomp" and verb.tag_ != "VB" and verb.tag_ != "VBG":
            return None
        if dep == "xcomp" and head.lemma_.lower() in _OBJECT_CONTROL:
            return child_of(head, "dobj") or _subject(head, seen + 1)
        if head.pos_ == "ADJ" and head.dep_ in ("acomp", "oprd"):
            return _subject(head.head, seen + 1)  # "is unlikely to run"
        return _subject(head, seen + 1) if head.pos_ in ("VERB", "AUX") and head.i != verb.i else None
    if dep == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        if head.lower_ in ("of", "from", "into") and head.head.lemma_.lower() in _OBJECT_CONTROL:
            return child_of(head.head, "dobj", "nsubjpass")
        return _subject(head.head, seen + 1)
    return None


_OBJECT_CONTROL = frozenset(
    "urge ask order tell force allow require persuade invite call accuse suspect compel direct prevent "
    "keep stop bar ban block deter prohibit talk".split()
)


def _subject_of_noun(noun: Token, seen: int) -> Token | None:
    return (
        _subject(noun.head, seen + 1)
        if noun.head.pos_ in ("VERB", "AUX") and noun.dep_ in ("dobj", "attr")
        else None
    )


def _by(verb: Token) -> Token | None:
    by = child_of(verb, "agent")
    return child_of(by, "pobj") if by is not None else None


def _agent(verb: Token) -> Token | None:
    if _passive(verb):
        return _by(verb)
    if child_of(verb, "expl") is not None:
        return None
    return _subject(verb)


def _patient(verb: Token, content: Token | None) -> Token | None:
    if _passive(verb):
        return _subject(verb)
    if content is not None and child_of(verb, "expl") is not None:
        return content
    holders = [verb] if content is None else [verb, content]
    if content is None:
        direct = child_of(verb, "dobj", "dative") or child_of(verb, "attr", "oprd")
        if direct is not None:
            return child_of(direct, "pobj") if direct.pos_ == "ADP" else _antecedent(verb, direct)
    elif content.pos_ in ("NOUN", "PROPN") and verb.pos_ == "AUX":
        return content
    for holder in holders:
        for preposition in sorted(
            (
                c
                for c in holder.children
                if c.dep_ in ("prep", "dative") and c.lower_ in _ARGUMENT_PREPOSITIONS
            ),
            key=lambda c: (_ARGUMENT_PREPOSITIONS.index(c.lower_) > 5, c.i),
        ):
            complement = child_of(preposition, "pobj")
            if complement is not None and not is_time(complement):
                return complement
    if content is not None and content.pos_ in ("NOUN", "PROPN"):
        return content
    return None


def _antecedent(verb: Token, argument: Token) -> Token:
    """ "the bill that they passed", "the bill which he said passed": the bill."""
    if argument.lower_ in ("who", "whom", "which", "that") and argument.tag_ != "DT":
        at = verb
        while at.dep_ in ("ccomp", "conj", "xcomp") and at.head.i != at.i:
            at = at.head
        if at.dep_ == "relcl" and at.head.pos_ in ("NOUN", "PROPN", "PRON"):
            return at.head
    return argument


# ---------------------------------------------------------------- nouns


def _nominal(article: Article, noun: Token) -> Clause | None:
    """ "Vorn's resignation", "no involvement of Tarsk", "the withdrawal of troops"."""
    verb = _nominals().get(noun.lemma_.lower()) if noun.pos_ == "NOUN" else None
    if verb is None or (
        noun.dep_ in ("attr", "nsubj")
        and noun.head.lemma_ == "be"
        and child_of(noun.head, "expl") is not None
    ):
        return None
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    of_whom = child_of(of, "pobj") if of is not None else None
    by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "by"), None)
    by_whom = child_of(by, "pobj") if by is not None else None
    owner = child_of(noun, "poss")
    agent = owner if owner is not None else by_whom
    patient = of_whom
    if verb in _INTRANSITIVE and agent is None:
        agent, patient = of_whom, None
    if agent is None and patient is None:
        return None
    if patient is None:
        with_whom = (
            c
            for c in noun.children
            if c.dep_ == "prep" and c.lower_ in ("with", "to", "on", "from", "against")
        )
        patient = next(
            (p for c in with_whom if (p := child_of(c, "pobj")) is not None and not is_time(p)), None
        )
    modality, negated = noun_status(noun)
    return Clause(
        _whole(article, noun),
        verb,
        _phrase(article, agent) if agent is not None else None,
        _phrase(article, patient) if patient is not None else None,
        negated or negative_phrase(noun),
        modality,
    )


_INTRANSITIVE = frozenset(
    "resign arrive depart withdraw die return collapse fall rise fail participate emerge retire move".split()
)


# ---------------------------------------------------------------- passages

_HYPHENED = re.compile(r"(?:-\w+)*")  # the parser cuts "re-election" in three


def _phrase(article: Article, head: Token) -> Passage:
    """The head with what stands before it and its conjuncts; no relative clause, no apposition."""
    parts = [head]
    at = head
    while (
        more := next((c for c in at.children if c.dep_ == "conj" and c.pos_ == at.pos_), None)
    ) is not None:
        at = more
        parts.append(at)
    start, end = head.doc[min(_left(part) for part in parts)].idx, parts[-1].idx + len(parts[-1].text)
    end = _HYPHENED.match(article.text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
    return Passage(article.id, start, end)


def _left(head: Token) -> int:
    lefts = [
        c.left_edge.i
        for c in head.lefts
        if c.dep_ not in ("relcl", "acl", "punct", "cc", "preconj", "advcl", "prep")
        and not (c.lower_ == "no" and head.lower_ != "one")  # negation is told apart from the phrase
    ]
    return min([head.i, *lefts])


def _whole(article: Article, head: Token) -> Passage:
    return _trimmed(article, list(head.subtree), head)


def _extent(article: Article, verb: Token) -> Passage:
    """The verb with its subtree, without clauses joined to it, reported by it or set beside it."""
    return _trimmed(article, sorted(_own(verb), key=lambda t: t.i), verb)


def _trimmed(article: Article, tokens: list[Token], head: Token) -> Passage:
    """From the first to the last of them, less punctuation and conjunctions at the ends."""

    def loose(token: Token) -> bool:
        return (token.is_punct or token.is_space or token.dep_ == "cc") and token.i != head.i

    first = next(token for token in tokens if not loose(token))
    last = next(token for token in reversed(tokens) if not loose(token))
    return Passage(article.id, first.idx, last.idx + len(last.text))


def _own(verb: Token) -> Iterator[Token]:
    yield verb
    for child in verb.children:
        beside = child.dep_ in ("conj", "ccomp", "parataxis") and child.pos_ in ("VERB", "AUX")
        if not (beside or child.is_space):
            yield from child.subtree
