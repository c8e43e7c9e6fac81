"""Feeds, site maps and archives of others that have not changed are neither sent nor read again."""

from __future__ import annotations

import datetime as dt
import gzip
import os

import duckdb
import pytest

from pipelines.capturing import capture_all
from pipelines.fetching.archive import WarcArchive
from pipelines.fetching.client import Fetched, FetchError
from pipelines.fetching.message import Message
from pipelines.replay.restore import restore
from pipelines.settings import Settings
from pipelines.sources.source import Source
from pipelines.staging.store import StagingStore

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
FEED = "https://news.example/rss"
SOURCE = Source(name="wire", kind="feed", url=FEED, max_pages=2)
RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/%d\r\n"
    b"WARC-Date: 2025-04-30T12:30:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    b"Content-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>%d</p>\r\n\r\n"
)


def document(*names):
    links = "".join(f"<item><link>/{name}</link></item>" for name in names)
    return f"<rss><channel><title>Wire</title>{links}</channel></rss>".encode()


def answered(address, status, body, **more):
    headers = tuple(more.items())
    return Message(address, NOW, "1.1.1.1", "GET /rss HTTP/1.1", (), status, "", headers, body, None)


class Web:
    """A feed with an ETag, that has not changed where one is brought; its pages; and what was asked."""

    def __init__(self, body, etag='"1"', final=FEED):
        self.body, self.etag, self.final = body, etag, final
        self.asked = []
        self.brought = []

    def fetch(self, address, *, validators=None, **_):
        self.asked.append(address)
        if address != FEED:
            return Fetched(address, 200, "text/html", None, address.encode())
        self.brought.append(validators and (validators.final_address, validators.etag))
        if validators and validators.etag == self.etag:
            return Fetched(self.final, 304, None, None, b"", messages=(answered(self.final, 304, b""),))
        message = answered(self.final, 200, self.body, **{"Content-Type": "text/xml"})
        return Fetched(self.final, 200, "text/xml", None, self.body, etag=self.etag, messages=(message,))

    @property
    def pages(self):
        return [address.rpartition("/")[2] for address in self.asked if address != FEED]


@pytest.fixture
def settings(tmp_path):
    return Settings(warehouse=tmp_path / "wh")


def run(settings, web, now, source=SOURCE):
    web.asked.clear()
    return capture_all(settings, [source], web, now, run_id=f"run-{now:%d-%H}", say=lambda _: None)


def test_a_feed_is_asked_for_only_where_it_has_changed_and_tells_of_the_same_pages(settings):
    """Those too that the limit left for another run: what it said comes from the archive."""
    web = Web(document("a", "b", "c", "d", "e"))
    run(settings, web, NOW)
    assert web.pages == ["a", "b"]
    found = run(settings, web, NOW + HOUR / 2)
    assert web.pages == ["c", "d"]
    assert {(one.address[-1], one.outcome) for one in found} == {
        ("a", "left"),
        ("b", "left"),
        ("c", "fetched"),
        ("d", "fetched"),
        ("e", "left"),
    }
    assert {one.page.meta.publisher for one in found if one.page} == {"Wire"}
    web.body, web.etag = document("f"), '"2"'
    run(settings, web, NOW + HOUR * 2 / 3)
    assert web.pages == ["f"]
    run(settings, web, NOW + HOUR * 5 / 6)
    assert web.brought == [None, (FEED, '"1"'), (FEED, '"1"'), (FEED, '"2"')]


def test_links_stay_relative_to_where_the_feed_was_found(settings):
    """That is where it is asked whether it has changed."""
    web = Web(document("a"), final="https://feeds.example/x")
    run(settings, web, NOW)
    run(settings, web, NOW + HOUR / 2)
    assert web.brought == [None, ("https://feeds.example/x", '"1"')]
    with StagingStore(settings.build_db) as store:
        assert set(store.visits(["https://feeds.example/a"])) == {"https://feeds.example/a"}


def test_a_feed_that_came_whole_long_ago_is_asked_for_whole(settings):
    """A host may say for ever that nothing has changed."""
    web = Web(document("a"))
    run(settings, web, NOW)
    run(settings, web, NOW + 7 * 24 * HOUR)
    assert web.brought == [None, None]


