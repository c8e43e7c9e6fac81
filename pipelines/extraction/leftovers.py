"""Counted goods that no predicate's frame took in: lists, "along with", sentences that go on with a transfer.

The sentence must speak of a transfer, or go on with one in its paragraph, and both parties must be known. Goods that
were destroyed, made or stored are none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction import nouns, transfers
from pipelines.extraction.goods import PARTITIVES, carries
from pipelines.extraction.participants import countries
from pipelines.extraction.transfer_frame import STRONG, predicates

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Context, Scene

_MOVING = re.compile(
    r"\b(?:suppl\w+|provid\w+|sen[dt]\w*|shipp?\w*|deliver\w*|transfer\w*|hand(?:ed|ing)? over|export\w*|donat\w+"
    r"|receiv\w+|receipt|import\w*|moved|arriv\w+|reach\w*|consignments?|containers?|batch\w*|cargo\w*|given|gave"
    r"|sold|bought|carr(?:y|ied|ying)|ended up|way from|sail\w*|bound for|unload\w*|en route|airlift\w*|flown|flew)\b",
    re.IGNORECASE,
)
_NOT_MOVING = re.compile(
    r"\b(?:destroy\w*|shot down|downed|intercept\w*|neutrali[sz]ed|damag\w+|produc\w+|manufactur\w+|stockpil\w+"
    r"|seiz\w+|confiscat\w+|captur\w+|recover\w+|lost|losses|build|built|weigh\w*|launch(?:e[sd]|ing)?|fired?|firing|dropp\w+"
    r"|strikes?|struck|hit|attack\w*|wreck\w*|sank|sunk|knocked out|assembl\w+|a (?:day|month|year)"
    r"|per (?:day|month|year))\b",
    re.IGNORECASE,
)
_UNPRINTED = frozenset({"of", "the", "more", "such", "its", "their", "-", "these"})
"""Words between a number and the goods it counts that are not printed as the item."""
_UNCOUNTED = frozenset({"aid", "money", "food"})


_TOLD_OF = (
    r"the (?:[\w'-]+ ){0,4}?(?:shipment|delivery|package|consignment|list|deal|sale|sales|total|tranche|order|aid"
    r"|assistance|cargo|haul|breakdown|contract|agreement|container)s?"
)
LISTS = re.compile(
    rf"(?:(?:they|it|these|this|those|that|{_TOLD_OF}) "
    r"(?:also |alone |reportedly |would |will |could |might |may |can )*"
    r"(?:include|comprise|consist|contain|cover|list|feature|total|carry|carried|hold|held)\w*"
    r"|(?:on|in|among) (?:it|them|the list) (?:is|are|was|were)"
    r"|(?:specifically|additionally|in addition|also included|included)\b)",
    re.IGNORECASE,
)
"""How a sentence opens that spells out the transfer told before it."""
_TOTAL_OF = frozenset({"number", "total", "count", "tally"})
_BEFORE_A_TOTAL = frozenset(
    {"to", "at", "reached", "reach", "is", "was", "be", "stands", "stood", "exceeds", "exceeded", "passed", "topped"}
)


def gapped_frames(
    scene: Scene, moved: list[transfers.Frame], context: Context, *, carried: bool
) -> list[transfers.Frame]:
    """Return frames for goods that a sentence counts and does not name: `Germany has sent eight`."""
    if not (carried or moved):
        return []
    here = next(
        ((i.noun, i) for f in moved for i in f.items if i.quantity is not None),
        None,
    )
    parsed = scene.parsed
    if here is not None:
        printed = " ".join(parsed.text_of(here[1].first, here[1].last, scene.text).split())
        goods = (here[0], printed)
    elif context.last_goods is not None:
        goods = context.last_goods
    else:
        return []
    taken = {i.quantity for f in moved for i in f.items}
    found = []
    for index, quantity in sorted(parsed.quantities.items()):
        token = parsed.doc[index]
        if (
            index in taken
            or quantity.currency is not None
            or any(c.dep_ in {"prep", "relcl"} and c.lower_ == "of" for c in token.children)
        ):
            continue
        before = parsed.doc[index - 1].lower_ if index > 0 else ""
        if moved and before == "including" and moved[-1].supplier and moved[-1].recipient:
            item = transfers.Item(index, goods[0], index, index, index, name=goods[1])
            frame = moved[-1]
            found.append(
                transfers.Frame(
                    index, frame.measure, frame.supplier, frame.recipient, [item], "transfer:part", confidence=0.6
                )
            )
            continue  # `19 jets, including six that arrived in May`
        told_of = next(
            (c for c in token.children if c.dep_ == "acl" and c.tag_ == "VBN" and c.lemma_.lower() in STRONG), None
        )
        if told_of is not None and moved and moved[-1].supplier and moved[-1].recipient:
            item = transfers.Item(index, goods[0], index, index, index, name=goods[1])
            frame = moved[-1]
            found.append(
                transfers.Frame(
                    told_of.i, "supplied", frame.supplier, frame.recipient, [item], "transfer:gapped", confidence=0.6
                )
            )
            continue  # `besides the 60 already delivered in May`
        following = parsed.doc[index + 1] if index + 1 < len(parsed.doc) else None
        if following is not None and not (
            following.is_punct
            or following.lower_ in {"and", "in", "to", "so", "last", "from", "by", "earlier", "already", "since"}
        ):
            continue
        verb = token.head if token.dep_ == "dobj" else None
        if verb is not None and any(
            name in {"supply", "receive"} for name, _ in predicates().get(verb.lemma_.lower(), ())
        ):
            subject, passive = transfers.subject_of(verb)
            giver = transfers.party_of(scene, subject) if subject is not None and not passive else None
            received = any(name == "receive" for name, _ in predicates().get(verb.lemma_.lower(), ()))
        elif index > 0 and index - 1 in scene.actor_at and moved:  # `France sent 12 howitzers, Germany eight`
            giver, received, verb = scene.actor_at[index - 1], False, token
        elif moved and moved[-1].supplier and following is not None and following.lower_ == "to":
            giver, received, verb = moved[-1].supplier, False, token  # `six helicopters to Mali and two to Niger`
            if transfers.party_by_prep(scene, [token], "to") in {None, moved[-1].recipient}:
                continue
        else:
            continue
        pair = next((p for p in reversed(context.dyads)), None)
        first = next(((f.supplier, f.recipient) for f in moved if f.supplier and f.recipient), pair)
        if giver is None or first is None:
            continue
        other = transfers.party_by_prep(scene, [verb, token], "from" if received else "to")
        parties = (other or first[0], giver) if received else (giver, other or first[1])
        if parties[0] == parties[1]:
            continue
        item = transfers.Item(index, goods[0], index, index, index, name=goods[1])
        measure = moved[-1].measure if moved else context.last_measure
        found.append(transfers.Frame(verb.i, measure, *parties, [item], "transfer:gapped", confidence=0.6))
    return found


def _total_of_goods(scene: Scene, token: Token) -> transfers.Item | None:
    """Return the goods whose number a figure is: `brings the number of tanks delivered to 140`."""
    doc = token.doc
    before = doc[token.i - 1].lower_ if token.i > 0 else ""
    bound = scene.parsed.text_of(token.i, token.i, scene.text).lower()
    if before not in _BEFORE_A_TOTAL and not re.match(r"(?:have |has )?(?:exceed|top|pass|reach|surpass)", bound):
        return None
    for i in range(token.i - 1, -1, -1):
        if i in scene.parsed.quantities:
            return None
        if doc[i].lemma_.lower() in _TOTAL_OF and i + 1 < len(doc) and doc[i + 1].lower_ == "of":
            for at in range(i + 2, min(i + 8, token.i)):
                if doc[at].pos_ not in {"NOUN", "PROPN"} or (
                    at + 1 < token.i and doc[at + 1].pos_ in {"NOUN", "PROPN"}
                ):
                    continue
                noun = nouns.classify(doc[at])
                if noun is None or noun.name != "goods":
                    return None
                first = i + 2
                while first < at and doc[first].lower_ in _UNPRINTED | {"all"}:
                    first += 1
                return transfers.Item(at, noun, token.i, first, at)
            return None
    return None


def _is_count_of(scene: Scene, token: Token, moved: list[transfers.Frame]) -> bool:
    """Tell whether a bare figure counts what a noun of transfer moves: `deliveries of engines have reached 12,000`."""
    if not moved or moved[-1].rule != "transfer:nouns" or len(moved[-1].items) != 1:
        return False
    noun = scene.parsed.doc[moved[-1].predicate]
    verb = noun.head
    bound = scene.parsed.text_of(token.i, token.i, scene.text).lower()
    is_value = token.i > 0 and (
        scene.parsed.doc[token.i - 1].lower_ in _BEFORE_A_TOTAL
        or re.match(r"(?:have |has )?(?:exceed|top|pass|reach|surpass)", bound) is not None
        or token.head.lemma_.lower() in {"reach", "total", "exceed", "top", "number"}
    )
    return is_value and noun.dep_ == "nsubj" and verb.i < token.i and moved[-1].items[0].quantity is None


def leftover_frames(
    scene: Scene, moved: list[transfers.Frame], context: Context, *, carried: bool
) -> list[transfers.Frame]:
    """Return frames for the counted goods of a sentence that no other frame holds."""
    parsed = scene.parsed
    text = scene.text[parsed.sentence.start : parsed.sentence.end]
    told = bool(moved) or _MOVING.search(text) is not None
    spells_out = carried and LISTS.match(text) is not None
    if not (told or carried) or (not moved and not spells_out and _NOT_MOVING.search(text)):
        return []
    taken = {i.quantity for f in moved for i in f.items}
    items = []
    for index, quantity in sorted(parsed.quantities.items()):
        if index in taken or quantity.currency is not None:
            continue
        if (
            moved
            and not spells_out
            and _NOT_MOVING.search(scene.text, max(parsed.sentence.start, quantity.start - 40), quantity.start)
        ):
            continue
        if index > 1 and parsed.doc[index - 1].pos_ == "PROPN" and index - 2 in parsed.quantities:
            continue  # `18 Leopard 2 tanks`
        item = _item(scene, parsed.doc[index])
        total = _total_of_goods(scene, parsed.doc[index]) if item is None else None
        if item is None and total is None and _is_count_of(scene, parsed.doc[index], moved):
            moved[-1].items[0].quantity = index
            continue
        if total is not None:
            for frame in moved:  # the frame holds the goods as uncounted: the total counts them
                frame.items = [i for i in frame.items if i.head != total.head or i.quantity is not None]
            items.append(total)
        elif item is not None and item.noun.category not in _UNCOUNTED:
            same = next((i for f in moved for i in f.items if i.head == item.head), None)
            if same is None:
                items.append(item)
            elif same.quantity is None:  # `about 40 107 mm launchers`: the calibre hid the number
                same.quantity, same.first = item.quantity, max(same.first, item.first)
    if not items or (not moved and all(i.noun.category in {"bulk", "fuel"} for i in items)):
        return []
    if moved:
        frame = moved[-1]
        return [
            transfers.Frame(
                _verb_above(parsed.doc[item.head], frame.predicate),
                frame.measure,
                *_direction(parsed.doc[item.head], frame),
                [item],
                "transfer:list",
                confidence=0.7,
            )
            for item in items
        ]
    parties = _parties(scene, text, context, carried=carried)
    if parties is None:
        return []
    measure = context.last_measure if carried else "supplied"
    return [transfers.Frame(items[0].head, measure, *parties, items, "transfer:list", confidence=0.55)]


def _direction(token: Token, frame: transfers.Frame) -> tuple[str | None, str | None]:
    """Return supplier and recipient of an item: what is paid for goes the other way than the payment."""
    paid_for = frame.rule == "transfer:pay" and any(a.lower_ == "for" for a in token.ancestors)
    return (frame.recipient, frame.supplier) if paid_for else (frame.supplier, frame.recipient)


def _verb_above(token: Token, predicate: int) -> int:
    """Return the verb that governs an item where it only may be so: `crates that could hold 9,000 rounds`."""
    verb = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
    if verb is not None and any(c.dep_ == "aux" and c.lower_ in {"could", "may", "might"} for c in verb.children):
        return verb.i
    return predicate


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
        if run is not None and run.lemma_.lower() in PARTITIVES and at < len(doc) and doc[at].lower_ == "of":
            at += 1
    for candidate in (run, head):
        if candidate is not None:
            noun = nouns.classify(candidate)
            if noun is not None and noun.name == "goods":
                if carries(candidate, noun):
                    return None
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
