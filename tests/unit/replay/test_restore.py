"""From the archive back to the staging tables: the same rows, whatever came of each address."""

import dataclasses
import datetime as dt

import duckdb
import pytest

from pipelines.capturing import facts_of
from pipelines.errors import UserError
from pipelines.fetching.archive import ArchiveLocation, WarcArchive
from pipelines.records import Meta, Page, Visit
from pipelines.replay.journal import SUFFIX, journals_of, write_journal
from pipelines.replay.restore import restore
from pipelines.sources.capture import Capture
from pipelines.staging.store import StagingStore

DAY = dt.date(2025, 5, 1)
NEXT_DAY = dt.date(2025, 5, 2)


def page(name, body="600 soldiers were killed.", day=DAY, hour=6):
    at = dt.datetime.combine(day, dt.time(hour, 30, 0, 123456), dt.UTC)
    address = f"https://a.example/{name}"
    return Page(
        "wire", address, address, at, 200, "text/html", None, body.encode(), Meta(title="A ü title"), "W", "GBR"
    )


def fetched(one):
    return Capture(one.source, one.address, "fetched", None, one)


def unchanged(one):
    return Capture(one.source, one.address, "unchanged", None, one)


def failed(name, reason="HTTP status 404", outcome="failed"):
    return Capture("wire", f"https://a.example/{name}", outcome, reason, None)


def run(folder, captures, *, day=DAY, hour=6, run_id="run", are_noted=False):
    """Do what a run does with its captures: archive, journal, stage."""
    now = dt.datetime.combine(day, dt.time(hour), dt.UTC)
    with WarcArchive(folder / "archive").open(run_id, day) as archive:
        located = [(one, archive.write(one.page) if one.outcome == "fetched" else None) for one in captures]
        for one in captures if are_noted else ():
            archive.end_group(one.address, facts_of(one), now)
    noted = [(facts_of(one) | {"page_id": one.page_id}, location) for one, location in located]
    write_journal(folder / "archive", run_id, day, noted, now=now)
    with StagingStore(folder / "build.duckdb") as store:
        store.write_captures(day, located)


def visited(address, number, **more):
    at = dt.datetime(2025, 5, number, 6, 0, 0, 5, dt.UTC)
    given = {"source": "wire", "first_asked": at, "last_asked": at, "asked": number, "failures": 0, "status": 200}
    known = {"page_id": None, "read_at": at, "final_address": address, "etag": '"x"', "last_modified": None}
    return Visit(address=address, next_due=at + dt.timedelta(days=1), **given | known | more)


def rows(folder):
    with duckdb.connect(str(folder / "build.duckdb"), read_only=True) as connection:
        return {
            name: connection.execute(f"from staging.{name} order by all").fetchall()
            for name in ("pages", "fetches", "visits")
        }


def restored(folder, first=DAY, last=NEXT_DAY, said=None):
    with StagingStore(folder / "build.duckdb") as store:
        return restore(store, WarcArchive(folder / "archive"), first, last, (said if said is not None else []).append)


@pytest.fixture
def stored(tmp_path):
    """Two days, three runs: every outcome, a page that changed, and one that changed back."""
    run(tmp_path, [fetched(page("a")), fetched(page("b")), failed("c"), failed("d", "robots", "refused")], run_id="one")
    run(
        tmp_path,
        [unchanged(page("a")), fetched(page("b", "700.", hour=12)), fetched(page("c", hour=12)), failed("d")],
        hour=12,
        # Sorts before the earlier run: order is by time, not by name.
        run_id="a-later-one",
    )
    run(tmp_path, [failed("a"), fetched(page("b", "800.", day=NEXT_DAY)), unchanged(page("c"))], day=NEXT_DAY)
    return tmp_path


def test_the_rows_are_those_of_the_runs(stored):
    """Pages with every field and their places, outcomes with their reasons; times too."""
    before = rows(stored)
    (stored / "build.duckdb").unlink()
    done = restored(stored, said=(said := []))
    assert rows(stored) == before
    assert len(before["pages"]) == 5
    assert len(before["fetches"]) == 4 + 3
    assert (done.days, done.pages, done.outcomes) == (2, 5, 11)
    assert said == ["2025-05-01: 4 pages, day 1 of 2", "2025-05-02: 1 pages, day 2 of 2"]


def test_restoring_what_is_staged_changes_nothing(stored):
    """A replay over a whole database."""
    before = rows(stored)
    restored(stored)
    assert rows(stored) == before


def test_what_is_remembered_of_addresses_comes_back(tmp_path):
    """When they are due again and what to ask them with; also where a host said that a page is as it was."""
    address = page("a").address
    first, then = visited(address, 1, page_id=page("a").page_id), visited(address, 2, page_id=page("a").page_id)
    run(tmp_path, [dataclasses.replace(fetched(page("a")), visit=first)])
    run(tmp_path, [Capture("wire", address, "unchanged", None, None, then)], day=NEXT_DAY)
    run(tmp_path, [Capture("wire", "https://a.example/z", "left", "not due before tomorrow", None)], day=NEXT_DAY)
    before = rows(tmp_path)
    assert len(before["visits"]) == 1
    (tmp_path / "build.duckdb").unlink()
    restored(tmp_path)
    assert rows(tmp_path) == before