@pytest.mark.parametrize("damage", ["gone", "cut off", "zeros"])
def test_a_feed_that_the_archive_has_lost_is_asked_for_whole(settings, damage):
    """At once: an archive that lost a file is no reason to lose a source."""
    web = Web(document("a", "b", "c"))
    run(settings, web, NOW)
    (file,) = settings.archive.rglob("*.warc.gz")
    if damage == "gone":
        file.unlink()
    else:
        data = file.read_bytes()
        file.write_bytes(data[:300] if damage == "cut off" else bytes(len(data)))
    run(settings, web, NOW + HOUR / 2)
    assert web.pages == ["c"]
    assert web.brought == [None, (FEED, '"1"'), None]


def test_a_feed_that_fails_is_remembered_as_it_was(settings):
    """And asked with what came with it the next time."""
    web = Web(document("a"))
    run(settings, web, NOW)

    class Down(Web):
        def fetch(self, address, **more):
            super().fetch(address, **more)
            raise FetchError("failed", "HTTP status 500")

    run(settings, Down(b""), NOW + HOUR / 3)
    run(settings, web, NOW + HOUR / 2)
    assert web.brought == [None, (FEED, '"1"')]


def listings(settings):
    with duckdb.connect(str(settings.build_db), read_only=True) as connection:
        return connection.execute("from staging.listings order by all").fetchall()


def test_what_is_remembered_comes_back_by_a_replay(settings):
    """The same rows, so that the next run asks what it would have asked."""
    web = Web(document("a"))
    run(settings, web, NOW)
    web.etag = '"2"'
    run(settings, web, NOW + HOUR)
    before = listings(settings)
    assert len(before) == 1
    settings.build_db.unlink()
    with StagingStore(settings.build_db) as store:
        restore(store, WarcArchive(settings.archive), NOW.date(), NOW.date(), str)
    assert listings(settings) == before
    run(settings, web, NOW + 2 * HOUR)
    assert web.brought[-1] == (FEED, '"2"')


def warc(folder, *numbers):
    folder.mkdir(exist_ok=True)
    path = folder / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(RECORD % (n, 52 + len(str(n)), n)) for n in numbers))
    return path


def outcomes(settings, source, now):
    found = capture_all(settings, [source], None, now, run_id=f"run-{now:%d-%H}", say=lambda _: None)
    return [(one.address, one.outcome) for one in found]


def test_an_archive_of_others_that_was_read_is_not_read_again(settings, tmp_path):
    """Until it, or what is taken of it, is another."""
    path = warc(tmp_path / "in", 1, 2)
    source = Source(name="others", kind="warc", path="in/*.warc.gz", base_dir=tmp_path)
    pages = [f"https://news.example/{n}" for n in (1, 2, 3)]
    assert outcomes(settings, source, NOW) == [(one, "fetched") for one in pages[:2]]
    assert outcomes(settings, source, NOW + HOUR) == [("warc://others/a.warc.gz", "left")]
    os.utime(path, ns=(0, 0))
    assert outcomes(settings, source, NOW + 2 * HOUR) == [(one, "unchanged") for one in pages[:2]]
    assert outcomes(settings, source, NOW + 3 * HOUR) == [("warc://others/a.warc.gz", "left")]
    other = source.model_copy(update={"exclude": ("*/1",)})
    assert outcomes(settings, other, NOW + 4 * HOUR) == [(pages[1], "unchanged")]
    warc(tmp_path / "in", 1, 2, 3)
    assert outcomes(settings, other, NOW + 5 * HOUR) == [(pages[1], "unchanged"), (pages[2], "fetched")]


def test_an_archive_that_was_not_read_to_its_end_is_read_again(settings, tmp_path):
    """For a limit, or for its damage."""
    path = warc(tmp_path / "in", 1, 2, 3)
    source = Source(name="others", kind="warc", path="in/*.warc.gz", base_dir=tmp_path, max_pages=2)
    pages = [f"https://news.example/{n}" for n in (1, 2, 3)]
    assert outcomes(settings, source, NOW) == [(one, "fetched") for one in pages[:2]]
    assert outcomes(settings, source, NOW + HOUR)[-1] == (pages[2], "fetched")
    assert outcomes(settings, source, NOW + 2 * HOUR) == [("warc://others/a.warc.gz", "left")]
    path.write_bytes(path.read_bytes()[:-10])
    for hours in (3, 4):
        assert outcomes(settings, source, NOW + hours * HOUR)[-1] == ("warc://others/a.warc.gz", "failed")
