"""One article read: sentences, entities, quotations, periods, quantities, clauses."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from accord.annotate import models
from accord.annotate.clauses import find_clauses
from accord.annotate.dates import find_periods
from accord.annotate.entities import find_entities
from accord.annotate.numbers import find_quantities
from accord.annotate.quotations import find_quotations
from accord.annotate.sentences import find_sentences
from accord.annotate.speakers import resolve_speakers
from accord.records import Article, Reading

__all__ = ["LANGUAGES", "read_articles", "redate"]

LANGUAGES = frozenset({"en"})  # what the models can read


def read_articles(articles: Iterable[Article]) -> Iterator[Reading]:
    """Read each article, in order, one at a time: a reader of the results can stop at any point."""
    for article in articles:
        doc = next(models.parse([article.text]))
        sentences = find_sentences(article, doc)
        entities, mentions = find_entities(article, doc)
        clauses = find_clauses(article, doc)
        quotations = find_quotations(article, doc, sentences)
        quotations, entities, mentions = resolve_speakers(article, doc, quotations, entities, mentions)
        yield Reading(
            article=article,
            sentences=sentences,
            entities=entities,
            mentions=mentions,
            quotations=quotations,
            periods=find_periods(article, clauses=clauses),
            quantities=find_quantities(article, doc),
            clauses=clauses,
            vectors=models.encoder()([s.passage.of(article.text) for s in sentences]),
        )


def redate(reading: Reading, anchor: date) -> Reading:
    """The reading of an undated article, its relative days counted from a day of its story."""
    periods = find_periods(reading.article, clauses=reading.clauses, anchor=anchor, anchored="story")
    return replace(reading, periods=periods)
