"""What a stranger wrote, as it reaches a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.printable import one_line, printable


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain, ünï, 한국, 🚢", "plain, ünï, 한국, 🚢"),
        ("\x1b[2J\x1b]0;title\x07", "\ufffd[2J\ufffd]0;title\ufffd"),
        ("\x9b31m", "\ufffd31m"),
        ("back\b\b\r", "back\ufffd\ufffd\ufffd"),
        ("\u202egnp.exe\u202c", "\ufffdgnp.exe\ufffd"),
        ("a\u2028b\ud800", "a\ufffdb\ufffd"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
    ],
)
def test_what_would_steer_the_terminal_is_replaced(written, shown):
    """And all else stays."""
    assert printable(written) == shown


@given(st.text(), st.integers(1, 50))
def test_one_line_is_one_line_of_characters_that_can_be_shown(text, characters):
    """However the text is made."""
    line = one_line(text, characters)
    assert len(line) <= characters
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in line)
    line.encode("utf-8")


def test_a_long_text_is_cut():
    """With a sign that it was."""
    assert one_line("abc " * 10_000_000, 10) == "abc abc a…"
    assert one_line("  two\n words ") == "two words"
