# ruff: noqa: E501 - a case stays on one line
"""The agreement file: what is read, what is refused, and that a person's words stay."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from accord.agreements.files import add_override, format_agreement, merge_draft, parse_agreement
from accord.agreements.schema import agreement_schema
from accord.errors import AgreementError
from accord.ledger_records import Cited, CommitmentId, Override
from accord.records import ArticleId

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    ROOT / "examples" / "lowen-accord.yaml",
    *sorted((ROOT / "evals" / "data" / "agreements" / "agreements").glob("*.yaml")),
]
BASE = """\
accord-agreement: 1
name: Pell truce # mine
parties:
  - {id: lowen, name: Lowen, also: [Lowenese]}
  - {id: tarsk, name: Tarsk}
phases:
  - id: 1
commitments:
  # the first of them
  - id: free
    who: lowen
    promise: release the prisoners   # at last
    due: 2031-05-09
    drafted: release-captives
  - {id: leave, who: tarsk, promise: withdraw its troops, after: free, kind: act, phase: 1}
proposed: [release-captives, talks]
"""


def plain(text: str) -> Any:
    """The file as the schema sees it: days as text."""
    return json.loads(json.dumps(YAML(typ="safe").load(text), default=str))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_files_of_ours(path: Path) -> None:
    text = path.read_text("utf-8")
    agreement = parse_agreement(text)
    assert parse_agreement(format_agreement(agreement)) == agreement
    Draft202012Validator(agreement_schema()).validate(plain(text))
    Draft202012Validator(agreement_schema()).validate(plain(format_agreement(agreement)))


WRONG = [
    ("accord-agreement: 1", "accord-agreement: 2", "$.accord-agreement", "version 1"),
    ("name: Pell truce", "nome: Pell truce", "$.nome", "did you mean `name`?"),
    ("due: 2031-05-09", "due: soon", "$.commitments[0].due", "a day such as"),
    ("due: 2031-05-09", "deadline: 2031-05-09", "$.commitments[0].deadline", "not known"),
    ("kind: act", "kind: deed", "$.commitments[1].kind", "one of: act, duty"),
    ("promise: release the prisoners", "promise: ''", "$.commitments[0].promise", "must not be empty"),
    ("promise: withdraw its troops, ", "", "$.commitments[1].promise", "must be given"),
    ("also: [Lowenese]", "also: Lowenese", "$.parties[0].also", "must be a list"),
    ("id: leave", "id: le ave", "$.commitments[1].id", "letters, digits"),
    ("who: lowen", "who: [lowen, true]", "$.commitments[0].who[1]", "must be text"),
    ("drafted: release-captives", "quantity: many", "$.commitments[0].quantity", "must be a number"),
    ("drafted: release-captives", "evidence: [{article: a, start: -1, end: 2, exact: x}]", "$.commitments[0].evidence[0].start", "0 or more"),
    ("drafted: release-captives", "overrides: [{when: 2031-05-02, who: M, why: w, state: done}]", "$.commitments[0].overrides[0].state", "one of"),
    ("drafted: release-captives", "overrides: [{when: 2031-05-02, who: M, why: w, score: 4}]", "$.commitments[0].overrides[0].score", "0 to 3"),
    ("drafted: release-captives", "overrides: [{when: 2031-05-02, who: M}]", "$.commitments[0].overrides[0].why", "must be given"),
]  # fmt: skip
ONLY_HERE = [
    ("who: lowen", "who: halmere", "$.commitments[0].who", "no party `halmere`"),
    ("after: free", "after: nothing", "$.commitments[1].after", "no commitment `nothing`"),
    ("after: free", "after: leave", "$.commitments[1].after", "wait for itself"),
    ("phase: 1", "phase: 3", "$.commitments[1].phase", "no phase `3`"),
    ("id: leave", "id: free", "$.commitments[1].id", "stands there twice"),
]


@pytest.mark.parametrize(("there", "instead", "place", "reason"), [*WRONG, *ONLY_HERE])
def test_what_is_wrong_is_named(there: str, instead: str, place: str, reason: str) -> None:
    assert there in BASE
    with pytest.raises(AgreementError) as caught:
        parse_agreement(BASE.replace(there, instead), "pell.yaml")
    assert caught.value.place == place
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"pell.yaml: {place}: ")


@pytest.mark.parametrize(("there", "instead"), [w[:2] for w in WRONG])
def test_the_schema_refuses_the_same(there: str, instead: str) -> None:
    assert Draft202012Validator(agreement_schema()).is_valid(plain(BASE))
    assert not Draft202012Validator(agreement_schema()).is_valid(plain(BASE.replace(there, instead)))


@pytest.mark.parametrize(
    "text",
    ["", "[", "a: b", "- x", "a: &x [*x]", "!!python/object/apply:os.system ['true']", "a: 1\na: 2", "\x00", "x" * 5_000_000],
)  # fmt: skip
def test_no_agreement(text: str) -> None:
    with pytest.raises(AgreementError):
        parse_agreement(text)


def test_drafting_again_keeps_what_a_person_changed() -> None:
    agreement = parse_agreement(BASE)
    cited = Cited(ArticleId("a1"), 3, 9, "passage")
    free = replace(agreement.commitments[0], promise="free some men", due=date(2032, 1, 1), evidence=(cited,))
    new = replace(
        agreement.commitments[1],
        id=CommitmentId("lift-ban"),
        promise="lift its ban",
        drafted="lift-ban",
        after=(),
    )
    gone = replace(new, id=CommitmentId("talks"), promise="hold talks", drafted="talks")
    merged = merge_draft(BASE, replace(agreement, commitments=(free, new, gone)))
    again = parse_agreement(merged)
    assert [c.id for c in again.commitments] == ["free", "leave", "lift-ban"]  # talks were taken out once
    assert (again.commitments[0].promise, again.commitments[0].due) == (
        "release the prisoners",
        date(2031, 5, 9),
    )
    assert again.commitments[0].evidence == (cited,)
    for line in BASE.splitlines():
        if not line.startswith("proposed"):
            assert line in merged
    assert again.proposed == ("release-captives", "talks", "lift-ban")
    assert merge_draft(merged, replace(agreement, commitments=(free, new, gone))) == merged


def test_decisions_are_added_and_none_is_taken_out() -> None:
    first = Override(date(2031, 5, 3), "M. Orr", "I was there: at noon.", "met", 3)
    second = Override(date(2031, 5, 8), "M. Orr", "# I was wrong", None)
    text = add_override(add_override(BASE, "free", first), "free", second)
    assert parse_agreement(text).commitments[0].overrides == (first, second)
    assert "# the first of them" in text and "# at last" in text
    with pytest.raises(AgreementError, match="no commitment `nothing`"):
        add_override(BASE, "nothing", first)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(agreement_schema())
    out = StringIO()
    YAML().dump(agreement_schema(), out)
    assert "additionalProperties: false" in out.getvalue()
