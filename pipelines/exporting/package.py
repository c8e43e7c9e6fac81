"""Describes exported files as a data package: each table with its columns' types, meanings, keys and values.

Follows Data Package 2.0, https://datapackage.org/standard/data-package/, in what readers of version 1 take as well.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import duckdb

DESCRIPTOR = "datapackage.json"
PACKAGE_NAME = "muster"

DESCRIPTION = """\
Reported numbers, and who reported them: each row of a fact table (`fct_…`) is a claim, one figure said by one \
claimant, with its first sentence and link. They are what is reported, not what is true, and must not be added up: see \
`part_of_claim_id`, `is_current`, `modality` and `stock_flow`. To cite a figure, name the claimant, the outlet \
(`source_publisher`), its date and `source_url`. In CSV files, a text that a spreadsheet would run as a formula has \
an apostrophe before it, and lists are JSON; Parquet files, beside them where they were asked for, hold the same rows \
with texts and lists as they are."""

_TYPES = {"VARCHAR": "string", "DOUBLE": "number", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "datetime"}
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def path_of(table: str, format_: str) -> str:
    """Return the path of a table's file, from the folder of the package."""
    return f"data/{table}.{format_}"


def package(
    connection: duckdb.DuckDBPyConnection,
    manifest: Mapping[str, Any],
    tables: Sequence[str],
    formats: Sequence[str],
    folder: Path,
) -> dict[str, Any]:
    """Return the descriptor of the files of tables that lie in a folder.

    Args:
        connection: With the published file, whose comments say what tables and columns mean.
        manifest: dbt's; keys and allowed values are those that dbt tests.
        tables: Those written.
        formats: Of each table, the file of the first is the resource: the others hold the same rows.
        folder: Where the files lie.
    """
    models = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    resources = []
    for table in tables:
        meaning = connection.execute("select comment from duckdb_tables() where table_name = ?", [table]).fetchall()[0][
            0
        ]
        unique_id = models.get(table, {}).get("unique_id")
        of_table = [node for node in tests if unique_id and node.get("attached_node") == unique_id]
        path = folder / path_of(table, formats[0])
        resources.append(
            {
                "name": table,
                "path": path_of(table, formats[0]),
                "type": "table",
                "description": meaning or "",
                "format": formats[0],
                "mediatype": _MEDIA[formats[0]],
                **({"encoding": "utf-8"} if formats[0] == "csv" else {}),
                "bytes": path.stat().st_size,
                "hash": f"sha256:{_digest(path)}",
                "schema": _schema(connection, table, models, of_table, tables),
            }
        )
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": PACKAGE_NAME,
        "title": "Reported numbers, and who reported them",
        "description": DESCRIPTION,
        "resources": resources,
    }


def _schema(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    models: Mapping[str, Any],
    tests: Sequence[Mapping[str, Any]],
    exported: Sequence[str],
) -> dict[str, Any]:
    columns = connection.execute(
        "select column_name, data_type, comment from duckdb_columns() where table_name = ? order by column_index",
        [table],
    ).fetchall()
    known = models.get(table, {}).get("columns", {})
    fields = []
    for name, kind, comment in columns:
        limits: dict[str, Any] = {}
        if _has(known.get(name, {}), "not_null"):
            limits["required"] = True
        if allowed := _allowed(name, tests):
            limits["enum"] = allowed
        field = {"name": name, "type": _type(kind), "description": comment or ""}
        fields.append(field | ({"constraints": limits} if limits else {}))
    keys = _primary_key(models.get(table, {}), tests)
    foreign = list(_foreign_keys(tests, models, exported))
    return {
        "fields": fields,
        "missingValues": [""],
        **({"primaryKey": keys} if keys else {}),
        **({"foreignKeys": foreign} if foreign else {}),
    }


def _type(kind: str) -> str:
    if kind.endswith("[]"):
        return "array"
    if kind.startswith("TIMESTAMP"):
        return "datetime"
    if "INT" in kind:
        return "integer"
    return _TYPES.get(kind, "number" if kind.startswith("DECIMAL") else "any")


def _has(described: Mapping[str, Any], kind: str) -> bool:
    return any(constraint["type"] == kind for constraint in described.get("constraints", ()))


def _primary_key(model: Mapping[str, Any], tests: Iterable[Mapping[str, Any]] = ()) -> list[str]:
    """Return the columns that dbt takes for a model's key, else those that are tested to be unique together."""
    together = [
        test["test_metadata"]["kwargs"]["columns"]
        for test in tests
        if (test.get("test_metadata") or {}).get("name") == "unique_together"
    ]
    keys = model.get("primary_key") or (together[0] if together else [])
    known = model.get("columns", {})
    return list(keys) if all(_has(known.get(name, {}), "not_null") for name in keys) else []


def _allowed(column: str, tests: Iterable[Mapping[str, Any]]) -> list[Any]:
    for test in tests:
        if test["column_name"] == column and test["test_metadata"]["name"] == "accepted_values":
            return list(test["test_metadata"]["kwargs"]["values"])
    return []


def _foreign_keys(
    tests: Iterable[Mapping[str, Any]], models: Mapping[str, Any], exported: Sequence[str]
) -> Iterable[dict[str, Any]]:
    """Yield the columns that hold another table's key, where that table is in the package as well."""
    for test in sorted(tests, key=lambda test: (test["column_name"] or "", test["name"])):
        if (test.get("test_metadata") or {}).get("name") != "relationships":
            continue
        column, arguments = test["column_name"], test["test_metadata"]["kwargs"]
        other = next((name for name in exported if f"ref('{name}')" in arguments["to"]), None)
        if other is not None and _primary_key(models.get(other, {})) == [arguments["field"]]:
            yield {"fields": [column], "reference": {"resource": other, "fields": [arguments["field"]]}}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
