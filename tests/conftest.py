"""Fixtures that tests of several parts share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings
from small_run import FinishedRun, muster, write_small_input

if TYPE_CHECKING:
    from pathlib import Path


# How long an example takes says how busy the machine is, and nothing else.
settings.register_profile("muster", deadline=None)
settings.load_profile("muster")


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """One run on the small input, made once for all the processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "finished-run"
    printed = shared / "printed.txt"
    with FileLock(f"{shared}.lock"):
        if not printed.exists():
            sources = write_small_input(shared)
            done = muster("run", "--sources", sources, "--warehouse", shared / "warehouse")
            assert done.returncode == 0, done.stdout + done.stderr
            printed.write_text(done.stdout, encoding="utf-8")
    return FinishedRun(shared / "sources.yml", shared / "warehouse", printed.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def newsroom_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the warehouse of one run on the example newsroom, made once for all the processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "newsroom-run"
    with FileLock(f"{shared}.lock"):
        if not (shared / "muster.duckdb").exists():
            done = muster("run", "--warehouse", shared)
            assert done.returncode == 0, done.stdout + done.stderr
    return shared


@pytest.fixture
def small_input(tmp_path: Path) -> Path:
    """Give a sources file of three pages, and room beside it for a warehouse."""
    return write_small_input(tmp_path)
