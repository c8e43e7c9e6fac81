"""Runs whose process was killed: Dagster cannot know, and would show them as running for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from dagster import DagsterInstance

UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def end_stale_runs(instance: DagsterInstance, *, but: str | None = None) -> int:
    """Mark every run under way as failed, and return how many there were.

    Call it only while holding the writer's lock: then no run other than one's own (`but`) can be alive past its
    first moment.
    """
    stale = [run for run in instance.get_runs(filters=dg.RunsFilter(statuses=UNDER_WAY)) if run.run_id != but]
    for run in stale:
        instance.report_run_failed(run, "The process of this run ended before the run did. The next run carries on.")
    return len(stale)
