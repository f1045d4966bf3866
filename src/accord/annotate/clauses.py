"""Who did what to whom, and whether it happened, as the text puts it.

Read off the dependency parse. What a governing word does to its complement ("failed to",
"agreed to", "denied that") follows the implicatives of Karttunen (Language 47, 1971) and the
factuality values of FactBank (Saurí and Pustejovsky 2009), folded into four.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from accord.records import Article, Clause, Modality, Passage

_RANK: dict[Modality, int] = {"happened": 0, "planned": 1, "possible": 2, "denied": 3}
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
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
    "agreement plan role place care responsibility step power remark comment call deal interest hearing".split()
)
_NEGATIVE_WORDS = frozenset(("no", "neither", "none", "nobody", "nothing", "nowhere"))
_NEGATIVE_ADVERBS = frozenset(("never", "neither", "nor", "hardly", "scarcely"))
_POSSIBLE_MODALS = frozenset(("may", "might", "could", "can", "should", "must", "ought", "ca", "need"))
_PLANNED_MODALS = frozenset(("will", "shall", "'ll", "’ll", "wo", "sha"))
_WOULD = frozenset(("would", "'d", "’d"))
_POSSIBLE_ADVERBS = frozenset(
    "perhaps maybe possibly potentially probably likely allegedly reportedly supposedly presumably conceivably".split()
)
_POSSIBLE_ADJECTIVES = frozenset("potential possible prospective likely alleged proposed would-be".split())
_CONDITIONS = frozenset(("if", "unless", "whether", "lest", "in_case"))
_FUTURE_DAYS = frozenset(("tomorrow", "next"))
_TIME_NOUNS = frozenset(
    "day week month year night morning afternoon evening weekend hour minute time today tomorrow yesterday "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a governing word does to its complement."""

    modality: Modality
    negates: bool = False


def find_clauses(article: Article, doc: Doc) -> tuple[Clause, ...]:
    """The clauses of every sentence outside page furniture, in text order.

    `doc` is a parse of the whole text. A clause's passage is its verb with all that belongs to it,
    less clauses that run on behind or before it; passages may lie within one another, and the
    smallest around some words is the clause they belong to. "A was sued by B" has the agent B.
    The subject of "agreed to leave" is that of "leave" too, which is planned where "agreed" happened:
    what is declared is not done. A demand, a condition or a doubt is possible; what someone denies is
    "denied" and not negated. Existence is told of the patient: "there will be no Turkish involvement" is
    "be involvement", negated, planned. Noun phrases such as "Vorn's resignation" make a clause with an
    agent or a patient only where they name one. Empty where the parser finds no verb.
    """
    kept = [(b.start, b.end) for b in article.blocks if b.kind != "furniture"]
    found = []
    for token in doc:
        if not any(start <= token.idx < end for start, end in kept):
            continue
        if _heads_clause(token):
            found.append(_verbal(article, token))
        elif (nominal := _nominal(article, token)) is not None:
            found.append(nominal)
    return tuple(sorted(found, key=lambda c: (c.passage, c.predicate)))


# ---------------------------------------------------------------- tables


