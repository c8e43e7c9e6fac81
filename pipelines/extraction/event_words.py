"""The words that events are read by: the look-ups into `lexicon/events.yml`, and sets that several steps share.

A set that one step alone uses stands beside that step.
"""

from __future__ import annotations

import functools

from pipelines.extraction.lexicons import load_yaml


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, so that a long set reads as lines of words."""
    return frozenset(text.split())


COMBAT = word_set(
    "legion militia militias brigade battalion unit rebels fight fighting front frontline frontlines war army "
    "military combat battle battlefield mercenary mercenaries soldier soldiers troops offensive contract enlist "
    "enlisted recruit recruited forces trenches assault"
)
"""Words of an army's business, anywhere in the sentence."""

LABOUR = word_set(
    "assemble employees employ employed employer plants plant farm farms jobs work working works worked worker "
    "workers workforce building build builders site sites hired hire labor labour laborer laborers labourer "
    "labourers factory construction reconstruction industrial"
)
"""Words of work for wages, anywhere in the sentence."""

RELEASES = frozenset({"release", "free", "swap", "exchange", "return", "hand"})
"""Verbs that say captives are let go."""


@functools.cache
def states() -> dict[str, str]:
    """Return the measure of each word that states a fate ("killed" → `killed`)."""
    return {word: measure for measure, entry in load_yaml("events")["states"].items() for word in entry["words"]}


@functools.cache
def verbs() -> dict[str, list[tuple[str, dict[str, object]]]]:
    """Return the entries of each verb's lemma, with their names, in the lexicon's order."""
    found: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for name, entry in load_yaml("events")["verbs"].items():
        for lemma in entry["lemmas"]:
            found.setdefault(lemma, []).append((name, entry))
    return found


@functools.cache
def event_nouns() -> dict[str, tuple[str, str]]:
    """Return the name and the measure of each noun that names an event."""
    found: dict[str, tuple[str, str]] = {}
    for name, entry in load_yaml("events")["nouns"].items():
        for lemma in entry["lemmas"]:
            found.setdefault(lemma.replace("_", " "), (name, entry["measure"]))
    return found


@functools.cache
def count_verbs() -> frozenset[str]:
    """Return the lemmas of verbs that give a count its value ("rise", "stand")."""
    return frozenset(load_yaml("events")["count_verbs"]["words"])


def verb_entry(lemma: str, names: set[str]) -> tuple[str, dict[str, object]] | None:
    """Return the first entry of a lemma that bears one of the names, or null."""
    return next(((name, entry) for name, entry in verbs().get(lemma, ()) if name in names), None)
