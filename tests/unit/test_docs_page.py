"""The docs site's page: what is left out of dbt's, and that no text in it can end its script."""

from __future__ import annotations

import json
import re

from pipelines.docs_page import TITLE, page

INDEX = (
    "<html><head><title>dbt Docs</title></head><script>var a = {rankSep:200};"
    'var m = "MANIFEST.JSON INLINE DATA"; var c = "CATALOG.JSON INLINE DATA";</script></html>'
)


def node(kind: str, path: str, **more: object) -> dict[str, object]:
    return {"resource_type": kind, "original_file_path": path, "compiled_path": "/home/me/target/x.sql", **more}


MANIFEST = {
    "nodes": {
        "model.m.told": node("model", "models/told.sql", description="</script><script>alert(1)</script>"),
        "seed.m.names": node("seed", "../lexicon/names.csv", root_path="/home/me/muster/dbt_project"),
        "test.m.of_column": node("test", "models/told.yml", attached_node="model.m.told"),
        "test.m.of_none": node("test", "tests/none.sql", attached_node=None),
    },
    "unit_tests": {"unit_test.m.told": {}},
    "macros": {"macro.dbt.create": {}, "macro.dbt_duckdb.load": {}, "macro.m.ours": {}},
    "parent_map": {"model.m.told": ["seed.m.names"], "test.m.of_none": ["model.m.told"]},
    "child_map": {"model.m.told": ["test.m.of_none", "unit_test.m.told", "test.m.of_column"], "unit_test.m.told": []},
}


def shown() -> tuple[str, dict[str, dict[str, object]]]:
    made = page(INDEX, MANIFEST, {"nodes": {}}, "/home/me/muster/")
    found = re.search(r"var m = (.*); var c = ", made)
    assert found
    return made, json.loads(found[1])


def test_the_graph_is_of_tables_not_of_tests() -> None:
    """Tests of a column stay: they are told beside it."""
    _, manifest = shown()
    assert set(manifest["nodes"]) == {"model.m.told", "seed.m.names", "test.m.of_column"}
    assert manifest["unit_tests"] == {}
    assert manifest["child_map"] == {"model.m.told": ["test.m.of_column"]}
    assert manifest["parent_map"] == {"model.m.told": ["seed.m.names"]}
    assert set(manifest["macros"]) == {"macro.m.ours"}


def test_no_text_ends_the_script() -> None:
    made, manifest = shown()
    assert made.count("</script>") == 1
    assert manifest["nodes"]["model.m.told"]["description"] == "</script><script>alert(1)</script>"


def test_the_page_does_not_tell_where_the_project_lies() -> None:
    """Nor does its tree show folders outside of it."""
    made, manifest = shown()
    assert "/home/me" not in made
    assert manifest["nodes"]["seed.m.names"]["original_file_path"] == "lexicon/names.csv"


def test_the_page_has_our_title_and_shows_descriptions_whole() -> None:
    made, _ = shown()
    assert f"<title>{TITLE}</title>" in made
    assert "white-space: normal" in made
    assert "rankSep:90" in made
