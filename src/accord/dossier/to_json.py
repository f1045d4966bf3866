"""The dossier as JSON, complete: nothing that the other renderings show is missing here."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

from accord.dossier.view import View, told_by
from accord.records import (
    Account,
    Article,
    Conflict,
    Credit,
    Dossier,
    Edge,
    Fact,
    Moment,
    Omission,
    Passage,
    Person,
    Published,
    Quotation,
    Reading,
    Side,
    Stated,
    Utterance,
)

FORMAT_VERSION: Final = "1.0"  # raised when a key changes its meaning; new keys do not raise it
_SURROGATE = re.compile("[\ud800-\udfff]")

Json = dict[str, Any]


def render_json(dossier: Dossier) -> str:
    """One object, described by `accord.dossier.render_schema`; ends with a newline.

    Texts stand as taken in, not as shown elsewhere; lone surrogates are written as JSON escapes.
    """
    view = View(dossier)
    document = {
        "format": "accord-dossier",
        "version": FORMAT_VERSION,
        "articles": [_article(a) for a in dossier.articles],
        "stories": [_account(account, view) for account in dossier.accounts],
        "failures": [
            {"location": f.location, "stage": f.stage, "reason": f.reason} for f in dossier.failures
        ],
        "notes": list(dossier.notes),
    }
    return dump_json(document)


def dump_json(document: object) -> str:
    """The document as text that can be encoded whatever is in it; ends with a newline."""
    return _encodable(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def json_line(document: object) -> str:
    """The same on one line."""
    return _encodable(json.dumps(document, ensure_ascii=False, allow_nan=False)) + "\n"


def _encodable(text: str) -> str:
    return _SURROGATE.sub(lambda m: f"\\u{ord(m.group()):04x}", text)


def _article(article: Article) -> Json:
    published = article.published
    return {
        "id": article.id,
        "path": article.location,
        "outlet": article.outlet.value if article.outlet else None,
        "outlet_from": _stated(article.outlet, article),
        "title": article.title,
        "byline": article.byline.value if article.byline else None,
        "byline_from": _stated(article.byline, article),
        "published": (published.moment or published.day).isoformat() if published else None,
        "published_day": published.day.isoformat() if published else None,
        "published_from": _stated(published, article),
        "url": article.url,
        "language": article.language,
        "blocks": [{"kind": b.kind, "start": b.start, "end": b.end} for b in article.blocks],
        "text": article.text,
    }


def _stated(value: Stated | Published | None, article: Article) -> Json | None:
    if value is None:
        return None
    p = value.passage
    return {
        "read_from": value.read_from,
        "evidence": {"article": p.article, "start": p.start, "end": p.end, "exact": p.of(article.text)}
        if p
        else None,
    }


def _evidence(passage: Passage, view: View) -> Json:
    return {
        "article": passage.article,
        "start": passage.start,
        "end": passage.end,
        "exact": view.exact(passage),
    }


def _all(passages: Sequence[Passage], view: View) -> list[Json]:
    return [_evidence(p, view) for p in passages]


def _person(person: Person) -> Json:
    return {
        "id": person.id,
        "kind": person.kind,
        "name": person.name,
        "named": person.named,
        "aliases": list(person.aliases),
    }


def _account(account: Account, view: View) -> Json:
    return {
        "id": account.story.id,
        "title": account.title,
        "articles": list(account.story.articles),
        "lead": [_fact(f, view) for f in account.lead],
        "facts": [_fact(f, view) for f in account.facts],
        "utterances": [_utterance(u, view) for u in account.utterances],
        "conflicts": [_conflict(c, account, view) for c in account.conflicts],
        "matrix": [
            {
                "fact": n,
                "articles": [cite.sheet.article.id for cite in view.cites(fact.sure)],
                "perhaps": [cite.sheet.article.id for cite in view.cites(fact.unsure)],
            }
            for n, fact in enumerate(account.facts)
        ],
        "credits": [_credit(c, view) for c in account.credits],
        "lineage": {
            "origins": [list(group) for group in account.lineage.origins],
            "edges": [_edge(e, view) for e in account.lineage.edges],
            "revisions": [
                {
                    "article": r.article,
                    "earlier": r.earlier,
                    "changes": [
                        {
                            "before": _evidence(c.before, view) if c.before else None,
                            "after": _evidence(c.after, view) if c.after else None,
                        }
                        for c in r.changes
                    ],
                }
                for r in account.lineage.revisions
            ],
            "unfolded": [list(pair) for pair in account.lineage.unfolded],
        },
        "chapters": [
            {
                "day": chapter.day.isoformat(),
                "articles": list(chapter.articles),
                "facts": [_fact(f, view) for f in chapter.facts],
                "utterances": [account.utterances.index(u) for u in chapter.utterances],
                "conflicts": [account.conflicts.index(c) for c in chapter.conflicts],
            }
            for chapter in account.chapters
        ],
        "timeline": [_moment(m, view) for m in account.timeline],
        "omissions": [
            {"article": o.article, "fact": account.facts.index(o.fact), **_omitted(o, view)}
            for o in account.omissions
        ],
        "updates": [{"about": u.about, "sides": _sides(u.sides, account, view)} for u in account.updates],
        "alone": [_fact(f, view) for f in account.alone],
        "people": [_person(p) for p in account.cast.persons],
        "notes": list(account.notes),
    }


def _fact(fact: Fact, view: View) -> Json:
    return {
        "statement": view.exact(fact.statement),
        "statement_at": _evidence(fact.statement, view),
        "opening": {"at": _evidence(fact.opening.passage, view), "name": fact.opening.name}
        if fact.opening
        else None,
        "articles": fact.articles,
        "origins": fact.origins,
        "weight": round(float(fact.weight), 6),
        "evidence": _telling(fact, view),
    }


def _telling(fact: Fact, view: View) -> list[Json]:
    return [_evidence(p, view) | {"sure": p not in fact.unsure} for p in fact.evidence]


def _utterance(utterance: Utterance, view: View) -> Json:
    speaker = utterance.speaker
    return {
        "speaker": {"id": speaker.id, "name": speaker.name, "named": speaker.named} if speaker else None,
        "wording": utterance.wording,
        "articles": len(told_by(utterance)),
        "origins": utterance.origins,
        "renderings": [
            {
                "text": view.run_on(printed),
                "kind": rendering.kind,
                "evidence": _all(rendering.passages, view),
                "differences": [
                    {
                        "left": _evidence(d.left, view),
                        "right": _evidence(d.right, view),
                        "weighty": d.weighty,
                    }
                    for d in rendering.differences
                ],
            }
            for rendering, printed in zip(utterance.renderings, view.printed(utterance), strict=True)
        ],
        "retold": _all(utterance.retold, view),
    }


def _conflict(conflict: Conflict, account: Account, view: View) -> Json:
    return {
        "type": conflict.kind,
        "about": conflict.about,
        "sides": _sides(conflict.sides, account, view),
    }


def _sides(sides: Sequence[Side], account: Account, view: View) -> list[Json]:
    out = []
    for side in sides:
        articles, origins = view.support(account, side.evidence)
        out.append(
            {
                "value": side.value,
                "articles": articles,
                "origins": origins,
                "evidence": _all(side.evidence, view),
            }
        )
    return out


def _credit(credit: Credit, view: View) -> Json:
    return {
        "source": credit.source,
        "kind": credit.kind,
        "source_at": _evidence(credit.source_passage, view),
        "evidence": _all(credit.evidence, view),
    }


def _edge(edge: Edge, view: View) -> Json:
    return {
        "kind": edge.kind,
        "article": edge.article,
        "on": edge.on,
        "on_article": view.knows(edge.on),
        "share": round(float(edge.share), 6),
        "folds": edge.folds,
        "passages": [
            {"here": _evidence(here, view), "there": _evidence(there, view) if there else None}
            for here, there in edge.passages
        ],
    }


def _moment(moment: Moment, view: View) -> Json:
    return {
        "when": {"first": moment.first.isoformat(), "last": moment.last.isoformat()},
        "words": _evidence(moment.words, view),
        "anchor": moment.anchor,
        "modality": moment.modality,
        "statement": view.exact(moment.statement),
        "statement_at": _evidence(moment.statement, view),
        "evidence": _all(moment.evidence, view),
    }


def _omitted(omission: Omission, view: View) -> Json:
    fact = omission.fact
    return {
        "statement": view.exact(fact.statement),
        "articles": fact.articles,
        "origins": fact.origins,
        "evidence": _telling(fact, view),
    }


def annotation_row(reading: Reading) -> Json:
    """What one article attributes to whom; `file` is the name its path ends in, without extension."""
    entities = {e.id: e for e in reading.entities}
    article = reading.article

    def spans(passages: Sequence[Passage]) -> list[list[int]] | None:
        return [[p.start, p.end] for p in passages] or None

    def row(quotation: Quotation) -> Json:
        out: Json = {
            "content": spans(quotation.content),
            "source": spans(quotation.source),
            "cue": spans(quotation.cue),
            "kind": quotation.kind,
            "speaker": None,
        }
        if quotation.speaker is not None:
            entity = entities[quotation.speaker]
            out |= {"speaker": entity.name, "named": entity.named}
            if entity.titles:
                out["titles"] = list(entity.titles)
        if quotation.inner:
            out["inner"] = [row(q) for q in quotation.inner]
        return out

    return {
        "file": PurePath(article.location).stem,
        "id": article.id,
        "attributions": [row(q) for q in reading.quotations],
    }
