"""What is remembered of addresses that were asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import replace

import pytest

from pipelines.fetching.archive import ArchiveLocation
from pipelines.records import Meta, Page, Visit
from pipelines.sources.capture import Capture
from pipelines.staging.store import StagingStore

NOW = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
LOCATION = ArchiveLocation("2025-05-01/run.warc.gz", 10, 20)


def visit(address="https://a.example/1", **changes):
    given = {
        "address": address,
        "source": "wire",
        "first_asked": NOW,
        "last_asked": NOW,
        "asked": 1,
        "failures": 0,
        "status": 200,
        "next_due": NOW + HOUR,
        "page_id": "p",
        "read_at": NOW,
        "final_address": address,
        "etag": '"1"',
        "last_modified": None,
    }
    return Visit(**given | changes)


def page(address, body=b"x"):
    return Page("wire", address, address, NOW, 200, "text/html", "utf-8", body)


@pytest.fixture
def store(tmp_path):
    with StagingStore(tmp_path / "build.duckdb") as opened:
        yield opened


def write(store, *visits, outcome="failed"):
    store.write_captures(NOW.date(), [(Capture("wire", one.address, outcome, "x", None, one), None) for one in visits])


def test_a_visit_comes_back_as_it_was_written(store):
    """Times are in UTC, whatever they were written in."""
    elsewhere = dt.timezone(dt.timedelta(hours=9))
    never = visit("https://a.example/2", next_due=None, status=None, page_id=None, read_at=None, etag=None)
    write(store, visit(first_asked=NOW.astimezone(elsewhere)), never)
    assert store.visits([visit().address, never.address, "https://a.example/3"]) == {
        visit().address: visit(),
        never.address: never,
    }
    assert store.visits([]) == {}


def test_the_later_of_two_visits_stays(store):
    """In whatever order they are written: a salvaged run may be staged after another."""
    later = visit(last_asked=NOW + HOUR, asked=2)
    write(store, later)
    write(store, visit())
    assert store.visits([later.address]) == {later.address: later}
    write(store, visit(last_asked=NOW + 2 * HOUR, asked=3), visit(last_asked=NOW + HOUR))
    assert store.visits([later.address])[later.address].asked == 3


def test_what_is_due_is_told_longest_due_first(store):
    """Of that source, and by that time."""
    write(
        store,
        visit("https://a.example/1", next_due=NOW),
        visit("https://a.example/2", next_due=NOW - HOUR),
        visit("https://a.example/3", next_due=NOW + HOUR),
        visit("https://a.example/4", next_due=None),
        visit("https://a.example/5", next_due=NOW, source="other"),
    )
    assert list(store.due_pages("wire", NOW)) == ["https://a.example/2", "https://a.example/1"]


def test_what_was_told_of_a_page_is_told_again_when_it_is_due(store):
    """The feed that gave its date has forgotten it by then; a corrected page is of the same day."""
    told = Meta(title="A title", published="2025-04-30", language="en")
    old = replace(page("https://a.example/1"), meta=Meta(title="Old"))
    one = replace(page("https://a.example/1", b"new"), meta=told)
    for each in (old, one):
        seen = visit(each.address, next_due=NOW, page_id=each.page_id)
        store.write_captures(NOW.date(), [(Capture("wire", each.address, "fetched", None, each, seen), LOCATION)])
    write(store, visit("https://a.example/2", next_due=NOW, page_id=None))
    assert store.due_pages("wire", NOW) == {"https://a.example/1": told, "https://a.example/2": Meta()}


def test_addresses_with_a_page_are_told(store):
    """Those asked about."""
    one = page("https://a.example/1")
    store.write_captures(NOW.date(), [(Capture("wire", one.address, "fetched", None, one), LOCATION)])
    assert store.staged_addresses([one.address, "https://a.example/2"]) == {one.address}
    assert store.staged_addresses([]) == set()


@pytest.mark.parametrize(
    ("first", "then", "stays"),
    [
        ("left", "failed", "failed"),
        ("failed", "left", "failed"),
        ("left", "fetched", "fetched"),
        ("fetched", "left", "fetched"),
        ("unchanged", "left", "unchanged"),
        ("left", "left", "left"),
    ],
)
def test_what_was_left_gives_way_to_what_came_of_it(store, first, then, stays):
    """On the same day; and leaves alone what came before."""
    for outcome in (first, then):
        one = page("https://a.example/1") if outcome in {"fetched", "unchanged"} else None
        location = LOCATION if outcome == "fetched" else None
        store.write_captures(NOW.date(), [(Capture("wire", "https://a.example/1", outcome, None, one), location)])
    assert store.counts().fetches_by_outcome == {stays: 1}


def test_a_page_that_the_host_says_is_unchanged_is_the_one_remembered(store, tmp_path):
    """There are no bytes that would tell."""
    write(store, visit(), outcome="unchanged")
    assert store._session.rows("select outcome, page_id from staging.fetches", []) == [("unchanged", "p")]


def test_a_page_whose_body_was_put_away_is_staged_as_it_was(store):
    """Its digest and size are remembered."""
    whole = page("https://a.example/1", b"abc")
    away = whole.put_away()
    assert (away.body, away.page_id, away.body_size) == (b"", whole.page_id, 3)
    assert dataclasses.replace(away, body=b"abc") == whole
    store.write_captures(NOW.date(), [(Capture("wire", away.address, "fetched", None, away), LOCATION)])
    row = store._session.rows("select page_id, body_digest, body_size from staging.pages", [])
    assert row == [(whole.page_id, whole.body_digest, 3)]
