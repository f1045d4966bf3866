"""JSON Schema (draft 2020-12) of the agreement file.

`files.parse_agreement` checks the same and names the place; tests hold the two together. What a
schema cannot say (ids once each, references that lead somewhere) only the program checks.
"""

from __future__ import annotations

import json
from typing import Any, get_args

from accord.agreements.files import ID, MARK, SETTABLE, VERSION
from accord.ledger_records import DutyKind

Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "number"], "pattern": r"\S"}
_ID: Schema = {"type": ["string", "integer"], "pattern": f"^{ID}$"}
_DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_ONE_OR_MORE: Schema = {"anyOf": [_ID, {"type": "array", "items": _ID}]}
_TEXTS: Schema = {"type": "array", "items": _TEXT}


def _object(about: str, needed: tuple[str, ...], **properties: Schema) -> Schema:
    return {
        "description": about,
        "type": "object",
        "properties": {
            key: value if key in needed else {"anyOf": [value, {"type": "null"}]}
            for key, value in properties.items()
        },
        "required": list(needed),
        "additionalProperties": False,
    }


def _about(about: str, schema: Schema) -> Schema:
    return {"description": about, **schema}


def agreement_schema() -> Schema:
    party = _object(
        "A party, a mediator, or a mechanism that verifies.",
        ("id", "name"),
        id=_ID,
        name=_TEXT,
        also=_about("Other names, and people who speak for it.", _TEXTS),
    )
    cited = _object(
        "A passage: code points of the article's text, start included, end excluded.",
        ("article", "start", "end", "exact"),
        article=_TEXT,
        start=_COUNT,
        end=_COUNT,
        exact=_TEXT,
    )
    override = _object(
        "What a person decided. It stands from its day until the next one; without a state the "
        "proposal of the rules stands again.",
        ("when", "who", "why"),
        when=_DAY,
        who=_TEXT,
        why=_TEXT,
        state={"enum": list(SETTABLE)},
        score=_about(
            "0 to 3, after the Peace Accords Matrix.", {"type": "integer", "minimum": 0, "maximum": 3}
        ),
    )
    commitment = _object(
        "Who promised what to whom.",
        ("id", "promise"),
        id=_ID,
        who=_about("Ids of the parties that owe it.", _ONE_OR_MORE),
        to=_about("Ids of those to whom.", _ONE_OR_MORE),
        promise=_about("What, beginning with the verb: withdraw its troops from the valley.", _TEXT),
        kind=_about(
            "Something to be done once, or a standing duty; act when not given.",
            {"enum": list(get_args(DutyKind))},
        ),
        phase=_ID,
        quantity=_about(
            "How many, or how much.",
            {"type": ["number", "string"], "minimum": 0, "pattern": r"^\d+(\.\d+)?$"},
        ),
        unit=_TEXT,
        due=_about("The last day.", _DAY),
        after=_about("Ids of commitments that come first.", _ONE_OR_MORE),
        words=_about("Further words that tell of it.", _TEXTS),
        text=_about("The words of the agreement.", _TEXT),
        evidence=_about("Where it was read.", {"type": "array", "items": cited}),
        drafted=_about("The name under which a draft proposed it.", _TEXT),
        superseded=_about("From this day something else is in its place.", _DAY),
        superseded_by=_ID,
        overrides=_about(
            "Decisions of persons, none of them ever taken out.", {"type": "array", "items": override}
        ),
    )
    phase = _object(
        "A phase.", ("id",), id=_ID, name=_TEXT, after=_about("Phases that come first.", _ONE_OR_MORE)
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Accord agreement",
        **_object(
            "An agreement under way: its parties and what they promised.",
            (MARK, "name", "parties", "commitments"),
            **{MARK: {"const": VERSION}},
            name=_TEXT,
            signed=_DAY,
            parties={"type": "array", "items": party, "minItems": 1},
            mediators={"type": "array", "items": party},
            verifiers=_about("Mechanisms that the agreement lets verify.", {"type": "array", "items": party}),
            phases={"type": "array", "items": phase},
            commitments={"type": "array", "items": commitment, "minItems": 1},
            proposed=_about("Every name that a draft has proposed.", _TEXTS),
        ),
    }


def render_agreement_schema() -> str:
    """The schema as JSON text."""
    return json.dumps(agreement_schema(), ensure_ascii=False, indent=2) + "\n"
