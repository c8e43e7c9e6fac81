"""The verb that governs the counted noun: whose lexicon entry fits it in that role, and what it says of the figure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.deployments import is_deployment, people_subject
from pipelines.extraction.event_words import states, verbs, word_set
from pipelines.extraction.fates import joined_states
from pipelines.extraction.figures import Found
from pipelines.extraction.nouns import TROOPS
from pipelines.extraction.parties import subject_of
from pipelines.extraction.predicates import lemma_of, modifiers, roles
from pipelines.extraction.sides import ATTACKS

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Figure, Setting

_AS_CAPTIVES = re.compile(r"\b(?:as (?:a )?(?:prisoners?|captives?|hostages?)|into captivity)\b")


def read_verb(setting: Setting, figure: Figure) -> Found | None:
    """The verb that governs the counted noun, then what modifies it."""
    if figure.counts_things:
        return None
    if setting.previous is not None and setting.before(figure.token.i, 2) == "among them":
        return None  # a part of the figure before, whatever the verb
    token, head, doc = figure.token, figure.head, setting.doc
    node = figure.node
    is_behind = head is not None and head.i < token.i  # `fighters were sent, 400 of them by plane`
    if not is_behind and token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "of" and token.dep_ != "nummod":
        node = token  # `thousands of soldiers`: the numeral is what hangs on the verb
    for verb, role in roles(node):
        found = _by_verb(setting, figure, verb, role)
        if found is not None:
            return found
    for modified in [node] if head is None or head.i == node.i else [node, head]:
        for verb, role in modifiers(modified):
            found = _by_verb(setting, figure, verb, role)
            if found is not None:
                return found
    return None


def _by_verb(setting: Setting, figure: Figure, verb: Token, role: str) -> Found | None:
    """Return what the first fitting entry of a verb says of a noun in a role."""
    noun, previous = figure.noun, setting.previous
    lemma = lemma_of(setting, verb)
    if (
        role in {"subject", "object"}
        and (noun is None or noun.is_people)
        and _AS_CAPTIVES.search(setting.doc.text)
        and lemma in {"bring", "take", "hold", "send", "move", "fall"}
    ):
        return Found("casualties", "captured", "verb:capture", figure.head_index, verb.i, noun, confidence=0.8)
    for name, entry in verbs().get(lemma, ()):
        if name == "suffer":
            if role == "subject" and _accepts(entry, figure) and _has_object(verb, "injury", "wound", "burn", "trauma"):
                return Found("casualties", "wounded", "verb:suffer", figure.head_index, verb.i, noun)
            continue
        if name == "missing" and lemma == "be_unaccounted":
            role = "subject"  # the parse of "are unaccounted for" makes anything of them
        if (
            entry["counted"] not in ("either", role)
            or role not in {"subject", "object"}
            or not _accepts(entry, figure)
            or (name == "capture" and not _can_be_captured(setting, figure))
            or (name == "lose" and not (figure.counts_people and _costs_lives(figure, verb, lemma)))
            or (name == "treat" and not _is_treated_for_wounds(setting, verb))
            # leaders fall from power and people fall ill; soldiers fall
            or (name == "die" and lemma == "fall" and (noun is None or noun.name not in TROOPS))
        ):
            continue
        if name == "lose":
            measure = "casualties" if {"killed", "wounded"} <= setting.words else "killed"
            return Found("casualties", measure, "verb:lose", figure.head_index, verb.i, noun, confidence=0.75)
        by_class = entry.get("by_class")
        if not isinstance(by_class, dict):
            if entry["measure"] is None:
                continue
            fate = joined_states(setting, verb.i) if verb.lower_ in states() else None
            return Found("casualties", fate or str(entry["measure"]), f"verb:{name}", figure.head_index, verb.i, noun)
        subject = people_subject(setting, figure, verb, name)
        if subject is None or subject not in by_class:
            continue
        is_carried = (
            previous is not None
            and previous.subject == subject
            and (noun is None or noun.name == "civilians" or lemma in {"have", "bring", "contribute", "provide"})
        )
        if name in {"arrive", "send"} and not is_carried and not is_deployment(setting, verb, lemma, noun):
            continue
        if name == "enlist" and lemma == "join" and _joins_a_state_in(verb):
            by_class = {subject: "deployed" if subject == "troops" else "dispatched"}
        return Found(subject, str(by_class[subject]), f"verb:{name}", figure.head_index, verb.i, noun, confidence=0.85)
    return None


_DEADLY = ATTACKS | word_set(
    "blast explosion bomb mine landmine battle fighting clash violence conflict fight crash flood quake earthquake "
    "disease epidemic outbreak cholera famine hunger massacre crackdown siege disaster collapse storm shooting it they "
    "which that campaign capture defence defense advance retreat"
)
"""What can claim, take or cost people: a bus that takes them only carries them."""


def _costs_lives(figure: Figure, verb: Token, lemma: str) -> bool:
    """Tell whether people are lost, or claimed, taken or cost by something deadly."""
    if lemma == "lose" or (figure.head is not None and figure.head.lemma_.lower() in {"life", "soul", "victim"}):
        return True
    if any(c.dep_ == "prt" for c in verb.children):
        return False
    subject, passive = subject_of(verb)
    return subject is not None and not passive and subject.lemma_.lower() in _DEADLY


def _joins_a_state_in(verb: Token) -> bool:
    """Tell whether troops join another country in something: `joined Eritrea in the offensive`."""
    partner = next((c for c in verb.children if c.dep_ == "dobj" and c.pos_ == "PROPN"), None)
    return partner is not None and any(
        c.dep_ == "prep" and c.lower_ == "in" for c in [*verb.children, *partner.children]
    )


def _accepts(entry: dict[str, object], figure: Figure) -> bool:
    """Tell whether a verb's entry takes the class of the counted noun."""
    name = figure.noun.name if figure.noun is not None else None
    classes, banned = entry.get("classes"), entry.get("not_classes", [])
    return not (isinstance(classes, list) and name not in classes) and not (isinstance(banned, list) and name in banned)


def _has_object(verb: Token, *lemmas: str) -> bool:
    return any(c.dep_ == "dobj" and c.lemma_.lower() in lemmas for c in verb.children)


def _can_be_captured(setting: Setting, figure: Figure) -> bool:
    """Tell whether a figure counts people, so that no towns or positions are taken for prisoners."""
    if figure.head is None:
        return setting.previous is not None and setting.previous.subject == "casualties"
    return figure.counts_people or setting.names_a_people(figure.head)


def _is_treated_for_wounds(setting: Setting, verb: Token) -> bool:
    """Tell whether those treated were hurt: by the words of the sentence, or in a hospital after casualties."""
    if {t.lemma_.lower() for t in setting.doc} & {"wound", "injury", "wounded", "injured", "burn", "shrapnel"}:
        return True
    in_hospital = any(
        c.dep_ == "nsubj" and c.lemma_.lower() in {"hospital", "clinic", "doctor", "medic", "nurse"}
        for c in verb.children
    )
    return in_hospital and setting.previous is not None and setting.previous.subject == "casualties"
