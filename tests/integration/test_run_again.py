"""A run, the same again, and one with a new page: what changes, and what an analyst sees meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from small_run import LATER_PAGE, FinishedRun, muster, rows_of, write_page

pytestmark = pytest.mark.slow

SESSION = Path(__file__).with_name("analyst_session.py")

COUNT_EVIDENCE = "select count(*) as n from claim_evidence"

Rows = dict[str, dict[str, list[tuple[object, ...]]]]


@dataclass(frozen=True)
class Story:
    """Two more runs on the input of a finished one, with a session that was open all the while."""

    warehouse: Path
    rows_after_first: Rows
    rows_after_second: Rows
    rows_after_third: Rows
    printed_by_second: str
    printed_by_third: str
    seen_in_open_session: list[int]
    """Rows of evidence after the first, second and third run."""


@pytest.fixture(scope="module")
def story(finished_run: FinishedRun, tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = finished_run.copy(tmp_path_factory.mktemp("story"))
    warehouse = folder / "warehouse"
    published = warehouse / "muster.duckdb"

    def run() -> str:
        done = muster("run", "--sources", folder / "sources.yml", "--warehouse", warehouse)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows() -> Rows:
        return {name: rows_of(warehouse / name) for name in ("build.duckdb", "muster.duckdb")}

    with subprocess.Popen(
        [sys.executable, SESSION, published], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as session:

        def ask() -> int:
            assert session.stdin is not None
            assert session.stdout is not None
            session.stdin.write(COUNT_EVIDENCE + "\n")
            session.stdin.flush()
            return int(json.loads(session.stdout.readline())[0][0])

        first, seen = rows(), [ask()]
        second_printed = run()
        second, seen = rows(), [*seen, ask()]
        write_page(folder / "pages", "later.txt", LATER_PAGE)
        third_printed = run()
        third, seen = rows(), [*seen, ask()]
        assert session.stdin is not None
        session.stdin.close()
    return Story(warehouse, first, second, third, second_printed, third_printed, seen)


def test_a_second_run_changes_no_row_of_any_table(story: Story) -> None:
    """Not of the build database, nor of the published one; times and keys included."""
    assert story.rows_after_second == story.rows_after_first


def test_a_second_run_says_that_nothing_is_new(story: Story) -> None:
    """Every page is known, so nothing is cleaned or read again."""
    assert "0 fetched, 3 unchanged" in story.printed_by_second
    assert "0 articles, 0 pages rejected" in story.printed_by_second
    assert "+" not in story.printed_by_second


def test_a_new_page_adds_its_claim_and_takes_none_away(story: Story) -> None:
    """The run after a page was added publishes one more casualties claim, and says so."""
    old = {row[0] for row in story.rows_after_second["muster.duckdb"]['"main"."fct_casualties"']}
    new = {row[0] for row in story.rows_after_third["muster.duckdb"]['"main"."fct_casualties"']}
    assert old < new
    assert len(new - old) == 1
    assert "1 fetched, 3 unchanged" in story.printed_by_third
    assert "Ministry of Defence" in story.printed_by_third


def test_an_open_session_neither_blocks_a_run_nor_breaks(story: Story) -> None:
    """The session from before the runs still answers, from the copy that it opened."""
    assert story.seen_in_open_session == [story.seen_in_open_session[0]] * 3


def test_a_new_session_sees_what_the_last_run_published(story: Story) -> None:
    """The next `muster sql` has the new page's evidence."""
    asked = muster("sql", "--format", "json", COUNT_EVIDENCE, "--warehouse", story.warehouse)
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout) == [{"n": story.seen_in_open_session[0] + 1}]


def test_runs_and_their_checks_are_recorded_for_dagsters_ui(story: Story) -> None:
    """The three runs are there as runs of the job, the days as partitions, dbt's tests and our own as checks."""
    with dg.DagsterInstance.from_config(str(story.warehouse / "dagster")) as instance:
        runs = instance.get_runs()
        assert [run.status for run in runs] == [dg.DagsterRunStatus.SUCCESS] * 3
        assert {run.job_name for run in runs} == {"daily"}
        assert len(instance.get_materialized_partitions(dg.AssetKey("mentions"))) == 1
        latest = instance.get_latest_materialization_event(dg.AssetKey("fct_troops"))
        assert latest is not None
        assert latest.asset_materialization is not None
        metadata = latest.asset_materialization.metadata
        assert metadata["dagster/row_count"].value == 1
        assert "preview" in metadata
        schema, lineage = metadata["dagster/column_schema"].value, metadata["dagster/column_lineage"].value
        assert isinstance(schema, dg.TableSchema)
        assert isinstance(lineage, dg.TableColumnLineage)
        assert next(column for column in schema.columns if column.name == "claimant").description.startswith(
            "Who vouches"
        )
        assert [dep.column_name for dep in lineage.deps_by_column["claimant"]] == ["claimant"]
        evaluated = {
            event.dagster_event.asset_check_evaluation_data.check_name
            for event in instance.all_logs(runs[0].run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
            if event.dagster_event
        }
    assert {"spans_hold_their_figures", "sources_give_what_is_expected"} <= evaluated
    assert any("fct_troops" in name for name in evaluated), "no dbt test came as an asset check"


def test_a_run_ends_with_what_it_found_and_where_to_look(finished_run: FinishedRun) -> None:
    """Counts, claims by subject, latest figures with claimant and source, next steps."""
    for expected in ("pages", "articles", "rejections", "mentions", "claims: troops", "claims: transfers"):
        assert expected in finished_run.printed
    assert "4,700" in finished_run.printed
    assert "National Intelligence Service" in finished_run.printed
    assert "The Harbour Post" in finished_run.printed
    assert f"muster sql --warehouse {finished_run.warehouse} " in finished_run.printed


def test_the_docs_site_is_one_file_that_names_every_table(finished_run: FinishedRun) -> None:
    """The run leaves the docs site beside the database."""
    site = (finished_run.warehouse / "docs" / "index.html").read_text(encoding="utf-8")
    assert all(name in site for name in ("fct_troops", "fct_transfers", "claim_evidence", "dim_claimants"))


def test_no_archive_record_is_written_twice(story: Story) -> None:
    """Unchanged pages are not archived again: two files, one of the first run and one of the third."""
    assert len(list((story.warehouse / "archive").rglob("*.warc.gz"))) == 2
