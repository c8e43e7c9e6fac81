"""Transfers that nouns tell: "shipments of X from", "an order for X", "in exchange for X"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.goods import Item, items_of
from pipelines.extraction.nouns import classify
from pipelines.extraction.parties import object_of, party_by_prep, party_of, subject_of
from pipelines.extraction.transfer_frame import STRONG, Frame, supplier_of_items

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Scene


_SUPPLIERS_VERBS = frozenset(
    [
        "send", "begin", "start", "announce", "make", "halt", "stop", "complete", "continue", "approve", "authorize",
        "authorise", "confirm", "finish", "resume", "suspend", "pledge", "promise", "receive", "pause", "delay",
        "withhold", "hold", "review", "block", "cancel", "plan", "prepare", "unveil", "increase", "expedite",
    ]
)  # fmt: skip
"""Verbs whose subject is the supplier where a transfer is their object: `announced deliveries of`."""


_APPROVES = frozenset({"approve", "authorise", "authorize", "clear", "sign", "agree", "greenlight"})
_TAKEN = frozenset({"purchase", "import", "receipt", "order", "acquisition", "procurement"})
"""Nouns that tell a transfer from the side of who gets it: whose it is, and by whom, is the recipient."""


def noun_frame(scene: Scene, noun: Token, measure: str) -> Frame | None:
    """Return the transfer that a noun tells, or null where it names no goods.

    Examples: `shipments of drones from Iran to Russia`, `Iran's arms deliveries`, `Deliveries so far include ...`.
    """
    frame = Frame(noun.i, measure, None, None, [], "transfer:nouns")
    frame.items = items_of(scene, object_of(noun, "of"))
    if not frame.items:
        compound = [
            c
            for c in noun.children
            if c.dep_ in {"compound", "nmod", "amod"}
            and c.i < noun.i
            and (cls := classify(c)) is not None
            and cls.name == "goods"
        ]
        if compound:
            cls = classify(compound[-1])
            if cls is not None:
                frame.items = [Item(compound[-1].i, cls, None, min(t.i for t in compound[-1].subtree), compound[-1].i)]
    verb = noun.head
    if noun.dep_ == "nsubj" and verb.lemma_ in {"include", "comprise", "consist", "contain"}:
        for child in verb.children:
            if child.dep_ in {"dobj", "attr"}:
                frame.items.extend(items_of(scene, child))
            if child.dep_ == "prep" and child.lower_ in {"of", "as"}:
                frame.items.extend(items_of(scene, next((c for c in child.children if c.dep_ == "pobj"), None)))
    if not frame.items and noun.lemma_.lower() not in _TAKEN:
        return None
    taken = noun.lemma_.lower() in _TAKEN
    if not frame.items and taken:  # `the receipt by the army of Turkish drones`
        frame.items = [
            i for t in noun.subtree if t.dep_ == "pobj" and t.head.lower_ == "of" for i in items_of(scene, t)
        ]
        if not frame.items:
            return None
    by = party_by_prep(scene, [noun], "by")
    frame.supplier = party_by_prep(scene, [noun], "from") or (None if taken else by)
    frame.recipient = party_by_prep(scene, [noun], "to", "for") or (by if taken else None)
    possessor = next((c for c in noun.children if c.dep_ == "poss"), None)
    if possessor is not None:
        if taken:
            frame.recipient = frame.recipient or party_of(scene, possessor)
        else:
            frame.supplier = frame.supplier or party_of(scene, possessor)
    if noun.lemma_.lower() in {"order", "contract", "deal", "agreement", "purchase"}:
        frame.measure = "agreed"
    if (
        noun.lemma_.lower() in {"sale", "package"}
        and noun.dep_ in {"dobj", "nsubjpass"}
        and noun.head.lemma_.lower() in _APPROVES
    ):
        frame.measure = "agreed"
    frame.supplier = frame.supplier or supplier_of_items(scene, frame.items, exclude=frame.recipient)
    if frame.supplier is None:
        frame.supplier = next(
            (scene.actor_at[c.i] for c in noun.children if c.dep_ in {"amod", "compound"} and c.i in scene.actor_at),
            None,
        )
    told = next((c for c in noun.children if c.dep_ in {"relcl", "acl"} and c.lemma_.lower() in STRONG), None)
    if told is not None:  # `the consignment that Iran sent to Hezbollah included missiles`
        subject, passive = subject_of(told)
        if subject is not None and not passive and subject.i > noun.i:
            frame.supplier = frame.supplier or party_of(scene, subject)
        frame.supplier = frame.supplier or party_by_prep(scene, [told], "by", "from")
        frame.recipient = frame.recipient or party_by_prep(scene, [told], "to", "for")
    if frame.supplier is None or frame.recipient is None:
        current = noun
        for _ in range(3):
            if current.head.i == current.i:
                break
            current = current.head
            if current.pos_ == "VERB":
                frame.supplier = frame.supplier or party_by_prep(scene, [current], "from")
                frame.recipient = frame.recipient or party_by_prep(scene, [current], "to")
                if noun.dep_ == "dobj" and current.lemma_.lower() in _SUPPLIERS_VERBS:
                    subject, _ = subject_of(current)
                    frame.supplier = frame.supplier or party_of(scene, subject)
                break
    return frame


def order_frame(scene: Scene, token: Token) -> Frame | None:
    """Return the transfer agreed in `signed a contract for 12 jets with`, `placed an order for 200 tanks`."""
    if token.lemma_.lower() not in {"contract", "order", "deal", "agreement"} or token.pos_ != "NOUN":
        return None
    items = items_of(scene, object_of(token, "for", "on"))
    if not items and token.dep_ == "dobj":  # `signed a contract with Turkey last year for drones`
        items = items_of(scene, object_of(token.head, "for"))
    if not items:
        return None
    verb = token.head
    subject, passive = subject_of(verb) if verb.pos_ == "VERB" else (None, False)
    partner = party_by_prep(scene, [token, verb, *(scene.parsed.doc[i.head] for i in items)], "with", "from")
    buyer = party_of(scene, subject) if subject is not None and not passive else party_by_prep(scene, [token], "by")
    return Frame(token.i, "agreed", partner, buyer, items, "transfer:order")


def swap_frame(scene: Scene, predicate: Token, frame: Frame, used: set[int]) -> Frame | None:
    """Return the other half of a swap: `in exchange for shells`, `in return for fuel`."""
    if not (frame.supplier and frame.recipient) or frame.measure != "supplied":
        return None
    for token in predicate.doc:
        if token.lower_ in {"exchange", "return"} and token.i > 0 and token.nbor(-1).lower_ == "in":
            items = [
                i
                for i in items_of(scene, object_of(token, "for"))
                if i.head not in used
                and i.quantity is None
                and predicate.doc[max(0, i.first - 1)].lower_ not in {"the", "these", "those", "its", "their"}
            ]  # `in exchange for the guns` goes back to guns that have been told of
            if items:
                return Frame(
                    token.i, "supplied", frame.recipient, frame.supplier, items, "transfer:swap", confidence=0.6
                )
    return None
