"""`claim_reviews.csv`: the analysts' verdicts, checked line by line on load, and appended whole or not at all.

The file is a dbt seed, and may be written by hand as well. A later review of a claim wins over an earlier one: by
its day, and on the same day by its line.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipelines.errors import UserError
from pipelines.printable import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Verdict = Literal["accept", "reject", "correct"]

VERDICTS: tuple[Verdict, ...] = ("accept", "reject", "correct")
COLUMNS = ("claim_id", "verdict", "low", "best", "high", "note", "reviewer", "reviewed_on")

_KEY = re.compile(r"[0-9a-f]{16}")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the file: what somebody decided on a claim."""

    claim_id: str
    verdict: Verdict
    low: float | None
    """The right values, where the verdict is `correct`; null elsewhere."""
    best: float | None
    high: float | None
    note: str
    reviewer: str
    reviewed_on: dt.date


def load_reviews(path: Path) -> list[Review]:
    """Return every review of the file, in the order of its lines.

    Raises:
        UserError: The file cannot be read or a line is wrong; the message is one line that names the file, the line,
            the column, what was expected and what was found.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError(f"{path}: no such file; put it back, with at least the line {','.join(COLUMNS)}") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); check who may read it") from error
    except UnicodeDecodeError:
        raise UserError(f"{path}: expected UTF-8 text; save the file as CSV in UTF-8") from None
    rows = _rows(path, text)
    line, header = next(rows, (1, []))
    if tuple(header) != COLUMNS:
        raise UserError(f"{path}:{line}: expected the columns {','.join(COLUMNS)}, got {_shown(','.join(header))}")
    return [_review(path, number, cells) for number, cells in rows if any(map(str.strip, cells))]


def append_review(path: Path, review: Review) -> None:
    """Add a review as the last line of the file; what stands in the file stays as it is.

    Raises:
        UserError: The file is wrong as it stands, or cannot be written.
    """
    load_reviews(path)
    try:
        with path.open("rb") as file:
            held = file.read()
        # A spreadsheet ends lines its own way, and the last one not always.
        newline = "\r\n" if b"\r\n" in held else "\n"
        line = io.StringIO("" if held.endswith((b"\n", b"\r")) else newline)
        line.seek(0, io.SEEK_END)
        values = map(_number, (review.low, review.best, review.high))
        csv.writer(line, lineterminator=newline).writerow(
            (
                review.claim_id,
                review.verdict,
                *values,
                one_line(review.note),
                one_line(review.reviewer),
                review.reviewed_on.isoformat(),
            )
        )
        with path.open("ab", buffering=0) as file:
            file.write(line.getvalue().encode())
            os.fsync(file.fileno())
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); the verdict is not kept") from error


def latest(reviews: list[Review]) -> dict[str, Review]:
    """Return the review of each claim that counts: the one of the latest day, of one day the last in the file."""
    return {review.claim_id: review for review in sorted(reviews, key=lambda review: review.reviewed_on)}


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows, each with the line that it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UserError(f"{path}:{line}: expected CSV, with quotes closed and doubled inside: {error}") from None


def _review(path: Path, line: int, cells: list[str]) -> Review:
    def wrong(column: str, expected: str, got: str) -> UserError:
        return UserError(f"{path}:{line}: {column}: expected {expected}, got {_shown(got)}")

    if len(cells) != len(COLUMNS):
        raise UserError(
            f"{path}:{line}: expected {len(COLUMNS)} cells ({','.join(COLUMNS)}), got {len(cells)}; "
            "put quotes round a cell that holds a comma"
        )
    row = {name: cell.strip() for name, cell in zip(COLUMNS, cells, strict=True)}
    if not _KEY.fullmatch(row["claim_id"]):
        raise wrong("claim_id", "the key of a claim (16 of 0-9 and a-f)", row["claim_id"])
    if row["verdict"] not in VERDICTS:
        raise wrong("verdict", "accept, reject or correct", row["verdict"])
    low, best, high = (_value(row[name], functools.partial(wrong, name)) for name in ("low", "best", "high"))
    given = [value for value in (low, best, high) if value is not None]
    if row["verdict"] == "correct" and low is None and high is None:
        raise wrong("low", "low, high or both for the verdict correct", row["low"])
    if row["verdict"] != "correct" and given:
        raise wrong("low", f"no values for the verdict {row['verdict']}", "/".join(cells[2:5]))
    if given != sorted(given):
        raise wrong("low", "low <= best <= high", "/".join(cells[2:5]))
    try:
        reviewed_on = dt.date.fromisoformat(row["reviewed_on"])
    except ValueError:
        raise wrong("reviewed_on", "a day as YYYY-MM-DD", row["reviewed_on"]) from None
    verdict: Verdict = row["verdict"]  # type: ignore[assignment]  # one of VERDICTS, as was just seen
    return Review(row["claim_id"], verdict, low, best, high, row["note"], row["reviewer"], reviewed_on)


def _value(text: str, wrong: Callable[[str, str], UserError]) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise wrong("a number such as 4700, or nothing", text) from None
    if not 0 <= value < float("inf"):
        raise wrong("a number from 0 on", text)
    return value


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else str(value)


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…") if text else "nothing"
