"""Writes a feed anew, so that a reader of feeds meets neither damage nor length: what it does not need is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from pipelines.printable import one_line
from pipelines.sources.xml import UnreadableDocumentError, elements, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOTS = ("rss", "feed", "rdf")
MAX_ELEMENTS = 200_000
"""Feeds have some 20 elements an item; a tree of more takes memory that no feed needs."""

MAX_FIELD = 4_000
"""Characters of one text that are kept; longer ones are articles, which are read from their pages."""

ARTICLE_FIELDS = ("description", "summary", "content", "encoded")

READ_NAMESPACES = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
"""Those of whose attributes anything is read: `xml:base`, `xml:lang`, `rdf:about`."""

USUAL_PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}
"""What these prefixes stand for in feeds that do not say so."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,100}")
_NAMESPACE = re.compile(rb"""(\bxmlns(?::[^\s=]{1,100})?=")([^"<>]{0,4000})(?=")""")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_XML_WRITTEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|&#(?:[0-8]|1[124-9]|2\d|3[01]|6553[45]);"
)


def written_anew(body: bytes) -> bytes:
    """Return a feed as well-formed XML of UTF-8, without the articles inside it, its texts no longer than `MAX_FIELD`.

    Raises:
        UnreadableDocumentError: Its root is not that of a feed, or `elements` refuses it.
    """
    root: _Element | None = None
    for _, element in elements(body, max_elements=MAX_ELEMENTS):
        if root is None:
            root = element
            if local_name(root) not in ROOTS:
                raise UnreadableDocumentError(_not_a_feed(local_name(root)))
    assert root is not None
    # Not as they are read: what a broken off document never closes never ends.
    for element in list(root.iter(etree.Element)):
        _shorten(element)
        _name_plainly(element)
        _keep_few_attributes(element)
    etree.strip_tags(root, etree.Entity)
    etree.cleanup_namespaces(root)
    document = _NO_XML_WRITTEN.sub(b" ", etree.tostring(root, encoding="utf-8", xml_declaration=True))
    # Python's reader takes a space in a namespace, a common slip of the pen, for the end of it.
    return _NAMESPACE.sub(lambda match: match[1] + b"".join(match[2].split()), document)


def _shorten(element: _Element) -> None:
    if local_name(element) in ARTICLE_FIELDS:
        for child in list(element):
            element.remove(child)
        element.text = None
    if element.text and len(element.text) > MAX_FIELD:
        element.text = _cut(element.text)
    if element.tail and len(element.tail) > MAX_FIELD:
        element.tail = _cut(element.tail)


def _cut(text: str) -> str:
    # What a damaged document held may not be written into one.
    return _NO_XML.sub(" ", text[:MAX_FIELD])


def _name_plainly(element: _Element) -> None:
    """Take away the names that libxml2 lets pass and other readers of XML do not; no feed needs them."""
    name = str(element.tag).rpartition("}")[2]
    if not _NAME.fullmatch(name) or not _NAME.fullmatch(element.prefix or "none"):
        prefix, _, rest = name.partition(":")
        is_usual = prefix in USUAL_PREFIXES and _NAME.fullmatch(rest)
        element.tag = f"{{{USUAL_PREFIXES[prefix]}}}{rest}" if is_usual else "unknown"


def _keep_few_attributes(element: _Element) -> None:
    """Leave those that may be read, each once (libxml2 lets several of one name pass) and short."""
    kept = {}
    for attribute, value in element.attrib.items():
        namespace, _, name = str(attribute).removeprefix("{").rpartition("}")
        if _NAME.fullmatch(name) and (not namespace or namespace in READ_NAMESPACES):
            kept[attribute] = _cut(str(value))
    if len(kept) < len(element.attrib) or any(len(value) > MAX_FIELD for value in element.attrib.values()):
        element.attrib.clear()
        element.attrib.update(kept)


def _not_a_feed(root: str) -> str:
    if root in {"urlset", "sitemapindex"}:
        return "a site map, not a feed; write `kind: sitemap`"
    return f"<{one_line(root, 40)}>, not a feed; expected RSS, Atom, RDF or JSON Feed"
