"""Which noun a numeral counts, and what that noun is.

Only the phrase around the numeral is looked at here; what happened to those it counts is for the other steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.extraction.animacy import is_common, names_people
from pipelines.extraction.attributive import UNITS
from pipelines.extraction.event_words import states, word_set
from pipelines.extraction.nouns import NounClass, classify

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Setting

_DURATIONS = word_set(
    "year month week day hour weekend time decade monday tuesday wednesday thursday friday saturday sunday"
)
_COUNTING_LABELS = word_set("nummod amod compound nmod quantmod det advmod npadvmod poss")
_WITHIN = word_set("compound nmod amod npadvmod")
_PREFIXES = frozenset({"ex", "non", "anti", "pro", "co", "fellow"})
_NOUNS = frozenset({"NOUN", "PROPN"})


def counted_noun(setting: Setting, token: Token) -> Token | None:
    """Return the noun that a numeral counts, or null where it stands alone ("30 were killed")."""
    doc = setting.doc
    before = _antecedent(setting, token)
    if before is not None:
        return before
    following = token.i + 1
    if following < len(doc) and doc[following].lower_ == "of":
        for child in token.children:
            if child.i == following:
                for target in child.children:
                    if target.dep_ == "pobj":
                        return None if target.lower_ in {"them", "whom", "those", "which", "these"} else target
        return _last_of_run(setting, following + 1)
    head = token.head
    if (
        head.i > token.i
        and head.pos_ in _NOUNS
        and token.dep_ in _COUNTING_LABELS
        and not any(t.i in setting.parsed.quantities or t.text in {",", ";", ":"} for t in doc[following : head.i])
    ):
        if head.lower_ in UNITS and head.dep_ in _WITHIN:
            return _behind_unit(head)
        if head.lemma_.lower() in _DURATIONS:
            return None
        run = _last_of_run(setting, following)
        if run is not None and run.i < head.i and any(t.pos_ in {"VERB", "AUX"} for t in doc[run.i : head.i]):
            return run
        if head.lower_ in _PREFIXES and head.i + 2 < len(doc) and head.nbor().text == "-":
            return doc[head.i + 2]  # `ex-rebels`, whose parts are parsed as words
        return head
    run = _last_of_run(setting, following)
    return None if run is not None and run.lemma_.lower() in _DURATIONS else run


def _behind_unit(unit: Token) -> Token | None:
    """Return the people behind a unit that says what they do (`300 day labourers`): no other unit is left to parse."""
    above = unit.head
    while above.dep_ in _WITHIN and above.head.i > above.i:
        above = above.head
    return above if above.i > unit.i and above.pos_ in _NOUNS else None


def noun_class(setting: Setting, head: Token | None) -> NounClass | None:
    """Return the class of a noun; a people's name counts people."""
    if head is None:
        return None
    found = classify(head)
    if found is None and head.i in setting.demonyms:
        return NounClass("civilians")
    if found is None and is_common(head) and names_people(head.lower_, head.lemma_.lower()):
        return NounClass("persons")
    return found


def _antecedent(setting: Setting, token: Token) -> Token | None:
    """Return the noun that a figure is set behind: `builders to the number of 500`, `shells by the thousand`."""
    doc = setting.doc
    before, after = setting.before(token.i, 4), setting.after(token.i, 3)
    quantity = setting.parsed.quantities[token.i]
    is_vague = quantity.quantifier == "vague"
    behind = before.endswith(("to the number of", "in their", "numbering", "numbered")) or (
        is_vague and before.endswith("in the")
    )
    of_them = (
        after.startswith(("of them", "in all", "of whom"))
        and token.i > 0
        and doc[token.i - 1].text in {",", "-", "(", "–", "—", "up", "making"}
    )
    by_the = (
        not quantity.is_vague_noun
        and is_vague
        and doc[max(0, token.i - 1)].pos_ in _NOUNS
        and not after.startswith("of")
    )
    if not (behind or of_them or by_the):
        return None
    for i in range(token.i - 1, max(-1, token.i - 12), -1):
        if i in setting.parsed.quantities:
            return None
        if doc[i].pos_ in _NOUNS and doc[i].lemma_.lower() != "number":
            found = classify(doc[i])
            if i in setting.demonyms or (found is not None and (found.is_people or found.name == "goods")):
                return doc[i]
    return None


def _last_of_run(setting: Setting, at: int) -> Token | None:
    """Return the last noun of the run of adjectives and nouns that starts at a token."""
    last: Token | None = None
    doc = setting.doc
    while at < len(doc):
        token = doc[at]
        if token.i in setting.parsed.quantities:
            break
        if (
            token.pos_ in _NOUNS
            or token.i in setting.demonyms
            or (last is None and token.pos_ == "PRON" and token.lower_ == "others")
        ):
            if (
                last is not None
                and token.pos_ == "PROPN"
                and last.pos_ == "NOUN"
                and token.i not in setting.demonyms
                and doc[at - 1].text != "-"
            ):
                break
            last = token
        elif token.pos_ in {"ADJ", "ADV", "NUM"} and token.lower_ not in {"to", "also", "later", "today", "yesterday"}:
            if token.lower_ in states() and last is not None:
                break
        elif token.text not in {"-", '"', "'s"} and not (last is None and _leads_to_noun(setting, at)):
            break
        at += 1
    return last


def _leads_to_noun(setting: Setting, at: int) -> bool:
    """Tell whether a state or a participle stands before a noun: `wounded soldiers`, `fleeing civilians`."""
    doc = setting.doc
    if at + 1 >= len(doc):
        return False
    token, following = doc[at], doc[at + 1]
    return (token.lower_ in states() and following.pos_ in {"NOUN", "PROPN", "ADJ"}) or (
        token.tag_ in {"VBG", "VBN"} and following.pos_ in _NOUNS
    )
