"""What a step tells about itself: a line while it works, counts and a preview when it is done."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

import dagster as dg

from pipelines.retries import may_pass, not_again

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

PROGRESS = "muster_progress"
"""Attribute of a log record that holds its text without the prefix that Dagster writes before it."""

SUMMARY = "summary"
"""Metadata entry with the step's counts in a few words; the command line shows it."""

PREVIEW_ROWS = 10
CELL_WIDTH = 90


class Reporter:
    """Speaks for one step: `say` while it works, `result` when it is done.

    As a context manager it decides, too, whether a step that fails is tried again: see `pipelines.retries`.
    """

    def __init__(self, context: dg.AssetExecutionContext) -> None:
        self._context = context
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not may_pass(error, self._context.run.tags):
            raise not_again(error) from error

    def say(self, text: str) -> None:
        """Log a line that shows how far the step is."""
        self._context.log.info(text, extra={PROGRESS: text})

    def result(
        self, summary: str, counts: Mapping[str, int], preview: Sequence[Mapping[str, Any]] = (), **more: Any
    ) -> dg.MaterializeResult[None]:
        """Return the materialization with its counts, its seconds and a preview of the rows."""
        return dg.MaterializeResult(
            metadata={
                SUMMARY: summary,
                **counts,
                "seconds": round(time.monotonic() - self._started, 2),
                "preview": dg.MetadataValue.md(markdown_table(preview)),
                **more,
            }
        )


def markdown_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the first rows as a Markdown table; columns are the first row's keys, in its order."""
    if not rows:
        return "*no rows*"
    columns = list(rows[0])
    lines = [columns, ["---"] * len(columns)]
    lines += [[_cell(row[column]) for column in columns] for row in rows[:PREVIEW_ROWS]]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    left_out = len(rows) - PREVIEW_ROWS
    return table if left_out <= 0 else f"{table}\n\n*and {left_out} more*"


def _cell(value: object) -> str:
    # Page text is shown in a browser: nothing in it may act as Markdown or HTML.
    text = "" if value is None else " ".join(str(value).split())
    text = text if len(text) <= CELL_WIDTH else text[: CELL_WIDTH - 1] + "…"
    for special in "\\`*_{}[]<>|#!":
        text = text.replace(special, f"&#{ord(special)};")
    return text
