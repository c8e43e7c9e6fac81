"""Lineages of columns: kept for as long as the dbt project is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dagster as dg
import pytest

from pipelines.assets.lineage import KnownLineage
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {"model.m.told": dg.TableColumnLineage({"a": [dg.TableColumnDep(dg.AssetKey("other"), "b")], "c": []})}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(warehouse=tmp_path)
    made.dbt_parsed.mkdir(parents=True)
    (made.dbt_parsed / "project.sha256").write_text("one", encoding="utf-8")
    return made


def test_what_is_kept_comes_back(settings: Settings) -> None:
    assert not KnownLineage(settings).is_known
    KnownLineage(settings).keep(FOUND)
    known = KnownLineage(settings)
    assert known.is_known
    assert known.of("model.m.told") == FOUND["model.m.told"]
    assert known.of("model.m.another") is None


@pytest.mark.parametrize("file", ["project.sha256", "column_lineage.json"])
def test_of_another_project_nothing_is_known(settings: Settings, file: str) -> None:
    """Nor where the file cannot be read."""
    KnownLineage(settings).keep(FOUND)
    (settings.dbt_parsed / file).write_text("two", encoding="utf-8")
    assert not KnownLineage(settings).is_known
