"""A copy of the project, for tests that change files of it, with the `muster` command run in it as a user does."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from small_run import ROOT, clean_environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NOT_COPIED = shutil.ignore_patterns("target", "logs", "__pycache__", ".user.yml")


@dataclass(frozen=True)
class Checkout:
    """A folder that holds the code, the dbt project and the word lists."""

    folder: Path

    @property
    def reviews(self) -> Path:
        """The file of verdicts."""
        return self.folder / "dbt_project" / "seeds" / "claim_reviews.csv"

    def _arguments(self, arguments: Sequence[str | Path]) -> list[str]:
        return [sys.executable, "-m", "pipelines.cli", *map(str, arguments)]

    def _environment(self) -> dict[str, str]:
        return clean_environment() | {"PYTHONPATH": str(self.folder)}

    def muster(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command with nobody to ask, and return what it printed."""
        return subprocess.run(
            self._arguments(arguments),
            env=self._environment(),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def muster_on_a_terminal(self, *arguments: str | Path, typed: Sequence[str], seconds: float = 120) -> str:
        """Run the command on a terminal, type a line each time that it asks (`> `), and return all that it showed."""
        ours, its = pty.openpty()
        shown = b""
        lines = list(typed)
        until = time.monotonic() + seconds
        with subprocess.Popen(
            self._arguments(arguments),
            env=self._environment() | {"TERM": "xterm"},
            cwd=self.folder,
            stdin=its,
            stdout=its,
            stderr=its,
        ) as process:
            os.close(its)
            answered = 0
            while time.monotonic() < until:
                if select.select([ours], [], [], 0.2)[0]:
                    try:
                        read = os.read(ours, 65536)
                    except OSError:  # the other end is closed: so Linux says it
                        break
                    if not read:
                        break
                    shown += read
                if lines and shown[answered:].rstrip(b"\x1b[0m").endswith(b"> "):
                    answered = len(shown)
                    os.write(ours, lines.pop(0).encode() + b"\n")
            else:
                process.kill()
            process.wait(timeout=30)
        os.close(ours)
        assert process.returncode == 0, shown.decode(errors="replace")
        assert not lines, f"never asked for {lines}: {shown.decode(errors='replace')}"
        return shown.decode()


def make_checkout(folder: Path) -> Checkout:
    """Copy what the `muster` command needs."""
    shutil.copytree(ROOT / "pipelines", folder / "pipelines", ignore=NOT_COPIED)
    shutil.copytree(ROOT / "dbt_project", folder / "dbt_project", ignore=NOT_COPIED)
    return Checkout(folder)