@cache
def _table(name: str) -> dict[str, _Effect]:
    """data/NAME.txt: sections such as "[planned]" or "[possible not]", then words."""
    effects: dict[str, _Effect] = {}
    effect = _Effect("happened")
    for line in (files("accord.annotate") / "data" / f"{name}.txt").read_text("utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            modality, _, negated = line.strip("[]").partition(" ")
            assert modality in _RANK
            effect = _Effect(modality, negated == "not")
        else:
            effects.update(dict.fromkeys(line.split(), effect))
    return effects


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
    modality, negated = _status(verb)
    if any(c.lower_ in _POSSIBLE_ADJECTIVES for noun in _described_as(verb, content) for c in noun.children):
        modality = _weaker(modality, "possible")
    if not _own_negation(verb) and _has_negative_phrase(verb, content):
        negated = not negated
    return Clause(
        _extent(article, verb),
        predicate,
        _phrase(article, agent) if agent is not None else None,
        _phrase(article, patient) if patient is not None else None,
        negated,
        modality,
    )


def _child(token: Token, *deps: str) -> Token | None:
    return next((c for c in token.children if c.dep_ in deps), None)


_CONTRACTED = {"'s": "be", "'": "be", "'re": "be", "'m": "be", "'ve": "have"}


def _described_as(verb: Token, content: Token | None) -> Iterator[Token]:
    """What the clause calls its subject: "is a potential partner", "mentioned as potential partners"."""
    if content is not None:
        yield content
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "as" and (noun := _child(child, "pobj")) is not None:
            yield noun


def _predicate(verb: Token) -> tuple[str, Token | None]:
    """The predicate, and the noun or adjective that carries its content where the verb is light."""
    lemma = _CONTRACTED.get(verb.lower_.replace("’", "'"), verb.lemma_.lower())
    particle = _child(verb, "prt")
    if particle is not None:
        return f"{lemma} {particle.lower_}", None
    if lemma == "be" or verb.pos_ == "AUX":
        content = _child(verb, "attr", "acomp", "oprd")
        if content is None and _child(verb, "expl") is not None:
            content = _child(verb, "nsubj")
        if content is not None and content.pos_ != "PRON":
            return f"be {content.lemma_.lower()}", content
        adverb = _child(verb, "advmod", "prep")
        return (f"be {adverb.lower_}" if adverb is not None and adverb.dep_ == "prep" else "be"), None
    if lemma in _LIGHT:
        noun = _child(verb, "dobj")
        if noun is not None and noun.lemma_.lower() in _EMPTY_NOUNS:
            return f"{lemma} {noun.lemma_.lower()}", noun
    return lemma, None


def _passive(verb: Token) -> bool:
    return (
        _child(verb, "nsubjpass", "csubjpass", "auxpass") is not None
        or (verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "pcomp") and _child(verb, "aux") is None)
        or (verb.tag_ in ("VBN", "VBD") and _absolute(verb))
        or (
            verb.dep_ == "conj"
            and verb.tag_ == "VBN"
            and _child(verb, "aux", *_SUBJECTS) is None
            and _passive(verb.head)
        )
    )


def _absolute(verb: Token) -> bool:
    """ "with Lowen mentioned as ...": no auxiliary, though passive."""
    mark = _child(verb, "mark")
    return (mark is not None and mark.lower_ == "with") or (
        verb.dep_ == "pcomp" and verb.head.lower_ == "with"
    )


def _subject(verb: Token, seen: int = 0) -> Token | None:
    """Its own subject, or the one it shares with the clause that governs it."""
    own = _child(verb, "nsubj", "nsubjpass")
    if own is not None:
        return _antecedent(verb, own)
    if seen > 6 or _child(verb, "expl") is not None:
        return None
    head, dep = verb.head, verb.dep_
    if dep == "acl" and head.pos_ in ("NOUN", "PROPN", "PRON"):
        if verb.tag_ == "VB":  # "its plan to leave": who has the plan leaves
            return _child(head, "poss") or _subject_of_noun(head, seen)
        return head
    if (dep == "xcomp" and head.dep_ != "ROOT") or dep in ("xcomp", "conj", "advcl", "ccomp", "dep", "prep"):
        if dep == "ccomp" and verb.tag_ != "VB" and verb.tag_ != "VBG":
            return None
        if dep == "xcomp" and head.lemma_.lower() in _OBJECT_CONTROL:
            return _child(head, "dobj") or _subject(head, seen + 1)
        if head.pos_ == "ADJ" and head.dep_ in ("acomp", "oprd"):
            return _subject(head.head, seen + 1)  # "is unlikely to run"
        return _subject(head, seen + 1) if head.pos_ in ("VERB", "AUX") and head.i != verb.i else None
    if dep == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        if head.lower_ == "of" and head.head.lemma_.lower() in _OBJECT_CONTROL:
            return _child(head.head, "dobj", "nsubjpass")
        return _subject(head.head, seen + 1)
    return None


_OBJECT_CONTROL = frozenset(
    "urge ask order tell force allow require persuade invite call accuse suspect compel direct".split()
)


def _subject_of_noun(noun: Token, seen: int) -> Token | None:
    return (
        _subject(noun.head, seen + 1)
        if noun.head.pos_ in ("VERB", "AUX") and noun.dep_ in ("dobj", "attr")
        else None
    )


def _by(verb: Token) -> Token | None:
    by = _child(verb, "agent")
    return _child(by, "pobj") if by is not None else None


def _agent(verb: Token) -> Token | None:
    if _passive(verb):
        return _by(verb)
    if _child(verb, "expl") is not None:
        return None
    return _subject(verb)


def _patient(verb: Token, content: Token | None) -> Token | None:
    if _passive(verb):
        return _subject(verb)
    if content is not None and _child(verb, "expl") is not None:
        return content
    holders = [verb] if content is None else [verb, content]
    if content is None:
        direct = _child(verb, "dobj", "dative") or _child(verb, "attr", "oprd")
        if direct is not None:
            return _child(direct, "pobj") if direct.pos_ == "ADP" else _antecedent(verb, direct)
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
            complement = _child(preposition, "pobj")
            if complement is not None and not _is_time(complement):
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


