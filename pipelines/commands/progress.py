"""Shows a run while it happens: a line for each step that ends, and what the step under way is doing."""

from __future__ import annotations

import logging
import time
from collections import Counter
from typing import TYPE_CHECKING, Self

from dagster import AssetCheckSeverity, DagsterEvent, DagsterEventType
from rich.markup import escape

from pipelines.assets.report import PROGRESS, SUMMARY
from pipelines.printable import printable

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console

WIDTH = 12
SECONDS_BETWEEN_LINES = 2
"""Where no line can be overwritten (a log file), progress is shown no more often."""


class RunDisplay(logging.Handler):
    """Listens to the logger `muster.run` and prints to a console. Use it as a context manager."""

    def __init__(self, console: Console, logger: logging.Logger) -> None:
        super().__init__(logging.DEBUG)
        self._console = console
        self._logger = logger
        self._status = console.status("starting", spinner="dots")
        self._started: dict[str, float] = {}
        self._seen: Counter[str] = Counter()
        self._summary: str | None = None
        self._last_line = 0.0

    def __enter__(self) -> Self:
        self._logger.addHandler(self)
        self._logger.propagate = False
        self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()
        self._logger.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Show one record of the run, if a person wants to see it."""
        event: DagsterEvent | None = getattr(record, "dagster_event", None)
        text: str | None = getattr(record, PROGRESS, None)
        if event is not None:
            self._show(event)
        elif text is not None:
            self._under_way(record.dagster_meta["step_key"], text)  # type: ignore[attr-defined]  # set by Dagster

    def _under_way(self, step: str, text: str) -> None:
        if self._console.is_terminal:
            self._status.update(f"[bold]{step:<{WIDTH}}[/] {escape(printable(text))}")
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self._console.print(f"  {step:<{WIDTH}} {printable(text)}", markup=False)

    def _show(self, event: DagsterEvent) -> None:
        step = event.step_key or ""
        match event.event_type:
            case DagsterEventType.STEP_START:
                self._started[step] = time.monotonic()
                self._seen.clear()
                self._summary = None
                self._status.update(f"[bold]{step:<{WIDTH}}[/]")
            case DagsterEventType.ASSET_MATERIALIZATION:
                self._seen["models"] += 1
                told = event.step_materialization_data.materialization.metadata.get(SUMMARY)
                self._summary = str(told.value) if told else None
                self._status.update(f"[bold]{step:<{WIDTH}}[/] {self._counted()}")
            case DagsterEventType.ASSET_CHECK_EVALUATION:
                self._checked(event)
            case DagsterEventType.STEP_SUCCESS if self._seen["models"]:
                self._line("[green]✓[/]", step, self._counted())
            case DagsterEventType.STEP_FAILURE:
                self._line("[red]✗[/]", step, "failed")
            case _:
                pass  # the many events that say how Dagster works

    def _checked(self, event: DagsterEvent) -> None:
        check = event.asset_check_evaluation_data
        self._seen["tests"] += 1
        if not check.passed:
            sign = "[yellow]![/]" if check.severity == AssetCheckSeverity.WARN else "[red]✗[/]"
            self._line(sign, "check", f"{check.check_name}: {check.description or 'failed'}")

    def _counted(self) -> str:
        """Return the step's own summary; dbt's step has none, and is told by what it built."""
        return self._summary or f"{self._seen['models']} models built, {self._seen['tests']} tests"

    def _line(self, sign: str, step: str, text: str) -> None:
        seconds = time.monotonic() - self._started.get(step, time.monotonic())
        took = f"  [dim]{seconds:.1f} s[/]" if seconds else ""
        self._console.print(f"{sign} [bold]{step:<{WIDTH}}[/] {escape(printable(text))}{took}", soft_wrap=True)
