"""Runs whose process was killed: Dagster cannot know, and would show them as running for ever.

Each run holds a lock of its own while it lives, which the system gives back however its process ends.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

import dagster as dg
from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dagster import DagsterInstance

UNDER_WAY = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]

TO_START = dt.timedelta(minutes=5)
"""A run that was launched since may not have come to its first moment; after that, Dagster itself gives it up."""


@contextmanager
def alive(folder: Path, run_id: str) -> Iterator[None]:
    """Hold a run's own lock while the block runs.

    Args:
        folder: Where the locks lie; it is made where it is missing.
        run_id: The run.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(folder, run_id)
    with lock:
        yield
    # It goes with the run; one that is left behind is of a run that was killed.
    _forget(folder, run_id)


def end_stale_runs(instance: DagsterInstance, folder: Path) -> int:
    """Mark every run under way whose process is gone as failed, and return how many there were."""
    ended = 0
    for record in instance.get_run_records(filters=dg.RunsFilter(statuses=UNDER_WAY)):
        run = record.dagster_run
        age = dt.datetime.now(dt.UTC) - record.create_timestamp.astimezone(dt.UTC)
        is_starting = run.status == dg.DagsterRunStatus.STARTING and age < TO_START
        if is_starting or _is_alive(folder, run.run_id):
            continue
        instance.report_run_failed(run, "The process of this run ended before the run did. The next run carries on.")
        _forget(folder, run.run_id)
        ended += 1
    return ended


def _is_alive(folder: Path, run_id: str) -> bool:
    if not (folder / f"{run_id}.alive").exists():
        return False
    try:
        with _lock(folder, run_id).acquire(timeout=0):
            return False
    except Timeout:
        return True


def _forget(folder: Path, run_id: str) -> None:
    (folder / f"{run_id}.alive").unlink(missing_ok=True)


def _lock(folder: Path, run_id: str) -> FileLock:
    return FileLock(folder / f"{run_id}.alive")
