"""Sizes as they are printed: value, bound, span; and numbers that count nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.quantities import find_quantities
from pipelines.extraction.text import fold

EXAMPLES = [
    (text, values, kind)
    for side in ("before", "after")
    for kind, entry in load_yaml("quantities")[side].items()
    for text, values in entry["examples"].items()
]


@pytest.mark.parametrize(("text", "values", "kind"), EXAMPLES, ids=[text for text, _, _ in EXAMPLES])
def test_the_examples_of_the_word_list_hold(text: str, values: list[float | None], kind: str) -> None:
    """Every entry of quantities.yml is what its examples say."""
    found = [q for q in find_quantities(text) if q.reason is None]
    assert [(q.low, q.best, q.high, q.quantifier) for q in found] == [(*values, kind)]


@pytest.mark.parametrize(
    ("text", "printed", "values"),
    [
        ("1.2 million people", "1.2 million", (1.2e6, 1.2e6, 1.2e6)),
        ("15-thousand men", "15-thousand", (15e3, 15e3, 15e3)),
        ("3 000 soldiers", "3 000", (3e3, 3e3, 3e3)),
        ("12.500 soldiers", "12.500", (12500, 12500, 12500)),
        ("half a million rounds", "half a million", (5e5, 5e5, 5e5)),
        ("two hundred and fifty villagers", "two hundred and fifty", (250, 250, 250)),
        ("three to four thousand men", "three to four thousand", (3e3, None, 4e3)),
        ("between 20 and 50 thousand", "between 20 and 50 thousand", (20e3, None, 50e3)),
        ("10,000-12,000 troops", "10,000-12,000", (10e3, None, 12e3)),
        ("10\u201312,000 troops", "10\u201312,000", (10e3, None, 12e3)),
        ("$1.7-5.5 billion", "$1.7-5.5 billion", (1.7e9, None, 5.5e9)),
        ("tens of thousands of workers", "tens of thousands", (20e3, None, 99999)),
        ("several hundred shells", "several hundred", (300, None, 999)),
        ("two dozen hostages", "two dozen", (24, 24, 24)),
    ],
)
def test_a_size_has_its_value_and_its_words(text: str, printed: str, values: tuple[float | None, ...]) -> None:
    """The ways numbers are written in news."""
    (found,) = [q for q in find_quantities(fold(text)) if q.reason is None]
    assert (text[found.start : found.end], (found.low, found.best, found.high)) == (printed, values)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("on 7 October", "date"),
        ("a 26-year-old man", "age"),
        ("the 152 mm gun", "calibre"),
        ("an SA-22 battery", "model number"),
        ("the 47th brigade", "ordinal"),
        ("in 2024 the war", "year"),
        ("30 percent of them", "percentage"),
        ("12 km away", "distance"),
        ("at 14:20 sharp", "date or time"),
        ("three months later", "duration"),
        ("Resolution 2397 says", "name or number of a thing"),
        ("three or four times as many", "share"),
        ("one in five of them", "share"),
        ("for several weeks", "duration"),
        ("a few years later", "duration"),
        ("over the past few days", "duration"),
        ("hit several times", "share"),
        ("tens of kilometres", "too vague"),
    ],
)
def test_a_number_that_counts_nothing_says_why(text: str, reason: str) -> None:
    """Each kind of number that only looks like a figure."""
    assert find_quantities(fold(text))[0].reason == reason


def test_a_change_is_two_sizes_and_no_range() -> None:
    """`from X to Y` after a verb of change."""
    found = find_quantities("the toll rose from 600 to 2,000")
    assert [q.value for q in found] == [600, 2000]


@given(st.text(max_size=200))
def test_any_text_gives_spans_that_hold_digits_or_letters(text: str) -> None:
    """No input breaks the reader, and every span lies within the text."""
    folded = fold(text)
    for quantity in find_quantities(folded):
        assert 0 <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(folded)


@given(st.integers(min_value=2, max_value=9_999_999))
def test_a_plain_number_has_its_value(number: int) -> None:
    """Digits with thousands separators."""
    (found,) = find_quantities(f"killed {number:,} people")
    assert found.value == number
