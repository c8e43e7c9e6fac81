"""Opening the build database, and saying in one line why it cannot be opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb

from pipelines.errors import BusyError, UserError

if TYPE_CHECKING:
    from pathlib import Path

OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
"""Nothing is downloaded at run time, whatever a query asks for."""

_LOCKED = r"could not set lock|conflicting lock"
_ADVICE = (
    (_LOCKED, "opened by another process; close that session and run again"),
    (
        r"different configuration|unique file handle conflict",
        "this process has it open already; close that connection first",
    ),
    (r"no space left|file too large", "the disk is full; free some space and run again, nothing of this step was kept"),
    (r"permission denied|read-only file system", "no permission to write here; check who owns the file and its folder"),
    (r"is a directory|not a directory|file exists", "something else is where the file or its folder should be"),
    (r"database does not exist", "no such file; run the pipeline first"),
    (
        r"not a valid duckdb|corrupt|version number|checksum|serializ|wal file",
        "not a whole DuckDB database of this version; move it away and run again",
    ),
)
"""What DuckDB or the system says, and what to tell a person: the first that fits."""


def connect(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file, making its folder where needed.

    Raises:
        UserError: the file is locked, is no DuckDB database, or cannot be read or written.
    """
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        return duckdb.connect(str(path), read_only=read_only, config=dict(OFFLINE))
    except (duckdb.Error, OSError) as error:
        raise explained(error, path) from error


def connect_in_memory() -> duckdb.DuckDBPyConnection:
    """Open a database without a file, to attach files to."""
    return duckdb.connect(config=dict(OFFLINE))


def explained(error: BaseException, path: Path) -> UserError:
    """Return the one line for a failure to open, read or write a database: what is wrong, and the next step."""
    text = str(error)
    holder = re.search(r"held in (.+?) \(PID (\d+)\)", text)
    if holder:
        return BusyError(f"{path}: opened by {holder[1]} (process {holder[2]}); close that session and run again")
    for pattern, advice in _ADVICE:
        if re.search(pattern, text, re.IGNORECASE):
            return (BusyError if pattern == _LOCKED else UserError)(f"{path}: {advice}")
    first_line = (text.strip().splitlines() or [type(error).__name__])[0]
    return UserError(f"{path}: {first_line}")
