from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from accord.dossier import render
from accord.ingest import parse_input
from accord.records import Article, Dossier

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Accord enters into force | Lowen Gazette</title>
<meta property="og:site_name" content="Lowen Gazette"><meta name="author" content="Mira Holt">
<link rel="canonical" href="https://gazette.example/31?a=1&amp;b=2">{head}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><h1>Accord enters into force</h1>{byline}
<p>The accord between Lowen and Tarsk entered into force on Tuesday, officials of both countries said.</p>
<p>“We are two houses on one street,” Premier Ada Renn told reporters in Port Amel, where it was signed.</p>
<h2>A second part still to come</h2>
<p>Her guest, Joss Vale, said that the second part would be harder, and that he would not hurry it at all.</p>
</article><aside><h3>Popular articles</h3><a href="/2">Ten days in Port Amel</a></aside>
<footer>Subscribe to our newsletter. © 2031 Lowen Gazette</footer></body></html>"""


def parse(head: str = "", byline: str = "") -> Article:
    page = PAGE.replace("{head}", head).replace("{byline}", byline)
    ((article,), failures) = parse_input("page.html", page.encode(), "html")
    assert failures == ()
    return article


def test_the_article_of_a_page() -> None:
    article = parse()
    kinds = [(block.kind, article.text[block.start : block.end][:20]) for block in article.blocks]
    assert kinds == [
        ("headline", "Accord enters into f"),
        ("body", "The accord between L"),
        ("body", "“We are two houses o"),
        ("heading", "A second part still "),
        ("body", "Her guest, Joss Vale"),
    ]
    assert article.title == "Accord enters into force"
    assert article.outlet and (article.outlet.value, article.outlet.read_from) == ("Lowen Gazette", "page")
    assert article.byline and article.byline.value == "Mira Holt"
    assert (article.url, article.language) == ("https://gazette.example/31?a=1&b=2", "en")


def test_a_page_without_a_date_has_none() -> None:
    assert parse().published is None


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        (
            '<meta property="article:published_time" content="2031-03-04T09:30:00+02:00">',
            datetime(2031, 3, 4, 7, 30, tzinfo=UTC),
        ),
        ("<meta content='2031-03-04' name=date>", None),
        (
            '<script type="application/ld+json">{"datePublished": "2031-03-04T07:30:00Z"}</script>',
            datetime(2031, 3, 4, 7, 30, tzinfo=UTC),
        ),
    ],
)
def test_the_day_and_the_hour_as_the_page_states_them(head: str, moment: datetime | None) -> None:
    published = parse(head).published
    assert published and (published.day, published.moment, published.read_from) == (
        date(2031, 3, 4),
        moment,
        "page",
    )


def test_a_page_in_an_older_encoding() -> None:
    page = PAGE.replace("utf-8", "iso-8859-1").replace("{head}", "").replace("{byline}", "")
    ((article,), _) = parse_input("page.html", page.encode("cp1252"), "html")
    assert "“We are two houses on one street,”" in article.text


def test_a_dossier_of_ours_is_no_report() -> None:
    (failure,) = parse_input("old.html", render(Dossier((), ()), "html").encode(), "html").failures
    assert failure.location == "old.html"
    assert failure.reason == "it is a dossier that Accord made, not a report"
