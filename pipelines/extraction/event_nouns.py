"""Nouns that name the event: `600 deaths`, `the deaths of five officers`, `an 800-strong force`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.extraction.deployments import people_subject
from pipelines.extraction.event_words import COMBAT, RELEASES, event_nouns, word_set
from pipelines.extraction.figures import Found, Rejected
from pipelines.extraction.nouns import NounClass
from pipelines.extraction.predicates import governor

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Figure, Setting

_COUNTED_EVENTS = {
    "execution": "killed",
    "beheading": "killed",
    "assassination": "killed",
    "kidnapping": "captured",
    "abduction": "captured",
    "murder": "killed",
}
_STRONG_FORCES = word_set(
    "force contingent grouping unit corps mission group detachment battalion brigade garrison deployment "
    "peacekeeping team"
)
_RECRUITING = word_set("recruit enlist conscript draft mobilise mobilize hire press contract")
_GAMES_AND_BUSINESS = word_set(
    "row consecutive straight season match game league playoff playoffs coach cup wins defeats draws tournament "
    "bank company firm insurer insurers investors shares quarter revenue profit profits earnings retailer airline fund "
    "job jobs"
)
_AMONG_THEM = re.compile(r"\b(?:including|among them|of whom|among whom)(?: at least| some| about| another)?$")
_HEAPS = word_set("group total number wave batch toll crowd team")


def read_casualty_noun(setting: Setting, figure: Figure) -> Found | Rejected | None:
    """`600 deaths`, `4,700 casualties`, `250 hostages`."""
    head, noun = figure.head, figure.noun
    if head is None:
        return None
    lemma = head.lemma_.lower()
    if noun is None and lemma in _COUNTED_EVENTS:
        return Found("casualties", _COUNTED_EVENTS[lemma], "noun:event", head.i, head.i, None, confidence=0.7)
    if noun is None or noun.measure is None:
        return None
    if noun.name == "captured_nouns":
        if (
            setting.previous is not None
            and setting.previous.measure in {"killed", "wounded", "casualties"}
            and _AMONG_THEM.search(setting.before(figure.token.i, 3))
        ):
            return None  # `killed 17 people, including seven prisoners`
        verb = governor(head)
        if verb is not None and verb.lemma_.lower() in _RECRUITING and head.dep_ in {"dobj", "nsubjpass"}:
            return Found("troops", "recruited", "verb:recruit", head.i, verb.i, noun)  # from their cells to the front
        if (verb is not None and verb.lemma_.lower() in RELEASES | {"rescue"}) or setting.words & {
            "exchange",
            "swap",
            "released",
            "freed",
            "exchanged",
            "swapped",
        }:
            return Rejected("released, not captured")
    if lemma == "funeral" or (lemma == "killing" and figure.token.i + 1 != head.i):
        return None
    if lemma == "loss" and setting.words & _GAMES_AND_BUSINESS and not setting.words & COMBAT:
        return Rejected("losses of a game or a business")
    measure = noun.measure
    joined = {child.lemma_.lower() for child in head.children if child.dep_ == "conj"} | {
        a.lower_ for a in head.children if a.dep_ == "amod"
    }
    if (
        noun.name == "killed_nouns"
        and joined & {"injury", "wounded", "injured"}
        and not any(c.i in setting.parsed.quantities for t in head.conjuncts for c in t.subtree)
    ):
        measure = "casualties"
    if noun.name == "casualties_nouns" and joined & {"irrecoverable", "fatal"}:
        measure = "killed"
    return Found("casualties", measure, f"noun:{measure}", head.i, head.i, noun, confidence=0.95)


def read_event_noun(setting: Setting, figure: Figure) -> Found | None:
    """`the deaths of five officers`, `the deployment of 600 troops`, `an 800-strong force`."""
    if figure.counts_things:
        return None
    head, at = figure.head, figure.token.i
    quantity = setting.parsed.quantities[at]
    # "-strong" is read as part of the numeral, which then ends behind the printed figure
    is_strong = setting.parsed.ends[at] > quantity.end and not quantity.absorbs_end
    if is_strong and head is not None:
        lemma = head.lemma_.lower()
        if lemma in {"army", "military"}:
            return None
        if lemma in _STRONG_FORCES:
            soldiers = NounClass("soldiers", "soldiers")
            return Found("troops", "deployed", "noun:deployment", head.i, head.i, soldiers, confidence=0.8)
    if not is_strong and setting.doc[min(at + 1, len(setting.doc) - 1)].lower_ == "strong":
        if setting.previous is None or setting.previous.subject != "laborers":
            return Found("troops", "deployed", "noun:deployment", None, None, figure.noun, confidence=0.6)
        return Found("laborers", "dispatched", "noun:dispatch", None, None, figure.noun, confidence=0.6)
    current = figure.node
    for _ in range(4):
        if current.dep_ in {"conj", "appos"}:
            current = current.head
            continue
        preposition = current.head
        if not (
            current.dep_ == "pobj"
            and preposition.dep_ == "prep"
            and preposition.lower_ in {"of", "for", "among", "numbering"}
        ):
            return None
        above = preposition.head
        lemma = above.lemma_.lower()
        if lemma == "life" and above.head.lemma_.lower() in {"claim", "take", "cost", "lose", "end"}:
            return Found("casualties", "killed", "noun:life", figure.node.i, above.i, figure.noun, confidence=0.9)
        if lemma in event_nouns() and above.pos_ in {"NOUN", "PROPN", "VERB"}:
            return _under_event(setting, figure, above)
        if lemma not in _HEAPS:
            return None
        current = above
    return None


def _under_event(setting: Setting, figure: Figure, above: Token) -> Found | None:
    """Return what a noun of an event says of the figure under it."""
    noun, at = figure.noun, figure.node.i
    lemma = above.lemma_.lower()
    kind, measure = event_nouns()[lemma]
    if measure == "deployed":
        subject = people_subject(setting, figure, above, kind)
        if subject == "laborers":
            return Found("laborers", "dispatched", "noun:dispatch", at, above.i, noun, confidence=0.8)
        is_force = noun is None and kind == "deployment" and lemma in {"contingent", "force", "garrison", "detachment"}
        if (subject == "troops" or is_force) and lemma != "number":
            return Found("troops", "deployed", "noun:deployment", at, above.i, noun, confidence=0.8)
        return None
    if measure == "dispatched":
        return None
    if measure == "recruited":
        subject = people_subject(setting, figure, above, kind) or "troops"
        return Found(subject, "recruited", "noun:recruitment", at, above.i, noun, confidence=0.8)
    if lemma == "loss" and figure.counts_people:
        measure = "casualties" if above.lower_ == "losses" else "killed"
    return Found("casualties", measure, f"noun:{kind}", at, above.i, noun, confidence=0.9)
