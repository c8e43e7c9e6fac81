"""Folding keeps every code point's place; sentences end where they end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.text import fold, sentences, soften


@given(st.text())
def test_folding_never_changes_the_length(text: str) -> None:
    """A span in the folded text is the same span in the stored one."""
    assert len(fold(text)) == len(text)


@given(st.text(max_size=400))
def test_sentences_are_in_order_and_within_their_lines(text: str) -> None:
    """No sentence overlaps the next or crosses a line."""
    folded = fold(text)
    found = sentences(folded)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all("\n" not in folded[s.start : s.end] for s in found)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Gen. Park spoke on Oct. 7 in the U.S. capital. Then he left.", 2),
        ("It was over. He said so.", 2),
        ('"We lost 40." They fled.', 2),
        ("He told the paper.\u201cWe go on,\u201d he said.", 2),
        ("no full stop here", 1),
        ("The toll is 1.2 million.", 1),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, parts: int) -> None:
    """Abbreviations do not end a sentence, quotes may."""
    assert len(sentences(fold(text))) == parts


def test_a_stretch_without_a_full_stop_is_cut_somewhere() -> None:
    """200 kB without punctuation stay readable in pieces."""
    found = sentences("word " * 40_000)
    assert max(s.end - s.start for s in found) <= 1200


def test_a_line_of_capitals_is_lowered_but_for_names() -> None:
    """A parser reads a headline in capitals only so."""
    line = "RUSSIAN STRIKES KILL 14 IN KYIV"
    assert soften(line, 0, len(line), frozenset({"Russian", "Kyiv"})) == "Russian strikes kill 14 in Kyiv"
