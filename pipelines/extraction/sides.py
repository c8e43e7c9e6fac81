"""Sides by grammar: whom a pronoun, a possessive, a subject or the phrase that a count is about stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.attribution import is_speech
from pipelines.extraction.parsing import subtree
from pipelines.extraction.participants import actor_kind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.events import Found
    from pipelines.extraction.participants import Context, Scene


ATTACKS = frozenset(
    [
        "strike",
        "attack",
        "airstrike",
        "bombardment",
        "offensive",
        "raid",
        "shelling",
        "fire",
        "bombing",
        "assault",
        "campaign",
        "rocket",
        "missile",
        "drone",
        "operation",
        "incursion",
        "invasion",
        "war",
        "barrage",
        "ambush",
        "onslaught",
        "air",
        "jet",
        "warplane",
        "artillery",
        "plane",
        "bullet",
        "sniper",
        "troops",
        "army",
        "military",
        "force",
        "forces",
        "gunfire",
    ]
)
_SAYERS = frozenset(
    [
        "ministry",
        "official",
        "government",
        "count",
        "military",
        "army",
        "intelligence",
        "agency",
        "officials",
        "authority",
        "authorities",
        "president",
        "minister",
        "leader",
        "lawmaker",
        "medium",
        "service",
        "spokesman",
        "spy",
        "spies",
        "diplomat",
        "expert",
        "analyst",
        "monitor",
        "ministry",
        "estimate",
        "observatory",
        "hospital",
    ]
)


def pronoun(scene: Scene, token: Token, context: Context) -> str | None:
    """Return whom "it", "its" or "they" means: the nearest subject before it, else the last sentence's subject."""
    best = None
    for i in sorted(scene.actor_at):
        if i >= token.i:
            break
        dep = scene.parsed.doc[i].dep_
        head = scene.parsed.doc[i].head
        is_subject = dep in {"nsubj", "nsubjpass"} or (
            dep in {"poss", "compound", "amod"} and head.dep_ in {"nsubj", "nsubjpass"}
        )
        if is_subject or best is None:
            best = scene.actor_at[i]
    return best or context.last_subject or context.last_actor


def subject_actor(scene: Scene, subject: Token, context: Context) -> str | None:
    """Return the side that a subject names: itself, by its place, by "its", or as "the army" of the article."""
    if subject.lower_ in {"it", "they", "which", "who", "that", "we", "he"}:
        return pronoun(scene, subject, context)
    if subject.lower_ == "sides":
        return None
    own = scene.actor_of(subject)
    if own is not None:
        return own
    if subject.i in scene.place_at:
        return scene.place_at[subject.i].place.country
    possessive = next((c for c in subject.children if c.lower_ in {"its", "their", "his"}), None)
    if possessive is not None:
        return pronoun(scene, possessive, context)
    if subject.lemma_.lower() in {"army", "military", "force", "troop", "government", "navy", "side", "garrison"}:
        return context.by_class.get("troops") or context.main_country
    return None


def _own_of_speaker(scene: Scene) -> str | None:
    """Return the side of who says "our men": `..., said Mario Paz, a commander of the Colombian army`."""
    for verb in scene.parsed.doc:
        if is_speech(verb):
            for subject in (c for c in verb.children if c.dep_ == "nsubj"):
                found = next((scene.actor_at[i] for i in sorted(subtree(subject)) if i in scene.actor_at), None)
                if found is not None:
                    return found
    return None


def own_possessive(scene: Scene, index: int, head: Token | None, context: Context) -> str | None:
    """Return whom a possessive beside a figure means: `its 400 men`, `400 of their soldiers`."""
    doc = scene.parsed.doc
    tokens = [*(head.children if head is not None else ()), *doc[index].children, *doc[max(0, index - 1) : index]]
    for t in tokens:
        if t.lower_ == "our" and abs(t.i - index) < 8 and (own := _own_of_speaker(scene)) is not None:
            return own
        if t.lower_ in {"its", "their", "our", "his"} and abs(t.i - index) < 8:
            return pronoun(scene, t, context)
    for t in doc[index + 1 : index + 9]:
        if t.i in scene.parsed.quantities or t.text in {";", ":"}:
            break
        if t.lower_ in {"its", "their", "our"} and t.head.lower_ in {"side", "ranks", "own"}:
            return teller_of(scene, index) or pronoun(scene, t, context)
    following = doc[index + 1 : index + 5]
    if len(following) > 2 and following[0].lower_ == "of" and following[1].lower_ in {"its", "their", "his", "our"}:
        if following[1].lower_ == "our" and (own := _own_of_speaker(scene)) is not None:
            return own
        return pronoun(scene, following[1], context)
    return None


