"""What a sentence tells of a commitment: its role, and which way it points.

Rules over the words and acts (`acts`) of one sentence, the first that fits decides. Word lists are in
data/roles.toml, the acts that do or undo a commitment in data/actions.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Final

from accord.agreements.acts import Acts, Scene
from accord.agreements.subjects import Subject
from accord.agreements.wording import compiled, listed, tables
from accord.ledger_records import EvidenceRole, PartyId, Polarity

_SPEECH: Final = re.compile(
    r"\b(?:say|says|said|speaks? of|spoke of|claim(?:s|ed)?|maintain(?:s|ed)?|insist(?:s|ed)?|count(?:s|ed)|"
    r"puts?|according to|admit(?:s|ted)?|list(?:s|ed)|has registered|registered|report(?:s|ed)|"
    r"argue[sd]?|it is|only)\b"
)
_TELLS: Final = re.compile(
    r"\b(?:say|says|said|speaks? of|spoke of|claims?|claimed|maintains?|maintained|insists?|"
    r"insisted|counts?|counted|puts?|according to|lists?|registered|argues?|argued)\b"
)
_WAITS: Final = re.compile(
    r"\bonly (?:if|when|once|after|as long as)\b|\bas long as\b|\bunless\b|\bprovided(?: that)?\b|"
    r"\bproviding\b|"
    r"\bon (?:the )?condition\b|\bdepend(?:s|ed|ing)? on\b|\b(?:in)?dependent on\b|\bhing(?:es?|ed|"
    r"ing) on\b|\bt(?:ied|ies|ying) to\b|"
    r"\bin (?:return|exchange) for\b|\bconditional\b|\bconditioned\b|\bcontingent\b|"
    r"\bprecondition\b|\bas soon as\b|"
    r"\bwait(?:s|ing)? for\b|\bafter which\b|\bfirst\b.*\bthen\b|\bseeks? first\b|\bmake[s]? .* "
    r"conditional\b|\bmust first\b|\bnot (?:be )?until\b"
)
_WAITS_CLAUSE: Final = re.compile(r"\b(?:until|till|before|once|after|when|if|unless)\b")
_FUTURE: Final = re.compile(
    r"\b(?:will|would|wo|shall|'ll|may|might|can|could|must|should|going to|wants?|takes? effect|is "
    r"to|are to|due to)\b|'ll\b"
)
_WILL: Final = re.compile(r"\b(?:will|would|shall|won't|going to|never be)\b|'ll\b")
_LET: Final = re.compile(
    r"^\W*(?:let|stop|open|release|free|pay|end|give|bring|leave|get)\b(?!\W+(?:s|ed|by)\b)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells of a commitment."""

    role: EvidenceRole
    polarity: Polarity
    rule: str  # the words or the form that decided
    at: tuple[int, int]  # the words of the act, or of what decided
    by: PartyId | None  # who is said to act
    whole: bool
    within: tuple[int, int] = (0, 0)  # the part of the sentence that tells it; (0, 0): all of it


@cache
def _words(table: str, key: str) -> re.Pattern[str]:
    row = tables("roles")[table]
    if key == "verbs" or key in ("refusals", "accusing", "moves"):
        return compiled(verbs=listed(row[key]))
    if key in ("claims", "authorities", "nouns", "things"):
        return compiled(nouns=listed(row[key]))
    return compiled(phrases=listed(row[key]))


def role_of(
    scene: Scene, subject: Subject, owes: Sequence[PartyId], rivals: frozenset[PartyId] = frozenset()
) -> Told | None:
    """What the scene tells of a commitment that `owes` owe; None when it tells nothing of it.

    `rivals` owe something alike: acts that are theirs alone are not looked at.
    """
    for part in _parts(scene, subject):
        told = _Judging(part, subject, frozenset(owes), rivals).told()
        if told is not None:
            return replace(told, within=part.span)
    return None


def _parts(scene: Scene, subject: Subject) -> list[Scene]:
    """The parts of a sentence that tell of the subject by themselves, else the whole sentence.

    "Lowen will free 24 soldiers and Tarsk will free 19" has two. A sentence that sets accounts or
    conditions against each other is one.
    """
    if _WAITS.search(scene.text) or _WAITS_CLAUSE.search(scene.text) or _CONTRASTS.search(scene.text):
        whole = _CUT_AFTER.split(scene.text, maxsplit=1)
        if len(whole) == 1:
            return [scene]
    cuts = [0, *(m.start() for m in _CUT.finditer(scene.text)), len(scene.text)]
    parts = [scene.part(a, b) for a, b in pairwise(cuts) if scene.text[a:b].strip()]
    telling = [
        part
        for part in parts
        if (subject.does.search(part.text) or subject.undoes.search(part.text))
        and subject.about.search(part.text)
    ]
    return telling if telling and len(parts) > 1 else [scene]


