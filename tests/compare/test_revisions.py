"""Two versions of an invented report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import make_article

from accord.compare.revisions import find_changes, page_of
from accord.records import Article

Make = Callable[..., Article]
OLD = "Flood at Ostmere\n\nSome 400 people were brought to safety on Tuesday.\n\nThe dam at Korn held."


def told(old: str, new: str) -> list[tuple[str, str]]:
    changes = find_changes(make_article(old), make_article(new))
    return [(c.before.of(old) if c.before else "", c.after.of(new) if c.after else "") for c in changes]


def test_changed_words() -> None:
    assert told(OLD, OLD.replace("400", "430")) == [("400", "430")]


def test_a_paragraph_comes_in_and_one_goes() -> None:
    assert told(OLD, OLD + "\n\nMore rain is expected.") == [("", "More rain is expected")]
    assert told(OLD, OLD.replace("\n\nThe dam at Korn held.", "")) == [("The dam at Korn held", "")]


def test_changes_close_together_are_one() -> None:
    new = OLD.replace("Some 400 people were brought", "About 430 people had been brought")
    assert told(OLD, new) == [("Some 400 people were", "About 430 people had been")]


def test_the_same_words_have_not_changed() -> None:
    assert told(OLD, OLD.replace("Korn held.", "Korn held")) == []


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_words_that_differ_are_found_and_those_alone(old: str, new: str) -> None:
    changes = told(old, new)
    assert all(before or after for before, after in changes)
    assert changes or old.split() == new.split()
    assert told(new, new) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a/flood",
        "http://www.example.org/a/flood/",
        "https://m.example.org/a/flood#top",
        "https://example.org/a/flood/amp",
        "https://example.org/a/flood?utm_source=feed&fbclid=1",
    ],
)
def test_spellings_of_one_address(url: str) -> None:
    assert page_of(url) == "example.org/a/flood"


@pytest.mark.parametrize("url", [None, "", "https://example.org/", "example", "https://[broken"])
def test_no_page(url: str | None) -> None:
    assert page_of(url) is None


def test_what_is_asked_of_a_page_counts() -> None:
    assert (
        page_of("https://example.org/?p=3&a=1")
        == page_of("https://example.org?a=1&p=3")
        != page_of("https://example.org/?p=4")
    )
