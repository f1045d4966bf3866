"""Whether what a clause tells happened, is planned, possible or denied; and whether it is negated.

What a governing word does to its complement ("failed to", "agreed to", "denied that") follows the
implicatives of Karttunen (Language 47, 1971) and the factuality values of FactBank (Saurí and
Pustejovsky 2009), folded into four. The words are in data/governing_verbs.txt and governing_nouns.txt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Token

from accord.records import Modality

_RANK: dict[Modality, int] = {"happened": 0, "planned": 1, "possible": 2, "denied": 3}
_NEGATIVE_WORDS = frozenset(("no", "neither", "none", "nobody", "nothing", "nowhere"))
_NEGATIVE_ADVERBS = frozenset(("never", "neither", "nor", "hardly", "scarcely"))
_POSSIBLE_MODALS = frozenset(("may", "might", "could", "can", "should", "must", "ought", "ca", "need"))
_PLANNED_MODALS = frozenset(("will", "shall", "'ll", "’ll", "wo", "sha"))
_WOULD = frozenset(("would", "'d", "’d"))
_POSSIBLE_ADVERBS = frozenset(
    "perhaps maybe possibly potentially probably likely allegedly reportedly supposedly "
    "presumably conceivably".split()
)
POSSIBLE_ADJECTIVES = frozenset("potential possible prospective likely alleged proposed would-be".split())
_CONDITIONS = frozenset(("if", "unless", "whether", "lest", "in_case"))
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
_TIME_NOUNS = frozenset(
    "day week month year night morning afternoon evening weekend hour minute time today tomorrow yesterday "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a governing word does to its complement."""

    modality: Modality
    negates: bool = False


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


_LEMMAS = {"hop": "hope", "slat": "slate", "wag": "wage", "rat": "rate"}  # the small model's slips
_CONTRACTED = {"'s": "be", "'": "be", "'re": "be", "'m": "be", "'ve": "have"}


def lemma_of(token: Token) -> str:
    """The lemma in lower case; "’s" is "be"."""
    lemma = token.lemma_.lower()
    return _CONTRACTED.get(token.lower_.replace("’", "'")) or _LEMMAS.get(lemma, lemma)


def child_of(token: Token, *deps: str) -> Token | None:
    return next((c for c in token.children if c.dep_ in deps), None)


def is_time(token: Token) -> bool:
    return token.ent_type_ in ("DATE", "TIME") or token.lemma_.lower() in _TIME_NOUNS


def own_negation(verb: Token) -> bool:
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
    if (
        verb.dep_ == "xcomp"
        and verb.head.lemma_ == "have"
        and any(c.lower_ == "yet" for c in verb.head.children)
    ):
        return True  # "has yet to respond"
    return verb.dep_ == "pcomp" and verb.head.lower_ == "without"


def _yet_to(verb: Token) -> bool:
    """ "has yet to respond"."""
    head = verb.head
    return verb.dep_ == "xcomp" and head.lemma_ == "have" and any(c.lower_ == "yet" for c in head.children)


def negative_phrase(token: Token | None) -> bool:
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


def has_negative_phrase(verb: Token, content: Token | None) -> bool:
    """ "no one came", "signed nothing", "there is no involvement"."""
    parts = (child_of(verb, "nsubj", "nsubjpass"), child_of(verb, "dobj"), child_of(verb, "attr"), content)
    return any(negative_phrase(part) for part in parts)


def status(verb: Token, depth: int = 0) -> tuple[Modality, bool]:
    """Modality and negation of a clause, from its own words and from what governs it."""
    modality, negated = _own_modality(verb), own_negation(verb)
    governor, effect = _governor(verb)
    if governor is None or depth == _DEEPEST:
        return modality, negated
    verbal = governor.pos_ in ("VERB", "AUX")
    outer, not_so = status(governor, depth + 1) if verbal else ("happened", negative_phrase(governor))
    if effect is None:
        bare = (
            verb.dep_ == "conj"
            and child_of(verb, "auxpass", *SUBJECTS) is None
            and all(c.lower_ == "to" for c in verb.children if c.dep_ == "aux")
            and not (
                verb.tag_ in ("VBD", "VBZ")
                and (governor.tag_ == "VB" or _is_to(governor) or _awaited(governor))
            )
        )  # "will open and close", not "was to open but stayed shut"
        shares = bare or verb.dep_ in ("xcomp", "pcomp")
        if shares:
            modality = weaker(modality, outer)
            if not_so and not (verb.dep_ == "pcomp" or (verb.dep_ == "conj" and _but(verb))):
                negated = True
        return modality, negated
    raising = lemma_of(governor) in _RAISING
    if not_so and effect.modality == "planned" and not raising:
        modality = weaker(modality, "possible")  # "has not agreed to leave"
    elif not (not_so and effect.modality == "denied"):  # but "did not deny that ..."
        modality = weaker(modality, effect.modality)
        if not_so and (raising or effect.modality == "happened"):
            negated = not negated
    return weaker(modality, "happened" if outer == "denied" else outer), negated != effect.negates


_DEEPEST = 8  # governors followed; a cycle is not possible, a list of forty verbs is


def _own_modality(verb: Token) -> Modality:
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if any(c.dep_ in ("mark", "advmod") and c.lower_ in _CONDITIONS for c in verb.children) or _asked(verb):
        return "possible"
    if any(c.dep_ in ("advmod", "acomp") and c.lower_ in _POSSIBLE_ADVERBS for c in verb.children):
        return "possible"
    if auxiliaries & _PLANNED_MODALS:
        return "planned"
    if auxiliaries & _WOULD:
        return "planned" if _reported(verb) else "possible"
    if auxiliaries & _POSSIBLE_MODALS or _imperative(verb):
        return "possible"
    if _is_to(verb) or _awaited(verb):
        return "planned"
    headline = verb.dep_ == "ROOT" and verb.tag_ == "VB" and "to" in auxiliaries  # "Leader to resign"
    return "planned" if headline or _due(verb) or (_present(verb) and _tomorrow(verb)) else "happened"


