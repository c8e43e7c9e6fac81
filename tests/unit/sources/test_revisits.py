"""When an address is asked for again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import UserError
from pipelines.sources.revisits import load_revisits

FIRST = dt.datetime(2025, 5, 1, 6, 0, tzinfo=dt.UTC)


def hours(number):
    return dt.timedelta(hours=number)


@pytest.mark.parametrize(
    ("asked_after", "due_after"),
    [(0, 1), (0.5, 1), (1, 6), (5, 6), (6, 24), (24, 72), (80, 168), (168, 720), (719, 720), (720, None), (9999, None)],
)
def test_a_page_is_asked_for_ever_more_rarely_and_then_left_alone(asked_after, due_after):
    """The times count from the first time, whether or not a run came at each of them."""
    due = load_revisits().next_due(FIRST, FIRST + hours(asked_after), 0)
    assert due == (None if due_after is None else FIRST + hours(due_after))


@pytest.mark.parametrize(("failures", "wait"), [(1, 0), (2, 1), (3, 6), (7, 720), (99, 720)])
def test_a_page_that_fails_is_asked_for_ever_more_rarely(failures, wait):
    """The times count from the last time; the next run tries again at once."""
    assert load_revisits().next_due(FIRST, FIRST + hours(2000), failures) == FIRST + hours(2000 + wait)


@given(st.lists(st.floats(0, 5000), max_size=30))
def test_a_page_is_asked_for_no_more_often_than_there_are_times(waits):
    """However often runs come."""
    revisits = load_revisits()
    now, due, asked = FIRST, FIRST, 0
    for wait in [0, *waits]:
        now += hours(wait)
        if due is not None and due <= now:
            asked += 1
            due = revisits.next_due(FIRST, now, 0)
    assert asked <= 1 + len(revisits.after_first_asked)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "after_first_asked: [1 week]",
            "after_first_asked.0: expected a time such as 30 min, 6 h or 7 d, got '1 week'",
        ),
        ("after_failures: []", "after_failures: Tuple should have at least 1 item"),
        ("what: 1", "what: Extra inputs are not permitted"),
        ("[", "cannot be read"),
    ],
)
def test_a_mistake_in_the_file_is_told_in_one_line(tmp_path, text, said):
    """With the file, the field, and what was expected."""
    whole = {"after_first_asked": "[1 h]", "after_failures": "[1 h]", "whole_after": "7 d"}
    lines = [f"{name}: {value}" for name, value in whole.items() if not text.startswith(name)]
    path = tmp_path / "revisits.yml"
    path.write_text("\n".join([*lines, text]), encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_revisits(path)
    assert str(error.value).startswith(f"{path}: ")
    assert said in str(error.value)
    assert "\n" not in str(error.value)
