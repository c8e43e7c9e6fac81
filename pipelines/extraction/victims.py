"""Whose the dead, the wounded and the captured are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction import transfers
from pipelines.extraction.attribution import is_speech
from pipelines.extraction.nouns import classify
from pipelines.extraction.parsing import subtree
from pipelines.extraction.participants import actor_kind, country_of_group
from pipelines.extraction.sides import (
    ATTACKS,
    in_count,
    latest,
    own_possessive,
    pronoun,
    subject_actor,
    teller_of,
    tells,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.drafts import Draft
    from pipelines.extraction.events import Found
    from pipelines.extraction.participants import Context, Scene


_SUFFERING = frozenset({"suffer", "sustain", "incur", "lose", "have", "pay", "acknowledge", "admit", "mourn", "take"})
_BEARING = frozenset({"suffer", "pay", "lose", "bear"})
"""Verbs whose subject bears a loss that stands outside their own clause."""
_UP = 8
"""Steps up the parse from a casualty to the verb of suffering above it."""
_RULES = frozenset({"junta", "regime", "police", "government", "authority", "authorities"})
"""Those who rule a country, and kill people of it."""
_RECEIVING = frozenset(
    {"treat", "receive", "admit", "bury", "count", "see", "list", "record", "evacuate", "rescue", "lose"}
)
"""Verbs whose subject did not do it, though it is the subject: hospitals, rescuers, those who count."""
_GUESTS = frozenset({"peacekeepers", "soldiers", "police officers", "marines", "officers", "instructors"})
_STRUCK = frozenset({"target", "strike", "attack", "hit", "bomb", "engage", "ambush", "raid", "shell", "surprise"})
_AT_WAR = 3
"""Times that a report names a second country where two are at war."""
_MUTUAL = frozenset(
    {
        "clash",
        "fighting",
        "war",
        "conflict",
        "battle",
        "violence",
        "hostility",
        "confrontation",
        "unrest",
        "crossfire",
        "feud",
    }
)
"""What two sides do: naming them says not who did it."""
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


def victims_of(
    scene: Scene, index: int, found: Found, context: Context, here: list[Draft], before: list[Draft]
) -> str | None:
    """Return whose people were killed, wounded or captured: by the words, by figures before, by the place."""
    doc = scene.parsed.doc
    head = doc[found.head] if found.head is not None else None
    unnamed = head is None or (found.noun is not None and found.noun.measure is not None)  # `12`, `12 deaths`
    neutral = unnamed or (head is not None and bool({head.lemma_.lower(), head.lower_} & _NEUTRAL))
    earlier_here = next(
        (
            d
            for d in reversed(here)
            if d.subject == "casualties"
            and d.actor
            and actor_kind(d.actor) != "organization"
            and (not d.of_group or unnamed or found.rule.startswith("part:"))
        ),
        None,
    )
    if (
        earlier_here is not None
        and any(t.text == ";" and earlier_here.token < t.i < index for t in doc)
        and not found.rule.startswith("part:")
        and teller_of(scene, index) not in {None, teller_of(scene, earlier_here.token)}
    ):
        earlier_here = None  # `Kigali put its dead at 19; Gitega reported 24 dead`
    name = found.noun.name if found.noun is not None else None
    killers = _killers(scene, found, context)
    suffering = _sufferer(scene, index, found, context)
    if suffering is not None:
        return suffering
    own = own_possessive(scene, index, head, context)
    if own is not None:
        return own
    struck = _struck(scene, found) if head is None else None
    if struck is not None:
        return struck
    counted = in_count(scene, index, found, context)
    if counted is not None:
        return counted
    if earlier_here is not None and (neutral or found.rule.startswith(("part:", "coordinated"))) and name != "fighters":
        return earlier_here.actor
    if found.rule.startswith(("part:", "count:anaphora")):
        parent = latest(before, scene, ("casualties", "troops"))
        if parent is not None:
            return parent.actor
    if name == "fighters":
        return _rebels(scene, context, killers, head)
    if name in {"soldiers", "officers", "engineers", "mercenaries"}:
        return _army(scene, index, context, killers)
    goes_on = head is not None and head.lower_ in {"others", "other", "more", "them"}
    whole = [d for d in before if not d.of_group and (goes_on or not _are_guests(d, context))]
    parent = latest(whole, scene, ("casualties",), paragraphs=1)
    soldiers = context.dominant.get("troops") if context.about_soldiers else None
    if soldiers is None and context.about_soldiers and not _places_near(scene, index):
        soldiers = context.title_actor
    if soldiers is not None and soldiers not in killers and unnamed and (parent is None or parent.actor == soldiers):
        return soldiers
    if unnamed and parent is not None and parent.actor and not _places_near(scene, index):
        return parent.actor
    located = _located(scene, index, found, killers)
    if located is not None:
        return located
    local = scene.told_by(index, "local")
    if local is not None and local not in killers:
        return local
    last = context.last_place
    if (
        last is not None
        and context.last_place_paragraph == scene.parsed.sentence.paragraph
        and last.place.country
        and last.place.country not in killers
    ):
        return last.place.country
    parent = latest(whole, scene, ("casualties",), paragraphs=3)
    if parent is not None and parent.actor and parent.actor not in killers:
        return parent.actor
    teller = teller_of(scene, index)
    if (
        teller is not None
        and teller not in killers
        and (not context.scenes or teller in {context.main_country, *context.scenes})
    ):
        return teller
    if context.main_country is not None and context.main_country not in killers:
        return context.main_country
    if last is not None and last.place.country is not None and last.place.country not in killers:
        return last.place.country
    if (
        name == "captured_nouns"
        and head is not None
        and head.lemma_.lower() in {"prisoner", "pow", "captive"}
        and killers
    ):
        return context.rival(next(iter(killers))) if len(killers) == 1 else None  # nobody takes its own prisoner
    # an army that kills in its own country, and a group that tells of its own people
    inside = next(
        (p.place.country for p in scene.places if not p.place.is_country and p.place.country in killers), None
    )
    of_group = next((c for a in scene.actor_at.values() if (c := country_of_group().get(a)) not in killers), None)
    if inside or of_group:
        return inside or of_group
    other = bool(context.likely - killers)
    if (
        other
        and len(killers) == 1
        and (rival := context.rival(next(iter(killers)))) in context.scenes | {context.title_actor}
    ):
        return rival  # the other side of a war of two
    only = killers & context.likely if not context.likely - killers else frozenset[str]()
    if only:
        return next(iter(only))  # the only country there is: a state that kills its own
    main = context.main_country
    if main is None or main not in killers or main not in context.scenes or name != "civilians":
        return None
    enemy = context.rival(main)  # a state's troops that kill people where only that state is at war
    return main if enemy is None or context.counts[enemy] < _AT_WAR else None


def _struck(scene: Scene, found: Found) -> str | None:
    """Return whose fighters an attack was upon that killed a bare figure: `a strike hit al-Shabab men, killing two`."""
    predicate = scene.parsed.doc[found.predicate] if found.predicate is not None else None
    if (
        predicate is None
        or predicate.dep_ not in {"advcl", "conj", "xcomp"}
        or predicate.head.lemma_.lower() not in _STRUCK
    ):
        return None
    target = next((c for c in predicate.head.children if c.dep_ == "dobj"), None)
    if target is None or (cls := classify(target)) is None or cls.name not in {"fighters", "soldiers", "police"}:
        return None
    return scene.actor_of(target)


def _are_guests(draft: Draft, context: Context) -> bool:
    """Tell whether a figure counts a foreign force, whose country has no part in what a report tells of its dead."""
    return (
        draft.population in _GUESTS
        and not context.about_soldiers
        and draft.actor not in {context.main_country, context.title_actor, None}
        and draft.actor not in context.scenes
    )


_TAKING = frozenset({"take", "hold", "have", "keep", "seize", "capture", "make", "bring"})
"""Verbs whose subject has taken the prisoners who are their object."""


def _killers(scene: Scene, found: Found, context: Context) -> set[str]:
    """Return the actors who did it: subjects and agents of the event, and whose strikes they were."""
    doc = scene.parsed.doc
    killers: set[str] = set()
    if found.predicate is not None:
        predicate = doc[found.predicate]
        if found.measure == "captured" and predicate.dep_ == "dobj" and predicate.head.lemma_.lower() in _TAKING:
            predicate = predicate.head  # `took 40 prisoners`
        subject, passive = transfers.subject_of(predicate)
        receives = predicate.lemma_.lower() in _RECEIVING  # `Israeli hospitals treated 40 people`
        mutual = subject is not None and subject.lemma_.lower() in _MUTUAL  # `clashes between the army and the rebels`
        if subject is not None and not passive and not receives and not mutual and found.head not in subtree(subject):
            rebels = (cls := classify(subject)) is not None and cls.name == "fighters"
            if not rebels:  # `Cameroonian separatists` are not Cameroon
                killers |= {
                    scene.actor_at[i]
                    for i in subtree(subject)
                    if i in scene.actor_at and (i == subject.i or i not in scene.place_at)
                }
            owner = next(
                (c for c in subject.children if c.lower_ in {"its", "their", "his"}),
                subject if subject.lower_ in {"it", "they", "he"} else None,
            )
            if owner is not None and (side := pronoun(scene, owner, context)):
                killers.add(side)
        agent = transfers.party_by_prep(scene, [predicate], "by")
        doer = next((t for c in predicate.children if c.dep_ == "agent" for t in c.children), None)
        own = doer is not None and doer.lemma_.lower() in _RULES and agent == context.main_country
        if (
            agent
            and not own
            and not (doer is not None and (cls := classify(doer)) is not None and cls.name == "fighters")
        ):
            killers.add(agent)
    for i, actor in scene.actor_at.items():
        head = doc[i].head
        if (
            doc[i].dep_ in {"amod", "compound", "poss"}
            and head.lemma_.lower() in ATTACKS
            and head.i != found.head
            and not tells(head)
        ):
            killers.add(actor)
    return killers


def _sufferer(scene: Scene, index: int, found: Found, context: Context) -> str | None:
    """Return the subject of a verb of suffering above a casualty: `Hamas had 12 fighters killed`."""
    doc = scene.parsed.doc
    current: Token = doc[found.predicate] if found.predicate is not None else doc[index]
    for _ in range(_UP):
        borne = any(c.dep_ == "relcl" and c.lemma_.lower() in _BEARING for c in current.children)
        if borne and current.i not in (index, found.head):  # `it is the Tuareg who have suffered most, with 210 dead`
            return subject_actor(scene, current, context)
        if current.pos_ in {"VERB", "AUX"} and current.lemma_.lower() in _SUFFERING:
            if is_speech(current) and current.lemma_.lower() not in {"acknowledge", "admit", "mourn", "lose"}:
                return None
            is_loss = found.noun is not None and found.noun.measure and found.noun.name != "captured_nouns"
            in_short = found.head is None and found.rule.startswith("state:")  # `with 210 dead`
            if current.lemma_.lower() in {"take", "have", "pay"} and not (is_loss or in_short):
                return None
            subject, passive = transfers.subject_of(current)
            if subject is not None and not passive and index not in subtree(subject):
                return subject_actor(scene, subject, context)
            return None
        if current.head.i == current.i:
            return None
        if current.pos_ in {"VERB", "AUX"} and current.i != found.predicate and current.lemma_.lower() != "be":
            return None
        current = current.head
    return None


_LOOSE = {
    "jihadist": "jihadists", "jihadi": "jihadists", "islamist": "Islamists", "bandit": "bandits",
    "gang member": "gangs", "member": "gangs", "gangster": "gangs", "separatist": "separatists",
}  # fmt: skip
"""Fighters of no named group, who go by what they are."""


def _rebels(scene: Scene, context: Context, killers: set[str], head: Token | None) -> str | None:
    """Return whose fighters they are: a group of the sentence, else the article's own where there is no doubt."""
    groups = [a for a in scene.actor_at.values() if actor_kind(a) in {"armed_group", "people"} and a not in killers]
    if groups:
        return groups[0]
    if context.groups and (
        len(context.groups) == 1 or context.counts[context.groups[0]] > 2 * context.counts[context.groups[1]]
    ):
        return context.groups[0]
    own = _LOOSE.get(head.lemma_.lower()) if head is not None else None
    return own or context.loose_group


