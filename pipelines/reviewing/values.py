"""A corrected value as a person types it: the way it would be printed."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.errors import UserError
from pipelines.extraction.quantities import find_quantities
from pipelines.printable import one_line


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure allows, as in the fact tables."""

    low: float | None
    best: float | None
    high: float | None


def value_typed(text: str) -> Value:
    """Return the value that words such as `4,700`, `more than 4,000` or `between 10,000 and 12,000` mean.

    The same rules read it that read articles.

    Raises:
        UserError: It is not one figure, and nothing else.
    """
    typed = " ".join(text.split())
    found = find_quantities(typed)
    if len(found) != 1 or found[0].reason or (found[0].start, found[0].end) != (0, len(typed)):
        raise UserError(
            f"{one_line(text, 60)!r}: expected one figure, as it would be printed: 4700, 'about 4,700', "
            "'more than 4,000', 'between 10,000 and 12,000'"
        )
    return Value(found[0].low, found[0].best, found[0].high)
