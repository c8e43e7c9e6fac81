"""Which sentences are worth parsing: those with a size and a word of an event, or with a word of a transfer and goods.

The test is generous on purpose: it must let through every sentence that a full parse would find something in.
"""

from __future__ import annotations

import functools
import re

from pipelines.extraction.lexicons import load_yaml, one_of


def _stems(words: set[str]) -> str:
    return one_of(w[: max(4, len(w) - 2)] if len(w) > 5 else w for w in words if w)


_DENIAL = re.compile(
    r"\b(?:den(?:y|ie[sd]|ying)|reject\w*|dismiss\w*|refut\w+|not|no|never|n't|nor|without)\b|n't\b", re.IGNORECASE
)
_AS_BEFORE = re.compile(
    r"^(?:[-•*]\s*)?(?:personnel|manpower)\b|\b(?:of (?:them|those|these|whom)|another|others|further|"
    r"a year (?:ago|earlier)|"
    r"the (?:figure|number|total|toll|rest|other|remaining))\b",
    re.IGNORECASE,
)
"""What lets a bare figure go on with the one before it."""


@functools.cache
def _people() -> re.Pattern[str]:
    data, nouns = load_yaml("events"), load_yaml("nouns")
    words = {lemma.split("_")[0] for entry in data["verbs"].values() for lemma in entry["lemmas"]}
    words |= {lemma.split("_")[0] for entry in data["nouns"].values() for lemma in entry["lemmas"]}
    words |= {w for entry in data["states"].values() for w in entry["words"]}
    words |= {str(w).split()[-1] for name, entry in nouns.items() if name != "goods" for w in entry["words"]}
    words |= {
        "wound",
        "sent",
        "left",
        "troop",
        "toll",
        "lives",
        "going",
        "gone",
        "went",
        "brought",
        "took",
        "taken",
        "fought",
        "held",
        "slain",
        "shot",
        "dead",
    }
    return re.compile(rf"\b(?:{_stems(words)})", re.IGNORECASE)


@functools.cache
def _moves() -> re.Pattern[str]:
    words = {lemma.split("_")[0] for entry in load_yaml("events")["transfers"].values() for lemma in entry["lemmas"]}
    words |= {
        "sent",
        "gave",
        "given",
        "sold",
        "bought",
        "shipp",
        "got",
        "deliver",
        "supplie",
        "made",
        "repaid",
        "paid",
        "gone",
        "went",
        "had",
    }
    return re.compile(rf"\b(?:{_stems(words)})", re.IGNORECASE)


@functools.cache
def _goods() -> re.Pattern[str]:
    words = {str(w).split()[-1].split("-")[0] for goods in load_yaml("nouns")["goods"].values() for w in goods["words"]}
    return re.compile(rf"\b(?:{_stems(words)})", re.IGNORECASE)


def may_hold_claim(sentence: str, has_size: bool) -> bool:
    """Tell whether a sentence may hold a claim.

    Args:
        sentence: Its words, folded.
        has_size: Whether it holds a number that may count something.
    """
    if has_size and (_people().search(sentence) or _goods().search(sentence) or _AS_BEFORE.search(sentence)):
        return True
    if _DENIAL.search(sentence) and _people().search(sentence):
        return True
    return bool(_goods().search(sentence) and _moves().search(sentence))
