"""What a commitment is about: the acts that do it, the acts against it, the things it concerns.

Read from the words of its promise ("withdraw its troops from the valley") by the tables
actions.toml and groups.toml; a person adds others under `words` in the agreement file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from accord.agreements.wording import compiled, forms, listed, low, stem, tables
from accord.ledger_records import Commitment

_STOP: Final = frozenset(
    """a an the its their his her our of to from in on at by for with and or into within out up down all each
    other every any free under over than more less that which who this these those be as is are it them they
    per cent percent
    one two three four five six seven eight nine ten twelve hundred
    thousand million billion year month week day first last back between through against among about
    not no""".split()
)
_SHUN: Final = re.compile(
    r"^(?:keep\b.*?\bfrom|refrain from|abstain from|not(?: to)?|cease|stop|end|halt|desist from)\s+(.*)$"
)


_PLACE: Final = re.compile(r"\b(?:from|to|on|at|in|into|for|with|through|by|between|within|under)\b")


@dataclass(frozen=True, slots=True)
class Subject:
    """Patterns over plain lower-case text."""

    actions: tuple[str, ...]  # kinds of actions.toml
    does: re.Pattern[str]
    verbs: re.Pattern[str]  # the part of `does` that are verbs
    undoes: re.Pattern[str]
    stays: re.Pattern[str]  # things left as they are: "the ban remains in force"
    kept: re.Pattern[str]
    nouns: re.Pattern[str]  # the part of `does` and `undoes` that name acts
    about: re.Pattern[str]  # things, not names
    own: re.Pattern[str]  # the promise's own rarer words, without what stands for them
    names: frozenset[str] = field(default=frozenset())  # stems of names in the promise
    objects: frozenset[str] = field(default=frozenset())  # stems of the promise's other words


def subject_of(commitment: Commitment) -> Subject:
    """The subject of a commitment.

    A promise to leave something ("keep its aircraft from flying", "not enlarge the camp") has the act
    among those against it. One whose words are in no table has its verb and nouns alone.
    """
    return _subject(commitment.promise, commitment.words)


@cache
def _subject(promise: str, words: tuple[str, ...]) -> Subject:
    text = low(promise)
    actions = tuple(actions_in(text))
    shunned = _SHUN.match(text) if not actions or actions[0] not in ("truce", "work", "lift") else None
    verbs: list[str] = []
    nouns: list[str] = []
    against: list[str] = []
    against_nouns: list[str] = []
    stays: list[str] = []
    kept: list[str] = []
    groups: list[str] = []
    if shunned:
        rest = shunned.group(1)
        first = rest.split()[0] if rest.split() else ""
        against += [_base(first)]
        against_nouns += [w for w in rest.split()[1:2] if w not in _STOP]
        for action in actions_in(rest):
            against += listed(tables("actions")[action].get("verbs", ""))
        actions = ()
    for action in actions:
        table = tables("actions")[action]
        verbs += listed(table.get("verbs", ""))
        nouns += listed(table.get("nouns", ""))
        against += listed(table.get("against", ""))
        against_nouns += listed(table.get("against_nouns", ""))
        stays += listed(table.get("stay", ""))
        kept += listed(table.get("kept", ""))
        groups += listed(table.get("groups", ""))
    tokens = re.findall(r"[a-z][a-z'-]+", text)
    acting = {form for verb in verbs for form in forms(verb.split()[0])}
    acting = set(tokens[:1]) | {t for t in tokens if t in acting and t not in _group_words()}
    if not actions and not shunned and tokens:
        verbs.append(_base(tokens[0]))
    named = {stem(low(w)) for w in re.findall(r"(?<!^)\b[A-Z][\w'-]+", promise)}
    content = [t for t in tokens if t not in _STOP and t not in acting and stem(t) not in named]
    if not actions and not shunned:
        content = content[1:]
    objects = {stem(t) for t in content if len(t) > 2}
    head = _PLACE.split(text, maxsplit=1)[0]
    last = (re.findall(r"[a-z][a-z'-]+", part)[-1:] for part in re.split(r"\bof\b", head))
    things = {stem(t) for part in last for t in part if t in content}
    about = {*(things or objects), *map(stem, words)}
    for members in _groups():
        if about & members:
            about |= members
    for name in groups:
        if not (objects or named) or name in ("fire", "work", "captives", "troops"):
            about |= set(listed(tables("groups")[name][""]))
    extra = tuple(w for w in words if " " in w)
    return Subject(
        actions,
        compiled(verbs=verbs, nouns=nouns),
        compiled(verbs=verbs),
        compiled(verbs=against, nouns=against_nouns),
        compiled(verbs=stays),
        compiled(verbs=kept),
        compiled(nouns=(*nouns, *against_nouns)),
        compiled(nouns=sorted(about or named), phrases=map(low, extra)),
        compiled(nouns=sorted({*objects, *named})),
        frozenset(named),
        frozenset(objects),
    )


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stem, listed(row[""]))) for row in tables("groups").values())


@cache
def _group_words() -> frozenset[str]:
    return frozenset(word for members in _groups() for word in members)


@cache
def _heads() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Each kind of action with its groups and the pattern of its verbs."""
    out = []
    for name, table in tables("actions").items():
        members = frozenset(
            stem(word)
            for group in listed(table.get("groups", ""))
            for word in listed(tables("groups")[group][""])
        )
        out.append(
            (name, members, compiled(verbs=listed(table["verbs"]), nouns=listed(table.get("nouns", ""))))
        )
    return tuple(out)


def actions_in(text: str) -> Iterator[str]:
    """The kind of action that a promise names, the likeliest first; at most one, or none.

    Several kinds share a verb ("return prisoners", "return to work"): what it is about decides, then
    where the verb stands.
    """
    content = {stem(t) for t in re.findall(r"[a-z][a-z'-]+", low(text))}
    best: tuple[int, int, int] | None = None
    chosen = ""
    for order, (name, members, pattern) in enumerate(_heads()):
        match = pattern.search(low(text))
        if match is None:
            continue
        fit = (-len(content & members), match.start(), order - len(match.group().split()) * 100)
        if best is None or fit < best:
            best, chosen = fit, name
    if chosen:
        yield chosen


def _base(word: str) -> str:
    """A guess at the verb of a gerund: "flying", "firing"."""
    if not word.endswith("ing"):
        return word
    cut = word[:-3]
    if len(cut) > 2 and cut[-1] == cut[-2] and cut[-1] not in "ls":
        return cut[:-1]
    return next((b for b in (cut, cut + "e") if word in forms(b)), cut)
