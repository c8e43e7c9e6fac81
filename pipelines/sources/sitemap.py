"""Site maps: lists of pages, lists of site maps, news site maps, plain lists of addresses; gzip or not.

See https://www.sitemaps.org/protocol.html and
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.printable import one_line
from pipelines.sources.dates import day_of
from pipelines.sources.feed import MAX_TITLE, Item, language_code, parse_feed, plain
from pipelines.sources.rewriting import MAX_FIELD, ROOTS
from pipelines.sources.xml import UnreadableDocumentError, elements, is_html, local_name, unpacked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_BYTES = 50_000_000
"""After decompression: what the protocol allows."""

MAX_ENTRIES = 50_000
"""What the protocol allows."""

MAX_ELEMENTS = 5_000_000
"""They are given back as they are read: a page with a hundred pictures and translations has as many elements."""

MAX_ENTRY_ELEMENTS = 20_000
"""Of one entry, which is held whole: a thousand pictures, and a page in fifty languages, are far fewer."""

ENTRIES = ("url", "sitemap")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A site map: the pages it lists, and the other site maps. Either may be empty."""

    pages: tuple[Item, ...] = ()
    sitemaps: tuple[Item, ...] = ()


def parse_sitemap(body: bytes, address: str, latest: dt.date) -> Sitemap:
    """Read a site map of any kind; feeds may serve as one, as the protocol says.

    Args:
        body: As it came, decompressed or not.
        address: Where it was found.
        latest: The day of capture, in UTC; later dates are dropped.

    Raises:
        UnreadableDocumentError: No site map, or one that would take too much; the message says the next step.
    """
    body = unpacked(body, MAX_BYTES)
    if is_html(body):
        raise UnreadableDocumentError(
            "an HTML page, not a site map; `muster sources add` with the site's address finds its site map"
        )
    if body.lstrip()[:4].lower() == b"http":
        return Sitemap(pages=_lines(body, address))
    pages: list[Item] = []
    sitemaps: list[Item] = []
    root: _Element | None = None
    for event, element in _elements(body):
        if root is None:
            root = element
            if local_name(root) in ROOTS:
                return Sitemap(pages=parse_feed(body, address, latest).items)
            if local_name(root) not in {"urlset", "sitemapindex"}:
                raise UnreadableDocumentError(f"<{one_line(local_name(root), 40)}>, not a site map")
        if event == "end" and element.getparent() is root:
            if local_name(element) in ENTRIES:
                (pages if local_name(element) == "url" else sitemaps).append(_entry(element, address, latest))
            _give_back(element)
        if len(pages) + len(sitemaps) >= MAX_ENTRIES:
            break
    return Sitemap(tuple(pages), tuple(sitemaps))


def _elements(body: bytes) -> Iterator[tuple[str, _Element]]:
    """Yield the elements of a site map, none of whose entries may be too large to be held."""
    depth = held = 0
    for event, element in elements(body, max_elements=MAX_ELEMENTS):
        depth += 1 if event == "start" else -1
        held = held + (event == "start") if depth > 1 else 0
        if held > MAX_ENTRY_ELEMENTS:
            raise UnreadableDocumentError(f"an entry of more than {MAX_ENTRY_ELEMENTS:,} elements")
        yield event, element


def _entry(entry: _Element, address: str, latest: dt.date) -> Item:
    # Local names are enough: `news:title` stands in an element of its own, and prefixes are often wrong.
    found: dict[str, str] = {}
    for element in entry.iter():
        name = local_name(element)
        if element.text and name not in found and _is_of_the_page(element, entry):
            found[name] = element.text.strip()[:MAX_FIELD]
    return Item(
        link=found.get("loc", ""),
        base=address,
        title=plain(found.get("title"), MAX_TITLE),
        publisher=plain(found.get("name"), MAX_TITLE),
        published=day_of(found.get("publication_date"), latest),
        changed=day_of(found.get("lastmod"), latest),
        language=language_code(found.get("language")),
    )


def _is_of_the_page(element: _Element, entry: _Element) -> bool:
    """Return whether an element says something of the page, not of a picture or a film in it."""
    inside = itertools.takewhile(lambda above: above is not entry, (element, *element.iterancestors()))
    return not any(local_name(above) in {"image", "video"} for above in inside)


def _give_back(element: _Element) -> None:
    """Free an entry that was read, and those before it."""
    element.clear()
    while (before := element.getprevious()) is not None:
        parent = before.getparent()
        assert parent is not None
        parent.remove(before)


def _lines(body: bytes, address: str) -> tuple[Item, ...]:
    lines = body.decode("utf-8", "replace").splitlines()
    return tuple(Item(link=line.strip()[:MAX_FIELD], base=address) for line in lines[:MAX_ENTRIES] if line.strip())
