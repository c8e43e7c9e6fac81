"""Money that values a transfer: "weapons worth $5 billion", "a package of 2 billion euros", "exports earned ..."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction import nouns, transfers

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Context, Scene

_WORTH = frozenset(
    [
        "worth", "value", "valued", "values", "valuing", "cost", "costing", "sales", "earned", "total", "totalling",
        "totaling", "package", "sold", "paid", "exports", "shipments",
    ]
)  # fmt: skip
_WAGES = frozenset(
    [
        "salary", "salaries", "wages", "wage", "pay", "bounty", "reward", "fee", "fees", "damage", "ransom", "fine",
        "price", "rent", "debt", "month", "fund", "budget", "toll",
    ]
)  # fmt: skip
_RATE = re.compile(
    r"(?:\w+ )?(?:a|per|each|every) "
    r"(?:month|day|year|week|person|soldier|head|tonne|ton|barrel|shell|drone|round|missile|item)\b"
)
_AID = re.compile(
    r"(?:\w+ ){0,2}?(?:in|of|for|on) (?:[\w,.-]+ ){0,4}?"
    r"(?:aid|assistance|weapons?|weaponry|arms|ammunition|equipment|munitions|support|missiles|drones|shells|bombs)\b"
    r"|(?:\w+ )?(?:(?:military|arms|weapons|security|aid|defence|defense) )+(?:aid |assistance |support )?"
    r"(?:package|deal|sale|aid|assistance|support)\b|sale of\b|package\b"
)
_CONVERTED = re.compile(
    r"(?:[\d.,]+|illion|bn|mn|bln|mln)(?: [A-Za-z]+){0,3} \("
    r"(?:(?:about|approximately|around|roughly|or|nearly|some|almost|over|more than) )?$"
)
"""Where the same money stands in another currency: `16 billion kronor ($1.6 billion)`."""
_DEAL = re.compile(r"(?:[\w-]+ ){0,2}?(?:contract|deal|order|agreement|purchase|procurement)\b")
_AID_PACKAGE = re.compile(
    r"\b(?:military|security|defen[cs]e|aid|assistance) (?:aid |assistance )?packages?\b", re.IGNORECASE
)
_LENT = re.compile(
    r"(?:[\w-]+ ){0,2}?(?:loans?|grants?|tranches?|credits?|bailout|donation|subsid(?:y|ies)|aid bill"
    r"|support package)\b"
)
_LENT_OF = re.compile(r"\b(?:loans?|grants?|tranches?|credits?|donation|subsidy) of(?: \w+)?(?: \$)?$")
PAID_OUT = frozenset(
    [
        "disburse", "deposit", "release", "grant", "wire", "remit", "transfer", "lend", "extend", "donate",
        "contribute", "channel", "funnel", "give", "send", "provide", "hand",
    ]
)  # fmt: skip
"""Verbs whose object is the money itself: `disbursed 40 million euros to Togo`."""
_MOVED = re.compile(r"\b(?:shipments?|deliver\w+|sales|supplies|exports)\b")
_LARGE = 1e6
"""Money that is no gift of a person."""
_AGREED = frozenset(
    [
        "pledge", "promise", "approve", "announce", "commit", "allocate", "clear", "authorise", "authorize", "earmark",
        "unveil", "pass", "sign", "adopt",
    ]
)  # fmt: skip


def valued_frames(
    scene: Scene, moved: list[transfers.Frame], context: Context
) -> tuple[list[tuple[int, transfers.Frame]], dict[int, str]]:
    """Return (token of the money, frame it values) pairs of a sentence, and why other money is not one.

    A frame whose goods are valued gives up its uncounted goods: the value counts them.
    """
    found: list[tuple[int, transfers.Frame]] = []
    reasons: dict[int, str] = {}
    doc = scene.parsed.doc
    for index, quantity in sorted(scene.parsed.quantities.items()):
        if quantity.currency is None:
            continue
        token = doc[index]
        if _CONVERTED.search(scene.text, scene.parsed.sentence.start, quantity.start) and (found or reasons):
            reasons[index] = "the same money in another currency"
            continue
        before = [t.lower_ for t in doc[max(0, index - 22) : index]]
        after = " ".join(t.lower_ for t in doc[index + 1 : index + 9])
        near = before[-6:]
        near = near[max((i + 1 for i, word in enumerate(near) if word in {",", ";", ":"}), default=0) :]
        if _RATE.match(after) or set(near) & _WAGES:
            reasons[index] = "a wage, a price or a rate"
            continue
        worth = bool(set(before) & _WORTH) or after.startswith("worth of ")
        aid = bool(_AID.match(after)) or (bool(moved) and _DEAL.match(after) is not None)
        aid = aid or (_AID_PACKAGE.search(scene.text, *_span(scene)) is not None and _is_agreed(token))
        given = (
            _LENT.match(after) is not None or _LENT_OF.search(" ".join(before[-4:])) is not None or _is_paid_out(token)
        )
        frame = _agreed_above(moved, token) or _nearest(moved, index)
        if frame is None and (aid or worth or given):
            frame = _by_verb(scene, token, context)
        if frame is None and not aid and (other := _from_another(scene, token, found)) is not None:
            frame, aid = other, True
        if frame is None and context.dyads and _is_agreed(token) and quantity.value >= _LARGE:
            again = _by_verb(scene, token, context)
            if again is not None and any(again.recipient == dyad[1] for dyad in context.dyads):
                frame, aid = again, True  # `in May they committed 10.5 billion to Ukraine`
        if (
            frame is None
            and worth
            and context.dyads
            and (_MOVED.search(" ".join(before)) or any(_is_goods(t) for t in doc))
        ):
            dyad = _dyad_of(scene, context)
            if dyad is not None:
                frame = transfers.Frame(index, "supplied", *dyad, rule="transfer:value", confidence=0.6)
        if frame is None or not (worth or aid or given):
            reasons[index] = "money, and no transfer governs it"
            continue
        recipient = frame.recipient
        if recipient not in scene.actor_at.values() and (named := _next_named(scene, token)) not in {
            None,
            frame.supplier,
        }:
            recipient = named
        valued = transfers.Frame(
            frame.predicate,
            frame.measure,
            frame.supplier,
            recipient,
            [i for i in frame.items if i.quantity is None],
            "transfer:value",
            confidence=min(frame.confidence, 0.8),
        )
        if frame.rule == "transfer:pay" and any(i.quantity is not None for i in frame.items):
            # Money goes one way, what it is paid for the other.
            valued.supplier, valued.recipient = frame.recipient, frame.supplier
            found.append((index, valued))
            continue
        if not valued.items:
            valued.items = [_goods_item(t) for t in doc if _is_goods(t)][:1]
        frame.items = [i for i in frame.items if i.quantity is not None]
        _turn(scene, valued)
        found.append((index, valued))
    for frame in moved:  # `announced an aid package worth $5 million`: the money is the package, and the aid in it
        frame.items = [
            i
            for i in frame.items
            if i.quantity is not None
            or not any(v.first <= i.first and i.last <= v.last for _, f in found for v in f.items)
        ]
    return found, reasons


def _dyad_of(scene: Scene, context: Context) -> tuple[str, str] | None:
    """Return the supplier and recipient of the last transfer that a sentence does not speak against."""
    named = {scene.actor_at[i] for i in scene.actor_at if scene.parsed.doc[i].head.lower_ in {"to", "for"}}
    return next((dyad for dyad in reversed(context.dyads) if not named or dyad[1] in named), None)


def _span(scene: Scene) -> tuple[int, int]:
    return scene.parsed.sentence.start, scene.parsed.sentence.end


def _is_agreed(token: Token) -> bool:
    """Tell whether money hangs on a verb of pledging or allocating."""
    verb = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
    return verb is not None and verb.lemma_.lower() in _AGREED


def _is_paid_out(token: Token) -> bool:
    """Tell whether money, or the noun that it counts (`a 3-billion loan`), is what a verb of giving gives."""
    given = (
        token.head if token.dep_ in {"nummod", "compound", "amod", "quantmod"} and token.head.pos_ == "NOUN" else token
    )
    return given.dep_ in {"dobj", "nsubjpass"} and given.head.lemma_.lower() in PAID_OUT


def _turn(scene: Scene, frame: transfers.Frame) -> None:
    """Turn a frame round where its goods are the recipient's own: `the North's shells were worth billions`."""
    owner = next((scene.actor_of(scene.parsed.doc[i.head], of_phrases=False) for i in frame.items), None)
    if owner is not None and owner == frame.recipient and frame.confidence < 0.7:
        frame.supplier, frame.recipient = frame.recipient, frame.supplier


def _is_goods(token: Token) -> bool:
    noun = nouns.classify(token)
    return noun is not None and noun.name == "goods" and noun.category not in {"money", "aid", "food"}


def _goods_item(token: Token) -> transfers.Item:
    noun = nouns.classify(token)
    assert noun is not None
    first = token.i
    while first > 0 and token.doc[first - 1].dep_ == "compound" and token.doc[first - 1].head.i == token.i:
        first -= 1
    return transfers.Item(token.i, noun, None, first, token.i)


def _nearest(moved: list[transfers.Frame], index: int) -> transfers.Frame | None:
    return min(moved, key=lambda f: abs(f.predicate - index)) if moved else None


def _agreed_above(moved: list[transfers.Frame], token: Token) -> transfers.Frame | None:
    """Return the agreement that money is a part of: `announced a package worth $5 million`."""
    above = {a.i for a in token.ancestors}
    return next((f for f in moved if f.measure == "agreed" and f.predicate in above), None)


def _next_named(scene: Scene, token: Token) -> str | None:
    """Return the actor that the nearest "to" or "for" behind money names."""
    doc = scene.parsed.doc
    for t in doc[token.i + 1 : token.i + 12]:
        if t.i in scene.parsed.quantities or t.text in {";", "."}:
            return None
        if t.lower_ in {"to", "for"}:
            named = next(
                (scene.actor_at[i] for i in range(t.i + 1, min(t.i + 4, len(doc))) if i in scene.actor_at), None
            )
            if named is not None:
                return named
    return None


def _from_another(scene: Scene, token: Token, found: list[tuple[int, transfers.Frame]]) -> transfers.Frame | None:
    """Return the frame of money that another gives the same recipient: `..., against 60 billion from Washington`."""
    doc = scene.parsed.doc
    at = token.i + 1
    if not found or at + 1 >= len(doc) or doc[at].lower_ not in {"from", "by"}:
        return None
    supplier = next((scene.actor_at[i] for i in range(at + 1, min(at + 4, len(doc))) if i in scene.actor_at), None)
    last = found[-1][1]
    if supplier is None or supplier in {last.supplier, last.recipient}:
        return None
    return transfers.Frame(token.i, last.measure, supplier, last.recipient, rule="transfer:value", confidence=0.6)


def _by_verb(scene: Scene, token: Token, context: Context) -> transfers.Frame | None:
    """Return the frame of the verb that gives money's worth of aid, where both parties are named."""
    verb = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
    if verb is None:
        return None
    subject, passive = transfers.subject_of(verb)
    supplier = transfers.party_of(scene, subject) if not passive else transfers.party_by_prep(scene, [verb], "by")
    governors = [verb, token, *token.children, *[g for c in token.children for g in c.children]]
    if token.head.pos_ == "NOUN":
        governors.append(token.head)
    into = ("in", "into", "with") if verb.lemma_.lower() == "deposit" else ()
    recipient = transfers.party_by_prep(scene, governors, "to", "for", *into)
    if recipient is None:
        given = [
            c for c in verb.children if c.dep_ in {"dative", "dobj"} and c.i != token.i and c.pos_ in {"PROPN", "NOUN"}
        ]
        recipient = next((p for c in given if (p := transfers.party_of(scene, c))), None)
    if recipient is None:  # `will spend $7 billion on weapons for Ukraine`
        recipient = transfers.party_by_prep(scene, [t for t in verb.subtree if t.i > token.i], "to", "for")
    if recipient is None:  # `approved the sale of $6 billion of munitions to Israel`
        recipient = _next_named(scene, token)
    if recipient is None and supplier is not None and verb.lemma_.lower() in _AGREED:
        recipient = next((r for s, r in reversed(context.dyads) if s == supplier), None) or next(
            (r for _, r in reversed(context.dyads)), None
        )
    if supplier is None or recipient is None or supplier == recipient:
        return None
    return transfers.Frame(
        verb.i, "agreed" if verb.lemma_.lower() in _AGREED else "supplied", supplier, recipient, rule="transfer:value"
    )
