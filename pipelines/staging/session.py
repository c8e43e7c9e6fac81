"""A connection to the build database in which the staging tables exist, and its transactions."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.errors import UserError
from pipelines.staging.connection import connect, explained
from pipelines.staging.schema import SCHEMA, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


class Session:
    """A read-write connection; every failure of the database is raised as one line that names the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: duckdb.DuckDBPyConnection | None = None

    def open(self) -> None:
        """Connect, and make the staging tables that are missing.

        Raises:
            UserError: the file cannot be opened, or holds tables of another layout.
        """
        self._connection = connect(self._path)
        try:
            with self.transaction() as connection:
                connection.execute(f"create schema if not exists {SCHEMA}")
                self._create_tables(connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def explained(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield the connection, and raise its failures as `UserError`."""
        if self._connection is None:
            raise RuntimeError("the staging store is used outside of its `with` block")
        try:
            yield self._connection
        except duckdb.Error as error:
            raise explained(error, self._path) from error

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield the connection within a transaction: committed at the end, rolled back on any failure."""
        with self.explained() as connection:
            connection.begin()
            try:
                yield connection
                connection.commit()
            except BaseException:
                _roll_back(connection)
                raise

    def rows(self, query: str, parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.explained() as connection:
            return connection.execute(query, parameters).fetchall()

    def _create_tables(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables that are missing; make all derived ones anew where one has the columns of another layout."""
        for table in TABLES:
            connection.execute(table.sql)
        changed = [table for table in TABLES if not _has_layout(connection, table)]
        for table in changed:
            if not table.is_derived:
                raise UserError(
                    f"{self._path}: {table.qualified} is of another version of Muster; move it away and run again"
                )
        # They hang together: a page that counts as cleaned though its article is gone would never be read again.
        for table in TABLES:
            if changed and table.is_derived:
                connection.execute(f"drop table {table.qualified}")
                connection.execute(table.sql)


def _has_layout(connection: duckdb.DuckDBPyConnection, table: Table) -> bool:
    found = connection.table(table.qualified).limit(0).to_arrow_table().schema
    return [(field.name, field.type) for field in found] == [(column.name, column.type) for column in table.columns]


@contextmanager
def batch(connection: duckdb.DuckDBPyConnection, table: Table, rows: Iterable[Mapping[str, Any]]) -> Iterator[None]:
    """Show rows to SQL as the relation `new_<table>`, of the table's columns; a column that a row lacks is null."""
    name = f"new_{table.name}"
    connection.register(name, table.batch(rows))
    try:
        yield
    finally:
        connection.unregister(name)


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.rollback()
    except duckdb.Error:
        # A failed commit has ended the transaction already; what failed is being raised.
        return