def _is_time(token: Token) -> bool:
    return token.ent_type_ in ("DATE", "TIME") or token.lemma_.lower() in _TIME_NOUNS


# ---------------------------------------------------------------- did it happen


def _own_negation(verb: Token) -> bool:
    for child in verb.children:
        if child.dep_ == "neg" or (
            child.dep_ in ("advmod", "preconj", "cc")
            and child.lower_ in _NEGATIVE_ADVERBS
            and child.i < verb.i
        ):
            return True
        if (
            child.dep_ == "advmod"
            and child.lower_ == "longer"
            and any(c.lower_ == "no" for c in child.children)
        ):
            return True
        if child.dep_ == "aux" and any(c.dep_ == "neg" for c in child.children):
            return True
    return verb.dep_ == "pcomp" and verb.head.lower_ == "without"


def _negative_phrase(token: Token | None) -> bool:
    if token is None:
        return False
    if token.lower_ in _NEGATIVE_WORDS or (
        token.lower_ == "one" and any(c.lower_ == "no" for c in token.children)
    ):
        return True
    return any(
        c.dep_ in ("det", "preconj", "neg", "nummod") and c.lower_ in (*_NEGATIVE_WORDS, "zero")
        for c in token.children
    )


def _has_negative_phrase(verb: Token, content: Token | None) -> bool:
    """ "no one came", "signed nothing", "there is no involvement"."""
    parts = (_child(verb, "nsubj", "nsubjpass"), _child(verb, "dobj"), _child(verb, "attr"), content)
    return any(_negative_phrase(part) for part in parts)


def _status(verb: Token, depth: int = 0) -> tuple[Modality, bool]:
    """Modality and negation that come from auxiliaries and from what governs the clause."""
    modality: Modality = "happened"
    negated = _own_negation(verb)
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    conditional = any(c.dep_ in ("mark", "advmod") and c.lower_ in _CONDITIONS for c in verb.children)
    governor, effect = _governor(verb)
    if conditional or _asked(verb):
        modality = "possible"
    elif auxiliaries & _PLANNED_MODALS:
        modality = "planned"
    elif auxiliaries & _WOULD:
        modality = "planned" if _reported(verb) else "possible"
    elif auxiliaries & _POSSIBLE_MODALS:
        modality = "possible"
    elif _due(verb) or (_present(verb) and _tomorrow(verb)):
        modality = "planned"
    elif _imperative(verb):
        modality = "possible"
    elif verb.dep_ == "ROOT" and verb.tag_ == "VB" and "to" in auxiliaries:
        modality = "planned"  # a headline: "Leader to resign"
    if any(c.dep_ in ("advmod", "acomp") and c.lower_ in _POSSIBLE_ADVERBS for c in verb.children):
        modality = _weaker(modality, "possible")
    if governor is not None and depth < 8:
        outer, outer_negated = (
            _status(governor, depth + 1) if governor.pos_ in ("VERB", "AUX") else ("happened", False)
        )
        if effect is not None:
            if outer_negated and effect.modality == "planned" and governor.lemma_.lower() not in _RAISING:
                modality = _weaker(modality, "possible")  # "has not agreed to leave"
            elif outer_negated and effect.modality == "denied":
                pass  # "did not deny that ..."
            else:
                modality = _weaker(modality, effect.modality)
                if outer_negated and (governor.lemma_.lower() in _RAISING or effect == _Effect("happened")):
                    negated = not negated
            negated = negated != effect.negates
            modality = _weaker(modality, outer if outer != "denied" else "happened")
        elif verb.dep_ in ("conj", "xcomp", "pcomp"):
            shares = verb.dep_ != "conj" or not (auxiliaries or _child(verb, *_SUBJECTS))
            if shares:
                modality = _weaker(modality, outer)
                if outer_negated and verb.dep_ != "pcomp" and not (verb.dep_ == "conj" and _but(verb)):
                    negated = True
    return modality, negated


_RAISING = frozenset(
    "plan expect intend schedule go want seem appear believe think say aim wish hope like".split()
)


def _weaker(a: Modality, b: Modality) -> Modality:
    return max(a, b, key=_RANK.__getitem__)


def _but(verb: Token) -> bool:
    return any(c.dep_ == "cc" and c.lower_ == "but" for c in verb.head.children)


def _key(verb: Token) -> str:
    """A verb as the tables have it: "call_off"."""
    particle = _child(verb, "prt")
    return f"{verb.lemma_.lower()}_{particle.lower_}" if particle is not None else verb.lemma_.lower()


