"""The Dagster instance of a warehouse: where its runs are recorded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import UserError

if TYPE_CHECKING:
    from pipelines.settings import Settings

TEMPLATE = Path(__file__).with_name("dagster.yaml")


def prepare_instance(settings: Settings) -> None:
    """Make the warehouse's Dagster home, and let this process and its children use it and the settings.

    Raises:
        UserError: The warehouse cannot be written.
    """
    home = settings.dagster_home
    try:
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(TEMPLATE, home / "dagster.yaml")
    except OSError as error:
        raise UserError(
            f"{settings.warehouse}: cannot be written ({error.strerror}); name another with --warehouse"
        ) from error
    os.environ.update(settings.environment())
