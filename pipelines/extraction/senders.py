"""Who sent, recruited or withdrew people, and where they were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction import transfers
from pipelines.extraction.parsing import subtree
from pipelines.extraction.participants import actor_kind
from pipelines.extraction.sides import in_count, latest, own_possessive, subject_actor, teller_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.events import Found
    from pipelines.extraction.participants import Context, Scene

_MOVES = frozenset(
    [
        "complete",
        "announce",
        "begin",
        "start",
        "make",
        "order",
        "approve",
        "increase",
        "maintain",
        "have",
        "keep",
        "gather",
        "send",
        "deploy",
        "mass",
        "assemble",
        "dispatch",
        "withdraw",
        "station",
        "commit",
        "field",
        "concentrate",
        "move",
    ]
)
"""Verbs whose subject sends those that a noun counts: `ordered the deployment of 400 troops`."""
_INSIDE = frozenset(
    [
        "army",
        "side",
        "force",
        "rank",
        "military",
        "company",
        "site",
        "plant",
        "factory",
        "farm",
        "ministry",
        "unit",
        "town",
        "construction",
        "field",
        "soil",
        "territory",
        "border",
        "frontier",
        "capital",
        "province",
        "region",
        "city",
        "coast",
        "desert",
        "port",
        "base",
        "airport",
        "village",
        "island",
    ]
)
"""Nouns that make the actor beside them a destination: `in Russian factories`, `on Ukrainian soil`."""


_OWN_PEOPLE = frozenset({"convict", "prisoner", "inmate", "reservist", "conscript", "citizen"})
"""People whom a state recruits among its own, where nothing says otherwise."""
_OWN_ARMY = frozenset({"army", "military", "junta", "government", "regime", "police", "ministry"})
_TAKES_IN = frozenset({"recruit", "hire", "bring", "employ", "import", "receive", "host", "welcome", "enlist", "lure"})
"""Verbs whose subject is where people go, and not where they come from."""


def class_key(found: Found) -> str:
    """Return the class of people that a figure's reading belongs to, for "the troops", "the workers"."""
    if found.subject == "laborers":
        return "laborers"
    if found.subject == "troops":
        return "troops"
    if found.noun is not None and found.noun.name in {"soldiers", "engineers", "officers", "mercenaries"}:
        return "soldiers hit"
    return "casualties"


def sender_of(
    scene: Scene, index: int, found: Found, context: Context, here: list[Draft], before: list[Draft]
) -> str | None:
    """Return who sent, recruited from or withdrew people."""
    doc = scene.parsed.doc
    head = doc[found.head] if found.head is not None else None
    own = own_possessive(scene, index, head, context)
    if own is not None:
        return own
    if head is not None and head.dep_ == "appos":  # `a company of Malian soldiers, about 120 men`
        named = [scene.actor_at[i] for i in sorted(subtree(head.head)) if i in scene.actor_at and i < head.i]
        if named:
            return named[0]
    predicate = doc[found.predicate] if found.predicate is not None else None
    if (
        predicate is not None
        and found.measure not in {"recruited", "employed"}
        and not found.rule.startswith(("count", "part", "coordinated"))
    ):
        if predicate.lemma_.lower() in {"receive", "welcome", "host"}:
            pass
        elif predicate.pos_ in {"VERB", "AUX"}:
            own_subject = next(
                (c for c in predicate.children if c.dep_ == "nsubj" and c.i not in (found.head, index)), None
            )
            subject, passive = (
                (own_subject, False)
                if own_subject is not None and predicate.dep_ in {"relcl", "acl"}
                else transfers.subject_of(predicate)
            )
            if subject is not None and not passive and index not in subtree(subject):
                found_actor = subject_actor(scene, subject, context)
                if found_actor is not None:
                    return found_actor
            agent = transfers.party_by_prep(scene, [predicate], "by")
            if agent is not None:
                return agent
            holder = head.head if head is not None and head.dep_ in {"dobj", "nsubj"} else None
            if (
                holder is not None
                and holder.lemma_.lower() in {"have", "keep", "maintain", "see", "leave"}
                and holder.i != predicate.i
            ):
                subject, passive = transfers.subject_of(holder)
                if subject is not None and not passive and index not in subtree(subject):
                    return subject_actor(scene, subject, context)
        else:
            noun_owner = scene.actor_of(predicate)
            if noun_owner is not None:
                return noun_owner
            verb = next((a for a in predicate.ancestors if a.pos_ in {"VERB", "AUX"}), None)
            if verb is not None and verb.lemma_.lower() in _MOVES:
                subject, passive = transfers.subject_of(verb)
                if subject is not None and not passive:
                    return subject_actor(scene, subject, context)
    if predicate is not None and found.measure == "recruited":
        subject, passive = transfers.subject_of(predicate)
        if subject is not None and not passive and subject.lemma_.lower() in _OWN_ARMY and found.noun is not None:
            return scene.actor_of(subject) or context.main_country  # an army calls up its own people
        if subject is not None and not passive and head is not None and head.lemma_.lower() in _OWN_PEOPLE:
            return subject_actor(scene, subject, context)
    counted = in_count(scene, index, found, context)
    if counted is not None:
        return counted
    goals = _goals(scene, [t for t in (predicate, head) if t is not None])
    same = next((d for d in reversed(here) if d.subject == found.subject and d.actor), None) or next(
        (d for d in reversed(here) if d.subject in {"troops", "laborers"} and d.actor), None
    )  # `1,000 sappers and 5,000 builders`
    key = class_key(found)
    parent = latest(before, scene, (found.subject,), paragraphs=3)
    teller = teller_of(scene) if found.measure in {"returned", "recruited", "deployed"} else None
    sends = found.measure != "recruited"
    recruiter = None
    if predicate is not None and not sends and found.subject == "troops":  # among its own, where nobody else is named
        subject, passive = transfers.subject_of(predicate)
        recruiter = subject_actor(scene, subject, context) if subject is not None and not passive else None
    for actor in (
        same.actor if same is not None else None,
        context.by_class.get(key),
        parent.actor if parent is not None else None,
        context.dominant.get(key),
        recruiter,
        teller if recruiter is None else None,
        context.last_people,
        context.title_actor if sends else None,
        context.last_subject if sends else None,
    ):
        if actor is not None and actor not in goals:
            return actor
    return None


