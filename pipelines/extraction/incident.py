"""The one event that a report tells of: when and where it was, for the figures whose own sentences leave that out.

A report opens with its toll and names the day and the village further down. Where all of its dated figures are of one
day, its other figures of a single event are of that day too, and likewise for the place; where they are of several,
only a figure that is told twice takes over what its double has.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from pipelines.extraction.participants import country_of_group
from pipelines.extraction.periods import PRECISION_DAY, parsed_date
from pipelines.extraction.weekdays import day_told

if TYPE_CHECKING:
    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.participants import Context
    from pipelines.extraction.places import Place, PlaceMention
    from pipelines.extraction.text import Sentence

_LATELY = 12
"""Days before publication within which the event lies that a report is about."""
_LEAD = 3
"""Paragraphs with which a report opens, whose toll is of the event that it is about."""
_KM_A_DEGREE = 111.0
_FAR = 250.0
"""Kilometres from the middle of a region to a place in it."""
_TIMES = 5
"""A figure that is so many times greater than those of the day is of a longer time."""
_SOON = 4
"""Paragraphs after a toll within which a report says where it was."""
_FORCES = frozenset({"soldiers", "fighters", "militants", "rebels", "recruits", "marines", "officers", "mercenaries"})
_FINE = 3
"""Precision up to which a place is that of an event, and not the region or country of many."""
_EVENT = re.compile(
    r"\b(?:attack(?:s|ed|ing)?|strikes?|struck|airstrikes?|raid(?:s|ed)?|ambush(?:ed)?|blasts?|explosion|exploded|massacre"
    r"|clash(?:es|ed)?|shelling|shelled|bomb(?:s|ed|ing|ings)?|assault(?:s|ed)?|stormed|opened fire|shooting|battle|hit"
    r"|fighting|incident|gunmen|killings?)\b",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:19|20)\d\d)\b"
    r"|\b(?:last|this|past|previous|earlier this) (?:year|month|week)\b"
    r"|\b(?:years?|months?|weeks?) (?:ago|earlier|before)\b"
)
"""Words of a time other than the day of the event."""


def fill_in(
    drafts: list[Draft], spans: list[Sentence], text: str, stored: str, context: Context, published: str | None
) -> None:
    """Give casualties the day and the place of the event that the whole report is about, where theirs are not told.

    Args:
        drafts: The article's figures in the order of its text; they are changed in place.
        spans: Its sentences.
        text: Its folded text.
        stored: Its text as stored, of the same length.
        context: What is known of it.
        published: ISO date of publication, or null.
    """
    casualties = [d for d in drafts if d.subject == "casualties" and d.modality != "denied"]
    if not casualties:
        return
    _from_doubles(casualties)
    day = _day_of(casualties, spans, text, published)
    dated = [d for d in casualties if day is not None and d.date_start == day]
    most = max((d.quantity.value for d in dated if d.quantity is not None), default=None)
    for draft in casualties:
        if (
            day is not None
            and draft.date_start is None
            and draft.date_end is None
            and _is_of_event(draft)
            and _OTHER_TIME.search(text, draft.sentence.start, draft.sentence.end) is None
            and (draft.paragraph <= _LEAD or any(abs(d.paragraph - draft.paragraph) <= _SOON for d in dated))
            and (most is None or draft.quantity is None or draft.quantity.value <= _TIMES * most)
        ):
            draft.date_start = draft.date_end = day
            draft.date_prec = PRECISION_DAY
            draft.stock_flow = draft.stock_flow or "incremental"
    for draft in casualties:
        draft.stock_flow = draft.stock_flow or "incremental"  # nothing says that it sums up
    found = _place_of(casualties)
    for draft in casualties:
        if found is not None and _may_be_at(draft, found, day):
            assert found.where is not None
            draft.where, draft.place = found.where, found.place
        elif draft.place is None and _may_be_of_the_people(draft, context):
            country = _country_named(draft, spans, text, context)
            if country is not None:
                draft.where, draft.place = country, stored[country.start : country.end]


def _is_of_event(draft: Draft) -> bool:
    return draft.stock_flow != "cumulative" and draft.measure != "repatriated"


def _from_doubles(casualties: list[Draft]) -> None:
    """Give a figure what the same figure has where it is told again."""
    for draft in casualties:
        if draft.date_start is not None or draft.date_end is not None or draft.quantity is None:
            continue
        double = next(
            (
                d
                for d in casualties
                if d is not draft
                and d.quantity is not None
                and d.quantity.value == draft.quantity.value
                and d.measure == draft.measure
                and d.actor == draft.actor
                and (d.date_start is not None or d.date_end is not None)
                and (draft.place is None or d.place is None or d.place == draft.place)
            ),
            None,
        )
        if double is not None and draft.quantity.value > 1:
            draft.date_start, draft.date_end, draft.date_prec = double.date_start, double.date_end, double.date_prec
            if draft.place is None:
                draft.place, draft.where = double.place, double.where


def _day_of(casualties: list[Draft], spans: list[Sentence], text: str, published: str | None) -> str | None:
    """Return the one day of the report's figures, else of what it tells without figures."""
    today = parsed_date(published)
    if today is None:
        return None
    first = (today - dt.timedelta(days=_LATELY)).isoformat()
    days = {
        d.date_start
        for d in casualties
        if d.date_start is not None and d.date_start == d.date_end and d.date_start >= first
    }
    spread = any(d.date_start is not None and d.date_start != d.date_end and d.date_start >= first for d in casualties)
    if not days and not spread:
        told = [day_told(text[s.start : s.end], today) for s in spans if _EVENT.search(text, s.start, s.end)]
        days = {day for day in told if day is not None}
    return days.pop() if len(days) == 1 and not spread else None


