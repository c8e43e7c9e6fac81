"""Text in, claims out: every pair of `families/` is read as it says."""

from __future__ import annotations

import pytest
from family import Pair, faults, gaps, pairs

GAPS = gaps()


@pytest.mark.parametrize("pair", [p for p in pairs() if p.key not in GAPS], ids=lambda p: f"{p.family}-{p.key[:6]}")
def test_a_text_gives_its_claims_and_no_others(pair: Pair) -> None:
    """What the pair shows."""
    assert faults(pair) == [], pair.text


@pytest.mark.parametrize("pair", [p for p in pairs() if p.key in GAPS], ids=lambda p: f"{p.family}-{p.key[:6]}")
def test_a_known_gap_is_still_one(pair: Pair) -> None:
    """A pair that is read rightly must leave the list of gaps."""
    assert faults(pair) != [], f"this pair is read rightly now: take {pair.key} out of gaps.txt"


def test_the_list_of_gaps_names_pairs_that_exist() -> None:
    """A text that was changed or dropped leaves no line behind."""
    assert set(GAPS) <= {pair.key for pair in pairs()}
