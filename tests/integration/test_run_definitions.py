"""What Dagster is told: every asset with its place and description, the checks, the schedule, the job."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import dagster as dg
import duckdb
import pytest
from ruamel.yaml import YAML
from small_run import ROOT, FinishedRun

from pipelines.assets.pages import pages
from pipelines.assets.published import DBT_MARTS
from pipelines.checks import sources_give_what_is_expected, spans_hold_their_figures
from pipelines.definitions import build_defs
from pipelines.jobs import run_config
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings

CHECKS = ("pages_sources_give_what_is_expected", "mentions_spans_hold_their_figures")
OWN = ("pages", "articles", "mentions", "published", "docs")


@pytest.fixture(scope="module")
def settings(finished_run: FinishedRun) -> Settings:
    return load_settings(sources=finished_run.sources, warehouse=finished_run.warehouse)


@pytest.fixture(scope="module")
def defs(settings: Settings) -> dg.Definitions:
    return build_defs(settings=settings)


def test_the_definitions_load(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)


def test_every_asset_says_what_it_is(defs: dg.Definitions) -> None:
    """Group, owner, kinds and a description, dbt's models included."""
    specs = defs.resolve_all_asset_specs()
    written_here = [spec for spec in specs if spec.group_name != "default"]
    assert {spec.key.to_user_string() for spec in written_here} >= {*OWN, *DBT_MARTS}
    for spec in written_here:
        assert spec.description, spec.key
        assert spec.owners == ["team:muster"], spec.key
        assert spec.kinds, spec.key


def test_the_published_file_waits_for_every_mart(defs: dg.Definitions) -> None:
    marts = {path.stem for path in (ROOT / "dbt_project" / "models" / "marts").glob("*.sql")}
    assert set(DBT_MARTS) == marts
    assert {
        key.to_user_string() for key in defs.resolve_asset_graph().get(dg.AssetKey("published")).parent_keys
    } == marts


def test_the_steps_that_read_pages_are_divided_by_day_and_backfilled_in_one_run(defs: dg.Definitions) -> None:
    graph = defs.resolve_asset_graph()
    for name in ("pages", "articles", "mentions"):
        asset = graph.get(dg.AssetKey(name))
        assert isinstance(asset.partitions_def, dg.DailyPartitionsDefinition)
        assert asset.backfill_policy == dg.BackfillPolicy.single_run()


def test_today_has_a_partition(defs: dg.Definitions) -> None:
    days = defs.resolve_job_def("daily").partitions_def
    assert days is not None
    now = dt.datetime(2025, 5, 1, 0, 0, 1, tzinfo=dt.UTC)
    with dg.partition_loading_context(now):
        assert days.get_last_partition_key() == "2025-05-01"


TICK = dt.datetime(2025, 5, 1, 5, 17, tzinfo=dt.UTC)


def tick(defs: dg.Definitions, name: str) -> Any:
    """Evaluate a schedule as the daemon does."""
    context = dg.build_schedule_context(scheduled_execution_time=TICK, repository_def=defs.get_repository_def())
    return defs.resolve_schedule_def(name).evaluate_tick(context)


def test_the_schedule_runs_the_job_for_the_day_of_its_tick(defs: dg.Definitions) -> None:
    """And has it run again where it fails: nobody watches."""
    assert defs.resolve_schedule_def("daily_schedule").job_name == "daily"
    (request,) = tick(defs, "daily_schedule").run_requests or []
    assert request.partition_key == "2025-05-01"
    assert request.tags["dagster/max_retries"] == "2"


def test_feeds_have_a_schedule_of_their_own_that_skips_where_there_are_none(defs: dg.Definitions) -> None:
    assert defs.resolve_schedule_def("feeds_schedule").job_name == "feeds"
    ticked = tick(defs, "feeds_schedule")
    assert not ticked.run_requests
    assert "enables no feed and no site map" in ticked.skip_message
    assert run_config("feeds")["ops"] == {"pages": {"config": {"kinds": ["feed", "sitemap"]}}}


