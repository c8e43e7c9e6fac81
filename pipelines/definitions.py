"""Where Dagster's parts meet: the assets, checks, jobs, schedules, sensor and resources of one warehouse."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines import checks, jobs
from pipelines.assets.articles import articles
from pipelines.assets.docs import docs
from pipelines.assets.mentions import mentions
from pipelines.assets.pages import pages
from pipelines.assets.published import published
from pipelines.assets.warehouse import warehouse_assets
from pipelines.dbt_manifest import manifest_path
from pipelines.partitions import utc_now
from pipelines.resources import resources
from pipelines.run_log import run_log
from pipelines.schedules import daily_schedule, feeds_schedule
from pipelines.sensors import new_files_sensor
from pipelines.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping


def build_defs(
    *, settings: Settings | None = None, resource_overrides: Mapping[str, Any] | None = None
) -> dg.Definitions:
    """Return everything Dagster needs to know of a warehouse.

    Args:
        settings: Of which warehouse; from the environment when left out.
        resource_overrides: Resources by name to use in place of those in `pipelines.resources`.

    Raises:
        UserError: A setting is wrong, or dbt cannot parse its project.
    """
    settings = settings or load_settings()
    # dbt's profile names the database by this variable, here and in each dbt that is started from here.
    os.environ["MUSTER_BUILD_DB"] = str(settings.build_db)
    return dg.Definitions(
        assets=[pages, articles, mentions, warehouse_assets(manifest_path(settings)), published, docs],
        asset_checks=[checks.sources_give_what_is_expected, checks.spans_hold_their_figures],
        jobs=[jobs.daily, jobs.feeds, jobs.files, jobs.replay, jobs.build],
        schedules=[daily_schedule(settings), feeds_schedule(settings)],
        sensors=[new_files_sensor(settings, utc_now)],
        resources={**resources(settings), **(resource_overrides or {})},
        loggers={"console": run_log},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Return the definitions that `dagster dev` and the daemon load."""
    return build_defs()
