"""Who sent what to whom: one frame for each predicate of transfer in a parsed sentence.

A frame has a supplier, a recipient and the things that move. It is read from the places of the arguments ("supplied X
with", "received from", "shipments of"), and what the sentence leaves out ("in return", "its ally") is filled in from
the frames before it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.nouns import NounClass, classify
from pipelines.extraction.parsing import conjuncts, subtree
from pipelines.extraction.participants import countries

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Context, Scene

_STRONG = frozenset(
    [
        "supply",
        "provide",
        "send",
        "ship",
        "deliver",
        "transfer",
        "export",
        "donate",
        "furnish",
        "equip",
        "arm",
        "sell",
        "smuggle",
        "funnel",
        "resupply",
        "receive",
        "import",
        "purchase",
        "order",
        "buy",
        "shipment",
        "delivery",
        "consignment",
    ]
)
_GENERIC_GOODS = frozenset({"aid", "food"})
_LIMITS = frozenset({"restrict", "cap", "limit", "ban", "prohibit", "forbid", "bar", "sanction"})


@dataclass(slots=True)
class Item:
    """One thing that moves."""

    head: int
    """Token of its noun."""
    noun: NounClass
    quantity: int | None
    """Token of the quantity that counts it, if one does."""
    first: int
    last: int
    """First and last token of the printed item, without quantity and determiner."""


@dataclass(slots=True)
class Frame:
    """A transfer as one predicate tells it."""

    predicate: int
    measure: str
    supplier: str | None
    recipient: str | None
    items: list[Item] = field(default_factory=list)
    rule: str = ""
    value: int | None = None
    """Token of a quantity of money that values the whole ("weapons worth $5 billion")."""
    confidence: float = 0.85


@functools.cache
def _predicates() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for name, entry in load_yaml("events")["transfers"].items():
        for lemma in entry["lemmas"]:
            found.setdefault(lemma, []).append((name, entry["measure"]))
    return found


def is_predicate(token: Token) -> bool:
    """Tell whether a token may name a transfer."""
    entries = _predicates().get(token.lemma_.lower(), ())
    if not entries:
        return False
    if token.pos_ in {"NOUN", "PROPN"}:
        return any(name == "nouns" for name, _ in entries)
    return token.pos_ in {"VERB", "AUX", "ADJ"} and any(name != "nouns" for name, _ in entries)


def frames(scene: Scene, context: Context) -> list[Frame]:
    """Return the transfers that a sentence tells, in order of their predicates."""
    found: list[Frame] = []
    used: set[int] = set()
    doc = scene.parsed.doc
    for token in doc:
        if not is_predicate(token):
            continue
        if (order := _order_frame(scene, token)) is not None:
            order.items = [i for i in order.items if i.head not in used]
            _fill(scene, order, context, found)
            if order.items and order.supplier and order.recipient and order.supplier != order.recipient:
                used.update(i.head for i in order.items)
                found.append(order)
            continue
        for name, measure in _predicates()[token.lemma_.lower()]:
            frame = _noun_frame(scene, token, measure) if name == "nouns" else _verb_frame(scene, token, name, measure)
            if frame is None:
                continue
            frame.items = [i for i in frame.items if i.head not in used]
            if not frame.items and frame.value is None:
                continue
            _fill(scene, frame, context, found)
            if not _is_sound(scene, frame, name):
                continue
            used.update(i.head for i in frame.items)
            found.append(frame)
            swapped = _swap_frame(scene, token, frame, used)
            if swapped is not None:
                used.update(i.head for i in swapped.items)
                found.append(swapped)
            break
    return found


def _swap_frame(scene: Scene, predicate: Token, frame: Frame, used: set[int]) -> Frame | None:
    """Return the other half of a swap: `in exchange for shells`, `in return for fuel`."""
    if not (frame.supplier and frame.recipient) or frame.measure != "supplied":
        return None
    for token in predicate.doc:
        if token.lower_ in {"exchange", "return"} and token.i > 0 and token.nbor(-1).lower_ == "in":
            items = [i for i in items_of(scene, _prep(token, "for")) if i.head not in used and i.quantity is None]
            if items:
                return Frame(
                    token.i, "supplied", frame.recipient, frame.supplier, items, "transfer:swap", confidence=0.6
                )
    return None


def _order_frame(scene: Scene, token: Token) -> Frame | None:
    """Return the transfer agreed in `signed a contract for 12 jets with`, `placed an order for 200 tanks`."""
    if token.lemma_.lower() not in {"contract", "order", "deal", "agreement"} or token.pos_ != "NOUN":
        return None
    items = items_of(scene, _prep(token, "for", "on"))
    if not items:
        return None
    verb = token.head
    subject, passive = subject_of(verb) if verb.pos_ == "VERB" else (None, False)
    partner = party_by_prep(scene, [token, verb, *(scene.parsed.doc[i.head] for i in items)], "with", "from")
    buyer = party_of(scene, subject) if subject is not None and not passive else party_by_prep(scene, [token], "by")
    return Frame(token.i, "agreed", partner, buyer, items, "transfer:order")


def party_of(scene: Scene, token: Token | None) -> str | None:
    """Return the actor that a noun phrase names, its own name before its modifiers."""
    if token is None:
        return None
    if token.i in scene.actor_at:
        for index in sorted(subtree(token)):
            if (
                index in scene.actor_at
                and index <= token.i
                and index in {token.i, *(c.i for c in token.children if c.dep_ in {"amod", "compound", "poss"})}
            ):
                return scene.actor_at[index] if index == token.i else scene.actor_at[token.i]
        return scene.actor_at[token.i]
    own = scene.actor_of(token)
    if own:
        return own
    place = scene.place_at.get(token.i)
    if place is not None and place.place.country:
        return place.place.country
    for index in sorted(subtree(token)):
        if index in scene.place_at and index > token.i and scene.place_at[index].place.country:
            return scene.place_at[index].place.country
    return None


def subject_of(verb: Token) -> tuple[Token | None, bool]:
    """Return the subject of a verb and whether the verb is passive; shared subjects are followed upwards."""
    current = verb
    passive = any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)
    for _ in range(5):
        for child in current.children:
            if child.dep_ in {"nsubj", "nsubjpass"} and child.i != verb.i:
                return child, passive
        if (
            current.dep_ == "acl"
            and current.tag_ == "VB"
            and current.head.dep_ in {"dobj", "attr", "pobj", "nsubjpass"}
        ):
            current = (
                current.head.head if current.head.dep_ != "pobj" else current.head.head.head
            )  # `has plans to send`
            continue
        if (
            current.dep_ in {"conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "acomp"}
            and current.head.i != current.i
        ):
            passive = passive or (
                current is verb
                and current.dep_ == "conj"
                and verb.tag_ == "VBN"
                and not any(c.dep_ == "aux" for c in verb.children)
                and any(c.dep_ == "auxpass" for c in current.head.children)
            )
            current = current.head
            if current.dep_ in {"acl", "relcl"}:
                return current.head, passive
            continue
        break
    return None, passive


def items_of(scene: Scene, head: Token | None) -> list[Item]:
    """Return the goods that a noun phrase lists, over coordination, "including" and "such as"."""
    if head is None:
        return []
    heads: list[Token] = []
    pending = [*conjuncts(head)]
    seen: set[int] = set()
    while pending:
        token = pending.pop(0)
        if token.i in seen:
            continue
        seen.add(token.i)
        heads.append(token)
        for child in token.children:
            if (child.dep_ == "prep" and child.lower_ in {"of", "including", "like"} and classify(token) is None) or (
                child.dep_ == "prep" and child.lower_ in {"including", "with", "alongside"}
            ):
                pending.extend(x for c in child.children if c.dep_ == "pobj" for x in conjuncts(c))
            elif child.dep_ == "prep" and child.lower_ == "of" and child.i == token.i + 1:
                cls = classify(token)
                if cls is not None and cls.category in {"containers", "bulk"}:
                    continue
                pending.extend(x for c in child.children if c.dep_ == "pobj" for x in conjuncts(c))
            elif child.dep_ == "appos" and classify(token) is None:
                pending.extend(conjuncts(child))
            elif child.dep_ == "conj":
                pending.append(child)
    items = []
    for token in sorted(heads, key=lambda t: t.i):
        noun = classify(token)
        quantity = _quantity_of(scene, token)
        if noun is None and quantity is not None and token.i == quantity:
            continue
        if noun is None or noun.name != "goods":
            if any(i.head in subtree(token) and i.head != token.i for i in items):
                continue
            continue
        first, last = _printed(scene, token, quantity)
        items.append(Item(token.i, noun, quantity, first, last))
    covered: list[Item] = []
    for item in items:
        inside = [o for o in items if o is not item and o.first <= item.head <= o.last]
        if not inside:
            covered.append(item)
    return covered


def _quantity_of(scene: Scene, token: Token) -> int | None:
    if token.i in scene.parsed.quantities:
        return token.i
    for child in token.children:
        if (
            child.i in scene.parsed.quantities
            and child.i < token.i
            and scene.parsed.quantities[child.i].currency is None
        ):
            return child.i
        for grandchild in child.children:
            if (
                child.dep_ in {"nummod", "compound", "amod", "quantmod", "nmod"}
                and grandchild.i in scene.parsed.quantities
                and grandchild.i < token.i
                and scene.parsed.quantities[grandchild.i].currency is None
            ):
                return grandchild.i
    at = token.i - 1
    doc = scene.parsed.doc
    while (
        at >= 0
        and (doc[at].pos_ in {"ADJ", "NOUN", "PROPN", "NUM", "SYM", "ADV"} or doc[at].text in {"-", "/", "to"})
        and doc[at].dep_ != "ROOT"
    ):
        if at in scene.parsed.quantities:
            return at if scene.parsed.quantities[at].currency is None else None
        at -= 1
    if at in scene.parsed.quantities and scene.parsed.quantities[at].currency is None:
        return at
    head = token.head
    if (
        token.dep_ == "pobj"
        and head.lower_ == "of"
        and head.head.i in scene.parsed.quantities
        and scene.parsed.quantities[head.head.i].currency is None
    ):
        return head.head.i
    return None


def _printed(scene: Scene, token: Token, quantity: int | None) -> tuple[int, int]:
    """Return the first and last token of the words printed for an item."""
    doc = scene.parsed.doc
    first = token.i
    start = quantity + 1 if quantity is not None and quantity < token.i else 0
    left = [
        t.i
        for c in token.children
        if c.i < token.i
        and c.dep_ in {"amod", "compound", "nmod", "nummod", "poss", "npadvmod", "punct", "advmod", "quantmod"}
        for t in c.subtree
    ]
    for index in sorted(left):
        if index >= start and index not in scene.parsed.quantities and doc[index].text not in {",", ";", '"', "(", ")"}:
            first = min(first, index)
            break
    while first < token.i and (
        doc[first].lower_
        in {
            "the",
            "a",
            "an",
            "some",
            "its",
            "their",
            "more",
            "other",
            "new",
            "additional",
            "another",
            "such",
            "these",
            "any",
        }
        or doc[first].text in {"-", "'s", "of", ","}
        or (first in scene.actor_at and first + 1 < token.i + 1 and doc[first].lower_ != "patriot")
    ):
        first += 1
    last = token.i
    for child in token.children:
        if child.i > token.i and child.dep_ == "prep" and child.lower_ in {"of", "for"} and child.i == last + 1:
            target = next((c for c in child.children if c.dep_ == "pobj"), None)
            if target is not None and target.i not in scene.actor_at and target.i not in scene.place_at:
                last = target.i
    return first, last


def _prep(token: Token, *words: str) -> Token | None:
    """Return the object of a preposition that hangs on a token."""
    for child in token.children:
        if child.dep_ in {"prep", "dative", "agent"} and child.lower_ in words:
            for target in child.children:
                if target.dep_ in {"pobj", "pcomp"}:
                    return target
    return None


def party_by_prep(scene: Scene, tokens: list[Token], *words: str) -> str | None:
    for token in tokens:
        for child in token.children:
            if child.dep_ in {"prep", "dative", "agent"} and child.lower_ in words:
                for target in child.children:
                    if target.dep_ == "pobj":
                        found = party_of(scene, target)
                        if found:
                            return found
                    if target.dep_ == "prep":  # `from within Russia`
                        inner = next((g for g in target.children if g.dep_ == "pobj"), None)
                        found = party_of(scene, inner)
                        if found:
                            return found
    return None


def _verb_frame(scene: Scene, verb: Token, name: str, measure: str) -> Frame | None:
    doc = scene.parsed.doc
    subject, passive = subject_of(verb)
    if (
        verb.tag_ == "VBN"
        and verb.dep_ in {"acl", "amod"}
        and verb.head.pos_ in {"NOUN", "PROPN", "NUM"}
        and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)
    ):
        subject, passive = verb.head, True
    elif verb.dep_ == "relcl":
        own = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if own is not None and own.lower_ in {"which", "that", "who"}:
            subject, passive = verb.head, own.dep_ == "nsubjpass" or passive
        elif own is not None:
            items = items_of(scene, verb.head)
            if items and name in {"supply", "agree", "use"}:
                return Frame(
                    verb.i,
                    measure,
                    party_of(scene, own),
                    party_by_prep(scene, [verb], "to", "for"),
                    items,
                    f"transfer:{name}",
                )
            if items and name == "receive":
                return Frame(
                    verb.i,
                    measure,
                    party_by_prep(scene, [verb], "from"),
                    party_of(scene, own),
                    items,
                    f"transfer:{name}",
                )
    objects = [c for c in verb.children if c.dep_ in {"dobj", "obj", "oprd"}]
    indirect = next((c for c in verb.children if c.dep_ == "dative" and c.pos_ in {"NOUN", "PROPN", "PRON"}), None)
    direct = objects[0] if objects else None
    if len(objects) > 1:
        indirect, direct = objects[0], objects[-1]
    around = [verb, *([direct] if direct is not None else []), *([subject] if passive and subject is not None else [])]
    if direct is not None:
        around.extend(conjuncts(direct)[1:])
    with_item = _prep(verb, "with")
    if with_item is None and direct is not None:
        with_item = _prep(direct, "with")
    frame = Frame(verb.i, measure, None, None, [], f"transfer:{name}")
    lemma = verb.lemma_.lower()
    if lemma == "hand" and not any(c.lower_ in {"over", "out", "to"} for c in verb.children):
        return None
    if name == "supply":
        if passive:
            with_items = items_of(scene, with_item)
            if with_items and subject is not None:
                frame.recipient, frame.items = party_of(scene, subject), with_items
            elif direct is not None and items_of(scene, direct):  # `Ukraine was given 31 tanks`
                frame.recipient, frame.items = party_of(scene, subject), items_of(scene, direct)
            else:
                frame.items = items_of(scene, subject)
                frame.recipient = party_by_prep(scene, around, "to", "for", "into")
                if frame.recipient is None and direct is not None:
                    frame.recipient = party_of(scene, direct)
            frame.supplier = party_by_prep(scene, [verb], "by") or party_by_prep(scene, around, "from")
        elif lemma in {"arrive", "reach", "go", "cross", "make", "end", "pass", "leave"}:
            frame.items = items_of(scene, subject)
            frame.supplier = party_by_prep(scene, around, "from")
            if lemma == "leave" and direct is not None:
                frame.supplier = party_of(scene, direct)
            reached = direct is not None and lemma in {"reach", "cross"} and not items_of(scene, direct)
            frame.recipient = (
                party_of(scene, direct)
                if reached
                else party_by_prep(scene, around, "to", "in", "into", "at", *(("for",) if lemma == "leave" else ()))
            )
            if lemma not in {"arrive", "reach"} and not (frame.supplier or frame.recipient):
                return None
        else:
            frame.supplier = party_of(scene, subject)
            with_items = items_of(scene, with_item) if lemma not in {"send", "ship", "deliver", "transfer"} else []
            direct_items = items_of(scene, direct)
            if with_items and (
                direct is None
                or not direct_items
                or lemma
                in {"supply", "provide", "equip", "arm", "feed", "furnish", "outfit", "reciprocate", "reward", "repay"}
            ):
                frame.items = with_items
                frame.recipient = party_of(scene, direct) or party_by_prep(scene, around, "to")
            else:
                frame.items = direct_items
                if not frame.items and indirect is not None and items_of(scene, indirect):
                    frame.items = items_of(scene, indirect)
                    frame.recipient = None
                elif indirect is not None:
                    frame.recipient = party_of(scene, indirect)
                frame.recipient = (
                    frame.recipient
                    or party_by_prep(scene, around, "to", "into", "toward", "towards")
                    or party_by_prep(scene, [verb], "for")
                )
                if not frame.items and direct is None and with_item is None:
                    return None
            frame.items.extend(i for i in _alongside(scene, verb) if all(i.head != j.head for j in frame.items))
            if (
                subject is not None
                and subject.lower_ in {"it", "they", "which", "that", "who"}
                and frame.supplier is None
            ):
                frame.supplier = _pronoun(scene, subject)
    elif name == "receive":
        if passive:
            frame.items = items_of(scene, subject)
            frame.recipient = party_by_prep(scene, [verb], "by")
        else:
            frame.items = items_of(scene, direct)
            frame.recipient = party_of(scene, subject)
        frame.supplier = party_by_prep(scene, around, "from") or (
            _supplier_of_items(scene, frame.items, exclude=frame.recipient)
        )
        if (
            lemma in {"have", "get", "own", "gain", "acquire", "obtain", "secure", "accept", "procure"}
            and frame.supplier is None
        ):
            return None
    elif name == "agree":
        target = direct
        frame.items = items_of(scene, target)
        if passive:
            frame.items = items_of(scene, subject)
            frame.supplier = party_by_prep(scene, around, "from")
            frame.recipient = party_by_prep(scene, around, "for", "to")
            if lemma in {"buy", "order", "purchase"}:
                frame.recipient = party_by_prep(scene, [verb], "by") or frame.recipient
        elif lemma in {"order", "buy", "purchase", "seek", "request"}:
            frame.recipient = party_of(scene, subject)
            frame.supplier = party_by_prep(scene, around, "from")
            if frame.supplier is None:
                return None
        else:
            frame.supplier = party_of(scene, subject)
            frame.recipient = (party_of(scene, indirect) if indirect is not None else None) or party_by_prep(
                scene, around, "to", "for"
            )
            if (
                lemma
                in {"sign", "agree", "contract", "announce", "approve", "allocate", "authorise", "authorize", "commit"}
                and frame.recipient is None
            ):
                return None
        if lemma in {"seek", "buy", "purchase"} and _is_wish(verb):
            frame.measure = "supplied"
    elif name == "use":
        frame.items = items_of(scene, subject if passive else direct)
        user = party_by_prep(scene, [verb], "by") if passive else party_of(scene, subject)
        frame.recipient = user
        frame.supplier = _supplier_of_items(scene, frame.items, exclude=user)
        if frame.supplier is None and frame.items:
            head = doc[frame.items[0].head]
            if any(c.lower_ in {"the", "these", "those", "such"} for c in head.children) or doc[
                max(0, frame.items[0].first - 1)
            ].lower_ in {"the", "such", "these", "those"}:
                frame.supplier = "?"
        if frame.supplier is None:
            return None
    if name == "supply" and verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"agree", "contract"}:
        frame.measure = "agreed"
    frame.items = [i for i in frame.items if _fits(i, lemma)]
    return frame if frame.items else None


def _alongside(scene: Scene, verb: Token) -> list[Item]:
    """Return what moves `along with` or `together with` the rest."""
    found: list[Item] = []
    for child in verb.subtree:
        if (
            child.lower_ in {"along", "together", "alongside"}
            and child.dep_ in {"prep", "advmod"}
            and child.head.i in {verb.i, *(c.i for c in verb.children)}
        ):
            for inner in [child, *child.children]:
                if inner.lower_ in {"with", "alongside"}:
                    found.extend(i for t in inner.children if t.dep_ == "pobj" for i in items_of(scene, t))
    return found


def _is_wish(verb: Token) -> bool:
    head = verb.head
    return verb.lemma_.lower() == "seek" or (
        verb.dep_ == "xcomp"
        and head.lemma_.lower() in {"seek", "want", "hope", "plan", "try", "aim", "wish", "intend", "look", "consider"}
    )


def _fits(item: Item, lemma: str) -> bool:
    if (
        item.noun.category in _GENERIC_GOODS
        and lemma not in _STRONG
        and lemma not in {"give", "offer", "go", "return", "reciprocate"}
    ):
        return False
    return not (
        item.noun.category in {"containers", "bulk", "money", "fuel"}
        and lemma in {"move", "go", "cross", "pass", "have", "get", "gain", "arm", "contribute"}
        and item.noun.category == "money"
    )


def _pronoun(scene: Scene, token: Token) -> str | None:
    """Return the last actor named before a pronoun in its own sentence, as subject."""
    for index in range(token.i - 1, -1, -1):
        if index in scene.actor_at and scene.parsed.doc[index].dep_ in {
            "nsubj",
            "nsubjpass",
            "poss",
            "pobj",
            "compound",
        }:
            return scene.actor_at[index]
    return None


def _supplier_of_items(scene: Scene, items: list[Item], exclude: str | None) -> str | None:
    doc = scene.parsed.doc
    for item in items:
        for index in sorted(subtree(doc[item.head])):
            if (
                index in scene.actor_at
                and scene.actor_at[index] != exclude
                and (index < item.head or doc[index].head.lower_ in {"from", "by", "of"})
            ):
                return scene.actor_at[index]
        if item.first > 0:
            at = item.first - 1
            if at in scene.actor_at and scene.actor_at[at] != exclude:
                return scene.actor_at[at]
    return None


def _noun_frame(scene: Scene, noun: Token, measure: str) -> Frame | None:
    """`shipments of drones from Iran to Russia`, `Iran's arms deliveries`, `Deliveries so far include ...`."""
    frame = Frame(noun.i, measure, None, None, [], "transfer:nouns")
    of_items = items_of(scene, _prep(noun, "of"))
    frame.items = of_items
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
            if child.dep_ == "cc" or child.lower_ == "as":
                pass
    if (
        noun.lemma_.lower() in {"supply", "purchase", "sale", "cargo", "load", "package", "batch"}
        and not of_items
        and not frame.items
    ):
        return None
    frame.supplier = party_by_prep(scene, [noun], "from", "by")
    frame.recipient = party_by_prep(scene, [noun], "to", "for")
    possessor = next((c for c in noun.children if c.dep_ == "poss"), None)
    if possessor is not None:
        if noun.lemma_.lower() in {"purchase", "import", "receipt"}:
            frame.recipient = frame.recipient or party_of(scene, possessor)
        else:
            frame.supplier = frame.supplier or party_of(scene, possessor)
    frame.supplier = frame.supplier or _supplier_of_items(scene, frame.items, exclude=frame.recipient)
    if frame.supplier is None:
        adjective = next(
            (scene.actor_at[c.i] for c in noun.children if c.dep_ in {"amod", "compound"} and c.i in scene.actor_at),
            None,
        )
        frame.supplier = adjective
    if frame.supplier is None or frame.recipient is None:
        current: Token = noun
        for _ in range(3):
            if current.head.i == current.i:
                break
            current = current.head
            if current.pos_ == "VERB":
                frame.supplier = frame.supplier or party_by_prep(scene, [current], "from")
                frame.recipient = frame.recipient or party_by_prep(scene, [current], "to")
                if (
                    current.lemma_.lower()
                    in {
                        "send",
                        "begin",
                        "start",
                        "announce",
                        "make",
                        "halt",
                        "stop",
                        "complete",
                        "continue",
                        "approve",
                        "authorize",
                        "authorise",
                        "confirm",
                        "finish",
                        "resume",
                        "suspend",
                        "pledge",
                        "promise",
                        "receive",
                    }
                    and noun.dep_ == "dobj"
                ):
                    subject, _ = subject_of(current)
                    frame.supplier = frame.supplier or party_of(scene, subject)
                break
    return frame if frame.items else None


def _fill(scene: Scene, frame: Frame, context: Context, earlier: list[Frame]) -> None:
    """Fill in a party that the sentence leaves out, from the sentence's other actors and the frames before it."""
    doc = scene.parsed.doc
    dyads = [*context.dyads, *((f.supplier, f.recipient) for f in earlier if f.supplier and f.recipient)]
    if frame.supplier == "?":
        known = [s for s, r in dyads if r == frame.recipient]
        frame.supplier = known[-1] if known else None
    if frame.supplier and frame.supplier == frame.recipient:
        frame.recipient = None
    for missing, known in (("recipient", frame.supplier), ("supplier", frame.recipient)):
        if getattr(frame, missing) is None and known is not None:
            side = 0 if missing == "recipient" else 1
            partners = [pair[1 - side] for pair in dyads if pair[side] == known]
            reverse = [pair[side] for pair in dyads if pair[1 - side] == known]
            behind = {a for i, a in scene.actor_at.items() if a != known and a in countries() and i > frame.predicate}
            words = {t.lower_ for t in doc}
            guess = partners[-1:] or reverse[-1:]
            others = {a for a in scene.actor_at.values() if a != known}
            if not guess and len(others) == 1 and (missing == "supplier" or not behind):
                guess = sorted(others)
            if missing == "recipient" and len(behind) == 1 and not guess:
                guess = sorted(behind)
            if not guess and words & {"ally", "return", "exchange", "partner"} and context.rival(known):
                guess = [context.rival(known) or ""]
            if not guess:
                continue
            setattr(frame, missing, guess[0])
            frame.confidence -= 0.15
    if frame.supplier is None and frame.recipient is None and dyads:
        subject, _ = subject_of(doc[frame.predicate])
        pronoun = subject is not None and subject.lower_ in {
            "it",
            "they",
            "these",
            "this",
            "which",
            "that",
            "them",
            "he",
        }
        definite = doc[frame.predicate].pos_ == "NOUN" or any(
            doc[max(0, i.first - 1)].lower_ in {"the", "these", "such"} for i in frame.items
        )
        if pronoun or definite:
            frame.supplier, frame.recipient = dyads[-1]
            frame.confidence -= 0.25


