"""The day a feed gives: as it is written, whole, and possible; otherwise none."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.sources.dates import day_of

TODAY = dt.date(2025, 5, 2)


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 30 Apr 2025 10:00:00 GMT",
        "Wed, 30 Apr 2025 23:59:00 +0900",
        "30 Apr 2025 10:00 KST",
        "Wed, 30 Apr 25 10:00:00 EST",
        "2025-04-30",
        "2025-04-30T23:59:59.123-08:00",
        "2025-04-30 09:10:11",
        "2025/04/30 09:10",
        "2025.4.30",
        "Wednesday, April 30, 2025 - 12:00",
        "April 30th, 2025",
        " 2025-04-30 \n",
    ],
)
def test_a_whole_day_is_read_in_the_time_zone_it_is_written_in(text):
    """The day on the publisher's calendar."""
    assert day_of(text, TODAY) == dt.date(2025, 4, 30)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "10:30",
        "yesterday",
        "April",
        "30 April",
        "April 2025",
        "2025-04",
        "2025",
        "2025-02-30",
        "2025-04-301",
        "04/05/2025",
        "1746000000",
        "Wed, 99 Apr 2025 10:00:00 GMT",
        "Wed, 30 Apr 99999999999 10:00:00 GMT",
        "Apr " * 10_000_000,
    ],
)
def test_what_is_not_a_whole_day_is_none(text):
    """No part of it is taken from today, and a day that may be another is not guessed."""
    assert day_of(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "is_possible"),
    [
        ("1970-01-01", False),
        ("1993-12-31", False),
        ("1994-01-01", True),
        ("2025-05-02", True),
        ("2025-05-03", True),
        ("2025-05-04", False),
        ("2099-01-01", False),
    ],
)
def test_days_before_the_web_and_after_tomorrow_are_none(text, is_possible):
    """Tomorrow has begun in the east before it does in UTC."""
    assert (day_of(text, TODAY) is not None) is is_possible
