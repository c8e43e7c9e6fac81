"""Which news agency a text credits."""

from __future__ import annotations

import re

BYLINE = re.compile(r"\((Reuters|AP|AFP|Yonhap)\)")


def credited_agency(text: str) -> str | None:
    """Return the agency that the text credits, or null."""
    found = BYLINE.search(text[:500])
    return found[1] if found else None
