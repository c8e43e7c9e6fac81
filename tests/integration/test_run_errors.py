"""What a user gets wrong, or a machine does: one clear line and exit code 1; 2 for wrong usage."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
from small_run import SOURCES, FinishedRun, muster

from pipelines.staging.lock import writer_lock

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def the_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a failed command printed."""
    assert done.returncode == 1, done.stdout + done.stderr
    (line,) = done.stderr.splitlines()
    assert "Traceback" not in done.stdout
    return line


def test_a_wrong_sources_file_is_told_with_line_and_what_was_expected(small_input: Path, tmp_path: Path) -> None:
    """And nothing was run: no warehouse is made."""
    small_input.write_text(SOURCES.replace("kind: folder", "kind: rss"), encoding="utf-8")
    line = the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse"))
    assert line.startswith(f"muster: {small_input}:3: sources[0].kind: expected")
    assert not (tmp_path / "warehouse").exists()


def test_a_missing_sources_file_is_named(tmp_path: Path) -> None:
    line = the_line(muster("run", "--sources", tmp_path / "none.yml", "--warehouse", tmp_path / "warehouse"))
    assert str(tmp_path / "none.yml") in line


def test_a_missing_folder_is_named(small_input: Path, tmp_path: Path) -> None:
    """With no other source to read, nothing is run."""
    small_input.write_text(SOURCES.replace("path: pages", "path: elsewhere"), encoding="utf-8")
    line = the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse"))
    assert "small" in line
    assert "elsewhere" in line
    assert not (tmp_path / "warehouse").exists()


def test_an_empty_folder_is_named_with_the_next_step(small_input: Path, tmp_path: Path) -> None:
    """With no other source to read, nothing is run."""
    (tmp_path / "empty").mkdir()
    small_input.write_text(SOURCES.replace("path: pages", "path: empty"), encoding="utf-8")
    line = the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse"))
    assert f"no page in {tmp_path / 'empty'}" in line
    assert f"correct `path` in {small_input}" in line


@pytest.mark.slow
def test_a_source_without_pages_stops_no_other_and_stands_in_the_summary(small_input: Path, tmp_path: Path) -> None:
    """The run goes to its end and ends with exit code 1, so that a schedule of one's own notices."""
    missing = "".join(f"  - {{name: {name}, kind: folder, path: {name}}}\n" for name in ("absent", "empty"))
    small_input.write_text(SOURCES + missing, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    done = muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse")
    assert "nothing could be read of absent, empty" in the_line(done)
    summary = done.stdout.partition("Sources below their expected minimum")[2]
    assert f"absent: no pages, at least 1 expected: no such folder: {tmp_path / 'absent'}" in summary
    assert f"empty: no pages, at least 1 expected: no page in {tmp_path / 'empty'}" in summary
    assert "Look next" in summary
    assert (tmp_path / "warehouse" / "muster.duckdb").exists()


def test_a_sources_file_with_every_source_disabled_is_told(small_input: Path, tmp_path: Path) -> None:
    small_input.write_text(SOURCES.replace("enabled: true", "enabled: false"), encoding="utf-8")
    assert "disabled" in the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse"))


def test_a_run_beside_another_run_says_who_is_writing(small_input: Path, tmp_path: Path) -> None:
    with writer_lock(tmp_path / "warehouse" / "build.duckdb"):
        line = the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse"))
    assert "another run is writing (process" in line


def test_docs_beside_a_run_say_who_is_writing(finished_run: FinishedRun, tmp_path: Path) -> None:
    warehouse = finished_run.copy(tmp_path) / "warehouse"
    with writer_lock(warehouse / "build.duckdb"):
        line = the_line(muster("docs", "--no-serve", "--warehouse", warehouse))
    assert "another run is writing (process" in line


def test_a_build_database_that_a_session_holds_is_told(small_input: Path, tmp_path: Path) -> None:
    build = tmp_path / "warehouse" / "build.duckdb"
    build.parent.mkdir()
    with duckdb.connect(str(build)):
        line = the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse"))
    assert str(build) in line
    assert "close that session" in line


@pytest.mark.parametrize("name", ["build.duckdb", "muster.duckdb"])
def test_a_corrupt_database_is_named_and_left_alone(name: str, small_input: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "warehouse" / name
    damaged.parent.mkdir()
    damaged.write_bytes(b"no database " * 1000)
    line = the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "warehouse"))
    assert str(damaged) in line
    assert "move it away" in line
    assert damaged.read_bytes() == b"no database " * 1000


