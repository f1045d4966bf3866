import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from tests.conftest import make_article

from accord.annotate import attribute_articles
from accord.dossier import render_json, render_schema
from accord.dossier.to_json import annotation_row
from accord.records import Dossier, Omission

SCHEMA = json.loads(render_schema())


def evidence_in(value: Any) -> list[dict[str, Any]]:
    """Every E = {article, start, end, exact} anywhere in a document."""
    if isinstance(value, dict):
        own = [value] if "exact" in value else []
        return own + [e for v in value.values() for e in evidence_in(v)]
    return [e for v in value for e in evidence_in(v)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ["harbour", "rich_dossier", "empty_dossier"])
def test_fits_its_schema(name: str, request: pytest.FixtureRequest) -> None:
    document = json.loads(render_json(request.getfixturevalue(name)))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)


def test_schema_refuses_what_is_not_a_dossier(rich_dossier: Dossier) -> None:
    document = json.loads(render_json(rich_dossier))
    document["stories"][0]["conflicts"][0]["type"] = "mood"
    with pytest.raises(jsonschema.ValidationError, match="mood"):
        jsonschema.validate(document, SCHEMA)


def test_evidence_is_exact_and_texts_stand_as_taken_in(rich_dossier: Dossier) -> None:
    rendered = render_json(rich_dossier)
    document = json.loads(rendered.encode("utf-8"))  # lone surrogates and all
    texts = {a["id"]: a["text"] for a in document["articles"]}
    assert texts == {a.id: a.text for a in rich_dossier.articles}
    found = evidence_in(document)
    assert len(found) > 100
    for e in found:
        assert texts[e["article"]][e["start"] : e["end"]] == e["exact"]


def test_what_is_left_out_says_who_is_sure_to_tell_it(harbour: Dossier) -> None:
    (account,) = harbour.accounts
    fact = next(f for f in account.facts if len(f.evidence) > 1)
    unsure = replace(fact, unsure=fact.evidence[1:])
    account = replace(
        account, facts=(unsure,), lead=(), omissions=(Omission(harbour.articles[0].id, unsure),)
    )
    (story,) = json.loads(render_json(replace(harbour, accounts=(account,))))["stories"]
    (left_out,) = story["omissions"]
    assert [e["sure"] for e in left_out["evidence"]] == [True] + [False] * len(unsure.unsure)


def test_rendering_tells_the_printed_words(harbour: Dossier) -> None:
    (story,) = json.loads(render_json(harbour))["stories"]
    client, nonsense, *_ = story["utterances"]
    assert client["speaker"]["name"] == "Adaeze Okoro"
    assert (client["wording"], client["articles"], client["origins"]) == ("differs", 3, 2)
    first, second = client["renderings"]
    assert "client port" in first["text"]
    assert first["differences"] == []
    assert [e["article"] for e in second["evidence"]] == ["r2", "r3"]
    assert [d["weighty"] for d in second["differences"]] == [True, False, False]
    assert second["differences"][2]["right"]["exact"] == ""
    assert nonsense["renderings"][0]["text"] == (
        "“One week they say that Tarsk runs Lowen,” … “The next week they say that Lowen runs Tarsk."
        " This is nonsense.”"
    )
    # one of the two articles that print it, not both after one another
    assert nonsense["renderings"][1]["text"].count("nonsense") == 1


def test_published_and_outlet_say_where_they_were_read(harbour: Dossier) -> None:
    courier, wire, reprint, _ = json.loads(render_json(harbour))["articles"]
    assert courier["published"] == "2031-05-14T17:20:00+00:00"
    assert courier["outlet_from"] == {"read_from": "page", "evidence": None}
    assert wire["published"] == "2031-05-14"
    assert wire["published_from"]["evidence"]["exact"] == "2031-05-14"
    assert wire["outlet_from"]["evidence"]["exact"] == "Harbour Wire"
    assert reprint["published"] is reprint["outlet"] is reprint["published_from"] is None


def test_sides_count_origins(harbour: Dossier) -> None:
    (story,) = json.loads(render_json(harbour))["stories"]
    assert [(s["articles"], s["origins"]) for s in story["conflicts"][0]["sides"]] == [(1, 1), (2, 1)]


def test_an_attribution_tells_whom_it_means() -> None:
    text = (
        "Prime Minister Ada Orr said that Ben Herrin had promised to come.\n"
        "A Tarsk official said the gates would open. It was raining, she added.\n"
    )
    (reading,) = attribute_articles([make_article(text)])
    row = annotation_row(reading)
    assert row["file"] == "a1"
    first, second, *_ = row["attributions"]
    assert (first["speaker"], first["named"], first["titles"]) == ("Ada Orr", True, ["prime minister"])
    (start, end), *_ = first["content"]
    assert text[start:end] == "that Ben Herrin had promised to come"
    (inner,) = first["inner"]
    assert (inner["speaker"], "inner" in inner) == ("Ben Herrin", False)
    assert (second["speaker"], second["named"]) == ("a Tarsk official", False)
