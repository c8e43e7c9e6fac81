"""Which days the archive holds, and which of them a person means by `DAY..DAY`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TO = ".."


def stored_days(archive: Path) -> list[dt.date]:
    """Return the days of capture that have a folder in the archive, the earliest first."""
    found = []
    for folder in archive.iterdir() if archive.is_dir() else ():
        try:
            day = dt.date.fromisoformat(folder.name)
        except ValueError:
            continue
        # `20250430` is a date in ISO 8601 as well, but no folder that was written here.
        if folder.name == day.isoformat() and folder.is_dir():
            found.append(day)
    return sorted(found)


def days_meant(written: str | None, stored: Sequence[dt.date]) -> tuple[dt.date, dt.date]:
    """Return the first and the last stored day of a range, both included.

    Args:
        written: `2025-04-01..2025-04-30`, one day, or a range with an open end; null means every stored day.
        stored: The days that the archive holds, the earliest first.

    Raises:
        UserError: It is no such range, or no stored day lies in it.
    """
    first, last = _bounds(written or TO)
    if not stored:
        raise UserError("the archive holds no day yet; `muster run` fills it")
    meant = [day for day in stored if (first is None or first <= day) and (last is None or day <= last)]
    if not meant:
        raise UserError(f"no stored day in {written}; the archive holds {stored[0]} to {stored[-1]}")
    return meant[0], meant[-1]


def _bounds(written: str) -> tuple[dt.date | None, dt.date | None]:
    start, dots, end = written.partition(TO)
    first, last = _day(start), _day(end if dots else start)
    if first is not None and last is not None and first > last:
        raise UserError(f"{written}: the first day is after the last; write the earlier one first")
    return first, last


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise UserError(f"{text!r}: expected a day as 2025-04-30, or two as 2025-04-01..2025-04-30") from None
