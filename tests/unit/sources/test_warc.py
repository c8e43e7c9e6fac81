"""Pages that others captured: what is taken of a WARC file, and what a damaged or hostile one does."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.sources import warc
from pipelines.sources.capture import capture
from pipelines.sources.source import Expectation, Source

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)
THEN = dt.datetime(2025, 4, 30, 12, 30, tzinfo=dt.UTC)
PAGE = "<p>Café</p>".encode()
BARE = zlib.compress(PAGE)[2:-4]
HTML = "Content-Type: text/html; charset=utf-8"


def record(
    body: bytes = PAGE,
    *headers: str,
    uri: str = "https://news.example/1",
    date: str = "2025-04-30T12:30:00Z",
    status: str = "200 OK",
    kind: str = "response",
    length: int | None = None,
) -> bytes:
    lines = "\r\n".join([f"HTTP/1.1 {status}", *(headers or (HTML,)), "", ""])
    http = lines.encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"WARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\nContent-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(http) if length is None else length}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def captured(folder, content: bytes | None = None, path="*.warc*", **fields):
    if content is not None:
        (folder / "a.warc").write_bytes(content)
    source = Source(name="news", kind="warc", path=path, base_dir=folder, **fields)
    return list(capture(source, fetcher=None, now=NOW, known=lambda *_: False))


def addresses(captures):
    return [(one.address, one.outcome) for one in captures]


def test_a_page_comes_with_what_the_archive_says_of_it(tmp_path):
    """Address, type, charset, body, and the time at which it was captured then."""
    (found,) = captured(tmp_path, record(), publisher="P", country="KOR", language="en")
    page = found.page
    assert (found.source, found.address, found.outcome) == ("news", "https://news.example/1", "fetched")
    assert (page.final_address, page.status, page.content_type, page.charset) == (
        "https://news.example/1",
        200,
        "text/html",
        "utf-8",
    )
    assert (page.body, page.captured_at, page.publisher_default, page.country) == (PAGE, THEN, "P", "KOR")
    assert page.meta.language == "en"


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.warc", b"".join),
        ("a.warc.gz", lambda records: b"".join(gzip.compress(one) for one in records)),
        ("a.warc.gz", lambda records: gzip.compress(b"".join(records))),
    ],
    ids=["plain", "a member a record", "one member"],
)
def test_plain_and_packed_files_are_read(tmp_path, name, pack):
    """Whichever way they were packed."""
    (tmp_path / name).write_bytes(pack([record(), record(b"<p>2</p>", uri="https://news.example/2")]))
    assert addresses(captured(tmp_path)) == [
        ("https://news.example/1", "fetched"),
        ("https://news.example/2", "fetched"),
    ]


def test_what_other_programs_write_is_read(tmp_path):
    """With requests between, as in Common Crawl's news archive."""
    with (tmp_path / "CC-NEWS-1.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example")], is_http_request=True)
        writer.write_record(
            writer.create_warc_record("https://news.example/1", "request", io.BytesIO(), 0, http_headers=request)
        )
        answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://news.example/1", "response", io.BytesIO(PAGE), len(PAGE), http_headers=answer
            )
        )
    assert addresses(captured(tmp_path, path="CC-NEWS-*.warc.gz")) == [("https://news.example/1", "fetched")]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE, mtime=0), ["Content-Encoding: gzip"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (BARE, ["Content-Encoding: deflate"]),
        (brotli.compress(PAGE), ["Content-Encoding: br"]),
        (PAGE, ["Content-Encoding: br"]),
        (PAGE, ["Content-Encoding: gzip"]),
        (b"5\r\n<p>Ca\r\n7\r\n" + PAGE[5:] + b"\r\n0\r\n\r\n", ["Transfer-Encoding: chunked"]),
        (PAGE, ["Transfer-Encoding: chunked"]),
        (
            b"%x\r\n" % len(gzip.compress(PAGE, mtime=0)) + gzip.compress(PAGE, mtime=0) + b"\r\n0\r\n\r\n",
            [
                "Transfer-Encoding: chunked",
                "Content-Encoding: gzip",
            ],
        ),
    ],
    ids=[
        "gzip",
        "deflate",
        "bare deflate",
        "brotli",
        "brotli taken off",
        "gzip taken off",
        "chunked",
        "chunks taken off",
        "both",
    ],
)
def test_encodings_are_taken_off_where_they_are_on(tmp_path, body, headers):
    """Archives keep the header of what they have taken off."""
    (found,) = captured(tmp_path, record(body, HTML, *headers))
    assert found.page.body == PAGE


