"""One article read: sentences, entities, quotations, periods, quantities, clauses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from accord.annotate import models
from accord.annotate.clauses import find_clauses
from accord.annotate.dates import find_periods
from accord.annotate.entities import find_entities
from accord.annotate.numbers import find_quantities
from accord.annotate.quotations import find_quotations
from accord.annotate.sentences import find_sentences, text_to_parse
from accord.annotate.speakers import resolve_speakers
from accord.records import Article, Reading, Sentence, Vectors

__all__ = ["LANGUAGES", "read_articles", "redate", "skim_articles"]

LANGUAGES = frozenset({"en"})  # what the models can read
_BATCH = 50_000  # characters parsed at once; the parser takes 5 KB of memory for each


def read_articles(articles: Iterable[Article], *, encode: bool = True) -> Iterator[Reading]:
    """Read each article, in order, one at a time: a reader of the results can stop at any point.

    Without `encode` the sentences get no vectors: these are for comparing articles, and
    take two fifths of the time.
    """
    for article in articles:
        doc = next(models.parse([text_to_parse(article)]))
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
            vectors=_vectors(article, sentences) if encode else _no_vectors(sentences),
        )


def skim_articles(articles: Iterable[Article]) -> Iterator[Reading]:
    """Only the sentences of each article, in order: all that grouping looks at, in a tenth of the time.

    Nothing else is looked for, so the rest of each `Reading` is empty, its vectors too. An
    article known by its title alone has no sentences and is read all the same.
    """
    for batch in _batches(articles):
        docs = models.parse([text_to_parse(article) for article in batch], without=["ner"])
        for article, doc in zip(batch, docs, strict=True):
            sentences = find_sentences(article, doc)
            yield Reading(article, sentences, (), (), (), (), (), (), _no_vectors(sentences))


def _vectors(article: Article, sentences: Sequence[Sentence]) -> Vectors:
    return models.encoder()([s.passage.of(article.text) for s in sentences])


def _no_vectors(sentences: Sequence[Sentence]) -> Vectors:
    return np.zeros((len(sentences), 0), np.float32)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Articles to parse at once: quicker than one by one, and few enough to bound the memory."""
    batch: list[Article] = []
    for article in articles:
        if batch and sum(len(a.text) for a in batch) + len(article.text) > _BATCH:
            yield batch
            batch = []
        batch.append(article)
    if batch:
        yield batch


def redate(reading: Reading, anchor: date) -> Reading:
    """The reading of an undated article, its relative days counted from a day of its story."""
    periods = find_periods(reading.article, clauses=reading.clauses, anchor=anchor, anchored="story")
    return replace(reading, periods=periods)
