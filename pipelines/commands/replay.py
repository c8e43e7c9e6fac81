"""`muster replay`: clean and read stored days again, from the archive alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.commands.launch import launch_on_what_is_stored
from pipelines.replay.days import days_meant, stored_days
from pipelines.reviewing.verdicts import load_reviews
from pipelines.settings import REVIEWS

if TYPE_CHECKING:
    from pipelines.settings import Settings


def replay(settings: Settings, days: str | None) -> None:
    """Run the job `replay` for the stored days meant and print what changed.

    Raises:
        UserError: No stored day is meant, or something the user can mend is wrong; what was published is untouched.
    """
    load_reviews(REVIEWS)
    first, last = days_meant(days, stored_days(settings.archive))
    days_named = f"{first}" if first == last else f"{first} to {last}"
    launch_on_what_is_stored(
        settings,
        "replay",
        first,
        last,
        launched_by="muster replay",
        saying=f"Replaying {days_named} from the archive",
    )
