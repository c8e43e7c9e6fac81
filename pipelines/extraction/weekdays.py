"""Days named without a date: `on Sunday`, `Friday's raid`, `killed early Monday`, `today`.

A day on which somebody only spoke dates nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from pipelines.extraction.attribution import is_speech
from pipelines.extraction.periods import NOTHING, PRECISION_DAY, PRECISION_DAYS, Period, date_of_weekday, parsed_date

if TYPE_CHECKING:
    from pipelines.extraction.participants import Scene

_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_OF_DAY = r"(?:\s+(?:night|morning|evening|afternoon))?"
_NAMED = re.compile(
    rf"\b(?P<first>{_DAY})\b(?P<owner>'s)?{_OF_DAY}"
    rf"(?:(?:\s+and|\s+to|\s+through|\s+until|\s*-)\s*(?:(?:on|early|late|into)\s+)?(?P<last>{_DAY})\b(?!'s))?"
)
_TODAY = re.compile(r"\b(?:[Tt]oday|[Tt]his (?:morning|afternoon|evening)|[Tt]onight)\b(?!'s)")
_NOT_THEN = re.compile(
    r"\b(?:by|before|until|till|next|coming|every|each|from|since|following|after|for|marked|"
    r"expected|scheduled|due|effective)\s+(?:on\s+|late\s+|early\s+|the\s+)*$",
    re.IGNORECASE,
)
_REPORTED_IN = re.compile(
    r"\b(?:statements?|interviews?|briefings?|posts?|tweets?|speech|address|letter|conference|updates?|releases?"
    r"|bulletins?|messages?|remarks|testimony|reports?|dispatch|telephone|phone|telegram)\b[^,;]{0,30}$",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|told|says|reported(?! (?:killed|dead|missing|wounded|injured))|announced|added|wrote|confirmed|stated"
    r"|tweeted|declared|claimed|disclosed|revealed|acknowledged|noted|warned|released|published)\b[^;]*$"
)
_SAID_THEN = re.compile(
    rf"(?:{_DAY}|[Tt]oday){_OF_DAY},? (?:also |again |had )?"
    rf"(?:said|told|announced|reported|confirmed|claimed|acknowledged"
    r"|admitted|accused|condemned|denied|stated|declared)\b"
)
"""`Armenia on Saturday said`."""
_TOLD_WHAT = re.compile(r"\bthat\b|\bhow\b")
_WORDS_OF_NEWS = re.compile(
    r"\s+(?:statement|report|briefing|post|interview|press|news|update|bulletin|article|edition|issue|"
    r"newspaper|letter|speech|vote|meeting|talks|summit|announcement|ceremony|funeral)s?\b"
)
_SAYS_BEHIND = re.compile(r",? [^,;]{2,60} (?:said|told|announced|confirmed|reported)\b")
"""`On Monday, the army said`: the day may be that of the saying."""


def named_day(scene: Scene, words: str, offset: int, published: str | None) -> Period:
    """Return the day or days of an event that its clause names by a weekday, else nothing.

    Args:
        scene: The sentence.
        words: The words of the clause, with those blanked that date something else.
        offset: Code point at which they begin.
        published: ISO date of publication, or null.
    """
    day = parsed_date(published)
    if day is None:
        return NOTHING
    for match in _NAMED.finditer(words):
        before = words[: match.start()]
        if _NOT_THEN.search(before) and match.group("last") is None:
            continue
        if _WORDS_OF_NEWS.match(words, match.end()) or _says_when(scene, words, match.start(), offset):
            continue
        end = date_of_weekday(match.group("last") or match.group("first"), day)
        start = end
        if match.group("last"):
            start = date_of_weekday(match.group("first"), dt.date.fromisoformat(end))
        elif re.search(r"\bfrom\s+$", before):
            continue
        return Period(start, end, PRECISION_DAY if start == end else PRECISION_DAYS, "on")
    for match in _TODAY.finditer(words):
        if not _says_when(scene, words, match.start(), offset):
            return Period(day.isoformat(), day.isoformat(), PRECISION_DAY, "on")
    return NOTHING


def period_told(words: str, published: str | None) -> Period:
    """Return the day that a sentence or heading dates an event by as a period, by its words alone."""
    day = parsed_date(published)
    told = day_told(words, day) if day is not None else None
    return NOTHING if told is None else Period(told, told, PRECISION_DAY, "on")


def day_told(words: str, published: dt.date) -> str | None:
    """Return the day that a sentence dates an event by, as an ISO date, by its words alone."""
    for match in _NAMED.finditer(words):
        before = words[: match.start()]
        said = _SAID.search(before)
        if (
            match.group("last") is None
            and not _NOT_THEN.search(before)
            and not _WORDS_OF_NEWS.match(words, match.end())
            and not _REPORTED_IN.search(before)
            and (said is None or _TOLD_WHAT.search(said.group()) is not None)
            and not _SAYS_BEHIND.match(words, match.end())
        ):
            return date_of_weekday(match.group("first"), published)
    return None


def _says_when(scene: Scene, words: str, at: int, offset: int) -> bool:
    """Tell whether a day is the one on which somebody spoke: a word of saying before it, and no other verb between."""
    before = words[:at]
    if _REPORTED_IN.search(before) or _SAID_THEN.match(words, at):
        return True
    said = _SAID.search(before)
    if said is None:
        return False
    if _TOLD_WHAT.search(said.group()):
        return False
    first, last = offset + said.start(), offset + at
    return not any(
        t.pos_ in {"VERB", "AUX"} and not is_speech(t) and first < scene.parsed.starts[t.i] < last
        for t in scene.parsed.doc
    )
