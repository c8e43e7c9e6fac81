"""The archive: pages come back as they went in, and a file is there whole or not at all."""

from __future__ import annotations

import datetime as dt
import gzip
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipelines.errors import UserError
from pipelines.fetching.archive import ArchiveLocation, WarcArchive, mark_staged
from pipelines.fetching.message import Message
from pipelines.records import Meta, Page

DAY = dt.date(2025, 5, 1)
NOW = dt.datetime(2025, 5, 1, 6, 0, 0, 123456, tzinfo=dt.UTC)


def page(body=b"<p>x</p>", **changes):
    fields = {
        "source": "test",
        "address": "https://a.example/1",
        "final_address": "https://a.example/one",
        "captured_at": NOW,
        "status": 200,
        "content_type": "text/html",
        "charset": "utf-8",
        "body": body,
        "meta": Meta(),
        "publisher_default": None,
        "country": None,
    }
    return Page(**{**fields, **changes})


def stored(archive, *pages, run_id="run"):
    with archive.open(run_id, DAY) as writer:
        return [writer.write(page) for page in pages]


text = st.text(max_size=200)
maybe = st.none() | text
pages = st.builds(
    page,
    body=st.binary(max_size=2000),
    source=text,
    address=st.sampled_from(["https://a.example/1", "http://b.example/?q=%20"]),
    captured_at=st.datetimes(min_value=dt.datetime(2000, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    status=st.integers(100, 599),
    content_type=st.none() | st.sampled_from(["text/html", "text/plain", "application/xhtml+xml"]),
    charset=st.none() | st.sampled_from(["utf-8", "euc-kr"]),
    meta=st.builds(Meta, title=maybe, publisher=maybe, url=maybe, published=maybe, language=maybe),
    publisher_default=maybe,
    country=maybe,
)
files = st.builds(
    lambda page, name: Page(**{**fields(page), "address": f"folder://x/{name}", "final_address": f"folder://x/{name}"}),
    pages,
    st.sampled_from(["a.html", "b/c%20d.txt"]),
)


def fields(page):
    return {name: getattr(page, name) for name in page.__dataclass_fields__}


@settings(deadline=None)
@given(st.lists(pages | files, max_size=5))
def test_pages_come_back_as_they_went_in(given_pages):
    """Whatever is in them, each alone by its location."""
    with tempfile.TemporaryDirectory() as folder:
        archive = WarcArchive(Path(folder))
        locations = stored(archive, *given_pages)
        for location, expected in zip(locations, given_pages, strict=True):
            assert archive.read_page(location) == expected
            assert archive.read(location) == expected.body


def test_records_are_what_the_standard_asks_for(tmp_path):
    """A response for the web, a resource for a file; any WARC reader can read them."""
    archive = WarcArchive(tmp_path)
    file = page(b"plain", address="folder://x/a.txt", final_address="folder://x/a.txt", content_type="text/plain")
    stored(archive, page(), file)
    with (tmp_path / "2025-05-01" / "run.warc.gz").open("rb") as stream:
        found = [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.rec_headers.get_header("WARC-Date"),
                record.http_headers and record.http_headers.get_header("Content-Type"),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    date = "2025-05-01T06:00:00.123456Z"
    assert found == [
        ("response", "https://a.example/one", date, "text/html; charset=utf-8", b"<p>x</p>"),
        ("resource", "folder://x/a.txt", date, None, b"plain"),
    ]


def test_locations_are_relative_and_follow_each_other(tmp_path):
    """So that the archive can be moved."""
    first, second = stored(WarcArchive(tmp_path), page(), page(b"y"))
    assert first.file == second.file == "2025-05-01/run.warc.gz"
    assert (first.offset, second.offset) == (0, first.length)
    assert second.offset + second.length == (tmp_path / first.file).stat().st_size


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    """Until then it has another name."""
    archive = WarcArchive(tmp_path)
    with archive.open("run", DAY) as writer:
        writer.write(page())
        assert [path.name for path in (tmp_path / "2025-05-01").iterdir()] == ["run.warc.gz.part"]
    assert names(tmp_path) == ["run.warc.gz", "run.warc.gz.unstaged"]


def names(folder):
    return sorted(path.name for path in (folder / "2025-05-01").iterdir())


def test_until_what_is_in_a_file_is_staged_it_is_marked(tmp_path):
    """The mark is there before the file has its name, and goes alone."""
    archive = WarcArchive(tmp_path)
    with archive.open("run", DAY) as writer:
        writer.write(page())
    mark_staged(writer.path)
    mark_staged(writer.path)
    assert names(tmp_path) == ["run.warc.gz"]


def fail_at_once(folder, *pages):
    def fail():
        with WarcArchive(folder).open("run", DAY) as writer:
            for one in pages:
                writer.write(one)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()


def test_an_error_leaves_what_was_written_for_the_next_run(tmp_path):
    """Under its temporary name; where nothing was, not even the folder of the day."""
    fail_at_once(tmp_path, page())
    assert names(tmp_path) == ["run.warc.gz.part"]
    fail_at_once(tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_run_without_pages_leaves_nothing(tmp_path):
    """An empty file would be no WARC file."""
    assert stored(WarcArchive(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_not_written_over(tmp_path):
    """It may hold pages that nobody should have to be asked for again."""
    (tmp_path / "2025-05-01").mkdir()
    (tmp_path / "2025-05-01" / "run.warc.gz.part").write_bytes(b"half a rec")
    (location,) = stored(WarcArchive(tmp_path), page())
    assert location.file == "2025-05-01/run-2.warc.gz"
    assert (tmp_path / "2025-05-01" / "run.warc.gz.part").read_bytes() == b"half a rec"


def message(address, status=200, body=b"", **more):
    given = {
        "address": address,
        "asked_at": NOW,
        "ip_address": "1.1.1.1",
        "request_line": "GET /x HTTP/1.1",
        "request_headers": (("Host", "a.example"), ("User-Agent", "Muster/0.1")),
        "status": status,
        "reason": "OK",
        "headers": (("content-type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "9")),
        "body": body,
        "truncated": None,
    }
    return Message(**given | more)


def everything_in(path):
    with path.open("rb") as stream:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.http_headers.get_statuscode() if record.http_headers else None,
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream, check_digests="raise")
        ]


def test_every_request_and_response_is_kept(tmp_path):
    """In the order in which they were made, then the note that ends them; the page is found by its place."""
    robots = message("https://a.example/robots.txt", 404, b"none")
    moved = message("https://a.example/1", 302)
    last = message("https://a.example/one", 200, page().body)
    archive = WarcArchive(tmp_path)
    with archive.open("run", DAY) as writer:
        location = writer.write(page(), (robots, moved, last))
        writer.end_group(page().address, {"outcome": "fetched"}, NOW)
    assert archive.read_page(location) == page()
    assert everything_in(writer.path) == [
        ("response", "https://a.example/robots.txt", "404", b"none"),
        ("request", "https://a.example/robots.txt", "/x", b""),
        ("response", "https://a.example/1", "302", b""),
        ("request", "https://a.example/1", "/x", b""),
        ("response", "https://a.example/one", "200", page().body),
        ("request", "https://a.example/one", "/x", b""),
        ("metadata", "https://a.example/1", None, b'{"outcome": "fetched"}'),
    ]


def test_a_response_keeps_its_headers_but_for_those_of_the_wire(tmp_path):
    """The body is stored unpacked: what says otherwise is renamed, as Common Crawl does."""
    with WarcArchive(tmp_path).open("run", DAY) as writer:
        writer.write_messages([message("https://a.example/1", 404, b"gone", truncated="length")])
    with writer.path.open("rb") as stream:
        response, request = list(ArchiveIterator(stream))
        assert response.http_headers.headers == [
            ("content-type", "text/html"),
            ("X-Crawl-Content-Encoding", "gzip"),
            ("X-Crawl-Content-Length", "9"),
            ("Content-Length", "4"),
        ]
    assert response.rec_headers.get_header("WARC-Truncated") == "length"
    assert response.rec_headers.get_header("WARC-IP-Address") == "1.1.1.1"
    assert response.rec_headers.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert request.rec_headers.get_header("WARC-Concurrent-To") == response.rec_headers.get_header("WARC-Record-ID")
    assert request.http_headers.get_header("User-Agent") == "Muster/0.1"


@pytest.mark.parametrize(("status", "body", "profile"), [(304, b"", "server-not-modified"), (200, b"x", "identical-")])
def test_a_page_that_is_unchanged_is_a_revisit_without_a_body(tmp_path, status, body, profile):
    """Whether the host says so or its bytes are the same."""
    with WarcArchive(tmp_path).open("run", DAY) as writer:
        writer.write_messages([message("https://a.example/1", status, body)], is_unchanged=True)
    with writer.path.open("rb") as stream:
        revisit = next(iter(ArchiveIterator(stream)))
        assert (revisit.rec_type, revisit.content_stream().read()) == ("revisit", b"")
    assert profile in revisit.rec_headers.get_header("WARC-Profile")


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    """A run of the same name writes another file."""
    archive = WarcArchive(tmp_path)
    (first,) = stored(archive, page(b"1"))
    (second,) = stored(archive, page(b"2"))
    assert (first.file, second.file) == ("2025-05-01/run.warc.gz", "2025-05-01/run-2.warc.gz")
    assert (archive.read(first), archive.read(second)) == (b"1", b"2")


def test_a_run_id_cannot_lead_out_of_the_folder(tmp_path):
    """It becomes part of a file name."""
    (location,) = stored(WarcArchive(tmp_path), page(), run_id="../../x y")
    assert location.file == "2025-05-01/------x-y.warc.gz"


def test_a_missing_file_is_named(tmp_path):
    """In one line, with what to do."""
    with pytest.raises(UserError, match=r"gone\.warc\.gz: cannot be read: No such file or directory; restore it"):
        WarcArchive(tmp_path).read(ArchiveLocation("gone.warc.gz", 0, 10))


def damage_length(data):
    return data[: len(data) // 2]


def damage_body(data):
    return gzip.compress(gzip.decompress(data).replace(b"<p>x</p>", b"<p>y</p>"))


def damage_bytes(data):
    return b"\x00" * len(data)


@pytest.mark.parametrize("of_an_answer", [False, True])
def test_a_page_that_is_cut_off_is_damaged_and_never_a_shorter_page(tmp_path, of_an_answer):
    """Its headers are whole, and so is what of its text is there: only its digest tells."""
    archive, body = WarcArchive(tmp_path), random.Random(1).randbytes(100_000)
    with archive.open("run", DAY) as writer:
        if of_an_answer:
            location = writer.write_messages([message("https://a.example/1", 200, body)])
        else:
            location = writer.write(page(body=body))
    assert archive.read(location) == body
    path = tmp_path / location.file
    path.write_bytes(path.read_bytes()[:80_000])
    with pytest.raises(UserError, match="the record at byte 0 is damaged"):
        archive.read(location)


@pytest.mark.parametrize("damage", [damage_length, damage_body, damage_bytes])
def test_a_damaged_record_is_told_and_never_read_as_another_page(tmp_path, damage):
    """Cut off, changed, or overwritten: digests are checked on every read."""
    archive = WarcArchive(tmp_path)
    (location,) = stored(archive, page())
    path = tmp_path / location.file
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match="the record at byte 0 is damaged"):
        archive.read(ArchiveLocation(location.file, 0, 10_000))
