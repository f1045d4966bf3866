"""JSON Schema (draft 2020-12) of what `render_ledger_json` writes.

Values come from the types of `accord.ledger_records`, so the two cannot part. Keys that are not
named may be added in later versions.
"""

from __future__ import annotations

import json

from accord.dossier.json_schema import (
    COUNT,
    DAY,
    DRAFT,
    Schema,
    a_list,
    a_text,
    an_object,
    one_of,
    or_null,
    ref,
)
from accord.dossier.ledger_data import LEDGER_VERSION
from accord.ledger_records import (
    DutyKind,
    EvidenceRole,
    Grade,
    Polarity,
    SourceKind,
    Stance,
    State,
)

_PASSAGE: Schema = {
    "article": a_text("The id of one of the articles."),
    "start": {**COUNT, "description": "Code points into the article's text; half-open."},
    "end": COUNT,
    "exact": a_text("The words there."),
}
_EVIDENCE: Schema = {
    **_PASSAGE,
    "role": one_of(EvidenceRole, "What it tells of the commitment."),
    "polarity": one_of(Polarity, "As told, is the commitment kept or to be kept?"),
    "grade": one_of(Grade, "How sure it is."),
    "source": an_object(
        "Who tells it.",
        kind=one_of(SourceKind),
        name=a_text(),
        party=or_null(a_text("The id of a party or body.")),
    ),
    "published": or_null(DAY),
    "happened": or_null(DAY),
    "by": or_null(a_text("The id of the party that is said to act.")),
    "amount": or_null({"type": "number", "description": "Of the commitment's quantity."}),
}


def ledger_schema() -> Schema:
    body = an_object("A party, mediator or verifier.", id=a_text(), name=a_text())
    change = an_object(
        "A change of state.",
        day=DAY,
        **{"from": or_null(one_of(State))},
        to=one_of(State),
        rule=a_text("The name of the rule that fired."),
        why=a_text("The rule in plain words; of an override who decided, and why."),
        evidence=a_list(ref("evidence")),
    )
    override = an_object(
        "What a person decided.",
        when=DAY,
        who=a_text(),
        why=a_text(),
        state=or_null(one_of(State, "null: the proposal of the rules stands again.")),
    )
    commitment = an_object(
        "A commitment as the ledger has it on its day.",
        id=a_text(),
        what=a_text(),
        phase=or_null(a_text()),
        party=or_null(a_text("The names of those who owe.")),
        parties=a_list(a_text(), "Their ids."),
        to=a_list(a_text()),
        kind=one_of(DutyKind),
        quantity=or_null({"type": "number"}),
        unit=or_null(a_text()),
        due=or_null(DAY),
        state=one_of(State, "The override's where there is one."),
        since=or_null(DAY),
        proposal=one_of(State, "What the rules propose."),
        override=or_null(override),
        pam_score=or_null({"enum": [0, 1, 2, 3], "description": "Only where a person set it."}),
        last_evidence=or_null(DAY),
        evidence=a_list(ref("evidence")),
        history=a_list(change, "By day; never shortened by later reports."),
    )
    position = an_object(
        "What someone wants, rejects or offers.",
        who=a_text(),
        party=or_null(a_text()),
        stance=one_of(Stance),
        commitment=a_text(),
        day=or_null(DAY),
        evidence=ref("passage"),
    )
    precondition = an_object(
        "Something that waits for something else.",
        waits=a_text("The id of a commitment."),
        on=a_text("The id of a commitment, or words of a report."),
        on_commitment={"type": "boolean"},
        evidence=or_null(ref("passage")),
    )
    violation = an_object(
        "A reported act against a commitment.",
        day=or_null(DAY),
        party=or_null(a_text("The name of who is said to act.")),
        commitment=a_text(),
        **_EVIDENCE,
    )
    return {
        "$schema": DRAFT,
        "title": "Accord ledger",
        **an_object(
            "The commitments of an agreement on a day, with the evidence for each state.",
            format={"const": "accord-ledger"},
            version={"const": LEDGER_VERSION},
            agreement=an_object(
                "The agreement, as its file has it.",
                name=a_text(),
                signed=or_null(DAY),
                parties=a_list(body),
                mediators=a_list(body),
                verifiers=a_list(body),
                phases=a_list(an_object("A phase.", id=a_text(), name=a_text(), after=a_list(a_text()))),
            ),
            day=DAY,
            commitments=a_list(commitment),
            positions=a_list(position),
            preconditions=a_list(precondition),
            violations=a_list(violation, "By day and party."),
            articles=a_list(
                an_object(
                    "An article that was read.",
                    id=a_text(),
                    path=a_text(),
                    outlet=or_null(a_text()),
                    title=or_null(a_text()),
                    published=or_null(DAY),
                    url=or_null(a_text()),
                )
            ),
            failures=a_list(
                an_object("What could not be used.", location=a_text(), stage=a_text(), reason=a_text())
            ),
        ),
        "$defs": {
            "passage": an_object("Words of an article.", **_PASSAGE),
            "evidence": an_object("A passage that tells something of a commitment.", **_EVIDENCE),
        },
    }


def render_ledger_schema() -> str:
    """The schema as JSON text."""
    return json.dumps(ledger_schema(), ensure_ascii=False, indent=2) + "\n"
