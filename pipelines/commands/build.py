"""`muster build`: build the models again from what is staged, and publish them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipelines.commands.console import only_ours
from pipelines.commands.launch import LOAD_FIRST, launch
from pipelines.dagster_instance import prepare_instance
from pipelines.errors import UserError
from pipelines.reviewing.verdicts import load_reviews
from pipelines.settings import REVIEWS
from pipelines.staging.lock import writer_lock

if TYPE_CHECKING:
    from pipelines.settings import Settings


def build(settings: Settings) -> None:
    """Run the job `build` and print what changed.

    Raises:
        UserError: Nothing is staged yet, or something the user can mend is wrong; what was published is untouched.
    """
    load_reviews(REVIEWS)
    if not settings.build_db.exists():
        raise UserError(f"{settings.build_db}: nothing staged yet; run `muster run` first")
    prepare_instance(settings)
    with only_ours(settings.dagster_home / "last_run.log") as console:
        started = time.monotonic()
        with console.status(LOAD_FIRST):
            # Seconds of imports, which a wrong line in the file of verdicts must not cost.
            from pipelines.commands.summary import show_summary, take_stock  # noqa: PLC0415

            with writer_lock(settings.build_db):
                before = take_stock(settings)
        launch(settings, console, "build", launched_by="muster build")
        console.print(f"[dim]{time.monotonic() - started:.0f} s in all[/]")
        show_summary(console, settings, before, take_stock(settings))