def test_nothing_runs_by_itself_until_it_is_switched_on(defs: dg.Definitions) -> None:
    """To look at a warehouse must not make it fetch."""
    for name in ("daily_schedule", "feeds_schedule"):
        assert defs.resolve_schedule_def(name).default_status == dg.DefaultScheduleStatus.STOPPED
    assert defs.resolve_sensor_def("new_files").default_status == dg.DefaultSensorStatus.STOPPED


@pytest.mark.parametrize("name", ["daily", "feeds", "files", "replay"])
def test_every_step_of_every_job_is_in_the_one_pool_of_writers(defs: dg.Definitions, name: str) -> None:
    """One run writes at a time, whatever launched it."""
    pools = {node.name: node.definition.pool for node in defs.resolve_job_def(name).nodes if node.name not in CHECKS}
    assert pools.keys() == {"pages", "articles", "mentions", "warehouse", "published", "docs"}
    assert set(pools.values()) == {"warehouse"}


def test_the_queue_lets_one_run_into_the_pool_at_a_time() -> None:
    """As the settings of the instance have it, which each start copies to its home."""
    settings = YAML(typ="safe").load((ROOT / "pipelines" / "dagster.yaml").read_text(encoding="utf-8"))
    assert settings["concurrency"]["pools"] == {"granularity": "run", "default_limit": 1}


def test_a_replay_of_many_days_is_one_run(defs: dg.Definitions) -> None:
    """In Dagster's UI it is a backfill of the job."""
    assert defs.resolve_job_def("replay").backfill_policy == dg.BackfillPolicy.single_run()


def test_the_facts_have_to_be_fresh(defs: dg.Definitions) -> None:
    """Each of the four; what is made on the way needs no policy of its own."""
    policies = {
        spec.key.to_user_string(): spec.freshness_policy
        for spec in defs.resolve_all_asset_specs()
        if spec.freshness_policy is not None
    }
    assert policies.keys() == {name for name in DBT_MARTS if name.startswith("fct_")}
    expected = dg.FreshnessPolicy.time_window(fail_window=dt.timedelta(hours=50), warn_window=dt.timedelta(hours=26))
    assert all(policy == expected for policy in policies.values())


def test_an_earlier_day_asks_no_source(settings: Settings) -> None:
    """A backfill reads what is stored; it neither fetches nor dates today's pages back."""
    result = dg.materialize(
        [pages],
        partition_key="2025-01-01",
        resources={"writable": settings, "fetcher": object(), "clock": lambda: dt.datetime(2025, 1, 2, tzinfo=dt.UTC)},
    )
    (materialization,) = result.asset_materializations_for_node("pages")
    assert materialization.metadata["asked"].value == 0


@pytest.fixture
def tampered(finished_run: FinishedRun, tmp_path: Path) -> Settings:
    folder = finished_run.copy(tmp_path)
    return load_settings(sources=folder / "sources.yml", warehouse=folder / "warehouse")


def test_a_span_that_does_not_hold_its_figure_fails_its_check_and_stops_the_run(tampered: Settings) -> None:
    assert spans_hold_their_figures(tampered).passed
    with duckdb.connect(str(tampered.build_db)) as connection:
        connection.execute("""
            update staging.mentions set char_start = char_start + 4
            where mention_id = (select min(mention_id) from staging.mentions where value_text is not null)
        """)
    result = spans_hold_their_figures(tampered)
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.ERROR
    assert next(iter(spans_hold_their_figures.check_specs)).blocking


def test_a_source_below_its_minimum_warns(tampered: Settings) -> None:
    """As does one that was never asked; what it gave on the day on which it was asked last counts."""

    def clock() -> dt.datetime:
        return dt.datetime(2030, 1, 1, tzinfo=dt.UTC)

    assert sources_give_what_is_expected(tampered, clock).passed
    text = tampered.sources.read_text(encoding="utf-8").replace("min: 1", "min: 9")
    tampered.sources.write_text(text + "  - {name: silent, kind: folder, path: nowhere}\n", encoding="utf-8")
    result = sources_give_what_is_expected(tampered, clock)
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN
    assert result.description == "small: 3 pages, expected 9 to 10; silent: 0 pages, expected 1 to 500"
    assert "never asked" in result.metadata["sources"].value
