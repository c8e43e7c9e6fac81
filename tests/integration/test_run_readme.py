"""What the README promises: its queries run, and every setting is in its table."""

from __future__ import annotations

import re

import duckdb
import pytest
from small_run import ROOT, FinishedRun

from pipelines.settings import Settings

README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", README, flags=re.DOTALL)


def test_there_are_five_queries() -> None:
    assert len(QUERIES) == 5


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_the_readme_runs_and_gives_the_columns_shown(query: str, finished_run: FinishedRun) -> None:
    shown = README.partition(query)[2].partition("|")[2].partition("\n")[0]
    with duckdb.connect(str(finished_run.warehouse / "muster.duckdb"), read_only=True) as connection:
        columns = [column[0] for column in connection.execute(query).description]
    assert columns == [name.strip() for name in shown.rstrip("|").split("|")]


def test_every_setting_is_described() -> None:
    for name in Settings.model_fields:
        assert f"`MUSTER_{name.upper()}`" in README
