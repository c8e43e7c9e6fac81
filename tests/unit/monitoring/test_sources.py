"""How each source is, told from what the runs left behind."""

import datetime as dt

import duckdb
import pytest

from pipelines.monitoring.sources import Reason, sources_status
from pipelines.sources.config import Expectation, Source
from pipelines.staging.outcomes import Batch
from pipelines.staging.store import StagingStore

NOW = dt.datetime(2025, 5, 3, 12, tzinfo=dt.UTC)
DAY = {number: dt.date(2025, 5, number) for number in (1, 2, 3)}


def source(name, *, enabled=True, least=1, most=500):
    return Source(name=name, kind="folder", path="x", enabled=enabled, expect=Expectation(min=least, max=most))


def row(name, day, number, outcome, reason=None):
    return {
        "source": name,
        "capture_day": DAY[day],
        "address": f"https://{name}.example/{number}",
        "outcome": outcome,
        "reason": reason,
        "page_id": None,
    }


@pytest.fixture
def build(tmp_path):
    return tmp_path / "build.duckdb"


def status(build, rows, *sources):
    with StagingStore(build) as store:
        store.restore_captures([Batch(fetches=rows)])
    with duckdb.connect(str(build), read_only=True) as connection:
        return sources_status(connection, sources, NOW)


def test_a_source_is_told_as_of_the_day_on_which_it_was_asked_last(build):
    """Feeds are asked more often than others: that another was asked since is no failure."""
    rows = [
        row("daily", 1, 1, "fetched"),
        row("daily", 2, 1, "unchanged"),
        row("daily", 2, 2, "unchanged"),
        row("feed", 3, 1, "fetched"),
    ]
    daily, feed = status(build, rows, source("daily"), source("feed"))
    assert (daily.state, daily.asked_on, daily.new_on, daily.given, daily.new) == ("fine", DAY[2], DAY[1], 2, 0)
    assert (feed.state, feed.asked_on, feed.new_on, feed.given, feed.new) == ("fine", DAY[3], DAY[3], 1, 1)


def test_what_failed_is_told_with_its_reasons_the_most_frequent_first(build):
    """Of the last day only: what failed before and was had since is no news."""
    rows = [
        row("s", 1, 9, "failed", "an old failure"),
        row("s", 2, 1, "failed", "HTTP status 404"),
        *(row("s", 2, number, "failed", "no answer within 15 seconds") for number in (2, 3, 4)),
        row("s", 2, 5, "refused", "robots.txt forbids it"),
        row("s", 2, 6, "fetched"),
    ]
    (one,) = status(build, rows, source("s"))
    assert (one.state, one.failed) == ("some failed", 5)
    assert one.reasons == (
        Reason("no answer within 15 seconds", 3, "https://s.example/2"),
        Reason("HTTP status 404", 1, "https://s.example/1"),
        Reason("robots.txt forbids it", 1, "https://s.example/5"),
    )


@pytest.mark.parametrize(
    ("outcomes", "least", "most", "state"),
    [
        (["failed"], 1, 9, "below minimum"),
        (["failed"], 0, 9, "some failed"),
        (["fetched"], 2, 9, "below minimum"),
        (["fetched", "unchanged"], 2, 9, "fine"),
        (["left", "left"], 2, 9, "fine"),
        (["fetched", "unchanged", "left"], 1, 2, "above maximum"),
        ([], 0, 9, "never asked"),
    ],
)
def test_a_source_below_its_minimum_is_told_before_anything_else(build, outcomes, least, most, state):
    """What is known and not due again counts as given."""
    rows = [
        row("s", 2, number, outcome, "why" if outcome == "failed" else None) for number, outcome in enumerate(outcomes)
    ]
    (one,) = status(build, rows, source("s", least=least, most=most))
    assert one.state == state


def test_an_archive_that_is_as_it_was_is_fine(build):
    """It is not read again, so that its pages are not told of; one that gave too few when it was read is short."""
    rows = [row("s", 1, 1, "fetched"), row("s", 1, 2, "fetched"), row("s", 2, 0, "left", "read on 2025-05-01")]
    archive = Source(name="s", kind="warc", path="x", expect=Expectation(min=3))
    (before,) = status(build, rows[:2], archive)
    (one,) = status(build, rows, archive)
    assert (before.state, one.state) == ("below minimum", "fine")


def test_a_source_that_is_off_is_told_as_off(build):
    """What it gave before is told all the same."""
    (one,) = status(build, [row("s", 2, 1, "failed", "why")], source("s", enabled=False))
    assert (one.state, one.asked_on) == ("off", DAY[2])


def test_nothing_was_ever_run():
    (one,) = sources_status(None, [source("s")], NOW)
    assert (one.state, one.asked_on, one.new_on, one.due, one.next_due) == ("never asked", None, None, 0, None)


def test_what_is_due_is_counted_and_the_next_told(build):
    """From when the addresses that were asked for are due again; null is never."""
    with StagingStore(build):
        pass
    with duckdb.connect(str(build)) as connection:
        connection.execute(
            "create or replace table staging.visits (address varchar, source varchar, next_due timestamp)"
        )
        connection.execute("""
            insert into staging.visits values
                ('a', 's', '2025-05-03 11:00'), ('b', 's', '2025-05-03 12:00'), ('c', 's', '2025-05-03 18:30'),
                ('d', 's', '2025-05-09 00:00'), ('e', 's', null), ('f', 'other', '2025-05-01 00:00')
        """)
    with duckdb.connect(str(build), read_only=True) as connection:
        (one,) = sources_status(connection, [source("s")], NOW)
    assert (one.due, one.next_due) == (2, dt.datetime(2025, 5, 3, 18, 30, tzinfo=dt.UTC))
