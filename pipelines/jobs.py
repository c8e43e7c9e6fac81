"""The one job: pages → articles → mentions → dbt build → published file → docs site."""

from __future__ import annotations

import dagster as dg

# In process: the steps take seconds, and a process for each would cost more than it does.
daily = dg.define_asset_job(
    name="daily",
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    # A logger that no configuration names is not used.
    config={"loggers": {"console": {}}},
    description="Fetch today's pages and bring everything after them up to date.",
)