def test_a_corrupt_published_file_is_told_by_the_sql_command(tmp_path: Path) -> None:
    (tmp_path / "muster.duckdb").write_bytes(b"no database " * 1000)
    assert "muster.duckdb" in the_line(muster("sql", "select 1", "--warehouse", tmp_path))


@pytest.mark.parametrize("arguments", [("sql", "select 1"), ("docs", "--no-serve")])
def test_a_warehouse_that_is_not_there_yet_is_told_with_the_next_step(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    assert "muster run" in the_line(muster(*arguments, "--warehouse", tmp_path))


def test_a_warehouse_in_the_place_of_a_file_is_told(small_input: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    line = the_line(muster("run", "--sources", small_input, "--warehouse", tmp_path / "file" / "warehouse"))
    assert str(tmp_path / "file") in line


def test_a_wrong_setting_is_named_with_its_value(tmp_path: Path) -> None:
    line = the_line(muster("sql", "select 1", "--warehouse", tmp_path, MUSTER_DOCS_PORT="many"))
    assert "MUSTER_DOCS_PORT='many'" in line


@pytest.mark.parametrize(
    "arguments", [("run", "--nothing"), ("nothing",), ("sql", "--format", "xls", "select 1"), ("run", "stray")]
)
def test_wrong_usage_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    done = muster(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_table_that_does_not_exist_is_told_with_those_that_do(finished_run: FinishedRun) -> None:
    """DuckDB's own guess is kept."""
    line = the_line(muster("sql", "select * from fct_troop", "--warehouse", finished_run.warehouse))
    assert 'Did you mean "fct_troops"?' in line
    assert "claim_evidence, " in line


def test_a_column_that_does_not_exist_is_told_with_how_to_list_them(finished_run: FinishedRun) -> None:
    line = the_line(muster("sql", "select nothing from fct_troops", "--warehouse", finished_run.warehouse))
    assert '"nothing"' in line
    assert "describe" in line


def test_rows_of_a_query_that_fails_later_are_printed(finished_run: FinishedRun) -> None:
    """Of two statements the first is right."""
    done = muster("sql", "select 42; select 43 from nowhere", "--warehouse", finished_run.warehouse)
    assert "nowhere" in the_line(done)
    assert "42" in done.stdout


@pytest.mark.parametrize(
    ("format_", "shown"), [("box", "│ NULL │"), ("markdown", "| NULL |"), ("csv", "\n,1"), ("json", '"nothing":null')]
)
def test_null_is_told_from_an_empty_text(format_: str, shown: str, finished_run: FinishedRun) -> None:
    """But in CSV, where a spreadsheet would take the word for text."""
    done = muster("sql", "--format", format_, "select null as nothing, 1 as one", "--warehouse", finished_run.warehouse)
    assert done.returncode == 0, done.stderr
    printed = done.stdout if format_ == "csv" else re.sub(" +", " ", done.stdout)
    assert shown in printed


def test_the_published_file_cannot_be_written_from_the_shell(finished_run: FinishedRun) -> None:
    """The shell is read-only, whatever is asked."""
    assert "read-only" in the_line(muster("sql", "drop table fct_troops", "--warehouse", finished_run.warehouse))


@pytest.mark.slow
def test_a_failing_test_of_the_data_stops_publishing(finished_run: FinishedRun, tmp_path: Path) -> None:
    """A figure that is not in its sentence: the line names dbt's test, and the published file is the one of before."""
    warehouse = tmp_path / "warehouse"
    shutil.copytree(finished_run.warehouse, warehouse)
    published = warehouse / "muster.duckdb"
    before, written = published.read_bytes(), published.stat().st_mtime_ns
    with duckdb.connect(str(warehouse / "build.duckdb")) as connection:
        connection.execute("update staging.mentions set value_text = 'never printed' where best = 600")
    line = the_line(muster("build", "--warehouse", warehouse))
    assert "span_holds_value" in line
    assert (published.read_bytes(), published.stat().st_mtime_ns) == (before, written)
    assert not list(warehouse.glob("muster.duckdb?*"))
    with duckdb.connect(str(warehouse / "build.duckdb")) as connection:
        connection.execute("update staging.mentions set value_text = '600' where best = 600")
    done = muster("build", "--warehouse", warehouse)
    assert done.returncode == 0, done.stdout + done.stderr
    assert published.stat().st_mtime_ns > written
