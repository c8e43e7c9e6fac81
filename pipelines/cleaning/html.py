"""What trafilatura makes of an HTML page: its text and what it states about itself."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree
from trafilatura.settings import Document
from trafilatura.utils import load_html

from pipelines.cleaning.rules import chrome_rules

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_VISIBLE = 200_000
"""Characters of what a reader sees that are kept: walls are short."""

AHEAD = dt.timedelta(days=1)
"""Where the day begins before it does in UTC, a page may be of tomorrow."""

FAR = dt.timedelta(days=3650)

MAX_ELEMENTS = 60_000
"""The largest live blogs seen have half of that; above it, time grows with the square (35,000 take 9 seconds)."""

UNSEEN = ("script", "style", "template", "noscript", "head")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an HTML page says."""

    text: str = ""
    """Paragraphs separated by newlines; empty where there is no article."""
    visible: str = ""
    """All the words of the page, without scripts."""
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    """ISO date, as the page states it."""
    address: str | None = None
    """The address that the page gives as its own."""
    problem: str | None = None
    """Why nothing could be read."""


def extract_html(html: str, *, address: str, latest: dt.date) -> Extracted:
    """Extract the article of a page; a page that cannot be parsed gives an empty one.

    Args:
        html: The page.
        address: Where it was found.
        latest: The day of capture, in UTC.
    """
    try:
        tree = load_html(html)
        if tree is None:
            return Extracted()
        if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
            return Extracted(problem=f"more than {MAX_ELEMENTS:,} elements")
        visible = _visible(tree)
        found = trafilatura.bare_extraction(
            tree,
            url=address if address.startswith(("http://", "https://")) else None,
            include_comments=False,
            with_metadata=True,
            prune_xpath=[rule.xpath for rule in chrome_rules().elements],
            date_extraction_params={
                "original_date": True,
                # Without it, a date is taken from what the page states of itself, not from any date in its text.
                "extensive_search": False,
                # Given the real bound, htmldate makes another date of one that lies beyond it.
                "max_date": (latest + FAR).isoformat(),
                "outputformat": "%Y-%m-%d",
            },
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError) as error:
        # What a hostile or broken page does to the parsers is no reason to stop: it has no article.
        return Extracted(problem=f"cannot be parsed: {type(error).__name__}")
    if not isinstance(found, Document):
        return Extracted(visible=visible)
    return Extracted(
        text=found.text or "",
        visible=visible,
        title=found.title,
        author=found.author,
        # For want of a name, trafilatura takes the host's: that is not what the page says.
        publisher=None if found.sitename == found.hostname else found.sitename,
        published=None if found.date is None or found.date > (latest + AHEAD).isoformat() else found.date,
        address=found.url,
    )


def _visible(tree: HtmlElement) -> str:
    body = copy.deepcopy(tree)
    etree.strip_elements(body, *UNSEEN, with_tail=False)
    return " ".join("".join(body.itertext()).split())[:MAX_VISIBLE]
