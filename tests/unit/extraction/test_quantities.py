"""Sizes as they are printed: value, bound, span; and numbers that count nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.quantities import Quantity, find_quantities
from pipelines.extraction.text import fold


def _bounds(kind_of_text: str) -> list[Any]:
    """Return the examples or counter-examples of words that bound a number."""
    return [
        pytest.param(text, values, kind, id=text)
        for side in ("before", "after")
        for kind, entry in load_yaml("quantities")[side].items()
        for text, values in entry.get(kind_of_text, {}).items()
    ]


def _reasons(kind_of_text: str) -> list[Any]:
    """Return the examples or counter-examples of the reasons for which a number counts nothing."""
    return [
        pytest.param(text, reason, id=text)
        for reason, entry in load_yaml("quantities")["not_counts"].items()
        for text in entry.get(kind_of_text, ())
    ]


def _counting(text: str) -> list[Quantity]:
    return [q for q in find_quantities(fold(text)) if q.reason is None]


@pytest.mark.parametrize(("text", "values", "kind"), _bounds("examples"))
def test_the_examples_of_the_word_list_hold(text: str, values: list[float | None], kind: str) -> None:
    """Every entry of quantities.yml is what its examples say."""
    assert [(q.low, q.best, q.high, q.quantifier) for q in _counting(text)] == [(*values, kind)]


@pytest.mark.parametrize(("text", "values", "kind"), _bounds("counter_examples"))
def test_a_word_that_bounds_another_thing_leaves_a_number_alone(
    text: str, values: list[float | None], kind: str
) -> None:
    """Its words stand there, and the number is not of its kind."""
    (found,) = _counting(text)
    assert (found.low, found.best, found.high) == tuple(values)
    assert found.quantifier != kind


@pytest.mark.parametrize(("text", "values"), load_yaml("quantities")["vague"]["examples"].items())
def test_a_vague_word_has_its_range(text: str, values: list[float | None]) -> None:
    """Also "tens", whose number is known and counts nothing."""
    found = find_quantities(text)
    assert [(q.low, q.best, q.high, q.quantifier) for q in found] == [(*values, "vague")]


def test_every_vague_word_has_its_own_example() -> None:
    """And none is left of a word that is gone."""
    vague = load_yaml("quantities")["vague"]
    printed = {text[q.number_start : q.number_end] for text in vague["examples"] for q in find_quantities(text)}
    assert printed ^ set(vague["words"]) == set()


@pytest.mark.parametrize("text", load_yaml("quantities")["vague"]["counter_examples"])
def test_a_vague_word_in_another_sense_counts_nothing(text: str) -> None:
    """Times, days, and the few."""
    assert _counting(text) == []


@pytest.mark.parametrize(("text", "reason"), _reasons("examples"))
def test_a_unit_behind_a_number_says_why_it_counts_nothing(text: str, reason: str) -> None:
    """Every reason of quantities.yml is what its examples say."""
    assert [q.reason for q in find_quantities(fold(text))] == [reason]


@pytest.mark.parametrize(("text", "reason"), _reasons("counter_examples"))
def test_a_word_that_begins_like_a_unit_does_not_hide_a_number(text: str, reason: str) -> None:
    """A weekly is no week, and a quartermaster no quarter."""
    assert [q.reason for q in find_quantities(fold(text))] == [None], reason


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
