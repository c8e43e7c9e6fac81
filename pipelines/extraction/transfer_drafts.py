"""Drafts of transfers: frames with their goods as printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.drafts import Draft
from pipelines.extraction.parsing import subtree

if TYPE_CHECKING:
    from pipelines.extraction.goods import Item
    from pipelines.extraction.parsing import Parsed
    from pipelines.extraction.participants import Scene
    from pipelines.extraction.transfer_frame import Frame


def drafts_of(scene: Scene, frame: Frame, stored: str) -> list[Draft]:
    """Return a draft for each counted item of a frame, and one for all that are not counted.

    Args:
        scene: Its sentence.
        frame: The transfer.
        stored: The article's text as stored.
    """
    parsed = scene.parsed
    drafts = []
    counted = [i for i in frame.items if i.quantity is not None]
    plain = [
        i
        for i in frame.items
        if i.quantity is None
        and not _is_counted_with(parsed, i, counted)
        and parsed.doc[max(0, i.first - 1)].lower_ not in {"these", "those"}
        and not (i.noun.category == "containers" and _holds_a_figure(parsed, i))
    ]
    for item in frame.items:
        if item.quantity is None:
            continue
        quantity = parsed.quantities[item.quantity]
        draft = Draft(
            "transfers",
            frame.measure,
            quantity,
            parsed.sentence,
            item.quantity,
            item.head,
            frame.predicate,
            frame.rule,
            frame.confidence,
            quantity.start,
            quantity.end,
        )
        draft.item, draft.item_category, draft.unit = (
            _printed(parsed, item, stored),
            item.noun.category,
            item.noun.unit,
        )
        drafts.append(draft)
    if plain:
        first = plain[0]
        draft = Draft(
            "transfers",
            frame.measure,
            None,
            parsed.sentence,
            first.head,
            first.head,
            frame.predicate,
            frame.rule,
            frame.confidence,
            parsed.starts[first.first],
            parsed.ends[first.last],
        )
        draft.item = "; ".join(dict.fromkeys(_printed(parsed, item, stored) for item in plain))
        draft.item_category = first.noun.category
        drafts.append(draft)
    for draft in drafts:
        draft.actor, draft.counterparty = frame.supplier, frame.recipient
    return drafts


def _holds_a_figure(parsed: Parsed, item: Item) -> bool:
    """Tell whether containers only hold what is counted: `crates that could hold 9,000 rounds`."""
    head = parsed.doc[item.head]
    clauses = [t for t in parsed.doc if t.dep_ == "relcl" and t.i > head.i]
    return any(i in parsed.quantities for clause in clauses for i in subtree(clause))


def _is_counted_with(parsed: Parsed, item: Item, counted: list[Item]) -> bool:
    """Tell whether one number counts an item together with another: `2,000 rifles and machine guns`."""
    if len(counted) != 1:
        return False
    first = counted[0]
    between = [t.lower_ for t in parsed.doc[first.last + 1 : item.first]]
    return between in (["and"], ["or"]) and item.first > first.last


def value_draft(scene: Scene, index: int, frame: Frame, stored: str, earlier: list[Draft]) -> Draft:
    """Return the draft of money that values a transfer; goods that its sentence does not name are those told before.

    Args:
        scene: Its sentence.
        index: Token of the money.
        frame: The transfer.
        stored: The article's text as stored.
        earlier: The article's drafts so far.
    """
    parsed = scene.parsed
    quantity = parsed.quantities[index]
    draft = Draft(
        "transfers",
        frame.measure,
        quantity,
        parsed.sentence,
        index,
        None,
        frame.predicate,
        frame.rule,
        frame.confidence,
        quantity.start,
        quantity.end,
        frame.supplier,
        frame.recipient,
    )
    printed = "; ".join(dict.fromkeys(_printed(parsed, i, stored) for i in frame.items))
    draft.item = printed or next((d.item for d in reversed(earlier) if d.subject == "transfers" and d.item), None)
    draft.item_category = frame.items[0].noun.category if frame.items else "weapons"
    draft.unit = quantity.currency
    return draft


def _printed(parsed: Parsed, item: Item, stored: str) -> str:
    if item.name is not None:
        return item.name
    return re.sub(r"\s+", " ", stored[parsed.starts[item.first] : parsed.ends[item.last]]).strip()