def _goals(scene: Scene, around: list[Token]) -> set[str]:
    """Return the actors to whom people go, who did not send them: `the sending of 400 builders to Qatar`."""
    return {
        scene.actor_at[i]
        for token in around
        for child in token.children
        if child.dep_ == "prep" and child.lower_ in {"to", "into", "towards"}
        for i in subtree(child)
        if i in scene.actor_at
    }


def destination(scene: Scene, draft: Draft, before: list[Draft]) -> str | None:
    """Return where or to whom people were sent, if that is not where they come from."""
    doc = scene.parsed.doc
    if draft.predicate is not None and doc[draft.predicate].lemma_.lower() in _TAKES_IN:
        subject, passive = transfers.subject_of(doc[draft.predicate])
        taker = transfers.party_of(scene, subject) if subject is not None and not passive else None
        if taker is not None and taker != draft.actor:
            return taker  # `Russia has recruited 15,000 Nepalis`
    for i in sorted(scene.actor_at):
        head = doc[i].head
        inside = (
            doc[i].dep_ in {"amod", "compound", "poss", "nmod"}
            and head.lemma_.lower() in _INSIDE
            and head.dep_ in {"pobj", "conj"}
        )
        if (
            scene.actor_at[i] != draft.actor
            and i != draft.head
            and i not in scene.speaking
            and actor_kind(scene.actor_at[i]) not in {"organization", "alliance"}
            and (inside or head.lower_ in {"for", "alongside"})
            and head.head.lower_ not in ({"by", "of", "from"} if inside else {"by", "of", "from", "in"})
        ):
            return scene.actor_at[i]
    anchor = draft.predicate if draft.predicate is not None else draft.token
    near = sorted(scene.place_at, key=lambda i: (i < anchor, abs(i - anchor)))
    for i in near:
        country = scene.place_at[i].place.country
        if (
            country
            and country != draft.actor
            and i not in scene.speaking
            and not scene.is_dateline(scene.parsed.starts[i])
            and doc[i].dep_ in {"pobj", "dobj", "compound", "poss", "nmod", "appos", "conj"}
        ):
            return country
    for i in sorted(scene.actor_at):
        if (
            i > draft.token
            and i not in scene.speaking
            and scene.actor_at[i] != draft.actor
            and doc[i].head.lower_ in {"for", "alongside", "with", "to", "in", "by", "side", "forces", "army", "troops"}
        ):
            return scene.actor_at[i]
    return next(
        (
            d.counterparty
            for d in reversed(before)
            if d.subject in {"troops", "laborers"} and d.actor == draft.actor and d.counterparty
        ),
        None,
    )
