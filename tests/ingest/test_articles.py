from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.ingest import Intake, Kind, Parsed, drop_duplicates, parse_input
from accord.records import Article

LEAD = "The accord between Lowen and Tarsk entered into force on Tuesday, officials of both countries said."


def read(value: object, location: str = "feed.json") -> Parsed:
    return parse_input(location, json.dumps(value).encode(), "json")


def only(parsed: Parsed) -> Article:
    assert parsed.failures == ()
    (article,) = parsed.articles
    return article


# ------------------------------------------------------------ what is refused, and in which words


@pytest.mark.parametrize(
    ("raw", "kind", "location", "reason"),
    [
        (b"", "text", "news/a", "it is empty"),
        (b"  \n", "text", "news/a", "nothing but blanks"),
        (b"\x89PNG\r\n\x1a\n\0\0", "text", "news/a", "a PNG picture"),
        (b"abc\0\0\0", "text", "news/a", "binary file"),
        (b"\x01\x02\x03\x04ab" * 30, "text", "news/a", "control characters"),
        (b"12:30 --- 44 %", "text", "news/a", "not one word"),
        (b"It was long. " * 40_000, "text", "news/a", "too long for a report: 520,000 characters"),
        (b'{"text": "broken', "json", "news/a", "its JSON is broken: unterminated string"),
        (b"[" * 100_000, "json", "news/a", "nested too deeply"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "json", "news/a", "a number is too long"),
        (b"[]", "json", "news/a", "an empty list"),
        (b'{"articles": []}', "json", "news/a", "an empty list"),
        (b'"text"', "json", "news/a", "$ is a string, not an article record"),
        (b'{"url": "https://a.example"}', "json", "news/a", "has no text ($.text is missing)"),
        (b'{"title": "--", "text": ""}', "json", "news/a", "has no text ($.text is empty)"),
        (b'{"text": null}', "json", "news/a", "has no text ($.text is missing)"),
        (b'{"text": " "}', "json", "news/a", "has no text ($.text is empty)"),
        (b'{"text": 5}', "json", "news/a", "$.text is a number, not a string"),
        (b'{"text": ["a"]}', "json", "news/a", "$.text is a list, not a string"),
        (b'{"text": "a\\ud800b"}', "json", "news/a", "$.text holds half of a character"),
        (b'{"text": "a\\u0000b"}', "json", "news/a", "$.text holds NUL"),
        (b'{"text": "caf\xe9 caf\xe8 \x81"}', "json", "news/a", "encoding is unknown"),
        (b'[{"text": "A sound one."}, {"text": 5}]', "json", "news/a:2", "$[1].text is a number"),
        (b'{"articles": [3, {"text": "A sound one."}]}', "json", "news/a:1", "$.articles[0] is a number"),
        (
            b"<html><body><nav><a href=/>Home</a></nav></body></html>",
            "html",
            "news/a",
            "no article in this page",
        ),
        (b"<html><body><p>" + b"<b>" * 3_000, "html", "news/a", "no article in this page"),
    ],
)
def test_a_bad_input_is_named_with_its_reason(raw: bytes, kind: Kind, location: str, reason: str) -> None:
    (failure,) = parse_input("news/a", raw, kind).failures
    assert (failure.location, failure.stage) == (location, "read")
    assert reason in failure.reason


def test_what_is_sound_beside_a_bad_record_is_kept() -> None:
    parsed = read([{"text": LEAD, "id": "a"}, {"outlet": "No text"}, {"text": LEAD, "id": "b"}])
    assert [(article.id, article.location) for article in parsed.articles] == [
        ("a", "feed.json:1"),
        ("b", "feed.json:3"),
    ]
    assert [failure.location for failure in parsed.failures] == ["feed.json:2"]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("published", "soon", "its date of publication 'soon' is no ISO 8601"),
        ("published", 1_900_000_000, "$.published is a number, not a string"),
        ("title", ["A"], "$.title is a list, not a string"),
        ("outlet", 7, "$.outlet is a number, not a string"),
        ("url", {"href": "x"}, "$.url is an object, not a string"),
        ("language", "English", "its language 'English' is no language tag"),
    ],
)
def test_an_article_is_kept_without_a_field_that_cannot_be_used(
    field: str, value: object, reason: str
) -> None:
    parsed = read({"text": LEAD, field: value})
    (article,), (failure,) = parsed
    assert reason in failure.reason
    assert article.text == LEAD and article.language == "en"
    assert (article.published, article.title, article.outlet, article.url) == (None, None, None, None)


