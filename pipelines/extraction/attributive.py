"""Units that say what people do, and measure nothing: `12 foot soldiers`, `300 day labourers`, `30 third-year cadets`.

A number before a unit in the singular counts the people behind it: a distance of twelve would be twelve feet.
"""

from __future__ import annotations

import re

from pipelines.extraction import nouns
from pipelines.extraction.animacy import names_people

UNITS = frozenset(
    {
        "foot", "mile", "meter", "metre", "yard", "second", "minute", "hour", "day", "week", "weekend", "month", "year",
        "degree", "point", "goal", "vote", "seat", "third", "fifth", "quarter", "ton", "litre", "liter",
    }
)  # fmt: skip
"""Units that also stand before people."""
_UNIT = re.compile(
    rf" (?:{'|'.join(sorted(UNITS))})(?P<more>-(?!old\b)[a-z]+)?(?P<behind>(?: [a-z]+(?:-[a-z]+)?){{1,2}})",
    re.IGNORECASE,
)
"""A unit in the singular with a blank before it, and up to two words behind."""


def counts_people_behind(text: str, at: int, end: int, *, value: float) -> bool:
    """Tell whether the unit behind a number belongs to the people that the number counts.

    Args:
        text: The folded text.
        at: One past the number.
        end: One past the last code point to look at.
        value: The number: `one day soldiers came` counts days, and `one foot soldier` is a person.
    """
    match = _UNIT.match(text, at, end)
    if match is None:
        return False
    words = match.group("behind").lower().split()
    if len(words) > 1 and not _is_people(words[0], value) and (match.group("more") is None or words[0].endswith("ed")):
        return False  # `a 40 minute battle soldiers fought`, and yet `2,000 year-round farm workers`
    return any(_is_people(word, value) for word in words)


def _is_people(word: str, value: float) -> bool:
    """Tell whether a word names people, in the number that a size asks for."""
    is_plural = word.endswith(("s", "men", "women", "people", "children"))
    if is_plural != (value > 1):
        return False
    return nouns.names_people(word) or names_people(word, word.removesuffix("s")) is True
