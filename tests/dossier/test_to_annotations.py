import base64
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import make_article

from accord.dossier import render_web_annotations
from accord.dossier.sheets import sheet_of
from accord.dossier.tellings import tellings_of
from accord.dossier.to_annotations import name_of_text, target_of
from accord.dossier.view import View
from accord.records import ArticleId, Dossier, Passage


def annotations(dossier: Dossier) -> list[dict[str, Any]]:
    collection = json.loads(render_web_annotations(dossier).encode("utf-8"))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection"
    items: list[dict[str, Any]] = collection.get("first", {}).get("items", [])
    assert collection["total"] == len(items)
    return items


@pytest.mark.parametrize("name", ["harbour", "rich_dossier", "empty_dossier"])
def test_every_passage_is_an_annotation_of_its_own(name: str, request: pytest.FixtureRequest) -> None:
    dossier = request.getfixturevalue(name)
    items = annotations(dossier)
    view = View(dossier)
    assert len(items) == sum(len(t.passages) for a in dossier.accounts for t in tellings_of(a, view))
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids)
    assert all(id.startswith("urn:uuid:") for id in ids)


def test_selectors_lead_to_the_words(rich_dossier: Dossier) -> None:
    texts = {name_of_text(a.text): a.text for a in rich_dossier.articles}
    for item in annotations(rich_dossier):
        text = texts[item["target"]["source"]["id"]]
        quote, position = item["target"]["selector"]
        assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert text[position["start"] : position["end"]] == quote["exact"]
        start = position["start"] - len(quote["prefix"])
        assert text[start : position["end"] + len(quote["suffix"])] == (
            quote["prefix"] + quote["exact"] + quote["suffix"]
        )


def test_a_speaker_is_identified(harbour: Dossier) -> None:
    names = {u.speaker.name for u in harbour.accounts[0].utterances if u.speaker}
    bodies = [body for item in annotations(harbour) for body in item["body"]]
    assert {b["value"] for b in bodies if b.get("purpose") == "identifying"} == names


def test_ids_stay(harbour: Dossier) -> None:
    assert render_web_annotations(harbour) == render_web_annotations(harbour)


def test_the_source_is_the_text_and_the_page_is_where_it_came_from() -> None:
    article = make_article("The ferry sailed.", url="https://news.example/1", title="Ferry")
    target = target_of(sheet_of(1, article), Passage(article.id, 4, 9))
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"The ferry sailed.").digest()).decode().rstrip("=")
    assert target["source"] == {
        "id": f"ni:///sha-256;{digest}",
        "type": "Text",
        "format": "text/plain",
        "language": "en",
        "label": "Ferry",
        "via": "https://news.example/1",
    }


def test_an_address_that_is_no_link_is_left_out() -> None:
    article = make_article("The ferry sailed.", url="javascript:alert(1)")
    assert "via" not in target_of(sheet_of(1, article), Passage(article.id, 0, 3))["source"]


@settings(deadline=None)  # the first example pays for what the others find ready
@given(st.text(st.characters(), min_size=1, max_size=120), st.data())
def test_positions_are_code_points(text: str, data: st.DataObject) -> None:
    article = make_article(text, blocks=())
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote, position = target_of(sheet_of(1, article), Passage(ArticleId("a1"), start, end))["selector"]
    points = [ord(c) for c in text]
    assert points[position["start"] : position["end"]] == [ord(c) for c in quote["exact"]]
