"""What DuckDB says of a query that is wrong, as one line with the next step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACE = re.compile(r"^LINE (\d+): ", re.MULTILINE)
_NO_TABLE = re.compile(r"\bTable with name .* does not exist")
_NO_COLUMN = re.compile(r"\bReferenced column .* not found|does not have a column named")
_READ_ONLY = re.compile(r"\bread-only mode!")


def explain(said: str, tables: Sequence[str]) -> str:
    """Return DuckDB's message on one line, its own suggestion kept, and what to do next.

    Args:
        said: What the shell wrote to standard error: a message of a few lines, a line of the query, a caret.
        tables: Names of the tables that there are.
    """
    place = _PLACE.search(said)
    message = said[: place.start()] if place else said
    # Lines set off by a tab list every form of a function: more than anybody reads.
    lines = [line.strip() for line in message.splitlines() if not line.startswith("\t")]
    told = " ".join(line if line[-1] in ".!?:" else f"{line}." for line in lines if line)
    at = f" (line {place.group(1)} of the query)" if place and place.group(1) != "1" else ""
    return f"{told}{at} {_next_step(told, tables)}"


def _next_step(told: str, tables: Sequence[str]) -> str:
    if _NO_TABLE.search(told):
        return f"Tables: {', '.join(tables)}."
    if _NO_COLUMN.search(told):
        return 'Columns: `muster sql "describe fct_troops"`, with the name of your table.'
    if _READ_ONLY.search(told):
        return "What is published is only read here; `muster run` writes it."
    return "`muster sql` without a query opens a shell to try it in, with .tables and .help."
