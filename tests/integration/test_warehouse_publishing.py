"""Publishing: the file that analysts read is always whole, and never waits for them."""

import subprocess
import sys
import time

import duckdb
import pytest
from warehouse_kit import dump, query

from pipelines.errors import UserError
from pipelines.publishing.copying import FACT_TABLES, REQUIRED
from pipelines.publishing.swap import publish

READER = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    for _ in sys.stdin:
        print(connection.execute("select string_agg(claim_id, ' ') from fct_troops").fetchone()[0], flush=True)
"""

HOLDER = """
import duckdb, sys, time
connection = duckdb.connect(sys.argv[1])
connection.execute(sys.argv[2])
print("done", flush=True)
time.sleep(60)
"""

PUBLISH = "import sys; from pathlib import Path; from pipelines.publishing.swap import publish; publish(*map(Path, sys.argv[1:]))"

COUNTS = ["number_of_mentions", "number_of_articles", "number_of_publishers", "number_of_origins"]
DAYS = ["first_captured", "first_reported", "last_reported", "superseded_on", "retracted_on", "reviewed_on"]
WHOSE = {"fct_transfers": ("supplier", "recipient")}
MORE = {
    **{
        table: {
            **dict.fromkeys(WHOSE.get(table, ("actor", "counterparty")), "varchar"),
            "superseded_by_claim_id": "varchar",
            "is_current": "boolean",
            **dict.fromkeys(DAYS, "date"),
            **dict.fromkeys(COUNTS, "bigint"),
        }
        for table in FACT_TABLES.values()
    },
    "claim_evidence": {
        "published": "date",
        "evidence_number": "bigint",
        **dict.fromkeys(("article_id", "source_publisher", "origin"), "varchar"),
    },
}
"""What the macros of the published file read, beside the key."""


def write_build(path, *claims, rows=0):
    """A build database as dbt leaves it, as far as publishing looks: every mart, with comments."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema if not exists marts")
        for table in REQUIRED:
            more = "".join(f", {name} {type_}" for name, type_ in MORE.get(table, {}).items())
            connection.execute(
                f"create or replace table marts.{table} (claim_id varchar not null, via varchar[]{more})"
            )
            connection.execute(f"comment on table marts.{table} is 'It''s {table}'")
            connection.execute(f"comment on column marts.{table}.claim_id is 'Key of {table}'")
        for claim in claims:
            connection.execute(
                "insert into marts.fct_troops (claim_id, via) values (?, ['a lawmaker', 'an agency'])", [claim]
            )
        connection.execute(
            "insert into marts.claim_evidence (claim_id, via) select md5(i::varchar), [] from range(?) as t(i)", [rows]
        )


@pytest.fixture
def build(tmp_path):
    path = tmp_path / "build.duckdb"
    write_build(path, "c2", "c1")
    return path


@pytest.fixture
def target(tmp_path):
    return tmp_path / "muster.duckdb"


