"""What a number counts, read off the parse."""

from __future__ import annotations

from spacy.tokens import Doc, Token

CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_MEASURES = frozenset("percent mile dollar person vote".split())
_PERSONS = {"people": "person", "persons": "person"}
_HARMED = frozenset(
    "kill injure wound die arrest detain displace evacuate hospitalize dead lose hurt strand".split()
)


def token_at(doc: Doc, start: int, end: int) -> Token | None:
    span = doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


# Verbs that take the word for themselves, whatever the parser makes of it.
_PHRASAL = {
    "over": frozenset("hand turn take win knock look talk argue".split()),
    "about": frozenset("talk bring speak think complain worry learn".split()),
}
_LENGTHS = frozenset(
    "hour day week month year minute decade percent dollar euro pound vote seat mile".split()
)


def of_a_verb(doc: Doc, word: int, start: int, end: int) -> bool:
    """Whether the "over" or "about" at `word`, before the number in ``[start, end)``, belongs to a verb.

    "handed over 24 soldiers", "talked about two men"; but "took over 24 hours", "won over 40 percent".
    """
    token = token_at(doc, word, word + 1)
    if token is None:
        return False
    verb = token.nbor(-1) if token.i else None
    if (
        verb is not None
        and verb.pos_ == "VERB"
        and verb.lemma_.lower() in _PHRASAL.get(token.lower_, ())
        and unit_of(doc, start, end) not in _LENGTHS
    ):
        return True
    return token.dep_ == "prt" or (
        token.lower_ in ("over", "about", "around", "near") and token.dep_ == "prep"
    )


def measures(doc: Doc, start: int, end: int) -> bool:
    """Whether the number goes with a measure: "one percent"."""
    token = token_at(doc, start, end)
    return token is not None and token.dep_ == "nummod" and token.head.lemma_.lower() in _MEASURES


def unit_of(doc: Doc, start: int, end: int) -> str:
    """The lemma of the noun that a number counts, read off the parse; "" where it does not tell."""
    token = token_at(doc, start, end)
    if token is None:
        return ""
    while (
        token.dep_ in ("quantmod", "compound", "nummod", "amod")
        and token.head.like_num
        and token.head.i != token.i
    ):
        token = token.head
    of = next((c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    counted = next((c for c in of.children if c.dep_ in ("pobj", "pcomp")), None) if of is not None else None
    if counted is not None and counted.pos_ in ("NOUN", "PROPN") and token.pos_ in ("NUM", "NOUN"):
        return _lemma(counted)
    if token.dep_ in ("nummod", "quantmod", "amod", "compound", "det", "predet") and token.head.pos_ in (
        "NOUN",
        "PROPN",
        "SYM",
    ):
        head = token.head
        if head.pos_ == "SYM" or head.text in CURRENCIES:
            return CURRENCIES.get(head.text, "")
        if head.lower_ in ("percent", "percentage"):
            return "percent"
        if head.i < token.i:
            return "magnitude" if head.lower_ == "magnitude" else ""
        return _lemma(head)
    if token.dep_ in ("npadvmod",) and token.head.pos_ == "ADJ" and token.head.lower_ == "old":
        return "year of age"
    if _is_age(doc, token):
        return "year of age"
    if (
        token.pos_ == "NOUN"
        and token.tag_ == "NNS"
        and not token.like_num
        and token.i
        and token.nbor(-1).like_num
    ):
        return _lemma(token)
    verb = token.head
    if token.dep_ in ("nsubj", "nsubjpass", "dobj", "attr", "acomp", "conj", "npadvmod"):
        if verb.lemma_.lower() in _HARMED or any(
            c.lower_ in ("dead", "wounded", "injured") for c in token.children
        ):
            return "person"
        following = token.nbor() if token.i + 1 < len(doc) else None
        if following is not None and following.lower_ in ("dead", "wounded", "injured", "missing"):
            return "person"
    return ""


def noun_after(doc: Doc, end: int) -> str:
    """The noun that ends the run of adjectives and nouns right behind a number; "" where there is none."""
    span = doc.char_span(end, min(end + 1, len(doc.text)), alignment_mode="expand")
    last: Token | None = None
    for token in doc[span.start if span is not None else len(doc) :][:5]:
        if token.is_space:
            continue
        if token.pos_ == "NOUN":
            last = token
        elif last is not None or token.pos_ not in ("ADJ", "PROPN"):
            break
    return _lemma(last) if last is not None else ""


def _lemma(noun: Token) -> str:
    if noun.lower_ in ("years", "year") and noun.head.lower_ == "old":
        return "year of age"
    if noun.lower_ == "non" and noun.i + 2 < len(noun.doc):  # "non-citizens" comes in three tokens
        noun = noun.doc[noun.i + 2]
    lemma = noun.lemma_.lower()
    return _PERSONS.get(noun.lower_, lemma.removesuffix("s") if noun.tag_ == "NNPS" else lemma)


def _is_age(doc: Doc, token: Token) -> bool:
    """A bare number behind a name between commas, or after "aged", or said of someone: "He was 77"."""
    if not token.text.isdigit() or not 0 < int(token.text) < 120:
        return False
    before = doc[token.i - 1] if token.i else None
    if before is not None and before.lower_ in ("aged", "age"):
        return True
    after = doc[token.i + 1] if token.i + 1 < len(doc) else None
    if before is not None and before.text == "," and token.i > 1 and (after is None or after.text in ",.;:"):
        named = doc[token.i - 2]
        return named.pos_ == "PROPN" or named.lower_ == "age"
    if token.dep_ in ("attr", "acomp") and token.head.lemma_ in ("be", "turn"):
        subject = next((c for c in token.head.children if c.dep_ == "nsubj"), None)
        return subject is not None and (
            subject.ent_type_ == "PERSON" or subject.lower_ in ("he", "she", "i", "who")
        )
    return False


def is_name(doc: Doc, start: int) -> bool:
    """A number behind a capitalised noun that it names: "Amendment 64"."""
    token = token_at(doc, start, start + 1)
    if token is None or not token.i:
        return False
    before = doc[token.i - 1]
    return (
        before.pos_ == "PROPN"
        and before.text[0].isupper()
        and not before.is_punct
        and before.head.i in (token.i, before.head.i)
        and token.dep_ in ("nummod", "appos", "compound", "npadvmod")
    )
