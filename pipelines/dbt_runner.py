"""Runs a dbt command that Dagster does not follow: to parse the project, and to write the docs site."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from pipelines.dbt_process import write_executable
from pipelines.errors import UserError
from pipelines.settings import DBT_PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipelines.settings import Settings

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def dbt_executable(settings: Settings) -> Path:
    """Return the executable that stands in for `dbt`, written where the warehouse keeps dbt's artefacts."""
    return write_executable(settings.dbt_folder / "bin" / "dbt")


def run_dbt(settings: Settings, arguments: Sequence[str], *, target: Path) -> None:
    """Run one dbt command on the project, its artefacts and log into `target`.

    Raises:
        UserError: The command failed; the message holds the end of what dbt said.
    """
    command = [str(dbt_executable(settings)), "--quiet", *arguments]
    environment = {
        **os.environ,
        **settings.environment(),
        "DBT_PROJECT_DIR": str(DBT_PROJECT),
        "DBT_PROFILES_DIR": str(DBT_PROJECT),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = " ".join(COLOUR.sub("", done.stdout + done.stderr).split())
        raise UserError(f"{DBT_PROJECT}: dbt {arguments[0]} failed: {said[-500:]}; see {target / 'dbt.log'}")
