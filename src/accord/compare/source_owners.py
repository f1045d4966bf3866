"""Whose a post, a paper or an office is that an article leans on: "her office", "a tweet", "he posted".

A reader of "a tweet" alone cannot tell whose it is, and two posts of two people are not one source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from accord.compare.sources import Attribution, Scene, Span, overlap, word_tables
from accord.records import CreditKind, EntityId, Reading

# What was done on a network, and what it made.
_MADE = {
    "tweeted": "tweet",
    "tweeting": "tweet",
    "retweeted": "retweet",
    "retweeting": "retweet",
    "posted": "post",
    "blogged": "blog post",
    "texted": "text message",
    "e-mailed": "e-mail",
    "emailed": "email",
}
_DEED = rf"(?P<deed>{'|'.join(_MADE)})"
_BETWEEN = r"(?:,? (?:\w+ly|also|just|later|then|first|once|even|again|has|have|had))*,?"
_DONE = re.compile(rf"(?:(?P<who>.+?){_BETWEEN} )?{_DEED}(?P<rest> .*)?", re.IGNORECASE | re.DOTALL)
_DONE_BY = re.compile(rf"{_DEED} (?P<who>(?:the |[A-Z]).*)", re.DOTALL)
_PRONOUN = re.compile(r"(?:he|she|it|they|who|we|i)", re.IGNORECASE)
_APPOSED = re.compile(r"(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)*),(?: [^,.;]{1,60},)?\s(?:\w+ly )?$")
_NO_NAME = re.compile(
    r"(?:(?:an?|its|their) )?(?!(?:the|his|her|my|our|this|that) )"
    r"(?P<rest>(?:[a-z-]+ |[A-Z]\w+ ){0,3}[a-z-]+)"
)
_OF_OTHERS = frozenset("from by of to on in for about".split())
_SAID_IN = re.compile(r"\b(?:in|via|on|through|with) $", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:photo|photograph|picture|image|video|clip|footage|message|notice|comment|letter|sign)s?$"
)
_BASED = re.compile(r"^(?:[A-Z][\w.]* )*[A-Z][\w.]*-based ")
_WHOSE = frozenset("his her its their my our".split())
_LONGEST = 5  # words of a body's name that fit before what is its own


def find_offices(reading: Reading) -> dict[Span, str]:
    """Where the article speaks of someone's office, and whose it is: "her office", "Tove Lund's office".

    A pronoun is left as printed where another person is named as near as its owner.
    """
    owners = {e.id: (e.name, e.office_of) for e in reading.entities if e.office_of is not None and e.named}
    others = _others_near(reading)
    pronouns = {m.passage.start for m in reading.mentions if m.form == "pronoun"}
    found = {}
    for mention in reading.mentions:
        if mention.entity in owners:
            at, (name, owner) = mention.passage.start, owners[mention.entity]
            if at not in pronouns or not others(at, owner):
                found[at, mention.passage.end] = name
    return found


def find_owners(reading: Reading) -> dict[int, str]:
    """Where "he", "his" and the like mean somebody with a name, and the name as it would stand there.

    Left out where another person is named as near, or after it in the sentence: "in his letter, Lund said".
    """
    people = {e.id: e.name for e in reading.entities if e.kind == "person" and e.named}
    others = _others_near(reading)
    found = {}
    for mention in reading.mentions:
        if mention.form != "pronoun" or mention.entity not in people:
            continue
        at = mention.passage.start
        end = next((s.passage.end for s in reading.sentences if s.passage.covers(mention.passage)), at)
        if not others(at, mention.entity) and not others(end - 1, mention.entity):
            own = mention.passage.of(reading.article.text).lower() in ("his", "her")
            found[at] = people[mention.entity] + "'s" * own
    return found


def _others_near(reading: Reading) -> Callable[[int, EntityId | None], bool]:
    """Whether someone but the one given is named since the sentence before a place."""
    people = {e.id for e in reading.entities if e.kind == "person" and e.named}
    named = [(m.passage.start, m.entity) for m in reading.mentions if m.form == "name" and m.entity in people]
    starts = [s.passage.start for s in reading.sentences]

    def others(at: int, owner: EntityId | None) -> bool:
        since = starts[max(bisect_right(starts, at) - 2, 0)] if starts else 0
        return any(since <= start < at and entity != owner for start, entity in named)

    return others


def name_owner(
    scene: Scene,
    attributions: Sequence[Attribution],
    sentence: Span,
    span: Span,
    kind: CreditKind,
    owners: Mapping[int, str],
) -> str:
    """The words for a post or paper with whose it is, where the sentence tells; else as they are printed.

    "Lund tweeted" is "Lund's tweet", and "a report" of the board that "said in a report" is "the board's
    report". `owners` are those of `find_owners`.
    """
    source = scene.text[slice(*span)]
    if kind not in ("social", "document"):
        return source
    if kind == "social" and (done := _DONE_BY.fullmatch(source) or _DONE.fullmatch(source)):
        who = done["who"]
        if who and _THING.search(who):
            return source  # "the photo posted to the site"
        if who and _PRONOUN.fullmatch(who):
            who = owners.get(span[0]) if who.lower() != "who" else None
        if not who:
            who = _nearest(scene, (sentence[0], span[0]), relative=source.startswith("who "))
        made = _MADE[done["deed"].lower()]
        rest = (done.groupdict().get("rest") or "").rstrip()
        return f"{_of(who)} {made}{rest}" if who else f"{'an' if made[0] == 'e' else 'a'} {made}{rest}"
    speaker = _speaker(scene, attributions, span, owners)
    if speaker is None or not _SAID_IN.search(scene.text, max(0, span[0] - 9), span[0]):
        return source
    if source.lower() in word_tables()["media"]:
        return f"{speaker} on {source}"
    plain = _NO_NAME.fullmatch(source)
    if plain is None:
        return source
    words = plain["rest"].split()
    names = [w for w in words if w[0].isupper()]
    if not _OF_OTHERS.isdisjoint(words) or any(w.lower() not in word_tables()["media"] for w in names):
        return source  # "a Velm Council statement" tells whose it is
    return f"{_of(speaker)} {plain['rest']}"


def _of(name: str) -> str:
    # "the scientists' letter", "the United States' letter", but "Mara Jones's"
    plural = name.endswith("s") and (name.split()[-1].islower() or name.lower().startswith("the "))
    return f"{name}'" if plural else f"{name}'s"


def _speaker(
    scene: Scene, attributions: Sequence[Attribution], span: Span, owners: Mapping[int, str]
) -> str | None:
    """The one who is said to say something in the sentence, by name; None without or with two."""
    names = set()
    for a in attributions:
        if overlap(a.head, span):
            continue
        exact = _BASED.sub("", scene.text[slice(*a.head)])
        pronoun, _, rest = exact.partition(" ")
        people = [p for p in scene.persons if overlap(p, a.head)]
        if a.head[0] in owners:
            names.add(f"{owners[a.head[0]]} {rest}".strip())  # "she", "her lawyer"
        elif people:
            names.add(scene.text[slice(*max(people, key=lambda p: p[1] - p[0]))])
        else:
            known = len(exact.split()) <= _LONGEST and not _PRONOUN.fullmatch(pronoun)
            names.add(exact if known and pronoun.lower() not in _WHOSE else "")
    return names.pop() or None if len(names) == 1 else None


def _nearest(scene: Scene, before: Span, *, relative: bool) -> str | None:
    """Who stands right before a deed, or is the only one named before it in the sentence."""
    if apposed := _APPOSED.search(scene.text, *before):
        if relative or scene.person_in(apposed.span("name")):
            return apposed["name"]
    people = {p for p in scene.persons if before[0] <= p[0] and p[1] <= before[1]}
    names = sorted({scene.text[slice(*p)] for p in people}, key=len)
    if names and all(names[-1].endswith(name) for name in names):
        return names[-1]
    return None
