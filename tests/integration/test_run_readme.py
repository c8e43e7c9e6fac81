"""What the README promises: its queries run and answer what is printed, and every setting and command is in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from readme import ENTRY, README, answer
from small_run import ROOT, muster

from pipelines.settings import Settings

TEXT = README.read_text(encoding="utf-8")
ENTRIES = list(ENTRY.finditer(TEXT))


def test_there_are_a_dozen_questions_and_each_query_is_one_of_them() -> None:
    assert len(ENTRIES) >= 12
    assert len(ENTRIES) == len(re.findall(r"^```sql$", TEXT, flags=re.MULTILINE))
    assert len({entry["question"] for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.slow
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["question"])
def test_a_question_is_answered_as_is_printed(entry: re.Match[str], newsroom_run: Path) -> None:
    """Over the example newsroom; where what is read of it has changed, `make readme` writes the answers anew."""
    assert entry["answer"] == answer(newsroom_run / "muster.duckdb", entry["query"])
    assert entry["answer"].count("\n") > 2, "the answer has no row"


@pytest.mark.slow
def test_the_published_file_says_what_it_holds_in_any_client(newsroom_run: Path) -> None:
    """In Python and in the DuckDB shell: tables, columns and macros have comments, and macros need no schema."""
    published = newsroom_run / "muster.duckdb"
    with duckdb.connect(str(published), read_only=True) as connection:
        bare = connection.execute(
            "select table_name, null from duckdb_tables() where comment is null union all "
            "select table_name, column_name from duckdb_columns() where comment is null and not internal"
        ).fetchall()
    assert not bare
    shell = [Path(sys.executable).with_name("duckdb"), "-readonly", "-csv", "-noheader", str(published)]
    query = (
        "select count(*) > 0, any_value(comment) from duckdb_tables() where table_name = 'fct_troops'; "
        "select count(*) = (select count(*) from claims()) from claims_as_of('2100-01-01') where first_reported is not null"
    )
    first, *_ = subprocess.run([*shell, query], capture_output=True, text=True, check=True).stdout.splitlines()
    assert first.startswith('true,"One row is a claim on people under arms')


def test_every_setting_is_described() -> None:
    for name in Settings.model_fields:
        assert f"`MUSTER_{name.upper()}`" in TEXT


def test_every_command_is_told() -> None:
    told = muster("--help").stdout.partition("Commands:")[2].partition("Examples:")[0]
    commands = re.findall(r"^  (\w+)  ", told, flags=re.MULTILINE)
    assert {"run", "build", "review", "export", "sql"} <= set(commands)
    assert not [name for name in commands if f"muster {name}" not in TEXT and f"make {name}" not in TEXT]


def test_every_target_of_the_makefile_that_is_told_is_there() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert not set(re.findall(r"`make (\w+)`", TEXT)) - set(targets)
