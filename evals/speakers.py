"""Who said it: speakers of the same quotation, held against names written down by hand.

    python -m evals.speakers EVENTS GOLD [--misses]

EVENTS is the folder of events told by several outlets, GOLD the folder with their quote
groups (who spoke, and the sentence address of each printing). For each group: does every
article that prints it get a speaker, is it one person over the articles, and does the
name have the family name of the gold? Also the share of members whose own speaker is right.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from accord.annotate import attribute_articles
from accord.compare.cast import unify_cast
from accord.names import fold
from accord.records import Article, ArticleId, Block, EntityId, Reading


class Told(NamedTuple):
    """An article with the place of each of its sentences."""

    article: Article
    sentences: list[tuple[int, int]]


class Score(NamedTuple):
    groups: int
    groups_right: int  # one person with the gold's family name in every article
    members: int  # printings of which a quotation was found
    members_right: int
    missed: int  # printings of which none was found


def told(article_id: str, paragraphs: list[list[str]]) -> Told:
    """Paragraphs joined by a blank line, sentences by a space."""
    text, spans, blocks = "", [], []
    for paragraph in paragraphs:
        text += "\n\n" if text else ""
        start = len(text)
        for number, sentence in enumerate(paragraph):
            text += " " if number else ""
            spans.append((len(text), len(text) + len(sentence)))
            text += sentence
        blocks.append(Block("body", start, len(text)))
    article = Article(
        ArticleId(article_id), article_id, None, None, None, None, text, tuple(blocks), "en", None
    )  # fmt: skip
    return Told(article, spans)


def read(stories: list[Told]) -> list[Reading]:
    """Each article with its people and quotations; the rest of a reading stays empty."""
    return list(attribute_articles(story.article for story in stories))


def speakers(reading: Reading, start: int, end: int) -> list[EntityId | None]:
    """The speakers of the quotations that share at least half of the words asked for, widest share first."""
    found = []
    for quotation in reading.quotations:
        share = sum(max(0, min(end, p.end) - max(start, p.start)) for p in quotation.content)
        if share * 2 >= end - start:
            size = sum(p.end - p.start for p in quotation.content)
            found.append((quotation.kind == "indirect", size, quotation.speaker))
    return [speaker for _, _, speaker in sorted(found, key=lambda f: f[:2])]


def judge(event: dict[str, Any], gold: dict[str, Any]) -> Iterator[tuple[Score, str]]:
    """The score of each quote group of an event, with a line that says what came out."""
    stories = [told(f"{event['id']}/{n}", a["paragraphs"]) for n, a in enumerate(event["articles"])]
    readings = read(stories)
    cast = unify_cast(readings)
    for group in gold["quote_groups"]:
        wanted = [w for w in fold(group["speaker"]).replace(",", " ").split() if w not in ("jr", "sr", "iii")]
        by_article: dict[int, list[str]] = defaultdict(list)
        right = total = missed = 0
        for member in group["members"]:
            number, at = map(int, member["at"].split(":"))
            start, end = stories[number].sentences[at]
            begin = stories[number].article.text.find(member["text"], start, end)
            options = speakers(readings[number], begin, begin + len(member["text"]))
            if not options:
                missed += 1
                continue
            total += 1
            speaker = options[0]
            name = cast.of[readings[number].article.id, speaker].name if speaker else "-"
            by_article[number].append(name)
            right += wanted[-1] in fold(name).split() or wanted[-1] in fold(name)
        names = {name for names in by_article.values() for name in names}
        good = bool(names) and len(names) == 1 and wanted[-1] in fold(next(iter(names)))
        good = good and len(by_article) == len({m["at"].split(":")[0] for m in group["members"]})
        line = (
            f"{'ok ' if good else 'BAD'} {event['id']} {group['speaker']}: {dict(by_article)} missed {missed}"
        )
        yield Score(1, int(good), total, right, missed), line


def main(events: Path, gold: Path, misses: bool) -> None:
    scores = []
    for path in sorted(gold.glob("*.json")):
        event = json.loads((events / path.name).read_text("utf-8"))
        for score, line in judge(event, json.loads(path.read_text("utf-8"))):
            scores.append(score)
            if misses and line.startswith("BAD"):
                print(line)
    total = Score(*(sum(column) for column in zip(*scores, strict=True)))
    share = total.groups_right / total.groups
    print(f"groups with one right speaker  {total.groups_right} of {total.groups} ({share:.1%})")
    share = total.members_right / total.members
    print(f"printings with the right name  {total.members_right} of {total.members} ({share:.1%})")
    print(f"printings without a quotation  {total.missed}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]), "--misses" in sys.argv)
