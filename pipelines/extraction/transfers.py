"""Who sent what to whom: one frame for each predicate of transfer in a parsed sentence.

A frame has a supplier, a recipient and the things that move. It is read from the places of the arguments ("supplied X
with", "received from", "shipments of"), and what the sentence leaves out ("in return", "its ally") is filled in from
the frames before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.goods import Item
from pipelines.extraction.parties import party_by_prep, party_of, subject_of
from pipelines.extraction.transfer_frame import Frame, is_predicate, predicates
from pipelines.extraction.transfer_nouns import noun_frame, order_frame, swap_frame
from pipelines.extraction.transfer_parties import fill, is_sound
from pipelines.extraction.transfer_verbs import verb_frame

if TYPE_CHECKING:
    from pipelines.extraction.participants import Context, Scene

__all__ = ["Frame", "Item", "frames", "is_predicate", "party_by_prep", "party_of", "subject_of"]


def frames(scene: Scene, context: Context) -> list[Frame]:
    """Return the transfers that a sentence tells, in order of their predicates."""
    found: list[Frame] = []
    used: set[int] = set()
    doc = scene.parsed.doc
    for token in doc:
        if not is_predicate(token):
            continue
        if (order := order_frame(scene, token)) is not None:
            order.items = [i for i in order.items if i.head not in used]
            fill(scene, order, context, found)
            if order.items and order.supplier and order.recipient and order.supplier != order.recipient:
                used.update(i.head for i in order.items)
                found.append(order)
            continue
        for name, measure in predicates()[token.lemma_.lower()]:
            frame = noun_frame(scene, token, measure) if name == "nouns" else verb_frame(scene, token, name, measure)
            if frame is None:
                continue
            frame.items = [i for i in frame.items if i.head not in used]
            if not frame.items:
                continue
            fill(scene, frame, context, found)
            if not is_sound(scene, frame, name):
                continue
            used.update(i.head for i in frame.items)
            found.append(frame)
            swapped = swap_frame(scene, token, frame, used)
            if swapped is not None:
                used.update(i.head for i in swapped.items)
                found.append(swapped)
            break
    return found
