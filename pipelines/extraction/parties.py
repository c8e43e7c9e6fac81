"""Parties: the subject of a verb, and the actor that a noun phrase or a preposition names.

Here are the questions that every reader of a predicate asks of the parse, whether the predicate kills or ships.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.parsing import subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.participants import Scene


_NAMING = frozenset({"nsubj", "nsubjpass", "poss", "pobj", "compound"})


_BLAMES = frozenset(
    [
        "condemn",
        "accuse",
        "blame",
        "criticise",
        "criticize",
        "thank",
        "praise",
        "suspect",
        "denounce",
        "sanction",
        "punish",
    ]
)


def _blamed(verb: Token) -> Token | None:
    """Return who is said to have done it: `condemned Minsk for supplying weapons`."""
    preposition = verb.head
    if verb.dep_ != "pcomp" or preposition.lower_ not in {"for", "of"}:
        return None
    above = preposition.head
    if above.pos_ not in {"VERB", "AUX"}:
        above = above.head
    if above.lemma_.lower() not in _BLAMES:
        return None
    return next((c for c in above.children if c.dep_ in {"dobj", "nsubjpass"}), None)


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
            # `has plans to send`
            current = current.head.head if current.head.dep_ != "pobj" else current.head.head.head
            continue
        blamed = _blamed(current)
        if blamed is not None:
            return blamed, passive
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


def party_of(scene: Scene, token: Token | None) -> str | None:
    """Return the actor that a noun phrase names, its own name before its modifiers."""
    if token is None:
        return None
    if token.i in scene.actor_at:
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


def party_by_prep(scene: Scene, tokens: list[Token], *words: str) -> str | None:
    """Return the actor behind the first of some prepositions that hangs on one of some tokens."""
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


def object_of(token: Token, *words: str) -> Token | None:
    """Return the object of a preposition that hangs on a token."""
    for child in token.children:
        if child.dep_ in {"prep", "dative", "agent"} and child.lower_ in words:
            for target in child.children:
                if target.dep_ in {"pobj", "pcomp"}:
                    return target
    return None


def actor_before(scene: Scene, token: Token) -> str | None:
    """Return the last actor named before a pronoun in its own sentence."""
    for index in range(token.i - 1, -1, -1):
        if index in scene.actor_at and scene.parsed.doc[index].dep_ in _NAMING:
            return scene.actor_at[index]
    return None
