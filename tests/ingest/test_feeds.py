"""IPTC ninjs; our own records are tested through `parse_input`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accord.ingest.feeds import parse_records
from accord.ingest.fields import Fields

PARAGRAPHS = ("The accord entered into force on Tuesday.", "Nobody in the square could hear her & him.")
MARKUP = (
    "<section><p>The accord entered <b>into force</b>\n on Tuesday.</p>"
    "<p>Nobody in the square could hear her &amp; him.</p></section>"
)


def ninjs_2() -> dict[str, Any]:
    return {
        "standard": {"name": "ninjs", "version": "2.1"},
        "uri": "https://agency.example/items/31",
        "type": "text",
        "versioncreated": "2031-03-04T10:37:00Z",
        "firstcreated": "2031-03-03T10:00:00Z",
        "pubstatus": "usable",
        "language": "en",
        "by": "Mira Holt",
        "copyrightholder": "Lowen Press Agency",
        "headlines": [
            {"role": "short", "value": "Accord"},
            {"role": "main", "value": "Accord enters into force"},
        ],
        "bodies": [{"role": "main", "contenttype": "text/html", "value": MARKUP}],
    }


def ninjs_3() -> dict[str, Any]:
    item = ninjs_2()
    item["standard"]["version"] = "3.0"
    for old, new in (
        ("versioncreated", "versionCreated"),
        ("firstcreated", "firstCreated"),
        ("pubstatus", "pubStatus"),
        ("copyrightholder", "copyrightHolder"),
    ):
        item[new] = item.pop(old)
    item["bodies"] = [{"role": "main", "contentType": "application/xhtml+xml", "value": MARKUP}]
    return item


def ninjs_1() -> dict[str, Any]:
    return {
        "uri": "https://agency.example/items/31",
        "type": "text",
        "versioncreated": "2031-03-04T10:37:00Z",
        "language": "en",
        "byline": "Mira Holt",
        "copyrightholder": "Lowen Press Agency",
        "headline": "Accord enters into force",
        "body_html": MARKUP,
    }


def only(item: object) -> Fields:
    (fields,), failures = parse_records("a.json", json.dumps(item))
    assert failures == ()
    return fields


@pytest.mark.parametrize("item", [ninjs_1(), ninjs_2(), ninjs_3()], ids=["1", "2", "3"])
def test_all_versions_say_the_same(item: dict[str, Any]) -> None:
    assert only(item) == Fields(
        location="a.json",
        text="\n\n".join(PARAGRAPHS),
        read_from="record",
        id="https://agency.example/items/31",
        title="Accord enters into force",
        outlet="Lowen Press Agency",
        byline="Mira Holt",
        published="2031-03-04T10:37:00Z",
        url="https://agency.example/items/31",
        language="en",
    )


def test_plain_text_is_kept_as_it_stands_where_it_has_paragraphs() -> None:
    item = ninjs_3()
    item["bodies"].append({"role": "main", "contentType": "text/plain", "value": "One.\r\nTwo.  Three."})
    assert only(item).text == "One.\r\nTwo.  Three."


def test_plain_text_that_lost_its_paragraphs_gives_way_to_markup() -> None:
    item = ninjs_3()
    item["bodies"].insert(0, {"role": "main", "contentType": "text/plain", "value": " ".join(PARAGRAPHS)})
    assert only(item).text == "\n\n".join(PARAGRAPHS)


def test_the_main_body_comes_before_others_and_scripts_are_no_text() -> None:
    item = ninjs_2()
    item["bodies"] = [
        {"role": "caption", "value": "A picture."},
        {"role": "main", "value": "<p>One.</p><script>x=1</script><ul><li>Two.<br>Three.</ul>"},
    ]
    assert only(item).text == "One.\n\nTwo.\n\nThree."


def test_sources_come_before_the_holder_of_the_rights() -> None:
    item = {**ninjs_3(), "infoSources": [{"name": "Lowen Gazette"}, {"name": "Tarsk Wire"}]}
    assert only(item).outlet == "Lowen Gazette, Tarsk Wire"


def test_a_urn_is_an_id_and_no_url() -> None:
    fields = only({**ninjs_2(), "uri": "urn:newsml:agency.example:31"})
    assert (fields.id, fields.url) == ("urn:newsml:agency.example:31", None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "picture"}, "of type 'picture', not text"),
        ({"pubstatus": "canceled"}, "was canceled by its provider"),
        ({"bodies": [], "headlines": []}, "has no text ($.bodies is missing or empty)"),
        ({"bodies": "x"}, "$.bodies is a string, not a list"),
        ({"bodies": ["x"]}, "$.bodies[0] is a string, not an object"),
        ({"bodies": [{"role": "main", "value": 3}]}, "$.bodies[0].value is a number, not a string"),
    ],
)
def test_items_that_cannot_be_used(change: dict[str, Any], reason: str) -> None:
    articles, (failure,) = parse_records("a.json", json.dumps({**ninjs_2(), **change}))
    assert articles == () and reason in failure.reason


def test_a_list_may_mix_records_and_items() -> None:
    articles, failures = parse_records("a.json", json.dumps({"items": [ninjs_2(), {"text": "A record."}]}))
    assert [fields.location for fields in articles] == ["a.json:1", "a.json:2"] and failures == ()
