"""Who is meant: the speakers of PolNeAR articles, held against names written down by hand.

    python -m evals.polnear_speakers SHARED [--split dev|train] [--misses]

SHARED holds ``data/polnear`` and ``score/quotations.py``. The hand-made part is
``evals/data/polnear_speakers*.jsonl``, one article a line: ``{"file", "speakers": [[start, end,
who, form], ...]}``, an entry for each stretch of text that PolNeAR marks as a source, first piece
to last. ``who`` is the fullest name that the article prints, of a person or a body; "A and B" for
several; "unnamed:" and the description where it names none, the same words whenever the same
source comes again; "author" for the article's own "I"; "?" where a reader cannot tell ("you"),
which is left out. A named person with unnamed company stands for both, a document for whoever
made it if the article says who did.

Two figures. First the resolver alone: PolNeAR's own attributions go in, and each source counts
once. Then end to end: of PolNeAR's attributions, those for which Accord gives a quotation with
half of the content (intersection over union) and the right speaker.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from accord.annotate import attribute_articles
from accord.annotate.entities import find_entities
from accord.annotate.reading import read
from accord.annotate.speakers import resolve_speakers
from accord.ingest import parse_input
from accord.names import compatible, fold, initials, person_name
from accord.records import Article, Entity, EntityId, Passage, Quotation, QuotationKind
from accord.text import plain
from evals import events

_DATA = Path(__file__).parent / "data"
_FILES = {"dev": "polnear_speakers.jsonl", "train": "polnear_speakers_train.jsonl"}
_UNNAMED = "unnamed:"
_IOU = 0.5
_FORMS = ("name", "nominal", "pronoun")
_SMALL = frozenset("a an the of for in and to who that with at from on by".split())
_ALIKE = {"team": "campaign", "camp": "campaign"}  # who speaks for a candidate goes by either

Span = tuple[int, int]
Attribution = Mapping[str, Any]  # content, source, cue: spans or None, as the scorer reads them


class Source(NamedTuple):
    who: str
    form: str  # "name", "nominal" or "pronoun"


class Told(NamedTuple):
    """An article with its attributions, in text order, and who their sources are."""

    file: str
    article: Article
    attributions: tuple[Attribution, ...]
    sources: Mapping[Span, Source]


class Verdict(NamedTuple):
    file: str
    span: Span
    words: str
    source: Source
    got: str
    right: bool


# ---------------------------------------------------------------- reading


def told(shared: Path, split: str) -> list[Told]:
    gold = events.scorer(shared, "quotations").read_gold(str(shared / "data" / "polnear" / split))
    out = []
    for line in (_DATA / _FILES[split]).read_text("utf-8").splitlines():
        row = json.loads(line)
        text, attributions = gold[row["file"]]
        parsed = parse_input(row["file"] + ".txt", text.encode("utf-8"), "text")
        (article,) = parsed.articles
        if article.text != text:
            raise ValueError(f"{row['file']}: offsets would not fit")
        sources = {(start, end): Source(who, form) for start, end, who, form in row["speakers"]}
        ordered = sorted(attributions, key=lambda a: a["content"])
        out.append(Told(row["file"], article, tuple(ordered), sources))
    return out


def _span(attribution: Attribution) -> Span | None:
    source = attribution["source"]
    return (source[0][0], source[-1][1]) if source else None


def as_quotation(article: Article, attribution: Attribution) -> Quotation:
    """PolNeAR's own attribution as the record that the resolver takes."""

    def passages(role: str) -> tuple[Passage, ...]:
        return tuple(Passage(article.id, start, end) for start, end in attribution[role] or ())

    content = passages("content")
    words = plain("".join(p.of(article.text) for p in content)).strip(" ,.")
    kind: QuotationKind = "indirect"
    if '"' in words or "''" in words:
        kind = "direct" if words[0] in "\"'" and words[-1] in "\"'" else "mixed"
    return Quotation(content, passages("source"), passages("cue"), kind, None)


# ---------------------------------------------------------------- judging


def same_name(left: str, right: str) -> bool:
    """Whether two names can be one person's or one body's, as printed: "Ada Lowe", "Lowe".

    A body named after someone is another ("the Lowe campaign"): the last words must be alike.
    """
    if not _words(left) or not _words(right):
        return False
    if sorted(_words(left)) == sorted(_words(right)):
        return True
    if plain(left).replace(".", "") in initials(right) or plain(right).replace(".", "") in initials(left):
        return True
    short, long = sorted((_words(left), _words(right)), key=len)
    if short[-1] == long[-1] and set(short) <= set(long):
        return True
    return compatible(person_name(" ".join(_words(left))), person_name(" ".join(_words(right))))


def _words(name: str) -> list[str]:
    words = [re.sub(r"'s?$", "", w) for w in re.split(r"[\s,]+", fold(name)) if w]
    return [_ALIKE.get(w, w) for w in words if w not in _SMALL]


def _is(who: str, entity: Entity, entities: Sequence[Entity]) -> bool:
    """Whether the entity is whom the gold names."""
    if same_name(who, entity.name):
        if len(_words(entity.name)) > 1 or len(_words(who)) == 1:
            return entity.named or " and " in who
        # "Lowe" alone tells nothing while Ada and Ben Lowe are both about.
        rivals = [e for e in entities if e.named and e.kind == "person" and e.id != entity.id]
        family = _words(entity.name)[-1]
        return entity.named and not any(
            _words(e.name)[-1:] == [family] and not same_name(who, e.name) for e in rivals
        )
    if entity.named and entity.kind != "person" and fold(who) in map(fold, entity.aliases):
        return True
    members = sorted(who.split(" and "), key=_last)
    pieces = sorted(re.split(r",? and |, ", entity.name), key=_last)
    return len(members) == len(pieces) > 1 and all(map(same_name, members, pieces))


