from __future__ import annotations

import dagster as dg

from pipelines.stale_runs import end_stale_runs


@dg.job
def nothing() -> None:
    pass


def test_runs_under_way_whose_process_is_gone_are_marked_as_failed() -> None:
    """Those that ended, and one's own, stay as they are."""
    with dg.DagsterInstance.ephemeral() as instance:
        started = [
            instance.create_run_for_job(nothing, status=status).run_id
            for status in (dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.SUCCESS)
        ]
        own, killed, succeeded = started
        assert end_stale_runs(instance, but=own) == 1
        status = {run.run_id: run.status for run in instance.get_runs()}
    assert status == {
        own: dg.DagsterRunStatus.STARTED,
        killed: dg.DagsterRunStatus.FAILURE,
        succeeded: dg.DagsterRunStatus.SUCCESS,
    }
