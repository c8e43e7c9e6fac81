"""One writer at a time, and the one that waits is told for whom."""

import subprocess
import sys

import pytest

from pipelines.errors import UserError
from pipelines.staging.lock import writer_lock

HOLD = """
import pathlib, sys, time
from pipelines.staging.lock import writer_lock
with writer_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of `build.duckdb`."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "build.duckdb")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_writer_is_told_who_writes(tmp_path, holder):
    """Process, since when, and what it runs, in one line."""
    with (
        pytest.raises(UserError, match=rf"another run is writing \(process {holder.pid}, since 20.*: -c ") as raised,
        writer_lock(tmp_path / "build.duckdb"),
    ):
        pass
    assert "\n" not in str(raised.value)


def test_a_killed_writer_s_lock_is_free(tmp_path, holder):
    """The system gives it back; the words it left do not matter."""
    holder.kill()
    holder.wait()
    with writer_lock(tmp_path / "build.duckdb", timeout=5):
        assert (tmp_path / "build.duckdb.holder").exists()
    assert not (tmp_path / "build.duckdb.holder").exists()


def test_the_lock_is_given_back_after_a_failure(tmp_path):
    """A failing run does not keep the next one out."""
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path / "build.duckdb"):
        raise ZeroDivisionError
    with writer_lock(tmp_path / "build.duckdb"):
        pass


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    """A file is where the warehouse's folder should be."""
    (tmp_path / "warehouse").write_text("")
    with pytest.raises(UserError, match="cannot be written"), writer_lock(tmp_path / "warehouse" / "build.duckdb"):
        pass
