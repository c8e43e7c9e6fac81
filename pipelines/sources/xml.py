"""Reads XML that anybody may have written: no entities, no network, no depth and no number of elements without end.

Feeds and site maps come from strangers. libxml2 is told to load nothing and to expand nothing, and its own limits on
depth, on the length of a text and on entities stay on; what it then still takes, memory for millions of elements, is
limited here. See https://docs.python.org/3/library/xml.html#xml-security for the attacks.
"""

from __future__ import annotations

import codecs
import gzip
import html.entities
import io
import re
import zlib
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MAX_DEPTH = 100
"""Feeds with HTML inside are some 20 deep."""

MAX_ATTRIBUTES = 200
"""Of one element, namespaces included: Python's reader of XML takes time by the square of their number."""

GZIP_MAGIC = b"\x1f\x8b"
MAX_AMPERSANDS = 1_000_000
"""Each is looked at. A site map of 50,000 addresses has some 200,000."""

CHUNK_BYTES = 1 << 16
LONGEST_NAME = 40
"""Bytes of a name for a character, ampersand and all."""

HEAD_BYTES = 2048

DECLARES_ENTITIES = "it declares entities, as attacks on readers of XML do; not read"

XML_CHARACTERS = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
"""Besides tab and line ends: https://www.w3.org/TR/xml/#charsets."""

_WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_AMPERSAND = re.compile(rb"&(?:(#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,8};|(?:amp|lt|gt|quot|apos);)|([A-Za-z0-9]{2,31});)?")
_HTML = re.compile(
    rb"\A\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,500}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)


class UnreadableDocumentError(Exception):
    """A document is not what it should be, or would take too much; the message says which."""


def unpacked(body: bytes, max_bytes: int) -> bytes:
    """Return a document as it is, or decompressed where it is gzip.

    Raises:
        UnreadableDocumentError: It is damaged, or larger than `max_bytes`.
    """
    if body.startswith(GZIP_MAGIC):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
                body = file.read(max_bytes + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableDocumentError(f"damaged gzip: {error}") from error
    if len(body) > max_bytes:
        raise UnreadableDocumentError(f"larger than {max_bytes:,} bytes when decompressed")
    return body


def is_html(body: bytes) -> bool:
    """Return whether a document begins as HTML pages do."""
    return _HTML.match(body[:HEAD_BYTES].removeprefix(codecs.BOM_UTF8)) is not None


def elements(body: bytes, *, max_elements: int) -> Iterator[tuple[str, _Element]]:
    """Yield `start` or `end` and the element for every element of a document, as it is read.

    Damaged XML gives what can be made of it. The consumer may clear an element that has ended, to give back its memory.

    Raises:
        UnreadableDocumentError: No XML at all, entities declared, or too deep or too many elements.
    """
    parser = etree.XMLPullParser(
        events=("start", "end", "start-ns"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    count = depth = namespaces = 0
    for chunk in _repaired(body):
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            raise UnreadableDocumentError(_not_xml(body, error)) from None
        for event, element in parser.read_events():
            if not isinstance(element, etree._Element):  # noqa: SLF001 - the public name of its type
                namespaces += 1
                continue
            if event == "end":
                depth -= 1
            else:
                count += 1
                depth += 1
                if count == 1:
                    _refuse_entities(element)
                _limit(count, max_elements, "elements")
                _limit(depth, MAX_DEPTH, "levels")
                _limit(len(element.attrib) + namespaces, MAX_ATTRIBUTES, "attributes of one element")
                namespaces = 0
            yield event, element
    if count == 0:
        raise UnreadableDocumentError(_not_xml(body, None))


def local_name(element: _Element) -> str:
    """Return an element's name without its namespace, in small letters."""
    # Of what is no element (an entity) the tag is a function, which the stubs do not say.
    return str(element.tag).rpartition("}")[2].lower()


def _limit(number: int, most: int, what: str) -> None:
    if number > most:
        raise UnreadableDocumentError(f"more than {most:,} {what}")


def _refuse_entities(root: _Element) -> None:
    # The stubs of lxml know neither that there may be no DTD nor what it holds.
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise UnreadableDocumentError(DECLARES_ENTITIES)


def _not_xml(body: bytes, error: Exception | None) -> str:
    if b"<!ENTITY" in body[:CHUNK_BYTES]:
        return DECLARES_ENTITIES
    said = f" ({' '.join(str(error).split())[:120]})" if error else ""
    return f"neither XML nor JSON{said}" if body.strip() else "empty"


def _repaired(body: bytes) -> Iterator[bytes]:
    """Yield the document in pieces, in an encoding that holds ASCII as it is, every ampersand as XML wants it.

    HTML's names for characters and bare ampersands are the commonest faults of feeds. libxml2 goes on after them, but
    loses every `&amp;` that follows, and with it parts of addresses.
    """
    for bom, encoding in _WIDE_BOMS:
        if body.startswith(bom):
            body = _DECLARATION.sub("", body.decode(encoding, "replace")).encode("utf-8", "replace")
            break
    body = body.removeprefix(codecs.BOM_UTF8).lstrip()
    _limit(body.count(b"&"), MAX_AMPERSANDS, "ampersands")
    position = 0
    while position < len(body):
        section = body.find(b"<![CDATA[", position)
        yield from _with_ampersands(body, position, len(body) if section < 0 else section)
        if section < 0:
            return
        end = body.find(b"]]>", section)
        position = len(body) if end < 0 else end + 3
        for start in range(section, position, CHUNK_BYTES):
            yield body[start : min(start + CHUNK_BYTES, position)]


def _with_ampersands(body: bytes, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        stop = min(start + CHUNK_BYTES, end)
        if stop < end:
            # What may be the beginning of a name for a character is left for the next piece.
            cut = body.rfind(b"&", stop - LONGEST_NAME, stop)
            stop = cut if cut > start else stop
        yield _AMPERSAND.sub(_as_xml, body[start:stop])
        start = stop


def _as_xml(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return match[0] if _names_a_character(match[1]) else b" "
    code = html.entities.name2codepoint.get(match[2].decode("ascii")) if match[2] else None
    return b"&amp;" + match[0][1:] if code is None else b"&#%d;" % code


def _names_a_character(name: bytes) -> bool:
    """Return whether what stands after an ampersand, such as `#27;` or `amp;`, names a character that XML knows."""
    if not name.startswith(b"#"):
        return True
    is_hexadecimal = name[1:2] in {b"x", b"X"}
    code = int(name[2:-1], 16) if is_hexadecimal else int(name[1:-1])
    return code in {0x9, 0xA, 0xD} or any(first <= code <= last for first, last in XML_CHARACTERS)
