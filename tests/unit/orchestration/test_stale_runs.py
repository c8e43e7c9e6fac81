"""Runs that were killed are told from runs that live, whatever these are waiting for."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import dagster as dg

from pipelines import stale_runs
from pipelines.stale_runs import alive, end_stale_runs

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

STARTED, STARTING = dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING

KILLED_WHILE_ALIVE = """
import os, signal, sys
from pathlib import Path
from pipelines.stale_runs import alive
with alive(Path(sys.argv[1]), sys.argv[2]):
    os.kill(os.getpid(), signal.SIGKILL)
"""


@dg.job
def nothing() -> None:
    pass


def test_a_run_under_way_whose_process_is_gone_is_marked_as_failed(tmp_path: Path) -> None:
    """One that lives stays as it is, and so does one that ended."""
    with dg.DagsterInstance.ephemeral() as instance:
        own, killed, never_alive, succeeded = (
            instance.create_run_for_job(nothing, status=status).run_id
            for status in (STARTED, STARTED, STARTED, dg.DagsterRunStatus.SUCCESS)
        )
        subprocess.run([sys.executable, "-c", KILLED_WHILE_ALIVE, tmp_path, killed], check=False)
        with alive(tmp_path, own):
            assert end_stale_runs(instance, tmp_path) == 2
            assert end_stale_runs(instance, tmp_path) == 0
        status = {run.run_id: run.status for run in instance.get_runs()}
    assert status == {
        own: STARTED,
        killed: dg.DagsterRunStatus.FAILURE,
        never_alive: dg.DagsterRunStatus.FAILURE,
        succeeded: dg.DagsterRunStatus.SUCCESS,
    }
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_just_launched_is_given_time_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no process yet, or one that has not come to its first moment."""
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = instance.create_run_for_job(nothing, status=STARTING).run_id
        assert end_stale_runs(instance, tmp_path) == 0
        monkeypatch.setattr(stale_runs, "TO_START", stale_runs.TO_START * 0)
        assert end_stale_runs(instance, tmp_path) == 1
        run = instance.get_run_by_id(run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.FAILURE