def _place_of(casualties: list[Draft]) -> Draft | None:
    """Return the first figure with the one place of the report that is finer than a region."""
    fine = [d for d in casualties if d.where is not None and d.where.place.precision <= _FINE and _is_of_event(d)]
    names = {d.where.place.name.casefold() for d in fine if d.where is not None}
    return fine[0] if len(names) == 1 else None


def _may_be_at(draft: Draft, found: Draft, day: str | None) -> bool:
    """Tell whether a figure of a single event, with no place or only its region, is of the place told soon after it."""
    if not _is_of_event(draft) or (draft.date_start is not None and draft.date_start not in {day, found.date_start}):
        return False
    if draft.paragraph > _LEAD or draft.char_start > found.char_start or found.paragraph - draft.paragraph > _SOON:
        return False
    if draft.where is None or found.where is None:
        return draft.place is None
    own, fine = draft.where.place, found.where.place
    if own.precision <= _FINE or (own.country != fine.country and fine.country is not None):
        return False
    return own.is_country or _lies_near(own, fine)


def _lies_near(region: Place, place: Place) -> bool:
    """Tell whether a place may lie in a region, by how far it is from the region's middle."""
    if region.latitude is None or region.longitude is None or place.latitude is None or place.longitude is None:
        return False
    north = (region.latitude - place.latitude) * _KM_A_DEGREE
    east = (region.longitude - place.longitude) * _KM_A_DEGREE * math.cos(math.radians(place.latitude))
    return math.hypot(north, east) < _FAR


def _may_be_of_the_people(draft: Draft, context: Context) -> bool:
    """Tell whether a figure is of people at home, and not of soldiers who may have fallen anywhere."""
    return (
        not context.about_soldiers
        and draft.measure in {"killed", "wounded", "casualties", "missing"}
        and (draft.population not in _FORCES and not draft.of_group)
    )


def _country_named(draft: Draft, spans: list[Sentence], text: str, context: Context) -> PlaceMention | None:
    """Return the country, or the region of it, that the report last named before a figure, where all happens there."""
    main = context.main_country
    owner = country_of_group().get(draft.actor, draft.actor) if draft.actor is not None else None
    if main is None or owner not in {None, main}:
        return None
    found: PlaceMention | None = None
    for span in spans:
        for place in context.places_in(text, span.start, span.end):
            if place.place.country == main and place.place.precision > _FINE:
                if found is not None and place.start > draft.char_start:
                    return found
                found = place
    return found