_RAISING = frozenset(
    "plan expect intend schedule go want seem appear believe think say aim wish hope like intention".split()
)


def weaker(a: Modality, b: Modality) -> Modality:
    return max(a, b, key=_RANK.__getitem__)


def _but(verb: Token) -> bool:
    return any(c.dep_ == "cc" and c.lower_ == "but" for c in verb.head.children)


def _key(verb: Token) -> str:
    """A verb as the tables have it: "call_off"."""
    particle = child_of(verb, "prt")
    return f"{lemma_of(verb)}_{particle.lower_}" if particle is not None else lemma_of(verb)


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
    if _yet_to(verb):
        return head, None
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    if dep in ("xcomp", "ccomp", "advcl") and head.pos_ in ("VERB", "AUX"):
        if head.lemma_ == "be":  # "is likely to", "is set to"
            content = child_of(head, "acomp", "attr")
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
        and (infinitive or (dep != "relcl" and (dep == "ccomp" or child_of(verb, "mark") is not None)))
    ):
        known = nouns.get(head.lemma_.lower())
        singled_out = any(c.dep_ == "amod" and c.lower_ in _SINGLED_OUT for c in head.children)
        if infinitive and singled_out and (known is None or child_of(verb, "auxpass") is not None):
            above = head.head  # "was the first pledge to be kept" tells of one kept
            return head, _Effect(status(above)[0] if above.pos_ in ("VERB", "AUX") else "happened")
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
        if effect is not None and not child_of(verb, *SUBJECTS) and verb.tag_ == head.tag_:
            return outer, effect  # "agreed to stop and leave"
        return head, None
    return None, None


_SINGLED_OUT = frozenset("first second third fourth fifth last latest only".split())


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
        "say announce declare pledge promise tell vow confirm insist indicate state add "
        "disclose reveal report agree decide".split()
    )
    if at.dep_ in ("ccomp", "parataxis"):
        return at.head.lemma_.lower() in known
    return any(c.dep_ in ("ccomp", "parataxis") and c.lemma_.lower() in known for c in at.children)


def _asked(verb: Token) -> bool:
    sentence = verb.sent
    return any(token.text == "?" for token in sentence[-3:])


def _due(verb: Token) -> bool:
    """ "is to meet", "is going to meet"; "is to blame" looks back."""
    if verb.lower_ == "blame":
        return False
    if verb.dep_ == "xcomp" and any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        head = verb.head
        if head.lemma_ == "be":
            content = child_of(head, "acomp", "attr")
            return content is None
        return head.lemma_ == "go" and head.tag_ == "VBG"
    return False


def _is_to(verb: Token) -> bool:
    """The "is" of "is to meet"."""
    return verb.lemma_ == "be" and any(c.i > verb.i and _due(c) for c in verb.children if c.dep_ == "xcomp")


_AWAITED = frozenset("expect schedule slate anticipate await plan".split())


def _awaited(verb: Token) -> bool:
    """ "is expected on Friday", "was planned for May": what awaits is told, and no clause tells its doing."""
    return (
        verb.tag_ == "VBN"
        and lemma_of(verb) in _AWAITED
        and child_of(verb, "auxpass") is not None
        and child_of(verb, "xcomp", "ccomp", "agent") is None  # "was planned by the union" tells of planning
    )


def _present(verb: Token) -> bool:
    return verb.tag_ in ("VBZ", "VBP") or (
        verb.tag_ == "VBG"
        and any(c.lemma_ == "be" and c.tag_ in ("VBZ", "VBP") for c in verb.children if c.dep_ == "aux")
    )


def _tomorrow(verb: Token) -> bool:
    return any(
        c.lower_ == "tomorrow" or (is_time(c) and any(g.lower_ == "next" for g in c.children))
        for child in verb.children
        if child.dep_ in ("npadvmod", "prep", "advmod")
        for c in (child, *child.children)
    )


def _imperative(verb: Token) -> bool:
    return (
        verb.dep_ == "ROOT"
        and verb.tag_ == "VB"
        and not any(c.dep_ in (*SUBJECTS, "aux", "expl") for c in verb.children)
    )


def noun_status(noun: Token) -> tuple[Modality, bool]:
    """What the words around an event's name do to it: "called for his resignation" is no resignation."""
    modality: Modality = "happened"
    qualities = {c.lower_ for c in noun.children if c.dep_ == "amod"}
    if qualities & {"planned", "upcoming", "scheduled", "coming", "expected", "imminent"}:
        modality = "planned"
    if qualities & (POSSIBLE_ADJECTIVES | {"threatened"}):
        modality = "possible"
    head = noun.head
    verb = head.head if head.dep_ == "prep" or head.pos_ == "ADP" else head
    key = f"{_key(verb)}_{head.lower_}" if head.pos_ == "ADP" and head.dep_ == "prep" else _key(verb)
    if noun.dep_ in ("dobj", "pobj") and (effect := _table("governing_verbs").get(key)) is not None:
        outer_negated = verb.pos_ == "VERB" and own_negation(verb)
        if effect.modality == "happened" and not effect.negates:
            return modality, outer_negated
        return weaker(modality, effect.modality), effect.negates and not outer_negated
    if noun.dep_ in SUBJECTS and verb.pos_ in ("VERB", "AUX"):
        return weaker(modality, "possible" if status(verb)[0] == "possible" else "happened"), False
    return modality, False