def _among(scene: Scene, index: int) -> str | None:
    """Return the actor of the nearest `among` before a figure: `among the rebels to 40, among the army to 12`."""
    for token in reversed(scene.parsed.doc[:index]):
        if token.i in scene.parsed.quantities or token.text in {";", ":"}:
            return None
        if token.lower_ == "among":
            return next((scene.actor_at[i] for i in range(token.i + 1, index) if i in scene.actor_at), None)
    return None


def in_count(scene: Scene, index: int, found: Found, context: Context) -> str | None:
    """Return the actor in the phrase that a count is about: `the North Korean death toll`."""
    if not found.rule.startswith(("count", "noun:", "labelled")):
        return None
    doc = scene.parsed.doc
    among = _among(scene, index)
    if among is not None:
        return among
    predicate = doc[found.predicate] if found.predicate is not None else None
    tokens: list[Token] = []
    if predicate is None:  # the bound was the verb: `North Korean losses have passed 3,000`
        nearest = [t for t in doc[:index] if t.dep_ in {"nsubj", "nsubjpass"}]
        tokens.extend([*(nearest[-1].subtree if nearest else ()), *doc[:index]])
    elif predicate.pos_ in {"VERB", "AUX"}:
        labels = (
            ("dobj", "nsubjpass")
            if is_speech(predicate)
            or predicate.lemma_.lower() in {"put", "estimate", "place", "set", "raise", "bring", "take"}
            else ("nsubj", "nsubjpass", "dobj")
        )
        for child in predicate.children:
            if child.dep_ in labels and index not in subtree(child):
                tokens.extend(child.subtree)
    else:
        tokens.extend(t for t in predicate.subtree if t.i != index)
    for token in tokens:
        if token.i in scene.speaking:
            continue
        if (
            token.lower_ in {"its", "their"}
            and token.dep_ == "poss"
            and token.head.lemma_.lower() not in {"count", "tally", "estimate", "figure", "assessment", "number"}
            and (side := pronoun(scene, token, context)) is not None
        ):
            return side
        if token.i not in scene.actor_at:
            continue
        head = token.head
        if head.lemma_.lower() in ATTACKS | _SAYERS and head.i != token.i:
            continue
        if head.lower_ in {"from", "by", "against", "with"}:
            continue
        if head.lower_ in {"of", "in", "on"} and head.head.lemma_.lower() in ATTACKS:
            if token.i in scene.place_at:
                return scene.actor_at[token.i]
            continue
        if token.dep_ in {"amod", "compound", "poss"} and head.dep_ == "pobj" and head.head.lower_ in {"from", "by"}:
            continue
        return scene.actor_at[token.i]
    return None


def tells(token: Token) -> bool:
    """Tell whether a noun is who says it, or the source after "according to"."""
    current = token
    for _ in range(4):
        if current.dep_ == "nsubj" and is_speech(current.head):
            return True
        if current.dep_ == "pobj" and current.head.lower_ in {"to", "of", "against", "for"}:
            return True
        if current.head.i == current.i:
            return False
        current = current.head
    return False


_OWN_ORGANS = frozenset(
    {
        "army",
        "military",
        "forces",
        "force",
        "ministry",
        "government",
        "police",
        "media",
        "navy",
        "command",
        "wing",
        "presidency",
        "junta",
        "official",
        "officials",
        "authorities",
        "president",
        "minister",
        "embassy",
        "spokesman",
    }
)


def teller_of(scene: Scene, index: int | None = None) -> str | None:
    """Return the country whose army, government or state media tells the sentence, or the clause of a figure.

    Its intelligence services tell of others as often as of their own, so they do not count.
    """
    doc = scene.parsed.doc
    found: list[tuple[bool, str]] = []
    for i, actor in sorted(scene.actor_at.items()):
        head = doc[i].head if doc[i].dep_ in {"amod", "compound", "poss", "nmod"} else doc[i]
        if head.dep_ != "nsubj" or not is_speech(head.head) or actor_kind(actor) != "country":
            continue
        if head.lemma_.lower() in _OWN_ORGANS or i == head.i:
            found.append((index is not None and index in subtree(head.head), actor))
    inside = [actor for is_inside, actor in found if is_inside]
    if inside:
        return inside[-1]
    return found[0][1] if found else None


def latest(before: list[Draft], scene: Scene, subjects: tuple[str, ...], paragraphs: int = 2) -> Draft | None:
    """Return the last figure on some subjects, no more than some paragraphs back."""
    for draft in reversed(before):
        if draft.subject in subjects and draft.paragraph >= scene.parsed.sentence.paragraph - paragraphs:
            return draft
    return None