def _rejected(noun: Token) -> _Effect | None:
    """ "rejected allegations that", "dismissed the idea of": what the noun holds is denied."""
    if noun.dep_ not in ("dobj", "nsubjpass") or noun.head.pos_ != "VERB":
        return None
    effect = _table("governing_verbs").get(_key(noun.head))
    denying = (effect is not None and effect.modality == "denied") or noun.head.lemma_.lower() == "reject"
    return _Effect("denied") if denying else None


def _governor(verb: Token) -> tuple[Token | None, _Effect | None]:
    """The word that governs a clause, and its effect where the tables know it."""
    head, dep = verb.head, verb.dep_
    verbs, nouns = _table("governing_verbs"), _table("governing_nouns")
    if head.i == verb.i:
        return None, None
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    if dep in ("xcomp", "ccomp", "advcl") and head.pos_ in ("VERB", "AUX"):
        if head.lemma_ == "be":  # "is likely to", "is set to"
            content = _child(head, "acomp", "attr")
            known = nouns.get(content.lemma_.lower()) if content is not None and content.i < verb.i else None
            return head, known if dep != "advcl" or infinitive else None
        known = (verbs.get(f"{_key(head)}_to") if infinitive else None) or verbs.get(_key(head))
        if dep == "advcl":
            return (
                (head, _Effect("possible"))
                if infinitive and known is None
                else (head, known)
                if infinitive
                else (None, None)
            )
        if known is not None and known.negates and dep == "ccomp" and not infinitive and verb.tag_ != "VBG":
            known = None
        return head, known
    if dep == "xcomp" and head.pos_ == "ADJ":
        return head.head if head.head.pos_ == "AUX" else head, nouns.get(head.lemma_.lower())
    if dep in ("acl", "ccomp") and head.pos_ in ("NOUN", "PROPN"):
        if (rejected := _rejected(head)) is not None:
            return head.head, rejected
        above = (
            head.head.head if head.dep_ == "pobj" else head
        )  # "rejected allegations of one state ruling another"
        if above.pos_ == "NOUN" and (rejected := _rejected(above)) is not None:
            return above.head, rejected
    if (
        dep in ("acl", "ccomp", "relcl")
        and head.pos_ in ("NOUN", "PROPN")
        and (infinitive or (dep != "relcl" and (dep == "ccomp" or _child(verb, "mark") is not None)))
    ):
        known = nouns.get(head.lemma_.lower())
        return (
            (head, known)
            if known is not None
            else (head, _Effect("possible"))
            if infinitive
            else (head, None)
        )
    if dep == "pcomp" and head.dep_ == "prep":
        above = head.head
        if above.pos_ == "VERB":
            return above, verbs.get(f"{_key(above)}_{head.lower_}")
        if above.pos_ in ("NOUN", "PROPN"):
            if (rejected := _rejected(above)) is not None:
                return above.head, rejected
            return above, nouns.get(above.lemma_.lower())
    if dep == "conj" and head.pos_ in ("VERB", "AUX"):
        outer, effect = _governor(head)
        if effect is not None and not _child(verb, *_SUBJECTS) and verb.tag_ == head.tag_:
            return outer, effect  # "agreed to stop and leave"
        return head, None
    return None, None


def _reported(verb: Token) -> bool:
    """Within a report in the past, where "would" is a "will" moved back."""
    if any(c.dep_ == "advcl" and any(m.lower_ in _CONDITIONS for m in c.children) for c in verb.children):
        return False
    at = verb
    while at.dep_ == "conj" and at.head.pos_ in ("VERB", "AUX"):
        at = at.head
    if at.dep_ in ("acl", "ccomp") and at.head.pos_ == "NOUN":
        return at.head.lemma_.lower() in (
            "announcement",
            "promise",
            "pledge",
            "commitment",
            "statement",
            "assurance",
            "plan",
            "decision",
        )
    if at.dep_ in ("relcl",):
        return False
    known = frozenset(
        "say announce declare pledge promise tell vow confirm insist indicate state add disclose reveal report agree decide".split()
    )
    if at.dep_ in ("ccomp", "parataxis"):
        return at.head.lemma_.lower() in known
    return any(c.dep_ in ("ccomp", "parataxis") and c.lemma_.lower() in known for c in at.children)


def _asked(verb: Token) -> bool:
    sentence = verb.sent
    return any(token.text == "?" for token in sentence[-3:])


