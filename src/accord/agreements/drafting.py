"""An agreement file proposed from reports, or from the text of the agreement itself.

A commitment is proposed where a clause wills, plans, demands or orders an act of a known kind
(actions.toml) on a thing of that kind ("withdraw its troops"), and where a force or a mission is
spoken of that is to come. What happened already is a promise kept only if it was promised, so such
clauses propose nothing. Everything proposed is for a person to edit.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from accord.agreements.parties import AUTHORITIES
from accord.agreements.wording import compiled, listed, low, stem, tables
from accord.ledger_records import Agreement, Cited, Commitment, CommitmentId, DutyKind, Party, PartyId, Phase
from accord.names import fold
from accord.nations import kindred, nation
from accord.records import Clause, Passage, Reading, Sentence

AGREEMENT: Final = re.compile(
    r"\b(?:agreement|accord|ceasefire|cease-fire|truce|deal|pact|treaty|settlement|protocol|roadmap|memorandum|commitments?)\b"
)
_NAME: Final = re.compile(
    r"\b((?:[A-Z][\w’'-]+ )+(?:(?!the |an |a |this |their )[a-z]+ )?"
    r"(?:agreement|accord|ceasefire agreement|ceasefire|truce|deal|pact|treaty|protocol)|"
    r"(?:[A-Z][\w’'-]+ )+(?:Agreement|Accords?|Ceasefire|Truce|Pact|Treaty|Protocol|Compact))\b"
)
_FORCE: Final = re.compile(
    r"\b((?:(?:an?|the|this|proposed|planned|envisioned|future|\d+)\s+)*)"
    r"((?:(?:unarmed|armed|international|multinational|security|peacekeeping|stabili[sz]ation|monitoring|observer|joint)\s+)+"
    r"(?:force|forces|mission|peacekeepers|monitors|observers|contingent)\b|monitors\b|peacekeepers\b)"
    r"(\s+(?:in|for)\s+(?:the\s+)?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*)?"
)
_PHASES: Final = {
    word: str(n)
    for n, words in enumerate(
        (("first", "one"), ("second", "two"), ("third", "three"), ("fourth", "four")), 1
    )
    for word in (*words, str(n))
}
_PHASE: Final = re.compile(
    rf"\b(?:({'|'.join(_PHASES)}) (?:phase|stage)|(?:phase|stage) ({'|'.join(_PHASES)}))\b"
)
_COMPLEMENT: Final = re.compile(
    r"\s+(?:on|of|from|in|into|across|through|to the)\s+(?:the |its |their |an? )?[\w’'-]+"
    r"(?: (?!(?:and|or|but|to|in|on|by|with|within|from|as|that|which|while|after|before|until|for|"
    r"is|are|was|were|will|a)\b)[\w’'-]+){0,3}"
    r"(?: (?:of|to|from|in) (?:the )?(?:[\w’'-]+ ){0,2}[A-Z][\w’'-]*)*"
)
_RECEIVES: Final = frozenset({"recover", "receive"})
_ALWAYS: Final = frozenset({"disarm", "rebuild"})  # of whatever thing
_ALLOWS: Final = frozenset(
    {"allow", "let", "admit", "permit", "provide", "deliver", "guarantee", "facilitate", "give"}
)
_NEVER: Final = frozenset(
    {"ratify", "vote", "form", "inspect", "work", "rehire"}
)  # too much else is called so
_DUTIES: Final = frozenset({"truce", "passage", "access", "import"})
_LONGEST: Final = 90  # characters of a promise


@dataclass(frozen=True, slots=True)
class _Found:
    """One sentence that proposes a commitment."""

    kind: str
    head: str  # what it is on, as a key
    promise: str
    who: str  # names as printed; "" where not said
    to: str
    phase: str
    due: date | None
    quantity: Decimal | None
    unit: str
    ordered: bool
    cited: Cited
    weight: int


def draft_agreement(readings: Sequence[Reading]) -> Agreement | None:
    """A proposal from all readings; None where nothing that is promised was found.

    Articles in which no agreement is spoken of are left out. The order of the readings changes nothing.
    """
    readings = sorted(
        (r for r in readings if AGREEMENT.search(low(r.article.text))), key=lambda r: r.article.id
    )
    found = [f for reading in readings for f in _propose(reading)]
    if not found:
        return None
    groups: dict[tuple[str, str, str], list[_Found]] = defaultdict(list)
    for one in found:
        groups[_key(one)].append(one)
    names = _Names(readings)
    commitments: list[Commitment] = []
    used: Counter[str] = Counter()
    for (kind, head, _), group in sorted(groups.items(), key=lambda g: (g[1][0].phase or "9", g[0])):
        commitments.append(_commitment(kind, head, group, names, used))
    parties = names.parties(commitments)
    if not parties:
        parties = (Party(PartyId("parties"), "the parties"),)
    known = {p.id for p in parties}
    verifiers, mediators = (
        tuple(p for p in names.of_verbs(readings, verbs) if p.id not in known)
        for verbs in (("monitor", "watch", "verify", "supervise"), ("broker", "mediate"))
    )
    mediators = tuple(m for m in mediators if m.id not in {v.id for v in verifiers})
    phases = tuple(
        Phase(n, "", (str(int(n) - 1),) if any(c.phase == str(int(n) - 1) for c in commitments) else ())
        for n in sorted({c.phase for c in commitments if c.phase})
    )
    return Agreement(
        _name(readings),
        _signed(readings),
        parties,
        mediators,
        verifiers,
        phases,
        tuple(commitments),
        tuple(c.drafted for c in commitments),
    )


def _key(one: _Found) -> tuple[str, str, str]:
    """What makes two proposals one: the same act on the same thing; of the same party where both do it."""
    return one.kind, one.head, fold(one.who) if one.kind == "release" else ""


# ---------------------------------------------------------------- sentences


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str], str], ...]:
    """Each kind with its verbs, its things and the verb it is called by."""
    out = []
    for name, table in tables("actions").items():
        if name in _NEVER:
            continue
        verbs = listed(table["verbs"])
        things = [w for g in listed(table.get("groups", "")) for w in listed(tables("groups")[g][""])]
        out.append((name, compiled(verbs=verbs), compiled(nouns=things), verbs[0]))
    return tuple(out)


def _propose(reading: Reading) -> Iterator[_Found]:
    text = reading.article.text
    for sentence in reading.sentences:
        if sentence.block not in ("body", "dek"):
            continue
        words = sentence.passage.of(text)
        clauses = [c for c in reading.clauses if sentence.passage.covers(c.passage)]
        seen: set[str] = set()
        for clause in clauses:
            for one in _of_clause(reading, sentence, words, clause):
                if one.kind not in seen or one.kind == "release":
                    seen.add(one.kind)
                    yield one
        if "deploy" not in seen:
            yield from _forces(reading, sentence, words)


def _of_clause(reading: Reading, sentence: Sentence, words: str, clause: Clause) -> Iterator[_Found]:
    text = reading.article.text
    if clause.negated or not _to_come(clause, low(words)):
        return
    patient = clause.patient.of(text) if clause.patient else ""
    predicate = clause.predicate
    said = low(words)
    ordered = bool(AUTHORITIES.search(said)) and bool(
        re.search(r"\b(?:must|order\w*|rul(?:ed|es|ing)|requir\w+)\b", said)
    )
    for kind, verbs, things, called in _kinds():
        matches = verbs.fullmatch(predicate) or re.match(verbs.pattern, f"{predicate} {low(patient)}")
        if matches is None:
            continue
        near = low(text[clause.passage.start : clause.passage.end])
        about = things.search(low(patient)) or (things.search(near) if ordered or kind == "talks" else None)
        if kind == "talks" and not re.search(r"\b(?:talks|negotiations)\b", low(patient) or near):
            continue
        if not (about or (kind in _ALWAYS and patient[:1].isupper())):
            continue
        if not (AGREEMENT.search(said) or _PHASE.search(said) or ordered or _pledging(said)):
            continue
        if kind in ("passage", "access") and predicate.split()[0] not in _ALLOWS:
            continue
        thing = _thing(reading, clause, patient, ordered)
        if not thing:
            continue
        verb = predicate if ordered else called if kind not in ("passage", "access", "open") else predicate
        if kind == "talks":
            verb = "hold"
        receives = predicate in _RECEIVES
        agent = _subject(words, predicate) or (_name_in(clause.agent.of(text)) if clause.agent else "")
        who = patient if kind == "disarm" else "" if receives or kind in ("talks", "rebuild") else agent
        quantity, unit = _count(reading, clause.patient)
        yield _Found(
            "release" if kind == "release" else kind,
            _head(kind, patient),
            f"{verb} {thing}",
            who,
            agent if receives else "",
            _phase(said, low(thing)),
            _due(reading, sentence),
            quantity,
            unit,
            ordered,
            _cite(reading, sentence),
            2 if AGREEMENT.search(said) or _PHASE.search(said) else 1,
        )
        return


def _subject(words: str, predicate: str) -> str:
    """The name right before a verb that is willed: "and Tarsk will free"; "" where none stands there."""
    verb = re.escape(predicate.split()[0])
    match = re.search(
        rf"([A-Z][\w’'-]+) (?:will|must|shall|is to|has to|has agreed to|agreed to|would) {verb}\b", words
    )
    return match.group(1) if match else ""


def _to_come(clause: Clause, said: str) -> bool:
    """Whether the clause tells of something that is not done: willed, demanded, or an infinitive."""
    if clause.modality in ("planned", "possible"):
        return True
    verb = re.escape(clause.predicate.split()[0])
    return clause.modality == "happened" and bool(
        re.search(
            rf"\b(?:aims?|seeks?|wants?|plans?|needs?|hopes?|tries|task|is|are)\b[^,.;]*\bto {verb}\b", said
        )
    )


def _pledging(said: str) -> bool:
    return bool(
        re.search(
            r"\b(?:will|shall|must|agree\w*|pledg\w+|promis\w+|commit\w*|task|obligat\w+|is to|are to)\b",
            said,
        )
    )


def _forces(reading: Reading, sentence: Sentence, words: str) -> Iterator[_Found]:
    """A force or a mission that is to come: proposed, planned, part of a phase."""
    match = _FORCE.search(words)
    said = low(words)
    if match is None or not re.search(
        r"\b(?:proposed|planned|envision\w+|part of|represents?|will|to be|would|are to|is to|could)\b", said
    ):
        return
    if not (AGREEMENT.search(said) or _PHASE.search(said) or re.search(r"\b(?:proposed|planned)\b", said)):
        return
    noun = " ".join(match.group(2).split())
    count = re.search(r"\d+", match.group(1))
    where = " ".join((match.group(3) or "").split()).replace("for ", "in ", 1)
    article = (
        count.group() if count else "" if noun.endswith("s") else "an" if noun[:1].lower() in "aeiou" else "a"
    )
    yield _Found(
        "deploy",
        "force",
        " ".join(filter(None, ("deploy", article, noun, where))),
        "",
        "",
        _phase(said, low(noun)),
        None,
        Decimal(count.group()) if count else None,
        stem(noun.split()[-1]) if count else "",
        False,
        _cite(reading, sentence),
        3 if where else 2,
    )


def _thing(reading: Reading, clause: Clause, patient: str, ordered: bool) -> str:
    """What the act is on: the patient with the complement behind it; for "allow X to do Y", all of it."""
    if clause.patient is None:
        return ""
    text = reading.article.text
    end = clause.passage.end
    rest = text[clause.patient.end : end]
    if clause.predicate in ("allow", "let", "permit", "admit") or ordered:
        to = re.search(r"\bto\s+[^,;.]+", rest)
        return _short(f"{patient} {to.group()}" if to else patient)
    match = _COMPLEMENT.match(rest)
    return _short(patient + (match.group() if match else ""))


def _short(words: str) -> str:
    line = " ".join(words.split()).strip(' ,;:.”"')
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0]


def _head(kind: str, patient: str) -> str:
    """The group of what the act is on, else its last word: many words for one thing make one proposal."""
    words = [stem(w) for w in re.findall(r"[a-z][a-z’'-]+", low(patient))]
    for group, row in tables("groups").items():
        members = {stem(w) for w in listed(row[""])}
        if words and words[-1] in members and group in listed(tables("actions")[kind].get("groups", "")):
            return group
    return words[-1] if words else kind


def _phase(said: str, thing: str) -> str:
    """The phase named nearest behind the thing, else the first that is named."""
    at = max(said.find(thing), 0)
    matches = list(_PHASE.finditer(said))
    after = [m for m in matches if m.start() >= at]
    match = next(iter(after or matches), None)
    return _PHASES[next(filter(None, match.groups()))] if match else ""


def _due(reading: Reading, sentence: Sentence) -> date | None:
    text = reading.article.text
    for period in reading.periods:
        if sentence.passage.covers(period.passage) and period.last is not None:
            around = low(text[max(sentence.passage.start, period.passage.start - 12) : period.passage.end])
            if re.search(r"\b(?:by|before|within|until|no later than)\b", around):
                return period.last
    return None


def _count(reading: Reading, patient: Passage | None) -> tuple[Decimal | None, str]:
    for quantity in reading.quantities:
        if patient is not None and patient.covers(quantity.passage) and quantity.low == quantity.high:
            return quantity.low, quantity.unit
    return None, ""


def _cite(reading: Reading, sentence: Sentence) -> Cited:
    p = sentence.passage
    return Cited(p.article, p.start, p.end, p.of(reading.article.text))


def _name_in(words: str) -> str:
    """The capitalised words of a phrase, without a first "The"; "" where there are none."""
    found = re.findall(r"[A-Z][\w.’'-]*(?:\s+(?:of\s+)?[A-Z][\w.’'-]*)*(?:\s+and\s+[A-Z][\w’'-]*)?", words)
    name = max(found, key=len, default="")
    return re.sub(r"(?:[’']s?)$", "", name.removeprefix("The ").strip())


# ---------------------------------------------------------------- putting together


def _commitment(
    kind: str, head: str, group: Sequence[_Found], names: _Names, used: Counter[str]
) -> Commitment:
    best = max(group, key=lambda f: (f.weight, bool(f.due), -len(f.promise), f.cited.exact))
    who = Counter(f.who for f in group if f.who).most_common(1)
    to = Counter(f.to for f in group if f.to).most_common(1)
    ids = names.ids(who[0][0]) if who else ()
    drafted = "-".join(
        filter(None, (kind, re.sub(r"[^a-z0-9]+", "-", head), ids[0] if kind == "release" and ids else ""))
    )
    used[drafted] += 1
    if used[drafted] > 1:
        drafted += f"-{used[drafted]}"
    phase = Counter(f.phase for f in group if f.phase).most_common(1)
    days = Counter(f.due for f in group if f.due)
    duty: DutyKind = "duty" if kind in _DUTIES or (kind == "open" and best.ordered) else "act"
    cited = {(f.cited.article, f.cited.start): f.cited for f in group}
    return Commitment(
        id=CommitmentId(drafted),
        who=ids,
        promise=best.promise,
        kind=duty,
        to=tuple(t for t in (names.ids(to[0][0]) if to else ()) if t not in ids),
        phase=phase[0][0] if phase else None,
        due=max(days, key=lambda d: (days[d], -d.toordinal()), default=None),
        quantity=best.quantity,
        unit=best.unit,
        evidence=tuple(cited[key] for key in sorted(cited)),
        drafted=drafted,
    )


class _Names:
    """Names of parties as ids, with the people that articles tie to them."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._readings = readings
        self._known: dict[str, str] = {}  # id: name

    def ids(self, names: str) -> tuple[PartyId, ...]:
        out = []
        for name in re.split(r"\s+and\s+|,\s*", names):
            bare = re.sub(r"(?:[’']s?)$", "", name.strip())
            country = nation(bare)
            shown = country.name if country else bare
            slug = re.sub(r"[^a-z0-9]+", "-", fold(shown)).strip("-")
            if slug:
                self._known.setdefault(slug, shown)
                out.append(PartyId(slug))
        return tuple(dict.fromkeys(out))

    def parties(self, commitments: Sequence[Commitment]) -> tuple[Party, ...]:
        wanted = dict.fromkeys(p for c in commitments for p in (*c.who, *c.to))
        return tuple(Party(p, self._known[p], self._voices(self._known[p])) for p in sorted(wanted))

    def _voices(self, name: str) -> tuple[str, ...]:
        """People whose titles tie them to a place or body: "Tarsk's prime minister"."""
        found: dict[str, None] = {}
        for reading in self._readings:
            for entity in reading.entities:
                if (
                    entity.kind == "person"
                    and entity.named
                    and any(self._names(t, name) for t in entity.titles)
                ):
                    found[entity.name] = None
        return tuple(sorted(found))

    @staticmethod
    def _names(title: str, name: str) -> bool:
        country = nation(name)
        for word in re.findall(r"[\w.]+", title):
            shown = word.title()
            if fold(shown) == fold(name) or kindred(name, shown):
                return True
            other = nation(shown) or nation(word.upper())
            if country and other and country.name == other.name:
                return True
        return False

    def of_verbs(self, readings: Sequence[Reading], verbs: Sequence[str]) -> tuple[Party, ...]:
        """Bodies that are said to monitor, or to mediate: named, and no country that is a party's friend."""
        found: dict[str, Party] = {}
        for reading in readings:
            text = reading.article.text
            bodies = {
                e.id: e.name for e in reading.entities if e.kind in ("organisation", "group") and e.named
            }
            for clause in reading.clauses:
                if clause.predicate not in verbs or clause.agent is None:
                    continue
                reach = Passage(
                    clause.agent.article, clause.agent.start, min(clause.agent.end + 40, len(text))
                )
                for mention in reading.mentions:
                    if mention.entity in bodies and reach.covers(mention.passage) and mention.form == "name":
                        name = " ".join(bodies[mention.entity].split()).removeprefix("the ")
                        longer = re.search(rf"{re.escape(name)}(?: of (?:the )?[A-Z]\w+(?: [A-Z]\w+)*)", text)
                        name = longer.group() if longer else name
                        slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
                        if slug and nation(name) is None:
                            found.setdefault(slug, Party(PartyId(slug), name))
        return tuple(found[key] for key in sorted(found))


def _name(readings: Sequence[Reading]) -> str:
    """The commonest name of an agreement in the texts, the longest of equals."""
    counts: Counter[str] = Counter()
    for reading in readings:
        text = reading.article.text
        for block in reading.article.blocks:
            if block.kind in ("body", "headline", "dek"):
                for match in _NAME.finditer(text, block.start, block.end):
                    name = " ".join(match.group(1).split())
                    counts[re.sub(r"^(?:The|A|An|This|Under|In) ", "", name)] += 1
    counts = Counter({name: n for name, n in counts.items() if name[:1].isupper() and " " in name})
    if not counts:
        return "Agreement"
    return max(counts, key=lambda name: (counts[name], len(name), name))


def _signed(readings: Sequence[Reading]) -> date | None:
    """The day that most sentences give for the signing."""
    days: Counter[date] = Counter()
    for reading in readings:
        for clause in reading.clauses:
            if clause.predicate == "sign" and clause.modality == "happened" and not clause.negated:
                for period in reading.periods:
                    if clause.passage.covers(period.passage) and period.first and period.first == period.last:
                        days[period.first] += 1
    return max(days, key=lambda d: (days[d], -d.toordinal())) if days else None
