"""Counted goods that no predicate's frame took in: lists, "along with", sentences that go on with a transfer.

The sentence must speak of a transfer, or go on with one in its paragraph, and both parties must be known. Goods that
were destroyed, made or stored are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction import nouns, transfers
from pipelines.extraction.participants import countries

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Context, Scene

_MOVING = re.compile(
    r"\b(?:suppl\w+|provid\w+|sen[dt]\w*|shipp?\w*|deliver\w*|transfer\w*|hand(?:ed|ing)? over|export\w*|donat\w+"
    r"|receiv\w+|receipt|import\w*|moved|arriv\w+|reach\w*|consignments?|containers?|batch\w*|cargo\w*|given|gave"
    r"|sold|bought|carried|ended up|way from)\b",
    re.IGNORECASE,
)
_NOT_MOVING = re.compile(
    r"\b(?:destroy\w*|shot down|downed|intercept\w*|neutrali[sz]ed|damag\w+|produc\w+|manufactur\w+|stockpil\w+"
    r"|seiz\w+|confiscat\w+|captur\w+|recover\w+|lost|losses|build|built|weigh\w*|launch\w*|fired?|firing|dropp\w+"
    r"|strikes?|struck|hit|attack\w*|wreck\w*|sank|sunk|knocked out|assembl\w+|a (?:day|month|year)"
    r"|per (?:day|month|year))\b",
    re.IGNORECASE,
)
_UNPRINTED = frozenset({"of", "the", "more", "such", "its", "their", "-", "these"})
"""Words between a number and the goods it counts that are not printed as the item."""
_UNCOUNTED = frozenset({"aid", "money", "food"})


def leftover_frames(
    scene: Scene, moved: list[transfers.Frame], context: Context, *, carried: bool
) -> list[transfers.Frame]:
    """Return frames for the counted goods of a sentence that no other frame holds."""
    parsed = scene.parsed
    text = scene.text[parsed.sentence.start : parsed.sentence.end]
    told = bool(moved) or _MOVING.search(text) is not None
    if not (told or carried) or (not moved and _NOT_MOVING.search(text)):
        return []
    taken = {i.quantity for f in moved for i in f.items}
    items = []
    for index, quantity in sorted(parsed.quantities.items()):
        if index in taken or quantity.currency is not None:
            continue
        if moved and _NOT_MOVING.search(scene.text, max(parsed.sentence.start, quantity.start - 40), quantity.start):
            continue
        if index > 1 and parsed.doc[index - 1].pos_ == "PROPN" and index - 2 in parsed.quantities:
            continue  # `18 Leopard 2 tanks`
        item = _item(scene, parsed.doc[index])
        if (
            item is not None
            and item.noun.category not in _UNCOUNTED
            and not any(i.head == item.head for f in moved for i in f.items)
        ):
            items.append(item)
    if not items or (not moved and all(i.noun.category in {"bulk", "fuel"} for i in items)):
        return []
    if moved:
        frame = moved[-1]
        return [
            transfers.Frame(
                frame.predicate, frame.measure, frame.supplier, frame.recipient, items, "transfer:list", confidence=0.7
            )
        ]
    parties = _parties(scene, text, context, carried=carried)
    if parties is None:
        return []
    return [transfers.Frame(items[0].head, "supplied", *parties, items, "transfer:list", confidence=0.55)]


def _item(scene: Scene, token: Token) -> transfers.Item | None:
    """Return the goods that a numeral counts: behind it, or before it ("missiles, 400 of them")."""
    doc = token.doc
    head = (
        token.head
        if token.head.i > token.i and token.dep_ in {"nummod", "compound", "amod", "nmod", "quantmod"}
        else None
    )
    at = token.i + 1
    if at < len(doc) and doc[at].lower_ == "of":
        at += 1
        if at < len(doc) and doc[at].lower_ in {"the", "these", "its", "their"}:
            at += 1
    run = None
    while (
        at < len(doc)
        and at not in scene.parsed.quantities
        and (
            doc[at].pos_ in {"NOUN", "PROPN", "ADJ", "NUM", "SYM"}
            or doc[at].text in {"-", "'s"}
            or (doc[at].pos_ == "ADP" and doc[at - 1].text == "-")
        )
    ):
        if doc[at].pos_ in {"NOUN", "PROPN"}:
            run = doc[at]
        at += 1
    for candidate in (run, head):
        if candidate is not None:
            noun = nouns.classify(candidate)
            if noun is not None and noun.name == "goods":
                first = token.i + 1
                while first < candidate.i and doc[first].lower_ in _UNPRINTED:
                    first += 1
                return transfers.Item(candidate.i, noun, token.i, first, candidate.i)
            return None
    for i in range(token.i - 1, max(-1, token.i - 10), -1):
        if i in scene.parsed.quantities:
            break
        noun = nouns.classify(doc[i]) if doc[i].pos_ in {"NOUN", "PROPN"} else None
        if noun is not None and noun.name == "goods":
            behind = " ".join(t.lower_ for t in doc[token.i + 1 : token.i + 3])
            between = " ".join(t.lower_ for t in doc[i + 1 : token.i])
            if behind.startswith(("of them", "of which", "were", "in all")) or re.search(
                r"in their$|in the$|of which$|to the number of$|^$", between
            ):
                return transfers.Item(i, noun, token.i, i, i)
    return None


def _parties(scene: Scene, text: str, context: Context, *, carried: bool) -> tuple[str, str] | None:
    """Return supplier and recipient: by `from` and `to`, else as the paragraph or the article has them."""
    doc = scene.parsed.doc
    known = countries()
    supplier = recipient = None
    for i, actor in sorted(scene.actor_at.items()):
        if doc[i].dep_ != "pobj" and doc[i].head.dep_ != "pobj":
            continue
        prep = doc[i].head if doc[i].dep_ == "pobj" else doc[i].head.head
        if prep.lower_ == "from" and supplier is None:
            supplier = actor
        elif prep.lower_ in {"to", "in"} and recipient is None and actor in known:
            recipient = actor
    here = list(dict.fromkeys(scene.actor_at.values()))
    if supplier and recipient and supplier != recipient:
        return supplier, recipient
    for pair in reversed(context.dyads):
        if (supplier in {None, pair[0]} and recipient in {None, pair[1]}) and (
            carried or pair[0] in here or pair[1] in here
        ):
            return pair
    if len(here) == 2 and _MOVING.search(text):
        if recipient is not None:
            return next(a for a in here if a != recipient), recipient
        if supplier is not None:
            return supplier, next(a for a in here if a != supplier)
    return None
