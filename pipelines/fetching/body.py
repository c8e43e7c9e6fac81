"""Reading a body: unpacked as it comes, and never more of it in memory than its limit allows."""

from __future__ import annotations

import itertools
import zlib
from typing import TYPE_CHECKING

from pipelines.fetching.limits import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PIECE = 65_536
"""Bytes unpacked at a time: a few kilobytes may hold gigabytes."""


class TooLargeError(Exception):
    """The body is larger than it may be; `body` is its beginning, as long as it may be."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


def read_body(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    """Return the body whole, unpacked.

    Args:
        chunks: As they come over the wire.
        encoding: The `Content-Encoding`; one that is nested ("gzip, gzip") would multiply, and is not unpacked.
        max_bytes: The most that it may be, unpacked.

    Raises:
        TooLargeError: It is more.
        FetchError: It is packed in a way that was not asked for, or is not what it says.
    """
    match encoding.strip().lower():
        case "" | "identity":
            pieces: Iterable[bytes] = chunks
        case "gzip" | "x-gzip":
            pieces = _unpacked(chunks, "gzip")
        case "deflate":
            pieces = _unpacked(chunks, "deflate")
        case other:
            raise FetchError("failed", f"expected gzip or deflate, got Content-Encoding {other[:40]}")
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > max_bytes:
            raise TooLargeError(bytes(body[:max_bytes]))
    return bytes(body)


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    filled = (chunk for chunk in chunks if chunk)
    first = next(filled, None)
    if first is None:
        return
    unpacker = zlib.decompressobj(_window(encoding, first))
    try:
        for chunk in itertools.chain([first], filled):
            data = chunk
            # What follows the end is no part of the page.
            while not unpacker.eof:
                piece = unpacker.decompress(data, PIECE)
                yield piece
                data = unpacker.unconsumed_tail
                if not data and len(piece) < PIECE:
                    break
    except zlib.error as error:
        raise FetchError("failed", f"said to be {encoding}, and is not: {error}") from error
    if not unpacker.eof:
        raise FetchError("failed", f"said to be {encoding}, and ends in the middle")


def _window(encoding: str, data: bytes) -> int:
    if encoding == "gzip":
        return zlib.MAX_WBITS | 16
    # "deflate" is meant to have zlib's header (RFC 9110, 8.4.1.2); some send it bare.
    has_header = data[0] & 0x0F == zlib.DEFLATED and (len(data) == 1 or (data[0] * 256 + data[1]) % 31 == 0)
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
