"""Goods: the items that a noun phrase lists, the quantity that counts each, and the words printed for it.

Everything here is about one noun phrase. Who moves the goods is for `transfers`; what kind of thing a noun names is for
`nouns`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extraction.nouns import NounClass, classify
from pipelines.extraction.parsing import conjuncts

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Scene


# What a printed item does not begin with, though it hangs on the noun.
_UNPRINTED = frozenset(
    [
        "the", "a", "an", "some", "its", "their", "more", "other", "new", "additional", "another", "such", "these",
        "any",
    ]
)  # fmt: skip


PARTITIVES = frozenset({"piece", "unit", "type", "item", "set", "pair", "kind", "array", "range", "variety"})
"""Nouns that only count the goods behind them: `220 pieces of artillery`."""
_CARRYING = frozenset({"carry", "load", "transport", "bring", "haul", "pack"})


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
    name: str | None = None
    """The item as a sentence before prints it, where this one leaves it out: `Germany has sent eight`."""


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
            if child.dep_ in {"prep", "advmod"} and child.lower_ in {"along", "together"}:
                inner = [g for w in child.children if w.lower_ == "with" for g in w.children if g.dep_ == "pobj"]
                pending.extend(x for c in inner for x in conjuncts(c))
            elif child.dep_ == "prep" and _leads_to_goods(child, token):
                pending.extend(x for c in child.children if c.dep_ == "pobj" for x in conjuncts(c))
            elif child.dep_ == "appos" and classify(token) is None:
                pending.extend(conjuncts(child))
            elif child.dep_ == "conj":
                pending.append(child)
    items: list[Item] = []
    for token in sorted(heads, key=lambda t: t.i):
        noun = classify(token) or _by_its_name(scene, token)
        if noun is None or noun.name != "goods":
            continue
        if carries(token, noun):  # `lorries loaded with shells`
            items.extend(_load(scene, token))
            continue
        quantity = _quantity_of(scene, token)
        first, last = _printed(scene, token, quantity)
        items.append(Item(token.i, noun, quantity, first, last))
    return [i for i in items if not any(o is not i and o.first <= i.head <= o.last for o in items)]


def _load(scene: Scene, token: Token) -> list[Item]:
    """Return the goods that a vehicle carries."""
    found: list[Item] = []
    for verb in token.children:
        if verb.dep_ in {"acl", "relcl"} and verb.lemma_.lower() in _CARRYING:
            for child in verb.children:
                if child.dep_ == "dobj":
                    found.extend(items_of(scene, child))
                if child.lower_ == "with":
                    found.extend(i for g in child.children if g.dep_ == "pobj" for i in items_of(scene, g))
    return found


def carries(token: Token, noun: NounClass) -> bool:
    """Tell whether a vehicle only carries what moves: `nine lorries carrying 200 recruits`."""
    return noun.category in {"armour", "aircraft"} and any(
        c.dep_ in {"acl", "relcl"} and c.lemma_.lower() in _CARRYING for c in token.children
    )


_WEAPON_NAME = re.compile(r"(?:[A-Z]{2,}[A-Z0-9-]*\d*|[A-Z][A-Za-z]{0,3}-?\d+[A-Z]*\d*)s?")


def _by_its_name(scene: Scene, token: Token) -> NounClass | None:
    """Return the class of counted goods that go by letters and numbers alone: `two SLMs`, `40 T-72s`."""
    if token.pos_ != "PROPN" or token.i in scene.actor_at or token.i in scene.place_at:
        return None
    if _WEAPON_NAME.fullmatch(token.text) is None or _quantity_of(scene, token) is None:
        return None
    return NounClass("goods", category="weapons", unit="items")


def _leads_to_goods(preposition: Token, token: Token) -> bool:
    """Tell whether what hangs on a preposition is listed too, and not a part of the printed item."""
    if preposition.lower_ in {"including", "with", "alongside"}:
        return True
    noun = classify(token)
    if noun is None:  # `a number of tanks`
        return preposition.lower_ in {"of", "like"}
    # `containers of shells` are containers.
    return preposition.lower_ == "of" and preposition.i == token.i + 1 and noun.category not in {"containers", "bulk"}


def _quantity_of(scene: Scene, token: Token) -> int | None:
    """Return the token of the number that counts a noun; money counts none."""
    quantities = scene.parsed.quantities
    counts = {i for i, quantity in quantities.items() if quantity.currency is None}
    if token.i in quantities:
        return token.i
    if token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in PARTITIVES:
        counted = _quantity_of(scene, token.head.head)
        if counted is not None:
            return counted
    for child in token.children:
        if child.i in counts and child.i < token.i:
            return child.i
        if child.dep_ in {"nummod", "compound", "amod", "quantmod", "nmod"}:
            for grandchild in child.children:
                if grandchild.i in counts and grandchild.i < token.i:
                    return grandchild.i
    doc = scene.parsed.doc
    behind = _counted_behind(scene, token)
    if behind is not None:
        return behind
    at = token.i - 1
    while (
        at >= 0
        and (doc[at].pos_ in {"ADJ", "NOUN", "PROPN", "NUM", "SYM", "ADV"} or doc[at].text in {"-", "/", "to"})
        and doc[at].dep_ != "ROOT"
    ):
        if at in quantities:
            return at if at in counts else None
        at -= 1
    if at in counts:
        return at
    head = token.head
    if token.dep_ == "pobj" and head.lower_ == "of" and head.head.i in counts:
        return head.head.i
    return None


def _counted_behind(scene: Scene, token: Token) -> int | None:
    """Return the number that counts a noun from behind: `rifles in their thousands`, `rounds, 5,000 of them,`."""
    doc, quantities = scene.parsed.doc, scene.parsed.quantities
    words = doc[token.i + 1 : token.i + 5]
    lowered = [t.lower_ for t in words]
    if lowered[:2] in (["in", "their"], ["in", "the"]) and len(words) > 2 and words[2].i in quantities:
        return words[2].i if quantities[words[2].i].quantifier == "vague" else None
    if (
        words
        and words[0].i in quantities
        and scene.parsed.text_of(words[0].i, words[0].i, scene.text).lower().startswith("by the ")
    ):
        return words[0].i
    if (
        len(words) > 3
        and lowered[0] in {",", "(", "-", "—", "–"}
        and words[1].i in quantities
        and lowered[2:4] == ["of", "them"]
    ):
        return words[1].i
    for i in range(token.i + 2, min(token.i + 14, len(doc) - 2)):
        if i in quantities and [doc[i + 1].lower_, doc[i + 2].lower_] == ["of", "them"]:
            between = doc[token.i + 1 : i]
            other = any(t.pos_ in {"VERB", "AUX"} or (t.pos_ == "NOUN" and classify(t) is not None) for t in between)
            return None if other or doc[i - 1].text not in {",", "(", "-", "—", "–"} else i
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
        doc[first].lower_ in _UNPRINTED
        or doc[first].text in {"-", "'s", "of", ","}
        or (first in scene.actor_at and doc[first].lower_ != "patriot")
    ):
        first += 1
    last = token.i
    for child in token.children:
        if child.i > token.i and child.dep_ == "prep" and child.lower_ in {"of", "for"} and child.i == last + 1:
            target = next((c for c in child.children if c.dep_ == "pobj"), None)
            if target is not None and target.i not in scene.actor_at and target.i not in scene.place_at:
                last = target.i
    return first, last
