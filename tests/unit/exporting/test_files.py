"""Exported files: no text that a spreadsheet would run, the exact rows in Parquet, and a folder that is whole or not there."""

from __future__ import annotations

import csv
import json

import duckdb
import pytest

from pipelines.errors import UserError
from pipelines.exporting.files import export

MODEL = {
    "name": "told",
    "unique_id": "model.m.told",
    "resource_type": "model",
    "columns": {
        "key": {"constraints": [{"type": "not_null"}]},
        "text": {"constraints": []},
        "kind": {"constraints": []},
    },
    "primary_key": ["key"],
}
OTHER = {
    "name": "other",
    "unique_id": "model.m.other",
    "resource_type": "model",
    "columns": {"key": {"constraints": [{"type": "not_null"}]}},
    "primary_key": ["key"],
}


def of_column(column: str, name: str, **arguments: object) -> dict[str, object]:
    return {
        "name": f"{name}_{column}",
        "resource_type": "test",
        "attached_node": MODEL["unique_id"],
        "column_name": column,
        "test_metadata": {"name": name, "kwargs": arguments},
    }


MANIFEST = {
    "nodes": {
        "told": MODEL,
        "other": OTHER,
        "t1": of_column("kind", "accepted_values", values=["=a", "b"]),
        "t2": of_column("kind", "relationships", to="ref('other')", field="key"),
        "t3": of_column("text", "relationships", to="ref('elsewhere')", field="key"),
        "t4": {"name": "a query", "resource_type": "test", "attached_node": None, "column_name": None},
    }
}

TEXTS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "\uff1d1",
    "plain",
    "4,700",
    "",
    None,
    'a "quote"\nand a line',
]


@pytest.fixture
def published():
    with duckdb.connect() as connection:
        connection.execute(
            "create table told (key varchar, text varchar, kind varchar, low double, number bigint, day date, "
            "is_so boolean, via varchar[])"
        )
        connection.executemany(
            "insert into told values (?, ?, '=a', -5.5, -7, date '2025-04-30', true, ['=x', 'y'])",
            [(f"k{number:02}", text) for number, text in enumerate(TEXTS)],
        )
        connection.execute("create table other (key varchar)")
        connection.execute("comment on table told is 'One row is a text.'")
        connection.execute("comment on column told.text is 'The text.'")
        yield connection


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(published, tmp_path):
    """All other texts are as they are."""
    export(published, MANIFEST, ["told"], ["csv"], tmp_path / "out")
    texts = [row["text"] for row in rows_of(tmp_path / "out" / "data" / "told.csv")]
    assert texts == ["'" + text for text in TEXTS[:8]] + [text or "" for text in TEXTS[8:]]


def test_numbers_below_zero_stay_numbers(published, tmp_path):
    export(published, MANIFEST, ["told"], ["csv"], tmp_path / "out")
    row = rows_of(tmp_path / "out" / "data" / "told.csv")[0]
    assert (row["low"], row["number"], row["day"], row["is_so"]) == ("-5.5", "-7", "2025-04-30", "true")
    assert json.loads(row["via"]) == ["=x", "y"]


def test_parquet_holds_the_rows_as_they_are(published, tmp_path):
    export(published, MANIFEST, ["told"], ["csv", "parquet"], tmp_path / "out")
    written = duckdb.sql(f"from '{tmp_path}/out/data/told.parquet'").fetchall()
    assert written == published.execute("from told").fetchall()


def test_the_package_says_what_columns_are_and_mean(published, tmp_path):
    """Types, meanings, keys and values, with a reference to another table only where that is exported as well."""
    export(published, MANIFEST, ["told", "other"], ["csv", "parquet"], tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    told, other = package["resources"]
    assert (told["name"], told["path"], told["description"]) == ("told", "data/told.csv", "One row is a text.")
    schema = told["schema"]
    assert {field["name"]: field["type"] for field in schema["fields"]} == {
        "key": "string",
        "text": "string",
        "kind": "string",
        "low": "number",
        "number": "integer",
        "day": "date",
        "is_so": "boolean",
        "via": "array",
    }
    key, text, kind = schema["fields"][:3]
    assert (key["constraints"], text["description"]) == ({"required": True}, "The text.")
    assert kind["constraints"] == {"enum": ["=a", "b"]}
    assert schema["primaryKey"] == ["key"]
    assert schema["foreignKeys"] == [{"fields": ["kind"], "reference": {"resource": "other", "fields": ["key"]}}]
    assert other["schema"]["primaryKey"] == ["key"]
    export(published, MANIFEST, ["told"], ["csv"], tmp_path / "alone")
    alone = json.loads((tmp_path / "alone" / "datapackage.json").read_text(encoding="utf-8"))
    assert "foreignKeys" not in alone["resources"][0]["schema"]


def test_an_earlier_export_is_replaced_whole(published, tmp_path):
    """Tables that are not asked for any more are gone."""
    folder = tmp_path / "out"
    export(published, MANIFEST, [], ["csv", "parquet"], folder)
    done = export(published, MANIFEST, ["other"], ["parquet"], folder)
    assert done.rows == {"other": 0}
    assert sorted(path.name for path in folder.rglob("*.*")) == ["datapackage.json", "other.parquet"]
    assert list(tmp_path.iterdir()) == [folder]


def test_the_same_rows_give_the_same_bytes(published, tmp_path):
    for name in ("one", "two"):
        export(published, MANIFEST, [], ["csv", "parquet"], tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) == 5
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.mark.parametrize("name", ["notes.txt", "data/mine.csv", "datapackage.json"])
def test_a_folder_that_holds_something_else_is_left_alone(published, tmp_path, name):
    """Also beside an earlier export."""
    folder = tmp_path / "out"
    if name != "datapackage.json":
        export(published, MANIFEST, [], ["csv"], folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text('{"name": "another"}', encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    with pytest.raises(UserError, match="holds something else than an export"):
        export(published, MANIFEST, [], ["csv"], folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_an_export_that_fails_leaves_what_was_there(published, tmp_path, monkeypatch):
    """And nothing half written beside it."""
    folder = tmp_path / "out"
    export(published, MANIFEST, ["other"], ["csv"], folder)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.exporting.files.package", full)
    with pytest.raises(UserError, match="cannot be written"):
        export(published, MANIFEST, [], ["csv"], folder)
    assert sorted(path.name for path in folder.rglob("*.*")) == ["datapackage.json", "other.csv"]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_table_that_is_not_there_is_told_with_those_that_are(published, tmp_path):
    with pytest.raises(UserError, match="nope: no such table; there are other, told"):
        export(published, MANIFEST, ["nope"], ["csv"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
