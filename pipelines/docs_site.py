"""The docs site: what dbt knows of every model and column, as one HTML file that needs no server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipelines.dbt_runner import run_dbt
from pipelines.docs_page import page
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
    run_dbt(settings, ["docs", "generate"], target=target)
    manifest, catalog = (json.loads((target / f"{name}.json").read_text("utf-8")) for name in ("manifest", "catalog"))
    index = (target / "index.html").read_text(encoding="utf-8")
    _put_in_place(page(index, manifest, catalog, f"{PROJECT_ROOT}/"), settings.docs_site)
    return settings.docs_site


def _put_in_place(text: str, site: Path) -> None:
    """Write the page, whole or not at all: a browser may ask for it at any moment."""
    site.parent.mkdir(parents=True, exist_ok=True)
    unfinished = site.with_suffix(".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(site)
