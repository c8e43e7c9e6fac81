"""A run of capturing: what came is archived and staged, and what a killed run left is taken over first."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.capturing import capture_all, capture_of, facts_of, keep
from pipelines.fetching.archive import ArchiveLocation, WarcArchive
from pipelines.fetching.client import Fetched, FetchError
from pipelines.fetching.salvage import groups, left_over
from pipelines.settings import Settings
from pipelines.sources.capture import crawl
from pipelines.sources.config import Source
from pipelines.staging.store import StagingStore

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)
ADDRESSES = tuple(f"https://a.example/{number}" for number in range(6))
SOURCE = Source(name="wire", kind="urls", urls=ADDRESSES)


class Web:
    """Pages by address; `/3` is gone."""

    def __init__(self):
        self.asked = []

    def fetch(self, address, **_):
        self.asked.append(address)
        if address.endswith("3"):
            raise FetchError("failed", "HTTP status 410", status=410)
        return Fetched(address, 200, "text/html", None, address.encode(), etag='"1"')


@pytest.fixture
def settings(tmp_path):
    return Settings(warehouse=tmp_path)


def run(settings, web, now=NOW, run_id="run"):
    return capture_all(settings, [SOURCE], web, now, run_id=run_id, say=lambda _: None)


def staged(settings):
    with StagingStore(settings.build_db) as store:
        pages = [
            (address, ArchiveLocation(*place))
            for address, *place in store._session.rows(
                "select address, archive_file, archive_offset, archive_length from staging.pages order by address", []
            )
        ]
        return pages, store.visits(ADDRESSES)


def leave_behind(settings, numbers, *, of_another_version=False):
    """Archive what came of some addresses, as a run that is killed then."""
    archive = WarcArchive(settings.archive)

    def killed():
        with archive.open("killed", NOW.date()) as writer:
            source = Source(name="wire", kind="urls", urls=tuple(ADDRESSES[number] for number in numbers))
            for one in crawl([source], fetcher=Web(), now=NOW, known=lambda *_: False):
                if of_another_version:
                    writer.write(one.page)
                    writer.end_group(one.address, {"of": "another version"}, NOW)
                else:
                    keep(writer, one, NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    return archive


def test_what_came_is_archived_and_staged(settings):
    """Each row points at its page; the captures that are told of hold no bytes."""
    captures = run(settings, Web())
    assert sorted((one.outcome, one.address[-1]) for one in captures) == [
        ("failed", "3"),
        *(("fetched", number) for number in "01245"),
    ]
    assert {one.page.body for one in captures if one.page} == {b""}
    pages, visits = staged(settings)
    archive = WarcArchive(settings.archive)
    assert [archive.read(place) for _, place in pages] == [address.encode() for address, _ in pages]
    assert [visits[address].status for address in ADDRESSES] == [200, 200, 200, 410, 200, 200]


def test_what_a_killed_run_left_is_not_asked_for_again(settings):
    """What failed is; both runs' pages are staged."""
    leave_behind(settings, (0, 1, 3))
    web = Web()
    run(settings, web)
    assert sorted(web.asked) == [ADDRESSES[number] for number in (2, 3, 4, 5)]
    pages, visits = staged(settings)
    assert [(address[-1], place.file) for address, place in pages] == [
        ("0", "2025-05-01/killed.warc.gz"),
        ("1", "2025-05-01/killed.warc.gz"),
        *((number, "2025-05-01/run.warc.gz") for number in "245"),
    ]
    assert visits[ADDRESSES[3]].failures == 2
    assert left_over(WarcArchive(settings.archive)) == []


def test_what_another_version_left_is_asked_for_again(settings):
    """Its file stays; it does not stop this run or any other."""
    leave_behind(settings, (0,), of_another_version=True)
    web = Web()
    run(settings, web)
    assert sorted(web.asked) == list(ADDRESSES)
    assert left_over(WarcArchive(settings.archive)) == []


def test_a_capture_comes_back_from_the_archive_as_it_was(settings):
    """But for the bytes of its page and what was said on the wire."""
    archive = leave_behind(settings, (0, 3))
    (path,) = left_over(archive)
    for group in groups(archive, path):
        capture = capture_of(group)
        assert facts_of(capture) == group.facts
        assert (capture.outcome, capture.page is None) in {("fetched", False), ("failed", True)}
        assert capture.visit.last_asked == NOW


def test_a_run_asks_only_for_what_is_due(settings):
    """What failed is tried again at once, the pages after an hour."""
    run(settings, Web())
    again = run(settings, Web(), now=NOW + dt.timedelta(minutes=10), run_id="again")
    assert sorted(one.outcome for one in again) == ["failed", *["left"] * 5]
    later = run(settings, Web(), now=NOW + dt.timedelta(hours=2), run_id="later")
    assert sorted(one.outcome for one in later) == ["failed", *["unchanged"] * 5]


def test_a_page_is_whole_in_the_archive_before_its_host_is_asked_for_the_next(settings):
    """So that a process that is killed loses no more of a host than the page on its way."""
    archived = []

    class Watched(Web):
        def fetch(self, address, **more):
            archive = WarcArchive(settings.archive)
            archived.append([group.facts["address"] for path in unfinished(archive) for group in groups(archive, path)])
            return super().fetch(address, **more)

    run(settings, Watched())
    assert archived == [list(ADDRESSES[:number]) for number in range(len(ADDRESSES))]


def unfinished(archive):
    return sorted(archive.folder.glob("*/*.part"))
