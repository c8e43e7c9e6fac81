"""When the job runs by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

from pipelines.jobs import daily

if TYPE_CHECKING:
    from pipelines.settings import Settings


def daily_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Return the schedule that runs the job for the day on which it ticks.

    It is off until it is switched on in Dagster's UI: to look at a warehouse must not make it fetch.
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
        return dg.RunRequest(partition_key=context.scheduled_execution_time.strftime("%Y-%m-%d"))

    return tick
