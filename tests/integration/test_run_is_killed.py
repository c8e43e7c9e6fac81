"""`kill -9` during each step, then a run: the same rows as an undisturbed run."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from small_run import ROOT, FinishedRun, clean_environment, muster, rows_of, write_small_input

KILLED_RUN = Path(__file__).with_name("killed_run.py")

OF_THE_CAPTURE = frozenset(
    {"captured_at", "archive_file", "archive_offset", "archive_length", "first_shown_at", "last_shown_at"}
)
"""Columns that say when, and where in the archive, a page was stored; two runs differ in them."""

KILLS = {
    "pages: the archive is half written": ("pipelines.fetching.archive:ArchiveWriter.write", 2),
    "pages: in the transaction": ("pipelines.staging.schema:Table.batch@fetches", 1),
    "articles: in the transaction": ("pipelines.staging.schema:Table.batch@articles", 1),
    "mentions: in the transaction": ("pipelines.staging.schema:Table.batch@mentions", 1),
    "warehouse: dbt has built its first table": None,
    "published: before the swap": ("pipelines.publishing.swap:_flush", 1),
    "docs: written by dbt, not in its place": ("pipelines.docs_site:_put_in_place", 1),
}
"""A moment in each step, and the call at which it is; what dbt does is known from its log alone."""


@pytest.mark.slow
def test_runs_killed_in_every_step_then_carried_on_give_the_rows_of_an_undisturbed_run(
    tmp_path: Path, finished_run: FinishedRun
) -> None:
    """Each killed run starts where the one before it was killed; the last one is let be."""
    sources = write_small_input(tmp_path)
    warehouse = tmp_path / "warehouse"
    arguments = ["run", "--sources", str(sources), "--warehouse", str(warehouse)]
    for moment, call in KILLS.items():
        if call is None:
            kill_in_dbt(arguments, warehouse)
        else:
            kill_at(call, arguments, moment)
        assert_published_is_whole_or_absent(warehouse / "muster.duckdb")

    done = muster(*arguments)

    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("build.duckdb", "muster.duckdb"):
        expected = rows_of(finished_run.warehouse / name, without=OF_THE_CAPTURE)
        assert rows_of(warehouse / name, without=OF_THE_CAPTURE) == expected
    assert not list(warehouse.rglob("*.part")), "left-overs of killed runs"
    assert not list(warehouse.glob("*.wal"))
    with dg.DagsterInstance.from_config(str(warehouse / "dagster")) as instance:
        statuses = [run.status for run in instance.get_runs()]
    assert statuses == [dg.DagsterRunStatus.SUCCESS] + [dg.DagsterRunStatus.FAILURE] * len(KILLS)


def kill_at(call: tuple[str, int], arguments: list[str], moment: str) -> None:
    """Run until a call, and be killed there."""
    target, number = call
    killed = subprocess.run(
        [sys.executable, KILLED_RUN, target, str(number), *arguments],
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, f"{moment}: {killed.stdout}{killed.stderr}"


def kill_in_dbt(arguments: list[str], warehouse: Path) -> None:
    """Run until dbt has built a table, and kill: dbt is another process, and must not go on under the next run."""
    log = warehouse / "dagster" / "last_run.log"
    log.unlink()
    with subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        env=clean_environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_for("OK created sql", log, process)
        process.kill()
    wait_until_free(warehouse / "build.duckdb", seconds=5)


def assert_published_is_whole_or_absent(published: Path) -> None:
    """A reader may come at any moment: what is there opens and has all of its tables."""
    if published.exists():
        with duckdb.connect(str(published), read_only=True) as connection:
            assert connection.execute("select count(*) from claim_evidence").fetchone()


def wait_for(text: str, log: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a run's log holds a text."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "the run ended before it could be killed"
        if log.exists() and text in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.02)
    pytest.fail(f"{text!r} never came")


def wait_until_free(database: Path, *, seconds: float) -> None:
    """Wait until nobody holds the database."""
    until = time.monotonic() + seconds
    while True:
        try:
            duckdb.connect(str(database)).close()
        except duckdb.IOException:
            assert time.monotonic() < until, "an orphan still writes"
            time.sleep(0.1)
        else:
            return
