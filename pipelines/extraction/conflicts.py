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


_OF_WAR = re.compile(
    r"\b(?P<word>(?:civil )?war|conflict|insurgency|rebellion|uprising|offensive|invasion)\b(?!-)[^;]{0,90}?"
    r"\b(?:has|have|had|which|that)\b[^;]{0,25}?\b(?:killed|claimed|left|led|resulted|cost|caused|taken)\b"
    r"|\b(?:killed|died|perished)\b[^;]{0,60}? in "
    r"(?:the|its|their|this|a) (?:[\w-]+ ){0,3}?(?P<later>(?:civil )?war|conflict)\b"
)
"""A toll of a whole war: `the war has killed tens of thousands`."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A war with the day it began."""

    start: str
    countries: frozenset[str]
    words: frozenset[str]
    first_day: frozenset[str]
    """What a report calls the day it began."""


@functools.cache
def _conflicts() -> tuple[Conflict, ...]:
    return tuple(
        Conflict(
            row["start"],
            frozenset(row["countries"].split("|")),
            frozenset(row["words"].split("|")),
            frozenset(filter(None, row["first_day"].split("|"))),
        )
        for row in load_csv("conflicts")
    )


def toll_of_war(clause: str, named: list[str], main_country: str | None) -> tuple[bool, str | None]:
    """Tell whether a clause gives the toll of a whole war, and on which day that began where it is known.

    Args:
        clause: The words around a figure, folded.
        named: Countries of the places and actors in its sentence.
        main_country: The country that the article is about.
    """
    match = _OF_WAR.search(clause)
    if match is None:
        return False, None
    word = match.group("word")
    for country in (*named, *([main_country] if main_country else [])):
        for conflict in _conflicts():
            if country in conflict.countries and word in conflict.words:
                return True, conflict.start
    return True, None


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


def first_day(day: str, clause: str, named: list[str], main_country: str | None) -> str | None:
    """Return the day a war began where a report names it without its year: `the October 7 attack`.

    Args:
        day: The date as it is read against the date of publication.
        clause: The words around a figure, folded.
        named: Countries of the places and actors in its sentence.
        main_country: The country that the article is about.
    """
    words = set(re.findall(r"[a-z]+", clause.lower()))
    for conflict in _conflicts():
        if (
            day[4:] == conflict.start[4:]
            and day > conflict.start
            and words & conflict.first_day
            and conflict.countries.intersection(filter(None, (*named, main_country)))
            and day[:4] not in clause
        ):
            return conflict.start
    return None
