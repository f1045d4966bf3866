"""What one input says of one article, before it is one: the common ground of all formats."""

from __future__ import annotations

from dataclasses import dataclass, field

from accord.records import ReadFrom


@dataclass(frozen=True, slots=True)
class Fields:
    """Values as they stand in the input; None where it does not give them."""

    location: str
    text: str
    read_from: ReadFrom
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None  # not parsed yet
    url: str | None = None
    language: str | None = None
    amiss: tuple[str, ...] = field(default=())  # fields that were left out, and why
