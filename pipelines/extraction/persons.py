"""Names and offices of people, as news prints them: `Defence Minister Kim Yong-hyun`, `Lee Seong-kweun, a lawmaker`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.extraction.institutions import KnownName

ROLE = re.compile(
    r"\b(?:president|prime minister|minister|secretary|general|gen|col|colonel|lt|brig|maj|major|adm|admiral|governor|"
    r"mayor|ambassador|envoy|chief|head|director|leader|commander|king|"
    r"chancellor|adviser|advisor|prosecutor|lawmaker|senator|rep|sen|gov|dr|professor|prof|mr|mrs|ms|sir|spokes\w+|"
    r"press secretary|deputy|analyst|author|journalist|captain|capt|sheikh|imam|bishop|nurse|doctor|"
    r"researcher|fellow|expert|resident|chairman|chairwoman|chair|vice|coordinator|representative|officer|"
    r"official)\b\.?",
    re.IGNORECASE,
)

_NAME = re.compile(
    r"(?:[A-Z][\w'’.-]+|al-[A-Z][\w'-]+)(?:\s+(?:[A-Z][\w'’.-]*|al-[A-Z][\w'-]+|(?:bin|ibn|van|von|de|der|el|al|abu|"
    r"ben)\b(?=\s+[A-Z])))*"
)
_NO_NAMES = frozenset(
    [
        "MP",
        "MPs",
        "The",
        "A",
        "An",
        "In",
        "On",
        "But",
        "And",
        "Deputy",
        "Foreign",
        "Defence",
        "Defense",
        "Prime",
        "Chief",
        "State",
        "Russian",
        "Ukrainian",
        "Israeli",
        "Palestinian",
        "North",
        "South",
        "Korean",
        "American",
        "British",
        "U.S.",
        "US",
        "Security",
        "Interior",
        "Health",
        "Attorney",
        "Vice",
        "Senior",
        "National",
        "Lt.",
        "Gen.",
        "Col.",
        "Maj.",
        "Brig.",
        "Adm.",
    ]
)
"""Capitalised words that stand before a name and are no part of it."""


def has_office(phrase: str, name: str | None) -> bool:
    """Tell whether a phrase is a person with an office, and not an institution."""
    return name is not None and len(name.split()) > 1 and bool(ROLE.search(phrase))


def person_name(phrase: str, known: list[KnownName]) -> str | None:
    """Return the personal name in a phrase: a run of capitalised words that is no institution and follows any title."""
    best = None
    for match in _NAME.finditer(phrase):
        words = match.group().split()
        if re.search(r"\b(?:at|in|of|from|near|for|the|with|by)\s+(?:the\s+)?$", phrase[: match.start()]) and not (
            known and match.start() > known[0][0]
        ):
            continue
        if any(match.start() < e and s < match.end() for s, e, _, k in known if k != "head_of_state"):
            rest = phrase[max(e for _, e, _, _ in known) :]
            again = _NAME.search(rest)
            if again is None:
                continue
            words = again.group().split()
        while words and (ROLE.fullmatch(words[0]) or words[0] in _NO_NAMES):
            words = words[1:]
        words = [w for w in words if w != "'s"]
        name = " ".join(words).removesuffix("'s").rstrip(".,'")
        if not name or not re.search(r"[A-Z]", name) or (name.isupper() and len(name) > 4 and " " not in name):
            continue
        if best is None or (len(name.split()) >= 2 > len(best.split())):
            best = name
    return best
