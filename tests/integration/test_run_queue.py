"""Runs that Dagster launches: replays of stored days, one after another, and nobody is asked."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest
from serving import free_port, serving
from small_run import FinishedRun, rows_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

LAUNCH = """
mutation($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) { __typename ... on LaunchBackfillSuccess { backfillId } }
}
"""
RUNS = """
{ runsOrError(filter: {pipelineName: "replay"}) {
    ... on Runs { results { status startTime endTime tags { key value } } } } }
"""
SECONDS = 400
ENDED = {"SUCCESS", "FAILURE", "CANCELED"}


def ask(address: str, query: str, **variables: Any) -> dict[str, Any]:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(f"{address}/graphql", data=body, headers={"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        told = json.load(answer)
    assert "errors" not in told, told
    return told["data"]


def test_two_backfills_of_stored_days_are_two_runs_one_after_the_other(
    finished_run: FinishedRun, tmp_path: Path
) -> None:
    """Each is one run for all its days; the second waits in the queue, and no row is another afterwards."""
    folder = finished_run.copy(tmp_path)
    warehouse = folder / "warehouse"
    before = rows_of(warehouse / "build.duckdb")
    (stored,) = (path.name for path in (warehouse / "archive").iterdir())
    shutil.rmtree(folder / "pages")
    params = {
        "selector": {
            "partitionSetName": "replay_partition_set",
            "repositorySelector": {"repositoryLocationName": "muster", "repositoryName": "__repository__"},
        },
        "partitionNames": ["2025-01-01", "2025-01-02", stored],
    }
    days = {"dagster/asset_partition_range_start": "2025-01-01", "dagster/asset_partition_range_end": "2025-01-02"}
    with serving("dev", warehouse, MUSTER_DEV_PORT=free_port(), MUSTER_SOURCES=str(folder / "sources.yml")) as address:
        launched = ask(address, LAUNCH, params=params)["launchPartitionBackfill"]
        assert launched["__typename"] == "LaunchBackfillSuccess"
        until = time.monotonic() + SECONDS
        runs: list[dict[str, Any]] = []
        while len(runs) < 2 or any(run["status"] not in ENDED for run in runs):
            assert time.monotonic() < until, runs
            time.sleep(1)
            runs = ask(address, RUNS)["runsOrError"]["results"]
    assert [run["status"] for run in runs] == ["SUCCESS", "SUCCESS"]
    first, second = sorted(runs, key=lambda run: run["startTime"])
    assert first["endTime"] <= second["startTime"]
    tags = [{tag["key"]: tag["value"] for tag in run["tags"]} for run in runs]
    assert any(days.items() <= of_run.items() for of_run in tags), "two days that follow one another are one run"
    assert rows_of(warehouse / "build.duckdb") == before
