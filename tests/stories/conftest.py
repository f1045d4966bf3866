"""Invented events: a flood at Ostmere and two strikes, one at Tarsk and one at Velden."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from accord.records import Article, ArticleId, Passage, Published, Reading, Sentence

DAY = date(2031, 5, 6)

REPORTS = {
    "flood-1": "The river Asel burst its banks at Ostmere on Tuesday. Some 400 people were brought to "
    "safety. Mayor Ilse Brandt said the dam at Korn had held. Rescue crews used boats to reach the old town.",
    "flood-2": "Boats took 380 residents out of Ostmere after the Asel flooded the old town. "
    "The dam upstream at Korn was sound, said Mayor Brandt. More rain is expected.",
    "flood-3": "Ostmere's old town stood under water when the river Asel rose by two metres. "
    "Rescue crews evacuated residents, Ilse Brandt said. The Korn dam held.",
    "strike-1": "Dock workers at Tarsk walked out over wages on Monday. The union Port Voice wants eight "
    "percent more. Operator Seaway called the strike reckless. Forty ships are waiting outside the harbour.",
    "strike-2": "Forty ships lay idle off Tarsk as dockers struck for higher wages. Port Voice, their union, "
    "asks for eight percent. Seaway, which runs the harbour, offered three.",
    "bakery": "A bakery in Pell has made the largest loaf in the country. It weighed ninety kilograms and "
    "was eaten by schoolchildren within an hour.",
}


def read(
    name: str, text: str, day: date | None = DAY, title: str | None = None, url: str | None = None
) -> Reading:
    """A reading with the fields that grouping looks at; terms are the plain words."""
    spans = [m.span() for m in re.finditer(r"[^.]+\.", text)]
    sentences = tuple(
        Sentence(Passage(ArticleId(name), s, e), 0, "body", tuple(re.findall(r"\w+", text[s:e].lower())))
        for s, e in spans
    )
    article = Article(
        id=ArticleId(name),
        location=f"{name}.txt",
        outlet=None,
        byline=None,
        title=title,
        url=url,
        text=text,
        blocks=(),
        language="en",
        published=Published(day, None, "record") if day else None,
    )
    return Reading(article, sentences, (), (), (), (), (), (), np.zeros((len(spans), 384), np.float32))


def siblings() -> list[Reading]:
    """Two strikes of a kind: what differs are the names, places and numbers."""
    frame = (
        "Dock workers at {place} walked out over wages on {day}. The union {union} demands {rise} "
        "percent more. {boss}, who runs the harbour for {firm}, called the strike reckless. {ships} ships "
        "wait outside the harbour."
    )
    tarsk = {"place": "Tarsk", "union": "Port Voice", "firm": "Seaway", "boss": "Odo Kranz", "rise": "eight"}
    velden = {
        "place": "Velden",
        "union": "Quay Front",
        "firm": "Norline",
        "boss": "Mira Sand",
        "rise": "twelve",
    }
    extras = [
        "Talks resume soon.",
        "Crews slept aboard.",
        "Prices rose at markets.",
        "The minister urged calm.",
    ]
    return [
        read(f"{values['place'].lower()}-{n}", frame.format(day=day, ships=ships, **values) + " " + extras[n])
        for values, day, ships in ((tarsk, "Monday", "Forty"), (velden, "Friday", "Ninety"))
        for n in range(4)
    ]
