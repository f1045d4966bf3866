"""One pass of the reading model over an article, and what its grammar says as a spaCy `Doc`."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from accord.annotate import models
from accord.annotate.linking import Floats, Scores
from accord.annotate.quote_marks import Marked, find_marked
from accord.annotate.reader import reader
from accord.annotate.sentences import text_to_parse
from accord.annotate.syntax import compose
from accord.annotate.windows import Window, cut_windows, paragraphs_of
from accord.records import Article


@dataclass(frozen=True, slots=True)
class Page:
    """An article as the model sees it."""

    article: Article
    doc: Doc  # of the whole text, offsets are the article's
    marked: tuple[Marked, ...]  # stretches in quotation marks
    windows: tuple[Window, ...]
    scores: tuple[Scores, ...]  # of attribution, one a window
    states: tuple[Floats, ...]  # of the model, one a window; without columns where not asked for


def read(article: Article, *, states: bool = False) -> Page:
    """Read one article. Page furniture is tokenized and not read. `states`: keep the model's own."""
    paragraphs = paragraphs_of(article)
    marked = find_marked(article.text, [(start, end) for start, end, _ in paragraphs])
    windows = cut_windows(article.text, paragraphs, marked)
    said = list(reader()(windows, states=states))
    doc = compose(models.tokenize(text_to_parse(article)), windows, [s.syntax for s in said], reader().labels)
    return Page(
        article, doc, marked, tuple(windows), tuple(s.scores for s in said), tuple(s.states for s in said)
    )
