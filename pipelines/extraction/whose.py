"""Whose people a figure counts, and where they were sent.

Who did it is not whose people they are: the subject of "killed" is never the victims' side, the subject of "lost" is.
What a sentence leaves open is filled in from the figure before it ("others", "of whom"), from the place, and last from
what the article is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction import transfers
from pipelines.extraction.attribution import is_speech
from pipelines.extraction.nouns import classify
from pipelines.extraction.parsing import subtree
from pipelines.extraction.participants import actor_kind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.events import Found
    from pipelines.extraction.participants import Context, Scene

_SUFFERING = frozenset({"suffer", "sustain", "incur", "lose", "have", "pay", "acknowledge", "admit", "mourn", "take"})
_ATTACKS = frozenset(
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
    ]
)
_IN = frozenset(
    [
        "in",
        "on",
        "at",
        "near",
        "of",
        "across",
        "outside",
        "to",
        "around",
        "hit",
        "struck",
        "throughout",
        "inside",
        "over",
        "along",
        "through",
        "within",
        "into",
        "from",
        "region",
        "city",
        "town",
        "village",
        "province",
    ]
)
_NEUTRAL = frozenset(
    [
        "other",
        "others",
        "people",
        "person",
        "persons",
        "more",
        "life",
        "lives",
        "soul",
        "man",
        "men",
        "woman",
        "women",
        "child",
        "children",
        "civilian",
        "civilians",
        "resident",
        "individual",
        "victim",
        "member",
        "body",
        "personnel",
        "soldier",
    ]
)
_REBELS = frozenset({"fighters"})


def class_key(found: Found) -> str:
    """Return the class of people that a figure's reading belongs to, for "the troops", "the workers"."""
    if found.subject == "laborers":
        return "laborers"
    if found.subject == "troops":
        return "troops"
    if found.noun is not None and found.noun.name in {"soldiers", "engineers", "officers", "mercenaries"}:
        return "soldiers hit"
    return "casualties"


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
    named = _named(scene, index, found)
    if named is not None:
        return named if actor_kind(named) != "organization" else None
    if found.subject == "casualties" and _is_state_force(scene, found):
        return context.main_country
    behind = [t.lower_ for t in scene.parsed.doc[index + 1 : index + 3]]
    if behind in (["of", "them"], ["of", "whom"], ["of", "those"], ["of", "these"]):
        parent = next((d for d in reversed([*before[-4:], *here]) if d.subject != "transfers" and d.actor), None)
        if parent is not None:
            return parent.actor
    if found.subject == "casualties":
        return _victims(scene, index, found, context, here, before)
    return _sent(scene, index, found, context, here, before)


def _is_state_force(scene: Scene, found: Found) -> bool:
    """Tell whether the state's own forces are counted without saying whose: `members of the government forces`."""
    if found.head is None:
        return False
    head = scene.parsed.doc[found.head]
    words = {t.lower_ for t in scene.parsed.doc[head.i : head.i + 6]} | {c.lower_ for c in head.children}
    own = {c.lower_ for c in head.children}
    if head.lemma_.lower() in {"soldier", "troop", "force", "troops"} and own & {"government", "state"}:
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
        return _after_of(scene, index)
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
    doc = scene.parsed.doc
    if index + 1 < len(doc) and doc[index + 1].lower_ == "of":
        for t in doc[index + 2 : index + 8]:
            if t.i in scene.actor_at:
                return scene.actor_at[t.i]
            if t.pos_ in {"VERB", "AUX", "ADP", "PUNCT"}:
                return None
    return None


