"""The day that a feed or a site map gives for a page: read strictly, since a wrong day is worse than none."""

from __future__ import annotations

import datetime as dt
import email.utils
import re

from dateutil import parser

EARLIEST = dt.date(1994, 1, 1)
"""No newspaper was on the web before; feeds give 1970 for want of a date."""

AHEAD = dt.timedelta(days=1)
"""Where the day begins before it does in UTC, a page may be of tomorrow."""

MAX_CHARACTERS = 60
"""Longer texts are no dates, and reading them takes time."""

_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_MONTH_NAME = re.compile(r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")
_BLANKS = (dt.datetime(2000, 1, 1), dt.datetime(2003, 2, 2))  # noqa: DTZ001 - only what fills the gaps


def day_of(text: str | None, latest: dt.date) -> dt.date | None:
    """Return the day that a text names, in the time zone it is written in.

    Null where it names no whole day (a month, a time), is no date, or lies before the web or after `latest`: such dates
    are a program's fault or made up.

    Args:
        text: A date as RFC 822, ISO 8601 or with a month's name.
        latest: The day of capture, in UTC.
    """
    if not text or len(text) > MAX_CHARACTERS:
        return None
    text = text.strip()
    day = _iso(text) or _rfc_822(text) or _with_a_month(text)
    return day if day is not None and EARLIEST <= day <= latest + AHEAD else None


def _iso(text: str) -> dt.date | None:
    found = _ISO_DAY.match(text)
    try:
        return dt.date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _rfc_822(text: str) -> dt.date | None:
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _with_a_month(text: str) -> dt.date | None:
    # 04/05/2025 is in April or in May: only with a month's name is it sure.
    if not _MONTH_NAME.search(text):
        return None
    try:
        # The parser takes what is not in the text from a default: where two defaults give two days, it is not there.
        first, second = (parser.parse(text, default=blank, ignoretz=True).date() for blank in _BLANKS)
    except (ValueError, OverflowError, TypeError, AttributeError, ArithmeticError):
        return None
    return first if first == second else None
