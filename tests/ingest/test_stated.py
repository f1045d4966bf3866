from __future__ import annotations

from datetime import date

import pytest

from accord.ingest.blocks import label_blocks
from accord.ingest.stated import find_byline, find_outlet, find_published

BODY = (
    "The accord entered into force, officials of both countries said on Tuesday.\n\n"
    "It rained in Port Amel that night.\n\n"
)


# The masthead of a page: a menu, a section and the headline under it.
PAGE = (
    "{name}\n\nHome | Nation | Letters\n\nNation\nAccord between Lowen and Tarsk enters into force\n\n{body}"
)


def outlet(text: str) -> str | None:
    found = find_outlet(text, label_blocks(text))
    return text[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"Lowen Gazette\n\nAccord enters into force\n\n{BODY}", "Lowen Gazette"),
        (f"{BODY}Tarsk.Wire", "Tarsk.Wire"),
        (f"{BODY}© 2031 Amel Courier. All rights reserved.", "Amel Courier"),
        (f"{BODY}Copyright 2031 The Amel Courier. All rights reserved.", "The Amel Courier"),
        (f"{BODY}The Amel Courier Staff is a team of reporters.", "Amel Courier"),
        (f"{BODY}Popular articles\nA message from Amel Today\nDonate to AMEL TODAY", "Amel Today"),
        (f"Port Amel (LPA) - {BODY}", "LPA"),
        (BODY, None),
        (f"{BODY}The Tarsk Herald reports that more is to come.", None),  # that is a credit
        (f"{BODY}Officials told the Tarsk Herald so.", None),
        (PAGE.format(name="THE AMEL COURIER", body=BODY), "THE AMEL COURIER"),
        (PAGE.format(name="AMEL COURIER", body=f"{BODY}© Amel Courier 2031"), "Amel Courier"),
        (
            PAGE.format(name="THE AMEL COURIER", body=f"{BODY}Vale told The Amel Courier so."),
            "The Amel Courier",
        ),
        (PAGE.format(name="THE AMEL COURIER", body=f"{BODY}Vale told the Amel Courier so."), "Amel Courier"),
        (
            PAGE.format(name="The Harbour Slate", body=f"{BODY}Vale told The Harbour Slate so."),
            "The Harbour Slate",
        ),
        (
            PAGE.format(name="The Harbour Slate", body=f"{BODY}A copy was seen by The Harbour Slate."),
            "The Harbour Slate",
        ),
        (
            PAGE.format(name="The Harbour Slate", body=f"{BODY}Subscribe to The Harbour Slate now"),
            "The Harbour Slate",
        ),
        (PAGE.format(name="The Harbour Slate", body=BODY), None),  # a kicker, for all we know
        (PAGE.format(name="Joss Vale", body=f"{BODY}Renn told Joss Vale so."), None),
        (PAGE.format(name="Port Amel", body=f"{BODY}It rained in Port Amel."), None),
        (f"{BODY}© Amel Slate 2031", "Amel Slate"),
        (f"{BODY}© 2029-2031 Amel Slate", "Amel Slate"),
        (f"Latest News\n\nAccord enters into force\n\n{BODY}", None),
        (f"{BODY}Go Lowen", None),
    ],
)
def test_outlet(text: str, name: str | None) -> None:
    assert outlet(text) == name


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Mira Holt", "Mira Holt"),
        ("By Mira Holt and Sem Adler | Lowen Gazette", "Mira Holt and Sem Adler"),
        ("By Mira Holt, Amel correspondent", "Mira Holt"),
        ("BY MIRA HOLT", "MIRA HOLT"),
        ("By Mira Holt at the Orrow Locks", "Mira Holt"),
        ("By Mira Holt in Port Amel", "Mira Holt"),
        ("By Mira Holt in Port Amel and Sem Adler in Tarsk City", "Mira Holt in Port Amel and Sem Adler"),
        ("By Monday in Port Amel all had left.", None),
        ("Written by Mira Holt on March 4, 2031", "Mira Holt"),
        ("(Reporting by Mira Holt; Editing by Sem Adler)", "Mira Holt"),
        ("The Amel Courier Staff is a team of reporters.", "Amel Courier Staff"),
        ("By nightfall the square was empty.", None),
        ("By Tuesday, all forty pages had been read out to the crowd in the square.", None),
    ],
)
def test_byline(line: str, names: str | None) -> None:
    text = f"Accord enters into force\n\n{line}\n\n{BODY}"
    found = find_byline(text, label_blocks(text))
    assert (text[found.start : found.end] if found else None) == names


CAPTION = "Premier Ada Renn signs in Port Amel, {day}. (Photo: Ivo Lund/LGO)"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"Published: March 4, 2031\n\n{BODY}", date(2031, 3, 4)),
        (f"Updated March 5, 2031 | Published March 4, 2031\n\n{BODY}", date(2031, 3, 4)),
        (f"Updated March 5, 2031\n\n{BODY}", date(2031, 3, 5)),
        (f"By Mira Holt | March 4, 2031\n\n{BODY}", date(2031, 3, 4)),
        (f"Amel, 4 March 2031\n\n{BODY}", date(2031, 3, 4)),
        (f"PORT AMEL, March 4, 2031 (LPA) - {BODY}", date(2031, 3, 4)),
        (f"date 2031-03-04 + ↺ − 16 px\n\n{BODY}", date(2031, 3, 4)),
        (f"{BODY}Published on Tuesday, 4 March 2031", date(2031, 3, 4)),
        (CAPTION.format(day="March 4, 2031") + f"\n\n{BODY}", date(2031, 3, 4)),  # a Tuesday
        (
            CAPTION.format(day="March 6, 2031") + f"\n\n{BODY}",
            None,
        ),  # a Thursday, and the report's day is not
        ("FILE - " + CAPTION.format(day="March 4, 2031") + f"\n\n{BODY}", None),
        (f"PORT AMEL, March 4 (LPA) - {BODY}", None),  # no year
        (f"{BODY}The last accord was signed on May 2, 2019, in Tarsk City.", None),
        (f"{BODY}© 2031 Amel Courier", None),
        (f"03/04/2031\n\n{BODY}", None),  # of March or of April
        (f"{BODY}Read more:\nThe 2019 accord\nMay 2, 2019", None),
    ],
)
def test_published(text: str, day: date | None) -> None:
    found = find_published(text, label_blocks(text))
    assert (found.day if found else None) == day
