"""Makes text of strangers fit for a terminal and a log: nothing in it can steer what shows it."""

from __future__ import annotations

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Characters that reorder what is read: see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing."""

STEERING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff{_BIDI}]")
"""All control characters but tab and newline, and the characters that reorder, break lines or cannot be written."""


_MARK = re.compile(f"[\ufeff{_BIDI}]")


def unsteered(text: str) -> str:
    """Return text without the characters that could steer a terminal; newlines and tabs stay.

    Marks of direction leave nothing behind, since they stand within words; other characters leave a space.
    """
    return STEERING.sub(" ", _MARK.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def printable(text: object) -> str:
    """Return text with every character that could steer a terminal replaced by U+FFFD; newlines and tabs stay."""
    return STEERING.sub("\ufffd", str(text))


def one_line(text: object, characters: int | None = None) -> str:
    """Return text fit for a terminal on one line, cut to a number of characters where one is given."""
    # What is cut off is not looked at: a title may be megabytes long.
    raw = str(text) if characters is None else str(text)[: 4 * characters + 1]
    line = printable(" ".join(raw.split()))
    return line if characters is None or len(line) <= characters else line[: characters - 1] + "…"
