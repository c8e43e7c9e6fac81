"""Whether a noun names people, by `lexicon/people.yml`: the word itself, its ending, or what the sentence shows.

The classes of `nouns.yml` come first: they say whose subject a noun is. What is here only keeps wells, files and
elephants out of the casualties, and lets nuns and welders in.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pipelines.extraction.event_words import COMBAT, word_set
from pipelines.extraction.lexicons import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Token

    from pipelines.extraction.figures import Found, Setting

_SHORTEST_STEM = 2
"""Letters before an ending: `tor` and `war` have none."""
_PLURAL_LETTERS = re.compile(r"[A-Z]{2,}s")
"""An abbreviation in the plural: `IDPs`, `ATMs`."""
_HUMAN = word_set("loved unarmed innocent teenage teenaged retired off-duty exiled")
"""Adjectives of people alone."""
_WHO = word_set("who whom")
_UPON_PEOPLE = word_set(
    "abduct kidnap behead decapitate lynch assassinate wound injure hospitalise hospitalize maim enlist recruit rape "
    "massacre stab torture arrest"
)
"""Verbs that only people and animals suffer."""
_STATES_OF_PEOPLE = word_set("abducted kidnapped beheaded massacred wounded injured hospitalised hospitalized hostage")

_SAY_SO = ("part:", "count:", "noun:death", "noun:wounding")
"""Rules that only people come under: `among the dead were 12 ...`, `the deaths of 12 ...`."""
_COUNTS = word_set("figure total toll number tally sum rest remainder majority half")
"""Nouns that stand for those counted before: `533 of that figure`."""
_OF_ALL = word_set("eliminate liquidate neutralise neutralize hang claim disable fall cost")
"""Verbs that rivals, jobs and reports suffer more often than people are killed: they take only those under arms."""


@functools.cache
def things() -> frozenset[str]:
    """Return the nouns that are often counted and never people, whatever is said of them: buildings, vehicles."""
    return frozenset(load_yaml("people")["things"]["counted"]["words"])


@functools.cache
def _people() -> frozenset[str]:
    return frozenset(word for entry in load_yaml("people")["people"].values() for word in entry["words"])


@functools.cache
def _armed() -> frozenset[str]:
    return frozenset(load_yaml("people")["people"]["arms_and_crime"]["words"])


@functools.cache
def _not_people() -> frozenset[str]:
    listed = load_yaml("people")["things"]
    return things() | {word for name in ("bodies", "animals") for word in listed[name]["words"]}


@functools.cache
def _endings() -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...], frozenset[str]]:
    """Return the endings of people and what they do not hold for, and the same for things."""
    of_people, of_things = load_yaml("people")["endings"], load_yaml("people")["things"]["endings"]
    return (
        tuple(of_people["words"]), frozenset(of_people["not"]), tuple(of_things["words"]), frozenset(of_things["not"])
    )  # fmt: skip


@functools.cache
def names_people(word: str, lemma: str) -> bool | None:
    """Tell whether a common noun names people.

    Args:
        word: As printed, in lower case.
        lemma: Its lemma, in lower case.

    Returns:
        True for people, False for things and animals, null where neither the word nor its ending says so.
    """
    forms = {word, lemma, word.removesuffix("s")}
    if word.endswith(("ches", "shes", "sses", "xes")):
        forms.add(word[:-2])
    forms |= {form.rpartition("-")[2] for form in forms}  # `stilt-walkers`
    if word.endswith("ies"):
        forms.add(word[:-3] + "y")
    if word.endswith("men"):
        forms.add(word[:-2] + "an")
    people, not_people, of_things, not_things = _endings()
    if forms & _not_people():
        return False
    if forms & _people():
        return True
    if forms & not_people:
        return False
    if forms.isdisjoint(not_things) and any(_ends(form, of_things) for form in forms):
        return False
    return True if any(_ends(form, people) for form in forms) else None


def _ends(word: str, endings: tuple[str, ...]) -> bool:
    return any(word.endswith(e) and len(word) >= len(e) + _SHORTEST_STEM for e in endings)


def is_common(noun: Token) -> bool:
    """Tell whether a token is a noun whose word says what it is: no name of a people or a group."""
    return noun.tag_ in {"NN", "NNS"} or _PLURAL_LETTERS.fullmatch(noun.text) is not None


def may_be_hit(setting: Setting, head: Token, found: Found) -> bool:
    """Tell whether a common noun without a class may be that of a casualty.

    It may where it is known to name people, and where the sentence says so of a noun that nothing is known of.

    Args:
        setting: The sentence.
        head: The counted noun.
        found: What is said of it.
    """
    known = names_people(head.lower_, head.lemma_.lower())
    if known:
        lemma = setting.doc[found.predicate].lemma_.lower() if found.predicate is not None else None
        return lemma not in _OF_ALL or bool({head.lower_, head.lemma_.lower()} & _armed() or setting.words & COMBAT)
    if head.lemma_.lower() in _COUNTS:
        return True
    if known is not None:
        return False
    if found.rule.startswith(_SAY_SO):
        return True
    if found.predicate is not None:
        predicate = setting.doc[found.predicate]
        if predicate.lemma_.lower() in _UPON_PEOPLE or predicate.lower_ in _STATES_OF_PEOPLE:
            return True
    behind = setting.after(head.i, 3)
    return (
        any(c.lower_ in _HUMAN for c in head.children)
        or any(g.lower_ in _WHO for c in head.children if c.dep_ == "relcl" for g in c.subtree)
        or behind.removeprefix(", ").startswith(("aged ", "of whom ", "among whom "))
    )
