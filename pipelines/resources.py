"""What the steps are given: plain objects, so that no step needs Dagster to be run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster_dbt import DbtCliResource

from pipelines.dbt_runner import dbt_executable
from pipelines.fetching.client import Client
from pipelines.partitions import utc_now
from pipelines.retries import LAUNCHED_BY
from pipelines.reviewing.verdicts import load_reviews
from pipelines.settings import DBT_PROJECT, REVIEWS
from pipelines.staging.lock import writer_lock
from pipelines.stale_runs import alive, end_stale_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.settings import Settings


SECONDS_TO_WAIT = 6 * 3600
"""Longer than a run may fetch."""


def resources(settings: Settings) -> dict[str, Any]:
    """Return the resources of a warehouse by name."""
    return {
        "settings": settings,
        "clock": utc_now,
        "fetcher": fetcher(settings),
        "writable": writable(settings),
        "dbt": DbtCliResource(
            project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=str(dbt_executable(settings))
        ),
    }


def writable(settings: Settings) -> dg.ResourceDefinition:
    """Return the settings with the right to write: a lock held from a run's first step to its last.

    A wrong line in the analysts' verdicts is told before anything is run, as is whoever is writing already. A run that
    nobody watches waits for whoever holds it; one from the command line says at once who that is.
    """

    @dg.resource(description="The settings, with the lock on build.duckdb for as long as the run lasts.")
    def held(context: dg.InitResourceContext) -> Iterator[Settings]:
        load_reviews(REVIEWS)
        run = context.run
        if run is None or context.instance is None:
            with writer_lock(settings.build_db):
                yield settings
            return
        patience = 0 if LAUNCHED_BY in run.tags else SECONDS_TO_WAIT
        with alive(settings.runs_alive, run.run_id), writer_lock(settings.build_db, timeout=patience):
            end_stale_runs(context.instance, settings.runs_alive)
            yield settings

    return held


def fetcher(settings: Settings) -> dg.ResourceDefinition:
    """Return the polite HTTP client: a new one for each run, since it remembers whom it asked and when."""

    @dg.resource(description="The HTTP client: polite, and closed to private networks.")
    def client(_: dg.InitResourceContext) -> Client:
        return Client(contact=settings.contact, limits=settings.fetch_limits)

    return client
