"""`muster sql`: the DuckDB shell on the published file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipelines.commands.sql_errors import explain
from pipelines.errors import UserError
from pipelines.staging.connection import connect

if TYPE_CHECKING:
    from pipelines.settings import Settings

Format = Literal["box", "csv", "json", "markdown"]


def sql(settings: Settings, query: str | None, format_: Format) -> None:
    """Open the DuckDB shell, read-only, or run one query in it; does not return.

    Raises:
        UserError: Nothing is published yet, the file cannot be read, or the query is wrong.
    """
    published = settings.published_db
    if not published.exists():
        raise UserError(f"{published}: nothing published yet; run `muster run` first")
    # Opened once here: the shell's own words for a damaged file are no help.
    connect(published, read_only=True).close()
    shell = Path(sys.executable).with_name("duckdb")
    # Null is told from an empty text, but in CSV: a spreadsheet would read the word as text.
    arguments = [str(shell), "-readonly", f"-{format_}", "-nullvalue", "" if format_ == "csv" else "NULL"]
    if query is not None:
        sys.exit(_ask(published, [*arguments, "-bail", str(published), query]))
    arguments += ["-cmd", ".print Tables: .tables   Columns: describe fct_troops;   Leave: .quit", str(published)]
    os.execv(shell, arguments)  # noqa: S606 - no shell between: every part is ours


def _ask(published: Path, arguments: list[str]) -> int:
    """Let the shell print a query's rows, and return its exit code; what it says of a mistake is told in our words."""
    done = subprocess.run(arguments, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False)  # noqa: S603 - no shell between: the query is one argument
    if done.returncode == 0 or not done.stderr.strip():
        sys.stderr.write(done.stderr)
        return done.returncode if done.returncode >= 0 else 128 - done.returncode
    with connect(published, read_only=True) as connection:
        tables = [name for (name,) in connection.execute("show tables").fetchall()]
    raise UserError(explain(done.stderr, tables))
