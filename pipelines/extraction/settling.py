"""What a figure takes over from the figures before it: the place and the period that its own sentence leaves out.

"Six others were hurt" happened where and when the four were killed of whom the sentence before tells; a part lies
where its whole lies. Only casualties are settled so: they belong to one event more often than not, while soldiers and
goods of neighbouring sentences were sent at different times to different places.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.extraction.drafts import Draft

_FORCES = frozenset({"soldiers", "fighters", "militants", "rebels", "police officers", "recruits", "marines"})
"""People whose comrades are meant by a bare figure beside theirs; of women or children that would be a guess."""
_REACH = 1
"""Paragraphs back to the figure that tells of the same event."""


def settle(drafts: list[Draft], text: str, stored: str) -> None:
    """Give casualties the place and period of their whole, else of the casualties told just before them.

    Args:
        drafts: The article's figures in the order of its text; they are changed in place.
        text: Its folded text.
        stored: Its text as stored, of the same length.
    """
    for draft, following in itertools.pairwise(drafts):
        if _share_an_event(draft, following, text):  # `three killed and 12 hurt on Friday`: the day stands behind both
            draft.date_start, draft.date_end, draft.date_prec = (
                following.date_start,
                following.date_end,
                following.date_prec,
            )
    last: Draft | None = None
    for draft in drafts:
        if draft.subject != "casualties":
            continue
        source = draft.parent if draft.parent is not None else _event_before(draft, last)
        if source is not None:
            _take_over(draft, source)
        whole = draft.parent
        if whole is not None and whole.stock_flow is not None and draft.date_start == whole.date_start:
            draft.stock_flow = whole.stock_flow  # `the toll is 700; 40 of the dead were children`
        if draft.place is None and draft.scene_of_it is not None:
            draft.where = draft.scene_of_it
            draft.place = stored[draft.where.start : draft.where.end]
        happened = draft.event_before
        if (
            happened is not None
            and draft.date_start is None
            and draft.date_end is None
            and draft.stock_flow != "cumulative"
        ):
            draft.date_start, draft.date_end, draft.date_prec = happened.start, happened.end, happened.precision
            draft.stock_flow = "incremental"
        last = draft


def _share_an_event(draft: Draft, following: Draft, text: str) -> bool:
    """Tell whether two figures of one sentence are fates of one event, of which only the second has a period."""
    between = text[draft.char_end : following.char_start]
    return (
        draft.subject == following.subject == "casualties"
        and draft.sentence is following.sentence
        and draft.actor == following.actor
        and following.parent is None
        and not any(t in between for t in (";", " while ", " but ", " whereas "))
        and draft.date_start is None
        and draft.date_end is None
    )


def _event_before(draft: Draft, last: Draft | None) -> Draft | None:
    """Return the figure before, where both may tell of one event."""
    if last is None or draft.paragraph - last.paragraph > _REACH:
        return None
    if draft.stock_flow == "cumulative" and last.stock_flow != "cumulative":
        return None  # the toll of a war behind the toll of a day
    if draft.date_start is not None and draft.date_start != last.date_start:
        return None
    return last if draft.place is None or draft.place == last.place else None


def _take_over(draft: Draft, source: Draft) -> None:
    if draft.place is None and source.place is not None:
        draft.place, draft.where = source.place, source.where
    if draft.date_start is None and draft.date_end is None:
        draft.date_start, draft.date_end, draft.date_prec = source.date_start, source.date_end, source.date_prec
    if draft.stock_flow is None:
        draft.stock_flow = source.stock_flow
    compared = draft.rule == "coordinated" and draft.measure == source.measure  # `up from 1,164 the year before`
    if draft.population is None and draft.head is None and compared and draft.sentence is source.sentence:
        draft.population = source.population
    same_force = draft.sentence is source.sentence and draft.actor == source.actor
    if draft.population is None and draft.head is None and same_force and source.population in _FORCES:
        draft.population = source.population  # `602 soldiers killed and 430 wounded`
