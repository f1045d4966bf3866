from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.ingest.dates import find_days, parse_moment

MARCH_4 = date(2031, 3, 4)


@pytest.mark.parametrize(
    ("text", "words", "moment"),
    [
        ("date 2031-03-04 + ↺", "2031-03-04", None),
        ("March 4, 2031", "March 4, 2031", None),
        ("Published: Tuesday, Mar. 4 2031", "Tuesday, Mar. 4 2031", None),
        ("4 March 2031", "4 March 2031", None),
        ("the 4th of March 2031", "4th of March 2031", None),
        ("04 Mar 2031, 11:34 AM ET", "04 Mar 2031, 11:34 AM", None),  # "ET" is one of two zones
        ("2031-03-04T09:30:00+02:00", "2031-03-04T09:30:00+02:00", datetime(2031, 3, 4, 7, 30, tzinfo=UTC)),
        (
            "March 4, 2031 at 9:15 PM GMT",
            "March 4, 2031 at 9:15 PM GMT",
            datetime(2031, 3, 4, 21, 15, tzinfo=UTC),
        ),
        ("2031/03/04", "2031/03/04", None),
    ],
)
def test_days_that_are_printed_in_full(text: str, words: str, moment: datetime | None) -> None:
    (found,) = find_days(text)
    assert (text[found.start : found.end], found.day, found.moment) == (words, MARCH_4, moment)


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2031",
        "March 4",
        "Tuesday",
        "2031",
        "30 February 2031",
        "call 2031-03-049",
        "version 1.2.2031.5",
    ],
)
def test_what_is_no_full_date_is_left_out(text: str) -> None:
    assert list(find_days(text)) == []


def test_a_numeric_date_with_one_reading() -> None:
    assert [found.day for found in find_days("24/03/2031 and 03/24/2031 and 05/05/2031")] == [
        date(2031, 3, 24),
        date(2031, 3, 24),
        date(2031, 5, 5),
    ]


def test_the_day_of_a_moment_is_that_of_who_printed_it() -> None:
    assert parse_moment("2031-03-04T23:30:00-05:00") == (MARCH_4, datetime(2031, 3, 5, 4, 30, tzinfo=UTC))


def test_an_hour_without_a_zone_is_no_moment() -> None:
    assert parse_moment("2031-03-04 09:30") == (MARCH_4, None)


@pytest.mark.parametrize("value", ["soon", "", "yesterday", "03/04/31"])
def test_no_date(value: str) -> None:
    assert parse_moment(value) is None


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2099, 12, 31)))  # noqa: DTZ001
def test_iso_comes_back(moment: datetime) -> None:
    read = parse_moment(moment.replace(tzinfo=UTC).isoformat())
    assert read == (moment.date(), moment.replace(tzinfo=UTC))


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    found = list(find_days(text))
    assert found == sorted(found)
    parse_moment(text)