def _is_sound(scene: Scene, frame: Frame, name: str) -> bool:
    """Tell whether enough is known for a frame to be a claim about a transfer."""
    doc = scene.parsed.doc
    predicate = doc[frame.predicate]
    if frame.supplier is None and frame.recipient is None:
        return False
    if frame.supplier is None or frame.recipient is None:
        quantified = any(i.quantity is not None for i in frame.items)
        lethal = any(i.noun.category not in _GENERIC_GOODS | {"money", "fuel", "aid"} for i in frame.items)
        if name == "use" or not (lethal or quantified):
            return False
        if predicate.lemma_.lower() not in _STRONG and not quantified:
            return False
        if frame.supplier is None and predicate.lemma_.lower() not in {
            "receive",
            "import",
            "acquire",
            "deliver",
            "supply",
            "send",
            "ship",
            "shipment",
            "delivery",
            "arrive",
        }:
            return False
    if any(a.lemma_.lower() in _LIMITS for a in (predicate, *predicate.ancestors)):
        return False
    counted = any(i.quantity is not None for i in frame.items)
    listing = predicate.dep_ == "nsubj" and predicate.head.lemma_ in {"include", "comprise"}
    if not counted and not listing and not {frame.supplier, frame.recipient} & set(scene.actor_at.values()):
        return False
    return frame.supplier != frame.recipient
