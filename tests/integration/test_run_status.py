"""`muster status` on a warehouse: after a run, before any, and while another process writes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from small_run import FinishedRun, muster, write_small_input

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

HOLD = """
import duckdb, sys
from pathlib import Path
from pipelines.staging.lock import writer_lock
path = Path(sys.argv[1])
with writer_lock(path), duckdb.connect(str(path)):
    print("held", flush=True)
    sys.stdin.readline()
"""


def told(sources: Path, warehouse: Path) -> dict:
    done = muster("status", "--json", "--sources", sources, "--warehouse", warehouse)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_after_a_run_it_tells_of_sources_counts_and_the_run(finished_run: FinishedRun) -> None:
    found = told(finished_run.sources, finished_run.warehouse)
    (source,) = found["sources"]
    assert (source["name"], source["state"], source["given"], source["new"]) == ("small", "fine", 3, 3)
    assert source["asked_on"] == source["new_on"] == found["last_run"]["started"][:10]
    assert found["counts"].keys() == {"pages", "articles", "mentions", "claims"}
    assert found["counts"]["pages"] == 3
    assert found["counts"]["claims"] > 0
    assert found["last_run"]["job"] == "daily"
    assert found["last_run"]["state"] == "success"
    assert found["last_run"]["launched_by"] == "muster run"
    assert found["note"] is None
    assert found["published_at"] is not None


def test_before_any_run_it_is_empty_and_no_error(tmp_path: Path) -> None:
    found = told(write_small_input(tmp_path), tmp_path / "warehouse")
    assert (found["counts"], found["last_run"], found["published_at"]) == ({}, None, None)
    assert [source["state"] for source in found["sources"]] == ["never asked"]
    assert not (tmp_path / "warehouse").exists(), "looking made a warehouse"


def test_while_a_run_writes_it_tells_what_was_published_and_who_writes(
    finished_run: FinishedRun, tmp_path: Path
) -> None:
    """A screen on the wall does not go dark for the hours that a run may fetch."""
    folder = finished_run.copy(tmp_path)
    build = folder / "warehouse" / "build.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(build)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == "held\n"
        found = told(folder / "sources.yml", folder / "warehouse")
        printed = muster("status", "--sources", folder / "sources.yml", "--warehouse", folder / "warehouse").stdout
        writer.stdin.write("\n")
    assert found["note"].startswith("as last published: ")
    assert str(writer.pid) in found["note"]
    (source,) = found["sources"]
    assert (source["state"], source["given"]) == ("fine", 3)
    assert f"running    process {writer.pid}, since " in printed


def test_a_wrong_sources_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources: 7\n", encoding="utf-8")
    done = muster("status", "--sources", tmp_path / "sources.yml", "--warehouse", tmp_path / "warehouse")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "sources.yml:1" in done.stderr
