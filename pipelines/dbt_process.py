"""dbt as a process that ends when its parent does.

A pipeline that is killed cannot stop the dbt it started, which would go on writing into the warehouse while the
next run begins. So this process watches its parent. Run as `python -m pipelines.dbt_process ARGUMENTS OF DBT`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_BETWEEN_LOOKS = 0.2


def write_executable(path: Path) -> Path:
    """Write the executable that dagster-dbt starts in place of `dbt`; it must be one file, so it is a script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f'#!/bin/sh\nexec "{sys.executable}" -m pipelines.dbt_process "$@"\n'
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    return path


def end_with(parent: int) -> None:
    """Kill this process as soon as it has another parent than the one given (a process id)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """Run dbt with this process's arguments."""
    if sys.argv[1:] == ["--version"]:
        # dagster-dbt asks before each command; dbt itself would take seconds and ask the network for a newer one.
        sys.stdout.write(f"Core:\n  - installed: {metadata.version('dbt-core')}\n")
        return
    end_with(os.getppid())
    from dbt.cli.main import cli  # noqa: PLC0415 - the watch must run before the seconds that this import takes

    cli(prog_name="dbt")


if __name__ == "__main__":
    main()
