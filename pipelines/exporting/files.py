"""Writes the published tables into a folder of files, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import duckdb

from pipelines.errors import UserError
from pipelines.exporting.package import DESCRIPTOR, PACKAGE_NAME, package, path_of
from pipelines.staging.connection import explained

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Format = Literal["csv", "parquet"]

RUN_BY_SPREADSHEETS = "^[=+\\-@\\t\\r\\n＝＋－＠]"  # noqa: RUF001 - the wide signs are what is meant
"""Beginnings of a text that a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    folder: Path
    rows: dict[str, int]
    """Number of rows by table."""


def export(
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, object],
    tables: Sequence[str],
    formats: Sequence[Format],
    folder: Path,
) -> Exported:
    """Write tables into a folder that is new, empty, or holds an earlier export and nothing else.

    The folder appears, or changes, once everything is written.

    Args:
        connection: With the published file.
        manifest: What dbt knows of the models: their keys and the values that they may hold.
        tables: Which; none named: all.
        formats: One file of each for each table.
        folder: Where to.

    Raises:
        UserError: There is no such table, the folder holds something else, or it cannot be written.
    """
    there = [name for (name,) in connection.execute("select table_name from duckdb_tables() order by all").fetchall()]
    chosen = list(dict.fromkeys(tables)) or there
    if unknown := [name for name in chosen if name not in there]:
        raise UserError(f"{', '.join(unknown)}: no such table; there are {', '.join(there)}")
    _refuse_other(folder)
    part, old = (folder.with_name(f".{folder.name}.{ending}") for ending in ("part", "old"))
    try:
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)
        (part / "data").mkdir(parents=True)
        rows = {}
        for table in chosen:
            for format_ in formats:
                _write(connection, table, format_, part / path_of(table, format_))
            rows[table] = connection.table(table).shape[0]
        described = package(connection, manifest, chosen, formats, part)
        (part / DESCRIPTOR).write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        if folder.exists():
            os.replace(folder, old)  # noqa: PTH105 - the system's own word for it
        os.replace(part, folder)  # noqa: PTH105
    except OSError as error:
        raise UserError(f"{error.filename or folder}: cannot be written ({error.strerror})") from error
    except duckdb.Error as error:
        raise explained(error, folder) from error
    finally:
        for left in (part, old):
            shutil.rmtree(left, ignore_errors=True)
    return Exported(folder, rows)


def _write(connection: duckdb.DuckDBPyConnection, table: str, format_: Format, path: Path) -> None:
    where = "'" + str(path).replace("'", "''") + "'"
    if format_ == "parquet":
        connection.execute(f'copy "{table}" to {where} (format parquet, compression zstd)')
        return
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index", [table]
    ).fetchall()
    selected = ", ".join(f'{_as_text(name, kind)} as "{name}"' for name, kind in columns)
    connection.execute(f'copy (select {selected} from "{table}") to {where} (format csv, header)')  # noqa: S608 - names of the file's own


def _as_text(name: str, kind: str) -> str:
    """Return the expression for a CSV cell: lists as JSON, and no text that a spreadsheet would run."""
    if kind.endswith("[]"):
        return f'to_json("{name}")'
    if kind != "VARCHAR":
        return f'"{name}"'
    return f"""case when regexp_matches("{name}", '{RUN_BY_SPREADSHEETS}') then '''' else '' end || "{name}\""""


def _refuse_other(folder: Path) -> None:
    """Refuse a folder that holds anything but an export: it will be replaced."""
    if not folder.exists():
        return
    refusal = UserError(f"{folder}: holds something else than an export; name a folder that is new or empty")
    if not folder.is_dir():
        raise refusal
    inside = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if not inside:
        return
    try:
        described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        tables = [resource["name"] for resource in described["resources"]]
        ours = {DESCRIPTOR, *(path_of(table, format_) for table in tables for format_ in get_args(Format))}
    except (OSError, ValueError, KeyError, TypeError):
        raise refusal from None
    if described.get("name") != PACKAGE_NAME or inside - ours:
        raise refusal
