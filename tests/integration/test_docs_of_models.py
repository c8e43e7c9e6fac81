"""What the docs say of each model: its grain, its steps, its columns, and a query that runs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

if TYPE_CHECKING:
    from small_run import FinishedRun

QUERY = re.compile(r"```sql\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def manifest(finished_run: FinishedRun) -> dict[str, Any]:
    found = json.loads((finished_run.warehouse / "dbt" / "target" / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


def is_mart(model: dict[str, Any]) -> bool:
    return "marts" in model["path"]


def test_every_model_says_what_a_row_is(models: dict[str, dict[str, Any]]) -> None:
    assert not [name for name, model in models.items() if not model["description"].startswith("One row is ")]


def test_every_model_that_decides_tells_its_steps(models: dict[str, dict[str, Any]]) -> None:
    """In a list, a table of cases, or, where there is one rule, in a sentence; staging only renames and casts."""
    silent = [
        name
        for name, model in models.items()
        if "staging" not in model["path"] and len(model["description"].split("\n\n")) < 2
    ]
    assert not silent


def test_every_column_of_every_table_is_described(finished_run: FinishedRun, models: dict[str, dict[str, Any]]) -> None:
    """In dbt, and as comments in the published file."""
    for name, model in models.items():
        bare = [column for column, told in model["columns"].items() if not told["description"].strip()]
        assert not bare, name
    with duckdb.connect(str(finished_run.warehouse / "muster.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables()").fetchall()
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() where comment is null and not internal"
        ).fetchall()
    assert {name for name, _ in tables} == {name for name, model in models.items() if is_mart(model)}
    assert all(comment.startswith("One row is ") for _, comment in tables)
    assert not columns


def test_what_more_than_one_table_uses_is_described_once(models: dict[str, dict[str, Any]]) -> None:
    """A column of one name means one thing in all that is published, but for the few that say what they are of."""
    meanings: dict[str, set[str]] = {}
    for model in models.values():
        if is_mart(model):
            for name, column in model["columns"].items():
                meanings.setdefault(name, set()).add(column["description"])
    of_their_table = {
        "country",
        "place",
        "population",
        "capture_day",
        "number_of_mentions",
        "number_of_articles",
        "number_of_origins",
    }
    of_their_table |= {
        "first_reported",
        "last_reported",
        "actor",
        "articles",
        "type",
        "kind",
        "name",
        "latitude",
        "longitude",
    }
    differing = {name for name, told in meanings.items() if len(told) > 1}
    assert differing <= of_their_table, differing - of_their_table


def test_every_published_table_has_a_query_to_try_that_runs(
    finished_run: FinishedRun, manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    """As does each query of the overview."""
    texts = {name: model["description"] for name, model in models.items() if is_mart(model)}
    assert not [name for name, text in texts.items() if not QUERY.search(text)]
    texts["overview"] = manifest["docs"]["doc.muster.__overview__"]["block_contents"]
    with duckdb.connect(str(finished_run.warehouse / "muster.duckdb"), read_only=True) as connection:
        for name, text in texts.items():
            for query in QUERY.findall(text):
                assert connection.execute(query).description, name
            assert name == "overview" or f"from {name}" in QUERY.findall(text)[0]


def test_the_three_uses_depend_on_every_published_table(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    marts = {model["unique_id"] for model in models.values() if is_mart(model)}
    uses = {use["name"]: set(use["depends_on"]["nodes"]) for use in manifest["exposures"].values()}
    assert uses == dict.fromkeys(("scheduled_runs", "sql_in_duckdb", "docs_site"), marts)
