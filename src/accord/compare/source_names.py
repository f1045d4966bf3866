"""How a credited source is named: the words on the page for it, and which kind of source they are.

`accord.compare.sources` finds the word that gives a source away; a reader wants the whole
phrase, by its head noun: "a memo circulated by an analyst" is a document, "her Facebook
page" goes on after "Facebook", and "it said" is said by what "it" takes up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from accord.compare.sources import (
    BY_NAME,
    DETERMINERS,
    NOUNS,
    Attribution,
    Hit,
    Scene,
    Span,
    Token,
    folded,
    overlap,
    split_tokens,
    word_tables,
)
from accord.records import CreditKind

_THINGS = frozenset(("it", "this"))  # pronouns that may take up a paper of the sentence before
_BACK = _THINGS | frozenset("that which they he she we i who these those them".split())
_TAIL = re.compile(r"(?:'s|')$")
_BEFORE_DEED = re.compile(r"\s+(?:(?:\w+ly|also|just|later|then|first|once|even|again|has|have|had)\s+)*")
# Where the head of a phrase has been told: "a memo | circulated by", "the letter | from", "a post | on".
_AFTER_HEAD = frozenset(
    """, ; : ( ) - who which that whose of from by in on at to for with within inside among near close
    familiar about as before after during against under over""".split()
)
_OWN_PIECE = re.compile(r"\bthis (?:article|story|report|column|piece|page|post|entry)\b", re.IGNORECASE)
_PART_OF = re.compile(
    r"(?:one|two|three|some|several|most|many|both|all|each|none) of (?:them|these|those)", re.IGNORECASE
)
# "an interview | published on Sunday with the daily Tarn"
_TALK = re.compile(
    r"s?(?: (?:published|broadcast|aired|on|late|early|last|this) ?[A-Za-z]*| [A-Z][a-z]+day)* (?:with|to) "
    r"(?P<name>(?:the )?(?:[A-Za-z]+ ){0,2}?[A-Z](?:[\w&-]|\.(?=\w))*(?: [A-Z](?:[\w&-]|\.(?=\w))*)*)"
)
_NOBODY = re.compile(r"whoever\b.*|who(?:m)?|i|we|you|all|none|nobody|some(?:one|body)", re.IGNORECASE)
_BOTH = re.compile(
    r"both|(?:both|the two|the) "
    r"(?:governments|countries|sides|parties|companies|clubs|capitals|states|nations)",
    re.IGNORECASE,
)
# A piece on a medium that tells neither whose it is nor where it stands.
_BARE_PIECE = re.compile(
    r"(?:[Tt]he|[Tt]hat|[Tt]hose) (?:tweet|retweet|posting|web ?site|site)s?|[Aa] web ?site"
)
_INDEFINITE = re.compile(r"(?:some|any|every)(?:one|body)")
# Endings of what a person may be called: "pilot", "engineers", "a union boss".
_PERSON = re.compile(
    r"(?:er|or|ist|ian|ee|ant|man|woman|boss|chief|pilot|star|coach|head|fan|guard|aide)(?:e?s)?$|men$"
)
_PARTICIPLE = re.compile(r"[a-z]{3}(?:ed|ing)$")
_SOME = frozenset("a an another one two three four five several some many few other".split())
_WHO = frozenset(("anonymous", "institution", "spokesperson"))  # marks of those who write
_IN_PHRASE = frozenset(("CAP", "NUM", "low")) | _WHO
_COUNTING = frozenset("two three four five six several some many few the these those other".split())
_SURVEYS = frozenset(("poll", "survey", "polling"))


# "a post | on Facebook", "posted | to his own page there"
_PLACE = re.compile(
    r"\s(?:on|to|via)\s(?:(?:the|a|his|her|its|their)\s)?(?:[a-z-]+\s){0,2}?"
    r"(?:(?:[A-Z]\w+\s)?(?:page|account|feed|wall|profile|blog|website|channel|network(?:\s[A-Z]\w+)?)\b"
    r"|(?P<medium>[A-Z]\w+))"
)


def end_of_place(text: str, end: int) -> int:
    """Where a phrase that ends at `end` goes on with the medium on which the words stand; else `end`."""
    found = _PLACE.match(text, end)
    if found is None or (found["medium"] and found["medium"].lower() not in word_tables()["social"]):
        return end
    return found.end()


def name_source(
    scene: Scene, tokens: Sequence[Token], attributions: Sequence[Attribution], hit: Hit, phrase: Span
) -> tuple[Span | None, CreditKind]:
    """The words that name a source, and its kind; None where a pronoun takes up nothing that is named.

    `phrase` is the phrase around the hit. The words of a pronoun's source stand further before,
    and may stand in another sentence.
    """
    if hit.word in _BACK:
        found = _antecedent(scene, attributions, hit, phrase)
        if found is None or scene.person_speaks(found):
            return None, hit.kind
        named = scene.text[found[0]].isupper() or scene.text[slice(*found)].split()[-1][0].isupper()
        kind: CreditKind = "agency" if named else "anonymous"
        return found, _kind(scene, found, hit._replace(kind=kind, word="CAPITALS"), speaks=True)
    if hit.word in word_tables()["deeds"]:
        if _NOBODY.fullmatch(scene.text[slice(*phrase)]) and tokens[hit.first - 1].low == "whoever":
            return None, hit.kind
        deed = _with_doer(scene, attributions, phrase)
        doer = head_of(split_tokens(scene.text, (deed[0], tokens[hit.first].start)))
        paper = doer is not None and folded(doer.low, word_tables()["document"])
        return deed, "document" if paper else hit.kind  # "a notice posted at the gate"
    exact = scene.text[slice(*phrase)]
    if _OWN_PIECE.search(exact) and not (hit.kind == "document" and hit.kind in scene.phrases):
        return None, hit.kind  # "an earlier version of this article": it speaks of itself
    if hit.word == "interview" and (talk := _TALK.match(scene.text, tokens[hit.last - 1].end)):
        with_whom = talk.span("name")
        if not scene.person_in(with_whom):
            return with_whom, "outlet"
    if _PART_OF.fullmatch(exact) or exact.lower() == "one":
        return _those_before(scene, tokens, phrase), "anonymous"
    if _NOBODY.fullmatch(exact):
        return None, hit.kind
    if _BOTH.fullmatch(exact):
        return scene.two_parties(phrase[0]), hit.kind
    if hit.word not in BY_NAME and _BARE_PIECE.fullmatch(exact):
        return scene.pieces.get(hit.kind), hit.kind
    start, end = phrase
    if end - start > 2 and (owner := _TAIL.search(scene.text, start, end)):
        end = owner.start()  # "Verrin Radio's Ada Lowe"
    last = next((i for i in range(len(tokens) - 1, -1, -1) if tokens[i].end <= phrase[1]), 0)
    if last == hit.last - 1:  # "her Facebook page": the piece stands after the medium
        end = _end_of_paper(tokens, hit) if hit.kind == "document" else _end_of_piece(tokens, hit, end)
    speaks = any(overlap(phrase, a.head) for a in attributions)
    return (start, end), _kind(scene, (start, end), hit, speaks=speaks)


def _end_of_paper(tokens: Sequence[Token], hit: Hit) -> int:
    """Where a paper with whom it is from ends: "a letter from its lawyer"."""
    end, at = hit.last, hit.last
    while at < len(tokens) and tokens[at].low in ("from", "by"):
        stop = at + 1
        while stop < min(len(tokens), at + 7) and (
            tokens[stop].low in DETERMINERS or tokens[stop].mark in _IN_PHRASE
        ):
            stop += 1
        named = stop - 1 > at and (tokens[stop - 1].mark == "CAP" or tokens[stop - 1].mark in _WHO)
        if not named:
            break
        end = at = stop
    return tokens[end - 1].end


def _end_of_piece(tokens: Sequence[Token], hit: Hit, end: int) -> int:
    if hit.kind in ("social", "outlet"):
        for token in tokens[hit.last : hit.last + 2]:
            verb = token.mark == "SAY" and token.low.endswith("s")  # "The Examiner reports"
            piece = not verb and folded(token.low, word_tables()["pieces"])
            if not piece or token.start > end + 1:
                break
            end = token.end
    return end


def _antecedent(scene: Scene, attributions: Sequence[Attribution], hit: Hit, phrase: Span) -> Span | None:
    """What a pronoun takes up: the paper the sentence before leans on, else whoever is the speaker."""
    if hit.word in _THINGS and hit.kind == "document" and hit.kind in scene.phrases:
        return scene.phrases[hit.kind]
    for attribution in attributions:
        if attribution.antecedent and overlap(attribution.head, phrase):
            start, end = attribution.antecedent
            while start and re.match(r"[\w-]", scene.text[start - 1]):
                start -= 1  # a name that begins within a word: "e-|mails"
            words = split_tokens(scene.text, (max(0, start - 80), start))
            while words and words[-1].mark in ("CAP", "the", "a", "an") and words[-1].end + 1 == start:
                start = words.pop().start  # "the Log Cabin | Republicans"
                if scene.text[start].islower() or scene.text[start : start + 4] == "The ":
                    break
            return start, end
    return None


def _those_before(scene: Scene, tokens: Sequence[Token], phrase: Span) -> Span | None:
    """Whom "one of them" is of: the unnamed ones last told of, in the sentence or the one before."""
    unnamed = word_tables()["anonymous"]
    for n in range(len(tokens) - 1, -1, -1):
        token = tokens[n]
        if token.end <= phrase[0] and token.low.endswith("s") and folded(token.low, unnamed):
            first = n
            while (
                first and tokens[first - 1].end + 1 == tokens[first].start and tokens[first - 1].mark != "SAY"
            ):
                first -= 1
                if tokens[first].low in _COUNTING:
                    break
            return tokens[first].start, token.end
    return scene.phrases.get("anonymous")


def _with_doer(scene: Scene, attributions: Sequence[Attribution], phrase: Span) -> Span:
    """A deed with who did it, where that stands right beside: "she tweeted", "tweeted the union"."""
    start, end = phrase
    for doer in (*scene.doers, *(a.head for a in attributions)):
        if doer[1] <= start <= doer[1] + 40 and _BEFORE_DEED.fullmatch(scene.text, doer[1], start):
            return doer[0], end
        if end + 1 == doer[0] and any(a.head == doer for a in attributions):
            return start, doer[1]
    return phrase


def head_of(words: Sequence[Token]) -> Token | None:
    """The noun a phrase is about, by the tables: the last one before what is added to it."""
    tables = word_tables()
    known = [*(tables[name] for _, name in NOUNS), tables["institution"]]
    head = None
    for token in words:
        told = token.low in tables["deeds"] or (token.mark == "low" and _PARTICIPLE.search(token.low))
        if head is not None and (token.low in _AFTER_HEAD or told):
            break
        owner = token.end - token.start > len(token.word)  # "the state's employers"
        if not owner and any(folded(token.low, table) for table in known):
            head = token
    return head


def _kind(scene: Scene, span: Span, hit: Hit, *, speaks: bool = False) -> CreditKind:
    words = split_tokens(scene.text, span)
    tables: Mapping[str, frozenset[str]] = word_tables()
    if hit.kind != "outlet" and speaks and scene.is_called_outlet(scene.text[slice(*span)]):
        return "outlet"  # a newspaper, as the article itself says
    noun = _noun_of(words)
    if words and _INDEFINITE.fullmatch(words[0].low):
        return "anonymous"  # "someone briefed on the plans"
    if speaks and noun is not None and hit.word not in BY_NAME:
        if folded(noun.low, tables["written"]):
            return "document"  # "the charges", "a sign at the gate"
        role = (
            noun.word[0].islower()
            and _PERSON.search(noun.low)
            and not folded(noun.low, tables["institution"])
        )
        some = words[0].low in _SOME or words[0].mark == "CAP" or noun.low.endswith("s")
        if hit.kind == "agency" and role and some and all(not folded(noun.low, tables[t]) for _, t in NOUNS):
            return "anonymous"  # "a Velm test pilot": who works for a body is none
    head = head_of(words)
    if head is None:
        return hit.kind
    if hit.word in BY_NAME:
        return "document" if folded(head.low, _SURVEYS) else hit.kind
    body = bool(folded(head.low, tables["institution"]))
    first = (
        head is words[0] and body and bool(folded(head.low, tables["anonymous"]))
    )  # "Prosecutors in Tarsk"
    named = head.word[0].isupper() and sum(w.mark == "CAP" for w in words) > 1 and not first
    if body and named:
        return "agency"  # "the Harbour Workers Association", whatever its members are called
    kinds = [kind for kind, name in NOUNS if folded(head.low, tables[name])]
    if kinds == ["social"] and speaks and len(words) == 1:
        return "agency"  # the company says so
    medium = hit.kind in ("social", "outlet") and folded(head.low, tables["pieces"])
    if hit.kind in kinds or medium:
        return hit.kind
    return kinds[0] if kinds else "agency" if body else hit.kind


def _noun_of(words: Sequence[Token]) -> Token | None:
    """The last word of a phrase before what is added to it: "charges | filed on Friday"."""
    last = None
    for token in words:
        if last is not None and (
            token.low in _AFTER_HEAD or _PARTICIPLE.search(token.low) or token.mark == "SAY"
        ):
            break
        if token.low not in DETERMINERS:
            last = token
    return last
