"""The party that a sentence leaves out, and whether enough is known for a frame to be a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.participants import countries
from pipelines.extraction.parties import subject_of
from pipelines.extraction.transfer_frame import GENERIC_GOODS, SAME_WAY, STRONG, UNTOLD

if TYPE_CHECKING:
    from pipelines.extraction.participants import Context, Scene
    from pipelines.extraction.transfer_frame import Frame


_FROM_CONTEXT = 0.65
"""Confidence below which both parties were filled in from the frames before, on the strength of the wording."""
_NOT_LETHAL = GENERIC_GOODS | {"money", "fuel"}
_LIMITS = frozenset({"restrict", "cap", "limit", "ban", "prohibit", "forbid", "bar", "sanction"})
_PRONOUNS = frozenset({"it", "they", "these", "this", "which", "that", "them", "he"})
_SUPPLIER_MAY_BE_LEFT_OUT = frozenset(
    ["receive", "import", "acquire", "deliver", "supply", "send", "ship", "shipment", "delivery", "arrive"]
)


def fill(scene: Scene, frame: Frame, context: Context, earlier: list[Frame]) -> None:
    """Fill in a party that the sentence leaves out, from the sentence's other actors and the frames before it."""
    dyads = [*context.dyads, *((f.supplier, f.recipient) for f in earlier if f.supplier and f.recipient)]
    if frame.supplier == UNTOLD:
        suppliers = [s for s, r in dyads if r == frame.recipient]
        frame.supplier = suppliers[-1] if suppliers else None
    if frame.supplier and frame.supplier == frame.recipient:
        frame.recipient = None
    if frame.recipient is None and frame.supplier is not None:
        frame.recipient = _partner(scene, frame, context, dyads, frame.supplier, supplies=True)
        frame.confidence -= 0.15 if frame.recipient is not None else 0.0
    elif frame.supplier is None and frame.recipient is not None:
        frame.supplier = _partner(scene, frame, context, dyads, frame.recipient, supplies=False)
        frame.confidence -= 0.15 if frame.supplier is not None else 0.0
    if (
        frame.supplier is None
        and frame.recipient is None
        and scene.parsed.doc[frame.predicate].lemma_.lower() == "receive"
    ):
        named = [a for i, a in sorted(scene.actor_at.items()) if i < frame.predicate and a in countries()]
        if len(set(named)) == 2:  # the parse lost the subject, which stands nearest to the verb
            frame.recipient, frame.supplier = named[-1], next(a for a in named if a != named[-1])
            frame.confidence -= 0.2
    if frame.supplier is None and frame.recipient is None and dyads:
        doc = scene.parsed.doc
        predicate = doc[frame.predicate]
        subject, _ = subject_of(predicate)
        is_pronoun = subject is not None and subject.lower_ in _PRONOUNS
        is_definite = predicate.pos_ == "NOUN" or any(
            doc[max(0, i.first - 1)].lower_ in {"the", "these", "such"} for i in frame.items
        )
        too = any(t.lower_ in {"also", "too", "likewise"} for t in predicate.children)
        counted = predicate.lemma_.lower() in STRONG and any(i.quantity is not None for i in frame.items)
        if is_pronoun or is_definite or too or counted or frame.rule == SAME_WAY:
            frame.supplier, frame.recipient = dyads[-1]
            frame.confidence -= 0.25


def _partner(
    scene: Scene, frame: Frame, context: Context, dyads: list[tuple[str, str]], known: str, *, supplies: bool
) -> str | None:
    """Return who is most likely on the other side of the one party known, which supplies or receives."""
    side = 0 if supplies else 1
    partners = [pair[1 - side] for pair in dyads if pair[side] == known]
    reverse = [pair[side] for pair in dyads if pair[1 - side] == known]
    if partners or reverse:
        return (partners or reverse)[-1]
    stops = [t.i for t in scene.parsed.doc if t.text == ";"]
    here = {
        i: a
        for i, a in scene.actor_at.items()
        if not any(min(i, frame.predicate) < s < max(i, frame.predicate) for s in stops)
    }
    behind = {a for i, a in here.items() if a != known and a in countries() and i > frame.predicate}
    others = {a for a in here.values() if a != known}
    if len(others) == 1 and (not supplies or not behind):
        return next(iter(others))
    if supplies and len(behind) == 1:
        return next(iter(behind))
    if {t.lower_ for t in scene.parsed.doc} & {"ally", "return", "exchange", "partner"}:
        return context.rival(known)
    return None


def is_sound(scene: Scene, frame: Frame, name: str) -> bool:
    """Tell whether enough is known for a frame to be a claim about a transfer."""
    doc = scene.parsed.doc
    predicate = doc[frame.predicate]
    counted = any(i.quantity is not None for i in frame.items)
    if frame.supplier is None and frame.recipient is None:
        return False
    if frame.supplier is None or frame.recipient is None:
        lethal = any(i.noun.category not in _NOT_LETHAL for i in frame.items)
        if name == "use" or not (lethal or counted):
            return False
        if predicate.lemma_.lower() not in STRONG and not counted:
            return False
        if frame.supplier is None and predicate.lemma_.lower() not in _SUPPLIER_MAY_BE_LEFT_OUT:
            return False
    trade = all(i.noun.category in {"food", "bulk"} for i in frame.items)
    if trade and not {frame.supplier, frame.recipient} <= set(scene.actor_at.values()):
        return False  # grain that leaves a port is trade, unless the text says from whom to whom
    if any(a.lemma_.lower() in _LIMITS for a in (predicate, *predicate.ancestors)):
        return False
    listing = predicate.dep_ == "nsubj" and predicate.head.lemma_ in {"include", "comprise"}
    if frame.rule == SAME_WAY or frame.confidence < _FROM_CONTEXT:
        return True
    if not counted and not listing and not {frame.supplier, frame.recipient} & set(scene.actor_at.values()):
        return False
    return frame.supplier != frame.recipient
