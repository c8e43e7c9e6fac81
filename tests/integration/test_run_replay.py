"""`muster replay`: what is in DuckDB can be thrown away and comes back from the archive, row by row."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from small_run import LATER_PAGE, FinishedRun, muster, rows_of, write_page

from pipelines.assets.pages import capture_all
from pipelines.fetching.client import Client
from pipelines.settings import load_settings
from pipelines.sources.config import load_sources

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

EARLIER = dt.datetime(2025, 5, 1, 6, tzinfo=dt.UTC)
EARLY_PAGE = (
    "Soldiers come home",
    "2025-04-28",
    (
        "About 1,200 North Korean soldiers have returned from Russia, Ukraine's military intelligence said on Monday."
        "\n\nThey were flown to Pyongyang in the past two weeks, according to the service."
    ),
)

DATABASES = ("build.duckdb", "muster.duckdb")
Rows = dict[str, dict[str, list[tuple[object, ...]]]]


@dataclass(frozen=True)
class Replayed:
    """A warehouse of three runs on two days, whose databases and sources were deleted before it was replayed."""

    warehouse: Path
    before: Rows
    after: Rows
    printed: str


@pytest.fixture(scope="module")
def replayed(finished_run: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    folder = finished_run.copy(tmp_path_factory.mktemp("replayed"))
    warehouse = folder / "warehouse"
    settings = load_settings(sources=folder / "sources.yml", warehouse=warehouse)
    write_page(folder / "pages", "early.txt", EARLY_PAGE)
    capture_all(settings, load_sources(settings.sources), Client(), EARLIER, run_id="an-earlier-day", say=str)
    write_page(folder / "pages", "later.txt", LATER_PAGE)
    write_page(folder / "pages", "briefing.txt", ("A headline", "2025-04-30", "Nobody was hurt in the harbour. " * 4))
    (folder / "pages" / "broken.html").write_text("<p>A page whose description is broken.</p>", encoding="utf-8")
    (folder / "pages" / "broken.meta.json").write_text("{", encoding="utf-8")
    done = muster("run", "--sources", folder / "sources.yml", "--warehouse", warehouse)
    assert done.returncode == 0, done.stdout + done.stderr
    before = {name: rows_of(warehouse / name) for name in DATABASES}

    for name in DATABASES:
        (warehouse / name).unlink()
    shutil.rmtree(folder / "pages")
    (folder / "sources.yml").unlink()
    done = muster("replay", "--warehouse", warehouse)
    assert done.returncode == 0, done.stdout + done.stderr
    return Replayed(warehouse, before, {name: rows_of(warehouse / name) for name in DATABASES}, done.stdout)


@pytest.mark.parametrize("name", DATABASES)
def test_a_replay_brings_back_every_row_of_a_deleted_database(replayed: Replayed, name: str) -> None:
    """Every column of every table: keys, texts, times of capture, places in the archive."""
    assert replayed.after[name] == replayed.before[name]


def test_the_rows_compared_hold_a_failure_an_unchanged_page_and_a_changed_one(replayed: Replayed) -> None:
    """What a WARC record alone could not tell is among them."""
    fetches = replayed.before["build.duckdb"]['"staging"."fetches"']
    assert {row[3] for row in fetches} == {"fetched", "unchanged", "failed"}
    assert len(replayed.before["build.duckdb"]['"staging"."pages"']) == 6
    assert any(row[3] == "failed" and "broken.meta.json" in str(row[4]) for row in fetches)


def test_a_replay_tells_how_far_it_is_and_that_nobody_was_asked(replayed: Replayed) -> None:
    assert "Replaying 2025-05-01 to 2" in replayed.printed
    assert "1 pages, day 1 of 2" in replayed.printed
    assert "6 pages of 2 stored days, nobody asked" in replayed.printed
    assert "6 articles, 0 pages rejected" in replayed.printed


def test_a_replay_is_a_run_of_its_own_job(replayed: Replayed) -> None:
    """Dagster's UI shows it, with who launched it."""
    with dg.DagsterInstance.from_config(str(replayed.warehouse / "dagster")) as instance:
        run = instance.get_runs(limit=1)[0]
    assert (run.job_name, run.status) == ("replay", dg.DagsterRunStatus.SUCCESS)
    assert run.tags["launched_by"] == "muster replay"


def test_a_range_without_a_stored_day_changes_nothing(replayed: Replayed) -> None:
    done = muster("replay", "2020-01-01..2020-01-31", "--warehouse", replayed.warehouse)
    assert done.returncode == 1
    assert "no stored day in 2020-01-01..2020-01-31; the archive holds" in done.stderr
