"""What a noun counts: soldiers, workers, civilians, deaths, shells ..., from `lexicon/nouns.yml`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.extraction.animacy import things
from pipelines.extraction.lexicons import load_yaml

if TYPE_CHECKING:
    from spacy.tokens import Token

TROOPS = frozenset({"soldiers", "fighters", "mercenaries", "officers", "engineers", "police"})
_LONGEST = 4
"""Words of the longest entry."""


@functools.cache
def names_people(word: str) -> bool:
    """Tell whether a word, singular or plural, names people: soldiers, villagers, officers."""
    forms = {word, word.removesuffix("s"), re.sub(r"men$", "man", word), re.sub(r"children$", "child", word)}
    return any((noun := _index().get((form,))) is not None and noun.is_people for form in forms)


@dataclass(frozen=True, slots=True)
class NounClass:
    """What a noun counts."""

    name: str
    """A class of people (`soldiers`; `persons` are of no class), a casualty (`killed_nouns`), `goods`, or `thing`."""
    population: str | None = None
    measure: str | None = None
    """The measure of a noun that is a casualty by itself."""
    category: str | None = None
    """Of goods."""
    unit: str | None = None

    @property
    def is_people(self) -> bool:
        """Whether it is a class of people."""
        return self.name in TROOPS or self.name in {"workers", "civilians", "persons"}


@functools.cache
def _index() -> dict[tuple[str, ...], NounClass]:
    data = load_yaml("nouns")
    found: dict[tuple[str, ...], NounClass] = {}
    for name, entry in data.items():
        if name == "goods":
            for category, goods in entry.items():
                for word in goods["words"]:
                    for key in (_key(str(word)), tuple(str(word).lower().split())):
                        found.setdefault(key, NounClass("goods", category=category, unit=goods["unit"]))
        else:
            for word in entry["words"]:
                found.setdefault(_key(str(word)), NounClass(name, entry.get("population"), entry.get("measure")))
    return found


@functools.cache
def _last_words() -> frozenset[str]:
    return frozenset(key[-1] for key in _index())


def _key(words: str) -> tuple[str, ...]:
    return tuple(words.lower().replace("-", " ").split())


def _forms(token: Token) -> set[str]:
    lower = token.lower_
    forms = {lower, token.lemma_.lower()}
    if lower.endswith("ies"):
        forms.add(lower[:-3] + "y")
    elif lower.endswith(("ses", "ches", "shes")):
        forms.add(lower[:-2])
    if lower.endswith("men"):
        forms.add(lower[:-2] + "an")
    if lower.endswith("s"):
        forms.add(lower[:-1])
    return forms


_AIRCRAFT = re.compile(r"[A-Z][A-Za-z]{0,2}-?\d+[A-Z]?|\d+|jet|Mirage|Rafale|Gripen|Eurofighter|Typhoon|stealth")
"""What stands before "fighters" that are aircraft."""


def _is_of_ammunition(round_: Token) -> bool:
    """Tell whether rounds are fired: those of troops, talks and sanctions are not."""
    what = next((t for c in round_.children if c.lower_ == "of" for t in c.children if t.dep_ == "pobj"), None)
    if what is None:
        return True
    noun = classify(what)
    return noun is not None and noun.name == "goods"


def classify(head: Token) -> NounClass | None:
    """Return the class of the noun phrase that ends at a token, by the longest entry that fits, or null."""
    index = _index()
    if head.lower_ in {"round", "rounds"} and not _is_of_ammunition(head):
        return None
    if head.lower_ in {"fighter", "fighters"} and head.i > 0 and _AIRCRAFT.fullmatch(head.nbor(-1).text):
        return index[("fighter", "jet")]  # `24 F-16 fighters`
    words: list[set[str]] = []
    token = head
    while True:
        if token.text != "-":
            words.insert(0, _forms(token))
        if len(words) == _LONGEST or token.i == 0:
            break
        token = token.nbor(-1)
        if token.is_punct and token.text != "-":
            break
    may_fit = bool(words) and not _last_words().isdisjoint(words[-1])
    for length in range(len(words), 0, -1) if may_fit else ():
        tail = words[len(words) - length :]
        for key in _combinations(tail):
            if key in index:
                return index[key]
    if not things().isdisjoint(_forms(head)):
        return NounClass("thing")
    return None


def _combinations(words: list[set[str]]) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [()]
    for position, forms in enumerate(words):
        last = position == len(words) - 1
        options = sorted(forms) if last else sorted(forms)[:3]
        keys = [(*key, option) for key in keys for option in options]
    return keys
