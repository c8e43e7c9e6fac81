"""`muster run`: launch the daily job, show how it goes, and tell what came of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipelines.commands.console import only_ours
from pipelines.commands.launch import LOAD_FIRST, launch
from pipelines.commands.shortfalls import shortfalls, unreadable_folders
from pipelines.dagster_instance import prepare_instance
from pipelines.errors import UserError
from pipelines.printable import one_line
from pipelines.reviewing.verdicts import load_reviews
from pipelines.settings import REVIEWS
from pipelines.sources.config import load_sources
from pipelines.staging.connection import connect
from pipelines.staging.lock import writer_lock

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console

    from pipelines.settings import Settings
    from pipelines.sources.config import Source

FAILED = """
select source, address, outcome, reason from staging.fetches
where capture_day = ? and outcome in ('failed', 'refused') and address != 'folder://' || source || '/'
order by all
"""
"""A folder that gave nothing is told with the sources below their minimum."""

GIVEN = """
select source, count(*) from staging.fetches
where capture_day = ? and outcome in ('fetched', 'unchanged', 'left')
group by source
"""
"""What a source told of and what is not due yet was given before."""

AS_THEY_WERE = (
    "select distinct source from staging.fetches where capture_day = ? and outcome = 'left' and address like ?"
)
"""Sources with an archive of others that was read before: how many pages it gave was told then."""


def run(settings: Settings) -> None:
    """Run the job for today and print its summary.

    Raises:
        UserError: Something the user can mend is wrong; what was published before is untouched.
    """
    load_reviews(REVIEWS)
    sources = _enabled_sources(settings)
    unreadable = unreadable_folders(sources)
    if len(unreadable) == len(sources):
        raise UserError("; ".join(shortfalls(sources, unreadable, {}, settings.sources)))
    prepare_instance(settings)
    with only_ours(settings.dagster_home / "last_run.log") as console:
        started = time.monotonic()
        with console.status(LOAD_FIRST):
            # Seconds of imports, which the other commands and a wrong sources file must not cost.
            from pipelines.commands.summary import show_summary, take_stock  # noqa: PLC0415
            from pipelines.partitions import utc_now  # noqa: PLC0415

            # Whether another run is writing is best told before the seconds that loading takes.
            with writer_lock(settings.build_db):
                before = take_stock(settings)
            today = utc_now().date()
        launch(settings, console, "daily", today, today, launched_by="muster run")
        console.print(f"[dim]{time.monotonic() - started:.0f} s in all[/]")
        given, as_they_were = _show_failures(console, settings, today)
        asked = [source for source in sources if source.name not in as_they_were]
        short = shortfalls(asked, unreadable, given, settings.sources)
        show_summary(console, settings, before, take_stock(settings), short)
    if unreadable:
        raise UserError(f"nothing could be read of {', '.join(unreadable)}, as told above; the other sources were read")


def _enabled_sources(settings: Settings) -> list[Source]:
    """Return the sources to ask.

    Raises:
        UserError: The sources file is wrong, or enables none.
    """
    enabled = [source for source in load_sources(settings.sources) if source.enabled]
    if not enabled:
        raise UserError(f"{settings.sources}: every source is disabled; set `enabled: true` for one")
    return enabled


def _show_failures(console: Console, settings: Settings, today: dt.date) -> tuple[dict[str, int], set[str]]:
    """Print which addresses failed; return how many pages each source gave, and which were not read again."""
    with connect(settings.build_db, read_only=True) as connection:
        for source, address, outcome, reason in connection.execute(FAILED, [today]).fetchall():
            console.print(f"[yellow]![/] {source}: ", end="")
            console.print(one_line(f"{address} {outcome}: {reason}"), markup=False, soft_wrap=True)
        as_they_were = {source for (source,) in connection.execute(AS_THEY_WERE, [today, "warc://%"]).fetchall()}
        return dict(connection.execute(GIVEN, [today]).fetchall()), as_they_were
