"""People who are somewhere for an army or an employer: whether they count as troops or labourers, and are there.

What the verbs and nouns of a deployment share is here, and the last step, where only a place says it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.event_words import COMBAT, LABOUR, word_set
from pipelines.extraction.figures import Found
from pipelines.extraction.nouns import TROOPS
from pipelines.extraction.predicates import governor

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Figure, Setting
    from pipelines.extraction.nouns import NounClass

_WEAK_VERBS = word_set(
    "have order put move go come reach cross bring take stand stay remain add offer serve operate participate supply "
    "provide hand enter base train land leave field"
)
_STRONG_VERBS = word_set("send deploy dispatch despatch commit lend station post")
_PLACE_MARKS = word_set("there here to in into at near on along across from inside for alongside with")
_ARMY_WORDS = COMBAT | word_set(
    "deployed troops soldiers personnel workers forces fighters peacekeepers police labourers laborers mercenaries "
    "russia"
)
_AID = word_set("health aid medical humanitarian rescue emergency un")
_ANYONE = word_set(
    "people person man citizen national foreigner woman other compatriot volunteer individual countryman migrant "
    "student convict prisoner inmate african european asian westerner villager"
)
"""Nouns that leave open whether their people are soldiers or workers."""
_FIGHTING = COMBAT - {"recruit", "recruited", "enlisted"}
_GONE_ON = word_set("strike leave trial holiday hunger record show to about")
"""What people go on without leaving."""
_UNITS = word_set("battalion company brigade regiment platoon squad division contingent detachment garrison")
_MINORS = word_set("boy girl child minor teenager youth youngster adolescent schoolboy schoolchild")
_PRESSING = word_set("conscript press mobilise mobilize coerce")
"""What is done to minors, who are hired for nothing else that is told of."""
_KEEPING = word_set("have keep add contribute provide send station promise bring")
_THERE_IS = word_set(
    "speak talk detect identify confirm be have remain keep maintain say report station hold estimate count see believe"
)
_DEFENDING = frozenset({"hold", "defend", "guard", "man", "garrison"})
_BEING_THERE = frozenset({"be", "have", "remain", "keep", "maintain", "count", "see"})
_OF_THEM = ("of them", "of those", "of these", "of whom")
_PLACE_PREPOSITIONS = word_set("in at near on along inside across to")


def people_subject(setting: Setting, figure: Figure, predicate: Token, name: str) -> str | None:
    """Return `troops` or `laborers` for the people that a predicate sends somewhere, or null where neither fits.

    `name` is the lexicon's name of the predicate ("send", "recruit").
    """
    head, noun = figure.head, figure.noun
    if noun is not None and noun.name in TROOPS:
        return "troops"
    if head is not None and head.dep_ == "appos" and head.head.lemma_.lower() in _UNITS:
        return "troops"  # `two battalions, some 1,500 men`
    if noun is not None and noun.name == "workers":
        if head is not None and {c.lower_ for c in head.children} & _AID:
            return None
        return "laborers"
    is_neutral = (noun is None and head is None) or (
        noun is not None
        and noun.name == "civilians"
        and head is not None
        and (
            setting.names_a_people(head)
            or head.lemma_.lower() in _ANYONE
            or (
                head.lemma_.lower() in _MINORS
                and (predicate.lemma_.lower() in _PRESSING or (name == "recruit" and bool(setting.words & _FIGHTING)))
            )
        )
    )
    if not is_neutral:
        return None
    words = setting.words
    if name in {"work", "employ"} and head is not None:
        return "laborers"
    if (
        name == "arrive"
        and noun is not None
        and not words & (COMBAT - {"soldier", "soldiers", "troops", "war", "army", "military", "unit"})
        and not words & LABOUR
        and not _JOINING.search(setting.doc.text)
    ):
        return None
    if name == "enlist" and words & {"defence", "defense", "army", "military", "armed"}:
        return "troops"
    if (
        name in {"recruit", "enlist"}
        and not words & (LABOUR - {"hired", "hire"})
        and predicate.lemma_.lower() not in {"hire", "contract", "employ", "join", "sign", "lure"}
    ):
        return "troops"
    if words & LABOUR and not words & {"soldiers", "troops", "fight", "fighting", "combat", "mercenaries"}:
        return "laborers"
    if words & COMBAT:
        return "troops"
    if setting.previous is not None and setting.previous.subject in {"troops", "laborers"}:
        return setting.previous.subject
    return setting.default_subject if predicate.lemma_.lower() in _STRONG_VERBS else None


_JOINING = re.compile(
    r"\bjoin(?:ed|ing)? (?:the |its |his |their )?(?:\w+ )?(?:war|fight|army|front|ranks|forces|militia)\b"
)


def is_deployment(setting: Setting, verb: Token, lemma: str, noun: NounClass | None) -> bool:
    """Tell whether a verb means a deployment: weak ones ("go", "have", "put") need a place or an army's business."""
    if lemma not in _WEAK_VERBS or (lemma == "bring" and any(c.dep_ == "prt" for c in verb.children)):
        return True
    if (
        lemma in {"supply", "provide", "contribute"}
        and noun is not None
        and noun.name in TROOPS - {"police", "officers"}
    ):
        return True
    if lemma == "have" and any(
        c.dep_ == "nsubj" and c.lemma_.lower() in {"army", "military", "force"} for c in verb.children
    ):
        return False  # the size of an army
    if lemma in {"reach", "enter"} and any(c.dep_ == "dobj" for c in verb.children):
        return True
    near = {c.lower_ for c in verb.children if c.dep_ in {"prep", "agent", "mark", "advmod"}} | {
        c.lower_ for x in verb.children if x.dep_ in {"dobj", "nsubjpass"} for c in x.children if c.dep_ == "prep"
    }
    if not near & _PLACE_MARKS:
        return False
    if lemma == "go" and any(
        c.lower_ == "on" and (at := next(iter(c.children), None)) is not None and at.lemma_.lower() in _GONE_ON
        for c in verb.children
    ):
        return False
    return (noun is not None and noun.name in TROOPS | {"workers"}) or bool(setting.words & _ARMY_WORDS)


