"""What makes a job run when something happens: new files of folders and archives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.jobs import files, run_config
from pipelines.monitoring.files import changed_sources
from pipelines.records import content_key
from pipelines.schedules import RETRIES
from pipelines.sources.config import load_sources

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from pipelines.settings import Settings

SECONDS_BETWEEN_LOOKS = 60


def new_files_sensor(settings: Settings, clock: Callable[[], dt.datetime]) -> dg.SensorDefinition:
    """Return the sensor that reads folders and archives as soon as a file in them is new or another.

    It is off until it is switched on in Dagster's UI, as the schedules are.

    Args:
        settings: Of the warehouse.
        clock: Gives the time, in UTC: a file that is still being written waits for the next look.
    """

    @dg.sensor(
        name="new_files",
        job=files,
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="Reads new and changed files of sources of kind folder and warc.",
    )
    def look(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        now = clock()
        seen = changed_sources(load_sources(settings.sources), json.loads(context.cursor or "{}"), now)
        for name, reason in seen.waiting.items():
            context.log.info("%s: %s", name, reason)
        if not seen.changed:
            said = "; ".join(f"{name}: {reason}" for name, reason in seen.waiting.items())
            return dg.SensorResult(skip_reason=said or "no file is new", cursor=json.dumps(seen.states))
        request = dg.RunRequest(
            # The same files ask for the same run once only, whatever becomes of the cursor.
            run_key=content_key(now.date(), *(part for name in seen.changed for part in (name, seen.states[name]))),
            partition_key=now.date().isoformat(),
            run_config=run_config("files", sources=seen.changed),
            tags=RETRIES,
        )
        return dg.SensorResult(run_requests=[request], cursor=json.dumps(seen.states))

    return look
