"""Keeps the terminal for what a person wants to read."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_ours(log: Path) -> Iterator[Console]:
    """Give a console on the real standard output, and send everything else that is written to `log`.

    Dagster, dbt and their children write thousands of lines; file descriptors are redirected rather than
    `sys.stdout`, since children and compiled code write to those.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {number: os.dup(number) for number in (1, 2)}
    try:
        with log.open("wb", buffering=0) as file, os.fdopen(os.dup(1), "w", encoding="utf-8") as terminal:
            for number in kept:
                os.dup2(file.fileno(), number)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield Console(file=terminal, highlight=False)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, original in kept.items():
            os.dup2(original, number)
            os.close(original)
