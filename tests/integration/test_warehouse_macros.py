"""The table macros of the published file: what was believed on a day, what bears a claim out, what has changed."""

import datetime as dt

import duckdb
import pytest
from warehouse_kit import NIS, Report, dbt, query, stage

from pipelines.publishing.swap import publish

pytestmark = pytest.mark.slow

KILLED = {"subject": "casualties", "measure": "killed", "actor": "PRK", "stock_flow": "cumulative", "claimant": NIS}
MAY_1, MAY_3, MAY_9 = (dt.date(2025, 5, day) for day in (1, 3, 9))

REPORTS = [
    Report("https://a.example/january", "So far 300 died.", {"300": KILLED | {"value": 300.0}}, "2025-01-13"),
    Report("https://b.example/april", "So far 600 died.", {"600": KILLED | {"value": 600.0}}, "2025-04-30"),
    Report("https://c.example/april", "It is 600 now.", {"600": KILLED | {"value": 600.0}}, "2025-05-02", MAY_3),
    Report(
        "https://d.example/workers", "About 6,000 came.", {"6,000": KILLED | {"measure": "missing", "value": 6000.0}}
    ),
    # The correction, read two days later.
    Report("https://d.example/workers", "None came.", {}, captured=MAY_3),
    Report("https://e.example/may", "By now 900 died.", {"900": KILLED | {"value": 900.0}}, "2025-05-08", MAY_9),
]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The published file, after three days."""
    folder = tmp_path_factory.mktemp("macros")
    build, target = folder / "build.duckdb", folder / "muster.duckdb"
    stage(build, REPORTS)
    done = dbt(build, "build", "--exclude-resource-type", "unit_test", target=folder / "dbt")
    assert done.returncode == 0, done.stdout
    publish(build, target)
    return target


def believed(published, day):
    rows = query(published, "select value_text, number_of_articles from claims_as_of(?)", day)
    return {row["value_text"]: row["number_of_articles"] for row in rows}


def test_what_was_believed_on_a_day(published):
    """Each day has what was reported by then, borne out by what was printed by then, and what was taken back later."""
    assert believed(published, "2025-01-12") == {}
    assert believed(published, "2025-04-29") == {"300": 1}
    assert believed(published, "2025-04-30") == {"600": 1, "6,000": 1}
    assert believed(published, dt.date(2025, 5, 2)) == {"600": 2, "6,000": 1}
    assert believed(published, "2025-05-03") == {"600": 2}
    assert believed(published, "2025-05-08") == {"900": 1}


def test_the_evidence_of_one_claim(published):
    (claim,) = query(published, "from claims() where value_text = '600'")
    rows = query(published, "from evidence(?)", claim["claim_id"])
    assert [(row["evidence_number"], row["source_publisher"]) for row in rows] == [(1, "b.example"), (2, "c.example")]


def test_what_has_changed_since_a_day(published):
    """New, replaced and taken back, from the day on which it was seen here."""

    def changes(day):
        rows = query(published, "select change, value_text, changed_on from changed_since(?)", day)
        return {(row["change"], row["value_text"], row["changed_on"]) for row in rows}

    may_9 = {("new", "900", MAY_9), ("replaced", "600", MAY_9)}
    assert changes("2025-05-10") == set()
    assert changes(dt.datetime(2025, 5, 4, 12, tzinfo=dt.UTC)) == may_9
    assert changes("2025-05-02") == may_9 | {("retracted", "6,000", MAY_3)}
    assert changes("2025-05-01") == changes("2025-05-02") | {
        ("new", "300", MAY_1),
        ("new", "600", MAY_1),
        ("new", "6,000", MAY_1),
        ("replaced", "300", MAY_1),
    }


def test_every_macro_says_what_it_does(published):
    """As tables and columns do, in any SQL client; and the file may lie at another path."""
    moved = published.rename(published.with_name("moved.duckdb"))
    rows = query(moved, "select function_name, comment from duckdb_functions() where database_name = 'moved'")
    assert {row["function_name"] for row in rows} == {"claims", "claims_as_of", "evidence", "changed_since"}
    assert all(row["comment"].startswith(row["function_name"] + "(") for row in rows)
    with duckdb.connect() as session:
        session.execute(f"attach '{moved}' as muster (read_only)")
        session.execute("use muster")
        assert len(session.execute("from claims()").fetchall()) == 4
    moved.rename(published)
