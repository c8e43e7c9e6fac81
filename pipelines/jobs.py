"""The jobs: the same steps, told whom to ask and what to read again."""

from __future__ import annotations

from typing import Any

import dagster as dg

WEB_LISTS = ("feed", "sitemap")
"""Kinds of sources that tell of new pages, and are asked more often than once a day."""

FILES = ("folder", "warc")
"""Kinds of sources that are files on this computer."""

TOLD: dict[str, dict[str, dict[str, Any]]] = {
    "daily": {},
    "feeds": {"pages": {"kinds": list(WEB_LISTS)}},
    "files": {"pages": {"kinds": list(FILES)}},
    "replay": {"pages": {"from_archive": True}, "articles": {"again": True}, "mentions": {"again": True}},
    "build": {},
}
"""What the steps of each job are told, by job and step."""


def run_config(job: str, **pages: Any) -> dict[str, Any]:
    """Return the configuration of a run of a job.

    Dagster takes it from the job's definition for a run of one day only; for more days it has to be given.

    Args:
        job: Name of the job.
        pages: What the step `pages` is told besides.
    """
    steps = {**TOLD[job], "pages": {**TOLD[job].get("pages", {}), **pages}}
    # A logger that no configuration names is not used.
    return {"loggers": {"console": {}}, "ops": {step: {"config": told} for step, told in steps.items() if told}}


def _job(name: str, description: str, selection: dg.AssetSelection | None = None) -> Any:
    # In process: the steps take seconds, and a process for each would cost more than it does.
    return dg.define_asset_job(
        name=name,
        selection=selection or dg.AssetSelection.all(),
        executor_def=dg.in_process_executor,
        config=run_config(name),
        description=description,
    )


daily = _job("daily", "Ask every source for today's pages and bring everything after them up to date.")
feeds = _job("feeds", "Ask feeds and site maps for today's new pages and bring everything after them up to date.")
files = _job("files", "Read the new files of folders and of other people's archives, and what follows from them.")
replay = _job("replay", "Stage, clean and read stored days again, from the archive and without the network.")
build = _job(
    "build",
    "Build the models again from what is staged, with the verdicts and word lists as they are now, and publish them.",
    dg.AssetSelection.groups("warehouse", "publishing"),
)
