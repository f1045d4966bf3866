"""Persons and bodies that two articles give for one role: who did it, and who said it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from itertools import combinations, product

from accord.compare.claims import denies
from accord.compare.conflicts.lookup import Lookup, stems
from accord.compare.conflicts.settings import ConflictFinding
from accord.compare.conflicts.slots import clause_around, deed_told
from accord.records import Clause, Conflict, Mention, Passage, Person, Side, Utterance
from accord.text import words


@cache
def _single_deeds() -> frozenset[str]:
    """data/single_deeds.txt: deeds that one party does to a thing, once."""
    rows = (files("accord.compare") / "data" / "single_deeds.txt").read_text("utf-8").splitlines()
    return frozenset(word for row in rows if not row.startswith("#") for word in row.split())


def find_doers(page: Lookup, settings: ConflictFinding) -> Iterator[Conflict]:
    """Who did what one party only can have done: two names, of which neither article has the other's.

    Or both have both, and have exchanged who did it and to whom.
    """
    used: set[Passage] = set()
    met = page.meeting(
        settings.one_deed,
        lambda s: (deed_told(c) for c in page.clauses(s) if _single(c)),
        lambda s: map(deed_told, page.clauses(s)),
        settings.one_fact,
    )
    for left, right in met:
        if {left, right} & used:
            continue
        for a, b in product(page.clauses(left), page.clauses(right)):
            if not _one_single_deed(a, b) or page.other_days(left, right):
                continue
            if _exchanged(page, a, b) or _other_doer(page, a, b):
                used |= {left, right}
                told = [Side(_doer(page, c), (s,)) for c, s in ((a, left), (b, right))]
                yield Conflict("person", clause_around(page, a.passage), tuple(told))
                break


def _doer(page: Lookup, clause: Clause) -> str:
    """The whole name of the doer, of which a clause may have the head alone."""
    if clause.agent is None:
        return ""
    whole = next((m.passage for m in page.names_at(clause.agent)), clause.agent)
    return page.exact(whole)


def _single(clause: Clause) -> bool:
    return clause.predicate.split()[0] in _single_deeds()


def _one_single_deed(a: Clause, b: Clause) -> bool:
    return (
        _single(a)
        and deed_told(a) == deed_told(b)
        and not (denies(a) or denies(b))
        and a.modality == b.modality
        and a.agent is not None
        and b.agent is not None
        and a.patient is not None
        and b.patient is not None
    )


def _exchanged(page: Lookup, a: Clause, b: Clause) -> bool:
    """Whether each has for the doer whom the other has for the one to whom it was done."""
    (agent, patient), (its_agent, its_patient) = (
        [page.named(role) if role else frozenset() for role in (c.agent, c.patient)] for c in (a, b)
    )
    return agent != patient and bool(agent & its_patient and patient & its_agent) and not agent & its_agent


def _other_doer(page: Lookup, a: Clause, b: Clause) -> bool:
    if a.agent is None or b.agent is None or a.patient is None or b.patient is None:
        return False
    ours, theirs = page.named(a.agent), page.named(b.agent)
    if not ours or not theirs or ours & theirs:
        return False
    done_to = [stems(page.exact(p)) for p in (a.patient, b.patient)]
    named = page.named(a.patient), page.named(b.patient)
    if not all(done_to) or not (done_to[0] <= done_to[1] or done_to[1] <= done_to[0]):
        return False  # a harbour board is no harbour school
    if named[0] and named[1] and not named[0] & named[1]:
        return False
    return not page.prints_any(ours, b.passage.article) and not page.prints_any(theirs, a.passage.article)


# ---------------------------------------------------------------- who said it


def find_speakers(
    page: Lookup, utterances: Sequence[Utterance], settings: ConflictFinding
) -> Iterator[Conflict]:
    """The same words quoted of two persons, each named as the one who said them."""
    for utterance in utterances:
        passages = [p for r in utterance.renderings for p in r.passages]
        named = [(p, *found) for p in passages if (found := _named_speaker(page, p)) is not None]
        for (here, who, at), (there, other, its_at) in combinations(named, 2):
            if (
                here.article == there.article
                or _one_name(who, other)
                or not _same_words(page, here, there, settings)
            ):
                continue
            told = [(m, page.sentence(m.passage)) for m in (at, its_at)]
            said = page.exact(here).split()
            about = f"who said “{' '.join(said[:8])}{' …' if len(said) > 8 else ''}”"
            yield Conflict(
                "person", about, tuple(Side(page.exact(m.passage), (s.passage,)) for m, s in told if s)
            )
            break


def _one_name(one: Person, other: Person) -> bool:
    return one == other or one.name.split()[-1:] == other.name.split()[-1:]


def _same_words(page: Lookup, one: Passage, other: Passage, settings: ConflictFinding) -> bool:
    ours, theirs = ([w.form for w in words(page.exact(p))] for p in (one, other))
    match = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    return match.size >= settings.said


_GOES_ON = re.compile(r"\.\s+[A-Z]")


_ACCORDING = re.compile(r"\baccording to\b[^,;]*$", re.IGNORECASE)
_SAID = re.compile(r"\b(?:said|says|told|tells|wrote|tweeted)\b")


def _second_hand(page: Lookup, quoted: Passage, mention: Mention) -> bool:
    """Whether who is named passed on what another said: "..., she said, according to Osk Hedlund"."""
    if not _ACCORDING.search(page.before(mention.passage, 80)):
        return False
    text, home = page.by_id[quoted.article].article.text, page.home(mention.passage)
    return _SAID.search(text, max(home.start, min(quoted.end, mention.passage.start)), home.end) is not None


def _cut_off(page: Lookup, person: Person, mention: Mention) -> bool:
    """Whether a name may be a rank cut short, with the name behind it: "said Sgt. Osk Hedlund"."""
    text = page.by_id[mention.passage.article].article.text
    return " " not in person.name and _GOES_ON.match(text, mention.passage.end) is not None


def _named_speaker(page: Lookup, passage: Passage) -> tuple[Person, Mention] | None:
    """The person whom an article names as the one who said what it quotes in a passage."""
    for quotation in page.by_id[passage.article].quotations:
        if quotation.kind == "indirect" or not any(c.touches(passage) for c in quotation.content):
            continue
        for source in quotation.source:
            named = [m for m in page.names(source) if page.kind(m) == "person"]
            person = page.person(named[0]) if len(named) == 1 else None
            if person is None or _cut_off(page, person, named[0]) or _second_hand(page, passage, named[0]):
                continue
            if named[0].entity == quotation.speaker:
                return person, named[0]
    return None
