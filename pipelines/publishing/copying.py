"""Copies the marts of the build database into a new file: rows, order, and the comments that describe them.

The new file also gets the table macros of `macros.sql`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import UserError

if TYPE_CHECKING:
    import duckdb

MACROS = Path(__file__).with_name("macros.sql")
"""What analysts call in the published file: `claims`, `claims_as_of`, `evidence`, `changed_since`."""

MARTS = "marts"
"""The schema of the build database that is published; in the published file its tables lie in `main`."""

FACT_TABLES = {
    "troops": "fct_troops",
    "casualties": "fct_casualties",
    "laborers": "fct_laborers",
    "transfers": "fct_transfers",
}
"""Table of each subject."""

REQUIRED = (
    *FACT_TABLES.values(),
    "claim_evidence",
    "dim_articles",
    "dim_publishers",
    "dim_actors",
    "dim_claimants",
    "dim_places",
    "estimates",
    "estimates_by_claimant",
    "disagreements",
    "coverage",
)
"""What a whole build holds: without any of them, nothing is published."""


@dataclass(frozen=True, slots=True)
class Claims:
    """How the claims on a subject differ from those published before."""

    total: int
    new: int
    gone: int
    """Published before, and no more."""


def copy_marts(connection: duckdb.DuckDBPyConnection, build: Path) -> dict[str, int]:
    """Copy every mart from the attached database `build` into the attached database `published`.

    Args:
        connection: With both attached.
        build: The build database's path, for the message.

    Returns:
        Number of rows by table.

    Raises:
        UserError: a mart is missing.
    """
    found = _column(
        connection,
        "select table_name from duckdb_tables() where database_name = 'build' and schema_name = ? order by all",
        [MARTS],
    )
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        raise UserError(f"{build}: {MARTS}.{', '.join(missing)} missing, so nothing is published; run the pipeline")
    rows: dict[str, int] = {}
    for name in found:
        # Insertion order is kept: rows lie as the model orders them.
        connection.execute(f"create table published.main.{_quoted(name)} as from build.{MARTS}.{_quoted(name)}")
        _copy_comments(connection, name)
        rows[name] = connection.table(f"published.main.{_quoted(name)}").shape[0]
    return rows


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table macros in the attached database `published`.

    They name its tables without the name of the database, which an analyst's session gives it anew.
    """
    connection.execute("use published")
    connection.execute(MACROS.read_text(encoding="utf-8"))
    connection.execute("use memory")


def compare_claims(connection: duckdb.DuckDBPyConnection, *, has_last: bool) -> dict[str, Claims]:
    """Return, by subject, how the claims in the attached database `published` differ from those in `last`.

    Args:
        connection: With `published` attached, and `last`, the file published before, if there is one.
        has_last: Whether there is one; without it, every claim is new.
    """
    compared: dict[str, Claims] = {}
    for subject, table in FACT_TABLES.items():
        now = set(_column(connection, f"select claim_id from published.main.{table}"))  # noqa: S608 - our own names
        before: set[str] = set()
        if has_last:
            before = set(_column(connection, f"select claim_id from last.main.{table}"))  # noqa: S608 - our own names
        compared[subject] = Claims(total=len(now), new=len(now - before), gone=len(before - now))
    return compared


def _copy_comments(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Put the descriptions of a table and its columns, which dbt has stored as comments, on the copy."""
    of_table = [name, MARTS]
    for (comment,) in connection.execute(
        """
        select comment from duckdb_tables()
        where database_name = 'build' and table_name = ? and schema_name = ? and comment is not null
        """,
        of_table,
    ).fetchall():
        connection.execute(f"comment on table published.main.{_quoted(name)} is {_literal(comment)}")
    for column, comment in connection.execute(
        """
        select column_name, comment from duckdb_columns()
        where database_name = 'build' and table_name = ? and schema_name = ? and comment is not null
        """,
        of_table,
    ).fetchall():
        path = f"published.main.{_quoted(name)}.{_quoted(column)}"
        connection.execute(f"comment on column {path} is {_literal(comment)}")


def _column(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> list[str]:
    return [row[0] for row in connection.execute(query, parameters).fetchall()]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
