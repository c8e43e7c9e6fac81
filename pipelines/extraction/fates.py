"""A fate stated next to the figure: `300 killed`, `killing 12`, `Killed: 53,760`, `the bodies of 1,000 soldiers`.

These are the steps with the closest evidence. A fate that has to be reached over the parse is in `verbs` and
`event_nouns`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.event_words import event_nouns, states, verb_entry, word_set
from pipelines.extraction.figures import Found
from pipelines.extraction.nouns import TROOPS
from pipelines.extraction.predicates import governor

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Figure, Setting

_AUXILIARIES = word_set("be is are was were been being has have had having 've 's 're to get got")
_FILL = word_set(
    "people person persons others other more of them whom all also reportedly reported confirmed allegedly so far "
    "least at believed feared presumed thought known now already still both further additional have has had been "
    "were was are is being be the his her its their including those as taken left found declared listed counted "
    "pronounced shot stabbed beaten hacked burned burnt remain remained gone went go and either said to seriously "
    "badly severely critically lightly mostly mainly when"
)
"""Words that may stand between a figure and the state of those it counts."""
_BETWEEN_STATES = word_set("or and / , were was been seriously severely badly have has gone taken either")
_JOINING_STATES = word_set("or and / , been seriously severely either")
_BEFORE_OBJECT = word_set("another a further the some as many up additional also about all an its their other")
_LOST_PEOPLE = word_set("personnel manpower troops soldiers servicemen military")
_LEFT = re.compile(r"\b(?:leave|leaves|leaving|left)\b(?! (?:for|the|their|his|its))[^,;]*$")
_LIMBS = word_set("limb leg arm eye eyesight sight foot hand")
_MOVING = word_set("send transport take bring fly ship transfer evacuate move carry come go")
_FATES_AS_NOUNS = frozenset({"deaths", "fatalities", "injuries"})
_CASUALTIES = frozenset({"killed", "wounded", "missing", "captured", "casualties"})


def read_repatriated(setting: Setting, figure: Figure) -> Found | None:
    """`the bodies of 1,000 soldiers were returned`, `2,000 wounded were flown home`."""
    head, noun = figure.head, figure.noun
    if head is None or noun is None:
        return None
    is_dead = noun.name == "killed_nouns" and head.lemma_.lower() in {"body", "corpse", "remain", "dead"}
    bodies = next(
        (a for a in head.ancestors if a.lemma_.lower() in {"body", "remain", "ash", "corpse"} and a.pos_ == "NOUN"),
        None,
    )
    if not (is_dead or bodies or noun.name == "wounded_nouns"):
        return None
    verb = governor(bodies or head)
    if verb is not None and (
        _is_going_home(verb)
        or (
            (is_dead or bodies)
            and verb.lemma_.lower() in {"hand", "receive", "repatriate", "return", "transfer"}
            and setting.words & {"repatriated", "returned", "repatriation", "handed", "transferred"}
        )
    ):
        return Found("casualties", "repatriated", "repatriate", head.i, verb.i, noun)
    return None


_IN_BRACKETS = re.compile(r"(?:[\w-]+ ){0,2}?\( ([a-z]+) \)")
"""A fate in brackets: `400 irrecoverable (killed) losses`."""
_IN_HOSPITAL = re.compile(
    r"(?:[\w-]+ ){0,3}?(?:are|were|was|is|remain|remained|had been|have been|has been) (?:still |now |also )?"
    r"(?:(?:in|at|taken to|rushed to|brought to) (?:the |a |\w+ )?(?:hospitals?|clinics?)\b"
    r".{0,20}\b(?:burns?|wounds?|injur\w+|shrapnel)\b"
    r"|(?:in|listed in) (?:a )?(?:critical|serious|grave) condition\b|in intensive care\b"
    r"|being treated for (?:[\w-]+ ){0,2}?(?:burns?|wounds?|injur\w+|shrapnel)\b)"
)
"""What is said of those who were hurt without saying so."""


def read_state(setting: Setting, figure: Figure) -> Found | None:
    """`300 killed`, `70 others reportedly hurt`, `14 people were shot dead`."""
    doc, noun = setting.doc, figure.noun
    if _is_base(setting, figure):
        return None
    if not figure.counts_things and _IN_HOSPITAL.match(setting.after(figure.token.i, 14)):
        return Found("casualties", "wounded", "state:wounded", figure.head_index, figure.token.i, noun, confidence=0.8)
    bracket = _IN_BRACKETS.match(setting.after(figure.token.i, 8))
    if bracket and bracket.group(1) in states():
        measure = states()[bracket.group(1)]
        return Found("casualties", measure, f"state:{measure}", None, figure.token.i, None, confidence=0.8)
    seen_aux = False
    for at in range(figure.token.i + 1, min(len(doc), figure.token.i + 14)):
        word = doc[at]
        lower = word.lower_
        if at in setting.parsed.quantities:
            if doc[at - 1].lower_ in {"and", ","} and not seen_aux and _LEFT.search(setting.before(figure.token.i, 6)):
                continue  # `left seven soldiers and 23 militants dead`
            return None
        if lower in states() and doc[at - 1].lower_ == "the":
            return None  # `3,961, the injured at 16,520`: the next one's
        if lower in _FATES_AS_NOUNS and doc[at - 1].lower_ in {"and", "or", ",", "multiple", "several", "many"}:
            return None  # `the deaths of 20 civilians and injuries to 37`: the next one's
        if states().get(lower) == "captured" and [t.lower_ for t in doc[at - 2 : at]] == ["being", "held"]:
            return None  # `soldiers being held captive were killed`: the verb says what befell them
        if lower in states():
            return _state_at(setting, figure, at, seen_aux=seen_aux)
        if lower in {"lost", "lose", "losing", "gave", "laid"}:
            near = {t.lemma_.lower() for t in doc[at + 1 : at + 5]}
            if lower in {"lost", "lose"} and near & _LIMBS:
                return Found("casualties", "wounded", "state:wounded", figure.head_index, at, noun)
            if "life" in near:
                return Found("casualties", "killed", "die", figure.head_index, at, noun)
        if lower in _AUXILIARIES:
            seen_aux = True
        elif lower in _FILL or word.pos_ in {"ADJ", "ADV"}:
            continue
        elif word.pos_ in {"NOUN", "PROPN"} or at in setting.demonyms or lower in {"-", "'s"}:
            if seen_aux and at not in setting.demonyms:
                return None
        elif word.pos_ != "DET":
            return None
    return None


def _is_base(setting: Setting, figure: Figure) -> bool:
    """Tell whether a figure is the whole that another is a share of: `40 of the 900 recruits were killed`."""
    at = figure.token.i
    words = setting.before(at, 3)
    return words.endswith(("of the", "of its", "of their", "of some", "of an estimated", "of the roughly")) and any(
        at - 6 < i < at for i in setting.parsed.quantities
    )


def _state_at(setting: Setting, figure: Figure, at: int, *, seen_aux: bool) -> Found | None:
    """Return the fate that the word at a token states of the figure, unless it is an act upon others."""
    doc, head, noun = setting.doc, figure.head, figure.noun
    word = doc[at]
    measure = states()[word.lower_]
    following = doc[at + 1] if at + 1 < len(doc) else None
    if (
        word.tag_ in {"VBD", "VBG", "VB", "VBP"}
        and not seen_aux
        and following is not None
        and head is not None
        and at > head.i
    ):
        objects = [c for c in word.children if c.dep_ in {"dobj", "obj"} and c.i > at]
        if objects or following.pos_ in {"DET", "NUM", "PRON"} or following.i in setting.parsed.quantities:
            return None  # `300 rebels killed 20 villagers`
    if (
        word.lower_ in {"killed", "wounded", "injured", "captured"}
        and following is not None
        and following.i in setting.parsed.quantities
        and doc[at - 1].lower_ not in {"were", "was", "been", "and"}
        and not seen_aux
        and head is not None
        and head.i < at
        and noun is not None
        and noun.name in TROOPS
    ):
        return None
    measure = joined_states(setting, at) or measure
    if head is not None and head.i > at:  # `60 wounded recruits`, `40 dead bodies`
        verb = governor(head)
        if verb is not None and measure == "wounded" and _is_going_home(verb):
            measure = "repatriated"
        elif verb is not None and measure == "wounded" and verb.lemma_.lower() in {"capture", "seize"}:
            return None  # `captured two wounded conscripts`: the verb says what befell them
    if figure.counts_things:
        return None
    if (
        noun is not None
        and noun.measure
        and head is not None
        and head.i < at
        and noun.measure != measure
        and noun.name != "captured_nouns"
    ):
        return None
    return Found("casualties", measure, f"state:{measure}", figure.head_index, at, noun, confidence=0.95)


def joined_states(setting: Setting, at: int) -> str | None:
    """Return `casualties` where killed and wounded are given together ("killed or wounded")."""
    doc = setting.doc
    kinds = {states()[doc[at].lower_]}
    for i in range(at + 1, min(len(doc), at + 8)):
        lower = doc[i].lower_
        if i in setting.parsed.quantities:
            break
        if lower in states():
            labels = i + 1 < len(doc) and (
                doc[i + 1].text in {"-", "\u2013", "\u2014", ":"} or i + 1 in setting.parsed.quantities
            )
            if doc[i - 1].lower_ in _JOINING_STATES and not labels:
                kinds.add(states()[lower])
        elif lower not in _BETWEEN_STATES:
            break
    return "casualties" if {"killed", "wounded"} <= kinds else None


def _is_going_home(verb: Token) -> bool:
    """Tell whether a verb takes somebody home ("were flown back", "repatriated")."""
    words = {t.lower_ for t in verb.subtree}
    lemmas = {verb.lemma_.lower(), *(c.lemma_.lower() for c in verb.conjuncts)}
    return bool(lemmas & {"repatriate", "return"} or (words & {"home", "homeland", "back"} and lemmas & _MOVING))


def read_labelled(setting: Setting, figure: Figure) -> Found | None:
    """`Killed: 53,760`, `wounded - almost 2,700`, `killing 12`, `wounded 30`, `left 30 dead`."""
    return _in_table_of_losses(setting, figure) or _after_label(setting, figure) or _after_verb(setting, figure)


def _in_table_of_losses(setting: Setting, figure: Figure) -> Found | None:
    """`Personnel: about 980,500 (+1,080)` in a daily table of losses, as armies print it."""
    at = figure.token.i
    label = setting.before(at, 4)
    if not setting.in_losses or setting.doc[0].lower_ not in _LOST_PEOPLE:
        return None
    if (
        re.search(
            r"^(?:personnel|manpower|troops|soldiers|servicemen|military personnel)\b.*(?:[:–—-]|personnel)$", label
        )
        or (label.endswith("+") and setting.previous is not None and setting.previous.rule == "labelled")
        or (label.endswith("( +") and setting.previous is not None)
    ):
        return Found("casualties", "casualties", "labelled", None, 0, None, confidence=0.85)
    return None


def _after_label(setting: Setting, figure: Figure) -> Found | None:
    """`Killed: 53,760`, `wounded - almost 2,700`."""
    doc = setting.doc
    at = figure.token.i - 1
    if at > 0 and doc[at].lower_ in {"at", "to"} and doc[at - 1].lower_ in states() and not figure.counts_things:
        # `put the number of dead at 3,961 and the injured at 16,520`
        kinds = {states().get(t.lower_) for t in doc[max(0, at - 4) : at]}
        fate = "casualties" if {"killed", "wounded"} <= kinds else states()[doc[at - 1].lower_]
        return Found("casualties", fate, "labelled", figure.head_index, at - 1, figure.noun, confidence=0.85)
    if at < 0 or doc[at].text not in {":", "-", "–", "—", "=", "("}:
        return None
    at -= 1
    while at >= 0 and doc[at].lower_ in {"total", "number", "people", "(", ")", "of"}:
        at -= 1
    if at < 0:
        return None
    label = doc[at].lower_
    measure = states().get(label)
    if not measure and at < 6:  # further in, a noun before a dash is part of a sentence, not a label
        measure = event_nouns().get(doc[at].lemma_.lower(), (None, None))[1]
    if label in {"casualties", "losses"}:
        measure = "casualties"
    if measure not in _CASUALTIES or figure.counts_things:
        return None
    if {"killed", "wounded"} <= {states().get(t.lower_) for t in doc[max(0, at - 3) : at + 1]}:
        measure = "casualties"
    return Found("casualties", measure, "labelled", figure.head_index, at, figure.noun, confidence=0.85)


def _after_verb(setting: Setting, figure: Figure) -> Found | None:
    """`killing 12`, `wounded 30`."""
    doc, head, noun = setting.doc, figure.head, figure.noun
    at = figure.token.i - 1
    while at >= 0 and doc[at].lower_ in _BEFORE_OBJECT:
        at -= 1
    if at < 0:
        return None
    verb = doc[at]
    before = doc[at - 1].lower_ if at > 0 else ""
    entry = verb_entry(verb.lemma_.lower(), {"kill", "wound", "capture"})
    if (
        entry is None
        or verb.pos_ not in {"VERB", "AUX", "ADJ", "NOUN"}
        or verb.tag_ == "NN"
        or (before in {"was", "were", "been", "are", "is", "be"} and noun is None and head is None)
    ):
        return None
    name, data = entry
    if verb.tag_ == "VBN" and before in {"were", "was", "been"}:
        return None
    if figure.counts_things:
        return None
    if name == "capture" and not figure.counts_people and not setting.names_a_people(head):
        return None
    measure = _both(setting, at) or str(data["measure"])
    return Found("casualties", measure, f"verb:{name}", figure.head_index, at, noun, confidence=0.95)


def _both(setting: Setting, at: int) -> str | None:
    """`killing or wounding 30`, `killed and injured 12`."""
    doc = setting.doc
    if at >= 2 and doc[at - 1].lower_ in {"or", "and"}:
        first = verb_entry(doc[at - 2].lemma_.lower(), {"kill", "wound"})
        second = verb_entry(doc[at].lemma_.lower(), {"kill", "wound"})
        if first and second and first[0] != second[0]:
            return "casualties"
    return None
