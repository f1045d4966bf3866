"""Everything that an account tells, one telling after another, each with its passages.

What the flat exports have in common: a table, annotations, structured data for other programs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from accord.dossier.view import View
from accord.records import Account, Fact, Passage, Person

Part = Literal["fact", "alone", "utterance", "conflict", "credit", "moment", "lineage"]


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact, a rendering of an utterance, a side of a conflict, a credit, a moment or an edge."""

    part: Part
    number: int  # from 1, within the story and the part
    variant: int  # from 1: which rendering of the utterance, which side of the conflict; else 1
    kind: str  # of the quotation, conflict, credit, moment or edge; "lead" of a fact that stands in the lead
    words: str  # cut from the articles
    about: str  # a conflict's subject, a moment's days as an ISO 8601 interval
    speaker: Person | None
    articles: int
    origins: int
    passages: tuple[Passage, ...]  # what supports it; never empty but for an edge


def tellings_of(account: Account, view: View) -> Iterator[Telling]:
    """The tellings in the order of the dossier. A fact of the lead stands where it is listed, marked."""
    shared = (*account.facts, *(f for f in account.lead if f not in account.facts + account.alone))
    for number, fact in enumerate(shared, 1):
        yield _fact("fact", number, fact, account, view)
    for number, utterance in enumerate(account.utterances, 1):
        printed = view.printed(utterance)
        for variant, (rendering, pieces) in enumerate(zip(utterance.renderings, printed, strict=True), 1):
            articles = len({p.article for p in rendering.passages})
            yield Telling(
                "utterance",
                number,
                variant,
                rendering.kind,
                view.run_on(pieces),
                "",
                utterance.speaker,
                articles,
                min(articles, utterance.origins),
                rendering.passages,
            )
    for number, conflict in enumerate(account.conflicts, 1):
        for variant, side in enumerate(conflict.sides, 1):
            articles, origins = view.support(account, side.evidence)
            yield Telling(
                "conflict",
                number,
                variant,
                conflict.kind,
                side.value,
                conflict.about,
                None,
                articles,
                origins,
                side.evidence,
            )
    for number, moment in enumerate(account.timeline, 1):
        days = {moment.first.isoformat(): None, moment.last.isoformat(): None}
        articles, origins = view.support(account, moment.evidence)
        words = view.exact(moment.statement)
        yield Telling(
            "moment", number, 1, moment.modality, words, "/".join(days), None, articles, origins,
            tuple(dict.fromkeys((moment.statement, *moment.evidence))),
        )  # fmt: skip
    for number, credit in enumerate(account.credits, 1):
        articles, origins = view.support(account, credit.evidence)
        yield Telling(
            "credit", number, 1, credit.kind, credit.source, "", None, articles, origins, credit.evidence
        )
    for number, edge in enumerate(account.lineage.edges, 1):
        passages = tuple(p for pair in edge.passages for p in pair if p is not None)
        yield Telling("lineage", number, 1, edge.kind, edge.on, edge.article, None, 1, 1, passages)
    for number, fact in enumerate(account.alone, 1):
        yield _fact("alone", number, fact, account, view)


def _fact(part: Part, number: int, fact: Fact, account: Account, view: View) -> Telling:
    passages = tuple(dict.fromkeys((fact.statement, *fact.sure)))
    lead = "lead" if fact in account.lead else ""
    words = view.exact(fact.statement)
    return Telling(part, number, 1, lead, words, "", None, fact.articles, fact.origins, passages)
