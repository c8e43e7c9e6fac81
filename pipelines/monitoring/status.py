"""Everything that `muster status` tells, put together from what the runs left behind."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.errors import UserError
from pipelines.monitoring.sources import SourceStatus, sources_status
from pipelines.records import MEASURES
from pipelines.sources.config import load_sources
from pipelines.staging.connection import connect
from pipelines.staging.counts import count_staging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from pipelines.settings import Settings

HAS_STAGING = "select count(*) from duckdb_tables() where schema_name = 'staging' and table_name = 'fetches'"


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run of a job that began last. Times are in UTC."""

    job: str
    state: str
    """As Dagster calls it, in small letters: success, failure, started, queued, ..."""
    started: dt.datetime | None
    ended: dt.datetime | None
    launched_by: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """How a warehouse is."""

    at: dt.datetime
    """When this was told, in UTC."""
    warehouse: str
    note: str | None
    """Why it is not told as of now; null where it is."""
    last_run: LastRun | None
    published_at: dt.datetime | None
    """When the file that analysts read was published, in UTC; null where it never was."""
    counts: dict[str, int]
    """Pages, articles, mentions and claims; empty where nothing was run."""
    rejections: dict[str, int]
    """Pages that gave no article that is read, by reason."""
    sources: tuple[SourceStatus, ...]


def take_status(settings: Settings, now: dt.datetime) -> Status:
    """Return how a warehouse is; one that was never run is empty, and no error.

    While a run writes, sources are told as of the last publication, and `note` says so.

    Raises:
        UserError: The sources file is wrong, or a database is damaged.
    """
    sources = load_sources(settings.sources)
    counts: dict[str, int] = {}
    rejections: dict[str, int] = {}
    note = None
    try:
        with _reading(settings.build_db) as connection:
            of_sources = sources_status(connection, sources, now)
            if connection is not None:
                staged = count_staging(connection)
                counts = {name: getattr(staged, name) for name in ("pages", "articles", "mentions")}
                rejections = staged.rejections_by_reason
    except UserError as error:
        if not settings.published_db.exists():
            raise
        note = f"as last published: {error}"
        with connect(settings.published_db, read_only=True) as connection:
            of_sources = sources_status(connection, sources, now, is_published=True)
    return Status(
        at=now,
        warehouse=str(settings.warehouse),
        note=note,
        last_run=_last_run(settings.dagster_home),
        published_at=_written_at(settings.published_db),
        counts=counts | _claims(settings.published_db),
        rejections=rejections,
        sources=tuple(of_sources),
    )


@contextmanager
def _reading(build: Path) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """Give a connection that reads the build database, or null where no run has staged anything."""
    if not build.exists():
        yield None
        return
    with connect(build, read_only=True) as connection:
        (is_staged,) = connection.execute(HAS_STAGING).fetchone() or (0,)
        yield connection if is_staged else None


def _claims(published: Path) -> dict[str, int]:
    if not published.exists():
        return {}
    with connect(published, read_only=True) as connection:
        claims = [connection.table(f"fct_{subject}").count("*").fetchone() for subject in MEASURES]
    return {"claims": sum(int(row[0]) for row in claims if row)}


def _written_at(path: Path) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except OSError:
        return None


def _last_run(home: Path) -> LastRun | None:
    if not (home / "dagster.yaml").exists():
        return None
    from dagster import DagsterInstance  # noqa: PLC0415 - a second, which a warehouse without runs must not cost

    with DagsterInstance.from_config(str(home)) as instance:
        records = instance.get_run_records(limit=1)
    if not records:
        return None
    run = records[0].dagster_run
    return LastRun(
        job=run.job_name,
        state=run.status.value.lower(),
        started=_moment(records[0].start_time),
        ended=_moment(records[0].end_time),
        launched_by=run.tags.get("launched_by")
        or run.tags.get("dagster/schedule_name")
        or run.tags.get("dagster/sensor_name"),
    )


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
