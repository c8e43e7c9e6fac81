"""What a WARC file is made of (ISO 28500): a page, what was asked and answered on the way to it, and what came of it.

Everything that came of one address is a group of records, in this order: each request and its response, the page's own
last; then a note (`metadata`), which ends the group. A group without its note is not whole.

Bodies are stored decompressed, without chunks; the headers that no longer hold for them begin with `X-Crawl-`, as in
Common Crawl's files. A page found unchanged is a `revisit`, which has no body.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException

from pipelines.records import Meta, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warcio.recordloader import ArcWarcRecord
    from warcio.warcwriter import WARCWriter

    from pipelines.fetching.message import Message

PAGE_HEADER = "Muster-Page"
"""Holds, as JSON, what a page's record has no place for."""

NOTE_TYPE = "application/vnd.muster.capture+json"

OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})

DAMAGED = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    StopIteration,
    TypeError,
    ValueError,
    zlib.error,
)
"""What the library raises over a record that is not whole: it does not look before it reads."""

SAME_BODY = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def page_record(warc: WARCWriter, page: Page, message: Message | None) -> ArcWarcRecord:
    """Return the record of a page: a `response` where it came over HTTP, else a `resource`."""
    facts = asdict(page)
    del facts["body"], facts["measured"]
    facts["captured_at"] = page.captured_at.isoformat()
    headers = {
        PAGE_HEADER: json.dumps(facts, ensure_ascii=True, sort_keys=True),
        "WARC-Date": _date(message.asked_at if message else page.captured_at),
    }
    media_type = page.content_type or "application/octet-stream"
    if not page.final_address.startswith(("http://", "https://")):
        return warc.create_warc_record(
            page.address,
            "resource",
            payload=io.BytesIO(page.body),
            length=len(page.body),
            warc_content_type=media_type,
            warc_headers_dict=headers,
        )
    if message is not None:
        return _response(warc, message, headers)
    content_type = f"{media_type}; charset={page.charset}" if page.charset else media_type
    http_headers = StatusAndHeaders(
        f"{page.status} ", [("Content-Type", content_type), ("Content-Length", str(len(page.body)))], "HTTP/1.1"
    )
    return _http(warc, page.final_address, "response", body=page.body, http=http_headers, headers=headers)


def response_record(warc: WARCWriter, message: Message) -> ArcWarcRecord:
    """Return the record of a response that is no page."""
    return _response(warc, message, {"WARC-Date": _date(message.asked_at)})


def request_record(warc: WARCWriter, message: Message, response: ArcWarcRecord) -> ArcWarcRecord:
    """Return the record of the request that a response answers."""
    method, _, target = message.request_line.partition(" ")
    http_headers = StatusAndHeaders(f"{method} {target}", list(message.request_headers), is_http_request=True)
    headers = {
        "WARC-Date": _date(message.asked_at),
        "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
    }
    return _http(warc, message.address, "request", body=b"", http=http_headers, headers=headers)


def revisit_record(warc: WARCWriter, message: Message) -> ArcWarcRecord:
    """Return the record of a response that gave a page which the archive holds already."""
    is_same_body = bool(message.body)
    headers = {
        "WARC-Date": _date(message.asked_at),
        "WARC-Profile": SAME_BODY if is_same_body else NOT_MODIFIED,
    }
    if is_same_body:
        headers["WARC-Payload-Digest"] = _payload_digest(message.body)
    return _http(warc, message.address, "revisit", body=b"", http=_status(message), headers=headers | _ip(message))


def note_record(warc: WARCWriter, address: str, facts: Mapping[str, Any], date: dt.datetime) -> ArcWarcRecord:
    """Return the record that ends a group: what came of an address, as JSON."""
    text = json.dumps(facts, ensure_ascii=True, sort_keys=True).encode("ascii")
    return warc.create_warc_record(
        address,
        "metadata",
        payload=io.BytesIO(text),
        length=len(text),
        warc_content_type=NOTE_TYPE,
        warc_headers_dict={"WARC-Date": _date(date)},
    )


def read_note(record: ArcWarcRecord) -> dict[str, Any] | None:
    """Return what a note says; null where the record is none."""
    if record.rec_type != "metadata" or record.rec_headers.get_header("Content-Type") != NOTE_TYPE:
        return None
    facts = json.loads(record.raw_stream.read())
    return facts if isinstance(facts, dict) else {}


def is_page(record: ArcWarcRecord) -> bool:
    """Return whether a record holds a page."""
    return record.rec_headers.get_header(PAGE_HEADER) is not None


def read_page(record: ArcWarcRecord) -> Page:
    """Rebuild the page that a record holds.

    Raises:
        ValueError, KeyError, TypeError: It holds none.
    """
    facts = json.loads(record.rec_headers.get_header(PAGE_HEADER))
    facts["captured_at"] = dt.datetime.fromisoformat(facts["captured_at"])
    facts["meta"] = Meta(**facts["meta"])
    return Page(**facts, body=read_body(record))


def read_body(record: ArcWarcRecord) -> bytes:
    """Return the body that a record holds.

    Raises:
        ValueError: It is not the one that was written: the library takes a record that is cut off for a shorter one.
    """
    body = bytes(record.raw_stream.read())
    digest = record.rec_headers.get_header("WARC-Payload-Digest")
    if digest != _payload_digest(body):
        raise ValueError("it is cut off, or another one")
    return body


def _response(warc: WARCWriter, message: Message, headers: dict[str, str]) -> ArcWarcRecord:
    headers = headers | _ip(message)
    if message.truncated:
        headers["WARC-Truncated"] = message.truncated
    return _http(warc, message.address, "response", body=message.body, http=_status(message), headers=headers)


def _payload_digest(body: bytes) -> str:
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode('ascii')}"


def _status(message: Message) -> StatusAndHeaders:
    kept = [(f"X-Crawl-{name}" if name.lower() in OF_THE_WIRE else name, value) for name, value in message.headers]
    return StatusAndHeaders(
        f"{message.status} {message.reason}", [*kept, ("Content-Length", str(len(message.body)))], "HTTP/1.1"
    )


def _ip(message: Message) -> dict[str, str]:
    return {"WARC-IP-Address": message.ip_address} if message.ip_address else {}


def _http(
    warc: WARCWriter, address: str, kind: str, *, body: bytes, http: StatusAndHeaders, headers: dict[str, str]
) -> ArcWarcRecord:
    return warc.create_warc_record(
        address, kind, payload=io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=headers
    )


def _date(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
