"""Which columns a column is made of: worked out once for each state of the dbt project, since it takes seconds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipelines.settings import Settings

LINEAGE = "dagster/column_lineage"


class KnownLineage:
    """Lineages of the models of a project, kept in a file beside what dbt has parsed."""

    def __init__(self, settings: Settings) -> None:
        self._path: Path = settings.dbt_parsed / "column_lineage.json"
        of_project = settings.dbt_parsed / "project.sha256"
        self._project = of_project.read_text(encoding="utf-8") if of_project.exists() else None
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            kept = {}
        self._models: dict[str, dict[str, list[list[str]]]] = (
            kept["models"] if self._project is not None and kept.get("project") == self._project else {}
        )

    @property
    def is_known(self) -> bool:
        """Whether the project is as it was when lineages were kept."""
        return bool(self._models)

    def keep(self, found: Mapping[str, dg.TableColumnLineage]) -> None:
        """Keep the lineages of the project as it is now, by a model's unique id."""
        self._models = {
            model: {
                column: [[other.asset_key.to_user_string(), other.column_name] for other in others]
                for column, others in lineage.deps_by_column.items()
            }
            for model, lineage in found.items()
        }
        unfinished = self._path.with_suffix(".part")
        unfinished.write_text(json.dumps({"project": self._project, "models": self._models}), encoding="utf-8")
        unfinished.replace(self._path)

    def of(self, model: str) -> dg.TableColumnLineage | None:
        """Return the lineage of a model by its unique id; null where it has none."""
        if model not in self._models:
            return None
        return dg.TableColumnLineage(
            {
                column: [dg.TableColumnDep(dg.AssetKey.from_user_string(asset), name) for asset, name in others]
                for column, others in self._models[model].items()
            }
        )
