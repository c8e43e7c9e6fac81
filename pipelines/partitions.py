"""The days by which pages, articles and mentions are divided: the UTC day of capture."""

from __future__ import annotations

import datetime as dt

import dagster as dg

FIRST_DAY = dt.date(2024, 1, 1)
"""No page can have been captured before; a warehouse that holds older captures needs an earlier day here."""

# One past the last full day: today's pages belong to today's partition, which a daily job must be able to run.
capture_days = dg.DailyPartitionsDefinition(start_date=FIRST_DAY.isoformat(), timezone="UTC", end_offset=1)


def utc_now() -> dt.datetime:
    """Return the time now, in UTC, aware."""
    return dt.datetime.now(dt.UTC)


def tags_of_days(first: dt.date, last: dt.date) -> dict[str, str]:
    """Return the tags that make a run one for several days, as Dagster gives them to a backfill in a single run."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }


def day_range(context: dg.AssetExecutionContext) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the partitions that a run is for, both included."""
    keys = context.partition_key_range
    return dt.date.fromisoformat(keys.start), dt.date.fromisoformat(keys.end)
