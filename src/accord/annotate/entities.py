"""People, bodies, places and groups of one article, and every place that mentions them."""

from __future__ import annotations

from spacy.tokens import Doc

from accord.annotate.columns import Columns, columns
from accord.annotate.figures import Figure, gather
from accord.annotate.references import resolve_references
from accord.annotate.spotting import spot_names
from accord.annotate.titling import find_titles
from accord.records import Article, Entity, EntityId, Mention, Passage


def find_entities(article: Article, doc: Doc) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    """Everyone and everything the article names, one entity each, and the mentions in text order.

    `doc` is the parse of the whole ``article.text``. A mention by name leaves the title out
    ("Vice President [Ada Lowe]"). An office stands apart from its holder, and an office
    holder whom the article never names is an entity with ``named=False`` ("the vice
    president"); other unnamed sources come with `resolve_speakers`. Mentions may nest:
    "[[Lowe]'s office]". Page furniture is passed over, and what stands in quotation marks
    is not resolved beyond names. Two empty tuples: the article names nobody.
    """
    cols = columns(article, doc)
    spots = spot_names(cols)
    titlings = find_titles(cols, spots, article.text)
    figures = gather(cols, spots, titlings)
    more = resolve_references(cols, spots, titlings, figures)
    return _records(article, cols, [*dict.fromkeys(figures), *more.figures])


def _records(
    article: Article, cols: Columns, figures: list[Figure]
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    figures.sort(key=lambda f: min(f.mentions)[:2])
    ids = {id(figure): EntityId(f"e{number}") for number, figure in enumerate(figures, 1)}
    entities, mentions = [], []
    for figure in figures:
        name = _name(figure)
        entities.append(
            Entity(
                id=ids[id(figure)],
                kind=figure.kind,
                name=name,
                named=figure.named,
                titles=tuple(dict.fromkeys(str(title) for title in figure.titles)),
                aliases=tuple(sorted(form for form in figure.forms if form != name))
                if not figure.office_of
                else (),
                office_of=ids[id(figure.office_of)] if figure.office_of else None,
            )
        )
        for first, last, form in figure.mentions:
            passage = Passage(article.id, cols.start[first], cols.end[last - 1])
            mentions.append(Mention(passage, ids[id(figure)], form))
    mentions.sort(key=lambda m: (m.passage.start, -m.passage.end))
    return tuple(entities), tuple(mentions)


def _name(figure: Figure) -> str:
    """Offices are named after the holder's full name, or as printed: "the Lowe campaign"."""
    if figure.office_of is None:
        return figure.name
    printed = [form for form in figure.forms if " " in form]
    if printed:
        return max(printed, key=lambda form: figure.forms[form])
    return f"{figure.office_of.name}'s {next(iter(figure.forms))}"