def _army(scene: Scene, index: int, context: Context, killers: set[str]) -> str | None:
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
    teller = teller_of(scene) or scene.told_by(index, "military")
    if teller is not None and teller not in killers:
        return teller
    named = context.by_class.get("troops")
    if named is not None and named not in killers and context.about_soldiers and actor_kind(named) == "country":
        return named
    if context.about_soldiers and context.title_actor is not None and context.title_actor not in killers:
        return context.title_actor
    if context.main_country is not None and context.main_country not in killers:
        return context.main_country
    for place in scene.places:
        if place.place.country and place.place.country not in killers:
            return place.place.country
    return None


_NEAR = 12
"""Tokens within which a place is near a figure."""


def _places_near(scene: Scene, index: int) -> bool:
    """Tell whether a place stands near a figure, other than a country whose service or army speaks."""
    doc = scene.parsed.doc
    return any(
        abs(i - index) < _NEAR
        and i not in scene.speaking
        and not (scene.place_at[i].place.is_country and doc[i].dep_ in {"poss", "compound", "amod"})
        for i in scene.place_at
    )


def _located(scene: Scene, index: int, found: Found, killers: set[str]) -> str | None:
    """Return the country where it happened, by the places in the sentence."""
    doc = scene.parsed.doc
    doers: set[int] = set()
    if found.predicate is not None:
        subject, passive = transfers.subject_of(doc[found.predicate])
        rebels = subject is not None and (cls := classify(subject)) is not None and cls.name == "fighters"
        if subject is not None and rebels and not passive:
            doers = subtree(subject)
    near = sorted(scene.place_at, key=lambda i: abs(i - index))
    for strict in (True, False):
        for i in near:
            place = scene.place_at[i].place
            if not place.country or place.country in killers or scene.is_dateline(scene.parsed.starts[i]):
                continue
            if i in scene.speaking or i in doers:
                continue  # `officials in Rome say`, `gunmen from Mali killed`
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
