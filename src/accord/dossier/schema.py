"""JSON Schema (draft 2020-12) of what `render_json` writes.

Literal values come from the types of `accord.records`, so the two cannot part. Keys that
are not named may be added in later versions; a reader should ignore those it does not know.
"""

from __future__ import annotations

import json

from accord.dossier.json_schema import COUNT as _COUNT
from accord.dossier.json_schema import DAY as _DAY
from accord.dossier.json_schema import Schema
from accord.dossier.json_schema import a_list as _list
from accord.dossier.json_schema import a_text as _text
from accord.dossier.json_schema import an_object as _object
from accord.dossier.json_schema import one_of as _one_of
from accord.dossier.json_schema import or_null as _or_null
from accord.dossier.json_schema import ref as _ref
from accord.dossier.to_json import FORMAT_VERSION
from accord.records import (
    BlockKind,
    ConflictKind,
    CreditKind,
    EdgeKind,
    EntityKind,
    Modality,
    QuotationKind,
    ReadFrom,
)

_EVIDENCES = _list(_ref("evidence"), minItems=1)


def _definitions() -> dict[str, Schema]:
    return {
        "evidence": _object(
            "A passage: code points of the article's text, start included, end excluded.",
            article=_text("Id of the article."),
            start=_COUNT,
            end=_COUNT,
            exact=_text("The text between the two; may be empty only where one side of a difference is."),
        ),
        "stated": _object(
            "Where a value was read.",
            read_from=_one_of(ReadFrom),
            evidence=_or_null(_ref("evidence")),
        ),
        "article": _object(
            "An article as taken in.",
            id=_text(),
            path=_text("As given, with :LINE for one record of several."),
            outlet={"type": ["string", "null"]},
            outlet_from=_or_null(_ref("stated")),
            title={"type": ["string", "null"]},
            byline={"type": ["string", "null"]},
            byline_from=_or_null(_ref("stated")),
            published={"description": "ISO 8601, a moment in UTC or a day.", "type": ["string", "null"]},
            published_day=_or_null(_DAY),
            published_from=_or_null(_ref("stated")),
            url={"type": ["string", "null"]},
            language=_text("BCP 47; und when it cannot be told."),
            blocks=_list(
                _object("A labelled stretch.", kind=_one_of(BlockKind), start=_COUNT, end=_COUNT),
            ),
            text=_text("Never rewritten; all offsets count its code points."),
        ),
        "fact": _object(
            "Something the articles report.",
            statement=_text("Cut from the text at statement_at."),
            statement_at=_ref("evidence"),
            opening=_or_null(
                _object(
                    "The “he” or “she” that the statement opens with, and whom it means.",
                    at=_ref("evidence"),
                    name=_text(),
                )
            ),
            articles={**_COUNT, "description": "How many articles are sure to report it."},
            origins={**_COUNT, "description": "How many independent ones among them."},
            weight={"description": "Ranks the facts of one story.", "type": "number"},
            evidence=_list(_ref("telling"), minItems=1),
        ),
        "telling": _object(
            "A sentence that reports a fact, or may only touch on it.",
            article=_text("Id of the article."),
            start=_COUNT,
            end=_COUNT,
            exact=_text(),
            sure={"description": "Whether it counts as reporting it.", "type": "boolean"},
        ),
        "difference": _object(
            "Where a rendering parts from the first one.",
            left=_ref("evidence"),
            right=_ref("evidence"),
            weighty={"description": "A changed noun, verb, number or negation.", "type": "boolean"},
        ),
        "rendering": _object(
            "A form in which an utterance is printed.",
            text=_text("The printed words of one article; pieces are joined by ' … '."),
            kind=_one_of(QuotationKind),
            evidence=_list(_ref("evidence"), "Every place that prints this form.", minItems=1),
            differences=_list(_ref("difference"), "Against the first rendering."),
        ),
        "utterance": _object(
            "One thing said on one occasion.",
            speaker=_or_null(
                _object(
                    "Whom the articles say it is by.", id=_text(), name=_text(), named={"type": "boolean"}
                ),
            ),
            wording={"enum": ["same", "differs", "single"]},
            articles=_COUNT,
            origins=_COUNT,
            renderings=_list(_ref("rendering"), minItems=1),
            retold=_list(_ref("evidence"), "Indirect speech of articles that do not print the words."),
        ),
        "conflict": _object(
            "Different values for one thing.",
            type=_one_of(ConflictKind),
            about=_text(),
            sides=_list(
                _object("One value.", value=_text(), articles=_COUNT, origins=_COUNT, evidence=_EVIDENCES),
                minItems=2,
            ),
        ),
        "credit": _object(
            "A source on which articles lean.",
            source=_text("As printed."),
            kind=_one_of(CreditKind),
            source_at=_ref("evidence"),
            evidence=_EVIDENCES,
        ),
        "edge": _object(
            "One article's dependence on another, or on a source that is no article here.",
            kind=_one_of(EdgeKind),
            article=_text("Id of the article that depends."),
            on=_text("Id of an article, or the name of a source."),
            on_article={"description": "Whether `on` is the id of an article.", "type": "boolean"},
            share={
                "description": "Of the words of `article`.",
                "type": "number",
                "minimum": 0,
                "maximum": 1,
            },
            folds={"description": "For this the two count as one origin.", "type": "boolean"},
            passages=_list(
                _object("What they share.", here=_ref("evidence"), there=_or_null(_ref("evidence"))),
            ),
        ),
        "moment": _object(
            "When something happened or is expected.",
            when=_object("Both days included.", first=_DAY, last=_DAY),
            words={**_ref("evidence"), "description": "The words the day was read from."},
            anchor={
                "description": "What a relative day was counted from.",
                "enum": ["stated", "published", "story"],
            },
            modality=_one_of(Modality),
            statement=_text(),
            statement_at=_ref("evidence"),
            evidence=_EVIDENCES,
        ),
        "story": _object(
            "One story, told from all its articles.",
            id=_text(),
            title=_text(),
            articles=_list(_text(), minItems=1),
            lead=_list(_ref("fact"), "The story in at most five lines.", maxItems=5),
            facts=_list(
                _ref("fact"),
                "Reported by two or more articles, by weight; last those that one is sure to report.",
            ),
            utterances=_list(_ref("utterance")),
            conflicts=_list(_ref("conflict")),
            matrix=_list(
                _object(
                    "A row of who reports what.",
                    fact=_COUNT,
                    articles=_list(_text()),
                    perhaps=_list(_text(), "Of these it is unsure whether they report it."),
                ),
                "`fact` counts the story's facts from 0.",
            ),
            credits=_list(_ref("credit")),
            lineage=_object(
                "Who depends on whom.",
                origins=_list(_list(_text(), minItems=1), "Articles of one origin stand together."),
                edges=_list(_ref("edge")),
                revisions=_list(
                    _object(
                        "A later version of an article under the same address.",
                        article=_text(),
                        earlier=_text("Id of the version before it."),
                        changes=_list(
                            _object(
                                "Null where nothing stands.",
                                before=_or_null(_ref("evidence")),
                                after=_or_null(_ref("evidence")),
                            )
                        ),
                    )
                ),
                unfolded=_list(
                    _list(_text(), minItems=2, maxItems=2), "Articles that a user says are independent."
                ),
            ),
            chapters=_list(
                _object(
                    "A day of a story of several days, and what no article of an earlier day tells.",
                    day=_DAY,
                    articles=_list(_text(), minItems=1),
                    facts=_list(_ref("fact")),
                    utterances=_list(_COUNT, "Counted from 0 among the story's utterances."),
                    conflicts=_list(_COUNT, "Counted from 0 among the story's conflicts."),
                ),
                "Empty when all articles are of one day.",
            ),
            timeline=_list(_ref("moment")),
            updates=_list(
                _object(
                    "A count that a later report carries on.",
                    about=_text(),
                    sides=_list(
                        _object(
                            "One figure.", value=_text(), articles=_COUNT, origins=_COUNT, evidence=_EVIDENCES
                        ),
                        "From the earliest report to the latest.",
                        minItems=2,
                    ),
                ),
            ),
            omissions=_list(
                _object(
                    "A fact that most origins report and nothing like which was found in an article.",
                    article=_text("Id of the article that leaves it out."),
                    fact={**_COUNT, "description": "Counts the story's facts from 0."},
                    statement=_text(),
                    articles=_COUNT,
                    origins=_COUNT,
                    evidence=_list(_ref("telling"), minItems=1),
                ),
            ),
            alone=_list(_ref("fact"), "Reported by a single article, in text order."),
            people=_list(
                _object(
                    "Someone or something under one name through the story.",
                    id=_text(),
                    kind=_one_of(EntityKind),
                    name=_text(),
                    named={"type": "boolean"},
                    aliases=_list(_text()),
                ),
            ),
            notes=_list(_text(), "What could not be resolved."),
        ),
    }


def render_schema() -> str:
    """The schema as JSON text; every key named in it is always there."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Accord dossier",
        **_object(
            "Many news reports in, one account out, every statement linked to the words that support it.",
            format={"const": "accord-dossier"},
            version={"const": FORMAT_VERSION},
            articles=_list(_ref("article")),
            stories=_list(_ref("story")),
            failures=_list(
                _object(
                    "An input, or a part of one, that could not be used.",
                    location=_text(),
                    stage={"enum": ["read", "annotate", "group", "compare"]},
                    reason=_text(),
                ),
            ),
            notes=_list(_text(), "What could not be resolved, over all stories."),
        ),
        "$defs": _definitions(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
