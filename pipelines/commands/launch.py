"""Launches one of Dagster's jobs in this process, shows how it goes, and tells in one line why it failed."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from pipelines.commands.console import only_ours
from pipelines.dagster_instance import prepare_instance
from pipelines.errors import UserError
from pipelines.staging.lock import writer_lock

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console

    from pipelines.settings import Settings

LOAD_FIRST = "Loading Dagster and the models"

REPOSITORY = {".dagster/repository": "__repository__@muster"}
"""What Dagster gives to the runs that it launches itself; without it, the UI does not list a run under its job."""


def launch(
    settings: Settings,
    console: Console,
    job_name: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    launched_by: str,
) -> None:
    """Run a job for the days from `first` to `last`, both included; without days, one that has none.

    Raises:
        UserError: The run failed; the message is the step's own where it has one.
    """
    from dagster import DagsterInstance  # noqa: PLC0415 - seconds that a wrong sources file must not cost

    from pipelines.commands.progress import RunDisplay  # noqa: PLC0415
    from pipelines.definitions import build_defs  # noqa: PLC0415
    from pipelines.jobs import run_config  # noqa: PLC0415
    from pipelines.partitions import tags_of_days  # noqa: PLC0415
    from pipelines.retries import LAUNCHED_BY  # noqa: PLC0415
    from pipelines.run_log import RUN_LOGGER  # noqa: PLC0415

    with console.status(LOAD_FIRST):
        job = build_defs(settings=settings).resolve_job_def(job_name)
    tags = {LAUNCHED_BY: launched_by, **REPOSITORY}
    if first and last and first != last:
        tags |= tags_of_days(first, last)
    with DagsterInstance.get() as instance, RunDisplay(console, logging.getLogger(RUN_LOGGER)):
        try:
            job.execute_in_process(
                instance=instance,
                tags=tags,
                partition_key=first.isoformat() if first and first == last else None,
                run_config=run_config(job_name),
            )
        except Exception as error:
            raise _explained(error, settings) from error


def launch_on_what_is_stored(
    settings: Settings,
    job_name: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
    *,
    launched_by: str,
    saying: str | None = None,
) -> None:
    """Run a job that asks nobody, and print how long it took and what is new.

    Raises:
        UserError: Another run is writing, or the run failed.
    """
    prepare_instance(settings)
    with only_ours(settings.dagster_home / "last_run.log") as console:
        started = time.monotonic()
        with console.status(LOAD_FIRST):
            # Seconds of imports, which what a command refuses beforehand must not cost.
            from pipelines.commands.summary import show_summary, take_stock  # noqa: PLC0415

            with writer_lock(settings.build_db):
                before = take_stock(settings)
        if saying:
            console.print(saying)
        launch(settings, console, job_name, first, last, launched_by=launched_by)
        console.print(f"[dim]{time.monotonic() - started:.0f} s in all[/]")
        show_summary(console, settings, before, take_stock(settings))


def _explained(error: BaseException, settings: Settings) -> UserError:
    """Return the one line for a failed run: the step's own, where it has one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, UserError):
            return cause
        cause = cause.__cause__
    first_line = (str(error).strip() or type(error).__name__).splitlines()[0]
    log = settings.dagster_home / "last_run.log"
    return UserError(f"the run failed: {first_line}; what was published stays, and {log} says more")
