"""The agreement file: YAML that a person edits, to records and back.

Comments, order and whatever a person wrote survive every change that is made here. Only plain
values are read: a tag that would make an object is an error.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Final, TypeVar, get_args

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from accord.errors import AgreementError
from accord.ledger_records import (
    Agreement,
    Cited,
    Commitment,
    CommitmentId,
    DutyKind,
    Override,
    Party,
    PartyId,
    Phase,
    State,
)
from accord.records import ArticleId

VERSION: Final = 1
MARK: Final = "accord-agreement"  # the key that says what the file is
LARGEST: Final = 4_000_000  # characters of a file
ID: Final = r"[A-Za-z0-9][A-Za-z0-9_.-]*"

AGREEMENT_KEYS: Final = (
    MARK, "name", "signed", "parties", "mediators", "verifiers", "phases", "commitments", "proposed",
)  # fmt: skip
PARTY_KEYS: Final = ("id", "name", "also")
PHASE_KEYS: Final = ("id", "name", "after")
COMMITMENT_KEYS: Final = (
    "id", "who", "to", "promise", "kind", "phase", "quantity", "unit", "due", "after", "words", "text",
    "evidence", "drafted", "superseded", "superseded_by", "overrides",
)  # fmt: skip
CITED_KEYS: Final = ("article", "start", "end", "exact")
OVERRIDE_KEYS: Final = ("when", "who", "why", "state", "score")
# states that a person can set; the others are the absence of a decision
SETTABLE: Final[tuple[State, ...]] = tuple(s for s in get_args(State) if s != "no evidence")

T = TypeVar("T")


# ---------------------------------------------------------------- text to records


def parse_agreement(text: str, location: str = "agreement") -> Agreement:
    """The agreement that a file holds.

    Raises `AgreementError`, which names the place, the line and the reason. Unknown keys are errors: in a
    file edited by hand they are slips. Ids that are referred to must be there.
    """
    root = _load(text, location)
    try:
        return _agreement(root, location)
    except AgreementError as exc:
        line = _line_of(root, exc.place)
        raise AgreementError(location, exc.place, exc.reason, line) from None


def _agreement(root: CommentedMap, location: str) -> Agreement:
    node = _Node(root, "$", location)
    node.keys(AGREEMENT_KEYS)
    if node.whole(MARK, least=1) != VERSION:
        node.fail(f"this program reads version {VERSION}", MARK)
    parties = node.items("parties", _party, needed=True)
    verifiers = node.items("verifiers", _party)
    mediators = node.items("mediators", _party)
    phases = node.items("phases", _phase)
    commitments = node.items("commitments", _commitment, needed=True)
    agreement = Agreement(
        name=node.text("name", needed=True),
        signed=node.day("signed"),
        parties=parties,
        mediators=mediators,
        verifiers=verifiers,
        phases=phases,
        commitments=commitments,
        proposed=node.texts("proposed"),
    )
    _check_references(agreement, location)
    return agreement


def _load(text: str, location: str) -> CommentedMap:
    if len(text) > LARGEST:
        raise AgreementError(location, "$", f"it is longer than {LARGEST:,} characters")
    try:
        root = _yaml().load(text)
    except MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        line = mark.line + 1 if mark else None
        place = f"line {line}" if mark else "$"
        raise AgreementError(location, place, f"this is no YAML: {exc.problem or exc.context}", line) from exc
    except (YAMLError, ValueError, RecursionError) as exc:
        reason = str(exc).splitlines()[0] if str(exc) else type(exc).__name__
        raise AgreementError(location, "$", f"this is no YAML: {reason}") from exc
    if not isinstance(root, CommentedMap):
        raise AgreementError(location, "$", f"an agreement begins with `{MARK}: {VERSION}`")
    return root


def _line_of(root: CommentedMap, place: str) -> int:
    """The line of a place such as ``$.commitments[3].due``, or of the nearest around it that is there."""
    line, value = root.lc.line, root
    for key, number in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", place):
        if key and isinstance(value, CommentedMap) and key in value:
            line, value = value.lc.key(key)[0], value[key]
        elif number and isinstance(value, CommentedSeq) and int(number) < len(value):
            line, value = value.lc.item(int(number))[0], value[int(number)]
        else:
            break
    return int(line) + 1


def _yaml() -> YAML:
    yaml = YAML(typ="rt")  # makes no objects of tags
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096  # a line that a person wrote is never wrapped
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    return yaml


class _Node:
    """A mapping of the file, its place, and what is wrong with it."""

    def __init__(self, value: Any, place: str, location: str) -> None:
        self.location, self.place = location, place
        if not isinstance(value, CommentedMap) or _tagged(value):
            self.value = CommentedMap()
            self.fail("this must be a mapping of keys to values")
        self.value = value

    def fail(self, reason: str, key: str | None = None) -> None:
        place = self.place if key is None else f"{self.place}.{key}"
        raise AgreementError(self.location, place, reason)

    def keys(self, known: Sequence[str]) -> None:
        for key in self.value:
            if key not in known:
                near = get_close_matches(str(key), known, 1)
                self.fail(
                    "this key is not known" + (f"; did you mean `{near[0]}`?" if near else ""), str(key)
                )

    def has(self, key: str, needed: bool = False) -> bool:
        if self.value.get(key) is None:
            if needed:
                self.fail("this must be given", key)
            return False
        return True

    def text(self, key: str, *, needed: bool = False, pattern: str | None = None) -> str:
        if not self.has(key, needed):
            return ""
        return self._text(self.value[key], key, pattern)

    def _text(self, value: object, key: str, pattern: str | None = None) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float) or _tagged(value):
            self.fail("this must be text", key)
        words = str(value).strip()
        if not words:
            self.fail("this must not be empty", key)
        if pattern and not re.fullmatch(pattern, words):
            self.fail("an id is made of letters, digits, `_`, `.` and `-`", key)
        return words

    def texts(self, key: str, *, single: bool = False, pattern: str | None = None) -> tuple[str, ...]:
        if not self.has(key):
            return ()
        value = self.value[key]
        if single and isinstance(value, str | int):
            return (self._text(value, key, pattern),)
        if not isinstance(value, CommentedSeq):
            self.fail("this must be a list" + (" or one value" if single else ""), key)
        return tuple(self._text(each, f"{key}[{n}]", pattern) for n, each in enumerate(value))

    def day(self, key: str, *, needed: bool = False) -> date | None:
        if not self.has(key, needed):
            return None
        value = self.value[key]
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                pass
        self.fail("this must be a day such as 2026-03-12", key)
        return None

    def whole(self, key: str, *, least: int, most: int | None = None) -> int | None:
        if not self.has(key):
            return None
        value = self.value[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.fail(f"this must be a whole number, {least} or more", key)
        if most is not None and value > most:
            self.fail(f"this must be a whole number from {least} to {most}", key)
        return int(value)

    def number(self, key: str) -> Decimal | None:
        if not self.has(key):
            return None
        value = self.value[key]
        try:
            number = None if isinstance(value, bool) else Decimal(str(value))
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or number < 0:
            self.fail("this must be a number, 0 or more", key)
        return number

    def one_of(self, key: str, values: Sequence[str], *, needed: bool = False) -> Any:
        if not self.has(key, needed):
            return None
        if self.value[key] not in values:
            self.fail(f"this must be one of: {', '.join(values)}", key)
        return str(self.value[key])

    def items(self, key: str, read: Callable[[_Node], T], *, needed: bool = False) -> tuple[T, ...]:
        if not self.has(key, needed):
            return ()
        value = self.value[key]
        if not isinstance(value, CommentedSeq):
            self.fail("this must be a list", key)
        if needed and not value:
            self.fail("this must not be empty", key)
        return tuple(
            read(_Node(each, f"{self.place}.{key}[{n}]", self.location)) for n, each in enumerate(value)
        )


def _tagged(value: object) -> bool:
    tag = getattr(getattr(value, "tag", None), "value", None)
    return bool(tag) and not str(tag).startswith("tag:yaml.org,2002:") and tag != "!"


def _party(node: _Node) -> Party:
    node.keys(PARTY_KEYS)
    return Party(
        PartyId(node.text("id", needed=True, pattern=ID)), node.text("name", needed=True), node.texts("also")
    )


def _phase(node: _Node) -> Phase:
    node.keys(PHASE_KEYS)
    return Phase(
        node.text("id", needed=True, pattern=ID),
        node.text("name"),
        node.texts("after", single=True, pattern=ID),
    )


def _cited(node: _Node) -> Cited:
    node.keys(CITED_KEYS)
    for key in ("start", "end"):
        node.has(key, needed=True)
    return Cited(
        ArticleId(node.text("article", needed=True)),
        node.whole("start", least=0) or 0,
        node.whole("end", least=0) or 0,
        node.text("exact", needed=True),
    )


def _override(node: _Node) -> Override:
    node.keys(OVERRIDE_KEYS)
    when = node.day("when", needed=True)
    assert when is not None
    return Override(
        when,
        node.text("who", needed=True),
        node.text("why", needed=True),
        node.one_of("state", SETTABLE),
        node.whole("score", least=0, most=3),
    )


def _commitment(node: _Node) -> Commitment:
    node.keys(COMMITMENT_KEYS)
    kind: DutyKind = node.one_of("kind", get_args(DutyKind)) or "act"
    return Commitment(
        id=CommitmentId(node.text("id", needed=True, pattern=ID)),
        who=tuple(map(PartyId, node.texts("who", single=True, pattern=ID))),
        promise=node.text("promise", needed=True),
        kind=kind,
        to=tuple(map(PartyId, node.texts("to", single=True, pattern=ID))),
        phase=node.text("phase", pattern=ID) or None,
        due=node.day("due"),
        quantity=node.number("quantity"),
        unit=node.text("unit"),
        after=tuple(map(CommitmentId, node.texts("after", single=True, pattern=ID))),
        words=node.texts("words"),
        text=node.text("text"),
        evidence=node.items("evidence", _cited),
        drafted=node.text("drafted"),
        superseded=node.day("superseded"),
        superseded_by=CommitmentId(node.text("superseded_by", pattern=ID)) or None,
        overrides=tuple(sorted(node.items("overrides", _override), key=lambda o: o.when)),
    )


def _check_references(agreement: Agreement, location: str) -> None:
    """Ids once each, and there where something refers to them; nothing waits for itself."""

    def once(what: str, ids: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        for number, each in enumerate(ids):
            if each in seen:
                raise AgreementError(location, f"$.{what}[{number}].id", f"`{each}` stands there twice")
            seen.add(each)
        return seen

    bodies = once("parties", (p.id for p in agreement.parties))
    for what, others in (("mediators", agreement.mediators), ("verifiers", agreement.verifiers)):
        bodies |= once(what, (p.id for p in others))
    phases = once("phases", (p.id for p in agreement.phases))
    ids = once("commitments", (c.id for c in agreement.commitments))
    for n, phase in enumerate(agreement.phases):
        for each in phase.after:
            if each not in phases:
                raise AgreementError(location, f"$.phases[{n}].after", f"there is no phase `{each}`")
    for n, c in enumerate(agreement.commitments):
        place = f"$.commitments[{n}]"
        for key, parties in (("who", c.who), ("to", c.to)):
            for party in parties:
                if party not in bodies:
                    raise AgreementError(location, f"{place}.{key}", f"there is no party `{party}`")
        if c.phase is not None and c.phase not in phases:
            raise AgreementError(location, f"{place}.phase", f"there is no phase `{c.phase}`")
        for each in (*c.after, *([c.superseded_by] if c.superseded_by else [])):
            key = "after" if each in c.after else "superseded_by"
            if each not in ids:
                raise AgreementError(location, f"{place}.{key}", f"there is no commitment `{each}`")
            if each == c.id:
                raise AgreementError(location, f"{place}.{key}", "a commitment cannot wait for itself")


# ---------------------------------------------------------------- records to text


def format_agreement(agreement: Agreement) -> str:
    """The file of an agreement; `parse_agreement` gives the same agreement back."""
    root = CommentedMap({MARK: VERSION, "name": agreement.name})
    if agreement.signed:
        root["signed"] = agreement.signed
    for key, bodies in (
        ("parties", agreement.parties),
        ("mediators", agreement.mediators),
        ("verifiers", agreement.verifiers),
    ):
        if bodies or key == "parties":
            root[key] = CommentedSeq(_party_map(p) for p in bodies)
    if agreement.phases:
        root["phases"] = CommentedSeq(_phase_map(p) for p in agreement.phases)
    root["commitments"] = CommentedSeq(_commitment_map(c) for c in agreement.commitments)
    if agreement.proposed:
        root["proposed"] = _flow(agreement.proposed)
    return _dump(root)


def _dump(root: CommentedMap) -> str:
    out = io.StringIO()
    _yaml().dump(root, out)
    return out.getvalue()


def _flow(values: Iterable[str]) -> CommentedSeq:
    seq = CommentedSeq(values)
    seq.fa.set_flow_style()
    return seq


def _one_or_list(values: Sequence[str]) -> Any:
    return values[0] if len(values) == 1 else _flow(values)


def _party_map(party: Party) -> CommentedMap:
    out = CommentedMap({"id": party.id, "name": party.name})
    if party.also:
        out["also"] = _flow(party.also)
    return out


def _phase_map(phase: Phase) -> CommentedMap:
    out = CommentedMap({"id": phase.id})
    if phase.name:
        out["name"] = phase.name
    if phase.after:
        out["after"] = _one_or_list(phase.after)
    return out


def _commitment_map(c: Commitment) -> CommentedMap:
    out = CommentedMap({"id": c.id})
    if c.who:
        out["who"] = _one_or_list(c.who)
    if c.to:
        out["to"] = _one_or_list(c.to)
    out["promise"] = c.promise
    out["kind"] = c.kind
    plain: dict[str, Any] = {
        "phase": c.phase,
        "quantity": _plain_number(c.quantity) if c.quantity is not None else None,
        "unit": c.unit,
        "due": c.due,
        "after": _one_or_list(c.after) if c.after else None,
        "words": _flow(c.words) if c.words else None,
        "text": c.text,
        "evidence": CommentedSeq(_cited_map(e) for e in c.evidence) if c.evidence else None,
        "drafted": c.drafted,
        "superseded": c.superseded,
        "superseded_by": c.superseded_by,
        "overrides": CommentedSeq(_override_map(o) for o in c.overrides) if c.overrides else None,
    }
    out.update({key: value for key, value in plain.items() if value is not None and value != ""})
    return out


def _plain_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _cited_map(cited: Cited) -> CommentedMap:
    return CommentedMap(
        {"article": str(cited.article), "start": cited.start, "end": cited.end, "exact": cited.exact}
    )


def _override_map(override: Override) -> CommentedMap:
    out = CommentedMap({"when": override.when, "who": override.who, "why": override.why})
    if override.state is not None:
        out["state"] = override.state
    if override.score is not None:
        out["score"] = override.score
    return out


# ---------------------------------------------------------------- what a person changed stays


def merge_draft(text: str, draft: Agreement, location: str = "agreement") -> str:
    """The file with what a new draft adds to it, and nothing else changed.

    What stands in the file stands: a value, a comment, the order. A commitment that is there is
    known by the name under which it was drafted, and gets new passages and no other value. One that
    was proposed before and is gone was taken out by a person and stays out.
    """
    agreement = parse_agreement(text, location)
    root = _load(text, location)
    known = {c.drafted: n for n, c in enumerate(agreement.commitments) if c.drafted}
    ids = {c.id for c in agreement.commitments}
    parties = {p.id for p in (*agreement.parties, *agreement.mediators, *agreement.verifiers)}
    phases = {p.id for p in agreement.phases}
    seq = root["commitments"]
    added: list[str] = []
    for c in draft.commitments:
        if c.drafted in known:
            _add_passages(seq[known[c.drafted]], agreement.commitments[known[c.drafted]], c)
        elif c.drafted not in agreement.proposed and c.id not in ids:
            out = _commitment_map(c)
            _forget(out, "who", parties)
            _forget(out, "to", parties)
            if out.get("phase") not in phases:
                out.pop("phase", None)
            _forget(out, "after", ids | {o.id for o in draft.commitments})
            seq.append(out)
            added.append(c.drafted)
    if added:
        _add_proposed(root, agreement, added)
    merged = _dump(root)
    parse_agreement(merged, location)
    return merged


def _add_passages(there: CommentedMap, old: Commitment, new: Commitment) -> None:
    held = {(e.article, e.start, e.end) for e in old.evidence}
    fresh = [e for e in new.evidence if (e.article, e.start, e.end) not in held]
    if fresh:
        there.setdefault("evidence", CommentedSeq()).extend(_cited_map(e) for e in fresh)


def _forget(out: CommentedMap, key: str, known: set[Any]) -> None:
    """Leave out what the person's file does not have."""
    if key in out:
        values = [out[key]] if isinstance(out[key], str) else list(out[key])
        kept = [v for v in values if v in known]
        if kept:
            out[key] = _one_or_list(kept)
        else:
            del out[key]


def _add_proposed(root: CommentedMap, agreement: Agreement, added: Sequence[str]) -> None:
    if "proposed" not in root or root["proposed"] is None:
        root["proposed"] = _flow(agreement.proposed)
    root["proposed"].extend(added)


def add_override(text: str, commitment: str, override: Override, location: str = "agreement") -> str:
    """The file with one more decision of a person; earlier ones stay as they are."""
    agreement = parse_agreement(text, location)
    root = _load(text, location)
    for n, c in enumerate(agreement.commitments):
        if c.id == commitment:
            there = root["commitments"][n]
            if there.get("overrides") is None:
                there["overrides"] = CommentedSeq()
            there["overrides"].append(_override_map(override))
            changed = _dump(root)
            parse_agreement(changed, location)
            return changed
    raise AgreementError(location, "$.commitments", f"there is no commitment `{commitment}`")
