from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib import metadata
from typing import TYPE_CHECKING

from pipelines.dbt_process import write_executable

if TYPE_CHECKING:
    from pathlib import Path

CHILD = """
import os, sys, time
from pipelines.dbt_process import end_with
end_with(os.getppid())
print(os.getpid(), flush=True)
time.sleep(60)
"""

PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", sys.argv[1]])
time.sleep(60)
"""


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A dead child that nobody has waited for still has its number.
    with open(f"/proc/{process}/stat") as stat:  # noqa: PTH123
        return stat.read().rpartition(")")[2].split()[0] != "Z"


def test_dbt_dies_with_a_parent_that_is_killed() -> None:
    """`kill -9` of the pipeline must not leave a dbt that goes on writing."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, CHILD], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.wait()
    until = time.monotonic() + 10
    while is_running(child):
        assert time.monotonic() < until, "the orphan lives"
        time.sleep(0.05)
    parent.stdout.close()


def test_the_executable_runs_this_environments_dbt(tmp_path: Path) -> None:
    """It says its version as dbt does, without asking the network for a newer one."""
    executable = write_executable(tmp_path / "bin" / "dbt")
    said = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True).stdout
    assert metadata.version("dbt-core") in said
