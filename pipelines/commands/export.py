"""`muster export`: the published tables as CSV and Parquet, with a data package that describes them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from pipelines.dbt_manifest import manifest_path
from pipelines.errors import UserError
from pipelines.exporting.files import export as write
from pipelines.staging.connection import connect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipelines.exporting.files import Format
    from pipelines.settings import Settings


def export(settings: Settings, tables: Sequence[str], formats: Sequence[Format], folder: Path | None) -> None:
    """Write tables into a folder, and print where they are.

    Raises:
        UserError: Nothing is published yet, there is no such table, or the folder cannot be written.
    """
    if not settings.published_db.exists():
        raise UserError(f"{settings.published_db}: nothing published yet; run `muster run` first")
    built_with = settings.dbt_target / "manifest.json"
    manifest = json.loads((built_with if built_with.exists() else manifest_path(settings)).read_text(encoding="utf-8"))
    with connect(settings.published_db, read_only=True) as connection:
        done = write(connection, manifest, tables, formats, folder or settings.warehouse / "export")
    rows = sum(done.rows.values())
    sys.stdout.write(
        f"Wrote {len(done.rows)} tables, {rows:,} rows, as {' and '.join(formats)} into {done.folder}; "
        "datapackage.json there says what they mean\n"
    )
