"""The docs site: what dbt knows of every model and column, as one HTML file that needs no server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.dbt_runner import run_dbt
from pipelines.errors import UserError
from pipelines.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


def build_docs_site(settings: Settings) -> Path:
    """Write the docs site from the build database and return its path. Call it while holding the writer's lock.

    Raises:
        UserError: There is no build database yet, or dbt failed.
    """
    if not settings.build_db.exists():
        raise UserError(f"{settings.build_db}: no warehouse yet; make one with `muster run`")
    target = settings.dbt_target
    run_dbt(settings, ["docs", "generate", "--static"], target=target)
    _put_in_place(target / "static_index.html", settings.docs_site)
    return settings.docs_site


def _put_in_place(written: Path, site: Path) -> None:
    """Copy the file that dbt wrote, whole or not at all: a browser may ask for it at any moment."""
    site.parent.mkdir(parents=True, exist_ok=True)
    unfinished = site.with_suffix(".part")
    # dbt writes where the project lies on this machine; a published page need not tell.
    page = written.read_text(encoding="utf-8").replace(f"{PROJECT_ROOT}/", "")
    unfinished.write_text(page, encoding="utf-8")
    unfinished.replace(site)
