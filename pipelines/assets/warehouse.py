"""dbt's models and tests as assets and asset checks."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliInvocation,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator

from pipelines.assets.lineage import LINEAGE, KnownLineage
from pipelines.assets.report import PREVIEW_ROWS, Reporter, markdown_table
from pipelines.errors import UserError
from pipelines.settings import Settings
from pipelines.staging.connection import connect

STAGED_BY = {
    "pages": "pages",
    "fetches": "pages",
    "cleanings": "articles",
    "articles": "articles",
    "rejections": "articles",
    "signatures": "articles",
    "extractions": "mentions",
    "mentions": "mentions",
}
"""Which asset writes a table of schema `staging`."""


# dbt's unit tests are of the code, not of the data: the project's own tests run them, once for each change.
BUILD = ["build", "--exclude-resource-type", "unit_test"]


COLUMNS = "dagster/column_schema"
TYPES = """
select column_name, data_type from duckdb_columns()
where table_name = ? and schema_name = ?
order by column_index
"""

FACT = "fct_"
MESSAGE = 200
"""Of what dbt says of a failure, so many characters are told."""
FRESH = dg.FreshnessPolicy.time_window(
    warn_window=dt.timedelta(hours=26),
    fail_window=dt.timedelta(hours=50),
)
"""Of the fact tables: built each day, with two hours for the run; after a second day without one, they are stale."""


class Translator(DagsterDbtTranslator):
    """Names dbt's nodes as Dagster shows them."""

    def __init__(self) -> None:
        # Two tables that one step writes are one asset.
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return the key of the asset that writes a source, and a model's name under its folder for the others."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey(STAGED_BY[dbt_resource_props["name"]])
        return dg.AssetKey(dbt_resource_props["name"])

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """Return what Dagster knows of a model; of a fact table, also how fresh it has to be."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        is_fact = spec.key.path[-1].startswith(FACT)
        return spec.replace_attributes(freshness_policy=FRESH) if is_fact else spec

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:  # noqa: ARG002 - dagster-dbt's signature
        """Return the one group of all models."""
        return "warehouse"

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:  # noqa: ARG002
        """Return the one owner of all models."""
        return ["team:muster"]


def warehouse_assets(manifest: Path) -> dg.AssetsDefinition:
    """Return every model and seed of the project as assets of one step, their tests as asset checks.

    Args:
        manifest: dbt's `manifest.json`.
    """

    @dbt_assets(manifest=manifest, name="warehouse", dagster_dbt_translator=Translator(), pool="warehouse")
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, writable: dg.ResourceParam[Settings]
    ) -> Iterator[Any]:
        report = Reporter(context)
        events: list[Any] = []
        # One folder, not one a run: dbt then parses only what has changed, and no folders pile up.
        build = dbt.cli(BUILD, context=context, target_path=writable.dbt_target, raise_on_error=False)
        for event in build.stream():
            events.append(event)
            if isinstance(event, dg.Output):
                report.say(f"built {event.output_name}")
        # Only now: while dbt runs, the database is its own.
        yield from [event for event in events if not isinstance(event, dg.Output)]
        yield from _described([event for event in events if isinstance(event, dg.Output)], build, writable)
        if (error := build.get_error()) is not None:
            raise _explained(build, writable) or error

    return warehouse


def _explained(build: DbtCliInvocation, settings: Settings) -> UserError | None:
    """Return the one line for a build in which models or tests failed: the first of them; null where dbt names none."""
    try:
        results = build.get_artifact("run_results.json")["results"]
    except OSError:
        return None
    failed = [result for result in results if result["status"] in {"error", "fail"}]
    if not failed:
        return None
    kind, _, name = failed[0]["unique_id"].split(".")[:3]
    said = " ".join((failed[0].get("message") or "").split())
    others = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    return UserError(
        f"dbt: {kind} {name}{others} failed: {said[:MESSAGE]}; "
        f"what was published stays, and {settings.dbt_target / 'dbt.log'} says more"
    )


def _described(built: list[dg.Output[None]], build: DbtCliInvocation, settings: Settings) -> Iterator[dg.Output[None]]:
    """Yield what tells that models were built, each with its rows, its columns, where they come from, and a preview."""
    known = KnownLineage(settings)
    counted = DbtEventIterator(iter(built), build).fetch_row_counts()
    told = counted if known.is_known else counted.fetch_column_metadata()
    outputs = {str(event.metadata["unique_id"].value): event for event in told if isinstance(event, dg.Output)}
    if build.adapter is not None:
        # dbt's adapter keeps the file open in this process, where the steps that follow could not open it.
        build.adapter.connections.env().close()  # type: ignore[attr-defined]  # of dbt-duckdb's adapter
        build.adapter.connections.close_all_connections()  # type: ignore[attr-defined]
    if not known.is_known and build.is_successful():
        values = {
            model: output.metadata[LINEAGE].value for model, output in outputs.items() if LINEAGE in output.metadata
        }
        known.keep({model: value for model, value in values.items() if isinstance(value, dg.TableColumnLineage)})
    with connect(settings.build_db, read_only=True) as connection:
        for model, output in outputs.items():
            if (lineage := known.of(model)) is not None:
                output = output.with_metadata({**output.metadata, LINEAGE: lineage})  # noqa: PLW2901 - the same, told more
            yield _with_preview(output, build.manifest, connection)


def _with_preview(
    built: dg.Output[None], manifest: Mapping[str, Any], connection: duckdb.DuckDBPyConnection
) -> dg.Output[None]:
    """Return what tells that a model was built, with a preview of its first rows, and what its columns mean, added."""
    unique_id = str(built.metadata["unique_id"].value)
    name = unique_id.rpartition(".")[2]
    described = manifest["nodes"][unique_id]["columns"]
    of_model = _schema_of(name, connection)
    cursor = connection.execute(f'from "{of_model}"."{name}" limit {PREVIEW_ROWS}')
    columns = [column[0] for column in cursor.description]
    preview = markdown_table([dict(zip(columns, values, strict=True)) for values in cursor.fetchall()])
    # As DuckDB names their types: dbt's adapter has a name of its own for text.
    schema = dg.TableSchema(
        [
            dg.TableColumn(column, kind.lower(), described.get(column, {}).get("description"))
            for column, kind in connection.execute(TYPES, [name, of_model]).fetchall()
        ]
    )
    return built.with_metadata({**built.metadata, COLUMNS: schema, "preview": dg.MetadataValue.md(preview)})


def _schema_of(name: str, connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute("select table_schema from information_schema.tables where table_name = ?", [name])
    return str(found.fetchall()[0][0])