_CUT: Final = re.compile(
    r"; |, (?=which |who |hours |minutes |days |after |(?:and|but) (?:\w+ ){1,4}(?:will|would|has|"
    r"have|had|is|are|was|were)\b)|"
    r" and (?=\w+ (?:will|would|has|have|freed|released)\b)|(?<=\w), (?=\w+ing (?:to|the|that)\b)"
)
_CUT_AFTER: Final = re.compile(r", (?:hours|minutes|days|weeks) (?:after|before) ")
_CONTRASTS: Final = re.compile(r"\b(?:while|whereas)\b|, but |;")


class _Judging(Acts):
    def told(self) -> Told | None:
        if self.elsewhere:
            return None
        for rule in (
            self._orders,
            self._disputes,
            self._denies,
            self._conditions,
            self._postpones,
            self._demands,
            self._promises,
            self._breaches,
            self._performs,
        ):
            found = rule()
            if found is not None:
                return found
        return None

    def _made(
        self, role: EvidenceRole, polarity: Polarity, match: re.Match[str], rule: str, whole: bool = True
    ) -> Told:
        actors = self.actors(match)
        by = next((a for a in sorted(actors) if a in self.owes), None) or min(actors, default=None)
        return Told(role, polarity, rule, match.span(), by if len(actors) < 2 else None, whole)

    # ------------------------------------------------------------ rules, in their order

    def _orders(self) -> Told | None:
        verb = None
        who = _words("orders", "authorities").search(self.text)
        for match in _words("orders", "verbs").finditer(self.text):
            if re.search(r"\bin $", self.text[: match.start()]) or match.group() in ("rules", "orders"):
                continue
            told = match.group() in ("told", "tell", "tells") and not re.match(
                r".{0,60}?\bto\b", self.text[match.end() :]
            )
            if told:
                continue
            passive = re.search(r"\b(?:was|were|been|is|are)\W+$", self.text[: match.start()])
            if (
                (who is not None and who.start() < match.start())
                or passive
                or match.group().startswith("order")
            ):
                verb = match
                break
        if verb is None or not self._involved():
            return None
        return self._made("orders", self._direction(verb.end()), verb, "an authority orders it")

    def _disputes(self) -> Told | None:
        told = list(_TELLS.finditer(self.text))
        sides = {n.id for n in self.scene.named}
        for match in re.finditer(r"\b(?:while|whereas|but|where|the authority only)\b|;", self.text):
            left = [n for n in self.scene.named if n.start < match.start()]
            right = [n for n in self.scene.named if n.start > match.start()]
            if left and right and {n.id for n in left} != {n.id for n in right} and len(sides) > 1:
                if any(t.start() < match.start() for t in told):
                    rest = self.text[match.end() :]
                    if _SPEECH.search(rest) or re.search(r"\d", rest):
                        return self._made("disputes", "open", match, "two sides tell it differently")
        verb = _words("disputes", "verbs").search(self.text) or _words("disputes", "phrases").search(
            self.text
        )
        if verb is not None:
            return self._made("disputes", "open", verb, "it is in dispute")
        return None

    def _denies(self) -> Told | None:
        verb = _words("denies", "verbs").search(self.text)
        if verb is None:
            false = _words("denies", "falsehoods").search(self.text)
            refusal = _words("denies", "refusals").search(self.text)
            claim = _words("denies", "claims").search(self.text)
            if false is not None:
                verb = false
            elif refusal is not None and claim is not None and refusal.start() < claim.start():
                verb = refusal
        if verb is not None:
            return self._made("denies", self._denied(verb), verb, "it is denied")
        # a party's own word that nothing was done against it
        if self.scene.quoted and self.scene.source.kind in ("party", "other"):
            for undo in self.undone:
                modality, negated = self._status(undo)
                if (
                    modality == "happened"
                    and (negated or self._negated(undo))
                    and not _WILL.search(self.text)
                ):
                    return self._made("denies", "for", undo, "a side says that it did not happen")
        return None

    def _denied(self, verb: re.Match[str]) -> Polarity:
        """A denial by the party that owes speaks for it; one by the other side, of the act, against it."""
        before = [n.id for n in self.scene.named if n.start < verb.start()]
        who = self.scene.source.party or (before[0] if before else None)
        if who in self.owes and len(self.owes) == 1:
            return "for"
        after = verb.end() if verb.start() > 0 else 0
        acts = [m for m in self.done if m.start() >= after]
        contrary = [m for m in self.undone if m.start() >= after]
        if acts and not contrary and who is not None and who not in self.owes:
            return "against"
        if (
            acts
            and (not contrary or acts[0].start() < contrary[0].start())
            and len(self.owes) > 1
            and who is not None
        ):
            return "for" if who in self.owes else "against"
        return "for"

    def _conditions(self) -> Told | None:
        if not self._involved():
            return None
        match = _WAITS.search(self.text)
        if match is not None and _words("undone", "phrases").search(self.text):
            return None
        if match is None:
            if self._performed() and not _FUTURE.search(self.text):
                return None
            for marker in _WAITS_CLAUSE.finditer(self.text):
                rest = self.text[marker.end() :]
                stretch = re.split(r",", rest)[0]
                end = marker.end() + len(stretch)
                inside = any(marker.start() <= s and e <= end + 1 for s, e, _ in self.scene.clauses)
                finite = re.search(r"\b(?:is|are|has|have|had|was|were|\w+s|\w+ed)\b", stretch)
                if (
                    inside
                    and finite
                    and _FUTURE.search(self.text)
                    and (self.done or self.undone or self.stays)
                ):
                    match = marker
                    break
        if match is None or not self._waits(match):
            return None
        return self._made("conditions", "open", match, "it waits for something else")

    def _waits(self, match: re.Match[str]) -> bool:
        """Whether the commitment is what waits, and not only what is waited for."""
        if self.text[: match.start()].endswith(", ") and match.group() == "when":
            return False  # "on Thursday, when the crossing is to open"
        parts = [*self.done, *self.undone]
        if not parts:
            return True
        if match.start() < 2:
            return any(m.start() > self.text.find(",") for m in parts)
        if match.group().endswith("first"):
            return True
        return any(m.start() < match.start() for m in parts) or not self.subject.does.search(
            self.text, match.end()
        )

    def _performed(self) -> bool:
        return any(self._status(m) == ("happened", False) for m in (*self.done, *self.undone))

    def _postpones(self) -> Told | None:
        if not self._involved():
            return None
        verb = _words("postpones", "verbs").search(self.text) or _words("postpones", "phrases").search(
            self.text
        )
        if verb is None:
            more = re.search(
                r"\b(?:asked|asks?|asking|seeks?|sought|requested|wants?|needs?|given|granted|extended)\b.{0,50}\b(?:another|more|extra|further|by)\b.{0,20}\b(?:days?|weeks?|months?|years?|time)\b",
                self.text,
            )
            moved = re.search(
                r"\b(?:moved|shifted|pushed|brought)\b.{0,30}?\b(?:back )?(?:to|from|until|"
                r"till)\b.{0,30}?(?:\d{4}|january|february|march|april|may|june|july|august|"
                r"september|october|november|december|spring|summer|autumn|winter|next)",
                self.text,
            )
            verb = more or moved
        if verb is None or re.search(r"\bwithout\W+(?:further\W+)?$", self.text[: verb.start()]):
            return None
        return self._made("postpones", "against", verb, "it is put off")

    def _demands(self) -> Told | None:
        if not self._involved():
            return None
        verb = next(
            (
                m
                for m in _words("demands", "verbs").finditer(self.text)
                if not self._own_wish(m)
                and not re.match(r"called off|call off|asked not", self.text[m.start() :])
            ),
            None,
        )
        if verb is not None:
            wished = self.text[verb.end() :]
            opposed = re.match(r"\W+(?:against|not to)\b", wished)
            return self._made(
                "demands", "against" if opposed else self._direction(verb.end()), verb, "someone wants it"
            )
        must = _words("demands", "modals").search(self.text)
        if must is not None:
            return self._made("demands", self._direction(must.end()), must, "someone says it must be done")
        if self.scene.quoted and (order := _LET.search(self.text)):
            return self._made("demands", self._direction(), order, "someone wants it")
        return None

    def _own_wish(self, verb: re.Match[str]) -> bool:
        """ "insisted that the road was never closed" is a claim, "insisted that it pay" a demand."""
        if not verb.group().startswith("insist"):
            return False
        rest = self.text[verb.end() :]
        finite = re.match(r"\W+(?:that\W+)?(?:\w+\W+){0,4}?(?:was|were|is|are|had|has|did|does)\b", rest)
        return bool(finite) or not rest.strip(" .”\"'")

    def _promises(self) -> Told | None:
        if not self._involved():
            return None
        if (
            self.stays is not None
            and self._status(self.stays)[0] == "happened"
            and not _WILL.search(self.text)
        ):
            return None
        refusal = next(
            (
                m
                for m in _words("promises", "refusals").finditer(self.text)
                if not re.match(r"rejected", m.group())
            ),
            None,
        )
        if refusal is not None and (refusal.group().startswith(("refus", "rul", "declin"))):
            return self._made("promises", "against", refusal, "it is refused")
        future = [
            (m, self._status(m)[0]) for m in (*self.done, *self.undone, *([self.stays] if self.stays else []))
        ]
        planned = next((m for m, modality in future if modality == "planned"), None)
        will = _WILL.search(self.text)
        verb = _words("promises", "verbs").search(self.text)
        phrase = _words("promises", "phrases").search(self.text)
        if phrase is not None and re.search(r"\bpast\b", self.text):
            phrase = None
        happened = any(self._status(m) == ("happened", False) for m in self.done)
        found = planned or will or (verb if verb is not None and self._onward(verb) else None)
        if found is None and phrase is not None and (not happened or not phrase.group().startswith("under")):
            found = phrase
        if found is None:
            return None
        return self._made("promises", self._promised(), found, "it is said to come")

    def _onward(self, verb: re.Match[str]) -> bool:
        """Whether a word of promising has something to come behind it: "pledged to", "pledge that"."""
        return bool(
            re.match(
                r"\W+(?:itself\W+|himself\W+|themselves\W+)?(?:to|that|not|a|the|on)\b",
                self.text[verb.end() :],
            )
        )

    def _promised(self) -> Polarity:
        refused = re.search(
            r"\b(?:not|never|no longer)\b|n't\b|\bno\b(?=.{0,60}\b(?:will|would|shall|be|going)\b)|"
            r"\bnobody\b|"
            r"\b(?:will|would|shall|can|could) be no\b",
            self.text,
        )
        contrary = next((m for m in (*self.undone, *([self.stays] if self.stays else []))), None)
        ends = [m.end() for m in (*self.done, *self.undone)]
        if refused is not None and (not ends or refused.start() < max(ends)):
            return "for" if contrary is not None and not self.done else "against"
        if contrary is not None and (not self.done or contrary.start() < self.done[0].start()):
            stopped = re.search(r"\b(?:stop|halt|end|cease|refrain|silence)\b", self.text[: contrary.start()])
            return "for" if stopped else "against"
        return "for"

    def _breaches(self) -> Told | None:
        violated = _words("breaches", "nouns").search(self.text)
        broke = _words("breaches", "verbs").search(self.text)
        if violated is not None and not self._negated(violated):
            return self._made("breaches", "against", violated, "a violation is told")
        if broke is not None and _words("breaches", "things").search(self.text, broke.end()):
            return self._made("breaches", "against", broke, "a promise is told as broken")
        for undo in self.undone:
            _, negated = self._status(undo)
            if self._negated(undo) or negated:
                if self.about or self.done or len(self.scene.named):
                    return self._made("performs", "for", undo, "nothing was done against it")
                continue
            if any(m.start() <= undo.start() < m.end() for m in self.done):
                continue
            if self.owes and (actors := self.actors(undo)) and not actors & self.owes:
                continue  # what another party does is no breach of this one's
            if re.search(r"\b(?:that|which) had\W+(?:been\W+)?$", self.text[: undo.start()]):
                continue  # "removed the blocks that had closed it"
            return self._made("breaches", "against", undo, "an act against it is told")
        return None

    def _performs(self) -> Told | None:
        if self.kept is not None:
            against = self._negated(self.kept)
            return self._made("performs", "against" if against else "for", self.kept, "it is told as kept")
        if self.stays is not None and self.about:
            return self._made("performs", "against", self.stays, "it is told as left as it was")
        undone = _words("undone", "phrases").search(self.text)
        act = next((m for m in self.done if self._takes_place(m)), None)
        if act is None and not (undone and self.about):
            return None
        found = act or undone
        assert found is not None
        less = _words("undone", "quantity").search(self.text)
        still = _words("undone", "still").search(self.text)
        negative = any(self._status(m)[1] or self._negated(m) for m in self.done)
        if undone or negative or (less and re.search(r"\d|\bhalf\b", self.text[less.start() :])) or still:
            return self._made("performs", "against", undone or found, "it is told as not done", whole=False)
        return self._made("performs", "for", found, "it is told as done", whole=not partly(self.text))


_PARTLY: Final = re.compile(
    r"\b(?:first|began|begun|begin(?:s|ning)?|start(?:s|ed|ing)?|so far|already|some|several|part "
    r"of|partly|partial\w*|"
    r"half of|half the|advance|initial|another|more|a further|next)\b"
)
WHOLLY: Final = re.compile(r"\b(?:complet\w+|all|last|fully|in full|entire\w*|every|finish\w+|whole)\b")


def partly(text: str) -> bool:
    """Whether the words tell of a beginning or a part: "the first convoy", "began to leave"."""
    return bool(_PARTLY.search(text)) and not WHOLLY.search(text)