@pytest.mark.parametrize(
    "other",
    [
        record(status="404 Not Found"),
        record(status="301 Moved"),
        record(PAGE, "Content-Type: image/png"),
        record(PAGE, "X: y"),
        record(b""),
        record(kind="request"),
        record(kind="revisit"),
        record(uri="file:///etc/passwd"),
        record(uri="dns:news.example"),
        record(uri="https://me:secret@news.example/"),
        record(uri="https://news.example/\x1b[2J"),
        record(uri="https://news.example/sport/1"),
        record(gzip.compress(b"A" * 30_000_000, mtime=0), HTML, "Content-Encoding: gzip"),
        record(brotli.compress(b"A" * 30_000_000, quality=1), HTML, "Content-Encoding: br"),
        record(zlib.compress(b"A" * 30_000_000)[2:-4], HTML, "Content-Encoding: deflate"),
        record(b"A" * 10_000_001),
    ],
)
def test_what_is_no_page_of_text_is_passed_over(tmp_path, other):
    """The pages around it are read."""
    found = captured(
        tmp_path, record() + other + record(b"<p>2</p>", uri="https://news.example/2"), exclude=("*/sport/*",)
    )
    assert addresses(found) == [("https://news.example/1", "fetched"), ("https://news.example/2", "fetched")]


@pytest.mark.parametrize(
    "date", ["2099-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "yesterday", ""]
)
def test_a_time_that_cannot_be_is_now(tmp_path, date):
    """No page was captured tomorrow, and none before there was a web."""
    (found,) = captured(tmp_path, record(date=date))
    assert found.page.captured_at == NOW


def test_a_page_that_was_captured_twice_comes_once_and_a_changed_one_twice(tmp_path):
    """In one file or in two."""
    (tmp_path / "b.warc").write_bytes(record() + record(b"<p>corrected</p>"))
    found = captured(tmp_path, record() * 2)
    assert [one.page.body for one in found] == [PAGE, b"<p>corrected</p>"]


DAMAGED = {
    "broken off": record()[:-30],
    "another length": record(length=5) + record(),
    "a length below nothing": record(length=-5) + record(),
    "no WARC": b"hello world\n" * 9,
    "an HTML page": b"<!doctype html><p>",
    "a header without end": b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"A" * 3_000_000,
    "headers without end": b"WARC/1.0\r\n" + b"X: y\r\n" * 500_000,
    "an answer's header without end": record(PAGE, "X: " + "A" * 3_000_000),
    "broken gzip": gzip.compress(record())[:-20],
    "no record": gzip.compress(b""),
    "bytes": bytes(range(256)) * 9,
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_told_and_the_others_are_read(tmp_path, damage):
    """Under its own address, with the reason on one line; what came before the damage is kept."""
    (tmp_path / "b.warc").write_bytes(DAMAGED[damage])
    (tmp_path / "c.warc").write_bytes(record(b"<p>2</p>", uri="https://news.example/2"))
    found = captured(tmp_path, record(b"<p>0</p>", uri="https://news.example/0"))
    outcomes = dict(addresses(found))
    assert outcomes["https://news.example/0"] == outcomes["https://news.example/2"] == "fetched"
    told = [one for one in found if one.outcome == "failed"]
    assert [one.address for one in told] == ["warc://news/b.warc"]
    assert all("\n" not in one.reason and len(one.reason) < 250 for one in told)


def test_a_source_without_a_file_is_told(tmp_path):
    """Unless nothing is expected of it."""
    (found,) = captured(tmp_path)
    assert (found.address, found.outcome) == ("warc://news/", "failed")
    assert found.reason == f"no .warc or .warc.gz file matches {tmp_path}/*.warc*"
    assert captured(tmp_path, expect=Expectation(min=0)) == []
    (found,) = captured(tmp_path, path="gone.warc")
    assert found.reason == f"no such file: {tmp_path}/gone.warc"


def test_a_file_whose_name_is_no_name_is_told_without_harm(tmp_path):
    """Its address can be shown, and holds no way out of the folder."""
    (tmp_path / "a\x1b[2J\n..warc").write_bytes(b"no")
    (found,) = captured(tmp_path)
    assert found.address == "warc://news/a%1B%5B2J%0A..warc"


def test_one_page_is_in_memory_at_a_time(tmp_path):
    """A file of a gigabyte is read as it comes."""
    (tmp_path / "a.warc").write_bytes(record() + record()[:-9])
    pages = warc.read_pages(Source(name="n", kind="warc", path="x"), tmp_path / "a.warc", NOW)
    assert next(pages).body == PAGE
    with pytest.raises(warc.WarcUnreadableError, match="it ends in the middle of a page, after 1 records"):
        next(pages)
