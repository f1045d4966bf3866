"""One article read: sentences, entities, quotations, periods, quantities, clauses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

import numpy as np

from accord.annotate import models
from accord.annotate.clauses import find_clauses
from accord.annotate.dates import find_periods
from accord.annotate.entities import find_entities
from accord.annotate.leaning import find_leaning
from accord.annotate.numbers import find_quantities
from accord.annotate.quotations import find_inner, find_quotations
from accord.annotate.reading import Page, read
from accord.annotate.sentences import find_sentences
from accord.annotate.speakers import resolve_speakers
from accord.records import Article, Reading, Sentence, Vectors

__all__ = ["LANGUAGES", "attribute_articles", "read_articles", "redate", "skim_articles"]

LANGUAGES = frozenset({"en"})  # what the models can read


def read_articles(articles: Iterable[Article]) -> Iterator[Reading]:
    """Read each article, in order, one at a time: a reader of the results can stop at any point."""
    for article in articles:
        page = read(article, states=True)
        reading = _leaning(page, _attributed(page))
        clauses = find_clauses(article, page.doc)
        yield replace(
            reading,
            periods=find_periods(article, clauses=clauses),
            quantities=find_quantities(article, page.doc),
            clauses=clauses,
            vectors=_vectors(article, reading.sentences),
        )


def attribute_articles(articles: Iterable[Article]) -> Iterator[Reading]:
    """Only who said what in each article: sentences, entities, mentions, quotations.

    What comparing articles needs besides (periods, quantities, clauses, vectors) stays
    empty, which saves half of the time.
    """
    return (_attributed(read(article)) for article in articles)


def skim_articles(articles: Iterable[Article]) -> Iterator[Reading]:
    """Only the sentences of each article, in order: all that grouping looks at.

    Nothing else is looked for, so the rest of each `Reading` is empty. An article known by
    its title alone has no sentences and is read all the same.
    """
    for article in articles:
        yield _bare(article, find_sentences(article, read(article).doc))


def _attributed(page: Page) -> Reading:
    article = page.article
    sentences = find_sentences(article, page.doc)
    entities, mentions = find_entities(article, page.doc)
    outer = find_quotations(page)
    inner = find_inner(page, outer)
    # the inner ones last: "he" goes on with who spoke before, not with whom that one quoted
    every = (*outer, *(quotation for within in inner for quotation in within))
    resolved, entities, mentions = resolve_speakers(article, page.doc, every, entities, mentions)
    rest = iter(resolved[len(outer) :])
    quotations = tuple(
        replace(one, inner=tuple(islice(rest, len(within))))
        for one, within in zip(resolved[: len(outer)], inner, strict=True)
    )
    return replace(_bare(article, sentences), entities=entities, mentions=mentions, quotations=quotations)


def _bare(article: Article, sentences: tuple[Sentence, ...]) -> Reading:
    return Reading(article, sentences, (), (), (), (), (), (), np.zeros((len(sentences), 0), np.float32))


def _leaning(page: Page, reading: Reading) -> Reading:
    """With how far each sentence leans on a source."""
    odds = find_leaning(page.windows, page.states, [s.passage for s in reading.sentences])
    sentences = (replace(s, leaning=o) for s, o in zip(reading.sentences, odds, strict=True))
    return replace(reading, sentences=tuple(sentences))


def _vectors(article: Article, sentences: Sequence[Sentence]) -> Vectors:
    return models.encoder()([s.passage.of(article.text) for s in sentences])


def redate(reading: Reading, anchor: date) -> Reading:
    """The reading of an undated article, its relative days counted from a day of its story."""
    periods = find_periods(reading.article, clauses=reading.clauses, anchor=anchor, anchored="story")
    return replace(reading, periods=periods)