@pytest.fixture
def running():
    """Starts processes that are ended with the test."""
    processes = []

    def start(code, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_marts_lie_in_the_main_schema_with_their_comments(build, target):
    """Rows, their order, types and descriptions are those of the build; nothing else is in the file."""
    report = publish(build, target)
    assert dump(target, "main") == dump(build, "marts")
    assert dump(target, "main")["fct_troops"][0][:2] == ("c2", ["a lawmaker", "an agency"])
    assert report.rows == {table: 2 if table == "fct_troops" else 0 for table in REQUIRED}
    tables = query(target, "select schema_name, table_name, comment from duckdb_tables()")
    assert {(row["schema_name"], row["comment"]) for row in tables} == {("main", f"It's {name}") for name in REQUIRED}
    columns = query(target, "select table_name, comment from duckdb_columns() where column_name = 'claim_id'")
    assert all(row["comment"] == f"Key of {row['table_name']}" for row in columns)
    assert query(target, "select * from duckdb_views() where not internal") == []
    assert names(target.parent) == ["build.duckdb", "muster.duckdb"]


def test_the_report_tells_what_is_new(build, target):
    """Against the file published before; a first file is new as a whole."""
    first = publish(build, target).claims["troops"]
    assert (first.total, first.new, first.gone) == (2, 2, 0)
    again = publish(build, target).claims["troops"]
    assert (again.total, again.new, again.gone) == (2, 0, 0)
    write_build(build, "c2", "c3", "c4")
    later = publish(build, target).claims
    assert (later["troops"].total, later["troops"].new, later["troops"].gone) == (3, 2, 1)
    assert later.keys() == FACT_TABLES.keys()


def test_an_open_session_keeps_its_file_and_the_next_sees_the_new(build, target, running):
    """A reader neither blocks publishing nor breaks."""
    publish(build, target)
    reader = running(READER, target)

    def ask(which):
        which.stdin.write("\n")
        return which.stdout.readline().strip()

    assert ask(reader) == "c2 c1"
    write_build(build, "c3")
    publish(build, target)
    assert ask(reader) == "c2 c1"
    assert ask(running(READER, target)) == "c3"
    assert query(target, "select claim_id from fct_troops") == [{"claim_id": "c3"}]


def test_a_wal_beside_the_published_file_is_refused(build, target, running):
    """It would be replayed into the new file: a session that writes is in the way, dead or alive."""
    publish(build, target)
    writer = running(HOLDER, target, "insert into fct_troops (claim_id) values ('typed by hand')")
    assert writer.stdout.readline() == "done\n"
    before = target.read_bytes()
    for is_alive in (True, False):
        with pytest.raises(UserError, match=r"muster.duckdb.wal: left beside muster.duckdb") as raised:
            publish(build, target)
        assert "\n" not in str(raised.value)
        assert target.read_bytes() == before
        if is_alive:
            writer.kill()
            writer.wait()
    assert not target.with_name("muster.duckdb.new").exists()
    target.with_name("muster.duckdb.wal").unlink()
    publish(build, target)
    assert dump(target, "main") == dump(build, "marts")


def test_what_a_killed_writer_left_in_its_wal_is_published(build, target, running):
    """DuckDB takes the `.wal` in when the build database is next opened for writing."""
    writer = running(HOLDER, build, "insert into marts.fct_troops (claim_id) values ('c9')")
    assert writer.stdout.readline() == "done\n"
    writer.kill()
    writer.wait()
    assert build.with_name("build.duckdb.wal").exists()
    publish(build, target)
    assert [row["claim_id"] for row in query(target, "from fct_troops")] == ["c2", "c1", "c9"]
    assert names(target.parent) == ["build.duckdb", "muster.duckdb"]


def test_missing_marts_are_not_published(build, target):
    """A build that failed half-way leaves the file of yesterday."""
    publish(build, target)
    before = target.read_bytes()
    with duckdb.connect(str(build)) as connection:
        connection.execute("drop table marts.dim_places")
    with pytest.raises(UserError, match=r"build.duckdb: marts.dim_places missing, so nothing is published"):
        publish(build, target)
    assert target.read_bytes() == before
    assert names(target.parent) == ["build.duckdb", "muster.duckdb"]


def test_a_missing_build_is_one_line(tmp_path, target):
    """Nothing was run yet."""
    with pytest.raises(UserError, match=r"build.duckdb: no such file; run the pipeline first"):
        publish(tmp_path / "build.duckdb", target)
    assert names(tmp_path) == []


def test_a_corrupt_build_is_one_line(build, target):
    """The published file stays."""
    publish(build, target)
    build.write_bytes(b"rubbish" * 5000)
    with pytest.raises(UserError, match=r"not a whole DuckDB database") as raised:
        publish(build, target)
    assert "\n" not in str(raised.value)
    assert dump(target, "main")["fct_troops"]


def test_a_corrupt_published_file_is_replaced(build, target):
    """What it held can be made again; every claim counts as new."""
    target.write_bytes(b"rubbish" * 5000)
    assert publish(build, target).claims["troops"].new == 2
    assert dump(target, "main") == dump(build, "marts")


def test_a_locked_build_says_by_whom(build, target, running):
    """A second writer, or an analyst in the wrong file."""
    holder = running(HOLDER, build, "select 1")
    assert holder.stdout.readline() == "done\n"
    with pytest.raises(UserError, match=rf"process {holder.pid}\); close that session and run again"):
        publish(build, target)
    assert names(target.parent) == ["build.duckdb"]


def test_a_full_disk_leaves_the_published_file(tmp_path, target):
    """No room for the new file: one line, the old one whole, nothing lying about."""
    build = tmp_path / "build.duckdb"
    write_build(build, "c1")
    publish(build, target)
    before = target.read_bytes()
    write_build(build, "c2", rows=200_000)
    # A limit on the size of files stands in for the end of the disk.
    limited = f"import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20)); {PUBLISH}"
    done = subprocess.run([sys.executable, "-c", limited, build, target], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "UserError: " in done.stderr
    assert "the disk is full" in done.stderr.strip().splitlines()[-1]
    assert target.read_bytes() == before
    assert names(tmp_path) == ["build.duckdb", "muster.duckdb"]
    publish(build, target)
    assert dump(target, "main") == dump(build, "marts")


@pytest.mark.slow
def test_a_publisher_killed_at_any_moment_leaves_a_whole_file(tmp_path, target):
    """The file is that of before or that of after, and the next run publishes."""
    build = tmp_path / "build.duckdb"
    write_build(build, "old", rows=100_000)
    publish(build, target)
    old = dump(target, "main")
    write_build(build, "new", rows=100_000)
    new = dump(build, "marts")
    seen = []
    fresh = target.with_name("muster.duckdb.new")
    for step in range(8):
        publisher = subprocess.Popen([sys.executable, "-c", PUBLISH, build, target])
        while not fresh.exists() and publisher.poll() is None:
            time.sleep(0.002)
        time.sleep(0.02 * step)
        publisher.kill()
        publisher.wait()
        now = dump(target, "main")
        assert now in (old, new)
        assert not target.with_name("muster.duckdb.wal").exists()
        seen.append(now == new)
    publish(build, target)
    assert dump(target, "main") == new
    assert names(tmp_path) == ["build.duckdb", "muster.duckdb"]
    assert not seen[0], "the first kill came too late to show anything"