def _last(name: str) -> str:
    return (_words(name) or [""])[-1]


def right(
    source: Source,
    words: str,
    entity: Entity | None,
    entities: Sequence[Entity],
    earlier: EntityId | None,
    byline: str = "",
) -> bool:
    """Whether the entity is the one that the source means.

    An unnamed source must stay unnamed ("Democrats" as a group under that very word is no
    guess), be the same entity when it comes again (`earlier`), and share a word with the
    description where all that is printed is a pronoun.
    """
    if entity is None:
        return False
    if source.who == "author":
        return not entity.named or (bool(byline) and same_name(byline, entity.name))
    if not source.who.startswith(_UNNAMED):
        return _is(source.who, entity, entities)
    description = source.who.removeprefix(_UNNAMED)
    if entity.named and not (entity.kind == "group" and _words(entity.name) == _words(description)):
        return False
    if earlier is not None:
        return entity.id == earlier
    return (
        source.form != "pronoun"
        or fold(entity.name) == fold(words)
        or bool(set(_words(entity.name)) & set(_words(description)))
    )


def resolver(one: Told) -> Iterator[Verdict]:
    """A verdict on each source, PolNeAR's attributions given."""
    article = one.article
    doc = read(article).doc
    entities, mentions = find_entities(article, doc)
    quotations = [as_quotation(article, a) for a in one.attributions]
    done, entities, _ = resolve_speakers(article, doc, quotations, entities, mentions)
    by_id = {e.id: e for e in entities}
    speakers: dict[Span, EntityId | None] = {}
    for attribution, quotation in zip(one.attributions, done, strict=True):
        span = _span(attribution)
        if span is not None:
            speakers.setdefault(span, quotation.speaker)
    first: dict[str, EntityId] = {}
    for span in sorted(speakers):
        source, speaker = one.sources[span], speakers[span]
        if source.who == "?":
            continue
        entity = by_id[speaker] if speaker is not None else None
        yield _verdict(one, span, [entity], entities, first)


def end_to_end(one: Told) -> Iterator[Verdict]:
    """A verdict on each attribution that has a known speaker, everything found by Accord."""
    (reading,) = attribute_articles([one.article])
    by_id = {e.id: e for e in reading.entities}
    first: dict[str, EntityId] = {}
    for attribution in one.attributions:
        span = _span(attribution)
        if span is None or one.sources[span].who == "?":
            continue
        wanted = _places(attribution["content"])
        found = [
            by_id[q.speaker] if q.speaker is not None else None
            for q in reading.quotations
            if _iou(wanted, _places((p.start, p.end) for p in q.content)) >= _IOU
        ]
        yield _verdict(one, span, found, reading.entities, first)


def _verdict(
    one: Told,
    span: Span,
    found: Sequence[Entity | None],
    entities: Sequence[Entity],
    first: dict[str, EntityId],
) -> Verdict:
    """The verdict on the best of the entities found; `first` keeps which entity a source became."""
    source = one.sources[span]
    words = " ".join(one.article.text[slice(*span)].split())
    byline = one.article.byline.value if one.article.byline else ""
    good = [e for e in found if right(source, words, e, entities, first.get(source.who), byline)]
    best = (good or list(found) or [None])[0]
    if good and best is not None:
        first.setdefault(source.who, best.id)
    got = "no quotation" if not found else "-" if best is None else best.name
    if best is not None and not best.named:
        got = _UNNAMED + got
    return Verdict(one.file, span, words, source, got, bool(good))


def _places(spans: Iterable[Span]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _iou(left: set[int], right_: set[int]) -> float:
    return len(left & right_) / len(left | right_) if left & right_ else 0.0


# ---------------------------------------------------------------- showing


def show(title: str, verdicts: Sequence[Verdict]) -> None:
    print(title)
    rows = [("all", _FORMS), ("pronoun and nominal", _FORMS[1:]), *((f, (f,)) for f in _FORMS)]
    for name, forms in rows:
        these = [v.right for v in verdicts if v.source.form in forms]
        unnamed = [v.right for v in verdicts if v.source.form in forms and v.source.who.startswith(_UNNAMED)]
        share = 100 * sum(these) / len(these) if these else 0.0
        print(
            f"  {name:20s} {sum(these):4d} of {len(these):4d}  {share:5.1f} %"
            f"   (unnamed: {sum(unnamed)} of {len(unnamed)})"
        )


def main() -> None:
    arguments = argparse.ArgumentParser(
        prog="python -m evals.polnear_speakers", description="Speakers on PolNeAR."
    )
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("--split", default="dev", choices=sorted(_FILES))
    arguments.add_argument("--misses", action="store_true")
    given = arguments.parse_args()
    articles = told(given.shared, given.split)
    for title, judge in (
        ("resolver, PolNeAR's attributions given", resolver),
        ("end to end, by attribution", end_to_end),
    ):
        verdicts = [verdict for one in articles for verdict in judge(one)]
        show(title, verdicts)
        for v in verdicts if given.misses else ():
            if not v.right:
                print(
                    f"    {v.file}:{v.span[0]}-{v.span[1]} {v.source.form}"
                    f" {v.words!r} expected {v.source.who!r} got {v.got!r}"
                )


if __name__ == "__main__":
    main()
