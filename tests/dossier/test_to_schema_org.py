import json
from typing import Any

import pytest

from accord.dossier import render_schema_org
from accord.records import Dossier


def graph(dossier: Dossier) -> dict[str, dict[str, Any]]:
    document = json.loads(render_schema_org(dossier).encode("utf-8"))
    assert document["@context"] == "https://schema.org"
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert len(nodes) == len(document["@graph"]), "every node has an address of its own"
    return nodes


def refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["@id"]] if set(value) == {"@id"} else []
        return own + [r for v in value.values() for r in refs(v)]
    return [r for v in value for r in refs(v)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ["harbour", "rich_dossier", "empty_dossier"])
def test_all_that_is_referred_to_is_there(name: str, request: pytest.FixtureRequest) -> None:
    nodes = graph(request.getfixturevalue(name))
    works = {r for r in refs(list(nodes.values())) if "-utterance-" not in r}
    assert works <= nodes.keys()


def test_claims_quotations_and_articles(harbour: Dossier) -> None:
    nodes = graph(harbour).values()
    account = harbour.accounts[0]
    of = {kind: [n for n in nodes if n["@type"] == kind] for kind in ("NewsArticle", "Claim", "Quotation")}
    assert len(of["NewsArticle"]) == len(harbour.articles)
    assert len(of["Claim"]) == len(dict.fromkeys((*account.lead, *account.facts, *account.alone)))
    assert len(of["Quotation"]) == sum(len(u.renderings) for u in account.utterances)
    assert all(claim["appearance"] for claim in of["Claim"])
    assert all(quotation["isPartOf"] for quotation in of["Quotation"])


def test_nothing_is_rated(rich_dossier: Dossier) -> None:
    text = render_schema_org(rich_dossier)
    assert not any(word in text for word in ('"ClaimReview"', '"reviewRating"', '"itemReviewed"'))


def test_links_are_web_addresses(rich_dossier: Dossier) -> None:
    urls = [node["url"] for node in graph(rich_dossier).values() if "url" in node]
    assert urls
    assert all(url.startswith(("http://", "https://")) for url in urls)
