"""When a war began by which a report dates a figure: `since the war began`, from `lexicon/conflicts.csv`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipelines.extraction.lexicons import load_csv

_BEGAN = r"(?:began|begun|started|broke out|erupted|flared)"
_SINCE = re.compile(
    r"\bsince (?:(?:the |its )?(?:start|beginning|outbreak|onset|eve) of )?"
    r"(?:the |its |their |this |[A-Z][\w']+(?:'s|') )?(?:current |latest |present )?"
    r"(?P<word>[a-z]+(?:[ -][a-z]+){0,2}?)(?: (?:in|on|against|of) [^,;.]{3,40}?)?"
    rf"(?: {_BEGAN}\b|(?=[,;.]|$))"
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A war with the day it began."""

    start: str
    countries: frozenset[str]
    words: frozenset[str]


@functools.cache
def _conflicts() -> tuple[Conflict, ...]:
    return tuple(
        Conflict(row["start"], frozenset(row["countries"].split("|")), frozenset(row["words"].split("|")))
        for row in load_csv("conflicts")
    )


def began(clause: str, named: list[str], main_country: str | None) -> str | None:
    """Return the day on which the war began that a clause dates itself by, or null.

    Args:
        clause: The words around a figure, folded.
        named: Countries of the places and actors in its sentence.
        main_country: The country that the article is about.
    """
    match = _SINCE.search(clause)
    if match is None:
        return None
    for country in (*named, *([main_country] if main_country else [])):
        for conflict in _conflicts():
            if country in conflict.countries and match.group("word") in conflict.words:
                return conflict.start
    return None
