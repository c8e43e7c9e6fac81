"""Runs the `muster` command and kills it, as `kill -9` does, at the Nth call of one function.

Usage: killed_run.py MODULE:QUALIFIED.NAME N ARGUMENTS OF MUSTER...
With `@NAME` behind the function, only calls count whose first argument has that `name`.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from functools import wraps
from typing import Any


def kill_at(target: str, number: int) -> None:
    """Replace a function by one that kills the process when it is called for the Nth time."""
    function, _, wanted = target.partition("@")
    module_name, _, path = function.partition(":")
    owner: Any = importlib.import_module(module_name)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    original = getattr(owner, name)
    calls = 0

    @wraps(original)
    def killing(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += not wanted or arguments[0].name == wanted
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)

    setattr(owner, name, killing)


if __name__ == "__main__":
    kill_at(sys.argv[1], int(sys.argv[2]))
    sys.argv[:] = ["muster", *sys.argv[3:]]
    from pipelines.cli import main

    main()
