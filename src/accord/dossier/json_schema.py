"""The words in which the published schemas are written (JSON Schema, draft 2020-12)."""

from __future__ import annotations

from typing import Any, Final, get_args

Schema = dict[str, Any]
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


def an_object(about: str, /, **properties: Schema) -> Schema:
    """All the keys must be there; others may come in later versions."""
    return {
        "description": about,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def a_list(items: Schema, about: str | None = None, **limits: int) -> Schema:
    return {**({"description": about} if about else {}), "type": "array", "items": items, **limits}


def one_of(literal: object, about: str | None = None) -> Schema:
    """One of the values of a `Literal`."""
    return {**({"description": about} if about else {}), "enum": list(get_args(literal))}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def a_text(about: str | None = None, **more: Any) -> Schema:
    return {**({"description": about} if about else {}), "type": "string", **more}


COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
DAY: Final = a_text(format="date")
