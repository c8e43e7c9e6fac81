"""Whose people a figure counts: the actor that its own words name, else the side that the sentence tells of.

Who did it is not whose people they are: the subject of "killed" is never the victims' side, the subject of "lost" is.
What a sentence leaves open is filled in from the figure before it ("others", "of whom"), from the place, and last from
what the article is about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.participants import actor_kind
from pipelines.extraction.senders import class_key, destination, sender_of
from pipelines.extraction.sides import teller_of
from pipelines.extraction.victims import victims_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.events import Found
    from pipelines.extraction.participants import Context, Scene

__all__ = ["class_key", "destination", "whose"]


def whose(
    scene: Scene, index: int, found: Found, context: Context, here: list[Draft], before: list[Draft]
) -> str | None:
    """Return whose people a figure counts, or null.

    Args:
        scene: The sentence.
        index: Token of the quantity.
        found: What it counts.
        context: What the article has said so far.
        here: Figures read before it in the same sentence.
        before: Figures of the sentences before, latest last.
    """
    if found.rule == "coordinated" and found.head is None and index - 1 in scene.actor_at:
        return scene.actor_at[index - 1]  # `South Africa has lost 14 soldiers, Malawi three`
    if index > 1 and scene.parsed.doc[index - 1].lower_ == "side" and index - 2 in scene.actor_at:
        return scene.actor_at[index - 2]  # `and on the Chadian side 77`
    named = _named(scene, index, found)
    if named is not None:
        return named
    if found.subject == "casualties" and _is_state_force(scene, found):
        return context.main_country
    if found.head is not None and scene.parsed.doc[found.head].lemma_.lower() in _RELATIONAL:
        return _of_the_teller(scene, context)
    behind = [t.lower_ for t in scene.parsed.doc[index + 1 : index + 3]]
    if behind in (["of", "them"], ["of", "whom"], ["of", "those"], ["of", "these"]):
        parent = next((d for d in reversed([*before[-4:], *here]) if d.subject != "transfers" and d.actor), None)
        if parent is not None:
            return parent.actor
    if found.subject == "casualties":
        return victims_of(scene, index, found, context, here, before)
    return sender_of(scene, index, found, context, here, before)


_RELATIONAL = frozenset({"national", "citizen", "compatriot", "countryman", "subject"})
"""People who are somebody's: without an adjective, those of the country that speaks or acts."""


def _of_the_teller(scene: Scene, context: Context) -> str | None:
    """Return the country whose nationals are meant where nothing names it: the one that speaks, else the article's."""
    teller = teller_of(scene)
    if teller is not None:
        return teller
    subjects = [a for i, a in sorted(scene.actor_at.items()) if scene.parsed.doc[i].dep_ in {"nsubj", "poss"}]
    return subjects[0] if subjects else context.title_actor or context.last_subject or context.main_country


def _is_state_force(scene: Scene, found: Found) -> bool:
    """Tell whether the state's own forces are counted without saying whose: `members of the government forces`."""
    if found.head is None or (found.noun is not None and found.noun.measure is not None):
        at = (found.head if found.head is not None else found.predicate) or 0
        behind = " ".join(t.lower_ for t in scene.parsed.doc[at + 1 : at + 7])
        return (
            re.match(
                r"(?:in|among|within|from|of) (?:the )?(?:government|state|regime|security|army)(?: security)? "
                r"(?:ranks|forces|troops|soldiers|personnel)\b",
                behind,
            )
            is not None
        )
    head = scene.parsed.doc[found.head]
    words = {t.lower_ for t in scene.parsed.doc[head.i : head.i + 6]} | {c.lower_ for c in head.children}
    own = {c.lower_ for c in head.children}
    if head.lemma_.lower() in {"soldier", "troop", "force", "troops"} and own & {
        "government",
        "state",
        "regime",
        "junta",
        "army",
    }:
        return True
    return (
        head.lemma_.lower() in {"member", "force", "personnel", "officer"}
        and bool(words & {"government", "security", "state"})
        and bool(words & {"forces", "force", "army", "officers", "personnel", "services"})
    )


def _named(scene: Scene, index: int, found: Found) -> str | None:
    """Return the actor in the counted noun phrase itself."""
    doc = scene.parsed.doc
    quantity = doc[index]
    if found.head is None:
        if found.rule == "part:of_the":
            return None
        return _after_of(scene, index) or _in_ranks(scene, index)
    head = doc[found.head]
    home = found.measure == "returned"  # `withdrew 400 soldiers from Somalia`
    own = scene.actor_of(head, of_phrases=not home)
    if (
        own is not None
        and actor_kind(own) == "organization"
        and not home
        and (country := _behind(scene, head)) is not None
    ):
        return country  # `UN peacekeepers from Tanzania`
    if own is not None:
        return own
    for i in range(min(index, head.i), head.i + 1):
        if i in scene.actor_at:
            return scene.actor_at[i]
    if quantity.i != head.i:
        partitive = _after_of(scene, index)
        if partitive is not None:
            return partitive
    return None if home else _behind(scene, head)


def _after_of(scene: Scene, index: int) -> str | None:
    """Return the actor in the "of" phrase behind a quantity: `hundreds of North Korean soldiers`."""
    doc = scene.parsed.doc
    if index + 1 < len(doc) and doc[index + 1].lower_ == "of":
        for t in doc[index + 2 : index + 8]:
            if t.i in scene.actor_at:
                return scene.actor_at[t.i]
            if t.pos_ in {"VERB", "AUX", "ADP", "PUNCT"}:
                return None
    return None


def _in_ranks(scene: Scene, index: int) -> str | None:
    """Return the actor among whom a bare figure fell: `900 killed and wounded among Kenya's military`."""
    doc = scene.parsed.doc
    for t in doc[index + 1 : index + 7]:
        if t.is_punct or t.i in scene.parsed.quantities:
            return None
        if t.lower_ == "among" or (t.lower_ == "in" and any(n.lower_ == "ranks" for n in doc[t.i + 1 : t.i + 5])):
            return next(
                (scene.actor_at[i] for i in range(t.i + 1, min(t.i + 6, len(doc))) if i in scene.actor_at), None
            )
    return None


def _behind(scene: Scene, head: Token) -> str | None:
    """Return the actor right behind a noun: `soldiers from Burundi`, `members of the Malian army`."""
    doc = scene.parsed.doc
    at = head.i + 1
    if at >= len(doc) or doc[at].lower_ not in {
        "of",
        "from",
        "among",
        "within",
        "belonging",
        "affiliated",
        "linked",
        "loyal",
        "in",
        "with",
    }:
        return None
    if doc[at].lower_ == "in" and not any(
        t.lower_ in {"army", "forces", "ranks", "service", "military", "battalion", "brigade", "contingent"}
        for t in doc[at + 1 : at + 6]
    ):
        return None
    for t in doc[at + 1 : at + 7]:
        if t.i in scene.actor_at:
            return scene.actor_at[t.i]
        if t.pos_ in {"VERB", "AUX"} or t.text in {",", ".", ";"} or t.lower_ in {"with", "against", "between", "by"}:
            break
    return None
