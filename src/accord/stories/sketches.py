"""What grouping keeps of an article: its day and its weighty terms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import numpy as np

from accord.records import ArticleId, Reading
from accord.stories.likeness import Weighting, _count, _prose, _ranks, _title_terms

_TERMS = 150


@dataclass(frozen=True, slots=True)
class Sketch:
    article: ArticleId
    day: date | None
    weights: tuple[tuple[str, float], ...]  # of unit length

    def to_bytes(self) -> bytes:
        day = self.day.isoformat() if self.day else None
        return json.dumps([self.article, day, self.weights]).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Sketch:
        article, day, weights = json.loads(raw)
        return cls(
            ArticleId(article), date.fromisoformat(day) if day else None, tuple((t, w) for t, w in weights)
        )


def sketch(reading: Reading) -> Sketch:
    w, ranks = Weighting(), _ranks()
    sentences = _prose(reading)
    known = {term for s in sentences for term in s.terms} | ranks.keys()
    title = _title_terms(reading, sentences, known)
    counts = _count(sentences, title, w.title, lambda k: 1 + w.lead * float(np.exp(-k / w.lead_fades)))
    weights = {}
    for term, count in counts.items():
        rank = ranks.get(term)
        usual = w.background * (1 - float(np.exp(-w.spread / rank))) if rank else 0.0
        rarity = float(np.log((w.background + 1) / (usual + 0.5)))
        weights[term] = max(0.0, (1 + float(np.log(max(count, 1.0)))) * rarity)
    norm = sum(v * v for v in weights.values()) ** 0.5 or 1.0
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:_TERMS]
    published = reading.article.published
    return Sketch(
        reading.article.id,
        published.day if published else None,
        tuple((t, round(v / norm, 4)) for t, v in best),
    )
