"""`muster dev`: Dagster's UI and daemon on one warehouse."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pipelines.dagster_instance import prepare_instance
from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from pipelines.settings import Settings


def dev(settings: Settings) -> None:
    """Open Dagster's UI on the warehouse and run its schedule; does not return.

    Raises:
        UserError: The warehouse cannot be written.
    """
    prepare_instance(settings)
    _end_stale_runs(settings)
    sys.stdout.write(f"Dagster on http://{settings.host}:{settings.dev_port} (Ctrl-C ends it)\n")
    sys.stdout.flush()
    address = ["--host", settings.host, "--port", str(settings.dev_port)]
    # pyproject.toml there names the code location; a beta notice for each asset would bury the line above.
    os.chdir(PROJECT_ROOT)
    os.environ.setdefault("PYTHONWARNINGS", "ignore:Parameter `backfill_policy`,ignore:Function `dev_command`")
    command = [sys.executable, "-m", "dagster", "dev", *address]
    os.execv(sys.executable, command)  # noqa: S606 - no shell is wanted: every part is ours


def _end_stale_runs(settings: Settings) -> None:
    from dagster import DagsterInstance  # noqa: PLC0415 - seconds that only this command needs

    from pipelines.stale_runs import end_stale_runs  # noqa: PLC0415

    with DagsterInstance.get() as instance:
        end_stale_runs(instance, settings.runs_alive)
