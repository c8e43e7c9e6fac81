"""What trafilatura makes of an HTML page: its text and what it states about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an HTML page says."""

    text: str
    """Paragraphs separated by newlines; empty where there is no article."""
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    """ISO date, as the page states it."""
    address: str | None = None
    """The address that the page gives as its own."""


def extract_html(html: str, *, address: str, latest: dt.date) -> Extracted:
    """Extract the article of a page.

    Args:
        html: The page.
        address: Where it was found.
        latest: No date of publication lies after this day.
    """
    dates = {
        "original_date": True,
        # Without it, a date is taken from what the page states about itself, not from any date in its text.
        "extensive_search": False,
        "max_date": latest.isoformat(),
        "outputformat": "%Y-%m-%d",
    }
    try:
        document = trafilatura.bare_extraction(
            html,
            url=address if address.startswith("http") else None,
            include_comments=False,
            with_metadata=True,
            date_extraction_params=dates,
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return Extracted(text="")
    if document is None:
        return Extracted(text="")
    found = document.as_dict()
    return Extracted(
        text=found["text"] or "",
        title=found["title"],
        author=found["author"],
        publisher=found["sitename"],
        published=found["date"],
        address=found["url"],
    )
