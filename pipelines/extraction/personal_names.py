"""Names of states and towns that are part of a person's name: `Jordan Peters`, `Gen. Israel Moyo`."""

from __future__ import annotations

import functools
import re

from pipelines.extraction.lexicons import load_csv, load_yaml, one_of

_ROLE_BEFORE = (
    r"\b(?:analyst|lawmaker|activist|author|journalist|reporter|spokes\w+|director|researcher|expert|doctor|nurse|surgeon|adviser|advisor|"
    r"lawyer|fellow|professor|historian|resident|minister|Minister|President|Secretary|secretary|Governor|Mayor|Ambassador|"
    r"commander|official|officer|colleague|writer|soldier|volunteer|coordinator|head|chief|leader|said|says|named|called|to|by|and|,)\s$"
)
_ROLE = re.compile(_ROLE_BEFORE)
_EXPLAINED = re.compile(
    r"(?:'s\b|,? who\b"
    r"|, (?:an?|the|its|their|his|her|who|aged|\d\d|from|of|head|chief|director|spokes\w+|professor|author|founder)\b"
    r"|,? (?:said|says|told|tells|added|adds|wrote|writes|explained|noted|reported|counted|estimated|confirmed|claimed"
    r"|argued|recalled|warned|announced|put|treated|believes?|thinks?|visited|of the|of [A-Z]|at the|from the)\b|\)|$)"
)
"""What is said of a person behind the name."""
_SURNAME = re.compile(r" ((?:al-|Al-|O'|Mc|Mac|de |van |von )?[A-Z][a-zÀ-ÿ'-]+)")
_WORD_BEFORE = re.compile(r"([A-Z][\w'-]*)\.? $")
_REACH = 40


@functools.cache
def _words(name: str) -> frozenset[str]:
    return frozenset(load_yaml("personal_names")[name]["words"])


@functools.cache
def _after_title() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{one_of(_words('titles'))})\.? $")


@functools.cache
def _after_title_and_name() -> re.Pattern[str]:
    offices = (
        "Minister|President|Secretary|Governor|Mayor|Ambassador|Chancellor|Spokes(?:man|woman|person)|Chief|King|Queen"
    )
    return re.compile(rf"(?<![\w-])(?:{one_of(_words('titles'))}|{offices})\.? [A-Z][a-z]+(?: [A-Z]\.)? $")


def is_family_name(name: str) -> bool:
    """Tell whether the name of a state or a town is a surname too ("Holland")."""
    return name in _words("family")


def is_in_a_persons_name(text: str, start: int, end: int) -> bool:
    """Tell whether the name of a state or a town is part of a person's name.

    Args:
        text: The folded text, or a phrase of it.
        start: First code point of the state's or the town's name.
        end: One past its last.
    """
    name = text[start:end]
    before = text[max(0, start - _REACH) : start]
    if before.endswith((" ", "\u00a0")):
        if _after_title().search(before):
            return True
        if is_family_name(name) and _is_surname(before):
            return True
    if name not in _words("given"):
        return False
    behind = _SURNAME.match(text, end, end + _REACH)
    if behind is None or behind.group(1) in _words("not_surnames") or behind.group(1) in _names_of_states():
        return False
    return bool(_ROLE.search(before) or _EXPLAINED.match(text, behind.end(), behind.end() + _REACH))


def _is_surname(before: str) -> bool:
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    return word.group(1) in _words("first") or _after_title_and_name().search(before) is not None


@functools.cache
def _names_of_states() -> frozenset[str]:
    return frozenset(
        word
        for row in load_csv("actors")
        for alias in row["aliases"].split("|")
        for word in alias.split()
        if word[:1].isupper()
    )
