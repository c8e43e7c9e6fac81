"""Commands that serve, started and ended by a test."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from small_run import ROOT, clean_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECONDS_TO_START = 90


@contextmanager
def serving(command: str, warehouse: Path, **environment: str) -> Iterator[str]:
    """Start a `muster` command that serves, and give the address that it prints once it answers there."""
    with subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", command, "--warehouse", str(warehouse)],
        env=clean_environment() | environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, "")
            found = next(match for line in lines if (match := re.search(r"http://\S+", line)))
            wait_for_answer(found[0])
            yield found[0]
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                # With all that it has started: a daemon that outlives its test works on.
                os.killpg(process.pid, signal.SIGKILL)


def wait_for_answer(address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            assert time.monotonic() < until, f"{address} does not answer"
            time.sleep(0.2)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
