"""Publishes the marts: a new file beside the published one, whole and closed, takes its place by rename.

Analysts hold connections open. An open session keeps the file that it opened; the next one sees the new. What the
rename must never meet is a `.wal` beside the file: DuckDB would replay it into a database that it is not of.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from pipelines.errors import UserError
from pipelines.publishing.copying import Claims, compare_claims, copy_marts, create_macros
from pipelines.staging.connection import connect, connect_in_memory, explained

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What was published."""

    target: Path
    rows: dict[str, int]
    """Number of rows by table."""
    claims: dict[str, Claims]
    """By subject: how many claims, and how many of them the last published file did not have."""


def publish(build: Path, target: Path) -> PublishReport:
    """Copy the marts of the build database into a new file, and swap it in as the published file.

    The published file stays as it was on any failure, and if this process is killed at any point.

    Args:
        build: The build database; nothing may have it open.
        target: The published file, which others may have open for reading.

    Raises:
        UserError: marts are missing, a `.wal` lies beside either file, or a file cannot be read or written.
    """
    if not build.is_file():
        raise UserError(f"{build}: no such file; run the pipeline first")
    fresh = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(fresh)
        _settle(build)
        _refuse_wal(target, "was opened for writing; close that session, delete the .wal if it stays, and run again")
        report = _write(build, fresh, target)
        _refuse_wal(fresh, "was not closed whole; run again")
        _flush(fresh)
        _refuse_wal(target, "was opened for writing; close that session, delete the .wal if it stays, and run again")
        os.replace(fresh, target)  # noqa: PTH105 - the system's own word for an atomic swap
        _flush(target.parent)
    except OSError as error:
        raise explained(error, target) from error
    finally:
        _remove(fresh)
    return report


def _write(build: Path, fresh: Path, target: Path) -> PublishReport:
    """Write the new file and close it; say how it differs from the published one."""
    try:
        with connect_in_memory() as connection:
            connection.execute(f"attach {_literal(build)} as build (read_only)")
            connection.execute(f"attach {_literal(fresh)} as published")
            connection.begin()
            rows = copy_marts(connection, build)
            create_macros(connection)
            connection.commit()
            has_last = _attach_last(connection, target)
            claims = compare_claims(connection, has_last=has_last)
            connection.execute("checkpoint published")
            connection.execute("detach published")
    except duckdb.Error as error:
        raise explained(error, fresh) from error
    return PublishReport(target, rows, claims)


def _attach_last(connection: duckdb.DuckDBPyConnection, target: Path) -> bool:
    """Attach the file published before, to compare with; one that is absent or cannot be read does not matter."""
    if not target.is_file():
        return False
    try:
        connection.execute(f"attach {_literal(target)} as last (read_only)")
        connection.execute("select 1 from last.main.fct_troops, last.main.fct_transfers limit 0")
    except duckdb.Error:
        return False
    return True


def _settle(build: Path) -> None:
    """Let DuckDB take into the build database what a killed writer left in its `.wal`, and close it."""
    if _wal(build).exists():
        with connect(build) as connection:
            connection.execute("checkpoint")
        _refuse_wal(build, "is being written; wait for it to end and run again")


def _refuse_wal(path: Path, what: str) -> None:
    if _wal(path).exists():
        raise UserError(f"{_wal(path)}: left beside {path.name}, which {what}")


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _flush(path: Path) -> None:
    """Have the system put a file, or a folder's entries, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(fresh: Path) -> None:
    fresh.unlink(missing_ok=True)
    _wal(fresh).unlink(missing_ok=True)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
