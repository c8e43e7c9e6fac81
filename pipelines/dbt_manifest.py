"""What dbt knows of its project, for Dagster to make assets of: parsed again only when the project has changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from filelock import FileLock

from pipelines.dbt_runner import run_dbt
from pipelines.settings import DBT_PROJECT, LEXICON

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings

NOT_SOURCE = {"target", "logs", ".user.yml", "__pycache__", "claim_reviews.csv"}
"""What dbt writes, and the rows of the analysts' seed: neither says anything of the models."""


def manifest_path(settings: Settings) -> Path:
    """Return the path of a manifest that fits the dbt project as it is now.

    Raises:
        UserError: dbt cannot parse the project; the message holds dbt's complaint.
    """
    target = settings.dbt_parsed
    manifest = target / "manifest.json"
    of_project = target / "project.sha256"
    target.mkdir(parents=True, exist_ok=True)
    digest = _digest([*_files(DBT_PROJECT), *sorted(LEXICON.glob("*.csv"))])
    with FileLock(target / "parse.lock"):
        if not (manifest.exists() and of_project.exists() and of_project.read_text(encoding="utf-8") == digest):
            run_dbt(settings, ["parse"], target=target)
            of_project.write_text(digest, encoding="utf-8")
    return manifest


def _files(project: Path) -> list[Path]:
    return [
        path
        for path in sorted(project.rglob("*"))
        if path.is_file() and not NOT_SOURCE.intersection(path.relative_to(project).parts)
    ]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path}\0{content}\0".encode())
    return digest.hexdigest()