def test_the_limit_is_a_setting() -> None:
    (failure,) = parse_input("a", LEAD.encode(), "text", settings=Intake(longest=20)).failures
    assert "at most 20 are read" in failure.reason


# ------------------------------------------------------------ what is taken in


def test_a_record_with_all_its_fields() -> None:
    article = only(
        read(
            {
                "id": "gazette/7",
                "title": "Accord enters into force",
                "text": LEAD,
                "outlet": "Lowen Gazette",
                "byline": ["Mira Holt", "Sem Adler"],
                "published": "2031-03-04T23:30:00-05:00",
                "url": "https://gazette.example/7",
                "language": "en_gb",
            }
        )
    )
    assert (article.id, article.location, article.title) == (
        "gazette/7",
        "feed.json",
        "Accord enters into force",
    )
    assert article.outlet and (article.outlet.value, article.outlet.read_from) == ("Lowen Gazette", "record")
    assert article.byline and article.byline.value == "Mira Holt, Sem Adler"
    assert article.published and article.published.day == date(2031, 3, 4)
    assert article.published.moment == datetime(2031, 3, 5, 4, 30, tzinfo=UTC)
    assert (article.url, article.language, article.text) == ("https://gazette.example/7", "en-GB", LEAD)


@pytest.mark.parametrize(
    ("key", "of"), [("date", "published"), ("author", "byline"), ("source", "outlet"), ("headline", "title")]
)
def test_other_names_of_a_field(key: str, of: str) -> None:
    value = "2031-03-04" if of == "published" else "A name"
    assert getattr(only(read({"text": LEAD, key: value})), of) == getattr(
        only(read({"text": LEAD, of: value})), of
    )


def test_a_number_as_id_is_taken_as_written() -> None:
    assert only(read({"id": 17, "text": LEAD})).id == "17"


@pytest.mark.parametrize("text", [{}, {"text": None}, {"text": ""}, {"text": " \n"}])
def test_a_title_alone_is_an_article_without_text(text: dict[str, str | None]) -> None:
    article = only(read({"title": "Accord between Lowen and Tarsk enters into force", **text}))
    assert article.text == (text.get("text") or "") and article.blocks == ()
    assert article.title == "Accord between Lowen and Tarsk enters into force" and article.language == "en"


def test_a_ninjs_headline_alone_is_an_article_without_text() -> None:
    item = {"uri": "https://agency.example/1", "headlines": [{"role": "main", "value": "Accord signed"}]}
    article = only(read({**item, "type": "text"}))
    assert (article.title, article.text) == ("Accord signed", "")


def test_titles_alone_are_told_apart_by_their_words() -> None:
    parsed = read([{"title": "Accord signed"}, {"title": "Accord broken"}, {"title": "Accord signed"}])
    kept, (failure,) = drop_duplicates(parsed.articles)
    assert [article.title for article in kept] == ["Accord signed", "Accord broken"]
    assert failure.location == "feed.json:3" and "counted once" in failure.reason


def test_a_text_is_kept_as_it_stands_without_its_mark() -> None:
    raw = f"Accord enters into force\r\n\r\n{LEAD}\x07\r\n"
    article = only(parse_input("a.txt", b"\xef\xbb\xbf" + raw.encode(), "text"))
    assert article.text == raw and article.title == "Accord enters into force"


def test_the_same_input_has_the_same_id_and_another_outlet_another() -> None:
    first, again = only(read({"text": LEAD})), only(parse_input("b.txt", LEAD.encode(), "text"))
    assert first.id == again.id != only(read({"text": LEAD, "outlet": "Lowen Gazette"})).id


