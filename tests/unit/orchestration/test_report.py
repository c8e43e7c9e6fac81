from __future__ import annotations

from pipelines.assets.report import CELL_WIDTH, PREVIEW_ROWS, markdown_table


def test_a_preview_is_a_markdown_table_in_the_order_of_the_first_rows_keys() -> None:
    table = markdown_table([{"b": 1, "a": None}, {"a": "x", "b": 2}])
    assert table.splitlines() == ["| b | a |", "| --- | --- |", "| 1 |  |", "| 2 | x |"]


def test_nothing_of_a_pages_text_acts_as_markup() -> None:
    """Dagster's UI shows previews: a script, an image or a cell border in a title must stay text."""
    table = markdown_table([{"title": "<script>alert(1)</script> ![x](http://a) | end\n| --- |"}])
    cell = table.splitlines()[2]
    assert len(table.splitlines()) == 3
    assert not set("<>![]`") & set(cell)
    assert cell.count("|") == 2


def test_long_values_and_long_tables_are_cut_and_say_so() -> None:
    table = markdown_table([{"text": "x" * 500}] * (PREVIEW_ROWS + 3))
    assert "x" * CELL_WIDTH not in table
    assert "…" in table
    assert table.endswith("*and 3 more*")


def test_no_rows_are_said_to_be_none() -> None:
    assert markdown_table([]) == "*no rows*"
