"""Brings the lines that trafilatura gives into paragraphs."""

from __future__ import annotations

import re

from pipelines.cleaning.lines import ends_a_sentence, is_bulleted

TABLE_LINE = re.compile(r"^\s*\|")


def as_paragraphs(text: str, title: str | None) -> str:
    """Return a page's text with one paragraph a line.

    The title goes from above the text, as it has a field of its own. A line broken within a sentence (`<br>`) is
    joined to the one before it.
    """
    paragraphs: list[str] = []
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            continue
        if not paragraphs and title is not None and _same(stripped, title):
            continue
        if paragraphs and _continues(paragraphs[-1], stripped):
            paragraphs[-1] += " " + stripped
        else:
            paragraphs.append(stripped)
    return "\n".join(paragraphs)


def _continues(before: str, line: str) -> bool:
    # A list's items and a table's rows are short and start small as they like.
    if is_bulleted(before) or is_bulleted(line) or TABLE_LINE.match(before) or TABLE_LINE.match(line):
        return False
    return line[:1].islower() and not ends_a_sentence(before) and not before.endswith(":")


def _same(line: str, title: str) -> bool:
    return " ".join(line.split()).casefold() == " ".join(title.split()).casefold()
