from __future__ import annotations

from collections.abc import Callable

import pytest

from accord.annotate.quotations import find_quotations
from accord.annotate.reading import read
from accord.annotate.set_off import find_turns
from accord.annotate.windows import find_announcement, paragraphs_of
from accord.records import Article

Make = Callable[..., Article]

HEARING = """The two met before the harbour board on Monday.

MODERATOR: Let us begin with the locks at Sallow Point. Why did they stay shut?

TOVE ORR: Nobody told the crew that a ship was coming. We had no list that morning.

MODERATOR: Was there a list the day before?

ORR (rising): There was, and it lay on the wrong desk until noon.

The board meets again in May.
"""


def turns(article: Article) -> list[tuple[str, str]]:
    text = article.text
    found = find_turns(text, paragraphs_of(article))
    return [(text[slice(*a.source)], text[slice(*a.content[0])]) for a in found if a.source]


def told(article: Article, kind: str = "direct") -> list[tuple[str, str]]:
    text = article.text
    return [
        (" ".join(p.of(text) for p in q.source), " ".join(p.of(text) for p in q.content))
        for q in find_quotations(read(article))
        if q.kind == kind
    ]


def test_each_turn_of_a_transcript_is_its_speakers(article: Make) -> None:
    found = turns(article(HEARING))
    assert [source for source, _ in found] == ["MODERATOR", "TOVE ORR", "MODERATOR", "ORR"]
    assert found[3][1] == "There was, and it lay on the wrong desk until noon."
    said = dict(told(article(HEARING)))
    assert said["ORR"].startswith("There was, and it lay")
    assert said["TOVE ORR"].endswith("We had no list that morning.")


@pytest.mark.parametrize(
    "text",
    [
        # a list with headings: nobody comes back
        "Locks: They stay shut until the first week of May.\n\n"
        "Bridges: Two of the three open at dawn every day.\n\n"
        "Ferries: None will run on Sunday or on Monday.\n",
        # results, not sentences
        "North Quay\n\nOrr: 41\n\nHerrin: 38\n\nOrr: 12\n\nHerrin: 40\n",
        # one speaker only
        "ORR: We were told on Monday that the locks stay shut.\n\nORR: Nobody told the crew of the ship.\n",
    ],
)
def test_a_list_is_no_transcript(text: str, article: Make) -> None:
    assert turns(article(text)) == []


def test_transcripts_apart_from_each_other_are_judged_apart(article: Make) -> None:
    between = "The board then heard the pilots.\n\nThey were brief.\n\nThe locks are old.\n\n"
    text = HEARING + between + "NOTE: The minutes are kept at the office of the board.\n"
    assert [source for source, _ in turns(article(text))] == ["MODERATOR", "TOVE ORR", "MODERATOR", "ORR"]


BLOCK = (
    "It is typical of the old board. It knows nothing of the locks and it never asked the crew, "
    "and now the town pays for that with a summer without ships."
)


def test_the_paragraph_that_is_announced_is_said_by_who_announced_it(article: Make) -> None:
    text = f"The board was divided on Monday.\n\nThe harbour master added:\n\n{BLOCK}\n\nRain fell at noon.\n"
    found = told(article(text))
    assert ("The harbour master", BLOCK) in [(source, content.rstrip()) for source, content in found]


@pytest.mark.parametrize(
    ("paragraph", "announces"),
    [
        ("The harbour master added:", True),
        ("In a letter to the board, Orr wrote:", True),
        ("Herrin said in a statement:", True),
        ("Orr argued that :", True),
        ("Orr said the ships to come this week are:", False),
        ("The harbour master added.", False),
        ("Watch the launch below:", False),
        ("", False),
    ],
)
def test_what_announces_a_block(paragraph: str, announces: bool) -> None:
    assert (find_announcement(paragraph, 0, len(paragraph)) is not None) == announces
