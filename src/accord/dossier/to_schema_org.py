"""The dossier in the words of schema.org (JSON-LD), for programs that read those.

Articles are `NewsArticle`, what is said `Quotation`, facts `Claim` with their `appearance`.
`ClaimReview` is left out on purpose: it rates whether a claim is true, and Accord never does.
Where the reports differ has no word there; the other forms tell it.
"""

from __future__ import annotations

from typing import Any, Final

from accord.dossier.to_json import dump_json
from accord.dossier.view import View
from accord.records import Account, Article, ArticleId, Dossier, Fact, Passage, Person

Json = dict[str, Any]
_PERSONS: Final = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "group": "Organization",
}


def render_schema_org(dossier: Dossier) -> str:
    """One JSON-LD graph; addresses within it are fragments, the same for the same dossier."""
    view = View(dossier)
    graph: list[Json] = [_article(sheet.article, dossier, view) for sheet in view.sheets]
    for number, account in enumerate(dossier.accounts, 1):
        graph += _account(number, account, view)
    return dump_json({"@context": "https://schema.org", "@graph": graph})


def _ref(article: ArticleId, view: View) -> Json:
    return {"@id": f"#article-{view.sheet(article).number}"}


def _article(article: Article, dossier: Dossier, view: View) -> Json:
    sheet = view.sheet(article.id)
    published = article.published
    out: Json = {"@id": f"#article-{sheet.number}", "@type": "NewsArticle", "identifier": article.id}
    if article.title:
        out["headline"] = article.title
    if sheet.url:
        out["url"] = sheet.url
    if published:
        out["datePublished"] = (published.moment or published.day).isoformat()
    if article.language != "und":
        out["inLanguage"] = article.language
    if article.outlet:
        out["publisher"] = {"@type": "Organization", "name": article.outlet.value}
    if article.byline:
        out["creditText"] = article.byline.value
    own = [e for a in dossier.accounts for e in a.lineage.edges if e.article == article.id]
    based = {e.on: None for e in own if e.kind == "reprints"}
    if based:
        out["isBasedOn"] = [
            _ref(ArticleId(on), view) if view.knows(on) else {"@type": "CreativeWork", "name": on}
            for on in based
        ]
    credits = {
        c.source: None for a in dossier.accounts for c in a.credits if c.source_passage.article == article.id
    }
    if credits:
        out["citation"] = list(credits)
    return out


def _account(number: int, account: Account, view: View) -> list[Json]:
    story = f"#story-{number}"
    parts: list[Json] = []
    speakers: dict[str, Json] = {}
    for n, utterance in enumerate(account.utterances, 1):
        speaker = _speaker(story, utterance.speaker, speakers)
        wordings: list[Json] = [
            {
                "@id": f"{story}-quotation-{n}.{variant}",
                "@type": "Quotation",
                "text": view.run_on(pieces),
                "isPartOf": _refs(rendering.passages, view),
                **({"spokenByCharacter": speaker} if speaker else {}),
            }
            for variant, (rendering, pieces) in enumerate(
                zip(utterance.renderings, view.printed(utterance), strict=True), 1
            )
        ]
        if len(wordings) > 1:  # one thing said, which the reports word differently
            same = {"@id": f"{story}-utterance-{n}"}
            for wording in wordings:
                wording["exampleOfWork"] = same
        parts += wordings
    facts = dict.fromkeys((*account.lead, *account.facts, *account.alone))
    parts += [_claim(f"{story}-claim-{n}", fact, view) for n, fact in enumerate(facts, 1)]
    whole: Json = {
        "@id": story,
        "@type": "Collection",
        "identifier": account.story.id,
        "name": account.title,
        "isBasedOn": [_ref(a, view) for a in account.story.articles],
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    return [whole, *speakers.values(), *parts]


def _speaker(story: str, person: Person | None, known: dict[str, Json]) -> Json | None:
    if person is None:
        return None
    node = {"@id": f"{story}-{person.id}", "@type": _PERSONS[person.kind]}
    # someone known by description only has no name to give
    node |= {"name": person.name} if person.named else {"description": person.name}
    if person.aliases:
        node["alternateName"] = list(person.aliases)  # type: ignore[assignment]
    known.setdefault(person.id, node)
    return {"@id": node["@id"]}


def _claim(id: str, fact: Fact, view: View) -> Json:
    appearance = _refs((fact.statement, *fact.sure), view)
    out: Json = {"@id": id, "@type": "Claim", "text": view.exact(fact.statement), "appearance": appearance}
    dated = [
        (published.moment.isoformat() if published.moment else published.day.isoformat(), p.article)
        for p in fact.sure
        if (published := view.sheet(p.article).article.published)
    ]
    if dated and len(dated) == len(fact.sure):  # else it may have appeared before
        out["firstAppearance"] = _ref(min(dated)[1], view)
    return out


def _refs(passages: tuple[Passage, ...], view: View) -> list[Json]:
    return [_ref(a, view) for a in dict.fromkeys(p.article for p in passages)]
