"""claim_reviews.csv: what is read from it, the one line that each mistake gives, and what is added to it."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipelines.errors import UserError
from pipelines.reviewing.verdicts import COLUMNS, Review, append_review, latest, load_reviews
from pipelines.settings import REVIEWS

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0123456789abcdef"
HEADER = ",".join(COLUMNS)
DAY = dt.date(2025, 5, 5)


def write(folder: Path, *lines: str, newline: str = "\n") -> Path:
    path = folder / "claim_reviews.csv"
    path.write_text(newline.join((HEADER, *lines, "")), encoding="utf-8", newline="")
    return path


def test_the_projects_own_file_is_right():
    load_reviews(REVIEWS)


def test_a_file_written_by_hand_is_read(tmp_path):
    """With spaces, an empty line, a note over two lines, and a spreadsheet's line ends."""
    path = write(
        tmp_path,
        f"{KEY}, accept,,,,,,2025-05-05",
        "",
        f'{KEY},correct,4600,,4800,"so, ""they""\nsay",A. Nalyst,2025-05-06',
        newline="\r\n",
    )
    accepted, corrected = load_reviews(path)
    assert (accepted.verdict, accepted.low, accepted.reviewer) == ("accept", None, "")
    assert (corrected.low, corrected.best, corrected.high) == (4600, None, 4800)
    assert corrected.note == 'so, "they"\nsay'


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("xyz,accept,,,,,,2025-05-05", "claim_id: expected the key of a claim (16 of 0-9 and a-f), got 'xyz'"),
        (f"{KEY},agree,,,,,,2025-05-05", "verdict: expected accept, reject or correct, got 'agree'"),
        (f"{KEY},correct,,,,,,2025-05-05", "low: expected low, high or both for the verdict correct, got nothing"),
        (f'{KEY},correct,"4,700",,,,,2025-05-05', "low: expected a number such as 4700, or nothing, got '4,700'"),
        (f"{KEY},correct,-5,,,,,2025-05-05", "low: expected a number from 0 on, got '-5'"),
        (f"{KEY},correct,nan,,,,,2025-05-05", "low: expected a number from 0 on, got 'nan'"),
        (f"{KEY},correct,9,8,10,,,2025-05-05", "low: expected low <= best <= high, got '9/8/10'"),
        (f"{KEY},accept,9,,,,,2025-05-05", "low: expected no values for the verdict accept, got '9//'"),
        (f"{KEY},accept,,,,,,5 May 2025", "reviewed_on: expected a day as YYYY-MM-DD, got '5 May 2025'"),
        (f"{KEY},accept,,,,so, they say,,2025-05-05", "expected 8 cells"),
        (f'{KEY},accept,,,,"so,,2025-05-05', "expected CSV"),
    ],
)
def test_a_bad_line_is_named_with_what_was_expected(tmp_path, line, complaint):
    """By its number in the file, whatever comes before it."""
    path = write(tmp_path, f'{KEY},accept,,,,"over\ntwo lines",,2025-05-05', "", line)
    with pytest.raises(UserError) as raised:
        load_reviews(path)
    assert str(raised.value).startswith(f"{path}:5: {complaint}")
    assert "\n" not in str(raised.value)


def test_other_columns_are_told(tmp_path):
    path = tmp_path / "claim_reviews.csv"
    path.write_text("claim,verdict\n", encoding="utf-8")
    with pytest.raises(UserError, match=f":1: expected the columns {HEADER}, got 'claim,verdict'"):
        load_reviews(path)


def test_a_file_that_is_not_there_is_told_with_what_belongs_in_it(tmp_path):
    with pytest.raises(UserError, match=f"no such file; put it back, with at least the line {HEADER}"):
        load_reviews(tmp_path / "claim_reviews.csv")


def test_a_verdict_is_added_as_the_last_line(tmp_path):
    """And reads back as it was given, with what stood before it untouched."""
    path = write(tmp_path, f"{KEY},accept,,,,  as found ,,2025-05-05")
    before = path.read_bytes()
    given = Review(KEY, "correct", 4600.0, None, 4800.5, 'a "note", with = signs', "A. Nalyst", DAY)
    append_review(path, given)
    assert path.read_bytes().startswith(before)
    assert load_reviews(path)[-1] == given


@pytest.mark.parametrize(("newline", "last"), [("\n", ""), ("\r\n", ""), ("\r\n", "\r\n")])
def test_a_spreadsheets_file_is_carried_on_in_its_own_way(tmp_path, newline, last):
    """Its line ends, and a last line without one."""
    path = tmp_path / "claim_reviews.csv"
    path.write_text(HEADER + newline + f"{KEY},accept,,,,,,2025-05-05" + last, encoding="utf-8-sig", newline="")
    append_review(path, Review(KEY, "reject", None, None, None, "over\ntwo\x1b[2J lines", "A", DAY))
    held = path.read_bytes().decode("utf-8-sig")
    assert held.count("\n") == 3
    assert held.count("\r") == (3 if newline == "\r\n" else 0)
    assert load_reviews(path)[-1].note == "over two\ufffd[2J lines"


def test_nothing_is_added_to_a_file_that_is_wrong(tmp_path):
    """It would be a verdict that no run reads."""
    path = write(tmp_path, "xyz,accept,,,,,,2025-05-05")
    before = path.read_bytes()
    with pytest.raises(UserError, match=":2: claim_id"):
        append_review(path, Review(KEY, "accept", None, None, None, "", "", DAY))
    assert path.read_bytes() == before


def test_of_several_verdicts_the_latest_day_counts_and_of_one_day_the_last_line(tmp_path):
    first, second = KEY, KEY[::-1]
    path = write(
        tmp_path,
        f"{first},reject,,,,,,2025-05-06",
        f"{first},accept,,,,,,2025-05-05",
        f"{second},accept,,,,,,2025-05-05",
        f"{second},reject,,,,,,2025-05-05",
    )
    assert {key: review.verdict for key, review in latest(load_reviews(path)).items()} == {
        first: "reject",
        second: "reject",
    }


def test_a_spreadsheet_reads_what_was_written(tmp_path):
    """One row has as many cells as the header."""
    path = write(tmp_path)
    append_review(path, Review(KEY, "correct", 1.0, 1.0, 1.0, "a,b", "c", DAY))
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == [KEY, "correct", "1", "1", "1", "a,b", "c", "2025-05-05"]