def _due(verb: Token) -> bool:
    """ "is to meet", "is going to meet"."""
    if verb.dep_ == "xcomp" and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        head = verb.head
        if head.lemma_ == "be":
            content = _child(head, "acomp", "attr")
            return content is None
        return head.lemma_ == "go" and head.tag_ == "VBG"
    return False


def _present(verb: Token) -> bool:
    return verb.tag_ in ("VBZ", "VBP") or (
        verb.tag_ == "VBG"
        and any(c.lemma_ == "be" and c.tag_ in ("VBZ", "VBP") for c in verb.children if c.dep_ == "aux")
    )


def _tomorrow(verb: Token) -> bool:
    return any(
        c.lower_ == "tomorrow" or (_is_time(c) and any(g.lower_ == "next" for g in c.children))
        for child in verb.children
        if child.dep_ in ("npadvmod", "prep", "advmod")
        for c in (child, *child.children)
    )


def _imperative(verb: Token) -> bool:
    return (
        verb.dep_ == "ROOT"
        and verb.tag_ == "VB"
        and not any(c.dep_ in (*_SUBJECTS, "aux", "expl") for c in verb.children)
    )


# ---------------------------------------------------------------- nouns


def _nominal(article: Article, noun: Token) -> Clause | None:
    """ "Vorn's resignation", "no involvement of Tarsk", "the withdrawal of troops"."""
    verb = _nominals().get(noun.lemma_.lower()) if noun.pos_ == "NOUN" else None
    if verb is None or (
        noun.dep_ in ("attr", "nsubj") and noun.head.lemma_ == "be" and _child(noun.head, "expl") is not None
    ):
        return None
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    of_whom = _child(of, "pobj") if of is not None else None
    by = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "by"), None)
    by_whom = _child(by, "pobj") if by is not None else None
    owner = _child(noun, "poss")
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
            (p for c in with_whom if (p := _child(c, "pobj")) is not None and not _is_time(p)), None
        )
    modality, negated = _noun_status(noun)
    return Clause(
        _whole(article, noun),
        verb,
        _phrase(article, agent) if agent is not None else None,
        _phrase(article, patient) if patient is not None else None,
        negated or _negative_phrase(noun),
        modality,
    )


_INTRANSITIVE = frozenset(
    "resign arrive depart withdraw die return collapse fall rise fail participate emerge retire move".split()
)


def _noun_status(noun: Token) -> tuple[Modality, bool]:
    """What the words around an event's name do to it: "called for his resignation" is no resignation."""
    modality: Modality = "happened"
    qualities = {c.lower_ for c in noun.children if c.dep_ == "amod"}
    if qualities & {"planned", "upcoming", "scheduled", "coming", "expected", "imminent"}:
        modality = "planned"
    if qualities & (_POSSIBLE_ADJECTIVES | {"threatened"}):
        modality = "possible"
    head = noun.head
    verb = head.head if head.dep_ == "prep" or head.pos_ == "ADP" else head
    key = f"{_key(verb)}_{head.lower_}" if head.pos_ == "ADP" and head.dep_ == "prep" else _key(verb)
    if noun.dep_ in ("dobj", "pobj") and (effect := _table("governing_verbs").get(key)) is not None:
        outer_negated = verb.pos_ == "VERB" and _own_negation(verb)
        if effect.modality == "happened" and not effect.negates:
            return modality, outer_negated
        return _weaker(modality, effect.modality), effect.negates and not outer_negated
    if noun.dep_ in _SUBJECTS and verb.pos_ in ("VERB", "AUX"):
        return _weaker(modality, "possible" if _status(verb)[0] == "possible" else "happened"), False
    return modality, False


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
    return Passage(article.id, head.left_edge.idx, head.right_edge.idx + len(head.right_edge.text))


def _extent(article: Article, verb: Token) -> Passage:
    """The verb with its subtree, without clauses joined to it, reported by it or set beside it."""
    tokens = sorted(_own(verb), key=lambda t: t.i)
    while (
        tokens
        and (tokens[0].is_punct or tokens[0].is_space or tokens[0].dep_ == "cc")
        and tokens[0].i != verb.i
    ):
        tokens.pop(0)
    while (
        tokens
        and (tokens[-1].is_punct or tokens[-1].is_space or tokens[-1].dep_ == "cc")
        and tokens[-1].i != verb.i
    ):
        tokens.pop()
    return Passage(article.id, tokens[0].idx, tokens[-1].idx + len(tokens[-1].text))


def _own(verb: Token) -> Iterator[Token]:
    yield verb
    for child in verb.children:
        beside = child.dep_ in ("conj", "ccomp", "parataxis") and child.pos_ in ("VERB", "AUX")
        if not (beside or child.is_space):
            yield from child.subtree
