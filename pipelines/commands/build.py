"""`muster build`: build the models again from what is staged, and publish them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.commands.launch import launch_on_what_is_stored
from pipelines.errors import UserError
from pipelines.reviewing.verdicts import load_reviews
from pipelines.settings import REVIEWS

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
    launch_on_what_is_stored(settings, "build", launched_by="muster build")
