"""In which language a text is, told from the text itself: what a page declares is too often wrong."""

from __future__ import annotations

import py3langid

SAMPLE_CHARACTERS = 6_000
"""Enough to be sure; the classifier's time grows with the text."""


def language_of(text: str) -> str | None:
    """Return the ISO 639-1 code of a text's language, or null where the text holds no letters."""
    sample = text[:SAMPLE_CHARACTERS]
    if not any(character.isalpha() for character in sample):
        return None
    language, _ = py3langid.classify(sample)
    return str(language)
