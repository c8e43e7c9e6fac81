"""When jobs run by themselves. Both schedules are off until they are switched on in Dagster's UI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from pipelines.jobs import WEB_LISTS, daily, feeds
from pipelines.sources.config import load_sources

if TYPE_CHECKING:
    from pipelines.settings import Settings

RETRIES = {"dagster/max_retries": "2"}
"""Of a run that nobody watches: it is launched again, from the step that failed."""


def daily_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Return the schedule that asks every source, for the day on which it ticks.

    To look at a warehouse must not make it fetch, so it is off until it is switched on.
    """

    @dg.schedule(
        name="daily_schedule",
        job=daily,
        cron_schedule=settings.schedule,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Runs the daily job for the day of the tick (UTC).",
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return _request(context)

    return tick


def feeds_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Return the schedule that asks feeds and site maps, several times a day: they forget what they listed."""

    @dg.schedule(
        name="feeds_schedule",
        job=feeds,
        cron_schedule=settings.feeds_schedule,
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
        description="Asks feeds and site maps for new pages, for the day of the tick (UTC).",
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if not any(source.enabled and source.kind in WEB_LISTS for source in load_sources(settings.sources)):
            return dg.SkipReason(f"{settings.sources} enables no feed and no site map")
        return _request(context)

    return tick


def _request(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    return dg.RunRequest(partition_key=context.scheduled_execution_time.strftime("%Y-%m-%d"), tags=RETRIES)
