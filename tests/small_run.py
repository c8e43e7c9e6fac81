"""A small input, the `muster` command on it, and the rows of a database: what tests of whole runs share."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent

SOURCES = """\
sources:
  - name: small
    kind: folder
    path: pages
    publisher: The Harbour Post
    country: null
    enabled: true
    expect: {min: 1, max: 10}
    allow_hosts: []
"""

PAGES = {
    "briefing.txt": (
        "Lawmakers hear of heavy losses",
        "2025-04-30",
        (
            "About 4,700 North Korean soldiers have been killed or wounded in Russia's Kursk region, South Korea's National "
            "Intelligence Service told lawmakers on Wednesday.\n\n"
            "Among them were 600 deaths, the spy agency said at the closed briefing in Seoul.\n\n"
            "North Korea has sent 15,000 troops to Russia in two deployments, the agency added."
        ),
    ),
    "workers.txt": (
        "Workers leave for building sites",
        "2025-05-02",
        (
            "Some 15,000 North Korean workers have been sent to Russia, South Korea's National Intelligence Service said "
            "on Friday.\n\n"
            "North Korea has also shipped 9 million artillery shells to Russia, according to the agency."
        ),
    ),
    "harbour.txt": (
        "Harbour reopens after the storm",
        "2025-05-03",
        (
            "The harbour opened again on Saturday morning after the storm that had kept the ferries in port.\n\n"
            "Passengers waited in the hall while the crews cleared the quay, and the first boat left before noon."
        ),
    ),
}

LATER_PAGE = (
    "A new count of the dead",
    "2025-05-20",
    (
        "About 6,000 North Korean soldiers have been killed or wounded in Russia, Britain's Ministry of Defence said on "
        "Tuesday.\n\nThe ministry gave no further detail in its daily update on the war."
    ),
)


def write_page(folder: Path, name: str, page: tuple[str, str, str]) -> None:
    """Write one plain text page and what is known of it."""
    title, published, text = page
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    address = f"https://harbour-post.example/{Path(name).stem}"
    meta = {"title": title, "published": published, "url": address, "language": "en"}
    (folder / name).with_suffix(".meta.json").write_text(json.dumps(meta), encoding="utf-8")


def write_small_input(folder: Path) -> Path:
    """Write a source of three pages and return its sources file."""
    for name, page in PAGES.items():
        write_page(folder / "pages", name, page)
    sources = folder / "sources.yml"
    sources.write_text(SOURCES, encoding="utf-8")
    return sources


def muster(*arguments: str | Path, seconds: float = 300, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the `muster` command as a user does, and return what it printed and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
        env={**clean_environment(), **{name: str(value) for name, value in environment.items()}},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def clean_environment() -> dict[str, str]:
    """Return the environment without the settings of whoever runs the tests."""
    ours = ("MUSTER_", "DAGSTER_", "DBT_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | {"COLUMNS": "200"}


def rows_of(database: Path, *, without: frozenset[str] = frozenset()) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table and view of a DuckDB file, sorted, less the columns named."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        columns: dict[str, list[str]] = {}
        for schema, table, column in connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns order by ordinal_position"
        ).fetchall():
            kept = columns.setdefault(f'"{schema}"."{table}"', [])
            if column not in without:
                kept.append(f'"{column}"')
        return {
            table: sorted(connection.execute(f"select {', '.join(kept)} from {table}").fetchall(), key=repr)
            for table, kept in sorted(columns.items())
        }


@dataclass(frozen=True)
class FinishedRun:
    """A warehouse after one undisturbed run on the small input. Read it only; copy it to change it."""

    sources: Path
    warehouse: Path
    printed: str

    def copy(self, folder: Path) -> Path:
        """Copy the input and the warehouse, and return the folder that holds both."""
        shutil.copytree(self.sources.parent, folder, dirs_exist_ok=True)
        return folder
