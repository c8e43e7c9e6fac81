"""Takes out the lines that are no part of an article: what trafilatura leaves behind."""

from __future__ import annotations

import re

PROMOTION = re.compile(r"^(?:don['’]t miss|read more|also read|read also)\s*:", re.IGNORECASE)


def without_chrome(text: str) -> str:
    """Return the text without promotional lines between its paragraphs."""
    return "\n".join(line for line in text.split("\n") if not PROMOTION.match(line)).strip("\n")
