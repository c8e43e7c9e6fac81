"""`muster status`: how a warehouse is, as a table to leave on a screen, or as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
import time
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from pipelines.monitoring.status import Status, take_status
from pipelines.printable import one_line
from pipelines.staging.lock import writer_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pipelines.monitoring.sources import SourceStatus, State
    from pipelines.settings import Settings

SIGNS: dict[State, tuple[str, str]] = {
    "fine": ("✓", "green"),
    "some failed": ("!", "yellow"),
    "below minimum": ("✗", "red"),
    "above maximum": ("!", "yellow"),
    "never asked": ("·", "dim"),
    "off": ("·", "dim"),
}
WIDEST_REASON = 160
HOURS_OF_A_DAY = 24


def status(settings: Settings, *, as_json: bool, every: float | None) -> None:
    """Print how a warehouse is, once or again and again.

    Args:
        settings: Of the warehouse.
        as_json: Print it as one JSON document a time.
        every: Seconds between two times; null for once.

    Raises:
        UserError: The sources file is wrong, or a database is damaged.
    """
    console = Console(highlight=False)
    while True:
        told = take_status(settings, dt.datetime.now(dt.UTC))
        if as_json:
            sys.stdout.write(json.dumps(dataclasses.asdict(told), default=_as_json) + "\n")
            sys.stdout.flush()
        else:
            if every is not None:
                console.clear()
            console.print(rendered(told, writing=writer_of(settings.build_db)))
        if every is None:
            return
        try:
            time.sleep(every)
        except KeyboardInterrupt:
            return


def rendered(told: Status, *, writing: str | None = None) -> RenderableType:
    """Return the status as what a terminal shows.

    Args:
        told: The status.
        writing: Who is writing the warehouse now, if somebody is.
    """
    parts: list[RenderableType] = [Text.assemble(("Muster", "bold"), f"  {told.warehouse}  ", (_time(told.at), "dim"))]
    if told.note:
        parts.append(Text.assemble(("! ", "yellow"), one_line(told.note)))
    parts += [Text(), _runs(told, writing), Text(), _sources(told)]
    off = [one.name for one in told.sources if one.state == "off"]
    if off:
        parts.append(Text(f"Off: {', '.join(off)}", style="dim"))
    return Group(*parts)


def _runs(told: Status, writing: str | None) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    if writing:
        table.add_row("running", Text(writing))
    run = told.last_run
    if run is None:
        table.add_row("last run", "none yet; `muster run` begins")
    else:
        style = {"success": "green", "failure": "red"}.get(run.state, "yellow")
        when = run.started or told.at
        by = f", {run.launched_by}" if run.launched_by else ""
        took = f", {(run.ended - run.started).total_seconds():.0f} s" if run.started and run.ended else ""
        table.add_row("last run", Text.assemble((run.state, style), f"  {run.job}, {_ago(when, told.at)}{took}{by}"))
    published = f"{_ago(told.published_at, told.at)}" if told.published_at else "nothing yet"
    table.add_row("published", published)
    table.add_row("holds", ", ".join(f"{count:,} {name}" for name, count in told.counts.items()) or "nothing yet")
    if told.rejections:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(told.rejections.items()))
        table.add_row("not read", reasons)
    return table


def _sources(told: Status) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True)
    table.add_column("source", no_wrap=True)
    for column in ("new page", "asked"):
        table.add_column(column, no_wrap=True)
    for column in ("pages", "new", "due"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("what failed, and why", ratio=1, overflow="fold")
    for one in told.sources:
        if one.state != "off":
            sign, style = SIGNS[one.state]
            table.add_row(
                Text(sign, style=style),
                Text(one.name, style="bold"),
                _day(one.new_on, told.at),
                _day(one.asked_on, told.at),
                Text(f"{one.given:,}", style="red" if one.state == "below minimum" else ""),
                f"{one.new:,}",
                _due(one, told.at),
                _failures(one),
            )
    return table


def _failures(one: SourceStatus) -> Text:
    least, most = one.expected
    said = {
        "below minimum": f"at least {least} pages expected",
        "above maximum": f"no more than {most} pages expected",
        "never asked": "never asked; the next run asks it",
    }.get(one.state)
    lines = [Text(said, style="dim" if one.state == "never asked" else "")] if said else []
    for reason in one.reasons:
        count = f"{reason.addresses} times: " if reason.addresses > 1 else ""
        line = Text(f"{count}{one_line(reason.reason, WIDEST_REASON)}")
        if reason.address and reason.addresses == 1:
            line.append(f"  {one_line(reason.address)}")
        lines.append(line)
    return Text("\n").join(lines)


def _due(one: SourceStatus, now: dt.datetime) -> str:
    if one.due:
        return f"{one.due:,}"
    return "-" if one.next_due is None else f"in {_span(one.next_due - now)}"


def _day(day: dt.date | None, now: dt.datetime) -> str:
    if day is None:
        return "never"
    days = (now.date() - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{day:%Y-%m-%d}")


def _ago(then: dt.datetime, now: dt.datetime) -> str:
    return f"{_span(now - then)} ago ({_time(then)})"


def _span(span: dt.timedelta) -> str:
    minutes = max(0, int(span.total_seconds() // 60))
    hours = minutes // 60
    if hours >= 2 * HOURS_OF_A_DAY:
        return f"{hours // HOURS_OF_A_DAY} days"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _time(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def _as_json(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
