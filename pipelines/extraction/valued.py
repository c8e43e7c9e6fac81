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
        before = [t.lower_ for t in doc[max(0, index - 22) : index]]
        after = " ".join(t.lower_ for t in doc[index + 1 : index + 9])
        if _RATE.match(after) or set(before[-6:]) & _WAGES:
            reasons[index] = "a wage, a price or a rate"
            continue
        worth = bool(set(before) & _WORTH)
        aid = bool(_AID.match(after))
        aid = aid or (_AID_PACKAGE.search(scene.text, *_span(scene)) is not None and _is_agreed(token))
        given = (
            _LENT.match(after) is not None or _LENT_OF.search(" ".join(before[-4:])) is not None or _is_paid_out(token)
        )
        frame = _nearest(moved, index)
        if frame is None and (aid or worth or given):
            frame = _by_verb(scene, token, context)
        if (
            frame is None
            and worth
            and context.dyads
            and (_MOVED.search(" ".join(before)) or any(_is_goods(t) for t in doc))
        ):
            frame = transfers.Frame(index, "supplied", *context.dyads[-1], rule="transfer:value", confidence=0.6)
        if frame is None or not (worth or aid or given):
            reasons[index] = "money, and no transfer governs it"
            continue
        valued = transfers.Frame(
            frame.predicate,
            frame.measure,
            frame.supplier,
            frame.recipient,
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
    return found, reasons


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
    if recipient is None and supplier is not None and verb.lemma_.lower() in _AGREED:
        recipient = next((r for s, r in reversed(context.dyads) if s == supplier), None) or next(
            (r for _, r in reversed(context.dyads)), None
        )
    if supplier is None or recipient is None or supplier == recipient:
        return None
    return transfers.Frame(
        verb.i, "agreed" if verb.lemma_.lower() in _AGREED else "supplied", supplier, recipient, rule="transfer:value"
    )
