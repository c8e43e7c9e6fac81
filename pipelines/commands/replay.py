"""`muster replay`: clean and read stored days again, from the archive alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipelines.commands.console import only_ours
from pipelines.commands.launch import LOAD_FIRST, launch
from pipelines.dagster_instance import prepare_instance
from pipelines.replay.days import days_meant, stored_days
from pipelines.reviewing.verdicts import load_reviews
from pipelines.settings import REVIEWS
from pipelines.staging.lock import writer_lock

if TYPE_CHECKING:
    from pipelines.settings import Settings


def replay(settings: Settings, days: str | None) -> None:
    """Run the job `replay` for the stored days meant and print what changed.

    Raises:
        UserError: No stored day is meant, or something the user can mend is wrong; what was published is untouched.
    """
    load_reviews(REVIEWS)
    first, last = days_meant(days, stored_days(settings.archive))
    prepare_instance(settings)
    with only_ours(settings.dagster_home / "last_run.log") as console:
        started = time.monotonic()
        with console.status(LOAD_FIRST):
            # Seconds of imports, which a wrong range must not cost.
            from pipelines.commands.summary import show_summary, take_stock  # noqa: PLC0415

            with writer_lock(settings.build_db):
                before = take_stock(settings)
        console.print(f"Replaying {first}" + ("" if first == last else f" to {last}") + " from the archive")
        launch(settings, console, "replay", first, last, launched_by="muster replay")
        console.print(f"[dim]{time.monotonic() - started:.0f} s in all[/]")
        show_summary(console, settings, before, take_stock(settings))