def test_stated_passages_are_in_the_text() -> None:
    text = f"Lowen Gazette\n\nAccord enters into force\n\nBy Mira Holt | 4 March 2031\n\n{LEAD}\n{LEAD}\n"
    article = only(parse_input("a.txt", text.encode(), "text"))
    assert article.outlet and article.outlet.passage and article.byline and article.byline.passage
    assert article.outlet.passage.of(text) == article.outlet.value == "Lowen Gazette"
    assert article.byline.passage.of(text) == article.byline.value == "Mira Holt"
    assert article.published and article.published.passage
    assert article.published.passage.of(text) == "4 March 2031"
    assert {article.outlet.passage.article, article.published.passage.article} == {article.id}


def test_nothing_is_guessed_from_the_name_of_a_file() -> None:
    article = only(parse_input("lowen-gazette_2031-03-04_accord.txt", LEAD.encode(), "text"))
    assert (article.outlet, article.published, article.title, article.byline) == (None, None, None, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "قال الوزير يوم الجمعة إن الاتفاق ساري المفعول وإن الحكومة ستعرضه على البرلمان قبل نهاية الشهر.",
            "ar",
        ),
        ("Der Minister sagte am Freitag, dass das Abkommen gilt und die Regierung es bald vorlegt.", "de"),
        (LEAD, "en"),
        ("Port Amel", "und"),
    ],
)
def test_an_article_in_another_language_is_labelled(text: str, language: str) -> None:
    assert only(parse_input("a.txt", text.encode(), "text")).language == language


# ------------------------------------------------------------ twice the same


def record(text: str = LEAD, **fields: str) -> Article:
    return only(read({"text": text, **fields}, location=fields.get("id", "a") + ".json"))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (record(), record(), "the same article as a.json, counted once"),
        (record(id="x"), record(id="x"), "the same article as x.json"),
        (record(), record(outlet="Lowen Gazette"), "the same article"),  # once with, once without its outlet
        (record(id="x"), record(), "the same article"),
        (
            record(id="x"),
            record(text=LEAD + " It rained.", id="x"),
            "the id 'x' is that of another article, x.json",
        ),
    ],
)
def test_the_later_of_two_is_dropped(one: Article, other: Article, reason: str) -> None:
    kept, (failure,) = drop_duplicates([one, other])
    assert kept == (one,)
    assert reason in failure.reason and failure.location == other.location


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record(outlet="Lowen Gazette"), record(outlet="Tarsk Herald")),  # a reprint
        (record(id="x"), record(id="y")),
        (record(url="https://a.example/1"), record(url="https://b.example/1")),
        (record(), record(text=LEAD + "\n")),
    ],
)
def test_a_reprint_is_an_article_of_its_own(one: Article, other: Article) -> None:
    assert drop_duplicates([one, other]) == ((one, other), ())


# ------------------------------------------------------------ anything at all

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                "id text title outlet published url uri bodies headlines value role by type articles".split()
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)


def check(parsed: Parsed) -> None:
    assert parsed.articles or parsed.failures
    for article in parsed.articles:
        article.text.encode()
        for stated in (article.outlet, article.byline, article.published):
            if stated and stated.passage:
                assert 0 <= stated.passage.start < stated.passage.end <= len(article.text)
                assert stated.passage.article == article.id
        for stated in (article.outlet, article.byline):
            if stated and stated.passage:
                assert stated.passage.of(article.text) == stated.value


@given(st.binary(max_size=200), st.sampled_from(["text", "json"]))
def test_any_bytes(raw: bytes, kind: Kind) -> None:
    check(parse_input("x", raw, kind))


@given(VALUES)
def test_any_json(value: object) -> None:
    check(read(value))


PIECES = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<html>", "<article>", "<!--", "<meta content=", "&#0;", "<![CDATA[", LEAD, "é", "<"]
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.binary(max_size=200), PIECES.map(lambda parts: "".join(parts).encode())))
def test_any_page(raw: bytes) -> None:
    check(parse_input("x", raw, "html"))
