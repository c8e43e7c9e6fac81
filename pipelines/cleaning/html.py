"""What trafilatura makes of an HTML page: its text and what it states about itself."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trafilatura
from lxml import etree
from trafilatura.settings import Document
from trafilatura.utils import load_html

from pipelines.cleaning.dates import Published, stated_date, text_date
from pipelines.cleaning.rules import chrome_rules

if TYPE_CHECKING:
    import datetime as dt

    from lxml.html import HtmlElement

MAX_VISIBLE = 200_000
"""Characters of what a reader sees that are kept: walls are short."""

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
    stated: Published | None = None
    """When it was published, as the page states it for machines."""
    bylined: Published | None = None
    """When it was published, as a reader sees it."""
    address: str | None = None
    """The address that the page gives as its own."""
    problem: str | None = None
    """Why nothing could be read."""


def extract_html(html: str, *, address: str, captured_at: dt.datetime) -> Extracted:
    """Extract the article of a page; a page that cannot be parsed gives an empty one.

    Args:
        html: The page.
        address: Where it was found.
        captured_at: When, in UTC.
    """
    try:
        tree = load_html(html)
        if tree is None:
            return Extracted()
        if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
            return Extracted(problem=f"more than {MAX_ELEMENTS:,} elements")
        visible = _visible(tree)
        stated = stated_date(tree, captured_at)
        bylined = None if stated else text_date(tree, captured_at)
        found = trafilatura.bare_extraction(
            tree,
            url=address if address.startswith(("http://", "https://")) else None,
            include_comments=False,
            with_metadata=True,
            prune_xpath=[rule.xpath for rule in chrome_rules().elements],
            # Dates are read above, each with its place; the library's own search is held to the cheapest.
            date_extraction_params={"extensive_search": False},
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError) as error:
        # What a hostile or broken page does to the parsers is no reason to stop: it has no article.
        return Extracted(problem=f"cannot be parsed: {type(error).__name__}")
    if not isinstance(found, Document):
        return Extracted(visible=visible, stated=stated, bylined=bylined)
    return Extracted(
        text=found.text or "",
        visible=visible,
        title=found.title,
        author=found.author,
        # For want of a name, trafilatura takes the host's: that is not what the page says.
        publisher=None if found.sitename == found.hostname else found.sitename,
        stated=stated,
        bylined=bylined,
        address=found.url,
    )


def _visible(tree: HtmlElement) -> str:
    body = copy.deepcopy(tree)
    etree.strip_elements(body, *UNSEEN, with_tail=False)
    return " ".join("".join(body.itertext()).split())[:MAX_VISIBLE]
