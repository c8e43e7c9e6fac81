"""A corrected value, as it is typed."""

from __future__ import annotations

import pytest

from pipelines.errors import UserError
from pipelines.reviewing.values import value_typed


@pytest.mark.parametrize(
    ("typed", "low", "best", "high"),
    [
        ("4700", 4700, 4700, 4700),
        (" about 4,700 ", 4700, 4700, 4700),
        ("more than 4,000", 4000, 4000, None),
        ("up to 500", None, 500, 500),
        ("between 10,000 and 12,000", 10000, None, 12000),
        ("10,000-12,000", 10000, None, 12000),
        ("1.2 million", 1200000, 1200000, 1200000),
        ("0", 0, 0, 0),
    ],
)
def test_a_value_is_read_as_it_would_be_in_an_article(typed, low, best, high):
    value = value_typed(typed)
    assert (value.low, value.best, value.high) == (low, best, high)


@pytest.mark.parametrize("typed", ["", "a lot", "600 men", "600 or so of 900", "1 2 3 4", "-5", "\x1b[2J"])
def test_what_is_not_one_figure_is_told_with_examples(typed):
    """On one line that steers no terminal."""
    with pytest.raises(UserError, match="expected one figure, as it would be printed: 4700") as raised:
        value_typed(typed)
    assert "\x1b" not in str(raised.value)