def test_without_a_journal_the_notes_of_a_warc_file_tell_what_the_web_answered(tmp_path):
    """A copy of the WARC files alone has the pages, the failures, and when an address is due again."""
    address = page("a").address
    gone = visited("https://a.example/b", 1, status=404, failures=1)
    run(
        tmp_path,
        [
            dataclasses.replace(fetched(page("a")), visit=visited(address, 1)),
            dataclasses.replace(failed("b"), visit=gone),
        ],
        are_noted=True,
    )
    before = rows(tmp_path)
    for path in (tmp_path / "archive").rglob(f"*{SUFFIX}"):
        path.unlink()
    (tmp_path / "build.duckdb").unlink()
    restored(tmp_path)
    assert rows(tmp_path) == before


def zeros_in_the_middle(data):
    return data[: len(data) // 2] + bytes(200) + data[len(data) // 2 + 200 :]


@pytest.mark.parametrize("are_noted", [True, False])
@pytest.mark.parametrize(
    "damage",
    [
        zeros_in_the_middle,
        lambda data: data[: len(data) // 2],
        lambda data: data[:-30],
        lambda data: bytes(len(data)),
        lambda data: b"rubbish" + data,
    ],
    ids=["zeros within", "cut in half", "cut at the end", "zeros", "rubbish before"],
)
def test_without_a_journal_a_damaged_file_is_told_and_never_taken_for_a_shorter_day(tmp_path, damage, are_noted):
    """In one line: whoever deleted the database must not lose pages without a word."""
    run(tmp_path, [fetched(page(name, body=name * 1000)) for name in "abcde"], are_noted=are_noted)
    for path in (tmp_path / "archive").rglob(f"*{SUFFIX}"):
        path.unlink()
    (path,) = (tmp_path / "archive").rglob("*.warc.gz")
    path.write_bytes(damage(path.read_bytes()))
    (tmp_path / "build.duckdb").unlink()
    with pytest.raises(UserError, match=r"run\.warc\.gz: .*damaged.*; restore it from a copy") as raised:
        restored(tmp_path)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize("file", ["../../../outside.warc.gz", "/etc/passwd", "2025-05-01/../../x"])
def test_a_journal_that_points_out_of_the_archive_is_damaged(stored, file):
    """Whoever may write a journal must not make others of this computer's files public by it."""
    with pytest.raises(UserError, match="not in the archive"):
        WarcArchive(stored / "archive").read_page(ArchiveLocation(file, 0, 100))


def test_only_the_days_asked_for_are_staged(stored):
    """A replay of one day leaves the others to another."""
    (stored / "build.duckdb").unlink()
    restored(stored, first=NEXT_DAY)
    assert len(rows(stored)["pages"]) == 1


def test_a_day_without_a_journal_is_read_from_its_warc_files(stored):
    """An archive of an earlier version, or a copy of the WARC files alone: every page is there, as fetched."""
    before = rows(stored)
    for path in (stored / "archive").rglob(f"*{SUFFIX}"):
        path.unlink()
    (stored / "build.duckdb").unlink()
    restored(stored)
    after = rows(stored)
    assert after["pages"] == before["pages"]
    assert {row[3] for row in after["fetches"]} == {"fetched"}


def test_a_damaged_journal_is_one_line(stored):
    """It names the file and says what to do."""
    path = next((stored / "archive").rglob(f"*{SUFFIX}"))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(UserError, match=r"outcomes.jsonl.gz: cannot be read .*; restore it from a copy") as raised:
        journals_of(stored / "archive", dt.date.fromisoformat(path.parent.name))
    assert "\n" not in str(raised.value)


def test_a_missing_warc_file_is_one_line(stored):
    """The journal names a file that is gone."""
    next((stored / "archive").rglob("one.warc.gz")).unlink()
    with pytest.raises(UserError, match=r"one.warc.gz: cannot be read"):
        restored(stored)


def test_a_batch_of_nothing_leaves_no_file(tmp_path):
    """A run in which no source was asked."""
    assert write_journal(tmp_path, "run", DAY, []) is None
    assert list(tmp_path.rglob("*")) == []


def test_a_second_batch_of_a_run_has_a_file_of_its_own(tmp_path):
    """Nothing that was written is written over."""
    first = write_journal(tmp_path, "run/../x", DAY, [({"address": "a"}, None)])
    second = write_journal(tmp_path, "run/../x", DAY, [({"address": "b"}, None)])
    assert first != second
    assert {first.parent, second.parent} == {tmp_path / "2025-05-01"}
    assert [outcome.facts["address"] for one in journals_of(tmp_path, DAY) for outcome in one.outcomes] == [
        "a",
        "b",
    ]
