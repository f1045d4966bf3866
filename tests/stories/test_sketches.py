"""Sketches and their bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.stories.conftest import DAY, REPORTS, read

from accord.records import ArticleId
from accord.stories.duplicates import PLACES
from accord.stories.sketches import Sketch, Sketching, from_bytes, sketch, to_bytes

forms = st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs",)), min_size=1)
sketches = st.integers(0, 5).flatmap(
    lambda many: st.builds(
        Sketch,
        article=st.text(min_size=1).map(ArticleId),
        outlet=st.none() | st.text(),
        url=st.none() | st.text(),
        day=st.none() | st.dates(date(1900, 1, 1)),
        moment=st.none() | st.datetimes(timezones=st.just(UTC)),
        terms=st.lists(forms, min_size=many, max_size=many).map(tuple),
        weights=st.binary(min_size=12 * many, max_size=12 * many),
        signature=st.binary(min_size=4 * PLACES, max_size=4 * PLACES),
    )
)


@given(sketches)
def test_bytes_come_back_as_the_sketch(one: Sketch) -> None:
    assert from_bytes(to_bytes(one)) == one


def test_the_form_of_the_bytes_is_known() -> None:
    raw = to_bytes(sketch(read("flood-1", REPORTS["flood-1"])))
    assert raw[0] == 2
    assert len(raw) < 4096


@pytest.mark.parametrize("raw", [b"", b"\x01abc", b"\x02abc", b"\x02" + b"\x00" * 600])
def test_other_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="sketch"):
        from_bytes(raw)


def test_the_weightiest_terms_stay() -> None:
    reading = read("flood-1", REPORTS["flood-1"], title="Ostmere flooded")
    few = sketch(reading, settings=Sketching(terms=3))
    assert few.terms[0] == "ostmere"
    assert few.terms == sketch(reading).terms[:3]


def test_what_is_known_without_a_text() -> None:
    bare = sketch(read("bare", "", None, title="Korn dams held"))
    assert bare.terms[0] == "korn" and len(bare.terms) == 3
    assert bare.place == (date.max, 0.0, "bare")
    dated = sketch(read("dated", ""))
    assert dated.terms == () and dated.day == DAY
    assert replace(dated, moment=datetime(2031, 5, 6, 8, tzinfo=UTC)).place > dated.place
