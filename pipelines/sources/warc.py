"""Sources of kind `warc`: pages captured by others, as Common Crawl's news archive holds them (ISO 28500).

Read with FastWARC, which keeps headers and memory within limits whatever a file claims. An ordinary gzip of a whole
file is read too, though its records cannot be found again by their place.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import brotli
from fastwarc.warc import ArchiveIterator, response
from warcio.bufferedreaders import ChunkedDataReader

from pipelines.printable import one_line
from pipelines.records import Meta, Page, content_key
from pipelines.sources import links
from pipelines.sources.folder import FolderUnreadableError, split_glob

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastwarc.warc import HeaderMap, WarcRecord

    from pipelines.sources.source import Source

SUFFIXES = (".warc", ".warc.gz")
MAX_PAGE_BYTES = 10_000_000
"""Decoded: as much as is fetched of a page."""

CONTENT_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
OK = 200

EARLIEST = dt.datetime(1996, 1, 1, tzinfo=dt.UTC)
"""The year in which the web was first archived."""

PIECE = 65_536

READER = 2
"""Raised where more or other pages are taken of the same file: then each is read once more."""

TAKEN = ("include", "exclude", "publisher", "country", "language")
"""What of a source's entry decides which pages are taken, and what is said of them."""
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
"""zlib's word for: see from the header which of the two it is."""


class WarcUnreadableError(Exception):
    """A file, or the rest of it, cannot be read; the message says why."""


def list_archives(source: Source) -> list[tuple[str, Path]]:
    """Return address and path of every WARC file of a source, in the order of their names.

    Raises:
        FolderUnreadableError: There is none though one is expected, or the folder cannot be read.
    """
    assert source.path is not None
    root, pattern = split_glob(source.base_dir / Path(source.path).expanduser())
    try:
        if pattern is not None:
            found = [path for path in root.glob(pattern) if path.is_file() and path.name.endswith(SUFFIXES)]
        elif root.is_dir():
            found = [path for path in root.iterdir() if path.is_file() and path.name.endswith(SUFFIXES)]
        elif root.exists():
            found, root = [root], root.parent
        else:
            raise FolderUnreadableError(f"no such file: {root}")
    except OSError as error:
        raise FolderUnreadableError(f"cannot be read: {error.filename or root}: {error.strerror}") from None
    if not found and source.expect.min:
        raise FolderUnreadableError(f"no {' or '.join(SUFFIXES)} file matches {root / (pattern or '')}")
    return sorted((_address(source, path.relative_to(root)), path) for path in found)


def state_of(source: Source, path: Path) -> str:
    """Return a key that changes with the file (its size, its time) and with what is taken of it and how.

    Raises:
        WarcUnreadableError: There is no such file.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise WarcUnreadableError(f"{_said(error)}, after 0 records") from None
    taken = source.model_dump_json(include=set(TAKEN), exclude_none=True)
    return content_key(READER, found.st_size, found.st_mtime_ns, taken)


def read_pages(source: Source, path: Path, now: dt.datetime) -> Iterator[Page]:
    """Yield the text pages of an archive in its order, one in memory at a time.

    Passed over are other records than answers of status 200 with a page of text, addresses that the source's patterns
    leave out, and pages larger than `MAX_PAGE_BYTES`.

    Raises:
        WarcUnreadableError: The file cannot be read, or not to its end; what was yielded before is whole.
    """
    count = 0
    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=response, parse_http=True):
                page = _page(source, record, now)
                if page is not None:
                    yield page
                count += 1
    except OSError as error:
        raise WarcUnreadableError(f"{_said(error)}, after {count} records") from None
    except (ValueError, EOFError, RuntimeError) as error:
        raise WarcUnreadableError(f"damaged: {_said(error)}, after {count} records") from None
    if count == 0 and path.stat().st_size:
        raise WarcUnreadableError("no page in it; expected a WARC file with records of type response")


def _page(source: Source, record: WarcRecord, now: dt.datetime) -> Page | None:
    if not record.is_http_parsed:
        if record.is_http and record.content_length:
            raise EOFError("it ends in the middle of a record")
        return None
    headers = record.http_headers
    media_type = (record.http_content_type or "").lower()
    if headers.status_code != OK or media_type not in CONTENT_TYPES:
        return None
    try:
        # No request is made to it, but it is stored, and shown as a link.
        address = links.web_address((record.headers.get("WARC-Target-URI") or "").strip("<>"), "")
    except links.RefusedLinkError:
        return None
    if not links.is_wanted(address, source.include, source.exclude):
        return None
    raw = record.reader.read(MAX_PAGE_BYTES + 1)
    if len(raw) < min(record.content_length, MAX_PAGE_BYTES + 1):
        raise EOFError("it ends in the middle of a page")
    body = _decoded(raw, headers)
    if not 0 < len(body) <= MAX_PAGE_BYTES:
        return None
    return Page(
        source=source.name,
        address=address,
        final_address=address,
        captured_at=_captured_at(record, now),
        status=OK,
        content_type=media_type,
        charset=(record.http_charset or "").strip("\"'") or None,
        body=body,
        meta=Meta(language=source.language),
        publisher_default=source.publisher,
        country=source.country,
    )


def _decoded(raw: bytes, headers: HeaderMap) -> bytes:
    """Return a body without its encodings, no longer than one byte above the limit.

    Archives often keep the header of an encoding that they have taken off: what is not encoded stays as it is.
    """
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        raw = ChunkedDataReader(io.BytesIO(raw)).read()
    for unpack in UNPACKERS.get((headers.get("Content-Encoding") or "").strip().lower(), ()):
        with contextlib.suppress(zlib.error, brotli.error):
            return unpack(raw)
    return raw


def _unzipped(raw: bytes) -> bytes:
    return zlib.decompressobj(GZIP_OR_ZLIB).decompress(raw, MAX_PAGE_BYTES + 1)


def _inflated(raw: bytes) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, MAX_PAGE_BYTES + 1)


def _unbrotlied(raw: bytes) -> bytes:
    unpacker = brotli.Decompressor()
    body = bytearray()
    data = raw
    while len(body) <= MAX_PAGE_BYTES:
        piece = unpacker.process(data, output_buffer_limit=PIECE)
        body += piece
        if unpacker.is_finished() or not piece:
            break
        data = b""
    return bytes(body)


UNPACKERS: dict[str, tuple[Callable[[bytes], bytes], ...]] = {
    "gzip": (_unzipped,),
    "x-gzip": (_unzipped,),
    # Meant to have zlib's header (RFC 9110, 8.4.1.2); some send it bare.
    "deflate": (_unzipped, _inflated),
    "br": (_unbrotlied,),
}
"""How each `Content-Encoding` is taken off, in the order in which it is tried."""


def _captured_at(record: WarcRecord, now: dt.datetime) -> dt.datetime:
    """Return when the page was captured; now, where the record does not say, or says a time that cannot be."""
    # Typed as always there; null where the header is missing or no date.
    date: dt.datetime | None = record.record_date
    if date is None or date < EARLIEST:
        return now
    return min(date.astimezone(dt.UTC), now)


def _address(source: Source, relative: Path) -> str:
    return f"warc://{source.name}/{quote(os.fsencode(relative.as_posix()), safe='/,+=@~!$&()')}"


def _said(error: Exception) -> str:
    return one_line(getattr(error, "strerror", None) or error, 120) or type(error).__name__
