"""In which language a text is, told from the text itself: what a page declares is too often wrong."""

from __future__ import annotations

from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE_CHARACTERS = 6_000
"""Enough to be sure; the classifier's time grows with the text."""

SHORT_CHARACTERS = 300
"""A text that is no longer may be all names and figures, which tell no language."""

SURE = 0.5
"""Of a short text in European languages or Korean the classifier is surer; of a list of names it is not."""


def language_of(text: str, told: str | None = None) -> str | None:
    """Return the ISO 639-1 code of a text's language, or null where the text holds no letters.

    Args:
        text: Cleaned.
        told: What a source, a feed or a site map says of it: taken where a short text does not tell.
    """
    sample = text[:SAMPLE_CHARACTERS]
    if not any(character.isalpha() for character in sample):
        return None
    language, probability = _identifier().classify(sample)
    if told is not None and len(text) <= SHORT_CHARACTERS and probability < SURE:
        return told
    return str(language)


@cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