def _behind(scene: Scene, head: Token) -> str | None:
    """Return the actor right behind a noun: `soldiers from Burundi`, `members of the Malian army`."""
    doc = scene.parsed.doc
    at = head.i + 1
    if at >= len(doc) or doc[at].lower_ not in {
        "of",
        "from",
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
        if t.pos_ in {"VERB", "AUX"} or t.text in {",", ".", ";"}:
            break
    return None


def _subject_actor(scene: Scene, subject: Token, context: Context) -> str | None:
    if subject.lower_ in {"it", "they", "which", "who", "that", "we", "he"}:
        return pronoun(scene, subject, context)
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


def _own_possessive(scene: Scene, index: int, head: Token | None, context: Context) -> str | None:
    doc = scene.parsed.doc
    tokens = [*(head.children if head is not None else ()), *doc[index].children, *doc[max(0, index - 1) : index]]
    for t in tokens:
        if t.lower_ in {"its", "their", "our", "his"} and abs(t.i - index) < 8:
            return pronoun(scene, t, context)
    following = doc[index + 1 : index + 5]
    if len(following) > 2 and following[0].lower_ == "of" and following[1].lower_ in {"its", "their", "his", "our"}:
        return pronoun(scene, following[1], context)
    return None


def _victims(
    scene: Scene, index: int, found: Found, context: Context, here: list[Draft], before: list[Draft]
) -> str | None:
    doc = scene.parsed.doc
    head = doc[found.head] if found.head is not None else None
    neutral = (
        head is None
        or head.lemma_.lower() in _NEUTRAL
        or head.lower_ in _NEUTRAL
        or (found.noun is not None and found.noun.measure is not None)
    )
    earlier_here = next((d for d in reversed(here) if d.subject == "casualties" and d.actor), None)
    name = found.noun.name if found.noun is not None else None
    killers = _killers(scene, found, context)
    suffering = _sufferer(scene, index, found, context)
    if suffering is not None:
        return suffering
    own = _own_possessive(scene, index, head, context)
    if own is not None:
        return own
    counted = _in_count(scene, index, found, context)
    if counted is not None:
        return counted
    if (
        earlier_here is not None
        and (neutral or found.rule.startswith(("part:", "coordinated")))
        and name not in _REBELS
    ):
        return earlier_here.actor
    if found.rule.startswith(("part:", "count:anaphora")):
        parent = _last(before, scene, ("casualties", "troops"))
        if parent is not None:
            return parent.actor
    if name in _REBELS:
        return _rebels(scene, context, killers, head)
    if name in {"soldiers", "officers", "engineers", "mercenaries"}:
        return _army(scene, context, killers)
    parent = _last([d for d in before if not d.of_group], scene, ("casualties",), paragraphs=1)
    soldiers = context.dominant.get("troops") if context.about_soldiers else None
    if (
        soldiers is not None
        and soldiers not in killers
        and (head is None or (found.noun is not None and found.noun.measure is not None))
        and (parent is None or parent.actor == soldiers)
    ):
        return soldiers
    if (
        (head is None or (found.noun is not None and found.noun.measure is not None))
        and parent is not None
        and parent.actor
        and not _places_near(scene, index)
    ):
        return parent.actor
    located = _located(scene, index, killers)
    if located is not None:
        return located
    last = context.last_place
    if (
        last is not None
        and context.last_place_paragraph == scene.parsed.sentence.paragraph
        and last.place.country
        and last.place.country not in killers
    ):
        return last.place.country
    parent = _last([d for d in before if not d.of_group], scene, ("casualties",), paragraphs=3)
    if parent is not None and parent.actor and parent.actor not in killers:
        return parent.actor
    if context.main_country is not None and context.main_country not in killers:
        return context.main_country
    return last.place.country if last is not None and last.place.country not in killers else None


def _last(before: list[Draft], scene: Scene, subjects: tuple[str, ...], paragraphs: int = 2) -> Draft | None:
    for draft in reversed(before):
        if draft.subject in subjects and draft.paragraph >= scene.parsed.sentence.paragraph - paragraphs:
            return draft
    return None


def _killers(scene: Scene, found: Found, context: Context) -> set[str]:
    """Return the actors who did it: subjects and agents of the event, and whose strikes they were."""
    doc = scene.parsed.doc
    killers: set[str] = set()
    if found.predicate is not None:
        predicate = doc[found.predicate]
        subject, passive = transfers.subject_of(predicate)
        if subject is not None and not passive and found.head not in subtree(subject):
            rebels = (cls := classify(subject)) is not None and cls.name == "fighters"
            if not rebels:  # `Cameroonian separatists` are not Cameroon
                killers |= {
                    scene.actor_at[i] for i in subtree(subject) if i in scene.actor_at and i not in scene.place_at
                }
            owner = next(
                (c for c in subject.children if c.lower_ in {"its", "their", "his"}),
                subject if subject.lower_ in {"it", "they", "he"} else None,
            )
            if owner is not None and (side := pronoun(scene, owner, context)):
                killers.add(side)
        agent = transfers.party_by_prep(scene, [predicate], "by")
        doer = next((t for c in predicate.children if c.dep_ == "agent" for t in c.children), None)
        if agent and not (doer is not None and (cls := classify(doer)) is not None and cls.name == "fighters"):
            killers.add(agent)
    for i, actor in scene.actor_at.items():
        head = doc[i].head
        if (
            doc[i].dep_ in {"amod", "compound", "poss"}
            and head.lemma_.lower() in _ATTACKS
            and head.i != found.head
            and not _tells(head)
        ):
            killers.add(actor)
    return killers


def _tells(token: Token) -> bool:
    """Tell whether a noun is who says it, or the source after "according to"."""
    current = token
    for _ in range(4):
        if current.dep_ == "nsubj" and is_speech(current.head):
            return True
        if current.dep_ == "pobj" and current.head.lower_ in {"to", "by", "of", "against", "for", "with", "in"}:
            return True
        if current.head.i == current.i:
            return False
        current = current.head
    return False


def _sufferer(scene: Scene, index: int, found: Found, context: Context) -> str | None:
    """Return the subject of a verb of suffering above a casualty: `Hamas had 12 fighters killed`."""
    doc = scene.parsed.doc
    current: Token = doc[found.predicate] if found.predicate is not None else doc[index]
    for _ in range(5):
        if current.pos_ in {"VERB", "AUX"} and current.lemma_.lower() in _SUFFERING:
            if is_speech(current) and current.lemma_.lower() not in {"acknowledge", "admit", "mourn", "lose"}:
                return None
            if current.lemma_.lower() in {"take", "have", "pay"} and not (
                found.noun is not None and found.noun.measure and found.noun.name != "captured_nouns"
            ):
                return None
            subject, passive = transfers.subject_of(current)
            if subject is not None and not passive and index not in subtree(subject):
                return _subject_actor(scene, subject, context)
            return None
        if current.head.i == current.i:
            return None
        if current.pos_ in {"VERB", "AUX"} and current.i != found.predicate and current.lemma_.lower() != "be":
            return None
        current = current.head
    return None


def _in_count(scene: Scene, index: int, found: Found, context: Context) -> str | None:
    """Return the actor in the phrase that a count is about: `the North Korean death toll`."""
    if not found.rule.startswith(("count", "noun:", "labelled")):
        return None
    doc = scene.parsed.doc
    predicate = doc[found.predicate] if found.predicate is not None else None
    tokens: list[Token] = []
    if predicate is None:
        tokens.extend(t for t in doc[:index] if not _tells(t))
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
        if (
            token.lower_ in {"its", "their"}
            and token.dep_ == "poss"
            and (side := pronoun(scene, token, context)) is not None
        ):
            return side
        if token.i not in scene.actor_at:
            continue
        head = token.head
        if head.lemma_.lower() in _ATTACKS | _SAYERS and head.i != token.i:
            continue
        if head.lower_ in {"from", "by", "against", "with"}:
            continue
        if head.lower_ in {"of", "in", "on"} and head.head.lemma_.lower() in _ATTACKS:
            if token.i in scene.place_at:
                return scene.actor_at[token.i]
            continue
        if token.dep_ in {"amod", "compound", "poss"} and head.dep_ == "pobj" and head.head.lower_ in {"from", "by"}:
            continue
        return scene.actor_at[token.i]
    return None


def _rebels(scene: Scene, context: Context, killers: set[str], head: Token | None) -> str | None:
    groups = [a for a in scene.actor_at.values() if actor_kind(a) in {"armed_group", "people"} and a not in killers]
    if groups:
        return groups[0]
    if head is not None and head.lemma_.lower() == "terrorist" and not context.groups:
        return None
    return (
        context.groups[0]
        if len(context.groups) == 1 or (context.groups and context.counts.get(context.groups[0], 0) > 1)
        else None
    )


def _army(scene: Scene, context: Context, killers: set[str]) -> str | None:
    """Return whose soldiers they are where nothing names them.

    The article's own army comes first, then the army that tells of them, then the place's.
    """
    known = context.by_class.get("soldiers hit") or context.dominant.get("troops")
    if (
        known is not None
        and known not in killers
        and actor_kind(known) not in {"armed_group", "people", "organization"}
    ):
        return known
    teller = _teller(scene)
    if teller is not None and teller not in killers:
        return teller
    if context.main_country is not None and context.main_country not in killers:
        return context.main_country
    for place in scene.places:
        if place.place.country and place.place.country not in killers:
            return place.place.country
    return None


def _teller(scene: Scene) -> str | None:
    """Return the country whose army, ministry or state media tells the sentence."""
    doc = scene.parsed.doc
    for i, actor in sorted(scene.actor_at.items()):
        head = doc[i].head if doc[i].dep_ in {"amod", "compound", "poss", "nmod"} else doc[i]
        if head.dep_ == "nsubj" and is_speech(head.head) and actor_kind(actor) == "country":
            return actor
    return None


def _places_near(scene: Scene, index: int) -> bool:
    return any(abs(i - index) < 12 for i in scene.place_at)


def _located(scene: Scene, index: int, killers: set[str]) -> str | None:
    """Return the country where it happened, by the places in the sentence."""
    doc = scene.parsed.doc
    near = sorted(scene.place_at, key=lambda i: abs(i - index))
    for strict in (True, False):
        for i in near:
            place = scene.place_at[i].place
            if not place.country or place.country in killers:
                continue
            if scene.is_dateline(scene.parsed.starts[i]):
                continue
            governed = (
                doc[i].head.lower_ in _IN
                or doc[i].head.head.lower_ in _IN
                or (
                    doc[i].dep_ == "dobj"
                    and doc[i].head.lemma_.lower() in {"hit", "strike", "attack", "bomb", "shell", "target"}
                )
            )
            speaking = any(is_speech(t) for t in [doc[i].head, doc[i].head.head]) and doc[i].dep_ in {
                "nsubj",
                "poss",
                "compound",
            }
            if (strict and governed) or (
                not strict and not place.is_country and not speaking and doc[i].dep_ != "nsubj"
            ):
                return place.country
    return None


def _sent(
    scene: Scene, index: int, found: Found, context: Context, here: list[Draft], before: list[Draft]
) -> str | None:
    """Return who sent, recruited from or withdrew people."""
    doc = scene.parsed.doc
    head = doc[found.head] if found.head is not None else None
    own = _own_possessive(scene, index, head, context)
    if own is not None:
        return own
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
                found_actor = _subject_actor(scene, subject, context)
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
                    return _subject_actor(scene, subject, context)
        else:
            noun_owner = scene.actor_of(predicate)
            if noun_owner is not None:
                return noun_owner
            verb = next((a for a in predicate.ancestors if a.pos_ in {"VERB", "AUX"}), None)
            if verb is not None and verb.lemma_.lower() in {
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
            }:
                subject, passive = transfers.subject_of(verb)
                if subject is not None and not passive:
                    return _subject_actor(scene, subject, context)
    counted = _in_count(scene, index, found, context)
    if counted is not None:
        return counted
    same = next((d for d in reversed(here) if d.subject == found.subject and d.actor), None)
    if same is not None:
        return same.actor
    key = class_key(found)
    if key in context.by_class:
        return context.by_class[key]
    parent = _last(before, scene, (found.subject,), paragraphs=3)
    if parent is not None and parent.actor:
        return parent.actor
    most = context.dominant.get(key)
    if most is not None:
        return most
    teller = _teller(scene)
    if teller is not None and found.measure in {"returned", "recruited", "deployed"}:
        return teller
    return context.last_subject if found.measure != "recruited" else None


def destination(scene: Scene, draft: Draft, before: list[Draft]) -> str | None:
    """Return where or to whom people were sent, if that is not where they come from."""
    doc = scene.parsed.doc
    for i in sorted(scene.actor_at):
        head = doc[i].head
        inside = (
            doc[i].dep_ in {"amod", "compound", "poss", "nmod"}
            and head.lemma_.lower()
            in {
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
            }
            and head.dep_ in {"pobj", "conj"}
        )
        if (
            scene.actor_at[i] != draft.actor
            and i != draft.head
            and (inside or head.lower_ in {"for", "alongside"})
            and head.head.lower_ not in {"by", "of", "from"} | ({"in"} if not inside else set())
        ):
            return scene.actor_at[i]
    anchor = draft.predicate if draft.predicate is not None else draft.token
    near = sorted(scene.place_at, key=lambda i: (i < anchor, abs(i - anchor)))
    for i in near:
        country = scene.place_at[i].place.country
        if (
            country
            and country != draft.actor
            and not scene.is_dateline(scene.parsed.starts[i])
            and doc[i].dep_ in {"pobj", "dobj", "compound", "poss", "nmod", "appos", "conj"}
        ):
            return country
    for i in sorted(scene.actor_at):
        if (
            i > draft.token
            and scene.actor_at[i] != draft.actor
            and doc[i].head.lower_ in {"for", "alongside", "with", "to", "in", "by", "side", "forces", "army", "troops"}
        ):
            return scene.actor_at[i]
    same = [
        d.counterparty
        for d in reversed(before)
        if d.subject in {"troops", "laborers"} and d.actor == draft.actor and d.counterparty
    ]
    return same[0] if same else None
