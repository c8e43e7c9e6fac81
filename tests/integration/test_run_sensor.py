"""The sensor for new files: what it asks for, and a run of what it asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from small_run import LATER_PAGE, SOURCES, FinishedRun, write_page

from pipelines.assets.pages import pages
from pipelines.definitions import build_defs
from pipelines.fetching.client import Client
from pipelines.partitions import utc_now
from pipelines.settings import load_settings
from pipelines.staging.connection import connect

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(finished_run: FinishedRun, tmp_path: Path) -> Settings:
    """Of a warehouse after a run, to which a second folder was added."""
    folder = finished_run.copy(tmp_path)
    _, _, entry = SOURCES.partition("\n")
    second = entry.replace("name: small", "name: second").replace("path: pages", "path: more")
    (folder / "sources.yml").write_text(SOURCES + second, encoding="utf-8")
    write_page(folder / "more", "one.txt", LATER_PAGE)
    for name in ("pages", "more"):
        settle(folder / name)
    return load_settings(sources=folder / "sources.yml", warehouse=folder / "warehouse")


def settle(folder: Path) -> None:
    """Let the files of a folder be old."""
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000 + path.stat().st_size,) * 2)


def test_new_files_are_read_by_a_run_that_asks_their_source_alone(settings: Settings) -> None:
    """A second look asks for nothing; a new file asks for one run, of the day, with retries, and that run reads it."""
    defs = build_defs(settings=settings)
    sensor = defs.resolve_sensor_def("new_files")

    def look(cursor: str | None) -> Any:
        context = dg.build_sensor_context(cursor=cursor, repository_def=defs.get_repository_def())
        return sensor.evaluate_tick(context)

    first = look(None)
    (request,) = first.run_requests
    assert request.run_config["ops"]["pages"]["config"]["sources"] == ["small", "second"]
    second = look(first.cursor)
    assert not second.run_requests
    assert second.skip_message == "no file is new"
    write_page(settings.sources.parent / "pages", "later.txt", LATER_PAGE)
    settle(settings.sources.parent / "pages")
    (request,) = look(second.cursor).run_requests

    assert request.tags["dagster/max_retries"] == "2"
    assert request.partition_key == utc_now().date().isoformat()
    asked = request.run_config["ops"]["pages"]["config"]
    assert asked == {"kinds": ["folder", "warc"], "sources": ["small"]}
    done = dg.materialize(
        [pages],
        partition_key=request.partition_key,
        run_config={"ops": {"pages": {"config": asked}}},
        resources={"writable": settings, "fetcher": Client(), "clock": utc_now},
    )
    (told,) = done.asset_materializations_for_node("pages")
    assert (told.metadata["fetched"].value, told.metadata["unchanged"].value) == (1, 3)
    with connect(settings.build_db, read_only=True) as connection:
        assert connection.execute("select distinct source from staging.fetches").fetchall() == [("small",)]
