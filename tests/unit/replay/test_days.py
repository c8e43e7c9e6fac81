"""Which stored days `DAY..DAY` means."""

import datetime as dt

import pytest

from pipelines.errors import UserError
from pipelines.replay.days import days_meant, stored_days

STORED = [dt.date(2025, 4, 29), dt.date(2025, 4, 30), dt.date(2025, 5, 2)]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        (None, STORED[0], STORED[2]),
        ("2025-04-30", STORED[1], STORED[1]),
        ("2025-04-30..2025-05-01", STORED[1], STORED[1]),
        ("2025-04-30..", STORED[1], STORED[2]),
        ("..2025-04-30", STORED[0], STORED[1]),
        ("2020-01-01..2030-01-01", STORED[0], STORED[2]),
    ],
)
def test_a_range_means_the_stored_days_in_it(written, first, last):
    """Both ends belong to it, and an end may be left open."""
    assert days_meant(written, STORED) == (first, last)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("yesterday", "'yesterday': expected a day as 2025-04-30"),
        ("2025-02-30..", "'2025-02-30': expected a day"),
        ("2025-05-02..2025-04-30", "the first day is after the last"),
        ("2025-05-01", "no stored day in 2025-05-01; the archive holds 2025-04-29 to 2025-05-02"),
    ],
)
def test_a_wrong_range_is_one_line(written, said):
    """What was written, and what would be right."""
    with pytest.raises(UserError, match=said):
        days_meant(written, STORED)


def test_an_empty_archive_says_what_fills_it():
    """There is nothing to replay before the first run."""
    with pytest.raises(UserError, match="muster run"):
        days_meant(None, [])


def test_stored_days_are_the_folders_named_by_a_day(tmp_path):
    """Anything else in the archive is not ours."""
    for name in ("2025-05-02", "2025-04-30", "20250501", "notes", "2025-13-01"):
        (tmp_path / name).mkdir()
    (tmp_path / "2025-05-03").write_text("a file")
    assert stored_days(tmp_path) == [STORED[1], STORED[2]]
    assert stored_days(tmp_path / "missing") == []
