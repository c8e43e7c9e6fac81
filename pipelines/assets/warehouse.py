"""dbt's models and tests as assets and asset checks."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from pipelines.settings import Settings

STAGED_BY = {
    "pages": "pages",
    "fetches": "pages",
    "articles": "articles",
    "rejections": "articles",
    "extractions": "mentions",
    "mentions": "mentions",
}
"""Which asset writes a table of schema `staging`."""


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

    @dbt_assets(
        manifest=manifest,
        name="warehouse",
        dagster_dbt_translator=Translator(),
        pool="warehouse",
        required_resource_keys={"writer"},
    )
    def warehouse(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: dg.ResourceParam[Settings]
    ) -> Iterator[Any]:
        # One folder, not one a run: dbt then parses only what has changed, and no folders pile up.
        yield from dbt.cli(["build"], context=context, target_path=settings.dbt_target / "target").stream()

    return warehouse
