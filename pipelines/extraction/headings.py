"""What a line above a table, a list or a labelled block says of the figures below it: where, when, and who counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extraction import periods
from pipelines.extraction.carrying import heading_speaker
from pipelines.extraction.weekdays import period_told

if TYPE_CHECKING:
    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.participants import Context
    from pipelines.extraction.places import PlaceMention
    from pipelines.extraction.speakers import Memory
    from pipelines.extraction.text import Sentence

_LONGEST = 30
"""Words of a heading; what is longer, or ends as a sentence does, is prose."""
_COUNTED_BY = re.compile(
    r"\b(?:figures?|data|statistics|counts?|toll|tally|numbers|estimates?|bulletin|report|according|counted|compiled|"
    r"released|published|reported|recorded|documented|verified|gave|says?|said|source)\b",
    re.IGNORECASE,
)
"""What makes whoever a heading names the one who counted, and not the one who is counted."""
_IN = re.compile(r"\b(?:in|at|near|across|around|on|to|for|from|outside|inside|over|within) (?:the |[a-z]+ ){0,3}$")
_OF = re.compile(r"\bof (?:the )?$")
_DAY_OF_WEEK = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_MONTH = r"(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(rf"\b(\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:, \d{{4}})?)\b|\b{_MONTH} \d{{4}}\b")
"""A date that no preposition stands before: `Shelling of Kherson, 12 May`."""
_BARE_TIME = re.compile(
    r"^(?:in |since )?(?:[A-Z][a-z]+ )?(?:19|20)\d\d$|^[A-Z][a-z]{2,8}$|^\d{1,2} [A-Z][a-z]+(?: \d{4})?$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says of the figures below it."""

    place: PlaceMention | None
    printed: str | None
    """The place as printed."""
    period: periods.Period
    claimant: str | None

    def fill(self, draft: Draft, *, in_table: bool = False) -> None:
        """Give a figure what its own line leaves out; who counted only in a table: the lines of a list may say it."""
        if draft.place is None and self.place is not None and draft.subject != "transfers":
            country = self.place.place.country
            if draft.subject in {"troops", "laborers"} and country not in {None, draft.actor}:
                draft.counterparty = draft.counterparty or country
            if not (self.place.place.is_country and country == draft.actor and draft.subject != "casualties"):
                draft.place, draft.where = self.printed, self.place
        if draft.date_start is None and draft.date_end is None and self.period.kind is not None:
            set_period(draft, self.period)
        if draft.claimant is None and in_table:
            draft.claimant = self.claimant


def set_period(draft: Draft, period: periods.Period) -> None:
    """Give a figure a period, and casualties the kind of count that it makes them."""
    draft.date_start, draft.date_end, draft.date_prec = period.start, period.end, period.precision
    if draft.subject == "casualties":
        draft.stock_flow = "incremental" if period.kind in {"within", "on"} else "cumulative"


def period_of_label(label: str, published: str | None) -> periods.Period:
    """Return the period that a row's label names and nothing else (`2022`, `March 2025`), if it does."""
    if _BARE_TIME.match(label) is None:
        return periods.NOTHING
    return periods.period_of(label if label.startswith(("in ", "since ")) else f"in {label}", published)


def heading_of(
    stored: str, folded: str, line: Sentence, context: Context, memory: Memory, published: str | None
) -> Heading | None:
    """Return what a line says of the figures below it, or null where it is prose.

    Args:
        stored: The article's text as stored.
        folded: The same, folded.
        line: The line above the first row.
        context: What is known of the article.
        memory: Its speakers so far.
        published: ISO date of publication, or null.
    """
    words = folded[line.start : line.end].rstrip()
    if words.endswith((".", "!", "?", '"')) or len(words.split()) > _LONGEST:
        return None
    place = _place(words, line, context.places_in(folded, line.start, line.end))
    period = periods.period_of(words, published)
    if period.kind is None and _DAY_OF_WEEK.search(words):
        period = period_told(words, published)
    if period.kind is None and (date := _DATE.search(words)):
        period = periods.period_of(f"{'on' if date.group(1) else 'in'} {date.group()}", published)
    speaker = heading_speaker(words.rstrip(":"), memory) if _COUNTED_BY.search(words) else None
    printed = stored[place.start : place.end] if place is not None else None
    return Heading(place, printed, period, speaker.name if speaker is not None else None)


def _place(words: str, line: Sentence, places: list[PlaceMention]) -> PlaceMention | None:
    """Return the finest place that a heading puts its figures in."""
    inside = []
    for place in places:
        before = words[: place.start - line.start]
        if _IN.search(before) or (not place.place.is_country and (not before or _OF.search(before))):
            inside.append(place)
    return min(inside, key=lambda p: p.place.precision, default=None)
