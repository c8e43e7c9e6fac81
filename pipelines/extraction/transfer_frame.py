"""A transfer as one predicate tells it, and which words are such predicates."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spacy.symbols import ADJ, AUX, NOUN, PROPN, VERB

from pipelines.extraction.lexicons import load_yaml
from pipelines.extraction.parsing import subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.goods import Item
    from pipelines.extraction.participants import Scene


_WORD_CLASSES = frozenset({ADJ, AUX, NOUN, PROPN, VERB})
STRONG = frozenset(
    [
        "supply", "provide", "send", "ship", "deliver", "transfer", "export", "donate", "furnish", "equip",
        "arm", "sell", "smuggle", "funnel", "resupply", "receive", "import", "purchase", "order", "buy",
        "shipment", "delivery", "consignment",
    ]
)  # fmt: skip
"""Predicates that tell a transfer whatever moves, and where one party is left out."""
GENERIC_GOODS = frozenset({"aid", "food"})
SAME_WAY = "transfer:same_way"
"""Rule of a frame that has the parties of the one before it: `spare parts have gone the same way`."""
UNTOLD = "?"
"""Supplier of goods that are pointed to ("the missiles"): whoever supplied the recipient before."""


@dataclass(slots=True)
class Frame:
    """A transfer as one predicate tells it."""

    predicate: int
    measure: str
    supplier: str | None
    recipient: str | None
    items: list[Item] = field(default_factory=list)
    rule: str = ""
    confidence: float = 0.85


@functools.cache
def predicates() -> dict[str, list[tuple[str, str]]]:
    """Return the (kind, measure) pairs that each lemma may tell, kinds being the keys of `transfers` in the lexicon."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, entry in load_yaml("events")["transfers"].items():
        for lemma in entry["lemmas"]:
            found.setdefault(lemma, []).append((name, entry["measure"]))
    return found


def is_predicate(token: Token) -> bool:
    """Tell whether a token may name a transfer."""
    if token.pos not in _WORD_CLASSES:
        return False
    entries = predicates().get(token.lemma_.lower(), ())
    if not entries:
        return False
    if token.pos_ in {"NOUN", "PROPN"}:
        return any(name == "nouns" for name, _ in entries)
    return token.pos_ in {"VERB", "AUX", "ADJ"} and any(name != "nouns" for name, _ in entries)


def supplier_of_items(scene: Scene, items: list[Item], exclude: str | None) -> str | None:
    """Return the actor whose the goods are: `Iranian drones`, `missiles from North Korea`."""
    doc = scene.parsed.doc
    for item in items:
        aside = {i for t in subtree(doc[item.head]) if doc[t].dep_ == "relcl" for i in subtree(doc[t])}
        for index in sorted(subtree(doc[item.head]) - aside):
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