def read_presence(setting: Setting, figure: Figure) -> Found | None:
    """`There are 12,000 soldiers in Kursk`, `the 900 US troops stationed in Syria`."""
    head, noun = figure.head, figure.noun
    if head is None:
        return _more_of_them(setting, figure.token)
    if noun is not None and noun.name == "workers" and head.dep_ == "nsubj" and head.head.lemma_ == "be":
        there = any(c.dep_ == "prep" and c.lower_ in _PLACE_PREPOSITIONS for c in head.head.children)
        if there and people_subject(setting, figure, head.head, "work") == "laborers":
            return Found("laborers", "employed", "presence", head.i, head.head.i, noun, confidence=0.6)
    if noun is None or noun.name not in TROOPS - {"officers", "police"}:
        return None
    verb = governor(head)
    lemma = verb.lemma_.lower() if verb is not None else None
    if (
        verb is not None
        and lemma in {"number", "total", "comprise"}
        and any(
            c.dep_ == "nsubj" and c.lemma_.lower() in {"it", "mission", "force", "contingent", "deployment", "they"}
            for c in verb.children
        )
    ):
        return Found("troops", "deployed", "presence", head.i, verb.i, noun, confidence=0.6)
    if verb is not None and head.dep_ == "pobj" and head.head.dep_ == "agent" and lemma in _DEFENDING:
        return Found("troops", "deployed", "presence", head.i, verb.i, noun, confidence=0.6)
    words = setting.words
    if words & {"active-duty", "reservists"} or {"strong", "army"} <= words:
        return None
    has_place = any(
        c.dep_ == "prep" and c.lower_ in _PLACE_PREPOSITIONS
        for c in [
            *head.children,
            *(head.head.children if head.head.lemma_ in _BEING_THERE else ()),
        ]
    )
    if (
        has_place
        and noun.name == "fighters"
        and not (head.dep_ in {"nsubj", "dobj"} and lemma in {"be", "have", "count", "keep"})
    ):
        return None
    if has_place and (lemma is None or lemma in _THERE_IS):
        return Found(
            "troops", "deployed", "presence", head.i, verb.i if verb is not None else None, noun, confidence=0.6
        )
    return None


def _more_of_them(setting: Setting, token: Token) -> Found | None:
    """`... and has 300 in Syria`: a bare figure under a verb of keeping, for those who were counted before."""
    previous = setting.previous
    if previous is None or previous.subject not in {"troops", "laborers"}:
        return None
    verb = governor(token)
    if verb is not None and verb.lemma_ == "be" and token.dep_ == "nsubj" and setting.after(token.i, 2) in _OF_THEM:
        place = any(c.dep_ == "prep" and c.lower_ in _PLACE_PREPOSITIONS for c in verb.children)
        if place and previous.measure in {"deployed", "dispatched", "employed"}:
            return Found(previous.subject, previous.measure, "presence", None, verb.i, previous.noun, confidence=0.6)
    if (
        verb is None
        or verb.lemma_.lower() not in _KEEPING
        or setting.parsed.quantities[token.i].currency
        or token.dep_ not in {"dobj", "nummod", "pobj"}
    ):
        return None
    measure = previous.measure if previous.measure != "returned" else "deployed"
    return Found(previous.subject, measure, "presence", None, verb.i, previous.noun, confidence=0.5)
